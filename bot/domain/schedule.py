"""When people hear of a visit or a date: moments from local settings and the working-day calendar."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from bot.clock import LONDON, london
from bot.domain.messages import DueState
from knowledge.local import Day, Local
from knowledge.results import Outcome

ONE_DAY = timedelta(1)
ONE_HOUR = timedelta(hours=1)
ROUND_STEPS = (30, 15, 5)
"""Minutes between the times a form proposes where the next full hour is too late."""


class WorkingDays(Protocol):
    """What is needed of the calendar."""

    def is_working_day(self, day: date) -> bool: ...

    def add_working_days(self, day: date, count: int) -> date: ...


def at_london(day: date, clock_time: time) -> datetime:
    """A wall-clock time in Europe/London as UTC."""
    return datetime.combine(day, clock_time, LONDON).astimezone(UTC)


def act_by_moment(day: date | None, retry: datetime | None) -> datetime | None:
    """The moment to act by: the earlier of the end of the due day and the retry (a retry is no extension)."""
    ends = at_london(day + ONE_DAY, time()) if day is not None else None
    return min((moment for moment in (ends, retry) if moment is not None), default=None)


def full_hour(now: datetime, hours: Day) -> time | None:
    """The coming full hour of today, in the morning the first one of the working day; None where the day is over."""
    here = london(now)
    coming = here.replace(minute=0, second=0, microsecond=0) + ONE_HOUR
    return max(coming.time(), _first_hour(hours)) if coming.date() == here.date() else None


def proposed_start(
    now: datetime, limit: datetime | None, hours: Day, day: date | None = None, off: Collection[date] = ()
) -> tuple[date, time | None]:
    """What a form to plan a visit proposes: the last working day before the limit, today where that is past or there
    is none, and an hour at which a visit is thinkable; None where today has none left.

    With `day` only the hour is proposed. `off` are the days nobody works: the day before them is proposed, where it
    is not past. An hour is the coming full one within working hours, earlier where the limit of that day is.
    """
    today, last = london(now).date(), london(limit) if limit is not None else None
    if last is not None and last.time() <= hours.first_visit_hour:
        last = datetime.combine(last.date() - ONE_DAY, hours.last_visit_hour, LONDON)
    left = _left_today(now, limit, hours)
    if day is None:
        first = today if left is not None else today + ONE_DAY
        if last is not None:
            day = _worked_on(max(today, last.date()), first, off)
        else:
            day = today if left is not None else _from(first, off)
    if day <= today:
        return day, left
    hour = full_hour(now, hours)
    if hour is None or hour > hours.ends:
        hour = _first_hour(hours)
    if last is not None and last.date() == day and hour >= last.time():
        hour = max(time(last.hour - 1), hours.first_visit_hour)
    return day, hour


def agreed_by(now: datetime, limit: datetime | None, local: Local) -> datetime:
    """By when a form proposes that something agreed now will have happened: a full hour that leaves people the time
    they have before a planned visit, or the end of the working day or the limit, where that comes before it.
    """
    least, soonest = now + local.reminders.planned_visit.at_least, now + local.reminders.planned_visit.before
    hour = soonest.replace(minute=0, second=0, microsecond=0)
    soonest = hour if hour == soonest else hour + ONE_HOUR
    ends = [at_london(london(now).date(), local.day.ends), *([limit] if limit is not None else [])]
    by = min([soonest, *(moment for moment in ends if moment >= least)])
    return by.replace(second=0, microsecond=0)


def _left_today(now: datetime, limit: datetime | None, hours: Day) -> time | None:
    """The coming full hour of today; where the limit comes before it, the roundest time that is left before that."""
    here, coming = london(now), full_hour(now, hours)
    thinkable = coming is not None and coming <= hours.last_visit_hour
    late = coming is None or (limit is not None and limit <= at_london(here.date(), coming))
    if limit is not None and late:
        ends = min(limit, at_london(here.date(), hours.last_visit_hour))
        for step in ROUND_STEPS:
            mark = here.replace(minute=here.minute // step * step, second=0, microsecond=0)
            mark += timedelta(minutes=step)
            mark = max(mark, datetime.combine(here.date(), hours.first_visit_hour, LONDON))
            if mark.date() == here.date() and mark < ends:
                return mark.time()
    return coming if thinkable else None


def _worked_on(day: date, first: date, off: Collection[date]) -> date:
    """The last working day up to `day`, not before `first`; `day` itself where there is none."""
    found = day
    while found in off and found > first:
        found -= ONE_DAY
    return day if found in off else found


def _from(day: date, off: Collection[date]) -> date:
    """The first working day from `day` on."""
    while day in off:
        day += ONE_DAY
    return day


def _first_hour(hours: Day) -> time:
    """The first full hour of the working day."""
    return hours.starts if not hours.starts.minute else time(hours.starts.hour + 1)


def working_day_before(day: date, calendar: WorkingDays) -> date:
    """The last working day before `day`."""
    day -= ONE_DAY
    while not calendar.is_working_day(day):
        day -= ONE_DAY
    return day


def working_day_at_or_before(day: date, calendar: WorkingDays) -> date:
    """`day`, or the last working day before it."""
    return day if calendar.is_working_day(day) else working_day_before(day, calendar)


def working_day_after(day: date, calendar: WorkingDays) -> date:
    """The next working day after `day`."""
    return calendar.add_working_days(day, 1)


def next_waking(now: datetime, local: Local, calendar: WorkingDays) -> datetime:
    """`now` within working hours, else the start of the next working day: routine messages wait until then."""
    here = london(now)
    day = here.date()
    if calendar.is_working_day(day):
        if here.time() < local.day.starts:
            return at_london(day, local.day.starts)
        if here.time() <= local.day.ends:
            return now
    return at_london(working_day_after(day, calendar), local.day.starts)


def visit_reminder_at(starts_at: datetime, local: Local, calendar: WorkingDays) -> datetime:
    """When the reminder of a planned visit goes out: some time before; for a visit early in the day when the day
    starts; for one too early for that, on the working day before.
    """
    settings = local.reminders.planned_visit
    day = london(starts_at).date()
    day_starts = at_london(day, local.day.starts)
    reminder = max(starts_at - settings.before, day_starts)
    if reminder <= starts_at - settings.at_least:
        return reminder
    return at_london(working_day_before(day, calendar), settings.evening_before)


@dataclass(frozen=True, slots=True)
class DueMoments:
    """When each message about one due date goes out."""

    due_soon: datetime
    due_today: datetime
    overdue: datetime
    overdue_manager: datetime


def due_moments(act_by: date, local: Local, calendar: WorkingDays) -> DueMoments:
    """The moments for a date. A date on a non-working day is reminded of on the working day before."""
    last_working = working_day_at_or_before(act_by, calendar)
    soon = last_working
    for _ in range(local.reminders.due_soon.working_days_before):
        soon = working_day_before(soon, calendar)
    after = working_day_after(act_by, calendar)
    return DueMoments(
        due_soon=at_london(soon, local.reminders.due_soon.at),
        due_today=at_london(last_working, local.reminders.due_today.at),
        overdue=at_london(after, local.reminders.overdue.at),
        overdue_manager=at_london(after, local.reminders.overdue_manager.at),
    )


def due_state(outcome: str, act_by: date | None, today: date, soon_from: Callable[[date], date]) -> DueState:
    """How a recorded date stands today; `soon_from` gives the day from which a date counts as soon."""
    if act_by is None:
        return DueState.CANNOT_SAY if outcome == Outcome.CANNOT_SAY else DueState.NO_INTERVAL
    if act_by < today:
        return DueState.OVERDUE
    if act_by == today:
        return DueState.DUE_TODAY
    return DueState.DUE_SOON if soon_from(act_by) <= today else DueState.LATER
