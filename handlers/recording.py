"""Recording visits: "worried now?" first, a form that follows the outcome, then what was saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from slack_bolt import App, BoltContext

from bot.domain.people import Actor
from bot.domain.visits import OutcomeKind
from bot.services import access, caseload, guidance, recorded, recording, visit_receipts, visits
from bot.views import receipts
from bot.views import recording as views
from bot.views.anchors import Anchor
from bot.views.ids import Action, Block, Shortcut, View
from bot.views.parts import Json
from handlers import clicks, forms, home
from handlers.clicks import Body
from handlers.door import Again, Door, user_of
from handlers.picking import pick_child
from handlers.spoken import plain_words
from handlers.workspace import UNREACHABLE

Ack = Callable[..., Any]


def register(app: App, door: Door) -> None:
    """Everything about visits that have happened, or fell through."""
    _opening(app, door)
    _filling(app, door)
    _saving(app, door)


def open_record(door: Door, actor: Actor, anchor: Anchor, found: str = "") -> tuple[Json, Again]:
    """What "Record a visit" opens: the safety question where the child is known, else the list."""
    anchor = replace(anchor, purpose="record")
    again = Again(Action.RECORD, anchor.pack())
    if not anchor.child_id and found:
        matches = caseload.find_children(door.deps, actor, found)
        if len(matches) == 1:
            anchor = replace(anchor, child_id=matches[0].id)
    if anchor.child_id:
        return views.worried(access.contacts(door.deps, actor), anchor), again
    return pick_child(door, actor, anchor, found), again


def form(door: Door, actor: Actor, anchor: Anchor, kind: OutcomeKind | None = None) -> Json:
    """The record form for the anchored visit or child."""
    choice = visits.choices(door.deps, actor, anchor.child_id, anchor.visit_id or None)
    chosen: tuple[int, ...] = (anchor.child_id,)
    if choice.visit and anchor.visit_id:
        open_still = tuple(one for one in choice.visit.child_ids if one not in choice.done)
        chosen = open_still or choice.visit.child_ids
    note = _typed_note(door, actor, anchor)
    return views.record_form(choice, views.RecordState(chosen, kind), anchor, note)


def _typed_note(door: Door, actor: Actor, anchor: Anchor) -> str:
    """The long message that is to become a note; "" where there is none, or it has been deleted meanwhile."""
    if not anchor.note_ts or anchor.channel != door.workspace.direct_channel(actor.slack_id):
        return ""
    try:
        said = door.client.conversations_history(
            channel=anchor.channel, oldest=anchor.note_ts, latest=anchor.note_ts, inclusive=True, limit=1
        )
    except UNREACHABLE:
        return ""
    for message in said.get("messages") or []:
        if message.get("ts") == anchor.note_ts and message.get("user") == actor.slack_id:
            return plain_words(str(message.get("text") or ""))
    return ""


def _opening(app: App, door: Door) -> None:
    @app.action(Action.RECORD)
    def open_form(ack: Ack, body: Body, context: BoltContext) -> None:
        view, again = open_record(door, context["actor"], clicks.anchor(body))
        ack()
        door.open(body, view, again)

    @app.action(Action.USE_AS_NOTE)
    def use_as_note(ack: Ack, body: Body, context: BoltContext) -> None:
        view, again = open_record(door, context["actor"], clicks.anchor(body))
        ack()
        door.open(body, view, again)

    @app.shortcut(Shortcut.RECORD_VISIT)
    def record_shortcut(ack: Ack, body: Body, context: BoltContext) -> None:
        view, again = open_record(door, context["actor"], Anchor())
        ack()
        door.open(body, view, again)

    @app.action(Action.WORRIED)
    def worried(ack: Ack, body: Body, context: BoltContext) -> None:
        contacts = access.contacts(door.deps, context["actor"])
        ack()
        clicks.redraw_view(door, body, views.worried_now(contacts, forms.anchor(body["view"])))

    @app.action(Action.NOT_WORRIED)
    def go_on(ack: Ack, body: Body, context: BoltContext) -> None:
        view = form(door, context["actor"], forms.anchor(body["view"]))
        ack()
        clicks.redraw_view(door, body, view)


def _filling(app: App, door: Door) -> None:
    @app.action(Action.OUTCOME)
    def outcome_chosen(ack: Ack, body: Body, context: BoltContext) -> None:
        _follow(door, ack, body, context["actor"])

    @app.action(re.compile(f"^{Action.RECORD_CHILDREN}:"))
    def children_chosen(ack: Ack, body: Body, context: BoltContext) -> None:
        _follow(door, ack, body, context["actor"])

    @app.action(re.compile(f"^{Action.CHILD_OUTCOME}:"))
    def child_outcome_chosen(ack: Ack, body: Body, context: BoltContext) -> None:
        _follow(door, ack, body, context["actor"])


def _follow(door: Door, ack: Ack, body: Body, actor: Actor) -> None:
    """Redraw the form for what is chosen now; blocks keep their ids, so what was typed stays."""
    view = body["view"]
    anchor = forms.anchor(view)
    choice = visits.choices(door.deps, actor, anchor.child_id, anchor.visit_id or None)
    ack()
    note = forms.text(view, Block.NOTE) if forms.has(view, Block.NOTE) else _typed_note(door, actor, anchor)
    clicks.redraw_view(door, body, views.record_form(choice, forms.read_record_state(view), anchor, note))


def _saving(app: App, door: Door) -> None:
    @app.view(View.RECORD)
    def save(ack: Ack, body: Body, context: BoltContext) -> None:
        command = forms.read_record(body["view"])
        done = recording.record_outcome(door.deps, context["actor"], command, clicks.once_view(body))
        route = guidance.urgent(door.deps, context["actor"], command.note)[0] if command.note else None
        ack(response_action="update", view=receipts.saved(done, route))
        if done.already:
            return
        settled = [one.outcome.id for one in done.children if one.alert_id is None]
        if settled:
            # For the others the outbox brings the receipt, which changes when the manager acknowledges.
            channel = door.workspace.direct_channel(user_of(body))
            ts = door.post(channel, receipts.receipt(done), note=False)
            visit_receipts.posted(door.deps, context["actor"], settled, channel, ts)
        home.refresh(door, context["actor"])

    @app.action(Action.COPY_TEXT)
    def copy_text(ack: Ack, body: Body, context: BoltContext) -> None:
        number = clicks.value(body)
        outcome_id = int(number) if number.isdigit() else 0
        text = recorded.paste_text(door.deps, context["actor"], outcome_id)
        ack()
        door.open(body, receipts.copy_modal(text), Again(Action.COPY_TEXT, number))
