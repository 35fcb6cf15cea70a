"""Telling everyone who is watching that something in the workspace changed."""

import asyncio
import threading
import time
from collections.abc import Iterable
from typing import Any


class Changes:
    """Counts changes, wakes threads that wait for one, and feeds the pages' event streams."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._version = 0
        self._listeners: list[tuple[str, asyncio.Queue[dict[str, Any]]]] = []

    @property
    def version(self) -> int:
        """How many changes there have been; read it before looking, wait beyond it after."""
        return self._version

    def tell(self, kind: str, only: Iterable[str] | None = None, **ids: Any) -> None:
        """Announce a change to the streams of the users in `only` (None: all) and to waiting threads."""
        audience = None if only is None else set(only)
        for user, queue in self._listeners:
            if audience is None or user in audience:
                queue.put_nowait({"type": kind, **ids})
        self.note()

    def note(self) -> None:
        """Count a change that no page needs to hear of (a ledger line, an ack)."""
        with self._condition:
            self._version += 1
            self._condition.notify_all()

    def wait_beyond(self, version: int, deadline: float) -> bool:
        """Block this thread until something changes after `version` or time.monotonic() passes `deadline`."""
        with self._condition:
            return self._condition.wait_for(
                lambda: self._version > version, timeout=max(0.0, deadline - time.monotonic())
            )

    def listen(self, user: str) -> asyncio.Queue[dict[str, Any]]:
        """Open a stream for one user; give it back to `stop_listening`."""
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._listeners.append((user, queue))
        return queue

    def stop_listening(self, queue: asyncio.Queue[dict[str, Any]]) -> None:
        """Close a stream."""
        self._listeners = [entry for entry in self._listeners if entry[1] is not queue]
