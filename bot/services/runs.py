"""Checklists someone walks through: begun, answered, stopped and resumed; every turn is stored before it is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from bot.bootstrap import Deps
from bot.domain import checklist_looks as looks
from bot.domain import checklists as engine
from bot.domain.checklist_looks import current, progress
from bot.domain.checklist_runs import Card, Outcome, Run, RunStatus, Turned, Typed
from bot.domain.children import Child
from bot.domain.people import Actor
from bot.errors import NotAllowed, NotFound
from bot.services.access import access_child, access_visit
from bot.services.run_facts import BEFORE, after_facts, case_facts, shown_beside
from bot.services.visits import still_planned
from bot.storage.runs import StoredRun
from bot.storage.transaction import Transaction
from knowledge.checklists.model import Checklist, Step
from knowledge.checklists.moments import Unreadable
from knowledge.checklists.reading import read

DURING, AFTER = "during-visit", "after-visit"
A_MOMENT = timedelta(seconds=30)
"""A check begun so shortly ago was started by the same tap made twice: its question is on its way."""
KEPT_WHILE_STOPPED = (
    "This check is stopped. I have kept what you typed: carry on, or choose what becomes of it."
)


class Fit(StrEnum):
    """How a typed text fits a question: as a choice, day, time or steering word; as free text; not at all."""

    CHOICE = "choice"
    OWN_WORDS = "own_words"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class RunView:
    """A run as it stands: its question, what the last turn said, and where its message is."""

    run_id: int
    checklist: Checklist
    run: Run
    step: Step | None
    child: Child
    notice: str
    alarm: bool
    kept: str
    channel: str | None
    message_ts: str | None
    thread_ts: str | None
    place: tuple[int, int]
    visit_id: int | None
    shows: tuple[str, ...] = ()
    outcome: Outcome | None = None
    already: bool = False


def _view(
    deps: Deps,
    tx: Transaction,
    stored: StoredRun,
    run: Run,
    child: Child,
    turned: Turned | None,
    notice: str = "",
) -> RunView:
    checklist = _checklist(deps, stored)
    step = current(checklist, run) if run.status is not RunStatus.FINISHED else None
    return RunView(
        run_id=stored.id,
        checklist=checklist,
        run=run,
        step=step,
        child=child,
        notice=turned.notice if turned is not None else notice,
        alarm=turned.alarm if turned is not None else False,
        kept=turned.kept if turned is not None else "",
        channel=stored.channel,
        message_ts=stored.message_ts,
        thread_ts=stored.thread_ts,
        place=looks.place(checklist, run),
        visit_id=stored.visit_id,
        shows=shown_beside(deps, tx, step, child),
        outcome=turned.outcome if turned is not None else None,
    )


def _checklist(deps: Deps, stored: StoredRun) -> Checklist:
    """The revision the run stands at."""
    found = deps.knowledge.checklists.revision(stored.checklist, stored.revision)
    if found is None:
        raise NotFound("This checklist isn't kept any more. Start it again from the Home tab.")
    return found


def _load(deps: Deps, tx: Transaction, actor: Actor, run_id: int) -> tuple[StoredRun, Run, Child, Checklist]:
    stored = tx.runs.get(run_id, lock=True)
    if stored is None:
        raise NotFound("This checklist isn't here any more. Start it again from the Home tab.")
    if stored.person_id != actor.slack_id:
        raise NotAllowed("Someone else is walking through this checklist. Start your own from the Home tab.")
    child = access_child(tx, actor, stored.child_id)
    run = Run.from_json(stored.state)
    newest = deps.knowledge.checklists.get(stored.checklist)
    kept = deps.knowledge.checklists.revision(stored.checklist, stored.revision)
    if kept is None and newest is not None:
        # The revision it began with is gone: carry the answers over to the newest one.
        run = engine.carry_over(newest, run).run  # the answers that no longer fit are kept aside in the run
        stored = tx.runs.save(
            stored.id,
            state=run.to_json(),
            status=run.status,
            done=stored.done,
            of=stored.of,
            at=deps.clock.now(),
            revision=newest.revision,
        )
        kept = newest
    if kept is None:
        raise NotFound("This checklist isn't kept any more. Start another one from the Home tab.")
    return stored, run, child, kept


def _save(deps: Deps, tx: Transaction, stored: StoredRun, run: Run, checklist: Checklist) -> StoredRun:
    done, of = progress(checklist, run)
    return tx.runs.save(
        stored.id, state=run.to_json(), status=run.status, done=done, of=of, at=deps.clock.now()
    )


def begin(
    deps: Deps,
    actor: Actor,
    checklist_id: str,
    child_id: int,
    visit_id: int | None,
    channel: str | None,
    thread_ts: str | None,
    once: str,
) -> RunView:
    """Begin a checklist, or carry on with the one put down before for the same visit.

    `already`: it is open, and its question is posted or about to be. Conflict where the visit is no longer planned.
    """
    checklist = deps.knowledge.checklists.get(checklist_id)
    if checklist is None or checklist.is_card:
        raise NotFound("There is no such checklist. Open the Home tab to see which there are.")
    with deps.transaction() as tx:
        child = access_child(tx, actor, child_id)
        visit = access_visit(tx, actor, visit_id)[0] if visit_id is not None else None
        if visit is not None and checklist_id == BEFORE:
            still_planned(visit)
        tx.inbox.first_time(once, "", deps.clock.wall())
        before = tx.runs.unfinished_for(actor.slack_id, checklist_id, child_id, visit_id)
        if before is not None:
            stored, run, child, kept = _load(deps, tx, actor, before.id)
            if run.status is RunStatus.ACTIVE and (
                stored.message_ts or deps.clock.now() - stored.changed_at < A_MOMENT
            ):
                return _repeated(_view(deps, tx, stored, run, child, None))
            run = engine.resume(run).run
            stored = _save(deps, tx, stored, run, kept)
            return _view(deps, tx, stored, run, child, None, "Carrying on where you stopped.")
        facts = case_facts(deps, tx, child, visit)
        if checklist_id == AFTER:
            facts = after_facts(facts, tx.visits.outcomes(child.id), tx, child)
        run = engine.begin(checklist, facts)
        stored = tx.runs.add(
            person_id=actor.slack_id,
            child_id=child_id,
            visit_id=visit_id,
            checklist=checklist.id,
            revision=checklist.revision,
            state=run.to_json(),
            of=progress(checklist, run)[1],
            channel=channel,
            thread_ts=thread_ts,
            at=deps.clock.now(),
        )
        tx.audit.add(
            actor.slack_id, "checklist.begun", f"child:{child_id}", run=stored.id, checklist=checklist.id
        )
        return _view(deps, tx, stored, run, child, None)


def _turn(deps: Deps, actor: Actor, run_id: int, move: Callable[[Checklist, Run], Turned]) -> RunView:
    with deps.transaction() as tx:
        stored, run, child, checklist = _load(deps, tx, actor, run_id)
        turned = move(checklist, run)
        stored = _save(deps, tx, stored, turned.run, checklist)
        return _view(deps, tx, stored, turned.run, child, turned)


def answer(
    deps: Deps, actor: Actor, run_id: int, turn: int | None, value: str | Sequence[str], once: str
) -> RunView:
    """Answer the question of `turn` (None: the one that waits, for typed answers). A repeat changes nothing."""
    with deps.transaction() as tx:
        stored, run, child, checklist = _load(deps, tx, actor, run_id)
        if not tx.inbox.first_time(once, str(run_id), deps.clock.wall()):
            return _repeated(_view(deps, tx, stored, run, child, None))
        now = deps.clock.now()
        turned = engine.answer(checklist, run, run.turn if turn is None else turn, value, now)
        if turned.outcome is Outcome.PAUSED and turned.kept and run.position:
            kept = (*run.drafts, Typed(run.position, turned.kept, now))
            turned = replace(turned, run=replace(run, drafts=kept), notice=KEPT_WHILE_STOPPED)
        stored = _save(deps, tx, stored, turned.run, checklist)
        return _view(deps, tx, stored, turned.run, child, turned)


def _repeated(view: RunView) -> RunView:
    return replace(view, already=True)


def skip(
    deps: Deps, actor: Actor, run_id: int, turn: int | None, reason: str = "", once: str = ""
) -> RunView:
    """Pass over the present question, with a reason where it asks for one."""
    return _turn(
        deps,
        actor,
        run_id,
        lambda checklist, run: engine.skip(
            checklist, run, run.turn if turn is None else turn, reason, deps.clock.now()
        ),
    )


def back(deps: Deps, actor: Actor, run_id: int, turn: int | None) -> RunView:
    """Go back to the question before; nothing is lost."""
    return _turn(
        deps,
        actor,
        run_id,
        lambda checklist, run: engine.back(checklist, run, run.turn if turn is None else turn),
    )


def keep(deps: Deps, actor: Actor, run_id: int, turn: int | None) -> RunView:
    """Leave the answer of the present question as it is."""
    return _turn(
        deps,
        actor,
        run_id,
        lambda checklist, run: engine.keep(checklist, run, run.turn if turn is None else turn),
    )


def change(deps: Deps, actor: Actor, run_id: int, step_id: str) -> RunView:
    """Go to a question already passed."""
    return _turn(deps, actor, run_id, lambda checklist, run: engine.change(checklist, run, step_id))


def more(deps: Deps, actor: Actor, run_id: int) -> RunView:
    """Open the further questions."""
    return _turn(deps, actor, run_id, lambda checklist, run: engine.more(checklist, run))


def stop(deps: Deps, actor: Actor, run_id: int) -> RunView:
    """Put the run down; everything is kept."""
    return _turn(deps, actor, run_id, lambda checklist, run: engine.stop(run))


def resume(deps: Deps, actor: Actor, run_id: int) -> RunView:
    """Carry on where it was put down."""
    return _turn(deps, actor, run_id, lambda checklist, run: engine.resume(run))


def look(deps: Deps, actor: Actor, run_id: int) -> RunView:
    """The run as it stands, unchanged."""
    with deps.transaction() as tx:
        stored, run, child, _ = _load(deps, tx, actor, run_id)
        return _view(deps, tx, stored, run, child, None)


def takes(deps: Deps, view: RunView, text: str) -> Fit:
    """Whether the waiting question could take this text, were it typed as its answer."""
    if view.step is None:
        return Fit.NOT
    if text.strip().lower() == "help" or engine.command(view.checklist, view.run, text):
        return Fit.CHOICE
    try:
        reading = read(view.step, view.checklist.words, text, deps.clock.today())
    except Unreadable:
        return Fit.NOT
    return Fit.OWN_WORDS if reading.text else Fit.CHOICE


def active_run(deps: Deps, actor: Actor, channel: str, thread_ts: str | None) -> RunView | None:
    """The run that waits for an answer here: the one of this thread, else the newest active one of this person."""
    with deps.transaction() as tx:
        waiting = [run for run in tx.runs.unfinished_of(actor.slack_id) if run.channel == channel]
        if thread_ts is not None:
            here = [run for run in waiting if thread_ts in (run.thread_ts, run.message_ts)]
        else:
            here = [run for run in waiting if run.status == RunStatus.ACTIVE]
        if not here:
            return None
        stored, run, child, _ = _load(deps, tx, actor, here[0].id)
        return _view(deps, tx, stored, run, child, None)


def put_at(deps: Deps, run_id: int, channel: str, message_ts: str, thread_ts: str | None) -> None:
    """Remember where the question's message is: to edit it, to know its thread, and to take it down one day."""
    with deps.transaction() as tx:
        tx.runs.place(run_id, channel, message_ts, thread_ts)
        tx.outbox.sent_directly(channel, message_ts)


def place_draft(deps: Deps, actor: Actor, run_id: int, step_id: str, *, keep_it: bool) -> RunView:
    """Settle a text that a question could not take: keep it as a note, or let it go."""
    return _turn(
        deps,
        actor,
        run_id,
        lambda checklist, run: engine.place_draft(checklist, run, step_id, deps.clock.now(), keep_it=keep_it),
    )


def door_card(deps: Deps, actor: Actor, child_id: int, visit_id: int | None) -> tuple[Child, Card]:
    """The short card to read at the door, with what was agreed in the check before the visit."""
    checklist = deps.knowledge.checklists[DURING]
    with deps.transaction(reading=True) as tx:
        child = access_child(tx, actor, child_id)
        visit = access_visit(tx, actor, visit_id)[0] if visit_id is not None else None
        facts = case_facts(deps, tx, child, visit)
        latest = tx.runs.latest_of(actor.slack_id, BEFORE, child_id)
    before = None
    if latest is not None:
        kept = deps.knowledge.checklists.revision(latest.checklist, latest.revision)
        if kept is not None:
            before = (kept, Run.from_json(latest.state))
    return child, engine.card(checklist, facts, before)
