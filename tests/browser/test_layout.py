"""Sizes, colours and motion of the page."""

import re
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser import gallery
from tests.browser.page import DESKTOP, PHONE, Page
from tests.browser.small_app import SmallApp

pytestmark = pytest.mark.browser
CSS = Path(__file__).parents[2] / "handlers" / "playground" / "static" / "base.css"
LONG = "Unbreakable" * 20


def width(page: Page) -> tuple[int, int]:
    inside, window = page.js("return [document.documentElement.scrollWidth, window.innerWidth]")
    return int(inside), int(window)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_scrolls_sideways(page: Page, app: SmallApp, size: tuple[int, int]) -> None:
    for blocks in gallery.MESSAGES.values():
        app.post("U0GUEST", "blocks", blocks=blocks)
    ts = app.post("U0GUEST", LONG)
    page.open("U0GUEST", size)
    page.message(LONG)
    places = ["messages"]
    seen = {"messages": width(page)}
    sideways = page.js(
        "const s = document.querySelector('#main .scroller'); return s.scrollWidth - s.clientWidth"
    )
    assert sideways <= 0
    page.js("arguments[0].click()", page.css(f'[data-testid="reply-{ts}"]')[0])
    page.wait(lambda: page.css('[data-testid="thread-panel"] .message'), "the thread")
    seen["thread"] = width(page)
    if size == PHONE:
        page.becomes(lambda: page.get("thread-panel").rect["width"], PHONE[0])
    page.get("thread-close").click()
    page.get("tab-home").click()
    page.wait(lambda: page.css(".home-blocks .block"), "Home")
    seen["home"] = width(page)
    if size == PHONE:
        page.get("menu").click()
        page.get("person-switch").click()
        page.get("person-U0AMINA")
        seen["side"] = width(page)
    assert {place: inside for place, (inside, _) in seen.items()} == dict.fromkeys(seen, size[0]), places


def test_on_a_phone_the_side_is_a_drawer(page: Page) -> None:
    page.open("U0NOOR", PHONE)
    page.gone("person-switch")
    page.press(page.get("menu"))
    page.press(page.get("person-switch"))
    page.press(page.get("person-U0SIAN"))
    page.wait(lambda: not page.has("conv-C0GENERAL"), "the drawer to close")
    page.press(page.get("menu"))
    page.press(page.get("conv-C0GENERAL"))
    page.wait(lambda: "#general" in page.css(".welcome h2")[0].text)
    page.press(page.get("menu"))
    page.get("person-switch")
    page.js("document.elementFromPoint(350, 400).click()")
    page.gone("person-switch")
    page.press(page.get("menu"))
    page.press(page.get("person-switch"))
    page.get("person-U0SIAN")
    page.keys(Keys.ESCAPE)
    page.gone("person-U0SIAN")
    page.keys(Keys.ESCAPE)
    page.gone("person-switch")


@pytest.mark.prove
def test_two_hundred_messages_are_drawn_without_jank(page: Page, app: SmallApp) -> None:
    for number in range(200):
        app.post("U0HELEN", f"message {number}", blocks=gallery.WORDS if number % 2 else gallery.CONTROLS[:6])
    page.open("U0HELEN")
    page.wait(lambda: len(page.css("#main .message")) == 200, "200 messages")
    page.js(
        "window.long = []; new PerformanceObserver((all) => all.getEntries().forEach((one) => long.push(one.duration))).observe({type: 'longtask'})"
    )
    first = page.css("#main .message")[0]
    app.post("U0HELEN", "one more")
    page.message("one more")
    assert first.is_displayed(), "what did not change is not drawn again"
    assert page.js("return Math.max(0, ...long)") < 400


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT_ON = {
    "paper": "ink ink-soft accent link danger warn good info",
    "wash": "ink ink-soft accent link danger",
    "raised": "ink ink-soft accent link danger",
    "accent-soft": "ink ink-soft accent",
    "danger-soft": "ink danger",
    "warn-soft": "ink warn",
    "good-soft": "ink",
    "info-soft": "ink",
    "mention": "ink warn",
    "accent": "accent-ink",
    "side": "side-ink side-soft",
    "side-deep": "side-ink side-soft",
    "side-hover": "side-ink side-soft",
    "side-here": "side-ink",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_background_differ_enough(scheme: str) -> None:
    light, dark = re.findall(r":root \{(.*?)\n\s*\}", CSS.read_text(encoding="utf-8"), re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        colours |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))
    weak = {
        (text, ground): round(contrast(colours[text], colours[ground]), 2)
        for ground, texts in TEXT_ON.items()
        for text in texts.split()
        if contrast(colours[text], colours[ground]) < 4.5
    }
    assert weak == {}
    for edge in ("line-strong", "focus"):
        assert contrast(colours[edge], colours["paper"]) >= 3, edge


def test_dark_and_still_when_the_reader_asks(page: Page) -> None:
    wishes = [
        {"name": "prefers-color-scheme", "value": "dark"},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": wishes})
    page.open("U0AMINA")
    try:
        assert (
            page.js("return getComputedStyle(document.getElementById('main')).backgroundColor")
            == "rgb(22, 27, 29)"
        )
        assert (
            page.js(
                "return matchMedia('(prefers-reduced-motion: reduce)').matches && getComputedStyle(document.getElementById('clock')).transitionDuration"
            )
            == "0.001s"
        )
    finally:
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
