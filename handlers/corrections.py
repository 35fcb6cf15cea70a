"""Undo within minutes, and correcting later, from a receipt or from the child's row."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from slack_bolt import App, BoltContext

from bot.domain.cards import Corrected
from bot.domain.people import Actor
from bot.domain.visits import OUTCOME_WORDS, OutcomeKind
from bot.errors import InvalidInput
from bot.services import corrections, visit_receipts
from bot.views import corrections as views
from bot.views import parts
from bot.views.anchors import Anchor
from bot.views.ids import Action, Block, View
from bot.views.parts import Json
from handlers import clicks, forms, home
from handlers.clicks import Body
from handlers.door import Again, Door

Ack = Callable[..., Any]


def register(app: App, door: Door) -> None:
    """The two buttons and the two forms."""

    @app.action(Action.UNDO)
    def undo(ack: Ack, body: Body, context: BoltContext) -> None:
        actor, anchor = context["actor"], clicks.anchor(body)
        if not corrections.can_undo(door.deps, actor, anchor.outcome_id):
            _open(door, ack, body, actor, anchor)  # its minutes are over: correct it, with a reason
            return
        done = corrections.undo(door.deps, actor, anchor.outcome_id, clicks.once(body))
        ack()
        _show(door, body, done)
        home.refresh(door, actor)

    @app.action(Action.CORRECT)
    def correct(ack: Ack, body: Body, context: BoltContext) -> None:
        _open(door, ack, body, context["actor"], clicks.anchor(body))

    _forms(app, door)


def _forms(app: App, door: Door) -> None:
    @app.view(View.CORRECT_PICK)
    def picked(ack: Ack, body: Body, context: BoltContext) -> None:
        number = forms.one(body["view"], Block.RECORD)
        if not number.isdigit():
            raise InvalidInput({Block.RECORD: "Choose a record."})
        anchor = replace(forms.anchor(body["view"]), outcome_id=int(number))
        ack(response_action="update", view=_form(door, context["actor"], anchor))

    @app.action(re.compile(f"^{Action.CORRECT_FIELD}:"))
    def chosen(ack: Ack, body: Body, context: BoltContext) -> None:
        view = body["view"]
        anchor = forms.anchor(view)
        facts = corrections.form(door.deps, context["actor"], anchor.outcome_id)
        ack()
        clicks.redraw_view(door, body, views.form(facts, read_state(view), anchor))

    @app.view(View.CORRECT)
    def submitted(ack: Ack, body: Body, context: BoltContext) -> None:
        view, actor = body["view"], context["actor"]
        state, anchor = read_state(view), forms.anchor(view)
        why = forms.one(view, Block.REASON)
        command = forms.read_record(view) if state.how == views.CHANGE else None
        done = corrections.correct(door.deps, actor, anchor.outcome_id, why, command, clicks.once_view(body))
        ack(response_action="update", view=views.corrected(done))
        if not done.already:
            home.refresh(door, actor)


def open_for(door: Door, body: Body, ack: Ack, actor: Actor, child_id: int) -> None:
    """From the child's row: which record, or the only one there is."""
    _open(door, ack, body, actor, Anchor(child_id=child_id))


def _open(door: Door, ack: Ack, body: Body, actor: Actor, anchor: Anchor) -> None:
    if anchor.outcome_id:
        view = _form(door, actor, anchor)
    else:
        child, found = corrections.records(door.deps, actor, anchor.child_id)
        anchor = replace(anchor, outcome_id=found[0].id if len(found) == 1 else 0)
        view = _form(door, actor, anchor) if anchor.outcome_id else views.pick(child, found, anchor)
    ack()
    door.open(body, view, Again(Action.CORRECT, anchor.pack()))


def _form(door: Door, actor: Actor, anchor: Anchor) -> Json:
    facts = corrections.form(door.deps, actor, anchor.outcome_id)
    return views.form(facts, views.CorrectState(), replace(anchor, child_id=facts.child.id))


def read_state(view: Json) -> views.CorrectState:
    """What is chosen so far."""
    how, kind = forms.one(view, Block.HOW), forms.one(view, Block.OUTCOME)
    known = {str(one) for one in OUTCOME_WORDS}
    return views.CorrectState(
        how if how in views.HOW_WORDS else views.CHANGE, OutcomeKind(kind) if kind in known else None
    )


def _show(door: Door, body: Body, done: Corrected) -> None:
    """Where it was pressed: the page, or the receipt, which then says what became of the record."""
    if (body.get("view") or {}).get("type") == "modal":
        clicks.redraw_view(door, body, views.page_after(body["view"].get("blocks") or [], done))
        return
    channel, ts = clicks.message_of(body)
    receipt = visit_receipts.as_it_stands(door.deps, done.old, channel, ts) if channel else None
    if receipt is not None:
        door.redraw(channel, ts, views.receipt(receipt))
        return
    message = body.get("message") or {}
    turned = done.overdue and not done.raised
    if channel and not done.closed and not turned:  # a receipt about an alert is edited with all the others
        blocks = views.redrawn(message.get("blocks") or [], done)
        door.redraw(channel, ts, parts.message(str(message.get("text") or "Your visit is recorded."), blocks))
