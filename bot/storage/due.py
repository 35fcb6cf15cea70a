"""Rows of recorded due dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.storage.tables import ChildRow, DueRow


@dataclass(frozen=True, slots=True)
class RecordedDue:
    """A child's next date as recorded. `act_by` is the earlier of the local and the statutory date."""

    child_id: int
    due_on: date | None
    floor_on: date | None
    act_by: date | None
    outcome: str
    to_be_agreed: bool
    retry_by: datetime | None
    sentence: str
    rule: str
    policy: str
    pack_version: str
    because: str
    computed_at: datetime
    receipt: dict[str, Any] = field(default_factory=dict)


def _recorded(row: DueRow) -> RecordedDue:
    return RecordedDue(
        child_id=row.child_id,
        due_on=row.due_on,
        floor_on=row.floor_on,
        act_by=row.act_by,
        outcome=row.outcome,
        to_be_agreed=row.to_be_agreed,
        retry_by=row.retry_by,
        sentence=row.sentence,
        rule=row.rule,
        policy=row.policy,
        pack_version=row.pack_version,
        because=row.because,
        computed_at=row.computed_at,
        receipt=row.receipt,
    )


class DueDates:
    """Find and store recorded due dates."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, child_id: int) -> RecordedDue | None:
        row = self._session.get(DueRow, child_id)
        return _recorded(row) if row is not None else None

    def of(self, child_ids: Iterable[int]) -> dict[int, RecordedDue]:
        ids = list(child_ids)
        found: dict[int, RecordedDue] = {}
        for start in range(0, len(ids), 500):
            rows = self._session.scalars(select(DueRow).where(DueRow.child_id.in_(ids[start : start + 500])))
            found.update((row.child_id, _recorded(row)) for row in rows)
        return found

    def save(self, due: RecordedDue) -> None:
        row = self._session.get(DueRow, due.child_id)
        if row is None:
            row = DueRow(child_id=due.child_id)
            self._session.add(row)
        row.due_on, row.floor_on, row.act_by = due.due_on, due.floor_on, due.act_by
        row.outcome, row.to_be_agreed, row.retry_by = due.outcome, due.to_be_agreed, due.retry_by
        row.sentence, row.rule, row.policy = due.sentence, due.rule, due.policy
        row.pack_version, row.receipt = due.pack_version, due.receipt
        row.because, row.computed_at = due.because, due.computed_at
        self._session.flush()

    def act_by_until(self, day: date) -> list[RecordedDue]:
        """Open children whose date is on or before `day`, the earliest first."""
        rows = self._session.scalars(
            select(DueRow)
            .join(ChildRow, ChildRow.id == DueRow.child_id)
            .where(ChildRow.closed.is_(False), DueRow.act_by <= day)
            .order_by(DueRow.act_by, DueRow.child_id)
        )
        return [_recorded(row) for row in rows]

    def households_until(self, day: date) -> list[tuple[date, list[int]]]:
        """Dates on or before `day` with the open children of one household who have it, the earliest first."""
        rows = self._session.execute(
            select(DueRow.act_by, ChildRow.household, DueRow.child_id)
            .join(ChildRow, ChildRow.id == DueRow.child_id)
            .where(ChildRow.closed.is_(False), DueRow.act_by <= day)
            .order_by(DueRow.act_by, ChildRow.household, DueRow.child_id)
        )
        found: dict[tuple[date, str], list[int]] = {}
        for act_by, household, child_id in rows:
            if act_by is not None:
                found.setdefault((act_by, household or f"child:{child_id}"), []).append(child_id)
        return [(act_by, child_ids) for (act_by, _), child_ids in found.items()]

    def without_date(self) -> list[RecordedDue]:
        """Open children with no date at all: nothing would remind anyone of them."""
        rows = self._session.scalars(
            select(DueRow)
            .join(ChildRow, ChildRow.id == DueRow.child_id)
            .where(ChildRow.closed.is_(False), DueRow.act_by.is_(None))
            .order_by(DueRow.child_id)
        )
        return [_recorded(row) for row in rows]

    def other_versions(self, policy: str, version: str) -> list[int]:
        """Children whose date was worked out under another pack or version."""
        return list(
            self._session.scalars(
                select(DueRow.child_id)
                .join(ChildRow, ChildRow.id == DueRow.child_id)
                .where(ChildRow.closed.is_(False))
                .where((DueRow.pack_version != version) | (DueRow.policy != policy))
            )
        )

    def children_without_row(self) -> list[int]:
        return list(
            self._session.scalars(
                select(ChildRow.id)
                .outerjoin(DueRow, DueRow.child_id == ChildRow.id)
                .where(ChildRow.closed.is_(False), DueRow.child_id.is_(None))
            )
        )

    def count_overdue(self, today: date) -> int:
        return (
            self._session.scalar(
                select(func.count(DueRow.child_id))
                .join(ChildRow, ChildRow.id == DueRow.child_id)
                .where(ChildRow.closed.is_(False), DueRow.act_by < today)
            )
            or 0
        )
