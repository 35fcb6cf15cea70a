"""Alerts after a record was taken back or corrected: as they would stand had the right facts been there all along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.bootstrap import Deps
from bot.domain.children import Child
from bot.domain.messages import AlertStatus, MessageKind
from bot.domain.people import Actor
from bot.domain.visits import ChildOutcome, OutcomeKind
from bot.services import alerts, cards
from bot.services.access import responsible_manager
from bot.services.alert_messages import edit, tell_of
from bot.services.alert_overdue import lost, make_overdue, overdue_since
from bot.services.alerts import NOT_SEEN
from bot.storage.alerts import Alert
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Settled:
    """Whether an alert was closed or is live again, and which one is about the child now.

    `overdue` where it is about the date that has passed from now on.
    """

    closed: bool = False
    raised: bool = False
    overdue: bool = False
    alert_id: int | None = None


def settle(
    deps: Deps, tx: Transaction, actor: Actor, child: Child, gone: ChildOutcome, new: ChildOutcome | None
) -> Settled:
    """Bring the child's alert in line with the records that are left, and tell whoever it concerns."""
    about = alerts.unseen_now(tx.visits.outcomes(child.id))
    live, shut = tx.alerts.live_for_child(child.id), tx.alerts.closed_by(gone.id, child.id)
    if about is None:
        return _nobody_unseen(deps, tx, actor, child, new, live, shut)
    if live is not None and live.kind == NOT_SEEN:
        if live.outcome_id != about.id:
            _point_at(deps, tx, child, live, about)
        return Settled(alert_id=live.id)
    if live is None and shut is not None:
        live = tx.alerts.raise_again(shut.id, deps.clock.now())
        tx.audit.add(actor.slack_id, "alert.raised_again", f"alert:{live.id}", child=child.id)
    opened = alerts.open_alert(deps, tx, child, about, live)
    if live is not None:
        edit(deps, tx, [opened.id], "raised")
    tell_of(tx, [(opened, child)], again=f":raised:{gone.id}")
    return Settled(raised=True, alert_id=opened.id)


def _nobody_unseen(
    deps: Deps,
    tx: Transaction,
    actor: Actor,
    child: Child,
    new: ChildOutcome | None,
    live: Alert | None,
    shut: Alert | None,
) -> Settled:
    """No child stands unseen now. While the date is past an alert stays or is live again; else it may close."""
    seen = new if new is not None and new.kind is OutcomeKind.SEEN else None
    past = overdue_since(deps, tx, child.id)
    if live is None:
        if past is not None:
            gone = shut or lost(tx, child.id, past)
            return _overdue(deps, tx, actor, child, gone, past) if gone is not None else Settled()
        if shut is not None and seen is not None:
            tx.alerts.close(shut.id, deps.clock.now(), shut.closed_why, by=seen.id)
        return Settled()
    mistaken = live.outcome_id is not None and tx.visits.voided(live.outcome_id)
    settled = seen is not None and alerts.settles(deps, tx, live, seen)
    if not mistaken and not settled:
        return Settled(alert_id=live.id)
    if past is not None:
        return _overdue(deps, tx, actor, child, live, past)
    if seen is not None and settled:
        alerts.close_alert(deps, tx, live, seen)
        alerts.tell_of_closed(deps, tx, [live])
    else:
        _close_as_mistake(deps, tx, actor, child, live)
    return Settled(closed=True)


def _overdue(deps: Deps, tx: Transaction, actor: Actor, child: Child, alert: Alert, past: date) -> Settled:
    """The alert is about the date that has passed: it lives on, or is live again."""
    raised = alert.status is AlertStatus.CLOSED
    if raised:
        alert = tx.alerts.raise_again(alert.id, deps.clock.now())
    make_overdue(deps, tx, child, alert, past)
    action = "alert.raised_again" if raised else "alert.still_overdue"
    tx.audit.add(actor.slack_id, action, f"alert:{alert.id}", child=child.id)
    return Settled(raised=raised, overdue=True, alert_id=alert.id)


def _close_as_mistake(deps: Deps, tx: Transaction, actor: Actor, child: Child, live: Alert) -> None:
    """The manager's card says so; who had taken it already hears it in a message, too."""
    why = f"Recorded by mistake: taken back by {actor.name}."
    tx.alerts.close(live.id, deps.clock.now(), why[:200])
    edit(deps, tx, [live.id], "mistake")
    taken_by = live.acknowledged_by if live.status is AlertStatus.ACKNOWLEDGED else None
    if taken_by is not None and taken_by != actor.slack_id:
        stamp = deps.clock.now().isoformat()
        once = f"alert:{live.id}:mistake:{stamp}"
        tx.outbox.add(MessageKind.ALERT_CLOSED, taken_by, {"alert_ids": [live.id]}, once=once)
    tx.audit.add(actor.slack_id, "alert.closed", f"alert:{live.id}", child=child.id, why="mistake")


def _point_at(deps: Deps, tx: Transaction, child: Child, live: Alert, about: ChildOutcome) -> None:
    """The alert is about another visit now. Who took it for that visit, or a later one, still has it."""
    taken = live.acknowledged_at is not None and live.acknowledged_at >= about.recorded_at
    manager = responsible_manager(tx, child.worker_id or about.recorded_by, child.team)
    tx.alerts.point_at(
        live.id,
        about.id,
        worker_id=about.recorded_by,
        manager_id=manager.slack_id if manager is not None else None,
        by_policy=cards.asked_for_by_policy(deps, tx, child),
        status=AlertStatus.ACKNOWLEDGED if taken else AlertStatus.OPEN,
    )
    edit(deps, tx, [live.id], "corrected")
