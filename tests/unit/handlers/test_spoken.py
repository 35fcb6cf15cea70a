"""What a typed message is, before anything is looked up."""

from __future__ import annotations

import pytest

from handlers.spoken import Kind, about_own_children, asks_whom_to_ring, is_question, kind_of, plain_words


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", Kind.NOTHING),
        (":thumbsup:", Kind.EMOJI),
        ("👍🏽 🎉", Kind.EMOJI),
        ("...", Kind.EMOJI),
        ("hi", Kind.GREETING),
        ("Hello!", Kind.GREETING),
        ("good morning", Kind.GREETING),
        ("help", Kind.HELP),
        ("?", Kind.HELP),
        ("What can you do", Kind.HELP),
        ("Thanks!", Kind.THANKS),
        ("thank you", Kind.THANKS),
        ("how often do I visit", Kind.WORDS),
        ("x" * 5000, Kind.LONG),
    ],
)
def test_kinds(typed: str, kind: Kind) -> None:
    assert kind_of(typed) is kind


def test_words_lose_what_slack_added() -> None:
    assert plain_words("<@U0BOT> how often &amp; when?", "U0BOT") == "how often & when?"
    assert (
        plain_words("see <https://a.example|this> and <https://b.example>")
        == "see this and https://b.example"
    )
    assert plain_words("<@U0AMINA> asked a &lt;b&gt;") == "someone asked a <b>"


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("How often must I go?", True),
        ("can I skip it", True),
        ("is he in?", True),
        ("yes", False),
        ("do it", False),
        ("14:30", False),
        ("Mum said she will be in on Tuesday", False),
    ],
)
def test_questions_are_told_from_answers(typed: str, question: bool) -> None:
    assert is_question(typed) is question


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("what is my next visit?", True),
        ("when was A.B. last seen?", True),
        ("how often must I see my children in need?", False),
        ("how often must children on a CP plan be seen?", False),
        ("when must a CIN visited at home be seen alone?", False),
    ],
)
def test_what_is_about_ones_own_children_is_told_from_guidance(text: str, *, own: bool) -> None:
    assert about_own_children(text) is own


@pytest.mark.parametrize(
    "text",
    [
        "what is the number for the duty team?",
        "what's the out of hours number",
        "number for out-of-hours please",
        "EDT phone number",
        "who do I call out of hours?",
        "how do I get hold of the duty team",
        "what is my manager’s number?",
        "can you give me the telephone number of the emergency duty team",
        "how can I contact the duty team?",
        "what number should I ring out of hours",
        "who can I call out of hours",
        "duty number",
        "I'm outside the house and need the EDT number please",
        "how do I get through to the duty social worker tonight?",
    ],
)
def test_who_asks_for_a_number_is_heard(text: str) -> None:
    assert asks_whom_to_ring(text)


@pytest.mark.parametrize(
    "text",
    [
        "when must I ring the duty team?",
        "do I have to call EDT after a failed visit?",
        "should the out of hours team be contacted if a child is not seen?",
        "how often do I contact my manager?",
        "what is the duty team?",
        "how many visits can the duty team make?",
        "what number of visits is allowed?",
        "who rings the emergency duty team?",
        "can my manager contact the school?",
        "can I phone my manager instead of visiting?",
        "Is telephone contact with the duty team recorded?",
        "what number of failed tries do I tell my manager about?",
        "does contact by the duty team reset the clock?",
        "what does my manager record after a phone call",
        "how is contact with dad agreed with my manager?",
        "how do I record a call to EDT?",
        "is the duty team's number given to parents?",
        "is phone contact agreed with my manager",
        "after a failed visit, ring my manager?",
        "do I ring my manager before the duty team",
    ],
)
def test_a_rule_about_ringing_is_a_question_for_the_guidance(text: str) -> None:
    assert not asks_whom_to_ring(text)
