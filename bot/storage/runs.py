"""Rows of checklists in progress; the answers are sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cipher import Cipher
from bot.storage.tables import RunRow

STATE = "checklist_runs.state"
ACTIVE, STOPPED, FINISHED = "active", "stopped", "finished"


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run as stored: whose, about which child, where its question stands in Slack, its state as JSON."""

    id: int
    person_id: str
    child_id: int
    visit_id: int | None
    checklist: str
    revision: int
    status: str
    state: str
    done: int
    of: int
    channel: str | None
    thread_ts: str | None
    message_ts: str | None
    changed_at: datetime


class Runs:
    """Find and store checklist runs."""

    def __init__(self, session: Session, cipher: Cipher) -> None:
        self._session = session
        self._cipher = cipher

    def _stored(self, row: RunRow) -> StoredRun:
        return StoredRun(
            id=row.id,
            person_id=row.person_id,
            child_id=row.child_id,
            visit_id=row.visit_id,
            checklist=row.checklist,
            revision=row.revision,
            status=row.status,
            state=self._cipher.open(row.state_sealed, STATE),
            done=row.done,
            of=row.of,
            channel=row.channel,
            thread_ts=row.thread_ts,
            message_ts=row.message_ts,
            changed_at=row.changed_at,
        )

    def add(
        self,
        *,
        person_id: str,
        child_id: int,
        visit_id: int | None,
        checklist: str,
        revision: int,
        state: str,
        of: int,
        channel: str | None,
        thread_ts: str | None,
        at: datetime,
    ) -> StoredRun:
        row = RunRow(
            person_id=person_id,
            child_id=child_id,
            visit_id=visit_id,
            checklist=checklist,
            revision=revision,
            status=ACTIVE,
            state_sealed=self._cipher.seal(state, STATE),
            of=of,
            channel=channel,
            thread_ts=thread_ts,
            begun_at=at,
            changed_at=at,
        )
        self._session.add(row)
        self._session.flush()
        return self._stored(row)

    def get(self, run_id: int, *, lock: bool = False) -> StoredRun | None:
        query = select(RunRow).where(RunRow.id == run_id)
        row = self._session.scalar(query.with_for_update() if lock else query)
        return self._stored(row) if row is not None else None

    def save(
        self,
        run_id: int,
        *,
        state: str,
        status: str,
        done: int,
        of: int,
        at: datetime,
        revision: int | None = None,
    ) -> StoredRun:
        row = self._session.get_one(RunRow, run_id)
        row.revision = revision if revision is not None else row.revision
        row.state_sealed, row.status = self._cipher.seal(state, STATE), status
        row.done, row.of, row.changed_at = done, of, at
        self._session.flush()
        return self._stored(row)

    def place(self, run_id: int, channel: str, message_ts: str, thread_ts: str | None) -> None:
        row = self._session.get_one(RunRow, run_id)
        row.channel, row.message_ts, row.thread_ts = channel, message_ts, thread_ts

    def unfinished_of(self, person_id: str) -> list[StoredRun]:
        rows = self._session.scalars(
            select(RunRow)
            .where(RunRow.person_id == person_id, RunRow.status.in_((ACTIVE, STOPPED)))
            .order_by(RunRow.changed_at.desc())
        )
        return [self._stored(row) for row in rows]

    def unfinished_for(
        self, person_id: str, checklist: str, child_id: int, visit_id: int | None
    ) -> StoredRun | None:
        """The same checklist, begun before and not finished: resumed instead of begun twice."""
        for run in self.unfinished_of(person_id):
            if (run.checklist, run.child_id, run.visit_id) == (checklist, child_id, visit_id):
                return run
        return None

    def latest_of(self, person_id: str, checklist: str, child_id: int) -> StoredRun | None:
        """The newest run of this checklist about this child, finished or not."""
        row = self._session.scalar(
            select(RunRow)
            .where(RunRow.person_id == person_id, RunRow.checklist == checklist, RunRow.child_id == child_id)
            .order_by(RunRow.id.desc())
            .limit(1)
        )
        return self._stored(row) if row is not None else None
