"""The safety rules over random children: no change of plan, placement, approval or worker moves a date later by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.calendar import Calendar
from knowledge.facts import read_facts
from knowledge.results import Outcome, PlanFacts, PlanKind, Standing
from knowledge.rules import RuleBook, load_rules

BOOK = load_rules()
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
POLICIES = ("gloucestershire", "camden", "purposeful-visits-2025", "practice-matters", "derby-derbyshire")
LAW_ON_CARE = (PlanKind.CIC, PlanKind.PLACEMENT_WITH_PARENTS)
START = date(2026, 1, 5)
APPROVALS = (
    "intended_until_18",
    "long_term_foster",
    "child_sufficient_understanding",
    "child_agrees_less",
    "iro_agreed",
    "long_term_match_iro_approved",
    "long_term_match_panel_approved",
    "head_of_service_approved",
    "cf_assessment_supports",
    "out_of_borough_childrens_home",
)


@st.composite
def facts(draw: st.DrawFn, start: date = START) -> dict[str, Any]:
    """A child with a history: a start, visits of every kind, approvals, a review, a match, an own interval."""
    day = start + timedelta(days=draw(st.integers(-20, 200)))
    found: dict[str, Any] = {"plan_start": start, "placement_start": start, "referral_date": start}
    found["underlying_plan"] = draw(st.sampled_from(("cin", "cp")))
    visits = []
    for _ in range(draw(st.integers(0, 4))):
        day += timedelta(days=draw(st.integers(1, 40)))
        outcome = draw(st.sampled_from(("seen", "seen", "seen", "not_seen", "seen_elsewhere")))
        visits.append({"date": day, "outcome": outcome, "observed": True, "spoken_to": True})
    found["visits"] = visits
    for name in draw(st.sets(st.sampled_from(APPROVALS))):
        found[name] = True
    if draw(st.booleans()):
        found["first_review_date"] = start + timedelta(days=draw(st.integers(0, 60)))
    if draw(st.booleans()):
        found["long_term_matched_on"] = start + timedelta(days=draw(st.integers(0, 200)))
    if draw(st.integers(0, 3)) == 0:
        found["plan_every_days"] = draw(st.integers(1, 60))
    return read_facts(found)


PLANS = st.sampled_from(list(PlanKind))
TODAY = st.dates(date(2026, 9, 1), date(2027, 3, 1))


def standing(policy: str, plans: list[PlanFacts], today: date) -> Standing:
    return BOOK.standing(policy, plans, today)


@QUICK
@given(st.sampled_from(POLICIES), PLANS, PLANS, facts(), facts(), TODAY)
def test_no_change_of_plan_placement_or_approval_moves_a_date_later_by_itself(
    policy: str, old: PlanKind, new: PlanKind, before: dict[str, Any], after: dict[str, Any], today: date
) -> None:
    """Whatever the plan becomes and whatever else changes with it, the date on record is the latest there can be."""
    was = standing(policy, [PlanFacts(old, before)], today).due
    if was.on is None:
        return
    changed = {**after, "visits": before["visits"], "plan_start": today, "placement_start": today}
    now = standing(policy, [PlanFacts(new, {**changed, "recorded_due": was.on})], today).due
    assert now.on is not None, now
    assert now.on <= was.on
    free = standing(policy, [PlanFacts(new, changed)], today).due
    agreed = standing(
        policy, [PlanFacts(new, {**changed, "recorded_due": was.on, "later_date_agreed": True})], today
    ).due
    assert agreed.on == free.on


@QUICK
@given(st.sampled_from(POLICIES), PLANS, facts(), TODAY, st.integers(0, 200))
def test_time_alone_moves_no_date(
    policy: str, plan: PlanKind, child: dict[str, Any], today: date, more: int
) -> None:
    """The same facts a week or half a year on: the same date, or the outer limit still."""
    newest = max([START, *(v.date for v in child["visits"])])
    first = max(today, newest)
    now = standing(policy, [PlanFacts(plan, child)], first).due
    then = standing(policy, [PlanFacts(plan, child)], first + timedelta(days=more)).due
    assert (now.on, now.outcome, now.to_be_agreed) == (then.on, then.outcome, then.to_be_agreed)


@QUICK
@given(st.sampled_from(POLICIES), facts(), TODAY, st.sampled_from(("allocated", "by", "place", "outcome")))
def test_a_visit_that_counts_for_less_never_makes_a_date_later(
    policy: str, child: dict[str, Any], today: date, what: str
) -> None:
    """Made by somebody else, elsewhere, or with the child not seen: the date is the same or sooner."""
    if not child["visits"]:
        return
    starts = [child[name] for name in ("plan_start", "placement_start", "referral_date") if child.get(name)]
    if any(child["visits"][-1].date < start for start in starts):
        return  # before a plan begins, a visit that does not count is none: the first one is due from the start
    less = {"allocated": False, "by": "student", "place": "school", "outcome": "not_seen"}
    weaker = [
        {**_row(v), **({what: less[what]} if v is child["visits"][-1] else {})} for v in child["visits"]
    ]
    for plan in PlanKind:
        was = standing(policy, [PlanFacts(plan, child)], today).due.on
        now = standing(policy, [PlanFacts(plan, read_facts({**child, "visits": weaker}))], today).due.on
        assert was is None or (now is not None and now <= was)


def _row(visit: Any) -> dict[str, Any]:
    return {
        "date": visit.date,
        "outcome": visit.outcome,
        "place": visit.place,
        "observed": True,
        "spoken_to": True,
    }


@QUICK
@given(st.sampled_from(POLICIES), st.lists(PLANS, min_size=2, max_size=3, unique=True), facts(), TODAY)
def test_of_several_plans_the_tightest_clock_holds_under_every_policy(
    policy: str, plans: list[PlanKind], child: dict[str, Any], today: date
) -> None:
    together = standing(policy, [PlanFacts(p, child) for p in plans], today)
    alone = [standing(policy, [PlanFacts(p, child)], today).due for p in plans]
    dates = [d.on for d in alone if d.on is not None]
    assert together.due.on == (min(dates) if dates else None)
    assert [d.on for d in together.per_plan] == [d.on for d in alone]
    if not dates:
        assert together.due.outcome in (Outcome.NO_RULE, Outcome.CANNOT_SAY)


@pytest.mark.parametrize(
    ("policy", "cp", "cic", "holds"),
    [
        # last seen Monday 8 June 2026, placed on 1 June 2025, reviewed since
        ("gloucestershire", "2026-06-22", "2026-07-20", "cp-visits"),
        ("camden", "2026-06-18", None, "cp-visits"),
        ("purposeful-visits-2025", "2026-07-06", "2026-07-20", "cp-visits"),
        ("practice-matters", None, None, "no-interval"),
        ("derby-derbyshire", None, None, "no-interval"),
    ],
)
def test_child_protection_and_care_at_once(policy: str, cp: str | None, cic: str | None, holds: str) -> None:
    seen = {"date": "2026-06-08", "outcome": "seen", "observed": True, "spoken_to": True}
    child = read_facts(
        {
            "plan_start": "2026-01-05",
            "placement_start": "2025-06-01",
            "first_review_date": "2025-07-01",
            "visits": [seen],
        }
    )
    for order in ((PlanKind.CP, PlanKind.CIC), (PlanKind.CIC, PlanKind.CP)):
        now = standing(policy, [PlanFacts(p, child) for p in order], date(2026, 6, 10))
        by_plan = dict(zip(order, now.per_plan, strict=True))
        assert [_iso(by_plan[PlanKind.CP].on), _iso(by_plan[PlanKind.CIC].on)] == [cp, cic]
        assert (now.due.rule, _iso(now.due.on)) == (holds, cp)
        assert now.floor is not None
        assert now.floor.on == date(2026, 7, 20)
        assert now.law_first is (cp is None)


def _iso(d: date | None) -> str | None:
    return d.isoformat() if d is not None else None


@QUICK
@given(st.sampled_from(POLICIES), PLANS, facts(), TODAY)
def test_the_law_stands_beside_every_date_and_is_marked_where_it_is_earlier(
    policy: str, plan: PlanKind, child: dict[str, Any], today: date
) -> None:
    now = standing(policy, [PlanFacts(plan, child)], today)
    assert (now.floor is not None) is (plan in LAW_ON_CARE)
    if now.floor is None:
        assert not now.law_first
    elif now.floor.on is not None:
        assert now.law_first is (now.due.on is None or now.floor.on < now.due.on)
        # What the authority's own plan or record says moves the law's date by nothing.
        local = {**child, "plan_every_days": 1, "recorded_due": START}
        assert standing(policy, [PlanFacts(plan, local)], today).floor == now.floor


@QUICK
@given(st.sampled_from(POLICIES), TODAY, st.integers(0, 40))
def test_an_unborn_child_on_a_child_protection_plan_has_dates_and_no_counters(
    policy: str, today: date, since: int
) -> None:
    child: dict[str, Any] = {"plan_start": today - timedelta(days=since), "unborn": True}
    now = standing(policy, [PlanFacts(PlanKind.CP, read_facts(child))], today)
    born = {**child, "unborn": False, "child_dob": today}
    after = standing(policy, [PlanFacts(PlanKind.CP, read_facts(born))], today)
    assert now.due.on == after.due.on
    assert not {o.what for o in now.owed} & {"awake", "bedroom"}
    assert all(n.rule != "cp-not-seen-by-network" for n in now.escalations)


@QUICK
@given(st.dates(date(2023, 6, 1), date(2023, 12, 31)), st.integers(0, 41), st.integers(0, 60))
def test_a_third_birthday_inside_an_interval_leaves_no_day_without_a_rhythm(
    born: date, before: int, after: int
) -> None:
    """Until the birthday awake in six weeks, from it alone at every visit: one of the two always asks for something."""
    birthday = date(born.year + 3, born.month, born.day)
    last = birthday - timedelta(days=before)
    awake = {"date": last, "outcome": "seen", "awake": True}
    child = read_facts({"plan_start": last, "child_dob": born, "visits": [awake]})
    eve, then = birthday - timedelta(days=1), birthday + timedelta(days=after)
    if before:
        young = BOOK.decide("camden", "cp", "awake_due", child, eve)
        six_weeks = last + timedelta(days=42)
        assert young.on == (six_weeks if six_weeks < birthday else None)
        assert BOOK.decide("camden", "cp", "seen_alone_required", child, eve).yes is False
    assert BOOK.decide("camden", "cp", "awake_due", child, then).yes is False
    assert BOOK.decide("camden", "cp", "seen_alone_required", child, then).yes is True
    told = BOOK.decide("camden", "cp", "escalate", {**child, "last_seen_by_network": then}, then)
    assert told.yes is (then > birthday + timedelta(days=42))


@pytest.mark.parametrize("policy", ["gloucestershire", "camden", "purposeful-visits-2025"])
def test_a_holiday_proclaimed_inside_an_interval_moves_a_count_by_that_day_only(policy: str) -> None:
    proclaimed = date(2026, 6, 12)
    more = RuleBook(BOOK.policies, Calendar(extra={proclaimed: "A proclaimed day"}))
    for plan in (PlanKind.CP, PlanKind.CIN, PlanKind.CIC):
        for last in (date(2026, 5, 1), date(2026, 6, 8), date(2026, 6, 12), date(2026, 6, 15)):
            child = {"plan_start": last, "placement_start": date(2026, 1, 5), "last_successful_visit": last}
            plain = BOOK.decide(policy, plan, "next_due", child, None)
            longer = more.decide(policy, plan, "next_due", child, None)
            assert plain.receipt is None or longer.receipt is not None
            if plain.on is None or longer.on is None or plain.receipt is None:
                assert plain.on == longer.on
                continue
            crosses = plain.receipt.unit == "working_days" and last < proclaimed <= plain.on
            days = BOOK.calendar.working_days_between(plain.on, longer.on) if longer.on > plain.on else 0
            assert days == (1 if crosses else 0), (plan, last, plain.on, longer.on)
