"""Planning visits: pick a child, plan, move, cancel, and why a date is what it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from slack_bolt import App, BoltContext

from bot.domain.people import Actor
from bot.domain.visits import OutcomeKind
from bot.errors import InvalidInput
from bot.services import access, caseload, visits
from bot.views import recording as record_views
from bot.views import visits as views
from bot.views.anchors import Anchor
from bot.views.ids import Action, Block, Shortcut, View
from bot.views.parts import Json, Message
from handlers import clicks, forms, home, recording
from handlers.clicks import Body
from handlers.door import Again, Door, user_of
from handlers.picking import pick_child

Ack = Callable[..., Any]
MISTAKE = "mistake"


def register(app: App, door: Door) -> None:
    """Everything about visits that have not happened yet."""
    _planning(app, door)
    _changing(app, door)

    @app.action(re.compile(f"^{Action.WHY}(:[0-9]+)?$"))
    def why(ack: Ack, body: Body, context: BoltContext) -> None:
        facts = caseload.why(door.deps, context["actor"], clicks.anchor(body).child_id)
        ack()
        door.open(body, views.why(facts), Again(Action.WHY, clicks.value(body)))


def plan_view(door: Door, actor: Actor, anchor: Anchor) -> Json:
    """The plan form for the anchored child."""
    choice = visits.choices(door.deps, actor, anchor.child_id)
    return views.plan_form(choice, views.PlanState((anchor.child_id,)), anchor)


def open_plan(door: Door, actor: Actor, anchor: Anchor, found: str = "") -> tuple[Json, Again]:
    """What "Plan a visit" opens: the form where the child is known, else the list."""
    again = Again(Action.PLAN, anchor.pack() if anchor.child_id else "")
    if anchor.child_id:
        return plan_view(door, actor, anchor), again
    matches = caseload.find_children(door.deps, actor, found) if found else ()
    if len(matches) == 1:
        anchor = replace(anchor, child_id=matches[0].id)
        return plan_view(door, actor, anchor), Again(Action.PLAN, anchor.pack())
    return pick_child(door, actor, replace(anchor, purpose="plan"), found), again


def _planning(app: App, door: Door) -> None:
    @app.action(Action.PLAN)
    def open_plan_form(ack: Ack, body: Body, context: BoltContext) -> None:
        view, again = open_plan(door, context["actor"], clicks.anchor(body))
        ack()
        door.open(body, view, again)

    @app.shortcut(Shortcut.PLAN_VISIT)
    def plan_shortcut(ack: Ack, body: Body, context: BoltContext) -> None:
        view, again = open_plan(door, context["actor"], Anchor())
        ack()
        door.open(body, view, again)

    @app.view(View.PICK_CHILD)
    def picked(ack: Ack, body: Body, context: BoltContext) -> None:
        view, actor = body["view"], context["actor"]
        anchor = replace(forms.anchor(view), child_id=forms.picked_child(view))
        if anchor.purpose == "record":
            next_view = record_views.worried(access.contacts(door.deps, actor), anchor)
        else:
            next_view = plan_view(door, actor, anchor)
        ack(response_action="update", view=next_view)

    @app.action(Action.PLAN_DAY)
    @app.action(Action.PLAN_TIME)
    @app.action(re.compile(f"^{Action.PLAN_CHILDREN}:"))
    def chosen(ack: Ack, body: Body, context: BoltContext) -> None:
        view = body["view"]
        anchor = forms.anchor(view)
        choice = visits.choices(door.deps, context["actor"], anchor.child_id)
        ack()
        clicks.redraw_view(door, body, views.plan_form(choice, forms.read_plan_state(view), anchor))

    @app.view(View.PLAN)
    def plan(ack: Ack, body: Body, context: BoltContext) -> None:
        command = forms.read_plan(body["view"])
        planned = visits.plan_visit(door.deps, context["actor"], command, clicks.once_view(body))
        ack()
        if not planned.already:
            door.tell(user_of(body), views.planned(planned))
            home.refresh(door, context["actor"])


def _changing(app: App, door: Door) -> None:
    @app.action(Action.MOVE)
    def open_move(ack: Ack, body: Body, context: BoltContext) -> None:
        anchor = _here(body)
        now = visits.get_visit(door.deps, context["actor"], anchor.visit_id)
        ack()
        view = views.move_form(now.visit, now.children, anchor)
        door.open(body, view, Again(Action.MOVE, clicks.value(body)))

    @app.view(View.MOVE)
    def move(ack: Ack, body: Body, context: BoltContext) -> None:
        view = body["view"]
        anchor = forms.anchor(view)
        on, at = forms.read_when(view)
        moved_by = forms.one(view, Block.BY_WHOM)
        if moved_by not in views.BY_WHOM:
            raise InvalidInput({Block.BY_WHOM: "Say who asked to move it."})
        once = clicks.once_view(body)
        planned = visits.move_visit(door.deps, context["actor"], anchor.visit_id, on, at, moved_by, once)
        ack()
        if not planned.already:
            _show(door, body, anchor, views.planned(planned))
            home.refresh(door, context["actor"])

    @app.action(Action.CANCEL)
    def open_cancel(ack: Ack, body: Body, context: BoltContext) -> None:
        anchor = _here(body)
        now = visits.get_visit(door.deps, context["actor"], anchor.visit_id)
        ack()
        view = views.cancel_form(now.visit, now.children, anchor)
        door.open(body, view, Again(Action.CANCEL, clicks.value(body)))

    @app.view(View.CANCEL)
    def cancel(ack: Ack, body: Body, context: BoltContext) -> None:
        view, actor = body["view"], context["actor"]
        anchor = forms.anchor(view)
        why = forms.one(view, Block.BY_WHOM)
        if why not in views.WHY_CANCELLED:
            raise InvalidInput({Block.BY_WHOM: "Say why it falls through."})
        if why != MISTAKE:
            # A visit that fell through is an outcome: the manager hears of a child who is not seen.
            kind = OutcomeKind.CANCELLED_BY_FAMILY if why == "family" else OutcomeKind.CANCELLED_BY_US
            ack(response_action="update", view=recording.form(door, actor, anchor, kind))
            return
        planned = visits.cancel_visit(door.deps, actor, anchor.visit_id, why, clicks.once_view(body))
        ack()
        if not planned.already:
            _show(door, body, anchor, views.planned(planned))
            home.refresh(door, actor)


def _here(body: Body) -> Anchor:
    """The button's anchor, with the message it stands in: that message is redrawn afterwards."""
    channel, ts = clicks.message_of(body)
    return replace(clicks.anchor(body), channel=channel, ts=ts)


def _show(door: Door, body: Body, anchor: Anchor, message: Message) -> None:
    """Redraw the message the change came from; where it is gone, post a new one."""
    if anchor.channel and door.redraw(anchor.channel, anchor.ts, message):
        return
    door.tell(user_of(body), message)
