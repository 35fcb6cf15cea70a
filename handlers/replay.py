"""Answer events that were written down but not answered because the process ended in between."""

from __future__ import annotations

from collections.abc import MutableMapping
from threading import Event
from typing import Any, Protocol

from slack_bolt import App, BoltRequest

from bot.bootstrap import Deps

REPLAYED = "doorstep_replayed"
FINISHED = "doorstep_finished"
PATIENCE = 15.0


class Received(Protocol):
    """A row of the inbox: what Slack delivered."""

    @property
    def event_id(self) -> str: ...

    @property
    def payload(self) -> dict[str, Any]: ...


def handle_received(app: App, deps: Deps, received: Received) -> bool:
    """Answer one stored event through the same listeners as the first time; True once it was dealt with.

    The row is marked as done by the listener. False means that it took longer than a quarter of a minute: it may
    still be answered, so leave the row alone for a while.
    """
    finished = Event()
    request = BoltRequest(
        body=received.payload, mode="socket_mode", context={REPLAYED: True, FINISHED: finished}
    )
    app.dispatch(request)
    return finished.wait(PATIENCE)


def finish(context: MutableMapping[str, Any]) -> None:
    """Tell whoever waits for a replayed event that its listener has ended."""
    waiting = context.get(FINISHED)
    if isinstance(waiting, Event):
        waiting.set()
