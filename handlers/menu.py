"""The menu that "help", a greeting and everything unknown lead to, with questions that fit the person now."""

from __future__ import annotations

import structlog

from bot.domain.people import Actor
from bot.services import prompts
from bot.views import parts, talk
from bot.views.parts import Message
from handlers.door import Door
from handlers.workspace import UNREACHABLE

log = structlog.get_logger()

OFTEN_ASKED = "People often ask"


def menu(door: Door, actor: Actor, *, greeting: bool = False, first: str = "") -> Message:
    """What I can do; `first` is a sentence of ours above it."""
    first_name = actor.name.split()[0] if actor.name.split() else actor.name
    drawn = talk.help_message(first_name, greeting, prompts.suggested(door.deps, actor))
    return parts.message(first, [parts.said(first), *drawn.blocks]) if first else drawn


def suggest(door: Door, actor: Actor, channel: str) -> None:
    """Offer the same questions in Slack's agent view, where the authority has turned it on."""
    if not door.deps.settings.agent_view:
        return
    shown = [{"title": text, "message": text} for text in prompts.suggested(door.deps, actor)]
    try:
        door.client.assistant_threads_setSuggestedPrompts(
            channel_id=channel, title=OFTEN_ASKED, prompts=shown
        )
    except UNREACHABLE as trouble:  # they come again the next time the tab is opened
        log.info("prompts.not_shown", user=actor.slack_id, trouble=type(trouble).__name__)
