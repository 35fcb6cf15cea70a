"""`make citations` finds what is wrong: places, figures and quotes, on invented documents."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bench.citations import check_passage, main, read_folder, said
from bench.raw import Raw, numbers, quoted_form, read_claims
from knowledge.guidance import PACKS as SHIPPED
from knowledge.register import shipped_register
from knowledge.results import FoundPassage

DATA = Path(__file__).parents[1] / "data"
DOCUMENTS, PACKS = DATA / "documents", DATA / "packs"


def run(packs: Path, *more: str, documents: Path = DOCUMENTS) -> int:
    return main(["--documents", str(documents), "--packs", str(packs), *more])


def test_what_is_right_is_called_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(PACKS) == 0
    out = capsys.readouterr().out
    assert "statements 10, their figures 16, amounts of rules 0: 100.0 % right" in out
    assert "questions 10, quotes " in out
    assert "quotes 0" not in out


@pytest.mark.parametrize(
    ("was", "now", "listed"),
    [
        ("every 9 working days", "every 9 days", "cp-nine-working-days: 9 day does not stand at line [9]"),
        ("every 9 working days", "every 14 working days", "cp-nine-working-days: 14 working day"),
        ("Every third visit", "Every second visit", "bedroom-third-visit: 2 visit"),
        ("be back within", "at once be back within", "try-again: 0 now"),
        ("within 36 hours", "within 36 working hours", "note-in-time: 36 working hour"),
        ("8 weeks from then on", "8 months from then on", "in-care-after-review: 8 month"),
        ("cite: 2\ntopics: cin", "cite: 3\ntopics: cin", "cin-twenty-five-working-days: 25 working day"),
        (
            "cite: 3\ntopics: cic",
            "cite: 4\ntopics: cic",
            "in-care-after-review: the heading has too few paragraphs",
        ),
        (
            "topics: recording",
            "figure: none\ntopics: recording",
            "note-in-time: is marked as giving no figure",
        ),
        ("## Writing it up", "## Writing at home", "note-in-time: the heading is not found"),
    ],
)
def test_what_is_wrong_is_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], was: str, now: str, listed: str
) -> None:
    packs = tmp_path / "packs"
    shutil.copytree(PACKS, packs)
    digest = packs / "harbour-council" / "digest.md"
    text = digest.read_text(encoding="utf-8")
    assert was in text
    digest.write_text(text.replace(was, now), encoding="utf-8")
    assert run(packs, "--asks", "0") == 1
    out = capsys.readouterr().out
    assert listed in out
    assert "100.0 %" not in out


@pytest.mark.parametrize(
    ("case", "listed"),
    [
        ("{every: {working_days: 9}, cite: {section: How often, block: 1}}", ""),
        ("{every: {days: 9}, cite: {section: How often, block: 1}}", "rule r: 9 day does not stand"),
        (
            "{every: [{days: 10}, {weeks: 7}], cite: {section: How often, block: '3'}}",
            "rule r: 7 week does not",
        ),
        ("{one_in: 3, cite: {section: Inside the home, block: 1}}", ""),
        ("{one_in: 2, cite: {section: Inside the home, block: 1}}", "rule r: 2 visit does not stand"),
        ("{when: [{reading: {A: b}}], every: {days: 9}, cite: {section: How often, block: 1}}", ""),
        (
            "{when: [{fact: {a: true}}], every: {days: 9}, cite: {section: How often, block: 1}}",
            "9 day does not",
        ),
        ("{every: {weeks: 8}, cite: {section: How often, block: 12}}", "no paragraph (12,) under How often"),
    ],
)
def test_amounts_of_rules_are_held_against_what_they_cite(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str, listed: str
) -> None:
    packs = tmp_path / "packs"
    shutil.copytree(PACKS, packs)
    rules = packs / "harbour-council" / "rules.yaml"
    rules.write_text(f"rules: {{r: {{values: [{{cases: [{case}]}}]}}}}", encoding="utf-8")
    assert run(packs, "--asks", "0") == (1 if listed else 0)
    out = capsys.readouterr().out
    assert listed in out
    assert ("100.0 %" in out) is not bool(listed)


def passage(quote: str, place: str = "line 9", statement: str = "cp-nine-working-days") -> FoundPassage:
    return FoundPassage("harbour-council", "", "How often", "", (quote,), place, statement)


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (passage("met at home at least once in 9 working days."), ""),
        (passage("met at home at least once in 19 working days."), "not in the file"),
        (passage("met at home at least once in 25 working days."), "cited are [9]"),
        (
            passage("met at home at least once in 9 working days.", "line 10"),
            "names line 10, its first quote stands at [9]",
        ),
        (passage("met at home at least once in 25 working days.", "line 10", ""), ""),
        (passage("Read the last three entries and the danger flags.", "line 15", ""), ""),
        (passage("These pages hold for every worker", "line 5", ""), "not under that heading"),
        (passage("met at home at least once in 9 working days.", "line 10", ""), "first quote stands at [9]"),
    ],
)
def test_a_quote_stands_where_its_citation_says(found: FoundPassage, why: str) -> None:
    claims, raws = read_folder(DOCUMENTS, [PACKS])
    listed = list(check_passage(found, raws["harbour-council"], claims["harbour-council"]))
    assert (why in "; ".join(listed)) if why else listed == []


def test_uncited_lists_figures_and_duties_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(PACKS, "--uncited") == 1
    out = capsys.readouterr().out
    assert "lake-borough line 8 is cited by nothing: | Early help | 7 weeks |" in out
    assert "harbour-council line 17 is cited by nothing" in out
    assert "danger flag" not in out
    assert out.endswith("nothing says: 3\n")


def test_a_figure_left_out_of_every_statement_is_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packs = tmp_path / "packs"
    shutil.copytree(PACKS, packs)
    digest = packs / "harbour-council" / "digest.md"
    text = digest.read_text(encoding="utf-8")
    digest.write_text(
        text.replace("within 36 hours", "soon").replace("10 days up to", "short up to"), encoding="utf-8"
    )
    assert run(packs, "--uncited") == 1
    out = capsys.readouterr().out
    assert "harbour-council line 34: no statement says 36 hour" in out
    assert "harbour-council line 11: no statement says 10 day" in out
    assert out.endswith("nothing says: 5\n")


def test_a_folder_without_documents_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(PACKS, documents=tmp_path) == 1
    assert "No digest's document stands in" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("within ten working days", {("10", "working day")}),
        ("every week, then 6 weekly visits", {("1", "week"), ("6", "week"), ("6", "number")}),
        ("Seen every other visit", {("2", "visit")}),
        ("over the age of three", {("3", "age")}),
        ("after the third birthday", {("3", "age")}),
        ("Report it **immediately**", {("0", "now")}),
        ("a fortnight, or monthly", {("2", "week"), ("1", "month")}),
        ("call 999", {("999", "number")}),
        ("as soon as you can, at the door", set()),
    ],
)
def test_figures_with_their_units(text: str, figures: set[tuple[str, str]]) -> None:
    assert said(text) == figures


def test_marks_are_blanked_out_and_nothing_else() -> None:
    assert quoted_form("· [bookmark: _Toc1]See  the **child**, [alone](#x).") == "· See the child, alone."


def test_a_title_over_two_lines_and_a_row_are_headings() -> None:
    text = "Harbour\nCalling\n\nFor all.\n\nVersion\tBy\n1\tSmith\n"
    raw = Raw(text, ["Harbour Calling", "Version"])
    assert raw.places("Harbour Calling", (3,)) == [[3]]
    assert raw.places("Version", (1,)) == [[6]]
    assert raw.places("Version", (2,)) == []
    assert raw.places("By", (1,)) == []


def test_a_figure_may_stand_in_the_lead_but_not_in_the_item_before() -> None:
    raw = Raw("Rhythm\n\nWithin 2 days:\na. ask for 3 weeks;\nb. visit;\n  - twice;\n", ["Rhythm"])
    assert "2 days" in raw.around([4])
    assert "3 weeks" not in raw.around([4])
    assert "visit" in raw.around([5])


def test_numbers_of_a_citation() -> None:
    assert numbers("2, 4-6") == (2, 4, 5, 6)
    assert numbers(3) == (3,)
    assert numbers("(a)") == ()


def test_every_figure_of_a_digest_is_marked_in_the_register() -> None:
    page = shipped_register()
    every = {("1", "visit"), ("0", "day")}  # "at every visit" is a duty, not a figure
    marked = 0
    for claims in filter(None, map(read_claims, sorted(SHIPPED.iterdir()))):
        for claim in claims.statements:
            if any(unit != "number" for _, unit in said(claim.text) - every):
                assert f"| ● {claim.text} |" in page, claim.id
                marked += 1
    assert marked > 50
