"""The Slack app: every handler on one Bolt App, the same for Socket Mode and HTTP."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from slack_bolt import App, BoltContext, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.logger.messages import warning_token_skipped
from slack_sdk import WebClient

from bot.bootstrap import Deps
from handlers import (
    alerts,
    checklists,
    commands,
    conversation,
    guidance,
    home,
    inbox,
    plans,
    recording,
    trouble,
    visits,
)
from handlers.client import web_client
from handlers.door import Door, team_of, user_of
from handlers.workspace import Workspace

THREADS = 10
QUICK = 2
"""Seconds to wait for who someone is: a click has three in all."""


class _NotTheTokenWarning(logging.Filter):
    """Bolt warns that it ignores the token it was given: we hand it to `authorize` ourselves."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.getMessage() != warning_token_skipped()


def slack_logger() -> logging.Logger:
    """The logger of Bolt and the SDK, never below INFO: at DEBUG they write whole messages."""
    for name in ("slack_sdk", "slack_bolt"):
        found = logging.getLogger(name)
        found.setLevel(max(logging.INFO, found.getEffectiveLevel()))
    logger = logging.getLogger("slack_bolt")
    if not any(isinstance(one, _NotTheTokenWarning) for one in logger.filters):
        logger.addFilter(_NotTheTokenWarning())
    return logger


def build_app(deps: Deps, client: WebClient | None = None) -> App:
    """The app with all its handlers. It starts while Slack is away, and works when Slack comes back."""
    client = client or web_client(deps.settings)
    workspace = Workspace(client, web_client(deps.settings, QUICK), deps.clock)
    door = Door(deps, client, workspace)

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return workspace.authorize(enterprise_id, team_id)

    app = App(
        name="doorstep",
        logger=slack_logger(),
        client=client,
        authorize=authorize,
        signing_secret=deps.settings.slack_signing_secret,
        token_verification_enabled=False,
        before_authorize=inbox.middleware(deps),
        listener_executor=ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="slack"),
    )
    app.use(_who(door))
    for handlers in (conversation, guidance, home, visits, plans, recording, checklists, alerts, commands):
        handlers.register(app, door)
    commands.register_last(app, door)
    trouble.register(app, door)
    return app


def _who(door: Door) -> Callable[..., None]:
    """Whoever clicks, submits or commands is known before any listener runs; events ask for themselves."""

    def who(req: BoltRequest, context: BoltContext, next: Callable[[], None]) -> None:
        if req.body.get("type") != "event_callback":
            context["actor"] = door.actor(user_of(req.body), team_of(req.body))
        next()

    return who
