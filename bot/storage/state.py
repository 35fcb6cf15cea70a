"""Heartbeats and small facts about the installation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.storage.tables import HeartbeatRow, StateRow


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When a job last ran (`wall`: real time) and whether it went well."""

    name: str
    wall: datetime
    ok: bool
    detail: str


class State:
    """Small facts by name, and heartbeats by job."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def get(self, name: str) -> dict[str, Any]:
        row = self._session.get(StateRow, name)
        return dict(row.value) if row is not None else {}

    def set(self, name: str, value: dict[str, Any]) -> None:
        self._session.merge(StateRow(name=name, value=value, at=self._clock.now()))

    def beat(self, name: str, *, ok: bool = True, detail: str = "") -> None:
        self._session.merge(
            HeartbeatRow(name=name, at=self._clock.now(), wall=self._clock.wall(), ok=ok, detail=detail[:200])
        )

    def beats(self) -> list[Heartbeat]:
        rows = self._session.scalars(select(HeartbeatRow).order_by(HeartbeatRow.name))
        return [Heartbeat(row.name, row.wall, row.ok, row.detail) for row in rows]
