"""When people hear: in working hours, before the date, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import london
from bot.domain.messages import DueState
from bot.domain.schedule import (
    act_by_moment,
    agreed_by,
    at_london,
    due_moments,
    due_state,
    full_hour,
    next_waking,
    proposed_start,
    visit_reminder_at,
)
from knowledge import Knowledge, load_knowledge

KNOWLEDGE: Knowledge = load_knowledge()
LOCAL, CALENDAR = KNOWLEDGE.local, KNOWLEDGE.rules.calendar

days = st.dates(date(2025, 1, 1), date(2028, 11, 30))
moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 11, 30), timezones=st.just(UTC))  # noqa: DTZ001


@given(days)
def test_the_four_moments_of_a_date_come_in_order_in_working_hours(day: date) -> None:
    found = due_moments(day, LOCAL, CALENDAR)
    order = [found.due_soon, found.due_today, found.overdue, found.overdue_manager]
    assert order == sorted(order)
    assert len(set(order)) == 4
    for moment in order:
        assert CALENDAR.is_working_day(london(moment).date())
        assert next_waking(moment, LOCAL, CALENDAR) == moment
    assert london(found.due_today).date() <= day < london(found.overdue).date()


@given(moments)
def test_a_visit_is_always_reminded_of_before_it_starts(starts_at: datetime) -> None:
    reminder = visit_reminder_at(starts_at, LOCAL, CALENDAR)
    assert reminder < starts_at
    assert london(reminder).time() >= LOCAL.day.starts


@given(moments)
def test_waking_is_in_working_hours_and_never_earlier(now: datetime) -> None:
    woken = next_waking(now, LOCAL, CALENDAR)
    assert woken >= now
    assert CALENDAR.is_working_day(london(woken).date())
    assert LOCAL.day.starts <= london(woken).time() <= LOCAL.day.ends
    assert next_waking(woken, LOCAL, CALENDAR) == woken


def test_a_wall_clock_time_keeps_its_hour_over_the_clock_change() -> None:
    before, after = (
        at_london(date(2026, 10, 24), LOCAL.day.starts),
        at_london(date(2026, 10, 25), LOCAL.day.starts),
    )
    assert after - before == timedelta(hours=25)


def test_the_states_at_their_boundaries() -> None:
    act_by = date(2026, 12, 1)
    soon = lambda day: date(2026, 11, 26)  # noqa: E731
    states = {
        date(2026, 11, 25): DueState.LATER,
        date(2026, 11, 26): DueState.DUE_SOON,
        date(2026, 11, 30): DueState.DUE_SOON,
        date(2026, 12, 1): DueState.DUE_TODAY,
        date(2026, 12, 2): DueState.OVERDUE,
    }
    assert {today: due_state("date", act_by, today, soon) for today in states} == states
    assert due_state("no_rule", None, act_by, soon) is DueState.NO_INTERVAL
    assert due_state("cannot_say", None, act_by, soon) is DueState.CANNOT_SAY


# --- what a form to plan a visit proposes ------------------------------------------------------------------

MONDAY = at_london(date(2026, 11, 23), time(10, 20))


def days_off(now: datetime) -> frozenset[date]:
    days = [london(now).date() + timedelta(number) for number in range(14)]
    return frozenset(day for day in days if not CALENDAR.is_working_day(day))


@pytest.mark.parametrize(
    ("due", "retry", "on", "hour"),
    [
        (date(2026, 11, 30), None, date(2026, 11, 30), time(11)),
        (date(2026, 11, 30), at_london(date(2026, 11, 25), time(15)), date(2026, 11, 25), time(11)),
        (date(2026, 11, 30), at_london(date(2026, 11, 25), time(10, 20)), date(2026, 11, 25), time(9)),
        (date(2026, 11, 30), at_london(date(2026, 11, 25), time(8)), date(2026, 11, 24), time(11)),
        (date(2026, 11, 30), at_london(date(2026, 11, 26), time()), date(2026, 11, 25), time(11)),
        (date(2026, 11, 24), at_london(date(2026, 11, 25), time(15)), date(2026, 11, 24), time(11)),
        (date(2026, 11, 30), at_london(date(2026, 11, 23), time(9)), date(2026, 11, 23), time(11)),
        (date(2026, 11, 20), None, date(2026, 11, 23), time(11)),
        (None, None, date(2026, 11, 23), time(11)),
        (date(2026, 11, 30), at_london(date(2026, 11, 23), time(10, 30)), date(2026, 11, 23), time(10, 25)),
        (date(2026, 11, 30), at_london(date(2026, 11, 23), time(11)), date(2026, 11, 23), time(10, 30)),
        (date(2026, 11, 30), at_london(date(2026, 11, 30), time(7, 30)), date(2026, 11, 27), time(11)),
        (date(2026, 11, 29), None, date(2026, 11, 27), time(11)),
    ],
)
def test_a_visit_is_proposed_within_the_limit(
    due: date | None, retry: datetime | None, on: date, hour: time
) -> None:
    found = proposed_start(MONDAY, act_by_moment(due, retry), LOCAL.day, off=days_off(MONDAY))
    assert found == (on, hour)


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (None, (date(2026, 11, 30), time(9))),
        (at_london(date(2026, 11, 28), time()), (date(2026, 11, 27), None)),
        (at_london(date(2026, 11, 30), time(7, 30)), (date(2026, 11, 29), time(9))),
    ],
)
def test_late_in_the_evening_no_hour_of_today_is_proposed(
    limit: datetime | None, expected: tuple[date, time | None]
) -> None:
    friday = at_london(date(2026, 11, 27), time(21, 5))
    assert proposed_start(friday, limit, LOCAL.day, off=days_off(friday)) == expected


@given(moments, st.timedeltas(timedelta(days=-3), timedelta(days=12)))
def test_what_is_proposed_is_never_past_and_within_the_limit_where_there_is_time(
    now: datetime, ahead: timedelta
) -> None:
    limit = now + ahead
    off, today = days_off(now), london(now).date()
    day, hour = proposed_start(now, limit, LOCAL.day, off=off)
    assert day >= today
    last_today = at_london(today, LOCAL.day.last_visit_hour)
    five = timedelta(minutes=5)
    in_time = max(now + five, at_london(today, LOCAL.day.first_visit_hour)) < min(limit, last_today)
    if hour is None:
        assert day == today
        assert not in_time
        return
    starts = at_london(day, hour)
    assert starts > now
    assert LOCAL.day.first_visit_hour <= hour <= LOCAL.day.last_visit_hour
    assert starts < limit or (day == today and not in_time)
    earlier = [day - timedelta(number) for number in range(1, (day - today).days)]
    assert day not in off or all(one in off for one in earlier)


@pytest.mark.parametrize(
    ("now", "limit", "by"),
    [
        (time(10, 20), None, time(13)),
        (time(10), None, time(12)),
        (time(10, 20), time(11, 45), time(11, 45)),
        (time(10, 20), time(10, 30), time(13)),
        (time(16, 20), None, time(17, 30)),
        (time(17, 20), None, time(20)),
    ],
)
def test_what_is_agreed_has_the_time_it_needs_and_no_more_than_there_is(
    now: time, limit: time | None, by: time
) -> None:
    day = date(2026, 11, 23)
    found = agreed_by(at_london(day, now), at_london(day, limit) if limit else None, LOCAL)
    assert found == at_london(day, by)


@pytest.mark.parametrize(
    ("clock", "hour"),
    [(time(6, 10), time(9)), (time(10), time(11)), (time(21, 5), time(22)), (time(23, 30), None)],
)
def test_the_coming_full_hour_of_today(clock: time, hour: time | None) -> None:
    assert full_hour(at_london(date(2026, 11, 23), clock), LOCAL.day) == hour


def test_another_day_begins_in_working_hours_however_late_it_is() -> None:
    evening = at_london(date(2026, 11, 23), time(21, 5))
    assert proposed_start(evening, None, LOCAL.day, date(2026, 11, 26)) == (date(2026, 11, 26), time(9))
