"""What random cases are drawn from: days near every boundary, moments of the London clock, flags that may be missing."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tests.prove.day_walk import BANK_HOLIDAYS, LONDON, months_after

Row = dict[str, Any]

PLACES_ELSEWHERE = ("school", "nursery", "relative_home_not_living_there", "meeting", "casual_encounter")
WORKERS = ("social_worker", "health_visitor", "school", "family_support_worker")
OTHERS = ("health_visitor", "school", "family_support_worker", "receiving_authority_officer")
UNDEFINED = ("purposeful-visits-2025", "derby-derbyshire")  # they do not say which visit counts
TABLE_FROM = date(2025, 1, 1)


def some_day(rng: random.Random) -> date:
    """A day from February 2025 to November 2028; half of them near a holiday, a clock change or a month's end."""
    kind = rng.random()
    if kind < 0.3:
        near = rng.choice(sorted(BANK_HOLIDAYS))
        day = near + timedelta(days=rng.randint(-30, 2))
    elif kind < 0.4:
        year = rng.randint(2025, 2028)
        day = max(
            date(year, month, d)
            for month in (rng.choice((3, 10)),)
            for d in range(25, 32)
            if date(year, month, d).isoweekday() == 7
        )
        day += timedelta(days=rng.randint(-3, 2))
    elif kind < 0.55:
        year, month = rng.randint(2025, 2028), rng.randint(1, 12)
        day = months_after(date(year, 1, 31), month - 1) + timedelta(days=rng.randint(-2, 1))
    else:
        day = date(2025, 2, 1) + timedelta(days=rng.randint(0, 1350))
    return min(max(day, date(2025, 2, 1)), date(2028, 10, 25))


def moment(rng: random.Random, day: date) -> str:
    """A moment of that day on the London clock, written with its offset, now and then in universal time."""
    clock = rng.choice(
        (time(0, 0), time(0, 30), time(1, 30), time(23, 59), time(9, 0), time(14, 20), time(17, 5))
    )
    at = datetime.combine(day, clock, tzinfo=LONDON)
    at = datetime.fromtimestamp(at.timestamp(), tz=LONDON)  # an hour that the spring skips is moved on
    return (at.astimezone(UTC) if rng.random() < 0.15 else at).isoformat()


def maybe(rng: random.Random, facts: Row, name: str, chance: float = 0.5) -> None:
    """A flag that may be missing, and may be yes or no."""
    if rng.random() < 0.75:
        facts[name] = rng.random() < chance


def starts(plan: str, start: date) -> Row:
    """The start under the names that the plan uses."""
    if plan == "referral":
        return {"referral_date": start.isoformat()}
    if plan in ("cic", "placement-with-parents"):
        return {"placement_start": start.isoformat(), "plan_start": start.isoformat()}
    return {"plan_start": start.isoformat()}


def born(rng: random.Random, day: date) -> date:
    """A date of birth: mostly within days of a third birthday, some on 29 February, some any age."""
    kind = rng.random()
    if kind < 0.35:
        return date(day.year - 3, day.month, min(day.day, 28)) + timedelta(days=rng.randint(-3, 3))
    if kind < 0.5:
        return date(day.year - 3, day.month, min(day.day, 28)) + timedelta(days=rng.randint(-60, 60))
    if kind < 0.6:
        return date(2024, 2, 29)
    return day - timedelta(days=rng.randint(200, 5500))
