"""Conversations and the messages in them, as Slack keeps and shows them."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.playground.reading import words
from handlers.playground.workspace import Workspace


@dataclass(eq=False)
class Message:
    """One message; the same object changes when it is edited, so whoever holds it sees what a reader sees."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    bot_id: str | None = None
    app_id: str | None = None
    team: str = ""
    metadata: dict[str, Any] | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    ephemeral_to: str | None = None
    edited: dict[str, str] | None = None
    deleted: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    reply_ts: list[str] = field(default_factory=list)
    shown_at: str = ""
    accepted_at: float = field(default_factory=time.monotonic)
    updates: int = 0

    @property
    def is_reply(self) -> bool:
        """True for an answer inside a thread (not for the message that started it)."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def all_text(self) -> str:
        """All a reader sees: the blocks' words, or the text where there are no blocks."""
        return words(self.blocks) if self.blocks else self.text

    def as_slack(self, *, full_metadata: bool = True) -> dict[str, Any]:
        """The message object of Slack's API; without `full_metadata` only its event_type is told."""
        shown: dict[str, Any] = {
            "type": "message",
            "user": self.user,
            "ts": self.ts,
            "text": self.text,
            "team": self.team,
        }
        if self.bot_id:
            shown |= {"bot_id": self.bot_id, "app_id": self.app_id}
        if self.blocks:
            shown["blocks"] = self.blocks
        if self.attachments:
            shown["attachments"] = self.attachments
        if self.metadata:
            keep = ("event_type", "event_payload") if full_metadata else ("event_type",)
            shown["metadata"] = {key: self.metadata[key] for key in keep}
        if self.edited:
            shown["edited"] = self.edited
        if self.thread_ts:
            shown["thread_ts"] = self.thread_ts
        if self.reply_ts:
            shown |= {"reply_count": len(self.reply_ts), "latest_reply": self.reply_ts[-1]}
        if self.broadcast:
            shown["subtype"] = "thread_broadcast"
        if self.reactions:
            shown["reactions"] = [
                {"name": name, "users": users, "count": len(users)} for name, users in self.reactions.items()
            ]
        if self.deleted:
            shown |= {"subtype": "tombstone", "hidden": True, "text": "This message was deleted."}
            shown.pop("blocks", None)
        return shown

    def as_page(self) -> dict[str, Any]:
        """What the browser page draws."""
        return {
            "channel": self.channel,
            "ts": self.ts,
            "user": self.user,
            "bot_id": self.bot_id,
            "text": "" if self.deleted else self.text,
            "blocks": [] if self.deleted else self.blocks,
            "thread_ts": self.thread_ts,
            "reply_count": len(self.reply_ts),
            "latest_reply": self.reply_ts[-1] if self.reply_ts else None,
            "edited": self.edited,
            "ephemeral_to": self.ephemeral_to,
            "deleted": self.deleted,
            "broadcast": self.broadcast,
            "reactions": self.reactions,
            "at": self.shown_at,
        }


@dataclass
class Conversation:
    """A channel, or the direct messages between one person and the bot."""

    id: str
    name: str
    is_im: bool
    members: tuple[str, ...]
    messages: dict[str, Message] = field(default_factory=dict)
    read_up_to: dict[str, str] = field(default_factory=dict)
    created: int = 0


class Conversations:
    """All conversations of the workspace; direct messages come into being when first opened."""

    def __init__(self, workspace: Workspace, clock_shift: Callable[[], timedelta]) -> None:
        self._workspace = workspace
        self._clock_shift = clock_shift
        self._all: dict[str, Conversation] = {
            channel.id: Conversation(channel.id, channel.name, is_im=False, members=channel.members)
            for channel in workspace.channels.values()
        }
        self._last_microsecond = 0

    def __iter__(self) -> Iterator[Conversation]:
        return iter(list(self._all.values()))

    def im(self, user: str) -> Conversation:
        """The direct messages between this user and the bot."""
        im_id = "D" + user[1:]
        if im_id not in self._all:
            members = (user, self._workspace.bot.user_id)
            self._all[im_id] = Conversation(
                im_id, user, is_im=True, members=members, created=int(time.time())
            )
        return self._all[im_id]

    def find(self, reference: str) -> Conversation | None:
        """A conversation by id, by `#name`, or by a user's id (their direct messages)."""
        if reference in self._all:
            return self._all[reference]
        person = "U" + reference[1:] if reference.startswith("D") else reference
        if person in self._workspace.users and person != self._workspace.bot.user_id:
            return self.im(person)
        named = [c for c in self._all.values() if not c.is_im and f"#{c.name}" == f"#{reference.lstrip('#')}"]
        return named[0] if named else None

    def new_ts(self) -> str:
        """A message id: seconds and microseconds, never given twice."""
        self._last_microsecond = max(self._last_microsecond + 1, time.time_ns() // 1000)
        return f"{self._last_microsecond // 1_000_000}.{self._last_microsecond % 1_000_000:06d}"

    def add(self, message: Message) -> Message:
        """Keep a message, and count it under its thread."""
        conversation = self._all[message.channel]
        message.team = self._workspace.team_id
        moment = datetime.fromtimestamp(float(message.ts), UTC) + self._clock_shift()
        message.shown_at = moment.isoformat(timespec="seconds")
        conversation.messages[message.ts] = message
        parent = conversation.messages.get(message.thread_ts or "")
        if parent is not None and message.is_reply and message.ephemeral_to is None:
            parent.thread_ts = parent.ts
            parent.reply_ts.append(message.ts)
        return message

    def remove(self, message: Message) -> None:
        """Delete a message: gone, or a mark in its place where replies hang on it."""
        conversation = self._all[message.channel]
        message.deleted = True
        if not message.reply_ts:
            conversation.messages.pop(message.ts, None)
        parent = conversation.messages.get(message.thread_ts or "")
        if parent is not None and message.ts in parent.reply_ts:
            parent.reply_ts.remove(message.ts)

    def seen_by(self, user: str, channel: str, thread_ts: str | None = None) -> list[Message]:
        """The messages this user sees in a conversation (or one thread of it), oldest first."""
        conversation = self._all.get(channel)
        if conversation is None or user not in conversation.members:
            return []
        shown = [m for m in list(conversation.messages.values()) if m.ephemeral_to in (None, user)]
        if thread_ts is not None:
            return [m for m in shown if thread_ts in (m.ts, m.thread_ts)]
        return [m for m in shown if not m.is_reply or m.broadcast]

    def unread(self, user: str, conversation: Conversation) -> int:
        """How many messages by others this user has not opened yet."""
        mark = conversation.read_up_to.get(user, "")
        return sum(
            1 for m in self.seen_by(user, conversation.id) if m.ts > mark and m.user != user and not m.deleted
        )
