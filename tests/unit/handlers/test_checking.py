"""A check before a visit, in the thread under its reminder: tapped, typed, stopped, carried on, changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.client import web_client
from handlers.playground.standin import Message
from scheduler.retention import take_down
from tests.unit.handlers.conftest import Office

AMINA = "U0AMINA"


@pytest.fixture
def reminder(office: Office) -> Message:
    """A planned visit's reminder has arrived."""
    office.slack.open_home(AMINA)
    office.slack.wait_for(lambda: office.slack.home(AMINA))
    office.slack.click(AMINA, "home", "plan_open", match=office.child.reference)
    office.modal(AMINA, "Which day?")
    office.slack.submit(AMINA, {"day": "2026-11-24", "time": "14:00"})
    office.slack.read(AMINA, "Your visit is planned")
    office.clock.move(timedelta(days=1, hours=3))
    office.deliver()
    return office.slack.read(AMINA, "A visit is coming up")


def _question(office: Office, thread: str, number: int) -> Message:
    return office.slack.read(AMINA, f"Question {number} of", thread_ts=thread)


def _start(office: Office, reminder: Message) -> Message:
    office.slack.click(AMINA, reminder, "Start the check")
    return _question(office, reminder.ts, 1)


def test_questions_come_one_at_a_time_and_answered_ones_lose_their_buttons(
    office: Office, reminder: Message
) -> None:
    first = _start(office, reminder)
    assert office.child.label in first.all_text
    office.slack.click(AMINA, first, "check_choose:list", "Statutory visit")
    second = _question(office, reminder.ts, 2)
    settled = office.slack.read(AMINA, "Statutory visit", thread_ts=reminder.ts)
    assert settled.ts == first.ts
    assert "check_choose" not in str(settled.blocks)
    assert second.ts > first.ts


def test_typed_words_answer_steer_and_are_never_lost(office: Office, reminder: Message) -> None:
    _start(office, reminder)
    thread = reminder.ts
    office.slack.say(AMINA, "statutory", thread_ts=thread)
    _question(office, thread, 2)
    office.slack.say(AMINA, "back", thread_ts=thread)
    again = office.slack.wait_for(lambda: _question(office, thread, 1))
    assert again
    office.slack.say(AMINA, "keep", thread_ts=thread)
    office.slack.read(AMINA, "Question 2 of", thread_ts=thread, after=again)
    office.slack.say(AMINA, "help", thread_ts=thread)
    assert office.slack.read(AMINA, "You can also type back", thread_ts=thread)
    office.slack.say(AMINA, "stop", thread_ts=thread)
    paused = office.slack.read(AMINA, "Resume", thread_ts=thread)
    office.slack.click(AMINA, paused, "Resume")
    assert office.slack.read(AMINA, "Question 2 of", thread_ts=thread, after=paused)


@pytest.mark.parametrize("typed", ["👍", "<!channel> purple elephants", "blah " * 2000])
def test_an_answer_that_can_not_be_read_gets_one_sentence(
    office: Office, reminder: Message, typed: str
) -> None:
    _start(office, reminder)
    said = office.slack.say(AMINA, typed, thread_ts=reminder.ts)
    reply = office.slack.read(AMINA, after=said, thread_ts=reminder.ts)
    assert "Question 2" not in reply.all_text
    assert "<!channel>" not in reply.text


def test_a_question_typed_meanwhile_is_answered_and_the_check_waits(
    office: Office, reminder: Message
) -> None:
    _start(office, reminder)
    office.slack.say(AMINA, "how often is a CP visit due?")
    assert office.slack.read(AMINA, "10 working days")
    waiting = office.slack.read(AMINA, "still waiting")
    office.slack.click(AMINA, waiting, "Resume")
    assert office.slack.read(AMINA, "Question 1 of", thread_ts=reminder.ts, after=waiting)


def test_a_check_put_down_is_carried_on_from_home(office: Office, reminder: Message) -> None:
    first = _start(office, reminder)
    office.slack.click(AMINA, first, "Stop for now")
    paused = office.slack.read(AMINA, "Everything is kept", thread_ts=reminder.ts)
    office.slack.open_home(AMINA)
    office.slack.wait_for(
        lambda: (page := office.slack.home(AMINA)) is not None and "Check not finished" in page.all_text
    )
    office.slack.click(AMINA, "home", "Resume")
    assert office.modal(AMINA, "goes on in our messages")
    assert office.slack.read(AMINA, "Question 1 of", thread_ts=reminder.ts, after=paused)


@pytest.mark.parametrize("in_thread", [True, False])
@pytest.mark.parametrize(
    "typed", ["the toddler is home alone right now", "what do I do, the toddler is home alone right now?"]
)
def test_an_emergency_gets_its_steps_alone_and_the_question_stays_open(
    office: Office, reminder: Message, typed: str, *, in_thread: bool
) -> None:
    asked = _start(office, reminder)
    thread = reminder.ts if in_thread else None
    said = office.slack.say(AMINA, typed, thread_ts=thread)
    assert "999" in office.slack.read(AMINA, "999", after=said, thread_ts=thread).all_text
    office.slack.settle()
    everything = [*office.slack.messages(AMINA), *office.slack.messages(AMINA, reminder.ts)]
    later = {shown.ts for shown in everything if shown.ts > said.ts and shown.user == "U0BOT"}
    assert len(later) == 1, "the steps, and nothing that says it was not understood"
    office.slack.click(AMINA, asked, "check_choose:list", "Statutory visit")
    assert _question(office, reminder.ts, 2)


@pytest.mark.parametrize(
    ("typed", "answered"),
    [("The printer is out of toner again", "don't say"), ("thanks", "You're welcome")],
)
def test_what_fits_no_answer_outside_the_thread_is_not_taken_for_one(
    office: Office, reminder: Message, typed: str, answered: str
) -> None:
    _start(office, reminder)
    said = office.slack.say(AMINA, typed)
    assert office.slack.read(AMINA, answered, after=said)
    office.slack.settle()
    assert not [one for one in office.slack.messages(AMINA, reminder.ts) if "couldn't match" in one.all_text]


def test_a_choice_typed_outside_the_thread_is_the_answer(office: Office, reminder: Message) -> None:
    _start(office, reminder)
    office.slack.say(AMINA, "statutory")
    assert office.slack.wait_for(
        lambda: any(
            "Question 2 of" in one.all_text
            for one in [*office.slack.messages(AMINA), *office.slack.messages(AMINA, reminder.ts)]
        )
    )


def test_a_question_typed_in_the_thread_is_answered_there(office: Office, reminder: Message) -> None:
    _start(office, reminder)
    office.slack.say(AMINA, "how often is a CP visit due?", thread_ts=reminder.ts)
    assert office.slack.read(AMINA, "10 working days", thread_ts=reminder.ts)
    assert office.slack.read(AMINA, "still waiting", thread_ts=reminder.ts)


def test_a_start_tapped_twice_asks_once(office: Office, reminder: Message) -> None:
    _start(office, reminder)
    office.slack.click(AMINA, reminder, "Start the check")
    assert office.slack.read(AMINA, "open already", thread_ts=reminder.ts)
    shown = office.slack.messages(AMINA, reminder.ts)
    assert sum("Question 1 of" in one.all_text for one in shown) == 1


def test_a_question_asked_again_leaves_one_copy_to_answer(office: Office, reminder: Message) -> None:
    first = _start(office, reminder)
    office.slack.say(AMINA, "how often is a CP visit due?")
    office.slack.click(AMINA, office.slack.read(AMINA, "still waiting"), "Resume")
    office.slack.read(AMINA, "Question 1 of", thread_ts=reminder.ts, after=first)
    office.slack.wait_for(lambda: "further down" in str(office.slack.as_seen_now(first)))
    assert "check_choose" not in str(office.slack.as_seen_now(first).blocks)


def test_what_is_typed_while_a_check_is_stopped_is_kept(office: Office, reminder: Message) -> None:
    first = _start(office, reminder)
    office.slack.click(AMINA, first, "Stop for now")
    office.slack.read(AMINA, "Everything is kept", thread_ts=reminder.ts)
    office.slack.say(AMINA, "statutory", thread_ts=reminder.ts)
    offer = office.slack.read(AMINA, "I have kept what you typed", thread_ts=reminder.ts)
    office.slack.click(AMINA, offer, "Keep as a note")
    assert office.slack.read(AMINA, "Kept as a note", thread_ts=reminder.ts).ts == offer.ts
    office.slack.click(AMINA, office.slack.read(AMINA, "Everything is kept", thread_ts=reminder.ts), "Resume")
    assert office.slack.read(AMINA, "Question 1 of", thread_ts=reminder.ts, after=offer)


@pytest.mark.parametrize(("way", "said"), [("Keep as a note", "Kept as a note"), ("Let it go", "Let go")])
def test_a_long_text_no_question_can_take_is_settled_on_a_tap(
    office: Office, reminder: Message, way: str, said: str
) -> None:
    _start(office, reminder)
    office.slack.say(AMINA, "Mum told me about the move. " * 300, thread_ts=reminder.ts)
    offer = office.slack.read(AMINA, "I have kept your text", thread_ts=reminder.ts)
    office.slack.click(AMINA, offer, way)
    assert office.slack.read(AMINA, said, thread_ts=reminder.ts).ts == offer.ts


def test_a_check_of_a_cancelled_visit_is_not_begun(office: Office, reminder: Message) -> None:
    stale = office.slack.as_seen_now(reminder)
    office.slack.click(AMINA, office.slack.read(AMINA, "Your visit is planned"), "visit_cancel")
    office.modal(AMINA, "Why?")
    assert office.slack.submit(AMINA, {"by_whom": "It was planned by mistake"}) is None
    office.slack.click(AMINA, stale, "Start the check")
    assert office.slack.read(AMINA, "moved or cancelled before", as_user=AMINA)
    assert not [one for one in office.slack.messages(AMINA, reminder.ts) if "Question 1" in one.all_text]


def test_a_button_of_an_earlier_question_changes_nothing(office: Office, reminder: Message) -> None:
    first = _start(office, reminder)
    stale = office.slack.as_seen_now(first)
    office.slack.click(AMINA, first, "check_choose:list", "Statutory visit")
    _question(office, reminder.ts, 2)
    office.slack.click(AMINA, stale, "check_choose:list", "Assessment")
    assert office.slack.read(AMINA, "Nothing was changed", thread_ts=reminder.ts)


def test_to_the_end_and_on_to_the_door(office: Office, reminder: Message) -> None:
    thread = reminder.ts
    _start(office, reminder)
    for number in range(1, 9):
        question = office.slack.read(AMINA, thread_ts=thread)
        if "Question" not in question.all_text:
            break
        asked = _question(office, thread, number)
        _answer(office, asked)
        _next_after(office, thread, number)
    summary = office.slack.read(AMINA, ": finished", thread_ts=thread)
    office.slack.click(AMINA, summary, "Card for the door")
    assert office.modal(AMINA, office.child.label)
    office.slack.close(AMINA)
    step = summary.blocks[[block["type"] for block in summary.blocks].index("actions")]["elements"][0]
    assert step["action_id"] == "check_change"
    office.slack.click(AMINA, summary, "check_change", step["options"][0]["value"])
    assert office.slack.read(AMINA, "Question 1 of", thread_ts=thread, after=summary)


def _next_after(office: Office, thread: str, number: int) -> None:
    """Wait for the question after this one, or for the summary."""
    wanted = (f"Question {number + 1} of", ": finished")
    office.slack.wait_for(
        lambda: any(
            words in shown.all_text for shown in office.slack.messages(AMINA, thread) for words in wanted
        )
    )


def _answer(office: Office, asked: Message) -> None:
    """Answer with whatever the question offers first."""
    for block in asked.blocks:
        if not str(block.get("block_id", "")).startswith("answer:"):
            continue
        element = block["elements"][0]
        if element["type"] in ("checkboxes", "multi_static_select"):
            office.slack.click(AMINA, asked, "check_mark", [element["options"][0]["value"]])
            office.slack.click(AMINA, asked, "check_done")
        elif element["type"] == "static_select":
            office.slack.click(AMINA, asked, element["action_id"], element["options"][0]["value"])
        elif element["type"] == "datepicker":
            office.slack.click(AMINA, asked, element["action_id"], "2026-12-01")
        elif element["type"] == "timepicker":
            office.slack.click(AMINA, asked, element["action_id"], "14:00")
        else:
            office.slack.click(AMINA, asked, element["action_id"])
        return
    office.slack.say(AMINA, "Nothing out of the ordinary", thread_ts=asked.thread_ts)


def test_a_question_is_taken_down_after_the_retention_time(office: Office, reminder: Message) -> None:
    question = _start(office, reminder)
    office.wait_until_noted(3)
    office.clock.move(office.deps.knowledge.local.messages.keep + timedelta(seconds=1))
    assert (
        take_down(office.deps, web_client(office.deps.settings, 1)) == 3
    )  # the plan, the reminder, the question
    shown = [one.ts for one in office.slack.messages(AMINA, reminder.ts) if not one.deleted]
    assert question.ts not in shown
