"""Counting from a day to a due day, under the readings in use, with the count itself as proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from knowledge.amounts import Amount
from knowledge.calendar import Calendar, add_months
from knowledge.facts import LONDON
from knowledge.results import CountedDay, Receipt
from knowledge.words import amount as amount_words

_ONE = timedelta(days=1)
_WEEK = 7
_DAY_HOURS = 24


def add_amount(cal: Calendar, start: date, amount: Amount, readings: Mapping[str, str]) -> date:
    """The last day of `amount` counted from `start` (readings ALL1, ALL3 and ALL11 of the pack)."""
    unit, n = amount.unit, amount.n
    if unit == "working_days":
        if readings["ALL1"] == "visit_day":
            return cal.add_working_days(start - _ONE, n)
        return cal.add_working_days(start, n)
    if unit == "days":
        end = start + timedelta(days=n)
    elif unit == "hours":
        end = start + timedelta(days=-(-n // _DAY_HOURS))
    elif unit == "weeks":
        end = start + timedelta(weeks=n)
    elif unit == "calendar_weeks":
        return start + timedelta(days=6 - start.weekday(), weeks=n)
    else:
        months = n * 12 if unit == "years" else n
        how = readings["ALL11"]
        if how == "weeks":
            end = start + timedelta(weeks=months * 52 // 12)
        elif how == "days":
            end = start + timedelta(days=months * 365 // 12)
        else:
            end = add_months(start, months, rollover=how == "next_month")
    if readings["ALL1"] == "visit_day":
        end -= _ONE
    moved = readings["ALL3"]
    if moved == "working_day_before":
        return cal.previous_working_day(end)
    if moved == "working_day_after":
        return cal.next_working_day(end)
    return end


def counted_days(
    cal: Calendar, start: date, end: date, amount: Amount, readings: Mapping[str, str]
) -> tuple[CountedDay, ...]:
    """Every day from the start to the due day, numbered where it counts, with the reason where it is struck out."""
    working = amount.unit in ("working_days", "working_hours", "office_hours")
    first = readings["ALL1"] == "visit_day"
    out = [CountedDay(start, None, "counted from here")] if not first else []
    number = 0
    d = start if first else start + _ONE
    while d <= end:
        why = cal.why_not(d)
        if working and why:
            out.append(CountedDay(d, None, why))
        else:
            number += 1
            out.append(CountedDay(d, number, "" if working else why))
        d += _ONE
    return tuple(out)


class CountedReceipt(Receipt):
    """A receipt whose day-by-day count is drawn up only when somebody looks at it."""

    __slots__ = ("_count", "_drawn")
    _count: Callable[[], tuple[CountedDay, ...]] | None
    _drawn: tuple[CountedDay, ...] | None

    def __init__(self, count: Callable[[], tuple[CountedDay, ...]] | None = None, **values: Any) -> None:
        put = object.__setattr__
        put(self, "_count", count)
        put(self, "_drawn", values.pop("days", None))
        for name, default in _DEFAULTS:
            put(self, name, values.get(name, default))

    @property
    def days(self) -> tuple[CountedDay, ...]:
        drawn = self._drawn
        if drawn is None:
            drawn = self._count() if self._count is not None else ()
            object.__setattr__(self, "_drawn", drawn)
        return drawn

    def __reduce__(self) -> tuple[Any, ...]:
        return (_plain_receipt, (tuple(getattr(self, f.name) for f in fields(Receipt)),))


_DEFAULTS = tuple(
    (
        f.name,
        ()
        if f.name in ("readings", "others", "ignored", "notes")
        else ""
        if f.name == "pack_version"
        else None,
    )
    for f in fields(Receipt)
    if f.name != "days"
)


def _plain_receipt(values: tuple[Any, ...]) -> Receipt:
    return Receipt(*values)


def whole_days(hours: int) -> tuple[int, int]:
    """Working hours as whole working days (of 24 clock hours) and the hours left over."""
    return divmod(hours, _DAY_HOURS)


def add_moment(
    cal: Calendar,
    start: datetime,
    amount: Amount,
    *,
    off_day: str,
    run_out: str,
    office: tuple[time, time],
) -> datetime:
    """The moment a limit in hours runs out.

    Hours are real hours. Working hours run round the clock on working days, so that 48 of them end at the same
    clock time two working days on. Office hours run only between the office's opening and closing.
    """
    if amount.unit == "hours":
        return (start.astimezone(UTC) + timedelta(hours=amount.n)).astimezone(LONDON)
    local = start.astimezone(LONDON).replace(tzinfo=None)
    if amount.unit == "office_hours":
        return _walk_office(cal, local, amount.n, office)
    if not cal.is_working_day(local.date()) and off_day == "next_working_day":
        local = datetime.combine(cal.next_working_day(local.date()), time())
    days, rest = whole_days(amount.n)
    end_day = cal.add_working_days(local.date(), days)
    end = datetime.combine(end_day, local.time()) + timedelta(hours=rest)
    if local.time() == time() and not rest and run_out == "end_of_day":
        end = datetime.combine(cal.add_working_days(end_day, -1) + _ONE, time())
    elif rest and not cal.is_working_day(end.date()):
        end = datetime.combine(cal.next_working_day(end.date()), end.time())
    return end.replace(tzinfo=LONDON)


def _walk_office(cal: Calendar, local: datetime, hours: int, office: tuple[time, time]) -> datetime:
    opens, closes = office
    left = timedelta(hours=hours)
    day = cal.next_working_day(local.date())
    at = max(local, datetime.combine(day, opens))
    while True:
        end = datetime.combine(day, closes)
        here = max(end - at, timedelta())
        if left <= here:
            return (at + left).replace(tzinfo=LONDON)
        left -= here
        day = cal.add_working_days(day, 1)
        at = datetime.combine(day, opens)


def within_words(amount: Amount) -> str:
    """An amount for a sentence: 10 working days."""
    return amount_words(amount.n, amount.unit)
