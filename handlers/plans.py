"""Setting and changing what a child's plan says: the form, the dates before and after, and only then saving."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import structlog
from slack_bolt import App, BoltContext

from bot.domain.people import Actor
from bot.domain.plan_changes import Change, Changed, Kind, PlanForm, read_pending
from bot.errors import InvalidInput
from bot.services import plans
from bot.services.plan_choices import choices
from bot.views import plan_form
from bot.views import plans as views
from bot.views.anchors import Anchor
from bot.views.ids import Action, Block, View
from bot.views.parts import Json
from handlers import clicks, corrections, forms, home, what_if
from handlers.clicks import Body
from handlers.door import Again, Door
from handlers.workspace import UNREACHABLE

log = structlog.get_logger()
Ack = Callable[..., Any]


def register(app: App, door: Door) -> None:
    """Everything about changing a plan, and working out what a change would do.

    The choices are read here, so that a slip in their file stops the start and not a visit.
    """
    choices()
    _opening(app, door)
    _filling_in(app, door)
    what_if.register(app, door)


def _open(door: Door, body: Body, ack: Ack, actor: Actor, child_id: int, kind: Kind | None) -> None:
    offered = plans.form(door.deps, actor, child_id)
    view = plan_form.change_form(offered, plan_form.ChangeState(child_id, kind, kind is not None))
    ack()
    action = Action.SET_INTERVAL if kind is Kind.INTERVAL else Action.CHANGE_PLAN
    door.open(body, view, Again(action, Anchor(child_id=child_id).pack()))


def _opening(app: App, door: Door) -> None:
    @app.action(Action.SET_INTERVAL)
    def set_interval(ack: Ack, body: Body, context: BoltContext) -> None:
        _open(door, body, ack, context["actor"], clicks.anchor(body).child_id, Kind.INTERVAL)

    @app.action(Action.CHANGE_PLAN)
    def change_plan(ack: Ack, body: Body, context: BoltContext) -> None:
        _open(door, body, ack, context["actor"], clicks.anchor(body).child_id, None)

    @app.action(Action.CHILD_MORE)
    def more(ack: Ack, body: Body, context: BoltContext) -> None:
        chosen = str((clicks.action(body).get("selected_option") or {}).get("value") or "")
        way, _, number = chosen.partition(":")
        child_id = int(number) if number.isascii() and number.isdigit() else 0
        if way == Action.WHAT_IF:
            what_if.open_for(door, body, ack, context["actor"], child_id)
            return
        if way == Action.CORRECT:
            corrections.open_for(door, body, ack, context["actor"], child_id)
            return
        kind = Kind.INTERVAL if way == Action.SET_INTERVAL else None
        _open(door, body, ack, context["actor"], child_id, kind)


def _filling_in(app: App, door: Door) -> None:
    @app.action(re.compile(f"^{Action.CHANGE_FIELD}:"))
    def chosen(ack: Ack, body: Body, context: BoltContext) -> None:
        view = body["view"]
        state = read_state(view)
        offered = plans.form(door.deps, context["actor"], state.child_id)
        filled = read_change(view, state, offered) if state.kind is not None else None
        ack()
        clicks.redraw_view(door, body, plan_form.change_form(offered, state, filled))

    @app.view(View.CHANGE)
    def submitted(ack: Ack, body: Body, context: BoltContext) -> None:
        view, actor = body["view"], context["actor"]
        state = read_state(view)
        if state.kind is None:
            raise InvalidInput({Block.WHAT: "Choose what changes."})
        offered = plans.form(door.deps, actor, state.child_id)
        shown = plans.preview(door.deps, actor, read_change(view, state, offered))
        ack(response_action="update", view=views.confirm(shown, choices().says, door.deps.clock.today()))

    @app.action(Action.CHANGE_BACK)
    def back(ack: Ack, body: Body, context: BoltContext) -> None:
        change = read_pending(str(body["view"].get("private_metadata") or "")).change
        offered = plans.form(door.deps, context["actor"], change.child_id)
        ack()
        state = plan_form.ChangeState(
            change.child_id,
            change.kind,
            change.kind is Kind.INTERVAL,
            change.plan,
            change.ending,
            change.approval,
        )
        clicks.redraw_view(door, body, plan_form.change_form(offered, state, change))

    @app.view(View.CHANGE_CONFIRM)
    def confirmed(ack: Ack, body: Body, context: BoltContext) -> None:
        actor = context["actor"]
        pending = read_pending(str(body["view"].get("private_metadata") or ""))
        done = plans.save(door.deps, actor, pending, clicks.once_view(body))
        ack(response_action="update", view=views.saved(done))
        if not done.already:
            _tell(door, actor, done)
            home.refresh(door, actor)


def _tell(door: Door, actor: Actor, done: Changed) -> None:
    """Tell those whom it concerns; what was saved is saved whether they can be reached now or not."""
    for person in done.tell:
        try:
            door.tell(person, views.told(done.preview, actor.name))
        except UNREACHABLE as trouble:
            log.warning("plan.not_told", person=person, trouble=type(trouble).__name__)


# --- reading the form --------------------------------------------------------------------------------------


def read_state(view: Json) -> plan_form.ChangeState:
    """What is chosen so far: the kind of change, the plan, why it ends."""
    state = plan_form.read_state(str(view.get("private_metadata") or ""))
    kind = state.kind
    if kind is None:
        chosen = forms.one(view, Block.WHAT)
        kind = Kind(chosen) if chosen in set(Kind) else None
    plan = forms.one(view, Block.PLAN_OF)
    ending, approval = forms.one(view, Block.ENDING), forms.one(view, Block.APPROVAL)
    return replace(state, kind=kind, plan=plan, ending=ending, approval=approval)


def read_change(view: Json, state: plan_form.ChangeState, offered: PlanForm) -> Change:
    """The form as a command; the service says what is missing."""
    assert state.kind is not None
    typed = forms.text(view, Block.EVERY)
    plan = offered.plan(state.plan) or next(iter(offered.child.plans), None)
    kind = state.plan or (str(plan.kind) if plan is not None and len(offered.child.plans) == 1 else "")
    dates = {}
    for name in offered.choices.key_dates.get(plan.kind, ()) if plan is not None else ():
        day = forms.day(view, f"{Block.KEY_DATE}:{plan.kind}:{name}") if plan is not None else None
        if day is not None:
            dates[name] = day
    return Change(
        child_id=state.child_id,
        kind=state.kind,
        plan=kind,
        every=int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0,
        unit=forms.one(view, Block.UNIT),
        ending=state.ending,
        ends=forms.day(view, Block.ENDS),
        new_plan=forms.one(view, Block.NEW_PLAN),
        starts=forms.day(view, Block.STARTS),
        dates=dates,
        born=forms.day(view, Block.BORN),
        approval=state.approval,
        until=forms.day(view, Block.UNTIL),
        ended="yes" in forms.many(view, Block.ENDED),
        worker=person(view, Block.WORKER),
        accepted_by=forms.text(view, Block.ACCEPTED_BY),
        agreed_with=forms.one(view, Block.AGREED_WITH),
        agreed_by=person(view, Block.AGREED_BY),
        agreed_on=forms.day(view, Block.AGREED_ON),
        later="yes" in forms.many(view, Block.LATER),
    )


def person(view: Json, block: str) -> str:
    """The Slack id of the person chosen, from a menu or among all users."""
    return forms.one(view, block) or str(forms.element(view, block).get("selected_user") or "")
