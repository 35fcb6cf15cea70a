"""The one clock. `datetime.now` is used here and nowhere else."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class Clock(Protocol):
    """Product time (`now`, `today`) and the wire's real time (`wall`: leases, retries, signatures)."""

    def now(self) -> datetime:
        """The product's moment: aware, UTC."""

    def today(self) -> date:
        """The product's day in Europe/London."""

    def wall(self) -> datetime:
        """Real time: aware, UTC. It never jumps with the playground's clock."""


class SystemClock:
    """Real time, everywhere."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return self.now().astimezone(LONDON).date()

    def wall(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock for tests: it stands still until it is told to move."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def today(self) -> date:
        return self._at.astimezone(LONDON).date()

    def wall(self) -> datetime:
        return self._at

    def move(self, by: timedelta) -> None:
        self._at += by

    def set(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)


class ShiftedClock:
    """Real time plus an offset: lets reminders be lived through in the playground."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self._offset = offset
        self._lock = threading.Lock()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def today(self) -> date:
        return self.now().astimezone(LONDON).date()

    def wall(self) -> datetime:
        return datetime.now(UTC)

    @property
    def offset(self) -> timedelta:
        return self._offset

    def restore(self, offset: timedelta) -> None:
        """Take up the offset of an earlier run, before anything is recorded in this one."""
        with self._lock:
            self._offset = offset

    def jump_to(self, at: datetime) -> None:
        """Move forward to `at`. Backward jumps are refused: recorded facts would lie in the future."""
        with self._lock:
            offset = at.astimezone(UTC) - datetime.now(UTC)
            if offset < self._offset:
                raise ValueError("The playground's clock only moves forward.")
            self._offset = offset


def london(moment: datetime) -> datetime:
    """The same moment on the wall clocks of Europe/London."""
    return moment.astimezone(LONDON)
