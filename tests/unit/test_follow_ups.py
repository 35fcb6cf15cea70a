"""Which questions lean on the one before, by their words alone, and what is carried on."""

from __future__ import annotations

import pytest

from bot.domain.follow_ups import Leans, carried, leans, looked_up_with
from bot.services.plan_choices import choices

PLANS = choices().plan_names
ROOT = "How often must I see a child on a child protection plan?"


@pytest.mark.parametrize(
    "text",
    [
        "and for under threes?",
        "what about CIN",
        "and in Camden?",
        "who do I tell then",
        "for a child in care?",
        "is that working days?",
        "does that include weekends?",
        "and if she's asleep?",
        "why?",
        "since when?",
        "where does it say that?",
        "ok and how long do I have",
        "what if he is asleep?",
        "same for a disabled child?",
        "what about when we are on leave?",
        "only if the parents agree?",
        "And who do I tell?",
        "does it count if they were asleep?",
        "but not at home?",
        "by when?",
        "do siblings count too?",
    ],
)
def test_these_lean_on_the_question_before(text: str) -> None:
    assert leans(text) is Leans.ON_IT


@pytest.mark.parametrize(
    "text",
    [
        ROOT,
        "And how often must a child in need be visited?",
        "Also, what do I do if nobody answers the door?",
        "So how often is a child in care visited?",
        "What has to be recorded after a visit?",
        "who must I tell when a child was not seen",
        "must I see the child alone?",
        "bedroom checks on a CP visit for a baby",
        "what if nobody answers the door?",
        "When is a visit unannounced?",
        "what day is it",
        "what time is it now?",
        "What's the date today?",
        "who are you?",
        "and " + "for the children " * 5,
        "",
        "?",
    ],
)
def test_these_stand_alone(text: str) -> None:
    assert leans(text) is Leans.ALONE


@pytest.mark.parametrize(
    "text",
    [
        "how are you told",
        "where are you meant to record",
        "who are you supposed to tell?",
        "what is today's limit",
    ],
)
def test_here_and_now_is_the_whole_question(text: str) -> None:
    assert leans(text) in (Leans.ON_IT, Leans.LIKELY)


@pytest.mark.parametrize(
    "text", ["CIN?", "bedroom?", "what do I do if they refuse entry?", "Is it ok to go early?"]
)
def test_of_these_the_documents_decide(text: str) -> None:
    assert leans(text) is Leans.PERHAPS


@pytest.mark.parametrize("text", ["what is neglect?", "who decides?", "must I knock?", "who do I tell?"])
def test_these_have_one_word_of_their_own_and_nothing_that_looks_back(text: str) -> None:
    assert leans(text) is Leans.LIKELY


def test_the_last_full_question_is_carried_on_with_the_plan_asked_about_since() -> None:
    first = carried(ROOT, "", PLANS)
    assert first == ROOT
    second = carried("and for under threes?", first, PLANS)
    assert second == ROOT
    third = carried("what about CIN", second, PLANS)
    assert third == f"{ROOT} · what about CIN"
    assert carried("and in Camden?", third, PLANS) == third
    assert carried("and early help?", third, PLANS) == f"{ROOT} · and early help?"


@pytest.mark.parametrize(
    ("question", "context", "words"),
    [
        ("and in Camden?", ROOT, ROOT),
        ("what about CIN", ROOT, "How often must I see a child ?"),
        ("and in Camden?", f"{ROOT} · what about CIN", "How often must I see a child ? what about CIN"),
        ("for children in care?", "How often is a child in need visited?", "How often is visited?"),
        ("", "", ""),
    ],
)
def test_a_plan_named_later_takes_the_place_of_an_earlier_one(
    question: str, context: str, words: str
) -> None:
    assert looked_up_with(question, context, PLANS) == words
