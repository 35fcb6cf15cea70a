"""The playground's page in headless Chromium, with the few moves the tests need."""

from collections.abc import Callable
from typing import Any, TypeVar

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    StaleElementReferenceException,
    TimeoutException,
)
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

Found = TypeVar("Found")
PATIENCE = 8.0
FIRST_ON_SHOW = """
const seen = { visibilityProperty: true, contentVisibilityAuto: true };
return [...document.querySelectorAll(arguments[0])].find((one) => one.checkVisibility(seen)) ?? null;
"""
LAST_MESSAGE = """
return [...document.querySelectorAll("#main .message")].findLast((one) => one.innerText.includes(arguments[0]));
"""
DESKTOP, PHONE = (1280, 860), (360, 740)


class Page:
    """One open page; every look waits until what it looks for is there."""

    def __init__(self, driver: Chrome, address: str) -> None:
        self.driver = driver
        self.address = address

    def open(
        self, user: str = "U0AMINA", size: tuple[int, int] = DESKTOP, channel: str | None = None
    ) -> "Page":
        """Load the page as somebody, in their direct messages with the bot or in a channel."""
        width, height = size
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700},
        )
        where = f"as={user}" + (f"&in={channel}" if channel else "")
        self.driver.get("about:blank")
        self.driver.get(f"{self.address}/#{where}")
        self.wait(lambda: self.css(".place-title")[0].text, "the page")
        return self

    def wait(self, look: Callable[[], Found], what: str = "it") -> Found:
        """Look again until the answer is truthy."""
        waiting = WebDriverWait(
            self.driver,
            PATIENCE,
            0.04,
            ignored_exceptions=[StaleElementReferenceException, IndexError, AssertionError],
        )
        found: Found = waiting.until(lambda _: look(), f"{what} did not come within {PATIENCE:g} s")
        return found

    def becomes(self, read: Callable[[], object], expected: object) -> None:
        """Read until it is what is expected: a page draws when it can, not when a test looks."""
        self._hold(read, lambda now: now == expected, expected)

    def shows(self, read: Callable[[], str], words: str) -> None:
        """Read until the words stand in it."""
        self._hold(read, lambda now: words in now, words)

    def _hold(self, read: Callable[[], Any], held: Callable[[Any], bool], expected: object) -> None:
        last: list[object] = ["nothing to read"]

        def look() -> bool:
            last[0] = read()
            return held(last[0])

        try:
            self.wait(look)
        except TimeoutException:
            raise AssertionError(f"expected {expected!r}, last read {last[0]!r}") from None

    def css(self, selector: str) -> list[WebElement]:
        """All elements of a selector, now."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        """The first element of a selector that is on show, once there is one."""
        found = self.wait(lambda: self._on_show(selector), selector)
        assert found is not None
        return found

    def _on_show(self, selector: str) -> WebElement | None:
        found: WebElement | None = self.driver.execute_script(FIRST_ON_SHOW, selector)
        return found

    def get(self, testid: str) -> WebElement:
        """By data-testid."""
        return self.one(f'[data-testid="{testid}"]')

    def has(self, testid: str) -> bool:
        """Whether something with this data-testid is on show now."""
        return self._on_show(f'[data-testid="{testid}"]') is not None

    def gone(self, testid: str) -> None:
        """Wait until nothing with this data-testid is on show."""
        self.wait(lambda: not self.has(testid), f"the end of {testid}")

    def control(self, action_id: str, value: str | None = None) -> WebElement:
        """A control by its action id: in the open dialogue if there is one."""
        inside = "dialog.modal[open] " if self.has("modal") else "#main "
        which = f'[data-value="{value}"]' if value is not None else ""
        return self.one(f'{inside}[data-action-id="{action_id}"]{which}')

    def press(self, element: WebElement) -> None:
        """Scroll to something and click it, as soon as it stands still."""
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)

        def clicked() -> bool:
            try:
                element.click()
            except (ElementNotInteractableException, ElementClickInterceptedException):
                return False
            return True

        self.wait(clicked, "something to click")

    def choose(self, action_id: str, value: str) -> None:
        """Open a select or an overflow menu and pick the option with this value."""
        self.press(self.control(action_id))
        self.one(f'.popover [data-value="{value}"]').click()

    def keys(self, *keys: str) -> None:
        """Type wherever the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def say(self, text: str) -> None:
        """Write into the composer and send with Enter."""
        self.get("composer").send_keys(text, Keys.ENTER)

    def act_as(self, user: str) -> None:
        """Become someone else."""
        self.get("person-switch").click()
        self.get(f"person-{user}").click()
        self.wait(lambda: f"as={user}" in self.driver.current_url, f"acting as {user}")

    def message(self, words: str) -> WebElement:
        """The last message in the list with these words."""
        found: WebElement = self.wait(lambda: self.js(LAST_MESSAGE, words), f"“{words}”")
        return found

    def js(self, script: str, *arguments: Any) -> Any:
        """Run a script in the page."""
        return self.driver.execute_script(script, *arguments)

    def focus(self) -> WebElement:
        """What has the focus."""
        return self.driver.switch_to.active_element

    def complaints(self) -> list[str]:
        """What the browser's console calls severe, but for pictures that do not load."""
        return [
            line["message"]
            for line in self.driver.get_log("browser")  # type: ignore[no-untyped-call]
            if line["level"] == "SEVERE" and "favicon" not in line["message"]
        ]
