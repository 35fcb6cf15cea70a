"""A record made by mistake: taken back within minutes, or corrected later; what it said, who and why are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.bootstrap import Deps
from bot.clock import london
from bot.domain.cards import Corrected, CorrectedCard, Correction
from bot.domain.children import Child
from bot.domain.messages import MessageKind
from bot.domain.people import Actor
from bot.domain.visits import CORRECTION_WORDS, ChildOutcome
from bot.errors import Conflict, InvalidInput, NotAllowed, NotFound
from bot.services import recording, settling, visit_receipts
from bot.services.access import access_child
from bot.services.dates import recompute
from bot.services.drops import Drop
from bot.services.recorded import counts_of, may_undo, recorded_child, result_of
from bot.services.recording import RecordOutcome
from bot.storage.transaction import Transaction

MOST_SHOWN = 8
UNDONE = "undone"


def can_undo(deps: Deps, actor: Actor, outcome_id: int) -> bool:
    """Whether the person can still take the record back without a reason; later it is corrected."""
    with deps.transaction(reading=True) as tx:
        _, outcome = _record(tx, actor, outcome_id)
        return outcome.recorded_by == actor.slack_id and may_undo(deps, outcome)


def undo(deps: Deps, actor: Actor, outcome_id: int, once: str) -> Corrected:
    """Take a record back: nothing of it counts, dates and alerts are as if it had never been made."""
    with deps.transaction() as tx:
        already = _already(deps, tx, actor, outcome_id, once)
        if already is not None:
            return already
        child, outcome = _record(tx, actor, outcome_id, lock=True)
        if outcome.recorded_by != actor.slack_id:
            raise NotAllowed("Only whoever recorded it can undo it. You can correct it with a reason.")
        if not may_undo(deps, outcome):
            raise Conflict("This was recorded a while ago. Choose Correct, and say why.")
        done = _take_back(deps, tx, actor, child, outcome, UNDONE)
        tx.inbox.first_time(once, str(outcome_id), deps.clock.wall())
    deps.wake()
    return done


def records(deps: Deps, actor: Actor, child_id: int) -> tuple[Child, tuple[ChildOutcome, ...]]:
    """The child's newest records that can be corrected here."""
    with deps.transaction(reading=True) as tx:
        child = access_child(tx, actor, child_id)
        found = [
            one
            for one in reversed(tx.visits.outcomes(child_id))
            if not one.imported and _may_correct(actor, child, one)
        ]
    if not found:
        raise NotFound(
            "There is no record here that you can correct. What came from the case system is corrected there."
        )
    return child, tuple(found[:MOST_SHOWN])


def form(deps: Deps, actor: Actor, outcome_id: int) -> Correction:
    """What the correction form shows: what is recorded now, and what could be chosen instead."""
    with deps.transaction(reading=True) as tx:
        child, outcome = _record(tx, actor, outcome_id)
        by = tx.people.find(outcome.recorded_by)
    return Correction(child, outcome, by.name if by is not None else "", deps.clock.today())


def correct(
    deps: Deps, actor: Actor, outcome_id: int, why: str, command: RecordOutcome | None, once: str
) -> Corrected:
    """Put other facts in place of what was recorded, or take it back (`command` None), with a reason."""
    if why not in CORRECTION_WORDS:
        raise InvalidInput({"reason": "Say why it is corrected."})
    with deps.transaction() as tx:
        already = _already(deps, tx, actor, outcome_id, once)
        if already is not None:
            return already
        child, outcome = _record(tx, actor, outcome_id, lock=True)
        if command is None:
            done = _take_back(deps, tx, actor, child, outcome, why)
        else:
            done = _put_right(deps, tx, actor, child, outcome, why, command)
        tx.inbox.first_time(once, str(outcome_id), deps.clock.wall())
    deps.wake()
    return done


def _record(
    tx: Transaction, actor: Actor, outcome_id: int, *, lock: bool = False
) -> tuple[Child, ChildOutcome]:
    """The child and the record, if this person may correct it."""
    outcome = tx.visits.outcome(outcome_id)
    if outcome is None:
        raise NotFound("This record isn't here any more.")
    child = access_child(tx, actor, outcome.child_id, lock=lock)
    if outcome.imported:
        raise Conflict(
            "This visit came from the case system. Correct it there: the next import brings it here."
        )
    if tx.visits.voided(outcome_id):
        raise Conflict(
            "This record has been taken back or corrected already. Open the Home tab to see how it stands."
        )
    if not _may_correct(actor, child, outcome):
        raise NotAllowed("Whoever recorded it, the allocated worker or a manager can correct this.")
    return child, outcome


def _may_correct(actor: Actor, child: Child, outcome: ChildOutcome) -> bool:
    return actor.is_manager or actor.slack_id in (outcome.recorded_by, outcome.by_id, child.worker_id)


def _already(deps: Deps, tx: Transaction, actor: Actor, outcome_id: int, once: str) -> Corrected | None:
    """The same submission again: as it stands now."""
    if not tx.inbox.effect_of(once):
        return None
    outcome = tx.visits.outcome(outcome_id)
    assert outcome is not None
    child = access_child(tx, actor, outcome.child_id)
    due = tx.due.get(child.id)
    act_by = due.act_by if due is not None else None
    return Corrected(child, outcome, None, act_by, act_by, already=True)


def _take_back(
    deps: Deps, tx: Transaction, actor: Actor, child: Child, outcome: ChildOutcome, why: str
) -> Corrected:
    tx.visits.void(outcome.id, actor.slack_id, deps.clock.now(), why)
    if outcome.visit_id is not None:
        tx.visits.plan_again(outcome.visit_id)
    _audit(tx, actor, outcome, why, None)
    again = recompute(deps, tx, child, f"record taken back: {outcome.kind}")
    settled = settling.settle(deps, tx, actor, child, outcome, None)
    before = again.before.act_by if again.before is not None else None
    return _done(tx, actor, Corrected(child, outcome, None, before, again.after.act_by), settled, deps)


def _put_right(
    deps: Deps,
    tx: Transaction,
    actor: Actor,
    child: Child,
    outcome: ChildOutcome,
    why: str,
    command: RecordOutcome,
) -> Corrected:
    happened_at = recording.check(deps, command)
    if outcome.visit_id is not None:
        planned_on = london(tx.visits.planned_on(outcome.visit_id)).date()
        if command.happened_on < planned_on:
            raise InvalidInput({"happened_on": "This day is before the visit was planned. Check the day."})
    [record] = command.children
    made = recording.new_outcome(deps, actor, command, record, happened_at)
    new = tx.visits.add_outcome(
        replace(  # whoever made the visit made it still, and it was recorded when it was recorded
            made,
            child_id=child.id,
            visit_id=outcome.visit_id,
            by_id=outcome.by_id,
            by_registered=outcome.by_registered,
            recorded_by=outcome.recorded_by,
            recorded_at=outcome.recorded_at,
            late=outcome.recorded_at - happened_at > recording.LATE_AFTER,
        ),
        note=tx.visits.note(outcome.id),
    )
    tx.visits.void(outcome.id, actor.slack_id, deps.clock.now(), why, replaced_by=new.id)
    _audit(tx, actor, outcome, why, new)
    again = recompute(deps, tx, child, f"record corrected: {new.kind}")
    settled = settling.settle(deps, tx, actor, child, outcome, new)
    counts = counts_of(deps, tx, child, new)
    shown = result_of(deps, tx, child, new, again, counts, settled.alert_id, None)
    before = again.before.act_by if again.before is not None else None
    return _done(tx, actor, Corrected(child, outcome, shown, before, again.after.act_by), settled, deps)


def _done(tx: Transaction, actor: Actor, done: Corrected, settled: settling.Settled, deps: Deps) -> Corrected:
    """With what became of the alert. Whoever recorded it, if somebody else, is owed a message of it."""
    alert = tx.alerts.get(settled.alert_id) if settled.alert_id is not None else None
    manager = tx.people.find(alert.manager_id) if alert is not None else None
    done = replace(
        done,
        closed=settled.closed,
        raised=settled.raised,
        overdue=settled.overdue,
        manager_name=manager.name if manager is not None else "",
    )
    visit_receipts.edit(deps, tx, done.old)
    if done.old.recorded_by != actor.slack_id:
        facts = {
            "outcome_id": done.old.id,
            "new_id": done.new.outcome.id if done.new is not None else None,
            "by": actor.slack_id,
            "at": deps.clock.now().isoformat(),
            "due_before": done.due_before.isoformat() if done.due_before is not None else None,
            "closed": done.closed,
            "raised": done.raised,
            "overdue": done.overdue,
            "manager": manager.slack_id if manager is not None else None,
        }
        once = f"outcome:{done.old.id}:corrected"
        tx.outbox.add(MessageKind.RECORD_CORRECTED, done.old.recorded_by, facts, once=once)
    return done


def corrected_card(deps: Deps, tx: Transaction, facts: Mapping[str, Any]) -> CorrectedCard | Drop:
    """What the message to whoever recorded it shows, with the date as it stands when it goes out."""
    old = tx.visits.outcome(facts["outcome_id"])
    child = tx.children.get(old.child_id) if old is not None else None
    if old is None or child is None or child.closed:
        return Drop("the child is closed")
    new = tx.visits.outcome(facts["new_id"]) if facts["new_id"] is not None else None
    live, due = tx.alerts.live_for_child(child.id), tx.due.get(child.id)
    by, manager = tx.people.find(facts["by"]), tx.people.find(facts["manager"])
    before = facts["due_before"]
    done = Corrected(
        child,
        old,
        recorded_child(deps, tx, child, new, live.id if live is not None else None)
        if new is not None
        else None,
        date.fromisoformat(before) if before is not None else None,
        due.act_by if due is not None else None,
        closed=facts["closed"],
        raised=facts["raised"],
        overdue=facts["overdue"],
        manager_name=manager.name if manager is not None else "",
    )
    return CorrectedCard(done, by.name if by is not None else "", datetime.fromisoformat(facts["at"]))


def _audit(tx: Transaction, actor: Actor, old: ChildOutcome, why: str, new: ChildOutcome | None) -> None:
    """The old value in codes: the record itself is kept as well, marked as taken back."""
    tx.audit.add(
        actor.slack_id,
        "outcome.corrected" if new is not None else "outcome.taken_back",
        f"child:{old.child_id}",
        outcome=old.id,
        why=why,
        replaced_by=new.id if new is not None else None,
        was=_plain(old),
        now=_plain(new) if new is not None else None,
    )


def _plain(outcome: ChildOutcome) -> dict[str, object]:
    return {
        "kind": str(outcome.kind),
        "happened_at": outcome.happened_at.isoformat(),
        "announced": outcome.announced,
        "alone": outcome.alone,
        "awake": outcome.awake,
        "bedroom": outcome.bedroom,
        "spoken_to": outcome.spoken_to,
        "place": outcome.place,
        "tried": list(outcome.tried),
        "recorded_by": outcome.recorded_by,
    }
