"""Chromium, the stand-in Slack and a small app behind it, for the tests of the page."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from handlers.playground.standin import StandInSlack
from handlers.playground.workspace import DEFAULT_WORKSPACE
from tests.browser.clock_port import ClockPort
from tests.browser.page import Page
from tests.browser.small_app import SmallApp

SHORTCUTS = [
    {
        "name": "Plan a visit",
        "type": "global",
        "callback_id": "plan_visit",
        "description": "A child and a day",
    },
    {"name": "Keep as a note", "type": "message", "callback_id": "note_this"},
]
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def _path(*names: str) -> str | None:
    return next((path for path in map(shutil.which, names) if path), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chrome]:
    """Headless Chromium, started once."""
    browser, driver = _path("chromium", "chromium-browser", "google-chrome"), _path("chromedriver")
    if not browser or not driver:
        pytest.skip("the browser tests need Chromium and chromedriver (Debian: chromium, chromium-driver)")
    options = ChromeOptions()
    options.binary_location = browser
    for argument in ("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "hide-scrollbars"):
        options.add_argument(f"--{argument}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with Chrome(options=options, service=Service(driver)) as started:
        yield started


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The playground's own workspace, with two shortcuts."""
    told = yaml.safe_load(DEFAULT_WORKSPACE.read_text(encoding="utf-8"))
    path = tmp_path_factory.mktemp("workspace") / "workspace.yaml"
    path.write_text(yaml.safe_dump({**told, "shortcuts": SHORTCUTS}), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def clock() -> Iterator[ClockPort]:
    """The product's clock, at noon on a Monday."""
    port = ClockPort(NOON)
    yield port
    port.stop()


@pytest.fixture(scope="session")
def slack(workspace: Path, clock: ClockPort) -> Iterator[StandInSlack]:
    """One stand-in Slack for all; each test finds it empty."""
    with StandInSlack(workspace=workspace, control_url=clock.url) as running:
        yield running


@pytest.fixture(scope="session")
def bolt(slack: StandInSlack) -> Iterator[SmallApp]:
    """The small app, connected."""
    with SmallApp(slack) as running:
        slack.wait_for_app()
        yield running


@pytest.fixture
def app(bolt: SmallApp, slack: StandInSlack, clock: ClockPort) -> SmallApp:
    """The small app with nothing noted down, in a workspace where nothing was said, at noon."""
    bolt.forget()
    slack.behave()
    clock.now = NOON
    for conversation in slack.slack.conversations:
        conversation.messages.clear()
        conversation.read_up_to.clear()
    for user in slack.slack.workspace.people:
        if slack.modal(user.id):
            slack.close(user.id, clear=True)
    return bolt


@pytest.fixture
def page(chromium: Chrome, slack: StandInSlack, app: SmallApp) -> Iterator[Page]:
    """The page, not yet opened; afterwards its console must be clean."""
    chromium.get_log("browser")  # type: ignore[no-untyped-call]
    shown = Page(chromium, slack.base_url)
    yield shown
    trouble = shown.complaints()
    chromium.execute_script("try { sessionStorage.clear() } catch (nothing) { }")
    chromium.get("about:blank")
    assert not trouble, trouble
