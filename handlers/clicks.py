"""What every click carries: where it was made, what it is about, and the key that makes it count once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.views.anchors import Anchor, unpack
from bot.views.parts import Json
from handlers.door import Door, user_of

Body = Mapping[str, Any]

OUTRUN = frozenset({"hash_conflict", "not_found", "view_not_found"})
"""A form that changed or closed while we drew it: the newer one wins."""


def action(body: Body) -> Mapping[str, Any]:
    """The one action of the payload."""
    found: Mapping[str, Any] = body["actions"][0]
    return found


def value(body: Body) -> str:
    """The value of the clicked button."""
    return str(action(body).get("value") or "")


def anchor(body: Body) -> Anchor:
    """What the clicked button is about; NotFound where it was made by another version."""
    return unpack(value(body))


def once(body: Body) -> str:
    """The key of this click: Slack may deliver it twice, and a finger may tap twice within one payload."""
    clicked = action(body)
    return f"click:{clicked.get('action_ts', '')}:{user_of(body)}:{clicked.get('action_id', '')}"


def once_view(body: Body) -> str:
    """The key of this submission: a form is saved once, however often it is sent."""
    return f"view:{body['view']['id']}"


def message_of(body: Body) -> tuple[str, str]:
    """Channel and ts of the message the click was made in; two empty strings elsewhere."""
    container = body.get("container") or {}
    if container.get("type") != "message" or container.get("is_ephemeral"):
        return "", ""
    return str(container.get("channel_id") or ""), str(container.get("message_ts") or "")


def thread_of(body: Body) -> str:
    """The thread the clicked message stands in, "" at the top level."""
    container = body.get("container") or {}
    return str(container.get("thread_ts") or (body.get("message") or {}).get("thread_ts") or "")


def private_place(door: Door, body: Body) -> tuple[str, str]:
    """Where an answer meant for this person alone may be posted: the direct messages, in the same thread."""
    channel, _ = message_of(body)
    direct = door.workspace.direct_channel(user_of(body))
    return (direct, thread_of(body)) if channel == direct else (direct, "")


def redraw_view(door: Door, body: Body, view: Json) -> None:
    """Replace the open form, unless it changed meanwhile."""
    shown = body["view"]
    try:
        door.client.views_update(view_id=shown["id"], hash=shown.get("hash"), view=view)
    except SlackApiError as trouble:
        if trouble.response.get("error") not in OUTRUN:
            raise
