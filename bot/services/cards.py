"""Gather what a view needs to draw, inside one transaction. No permission checks here: callers make them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from bot.bootstrap import Deps
from bot.clock import london
from bot.domain.cards import AlertCard, AlertsCard, CaseloadRow, ReminderCard
from bot.domain.children import Child
from bot.domain.facts import last_seen, tries_since_seen
from bot.domain.messages import AlertStatus, DueState
from bot.domain.people import Actor
from bot.domain.schedule import act_by_moment, due_state, working_day_at_or_before, working_day_before
from bot.domain.visits import ChildOutcome, Visit
from bot.errors import NotFound
from bot.services.dates import earliest, retry_moment, standing_of
from bot.storage.alerts import Alert
from bot.storage.due import RecordedDue
from bot.storage.transaction import Transaction
from knowledge.results import Decision, Owed, Standing

ORDER = {state: place for place, state in enumerate(DueState)}


def soon_from(deps: Deps, day: date) -> date:
    """The day from which a date counts as soon."""
    calendar = deps.knowledge.rules.calendar
    day = working_day_at_or_before(day, calendar)
    for _ in range(deps.knowledge.local.reminders.due_soon.working_days_before):
        day = working_day_before(day, calendar)
    return day


def days_since_seen(deps: Deps, child: Child, outcomes: Sequence[ChildOutcome]) -> int | None:
    """Whole days since the child was last seen by anyone recorded here; a visit before the birth saw no child."""
    seen = last_seen(outcomes)
    if seen is None or child.unborn_on(london(seen.happened_at).date()):
        return None
    return (deps.clock.today() - london(seen.happened_at).date()).days


def caseload_row(
    deps: Deps,
    child: Child,
    due: RecordedDue | None,
    outcomes: Sequence[ChildOutcome],
    visit: Visit | None,
    alert: Alert | None,
    worker: Actor | None,
) -> CaseloadRow:
    """One child's line on a caseload."""
    standing = standing_of(deps, child, outcomes)
    act_by = (
        due.act_by
        if due is not None
        else earliest(standing.due.on, standing.floor.on if standing.floor else None)
    )
    outcome = due.outcome if due is not None else standing.due.outcome
    to_be_agreed = standing.due.to_be_agreed
    state = due_state(outcome, act_by, deps.clock.today(), lambda day: soon_from(deps, day))
    if to_be_agreed and state is not DueState.OVERDUE:
        state = DueState.NO_INTERVAL
    return CaseloadRow(
        child=child,
        state=state,
        due_on=act_by,
        sentence=standing.due.sentence,
        floor_on=_earlier_floor(standing),
        retry_by=due.retry_by if due is not None else None,
        retry_words=standing.retry.sentence if standing.retry is not None else "",
        owed=tuple(item.what for item in standing.owed),
        since_seen=days_since_seen(deps, child, outcomes),
        next_visit=visit,
        alert_id=alert.id if alert is not None else None,
        alert_status=alert.status if alert is not None else None,
        worker_name=worker.name if worker is not None else "",
        to_be_agreed=to_be_agreed,
        alert_with=_with_whom(alert) if alert is not None else "",
    )


def _with_whom(alert: Alert) -> str:
    """Who has taken it; once it is open again it waits for the manager, whoever had it before."""
    taken_by = alert.acknowledged_by if alert.status is AlertStatus.ACKNOWLEDGED else None
    return taken_by or alert.manager_id or ""


def _earlier_floor(standing: Standing) -> date | None:
    """The statutory date, where it is earlier than the local one: shown only where it makes a difference."""
    floor = standing.floor.on if standing.floor is not None else None
    return floor if floor is not None and (standing.due.on is None or floor < standing.due.on) else None


def caseload_rows(deps: Deps, tx: Transaction, children: Iterable[Child]) -> tuple[CaseloadRow, ...]:
    """Lines for many children, in the order to act on: no interval, overdue, today, soon, later."""
    children = list(children)
    ids = [child.id for child in children]
    dues, outcomes = tx.due.of(ids), tx.visits.outcomes_of(ids)
    visits, alerts = tx.visits.planned_for_children(ids), tx.alerts.live_for_children(ids)
    workers = {worker.slack_id: worker for worker in tx.people.all_active()}
    rows = [
        caseload_row(
            deps,
            child,
            dues.get(child.id),
            outcomes.get(child.id, []),
            visits.get(child.id),
            alerts.get(child.id),
            workers.get(child.worker_id or ""),
        )
        for child in children
    ]
    rows.sort(key=lambda row: (ORDER[row.state], row.due_on or date.max, row.child.reference))
    return tuple(rows)


def asked_for_by_policy(deps: Deps, tx: Transaction, child: Child) -> bool:
    """Whether the adopted policy itself, as things stand, asks for a manager to be told."""
    standing = standing_of(deps, child, tx.visits.outcomes(child.id))
    told = [who for decision in standing.escalations if decision.yes for who in decision.who]
    return any("manager" in who or "supervisor" in who for who in told)


def alert_card(
    deps: Deps, tx: Transaction, alert: Alert, *, moved: bool = False, passed_on: bool = False
) -> AlertCard:
    """One alert as it stands now; `moved` where its reader has a newer message, `passed_on` where somebody else has."""
    child = tx.children.get(alert.child_id)
    if child is None:
        raise NotFound("The child of this alert isn't here any more.")
    outcomes = tx.visits.outcomes(child.id)
    outcome = tx.visits.outcome(alert.outcome_id) if alert.outcome_id is not None else None
    standing = standing_of(deps, child, outcomes)
    due = tx.due.get(child.id)
    notices = tuple(decision for decision in standing.escalations if decision.yes)
    if alert.kind == "overdue":
        why = "The date has passed and no visit is recorded here. Sent by the authority's local setting."
    elif alert.by_policy:
        why = "The adopted policy asks for the manager to be told."
    else:
        why = (
            "The authority's local setting: every child not seen on a home visit reaches the manager. "
            "The adopted policy itself does not ask for it here."
        )
    tries = tries_since_seen(outcomes)
    lead = act_by_moment(
        due.act_by if due is not None else standing.due.on, retry_moment(deps, standing.retry)
    )
    acknowledged_by = tx.people.find(alert.acknowledged_by)
    worker, manager = tx.people.find(alert.worker_id), tx.people.find(alert.manager_id)
    return AlertCard(
        alert_id=alert.id,
        status=alert.status,
        child=child,
        worker_name=worker.name if worker is not None else "",
        worker_id=alert.worker_id,
        outcome=outcome.kind if outcome is not None else None,
        happened_at=outcome.happened_at if outcome is not None else None,
        recorded_at=outcome.recorded_at if outcome is not None else None,
        tried=outcome.tried if outcome is not None else (),
        attempts=len(tries),
        has_note=bool(outcome is not None and tx.visits.note(outcome.id)),
        days_since_seen=days_since_seen(deps, child, outcomes),
        due=standing.due,
        due_on=due.act_by if due is not None else standing.due.on,
        retry=standing.retry,
        why_sent=why,
        policy_notices=notices,
        acknowledged_by=acknowledged_by.name if acknowledged_by is not None else "",
        acknowledged_at=alert.acknowledged_at,
        plan=alert.plan,
        by_when=alert.by_when,
        closed_why=alert.closed_why,
        reopened=alert.reopened,
        broken=alert.reopened and alert.by_when is not None and alert.by_when <= deps.clock.now(),
        too_late=lead is not None and lead <= deps.clock.now(),
        after_due=lead is not None and alert.by_when is not None and alert.by_when > lead,
        moved=moved or passed_on,
        passed_on=passed_on,
        manager_name=manager.name if manager is not None else "",
    )


def alerts_card(
    deps: Deps,
    tx: Transaction,
    alerts: Iterable[Alert],
    moved: Collection[int] = (),
    passed_on: Collection[int] = (),
) -> AlertsCard:
    """Alerts shown together, in the order given."""
    return AlertsCard(
        tuple(
            alert_card(deps, tx, one, moved=one.id in moved, passed_on=one.id in passed_on) for one in alerts
        )
    )


def reminder_card(
    deps: Deps,
    tx: Transaction,
    children: Sequence[Child],
    visit: Visit | None,
    *,
    late: bool = False,
) -> ReminderCard:
    """A reminder about one visit, or about the date of one child or several; without a visit the next one is found."""
    next_visits = tuple(next(iter(tx.visits.planned_for_child(child.id)), None) for child in children)
    if visit is None and len(set(next_visits)) == 1:
        visit = next_visits[0]
    due: Decision | None = None
    act_by: date | None = None
    owed: list[Owed] = []
    since: int | None = None
    for child in children:
        outcomes = tx.visits.outcomes(child.id)
        standing = standing_of(deps, child, outcomes)
        recorded = tx.due.get(child.id)
        this = recorded.act_by if recorded is not None else standing.due.on
        if due is None or (this is not None and (act_by is None or this < act_by)):
            due, act_by, since = standing.due, this, days_since_seen(deps, child, outcomes)
        owed += [item for item in standing.owed if item.what not in {o.what for o in owed}]
    today = deps.clock.today()
    worker = tx.people.find(visit.worker_id if visit is not None else children[0].worker_id)
    return ReminderCard(
        children=tuple(children),
        visit=visit,
        due_on=act_by,
        due=due,
        owed=tuple(owed),
        days_late=max(0, (today - act_by).days) if act_by is not None else 0,
        since_seen=since,
        late=late,
        worker_name=worker.name if worker is not None else "",
        planned=next_visits if visit is None and len(set(next_visits)) > 1 else (),
    )
