"""App Home: published when somebody opens it, and again after something they did changed it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from slack_bolt import App, BoltContext

from bot.domain.people import Actor, Role
from bot.errors import NotAllowed
from bot.services import caseload, desk, prompts
from bot.views import desk as desk_views
from bot.views import home as views
from bot.views.ids import Action
from bot.views.parts import Json
from handlers.door import Again, Door, user_of
from handlers.workspace import UNREACHABLE

log = structlog.get_logger()


def register(app: App, door: Door) -> None:
    """Paging, and the list of children as a modal. A slip in the questions' file stops the start, not a visit."""
    prompts.shipped()

    @app.action(re.compile(f"^{Action.HOME_PAGE}:"))
    def turn_page(ack: Callable[..., Any], body: Mapping[str, Any], context: BoltContext) -> None:
        value = str(body["actions"][0].get("value") or "0")
        ack()
        view = draw(door, context["actor"], int(value) if value.isdigit() else 0)
        door.client.views_publish(user_id=user_of(body), view=view)

    @app.action(Action.MY_CHILDREN)
    def my_children(ack: Callable[..., Any], body: Mapping[str, Any], context: BoltContext) -> None:
        view = children_view(door, context["actor"])
        ack()
        door.open(body, view, Again(Action.MY_CHILDREN))


def publish(door: Door, user: str, team: str = "") -> None:
    """Show someone's Home; a stranger or guest gets a page that says how to go on."""
    try:
        view = draw(door, door.actor(user, team))
    except NotAllowed as refusal:
        view = views.stranger(refusal.sentence)
    door.client.views_publish(user_id=user, view=view)


def refresh(door: Door, actor: Actor) -> None:
    """Bring Home up to date after something the person did; what they did is saved whether this works or not."""
    try:
        door.client.views_publish(user_id=actor.slack_id, view=draw(door, actor))
    except UNREACHABLE as trouble:
        log.info("home.not_refreshed", user=actor.slack_id, trouble=type(trouble).__name__)


def draw(door: Door, actor: Actor, page: int = 0) -> Json:
    """The Home that fits the person's role."""
    questions = prompts.suggested(door.deps, actor)
    if actor.is_manager:
        return views.board(caseload.board(door.deps, actor), page, questions)
    if actor.role is Role.POLICY_LEAD:
        return desk_views.desk(desk.desk(door.deps, actor), questions)
    if actor.role in (Role.CHAIR, Role.IRO):
        return views.chair(questions)
    return views.caseload(caseload.caseload(door.deps, actor), page, questions)


def children_view(door: Door, actor: Actor) -> Json:
    """The person's children as a modal: a manager's team, anyone else's own."""
    if actor.is_manager:
        return views.team_modal(caseload.board(door.deps, actor))
    return views.children_modal(caseload.caseload(door.deps, actor))
