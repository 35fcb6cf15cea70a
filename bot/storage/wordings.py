"""Rows of an authority's own wording of statements, and of its approval of whole summaries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.tables import ApprovalRow, WordingRow


@dataclass(frozen=True, slots=True)
class Wording:
    """A statement in the authority's own words, for the shipped text with this fingerprint only."""

    text: str
    fingerprint: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved a summary and when; it holds for the summary with this fingerprint only."""

    fingerprint: str
    by: str
    at: datetime


class Wordings:
    """Find and store own wordings and approvals."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> dict[tuple[str, str], Wording]:
        """Every own wording by document and statement."""
        rows = self._session.scalars(select(WordingRow))
        return {
            (row.document, row.statement): Wording(row.text, row.fingerprint, row.by, row.at) for row in rows
        }

    def put(self, document: str, statement: str, wording: Wording) -> None:
        """Store the wording of a statement, instead of an earlier one."""
        row = WordingRow(
            document=document, statement=statement, text=wording.text, by=wording.by, at=wording.at
        )
        row.fingerprint = wording.fingerprint
        self._session.merge(row)

    def remove(self, document: str, statement: str) -> None:
        """Go back to the shipped wording."""
        row = self._session.get(WordingRow, (document, statement))
        if row is not None:
            self._session.delete(row)

    def approvals(self) -> dict[str, Approval]:
        """The approvals by document, lapsed ones included."""
        rows = self._session.scalars(select(ApprovalRow))
        return {row.document: Approval(row.fingerprint, row.by, row.at) for row in rows}

    def approve(self, document: str, fingerprint: str, by: str, at: datetime) -> None:
        """Note that somebody approved the summary as it stands."""
        self._session.merge(ApprovalRow(document=document, fingerprint=fingerprint, by=by, at=at))
