"""Answers: found, quoted word for word, compared, put in order, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.guidance import Guidance, load_guidance
from knowledge.guidance.digests import NOT_APPROVED, read_digest
from knowledge.guidance.files import DataError
from tests.unit.guidance.conftest import HARBOUR, LAKE

ORIGINALS = {"harbour": HARBOUR, "lake": LAKE}


def first(guidance: Guidance, question: str, **more: str) -> str:
    answer = guidance.answer(question, **more)  # type: ignore[arg-type]
    assert answer.covered, question
    return answer.answers[0].statement_id


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("Harbour: how often are children in need visited at home?", "cin-rhythm"),
        ("harbour CIN gap", "cin-rhythm"),
        ("harbour chidl in need rythm of visists", "cin-rhythm"),
        ("shoes on or off in their home?", "manners"),
        ("do I have to look in the bedroom at harbour", "bedroom"),
        ("off on holiday for two weeks, who sees my families?", "cover"),
        ("harbour: how many hours for the record on the case system", "note"),
    ],
)
def test_the_statement_is_found_in_any_wording(quoting: Guidance, question: str, statement: str) -> None:
    assert first(quoting, question) == statement


def test_known_askings_lead_to_their_statement(quoting: Guidance) -> None:
    assert first(quoting, "harbour, I rang the bell and there was no reply, when do I return?") == "shut-door"


def test_quotes_stand_word_for_word_in_the_original_and_fit(quoting: Guidance) -> None:
    for question in (
        "child protection plan rhythm",
        "nobody opens the door when to go back",
        "bedroom",
        "on leave",
    ):
        for found in quoting.answer(question).answers:
            assert found.quotes
            assert len(found.text) + sum(map(len, found.quotes)) <= 700
            for quote in found.quotes:
                assert quote in ORIGINALS[found.document]


def test_the_cited_place_is_where_the_quote_stands(quoting: Guidance) -> None:
    found = quoting.answer("harbour record on the case system within how many hours").answers[0]
    line = int(found.place.removeprefix("line "))
    assert HARBOUR.splitlines()[line - 1].startswith(found.quotes[0][:30])


def test_documents_that_differ_are_set_side_by_side(quoting: Guidance) -> None:
    answer = quoting.answer("how often is a child on a child protection plan visited?")
    assert answer.conflict
    assert {a.document for a in answer.answers[:2]} == {"harbour", "lake"}
    assert {a.statement_id for a in answer.answers[:2]} == {"cp-rhythm"}


@pytest.mark.parametrize("policy", ["harbour", "lake"])
def test_the_adopted_policy_comes_first(quoting: Guidance, policy: str) -> None:
    answer = quoting.answer("how often is a child on a child protection plan visited?", policy=policy)
    assert answer.conflict
    assert answer.answers[0].document == policy
    assert answer.answers[0].adopted
    assert not answer.answers[1].adopted


def test_a_named_authority_is_not_contradicted(quoting: Guidance) -> None:
    answer = quoting.answer("how often does Lake want a child on a child protection plan visited?")
    assert not answer.conflict
    assert {a.document for a in answer.answers} == {"lake"}


def test_a_figure_against_a_rule_without_one_differs_where_the_rhythm_is_asked(quoting: Guidance) -> None:
    answer = quoting.answer("how often must I see the child's bedroom?")
    assert answer.conflict
    assert {a.document for a in answer.answers[:2]} == {"harbour", "lake"}


def test_the_silence_of_the_adopted_policy_is_said_first(quoting: Guidance) -> None:
    answer = quoting.answer("who covers my families when I am on leave?", policy="harbour")
    assert answer.covered
    assert answer.answers[0].document == "lake"
    assert answer.note.startswith("I found nothing on this in your adopted policy")


@pytest.mark.parametrize(
    "question",
    [
        "what is the mileage rate?",
        "where can I get a parking permit",
        "How many days to finish a single assessment?",
        "first core group meeting deadline",
        "how long can an emergency protection order run?",
        "what do Leeds ask for on child protection plans?",
        "write me an email to the school",
        "Lake: how often is a child in need visited?",
        "who won the football",
        "",
        "???",
        "🙂",
    ],
)
def test_what_is_not_covered_is_refused(quoting: Guidance, question: str) -> None:
    answer = quoting.answer(question)
    assert not answer.covered
    assert not answer.answers
    assert not answer.conflict


def test_a_refusal_shows_the_nearest_headings(quoting: Guidance) -> None:
    answer = quoting.answer("how long can a child protection conference take in minutes")
    assert not answer.covered
    assert 1 <= len(answer.nearest) <= 3


def test_another_authority_is_named_in_the_refusal(quoting: Guidance) -> None:
    assert "Leeds" in quoting.answer("how often does Leeds visit children on a child protection plan").note


def test_a_place_where_a_child_stays_is_no_other_authority(quoting: Guidance) -> None:
    staying = quoting.consider("Harbour: she is staying with an aunt in Leeds, what is the CIN gap?").read
    assert staying.documents == {"harbour"}
    assert staying.elsewhere == ()
    assert "leeds" not in staying.words
    assert quoting.consider("what is the CIN gap in Leeds?").read.elsewhere == ("leeds",)


def test_what_another_document_says_is_told_but_not_answered(quoting: Guidance) -> None:
    answer = quoting.answer("Harbour: cover for annual leave, who visits?")
    assert not answer.covered or answer.answers[0].document == "harbour"


def test_a_follow_up_is_read_with_the_question_before(quoting: Guidance) -> None:
    before = "how often is a child on a child protection plan visited at Harbour?"
    answer = quoting.answer("and for children in need?", context=before)
    assert answer.covered
    assert answer.answers[0].statement_id == "cin-rhythm"
    assert answer.context == before


def test_the_same_question_has_the_same_answer(quoting: Guidance, packs: Path, originals: Path) -> None:
    again = load_guidance([packs], originals, only_documents=True)
    for question in ("bedroom", "child protection rhythm", "mileage"):
        assert again.answer(question) == quoting.answer(question)


def test_badges_say_that_nobody_approved_it_and_that_it_is_undated(quoting: Guidance) -> None:
    badges = quoting.answer("harbour child in need rhythm").answers[0].badges
    assert badges == (NOT_APPROVED, "It carries no date.")


def test_a_whole_section_can_be_read(quoting: Guidance) -> None:
    lines = quoting.section("harbour", "3 Inside the home")
    assert lines[0].startswith("See the child's bedroom")
    assert any(line.startswith("Ask to be shown") for line in lines)
    assert quoting.section("harbour", "no such heading") == []


def test_other_policies_leave_out_the_one_already_shown(quoting: Guidance) -> None:
    answer = quoting.answer("harbour: how often is a child on a child protection plan visited?")
    others = quoting.other_policies(answer)
    assert [o.document for o in others] == ["lake"]
    assert quoting.other_policies(quoting.answer("mileage")) == ()


def test_passages_alone_answer_and_refuse(passages_only: Guidance) -> None:
    answer = passages_only.answer("Harbour: the door stays shut and nobody opens, when do I knock again?")
    assert answer.covered
    assert answer.answers[0].text == ""
    assert any("two working days" in q for q in answer.answers[0].quotes)
    assert not passages_only.answer("how do I claim mileage?").covered
    assert not passages_only.answer("how many hours of free nursery does a child get?").covered


def test_an_original_of_another_version_is_not_quoted_for_a_statement(packs: Path, tmp_path: Path) -> None:
    other = "Harbour Council\n\n1 How often\n\nGrown-ups meet each spring.\n\nTea is served at four.\n\nBring a cake.\n"
    (tmp_path / "harbour.txt").write_text(other, encoding="utf-8")
    guidance = load_guidance([packs], tmp_path, only_documents=True)
    assert all(u.blocks == () for u in guidance.units if u.statement_id)


def test_a_very_long_text_is_answered_in_time(shipped: Guidance) -> None:
    assert shipped.answer("visit " * 5000).question == ("visit " * 5000)[:2000]


@pytest.mark.parametrize(
    ("digest", "says"),
    [
        ("no front matter", "front matter"),
        ("---\ndocument: x\n---\n", "'title:'"),
        ("---\ndocument: x\ntitle: y\n---\n## A\n### b\ncite: two\nText.\n", "line 7"),
        ("---\ndocument: [x\n---\n", "not valid YAML"),
        (
            "---\ndocument: x\ntitle: y\n---\n## A\n### b\ncite: 2\nrule: headings\nText.\n",
            "record-form = set",
        ),
        (
            "---\ndocument: x\ntitle: y\n---\n## A\n### b\nrule: c = 3 weeks\nIn 2 weeks.\n",
            "names a figure",
        ),
    ],
)
def test_a_broken_digest_is_refused_with_file_and_cure(tmp_path: Path, digest: str, says: str) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "digest.md").write_text(digest, encoding="utf-8")
    with pytest.raises(DataError, match=says) as refused:
        read_digest(tmp_path / "x")
    assert "x/digest.md" in str(refused.value)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("thesaurus.yaml", "groups:\n  age: [3]\n", "quotation marks"),
        ("thesaurus.yaml", "words: []\n", "groups"),
        ("coverage.yaml", "subjects: {}\n", "shapes"),
        ("urgent.yaml", "routes:\n  - {id: a, title: A, steps: [b], patterns: ['(']}\n", "not valid"),
        ("urgent.yaml", "routes:\n  - {id: a, title: A, steps: [b], patterns: ['{nobody}']}\n", "nobody"),
    ],
)
def test_broken_data_is_refused_with_a_sentence(tmp_path: Path, name: str, text: str, says: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=says):
        load_guidance([tmp_path])


def test_every_shipped_statement_is_found_by_its_own_words(shipped: Guidance) -> None:
    units = [u for u in shipped.units if u.text]
    assert len({u.document for u in units}) == 5
    missed = 0
    for unit in units[::7]:
        seen = shipped.consider(unit.text)
        missed += all(c.unit.statement_id != unit.statement_id for c in seen.found.candidates[:3])
    assert missed <= len(units[::7]) * 0.05
