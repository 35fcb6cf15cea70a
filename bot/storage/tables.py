"""The tables. Times are UTC; what people typed and dates of birth are sealed before they get here."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    true,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in Python, UTC in the database; a naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone reached the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables, with names for every constraint so that migrations can refer to them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime(), date: Date(), dict[str, Any]: JSON(), list[Any]: JSON()}  # noqa: RUF012


class PersonRow(Base):
    __tablename__ = "people"

    slack_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(32))
    team: Mapped[str] = mapped_column(String(80), index=True)
    registered_social_worker: Mapped[bool]
    manager_id: Mapped[str | None] = mapped_column(String(32), index=True)
    deputy_id: Mapped[str | None] = mapped_column(String(32))
    phone: Mapped[str] = mapped_column(String(40), default="")
    active: Mapped[bool] = mapped_column(default=True)
    dm_channel: Mapped[str | None] = mapped_column(String(32))


class ChildRow(Base):
    __tablename__ = "children"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    initials: Mapped[str] = mapped_column(String(12))
    household: Mapped[str] = mapped_column(String(40), index=True)
    team: Mapped[str] = mapped_column(String(80), index=True)
    worker_id: Mapped[str | None] = mapped_column(String(32), index=True)
    born_sealed: Mapped[str | None] = mapped_column(Text)
    closed: Mapped[bool] = mapped_column(default=False)
    seen_in_import: Mapped[datetime | None]


class PlanRow(Base):
    __tablename__ = "plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    start: Mapped[date]
    end: Mapped[date | None]
    facts: Mapped[dict[str, Any]]


class VisitRow(Base):
    __tablename__ = "visits"

    id: Mapped[int] = mapped_column(primary_key=True)
    household: Mapped[str] = mapped_column(String(40), index=True)
    worker_id: Mapped[str] = mapped_column(String(32), index=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    announced: Mapped[bool]
    going: Mapped[list[Any]]
    status: Mapped[str] = mapped_column(String(16), index=True)
    ended_by: Mapped[str | None] = mapped_column(String(16))
    replaces_id: Mapped[int | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(32))


class VisitChildRow(Base):
    __tablename__ = "visit_children"

    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), primary_key=True, index=True)


class OutcomeRow(Base):
    __tablename__ = "outcomes"

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), index=True)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visits.id"), index=True)
    happened_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(32))
    announced: Mapped[bool | None]
    alone: Mapped[bool | None]
    awake: Mapped[bool | None]
    bedroom: Mapped[bool | None]
    spoken_to: Mapped[bool | None]
    place: Mapped[str] = mapped_column(String(40))
    by_id: Mapped[str | None] = mapped_column(String(32))
    by_registered: Mapped[bool]
    recorded_by: Mapped[str] = mapped_column(String(32))
    recorded_at: Mapped[datetime]
    late: Mapped[bool] = mapped_column(default=False)
    imported: Mapped[bool] = mapped_column(default=False)
    tried: Mapped[list[Any]]
    not_alone_reason: Mapped[str] = mapped_column(String(80), default="")
    note_sealed: Mapped[str | None] = mapped_column(Text)
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[str | None] = mapped_column(String(32))
    void_why: Mapped[str] = mapped_column(String(40), default="", server_default="")
    replaced_by: Mapped[int | None]


class DueRow(Base):
    """The recorded next due date of a child, with its proof; changed only for a recorded cause."""

    __tablename__ = "due_dates"

    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), primary_key=True)
    due_on: Mapped[date | None] = mapped_column(index=True)
    floor_on: Mapped[date | None]
    act_by: Mapped[date | None] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(String(16), index=True)
    to_be_agreed: Mapped[bool] = mapped_column(default=False)
    retry_by: Mapped[datetime | None]
    sentence: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(String(120))
    policy: Mapped[str] = mapped_column(String(80))
    pack_version: Mapped[str] = mapped_column(String(80))
    receipt: Mapped[dict[str, Any]]
    because: Mapped[str] = mapped_column(String(80))
    computed_at: Mapped[datetime]


class AlertRow(Base):
    __tablename__ = "alerts"

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), index=True)
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey("outcomes.id"))
    kind: Mapped[str] = mapped_column(String(32))
    by_policy: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(16), index=True)
    worker_id: Mapped[str] = mapped_column(String(32))
    manager_id: Mapped[str | None] = mapped_column(String(32), index=True)
    opened_at: Mapped[datetime]
    acknowledged_by: Mapped[str | None] = mapped_column(String(32))
    acknowledged_at: Mapped[datetime | None]
    plan: Mapped[list[Any]]
    by_when: Mapped[datetime | None]
    reopened: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None]
    closed_why: Mapped[str] = mapped_column(String(200), default="")
    closed_by: Mapped[int | None]
    card: Mapped[str] = mapped_column(String(120), default="", server_default="", index=True)
    raised_at: Mapped[datetime | None]


class AlertMessageRow(Base):
    """A message that shows an alert, by its key in the outbox: the newest one of each reader is the live one."""

    __tablename__ = "alert_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("alerts.id"))
    key: Mapped[str] = mapped_column(String(200), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(32))

    __table_args__ = (UniqueConstraint("alert_id", "key"),)


class RunRow(Base):
    """A checklist someone is walking through; `state_sealed` holds the answers."""

    __tablename__ = "checklist_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(String(32), index=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visits.id"))
    checklist: Mapped[str] = mapped_column(String(40))
    revision: Mapped[int]
    status: Mapped[str] = mapped_column(String(16), index=True)
    turn: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    of: Mapped[int] = mapped_column(default=0)
    state_sealed: Mapped[str] = mapped_column(Text)
    channel: Mapped[str | None] = mapped_column(String(32))
    thread_ts: Mapped[str | None] = mapped_column(String(32))
    message_ts: Mapped[str | None] = mapped_column(String(32))
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class InboxRow(Base):
    """An event as it arrived, stored before it was acknowledged; emptied once it is handled."""

    __tablename__ = "inbox"

    event_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    payload_sealed: Mapped[str | None] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(index=True)
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    handled_at: Mapped[datetime | None] = mapped_column(index=True)


class DeliveryOnceRow(Base):
    """Keys of deliveries whose effect is stored: the same click or submission changes nothing twice."""

    __tablename__ = "seen_deliveries"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    effect: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(index=True)


class OutboxRow(Base):
    """A message owed to someone: kind and ids, no prose. The truth about what was and wasn't sent."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(32), index=True)
    facts: Mapped[dict[str, Any]]
    urgent: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(16), index=True)
    not_before: Mapped[datetime]
    retry_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    marker: Mapped[str] = mapped_column(String(40))
    attempt: Mapped[str | None] = mapped_column(String(40))
    attempted_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    looked: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(200), default="")
    channel: Mapped[str | None] = mapped_column(String(32))
    ts: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_outbox_ready", "status", "not_before"),)


class QuestionRow(Base):
    """A question that was asked, so that follow-ups, feedback and gaps can refer to it."""

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(String(32), index=True)
    text_sealed: Mapped[str] = mapped_column(Text)
    context_sealed: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(20), index=True)
    gap: Mapped[bool] = mapped_column(default=False, index=True)
    gap_closed_at: Mapped[datetime | None]
    sent_to: Mapped[str | None] = mapped_column(String(32))
    statement: Mapped[str] = mapped_column(String(160), default="")
    place: Mapped[str] = mapped_column(String(80), default="", server_default="", index=True)
    private: Mapped[bool] = mapped_column(default=True, server_default=true())
    at: Mapped[datetime]


class FeedbackRow(Base):
    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)
    person_id: Mapped[str] = mapped_column(String(32))
    good: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(40), default="")
    comment_sealed: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class WordingRow(Base):
    """A summary's statement in the authority's own words; they lapse when the shipped text changes (`fingerprint`)."""

    __tablename__ = "wordings"

    document: Mapped[str] = mapped_column(String(120), primary_key=True)
    statement: Mapped[str] = mapped_column(String(120), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    by: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]


class ApprovalRow(Base):
    """A policy lead's word that a summary is right; it lapses when the summary changes (`fingerprint`)."""

    __tablename__ = "approvals"

    document: Mapped[str] = mapped_column(String(120), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    by: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]


class AuditRow(Base):
    """Who did or saw what: append-only, ids and codes, never case text."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(32), index=True)
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(80), index=True)
    detail: Mapped[dict[str, Any]]


class HeartbeatRow(Base):
    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[datetime]
    wall: Mapped[datetime]
    ok: Mapped[bool]
    detail: Mapped[str] = mapped_column(String(200), default="")


class StateRow(Base):
    """Small facts about the installation: age of the case data, the playground clock's offset."""

    __tablename__ = "state"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[dict[str, Any]]
    at: Mapped[datetime]
