"""Which messages show an alert: owed to whom, on which card, and edited in place when something changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.bootstrap import Deps
from bot.domain.children import Child
from bot.domain.messages import CARDS, AlertStatus, MessageKind
from bot.storage.alerts import Alert
from bot.storage.transaction import Transaction

EDITED = CARDS | {MessageKind.NOT_SEEN_RECEIPT, MessageKind.ALERT_ACKNOWLEDGED}
"""Messages that go on showing how the alert stands."""


def card_key(alert_id: int, outcome_id: int | None) -> str:
    """The outbox key of the manager's card; the first alert on it gives its name."""
    return f"alert:{alert_id}:card:{outcome_id or 0}"


def receipt_key(alert_id: int, outcome_id: int | None) -> str:
    """The outbox key of the practitioner's receipt."""
    return f"alert:{alert_id}:receipt:{outcome_id or 0}"


def alert_ids(facts: Mapping[str, Any]) -> list[int]:
    """The alerts a message owed is about; rows of earlier versions name one."""
    return [int(one) for one in facts.get("alert_ids") or [facts["alert_id"]]]


def owe(tx: Transaction, kind: MessageKind, recipient: str, ids: Sequence[int], once: str) -> bool:
    """Owe a message about these alerts, and remember that it shows them; False where it was owed before."""
    new = tx.outbox.add(kind, recipient, {"alert_ids": list(ids)}, once=once)
    if new:
        tx.alerts.shown(ids, once, kind, recipient)
    return new


def owe_instead(tx: Transaction, kind: MessageKind, backup: str, facts: Mapping[str, Any], once: str) -> None:
    """The same message to somebody else, whatever it is about: it could not reach its reader."""
    named = facts.get("alert_ids") or [facts.get("alert_id")]
    if tx.outbox.add(kind, backup, facts, once=once) and kind in EDITED:
        known = [one for one in named if isinstance(one, int) and tx.alerts.get(one) is not None]
        tx.alerts.shown(known, once, kind, backup)


def edit(deps: Deps, tx: Transaction, ids: Iterable[int], state: str) -> None:
    """Owe one edit in place of every message that shows one of these alerts."""
    stamp = deps.clock.now().isoformat()
    for message in tx.alerts.messages(ids):
        facts = {"alert_ids": tx.alerts.in_message(message.key), "edit": message.key}
        tx.outbox.add(message.kind, message.recipient, facts, once=f"{message.key}:edit:{state}:{stamp}")


def has_newer(tx: Transaction, alert_id: int, key: str, kind: MessageKind) -> bool:
    """Whether the reader of this message has a newer one about the alert: then that one is the live one."""
    return tx.alerts.newer_message(alert_id, key, CARDS if kind in CARDS else (kind,))


def passed_on(tx: Transaction, alert: Alert, key: str, reader: str) -> bool:
    """Whether the alert opened again and went to its manager, after this message to somebody else had shown it."""
    if reader in (alert.manager_id, _holder(alert)) or alert.acknowledged_by is None:
        return False
    return tx.alerts.raised_since(alert, key)


def _holder(alert: Alert) -> str | None:
    return alert.acknowledged_by if alert.status is AlertStatus.ACKNOWLEDGED else None


def tell_of(tx: Transaction, opened: Sequence[tuple[Alert, Child]], again: str = "") -> None:
    """The messages about children not seen on one visit: one card a manager, one receipt a practitioner.

    `again` makes them new ones, where the same visit was told of before.
    """
    by_manager: dict[str | None, list[Alert]] = {}
    by_worker: dict[str, list[Alert]] = {}
    allocated: dict[str, list[Alert]] = {}
    for alert, child in opened:
        by_manager.setdefault(alert.manager_id, []).append(alert)
        by_worker.setdefault(alert.worker_id, []).append(alert)
        if child.worker_id and child.worker_id != alert.worker_id:
            allocated.setdefault(child.worker_id, []).append(alert)
    for manager_id, alerts in by_manager.items():
        first, ids = alerts[0], [alert.id for alert in alerts]
        card = card_key(first.id, first.outcome_id) + again
        tx.alerts.put_on(ids, card)
        if manager_id is not None:
            owe(tx, MessageKind.NOT_SEEN_ALERT, manager_id, ids, card)
    for worker_id, alerts in by_worker.items():
        first = alerts[0]
        key = receipt_key(first.id, first.outcome_id) + again
        owe(tx, MessageKind.NOT_SEEN_RECEIPT, worker_id, [alert.id for alert in alerts], key)
    for worker_id, alerts in allocated.items():
        first = alerts[0]
        key = f"{receipt_key(first.id, first.outcome_id)}:allocated:{worker_id}{again}"
        owe(tx, MessageKind.NOT_SEEN_RECEIPT, worker_id, [alert.id for alert in alerts], key)
