"""Rows of questions asked, gaps found and feedback given; what people typed is sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cipher import Cipher
from bot.storage.tables import FeedbackRow, QuestionRow

TEXT, CONTEXT, COMMENT = "questions.text", "questions.context", "feedback.comment"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as stored."""

    id: int
    person_id: str
    text: str
    context: str
    outcome: str
    gap: bool
    at: datetime


class Questions:
    """Find and store questions, gaps and feedback."""

    def __init__(self, session: Session, cipher: Cipher) -> None:
        self._session = session
        self._cipher = cipher

    def _asked(self, row: QuestionRow) -> Asked:
        context = self._cipher.open(row.context_sealed, CONTEXT) if row.context_sealed else ""
        return Asked(
            row.id,
            row.person_id,
            self._cipher.open(row.text_sealed, TEXT),
            context,
            row.outcome,
            row.gap,
            row.at,
        )

    def add(
        self,
        *,
        person_id: str,
        text: str,
        context: str,
        outcome: str,
        gap: bool,
        statement: str,
        at: datetime,
    ) -> int:
        row = QuestionRow(
            person_id=person_id,
            text_sealed=self._cipher.seal(text, TEXT),
            context_sealed=self._cipher.seal(context, CONTEXT) if context else None,
            outcome=outcome,
            gap=gap,
            statement=statement,
            at=at,
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def get(self, question_id: int) -> Asked | None:
        row = self._session.get(QuestionRow, question_id)
        return self._asked(row) if row is not None else None

    def latest_of(self, person_id: str, since: datetime) -> Asked | None:
        row = self._session.scalar(
            select(QuestionRow)
            .where(QuestionRow.person_id == person_id, QuestionRow.at >= since)
            .order_by(QuestionRow.id.desc())
            .limit(1)
        )
        return self._asked(row) if row is not None else None

    def send_to(self, question_id: int, person_id: str) -> bool:
        """Mark the question as passed on; False where it was before."""
        row = self._session.get_one(QuestionRow, question_id)
        if row.sent_to:
            return False
        row.sent_to, row.gap = person_id, True
        return True

    def open_gaps(self, most: int = 20) -> list[Asked]:
        rows = self._session.scalars(
            select(QuestionRow)
            .where(QuestionRow.gap, QuestionRow.gap_closed_at.is_(None))
            .order_by(QuestionRow.id.desc())
            .limit(most)
        )
        return [self._asked(row) for row in rows]

    def close_gap(self, question_id: int, at: datetime) -> bool:
        row = self._session.get_one(QuestionRow, question_id)
        if row.gap_closed_at is not None:
            return False
        row.gap_closed_at = at
        return True

    def add_feedback(
        self, *, question_id: int, person_id: str, good: bool, reason: str, comment: str, at: datetime
    ) -> None:
        row = self._session.scalar(
            select(FeedbackRow).where(
                FeedbackRow.question_id == question_id, FeedbackRow.person_id == person_id
            )
        )
        if row is None:
            row = FeedbackRow(question_id=question_id, person_id=person_id, good=good, at=at)
            self._session.add(row)
        row.good, row.reason, row.at = good, reason, at
        row.comment_sealed = self._cipher.seal(comment, COMMENT) if comment else row.comment_sealed

    def open_feedback(self, most: int = 20) -> list[tuple[int, str, str, datetime]]:
        """(feedback id, question, reason and comment, when) of what people found wrong."""
        rows = self._session.execute(
            select(FeedbackRow, QuestionRow)
            .join(QuestionRow, QuestionRow.id == FeedbackRow.question_id)
            .where(FeedbackRow.good.is_(False), FeedbackRow.closed_at.is_(None))
            .order_by(FeedbackRow.id.desc())
            .limit(most)
        )
        found = []
        for feedback, question in rows:
            comment = self._cipher.open(feedback.comment_sealed, COMMENT) if feedback.comment_sealed else ""
            said = ": ".join(filter(None, [feedback.reason, comment]))
            found.append((feedback.id, self._cipher.open(question.text_sealed, TEXT), said, feedback.at))
        return found
