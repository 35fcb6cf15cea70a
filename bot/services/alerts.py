"""Alerts to managers: opened with the outcome, acknowledged by name, closed when the child is seen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from bot.bootstrap import Deps
from bot.clock import london
from bot.domain.cards import AlertCard
from bot.domain.children import Child
from bot.domain.messages import PLAN_CHIPS, AlertStatus, MessageKind
from bot.domain.people import Actor
from bot.domain.visits import ChildOutcome
from bot.errors import Conflict, InvalidInput, NotAllowed, NotFound
from bot.services import cards
from bot.services.access import access_child, responsible_manager
from bot.services.visits import moment_of
from bot.storage.alerts import Alert
from bot.storage.transaction import Transaction

NOT_SEEN, OVERDUE = "not_seen", "overdue"


def card_key(alert_id: int, outcome_id: int | None) -> str:
    """The outbox key of the manager's card."""
    return f"alert:{alert_id}:card:{outcome_id or 0}"


def receipt_key(alert_id: int, outcome_id: int | None) -> str:
    """The outbox key of the practitioner's receipt."""
    return f"alert:{alert_id}:receipt:{outcome_id or 0}"


def open_alert(deps: Deps, tx: Transaction, child: Child, outcome: ChildOutcome, live: Alert | None) -> Alert:
    """Alert the manager, whatever the cause; a further try renews the live alert instead of adding a second."""
    worker_id = outcome.recorded_by
    manager = responsible_manager(tx, child.worker_id or worker_id, child.team)
    manager_id = manager.slack_id if manager is not None else None
    by_policy = cards.asked_for_by_policy(deps, tx, child)
    if live is not None:
        edit_messages(deps, tx, live, "renewed")
        alert = tx.alerts.renew(live.id, outcome.id, worker_id, manager_id, by_policy)
    else:
        alert = tx.alerts.open(
            child_id=child.id,
            outcome_id=outcome.id,
            kind=NOT_SEEN,
            worker_id=worker_id,
            manager_id=manager_id,
            at=deps.clock.now(),
            by_policy=by_policy,
        )
    facts = {"alert_id": alert.id}
    if manager_id is not None:
        tx.outbox.add(MessageKind.NOT_SEEN_ALERT, manager_id, facts, once=card_key(alert.id, outcome.id))
    tx.outbox.add(MessageKind.NOT_SEEN_RECEIPT, worker_id, facts, once=receipt_key(alert.id, outcome.id))
    if child.worker_id and child.worker_id != worker_id:
        tx.outbox.add(
            MessageKind.NOT_SEEN_RECEIPT,
            child.worker_id,
            facts,
            once=f"{receipt_key(alert.id, outcome.id)}:allocated",
        )
    tx.audit.add(worker_id, "alert.opened", f"alert:{alert.id}", child=child.id, manager=manager_id)
    return alert


def edit_messages(deps: Deps, tx: Transaction, alert: Alert, state: str) -> None:
    """Owe an edit in place of the manager's card and the practitioner's receipt."""
    stamp = deps.clock.now().isoformat()
    pairs = [
        (MessageKind.NOT_SEEN_ALERT, alert.manager_id, card_key(alert.id, alert.outcome_id)),
        (MessageKind.OVERDUE_MANAGER, alert.manager_id, f"alert:{alert.id}:overdue"),
        (MessageKind.NOT_SEEN_RECEIPT, alert.worker_id, receipt_key(alert.id, alert.outcome_id)),
    ]
    for kind, recipient, key in pairs:
        if recipient is not None and tx.outbox.has(key):
            facts = {"alert_id": alert.id, "edit": key}
            tx.outbox.add(kind, recipient, facts, once=f"{key}:edit:{state}:{stamp}")


def settles(tx: Transaction, alert: Alert, outcome: ChildOutcome) -> bool:
    """Whether a visit at which the child was seen settles the alert: it took place after what the alert is about."""
    about = tx.visits.outcome(alert.outcome_id) if alert.outcome_id is not None else None
    return about is None or outcome.happened_at >= about.happened_at


def close_alert(deps: Deps, tx: Transaction, alert: Alert, outcome: ChildOutcome) -> None:
    """The child was seen: close the alert and tell the manager."""
    at = london(outcome.happened_at)
    seen_on = f"Child seen on {at:%A} {at.day} {at:%B}"
    late = outcome.late and outcome.happened_at < alert.opened_at
    why = f"{seen_on}: done on time, recorded late." if late else f"{seen_on}."
    tx.alerts.close(alert.id, deps.clock.now(), why)
    edit_messages(deps, tx, alert, "closed")
    if alert.manager_id is not None:
        tx.outbox.add(
            MessageKind.ALERT_CLOSED,
            alert.manager_id,
            {"alert_id": alert.id},
            once=f"alert:{alert.id}:closed",
        )
    tx.audit.add(outcome.recorded_by, "alert.closed", f"alert:{alert.id}", outcome=outcome.id)


def _access_alert(tx: Transaction, actor: Actor, alert_id: int, *, lock: bool = False) -> tuple[Alert, Child]:
    alert = tx.alerts.get(alert_id, lock=lock)
    if alert is None:
        raise NotFound("This alert isn't here any more. Open the Home tab to see what is open.")
    if actor.slack_id == alert.manager_id:
        child = tx.children.get(alert.child_id)
        assert child is not None
        return alert, child
    return alert, access_child(tx, actor, alert.child_id)


def card(deps: Deps, actor: Actor, alert_id: int) -> AlertCard:
    """The alert as it stands now, for someone who may see the child."""
    with deps.transaction(reading=True) as tx:
        alert, _ = _access_alert(tx, actor, alert_id)
        return cards.alert_card(deps, tx, alert)


def acknowledge(
    deps: Deps, actor: Actor, alert_id: int, plan: Iterable[str], by_day: date, by_time: time, once: str
) -> AlertCard:
    """Take the alert with a plan and a by-when. It stays open until the child is seen.

    Neither the due date nor the retry clock moves: an acknowledgement is no extension.
    """
    chosen = tuple(dict.fromkeys(plan))
    with deps.transaction() as tx:
        alert, child = _access_alert(tx, actor, alert_id, lock=True)
        if not tx.inbox.first_time(once, str(alert_id), deps.clock.wall()):
            return cards.alert_card(deps, tx, alert)
        if not may_acknowledge(tx, actor, alert, child):
            raise NotAllowed("Only the manager, the deputy or a service manager can acknowledge this.")
        if alert.status is AlertStatus.CLOSED:
            raise Conflict("The child has been seen since: this alert is closed and needs nothing from you.")
        if alert.status is AlertStatus.ACKNOWLEDGED and alert.acknowledged_by != actor.slack_id:
            by = tx.people.find(alert.acknowledged_by)
            name = by.name if by is not None else "Someone else"
            raise Conflict(f"{name} has taken this already. Open the card to see what is agreed.")
        problems: dict[str, str] = {}
        if not chosen or any(key not in PLAN_CHIPS for key in chosen):
            problems["plan"] = "Choose at least one: what happens next?"
        by_when = moment_of(by_day, by_time, "by_time")
        if by_when <= deps.clock.now():
            problems["by_time"] = "This is past. By when will it have happened?"
        if problems:
            raise InvalidInput(problems)
        alert = tx.alerts.acknowledge(alert.id, actor.slack_id, deps.clock.now(), chosen, by_when)
        edit_messages(deps, tx, alert, "acknowledged")
        if alert.worker_id != actor.slack_id:
            tx.outbox.add(
                MessageKind.ALERT_ACKNOWLEDGED,
                alert.worker_id,
                {"alert_id": alert.id},
                once=f"alert:{alert.id}:acknowledged:{deps.clock.now().isoformat()}",
            )
        tx.audit.add(
            actor.slack_id,
            "alert.acknowledged",
            f"alert:{alert.id}",
            plan=list(chosen),
            by=by_when.isoformat(),
        )
        result = cards.alert_card(deps, tx, alert)
    deps.wake()
    return result


def may_acknowledge(tx: Transaction, actor: Actor, alert: Alert, child: Child) -> bool:
    """The manager alerted, the deputy, any manager of the child's team, a service manager."""
    manager = tx.people.find(alert.manager_id)
    if actor.slack_id == alert.manager_id or (manager is not None and actor.slack_id == manager.deputy_id):
        return True
    return actor.is_manager and (
        child.team in tx.people.managed_teams(actor.slack_id) or actor.team == child.team
    )


def note(deps: Deps, actor: Actor, alert_id: int) -> str:
    """What the practitioner noted, opened on a tap; who opened it is kept."""
    with deps.transaction() as tx:
        alert, child = _access_alert(tx, actor, alert_id)
        tx.audit.add(actor.slack_id, "note.read", f"alert:{alert.id}", child=child.id)
        return tx.visits.note(alert.outcome_id) if alert.outcome_id is not None else ""
