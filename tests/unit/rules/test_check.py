"""`doorstep check` names each thing that should not stay as it is: for each a pack that has just that."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands.check import check
from knowledge.check import check as check_book
from knowledge.rules import load_rules

GOOD = Path(__file__).parents[2] / "broken_packs" / "good"
TODAY = date(2026, 6, 10)
WORDS = """
  silent:
    kind: words
    title: Nothing about the rest
    plans: [cp]
    asks: [retry_due, record_due, unannounced_due, awake_due, bedroom_due, seen_alone_required, escalate]
    values: [{says: Nothing., cite: {section: Visits, block: 1}}]
  counts:
    kind: counts
    title: Seen at home
    plans: [cp]
    values: [{places: [home], cite: {section: Visits, block: 1}}]
"""
DIGEST = """---
document: good
title: Anytown visiting policy
---

## Visits > Child protection

### how-often
cite: 1
topics: cp-frequency
Visit every 10 days, or every 10 working days where the authority reads it so.
"""


def _pack(tmp_path: Path) -> Path:
    """A pack with nothing to put right."""
    pack = tmp_path / "good"
    shutil.copytree(GOOD, pack)
    (pack / "calendar.yaml").unlink()
    (pack / "digest.md").write_text(DIGEST)
    rules = pack / "rules.yaml"
    rules.write_text(rules.read_text() + WORDS.lstrip("\n"))
    return pack


def _put(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text, text
    file.write_text(text.replace(old, new, 1))


def issues(pack: Path) -> list[str]:
    return [str(i) for i in check_book(load_rules((pack.parent,)), TODAY) if i.where.startswith("good")]


def run(pack: Path) -> Result:
    return CliRunner().invoke(check, ["--policies", str(pack.parent), "--as-of", "10/6/2026"])


VERSIONS = """    values:
      - {from: 2020-01-01, until: %s, every: {days: 10}, cite: {section: Visits > Child protection, block: 1}}
      - {from: %s, every: {days: 10}, cite: {section: Visits > Child protection, block: 1}}
"""


def _versions(pack: Path, until: str, since: str) -> None:
    file = pack / "rules.yaml"
    text = file.read_text()
    a, b = text.index("    values:\n"), text.index("  silent:")
    file.write_text(text[:a] + VERSIONS % (until, since) + text[b:])


def _day_unused(pack: Path) -> None:
    _put(pack / "pack.yaml", "dates:\n  three: [{of: child_dob, plus: {years: 3}}]\n", "")


def test_a_pack_in_order_has_nothing_to_put_right(tmp_path: Path) -> None:
    pack = _pack(tmp_path)
    _day_unused(pack)
    assert issues(pack) == []
    result = run(pack)
    assert (result.exit_code, "0 to put right" in result.output) == (0, True), result.output


def test_a_rule_without_its_source_is_refused_by_name(tmp_path: Path) -> None:
    pack = _pack(tmp_path)
    _put(
        pack / "rules.yaml",
        "          - every: {days: 10}\n            cite: {section: Visits > Child protection, block: 1}\n",
        "          - every: {days: 10}\n",
    )
    result = run(pack)
    assert result.exit_code == 1
    assert "rules.yaml" in result.output
    assert "cp-visits" in result.output
    assert "`cite` is missing" in result.output


@pytest.mark.parametrize(
    ("until", "since", "says"),
    [
        ("2026-03-31", "2026-04-01", None),
        ("2026-03-30", "2026-04-01", "no version is in force from 2026-03-31 to 2026-03-31"),
        ("2026-04-01", "2026-04-01", "two versions overlap from 2026-04-01 to 2026-04-01"),
        ("2026-03-31", "2019-01-01", "its versions are not in the order of their dates"),
        ("2026-03-31", "2020-01-01", "its versions are not in the order of their dates"),
    ],
)
def test_gaps_and_overlaps_of_effective_dates(
    tmp_path: Path, until: str, since: str, says: str | None
) -> None:
    pack = _pack(tmp_path)
    _versions(pack, until, since)
    found = [i for i in issues(pack) if "cp-visits" in i]
    assert [says in i for i in found if says] == [True] * (says is not None), found
    assert bool(found) is (says is not None)


NARROWER = "            every: {working_days: 10}\n            cite: {section: Visits > Child protection, block: 1}\n"


def _case(*conditions: str) -> str:
    return f"          - when: [{', '.join(conditions)}]\n{NARROWER}"


@pytest.mark.parametrize(
    ("cases", "unused"),
    [
        # an earlier case asks no more than this one
        ([_case("{reached: three}"), _case("{reached: three}", "{fact: {iro_agreed: true}}")], "case 2"),
        ([_case("{reached: three}", "{fact: {iro_agreed: true}}"), _case("{reached: three}")], None),
        # the phases before leave nothing
        ([_case("{reached: three}"), _case("{not_reached: three}")], "case 3"),
        ([_case("{fact: {iro_agreed: true}}"), _case("{fact: {iro_agreed: false}}")], "case 3"),
        ([_case("{reading: {AN1: working}}"), _case("{reading: {AN1: calendar}}")], "case 3"),
        (
            [
                _case("{reached: three}", "{fact: {iro_agreed: true}}"),
                _case("{reached: three}", "{fact: {iro_agreed: false}}"),
                _case("{reached: three}"),
            ],
            "case 3",
        ),
        # they do leave something
        ([_case("{reached: three}"), _case("{fact: {iro_agreed: false}}")], None),
        ([_case("{reached: three}", "{fact: {iro_agreed: true}}"), _case("{not_reached: three}")], None),
        ([_case("{fact: {underlying_plan: cp}}"), _case("{fact: {underlying_plan: cin}}")], None),
    ],
)
def test_a_phase_that_can_never_be_reached(tmp_path: Path, cases: list[str], unused: str | None) -> None:
    pack = _pack(tmp_path)
    _put(pack / "rules.yaml", _case("{reading: {AN1: working}}"), "".join(cases))
    found = [i for i in issues(pack) if "can never be used" in i]
    assert [f"`{unused}` can never be used" in i for i in found] == [True] * (unused is not None), found


def test_a_reading_and_a_day_that_nothing_uses(tmp_path: Path) -> None:
    pack = _pack(tmp_path)
    assert issues(pack) == ["good: dates.three: no rule uses this day. Use it or delete it."]
    _day_unused(pack)
    _put(
        pack / "pack.yaml",
        "    use: calendar\n",
        "    use: calendar\n  AN2:\n    question: What else?\n    choices: {this: this, that: that}\n    use: this\n",
    )
    assert issues(pack) == [
        "good: readings.AN2: no rule names this reading. Name it in the rule it belongs to, or delete it."
    ]


def test_a_figure_of_the_digest_that_differs_from_its_rule(tmp_path: Path) -> None:
    pack = _pack(tmp_path)
    _day_unused(pack)
    _put(pack / "digest.md", "every 10 days", "every 12 days")
    assert issues(pack) == [
        "good: cp-visits: says 10 days, but the digest of `Visits > Child protection` paragraph 1 does not. "
        "Put right whichever differs from the document."
    ]
    _put(pack / "digest.md", "cite: 1\n", "cite: 2\n")
    assert issues(pack) == []  # said of another paragraph: nothing to compare with


def test_a_question_left_without_an_answer(tmp_path: Path) -> None:
    pack = _pack(tmp_path)
    _day_unused(pack)
    _put(pack / "rules.yaml", "asks: [retry_due, ", "asks: [")
    assert [i.split(".")[0] for i in issues(pack)] == [
        "good: cp: neither answers `retry_due` nor says what the document says instead"
    ]


@pytest.mark.parametrize(
    ("until", "warned"), [("2027-06-09", True), ("2027-06-10", False), ("2028-12-31", False)]
)
def test_holidays_confirmed_for_less_than_a_year(tmp_path: Path, until: str, warned: bool) -> None:
    pack = _pack(tmp_path)
    _day_unused(pack)
    (pack.parent / "calendar.yaml").write_text(
        f"format: 1\nnation: england\nconfirmed_until: {until}\nextra: []\nmoved: []\nclosures: []\n"
    )
    result = run(pack)
    assert (f"holidays are confirmed only until {until}" in result.output) is warned, result.output
    assert result.exit_code == (1 if warned else 0)


def test_a_review_date_that_has_passed(tmp_path: Path) -> None:
    pack = _pack(tmp_path)
    _day_unused(pack)
    _put(pack / "pack.yaml", "dated: 2026-01-01\n", "dated: 2026-01-01\nreview: 2026-06-09\n")
    assert issues(pack) == ["good: its review date 2026-06-09 has passed. Ask its owner for the new version."]
    _put(pack / "pack.yaml", "review: 2026-06-09\n", "review: 2026-06-10\n")
    assert issues(pack) == []
