"""Counting from a day to a due day, under the readings in use, with the count itself as proof."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from knowledge.amounts import Amount
from knowledge.calendar import Calendar, add_months
from knowledge.facts import LONDON
from knowledge.results import CountedDay, OtherRule, Receipt
from knowledge.words import amount as amount_words

_ONE = timedelta(days=1)
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
    first = readings["ALL1"] == "visit_day"
    dates, why_not = cal.stretch(start if first else start + _ONE, end)
    numbers: Iterable[int | None] = range(1, len(dates) + 1)
    if amount.unit in ("working_days", "working_hours", "office_hours"):
        number = count(1)
        numbers = [None if why else next(number) for why in why_not]
    days = map(CountedDay._make, zip(dates, numbers, why_not, strict=True))
    return tuple(days) if first else (CountedDay(start, None, "counted from here"), *days)


class CountedReceipt(Receipt):
    """A receipt whose day-by-day count is drawn up only when somebody looks at it."""

    __slots__ = ("_draw", "_drawn")
    _draw: Callable[[], tuple[CountedDay, ...]] | None
    _drawn: tuple[CountedDay, ...] | None

    def __init__(
        self,
        draw: Callable[[], tuple[CountedDay, ...]] | None = None,
        *,
        counted_from: date | datetime | None,
        counted_from_what: str,
        amount: int | None,
        unit: str,
        days: tuple[CountedDay, ...] | None = None,
        in_force_since: date | None = None,
        pack_version: str = "",
        readings: tuple[str, ...] = (),
        others: tuple[OtherRule, ...] = (),
        ignored: tuple[OtherRule, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> None:
        # One by one and not in a loop: this runs for every child of every board.
        put = object.__setattr__
        put(self, "_draw", draw)
        put(self, "_drawn", days)
        put(self, "counted_from", counted_from)
        put(self, "counted_from_what", counted_from_what)
        put(self, "amount", amount)
        put(self, "unit", unit)
        put(self, "in_force_since", in_force_since)
        put(self, "pack_version", pack_version)
        put(self, "readings", readings)
        put(self, "others", others)
        put(self, "ignored", ignored)
        put(self, "notes", notes)

    @property
    def days(self) -> tuple[CountedDay, ...]:
        drawn = self._drawn
        if drawn is None:
            drawn = self._draw() if self._draw is not None else ()
            object.__setattr__(self, "_drawn", drawn)
        return drawn

    def __reduce__(self) -> tuple[Any, ...]:
        return (_plain_receipt, (tuple(getattr(self, f.name) for f in fields(Receipt)),))


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
    elif not cal.is_working_day(end.date()):
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
