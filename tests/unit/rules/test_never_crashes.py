"""Whatever facts are known or missing, every question under every policy gets an answer with a sentence."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from knowledge.fact_names import CAUSES, DATE_FACTS, FLAG_FACTS, OUTCOMES, PLACES, WHO
from knowledge.facts import FactsError, read_facts
from knowledge.models import ASKS
from knowledge.receipts import receipt_json, receipt_lines
from knowledge.results import Outcome, PlanFacts, PlanKind
from knowledge.rules import RuleBook

START = date(2025, 1, 1)


def some_facts(r: random.Random) -> dict[str, Any]:
    def day() -> date:
        return START + timedelta(days=r.randrange(700))

    facts: dict[str, Any] = {name: day() for name in DATE_FACTS if r.random() < 0.3}
    facts |= {name: r.random() < 0.5 for name in FLAG_FACTS if r.random() < 0.3}
    if r.random() < 0.5:
        visits = []
        for on in sorted(day() for _ in range(r.randrange(7))):
            visit: dict[str, Any] = {"date": on, "outcome": r.choice(OUTCOMES), "place": r.choice(PLACES)}
            visit |= {"by": r.choice(WHO), "cause": r.choice(CAUSES), "announced": r.random() < 0.5}
            visit |= {f: r.random() < 0.5 for f in ("seen_alone", "awake", "bedroom_seen", "alone_refused")}
            if r.random() < 0.5:
                visit["at"] = f"{on}T{r.randrange(24):02}:{r.randrange(60):02}"
            visits.append(visit)
        facts["visits"] = visits
    for name in ("plan_every_days", "plan_every_working_days"):
        if r.random() < 0.1:
            facts[name] = r.randrange(1, 60)
    return facts


@pytest.mark.parametrize("seed", range(40))
def test_always_an_answer(book: RuleBook, seed: int) -> None:
    r = random.Random(seed)
    for _ in range(12):
        try:
            facts = read_facts(some_facts(r))
        except FactsError:
            continue
        as_of = START + timedelta(days=r.randrange(760)) if r.random() < 0.8 else None
        policy = r.choice(sorted(book.policies))
        plan = r.choice(list(PlanKind))
        reading = r.choice(list(book.policies[policy].reading_list))
        choice = r.choice(list(book.policies[policy].reading_list[reading].choices))
        for ask in ASKS:
            decision = book.decide(policy, plan, ask, facts, as_of, readings={reading: choice})
            assert decision.sentence.endswith((".", "?"))
            assert receipt_lines(decision)
            assert receipt_json(decision)["outcome"] == decision.outcome.value
            if decision.outcome is Outcome.CANNOT_SAY:
                assert decision.ask_for
            else:
                assert decision.citation is not None
        other = PlanFacts(r.choice(list(PlanKind)), facts)
        now = book.standing(policy, [PlanFacts(plan, facts), other], as_of or START)
        dates = [d.on for d in now.per_plan if d.on is not None]
        assert now.due.on == (min(dates) if dates else None)
