"""Slack over Socket Mode: connects when it can, notices when it has gone silent, and says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event, Thread

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackClientError

from bot.bootstrap import Deps
from handlers.client import web_client

log = structlog.get_logger()

LOOK_EVERY = 2.0
LONGEST_WAIT = 30.0
FIRST_WAIT = 5.0
AWAY = (OSError, SlackClientError)


@dataclass(slots=True)
class Connection:
    """A Socket Mode connection that is kept up in the background until it is closed."""

    handler: SocketModeHandler
    _closing: Event = field(default_factory=Event)
    _first: Event = field(default_factory=Event)
    _thread: Thread | None = None

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
