"""Every kind of block on the page, as it looks and as it acts."""

from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser import gallery
from tests.browser.page import Page
from tests.browser.small_app import SmallApp

pytestmark = pytest.mark.browser


def shown(page: Page, app: SmallApp, user: str, name: str) -> Any:
    ts = app.post(user, name, blocks=gallery.MESSAGES[name])
    page.open(user)
    return page.get(f"msg-{ts}")


def texts(within: Any, selector: str) -> list[str]:
    return [node.text for node in within.find_elements("css selector", selector)]


def test_words(page: Page, app: SmallApp) -> None:
    message = shown(page, app, "U0HELEN", "words")
    assert texts(message, "h3.header")[0].startswith("Visits this week")
    assert texts(message, ".section-text strong, .section-text em, .section-text s") == [
        "Two visits",
        "one",
        "late",
    ]
    assert texts(message, ".section-text .mention") == ["@Amina Yusuf", "#maple-team"]
    links = message.find_elements("css selector", ".section-text a")
    assert [link.get_attribute("href") for link in links] == [
        "https://example.org/policy?a=1&b=2",
        "https://example.org/plain",
    ]
    assert texts(message, "time")[1] == "today at 14:00"
    assert "Fish & chips, 3 < 5, typed as &lt;b&gt;." in message.text
    assert texts(message, "blockquote") == ["a quotation\nof two lines"]
    assert texts(message, ".code-block") == ["code with <angle> and *stars*"]
    assert [node.get_attribute("aria-label") for node in message.find_elements("css selector", ".emoji")][2:] == [
        "white check mark", "warning", "red circle", "large green circle", "house",
    ]  # fmt: skip
    assert texts(message, ".field")[3] == "Due\n23 November"
    assert message.find_element("css selector", ".block-context img").get_attribute("alt") == "A house"
    assert message.find_elements("css selector", ".block-divider hr")


def test_rich_text_pictures_and_what_cannot_be_drawn(page: Page, app: SmallApp) -> None:
    message = shown(page, app, "U0HELEN", "rich")
    assert texts(message, ".rich-section > strong, .rich-section > em, .rich-section > s, .rich-section > code") == [
        "Before you go:", "italic", "struck", "code",
    ]  # fmt: skip
    assert texts(message, ".rich-section > .mention") == ["@Grace Bell", "#maple-team"]
    assert texts(message, "ul > li > ol > li") == ["the parent", "the school"]
    assert len(message.find_elements("css selector", ".block-rich_text > ul > li")) == 3
    assert texts(message, "blockquote") == ["Seen and heard."]
    assert texts(message, "pre") == ["line 1\n  line 2 <b>"]
    assert message.find_element("css selector", "figure img").get_attribute("alt") == "A house with a door"
    assert texts(message, "figcaption") == ["The house"]
    assert "A house far away" in texts(message, ".picture-missing")[0]
    assert texts(message, '[data-testid="cannot-draw"]') == ["This page can’t draw a card block."]


def test_tables_and_markdown(page: Page, app: SmallApp) -> None:
    message = shown(page, app, "U0SIAN", "table")
    assert texts(message, "thead th") == ["Child", "Days left", "Rule"]
    assert texts(message, "tbody tr:first-child td") == ["CP-101 · A.B.", "2", "2.1"]
    assert "align-right" in message.find_elements("css selector", "td")[1].get_attribute("class")
    message = shown(page, app, "U0SIAN", "data")
    assert texts(message, "caption") == ["Visits by month"]
    assert texts(message, "tbody th") == ["July", "August"]
    page.press(message.find_elements("css selector", ".table-pages button")[1])
    assert texts(message, "tbody") == ["September 14"]
    message = shown(page, app, "U0SIAN", "markdown")
    assert texts(message, ".md-heading") == ["The plan", "In short"]
    assert texts(message, "ul > li > ol > li") == ["nested one", "nested two"]
    assert texts(message, "tbody td") == ["A.B.", "23 Nov", "C.D.", "24 Nov"]
    assert texts(message, "pre") == ["code <script>"]


def test_every_control_tells_the_app(page: Page, app: SmallApp) -> None:
    shown(page, app, "U0PRIYA", "controls")

    def told(action_id: str) -> dict[str, Any]:
        page.wait(lambda: app.actions and app.actions[-1]["action_id"] == action_id, action_id)
        return app.actions[-1]

    page.press(page.control("plan"))
    assert told("plan")["value"] == "plan"
    page.choose("more", "why")
    assert told("more")["selected_option"]["text"]["text"] == "Why this date?"
    page.choose("team", "cedar")
    assert told("team")["selected_option"]["value"] == "cedar"
    page.wait(lambda: "Cedar" in page.control("team").text)
    page.press(page.control("seen", "alone"))
    assert [one["value"] for one in told("seen")["selected_options"]] == ["alone"]
    page.press(page.control("day"))
    page.one('.popover [data-date="2026-11-30"]').click()
    assert told("day")["selected_date"] == "2026-11-30"
    page.wait(lambda: page.control("day").text == "Mon 30 Nov 2026")
    box = page.control("time")
    box.send_keys(Keys.CONTROL + "a", Keys.NULL, "9.15am", Keys.ENTER)
    assert told("time")["selected_time"] == "09:15"
    page.choose("person", "U0GRACE")
    assert told("person")["selected_user"] == "U0GRACE"
    page.choose("where", "C0MAPLE")
    assert told("where")["selected_conversation"] == "C0MAPLE"
    page.press(page.control("how", "no"))
    last = told("how")
    assert last["selected_option"]["value"] == "no"
    assert last["state"]["with_select"]["team"]["selected_option"]["value"] == "cedar"
    assert last["state"]["pickers"]["day"]["selected_date"] == "2026-11-30"
    page.press(page.control("helpful", "no"))
    assert told("helpful")["value"] == "no"
    page.wait(lambda: page.control("helpful", "no").get_attribute("aria-pressed") == "true")
    page.press(page.control("bin"))
    assert told("bin")["value"] == "bin"


def test_a_confirm_dialogue_stands_before_the_action(page: Page, app: SmallApp) -> None:
    shown(page, app, "U0TOMOS", "controls")
    page.press(page.control("remove"))
    dialog = page.get("confirm")
    assert dialog.text.splitlines() == [
        "Take this off the list?",
        "The visit is not deleted. You can put it back.",
        "Keep it",
        "Take it off",
    ]
    page.get("confirm-deny").click()
    page.gone("confirm")
    page.control("remove").click()
    page.keys(Keys.ESCAPE)
    page.gone("confirm")
    assert app.actions == []
    page.control("remove").click()
    page.keys(Keys.ENTER)
    page.wait(lambda: [action["action_id"] for action in app.actions] == ["remove"], "the action")


def test_an_update_replaces_the_message_in_place(page: Page, app: SmallApp) -> None:
    ts = app.post("U0DANIEL", "controls", blocks=gallery.CONTROLS)
    page.open("U0DANIEL")
    page.press(page.control("ack"))
    page.wait(lambda: "Acknowledged by you" in page.get(f"msg-{ts}").text, "the update")
    assert not page.css('#main [data-action-id="ack"]')
    page.gone("working")


def test_a_link_button_opens_beside_and_tells_the_app(page: Page, app: SmallApp) -> None:
    shown(page, app, "U0LEAH", "controls")
    link = page.control("link")
    assert (link.tag_name, link.get_attribute("href"), link.get_attribute("rel")) == (
        "a", "https://example.org/policy", "noopener noreferrer",
    )  # fmt: skip
    page.js("arguments[0].removeAttribute('href')", link)
    page.press(link)
    page.wait(lambda: app.actions and app.actions[0]["action_id"] == "link")


def test_what_was_chosen_survives_new_messages(page: Page, app: SmallApp) -> None:
    shown(page, app, "U0RUTH", "controls")
    page.choose("team", "rowan")
    app.post("U0RUTH", "another message")
    page.message("another message")
    page.shows(lambda: page.control("team").text, "Rowan")
    page.act_as("U0AMINA")
    page.act_as("U0RUTH")
    page.shows(lambda: page.control("team").text, "Rowan")
