"""Record what came of a visit: one record per child, the next date, and the manager's alert in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.bootstrap import Deps
from bot.clock import london
from bot.domain.cards import Recorded, RecordedChild
from bot.domain.children import Child
from bot.domain.facts import plan_facts
from bot.domain.people import Actor
from bot.domain.visits import (
    NOT_SEEN,
    PLACE_WORDS,
    TRIED_WORDS,
    ChildOutcome,
    OutcomeKind,
    Visit,
    VisitStatus,
)
from bot.errors import Conflict, InvalidInput, NotFound
from bot.services import alerts
from bot.services.access import access_child, access_visit, contacts_in, responsible_manager
from bot.services.dates import Recomputed, recompute, standing_of
from bot.services.visits import PlanVisit, check_future, moment_of, owe_reminders
from bot.storage.transaction import Transaction
from knowledge.results import Decision, Outcome, Owed, Standing

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
        happened_at = _check(deps, command)
        visit = _visit(tx, actor, command)
        children = [access_child(tx, actor, record.child_id, lock=True) for record in command.children]
        tx.inbox.first_time(once, "pending", deps.clock.wall())
        recorded = []
        for child, record in zip(children, command.children, strict=True):
            recorded.append(_record_child(deps, tx, actor, command, visit, child, record, happened_at))
        if visit is not None:
            _finish_visit(tx, visit, [child.id for child in children])
        _plan_next(deps, tx, actor, command, children)
        tx.inbox.set_effect(once, ",".join(str(one.outcome.id) for one in recorded))
        manager = responsible_manager(tx, children[0].worker_id or actor.slack_id, children[0].team)
        alerted = any(one.alert_id is not None for one in recorded)
        result = Recorded(
            children=tuple(recorded),
            manager_name=manager.name if alerted and manager is not None else "",
            contacts=contacts_in(tx, deps, actor),
            late=any(one.outcome.late for one in recorded),
        )
    deps.reach("record:after-commit")
    deps.wake()
    return result


def _check(deps: Deps, command: RecordOutcome) -> datetime:
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
            "Open the Home tab: if something in it is wrong, record the right facts as a visit of its own."
        )
    return visit


def _record_child(
    deps: Deps,
    tx: Transaction,
    actor: Actor,
    command: RecordOutcome,
    visit: Visit | None,
    child: Child,
    record: ChildRecord,
    happened_at: datetime,
) -> RecordedChild:
    now = deps.clock.now()
    seen = record.kind is OutcomeKind.SEEN
    outcome = tx.visits.add_outcome(
        ChildOutcome(
            id=0,
            child_id=child.id,
            visit_id=visit.id if visit is not None else None,
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
        ),
        note=command.note,
    )
    again = recompute(deps, tx, child, f"visit recorded: {record.kind}")
    tx.audit.add(
        actor.slack_id, "outcome.recorded", f"child:{child.id}", outcome=outcome.id, kind=record.kind
    )
    counts = _counts(deps, tx, child, outcome)
    alert_id, closed_id = _alerts(deps, tx, actor, child, outcome, counts)
    return _result(deps, child, outcome, again, counts, alert_id, closed_id)


def _counts(deps: Deps, tx: Transaction, child: Child, outcome: ChildOutcome) -> Decision:
    """Whether the visit meets the adopted policy, under the plan with the tightest clock (the first one)."""
    day = london(outcome.happened_at).date()
    if not child.plans:
        return Decision("counts_as_statutory", Outcome.CANNOT_SAY, "No plan is recorded for this child.")
    facts = plan_facts(child, child.plans[0], tx.visits.outcomes(child.id))
    return deps.knowledge.rules.decide(
        deps.settings.policy,
        facts.plan,
        "counts_as_statutory",
        {**facts.facts, "visit_date": day, "visit_at": london(outcome.happened_at)},
        deps.clock.today(),
    )


def _alerts(
    deps: Deps, tx: Transaction, actor: Actor, child: Child, outcome: ChildOutcome, counts: Decision
) -> tuple[int | None, int | None]:
    """Open an alert where the child was not seen at home, close it where the child was seen after it."""
    live = tx.alerts.live_for_child(child.id)
    if outcome.kind in NOT_SEEN or (
        outcome.kind is OutcomeKind.SEEN_ELSEWHERE and outcome.visit_id is not None
    ):
        newest = tx.visits.outcomes(child.id)[-1]
        if newest.id != outcome.id and newest.kind is OutcomeKind.SEEN:
            return None, None  # a late entry from before the child was seen again: nobody is unseen now
        return alerts.open_alert(deps, tx, child, outcome, live).id, None
    if outcome.kind is OutcomeKind.SEEN and live is not None and alerts.settles(tx, live, outcome):
        alerts.close_alert(deps, tx, live, outcome)
        return None, live.id
    return None, None


def _result(
    deps: Deps,
    child: Child,
    outcome: ChildOutcome,
    again: Recomputed,
    counts: Decision,
    alert_id: int | None,
    closed_id: int | None,
) -> RecordedChild:
    standing = again.standing
    before = again.before.act_by if again.before is not None else None
    return RecordedChild(
        child=child,
        outcome=outcome,
        counts=counts,
        due_before=before,
        due_after=again.after.act_by,
        due=standing.due,
        retry=standing.retry,
        record_by=_record_by(outcome, standing),
        owed=_still_owed(outcome, standing),
        alert_id=alert_id,
        closed_alert_id=closed_id,
        paste_text=facts_to_paste(child, outcome),
        sentences=_sentences(outcome, counts, standing.due, again.after.act_by),
    )


def _still_owed(outcome: ChildOutcome, standing: Standing) -> tuple[Owed, ...]:
    """What this visit did not do: something asked for at every visit is not called owed right after it was done."""
    if outcome.kind is not OutcomeKind.SEEN:
        return standing.owed
    done = {"alone": outcome.alone, "awake": outcome.awake, "bedroom": outcome.bedroom}
    return tuple(item for item in standing.owed if item.by is not None or not done.get(item.what))


def _record_by(outcome: ChildOutcome, standing: Standing) -> Decision | None:
    """The limit for the record in the case system, where it is this visit's and not an earlier one's."""
    found = standing.record_by
    if found is None or found.moment is None or outcome.kind is not OutcomeKind.SEEN:
        return None
    return found if found.moment >= outcome.happened_at else None


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def _sentences(
    outcome: ChildOutcome, counts: Decision, due: Decision, act_by: date | None
) -> tuple[str, ...]:
    """What the practitioner is told, in the order that matters."""
    said = []
    if outcome.kind is OutcomeKind.SEEN and counts.yes is not False and act_by is not None:
        said.append(f"Recorded. The next visit is due by {_day(act_by)}.")
    elif act_by is not None:
        because = {
            OutcomeKind.SEEN: counts.sentence,
            OutcomeKind.SEEN_ELSEWHERE: "the child was seen, but not on a visit at home.",
        }.get(outcome.kind, "the child has not been seen at home since.")
        said.append(
            f"Recorded. The home visit is still due by {_day(act_by)}: {because[0].lower()}{because[1:]}"
        )
    else:
        said.append(f"Recorded. {due.sentence}")
    if outcome.late:
        said.append("Entered more than a day after the visit, so it is marked as recorded late.")
    return tuple(said)


YES_NO = {True: "yes", False: "no", None: "not recorded"}


def paste_text(deps: Deps, actor: Actor, outcome_id: int) -> str:
    """The text to copy for one recorded outcome, for someone who may see the child."""
    with deps.transaction(reading=True) as tx:
        outcome = tx.visits.outcome(outcome_id)
        if outcome is None:
            raise NotFound("This record isn't here any more.")
        return facts_to_paste(access_child(tx, actor, outcome.child_id), outcome)


def facts_to_paste(child: Child, outcome: ChildOutcome) -> str:
    """Facts for the case system, ready to paste; the account itself is written there, once."""
    at = london(outcome.happened_at)
    lines = [
        f"Visit record: {child.reference}",
        f"Date and time: {at:%A} {at.day} {at:%B %Y}, {at:%H:%M}",
        f"Outcome: {outcome.words}",
        f"Announced: {YES_NO[outcome.announced]}",
    ]
    if outcome.kind is OutcomeKind.SEEN:
        lines += [
            f"Place: {PLACE_WORDS.get(outcome.place, outcome.place)}",
            f"Child seen alone: {YES_NO[outcome.alone]}"
            + (f" (reason: {outcome.not_alone_reason})" if outcome.not_alone_reason else ""),
            f"Child seen awake: {YES_NO[outcome.awake]}",
            f"Child spoken to: {YES_NO[outcome.spoken_to]}",
            f"Bedroom seen: {YES_NO[outcome.bedroom]}",
        ]
    elif outcome.kind is OutcomeKind.SEEN_ELSEWHERE:
        lines.append(f"Place: {PLACE_WORDS.get(outcome.place, outcome.place)}")
    else:
        tried = ", ".join(TRIED_WORDS[key].lower() for key in outcome.tried)
        lines.append(f"What was tried: {tried or 'nothing recorded'}")
    lines += ["Purpose:", "Present:", "Discussion with parent or carer:", "Discussion with child:"]
    lines += ["Observation:", "Analysis:", "Actions:"]
    return "\n".join(lines)


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


def recorded_child(
    deps: Deps, tx: Transaction, child: Child, outcome: ChildOutcome, alert_id: int
) -> RecordedChild:
    """What recording did for one child, as it stands now: for the receipt that goes out through the outbox."""
    standing = standing_of(deps, child, tx.visits.outcomes(child.id))
    due = tx.due.get(child.id)
    act_by = due.act_by if due is not None else standing.due.on
    counts = _counts(deps, tx, child, outcome)
    return RecordedChild(
        child=child,
        outcome=outcome,
        counts=counts,
        due_before=act_by,
        due_after=act_by,
        due=standing.due,
        retry=standing.retry,
        record_by=_record_by(outcome, standing),
        owed=standing.owed,
        alert_id=alert_id,
        closed_alert_id=None,
        paste_text=facts_to_paste(child, outcome),
        sentences=_sentences(outcome, counts, standing.due, act_by),
    )


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
            _result(deps, child, outcome, again, _counts(deps, tx, child, outcome), alert_id, None)
        )
    return Recorded(tuple(results), "", contacts_in(tx, deps, actor), already=True)
