"""Rows of alerts to managers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.messages import AlertStatus, MessageKind
from bot.storage.tables import AlertMessageRow, AlertRow, ChildRow, OutboxRow

NOT_SEEN, OVERDUE = "not_seen", "overdue"
"""What an alert is about."""
LIVE = (AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED)
LOST = ("cancelled", "failed")
"""Messages that nobody will read, as the outbox names them."""


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert as stored; it is live until it is closed."""

    id: int
    child_id: int
    outcome_id: int | None
    kind: str
    by_policy: bool
    status: AlertStatus
    worker_id: str
    manager_id: str | None
    opened_at: datetime
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    plan: tuple[str, ...]
    by_when: datetime | None
    reopened: bool
    closed_at: datetime | None
    closed_why: str
    closed_by: int | None
    card: str
    raised_at: datetime | None


@dataclass(frozen=True, slots=True)
class Showing:
    """A message that shows one or more alerts."""

    key: str
    kind: MessageKind
    recipient: str


def _alert(row: AlertRow) -> Alert:
    return Alert(
        id=row.id,
        child_id=row.child_id,
        outcome_id=row.outcome_id,
        kind=row.kind,
        by_policy=row.by_policy,
        status=AlertStatus(row.status),
        worker_id=row.worker_id,
        manager_id=row.manager_id,
        opened_at=row.opened_at,
        acknowledged_by=row.acknowledged_by,
        acknowledged_at=row.acknowledged_at,
        plan=tuple(row.plan),
        by_when=row.by_when,
        reopened=row.reopened,
        closed_at=row.closed_at,
        closed_why=row.closed_why,
        closed_by=row.closed_by,
        card=row.card,
        raised_at=row.raised_at,
    )


class Alerts:
    """Find and store alerts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, alert_id: int) -> Alert | None:
        row = self._session.get(AlertRow, alert_id)
        return _alert(row) if row is not None else None

    def open(
        self,
        *,
        child_id: int,
        outcome_id: int | None,
        kind: str,
        worker_id: str,
        manager_id: str | None,
        at: datetime,
        by_policy: bool = False,
    ) -> Alert:
        row = AlertRow(
            child_id=child_id,
            outcome_id=outcome_id,
            kind=kind,
            by_policy=by_policy,
            status=AlertStatus.OPEN,
            worker_id=worker_id,
            manager_id=manager_id,
            opened_at=at,
            plan=[],
        )
        self._session.add(row)
        self._session.flush()
        return _alert(row)

    def renew(
        self,
        alert_id: int,
        *,
        outcome_id: int | None,
        kind: str,
        worker_id: str,
        manager_id: str | None,
        by_policy: bool,
    ) -> Alert:
        """A further visit at which the child was not seen: the same alert, open again, with the newest facts."""
        row = self._session.get_one(AlertRow, alert_id)
        row.outcome_id, row.worker_id, row.manager_id = outcome_id, worker_id, manager_id
        row.status, row.reopened, row.by_policy, row.kind = AlertStatus.OPEN, True, by_policy, kind
        self._session.flush()
        return _alert(row)

    def acknowledge(
        self, alert_id: int, by: str, at: datetime, plan: Iterable[str], by_when: datetime
    ) -> Alert:
        row = self._session.get_one(AlertRow, alert_id)
        row.status, row.acknowledged_by, row.acknowledged_at = AlertStatus.ACKNOWLEDGED, by, at
        row.plan, row.by_when = list(plan), by_when
        self._session.flush()
        return _alert(row)

    def reopen(self, alert_id: int, manager_id: str | None, *, raised_at: datetime | None = None) -> None:
        """Open again, for this manager; `raised_at` where it is new to them, so that silence counts anew."""
        row = self._session.get_one(AlertRow, alert_id)
        row.status, row.reopened, row.manager_id = AlertStatus.OPEN, True, manager_id
        if raised_at is not None:
            row.raised_at = raised_at
        self._session.flush()

    def close(self, alert_id: int, at: datetime, why: str, *, by: int | None = None) -> None:
        """Close it; `by` is the outcome at which the child was seen."""
        row = self._session.get_one(AlertRow, alert_id)
        row.status, row.closed_at, row.closed_why, row.closed_by = AlertStatus.CLOSED, at, why, by
        self._session.flush()

    def raise_again(self, alert_id: int, at: datetime) -> Alert:
        """Live again, because what closed it was taken back. Nobody has it: it was over for whoever had taken it."""
        row = self._session.get_one(AlertRow, alert_id)
        row.status, row.reopened, row.raised_at = AlertStatus.OPEN, True, at
        row.acknowledged_by, row.acknowledged_at, row.plan, row.by_when = None, None, [], None
        row.closed_at, row.closed_why, row.closed_by = None, "", None
        self._session.flush()
        return _alert(row)

    def make_overdue(
        self, alert_id: int, *, worker_id: str, manager_id: str | None, status: AlertStatus
    ) -> Alert:
        """Live, and about the date that has passed; no failed visit stands behind it any more."""
        row = self._session.get_one(AlertRow, alert_id)
        row.kind, row.outcome_id, row.by_policy, row.reopened = OVERDUE, None, False, True
        row.worker_id, row.manager_id, row.status = worker_id, manager_id, status
        row.closed_at, row.closed_why, row.closed_by = None, "", None
        self._session.flush()
        return _alert(row)

    def point_at(
        self,
        alert_id: int,
        outcome_id: int,
        *,
        worker_id: str,
        manager_id: str | None,
        by_policy: bool,
        status: AlertStatus,
    ) -> None:
        """The alert is about another outcome from now on, and with whoever recorded that."""
        row = self._session.get_one(AlertRow, alert_id)
        row.outcome_id, row.status, row.by_policy = outcome_id, status, by_policy
        row.worker_id, row.manager_id = worker_id, manager_id
        self._session.flush()

    def closed_by(self, outcome_id: int, child_id: int) -> Alert | None:
        """The child's newest alert that was closed because of this outcome."""
        row = self._session.scalar(
            select(AlertRow)
            .where(AlertRow.closed_by == outcome_id, AlertRow.child_id == child_id)
            .where(AlertRow.status == AlertStatus.CLOSED)
            .order_by(AlertRow.id.desc())
            .limit(1)
        )
        return _alert(row) if row is not None else None

    def newest_of(self, child_id: int) -> Alert | None:
        """The alert that was opened last about a child, live or closed."""
        row = self._session.scalar(
            select(AlertRow).where(AlertRow.child_id == child_id).order_by(AlertRow.id.desc()).limit(1)
        )
        return _alert(row) if row is not None else None

    # Cards and messages -------------------------------------------------------------------------------

    def put_on(self, alert_ids: Iterable[int], card: str) -> None:
        """These alerts stand on one card from now on: who takes it takes them all."""
        for alert_id in alert_ids:
            self._session.get_one(AlertRow, alert_id).card = card
        self._session.flush()

    def on_card(self, card: str) -> list[Alert]:
        """The alerts of one card, the first one first."""
        rows = self._session.scalars(select(AlertRow).where(AlertRow.card == card).order_by(AlertRow.id))
        return [_alert(row) for row in rows]

    def lock_card(self, alert_id: int) -> None:
        """Hold the alert and all others on its card, always in the same order, so that two people can't clash."""
        card = select(AlertRow.card).where(AlertRow.id == alert_id).scalar_subquery()
        same = (AlertRow.id == alert_id) | ((AlertRow.card == card) & (AlertRow.card != ""))
        self._session.scalars(
            select(AlertRow)
            .where(same)
            .order_by(AlertRow.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).all()

    def shown(self, alert_ids: Iterable[int], key: str, kind: MessageKind, recipient: str) -> None:
        """Remember that a message shows these alerts."""
        for alert_id in alert_ids:
            row = AlertMessageRow(alert_id=alert_id, key=key, kind=kind, recipient=recipient)
            self._session.add(row)
        self._session.flush()

    def messages(self, alert_ids: Iterable[int]) -> list[Showing]:
        """Every message that shows one of these alerts, the oldest first."""
        rows = self._session.scalars(
            select(AlertMessageRow)
            .where(AlertMessageRow.alert_id.in_(list(alert_ids)))
            .order_by(AlertMessageRow.id)
        )
        found = {row.key: Showing(row.key, MessageKind(row.kind), row.recipient) for row in rows}
        return list(found.values())

    def live_sent_to(self, recipient: str, kinds: Iterable[MessageKind]) -> list[Alert]:
        """The live alerts about which this person was sent a message of these kinds, the oldest first."""
        sent = select(AlertMessageRow.alert_id).where(
            AlertMessageRow.recipient == recipient, AlertMessageRow.kind.in_(list(kinds))
        )
        rows = self._session.scalars(
            select(AlertRow).where(AlertRow.id.in_(sent), AlertRow.status.in_(LIVE)).order_by(AlertRow.id)
        )
        return [_alert(row) for row in rows]

    def in_message(self, key: str) -> list[int]:
        """The ids of the alerts that a message shows."""
        return list(
            self._session.scalars(
                select(AlertMessageRow.alert_id)
                .where(AlertMessageRow.key == key)
                .order_by(AlertMessageRow.id)
            )
        )

    def newer_message(self, alert_id: int, key: str, kinds: Iterable[MessageKind]) -> bool:
        """Whether the reader of a message has a newer one of these kinds about the alert, that will arrive or has."""
        this = self._session.scalar(
            select(AlertMessageRow).where(AlertMessageRow.alert_id == alert_id, AlertMessageRow.key == key)
        )
        if this is None:
            return False
        newer = (
            select(AlertMessageRow.id)
            .join(OutboxRow, OutboxRow.key == AlertMessageRow.key)
            .where(
                AlertMessageRow.alert_id == alert_id,
                AlertMessageRow.recipient == this.recipient,
                AlertMessageRow.kind.in_(list(kinds)),
                AlertMessageRow.id > this.id,
                OutboxRow.status.not_in(LOST),
            )
            .limit(1)
        )
        return self._session.scalar(newer) is not None

    def raised_since(self, alert: Alert, key: str) -> bool:
        """Whether the alert was raised anew after a message was made, on a card that will arrive or has."""
        if alert.raised_at is None:
            return False
        made_before = select(OutboxRow.id).where(OutboxRow.key == key, OutboxRow.created_at < alert.raised_at)
        arrives = select(OutboxRow.id).where(OutboxRow.key == alert.card, OutboxRow.status.not_in(LOST))
        return all(self._session.scalar(one) is not None for one in (made_before, arrives))

    def hold_children(self, child_ids: Iterable[int]) -> list[int]:
        """Hold these children against others who would open an alert; those held elsewhere are left out."""
        return list(
            self._session.scalars(
                select(ChildRow.id)
                .where(ChildRow.id.in_(list(child_ids)))
                .order_by(ChildRow.id)
                .with_for_update(skip_locked=True)
            )
        )

    def live_for_child(self, child_id: int) -> Alert | None:
        row = self._session.scalar(
            select(AlertRow)
            .where(AlertRow.child_id == child_id, AlertRow.status.in_(LIVE))
            .order_by(AlertRow.id.desc())
            .limit(1)
        )
        return _alert(row) if row is not None else None

    def live_for_children(self, child_ids: Iterable[int]) -> dict[int, Alert]:
        ids = list(child_ids)
        found: dict[int, Alert] = {}
        for start in range(0, len(ids), 500):
            rows = self._session.scalars(
                select(AlertRow)
                .where(AlertRow.child_id.in_(ids[start : start + 500]), AlertRow.status.in_(LIVE))
                .order_by(AlertRow.id)
            )
            found.update((row.child_id, _alert(row)) for row in rows)
        return found

    def live(self) -> list[Alert]:
        rows = self._session.scalars(
            select(AlertRow).where(AlertRow.status.in_(LIVE)).order_by(AlertRow.opened_at)
        )
        return [_alert(row) for row in rows]
