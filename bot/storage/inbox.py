"""Rows of events as they arrived."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.cipher import Cipher
from bot.storage.tables import DeliveryOnceRow, InboxRow

PAYLOAD = "inbox.payload"


@dataclass(frozen=True, slots=True)
class Received:
    """An event that was stored and is not handled yet."""

    event_id: str
    kind: str
    payload: dict[str, Any]
    attempts: int


class Inbox:
    """Events and delivery keys: what arrived, once."""

    def __init__(self, session: Session, cipher: Cipher) -> None:
        self._session = session
        self._cipher = cipher

    def _insert_new(self, table: type, values: dict[str, Any]) -> bool:
        dialect = self._session.get_bind().dialect.name
        insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
        statement = insert.values(**values).on_conflict_do_nothing()
        key = next(iter(table.__table__.primary_key.columns))  # type: ignore[attr-defined]
        return self._session.execute(statement.returning(key)).first() is not None

    def receive(
        self, event_id: str, kind: str, payload: dict[str, Any], at: datetime, lease_until: datetime
    ) -> bool:
        """Store the event; False where it was stored before. The caller handles it within the lease."""
        return self._insert_new(
            InboxRow,
            {
                "event_id": event_id,
                "kind": kind,
                "payload_sealed": self._cipher.seal(json.dumps(payload), PAYLOAD),
                "received_at": at,
                "lease_until": lease_until,
                "attempts": 1,
            },
        )

    def first_time(self, key: str, effect: str, at: datetime) -> bool:
        """Remember a delivery's key with its effect; False where the effect is stored already."""
        return self._insert_new(DeliveryOnceRow, {"key": key, "effect": effect, "at": at})

    def effect_of(self, key: str) -> str:
        """What the first delivery with this key did ("" where it is new)."""
        row = self._session.get(DeliveryOnceRow, key)
        return row.effect if row is not None else ""

    def set_effect(self, key: str, effect: str) -> None:
        self._session.execute(update(DeliveryOnceRow).where(DeliveryOnceRow.key == key).values(effect=effect))

    def done(self, event_id: str, at: datetime) -> None:
        """Handled: the payload is emptied, the id stays so that a repeat is known."""
        self._session.execute(
            update(InboxRow).where(InboxRow.event_id == event_id).values(handled_at=at, payload_sealed=None)
        )

    def claim_unfinished(self, now: datetime, lease: timedelta, most: int = 20) -> list[Received]:
        """Events nobody finished within their lease, leased to the caller now."""
        ids = self._session.scalars(
            select(InboxRow.event_id)
            .where(InboxRow.handled_at.is_(None), InboxRow.lease_until < now)
            .order_by(InboxRow.received_at)
            .limit(most)
        ).all()
        taken = []
        for event_id in ids:
            row = self._session.execute(
                update(InboxRow)
                .where(
                    InboxRow.event_id == event_id, InboxRow.handled_at.is_(None), InboxRow.lease_until < now
                )
                .values(lease_until=now + lease, attempts=InboxRow.attempts + 1)
                .returning(InboxRow.event_id, InboxRow.kind, InboxRow.payload_sealed, InboxRow.attempts)
            ).first()
            if row is not None and row.payload_sealed is not None:
                payload = json.loads(self._cipher.open(row.payload_sealed, PAYLOAD))
                taken.append(Received(row.event_id, row.kind, payload, row.attempts))
        return taken

    def count_unfinished(self) -> int:
        return (
            self._session.scalar(select(func.count(InboxRow.event_id)).where(InboxRow.handled_at.is_(None)))
            or 0
        )

    def forget_before(self, at: datetime) -> None:
        """Drop handled events and delivery keys older than `at`: Slack repeats nothing that old."""
        self._session.execute(
            delete(InboxRow).where(InboxRow.handled_at.is_not(None), InboxRow.received_at < at)
        )
        self._session.execute(delete(DeliveryOnceRow).where(DeliveryOnceRow.at < at))
