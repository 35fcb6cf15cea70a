"""The hand-worked cases of tests/policy, one test for each."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.facts import read_facts
from knowledge.receipts import answer_json, receipt_lines
from knowledge.rules import RuleBook
from knowledge.strict_yaml import read

FOLDER = Path(__file__).parents[2] / "policy"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _cases() -> list[Any]:
    out = []
    for path in sorted(FOLDER.glob("*.yaml")):
        data = read(path)
        out += [pytest.param(data["policy"], c, id=f"{path.stem}: {c['name']}") for c in data["cases"]]
    return out


@pytest.mark.parametrize(("policy", "case"), _cases())
def test_case(book: RuleBook, policy: str, case: dict[str, Any]) -> None:
    decision = book.decide(
        policy,
        case["plan"],
        case["ask"],
        read_facts(case["facts"]),
        case.get("as_of"),
        readings=case.get("readings"),
    )
    expected = {k: _plain(v) for k, v in case["expect"].items()}
    assert answer_json(decision) == expected, "\n".join([case["count"], *receipt_lines(decision)])
    if not decision.ask_for:
        assert decision.citation is not None
        assert decision.rule


def test_names_are_told_apart() -> None:
    for path in FOLDER.glob("*.yaml"):
        cases = read(path)["cases"]
        for c in cases:
            assert not set(c) - {"name", "plan", "ask", "as_of", "readings", "facts", "expect", "count"}, c
        names = [c["name"] for c in cases]
        assert len(names) == len(set(names)), path.name
