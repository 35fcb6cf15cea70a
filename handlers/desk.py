"""The policy lead's buttons and forms: reply, reword a statement, approve a summary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltContext

from bot.errors import NotFound
from bot.services import desk
from bot.views import desk as views
from bot.views.anchors import read_place
from bot.views.ids import Action, Block, View
from handlers import clicks, forms, home
from handlers.clicks import Body
from handlers.door import Again, Door

Ack = Callable[..., Any]


def register(app: App, door: Door) -> None:
    """Everything on the policy lead's Home."""
    _gaps(app, door)
    _criticism(app, door)

    _lapsed(app, door)

    @app.action(Action.APPROVE)
    def approve(ack: Ack, body: Body, context: BoltContext) -> None:
        desk.approve(door.deps, context["actor"], clicks.value(body))
        ack()
        home.refresh(door, context["actor"])


def _gaps(app: App, door: Door) -> None:
    @app.action(Action.GAP_REPLY)
    def open_reply(ack: Ack, body: Body, context: BoltContext) -> None:
        gap = clicks.anchor(body).question_id
        question = desk.gap_question(door.deps, context["actor"], gap)
        ack()
        door.open(body, views.gap_reply_modal(gap, question), Again(Action.GAP_REPLY, clicks.value(body)))

    @app.view(View.GAP_REPLY)
    def reply(ack: Ack, body: Body, context: BoltContext) -> None:
        view = body["view"]
        gap = forms.anchor(view).question_id
        desk.close_gap(
            door.deps, context["actor"], gap, forms.text(view, Block.REPLY), clicks.once_view(body)
        )
        ack()
        home.refresh(door, context["actor"])


def _lapsed(app: App, door: Door) -> None:
    @app.action(Action.WORD_AGAIN)
    def open_word_again(ack: Ack, body: Body, context: BoltContext) -> None:
        lapsed = desk.lapsed_wording(door.deps, context["actor"], *read_place(clicks.value(body)))
        ack()
        door.open(body, views.word_again_modal(lapsed), Again(Action.WORD_AGAIN, clicks.value(body)))

    @app.view(View.WORD_AGAIN)
    def word_again(ack: Ack, body: Body, context: BoltContext) -> None:
        view, actor = body["view"], context["actor"]
        where = read_place(str(view.get("private_metadata") or ""))
        desk.reword(door.deps, actor, *where, forms.text(view, Block.REPLY), 0, clicks.once_view(body))
        ack()
        home.refresh(door, actor)

    @app.action(Action.DROP_WORDING)
    def drop(ack: Ack, body: Body, context: BoltContext) -> None:
        desk.drop_wording(door.deps, context["actor"], *read_place(clicks.value(body)))
        ack()
        home.refresh(door, context["actor"])


def _criticism(app: App, door: Door) -> None:
    @app.action(Action.FEEDBACK_REPLY)
    def open_feedback_reply(ack: Ack, body: Body, context: BoltContext) -> None:
        item = desk.criticism(door.deps, context["actor"], clicks.anchor(body).feedback_id)
        ack()
        door.open(body, views.feedback_reply_modal(item), Again(Action.FEEDBACK_REPLY, clicks.value(body)))

    @app.view(View.FEEDBACK_REPLY)
    def feedback_reply(ack: Ack, body: Body, context: BoltContext) -> None:
        view = body["view"]
        found = forms.anchor(view).feedback_id
        desk.answer_criticism(
            door.deps, context["actor"], found, forms.text(view, Block.REPLY), clicks.once_view(body)
        )
        ack()
        home.refresh(door, context["actor"])

    @app.action(Action.REWORD)
    def open_reword(ack: Ack, body: Body, context: BoltContext) -> None:
        item = desk.criticism(door.deps, context["actor"], clicks.anchor(body).feedback_id)
        ack()
        door.open(body, views.reword_modal(item), Again(Action.REWORD, clicks.value(body)))

    @app.view(View.REWORD)
    def reword(ack: Ack, body: Body, context: BoltContext) -> None:
        view, actor = body["view"], context["actor"]
        found = forms.anchor(view).feedback_id
        item = desk.criticism(door.deps, actor, found)
        if item.passage is None:
            raise NotFound("There is no summary here to reword.")
        place = (item.passage.document, item.passage.statement)
        desk.reword(door.deps, actor, *place, forms.text(view, Block.REPLY), found, clicks.once_view(body))
        ack()
        home.refresh(door, actor)
