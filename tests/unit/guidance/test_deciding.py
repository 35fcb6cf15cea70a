"""What decides between an answer, a refusal and a disagreement: open subjects, silent statements, people and systems."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands.ask import as_json
from knowledge.guidance import DataError, Guidance, load_guidance
from knowledge.guidance.left_open import read_left_open
from knowledge.guidance.words import content

NORTH = """---
document: north
title: "North standards"
---

## Telling people

### missed-visit-told
cite: 1
topics: missed-visit-told
rule: missed-visit-told = team manager
Tell the team manager when a child on a protection plan was not seen.

### system
cite: 2
topics: recording-system
Every home visit is recorded on MOSAIC.

### record-by
cite: 3
topics: recording-deadline
Record a home visit within 36 hours.

### paper
cite: 4
topics: note-paper
rule: note-form = blue sheet
rule: shoes = on
Write the note of a visit on the blue sheet.

### shoes
cite: 5
topics: manners
rule: umbrella = dry
Leave a wet umbrella in the porch.
"""
SOUTH = """---
document: south
title: "South standards"
---

## Telling people

### missed-visit-told
cite: 1
topics: missed-visit-told
Tell the conference chair when a child on a protection plan was not seen.

### system
cite: 2
topics: recording-system
A home visit is recorded on ICS.

### record-by
cite: 3
topics: recording-deadline
figure: none
Record a home visit in good time. No number of hours is given.

### form
cite: 4
topics: writing-things-down
rule: note-form = questionnaire
Fill in the questionnaire as the note of a visit.

### shoes
cite: 5
topics: manners-of-guests
rule: umbrella = dry
Keep a wet umbrella out of the living room, in the porch.
"""
ASKS = """missed-visit-told:
  - who hears that a protection plan child was missed
system:
  - which system does a home visit go on
record-by:
  - how many hours to record a home visit
"""
OPEN = """conference-dates:
  about: when a conference must be held
  asks:
    - how many days until the first conference
    - first conference after how many days
"""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Guidance:
    folder = tmp_path_factory.mktemp("deciding")
    for name, digest in (("north", NORTH), ("south", SOUTH)):
        (folder / name).mkdir()
        (folder / name / "digest.md").write_text(digest, encoding="utf-8")
        (folder / name / "asks.yaml").write_text(ASKS, encoding="utf-8")
    names = "groups: {}\ndocuments:\n  north: [north]\n  south: [south]\n"
    (folder / "thesaurus.yaml").write_text(names, encoding="utf-8")
    (folder / "not_covered.yaml").write_text(OPEN, encoding="utf-8")
    documents = folder / "documents"
    documents.mkdir()
    for name in ("north", "south"):
        (documents / f"{name}.txt").write_text("Contents\n", encoding="utf-8")
    return load_guidance([folder], documents, only_documents=True)


def test_other_people_to_tell_are_a_disagreement(both: Guidance) -> None:
    answer = both.answer("who do I tell when a child on a protection plan was not seen?")
    assert answer.conflict
    assert {a.document for a in answer.answers[:2]} == {"north", "south"}


def test_other_rules_on_one_matter_are_a_disagreement_without_figures_or_shared_topics(
    both: Guidance,
) -> None:
    answer = both.answer("what do I write the note of a visit on, the blue sheet?")
    assert answer.conflict
    assert [found.statement_id for found in answer.answers[:2]] == ["paper", "form"]


def test_the_same_rule_in_two_documents_is_none(both: Guidance) -> None:
    answer = both.answer("where does a wet umbrella go, the porch?")
    assert answer.covered
    assert not answer.conflict


def test_other_people_are_none_where_nobody_asks_who(both: Guidance) -> None:
    assert not both.answer("child on a protection plan not seen, what do I tell the family?").conflict


def test_other_systems_are_a_disagreement(both: Guidance) -> None:
    assert both.answer("which system is a home visit recorded on?").conflict


def test_a_rule_without_a_figure_stands_beside_the_figure(both: Guidance) -> None:
    answer = both.answer("how many hours to record a home visit?")
    assert answer.covered
    assert answer.conflict
    assert [found.document for found in answer.answers[:2]] == ["north", "south"]


def test_a_document_that_gives_no_figure_is_quoted_in_the_refusal(both: Guidance) -> None:
    answer = both.answer("South: how many hours do I have to record a home visit?")
    assert not answer.covered
    assert "gives no figure" in answer.note
    assert "in good time" in answer.note


def test_what_is_left_open_is_refused_though_words_are_shared(both: Guidance) -> None:
    seen = both.consider("how many days until the first conference?")
    assert seen.signs.open_meant > seen.signs.meant
    assert not both.answer("how many days until the first conference?").covered


def test_small_talk_is_no_part_of_a_question(both: Guidance) -> None:
    plain = both.consider("which system does a home visit go on?").read.words
    chatty = both.consider("sorry, quick one, happy monday, which system does a home visit go on?").read.words
    assert content(list(chatty)) == content(list(plain))


def test_a_question_of_nothing_but_small_talk_keeps_its_words(both: Guidance) -> None:
    assert "monday" in both.consider("happy monday").read.words


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("subject: [one, two]\n", "write 'about:'"),
        ("subject:\n  about: x\n  asks: one\n", "list the ways of asking"),
        ("subject:\n  about: x\n  asks: [1]\n", "quote what holds"),
        ("subject:\n  asks: [one]\n", "write 'about:'"),
    ],
)
def test_open_subjects_that_cannot_be_used_are_refused_with_the_cure(
    tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "not_covered.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"not_covered\.yaml, 'subject'") as refused:
        read_left_open([path])
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("I'm starting in Leeds, how often is a child in need seen?", True),
        ("a colleague has moved to Kent, do they see children alone there?", True),
        ("child moved to Leeds to live with nan, how often is he seen?", False),
    ],
)
def test_a_worker_who_moved_asks_of_the_new_place(both: Guidance, question: str, named: bool) -> None:
    assert bool(both.consider(question).read.elsewhere) is named


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("what's the longest I can leave between visits?", True),
        ("when am I meant to be back round there?", True),
        ("how infrequent may visits get?", True),
        ("how do I talk to a shy child?", False),
    ],
)
def test_a_time_is_asked_for_in_many_ways(both: Guidance, question: str, wanted: bool) -> None:
    assert both.consider(question).shape.wants_figure is wanted


def test_two_statements_that_fit_equally_well_stand_on_one_card(both: Guidance) -> None:
    """They are of one document and short enough to be read together; alone stands what fits by far the best."""
    answer = both.answer("North: what do I do about recording a home visit?")
    assert answer.together == 2
    assert {found.statement_id for found in answer.answers[:2]} == {"system", "record-by"}
    assert {found.document for found in answer.answers[:2]} == {"north"}
    assert both.answer("North: who do I tell when a protection plan child was missed?").together == 1


def test_one_card_is_one_answer_in_json(both: Guidance) -> None:
    answer = both.answer("North: what do I do about recording a home visit?")
    card = as_json("1", answer)["answers"][0]
    assert card["text"] == "\n".join(found.text for found in answer.answers[:2])
    assert card["with"][0]["statement"] == answer.answers[1].statement_id
    assert len(as_json("1", answer)["answers"]) == len(answer.answers) - 1


def test_documents_that_differ_are_not_taken_together(both: Guidance) -> None:
    answer = both.answer("which system is a home visit recorded on?")
    assert answer.conflict
    assert answer.together == 1
