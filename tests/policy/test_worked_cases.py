"""Every hand-worked case against the rule engine; the cases were written before its answers were seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.results import Decision, Outcome
from knowledge.rules import RuleBook, load_rules

WORKED = Path(__file__).parent / "worked"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def plain(value: Any) -> Any:
    """YAML's dates as text, as they come in a case file."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def worked_cases() -> list[dict[str, Any]]:
    """Each case whole: what the file says once (policy, plan, ask) filled in, one case for each of `asks`."""
    cases = []
    for path in sorted(WORKED.glob("*.yaml")):
        page = plain(yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER))
        shared = {key: page[key] for key in ("policy", "plan", "ask") if key in page}
        for case in page["cases"]:
            asks = case.get("asks") or [case.get("ask") or shared.get("ask")]
            cases += [{"as_of": None, **shared, **case, "ask": ask, "file": path.name} for ask in asks]
    return cases


def expected_form(decision: Decision) -> dict[str, Any]:
    """A decision in the form that the cases use for what they expect."""
    if decision.outcome is Outcome.NO_RULE:
        return {"no_rule": True}
    if decision.outcome is Outcome.ESCALATE:
        return {"escalate": True, "who": list(decision.who)} if decision.yes else {"escalate": False}
    if decision.outcome is Outcome.YES_NO:
        return {"bool": decision.yes}
    if decision.outcome is Outcome.MOMENT and decision.moment is not None:
        return {"datetime": decision.moment.isoformat()}
    if decision.outcome is Outcome.DATE and decision.on is not None:
        limit = {"to_be_agreed": True} if decision.to_be_agreed else {}
        return {"date": decision.on.isoformat(), **limit}
    return {"cannot_say": sorted(decision.ask_for)}


def engine_answer(rules: RuleBook, case: dict[str, Any]) -> dict[str, Any]:
    """What the engine says to a case."""
    as_of = date.fromisoformat(case["as_of"]) if case["as_of"] else None
    return expected_form(rules.decide(case["policy"], case["plan"], case["ask"], case["facts"], as_of))


CASES = worked_cases()
FILES = sorted({case["file"] for case in CASES})


@cache
def shipped_rules() -> RuleBook:
    """The rules as they ship, loaded once for this and the agreement tests."""
    return load_rules()


def differing(file: str, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> list[str]:
    """What does not give the worked answer, a line each: name, both answers, and the count in words."""
    return [
        f"{case['name']} ({case['ask']}): worked {case['expect']}, got {got}. {case['count']}"
        for case in CASES
        if case["file"] == file and (got := answer(case)) != case["expect"]
    ]


@pytest.mark.parametrize("file", FILES)
def test_engine_gives_the_worked_answers(file: str) -> None:
    rules = shipped_rules()
    assert differing(file, lambda case: engine_answer(rules, case)) == []


def test_cases_are_many_named_once_and_counted_in_words() -> None:
    counted = [case for case in CASES if case["expect"] != {"no_rule": True}]
    assert len(counted) >= 250
    names = Counter((case["file"], case["plan"], case["ask"], case["name"]) for case in CASES)
    assert [name for name, times in names.items() if times > 1] == []
    assert [case["name"] for case in CASES if len(case["count"].split()) < 1] == []
