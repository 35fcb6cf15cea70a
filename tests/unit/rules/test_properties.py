"""What must hold for any dates: drawn by Hypothesis, checked against the engine."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.amounts import Amount
from knowledge.calendar import Calendar
from knowledge.counting import add_amount
from knowledge.results import Outcome
from knowledge.rules import RuleBook, load_rules

BOOK = load_rules()
DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))
READINGS = BOOK.policies["gloucestershire"].readings
QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
POLICIES = st.sampled_from(
    [
        ("gloucestershire", "cp"),
        ("gloucestershire", "cin"),
        ("gloucestershire", "cic"),
        ("camden", "cp"),
        ("camden", "cin"),
        ("camden", "s47"),
        ("purposeful-visits-2025", "cp"),
        ("purposeful-visits-2025", "cic"),
        ("purposeful-visits-2025", "cwd"),
        ("purposeful-visits-2025", "early-help"),
        ("purposeful-visits-2025", "placement-with-parents"),
    ]
)


def due(policy: tuple[str, str], facts: dict[str, Any], book: RuleBook = BOOK) -> date:
    decision = book.decide(policy[0], policy[1], "next_due", facts, None)
    assert decision.outcome is Outcome.DATE, decision
    assert decision.on is not None
    return decision.on


def child(start: date, last: date, **more: Any) -> dict[str, Any]:
    return {"plan_start": start, "placement_start": start, "last_successful_visit": last, **more}


@QUICK
@given(DAYS, st.integers(1, 60))
def test_a_working_day_limit_never_falls_on_a_day_off(start: date, n: int) -> None:
    end = add_amount(BOOK.calendar, start, Amount(n, "working_days"), READINGS)
    assert BOOK.calendar.is_working_day(end)
    assert BOOK.calendar.working_days_between(start, end) == n


@QUICK
@given(DAYS, st.integers(-40, 40))
def test_working_days_agree_with_walking_day_by_day(start: date, n: int) -> None:
    at, left = start, abs(n)
    while left:
        at += timedelta(days=1 if n > 0 else -1)
        left -= BOOK.calendar.is_working_day(at)
    assert BOOK.calendar.add_working_days(start, n) == at


@QUICK
@given(POLICIES, DAYS, st.integers(0, 900), st.integers(0, 60))
def test_a_later_visit_never_gives_an_earlier_date(
    policy: tuple[str, str], start: date, after: int, more: int
) -> None:
    first, second = start + timedelta(days=after), start + timedelta(days=after + more)
    assert due(policy, child(start, first)) <= due(policy, child(start, second))


@QUICK
@given(POLICIES, DAYS, st.integers(0, 700), st.integers(1, 90), st.integers(1, 90))
def test_a_tighter_plan_never_loosens(
    policy: tuple[str, str], start: date, after: int, a: int, b: int
) -> None:
    last = start + timedelta(days=after)
    tight, loose = sorted((a, b))
    plain = due(policy, child(start, last))
    with_loose = due(policy, child(start, last, plan_every_days=loose))
    with_tight = due(policy, child(start, last, plan_every_days=tight))
    assert with_tight <= with_loose <= plain


@QUICK
@given(DAYS, st.integers(1, 40), st.sets(st.integers(1, 60), max_size=5))
def test_adding_a_holiday_never_brings_a_working_day_date_forward(start: date, n: int, off: set[int]) -> None:
    # A calendar with extra days, without building one anew for each example: walk it.
    extra = {start + timedelta(days=o) for o in off}
    plain = BOOK.calendar.add_working_days(start, n)
    at, left = start, n
    while left:
        at += timedelta(days=1)
        left -= BOOK.calendar.is_working_day(at) and at not in extra
    assert at >= plain


@settings(max_examples=8, deadline=None)
@given(st.dates(date(2026, 1, 1), date(2027, 6, 30)), st.integers(1, 30), st.integers(1, 30))
def test_an_extra_holiday_in_the_calendar_file_counts(start: date, n: int, off: int) -> None:
    extra = start + timedelta(days=off)
    more = Calendar(extra={extra: "A proclaimed day"})
    assert not more.is_working_day(extra)
    assert more.add_working_days(start, n) >= BOOK.calendar.add_working_days(start, n)


@QUICK
@given(POLICIES, DAYS, st.integers(0, 700))
def test_a_receipt_replays_to_the_same_date(policy: tuple[str, str], start: date, after: int) -> None:
    decision = BOOK.decide(
        policy[0], policy[1], "next_due", child(start, start + timedelta(days=after)), None
    )
    receipt = decision.receipt
    assert receipt is not None
    assert receipt.amount is not None
    counted_from = receipt.counted_from
    assert type(counted_from) is date
    assert (
        add_amount(BOOK.calendar, counted_from, Amount(receipt.amount, receipt.unit), READINGS) == decision.on
    )
    assert receipt.days[-1].day == decision.on
    numbered = [d for d in receipt.days if d.number is not None]
    assert [d.number for d in numbered] == list(range(1, len(numbered) + 1))
    if receipt.unit == "working_days":
        assert numbered[-1].number == receipt.amount
        assert all(BOOK.calendar.is_working_day(d.day) for d in numbered)
        assert all(d.why for d in receipt.days if d.number is None)


@QUICK
@given(POLICIES, DAYS, st.integers(0, 300), st.lists(st.integers(1, 60), max_size=4))
def test_failed_visits_never_move_the_date(
    policy: tuple[str, str], start: date, after: int, fails: list[int]
) -> None:
    last = start + timedelta(days=after)
    visits = [{"date": last, "outcome": "seen"}]
    visits += [{"date": last + timedelta(days=n), "outcome": "not_seen"} for n in sorted(fails)]
    facts = {"plan_start": start, "placement_start": start, "visits": visits}
    assert due(policy, facts) == due(policy, child(start, last))


@QUICK
@given(DAYS, st.integers(0, 800), st.integers(0, 800), st.integers(0, 800))
def test_an_approval_that_ends_never_gives_a_later_date(
    start: date, after: int, given_on: int, holds: int
) -> None:
    policy = ("purposeful-visits-2025", "cwd")
    last = start + timedelta(days=after)
    approved: dict[str, Any] = {
        "cf_assessment_supports": True,
        "head_of_service_approved": True,
        "underlying_plan": "cin",
    }
    without = due(policy, child(start, last, underlying_plan="cin"))
    dates = {
        "head_of_service_approved_on": start + timedelta(days=given_on),
        "head_of_service_approved_until": start + timedelta(days=given_on + holds),
    }
    with_end = due(policy, child(start, last, **approved, **dates))
    open_ended = due(policy, child(start, last, **approved))
    assert without <= with_end <= open_ended


@pytest.mark.parametrize("year", range(2025, 2029))
def test_holidays_agree_with_the_list(year: int) -> None:
    table = {
        2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
        2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
        2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
        2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
    }
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    off = [d for d in days if d.year == year and d.weekday() < 5 and not BOOK.calendar.is_working_day(d)]
    assert " ".join(f"{d:%m-%d}" for d in off) == table[year]
