"""What every handler holds: services' dependencies on one side, Slack's client on the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.bootstrap import Deps
from bot.domain.people import Actor
from bot.errors import NotAllowed
from bot.services import access, delivery
from bot.views import parts
from bot.views.ids import Action
from bot.views.parts import Json, Message
from bot.wording import say
from handlers.workspace import UNREACHABLE, Workspace

log = structlog.get_logger()

TOO_LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged"})
BUSY = frozenset(
    {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
)
"""Slack could not open a form just now, or may have and could not say so."""
TOO_MANY, SERVER_TROUBLE = 429, 500
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found"})


@dataclass(frozen=True, slots=True)
class Again:
    """The button that repeats what could not be opened in time."""

    action: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """The edge between Slack and the services. `impatient` waits no longer than a click's trigger lives."""

    deps: Deps
    client: WebClient
    impatient: WebClient
    workspace: Workspace

    def actor(self, user: str, team: str = "") -> Actor:
        """The person behind a Slack user; NotAllowed for guests, UnknownPerson for strangers."""
        if not self.workspace.serves(user, team):
            raise NotAllowed(say("guest"))
        return access.actor(self.deps, user)

    def post(self, channel: str, message: Message, thread_ts: str = "", *, note: bool = True) -> str:
        """Post in a conversation; returns the message's ts. What may tell of a child is noted, to be taken down.

        Without `note` the caller stores where it stands in a transaction of its own, and that it is there with it.
        """
        posted = self.client.chat_postMessage(
            channel=channel,
            text=message.text,
            blocks=message.blocks,
            thread_ts=thread_ts or None,
            unfurl_links=False,
            unfurl_media=False,
        )
        ts = str(posted["ts"])
        if note and not message.lasting:
            delivery.replied(self.deps, str(posted["channel"]), ts)
        return ts

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

    def open(self, body: Mapping[str, Any], view: Json, again: Again | None) -> None:
        """Open a modal, on top of the one that is open; where Slack did not open it, offer to try again, once.

        With `again` None the modal only adds to what was said elsewhere, and is left out then.
        """
        call = (
            self.impatient.views_push
            if (body.get("view") or {}).get("type") == "modal"
            else self.impatient.views_open
        )
        try:
            call(trigger_id=body.get("trigger_id", ""), view=view)
            return
        except SlackApiError as trouble:
            error, status = str(trouble.response.get("error")), trouble.response.status_code
            if error not in TOO_LATE | BUSY and status != TOO_MANY and status < SERVER_TROUBLE:
                raise
            why, said = error, say("too_slow") if error in TOO_LATE else say("not_opened")
        except (SlackClientError, OSError, HTTPException) as trouble:
            why, said = type(trouble).__name__, say("not_opened")
        log.info("modal.not_opened", action=again.action if again else "", why=why)
        if again is not None:
            self._offer(user_of(body), try_again(again, said))

    def _offer(self, user: str, message: Message) -> None:
        """Say it once: a second sentence about the first one's trouble would only mislead."""
        try:
            self.tell(user, message)
        except UNREACHABLE as silence:
            log.warning("modal.could_not_tell", user=user, trouble=type(silence).__name__)


def try_again(again: Again, sentence: str) -> Message:
    """What is said where a form did not open."""
    button = parts.button("Try again", again.action, again.value, style="primary")
    help_button = parts.button("Help", Action.HELP)
    return parts.message(
        "Please try that again.",
        [parts.said(sentence), parts.actions("try_again", button, help_button)],
        lasting=True,
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
