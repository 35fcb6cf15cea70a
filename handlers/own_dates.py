"""Questions about the dates of the person's own children: answered in direct messages, never in a channel."""

from __future__ import annotations

from bot.domain.people import Actor
from bot.services import guidance, own_dates, own_lists
from bot.views import own_dates as views
from bot.views import talk
from bot.views.parts import Message
from bot.wording import say
from handlers.door import Door


def answer(door: Door, actor: Actor, text: str) -> Message | None:
    """The answer from the caseload; None where the question is one for the guidance, or an emergency."""
    listed = own_lists.asked(door.deps, actor, text)
    if listed is not None:
        return _list(door, actor, listed)
    found = own_dates.asked(door.deps, actor, text)
    if found is None or guidance.urgent(door.deps, actor, text)[0] is not None:
        return None
    if not found.rows:
        return views.nobody()
    today = door.deps.clock.today()
    return views.dates(found.rows, today, actor.slack_id, same_initials=found.same_initials)


def _list(door: Door, actor: Actor, found: own_lists.OwnList) -> Message:
    if not found.listed:
        return talk.fixed("list_of_nobody")
    whose = say("list_of_team") if found.of_team else say("list_of_own")
    kind = "overdue" if found.period is own_lists.Period.OVERDUE else "period"
    none = "" if found.rows else "_none"
    heading = say(f"list_{kind}{none}", whose=whose, period=found.period)
    return views.listed(
        found.rows,
        door.deps.clock.today(),
        actor.slack_id,
        heading=heading,
        undated=found.undated,
        data_as_of=found.data_as_of,
    )
