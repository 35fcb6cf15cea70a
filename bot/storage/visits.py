"""Rows of planned visits and of what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.cipher import Cipher
from bot.domain.visits import ChildOutcome, OutcomeKind, Visit, VisitStatus
from bot.storage.tables import OutcomeRow, VisitChildRow, VisitRow

NOTE = "outcomes.note"


def _outcome(row: OutcomeRow) -> ChildOutcome:
    return ChildOutcome(
        id=row.id,
        child_id=row.child_id,
        visit_id=row.visit_id,
        happened_at=row.happened_at,
        kind=OutcomeKind(row.kind),
        announced=row.announced,
        alone=row.alone,
        awake=row.awake,
        bedroom=row.bedroom,
        spoken_to=row.spoken_to,
        place=row.place,
        by_id=row.by_id,
        by_registered=row.by_registered,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
        late=row.late,
        imported=row.imported,
        tried=tuple(row.tried),
        not_alone_reason=row.not_alone_reason,
    )


class Visits:
    """Find and store visits and outcomes."""

    def __init__(self, session: Session, cipher: Cipher) -> None:
        self._session = session
        self._cipher = cipher

    # Planned visits -----------------------------------------------------------------------------------

    def _visits(self, rows: Iterable[VisitRow]) -> list[Visit]:
        rows = list(rows)
        children: dict[int, list[int]] = {}
        pairs = self._session.scalars(
            select(VisitChildRow)
            .where(VisitChildRow.visit_id.in_([row.id for row in rows]))
            .order_by(VisitChildRow.child_id)
        )
        for pair in pairs:
            children.setdefault(pair.visit_id, []).append(pair.child_id)
        return [
            Visit(
                id=row.id,
                household=row.household,
                child_ids=tuple(children.get(row.id, ())),
                worker_id=row.worker_id,
                starts_at=row.starts_at,
                announced=row.announced,
                going=tuple(row.going),
                status=VisitStatus(row.status),
            )
            for row in rows
        ]

    def get(self, visit_id: int, *, lock: bool = False) -> Visit | None:
        query = select(VisitRow).where(VisitRow.id == visit_id)
        row = self._session.scalar(query.with_for_update() if lock else query)
        return self._visits([row])[0] if row is not None else None

    def add(
        self,
        *,
        household: str,
        child_ids: Iterable[int],
        worker_id: str,
        starts_at: datetime,
        announced: bool,
        going: Iterable[str],
        created_at: datetime,
        created_by: str,
        replaces_id: int | None = None,
    ) -> Visit:
        row = VisitRow(
            household=household,
            worker_id=worker_id,
            starts_at=starts_at,
            announced=announced,
            going=list(going),
            status=VisitStatus.PLANNED,
            created_at=created_at,
            created_by=created_by,
            replaces_id=replaces_id,
        )
        self._session.add(row)
        self._session.flush()
        for child_id in sorted(set(child_ids)):
            self._session.add(VisitChildRow(visit_id=row.id, child_id=child_id))
        self._session.flush()
        return self._visits([row])[0]

    def planned_on(self, visit_id: int) -> datetime:
        """When the visit was put into the diary."""
        return self._session.get_one(VisitRow, visit_id).created_at

    def set_status(self, visit_id: int, status: VisitStatus, *, by: str | None = None) -> bool:
        """Move a planned visit on; False where it was no longer planned."""
        changed = self._session.execute(
            update(VisitRow)
            .where(VisitRow.id == visit_id, VisitRow.status == VisitStatus.PLANNED)
            .values(status=status, ended_by=by)
            .returning(VisitRow.id)
        )
        return changed.first() is not None

    def planned_for_child(self, child_id: int) -> list[Visit]:
        rows = self._session.scalars(
            select(VisitRow)
            .join(VisitChildRow, VisitChildRow.visit_id == VisitRow.id)
            .where(VisitChildRow.child_id == child_id, VisitRow.status == VisitStatus.PLANNED)
            .order_by(VisitRow.starts_at)
        )
        return self._visits(rows)

    def planned_for_children(self, child_ids: Iterable[int]) -> dict[int, Visit]:
        """The next planned visit of each child."""
        of_these = select(VisitChildRow.visit_id).where(VisitChildRow.child_id.in_(list(child_ids)))
        rows = self._session.scalars(
            select(VisitRow)
            .where(VisitRow.id.in_(of_these), VisitRow.status == VisitStatus.PLANNED)
            .order_by(VisitRow.starts_at)
        )
        found: dict[int, Visit] = {}
        for visit in self._visits(rows):
            for child_id in visit.child_ids:
                found.setdefault(child_id, visit)
        return found

    def planned_starting(self, after: datetime, before: datetime) -> list[Visit]:
        rows = self._session.scalars(
            select(VisitRow)
            .where(
                VisitRow.status == VisitStatus.PLANNED,
                VisitRow.starts_at >= after,
                VisitRow.starts_at < before,
            )
            .order_by(VisitRow.starts_at)
        )
        return self._visits(rows)

    def someone_on(self, child_id: int, slack_id: str) -> bool:
        """Whether this person goes along on a planned visit to the child."""
        return any(slack_id in visit.going for visit in self.planned_for_child(child_id))

    # Outcomes -----------------------------------------------------------------------------------------

    def outcomes(self, child_id: int) -> list[ChildOutcome]:
        rows = self._session.scalars(
            select(OutcomeRow)
            .where(OutcomeRow.child_id == child_id, OutcomeRow.voided_at.is_(None))
            .order_by(OutcomeRow.happened_at, OutcomeRow.id)
        )
        return [_outcome(row) for row in rows]

    def outcomes_of(self, child_ids: Iterable[int]) -> dict[int, list[ChildOutcome]]:
        ids = list(child_ids)
        found: dict[int, list[ChildOutcome]] = {child_id: [] for child_id in ids}
        for start in range(0, len(ids), 500):
            rows = self._session.scalars(
                select(OutcomeRow)
                .where(OutcomeRow.child_id.in_(ids[start : start + 500]), OutcomeRow.voided_at.is_(None))
                .order_by(OutcomeRow.happened_at, OutcomeRow.id)
            )
            for row in rows:
                found[row.child_id].append(_outcome(row))
        return found

    def outcome(self, outcome_id: int) -> ChildOutcome | None:
        row = self._session.get(OutcomeRow, outcome_id)
        return _outcome(row) if row is not None else None

    def of_visit(self, visit_id: int) -> list[ChildOutcome]:
        rows = self._session.scalars(
            select(OutcomeRow).where(OutcomeRow.visit_id == visit_id, OutcomeRow.voided_at.is_(None))
        )
        return [_outcome(row) for row in rows]

    def add_outcome(self, outcome: ChildOutcome, note: str = "") -> ChildOutcome:
        """Store one child's outcome; `outcome.id` is ignored, the stored one is returned."""
        row = OutcomeRow(
            child_id=outcome.child_id,
            visit_id=outcome.visit_id,
            happened_at=outcome.happened_at,
            kind=outcome.kind,
            announced=outcome.announced,
            alone=outcome.alone,
            awake=outcome.awake,
            bedroom=outcome.bedroom,
            spoken_to=outcome.spoken_to,
            place=outcome.place,
            by_id=outcome.by_id,
            by_registered=outcome.by_registered,
            recorded_by=outcome.recorded_by,
            recorded_at=outcome.recorded_at,
            late=outcome.late,
            imported=outcome.imported,
            tried=list(outcome.tried),
            not_alone_reason=outcome.not_alone_reason,
            note_sealed=self._cipher.seal(note, NOTE) if note else None,
        )
        self._session.add(row)
        self._session.flush()
        return _outcome(row)

    def void(self, outcome_id: int, by: str, at: datetime, why: str, replaced_by: int | None = None) -> None:
        """Take an outcome back: it is kept as it was, and counts for nothing any more."""
        row = self._session.get_one(OutcomeRow, outcome_id)
        row.voided_at, row.voided_by, row.void_why, row.replaced_by = at, by, why, replaced_by
        self._session.flush()

    def voided(self, outcome_id: int) -> bool:
        """Whether an outcome was taken back."""
        row = self._session.get(OutcomeRow, outcome_id)
        return row is not None and row.voided_at is not None

    def replacement(self, outcome_id: int) -> ChildOutcome | None:
        """What was recorded in place of an outcome; None where nothing was."""
        row = self._session.get(OutcomeRow, outcome_id)
        return self.outcome(row.replaced_by) if row is not None and row.replaced_by is not None else None

    def first_version(self, outcome: ChildOutcome) -> ChildOutcome:
        """The outcome as it was recorded first, before it was corrected any number of times."""
        earlier = (
            select(OutcomeRow)
            .where(OutcomeRow.child_id == outcome.child_id, OutcomeRow.replaced_by == outcome.id)
            .limit(1)
        )
        row = self._session.scalar(earlier)
        return self.first_version(_outcome(row)) if row is not None else outcome

    def plan_again(self, visit_id: int) -> None:
        """A recorded visit is planned again, because its record was taken back."""
        self._session.execute(
            update(VisitRow)
            .where(VisitRow.id == visit_id, VisitRow.status == VisitStatus.RECORDED)
            .values(status=VisitStatus.PLANNED)
        )

    def note(self, outcome_id: int) -> str:
        row = self._session.get(OutcomeRow, outcome_id)
        return self._cipher.open(row.note_sealed, NOTE) if row is not None and row.note_sealed else ""

    def forget_imported(self, child_id: int) -> None:
        """Drop history from an earlier import, so that a repeated import states it anew."""
        for row in self._session.scalars(
            select(OutcomeRow).where(OutcomeRow.child_id == child_id, OutcomeRow.imported)
        ):
            self._session.delete(row)
        self._session.flush()
