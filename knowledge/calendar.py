"""Working days and month arithmetic: bank holidays by nation, plus extra, moved and closure days kept as data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import holidays as _holidays

NATIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern-ireland": "NIR"}
_FIRST, _LAST = date(1990, 1, 1), date(2046, 12, 31)
_ONE = timedelta(days=1)


def _nation_holidays(nation: str, first_year: int, last_year: int) -> dict[date, str]:
    years = range(first_year, last_year + 1)
    found = _holidays.country_holidays("GB", subdiv=NATIONS[nation], years=years, language="en_GB")
    return {d: str(name) for d, name in found.items()}


class Calendar:
    """Which days count as working days, and why the others do not.

    `extra` are proclaimed days on top of the nation's holidays, `moved` maps a holiday to the day it moved to,
    `closures` are the authority's own days, which count only where the calendar is asked to use them.
    """

    def __init__(
        self,
        nation: str = "england",
        *,
        extra: Mapping[date, str] | None = None,
        moved: Mapping[date, date] | None = None,
        closures: Mapping[date, str] | None = None,
        use_closures: bool = False,
        confirmed_until: date | None = None,
    ) -> None:
        self.nation, self.confirmed_until, self.use_closures = nation, confirmed_until, use_closures
        self._extra, self._moved, self._closures = dict(extra or {}), dict(moved or {}), dict(closures or {})
        self._off: dict[date, str] = {}
        for d, name in _nation_holidays(nation, _FIRST.year, _LAST.year).items():
            self._off[self._moved.get(d, d)] = name
        self._off.update(self._extra)
        if use_closures:
            for d, name in self._closures.items():
                self._off.setdefault(d, name)
        self._base = _FIRST.toordinal()
        count, working = [], []
        number = 0
        self._days = [date.fromordinal(o) for o in range(self._base, _LAST.toordinal() + 1)]
        self._why_not = [self._struck_out(d) for d in self._days]
        for d, why in zip(self._days, self._why_not, strict=True):
            if not why:
                number += 1
                working.append(d)
            count.append(number)
        # _count[o]: working days up to and including the day; _working[n]: the day that is the (n+1)-th one.
        self._count, self._working = count, working

    def with_closures(self) -> Calendar:
        """The same calendar with the authority's closure days struck out as well."""
        return Calendar(
            self.nation,
            extra=self._extra,
            moved=self._moved,
            closures=self._closures,
            use_closures=True,
            confirmed_until=self.confirmed_until,
        )

    def covers(self, d: date) -> bool:
        """Whether the calendar can be counted on for that day at all."""
        return _FIRST <= d <= _LAST

    def is_working_day(self, d: date) -> bool:
        """True for Monday to Friday that is no bank holiday (and no closure day where those count)."""
        return d.weekday() < 5 and d not in self._off

    def why_not(self, d: date) -> str:
        """What strikes the day out: the holiday's name, Saturday or Sunday; "" for a working day."""
        return self._why_not[d.toordinal() - self._base] if self.covers(d) else self._struck_out(d)

    def _struck_out(self, d: date) -> str:
        if d in self._off:
            return self._off[d]
        return ("Saturday", "Sunday")[d.weekday() - 5] if d.weekday() >= 5 else ""

    def stretch(self, first: date, last: date) -> tuple[list[date], list[str]]:
        """Every day from the first to the last, and beside each what strikes it out."""
        if not (self.covers(first) and self.covers(last)):
            days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
            return days, [self._struck_out(d) for d in days]
        start, end = first.toordinal() - self._base, last.toordinal() - self._base + 1
        return self._days[start:end], self._why_not[start:end]

    def add_working_days(self, d: date, n: int) -> date:
        """The n-th working day after `d` (n at least 1), or before it for a negative n; 0 gives `d` itself."""
        if n == 0:
            return d
        if not _FIRST < d < _LAST:
            raise ValueError(f"{d} cannot be counted from: the calendar reaches from {_FIRST} to {_LAST}.")
        done = self._count[d.toordinal() - self._base]
        if n < 0 and self.is_working_day(d):
            done -= 1
        index = done + n - 1 if n > 0 else done + n
        if not 0 <= index < len(self._working):
            raise ValueError(f"{n} working days from {d} lie outside the calendar.")
        return self._working[index]

    def next_working_day(self, d: date) -> date:
        """The first working day on or after `d`."""
        return d if self.is_working_day(d) else self.add_working_days(d, 1)

    def previous_working_day(self, d: date) -> date:
        """The last working day on or before `d`."""
        return self._working[self._count[d.toordinal() - self._base] - 1]

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after `first` and up to and including `last`."""
        return self._count[last.toordinal() - self._base] - self._count[first.toordinal() - self._base]


def add_months(d: date, n: int, *, rollover: bool = False) -> date:
    """The same day n months on, clamped to the month's end, or rolled over to the 1st of the next month."""
    y, m = divmod(d.year * 12 + d.month - 1 + n, 12)
    m += 1
    first_of_next = date(y + m // 12, m % 12 + 1, 1)
    last = (first_of_next - _ONE).day
    if d.day <= last:
        return date(y, m, d.day)
    return first_of_next if rollover else date(y, m, last)
