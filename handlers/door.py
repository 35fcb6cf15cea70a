"""What every handler holds: services' dependencies on one side, Slack's client on the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.bootstrap import Deps
from bot.domain.people import Actor
from bot.errors import NotAllowed
from bot.services import access
from bot.views import parts
from bot.views.ids import Action
from bot.views.parts import Json, Message
from bot.wording import say
from handlers.workspace import Workspace

log = structlog.get_logger()

TOO_LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged"})
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found"})


@dataclass(frozen=True, slots=True)
class Again:
    """The button that repeats what could not be opened in time."""

    action: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """The edge between Slack and the services."""

    deps: Deps
    client: WebClient
    workspace: Workspace

    def actor(self, user: str, team: str = "") -> Actor:
        """The person behind a Slack user; NotAllowed for guests, UnknownPerson for strangers."""
        if not self.workspace.serves(user, team):
            raise NotAllowed(say("guest"))
        return access.actor(self.deps, user)

    def post(self, channel: str, message: Message, thread_ts: str = "") -> str:
        """Post in a conversation; returns the message's ts."""
        posted = self.client.chat_postMessage(
            channel=channel,
            text=message.text,
            blocks=message.blocks,
            thread_ts=thread_ts or None,
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(posted["ts"])

    def tell(self, user: str, message: Message) -> str:
        """Post in the direct messages with `user`; returns the message's ts."""
        return self.post(self.workspace.direct_channel(user), message)

    def whisper(self, channel: str, user: str, message: Message, thread_ts: str = "") -> None:
        """Show something to one person only, where they are."""
        self.client.chat_postEphemeral(
            channel=channel,
            user=user,
            text=message.text,
            blocks=message.blocks,
            thread_ts=thread_ts or None,
        )

    def redraw(self, channel: str, ts: str, message: Message) -> bool:
        """Replace a message of ours; False where it is no longer there."""
        try:
            self.client.chat_update(channel=channel, ts=ts, text=message.text, blocks=message.blocks)
        except SlackApiError as trouble:
            if trouble.response.get("error") in GONE:
                return False
            raise
        return True

    def open(self, body: Mapping[str, Any], view: Json, again: Again) -> None:
        """Open a modal, on top of the one that is open; where Slack gave up waiting, offer to try again."""
        call = (
            self.client.views_push
            if (body.get("view") or {}).get("type") == "modal"
            else self.client.views_open
        )
        try:
            call(trigger_id=body.get("trigger_id", ""), view=view)
        except SlackApiError as trouble:
            if trouble.response.get("error") not in TOO_LATE:
                raise
            log.info("modal.too_late", action=again.action)
            self.tell(user_of(body), try_again(again))


def try_again(again: Again) -> Message:
    """What is said where a form could not open in time."""
    button = parts.button("Try again", again.action, again.value, style="primary")
    help_button = parts.button("Help", Action.HELP)
    return parts.message(
        "Please try that again.",
        [parts.said(say("too_slow")), parts.actions("try_again", button, help_button)],
    )


def user_of(body: Mapping[str, Any]) -> str:
    """The Slack user a payload comes from; "" where there is none."""
    user = body.get("user")
    if isinstance(user, Mapping):
        return str(user.get("id") or "")
    event = body.get("event")
    if isinstance(event, Mapping):
        return str(event.get("user") or "")
    return str(user or body.get("user_id") or "")


def team_of(body: Mapping[str, Any]) -> str:
    """The workspace the person belongs to, as far as the payload says; "" otherwise."""
    user = body.get("user")
    if isinstance(user, Mapping):
        return str(user.get("team_id") or "")
    event = body.get("event")
    if isinstance(event, Mapping):
        return str(event.get("user_team") or event.get("team") or "")
    return str(body.get("team_id") or "")
