"""What if: from a child's row, from "Why this date?", by command, and offered where a question asks for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltContext

from bot.domain.people import Actor
from bot.domain.plan_changes import WhatIfAsk, read_ask
from bot.services import caseload, guidance, what_if
from bot.services.plan_choices import choices
from bot.views import what_if as views
from bot.views.ids import Action, Block, View
from bot.views.parts import Json, Message
from handlers import clicks, forms
from handlers.clicks import Body
from handlers.door import Again, Door

Ack = Callable[..., Any]
WORD = "what-if"
"""The word after the command."""


def register(app: App, door: Door) -> None:
    """The buttons and the form."""

    @app.action(re.compile(f"^{Action.WHAT_IF}(:[0-9]+)?$"))
    def opened(ack: Ack, body: Body, context: BoltContext) -> None:
        value = clicks.value(body)
        ask = read_ask(value) if "child_id" not in value else WhatIfAsk(clicks.anchor(body).child_id)
        _open(door, body, ack, context["actor"], ask)

    @app.view(View.WHAT_IF)
    def supposed(ack: Ack, body: Body, context: BoltContext) -> None:
        view, actor = body["view"], context["actor"]
        about = read_ask(str(view.get("private_metadata") or "")).child_id
        ask = WhatIfAsk(
            about or forms.picked_child(view),
            forms.day(view, Block.SEEN_ON),
            forms.one(view, Block.BECOMES),
        )
        found = what_if.work_out(door.deps, actor, ask)
        today = door.deps.clock.today()
        ack(response_action="update", view=views.form([found.child], ask, choices().says, today, found))


def _open(door: Door, body: Body, ack: Ack, actor: Actor, ask: WhatIfAsk) -> None:
    view = view_for(door, actor, ask)
    ack()
    door.open(body, view, Again(Action.WHAT_IF, ask.pack()))


def open_for(door: Door, body: Body, ack: Ack, actor: Actor, child_id: int) -> None:
    """The form for one child, from its row."""
    _open(door, body, ack, actor, WhatIfAsk(child_id))


def view_for(door: Door, actor: Actor, ask: WhatIfAsk, found: str = "") -> Json:
    """The form: for the child asked about, the only one `found` names, or with a list to choose from.

    Where the child and something to suppose are known, the answer stands in it at once.
    """
    matches = caseload.find_children(door.deps, actor, found) if found else ()
    if len(matches) == 1:
        ask = WhatIfAsk(matches[0].id, ask.seen_on, ask.becomes)
    says, today = choices().says, door.deps.clock.today()
    if ask.child_id and (ask.seen_on or ask.becomes):
        answer = what_if.work_out(door.deps, actor, ask)
        return views.form([answer.child], ask, says, today, answer)
    if ask.child_id:
        return views.form([caseload.why(door.deps, actor, ask.child_id).child], ask, says, today)
    return views.form(what_if.children(door.deps, actor), ask, says, today)


def typed(door: Door, words: str) -> WhatIfAsk:
    """What the words after the command suppose; nothing where they name a child or say nothing."""
    return what_if.understand(words, door.deps.clock.today()) or WhatIfAsk()


def asked(door: Door, actor: Actor, text: str) -> WhatIfAsk | None:
    """What a question supposes of one of the person's children; None where it is one for the guidance.

    Anything urgent is, and so is every question of somebody without children here.
    """
    ask = what_if.understand(text, door.deps.clock.today())
    if ask is None or guidance.urgent(door.deps, actor, text)[0] is not None:
        return None
    return ask if caseload.my_children(door.deps, actor) else None


def offer(door: Door, actor: Actor, text: str) -> Message | None:
    """The offer to work a date out, where the words plainly ask for it; None otherwise."""
    ask = asked(door, actor, text)
    if ask is None:
        return None
    return views.offer(caseload.my_children(door.deps, actor), ask, choices().says, text)
