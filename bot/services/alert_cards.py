"""What a message about alerts shows when it goes out, or when it is edited: today's facts, or why it is not wanted."""

from __future__ import annotations

from bot.bootstrap import Deps
from bot.domain.cards import AlertsCard, ReceiptCard
from bot.domain.messages import CARDS, AlertStatus, MessageKind
from bot.services import cards
from bot.services.access import contacts_in
from bot.services.alert_messages import alert_ids, has_newer, passed_on
from bot.services.drops import Drop
from bot.services.recorded import recorded_child
from bot.storage.alerts import Alert
from bot.storage.outbox import Claimed
from bot.storage.transaction import Transaction


def alert_message(deps: Deps, tx: Transaction, row: Claimed) -> AlertsCard | ReceiptCard | Drop:
    """The card for a message about alerts. A message that a child was not seen is never dropped for being late."""
    found = [tx.alerts.get(alert_id) for alert_id in alert_ids(row.facts)]
    alerts = [alert for alert in found if alert is not None]
    if not alerts:
        return Drop("the alert is gone")
    editing = "edit" in row.facts
    shown = alerts if editing else _wanted(row.kind, alerts)
    if isinstance(shown, Drop):
        return shown
    key = row.facts.get("edit", row.key)
    moved = {alert.id for alert in shown if has_newer(tx, alert.id, key, row.kind)}
    passed = {
        alert.id
        for alert in shown
        if row.kind in CARDS and alert.id not in moved and passed_on(tx, alert, key, row.recipient)
    }
    card = cards.alerts_card(deps, tx, shown, moved, passed)
    return _receipt(deps, tx, row, shown, card) if row.kind is MessageKind.NOT_SEEN_RECEIPT else card


def _wanted(kind: MessageKind, alerts: list[Alert]) -> list[Alert] | Drop:
    """Those of which the message is still true."""
    live = [alert for alert in alerts if alert.status is not AlertStatus.CLOSED]
    if kind is MessageKind.ALERT_UNACKNOWLEDGED:
        unseen = [alert for alert in alerts if alert.status is AlertStatus.OPEN]
        return unseen or Drop("somebody has acknowledged it")
    if kind is MessageKind.ALERT_ACKNOWLEDGED:
        return live or Drop("the child has been seen since")
    if kind is MessageKind.OVERDUE_MANAGER:
        return live or Drop("the child has been seen")
    return alerts  # a child was not seen: the manager hears of it even where the child was seen since


def _receipt(deps: Deps, tx: Transaction, row: Claimed, alerts: list[Alert], card: AlertsCard) -> ReceiptCard:
    person = tx.people.find(row.recipient)
    assert person is not None
    recorded = []
    for alert, shown in zip(alerts, card.alerts, strict=True):
        outcome = tx.visits.outcome(alert.outcome_id) if alert.outcome_id is not None else None
        if outcome is not None and alert.status is not AlertStatus.CLOSED and not shown.moved:
            recorded.append(recorded_child(deps, tx, shown.child, outcome, alert.id))
    return ReceiptCard(alerts=card.alerts, contacts=contacts_in(tx, deps, person), recorded=tuple(recorded))
