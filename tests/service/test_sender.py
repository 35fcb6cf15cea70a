"""The sender against a Slack that misbehaves: nothing is lost, and what may have arrived is looked up first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.bootstrap import Deps
from bot.clock import FixedClock, SystemClock
from bot.domain.messages import MessageKind
from bot.domain.visits import OutcomeKind
from bot.services import alerts, delivery
from bot.storage.outbox import SendStatus
from bot.storage.tables import OutboxRow
from handlers.client import web_client
from handlers.playground.standin import StandInSlack
from knowledge import Knowledge
from scheduler.outbox import Sender
from scheduler.retention import take_down
from tests.builders import DANIEL, GRACE, SIAN, a_cast, a_child
from tests.conftest import make_deps
from tests.service.post import record

G = GRACE.slack_id


@pytest.fixture
def slack() -> Iterator[StandInSlack]:
    with StandInSlack() as running:
        yield running


@pytest.fixture
def clock() -> FixedClock:
    """From now on: what Slack has is found by its own, real time."""
    return FixedClock(SystemClock().wall())


@pytest.fixture
def deps(slack: StandInSlack, tmp_path: Path, clock: FixedClock, knowledge: Knowledge) -> Iterator[Deps]:
    made = make_deps(f"sqlite:///{tmp_path / 'test.db'}", clock, knowledge, **slack.environment)
    a_cast(made)
    yield made
    made.engine.dispose()


@pytest.fixture
def sender(deps: Deps) -> Sender:
    return Sender(deps, web_client(deps.settings, 1))


def owe(deps: Deps, number: int = 1, to: str = G, **facts: object) -> None:
    with deps.transaction() as tx:
        told = {"title": f"Rows left out {number}", "lines": ["line 1"]} | facts
        tx.outbox.add(MessageKind.IMPORT_PROBLEMS, to, told, once=f"message:{number}:{to}")


def row(deps: Deps, number: int = 1) -> OutboxRow:
    with deps.transaction(reading=True) as tx:
        found = tx.session.scalar(select(OutboxRow).where(OutboxRow.key == f"message:{number}:{G}"))
    assert found is not None
    return found


def posted(slack: StandInSlack, user: str = G) -> list[str]:
    if slack.slack.conversations.find(user) is None:
        return []
    return [message.text for message in slack.messages(user)]


def run_for(deps: Deps, sender: Sender, clock: FixedClock, seconds: int, step: int = 1) -> None:
    for _ in range(0, seconds, step):
        sender.drain()
        clock.move(timedelta(seconds=step))


def test_a_message_is_sent_once_and_marked(deps: Deps, sender: Sender, slack: StandInSlack) -> None:
    owe(deps)
    assert sender.drain() == 1
    assert sender.drain() == 0
    assert len(posted(slack)) == 1
    assert (row(deps).status, row(deps).ts) == (SendStatus.SENT, slack.messages(G)[0].ts)


def test_a_channel_gets_one_message_a_second(
    deps: Deps, sender: Sender, slack: StandInSlack, clock: FixedClock
) -> None:
    for number in (1, 2, 3):
        owe(deps, number)
    sender.drain()
    assert len(posted(slack)) == 1
    clock.move(timedelta(seconds=1))
    sender.drain()
    assert len(posted(slack)) == 2
    run_for(deps, sender, clock, 3)
    assert len(posted(slack)) == 3
    assert row(deps, 3).attempts == 1


def test_slow_down_is_honoured(deps: Deps, sender: Sender, slack: StandInSlack, clock: FixedClock) -> None:
    owe(deps)
    slack.misbehave("rate_limited", "chat.postMessage", retry_after=7, times=1)
    sender.drain()
    tried = len(slack.calls("chat.postMessage"))
    for _ in range(6):
        clock.move(timedelta(seconds=1))
        sender.drain()
    assert len(slack.calls("chat.postMessage")) == tried
    clock.move(timedelta(seconds=1))
    sender.drain()
    assert len(posted(slack)) == 1


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("accept_then_drop", {}),
        ("drop_before_accept", {}),
        ("status", {"status": 500}),
        ("status", {"status": 503, "accepted": True}),
        ("error", {"error": "fatal_error", "accepted": True}),
        ("error", {"error": "internal_error"}),
        ("hang", {"seconds": 3, "accepted": True}),
    ],
)
def test_what_may_have_arrived_is_looked_up_and_neither_lost_nor_doubled(
    deps: Deps, sender: Sender, slack: StandInSlack, clock: FixedClock, kind: str, settings: dict[str, object]
) -> None:
    owe(deps)
    slack.misbehave(kind, "chat.postMessage", times=1, **settings)
    run_for(deps, sender, clock, 20)
    assert len(posted(slack)) == 1
    assert row(deps).status == SendStatus.SENT


def test_history_that_lags_does_not_double(
    deps: Deps, sender: Sender, slack: StandInSlack, clock: FixedClock
) -> None:
    owe(deps)
    slack.misbehave("accept_then_drop", "chat.postMessage", times=1)
    slack.misbehave("error", "conversations.history", error="ratelimited", times=1)
    run_for(deps, sender, clock, 20)
    assert len(posted(slack)) == 1


def test_slack_away_is_waited_for_and_somebody_is_told(
    deps: Deps, slack: StandInSlack, clock: FixedClock
) -> None:
    nowhere = deps.settings.model_copy(update={"slack_api_url": "http://127.0.0.1:1/api/"})
    owe(deps)
    away = Sender(deps, web_client(nowhere, 1))
    run_for(deps, away, clock, 1800, step=60)
    assert row(deps).status == SendStatus.QUEUED
    assert row(deps).attempts >= 8
    back = Sender(deps, web_client(deps.settings, 1))
    run_for(deps, back, clock, 600, step=60)
    assert len(posted(slack)) == 1
    assert posted(slack, DANIEL.slack_id) or posted(slack, SIAN.slack_id)


def test_a_lost_conversation_is_opened_anew(
    deps: Deps, sender: Sender, slack: StandInSlack, clock: FixedClock
) -> None:
    with deps.transaction() as tx:
        tx.people.remember_dm(G, "D0GONE")
    owe(deps)
    run_for(deps, sender, clock, 10)
    assert len(posted(slack)) == 1


def test_a_message_that_cannot_be_written_does_not_hold_up_the_others(
    deps: Deps, sender: Sender, slack: StandInSlack, clock: FixedClock
) -> None:
    with deps.transaction() as tx:
        tx.outbox.add(MessageKind.OVERDUE_MANAGER, G, {"nothing": 1}, once=f"message:1:{G}")
    owe(deps, 2)
    run_for(deps, sender, clock, 30)
    assert row(deps).status == SendStatus.FAILED
    assert "Rows left out 2" in posted(slack)
    with deps.transaction(reading=True) as tx:
        assert len(tx.outbox.failures()) <= 3, "passed on without an end"


def test_old_messages_are_taken_down(
    deps: Deps, sender: Sender, slack: StandInSlack, clock: FixedClock
) -> None:
    owe(deps)
    sender.drain()
    client = web_client(deps.settings, 1)
    clock.move(timedelta(days=30))
    assert take_down(deps, client) == 0
    clock.move(timedelta(seconds=1))
    assert take_down(deps, client) == 1
    assert take_down(deps, client) == 0
    assert [message for message in slack.messages(G) if not message.deleted] == []


def test_the_oldest_messages_are_taken_down_first(deps: Deps, clock: FixedClock) -> None:
    newest_first = range(60, 0, -1)  # sent in another order than they were owed
    with deps.transaction() as tx:
        for minutes in newest_first:
            tx.outbox.sent_directly("D0GRACE", f"{minutes}.0")
            sent = tx.session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc()).limit(1)).one()
            sent.sent_at = clock.now() + timedelta(minutes=minutes)
    clock.move(timedelta(days=31))
    assert [ts for _, _, ts in delivery.old_messages(deps)] == [f"{minutes}.0" for minutes in range(1, 51)]


def test_messages_that_slack_will_not_delete_keep_no_other_waiting(
    deps: Deps, slack: StandInSlack, clock: FixedClock
) -> None:
    with deps.transaction() as tx:
        for number in range(50):  # of another bot: Slack refuses
            said = slack.say(G, f"not ours {number}")
            tx.outbox.sent_directly(said.channel, said.ts)
    clock.move(timedelta(minutes=1))
    client = web_client(deps.settings, 1)
    channel = client.conversations_open(users=G)["channel"]["id"]
    ours = client.chat_postMessage(channel=channel, text="ours")
    with deps.transaction() as tx:
        tx.outbox.sent_directly(ours["channel"], ours["ts"])
    clock.move(timedelta(days=30, minutes=1))
    assert take_down(deps, client) == 0
    assert take_down(deps, client) == 1
    assert delivery.old_messages(deps) == []
    clock.move(delivery.DELETE_AGAIN_AFTER)
    assert len(delivery.old_messages(deps)) == 50


def test_a_slack_that_asks_for_patience_is_not_asked_fifty_times(
    deps: Deps, sender: Sender, slack: StandInSlack, clock: FixedClock
) -> None:
    owe(deps, 1)
    owe(deps, 2)
    run_for(deps, sender, clock, 5)
    clock.move(timedelta(days=31))
    client = web_client(deps.settings, 1)
    slack.misbehave("rate_limited", "chat.delete", times=1)
    assert take_down(deps, client) == 0
    assert take_down(deps, client) == 2


def test_an_edit_waits_until_it_is_known_whether_its_message_arrived(
    deps: Deps, sender: Sender, slack: StandInSlack, clock: FixedClock
) -> None:
    """The card reached Slack and the answer was lost: it must not go on saying that nobody has it."""
    child = a_child(deps, seen=clock.today() - timedelta(2), start=clock.today() - timedelta(30))
    done = record(deps, (child, OutcomeKind.NO_ANSWER))
    slack.misbehave("accept_then_drop", "chat.postMessage", times=1)
    assert sender.drain() >= 1
    with deps.transaction(reading=True) as tx:
        card = tx.session.scalars(select(OutboxRow).where(OutboxRow.kind == MessageKind.NOT_SEEN_ALERT)).one()
    assert card.status == SendStatus.UNKNOWN
    tomorrow = clock.today() + timedelta(1)
    alert_id = done.children[0].alert_id or 0
    alerts.acknowledge(deps, GRACE, alert_id, ["duty_today"], tomorrow, time(9), "click:1")
    sender.drain()
    [shown] = slack.messages(G)
    assert "has it" not in shown.all_text
    run_for(deps, sender, clock, 12)
    [shown] = slack.messages(G)
    assert "Grace Bell has it" in shown.all_text
