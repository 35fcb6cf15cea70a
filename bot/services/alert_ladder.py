"""Silence about an alert is passed on, and a plan that did not happen comes back to whoever made it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.bootstrap import Deps
from bot.domain.messages import AlertStatus, MessageKind
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
    """Open again: a new card to whoever has it; the older ones say that there is a newer one."""
    owed = 0
    groups: dict[tuple[str | None, str], list[Alert]] = {}
    for alert in alerts:
        by_when = alert.by_when.isoformat() if alert.by_when is not None else ""
        groups.setdefault((alert.acknowledged_by or alert.manager_id, by_when), []).append(alert)
    for (holder, by_when), group in groups.items():
        ids, first = [alert.id for alert in group], group[0]
        key = f"{card_key(first.id, first.outcome_id)}:reopened:{by_when}"
        for alert in group:
            tx.alerts.reopen(alert.id)
            tx.audit.add("doorstep", "alert.reopened", f"alert:{alert.id}")
        edit(deps, tx, ids, "reopened")
        if holder is not None:
            overdue = all(alert.kind == OVERDUE for alert in group)
            kind = MessageKind.OVERDUE_MANAGER if overdue else MessageKind.NOT_SEEN_ALERT
            owed += owe(tx, kind, holder, ids, key)
        tx.alerts.put_on(ids, key)
    return owed
