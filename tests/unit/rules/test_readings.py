"""Every reading can be chosen, and every choice either selects something or says that it changes no date."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.facts import read_facts
from knowledge.pack import Pack, cases_of, conditions_of
from knowledge.receipts import answer_json
from knowledge.results import PlanKind
from knowledge.rules import ASKS, RuleBook
from tests.unit.rules.conftest import shipped

KNOWLEDGE = Path(__file__).parents[3] / "knowledge"
CODE = "".join(p.read_text(encoding="utf-8") for p in KNOWLEDGE.glob("*.py"))
PACKS = sorted(shipped().policies)
CHOICES = [
    (policy, i, choice)
    for policy, pack in shipped().policies.items()
    for i, reading in pack.file.readings.items()
    for choice in reading.choices
    if choice != reading.use
]
FACTS = read_facts(
    {
        "plan_start": "2026-01-05",
        "placement_start": "2026-01-05",
        "referral_date": "2026-06-01",
        "child_dob": "2020-02-29",
        "last_conference_date": "2026-05-01",
        "next_conference_date": "2026-08-01",
        "first_review_date": "2026-02-01",
        "visits": [{"date": "2026-06-01", "outcome": "seen"}, {"date": "2026-06-08", "outcome": "not_seen"}],
    }
)


def selected(pack: Pack) -> set[str]:
    """The readings that some condition, straddle or named day of the pack goes by."""
    found = {i for rule in pack.rules.values() for c in conditions_of(rule) for i in c.reading or ()}
    found |= {
        s for rule in pack.rules.values() for case in cases_of(rule) if (s := getattr(case, "straddle", ""))
    }
    return found | {
        i for options in pack.file.dates.values() for o in options for c in o.when for i in c.reading or ()
    }


@pytest.mark.parametrize("policy", PACKS)
def test_a_reading_with_alternatives_selects_something_or_says_that_it_changes_no_date(policy: str) -> None:
    pack = shipped().policies[policy]
    for i, reading in pack.reading_list.items():
        if len(reading.choices) > 1 and "changes no date" not in reading.question:
            assert i in selected(pack) or f'"{i}"' in CODE, i


@pytest.mark.parametrize("policy", PACKS)
def test_every_reading_is_named_by_a_rule(policy: str) -> None:
    pack = shipped().policies[policy]
    named = {i for rule in pack.rules.values() for i in rule.readings}
    named |= {a.reading for a in pack.file.approvals.values()}
    for i in pack.file.readings:
        assert i in named or i in selected(pack), i


@pytest.mark.parametrize(("policy", "reading", "choice"), CHOICES)
def test_every_choice_answers_every_question(book: RuleBook, policy: str, reading: str, choice: str) -> None:
    for plan in PlanKind:
        for ask in ASKS:
            decision = book.decide(
                policy, plan, ask, FACTS, FACTS["visits"][-1].date, readings={reading: choice}
            )
            assert answer_json(decision)
            assert decision.sentence
