"""Every word of a receipt: the hand-worked cases named in receipts.txt, rendered in full and read over.

After a change that is meant: DOORSTEP_RECEIPTS=write python -m pytest tests/unit/rules/test_receipts.py, then read the
difference as a practitioner would.
"""

from __future__ import annotations

import os
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from knowledge.facts import read_facts
from knowledge.receipts import receipt_json, receipt_lines
from knowledge.results import CountedDay, Decision, Receipt
from knowledge.rules import RuleBook, load_rules
from knowledge.strict_yaml import read
from tests.unit.rules.test_invented_packs import CASES as INVENTED

HERE = Path(__file__).parent
PAGE = HERE / "receipts.txt"


@cache
def rules() -> RuleBook:
    return load_rules((HERE.parents[1] / "invented_packs",))


@cache
def cases() -> dict[str, dict[str, Any]]:
    """Every hand-worked case by policy and name."""
    found = {}
    for path in sorted((HERE.parents[1] / "policy").glob("*.yaml")):
        page = read(path)
        found |= {f"{page['policy']}: {c['name']}": {"policy": page["policy"], **c} for c in page["cases"]}
    for name, policy, plan, ask, as_of, facts, _ in INVENTED:
        day = date.fromisoformat(as_of) if as_of else None
        found[f"{policy}: {name}"] = {
            "policy": policy,
            "plan": plan,
            "ask": ask,
            "as_of": day,
            "facts": facts,
        }
    return found


def decide(case: dict[str, Any]) -> Decision:
    facts = read_facts(case["facts"], rules().pack(case["policy"]).own_facts)
    return rules().decide(
        case["policy"], case["plan"], case["ask"], facts, case.get("as_of"), readings=case.get("readings")
    )


def rendered(name: str) -> str:
    case = cases()[name]
    decision = decide(case)
    head = f"{case['plan']}, {decision.ask}: {decision.outcome} by `{decision.rule}`"
    receipt = decision.receipt
    if receipt is not None:
        head += f"; {receipt.amount} {receipt.unit}, {receipt.counted_from_what or 'nothing'} {receipt.counted_from}"
        head += f", rule of {receipt.in_force_since}" if receipt.in_force_since else ""
    return "\n".join([head, *receipt_lines(decision)])


def blocks() -> dict[str, str]:
    """What receipts.txt says, by the case's name."""
    parts = PAGE.read_text(encoding="utf-8").split("\n=== ")
    return {head: text.strip("\n") for head, _, text in (part.partition("\n") for part in parts[1:])}


if os.environ.get("DOORSTEP_RECEIPTS") == "write":
    intro = PAGE.read_text(encoding="utf-8").split("\n=== ")[0].rstrip("\n")
    PAGE.write_text(
        intro + "\n\n" + "\n".join(f"=== {name}\n{rendered(name)}\n" for name in blocks()), encoding="utf-8"
    )


@pytest.mark.parametrize("name", blocks())
def test_it_reads_as_approved(name: str) -> None:
    assert rendered(name) == blocks()[name]


def test_the_json_holds_all_of_it() -> None:
    for name in blocks():
        decision = decide(cases()[name])
        out = receipt_json(decision)
        assert out["sentence"] == decision.sentence
        assert out["rule"] == decision.rule
        if decision.receipt is not None:
            assert [tuple(d.values()) for d in out["receipt"]["days"]] == [
                (d.day.isoformat(), d.number, d.why) for d in decision.receipt.days
            ]


def test_a_receipt_copies_with_its_count_drawn_up() -> None:
    import copy
    import pickle

    decision = decide(cases()["gloucestershire: cp over Easter"])
    receipt = decision.receipt
    assert receipt is not None
    for other in (copy.copy(receipt), pickle.loads(pickle.dumps(receipt))):
        assert type(other) is Receipt
        assert other.days == receipt.days
        assert other.readings == receipt.readings
        assert other.counted_from == date(2026, 3, 30)
    assert isinstance(receipt.days[0], CountedDay)
    assert not isinstance(receipt.counted_from, datetime)
