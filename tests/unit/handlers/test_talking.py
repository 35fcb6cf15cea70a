"""Direct messages, mentions, commands: every message gets an answer that leads somewhere."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from handlers.app import build_app
from tests.unit.handlers.conftest import Office

AMINA, TOMOS, NOOR, KIT = "U0AMINA", "U0TOMOS", "U0NOOR", "U0GUEST"


def test_a_question_is_answered_from_the_adopted_policy_and_the_rest_is_a_tap_away(office: Office) -> None:
    office.slack.say(AMINA, "how often do I have to see a child on a CP plan?")
    card = office.slack.read(AMINA, "Source:")
    assert "10 working days" in card.all_text
    assert "20 working days" not in card.all_text
    office.slack.click(AMINA, card, "other_policies")
    assert office.modal(AMINA, "20 working days").title == "Other policies"
    office.slack.close(AMINA)
    office.slack.click(AMINA, card, "read_section")
    assert office.slack.wait_for(lambda: office.slack.modal(AMINA)).title == "The section"


def test_what_is_not_covered_can_be_passed_on(office: Office) -> None:
    office.slack.say(AMINA, "who won the cup final last night?")
    card = office.slack.read(AMINA, "don't say")
    office.slack.click(AMINA, card, "Ask Priya Shah")
    assert office.slack.read(AMINA, "passed your question to Priya Shah")


@pytest.mark.parametrize("reason", ["Out of date", "It is wrong"])
def test_feedback_asks_why_only_when_it_was_not_useful(office: Office, reason: str) -> None:
    office.slack.say(AMINA, "what do I do if nobody answers the door?")
    card = office.slack.read(AMINA, "Source:")
    office.slack.click(AMINA, card, "answer_feedback", "negative")
    office.modal(AMINA, "What was wrong")
    assert office.slack.submit(AMINA, {"reason": reason}) is None
    assert office.modal(AMINA, "policy lead")


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("hi", "Hello Amina"),
        ("help", "Ask about guidance"),
        ("thanks!", "You're welcome"),
        (":thumbsup:", "in words"),
        ("👍", "in words"),
        ("mum hit the baby and there is a bruise", "999"),
        ("Word. " * 1600 + "<!channel>", "may be a note about a visit"),
    ],
)
def test_whatever_is_said_leads_somewhere(office: Office, said: str, answered: str) -> None:
    before = office.slack.say(AMINA, said)
    assert office.slack.read(AMINA, answered, after=before)


def test_a_long_text_with_an_emergency_in_it_shows_the_emergency_steps_first(office: Office) -> None:
    before = office.slack.say(
        AMINA, "She told me a lot today. " * 40 + "The toddler is home alone right now."
    )
    assert "999" in office.slack.read(AMINA, "999", after=before).all_text
    assert office.slack.read(AMINA, "may be a note", after=before)


def test_the_steps_of_an_emergency_stand_alone_and_the_policy_is_a_tap_away(office: Office) -> None:
    said = office.slack.say(AMINA, "help! they refuse to let me in and I hear the child screaming")
    card = office.slack.read(AMINA, "999", after=said)
    assert "07700 900103" in card.all_text
    assert "Useful" not in card.all_text
    office.slack.settle()
    assert [one.ts for one in office.slack.messages(AMINA) if one.bot_id] == [card.ts]
    office.slack.click(AMINA, card, "Show what the policy says")
    answer = office.modal(AMINA, "Source:")
    assert answer.title == "What the policy says"
    office.slack.click(AMINA, "modal", "Something is wrong with this")
    assert office.modal(AMINA, "What was wrong with it?")


def test_an_emergency_the_documents_do_not_cover_says_so_under_its_steps(office: Office) -> None:
    said = office.slack.say(
        AMINA, "nobody answers and I hear a child screaming for help, how often must I visit?"
    )
    card = office.slack.read(AMINA, "say nothing more on this", after=said)
    assert "999" in card.all_text.partition("say nothing more")[0]
    office.slack.click(AMINA, card, "Show the nearest headings")
    headings = office.modal(AMINA, "The nearest headings are")
    assert "Ask Priya Shah" not in headings.all_text
    assert "Ask " not in json.dumps(headings.blocks)


@pytest.mark.parametrize(
    ("person", "says"), [(NOOR, "don't know you yet"), (KIT, "staff of this authority only")]
)
def test_strangers_and_guests_get_a_sentence_and_no_data(office: Office, person: str, says: str) -> None:
    office.slack.say(person, "show me my children")
    assert office.slack.read(person, says)
    office.slack.open_home(person)
    page = office.slack.wait_for(lambda: office.slack.home(person))
    assert says in page.all_text
    assert office.child.reference not in page.all_text


def test_a_mention_is_answered_in_its_thread_and_never_with_case_data(office: Office) -> None:
    asked = office.slack.mention(AMINA, "C0MAPLE", "how often is a CP visit due?")
    card = office.slack.read("C0MAPLE", "10 working days", thread_ts=asked.ts)
    assert "07700" not in card.all_text
    about = office.slack.mention(AMINA, "C0MAPLE", f"when is {office.child.reference} due?")
    refusal = office.slack.read("C0MAPLE", "direct messages", thread_ts=about.ts, as_user=AMINA)
    assert refusal.ephemeral_to == AMINA


@pytest.mark.parametrize(
    "asked", ["when are my children due?", "has AB been seen?", "what is on my caseload"]
)
def test_a_channel_never_hears_of_ones_own_children(office: Office, asked: str) -> None:
    about = office.slack.mention(AMINA, "C0MAPLE", asked)
    refusal = office.slack.read("C0MAPLE", "direct messages", thread_ts=about.ts, as_user=AMINA)
    assert refusal.ephemeral_to == AMINA


def test_the_command_has_a_menu_an_answer_and_a_sentence_for_what_it_does_not_know(office: Office) -> None:
    office.slack.command(AMINA, "/visit")
    assert office.slack.read(AMINA, "Ask about guidance", as_user=AMINA)
    office.slack.command(AMINA, "/visit", "ask how often is a CP visit due?")
    assert office.slack.read(AMINA, "10 working days", as_user=AMINA)
    office.slack.command(AMINA, "/visit", "dance <!channel>")
    shown = office.slack.read(AMINA, "I don't know", as_user=AMINA)
    assert "<!channel>" not in shown.text
    office.slack.command(AMINA, "/visit", "mine")
    assert office.modal(AMINA, office.child.reference)


def test_a_suggested_question_is_answered_on_a_tap(office: Office) -> None:
    office.slack.say(AMINA, "help")
    menu = office.slack.read(AMINA, "Ask about guidance")
    office.slack.click(AMINA, menu, "ask_this:0")
    assert office.slack.read(AMINA, "10 working days", after=menu)


def test_a_question_from_the_shortcut_is_answered_in_the_messages(office: Office) -> None:
    office.slack.shortcut(AMINA, "ask_guidance_shortcut")
    office.modal(AMINA, "Your question")
    assert office.slack.submit(AMINA, {"question": "how often is a CP visit due?"}) is None
    assert office.slack.read(AMINA, "10 working days")


def test_case_data_of_another_team_is_refused(office: Office) -> None:
    text = office.slack.command(TOMOS, "/visit", f"plan {office.child.reference}")
    assert text is not None
    assert "no child on your list" in text
    assert office.slack.modals(TOMOS) == []


def test_a_child_is_found_by_what_is_typed_and_a_miss_is_said(office: Office) -> None:
    office.slack.command(AMINA, "/visit", f"plan {office.child.reference}")
    assert office.modal(AMINA, "Which day?")
    office.slack.close(AMINA)
    office.slack.command(AMINA, "/visit", "record ZZ-9 <!channel>")
    assert office.modal(AMINA, "none of your children")


@pytest.mark.parametrize(
    ("person", "says"), [(NOOR, "don't know you yet"), (KIT, "staff of this authority only")]
)
def test_strangers_and_guests_may_not_command_either(office: Office, person: str, says: str) -> None:
    assert says in (office.slack.command(person, "/visit", "mine", channel="C0GENERAL") or "")
    office.slack.shortcut(person, "plan_visit_shortcut")
    assert says in office.modal(person).all_text


# --- emergencies told of in a channel ----------------------------------------------------------------------


def test_an_emergency_told_of_in_a_channel_is_answered_in_direct_messages_too(office: Office) -> None:
    text = f"The toddler is home alone right now, when was {office.child.reference} last seen?"
    asked = office.slack.mention(AMINA, "C0MAPLE", text)
    whispered = office.slack.read("C0MAPLE", "999", thread_ts=asked.ts, as_user=AMINA)
    assert whispered.ephemeral_to == AMINA
    kept = office.slack.read(AMINA, "999")
    assert not kept.ephemeral_to
    assert "07700 900103" in kept.all_text
    office.slack.read("C0MAPLE", "direct messages", thread_ts=asked.ts, as_user=AMINA)
    for shown in (whispered, kept):
        assert office.child.reference not in shown.all_text
    assert "07700" not in whispered.all_text


def test_an_emergency_without_a_familys_words_brings_the_numbers_in_direct_messages_as_well(
    office: Office,
) -> None:
    asked = office.slack.mention(AMINA, "C0MAPLE", "the toddler is home alone right now")
    shown = office.slack.read("C0MAPLE", "999", thread_ts=asked.ts, as_user=AMINA)
    assert "07700" not in shown.all_text
    kept = office.slack.read(AMINA, "999")
    assert "07700 900103" in kept.all_text
    assert DUTY in kept.all_text


@pytest.mark.parametrize("word", ["plan", "record", "mine", "list", "what-if"])
def test_no_word_of_the_command_swallows_an_emergency(office: Office, word: str) -> None:
    told = f"{word} mum hit the baby and there is a bruise"
    office.slack.command(AMINA, "/visit", told, channel="C0MAPLE")
    shown = office.slack.read("C0MAPLE", "999", as_user=AMINA)
    assert shown.ephemeral_to == AMINA
    assert "Record a visit" in shown.all_text
    kept = office.slack.read(AMINA, "999")
    assert not kept.ephemeral_to
    assert "07700 900103" in kept.all_text
    assert office.slack.modals(AMINA) == []  # nothing lies on top of the steps


@pytest.mark.parametrize(
    "words", ["ask mum hit the baby, what now?", "mum hit the baby and there is a bruise"]
)
def test_an_emergency_after_the_command_is_kept_in_direct_messages(office: Office, words: str) -> None:
    office.slack.command(AMINA, "/visit", words, channel="C0MAPLE")
    assert office.slack.read("C0MAPLE", "999", as_user=AMINA).ephemeral_to == AMINA
    kept = office.slack.read(AMINA, "999")
    assert not kept.ephemeral_to
    assert "07700 900103" in kept.all_text


# --- whom to ring ------------------------------------------------------------------------------------------

DUTY = "01452 614758"


@pytest.mark.parametrize(
    "text", ["what is the number for the duty team?", "out of hours number", "how do I reach EDT"]
)
def test_the_number_of_the_duty_team_is_given(office: Office, text: str) -> None:
    said = office.slack.say(AMINA, text)
    card = office.slack.read(AMINA, "whom to ring", after=said)
    assert DUTY in card.all_text
    assert "07700 900103" in card.all_text
    asked = office.slack.mention(AMINA, "C0MAPLE", text)
    whispered = office.slack.read("C0MAPLE", DUTY, thread_ts=asked.ts, as_user=AMINA)
    assert whispered.ephemeral_to == AMINA
    office.slack.command(AMINA, "/visit", text, channel="C0GENERAL")
    assert office.slack.read("C0GENERAL", DUTY, as_user=AMINA).ephemeral_to == AMINA


def test_without_a_number_it_says_so_and_who_can_enter_it(office: Office) -> None:
    settings = office.deps.settings.model_copy(update={"edt_phone": ""})
    office.answer_with(build_app(replace(office.deps, settings=settings)))
    office.slack.say(AMINA, "what's the phone number of the emergency duty team?")
    card = office.slack.read(AMINA, "whom to ring")
    assert "No number for the Emergency Duty Team has been entered" in card.all_text
    assert "DOORSTEP_EDT_PHONE" in card.all_text
    assert DUTY not in card.all_text


def test_an_emergency_comes_before_the_numbers(office: Office) -> None:
    said = office.slack.say(AMINA, "what is the EDT number, the toddler is home alone right now")
    assert "home alone" in office.slack.read(AMINA, "999", after=said).all_text.lower()
