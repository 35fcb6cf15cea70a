"""The real Bolt app over HTTP against the stand-in Slack, real services on SQLite, a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any

import pytest
from slack_bolt import App
from waitress.server import create_server

from bot.bootstrap import Deps
from bot.clock import FixedClock
from bot.domain.children import Child
from handlers.app import build_app
from handlers.playground.standin import StandInSlack, View
from handlers.web import wsgi
from knowledge import Knowledge
from knowledge.results import PlanKind
from scheduler.outbox import Sender
from tests.builders import a_cast, a_child
from tests.conftest import make_deps

MANIFEST = Path(__file__).parents[3] / "handlers" / "manifest.yaml"


@dataclass(frozen=True)
class Office:
    """A team at work: the stand-in Slack, the services behind the bot, and three children of two households."""

    slack: StandInSlack
    deps: Deps
    clock: FixedClock
    child: Child
    sibling: Child
    other: Child
    sender: Sender
    doors: list[Any]
    faults_expected: list[str] = field(default_factory=list)

    def modal(self, user: str, containing: str = "") -> View:
        """Wait for the open modal of a person to show these words."""

        def look() -> View | None:
            view = self.slack.modal(user)
            return view if view and containing in view.all_text else None

        return self.slack.wait_for(look, what=f"a modal with {containing!r}")

    def press(self, user: str, control: str, value: Any = None, *, then: str = "") -> View:
        """Press something in the open modal, and wait until it shows `then`."""
        self.modal(user)
        self.slack.click(user, "modal", control, value)
        return self.modal(user, then)

    def answer_with(self, app: App) -> None:
        """From now on this app answers what Slack delivers."""
        self.doors[0] = wsgi(app, lambda: (True, {"ok": True}))

    def wait_until_noted(self, messages: int) -> None:
        """Wait until so many messages are noted as sent: Slack shows one a moment before it is."""

        def noted() -> bool:
            with self.deps.transaction(reading=True) as tx:
                return tx.outbox.books().get("sent", 0) == messages

        deadline = monotonic() + 5
        while not noted():
            assert monotonic() < deadline, f"{messages} messages are not noted as sent"

    def deliver(self) -> None:
        """Send what the outbox owes now."""
        self.sender.drain()


@pytest.fixture
def office(clock: FixedClock, knowledge: Knowledge, tmp_path: Path) -> Iterator[Office]:
    doors: list[Any] = []  # the app needs the stand-in's address, the stand-in the app's
    server = create_server(lambda *call: doors[0](*call), host="127.0.0.1", port=0, threads=8)

    def serve() -> None:
        with suppress(OSError):  # waitress trips over its own socket when it is closed from another thread
            server.run()

    Thread(target=serve, daemon=True).start()
    events = f"http://127.0.0.1:{server.effective_port}/slack/events"
    with StandInSlack(manifest=MANIFEST, events_url=events) as slack:
        deps = make_deps(
            f"sqlite:///{tmp_path / 'office.db'}",
            clock,
            knowledge,
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_APP_TOKEN=slack.app_token,
            SLACK_SIGNING_SECRET=slack.signing_secret,
            SLACK_API_URL=slack.api_url,
        )
        a_cast(deps)
        seen = clock.today().replace(day=16)
        child = a_child(deps, household="H-1", initials="K.B.", seen=seen)
        sibling = a_child(deps, household="H-1", initials="L.B.", seen=seen)
        other = a_child(deps, plan=PlanKind.CIN, household="H-2", initials="A.M.", seen=seen)
        app = build_app(deps)
        doors.append(wsgi(app, lambda: (True, {"ok": True})))
        sender = Sender(deps, app.client)
        made = Office(slack, deps, clock, child, sibling, other, sender, doors)
        yield made
        slack.settle()
        complaints = [] if made.faults_expected else slack.complaints
        server.close()
        deps.engine.dispose()
    assert complaints == [], "Slack refused something, or showed somebody an error"
