"""The engine and the second computation agree: on every worked case, on a sample always, on 100,000 cases in the proof."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.policy.test_worked_cases import FILES, differing, engine_answer, plain, shipped_rules
from tests.prove import day_walk, random_cases, second_computation, second_notices, second_visits
from tests.prove.differences import cell, dispute, open_question
from tests.prove.random_cases import ASKS, PLANS, POLICIES, random_case

SEED = 20_261


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


DISPUTED = plain(yaml.safe_load((Path(__file__).parent / "disputed.yaml").read_text(encoding="utf-8")))[
    "cases"
]


@pytest.mark.parametrize("case", DISPUTED, ids=lambda case: case["name"])
def test_each_dispute_is_what_the_page_says(case: dict[str, Any]) -> None:
    engine = engine_answer(shipped_rules(), case)
    assert second_answer(case) == case["expect"]
    assert engine in (case["expect"], case["engine"])
    if engine != case["expect"]:
        assert dispute(case, case["expect"], engine) == case["key"]


def assert_agree(how_many: int, seed: int) -> Counter[tuple[str, str, str]]:
    """Draws cases and compares; shows the shortest that differs in each cell. Returns how many were compared by cell."""
    rules, rng = shipped_rules(), random.Random(seed)
    compared, unlike, set_aside = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]](), 0
    shortest: dict[tuple[str, str, str], str] = {}
    for _ in range(how_many):
        case = random_case(rng)
        if open_question(case) is not None:
            set_aside += 1
            continue
        compared[cell(case)] += 1
        second, engine = second_answer(case), engine_answer(rules, case)
        if second != engine and dispute(case, second, engine) is not None:
            set_aside += 1
        elif second != engine:
            unlike[cell(case)] += 1
            text = f"{json.dumps(case)}\n  second {second}\n  engine {engine}"
            shortest[cell(case)] = min(shortest.get(cell(case), text), text, key=len)
    assert not unlike, f"{unlike.total()} of {how_many} differ:\n" + "\n".join(shortest.values())
    assert set_aside < how_many / 50
    return compared


def test_a_sample_agrees() -> None:
    assert_agree(4_000, SEED)


@pytest.mark.prove
def test_a_hundred_thousand_agree_over_every_policy_plan_and_ask() -> None:
    compared = assert_agree(100_000, SEED + 1)
    assert {policy for policy, _, _ in compared} == set(POLICIES)
    assert {plan for _, plan, _ in compared} == set(PLANS)
    assert {ask for _, _, ask in compared} == set(ASKS)
