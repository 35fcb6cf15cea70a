"""Which child is meant: from the person's own list, never by asking for a reference."""

from __future__ import annotations

from bot.domain.people import Actor
from bot.errors import NotFound
from bot.services import caseload
from bot.views import visits as views
from bot.views.anchors import Anchor
from bot.views.parts import Json
from handlers.door import Door


def pick_child(door: Door, actor: Actor, anchor: Anchor, found: str = "") -> Json:
    """The list to pick a child from: those that match `found`, else all the person may plan for."""
    matches = caseload.find_children(door.deps, actor, found) if found else ()
    children = matches or caseload.my_children(door.deps, actor)
    if not children:
        raise NotFound(
            "There is no child on your list yet. Your manager can allocate one in the case system; "
            "it appears here after the next import."
        )
    return views.pick_child(children, door.deps.clock.today(), anchor, "" if matches else found)
