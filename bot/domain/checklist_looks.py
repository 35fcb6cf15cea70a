"""What a run looks like: its question, its progress, its summary, and the card to read at the door."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time

from bot.domain.checklist_runs import Card, CardLine, Given, Line, Run, RunStatus, Summary
from bot.errors import Conflict
from knowledge.checklists.model import (
    Checklist,
    Facts,
    FactValue,
    Holds,
    Kind,
    Prompt,
    Step,
    add_answer,
    asked,
)
from knowledge.checklists.moments import day_words


@dataclass(frozen=True, slots=True)
class Reached:
    """The steps that apply under the facts and answers so far: asked by default, and on a tap."""

    main: tuple[Step, ...]
    more: tuple[Step, ...]

    def path(self, run: Run) -> tuple[Step, ...]:
        return self.main + (self.more if run.more else ())

    @property
    def every(self) -> tuple[Step, ...]:
        return self.main + self.more

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(step.id for step in self.every)


def reached(checklist: Checklist, run: Run) -> Reached:
    """Walk the branches in the order of asking; an answer counts for the steps after it, a skip does not."""
    main: list[Step] = []
    more: list[Step] = []
    state = checklist.vocabulary.state_of_old(run.facts)
    for number, step in enumerate(checklist.every_step()):
        if not asked(step, state):
            continue
        waits = number >= len(checklist.steps) or step.fold.holds(state)
        (more if waits else main).append(step)
        given = run.given(step.id)
        if given is not None and not given.skipped:
            add_answer(state, step, frozenset(given.values))
    return Reached(tuple(main), tuple(more))


def same_revision(checklist: Checklist, run: Run) -> None:
    """Conflict where the checklist is not the revision that the run began with."""
    if (checklist.id, checklist.revision) != (run.checklist, run.revision):
        raise Conflict("The questions have been revised since you began. Carry on to see them.")


def current(checklist: Checklist, run: Run) -> Step | None:
    """The question the run stands at, also while it is stopped; None when it is finished."""
    same_revision(checklist, run)
    if run.status is RunStatus.FINISHED:
        return None
    path = reached(checklist, run).path(run)
    here = next((step for step in path if step.id == run.position), None)
    return here or next((step for step in path if run.given(step.id) is None), None)


def progress(checklist: Checklist, run: Run) -> tuple[int, int]:
    """How many questions are dealt with, of how many that apply so far."""
    path = reached(checklist, run).path(run)
    return sum(run.given(step.id) is not None for step in path), len(path)


def place(checklist: Checklist, run: Run) -> tuple[int, int]:
    """The number of the present question, of how many: for "3 of 7"; the last one when it is finished."""
    path = reached(checklist, run).path(run)
    step = current(checklist, run)
    return (path.index(step) + 1 if step in path else len(path)), len(path)


def more_left(checklist: Checklist, run: Run) -> int:
    """How many further questions could be asked on a tap."""
    return sum(run.given(step.id) is None for step in reached(checklist, run).more)


def facts_known(checklist: Checklist, run: Run) -> Facts:
    """The facts it began with and those its answers gave, for the next checklist of the same visit."""
    found: dict[str, FactValue] = dict(run.facts)
    for step in reached(checklist, run).every:
        given = run.given(step.id)
        if step.fills and given is not None and given.values and not given.skipped:
            one = checklist.vocabulary.facts[step.fills].holds is Holds.ONE
            found[step.fills] = given.values[0] if one else given.values
    return found


def summary(checklist: Checklist, run: Run) -> Summary:
    """What was answered, what waits, what was set aside, and what was typed besides."""
    here = reached(checklist, run)
    path = here.main + tuple(step for step in here.more if run.more or run.given(step.id) is not None)
    lines = [_line(step, given) for step in path if (given := run.given(step.id)) is not None]
    for given in run.answers:
        if given.step not in here.ids:
            step = checklist.step(given.step)
            line = _line(step, given) if step is not None else Line(given.step, "", ", ".join(given.values))
            lines.append(replace(line, applies=False, can_change=False))
    done, of = progress(checklist, run)
    left = more_left(checklist, run) if not run.more else 0
    return Summary(checklist.title, run.status, tuple(lines), of - done, left, run.drafts, run.notes)


def _line(step: Step, given: Given) -> Line:
    return Line(step.id, step.ask, shown(step, given), given.text, given.note, given.skipped, at=given.at)


def shown(step: Step, given: Given) -> str:
    """An answer in words that may stand in a message: free text is counted, never repeated."""
    if given.skipped:
        reason = next((one.label for one in step.skip_reasons if given.values == (one.id,)), "")
        return f"Skipped: {reason[:1].lower()}{reason[1:]}" if reason else "Skipped"
    if given.note:
        return f"Your note, {len(given.text):,} characters" if given.text else "Your note, no longer kept"
    return "; ".join(_value(step, value) for value in given.values)


def _value(step: Step, value: str) -> str:
    choice = step.choice(value)
    if choice is not None:
        return choice.label
    if step.kind is Kind.DATE:
        return day_words(date.fromisoformat(value))
    if step.kind is Kind.TIME:
        return time.fromisoformat(value).strftime("%H:%M")
    return f"{value} {step.unit}".strip()


def card(checklist: Checklist, facts: Facts, before: tuple[Checklist, Run] | None = None) -> Card:
    """The lines this child needs, in their groups; `before` is the finished run whose agreements are recalled."""
    state = checklist.vocabulary.state(facts)

    def grouped(prompts: tuple[Prompt, ...]) -> tuple[tuple[str, tuple[CardLine, ...]], ...]:
        fitting = [prompt for prompt in prompts if prompt.when.holds(state)]
        found = []
        for group, heading in checklist.groups.items():
            lines = tuple(_card_line(prompt, before) for prompt in fitting if prompt.group == group)
            if lines:
                found.append((heading, lines))
        return tuple(found)

    return Card(checklist.title, checklist.intro, grouped(checklist.prompts), grouped(checklist.more_prompts))


def _card_line(prompt: Prompt, before: tuple[Checklist, Run] | None) -> CardLine:
    agreed: tuple[str, ...] = ()
    text = ""
    if prompt.agreed is not None and before is not None and before[0].id == prompt.agreed[0]:
        checklist, run = before
        step, given = checklist.step(prompt.agreed[1]), run.given(prompt.agreed[1])
        if step is not None and given is not None and not given.skipped:
            agreed = tuple(_value(step, value) for value in given.values) or (shown(step, given),)
            text = given.text
    return CardLine(prompt.id, prompt.say, prompt.shows, agreed, prompt.why, text)
