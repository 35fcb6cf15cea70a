"""docs/register.md is what the data says today, and leaves nothing of it out."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from knowledge.case_models import FirstCase, FrequencyCase, MomentCase
from knowledge.checklist_packs import SHIPPED, load_checklists
from knowledge.guidance.digests import read_digest
from knowledge.pack import Pack, cases_of
from knowledge.register import blocks_of, shipped_register
from knowledge.rules import RuleBook
from knowledge.strict_yaml import read
from knowledge.words import amount

ROOT = Path(__file__).parents[3]
SOURCES = read(SHIPPED / "sources.yaml", SHIPPED)["documents"]


@pytest.fixture(scope="module")
def page() -> str:
    return shipped_register()


def part(page: str, pack: Pack) -> str:
    """The chapter of one document."""
    return page.split(f'<a id="{pack.id}"></a>')[1].split("<a id=")[0]


def rows(chapter: str, section: str) -> dict[int, str]:
    """Each paragraph under a heading with every row of the table that speaks of it."""
    text = chapter.split(f"\n#### {section}\n")[1].split("\n####")[0]
    found: dict[int, str] = defaultdict(str)
    for line in text.splitlines():
        span = line.split("|")[1].strip() if line.startswith("| ") else ""
        for b in blocks_of(span) if span[:1].isdigit() else ():
            assert isinstance(b, int)
            found[b] += line
    return found


def test_it_is_up_to_date(page: str) -> None:
    written = (ROOT / "docs" / "register.md").read_text(encoding="utf-8")
    assert written == page, "Run: python -m bot register --write docs/register.md"


@pytest.mark.parametrize("document", SOURCES)
def test_every_paragraph_of_the_document_has_its_row(page: str, book: RuleBook, document: str) -> None:
    chapter = part(page, book.policies[document])
    for section, blocks in SOURCES[document]["sections"].items():
        assert set(range(1, blocks + 1)) <= set(rows(chapter, section)), section


@pytest.mark.parametrize("document", SOURCES)
def test_every_statement_stands_at_each_block_it_cites(page: str, book: RuleBook, document: str) -> None:
    pack = book.policies[document]
    chapter = part(page, pack)
    digest = read_digest(Path(pack.folder))
    assert digest is not None
    for s in digest.statements:
        found = rows(chapter, s.section)
        for b in s.cite:
            assert f"`{s.id}`" in found[b], (s.id, b)
        assert s.text in chapter


def test_figures_are_counted_at_the_top(page: str, book: RuleBook) -> None:
    for document in SOURCES:
        line = next(row for row in page.splitlines() if row.endswith("|") and f"](#{document})" in row)
        assert line.split("|")[5].strip() == str(part(page, book.policies[document]).count("| ● "))


def test_a_figure_without_rule_or_step_is_named_at_the_top(page: str) -> None:
    top = page.split("<a id=")[0]
    assert "- `checklist-cfc-six-weekly` (`purposeful-visits-2025`)" in top
    assert "`cin-visit-frequency`" not in top


def test_every_citation_of_every_rule_is_there(page: str, book: RuleBook) -> None:
    for pack in book.policies.values():
        chapter = part(page, pack)
        for rule_id, rule in pack.rules.items():
            table = [line for line in chapter.splitlines() if line.startswith(f"| `{rule_id}` |")]
            for case in cases_of(rule):
                where = f"| {case.cite.section}, paragraph {case.cite.block} |"
                assert any(where in line for line in table), (pack.id, rule_id, where)
                if pack.id in SOURCES:
                    at = rows(chapter, case.cite.section)
                    for b in blocks_of(case.cite.block):
                        assert isinstance(b, int)
                        assert f"`{rule_id}`" in at[b], (pack.id, rule_id, b)


def test_every_figure_of_every_rule_is_there(page: str, book: RuleBook) -> None:
    for pack in book.policies.values():
        chapter = part(page, pack)
        for rule_id, rule in pack.rules.items():
            said = " ".join(line for line in chapter.splitlines() if line.startswith(f"| `{rule_id}` |"))
            for case in cases_of(rule):
                amounts = getattr(case, "every", None) or getattr(case, "within", ())
                assert amounts or not isinstance(case, FirstCase | FrequencyCase | MomentCase)
                for a in amounts:
                    assert amount(a.n, a.unit) in said, (rule_id, a)


def test_every_step_of_every_checklist_stands_where_it_rests(page: str, book: RuleBook) -> None:
    for checklist in load_checklists().values():
        for step in [*checklist.every_step(), *checklist.prompts, *checklist.more_prompts]:
            for cited in (step.source, *step.also):
                found = rows(part(page, book.policies[cited.document]), cited.section)
                for b in blocks_of(cited.block):
                    assert isinstance(b, int)
                    assert f"`{checklist.id}/{step.id}`" in found[b], (checklist.id, step.id, cited)


def test_blocks_of_a_citation() -> None:
    assert blocks_of(3) == (3,)
    assert blocks_of("3-5, 8") == (3, 4, 5, 8)
    assert blocks_of("(a)") == ("(a)",)
    assert blocks_of("") == ()
