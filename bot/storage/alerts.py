"""Rows of alerts to managers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.messages import AlertStatus
from bot.storage.tables import AlertRow

LIVE = (AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED)


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
    )


class Alerts:
    """Find and store alerts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, alert_id: int, *, lock: bool = False) -> Alert | None:
        query = select(AlertRow).where(AlertRow.id == alert_id)
        row = self._session.scalar(query.with_for_update() if lock else query)
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
        self, alert_id: int, outcome_id: int, worker_id: str, manager_id: str | None, by_policy: bool
    ) -> Alert:
        """A further visit at which the child was not seen: the same alert, open again, with the newest facts."""
        row = self._session.get_one(AlertRow, alert_id)
        row.outcome_id, row.worker_id, row.manager_id = outcome_id, worker_id, manager_id
        row.status, row.reopened, row.by_policy = AlertStatus.OPEN, True, by_policy
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

    def reopen(self, alert_id: int) -> None:
        row = self._session.get_one(AlertRow, alert_id)
        row.status, row.reopened = AlertStatus.OPEN, True

    def close(self, alert_id: int, at: datetime, why: str) -> None:
        row = self._session.get_one(AlertRow, alert_id)
        row.status, row.closed_at, row.closed_why = AlertStatus.CLOSED, at, why
        self._session.flush()

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
