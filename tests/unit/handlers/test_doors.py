"""The two ways in: HTTP with its signature and health page, Socket Mode with its reconnects."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from slack_bolt import App

from bot.bootstrap import Deps
from bot.clock import FixedClock
from bot.services import inbox
from handlers.app import build_app
from handlers.playground.standin import StandInSlack
from handlers.socket import connect
from handlers.web import health_only, wsgi
from knowledge import Knowledge
from tests.builders import a_cast, a_child
from tests.conftest import make_deps
from tests.unit.handlers.conftest import MANIFEST

AMINA = "U0AMINA"


def _deps(slack: StandInSlack, clock: FixedClock, knowledge: Knowledge, path: Path) -> Deps:
    deps = make_deps(
        f"sqlite:///{path / 'doors.db'}",
        clock,
        knowledge,
        SLACK_BOT_TOKEN=slack.bot_token,
        SLACK_APP_TOKEN=slack.app_token,
        SLACK_SIGNING_SECRET=slack.signing_secret,
        SLACK_API_URL=slack.api_url,
    )
    a_cast(deps)
    a_child(deps)
    return deps


def _ask(serve: Callable[..., Any], path: str, method: str = "GET", body: bytes = b"") -> tuple[str, bytes]:
    answered: list[str] = []
    environ: dict[str, Any] = {"PATH_INFO": path, "REQUEST_METHOD": method, "SERVER_PROTOCOL": "HTTP/1.1"}
    setup_testing_defaults(environ)
    if body:
        environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    found = b"".join(serve(environ, lambda status, headers: answered.append(status)))
    return answered[0], found


def test_socket_mode_connects_reconnects_and_closes(
    clock: FixedClock, knowledge: Knowledge, tmp_path: Path
) -> None:
    with StandInSlack(manifest=MANIFEST) as slack:
        deps = _deps(slack, clock, knowledge, tmp_path)
        connection = connect(build_app(deps), deps)
        assert connection.is_connected()
        slack.say(AMINA, "how often is a CP visit due?")
        assert slack.read(AMINA, "10 working days")
        slack.hang_up()
        slack.wait_for_app()
        slack.say(AMINA, "thanks")
        assert slack.read(AMINA, "You're welcome", timeout=10.0)
        connection.close()
        assert not connection.is_connected()
        deps.engine.dispose()


def test_the_app_starts_while_slack_is_away(clock: FixedClock, knowledge: Knowledge, tmp_path: Path) -> None:
    with StandInSlack(manifest=MANIFEST) as slack:
        deps = _deps(slack, clock, knowledge, tmp_path)
        slack.misbehave("status", "apps.connections.open", status=503, times=1)
        slack.misbehave("status", "auth.test", status=503, times=1)
        connection = connect(build_app(deps), deps)
        slack.wait_for_app()
        slack.say(AMINA, "how often is a CP visit due?")
        assert slack.read(AMINA, "10 working days", timeout=10.0)
        connection.close()
        deps.engine.dispose()


@pytest.fixture
def app(clock: FixedClock, knowledge: Knowledge, tmp_path: Path) -> App:
    deps = make_deps(f"sqlite:///{tmp_path / 'web.db'}", clock, knowledge, SLACK_SIGNING_SECRET="secret")
    return build_app(deps)


def test_health_is_shown_and_trouble_is_a_503(app: App) -> None:
    state: dict[str, Any] = {"well": True}
    serve = wsgi(app, lambda: (state["well"], {"outbox": 3}))
    assert _ask(serve, "/healthz") == ("200 OK", b'{"outbox": 3}')
    assert _ask(serve, "/healthz", "HEAD") == ("200 OK", b"")
    state["well"] = False
    assert _ask(serve, "/healthz")[0].startswith("503")
    assert _ask(serve, "/healthz", "POST")[0].startswith("405")
    assert _ask(serve, "/elsewhere")[0].startswith("404")
    assert _ask(health_only(lambda: (True, {})), "/slack/events", "POST")[0].startswith("404")


def test_an_unsigned_request_is_turned_away_and_stored_nowhere(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored: list[Any] = []
    monkeypatch.setattr(inbox, "receive", lambda *args: stored.append(args))
    event = {"type": "message", "channel_type": "im", "user": AMINA, "channel": "D1", "ts": "1", "text": "hi"}
    body = json.dumps({"type": "event_callback", "event_id": "E1", "event": event}).encode()
    serve = wsgi(app, lambda: (True, {}))
    assert _ask(serve, "/slack/events", "POST", body)[0].startswith("401")
    assert stored == []


def test_building_the_app_calls_nobody_and_is_quick(
    clock: FixedClock, knowledge: Knowledge, tmp_path: Path
) -> None:
    url = "http://127.0.0.1:9/api/"  # nobody listens there
    deps = make_deps(f"sqlite:///{tmp_path / 'away.db'}", clock, knowledge, SLACK_API_URL=url)
    started = time.monotonic()
    build_app(deps)
    assert time.monotonic() - started < 5
