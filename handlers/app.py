"""The Slack app: every handler on one Bolt App, the same for Socket Mode and HTTP."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from slack_bolt import Ack, App, BoltContext, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.logger.messages import warning_token_skipped
from slack_sdk import WebClient

from bot.bootstrap import Deps
from handlers import (
    alerts,
    checklists,
    commands,
    conversation,
    corrections,
    desk,
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
TRIGGER_LIVES = 3
"""Seconds in which Slack takes a form; whoever waits longer learns nothing more."""


class KeptAck(Ack):
    """An acknowledgement that stays given.

    When a listener fails right after it, Bolt takes it back, at times before it has looked at it: then Slack hears
    nothing and tells the person that the app did not answer.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def __setattr__(self, name: str, value: object) -> None:
        if name != "response" or value is not None or getattr(self, "response", None) is None:
            super().__setattr__(name, value)


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
    door = Door(deps, client, web_client(deps.settings, TRIGGER_LIVES), workspace)

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
    for handlers in (
        conversation,
        guidance,
        desk,
        home,
        visits,
        plans,
        recording,
        corrections,
        checklists,
        alerts,
        commands,
    ):
        handlers.register(app, door)
    commands.register_last(app, door)
    trouble.register(app, door)
    return app


def _who(door: Door) -> Callable[..., None]:
    """Whoever clicks, submits or commands is known before any listener runs; events ask for themselves."""

    def who(req: BoltRequest, context: BoltContext, next: Callable[[], None]) -> None:
        context["ack"] = KeptAck()
        if req.body.get("type") != "event_callback":
            context["actor"] = door.actor(user_of(req.body), team_of(req.body))
        next()

    return who
