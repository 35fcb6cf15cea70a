"""When people hear: in working hours, before the date, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.clock import london
from bot.domain.messages import DueState
from bot.domain.schedule import at_london, due_moments, due_state, next_waking, visit_reminder_at
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
