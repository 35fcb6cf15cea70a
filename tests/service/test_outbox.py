"""Claims: several senders never take the same row; a row whose sender died is taken up again, looked up first."""

from __future__ import annotations

import threading
from datetime import timedelta

from bot.bootstrap import Deps
from bot.clock import FixedClock
from bot.domain.messages import MessageKind
from bot.services import delivery, inbox
from tests.builders import AMINA, GRACE, a_cast


def owe(deps: Deps, count: int, kind: MessageKind = MessageKind.IMPORT_PROBLEMS) -> None:
    with deps.transaction() as tx:
        for number in range(count):
            facts = {"title": "Rows left out", "lines": [f"line {number}"]}
            assert tx.outbox.add(kind, GRACE.slack_id, facts, once=f"{kind}:{number}")


def test_a_key_is_owed_once(deps: Deps) -> None:
    a_cast(deps)
    owe(deps, 1)
    with deps.transaction() as tx:
        assert not tx.outbox.add(MessageKind.IMPORT_PROBLEMS, GRACE.slack_id, {}, once="import_problems:0")


def test_eight_senders_share_the_rows_without_overlap(deps: Deps) -> None:
    a_cast(deps)
    owe(deps, 40)
    taken: list[int] = []
    lock = threading.Lock()

    def work() -> None:
        while rows := delivery.claim(deps, most=3):
            with lock:
                taken.extend(row.id for row in rows)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 40


def test_a_row_whose_sender_died_is_taken_up_and_must_be_looked_up(deps: Deps, clock: FixedClock) -> None:
    a_cast(deps)
    owe(deps, 1)
    first = delivery.claim(deps)[0]
    assert first.maybe_sent_at is None
    assert delivery.claim(deps) == []
    clock.move(delivery.LEASE + timedelta(seconds=1))
    second = delivery.claim(deps)[0]
    assert second.maybe_sent_at is not None
    assert second.marker == first.marker
    delivery.sent(deps, first, "D1", "1.0")  # the first sender wakes up late: it marks nothing
    clock.move(delivery.LEASE + timedelta(seconds=1))
    assert delivery.claim(deps)[0].id == first.id


def test_certainly_not_sent_needs_no_look_up(deps: Deps, clock: FixedClock) -> None:
    a_cast(deps)
    owe(deps, 1)
    delivery.later(deps, delivery.claim(deps)[0], "ConnectionRefusedError")
    assert delivery.claim(deps) == []
    clock.move(timedelta(minutes=1))
    assert delivery.claim(deps)[0].maybe_sent_at is None


def test_unknown_is_looked_up_and_the_looks_are_counted(deps: Deps, clock: FixedClock) -> None:
    a_cast(deps)
    owe(deps, 1)
    delivery.unknown(deps, delivery.claim(deps)[0], "TimeoutError")
    clock.move(timedelta(seconds=10))
    row = delivery.claim(deps)[0]
    assert (row.looked, row.maybe_sent_at is not None) == (0, True)
    delivery.looked_in_vain(deps, row)
    clock.move(timedelta(seconds=10))
    row = delivery.claim(deps)[0]
    assert row.looked == 1
    delivery.sending_again(deps, row)
    delivery.sent(deps, row, "D1", "2.0")
    clock.move(timedelta(hours=1))
    assert delivery.claim(deps) == []


def test_urgent_messages_go_first(deps: Deps, clock: FixedClock) -> None:
    a_cast(deps)
    owe(deps, 3)
    clock.move(timedelta(seconds=1))
    with deps.transaction() as tx:
        tx.outbox.add(MessageKind.NOT_SEEN_ALERT, GRACE.slack_id, {"alert_id": 1}, once="urgent")
    assert delivery.claim(deps, most=1)[0].kind is MessageKind.NOT_SEEN_ALERT


def test_an_event_is_stored_once_and_replayed_until_it_is_done(deps: Deps, clock: FixedClock) -> None:
    payload = {"event": {"text": "how often?"}}
    assert inbox.receive(deps, "Ev1", "message", AMINA.slack_id, "D1", payload)
    assert not inbox.receive(deps, "Ev1", "message", AMINA.slack_id, "D1", payload)
    assert inbox.unfinished(deps) == []
    clock.move(inbox.LEASE + timedelta(seconds=1))
    assert [received.payload for received in inbox.unfinished(deps)] == [payload]
    assert inbox.unfinished(deps) == []  # leased
    inbox.done(deps, "Ev1")
    clock.move(inbox.LEASE + timedelta(seconds=1))
    assert inbox.unfinished(deps) == []
    assert not inbox.receive(deps, "Ev1", "message", AMINA.slack_id, "D1", payload)


def test_an_event_nobody_can_answer_is_given_up_at_last(deps: Deps, clock: FixedClock) -> None:
    inbox.receive(deps, "Ev1", "message", AMINA.slack_id, "D1", {})
    seen = 0
    for _ in range(20):
        clock.move(inbox.LEASE + timedelta(seconds=1))
        seen += len(inbox.unfinished(deps))
    assert seen == inbox.MOST_TRIES - 1
