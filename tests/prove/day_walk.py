"""Plain reading of dates and facts for the second computation: the calendar a day at a time, flags, visits in order.

Bank holidays are typed here a second time, on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Facts = Mapping[str, Any]

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)

# England and Wales, the ones that fall on a weekday.
BANK_HOLIDAY_LINES = """
2025-01-01 2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26
2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28
2028-01-03 2028-04-14 2028-04-17 2028-05-01 2028-05-29 2028-08-28 2028-12-25 2028-12-26
"""
BANK_HOLIDAYS = {date.fromisoformat(text) for text in BANK_HOLIDAY_LINES.split()}


# The calendar, a day at a time -----------------------------------------------------------------------------


def is_working_day(day: date) -> bool:
    """Monday to Friday, and not a bank holiday."""
    return day.isoweekday() <= 5 and day not in BANK_HOLIDAYS


def working_days_after(day: date, count: int) -> date:
    """The count-th working day after the day; the day itself is not counted."""
    while count > 0:
        day += ONE_DAY
        if is_working_day(day):
            count -= 1
    return day


def days_after(day: date, count: int) -> date:
    """So many calendar days on, whatever day that is."""
    for _ in range(count):
        day += ONE_DAY
    return day


def months_after(day: date, count: int) -> date:
    """The same day of a later month, or that month's last day where it has no such day."""
    year, month = day.year, day.month
    for _ in range(count):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    number = day.day
    while True:
        try:
            return date(year, month, number)
        except ValueError:
            number -= 1


def third_birthday(born: date) -> date:
    """Three from this day on; a child born on 29 February keeps it on 1 March."""
    if (born.month, born.day) == (2, 29):
        return date(born.year + 3, 3, 1)
    return date(born.year + 3, born.month, born.day)


# Reading the facts -----------------------------------------------------------------------------------------


def as_day(value: Any) -> date | None:
    """A date from a date, a moment or its text; a moment is read on the London calendar."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return as_moment(value).date()
    if isinstance(value, date):
        return value
    if "T" in str(value):
        return as_moment(value).date()
    return date.fromisoformat(str(value))


def as_moment(value: Any) -> datetime:
    """A moment on the London clock."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment.astimezone(LONDON)


def yes(facts: Facts, name: str) -> bool:
    """A flag that is not there is no."""
    return facts.get(name) is True


def held_throughout(facts: Facts, name: str, first: date, last: date) -> bool:
    """An approval recorded with its dates holds on every day of a stretch; without an end of its own for 12 months."""
    given, until = as_day(facts.get(f"{name}_on")), as_day(facts.get(f"{name}_until"))
    if given is not None and until is None:
        until = months_after(given, 12)
    day = first
    while day <= last:
        if not yes(facts, name) or (given is not None and day < given) or (until is not None and day > until):
            return False
        day += ONE_DAY
    return True


def visits_up_to(facts: Facts, day: date | None) -> list[Mapping[str, Any]]:
    """The recorded visits in order, none after the day asked about."""
    rows = list(facts.get("visits") or [])
    if day is None:
        return rows
    return [row for row in rows if (as_day(row["date"]) or day) <= day]


def by(visit: Mapping[str, Any]) -> str:
    return str(visit.get("by") or "social_worker")


def where(visit: Mapping[str, Any]) -> str:
    return str(visit.get("place") or "home")
