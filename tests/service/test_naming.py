"""What names a child or a family goes onto nobody's desk; ordinary questions with capitals still do."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import Conflict
from bot.services import desk, guidance, prompts
from bot.services.naming import FILE, about_a_family, names, read_names
from knowledge.strict_yaml import PackError
from tests.builders import AMINA, PRIYA
from tests.service.post import Post

OF_A_FAMILY = (
    "is the Hussain family on a CP plan",
    "is the hussain family on a cp plan",
    "Can I visit Ella Smith alone",
    "can i visit ella smith alone",
    "what is the plan for Ella Smith",
    "may I bring my bicycle to Kwabena's hallway?",
    "Does the Brown family have a bicycle in the hallway?",
    "bicycle in the hallway of Mrs Field, what now?",
    "did Grace Hill leave her bicycle in the hallway?",
    "K.B. leaves a bicycle in the hallway, may I?",
    "what is the phone number of Okafor?",
)
OF_GUIDANCE = (
    "May I bring my bicycle to a Child Protection visit?",
    "Does the Team Manager get a bicycle under Working Together?",
    "Is a bicycle part of the Graded Care Profile?",
    "Does the Independent Reviewing Officer in Wolverhampton ride a bicycle?",
    "Bicycles on Christmas Day or in May, who allows it?",
    "Does Sarah's Law say anything of bicycles?",
    "Can the Emergency Duty Team bring bicycles to Poland?",
    "Do Strengthening Families meetings have bicycles, as Signs of Safety has?",
    "MAY I BRING MY BICYCLE INTO THE HALLWAY?",
    "May I Bring My Bicycle Into The Hallway Here?",
)


@pytest.mark.parametrize("question", OF_A_FAMILY)
def test_a_family_is_on_nobodys_desk(post: Post, question: str) -> None:
    found = guidance.ask(post.deps, AMINA, question, private=True)
    assert not found.answer.covered
    assert found.looks_like_case
    assert desk.desk(post.deps, PRIYA).gaps == ()
    with pytest.raises(Conflict, match="name a child or a family"):
        guidance.ask_person(post.deps, AMINA, found.question_id, "once")


@pytest.mark.parametrize("question", OF_GUIDANCE)
def test_capitals_alone_keep_no_question_from_the_desk(post: Post, question: str) -> None:
    found = guidance.ask(post.deps, AMINA, question, private=True)
    assert not found.answer.covered
    assert [text for _, text, _ in desk.desk(post.deps, PRIYA).gaps] == [question]


def test_no_question_on_a_button_names_anybody(post: Post) -> None:
    for moments in prompts.shipped().values():
        for question in (question for some in moments.values() for question in some):
            assert not about_a_family(post.deps, question), question


def test_what_the_engine_reads_as_case_data_is_kept_nowhere_either(post: Post) -> None:
    question = "what is her date of birth"
    assert about_a_family(post.deps, question)
    guidance.ask(post.deps, AMINA, question, private=True)
    assert desk.desk(post.deps, PRIYA).gaps == ()


def test_criticism_is_shown_without_the_family(post: Post) -> None:
    question = "How often is a CP visit due for Ella Smith?"
    found = guidance.ask(post.deps, AMINA, question, private=True)
    guidance.feedback(post.deps, AMINA, found.question_id, False, "wrong", "The figure is old.")
    (item,) = desk.desk(post.deps, PRIYA).feedback
    assert (item.question, item.comment) == ("", "The figure is old.")


def test_the_shipped_lists_hold_no_word_twice_over() -> None:
    lists = names()
    assert not lists.names & (lists.called | lists.also_words | lists.small_words | lists.abbreviations)


@pytest.mark.parametrize(
    ("was", "now", "named"),
    [
        ("format: 1", "format: 2", "format"),
        ("also_words:", "also_wrods:", "also_wrods"),
        ("terms:", "terms: none\nothers:", "others"),
        ("  - sarah's law", "  - [sarah]", "terms"),
        ("grace rose", "Grace Rose", "also_words"),
    ],
)
def test_a_slip_in_the_lists_is_named(tmp_path: Path, was: str, now: str, named: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert was in text
    broken = tmp_path / "names.yaml"
    broken.write_text(text.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(PackError, match=named):
        read_names(broken)


def test_an_emergency_is_never_put_into_anybodys_list(post: Post) -> None:
    told = "nobody answers and I hear a child screaming for help, how often must I visit?"
    found = guidance.ask(post.deps, AMINA, told, private=True)
    assert found.answer.urgent is not None
    with pytest.raises(Conflict, match="ring 999"):
        guidance.ask_person(post.deps, AMINA, found.question_id, "once")
    assert desk.desk(post.deps, PRIYA).gaps == ()
