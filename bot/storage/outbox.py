"""Rows of messages owed: insert if new by key, claim by guarded update, mark what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.domain.messages import URGENT, MessageKind
from bot.storage.tables import OutboxRow


class SendStatus(StrEnum):
    """What is known about a message. UNKNOWN: Slack may or may not have it; look before sending again."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    CANCELLED = "cancelled"
    FAILED = "failed"


DIRECT_REPLY = "direct_reply"
"""The kind of a reply that nobody was owed: it answered what somebody did a moment before."""

PENDING = (SendStatus.QUEUED, SendStatus.SENDING, SendStatus.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row leased to one sender.

    `attempt` fences the lease. `marker` is the opaque id that every attempt carries in the message's metadata.
    `maybe_sent_at` is set where an earlier attempt may have reached Slack: look for the marker first.
    """

    id: int
    key: str
    kind: MessageKind
    recipient: str
    facts: dict[str, Any]
    attempt: str
    marker: str
    attempts: int
    not_before: datetime
    created_at: datetime
    maybe_sent_at: datetime | None
    channel: str | None
    looked: int


class Outbox:
    """Put messages in, claim them, and mark what became of them."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def add(
        self,
        kind: MessageKind,
        recipient: str,
        facts: Mapping[str, Any],
        *,
        once: str,
        not_before: datetime | None = None,
    ) -> bool:
        """Owe `recipient` a message; False where a message with this key is owed or was sent already."""
        dialect = self._session.get_bind().dialect.name
        insert = postgresql.insert(OutboxRow) if dialect == "postgresql" else sqlite.insert(OutboxRow)
        now = self._clock.now()
        statement = (
            insert.values(
                key=once,
                kind=kind,
                recipient=recipient,
                facts=dict(facts),
                urgent=kind in URGENT,
                status=SendStatus.QUEUED,
                not_before=not_before or now,
                marker=uuid4().hex,
                attempts=0,
                looked=0,
                reason="",
                created_at=now,
            )
            .on_conflict_do_nothing(index_elements=["key"])
            .returning(OutboxRow.id)
        )
        return self._session.execute(statement).first() is not None

    def settle(
        self,
        kind: MessageKind,
        recipient: str,
        once: str,
        reason: str,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        """Note that a message is not owed, so that no sweep owes it later."""
        self.add(kind, recipient, facts or {}, once=once)
        self.cancel_key(once, reason)

    def claim(self, lease: timedelta, *, most: int = 10) -> list[Claimed]:
        """Lease up to `most` rows that are ready: urgent ones first, then by time."""
        wall, now = self._clock.wall(), self._clock.now()
        ready = or_(
            and_(
                OutboxRow.status == SendStatus.QUEUED,
                OutboxRow.not_before <= now,
                or_(OutboxRow.retry_at.is_(None), OutboxRow.retry_at <= wall),
            ),
            and_(OutboxRow.status == SendStatus.UNKNOWN, OutboxRow.retry_at <= wall),
            and_(OutboxRow.status == SendStatus.SENDING, OutboxRow.lease_until < wall),
        )
        rows = self._session.execute(
            select(OutboxRow.id, OutboxRow.attempted_at)
            .where(ready)
            .order_by(OutboxRow.urgent.desc(), OutboxRow.not_before, OutboxRow.id)
            .limit(most)
        ).all()
        taken = []
        for row_id, maybe_sent_at in rows:
            attempt = uuid4().hex
            claimed = self._session.execute(
                update(OutboxRow)
                .where(OutboxRow.id == row_id, ready)
                .values(
                    status=SendStatus.SENDING,
                    attempt=attempt,
                    attempted_at=func.coalesce(OutboxRow.attempted_at, wall),
                    lease_until=wall + lease,
                    attempts=OutboxRow.attempts + 1,
                )
                .returning(
                    OutboxRow.key,
                    OutboxRow.kind,
                    OutboxRow.recipient,
                    OutboxRow.facts,
                    OutboxRow.attempts,
                    OutboxRow.not_before,
                    OutboxRow.created_at,
                    OutboxRow.channel,
                    OutboxRow.looked,
                    OutboxRow.marker,
                )
                .execution_options(synchronize_session=False)
            ).first()
            if claimed is None:
                continue
            taken.append(
                Claimed(
                    id=row_id,
                    key=claimed.key,
                    kind=MessageKind(claimed.kind),
                    recipient=claimed.recipient,
                    facts=claimed.facts,
                    attempt=attempt,
                    attempts=claimed.attempts,
                    not_before=claimed.not_before,
                    created_at=claimed.created_at,
                    marker=claimed.marker,
                    maybe_sent_at=maybe_sent_at,
                    channel=claimed.channel,
                    looked=claimed.looked,
                )
            )
        return taken

    def _mark(self, row: Claimed, **values: Any) -> bool:
        """Guarded by the attempt: a sender whose lease was taken over marks nothing."""
        changed = self._session.execute(
            update(OutboxRow)
            .where(OutboxRow.id == row.id, OutboxRow.attempt == row.attempt)
            .values(lease_until=None, **values)
            .returning(OutboxRow.id)
            .execution_options(synchronize_session=False)
        )
        return changed.first() is not None

    def sent(self, row: Claimed, channel: str, ts: str) -> bool:
        return self._mark(
            row,
            status=SendStatus.SENT,
            channel=channel,
            ts=ts,
            sent_at=self._clock.now(),
            reason="",
            retry_at=None,
        )

    def sent_directly(
        self, channel: str, ts: str, *, once: str = "", facts: Mapping[str, Any] | None = None
    ) -> None:
        """Note a reply that was posted without being owed, so that it is taken down with the others.

        Under the key `once` it can be found again, to be edited in place.
        """
        now = self._clock.now()
        row = OutboxRow(
            key=once or f"direct:{channel}:{ts}",
            kind=DIRECT_REPLY,
            recipient="",
            facts=dict(facts or {}),
            status=SendStatus.SENT,
            not_before=now,
            marker=uuid4().hex,
            channel=channel,
            ts=ts,
            created_at=now,
            sent_at=now,
        )
        self._session.add(row)
        self._session.flush()

    def cancelled(self, row: Claimed, reason: str) -> bool:
        return self._mark(row, status=SendStatus.CANCELLED, reason=reason, attempt=None)

    def later(self, row: Claimed, wait: timedelta, reason: str, *, counts: bool = True) -> bool:
        """Certainly not sent: try again after `wait`, with no trace of the attempt."""
        return self._mark(
            row,
            status=SendStatus.QUEUED,
            retry_at=self._clock.wall() + wait,
            reason=reason,
            attempt=None,
            attempted_at=None,
            channel=None,
            attempts=row.attempts if counts else row.attempts - 1,
        )

    def unknown(self, row: Claimed, wait: timedelta, reason: str, *, channel: str | None = None) -> bool:
        """Slack may have it: look it up after `wait`, before anything is sent again."""
        values: dict[str, Any] = {"status": SendStatus.UNKNOWN, "reason": reason}
        if channel:
            values["channel"] = channel
        return self._mark(row, retry_at=self._clock.wall() + wait, **values)

    def looked(self, row: Claimed, times: int) -> None:
        """Count the look-ups that did not find the marker."""
        self._session.execute(
            update(OutboxRow)
            .where(OutboxRow.id == row.id, OutboxRow.attempt == row.attempt)
            .values(looked=times)
            .execution_options(synchronize_session=False)
        )

    def sending_again(self, row: Claimed) -> None:
        """The marker is not there: a fresh attempt begins now."""
        self._session.execute(
            update(OutboxRow)
            .where(OutboxRow.id == row.id, OutboxRow.attempt == row.attempt)
            .values(attempted_at=self._clock.wall(), looked=0)
            .execution_options(synchronize_session=False)
        )

    def failed(self, row: Claimed, reason: str) -> bool:
        return self._mark(row, status=SendStatus.FAILED, reason=reason)

    def channel_for(self, row: Claimed, channel: str) -> None:
        self._session.execute(update(OutboxRow).where(OutboxRow.id == row.id).values(channel=channel))

    def cancel_key(self, key: str, reason: str) -> bool:
        """Withdraw a message that has not been tried yet."""
        changed = self._session.execute(
            update(OutboxRow)
            .where(OutboxRow.key == key, OutboxRow.status == SendStatus.QUEUED)
            .values(status=SendStatus.CANCELLED, reason=reason)
            .returning(OutboxRow.id)
        )
        return changed.first() is not None

    def posted(self, key: str) -> tuple[str, str] | None:
        """(channel, ts) of a message that was sent, so that it can be edited in place."""
        row = self._session.scalar(
            select(OutboxRow).where(OutboxRow.key == key, OutboxRow.status == SendStatus.SENT)
        )
        return (row.channel, row.ts) if row is not None and row.channel and row.ts else None

    def maybe_there(self, key: str) -> bool:
        """Whether a message may have reached Slack, without our knowing it."""
        row = self._session.scalar(
            select(OutboxRow).where(
                OutboxRow.key == key,
                OutboxRow.status.in_((SendStatus.UNKNOWN, SendStatus.SENDING)),
            )
        )
        return row is not None

    def has(self, key: str) -> bool:
        return self._session.scalar(select(OutboxRow.id).where(OutboxRow.key == key)) is not None

    def facts(self, key: str) -> dict[str, Any]:
        """What the message of this key is about; empty where there is none."""
        return self._session.scalar(select(OutboxRow.facts).where(OutboxRow.key == key)) or {}

    def next_ready(self) -> datetime | None:
        """When the next queued message becomes due, in product time."""
        return self._session.scalar(
            select(func.min(OutboxRow.not_before)).where(OutboxRow.status == SendStatus.QUEUED)
        )

    def books(self) -> dict[str, int]:
        """How many rows stand in each status."""
        rows = self._session.execute(
            select(OutboxRow.status, func.count().label("rows")).group_by(OutboxRow.status)
        )
        return {row.status: row.rows for row in rows}

    def stuck(self, since: datetime) -> int:
        """Rows that should have gone out before `since` and have not."""
        return (
            self._session.scalar(
                select(func.count(OutboxRow.id)).where(
                    OutboxRow.status.in_(PENDING), OutboxRow.not_before < since
                )
            )
            or 0
        )

    def failures(self) -> list[tuple[str, str, str]]:
        rows = self._session.execute(
            select(OutboxRow.key, OutboxRow.kind, OutboxRow.reason).where(
                OutboxRow.status == SendStatus.FAILED
            )
        )
        return [(key, kind, reason) for key, kind, reason in rows]

    def sent_before(self, at: datetime, most: int = 50) -> list[tuple[int, str, str]]:
        """Messages with case data sent before `at`, the oldest first: (row id, channel, ts), to be taken down.

        Those that Slack would not delete are left out until their wait is over: they keep no other waiting.
        """
        rows = self._session.execute(
            select(OutboxRow.id, OutboxRow.channel, OutboxRow.ts)
            .where(OutboxRow.status == SendStatus.SENT, OutboxRow.sent_at < at, OutboxRow.reason == "")
            .where(OutboxRow.channel.is_not(None), OutboxRow.ts.is_not(None))
            .where(or_(OutboxRow.retry_at.is_(None), OutboxRow.retry_at <= self._clock.wall()))
            .order_by(OutboxRow.sent_at, OutboxRow.id)
            .limit(most)
        )
        return [(row_id, channel, ts) for row_id, channel, ts in rows if channel and ts]

    def still_there(self, row_id: int, wait: timedelta) -> None:
        """Slack would not delete a message: it is tried again after `wait`."""
        retry_at = self._clock.wall() + wait
        self._session.execute(update(OutboxRow).where(OutboxRow.id == row_id).values(retry_at=retry_at))

    def taken_down(self, row_id: int, reason: str) -> None:
        self._session.execute(update(OutboxRow).where(OutboxRow.id == row_id).values(reason=reason))
