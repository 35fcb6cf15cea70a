"""Rows of questions asked, gaps found and feedback given; what people typed is sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
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
    document: str = ""
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Criticism:
    """What somebody found wrong with an answer."""

    id: int
    asked: Asked
    person_id: str
    reason: str
    comment: str
    at: datetime


class Questions:
    """Find and store questions, gaps and feedback."""

    def __init__(self, session: Session, cipher: Cipher) -> None:
        self._session = session
        self._cipher = cipher

    def _asked(self, row: QuestionRow) -> Asked:
        context = self._cipher.open(row.context_sealed, CONTEXT) if row.context_sealed else ""
        document, _, statement = row.statement.partition("/")
        return Asked(
            row.id,
            row.person_id,
            self._cipher.open(row.text_sealed, TEXT),
            context,
            row.outcome,
            row.gap,
            row.at,
            document,
            statement,
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
        place: str = "",
        private: bool = True,
    ) -> int:
        """Keep a question; `statement` is document/statement of what was shown first, `place` the thread."""
        row = QuestionRow(
            person_id=person_id,
            text_sealed=self._cipher.seal(text, TEXT),
            context_sealed=self._cipher.seal(context, CONTEXT) if context else None,
            outcome=outcome,
            gap=gap,
            statement=statement,
            at=at,
            place=place,
            private=private,
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def get(self, question_id: int) -> Asked | None:
        row = self._session.get(QuestionRow, question_id)
        return self._asked(row) if row is not None else None

    def latest_private(self, person_id: str, since: datetime) -> Asked | None:
        """What this person asked last where nobody else reads."""
        return self._latest(
            QuestionRow.person_id == person_id, QuestionRow.private.is_(True), QuestionRow.at >= since
        )

    def latest_in(self, place: str, since: datetime) -> Asked | None:
        """What was asked last in one thread, by whomever."""
        return self._latest(QuestionRow.place == place, QuestionRow.at >= since)

    def _latest(self, *conditions: ColumnElement[bool]) -> Asked | None:
        query = select(QuestionRow).where(*conditions).order_by(QuestionRow.id.desc()).limit(1)
        row = self._session.scalar(query)
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

    def gap_open(self, question_id: int) -> bool:
        """Whether a question still waits for an answer from a person."""
        row = self._session.get(QuestionRow, question_id)
        return row is not None and row.gap and row.gap_closed_at is None

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
        row.good, row.reason, row.at, row.closed_at = good, reason, at, None
        row.comment_sealed = self._cipher.seal(comment, COMMENT) if comment else row.comment_sealed

    def open_feedback(self, most: int = 20) -> list[Criticism]:
        """What people found wrong and nobody has dealt with, newest first."""
        rows = self._session.execute(
            select(FeedbackRow, QuestionRow)
            .join(QuestionRow, QuestionRow.id == FeedbackRow.question_id)
            .where(FeedbackRow.good.is_(False), FeedbackRow.closed_at.is_(None))
            .order_by(FeedbackRow.id.desc())
            .limit(most)
        )
        return [self._criticism(feedback, question) for feedback, question in rows]

    def criticism(self, feedback_id: int) -> Criticism | None:
        """One criticism, dealt with or not."""
        row = self._session.get(FeedbackRow, feedback_id)
        if row is None or row.good:
            return None
        return self._criticism(row, self._session.get_one(QuestionRow, row.question_id))

    def close_feedback(self, feedback_id: int, at: datetime) -> bool:
        """Mark a criticism as dealt with; False where it was before."""
        row = self._session.get_one(FeedbackRow, feedback_id)
        if row.closed_at is not None:
            return False
        row.closed_at = at
        return True

    def _criticism(self, row: FeedbackRow, question: QuestionRow) -> Criticism:
        comment = self._cipher.open(row.comment_sealed, COMMENT) if row.comment_sealed else ""
        return Criticism(row.id, self._asked(question), row.person_id, row.reason, comment, row.at)
