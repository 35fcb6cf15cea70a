"""The engine and the second computation agree: on every worked case, on a sample always, on 100,000 cases in the proof."""

from __future__ import annotations

import ast
import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.policy.test_worked_cases import FILES, differing, engine_answer, shipped_rules
from tests.prove import second_computation
from tests.prove.random_cases import ASKS, PLANS, POLICIES, random_case

SEED = 20_261


def second_answer(case: dict[str, Any]) -> dict[str, Any]:
    return second_computation.answer(case["policy"], case["plan"], case["ask"], case["facts"], case["as_of"])


@pytest.mark.parametrize("file", FILES)
def test_second_computation_gives_the_worked_answers(file: str) -> None:
    assert differing(file, second_answer) == []


def test_second_computation_borrows_nothing_from_the_product() -> None:
    """Only the standard library and itself: an import of anything else could hand it the engine's own answer."""
    for file in Path(__file__).parent.glob("*.py"):
        if file == Path(__file__):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or "."] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                own = name.startswith("tests.prove.")
                assert own or name.split(".")[0] in sys.stdlib_module_names, f"{file.name} imports {name}"


def cell(case: dict[str, Any]) -> tuple[str, str, str]:
    return case["policy"], case["plan"], case["ask"]


def assert_agree(how_many: int, seed: int) -> Counter[tuple[str, str, str]]:
    """Draws cases and compares; shows the shortest that differs in each cell. Returns how many were compared by cell."""
    rules, rng = shipped_rules(), random.Random(seed)
    compared, unlike = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    shortest: dict[tuple[str, str, str], str] = {}
    for _ in range(how_many):
        case = random_case(rng)
        compared[cell(case)] += 1
        second, engine = second_answer(case), engine_answer(rules, case)
        if second != engine:
            unlike[cell(case)] += 1
            text = f"{json.dumps(case)}\n  second {second}\n  engine {engine}"
            shortest[cell(case)] = min(shortest.get(cell(case), text), text, key=len)
    assert not unlike, f"{unlike.total()} of {how_many} differ:\n" + "\n".join(shortest.values())
    return compared


def test_a_sample_agrees() -> None:
    assert_agree(4_000, SEED)


@pytest.mark.prove
def test_a_hundred_thousand_agree_over_every_policy_plan_and_ask() -> None:
    compared = assert_agree(100_000, SEED + 1)
    assert {policy for policy, _, _ in compared} == set(POLICIES)
    assert {plan for _, plan, _ in compared} == set(PLANS)
    assert {ask for _, _, ask in compared} == set(ASKS)
