"""The pretend Slack itself: one workspace, one app, and what happens when either does something."""

from dataclasses import dataclass
from typing import Any

from handlers.playground.changes import Changes
from handlers.playground.clock import ProductClock
from handlers.playground.delivery import Courier, Delivery, Patience
from handlers.playground.errors import ApiError
from handlers.playground.faults import Fault, Faults
from handlers.playground.ledger import Ledger
from handlers.playground.messages import Conversation, Conversations, Message
from handlers.playground.payloads import Json, Payloads
from handlers.playground.signed_http import SignedHttp
from handlers.playground.sockets import Sockets
from handlers.playground.surfaces import Surfaces, View, with_ids
from handlers.playground.triggers import Permissions
from handlers.playground.workspace import Workspace

EVENT_SCOPES = {
    "message.im": "im:history",
    "message.channels": "channels:history",
    "app_mention": "app_mentions:read",
}


@dataclass(frozen=True)
class Keys:
    """The secrets the app and the stand-in share."""

    bot_token: str
    app_token: str
    signing_secret: str


@dataclass(frozen=True)
class Complaint:
    """Something the app did that real Slack would refuse or that a user would see fail."""

    where: str
    text: str


class Slack:
    """Holds all state; everything in here runs on one event loop."""

    def __init__(
        self,
        workspace: Workspace,
        keys: Keys,
        *,
        events_url: str | None = None,
        control_url: str | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.workspace = workspace
        self.keys = keys
        self.base_url = ""
        self.changes = Changes()
        self.clock = ProductClock(control_url)
        self.conversations = Conversations(workspace, lambda: self.clock.shift)
        self.surfaces = Surfaces(workspace)
        self.permissions = Permissions()
        self.ledger = Ledger()
        self.faults = Faults()
        self.payloads = Payloads(workspace)
        self.sockets = Sockets(workspace.bot.app_id, self.changes)
        self.complaints: list[Complaint] = []
        self.courier = Courier(self.changes, self.faults, self.sockets, patience or Patience(), self.complain)
        self.choices_in_messages: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
        self.statuses: dict[tuple[str, str], str] = {}
        self.prompts: dict[str, Json] = {}
        if events_url:
            self.courier.http = SignedHttp(events_url, keys.signing_secret)

    def complain(self, where: str, text: str) -> None:
        """Note something that went wrong on the app's side, and show it on the page."""
        self.complaints.append(Complaint(where, text))
        self.changes.tell("toast", where=where, text=f"Slack refused what the app did ({where}): {text}")

    def send_event(self, event: Json, subscription: str) -> Delivery | None:
        """Deliver an event if the app subscribed to it and holds the scope for it."""
        if subscription not in self.workspace.events:
            return None
        scope = EVENT_SCOPES.get(subscription)
        if self.workspace.scopes and scope and scope not in self.workspace.scopes:
            self.complain(subscription, f"the app subscribes to it without the scope {scope}")
            return None
        return self.courier.send_event(self.payloads.event_callback(event))

    def need_scope(self, *any_of: str) -> None:
        """Raise missing_scope unless the app holds one of these (where scopes are checked at all)."""
        held = self.workspace.scopes
        if held and any_of and not held.intersection(any_of):
            raise ApiError("missing_scope", needed=any_of[0], provided=",".join(sorted(held)))

    def response_url(self, key: str) -> str:
        """The address under which an interaction may be answered."""
        return f"{self.base_url}/response/{key}"

    def audience(self, message: Message) -> list[str]:
        """Who sees a message."""
        if message.ephemeral_to:
            return [message.ephemeral_to]
        conversation = self.conversations.find(message.channel)
        return list(conversation.members) if conversation else []

    def keep(self, message: Message) -> Message:
        """Store a new message, show it, and send its event."""
        message.blocks = with_ids(message.blocks)
        self.conversations.add(message)
        self.statuses.pop((message.channel, message.thread_ts or ""), None)
        self.changes.tell("message", self.audience(message), channel=message.channel, ts=message.ts)
        conversation = self.conversations.find(message.channel)
        if conversation is not None and message.ephemeral_to is None:
            kind = "message.im" if conversation.is_im else "message.channels"
            self.send_event(self.payloads.message(message, conversation), kind)
        return message

    def post_as_bot(self, conversation: Conversation, content: Json) -> Message:
        """A message by the app; `content` holds text, blocks, attachments, metadata, thread_ts, broadcast,
        ephemeral_to."""
        bot = self.workspace.bot
        return self.keep(
            Message(
                channel=conversation.id,
                ts=self.conversations.new_ts(),
                user=bot.user_id,
                bot_id=bot.bot_id,
                app_id=bot.app_id,
                **content,
            )
        )

    def change(self, message: Message, content: Json, *, edited: bool) -> None:
        """Replace parts of a message the app posted, show it, and send the event."""
        conversation = self.conversations.find(message.channel)
        previous = message.as_slack()
        ts = self.conversations.new_ts()
        for key, value in content.items():
            setattr(message, key, with_ids(value) if key == "blocks" else value)
        message.updates += 1
        if edited:
            message.edited = {"user": message.user, "ts": ts}
        self.changes.tell("update", self.audience(message), channel=message.channel, ts=message.ts)
        if conversation is not None and message.ephemeral_to is None:
            kind = "message.im" if conversation.is_im else "message.channels"
            self.send_event(self.payloads.message_changed(message, previous, ts, conversation), kind)

    def delete(self, message: Message) -> None:
        """Delete a message, show that, and send the event."""
        conversation = self.conversations.find(message.channel)
        previous = message.as_slack()
        audience = self.audience(message)
        self.conversations.remove(message)
        self.changes.tell("delete", audience, channel=message.channel, ts=message.ts)
        if conversation is not None and message.ephemeral_to is None:
            ts = self.conversations.new_ts()
            kind = "message.im" if conversation.is_im else "message.channels"
            self.send_event(self.payloads.message_deleted(message, previous, ts, conversation), kind)

    def show(self, view: View) -> View:
        """Tell the page that a view appeared or changed."""
        self.changes.tell("home" if view.type == "home" else "modal", [view.user], view_id=view.id)
        return view

    async def misbehave(self, fault: Fault) -> Fault:
        """Put a fault in force; the ones that happen once happen now."""
        if fault.kind == "silent_socket":
            fault.times, fault.used = 1, 1
            self.sockets.fall_silent()
        elif fault.kind == "disconnect":
            fault.times, fault.used = 1, 1
            await self.sockets.ask_to_reconnect(fault.reason)
        self.changes.note()
        return self.faults.add(fault)

    async def close(self) -> None:
        """Hang up on the app and stop what is under way."""
        await self.courier.close()
        await self.sockets.close_all()
