"""Follow-ups in direct messages and in threads: what is carried on is shown, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.playground.standin import Message
from tests.unit.handlers.conftest import Office

AMINA, DANIEL = "U0AMINA", "U0DANIEL"
CP = "How often must I see a child on a child protection plan?"
NOT_SEEN = "What has to happen when the child was not seen?"
WITH = "Read together with: "


def _asked(office: Office, text: str, *, thread: str | None = None) -> Message:
    said = office.slack.say(AMINA, text, thread_ts=thread)
    return office.slack.read(AMINA, after=said, thread_ts=thread) if thread else _reply(office, said)


def _reply(office: Office, said: Message) -> Message:
    return office.slack.read(AMINA, after=said)


def _statement(card: Message) -> str:
    """What the card says first, without the carried question."""
    return "\n".join(line for line in card.all_text.splitlines() if WITH not in line)


@pytest.mark.parametrize(
    ("follow_up", "says"),
    [
        ("and for twins?", "10 working days"),
        ("what about CIN", "20 working days"),
        ("and in Camden?", "every 10 days"),
        ("is that working days?", "10 working days"),
        ("how about a child in care?", "6 weeks"),
        ("CIN?", "20 working days"),
    ],
)
def test_a_follow_up_shows_what_it_was_read_with(office: Office, follow_up: str, says: str) -> None:
    _asked(office, CP)
    card = _asked(office, follow_up)
    if follow_up != "CIN?":  # that one is clear by itself
        assert WITH + CP in card.all_text
    assert says in _statement(card)


def test_several_steps_keep_the_full_question_and_the_plan_asked_about_since(office: Office) -> None:
    _asked(office, CP)
    _asked(office, "and for under threes?")
    second = _asked(office, "what about CIN")
    assert WITH + CP in second.all_text
    assert "20 working days" in _statement(second)
    third = _asked(office, "and in Camden?")
    assert f"{WITH}{CP} · what about CIN" in third.all_text
    assert "3 weeks" in _statement(third)
    assert "10 days" not in _statement(third)
    fourth = _asked(office, "and for child protection?")
    assert "10 working days" in _statement(fourth)
    assert f"{WITH}{CP} · what about CIN" in fourth.all_text


def test_who_do_i_tell_then(office: Office) -> None:
    _asked(office, NOT_SEEN)
    card = _asked(office, "who do I tell then")
    assert WITH + NOT_SEEN in card.all_text
    assert "tell the team manager" in _statement(card)


@pytest.mark.parametrize(
    "question",
    [
        "How often must a child in need be visited?",
        "And how often must a child in need be visited?",
        "So what has to be recorded after a visit?",
        "Do I have to see the child's bedroom?",
    ],
)
def test_a_full_question_is_not_read_with_the_old_one(office: Office, question: str) -> None:
    _asked(office, CP)
    assert WITH not in _asked(office, question).all_text


def test_a_short_question_that_the_old_one_changes_nothing_about_is_taken_alone(office: Office) -> None:
    _asked(office, CP)
    card = _asked(office, "what is a pen picture?")
    assert WITH not in card.all_text
    assert "10 working days" not in card.all_text


def test_what_the_documents_can_not_answer_does_not_get_the_old_answer(office: Office) -> None:
    _asked(office, CP)
    card = _asked(office, "what day is it")
    assert WITH not in card.all_text
    assert "don't say" in card.all_text


def test_a_short_question_without_an_answer_of_its_own_still_follows_up(office: Office) -> None:
    _asked(office, CP)
    card = _asked(office, "do weekends count?")
    assert WITH + CP in card.all_text
    assert "10 working days" in _statement(card)


def test_after_a_full_question_the_newer_one_is_carried(office: Office) -> None:
    _asked(office, CP)
    _asked(office, "Do I have to see the child's bedroom?")
    card = _asked(office, "and in Camden?")
    assert WITH + "Do I have to see the child's bedroom?" in card.all_text
    assert "third visit" in _statement(card)


def test_a_place_without_a_document_is_declined_and_the_next_follow_up_goes_on(office: Office) -> None:
    _asked(office, CP)
    assert "no document of Leeds" in _asked(office, "and in Leeds?").all_text
    card = _asked(office, "and in Camden?")
    assert WITH + CP in card.all_text
    assert "every 10 days" in _statement(card)


def test_nothing_is_carried_on_from_what_was_not_found(office: Office) -> None:
    _asked(office, "who won the cup final last night?")
    assert WITH not in _asked(office, "and in Camden?").all_text


def test_after_the_time_limit_nothing_is_carried_on(office: Office) -> None:
    _asked(office, CP)
    office.clock.move(office.deps.knowledge.local.questions.follow_up + timedelta(seconds=1))
    assert WITH not in _asked(office, "and in Camden?").all_text
    _asked(office, CP)
    office.clock.move(office.deps.knowledge.local.questions.follow_up - timedelta(seconds=1))
    assert WITH + CP in _asked(office, "and in Camden?").all_text


def test_in_a_thread_of_the_direct_messages_the_threads_own_question_counts(office: Office) -> None:
    first = office.slack.say(AMINA, CP)
    office.slack.read(AMINA, "10 working days", after=first)
    _asked(office, "Do I have to see the child's bedroom?")
    card = _asked(office, "and in Camden?", thread=first.ts)
    assert WITH + CP in card.all_text


def test_other_policies_of_a_follow_up_belong_to_it(office: Office) -> None:
    _asked(office, CP)
    card = _asked(office, "what about CIN")
    office.slack.click(AMINA, card, "other_policies")
    assert "Camden" in office.modal(AMINA, "Other policies").all_text
    assert "15 working days" in office.modal(AMINA).all_text


# --- channels ------------------------------------------------------------------------------------------


def test_a_mention_in_a_thread_follows_up_what_was_asked_there_by_anyone(office: Office) -> None:
    asked = office.slack.mention(AMINA, "C0MAPLE", CP)
    office.slack.read("C0MAPLE", "10 working days", thread_ts=asked.ts)
    said = office.slack.mention(DANIEL, "C0MAPLE", "what about CIN", thread_ts=asked.ts)
    card = office.slack.read("C0MAPLE", WITH, thread_ts=asked.ts, after=said)
    assert "20 working days" in _statement(card)
    said = office.slack.mention(AMINA, "C0MAPLE", "and in Camden?", thread_ts=asked.ts)
    card = office.slack.read("C0MAPLE", WITH, thread_ts=asked.ts, after=said)
    assert "3 weeks" in _statement(card)


def test_another_thread_and_the_direct_messages_stay_out_of_it(office: Office) -> None:
    _asked(office, CP)
    office.slack.read("C0MAPLE", thread_ts=office.slack.mention(AMINA, "C0MAPLE", NOT_SEEN).ts)
    said = office.slack.mention(AMINA, "C0MAPLE", "and in Camden?")
    card = office.slack.read("C0MAPLE", thread_ts=said.ts)
    assert WITH not in card.all_text
    assert CP not in card.all_text


def test_a_direct_message_does_not_follow_up_what_was_asked_in_a_channel(office: Office) -> None:
    asked = office.slack.mention(AMINA, "C0MAPLE", CP)
    office.slack.read("C0MAPLE", "10 working days", thread_ts=asked.ts)
    assert WITH not in _asked(office, "and in Camden?").all_text
