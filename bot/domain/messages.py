"""The kinds of message the service sends on its own: the outbox holds these names and ids, no prose."""

from __future__ import annotations

from enum import StrEnum


class MessageKind(StrEnum):
    """Why a message goes out."""

    VISIT_REMINDER = "visit_reminder"
    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    OVERDUE_MANAGER = "overdue_manager"
    NOT_SEEN_ALERT = "not_seen_alert"
    NOT_SEEN_RECEIPT = "not_seen_receipt"
    VISIT_RECEIPT = "visit_receipt"
    ALERT_ACKNOWLEDGED = "alert_acknowledged"
    ALERT_UNACKNOWLEDGED = "alert_unacknowledged"
    ALERT_CLOSED = "alert_closed"
    STARTS_OVERDUE = "starts_overdue"
    IMPORT_PROBLEMS = "import_problems"
    DELIVERY_TROUBLE = "delivery_trouble"
    NO_INTERVAL_TASK = "no_interval_task"
    QUESTION_PASSED_ON = "question_passed_on"
    REPLY = "reply"
    RECORD_CORRECTED = "record_corrected"


URGENT = frozenset(
    {MessageKind.NOT_SEEN_ALERT, MessageKind.NOT_SEEN_RECEIPT, MessageKind.ALERT_UNACKNOWLEDGED}
)
"""Sent before any reminder, and never dropped as stale."""


CARDS = frozenset({MessageKind.NOT_SEEN_ALERT, MessageKind.OVERDUE_MANAGER, MessageKind.ALERT_UNACKNOWLEDGED})
"""Messages from which an alert can be taken: of each reader only the newest is live."""


class AlertStatus(StrEnum):
    """Where an alert to a manager stands; it stays open until the child is seen."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class DueState(StrEnum):
    """How a child's next visit stands today, in the order the caseload shows them."""

    NO_INTERVAL = "no_interval"
    CANNOT_SAY = "cannot_say"
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    DUE_SOON = "due_soon"
    LATER = "later"


PLAN_CHIPS: dict[str, str] = {
    "duty_today": "Duty worker goes today",
    "worker_again": "Worker tries again",
    "school_health_now": "School or health visitor checks now",
    "strategy_discussion": "Strategy discussion",
    "police_check": "Ask police for a welfare check",
    "i_will_ring": "I will ring the worker now",
}
