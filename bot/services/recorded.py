"""What recording did, as it is told: whether it counts, the next date, what is owed, and text to paste."""

from __future__ import annotations

from datetime import date, timedelta

from bot.bootstrap import Deps
from bot.clock import london
from bot.domain.cards import RecordedChild
from bot.domain.children import Child
from bot.domain.facts import plan_facts
from bot.domain.people import Actor
from bot.domain.visits import PLACE_WORDS, TRIED_WORDS, ChildOutcome, OutcomeKind, Visit
from bot.errors import NotFound
from bot.services.access import access_child
from bot.services.dates import Recomputed, standing_of
from bot.storage.transaction import Transaction
from knowledge.results import Decision, Outcome, Owed, Standing

UNDO_FOR = timedelta(minutes=10)


def counts_of(deps: Deps, tx: Transaction, child: Child, outcome: ChildOutcome) -> Decision:
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


def result_of(
    deps: Deps,
    tx: Transaction,
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
        sentences=_sentences(outcome, counts, standing.due, again.after.act_by, deps.clock.today()),
        next_visit=_next_visit(deps, tx, child, outcome),
        undo=may_undo(deps, outcome),
    )


def may_undo(deps: Deps, outcome: ChildOutcome) -> bool:
    """Whether a record is so fresh that it can be taken back without a reason."""
    return not outcome.imported and deps.clock.now() - outcome.recorded_at <= UNDO_FOR


def _next_visit(deps: Deps, tx: Transaction, child: Child, outcome: ChildOutcome) -> Visit | None:
    """The next visit in the diary after this one."""
    planned = tx.visits.planned_for_child(child.id)
    ahead = (one for one in planned if one.starts_at > deps.clock.now() and one.id != outcome.visit_id)
    return next(ahead, None)


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
    outcome: ChildOutcome, counts: Decision, due: Decision, act_by: date | None, today: date
) -> tuple[str, ...]:
    """What the practitioner is told, in the order that matters."""
    said = []
    past = act_by is not None and act_by < today
    if outcome.kind is OutcomeKind.SEEN and counts.yes is not False and act_by is not None:
        is_due = "was due by" if past else "is due by"
        overdue = ", so it is overdue" if past else ""
        said.append(f"Recorded. The next visit {is_due} {_day(act_by)}{overdue}.")
    elif act_by is not None:
        because = {
            OutcomeKind.SEEN: counts.sentence,
            OutcomeKind.SEEN_ELSEWHERE: "the child was seen, but not on a visit at home.",
        }.get(outcome.kind, "the child has not been seen at home since.")
        is_due = "was due by" if past else "is still due by"
        said.append(f"Recorded. The home visit {is_due} {_day(act_by)}: {because[0].lower()}{because[1:]}")
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
        if tx.visits.voided(outcome_id):
            raise NotFound("This record was taken back or corrected, so there is nothing of it to copy.")
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


def recorded_child(
    deps: Deps, tx: Transaction, child: Child, outcome: ChildOutcome, alert_id: int | None
) -> RecordedChild:
    """What recording did for one child, as it stands now: for the receipt that goes out through the outbox."""
    standing = standing_of(deps, child, tx.visits.outcomes(child.id))
    due = tx.due.get(child.id)
    act_by = due.act_by if due is not None else standing.due.on
    counts = counts_of(deps, tx, child, outcome)
    return RecordedChild(
        child=child,
        outcome=outcome,
        counts=counts,
        due_before=act_by,
        due_after=act_by,
        due=standing.due,
        retry=standing.retry,
        record_by=_record_by(outcome, standing),
        owed=_still_owed(outcome, standing),
        alert_id=alert_id,
        closed_alert_id=None,
        paste_text=facts_to_paste(child, outcome),
        sentences=_sentences(outcome, counts, standing.due, act_by, deps.clock.today()),
        next_visit=_next_visit(deps, tx, child, outcome),
        undo=may_undo(deps, outcome),
    )
