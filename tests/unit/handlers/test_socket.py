"""Closing the socket is quiet; what went wrong before, and what goes wrong in a listener, is still said."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.clock import FixedClock
from handlers.app import build_app
from handlers.playground.standin import StandInSlack
from handlers.socket import Connection, connect
from knowledge import Knowledge
from tests.builders import a_cast
from tests.conftest import make_deps


@pytest.fixture
def slack() -> Iterator[StandInSlack]:
    with StandInSlack() as started:
        yield started


@pytest.fixture
def connection(
    slack: StandInSlack, clock: FixedClock, knowledge: Knowledge, tmp_path: Any
) -> Iterator[Connection]:
    deps = make_deps(f"sqlite:///{tmp_path / 'socket.db'}", clock, knowledge, **slack.environment)
    a_cast(deps)
    made = connect(build_app(deps), deps)
    assert made.wait(10)
    yield made
    made.close()
    deps.engine.dispose()


def _said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def _trip(connection: Connection) -> None:
    """What the SDK does when its reader finds the socket gone."""
    connection.handler.client._on_error(AttributeError("'NoneType' object has no attribute 'close'"))


def test_the_sdk_is_heard_until_the_socket_is_closed_and_not_after(
    connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    _trip(connection)
    assert len(_said(caplog)) == 1
    caplog.clear()
    connection.close()
    _trip(connection)
    assert _said(caplog) == []
    again = Connection(
        SocketModeHandler(App(token="xoxb-1", signing_secret="x", token_verification_enabled=False), "xapp-1")
    )
    _trip(again)
    assert len(_said(caplog)) == 1, "the next connection is heard"
    again.handler.client.close()


def test_both_ends_closing_at_once_is_quiet(
    slack: StandInSlack, connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    slack.say("U0AMINA", "hi")
    slack.read("U0AMINA", "Hello Amina")
    connection._closing.set()
    slack.hang_up()
    connection.close()
    assert _said(caplog) == []


def test_a_listener_that_fails_while_closing_is_still_heard(
    connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("the listener is broken")

    client = connection.handler.client
    client.socket_mode_request_listeners.append(fails)
    connection._closing.set()
    envelope = {"type": "hello", "envelope_id": "E1", "payload": {}}
    assert SocketModeRequest.from_dict(envelope) is not None
    client.run_message_listeners(envelope, "{}")
    assert any("the listener is broken" in line for line in _said(caplog))
