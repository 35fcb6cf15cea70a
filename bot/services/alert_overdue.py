"""An alert about a date that has passed: when it is wanted, and how one lives on that nothing else stands behind."""

from __future__ import annotations

from datetime import date

from bot.bootstrap import Deps
from bot.clock import london
from bot.domain.children import Child
from bot.domain.messages import AlertStatus, MessageKind
from bot.services.access import responsible_manager
from bot.services.alert_messages import edit, owe
from bot.storage.alerts import Alert
from bot.storage.transaction import Transaction


def overdue_manager_key(child_id: int, act_by: date, recipient: str) -> str:
    """The outbox key of "overdue" to the manager."""
    return f"child:{child_id}:overdue_manager:{act_by}:{recipient}"


def overdue_since(deps: Deps, tx: Transaction, child_id: int) -> date | None:
    """The child's date on record where it is past; None where it is not."""
    due = tx.due.get(child_id)
    act_by = due.act_by if due is not None else None
    return act_by if act_by is not None and act_by < deps.clock.today() else None


def lost(tx: Transaction, child_id: int, act_by: date) -> Alert | None:
    """The child's last alert, where it was closed after the date was past and none is live.

    What closed it no longer holds: no alert may close while the date stays past. A child who started overdue had none
    for this date: the list told of it.
    """
    newest = tx.alerts.newest_of(child_id)
    if newest is None or newest.closed_at is None or newest.status is not AlertStatus.CLOSED:
        return None
    return newest if london(newest.closed_at).date() > act_by else None


def make_overdue(deps: Deps, tx: Transaction, child: Child, alert: Alert, act_by: date) -> Alert:
    """From now on the alert is about the date: live, on a new card. Who took it for what it was about keeps it."""
    manager = responsible_manager(tx, child.worker_id or alert.worker_id, child.team)
    manager_id = manager.slack_id if manager is not None else None
    told_at = max(alert.opened_at, alert.raised_at or alert.opened_at)
    taken = alert.acknowledged_at is not None and alert.acknowledged_at >= told_at
    made = tx.alerts.make_overdue(
        alert.id,
        worker_id=child.worker_id or manager_id or alert.worker_id,
        manager_id=manager_id,
        status=AlertStatus.ACKNOWLEDGED if taken else AlertStatus.OPEN,
    )
    edit(deps, tx, [made.id], "overdue")
    if manager_id is not None:
        key = overdue_manager_key(child.id, act_by, manager_id)
        if tx.outbox.has(key):  # what it said then is not what stands now
            key = f"{key}:{made.id}:{deps.clock.now().isoformat()}"
        owe(tx, MessageKind.OVERDUE_MANAGER, manager_id, [made.id], key)
        tx.alerts.put_on([made.id], key)
    return made
