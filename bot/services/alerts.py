"""Alerts to managers: opened with the outcome, acknowledged by name, closed when the child is seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time

from bot.bootstrap import Deps
from bot.clock import london
from bot.domain.cards import AlertsCard
from bot.domain.children import Child
from bot.domain.messages import PLAN_CHIPS, AlertStatus, MessageKind
from bot.domain.people import Actor
from bot.domain.visits import ChildOutcome, OutcomeKind
from bot.errors import Conflict, InvalidInput, NotAllowed, NotFound
from bot.services import cards
from bot.services.access import access_child, may_see, responsible_manager
from bot.services.alert_messages import edit, owe, tell_of
from bot.services.alert_overdue import make_overdue, overdue_since
from bot.services.visits import moment_of
from bot.storage.alerts import NOT_SEEN as NOT_SEEN
from bot.storage.alerts import OVERDUE as OVERDUE
from bot.storage.alerts import Alert
from bot.storage.transaction import Transaction


def unseen_since_seen(outcomes: Sequence[ChildOutcome]) -> list[ChildOutcome]:
    """The home visits recorded here at which the child was not seen, since the child was last seen at home.

    Imported history alerts nobody. It gives no time of day either: a visit of the same day may have been before.
    """
    found: list[ChildOutcome] = []
    for outcome in outcomes:
        if outcome.kind is OutcomeKind.SEEN:
            day = london(outcome.happened_at).date()
            same_day = [one for one in found if london(one.happened_at).date() == day]
            found = same_day if outcome.imported else []
        elif outcome.unseen and not outcome.imported:
            found.append(outcome)
    return found


def unseen_now(outcomes: Sequence[ChildOutcome]) -> ChildOutcome | None:
    """The newest home visit at which the child was not seen, unless the child was seen at home after it."""
    found = unseen_since_seen(outcomes)
    return found[-1] if found else None


def open_alert(deps: Deps, tx: Transaction, child: Child, outcome: ChildOutcome, live: Alert | None) -> Alert:
    """An alert about this child, whatever the cause; a further try renews the live one instead of adding a second.

    Who hears of it is owed afterwards, for all children of the visit together: `alert_messages.tell_of`.
    """
    worker_id = outcome.recorded_by
    manager = responsible_manager(tx, child.worker_id or worker_id, child.team)
    manager_id = manager.slack_id if manager is not None else None
    by_policy = cards.asked_for_by_policy(deps, tx, child)
    if live is not None:
        alert = tx.alerts.renew(
            live.id,
            outcome_id=outcome.id,
            kind=NOT_SEEN,
            worker_id=worker_id,
            manager_id=manager_id,
            by_policy=by_policy,
        )
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
    tx.audit.add(worker_id, "alert.opened", f"alert:{alert.id}", child=child.id, manager=manager_id)
    return alert


def tell_of_opened(deps: Deps, tx: Transaction, opened: Sequence[tuple[Alert, Child]]) -> None:
    """One card and one receipt for all children not seen on a visit; earlier cards say that there is a newer one."""
    edit(deps, tx, [alert.id for alert, _ in opened if alert.reopened], "renewed")
    tell_of(tx, opened)


def settles(deps: Deps, tx: Transaction, alert: Alert, outcome: ChildOutcome) -> bool:
    """Whether a visit at which the child was seen settles what the alert is about; the date is worked out already.

    An alert about a date is settled by a date that is not past; one about a failed visit by a visit after it, where
    no other failed visit stands.
    """
    if alert.kind == OVERDUE:
        due = tx.due.get(alert.child_id)
        if due is None or due.act_by is None:
            return outcome.happened_at >= alert.opened_at
        return due.act_by >= deps.clock.today()
    about = tx.visits.outcome(alert.outcome_id) if alert.outcome_id is not None else None
    after = about is None or outcome.happened_at >= about.happened_at
    return after and unseen_now(tx.visits.outcomes(alert.child_id)) is None


def close_alert(deps: Deps, tx: Transaction, alert: Alert, outcome: ChildOutcome) -> bool:
    """The child was seen: close the alert. The manager is told with `tell_of_closed`.

    False where the date is past all the same: then the alert lives on about that, and the manager has a new card.
    """
    child, act_by = tx.children.get(alert.child_id), overdue_since(deps, tx, alert.child_id)
    if child is not None and act_by is not None:
        make_overdue(deps, tx, child, alert, act_by)
        tx.audit.add(outcome.recorded_by, "alert.still_overdue", f"alert:{alert.id}", outcome=outcome.id)
        return False
    at = london(outcome.happened_at)
    seen_on = f"Child seen on {at:%A} {at.day} {at:%B}"
    late = outcome.late and outcome.happened_at < alert.opened_at
    why = f"{seen_on}: done on time, recorded late." if late else f"{seen_on}."
    tx.alerts.close(alert.id, deps.clock.now(), why, by=outcome.id)
    tx.audit.add(outcome.recorded_by, "alert.closed", f"alert:{alert.id}", outcome=outcome.id)
    return True


def tell_of_closed(deps: Deps, tx: Transaction, closed: Sequence[Alert]) -> None:
    """Managers hear that children were seen: one message for all of one visit, and their cards say so."""
    now = [tx.alerts.get(alert.id) for alert in closed]
    settled = [alert for alert in now if alert is not None and alert.status is AlertStatus.CLOSED]
    edit(deps, tx, [alert.id for alert in settled], "closed")
    by_manager: dict[str, list[Alert]] = {}
    for alert in settled:
        if alert.manager_id is not None:
            by_manager.setdefault(alert.manager_id, []).append(alert)
    for manager_id, alerts in by_manager.items():
        tx.outbox.add(
            MessageKind.ALERT_CLOSED,
            manager_id,
            {"alert_ids": [alert.id for alert in alerts]},
            once=f"alert:{alerts[0].id}:closed:{alerts[0].closed_by or 0}",
        )


def _access_alert(tx: Transaction, actor: Actor, alert_id: int) -> tuple[Alert, Child]:
    alert = tx.alerts.get(alert_id)
    if alert is None:
        raise NotFound("This alert isn't here any more. Open the Home tab to see what is open.")
    if actor.slack_id == alert.manager_id:
        child = tx.children.get(alert.child_id)
        assert child is not None
        return alert, child
    return alert, access_child(tx, actor, alert.child_id)


def card(deps: Deps, actor: Actor, alert_id: int) -> AlertsCard:
    """The alert as it stands now, with the others on its card that this person may see."""
    with deps.transaction(reading=True) as tx:
        alert, _ = _access_alert(tx, actor, alert_id)
        return _together(deps, tx, actor, alert)


def _together(deps: Deps, tx: Transaction, actor: Actor, alert: Alert) -> AlertsCard:
    """The alert first, then those that whoever takes it takes too."""
    others = [
        one
        for one in (tx.alerts.on_card(alert.card) if alert.card else [])
        if one.id != alert.id and one.status is not AlertStatus.CLOSED and may_open(tx, actor, one)
    ]
    return AlertsCard(tuple(cards.alert_card(deps, tx, one) for one in (alert, *others)))


def may_open(tx: Transaction, actor: Actor, alert: Alert) -> bool:
    """Whether this person may see the alert: the manager alerted, and whoever may see the child."""
    child = tx.children.get(alert.child_id)
    return child is not None and (actor.slack_id == alert.manager_id or may_see(tx, actor, child))


def acknowledge(
    deps: Deps, actor: Actor, alert_id: int, plan: Iterable[str], by_day: date, by_time: time, once: str
) -> AlertsCard:
    """Take the alert with a plan and a by-when, and with it the others on its card. They stay open until seen.

    Neither the due date nor the retry clock moves: an acknowledgement is no extension.
    """
    chosen = tuple(dict.fromkeys(plan))
    with deps.transaction() as tx:
        tx.alerts.lock_card(alert_id)
        alert, child = _access_alert(tx, actor, alert_id)
        if not tx.inbox.first_time(once, str(alert_id), deps.clock.wall()):
            return _together(deps, tx, actor, alert)
        if not may_acknowledge(tx, actor, alert, child):
            raise NotAllowed("Only the manager, the deputy or a service manager can acknowledge this.")
        if alert.status is AlertStatus.CLOSED:
            raise Conflict(f"This alert is closed and needs nothing from you. {alert.closed_why}".strip())
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
        taken = [alert, *_others_to_take(tx, actor, alert)]
        for one in taken:
            tx.alerts.acknowledge(one.id, actor.slack_id, deps.clock.now(), chosen, by_when)
            tx.audit.add(
                actor.slack_id,
                "alert.acknowledged",
                f"alert:{one.id}",
                plan=list(chosen),
                by=by_when.isoformat(),
            )
        edit(deps, tx, [one.id for one in taken], "acknowledged")
        _tell_workers(deps, tx, actor, taken)
        result = _together(deps, tx, actor, tx.alerts.get(alert.id) or alert)
    deps.wake()
    return result


def _others_to_take(tx: Transaction, actor: Actor, alert: Alert) -> list[Alert]:
    """The live alerts on the same card, but those somebody else has taken."""
    found = []
    for one in tx.alerts.on_card(alert.card) if alert.card else []:
        child = tx.children.get(one.child_id)
        held = one.status is AlertStatus.ACKNOWLEDGED and one.acknowledged_by != actor.slack_id
        if one.id == alert.id or one.status is AlertStatus.CLOSED or held or child is None:
            continue
        if may_acknowledge(tx, actor, one, child):
            found.append(one)
    return found


def _tell_workers(deps: Deps, tx: Transaction, actor: Actor, taken: Sequence[Alert]) -> None:
    """Each practitioner who recorded one of them hears who has it."""
    by_worker: dict[str, list[int]] = {}
    for alert in taken:
        if alert.worker_id != actor.slack_id:
            by_worker.setdefault(alert.worker_id, []).append(alert.id)
    for worker_id, ids in by_worker.items():
        once = f"alert:{ids[0]}:acknowledged:{deps.clock.now().isoformat()}"
        owe(tx, MessageKind.ALERT_ACKNOWLEDGED, worker_id, ids, once)


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
