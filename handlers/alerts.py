"""A manager's alerts: open one, read the note, take it with a plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltContext

from bot.domain.schedule import agreed_by
from bot.services import alerts
from bot.views import alerts as views
from bot.views import parts
from bot.views.ids import Action, View
from handlers import clicks, forms, home
from handlers.clicks import Body
from handlers.door import Again, Door

Ack = Callable[..., Any]


def register(app: App, door: Door) -> None:
    """What a manager can do with an alert."""

    @app.action(Action.ACKNOWLEDGE)
    def open_acknowledge(ack: Ack, body: Body, context: BoltContext) -> None:
        anchor = clicks.anchor(body)
        card = alerts.card(door.deps, context["actor"], anchor.alert_id)
        ack()
        by = agreed_by(door.deps.clock.now(), views.act_by(card), door.deps.knowledge.local)
        view = views.acknowledge_form(card, by, anchor)
        door.open(body, view, Again(Action.ACKNOWLEDGE, clicks.value(body)))

    @app.view(View.ACKNOWLEDGE)
    def acknowledge(ack: Ack, body: Body, context: BoltContext) -> None:
        view = body["view"]
        anchor = forms.anchor(view)
        plan, by_day, by_time = forms.read_acknowledgement(view)
        once = clicks.once_view(body)
        alerts.acknowledge(door.deps, context["actor"], anchor.alert_id, plan, by_day, by_time, once)
        ack(response_action="clear")  # the outbox edits every message that shows it, this one too
        home.refresh(door, context["actor"])

    @app.action(Action.ALERT_OPEN)
    def open_alert(ack: Ack, body: Body, context: BoltContext) -> None:
        card = alerts.card(door.deps, context["actor"], clicks.anchor(body).alert_id)
        ack()
        door.open(body, views.alert_modal(card), Again(Action.ALERT_OPEN, clicks.value(body)))

    @app.action(Action.ALERT_NOTE)
    def open_note(ack: Ack, body: Body, context: BoltContext) -> None:
        text = alerts.note(door.deps, context["actor"], clicks.anchor(body).alert_id)
        ack()
        view = parts.notice("The worker's note", text or "There is no note.")
        door.open(body, view, Again(Action.ALERT_NOTE, clicks.value(body)))
