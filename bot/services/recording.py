"""Record what came of a visit: one record per child, the next date, and the manager's alert in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.bootstrap import Deps
from bot.clock import london
from bot.domain.cards import Recorded
from bot.domain.children import Child
from bot.domain.people import Actor
from bot.domain.visits import (
    PLACE_WORDS,
    TRIED_WORDS,
    ChildOutcome,
    OutcomeKind,
    Visit,
    VisitStatus,
)
from bot.errors import Conflict, InvalidInput
from bot.services import alerts
from bot.services.access import access_child, access_visit, contacts_in, responsible_manager
from bot.services.dates import Recomputed, recompute
from bot.services.recorded import counts_of, result_of
from bot.services.visits import PlanVisit, check_future, moment_of, owe_reminders
from bot.storage.alerts import Alert
from bot.storage.transaction import Transaction
from knowledge.results import Decision

NOTE_MOST = 3000
LATE_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class ChildRecord:
    """What someone said about one child."""

    child_id: int
    kind: OutcomeKind
    alone: bool | None = None
    awake: bool | None = None
    bedroom: bool | None = None
    spoken_to: bool | None = None
    place: str = "home"
    not_alone_reason: str = ""


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """What someone filled in after a visit; `visit_id` is None where it was not planned here."""

    visit_id: int | None
    happened_on: date
    happened_at: time
    children: tuple[ChildRecord, ...]
    announced: bool = True
    tried: tuple[str, ...] = ()
    note: str = ""
    next_day: date | None = None
    next_time: time | None = None


def record_outcome(deps: Deps, actor: Actor, command: RecordOutcome, once: str) -> Recorded:
    """Store the outcome, work out the next dates, open or close alerts, and owe everyone their message.

    All of it is one transaction: an outcome without its alert can't exist. A repeated delivery changes nothing.
    """
    deps.reach("record:before-commit")
    with deps.transaction() as tx:
        if tx.inbox.effect_of(once):
            return _recorded_before(deps, tx, actor, tx.inbox.effect_of(once))
        happened_at = check(deps, command)
        visit = _visit(tx, actor, command)
        children = [access_child(tx, actor, record.child_id, lock=True) for record in command.children]
        tx.inbox.first_time(once, "pending", deps.clock.wall())
        stored = [
            store(deps, tx, new_outcome(deps, actor, command, record, happened_at), child, command.note)
            for child, record in zip(children, command.children, strict=True)
        ]
        if visit is not None:
            _finish_visit(tx, visit, [child.id for child in children])
        _plan_next(deps, tx, actor, command, children)
        tell(deps, tx, stored)
        tx.inbox.set_effect(once, ",".join(str(one.outcome.id) for one in stored))
        result = told(deps, tx, actor, stored)
    deps.reach("record:after-commit")
    deps.wake()
    return result


def check(deps: Deps, command: RecordOutcome) -> datetime:
    """What a person can get wrong, all of it at once."""
    problems: dict[str, str] = {}
    if not command.children:
        problems["children"] = "Choose at least one child."
    happened_at = moment_of(command.happened_on, command.happened_at, "happened_at")
    if command.happened_on > deps.clock.today():
        problems["happened_on"] = "This day is still to come. To put a visit in the diary, use Plan a visit."
    elif happened_at > deps.clock.now():
        problems["happened_at"] = "This time is still to come. Enter when the visit took place."
    elif (deps.clock.today() - command.happened_on).days > 730:
        problems["happened_on"] = "This is more than two years ago. Check the year."
    if len(command.note) > NOTE_MOST:
        problems["note"] = (
            f"This note has {len(command.note):,} characters; {NOTE_MOST:,} fit. "
            "Keep the essentials here: the full account belongs in the case system."
        )
    for record in command.children:
        if record.kind is OutcomeKind.SEEN_ELSEWHERE and record.place in ("", "home"):
            problems[f"place:{record.child_id}"] = "Where was the child seen?"
        if record.place and record.place not in PLACE_WORDS:
            problems[f"place:{record.child_id}"] = "Choose one of the places in the list."
    if any(key not in TRIED_WORDS for key in command.tried):
        problems["tried"] = "Choose from the list; use the note for anything else."
    if (command.next_day is None) != (command.next_time is None):
        problems["next_time" if command.next_day else "next_day"] = "Give both a day and a time, or neither."
    elif command.next_day is not None and command.next_time is not None:
        try:
            check_future(deps, command.next_day, command.next_time)
        except InvalidInput as trouble:
            problems |= {f"next_{field}": sentence for field, sentence in trouble.fields.items()}
    if problems:
        raise InvalidInput(problems)
    return happened_at


def _visit(tx: Transaction, actor: Actor, command: RecordOutcome) -> Visit | None:
    if command.visit_id is None:
        return None
    visit, _ = access_visit(tx, actor, command.visit_id, lock=True)
    if command.happened_on < london(tx.visits.planned_on(visit.id)).date():
        raise InvalidInput(
            {"happened_on": "This day is before the visit was planned. Check the day, and the year."}
        )
    done = {outcome.child_id for outcome in tx.visits.of_visit(visit.id)}
    again = [record.child_id for record in command.children if record.child_id in done]
    if again:
        raise Conflict(
            "This visit has been recorded already, so nothing was saved twice. "
            "If something in it is wrong, choose Correct on its receipt, or More beside the child."
        )
    return visit


def new_outcome(
    deps: Deps, actor: Actor, command: RecordOutcome, record: ChildRecord, happened_at: datetime
) -> ChildOutcome:
    """What one child's part of the form says, not stored yet."""
    now, seen = deps.clock.now(), record.kind is OutcomeKind.SEEN
    return ChildOutcome(
        id=0,
        child_id=record.child_id,
        visit_id=command.visit_id,
        happened_at=happened_at,
        kind=record.kind,
        announced=command.announced,
        alone=record.alone if seen else None,
        awake=record.awake if seen else None,
        bedroom=record.bedroom if seen else None,
        spoken_to=record.spoken_to if seen else None,
        place=record.place or "home",
        by_id=actor.slack_id,
        by_registered=actor.registered_social_worker,
        recorded_by=actor.slack_id,
        recorded_at=now,
        late=now - happened_at > LATE_AFTER,
        tried=command.tried,
        not_alone_reason=record.not_alone_reason,
    )


@dataclass(frozen=True, slots=True)
class Stored:
    """One child's outcome as stored, with the date and the alert that came of it."""

    child: Child
    outcome: ChildOutcome
    again: Recomputed
    counts: Decision
    opened: Alert | None
    closed: Alert | None


def store(deps: Deps, tx: Transaction, outcome: ChildOutcome, child: Child, note: str) -> Stored:
    """Store an outcome, work out the date, open or close the alert. Nobody is told yet."""
    outcome = tx.visits.add_outcome(outcome, note=note)
    again = recompute(deps, tx, child, f"visit recorded: {outcome.kind}")
    tx.audit.add(
        outcome.recorded_by, "outcome.recorded", f"child:{child.id}", outcome=outcome.id, kind=outcome.kind
    )
    opened, closed = _alerts(deps, tx, child, outcome)
    return Stored(child, outcome, again, counts_of(deps, tx, child, outcome), opened, closed)


def tell(deps: Deps, tx: Transaction, stored: Sequence[Stored]) -> None:
    """Owe the messages about all children of the visit together: one card, one receipt, one closing message."""
    alerts.tell_of_opened(deps, tx, [(one.opened, one.child) for one in stored if one.opened is not None])
    alerts.tell_of_closed(deps, tx, [one.closed for one in stored if one.closed is not None])


def told(deps: Deps, tx: Transaction, actor: Actor, stored: Sequence[Stored]) -> Recorded:
    """What the person reads after saving."""
    first = stored[0].child
    manager = responsible_manager(tx, first.worker_id or actor.slack_id, first.team)
    alerted = any(one.opened is not None for one in stored)
    return Recorded(
        children=tuple(
            result_of(
                deps,
                tx,
                one.child,
                one.outcome,
                one.again,
                one.counts,
                one.opened.id if one.opened is not None else None,
                one.closed.id if one.closed is not None else None,
            )
            for one in stored
        ),
        manager_name=manager.name if alerted and manager is not None else "",
        contacts=contacts_in(tx, deps, actor),
        late=any(one.outcome.late for one in stored),
    )


def _alerts(
    deps: Deps, tx: Transaction, child: Child, outcome: ChildOutcome
) -> tuple[Alert | None, Alert | None]:
    """Open an alert where the child was not seen at home, close it where the child was seen after it."""
    live = tx.alerts.live_for_child(child.id)
    if outcome.unseen:
        stand = alerts.unseen_since_seen(tx.visits.outcomes(child.id))
        if all(one.id != outcome.id for one in stand):
            return None, None  # a late entry from before the child was seen again: it leaves nobody unseen
        return alerts.open_alert(deps, tx, child, outcome, live), None
    if outcome.kind is OutcomeKind.SEEN and live is not None and alerts.settles(deps, tx, live, outcome):
        return None, live if alerts.close_alert(deps, tx, live, outcome) else None
    return None, None


def _finish_visit(tx: Transaction, visit: Visit, child_ids: Iterable[int]) -> None:
    """The visit is done once every child of it has an outcome."""
    done = {outcome.child_id for outcome in tx.visits.of_visit(visit.id)} | set(child_ids)
    if done >= set(visit.child_ids):
        tx.visits.set_status(visit.id, VisitStatus.RECORDED)


def _plan_next(
    deps: Deps, tx: Transaction, actor: Actor, command: RecordOutcome, children: Sequence[Child]
) -> None:
    """Put the next visit agreed with the family into the diary."""
    if command.next_day is None or command.next_time is None:
        return
    plan = PlanVisit(tuple(c.id for c in children), command.next_day, command.next_time, True)
    visit = tx.visits.add(
        household=children[0].household,
        child_ids=plan.child_ids,
        worker_id=actor.slack_id,
        starts_at=moment_of(plan.day, plan.time),
        announced=True,
        going=(),
        created_at=deps.clock.now(),
        created_by=actor.slack_id,
    )
    owe_reminders(deps, tx, visit)
    tx.audit.add(actor.slack_id, "visit.planned", f"visit:{visit.id}", children=list(visit.child_ids))


def _recorded_before(deps: Deps, tx: Transaction, actor: Actor, effect: str) -> Recorded:
    """The same submission again: show what the first one did."""
    results = []
    for outcome_id in filter(str.isdigit, effect.split(",")):
        outcome = tx.visits.outcome(int(outcome_id))
        if outcome is None:
            continue
        child = access_child(tx, actor, outcome.child_id)
        again = recompute(deps, tx, child, f"visit recorded: {outcome.kind}")
        live = tx.alerts.live_for_child(child.id)
        alert_id = live.id if live is not None and live.outcome_id == outcome.id else None
        results.append(
            result_of(deps, tx, child, outcome, again, counts_of(deps, tx, child, outcome), alert_id, None)
        )
    return Recorded(tuple(results), "", contacts_in(tx, deps, actor), already=True)
