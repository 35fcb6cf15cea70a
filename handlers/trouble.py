"""The one error handler: expected trouble shows its sentence, anything else a reference, and never silence."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt import App, BoltContext, BoltResponse

from bot.errors import BotError, InvalidInput, StorageAway
from bot.services import inbox
from bot.views import parts, talk
from bot.views.parts import Message
from bot.wording import say
from handlers import forms
from handlers.door import Door, user_of
from handlers.inbox import STORED, event_key
from handlers.replay import finish
from handlers.workspace import UNREACHABLE

log = structlog.get_logger()


def sentence_for(error: Exception) -> str:
    """What the person reads. For the unexpected: a reference, under which the stack is logged."""
    if isinstance(error, BotError):
        return error.sentence
    reference = "D-" + secrets.token_hex(3).upper()
    log.error("trouble.unexpected", reference=reference, exc_info=error)
    return say("unexpected", reference=reference)


def message_for(error: Exception, sentence: str) -> Message:
    """The same where they write. It may name a child, unless it is fixed: then it lasts, and no record is needed."""
    return talk.short(sentence, lasting=not isinstance(error, BotError) or isinstance(error, StorageAway))


def register(app: App, door: Door) -> None:
    """Make this the handler of every error, in listeners and in middleware."""

    @app.error
    def handle(
        error: Exception, body: Mapping[str, Any], context: BoltContext, response: BoltResponse | None
    ) -> BoltResponse | None:
        if body.get("type") == "event_callback":
            return _event(door, error, body, context)
        sentence = sentence_for(error)
        log.info(
            "trouble.shown", kind=type(error).__name__, user=user_of(body), type=body.get("type", "command")
        )
        if response is None:  # it was acknowledged, so what mattered is saved: say what did not work
            _tell(door, body, sentence, message_for(error, sentence))
            return None
        if body.get("type") == "view_submission":
            return _form(error, body, sentence)
        if body.get("type") == "block_suggestion":
            return BoltResponse(status=200, body={"options": []})
        if "command" in body:
            return BoltResponse(
                status=200, body={"response_type": "ephemeral", "text": parts.escape(sentence)}
            )
        _tell(door, body, sentence, message_for(error, sentence))
        return BoltResponse(status=200, body="")


def _event(
    door: Door, error: Exception, body: Mapping[str, Any], context: BoltContext
) -> BoltResponse | None:
    if not context.get(STORED):
        # Nothing is written down yet: no acknowledgement, so Slack delivers it again.
        log.error("trouble.event_not_stored", event=event_key(body), exc_info=error)
        return None
    message = message_for(error, sentence_for(error))
    event = body["event"]
    try:
        if event["type"] == "app_home_opened":
            pass
        elif event.get("channel_type") == "im":
            door.post(event["channel"], message, str(event.get("thread_ts") or ""))
        else:
            thread = str(event.get("thread_ts") or event.get("ts") or "")
            door.whisper(event["channel"], user_of(body), message, thread)
    except UNREACHABLE as silence:
        # Left in the inbox on purpose: it is answered once Slack can be reached again.
        log.warning("trouble.could_not_tell", event=event_key(body), trouble=type(silence).__name__)
    else:
        inbox.done(door.deps, event_key(body))
    finish(context)
    return BoltResponse(status=200, body="")


def _form(error: Exception, body: Mapping[str, Any], sentence: str) -> BoltResponse:
    """The form stays open with what was typed; the sentence stands at its field, or on a page above the form."""
    view = body["view"]
    if isinstance(error, InvalidInput):
        errors = forms.errors_for(view, error)
        if errors:
            return BoltResponse(status=200, body={"response_action": "errors", "errors": errors})
    page = parts.notice("Not saved", f"{sentence}\n\nClose this page to go back to your form.")
    return BoltResponse(status=200, body={"response_action": "push", "view": page})


def _tell(door: Door, body: Mapping[str, Any], sentence: str, message: Message) -> None:
    """Say it where the person is: on a page above an open form, beside a message, or in a direct message."""
    user = user_of(body)
    container = body.get("container") or {}
    view = body.get("view") or {}
    try:
        if body.get("trigger_id") and (view or body.get("type") == "shortcut"):
            call = door.client.views_push if view.get("type") == "modal" else door.client.views_open
            try:
                call(trigger_id=body["trigger_id"], view=parts.notice("Please note", sentence))
                return
            except UNREACHABLE as trouble:
                log.info("trouble.no_modal", trouble=type(trouble).__name__)
        if container.get("channel_id"):
            thread = str(container.get("thread_ts") or "")
            door.whisper(container["channel_id"], user, message, thread)
        elif user:
            door.tell(user, message)
    except UNREACHABLE as silence:
        log.warning("trouble.could_not_tell", user=user, trouble=type(silence).__name__)
