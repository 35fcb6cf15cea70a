"""Due dates with their receipts for as many children as England has in need, beside a bare loop with the same calendar.

python -m bench.due [children]      400,000 unless said

One process, one core. Children are made up in batches outside the timing, so that memory stays flat whatever their
number. "With the count" also draws up the day-by-day count of every receipt, as the page "why this date?" shows it.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from knowledge.amounts import Amount
from knowledge.counting import add_amount
from knowledge.facts import VisitFact
from knowledge.results import Outcome, PlanFacts, PlanKind
from knowledge.rules import RuleBook, load_rules

CHILDREN = 400_000  # children in need in England, rounded: Department for Education, 31 March
BATCH = 2_000
SEED = 20_26
FIRST_DAY, DAYS = date(2025, 6, 1), 700

# policy, plan, share, the amount that the bare loop adds
MIX: tuple[tuple[str, str, int, Amount], ...] = (
    ("gloucestershire", "cin", 26, Amount(20, "working_days")),
    ("gloucestershire", "cp", 8, Amount(10, "working_days")),
    ("gloucestershire", "cic", 12, Amount(6, "weeks")),
    ("camden", "cin", 14, Amount(15, "working_days")),
    ("camden", "cp", 5, Amount(10, "days")),
    ("camden", "s47", 2, Amount(15, "working_days")),
    ("camden", "referral", 2, Amount(7, "days")),
    ("purposeful-visits-2025", "cin", 10, Amount(20, "working_days")),
    ("purposeful-visits-2025", "cp", 4, Amount(20, "working_days")),
    ("purposeful-visits-2025", "cwd", 5, Amount(20, "working_days")),
    ("purposeful-visits-2025", "cic", 6, Amount(6, "weeks")),
    ("purposeful-visits-2025", "placement-with-parents", 2, Amount(20, "days")),
    ("purposeful-visits-2025", "early-help", 3, Amount(8, "weeks")),
    ("practice-matters", "cin", 1, Amount(28, "days")),
)


@dataclass(frozen=True, slots=True)
class Child:
    """A made-up child: what the engine is asked, and what the bare loop adds to which day."""

    policy: str
    plan: str
    facts: dict[str, Any]
    as_of: date
    last: date
    amount: Amount


def children(seed: int = SEED) -> Iterator[Child]:
    """Made-up children without end, the same every time: up to eight visits, a fifth of them failed or elsewhere."""
    rng = random.Random(seed)
    shares = [share for _, _, share, _ in MIX]
    while True:
        policy, plan, _, amount = rng.choices(MIX, shares)[0]
        start = FIRST_DAY + timedelta(days=rng.randrange(DAYS))
        facts: dict[str, Any] = {
            "plan_start": start,
            "child_dob": start - timedelta(days=rng.randrange(6000)),
        }
        if plan in ("cic", "placement-with-parents"):
            facts["placement_start"] = start
            facts["intended_until_18"] = rng.random() < 0.5
            if rng.random() < 0.6:
                facts["first_review_date"] = start + timedelta(days=26)
        if plan == "cwd":
            facts |= {
                "underlying_plan": "cin",
                "cf_assessment_supports": True,
                "head_of_service_approved": True,
            }
        if plan == "referral":
            facts["referral_date"] = start
        if policy == "practice-matters" or rng.random() < 0.1:
            facts["plan_every_days"] = rng.choice((7, 14, 28))
        visits, day, last = [], start, start
        for _ in range(rng.randrange(9) if plan != "referral" else 0):
            day += timedelta(days=rng.randrange(1, 30))
            kind = rng.random()
            if kind < 0.8:
                alone, awake = rng.random() < 0.6, rng.random() < 0.7
                visits.append(VisitFact(day, seen_alone=alone, awake=awake, observed=True, spoken_to=True))
                last = day
            elif kind < 0.93:
                visits.append(VisitFact(day, "not_seen"))
            else:
                visits.append(VisitFact(day, "seen_elsewhere", place="school"))
        facts["visits"] = tuple(visits)
        yield Child(policy, plan, facts, day, last, amount)


def resident() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(book: RuleBook, how_many: int) -> Iterator[str]:
    """Lines of figures for so many children."""
    readings = book.policies["gloucestershire"].readings
    engine = counted = bare = early = 0.0
    dated = days = done = 0
    made = children()
    while done < how_many:
        batch = list(islice(made, min(BATCH, how_many - done)))
        began = time.perf_counter()
        for c in batch:
            add_amount(book.calendar, c.last, c.amount, readings)
        bare += time.perf_counter() - began
        began = time.perf_counter()
        decisions = [book.decide(c.policy, c.plan, "next_due", c.facts, c.as_of) for c in batch]
        engine += time.perf_counter() - began
        began = time.perf_counter()
        days += sum(len(d.receipt.days) for d in decisions if d.receipt is not None)
        counted += time.perf_counter() - began
        dated += sum(d.outcome is Outcome.DATE for d in decisions)
        done += len(batch)
        if done <= 2 * BATCH:
            early = resident()
    yield f"{done:,} children, {dated:,} with a date, {days:,} days counted one by one"
    yield f"due date and receipt: {engine:.1f} s, {_micro(engine, done)} a child"
    whole = engine + counted
    yield f"with the day-by-day count of every receipt: {whole:.1f} s, {_micro(whole, done)} a child"
    yield f"baseline, a bare loop that only adds the days: {bare:.2f} s, {_micro(bare, done)} a child"
    yield f"ratio: {engine / bare:.0f}, with the count {whole / bare:.0f}"
    yield f"memory: {early:.0f} MB after {min(2 * BATCH, done):,} children, {resident():.0f} MB at the end"
    standing, asked = _standing(book, min(how_many, 5 * BATCH))
    yield f"everything about a child (due, floor, retry, record, owed, whom to tell): {_micro(standing, asked)} a child"


def _standing(book: RuleBook, how_many: int) -> tuple[float, int]:
    batch = list(islice(children(SEED + 1), how_many))
    plans = [[PlanFacts(PlanKind(c.plan), c.facts)] for c in batch]
    began = time.perf_counter()
    for c, plan in zip(batch, plans, strict=True):
        book.standing(c.policy, plan, c.as_of)
    return time.perf_counter() - began, len(batch)


def _micro(seconds: float, n: int) -> str:
    return f"{seconds / n * 1e6:.1f} µs"


def main() -> int:
    how_many = int(sys.argv[1].replace(",", "").replace("_", "")) if len(sys.argv) > 1 else CHILDREN
    for line in measured(load_rules(), how_many):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
