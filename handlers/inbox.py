"""Events are written down before Slack is told that they arrived; a repeated delivery changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import BoltRequest, BoltResponse

from bot.bootstrap import Deps
from bot.services import inbox
from handlers.replay import REPLAYED

OURS_TO_ANSWER = frozenset({"app_home_opened", "app_mention", "message"})
PEOPLE_SAY = frozenset({None, "file_share", "thread_broadcast", "me_message"})
"""Kinds of message that a person wrote; edits, deletions, joins and messages of bots are not answered."""

STORED = "doorstep_stored"
"""Set in Bolt's context once an event is in the inbox: from then on it may be acknowledged."""


def wanted(event: Mapping[str, Any]) -> bool:
    """Whether an event is something a person said or opened, which we answer."""
    if event.get("type") not in OURS_TO_ANSWER:
        return False
    if event["type"] != "message":
        return not event.get("bot_id")
    return (
        event.get("channel_type") == "im"
        and event.get("subtype") in PEOPLE_SAY
        and not event.get("bot_id")
        and bool(event.get("user"))
    )


def event_key(body: Mapping[str, Any]) -> str:
    """What makes an event the same one when it is delivered again."""
    event = body.get("event") or {}
    return str(body.get("event_id") or f"{event.get('channel')}:{event.get('event_ts')}")


def middleware(deps: Deps) -> Callable[..., BoltResponse | None]:
    """What Bolt runs before it asks who the app is and before it acknowledges an event.

    Bolt acknowledges events before it runs their listener, and does not drop repeated ones: so both are
    done here. Where the write fails the answer is 500 (no acknowledgement), and Slack delivers again.
    """

    def write_down(req: BoltRequest, next: Callable[[], None]) -> BoltResponse | None:
        body = req.body
        if body.get("type") != "event_callback":
            next()
            return None
        event = body.get("event") or {}
        if not wanted(event):
            return BoltResponse(status=200, body="")
        if req.context.get(REPLAYED):
            req.context[STORED] = True
            next()
            return None
        channel = event.get("channel")
        new = inbox.receive(
            deps,
            event_key(body),
            str(event["type"]),
            str(event.get("user") or ""),
            channel if isinstance(channel, str) else "",
            dict(body),
        )
        if not new:
            return BoltResponse(status=200, body="")
        req.context[STORED] = True
        next()
        return None

    return write_down
