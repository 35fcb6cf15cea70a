"""Renewal: a running process takes a new index up by itself, and goes on with the old one where the new is broken."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.guidance.files import DataError
from knowledge.guidance.library import stamp

if TYPE_CHECKING:
    from knowledge.guidance.engine import Guidance

LOOK_EVERY = 3.0  # seconds between two looks at the file
_LOG = logging.getLogger("doorstep.guidance")


def _in_background(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="guidance-renewal", daemon=True).start()


class Held:
    """The guidance of a process. `current` is the newest one that could be loaded; asking for it never waits.

    `load` is called once at the start, where its errors are the caller's, and again in the background whenever
    the index at `index_path` was replaced.
    """

    def __init__(
        self,
        load: Callable[[], Guidance],
        index_path: Path | None = None,
        *,
        every: float = LOOK_EVERY,
        clock: Callable[[], float] = time.monotonic,
        begin: Callable[[Callable[[], None]], None] = _in_background,
    ) -> None:
        self._load, self._index_path, self._every, self._clock, self._begin = (
            load,
            index_path,
            every,
            clock,
            begin,
        )
        self._seen = self._stamp()  # before loading: a change meanwhile is taken up next
        self._guidance = load()
        self._looked = clock()
        self._busy = threading.Lock()

    @property
    def current(self) -> Guidance:
        """The guidance to answer from now. Whoever asks keeps what they got to the end of their question."""
        if self._index_path is not None and self._clock() - self._looked >= self._every:
            self._look()
        return self._guidance

    def _stamp(self) -> str:
        return stamp(self._index_path) if self._index_path is not None else ""

    def _look(self) -> None:
        if not self._busy.acquire(blocking=False):
            return  # another thread is looking or loading
        self._looked = self._clock()
        try:
            new = self._stamp()
            if new != self._seen:
                self._seen = new
                self._begin(self._renew)  # releases when done
                return
        except BaseException:
            self._busy.release()
            raise
        self._busy.release()

    def _renew(self) -> None:
        """Load anew; whatever is wrong with the new index, the old guidance stays."""
        try:
            self._guidance = self._load()
        except DataError as error:
            _LOG.error("guidance.index.broken: %s The old one is kept.", error)
        except (OSError, MemoryError, sqlite3.Error) as error:
            _LOG.error("guidance.index.broken: %s. The old one is kept.", type(error).__name__)
        else:
            _LOG.warning("guidance.index.renewed: %d documents", len(self._guidance.documents))
        finally:
            self._busy.release()
