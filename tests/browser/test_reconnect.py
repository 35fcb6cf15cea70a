"""The page when the stand-in Slack goes away and comes back, or has no app and no clock behind it."""

import pytest
from selenium.webdriver import Chrome

from handlers.playground.standin import StandInSlack
from tests.browser.page import Page

pytestmark = pytest.mark.browser


def test_a_stopped_slack_is_told_loses_no_text_and_its_return_is_noticed(chromium: Chrome) -> None:
    first = StandInSlack().start()
    page = Page(chromium, first.base_url).open("U0RUTH")
    port = int(first.base_url.rsplit(":", 1)[1])
    first.stop()
    page.shows(lambda: page.get("link-state").text, "not answering")
    page.say("typed while it was gone")
    page.shows(lambda: page.get("toast").text, "Is it still running?")
    page.wait(lambda: page.get("composer").get_attribute("value") == "typed while it was gone", "the text")
    with StandInSlack(port=port) as again:
        page.wait(lambda: page.get("link-state").text == "Doorstep is not connected.", "the return")
        again.say("U0RUTH", "and back")
        page.message("and back")
        chromium.get("about:blank")


def test_without_an_app_or_a_clock_the_page_says_so(chromium: Chrome) -> None:
    with StandInSlack() as alone:
        page = Page(chromium, alone.base_url).open("U0RUTH")
        page.becomes(lambda: page.get("link-state").text, "Doorstep is not connected.")
        assert not page.get("clock-hour").is_enabled()
        page.get("tab-home").click()
        page.wait(lambda: "has not put anything here" in page.get("home").text, "the empty Home")
        chromium.get("about:blank")
