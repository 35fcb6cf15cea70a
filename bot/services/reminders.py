"""Sweeps: which children and alerts need which message now. Idempotent: every message has a key of its own."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.bootstrap import Deps
from bot.clock import london
from bot.domain.children import Child
from bot.domain.messages import AlertStatus, MessageKind
from bot.domain.schedule import DueMoments, due_moments, next_waking
from bot.services.access import responsible_manager
from bot.services.alerts import OVERDUE, card_key, edit_messages
from bot.storage.alerts import Alert
from bot.storage.due import RecordedDue
from bot.storage.transaction import Transaction


def due_soon_key(child_id: int, act_by: date, recipient: str) -> str:
    """The outbox key of "due soon"."""
    return f"child:{child_id}:due_soon:{act_by}:{recipient}"


def due_today_key(child_id: int, act_by: date, recipient: str) -> str:
    """The outbox key of "due today"."""
    return f"child:{child_id}:due_today:{act_by}:{recipient}"


def overdue_key(child_id: int, act_by: date, recipient: str) -> str:
    """The outbox key of "overdue" to the practitioner."""
    return f"child:{child_id}:overdue:{act_by}:{recipient}"


def overdue_manager_key(child_id: int, act_by: date, recipient: str) -> str:
    """The outbox key of "overdue" to the manager."""
    return f"child:{child_id}:overdue_manager:{act_by}:{recipient}"


def routine_time(deps: Deps) -> datetime:
    """Now, or the start of the next working day in the evening and on days off."""
    return next_waking(deps.clock.now(), deps.knowledge.local, deps.knowledge.rules.calendar)


def sweep_due(deps: Deps) -> int:
    """Owe the messages about dates that are near or past; returns how many were new.

    Only the newest message of a date is owed: after an outage nobody gets "due soon" for an overdue visit.
    """
    calendar, local = deps.knowledge.rules.calendar, deps.knowledge.local
    today = deps.clock.today()
    horizon = calendar.add_working_days(today, local.reminders.due_soon.working_days_before) + timedelta(7)
    with deps.transaction(reading=True) as tx:
        dues = tx.due.act_by_until(horizon)
    owed = 0
    for start in range(0, len(dues), 100):
        batch = dues[start : start + 100]
        with deps.transaction() as tx:
            children = {child.id: child for child in tx.children.many(due.child_id for due in batch)}
            for due in batch:
                current = tx.due.get(due.child_id)
                child = children.get(due.child_id)
                if child is not None and current is not None and current.act_by is not None:
                    owed += _owe_for(deps, tx, child, current, current.act_by)
    if owed:
        deps.wake()
    return owed


def _owe_for(deps: Deps, tx: Transaction, child: Child, due: RecordedDue, act_by: date) -> int:
    local, calendar = deps.knowledge.local, deps.knowledge.rules.calendar
    moments = due_moments(act_by, local, calendar)
    now = deps.clock.now()
    if next_waking(now, local, calendar) > now:  # `now` read once: the clock goes on running
        return 0  # evenings and days off: the sweep of the next working morning owes it
    manager = responsible_manager(tx, child.worker_id, child.team)
    manager_id = manager.slack_id if manager is not None else None
    worker_id = child.worker_id if child.worker_id and tx.people.find(child.worker_id) else manager_id
    owed = _owe_to_worker(tx, child, act_by, moments, now, worker_id) if worker_id is not None else 0
    if now >= moments.overdue_manager and manager_id is not None:
        owed += _owe_overdue_to_manager(deps, tx, child, act_by, manager_id)
    return owed


def _owe_to_worker(
    tx: Transaction, child: Child, act_by: date, moments: DueMoments, now: datetime, worker_id: str
) -> int:
    facts = {"child_id": child.id, "act_by": act_by.isoformat()}
    if now >= moments.overdue:
        return tx.outbox.add(
            MessageKind.OVERDUE, worker_id, facts, once=overdue_key(child.id, act_by, worker_id)
        )
    if now >= moments.due_today:
        if _planned_by(tx, child, act_by):
            return 0  # the visit's own reminder says so: nobody wants the same twice
        return tx.outbox.add(
            MessageKind.DUE_TODAY, worker_id, facts, once=due_today_key(child.id, act_by, worker_id)
        )
    if now >= moments.due_soon and not tx.visits.planned_for_child(child.id):
        return tx.outbox.add(
            MessageKind.DUE_SOON, worker_id, facts, once=due_soon_key(child.id, act_by, worker_id)
        )
    return 0


def _planned_by(tx: Transaction, child: Child, act_by: date) -> bool:
    """Whether a visit is planned for the date or before."""
    return any(london(visit.starts_at).date() <= act_by for visit in tx.visits.planned_for_child(child.id))


def _owe_overdue_to_manager(deps: Deps, tx: Transaction, child: Child, act_by: date, manager_id: str) -> int:
    key = overdue_manager_key(child.id, act_by, manager_id)
    if tx.outbox.has(key):
        return 0
    live = tx.alerts.live_for_child(child.id)
    if live is None:
        live = tx.alerts.open(
            child_id=child.id,
            outcome_id=None,
            kind=OVERDUE,
            worker_id=child.worker_id or manager_id,
            manager_id=manager_id,
            at=deps.clock.now(),
        )
        tx.audit.add("doorstep", "alert.opened", f"alert:{live.id}", child=child.id, manager=manager_id)
    facts = {"child_id": child.id, "act_by": act_by.isoformat(), "alert_id": live.id}
    return tx.outbox.add(MessageKind.OVERDUE_MANAGER, manager_id, facts, once=key)


def sweep_alerts(deps: Deps) -> int:
    """Silence is passed on: unacknowledged alerts to the worker and the deputy, broken plans back to the manager."""
    now = deps.clock.now()
    owed = 0
    with deps.transaction() as tx:
        for alert in tx.alerts.live():
            if alert.status is AlertStatus.OPEN and alert.kind != OVERDUE:
                owed += _pass_on_silence(deps, tx, alert)
            if (
                alert.status is AlertStatus.ACKNOWLEDGED
                and alert.by_when is not None
                and alert.by_when <= now
            ):
                tx.alerts.reopen(alert.id)
                edit_messages(deps, tx, alert, "reopened")
                holder = alert.acknowledged_by or alert.manager_id
                if holder is not None:
                    kind = (
                        MessageKind.OVERDUE_MANAGER if alert.kind == OVERDUE else MessageKind.NOT_SEEN_ALERT
                    )
                    key = f"{card_key(alert.id, alert.outcome_id)}:reopened:{alert.by_when.isoformat()}"
                    facts = {"alert_id": alert.id, "child_id": alert.child_id}
                    owed += tx.outbox.add(kind, holder, facts, once=key)
                tx.audit.add("doorstep", "alert.reopened", f"alert:{alert.id}")
    if owed:
        deps.wake()
    return owed


def _pass_on_silence(deps: Deps, tx: Transaction, alert: Alert) -> int:
    """Nobody has taken it for a while: the practitioner is told whom to ring, the deputy gets the card."""
    about = tx.visits.outcome(alert.outcome_id) if alert.outcome_id is not None else None
    told_at = about.recorded_at if about is not None else alert.opened_at
    if alert.acknowledged_at is not None and alert.acknowledged_at >= told_at:
        return 0  # it was taken; what was agreed did not happen, and the manager has heard that
    if deps.clock.now() - told_at < deps.knowledge.local.alerts.ring_after:
        return 0
    manager = tx.people.find(alert.manager_id)
    told = [(MessageKind.NOT_SEEN_RECEIPT, alert.worker_id)]
    if manager is not None and manager.deputy_id is not None:
        told.append((MessageKind.ALERT_UNACKNOWLEDGED, manager.deputy_id))
    facts = {"alert_id": alert.id}
    owed = 0
    for kind, person in told:
        key = f"alert:{alert.id}:silent:{alert.outcome_id}:{person}"
        owed += tx.outbox.add(kind, person, facts, once=key)
    return owed


def sweep_tasks(deps: Deps) -> int:
    """A section 47 enquiry without an agreed frequency is a task for the manager today, once for each day it lasts."""
    owed = 0
    with deps.transaction() as tx:
        for child in tx.children.all_open():
            due = tx.due.get(child.id)
            if due is None or not due.to_be_agreed:
                continue
            manager = responsible_manager(tx, child.worker_id, child.team)
            if manager is not None:
                owed += tx.outbox.add(
                    MessageKind.NO_INTERVAL_TASK,
                    manager.slack_id,
                    {"child_id": child.id},
                    once=f"child:{child.id}:agree_frequency:{due.rule}",
                )
    if owed:
        deps.wake()
    return owed
