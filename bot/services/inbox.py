"""Events as they arrive: stored before the acknowledgement, handled once, replayed after a crash."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.bootstrap import Deps
from bot.storage.inbox import Received

LEASE = timedelta(seconds=20)
KEEP = timedelta(hours=48)
MOST_TRIES = 5


def receive(deps: Deps, event_id: str, kind: str, user: str, channel: str, payload: dict[str, Any]) -> bool:
    """Store an event; False where it was stored before (a repeated delivery)."""
    now = deps.clock.wall()
    deps.reach("event:before-commit")
    with deps.transaction() as tx:
        new = tx.inbox.receive(event_id, kind, payload, now, now + LEASE)
    deps.reach("event:after-commit")
    return new


def done(deps: Deps, event_id: str) -> None:
    """The event is answered; its payload is emptied."""
    deps.reach("event:before-done")
    with deps.transaction() as tx:
        tx.inbox.done(event_id, deps.clock.wall())


def unfinished(deps: Deps) -> list[Received]:
    """Events that nobody answered within their lease, leased to the caller; hopeless ones are given up."""
    with deps.transaction() as tx:
        taken = tx.inbox.claim_unfinished(deps.clock.wall(), LEASE)
        for received in taken:
            if received.attempts > MOST_TRIES:
                tx.inbox.done(received.event_id, deps.clock.wall())
                tx.audit.add("doorstep", "event.given_up", f"event:{received.event_id}")
    return [received for received in taken if received.attempts <= MOST_TRIES]


def forget_old(deps: Deps) -> None:
    """Drop what was handled long ago."""
    with deps.transaction() as tx:
        tx.inbox.forget_before(deps.clock.wall() - KEEP)
