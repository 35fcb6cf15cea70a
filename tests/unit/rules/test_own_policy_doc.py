"""docs/own-policy.md: its example loads, has nothing to put right, and gives the dates that its text promises."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from knowledge.amounts import DAY_UNITS, HOUR_UNITS
from knowledge.check import check
from knowledge.facts import read_facts
from knowledge.guidance.digests import read_digest
from knowledge.models import AnyRule
from knowledge.receipts import answer_json
from knowledge.rules import RuleBook, load_rules

PAGE = (Path(__file__).parents[3] / "docs" / "own-policy.md").read_text(encoding="utf-8")
FENCED = re.findall(r"^```(?:yaml)?\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def anytown(tmp_path_factory: pytest.TempPathFactory) -> RuleBook:
    folder: Path = tmp_path_factory.mktemp("policies") / "anytown"
    folder.mkdir()
    for name, start in (
        ("pack.yaml", "format: 1\nid:"),
        ("rules.yaml", "format: 1\nrules:"),
        ("digest.md", "---"),
    ):
        (folder / name).write_text(next(text for text in FENCED if text.startswith(start)), encoding="utf-8")
    return load_rules((folder.parent,))


def ask(book: RuleBook, plan: str, question: str, **facts: Any) -> dict[str, Any]:
    return answer_json(book.decide("anytown", plan, question, read_facts(facts), None))


def test_it_has_nothing_to_put_right(anytown: RuleBook) -> None:
    assert [str(issue) for issue in check(anytown, date(2026, 6, 10)) if "anytown" in issue.where] == []


def test_it_says_what_the_text_says(anytown: RuleBook) -> None:
    seen = {"plan_start": "2026-05-01", "last_successful_visit": "2026-06-10"}
    assert ask(anytown, "cp", "next_due", **seen) == {"date": "2026-06-20"}
    assert ask(anytown, "cin", "next_due", **seen) == {"date": "2026-07-08"}
    assert ask(anytown, "cin", "next_due", **seen, variance_approved=True) == {"date": "2026-07-22"}
    failed = {"visits": [{"date": "2026-06-12", "outcome": "not_seen"}]}
    assert ask(anytown, "cp", "retry_due", **failed) == {"date": "2026-06-16"}
    assert ask(anytown, "cp", "escalate", **failed) == {"escalate": True, "who": ["team manager"]}
    assert ask(anytown, "cp", "record_due", visit_at="2026-06-12T10:00") == {"no_rule": True}


def test_the_digest_of_the_example_is_read(anytown: RuleBook) -> None:
    digest = read_digest(Path(anytown.policies["anytown"].folder))
    assert digest is not None
    assert [(s.id, s.cite) for s in digest.statements] == [("cp-every-ten-days", (2,))]


def test_every_kind_and_unit_is_explained() -> None:
    for rule in get_args(AnyRule):
        kind = get_args(rule.model_fields["kind"].annotation)[0]
        assert f"| `{kind}` |" in PAGE
    for unit in (*DAY_UNITS, *HOUR_UNITS):
        assert f"`{unit}`" in PAGE, unit
