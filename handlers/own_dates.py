"""Questions about the dates of the person's own children: answered in direct messages, never in a channel."""

from __future__ import annotations

from bot.domain.people import Actor
from bot.services import guidance, own_dates
from bot.views import own_dates as views
from bot.views.parts import Message
from handlers.door import Door


def answer(door: Door, actor: Actor, text: str) -> Message | None:
    """The answer from the caseload; None where the question is one for the guidance, or an emergency."""
    found = own_dates.asked(door.deps, actor, text)
    if found is None or guidance.urgent(door.deps, actor, text)[0] is not None:
        return None
    if not found.rows:
        return views.nobody()
    today = door.deps.clock.today()
    return views.dates(found.rows, today, actor.slack_id, same_initials=found.same_initials)
