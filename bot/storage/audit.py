"""The audit: appended to, never changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.storage.tables import AuditRow


class Audit:
    """Who did or saw what, by ids and codes."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def add(self, actor: str, action: str, subject: str, **detail: Any) -> None:
        """Append one entry; `detail` holds codes, ids and dates, never what people typed."""
        self._session.add(
            AuditRow(at=self._clock.now(), actor=actor, action=action, subject=subject, detail=detail)
        )
