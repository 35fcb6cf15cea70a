"""Silence about an alert is passed on, and one whose plan did not happen goes to the manager again."""

from __future__ import annotations

from collections.abc import Sequence

from bot.bootstrap import Deps
from bot.domain.messages import AlertStatus, MessageKind
from bot.services.access import responsible_manager
from bot.services.alert_messages import card_key, edit, owe
from bot.services.alerts import OVERDUE
from bot.storage.alerts import Alert
from bot.storage.transaction import Transaction


def sweep_alerts(deps: Deps) -> int:
    """Silence is passed on: unacknowledged alerts to the worker and the deputy, broken plans back to the manager."""
    owed = 0
    with deps.transaction() as tx:
        cards: dict[str, list[Alert]] = {}
        for alert in tx.alerts.live():
            cards.setdefault(alert.card or card_key(alert.id, alert.outcome_id), []).append(alert)
        for alerts in cards.values():
            owed += _pass_on_silence(deps, tx, [alert for alert in alerts if _silent(deps, tx, alert)])
            owed += _come_back(deps, tx, [alert for alert in alerts if _broken(deps, alert)])
    if owed:
        deps.wake()
    return owed


def _silent(deps: Deps, tx: Transaction, alert: Alert) -> bool:
    """Nobody has taken it for as long as the local setting allows."""
    if alert.status is not AlertStatus.OPEN or alert.kind == OVERDUE:
        return False
    about = tx.visits.outcome(alert.outcome_id) if alert.outcome_id is not None else None
    told_at = about.recorded_at if about is not None else alert.opened_at
    if alert.raised_at is not None:
        told_at = max(told_at, alert.raised_at)
    if alert.acknowledged_at is not None and alert.acknowledged_at >= told_at:
        return False  # it was taken; what was agreed did not happen, and the manager has heard that
    return deps.clock.now() - told_at >= deps.knowledge.local.alerts.ring_after


def _pass_on_silence(deps: Deps, tx: Transaction, alerts: Sequence[Alert]) -> int:
    """The practitioner is told whom to ring, the deputy gets the card: one message each for all of a card."""
    told: dict[tuple[MessageKind, str], list[Alert]] = {}
    for alert in alerts:
        told.setdefault((MessageKind.NOT_SEEN_RECEIPT, alert.worker_id), []).append(alert)
        manager = tx.people.find(alert.manager_id)
        if manager is not None and manager.deputy_id is not None:
            told.setdefault((MessageKind.ALERT_UNACKNOWLEDGED, manager.deputy_id), []).append(alert)
    owed = 0
    for (kind, person), group in told.items():
        keys = {alert.id: _silent_key(alert, person) for alert in group}
        new = [alert.id for alert in group if not tx.outbox.has(keys[alert.id])]
        if new:
            owed += owe(tx, kind, person, new, keys[new[0]])
        for other in new[1:]:
            tx.outbox.settle(kind, person, keys[other], "in the message about a brother or sister")
    return owed


def _silent_key(alert: Alert, person: str) -> str:
    """Once for what the alert is about, and once more each time it is raised again."""
    raised = f":{alert.raised_at.isoformat()}" if alert.raised_at is not None else ""
    return f"alert:{alert.id}:silent:{alert.outcome_id}:{person}{raised}"


def _broken(deps: Deps, alert: Alert) -> bool:
    """Whether what was agreed has not happened by when it was to."""
    return (
        alert.status is AlertStatus.ACKNOWLEDGED
        and alert.by_when is not None
        and alert.by_when <= deps.clock.now()
    )


def _come_back(deps: Deps, tx: Transaction, alerts: Sequence[Alert]) -> int:
    """Open again: a new card to the manager who answers for the child now, whoever had taken it; older ones are dead.

    Whoever stood in may be off, and a child may have changed hands since. To a manager who had not taken it it is new:
    their silence is passed on as if it had been sent for the first time.
    """
    owed = 0
    groups: dict[tuple[str | None, str], list[Alert]] = {}
    for alert in alerts:
        by_when = alert.by_when.isoformat() if alert.by_when is not None else ""
        groups.setdefault((_answers_now(tx, alert), by_when), []).append(alert)
    for (manager_id, by_when), group in groups.items():
        ids, first = [alert.id for alert in group], group[0]
        key = f"{card_key(first.id, first.outcome_id)}:reopened:{by_when}"
        for alert in group:
            raised_at = deps.clock.now() if manager_id != alert.acknowledged_by else None
            tx.alerts.reopen(alert.id, manager_id, raised_at=raised_at)
            tx.audit.add("doorstep", "alert.reopened", f"alert:{alert.id}", manager=manager_id)
        edit(deps, tx, ids, "reopened")
        if manager_id is not None:
            overdue = all(alert.kind == OVERDUE for alert in group)
            kind = MessageKind.OVERDUE_MANAGER if overdue else MessageKind.NOT_SEEN_ALERT
            owed += owe(tx, kind, manager_id, ids, key)
        tx.alerts.put_on(ids, key)
    return owed


def _answers_now(tx: Transaction, alert: Alert) -> str | None:
    """The manager who answers for the child's visits now; where there is none, whoever had the alert."""
    child = tx.children.get(alert.child_id)
    assert child is not None, "a child with an alert is never deleted"
    manager = responsible_manager(tx, child.worker_id or alert.worker_id, child.team)
    return manager.slack_id if manager is not None else alert.acknowledged_by or alert.manager_id
