"""What people have in front of them: the outbox sent as the sender would, kept as texts that edits change."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import time, timedelta
from itertools import count

from bot.bootstrap import Deps
from bot.domain.cards import AlertsCard
from bot.domain.children import Child
from bot.domain.messages import AlertStatus, MessageKind
from bot.domain.people import Actor
from bot.domain.visits import OutcomeKind
from bot.services import alerts, delivery, recording
from bot.services.delivery import Drop, Wait
from bot.services.recording import ChildRecord, RecordOutcome
from bot.storage.alerts import Alert
from bot.views import messages
from bot.views.ids import Action
from tests.builders import AMINA, GRACE


@dataclass
class Shown:
    """One message as it stands now."""

    ts: str
    kind: MessageKind
    reader: str
    blocks: str
    edits: int = 0

    @property
    def can_be_taken(self) -> bool:
        """Whether the alert can be taken from here."""
        return f'"{Action.ACKNOWLEDGE}"' in self.blocks

    def says(self, *words: str) -> bool:
        return all(word in self.blocks for word in words)


@dataclass
class Post:
    """Everybody's messages."""

    deps: Deps
    shown: list[Shown] = field(default_factory=list)

    def deliver(self) -> list[Shown]:
        """Send what is owed now; the new messages, in order."""
        new = []
        while claimed := delivery.claim(self.deps):
            for row in claimed:
                ready = delivery.prepare(self.deps, row)
                if isinstance(ready, Drop):
                    delivery.dropped(self.deps, row, ready.reason)
                    continue
                if isinstance(ready, Wait):
                    delivery.paced(self.deps, row, delivery.FIRST_WAIT)
                    continue
                drawn = json.dumps(messages.render(ready.kind, ready.card).blocks, ensure_ascii=False)
                if ready.edit is not None:
                    found = next(one for one in self.shown if one.ts == ready.edit[1])
                    found.blocks, found.edits = drawn, found.edits + 1
                    delivery.sent(self.deps, row, *ready.edit)
                    continue
                message = Shown(str(row.id), row.kind, row.recipient, drawn)
                new.append(message)
                self.shown.append(message)
                delivery.sent(self.deps, row, f"D-{row.recipient}", message.ts)
        return new

    def of(self, reader: str, kind: MessageKind) -> list[Shown]:
        """One person's messages of one kind, the oldest first."""
        return [one for one in self.shown if one.reader == reader and one.kind is kind]


_submissions = count(1)
CARD, RECEIPT = MessageKind.NOT_SEEN_ALERT, MessageKind.NOT_SEEN_RECEIPT


PLACES = {OutcomeKind.SEEN_ELSEWHERE: "school"}


def record(deps: Deps, *outcomes: tuple[Child, OutcomeKind], actor: Actor = AMINA) -> recording.Recorded:
    """One submission, a moment ago."""
    at = deps.clock.now() - timedelta(minutes=1)
    records = tuple(
        ChildRecord(child.id, kind, alone=True, place=PLACES.get(kind, "home")) for child, kind in outcomes
    )
    command = RecordOutcome(None, at.date(), at.time().replace(microsecond=0), records, tried=("knocked",))
    return recording.record_outcome(deps, actor, command, f"view:{next(_submissions)}")


def both_unseen(post: Post, siblings: tuple[Child, Child]) -> tuple[int, int]:
    done = record(post.deps, *((child, OutcomeKind.NO_ANSWER) for child in siblings))
    post.deliver()
    first, second = (one.alert_id or 0 for one in done.children)
    return first, second


def take(deps: Deps, alert_id: int, by: Actor = GRACE, at: time = time(16)) -> AlertsCard:
    once = f"click:{next(_submissions)}"
    return alerts.acknowledge(deps, by, alert_id, ["worker_again"], deps.clock.today(), at, once)


def stored(deps: Deps, alert_id: int) -> Alert:
    with deps.transaction(reading=True) as tx:
        found = tx.alerts.get(alert_id)
    assert found is not None
    return found


def statuses(deps: Deps, *alert_ids: int) -> list[AlertStatus]:
    return [stored(deps, alert_id).status for alert_id in alert_ids]
