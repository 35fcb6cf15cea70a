"""Plausible cases at random, for every policy, plan and ask: missing flags, and days around every boundary drawn often."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.prove.day_walk import months_after, third_birthday
from tests.prove.random_draws import (
    OTHERS,
    PLACES_ELSEWHERE,
    TABLE_FROM,
    UNDEFINED,
    WORKERS,
    Row,
    born,
    maybe,
    moment,
    some_day,
    starts,
)

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
                rows.append({"date": later.isoformat(), "announced": True, **seen, "by": rng.choice(OTHERS)})
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
        some_dates(rng, facts, "head_of_service_approved", day)
    if rng.random() < 0.2:
        facts["delegation_agreed"] = rng.random() < 0.6
        facts["arrangement_recorded"] = rng.random() < 0.6
    # On whatever later day it is asked, also long after the date: the date is the same.
    newest = max([start, *(date.fromisoformat(row["date"]) for row in rows)])
    asked = newest + timedelta(days=rng.choice((0, 1, rng.randint(0, 120))))
    return facts, rng.choice((None, asked.isoformat()))


def some_dates(rng: random.Random, facts: Row, name: str, day: date) -> None:
    """Now and then the days from which and until which an approval holds, often just around the last visit or its date."""
    if rng.random() < 0.3:
        given = day + timedelta(days=rng.choice((-400, -366, -365, -290, -280, -30, -1, 0, 1, 40)))
        facts[f"{name}_on"] = given.isoformat()
    if rng.random() < 0.2:
        until = day + timedelta(days=rng.choice((-1, 0, 1, 20, 83, 84, 85, 200)))
        facts[f"{name}_until"] = until.isoformat()


def care_flags(rng: random.Random, facts: Row, day: date, near: int, start: date) -> None:
    """Everything a child in care may have beside the placement: review, match, approvals, earlier placement."""
    for name in ("long_term_foster", "child_sufficient_understanding", "child_agrees_less", "iro_agreed"):
        maybe(rng, facts, name, 0.85)
    maybe(rng, facts, "intended_until_18", 0.6)
    maybe(rng, facts, "out_of_borough_childrens_home", 0.25)
    for name in ("long_term_match_iro_approved", "long_term_match_panel_approved"):
        maybe(rng, facts, name, 0.85)
        some_dates(rng, facts, name, day)
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
    if rng.random() < 0.15:
        failed = as_of - timedelta(days=rng.choice((-1, 0, 0, 1, 3, 9)))
        facts["failed_at"] = rng.choice((failed.isoformat(), moment(rng, failed)))
    conference = start + timedelta(days=rng.randint(0, 60))
    if rng.random() < 0.8:
        facts["last_conference_date"] = conference.isoformat()
    facts["next_conference_date"] = (as_of + timedelta(days=rng.randint(0, 90))).isoformat()
    if rng.random() < 0.5:
        turn_three = third_birthday(date.fromisoformat(facts["child_dob"]))
        if turn_three <= as_of and rng.random() < 0.3 and rows:
            rows[-1]["seen_alone"] = True
    return facts, as_of.isoformat()
