"""Writing, reading, threads, people and drafts on the page."""

import pytest
from selenium.webdriver.common.keys import Keys

from handlers.playground.standin import StandInSlack
from tests.browser.page import Page
from tests.browser.small_app import SmallApp

pytestmark = pytest.mark.browser


def test_enter_sends_and_the_answer_arrives(page: Page, app: SmallApp) -> None:
    page.open("U0AMINA")
    page.say("echo *good* morning & <b>hello</b>")
    answer = page.message("good morning & <b>hello</b>")
    assert answer.find_element("css selector", "strong").text == "good"
    page.becomes(lambda: page.get("composer").get_attribute("value"), "")
    assert app.said[0]["text"] == "echo *good* morning &amp; &lt;b&gt;hello&lt;/b&gt;"
    page.gone("working")


def test_shift_enter_starts_a_line_and_an_empty_message_is_not_sent(page: Page, app: SmallApp) -> None:
    page.open("U0LEAH")
    page.say("   ")
    page.get("composer").send_keys(
        Keys.BACKSPACE * 3, "one", Keys.SHIFT + Keys.ENTER, Keys.NULL, "two", Keys.ENTER
    )
    page.becomes(lambda: page.message("one").find_element("css selector", ".rich-section").text, "one\ntwo")
    assert len(app.said) <= 1


def test_working_is_shown_until_the_answer_comes(page: Page, app: SmallApp) -> None:
    page.open("U0LEAH")
    page.say("no answer to this")
    page.shows(lambda: page.get("working").text, "Doorstep is working")
    app.post("U0LEAH", "here it is")
    page.message("here it is")
    page.gone("working")


def test_drafts_stay_with_person_and_conversation(page: Page, app: SmallApp) -> None:
    page.open("U0AMINA")
    page.get("composer").send_keys("half a thought")
    page.get("conv-C0MAPLE").click()
    page.wait(lambda: page.get("composer").get_attribute("value") == "")
    page.get("composer").send_keys("for the team")
    page.act_as("U0GRACE")
    page.becomes(lambda: page.get("composer").get_attribute("value"), "")
    page.act_as("U0AMINA")
    page.wait(
        lambda: page.get("composer").get_attribute("value") == "for the team", "the draft in the channel"
    )
    page.driver.refresh()
    page.get("conv-D0AMINA").click()
    page.wait(
        lambda: page.get("composer").get_attribute("value") == "half a thought", "the draft after a reload"
    )


def test_slash_commands_are_offered_sent_and_answered_only_to_me(page: Page, app: SmallApp) -> None:
    page.open("U0TOMOS", channel="C0GENERAL")
    page.get("composer").send_keys("/vi")
    page.shows(lambda: page.get("composer-offers").text, "/visit")
    page.get("composer").send_keys(Keys.TAB, "when?", Keys.ENTER)
    page.shows(lambda: page.message("You wrote “when?”").text, "Only visible to you")
    assert [command["text"] for command in app.commands] == ["when?"]
    page.act_as("U0HELEN")
    page.get("conv-C0GENERAL").click()
    page.one("#main .welcome")
    assert not page.css("#main .message")


def test_an_unknown_command_says_so_and_keeps_the_text(page: Page, app: SmallApp) -> None:
    page.open("U0TOMOS")
    page.say("/mileage rate")
    page.shows(lambda: page.get("toast").text, "/mileage is not a command here")
    page.becomes(lambda: page.get("composer").get_attribute("value"), "/mileage rate")


def test_the_bot_is_offered_by_name_and_hears_the_mention(page: Page, app: SmallApp) -> None:
    page.open("U0AMINA", channel="C0MAPLE")
    page.get("composer").clear()
    page.get("composer").send_keys("@doo", Keys.ENTER, "how often?", Keys.ENTER)
    page.message("how often?")
    page.wait(lambda: app.said, "the mention")
    assert app.said[0]["text"] == "<@U0BOT> how often?"


def test_edited_deleted_and_unread(page: Page, app: SmallApp) -> None:
    first, second = app.post("U0PRIYA", "first words"), app.post("U0PRIYA", "second words")
    page.open("U0PRIYA", channel="C0GENERAL")
    page.wait(lambda: page.css('[data-testid="conv-D0PRIYA"] .badge')[0].text == "2", "two unread")
    page.get("conv-D0PRIYA").click()
    page.message("second words")
    app.client.chat_update(channel="D0PRIYA", ts=first, text="other words")
    page.shows(lambda: page.message("other words").text, "(edited)")
    app.client.chat_delete(channel="D0PRIYA", ts=second)
    page.gone(f"msg-{second}")
    page.get("conv-C0GENERAL").click()
    page.wait(lambda: not page.css('[data-testid="conv-D0PRIYA"] .badge'), "nothing unread")


def test_a_thread_opens_beside_takes_a_reply_and_closes_with_escape(page: Page, app: SmallApp) -> None:
    ts = app.post("U0DANIEL", "a thread starts here")
    page.open("U0DANIEL")
    page.message("a thread starts here")
    page.js("arguments[0].click()", page.css(f'[data-testid="reply-{ts}"]')[0])
    page.get("thread-composer").send_keys("echo beside", Keys.ENTER)
    page.wait(lambda: "beside" in page.css('[data-testid="thread-panel"] .message')[-1].text)
    page.wait(lambda: "2 replies" in page.get(f"msg-{ts}").text, "the count of replies")
    assert app.said[0]["thread_ts"] == ts
    assert len(page.css("#main .message")) == 1
    page.get("thread-composer").send_keys(Keys.ESCAPE)
    page.gone("thread-panel")


def test_featured_people_come_first_with_their_notes(page: Page) -> None:
    page.open("U0NOOR")
    page.get("person-switch").click()
    people = [node.text.splitlines()[1:] for node in page.wait(lambda: page.css(".person"))]
    assert [name for name, _ in people[:4]] == ["Amina Yusuf", "Grace Bell", "Tomos Rees", "Priya Shah"]
    assert ["Grace Bell", "team manager, Maple team"] in people
    page.keys(Keys.ARROW_DOWN, Keys.ENTER)  # from the last but one to the last
    page.wait(lambda: "as=U0GUEST" in page.driver.current_url)
    page.becomes(lambda: page.focus().get_attribute("data-testid"), "person-switch")


def test_home_is_published_when_its_tab_opens(page: Page) -> None:
    page.open("U0AMINA")
    page.get("tab-home").click()
    page.wait(lambda: "Your children" in page.get("home").text, "App Home")
    page.becomes(lambda: page.get("tab-home").get_attribute("aria-selected"), "true")
    page.get("tab-home").send_keys(Keys.ARROW_RIGHT)
    page.wait(lambda: page.get("composer").is_displayed())


def test_shortcuts_global_and_on_a_message(page: Page, app: SmallApp) -> None:
    ts = app.post("U0SIAN", "keep me")
    page.open("U0SIAN")
    page.js("arguments[0].click()", page.wait(lambda: page.css(f'[data-testid="message-menu-{ts}"]')[0]))
    page.get("message-shortcut-note_this").click()
    page.wait(lambda: app.actions, "the message shortcut")
    assert app.actions[0]["message"]["ts"] == ts
    page.get("shortcuts").click()
    page.get("shortcut-plan_visit").click()
    page.shows(lambda: page.get("modal").text, "Plan a visit")
    page.get("modal-close").click()
    page.gone("modal")


def test_slack_is_made_to_misbehave_from_the_drawer(page: Page, slack: StandInSlack) -> None:
    page.open("U0PRIYA")
    page.get("faults-open").click()
    page.shows(lambda: page.get("faults").text, "Nothing: Slack behaves.")
    page.get("fault-kind").send_keys("Hang")
    page.one('dialog [name="seconds"]').send_keys(Keys.BACKSPACE, "2")
    page.get("fault-start").click()
    page.wait(lambda: "Hang before answering" in page.css(".fault")[0].text, "the fault")
    assert [(fault.kind, fault.seconds, fault.times) for fault in slack.slack.faults.active()] == [
        ("hang", 2.0, 1)
    ]
    page.get("faults-clear").click()
    page.wait(lambda: not slack.slack.faults.active(), "the end of it")
    page.get("faults-close").click()
    page.gone("faults")
