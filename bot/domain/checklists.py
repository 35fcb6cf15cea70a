"""The conversation engine: a function of (run, input). It asks, takes answers, goes back, and loses nothing.

No clock, no Slack, no storage: moments come in as arguments, and a `Run` can be saved and reloaded between
any two calls. Every function that moves a run gives a `Turned`: the new run, and a sentence where one is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.checklist_looks import (
    card,
    current,
    facts_known,
    more_left,
    place,
    progress,
    reached,
    same_revision,
    shown,
    summary,
)
from bot.domain.checklist_runs import (
    Card,
    CardLine,
    Given,
    Line,
    Outcome,
    Run,
    RunStatus,
    Summary,
    Turned,
    Typed,
)
from knowledge.checklists.model import FREE_TEXT, Checklist, Facts, Kind, Step
from knowledge.checklists.moments import Unreadable
from knowledge.checklists.reading import TEXT_LIMIT, How, clean, match, plain, read, says_something

__all__ = [
    "Card",
    "CardLine",
    "Given",
    "Line",
    "Outcome",
    "Run",
    "RunStatus",
    "Summary",
    "Turned",
    "Typed",
    "answer",
    "back",
    "begin",
    "card",
    "carry_over",
    "change",
    "command",
    "current",
    "facts_known",
    "keep",
    "more",
    "more_left",
    "place",
    "place_draft",
    "progress",
    "reached",
    "resume",
    "shown",
    "skip",
    "stop",
    "summary",
]

DRAFT_FROM = 40
"""A refused text of at least so many characters is kept in the run: someone sat down to write it."""

_LONDON = ZoneInfo("Europe/London")


def begin(checklist: Checklist, facts: Facts) -> Run:
    """A new run at its first question. ValueError names a fact or value that `facts.yaml` does not declare."""
    if checklist.is_card:
        raise ValueError(f"{checklist.id} is a card to read: use `card`")
    checklist.vocabulary.state(facts)
    known = {name: value if isinstance(value, str | bool) else tuple(value) for name, value in facts.items()}
    run = Run(checklist.id, checklist.revision, known, turn=0)
    return _settle(checklist, run)


def _settle(checklist: Checklist, run: Run) -> Run:
    """The run at its first question that has neither answer nor skip, or finished; one turn further."""
    path = reached(checklist, run).path(run)
    waiting = next((step.id for step in path if run.given(step.id) is None), None)
    status = RunStatus.ACTIVE if waiting is not None else RunStatus.FINISHED
    return replace(run, position=waiting, status=status, turn=run.turn + 1)


def answer(checklist: Checklist, run: Run, turn: int, value: str | Sequence[str], at: datetime) -> Turned:
    """Take a tapped choice id (or several) or a typed text as the answer to the question of `turn`.

    A text that can't be taken comes back whole in `kept`. `at` is aware.
    """
    today = _at(at).astimezone(_LONDON).date()
    typed = value if isinstance(value, str) else ""
    step, blocked = _at_turn(checklist, run, turn, typed, value)
    if step is None:
        return blocked
    try:
        reading = read(step, checklist.words, value, today)
    except Unreadable as problem:
        return _refuse(run, step, typed, str(problem), at)
    given = Given(step.id, run.turn, at, reading.how, reading.values, reading.text, bool(reading.text))
    turned = _put(checklist, run, step, given, Outcome.TAKEN)
    chosen = [choice for value_id in reading.values if (choice := step.choice(value_id)) is not None]
    says = " ".join(choice.says for choice in chosen if choice.says)
    notice = " ".join(filter(None, [_echo(step, given), says, turned.notice]))
    return replace(turned, notice=notice, alarm=any(choice.alarm for choice in chosen))


def skip(checklist: Checklist, run: Run, turn: int, reason: str, at: datetime) -> Turned:
    """Pass over the present question: `reason` is the id of one of its reasons, own words, or "" if optional."""
    _at(at)
    step, blocked = _at_turn(checklist, run, turn, "", None)
    if step is None:
        return blocked
    text = clean(reason)
    if not step.can_skip:
        notice = "This one can't be skipped. You can stop here and carry on later."
        return _refuse(run, step, text, notice, at)
    if step.required and not says_something(text):
        return _refuse(run, step, "", "Please say in a word why you skip it.", at)
    if len(text) > TEXT_LIMIT:
        return _refuse(
            run, step, text, f"A reason holds {TEXT_LIMIT:,} characters. I have kept your text.", at
        )
    known = next((one for one in step.skip_reasons if one.id == text), None)
    found = (known, How.CHOSEN) if known else match(text, step.skip_reasons, checklist.words)
    values, words = ((found[0].id,), "") if found else ((), text)
    given = Given(step.id, run.turn, at, How.SKIPPED, values, words, bool(words))
    return _put(checklist, run, step, given, Outcome.SKIPPED)


def back(checklist: Checklist, run: Run, turn: int) -> Turned:
    """Stand at the question before; its answer and all later ones are kept."""
    same_revision(checklist, run)
    if turn != run.turn or run.status is RunStatus.STOPPED:
        return _stale(checklist, run, turn, "", None)
    path = reached(checklist, run).path(run)
    step = current(checklist, run)
    index = path.index(step) if step in path else len(path)
    if index == 0:
        return Turned(run, Outcome.REFUSED, "This is the first question.")
    moved = replace(run, position=path[index - 1].id, status=RunStatus.ACTIVE, turn=run.turn + 1)
    return Turned(moved, Outcome.MOVED)


def keep(checklist: Checklist, run: Run, turn: int) -> Turned:
    """Leave the answer of the present question as it is and go on to what is still open."""
    step, blocked = _at_turn(checklist, run, turn, "", None)
    if step is None:
        return blocked
    if run.given(step.id) is None:
        return Turned(run, Outcome.REFUSED, "This question has no answer yet.")
    return _moved(_settle(checklist, run))


def change(checklist: Checklist, run: Run, step_id: str) -> Turned:
    """Stand at a question already passed, to answer it anew; nothing else is touched."""
    same_revision(checklist, run)
    here = current(checklist, run)
    if here is not None and here.id == step_id and run.status is RunStatus.ACTIVE:
        return Turned(run, Outcome.MOVED)
    applies = reached(checklist, run)
    if step_id not in applies.ids:
        return Turned(
            run, Outcome.REFUSED, "That question doesn't apply with the answers you have given now."
        )
    more = run.more or any(step.id == step_id for step in applies.more)
    moved = replace(run, position=step_id, status=RunStatus.ACTIVE, more=more, turn=run.turn + 1)
    return Turned(moved, Outcome.MOVED)


def more(checklist: Checklist, run: Run) -> Turned:
    """Open the further questions; said once, on a tap."""
    same_revision(checklist, run)
    if run.more or not reached(checklist, run).more:
        return Turned(run, Outcome.REFUSED, "There are no further questions.")
    return _moved(_settle(checklist, replace(run, more=True, status=RunStatus.ACTIVE)))


def stop(run: Run) -> Turned:
    """Put the run down; buttons of its questions no longer answer it until it is carried on."""
    if run.status is not RunStatus.ACTIVE:
        return Turned(run, Outcome.PAUSED if run.status is RunStatus.STOPPED else Outcome.FINISHED)
    stopped = replace(run, status=RunStatus.STOPPED, turn=run.turn + 1)
    return Turned(stopped, Outcome.PAUSED, "Stopped here. Everything is kept: carry on whenever you like.")


def resume(run: Run) -> Turned:
    """Carry on where the run was put down."""
    if run.status is not RunStatus.STOPPED:
        return Turned(run, Outcome.FINISHED if run.status is RunStatus.FINISHED else Outcome.MOVED)
    return Turned(replace(run, status=RunStatus.ACTIVE), Outcome.MOVED)


def place_draft(checklist: Checklist, run: Run, step_id: str, at: datetime, *, keep_it: bool) -> Turned:
    """Settle what was typed at a step and not taken: keep it as a note (the answer, where the step is free
    text and stands open), or let it go on the person's word.
    """
    same_revision(checklist, run)
    mine = tuple(typed for typed in run.drafts if typed.step == step_id)
    if not mine:
        return Turned(run, Outcome.STALE, "That text has already been dealt with.")
    rest = replace(run, drafts=tuple(typed for typed in run.drafts if typed.step != step_id))
    if not keep_it:
        return Turned(rest, Outcome.MOVED, "Let go.")
    step = current(checklist, run)
    if step is not None and step.id == step_id and step.kind in FREE_TEXT and run.status is RunStatus.ACTIVE:
        text = "\n\n".join(typed.text for typed in mine)
        given = Given(step_id, run.turn, _at(at), How.OWN_WORDS, text=text, note=True)
        return replace(_put(checklist, rest, step, given, Outcome.TAKEN), notice="Kept as your note.")
    return Turned(replace(rest, notes=run.notes + mine), Outcome.MOVED, "Kept as a note.")


def carry_over(checklist: Checklist, run: Run) -> Turned:
    """Go on with another revision of the same checklist: answers that still fit stay, the others are kept aside."""
    if checklist.id != run.checklist:
        raise ValueError(f"{run.checklist} can't become {checklist.id}")
    fits = tuple(given for given in run.answers if _fits(checklist.step(given.step), given))
    rest = tuple(given for given in run.answers if given not in fits)
    carried = replace(run, revision=checklist.revision, answers=fits, earlier=run.earlier + rest)
    moved = _settle(checklist, carried)
    moved = replace(moved, status=RunStatus.STOPPED) if run.status is RunStatus.STOPPED else moved
    what = {0: "All your answers still fit.", 1: "One of your answers no longer fits and is kept aside."}
    notice = what.get(len(rest), f"{len(rest)} of your answers no longer fit and are kept aside.")
    notice = f"The questions have been revised. {notice}"
    return Turned(moved, _moved(moved).outcome, notice, set_aside=tuple(given.step for given in rest))


def _fits(step: Step | None, given: Given) -> bool:
    if step is None:
        return False
    if given.skipped or step.kind in (Kind.DATE, Kind.TIME, Kind.NUMBER):
        return not given.skipped or step.can_skip
    return all(step.choice(value) is not None for value in given.values) and (step.note or not given.text)


def command(checklist: Checklist, run: Run, text: str) -> str | None:
    """back, skip, stop, keep or more, where that is what was typed and no choice of the question reads so."""
    step = current(checklist, run)
    typed = plain(text)
    if step is not None and any(
        typed == plain(form) for c in step.choices for form in (c.label, *c.synonyms)
    ):
        return None
    forms = checklist.words.commands.items()
    return next((name for name, words in forms if typed in {plain(word) for word in words}), None)


def _at(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment


def _moved(run: Run) -> Turned:
    return Turned(run, Outcome.FINISHED if run.status is RunStatus.FINISHED else Outcome.MOVED)


def _at_turn(
    checklist: Checklist, run: Run, turn: int, typed: str, value: str | Sequence[str] | None
) -> tuple[Step | None, Turned]:
    """The question that waits, if this input belongs to it; else None and what to say."""
    same_revision(checklist, run)
    step = current(checklist, run)
    if turn == run.turn and run.status is RunStatus.ACTIVE and step is not None:
        return step, Turned(run, Outcome.STALE)
    return None, _stale(checklist, run, turn, typed, value)


def _stale(
    checklist: Checklist, run: Run, turn: int, typed: str, value: str | Sequence[str] | None
) -> Turned:
    """An input that no longer fits changes nothing; it is told what stands."""
    if run.status is RunStatus.STOPPED:
        return Turned(run, Outcome.PAUSED, "This checklist is stopped. Carry on first.", kept=typed)
    if run.status is RunStatus.FINISHED and turn == run.turn:
        return Turned(
            run, Outcome.STALE, "This checklist is finished. You can still change an answer.", kept=typed
        )
    given = next((one for one in run.answers if one.turn == turn), None)
    step = checklist.step(given.step) if given is not None else None
    if given is None or step is None:
        return Turned(run, Outcome.STALE, "That was an earlier question. Nothing was changed.", kept=typed)
    said = shown(step, given)
    if value is not None and given.values == ((value,) if isinstance(value, str) else tuple(value)):
        return Turned(run, Outcome.STALE, f"Already noted: {said}.")
    notice = f"That question already has its answer ({said}). Nothing was changed: use Change to alter it."
    return Turned(run, Outcome.STALE, notice, kept=typed)


def _refuse(run: Run, step: Step, typed: str, notice: str, at: datetime) -> Turned:
    """Nothing is taken; a longer text is kept in the run until the person says what becomes of it."""
    if len(typed) < DRAFT_FROM or not says_something(typed):
        return Turned(run, Outcome.REFUSED, notice, kept=typed)
    draft = Typed(step.id, typed, at)
    known = any((one.step, one.text) == (step.id, typed) for one in run.drafts)
    kept = run if known else replace(run, drafts=(*run.drafts, draft))
    return Turned(kept, Outcome.REFUSED, notice, kept=typed)


def _put(checklist: Checklist, run: Run, step: Step, given: Given, outcome: Outcome) -> Turned:
    """Enter an answer or a skip, keep what it replaces, and go on."""
    old = run.given(step.id)
    before = {one.step for one in run.answers} & reached(checklist, run).ids
    others = tuple(one for one in run.answers if one.step != step.id)
    earlier = (*run.earlier, old) if old is not None else run.earlier
    moved = _settle(checklist, replace(run, answers=(*others, given), earlier=earlier))
    aside = tuple(one.step for one in others if one.step in before - reached(checklist, moved).ids)
    notice = ""
    if aside:
        asks = "; ".join(f"“{found.ask}”" for name in aside if (found := checklist.step(name)) is not None)
        count = (
            "an earlier answer no longer applies"
            if len(aside) == 1
            else f"{len(aside)} earlier answers no longer apply"
        )
        notice = f"With this change {count}: {asks}. Nothing is deleted, in case you change it again."
    done = Outcome.FINISHED if moved.status is RunStatus.FINISHED else outcome
    return Turned(moved, done, notice, set_aside=aside)


def _echo(step: Step, given: Given) -> str:
    """What was understood, where it was typed and not free text."""
    if given.how is How.OWN_WORDS:
        return "Noted in your own words."
    if given.text or given.how is How.CHOSEN:
        return ""
    if given.how is How.NEAR:
        return f"I read that as “{shown(step, given)}”. Go back if it isn't."
    return f"Noted: {shown(step, given)}."
