"""Plausible cases at random, for every policy, plan and ask: missing flags, and days around every boundary drawn often."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tests.prove.day_walk import BANK_HOLIDAYS, LONDON, months_after, third_birthday

Row = dict[str, Any]

POLICIES = ("gloucestershire", "camden", "purposeful-visits-2025", "practice-matters", "derby-derbyshire")
PLANS = ("cp", "cin", "cic", "early-help", "s47", "referral", "cwd", "placement-with-parents")
ASKS = (
    "next_due",
    "retry_due",
    "record_due",
    "unannounced_due",
    "awake_due",
    "bedroom_due",
    "seen_alone_required",
    "counts_as_statutory",
    "escalate",
)
PLACES_ELSEWHERE = ("school", "nursery", "relative_home_not_living_there", "meeting", "casual_encounter")
WORKERS = ("social_worker", "health_visitor", "school", "family_support_worker")
UNDEFINED = ("purposeful-visits-2025", "derby-derbyshire")  # they do not say which visit counts
TABLE_FROM = date(2025, 1, 1)

# The cells with most in them are drawn more often than the silent ones.
RICH = (
    [("gloucestershire", plan, "next_due") for plan in ("cp", "cin", "cic", "cic", "cic")]
    + [
        ("gloucestershire", "cp", ask)
        for ask in ("retry_due", "retry_due", "record_due", "escalate", "counts_as_statutory")
    ]
    + [("camden", plan, ask) for plan in ("cp", "cin", "s47") for ask in ASKS]
    + [("camden", "cp", ask) for ask in ("escalate", "escalate", "awake_due", "bedroom_due")]
    + [
        ("purposeful-visits-2025", p, "next_due")
        for p in ("cp", "cin", "early-help", "cwd", "cwd", "cic", "cic", "cic")
    ]
    + [("purposeful-visits-2025", "placement-with-parents", "next_due")] * 2
    + [("practice-matters", plan, "counts_as_statutory") for plan in ("cp", "cic", "cin", "early-help")]
    + [("camden", "referral", "next_due")]
)


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


def history(rng: random.Random, start: date, end: date, plan: str, policy: str) -> list[Row]:
    """A few visits in order between two days, of every outcome."""
    rows: list[Row] = []
    day = start + timedelta(days=rng.randint(0, 9))
    home = "household_where_living" if plan == "cic" else "home"
    while day <= end and len(rows) < 7:
        kind = rng.random()
        row: Row = {"date": day.isoformat(), "announced": rng.random() < 0.65}
        if kind < 0.6:
            row |= {"outcome": "seen", "place": home}
            for flag in ("seen_alone", "awake", "bedroom_seen"):
                if rng.random() < 0.85:
                    row[flag] = rng.random() < 0.45
            if rng.random() < 0.07 and not row.get("seen_alone"):
                row["alone_refused"] = True
        elif kind < 0.88:
            row |= {"outcome": "not_seen", "place": home}
        else:
            row |= {"outcome": "seen_elsewhere", "place": rng.choice(PLACES_ELSEWHERE)}
        if rng.random() < 0.5:
            row["by"] = "social_worker"
        if row["outcome"] == "seen":
            row |= {"observed": rng.random() < 0.9, "spoken_to": rng.random() < 0.9}
        if row["outcome"] != "not_seen" and rng.random() < 0.12:
            row["by"] = "social_worker" if policy in UNDEFINED else rng.choice(WORKERS[1:])
        rows.append(row)
        day += timedelta(days=rng.randint(1, 21))
    return rows


def random_case(rng: random.Random) -> Row:
    """One case: policy, plan, ask, as_of and facts."""
    policy, plan, ask = rng.choice(RICH)
    if rng.random() < 0.3:
        policy, plan, ask = rng.choice(POLICIES), rng.choice(PLANS), rng.choice(ASKS)
    day = some_day(rng)
    makers = {
        "next_due": due_facts,
        "retry_due": failure_facts,
        "record_due": record_facts,
        "counts_as_statutory": counts_facts,
        "seen_alone_required": alone_facts,
    }
    facts, as_of = makers.get(ask, rhythm_facts)(rng, policy, plan, day)
    return {"policy": policy, "plan": plan, "ask": ask, "as_of": as_of, "facts": facts}


def starts(plan: str, start: date) -> Row:
    """The start under the names that the plan uses."""
    if plan == "referral":
        return {"referral_date": start.isoformat()}
    if plan in ("cic", "placement-with-parents"):
        return {"placement_start": start.isoformat(), "plan_start": start.isoformat()}
    return {"plan_start": start.isoformat()}


def due_facts(rng: random.Random, policy: str, plan: str, day: date) -> tuple[Row, str | None]:
    """`day` is the last visit; starts, reviews and matches lie around it, often a day to either side."""
    near = rng.choice((0, 0, 1, -1, rng.randint(-5, 40)))
    if plan in ("cic", "cwd"):
        start = months_after(day, 0) - timedelta(
            days=rng.choice((0, 1, 5, rng.randint(0, 300), rng.randint(300, 1100)))
        )
        if rng.random() < 0.4:
            start = date(day.year - 1, day.month, min(day.day, 28)) + timedelta(days=rng.randint(-2, 2))
        if rng.random() < 0.06:
            start, day = date(2024, 2, 29), date(2025, 2, 28) + timedelta(days=rng.randint(-1, 2))
    elif plan == "placement-with-parents":
        start = day - timedelta(days=rng.choice((0, 26, 27, 28, 29, rng.randint(0, 90))))
    elif plan == "referral":
        start = day
    else:
        start = day - timedelta(days=rng.choice((0, 1, 7, rng.randint(0, 200))))
    unseen = rng.random() < 0.12
    if unseen and plan != "cic":
        start = max(start, TABLE_FROM)
    facts = starts(plan, start)
    if plan == "referral":
        if rng.random() < 0.3:
            facts["last_successful_visit"] = (start - timedelta(days=rng.randint(1, 9))).isoformat()
        return facts, None
    if rng.random() < 0.08 and plan not in ("cwd",):
        day = start - timedelta(days=rng.randint(1, 12))
        if day < TABLE_FROM:
            start, day = start + (TABLE_FROM - day), TABLE_FROM
            facts = starts(plan, start)
    last = None if unseen else day
    rows: list[Row] = []
    if last is not None:
        home = "household_where_living" if plan == "cic" else "home"
        seen = {"outcome": "seen", "place": home, "observed": True, "spoken_to": True}
        rows.append({"date": last.isoformat(), "announced": rng.random() < 0.7, **seen})
        for _ in range(rng.choice((0, 0, 1, 2))):
            later = date.fromisoformat(rows[-1]["date"]) + timedelta(days=rng.randint(1, 6))
            if rng.random() < 0.6:
                rows.append(
                    {"date": later.isoformat(), "outcome": "not_seen", "announced": True, "place": home}
                )
            elif policy in ("camden", "gloucestershire") and rng.random() < 0.5:
                rows.append(
                    {"date": later.isoformat(), "announced": True, **seen, "by": rng.choice(WORKERS[1:])}
                )
            else:
                place = rng.choice(PLACES_ELSEWHERE)
                rows.append(
                    {
                        "date": later.isoformat(),
                        "outcome": "seen_elsewhere",
                        "announced": True,
                        "place": place,
                    }
                )
        listed = rng.random()
        if listed < 0.8:
            facts["last_successful_visit"] = last.isoformat()
        if listed > 0.4:
            facts["visits"] = rows
    if rng.random() < 0.3:
        facts["plan_every_days"] = rng.choice((1, 3, 5, 7, 10, 13, 14, 15, 21, 28, 30, 42, 56, 84, 90))
    if rng.random() < 0.2 and min(start, day) >= TABLE_FROM:
        facts["plan_every_working_days"] = rng.choice((1, 2, 5, 7, 8, 10, 12, 15, 20, 25, 30))
    if plan == "cic":
        care_flags(rng, facts, day, near, start)
    if plan == "cwd":
        facts["underlying_plan"] = rng.choice(("cin", "cin", "cp"))
        for name in ("cf_assessment_supports", "head_of_service_approved"):
            maybe(rng, facts, name, 0.8)
    return facts, None


def care_flags(rng: random.Random, facts: Row, day: date, near: int, start: date) -> None:
    """Everything a child in care may have beside the placement: review, match, approvals, earlier placement."""
    for name in ("long_term_foster", "child_sufficient_understanding", "child_agrees_less", "iro_agreed"):
        maybe(rng, facts, name, 0.85)
    maybe(rng, facts, "intended_until_18", 0.6)
    maybe(rng, facts, "out_of_borough_childrens_home", 0.25)
    for name in ("long_term_match_iro_approved", "long_term_match_panel_approved"):
        maybe(rng, facts, name, 0.85)
    if rng.random() < 0.85:
        facts["first_review_date"] = max(start, day + timedelta(days=near)).isoformat()
    if rng.random() < 0.6:
        facts["long_term_matched_on"] = max(
            start, day + timedelta(days=rng.choice((0, 1, -1, -60)))
        ).isoformat()
        if rng.random() < 0.6:
            facts["first_review_date"] = (start + timedelta(days=rng.randint(0, 20))).isoformat()
    if rng.random() < 0.15:
        facts["previous_placement_start"] = (start - timedelta(days=rng.randint(100, 900))).isoformat()


def failure_facts(rng: random.Random, policy: str, plan: str, day: date) -> tuple[Row, str | None]:
    """A failure on `day`, given as a moment, as a date, or only in the list."""
    facts = starts(plan, day - timedelta(days=rng.randint(20, 90)))
    at = moment(rng, day)
    earlier = day - timedelta(days=rng.randint(1, 5))
    rows = [
        {
            "date": (day - timedelta(days=12)).isoformat(),
            "outcome": "seen",
            "announced": True,
            "place": "home",
        }
    ]
    if rng.random() < 0.4:
        rows.append(
            {
                "date": earlier.isoformat(),
                "outcome": "not_seen",
                "announced": True,
                "place": "home",
                "at": moment(rng, earlier),
            }
        )
    rows.append(
        {
            "date": day.isoformat(),
            "outcome": "not_seen",
            "announced": rng.random() < 0.6,
            "place": "home",
            "at": at,
        }
    )
    kind = rng.random()
    if kind < 0.8:
        facts["failed_at"] = at
        if policy == "camden" and kind < 0.1:
            facts["failed_at"] = day.isoformat()
    if kind > 0.4:
        facts["visits"] = rows
    return facts, None


def record_facts(rng: random.Random, policy: str, plan: str, day: date) -> tuple[Row, str | None]:
    """A visit on `day`, now and then one where the child was not seen."""
    facts = starts(plan, day - timedelta(days=rng.randint(20, 90)))
    at = moment(rng, day)
    facts["visit_at"] = at
    if rng.random() < 0.5:
        outcome = "seen" if rng.random() < 0.75 else "not_seen"
        facts["visits"] = [
            {"date": day.isoformat(), "outcome": outcome, "announced": True, "place": "home", "at": at}
        ]
    return facts, None


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


def alone_facts(rng: random.Random, policy: str, plan: str, day: date) -> tuple[Row, str | None]:
    """A child around the third birthday, or of any age, refusing or not."""
    birth = born(rng, day)
    if birth == date(2024, 2, 29) and rng.random() < 0.7:
        day = date(2027, 2, 27) + timedelta(days=rng.randint(0, 3))
    day = max(day, birth)
    facts = starts(plan, day - timedelta(days=rng.randint(0, 60)))
    facts["child_dob"] = birth.isoformat()
    maybe(rng, facts, "child_refuses_alone", 0.3)
    maybe(rng, facts, "child_sufficient_understanding", 0.6)
    return facts, day.isoformat()


def counts_facts(rng: random.Random, policy: str, plan: str, day: date) -> tuple[Row, str | None]:
    """Every outcome, place and worker in turn."""
    facts = starts(plan, day - timedelta(days=rng.randint(0, 60)))
    rows: list[Row] = []
    for back in (7, 0):
        outcome = rng.choice(("seen", "seen", "seen", "not_seen", "seen_elsewhere"))
        place = (
            rng.choice(PLACES_ELSEWHERE)
            if outcome == "seen_elsewhere"
            else rng.choice(("home", "home", "household_where_living"))
        )
        row: Row = {"date": (day - timedelta(days=back)).isoformat(), "outcome": outcome, "place": place}
        row |= {
            "announced": rng.random() < 0.5,
            "observed": rng.random() < 0.8,
            "spoken_to": rng.random() < 0.7,
        }
        if rng.random() < 0.7:
            row["by"] = rng.choice(WORKERS)
        rows.append(row)
    facts["visits"] = rows
    facts["visit_date"] = rng.choice(rows)["date"]
    if plan == "cwd":
        facts["underlying_plan"] = rng.choice(("cin", "cp"))
    age = rng.choice((rng.randint(30, 330), rng.randint(1500, 5500)))
    facts["child_dob"] = (day - timedelta(days=age)).isoformat()
    return facts, None


def rhythm_facts(rng: random.Random, policy: str, plan: str, day: date) -> tuple[Row, str | None]:
    """A run of visits and the flags that awake, bedroom, unannounced and escalate look at."""
    start = day - timedelta(days=rng.randint(5, 130))
    facts = starts(plan, start)
    rows = history(rng, start, day, plan, policy)
    facts["visits"] = rows
    as_of = day
    if rows:
        last = date.fromisoformat(rows[-1]["date"])
        as_of = rng.choice(
            (last, last, last + timedelta(days=rng.randint(1, 13)), last - timedelta(days=1), day)
        )
        as_of = max(as_of, start)
    facts["child_dob"] = min(born(rng, as_of), start).isoformat()
    for name in (
        "access_difficulty",
        "access_refused",
        "welfare_concern",
        "new_household_member",
        "child_refuses_alone",
    ):
        if rng.random() < 0.15:
            facts[name] = rng.random() < 0.3
    if rng.random() < 0.8:
        facts["last_seen_by_network"] = (
            as_of - timedelta(days=rng.choice((2, 9, 10, 10, 11, 12)))
        ).isoformat()
    conference = start + timedelta(days=rng.randint(0, 60))
    if rng.random() < 0.8:
        facts["last_conference_date"] = conference.isoformat()
    facts["next_conference_date"] = (as_of + timedelta(days=rng.randint(0, 90))).isoformat()
    if rng.random() < 0.5:
        turn_three = third_birthday(date.fromisoformat(facts["child_dob"]))
        if turn_three <= as_of and rng.random() < 0.3 and rows:
            rows[-1]["seen_alone"] = True
    return facts, as_of.isoformat()
