"""The clock at the top of the page."""

import pytest

from tests.browser.clock_port import ClockPort
from tests.browser.conftest import NOON
from tests.browser.page import PHONE, Page
from tests.browser.small_app import SmallApp

pytestmark = pytest.mark.browser


def test_the_products_time_is_londons(page: Page, clock: ClockPort) -> None:
    clock.now = NOON.replace(month=6)
    page.open("U0AMINA")
    page.becomes(lambda: page.get("clock-now").text, "Tue 23 Jun 2026, 13:00, London")


@pytest.mark.parametrize(
    ("button", "reads"),
    [
        ("clock-hour", "Mon 23 Nov 2026, 13:00, London"),
        ("clock-morning", "Tue 24 Nov 2026, 08:00, London"),
        ("clock-week", "Mon 30 Nov 2026, 12:00, London"),
    ],
)
def test_the_buttons_move_it_and_it_is_said(page: Page, button: str, reads: str) -> None:
    page.open("U0AMINA")
    page.get(button).click()
    page.wait(lambda: page.get("clock-now").text == reads, reads)
    page.shows(lambda: page.get("toast").text, reads.removesuffix(", London"))


def test_messages_stand_under_the_day_of_the_products_clock(
    page: Page, app: SmallApp, clock: ClockPort
) -> None:
    page.open("U0GRACE")
    page.get("clock-week").click()
    page.wait(lambda: "30 Nov" in page.get("clock-now").text)
    page.say("echo a week on")
    page.message("a week on")
    page.get("clock-morning").click()
    page.wait(lambda: page.css(".day")[-1].text == "Yesterday", "the divider")
    page.becomes(lambda: page.css("#main .message-time")[-1].text, "12:00")


def test_on_a_phone_it_is_there_too(page: Page) -> None:
    page.open("U0AMINA", PHONE)
    for name in ("clock-now", "clock-hour", "clock-morning", "clock-week"):
        box = page.get(name).rect
        assert box["x"] >= 0, name
        assert box["x"] + box["width"] <= PHONE[0], name
    page.get("clock-hour").click()
    page.wait(lambda: "13:00" in page.get("clock-now").text, "the next hour")
