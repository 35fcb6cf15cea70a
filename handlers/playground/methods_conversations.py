"""Web API methods that open, list and read conversations."""

import base64
import time
from typing import Any

from handlers.playground.arguments import Arguments
from handlers.playground.errors import ApiError
from handlers.playground.messages import Conversation, Message
from handlers.playground.methods_chat import conversation_of
from handlers.playground.slack import Slack
from handlers.playground.web_api import Reply, method

_MOST = 999


@method("conversations.open", "im:write")
def open_conversation(slack: Slack, args: Arguments) -> Reply:
    """The direct message channel with one user."""
    if "channel" in args:
        conversation = conversation_of(slack, args)
    else:
        users = [user for user in args.required("users", "users_list_not_supplied").split(",") if user]
        if len(users) != 1:
            raise ApiError("not_enough_users" if not users else "too_many_users")
        person = slack.workspace.users.get(users[0])
        if person is None:
            raise ApiError("user_not_found")
        if person.deleted:
            raise ApiError("user_disabled")
        if person.is_bot:
            raise ApiError("cannot_dm_bot")
        conversation = slack.conversations.im(person.id)
    channel = _described(slack, conversation) if args.flag("return_im") else {"id": conversation.id}
    return {"channel": channel}


@method("conversations.info")
def info(slack: Slack, args: Arguments) -> Reply:
    """One conversation."""
    conversation = conversation_of(slack, args, by_user=False)
    _need(slack, conversation, "read")
    described = _described(slack, conversation)
    if args.flag("include_num_members"):
        described["num_members"] = len(conversation.members)
    return {"channel": described}


@method("conversations.list")
def list_conversations(slack: Slack, args: Arguments) -> Reply:
    """The conversations of the given types, paged."""
    types = args.text("types", "public_channel").split(",")
    for kind, scope in (("im", "im:read"), ("public_channel", "channels:read")):
        if kind in types:
            slack.need_scope(scope)
    wanted = [
        _described(slack, c) for c in slack.conversations if ("im" if c.is_im else "public_channel") in types
    ]
    page, cursor = paged(wanted, args, 100)
    return {"channels": page, "response_metadata": {"next_cursor": cursor}}


@method("conversations.members")
def members(slack: Slack, args: Arguments) -> Reply:
    """Who is in a conversation, paged."""
    conversation = conversation_of(slack, args, by_user=False)
    _need(slack, conversation, "read")
    page, cursor = paged(list(conversation.members), args, 100)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


@method("conversations.history")
def history(slack: Slack, args: Arguments) -> Reply:
    """Messages of a conversation, newest first; thread answers are left to conversations.replies."""
    conversation = conversation_of(slack, args, by_user=False)
    _need(slack, conversation, "history")
    if slack.workspace.bot.user_id not in conversation.members:
        raise ApiError("not_in_channel")
    top = [m for m in _visible(slack, conversation) if not m.is_reply or m.broadcast]
    return _page_of(list(reversed(_between(top, args))), args)


@method("conversations.replies")
def replies(slack: Slack, args: Arguments) -> Reply:
    """A thread, the message that started it first."""
    conversation = conversation_of(slack, args, by_user=False)
    _need(slack, conversation, "history")
    ts = args.required("ts")
    start = conversation.messages.get(ts)
    if start is None or start.ephemeral_to:
        raise ApiError("thread_not_found")
    root = start.thread_ts or start.ts
    thread = [m for m in _visible(slack, conversation) if root in (m.ts, m.thread_ts)]
    first, rest = thread[:1], _between(thread[1:], args)
    return _page_of(first + rest, args)


def paged(items: list[Any], args: Arguments, most: int) -> tuple[list[Any], str]:
    """One page of a list and the cursor of the next ('' at the end)."""
    limit = args.number("limit", most)
    if not 1 <= limit <= _MOST:
        raise ApiError("invalid_limit")
    start = 0
    if cursor := args.text("cursor"):
        try:
            start = int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
        except ValueError:
            raise ApiError("invalid_cursor") from None
    end = start + limit
    following = base64.b64encode(f"next:{end}".encode()).decode() if end < len(items) else ""
    return items[start:end], following


def _need(slack: Slack, conversation: Conversation, what: str) -> None:
    slack.need_scope(f"{'im' if conversation.is_im else 'channels'}:{what}")


def _visible(slack: Slack, conversation: Conversation) -> list[Message]:
    settled = time.monotonic() - slack.faults.history_lag
    return [
        m
        for m in conversation.messages.values()
        if m.ephemeral_to is None and (m.accepted_at <= settled or not slack.faults.history_lag)
    ]


def _between(messages: list[Message], args: Arguments) -> list[Message]:
    oldest, latest = args.text("oldest", "0") or "0", args.text("latest")
    inclusive = args.flag("inclusive")
    try:
        low, high = float(oldest), float(latest) if latest else float("inf")
    except ValueError:
        raise ApiError("invalid_ts_oldest") from None
    if inclusive:
        return [m for m in messages if low <= float(m.ts) <= high]
    return [m for m in messages if low < float(m.ts) < high]


def _page_of(messages: list[Message], args: Arguments) -> Reply:
    page, cursor = paged(messages, args, 100)
    whole = args.flag("include_all_metadata")
    reply: Reply = {
        "messages": [m.as_slack(full_metadata=whole) for m in page],
        "has_more": bool(cursor),
        "pin_count": 0,
    }
    if cursor:
        reply["response_metadata"] = {"next_cursor": cursor}
    return reply


def _described(slack: Slack, conversation: Conversation) -> dict[str, Any]:
    common: dict[str, Any] = {
        "id": conversation.id,
        "created": conversation.created,
        "is_archived": False,
        "context_team_id": slack.workspace.team_id,
    }
    if conversation.is_im:
        person = slack.workspace.users[conversation.name]
        return common | {"is_im": True, "user": person.id, "is_user_deleted": person.deleted}
    return common | {
        "name": conversation.name,
        "is_channel": True,
        "is_im": False,
        "is_private": False,
        "is_general": conversation.name == "general",
        "is_ext_shared": False,
        "is_member": slack.workspace.bot.user_id in conversation.members,
    }
