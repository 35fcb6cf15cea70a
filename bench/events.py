"""Events per second through Slack's wire: the real app on SQLite, and a bare Bolt app that only acks and echoes."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bench.figures import median, milliseconds, percentile
from handlers.playground.standin import StandInSlack
from handlers.socket import Connection
from knowledge import load_knowledge
from tests.builders import AMINA, a_cast, a_child
from tests.scenario.rig import ROOT, Product

QUESTIONS = 150
CLICKS = 100
ASKED = "how often is a child on a child protection plan visited"


def _ask_all(slack: StandInSlack, user: str, count: int) -> float:
    """Questions all at once, until the last reply is there; replies per second."""
    before = len([m for m in slack.messages(user) if m.bot_id]) if slack.slack.conversations.find(user) else 0
    began = time.perf_counter()
    for _ in range(count):
        slack.say(user, ASKED)
    slack.wait_for(lambda: len([m for m in slack.messages(user) if m.bot_id]) >= before + count, 120)
    return count / (time.perf_counter() - began)


def _ask_in_turn(slack: StandInSlack, user: str, count: int) -> list[float]:
    """One question after the other; seconds from saying to the posted answer."""
    times = []
    for _ in range(count):
        before = len([m for m in slack.messages(user) if m.bot_id])
        began = time.perf_counter()
        slack.say(user, ASKED)
        slack.wait_for(lambda seen=before: len([m for m in slack.messages(user) if m.bot_id]) > seen, 30)
        times.append(time.perf_counter() - began)
    return times


def bare(slack: StandInSlack) -> Callable[[], None]:
    """A Bolt app that acknowledges and echoes; returns how to stop it."""
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
    app = App(
        client=WebClient(token=slack.bot_token, base_url=slack.api_url),
        token_verification_enabled=False,
        request_verification_enabled=False,
    )

    @app.event("message")
    def echo(event: dict[str, str], say: Callable[[str], object]) -> None:
        if not event.get("bot_id"):
            say(event["text"])

    handler = SocketModeHandler(app, slack.app_token)
    # Closed as the product's socket is: the SDK's reader and its closer trip over each other, and it reports that.
    connection = Connection(handler)
    handler.connect()
    slack.wait_for_app()
    return connection.close


def per_second() -> Iterator[str]:
    """The real app and the bare one, in the same run on the same stand-in."""
    with StandInSlack() as slack:
        stop = bare(slack)
        slack.say(AMINA.slack_id, "warm up")
        slack.read(AMINA.slack_id)
        bare_rate = _ask_all(slack, AMINA.slack_id, QUESTIONS)
        bare_turn = _ask_in_turn(slack, AMINA.slack_id, 40)
        stop()
    with (
        tempfile.TemporaryDirectory() as folder,
        StandInSlack(manifest=ROOT / "handlers/manifest.yaml") as slack,
    ):
        at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
        with Product(slack, f"sqlite:///{Path(folder) / 'bench.db'}", load_knowledge(), at) as product:
            a_cast(product.deps)
            child = a_child(product.deps)
            process = product.start()
            slack.say(AMINA.slack_id, ASKED)
            slack.read(AMINA.slack_id, timeout=30)
            rate = _ask_all(slack, AMINA.slack_id, QUESTIONS)
            turn = _ask_in_turn(slack, AMINA.slack_id, 40)
            slack.open_home(AMINA.slack_id)
            slack.wait_for(lambda: slack.home(AMINA.slack_id), 30)
            clicks = []
            for _ in range(CLICKS):
                began = time.perf_counter()
                slack.click(AMINA.slack_id, "home", "why_open", match=child.reference)
                clicks.append(time.perf_counter() - began)
                slack.wait_for(lambda: slack.modal(AMINA.slack_id), 30)
                slack.close(AMINA.slack_id)
            process.stop()
    yield f"questions in a burst of {QUESTIONS}, answered: {rate:.0f} per second"
    yield f"baseline, bare Bolt app that echoes: {bare_rate:.0f} per second; ratio {rate / bare_rate:.2f}"
    yield (
        f"a question through the wire to its posted answer: median {milliseconds(median(turn))}, "
        f"p99 {milliseconds(percentile(turn, 0.99))}; bare: {milliseconds(median(bare_turn))}"
    )
    yield (
        f"a tap until it is acknowledged: median {milliseconds(median(clicks))}, "
        f"p99 {milliseconds(percentile(clicks, 0.99))}"
    )
