"""Modals on the page: what is typed, what is wrong, what is kept, and how they close."""

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.keys import Keys

from handlers.playground.standin import StandInSlack
from tests.browser.page import PHONE, Page
from tests.browser.small_app import SmallApp

pytestmark = pytest.mark.browser


def form(page: Page, user: str = "U0AMINA", size: tuple[int, int] = (1280, 860)) -> Page:
    page.open(user, size)
    page.say("/visit form")
    page.get("modal")
    return page


def fill(page: Page) -> None:
    page.choose("child", "201")
    page.press(page.control("day"))
    page.one('.popover [data-date="2026-11-27"]').click()
    page.control("time").send_keys("1030", Keys.ENTER)
    page.press(page.control("how", "yes"))


def test_it_is_filled_in_and_sent(page: Page, app: SmallApp) -> None:
    form(page)
    page.becomes(lambda: page.get("modal").get_attribute("aria-labelledby"), "modal-title")
    page.becomes(lambda: page.focus().get_attribute("data-action-id"), "child")
    fill(page)
    page.control("note").send_keys("Ring <first> & wait")
    page.press(page.control("owed", "alone"))
    page.choose("who", "h9")
    page.one('.popover [data-value="h10"]').click()
    page.keys(Keys.ESCAPE)
    page.press(page.css('dialog [data-action-id="both"][data-part="date"]')[0])
    page.one('.popover [data-date="2026-11-27"]').click()
    page.css('dialog [data-action-id="both"][data-part="time"]')[0].send_keys("12", Keys.ENTER)
    page.control("count").send_keys("4", Keys.ENTER)
    page.gone("modal")
    values = {
        block: next(iter(held.values())) for block, held in app.submissions[0]["state"]["values"].items()
    }
    assert values["child"]["selected_option"]["text"]["text"] == "CIN-201 · E.F."
    assert [one["value"] for one in values["who"]["selected_options"]] == ["h9", "h10"]
    assert values["day"] == {"type": "datepicker", "selected_date": "2026-11-27"}
    assert values["time"] == {"type": "timepicker", "selected_time": "10:30"}
    assert values["both"]["selected_date_time"] == 1795780800
    assert values["how"]["selected_option"]["value"] == "yes"
    assert [one["value"] for one in values["owed"]["selected_options"]] == ["alone"]
    assert values["note"]["value"] == "Ring <first> & wait"
    assert values["count"] == {"type": "number_input", "value": "4"}
    assert values["mail"]["value"] is None


def test_what_is_missing_or_wrong_is_said_under_its_field(page: Page, app: SmallApp) -> None:
    form(page)
    page.control("note").send_keys("a" * 61)
    page.shows(lambda: page.get("modal").text, "61 of 60")
    page.control("mail").send_keys("nobody")
    page.control("count").send_keys("12")
    page.control("time").send_keys("25:00", Keys.TAB)
    page.get("modal-submit").click()
    errors = {
        node.find_element("xpath", "..").get_attribute("data-block"): node.text
        for node in page.css('[data-testid="field-error"]')
        if node.is_displayed()
    }
    required = "Please complete this required field."
    assert errors == {
        "child": required,
        "day": required,
        "time": required,
        "how": required,
        "note": "Please keep this to 60 characters: it has 61.",
        "mail": "Please write an email address, like name@example.org.",
        "count": "Please write 9 or less.",
    }
    page.becomes(lambda: page.focus().get_attribute("data-action-id"), "child")
    page.shows(lambda: page.get("modal").text, "Write a time like 14:30.")
    assert app.submissions == []
    page.choose("child", "101")
    page.wait(
        lambda: "Please complete" not in page.css('[data-block="child"]')[0].text, "the end of the error"
    )


def test_errors_from_the_app_keep_what_was_typed(page: Page, app: SmallApp) -> None:
    form(page)
    fill(page)
    app.errors = {"day": "That is a bank holiday."}
    page.get("modal-submit").click()
    page.wait(lambda: "That is a bank holiday." in page.css('[data-block="day"]')[0].text, "the error")
    page.becomes(lambda: page.control("time").get_attribute("value"), "10:30")
    app.errors = {}
    page.get("modal-submit").click()
    page.gone("modal")


def test_what_was_typed_is_kept_when_the_app_updates_the_view(page: Page, app: SmallApp) -> None:
    form(page)
    page.choose("child", "102")
    page.control("note").send_keys("half a no")
    page.press(page.control("redraw"))
    page.wait(lambda: "Drawn again" in page.get("modal").text, "the update")
    page.shows(lambda: page.control("child").text, "CP-102")
    page.becomes(lambda: page.control("note").get_attribute("value"), "half a no")
    page.control("note").send_keys("te")
    page.driver.refresh()
    page.wait(lambda: "Drawn again" in page.get("modal").text, "the form after a reload")
    page.becomes(lambda: page.control("note").get_attribute("value"), "half a no")


def test_views_stack_and_escape_goes_back_one(page: Page, app: SmallApp) -> None:
    form(page)
    page.control("note").send_keys("below")
    page.press(page.control("push"))
    page.wait(lambda: "A second page" in page.get("modal").text, "the second view")
    page.gone("modal-submit")
    page.keys(Keys.ESCAPE)
    page.wait(lambda: "Plan a visit" in page.get("modal").text, "the first view")
    page.becomes(lambda: page.control("note").get_attribute("value"), "below")
    page.press(page.control("push"))
    page.get("modal-back").click()
    page.wait(lambda: "Plan a visit" in page.get("modal").text)
    page.get("modal-x").click()
    page.gone("modal")
    page.becomes(lambda: page.focus().get_attribute("data-testid"), "composer")
    page.keys("typed on")
    page.becomes(lambda: page.get("composer").get_attribute("value"), "typed on")


def test_focus_stays_inside_and_comes_back(page: Page) -> None:
    form(page)
    page.keys(*[Keys.TAB] * 45)
    inside = page.js(
        "return document.activeElement === document.body || !!document.activeElement.closest('dialog')"
    )
    assert inside
    page.get("modal-close").click()
    page.gone("modal")
    page.becomes(lambda: page.focus().get_attribute("data-testid"), "composer")


def test_a_select_is_searched_and_chosen_by_keyboard(page: Page) -> None:
    form(page)
    page.becomes(lambda: page.focus().get_attribute("data-action-id"), "child")
    page.keys(Keys.ARROW_DOWN)
    search = page.get("select-search")
    assert [node.text for node in page.css(".popover .option-label")] == [
        "Child protection",
        "Children in need",
        "In our care",
    ]
    search.send_keys("cin")
    page.wait(
        lambda: [node.text for node in page.css(".popover .option")] == ["CIN-201 · E.F.", "CIN-202 · G.H."]
    )
    search.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    page.wait(lambda: "CIN-202" in page.control("child").text)
    page.becomes(lambda: page.focus().get_attribute("data-action-id"), "child")
    page.keys(Keys.ARROW_DOWN)
    page.get("select-search").send_keys("zebra")
    page.wait(lambda: "Nothing matches." in page.one(".options-note").text)
    page.keys(Keys.ESCAPE)
    page.wait(lambda: page.get("modal").is_displayed())


def test_several_are_chosen_up_to_the_most_allowed(page: Page) -> None:
    form(page)
    page.press(page.control("who"))
    for value in ("h8", "h9", "h10", "h11"):
        page.one(f'.popover [data-value="{value}"]').click()
    page.shows(lambda: page.one(".options-note").text, "the most you can choose: 3")
    page.becomes(lambda: page.control("who").get_attribute("data-value"), "h8,h9,h10")


def test_an_external_select_asks_the_app(page: Page) -> None:
    form(page)
    page.press(page.control("look"))
    search = page.get("select-search")
    page.becomes(lambda: page.one(".options-note").text, "Type at least 2 letters to search.")
    search.send_keys("as")
    page.wait(
        lambda: [node.text for node in page.css(".popover .option")] == ["Ash School", "Aspen School"],
        "schools",
    )
    search.send_keys("p")
    page.wait(lambda: [node.text for node in page.css(".popover .option")] == ["Aspen School"])
    search.send_keys(Keys.ENTER)
    page.wait(lambda: page.control("look").text == "Aspen School")


def test_enter_in_a_dispatching_field_tells_the_app_and_does_not_submit(page: Page, app: SmallApp) -> None:
    form(page)
    page.control("search").send_keys("needle", Keys.ENTER)
    page.wait(lambda: app.actions, "the action")
    assert (app.actions[0]["action_id"], app.actions[0]["value"]) == ("search", "needle")
    assert app.submissions == []


def test_a_calendar_is_walked_by_keyboard(page: Page) -> None:
    form(page)
    page.control("day").send_keys(Keys.ENTER)
    page.one(".popover .calendar")
    page.becomes(lambda: page.focus().get_attribute("data-date"), "2026-11-23")
    page.keys(Keys.ARROW_DOWN, Keys.ARROW_RIGHT)
    page.becomes(lambda: page.focus().get_attribute("data-date"), "2026-12-01")
    page.keys(Keys.PAGE_DOWN, Keys.HOME)
    page.becomes(lambda: page.focus().get_attribute("data-date"), "2026-12-28")
    page.keys(Keys.ENTER)
    page.wait(lambda: page.control("day").text == "Mon 28 Dec 2026")


def test_on_a_phone_it_fills_the_screen(page: Page) -> None:
    form(page, size=PHONE)
    box = page.get("modal").rect
    assert (box["width"], box["height"]) == PHONE
    page.choose("child", "302")
    page.shows(lambda: page.control("child").text, "CIC-302")


def test_an_app_that_does_not_answer_is_told_and_nothing_is_lost(chromium: Chrome) -> None:
    with StandInSlack(ack_seconds=1.0) as slack, SmallApp(slack) as app:
        slack.wait_for_app()
        page = form(Page(chromium, slack.base_url))
        fill(page)
        page.control("note").send_keys("not to be lost")
        app.silent.set()
        page.get("modal-submit").click()
        page.wait(lambda: page.get("modal-submit").text == "Thinking…", "thinking")
        page.shows(lambda: page.get("modal-error").text, "What you typed is still here.")
        page.becomes(lambda: page.control("note").get_attribute("value"), "not to be lost")
        app.silent.clear()
        page.get("modal-submit").click()
        page.gone("modal")
        chromium.get("about:blank")


def test_a_form_stays_open_and_usable_when_slack_is_gone(chromium: Chrome) -> None:
    slack = StandInSlack().start()
    with SmallApp(slack):
        slack.wait_for_app()
        page = form(Page(chromium, slack.base_url))
        page.control("note").send_keys("still here")
    slack.stop()
    for button in ("modal-close", "modal-close"):
        page.get(button).click()
        page.shows(lambda: page.get("modal-error").text, "Is it still running?")
    page.becomes(lambda: page.control("note").get_attribute("value"), "still here")
    chromium.get("about:blank")
