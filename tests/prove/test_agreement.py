"""The engine and the second computation agree: on every worked case, on a sample always, on 100,000 cases in the proof."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from knowledge.rules import RuleBook
from tests.policy.test_worked_cases import FILES, differing, engine_answer, shipped_rules
from tests.prove import day_walk, random_cases, second_computation, second_notices, second_visits
from tests.prove.random_cases import ASKS, PLANS, POLICIES, random_case

SEED = 20_261


def open_question(case: dict[str, Any]) -> str | None:
    """Where the agreed readings leave the answer open, so that neither side can be wrong; else None."""
    cell = (case["policy"], case["plan"], case["ask"])
    if cell in (
        ("gloucestershire", "cp", "seen_alone_required"),
        ("gloucestershire", "cin", "seen_alone_required"),
    ):
        return "seen alone where appropriate: the document gives no age (GL12)"
    if case["policy"] == "practice-matters" and case["ask"] == "escalate":
        failed = [
            v
            for v in case["facts"].get("visits", [])
            if v["outcome"] == "not_seen" and v["date"] <= case["as_of"]
        ]
        if len(failed) > 1:
            return "regularly not in: the document gives no number (PM6)"
    return None


def second_answer(case: dict[str, Any]) -> dict[str, Any]:
    return second_computation.answer(case["policy"], case["plan"], case["ask"], case["facts"], case["as_of"])


@pytest.mark.parametrize("file", FILES)
def test_second_computation_gives_the_worked_answers(file: str) -> None:
    assert differing(file, second_answer) == []


def test_second_computation_borrows_nothing_from_the_product() -> None:
    for module in (day_walk, random_cases, second_computation, second_notices, second_visits):
        text = Path(str(module.__file__)).read_text(encoding="utf-8")
        assert not re.search(
            r"^\s*(?:from|import)\s+(?:knowledge|bot|handlers|scheduler|holidays)\b", text, re.MULTILINE
        )


def assert_agree(rules: RuleBook, how_many: int, seed: int) -> Counter[tuple[str, str, str]]:
    """Draws the cases and compares; shows the shortest differing case of each kind. Returns the cells compared."""
    rng, compared = random.Random(seed), Counter[tuple[str, str, str]]()
    left_open, unlike, shortest = 0, 0, dict[tuple[str, str, str], str]()
    for _ in range(how_many):
        case = random_case(rng)
        if open_question(case) is not None:
            left_open += 1
            continue
        cell = (case["policy"], case["plan"], case["ask"])
        compared[cell] += 1
        second, engine = second_answer(case), engine_answer(rules, case)
        if second != engine:
            unlike += 1
            text = f"{json.dumps(case)}\n  second {second}\n  engine {engine}"
            shortest[cell] = min(shortest.get(cell, text), text, key=len)
    assert not unlike, f"{unlike} of {how_many} differ:\n" + "\n".join(shortest.values())
    assert left_open < how_many / 50
    return compared


def test_a_sample_agrees() -> None:
    assert_agree(shipped_rules(), 4_000, SEED)


@pytest.mark.prove
def test_a_hundred_thousand_agree_over_every_policy_plan_and_ask() -> None:
    compared = assert_agree(shipped_rules(), 100_000, SEED + 1)
    assert {policy for policy, _, _ in compared} == set(POLICIES)
    assert {plan for _, plan, _ in compared} == set(PLANS)
    assert {ask for _, _, ask in compared} == set(ASKS)
