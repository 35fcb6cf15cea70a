"""Slack over Socket Mode: connects when it can, notices when it has gone silent, and says so."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from json import JSONDecodeError
from pathlib import PurePath
from threading import Event, Thread

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackClientError, SlackClientNotConnectedError

from bot.bootstrap import Deps
from handlers.client import web_client

log = structlog.get_logger()

LOOK_EVERY = 2.0
LONGEST_WAIT = 30.0
FIRST_WAIT = 5.0
AWAY = (OSError, SlackClientError)
SDK_SOCKETS = ("socket_mode", "builtin")
"""The folder of the SDK's own socket; a failing listener is reported from elsewhere."""


class _WhileClosing(logging.Filter):
    """Hold back what the SDK says about the very socket that is being closed; everything else is still said.

    Its reader and its closer trip over each other then, and it reports that as an error.
    """

    def __init__(self, closing: Event) -> None:
        super().__init__()
        self._closing = closing

    def filter(self, record: logging.LogRecord) -> bool:
        if not self._closing.is_set():
            return True
        trouble = record.exc_info[1] if record.exc_info else None
        # An acknowledgement that no longer gets through: Slack delivers the envelope again.
        unsent = isinstance(trouble, SlackClientNotConnectedError)
        # The half of a message that came through before the line went dead: it is delivered again, too.
        halved = isinstance(trouble, JSONDecodeError)
        return not unsent and not halved and PurePath(record.pathname).parts[-3:-1] != SDK_SOCKETS


@dataclass(slots=True)
class Connection:
    """A Socket Mode connection that is kept up in the background until it is closed."""

    handler: SocketModeHandler
    _closing: Event = field(default_factory=Event)
    _first: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def __post_init__(self) -> None:
        # A logger of its own: what one connection holds back, the next one says.
        heard_by = self.handler.client.logger
        own = logging.Logger(f"{heard_by.name}.socket", heard_by.getEffectiveLevel())
        own.parent = heard_by
        own.addFilter(_WhileClosing(self._closing))
        self.handler.client.logger = own

    def start(self) -> None:
        """Begin to connect; returns at once."""
        self._thread = Thread(target=self._keep_up, name="socket-mode", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait for the first connection at most so long; it is tried on in the background anyway."""
        return self._first.wait(seconds)

    def is_connected(self) -> bool:
        """Whether Slack can reach us right now."""
        return bool(self.handler.client.is_connected())

    def close(self) -> None:
        """Stop, and let Slack deliver elsewhere."""
        self._closing.set()
        try:
            self.handler.client.close()
        except AttributeError:  # Slack hung up in the same moment: the SDK's reader took the socket away
            self.handler.client.close()
        if self._thread is not None:
            self._thread.join(timeout=LOOK_EVERY * 2)

    def _keep_up(self) -> None:
        """Connect, and again whenever the connection is lost; waits longer after each failure."""
        wait = 0.0
        while not self._closing.wait(wait):
            if self.is_connected():
                wait = LOOK_EVERY
                continue
            try:
                self.handler.client.connect_to_new_endpoint()
            except AWAY as trouble:
                wait = min(LONGEST_WAIT, max(1.0, wait * 2))
                log.warning("socket.not_connected", trouble=type(trouble).__name__, again_in=wait)
            else:
                wait = LOOK_EVERY
                self._first.set()
                log.info("socket.connected")


def connect(app: App, deps: Deps) -> Connection:
    """Receive from Slack over Socket Mode; every call, also the first, goes to the address of the settings."""
    web = web_client(deps.settings)
    handler = SocketModeHandler(app, app_token=deps.settings.slack_app_token, web_client=web)
    handler.client.proxy = web.proxy
    connection = Connection(handler)
    connection.start()
    connection.wait(FIRST_WAIT)
    return connection
