"""A checklist in conversation: a question, its answer once given, the summary, and the card for the door."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.checklist_runs import Card, CardLine, Run, RunStatus
from bot.domain.checklists import place, shown, summary
from bot.domain.children import Child
from bot.views import parts
from bot.views.anchors import Anchor
from bot.views.ids import Action
from bot.views.parts import Json, Message
from bot.wording import say
from knowledge.checklists.model import FREE_TEXT, Checklist, Kind, Step

BEFORE = "before-visit"
DURING = "during-visit"
AFTER = "after-visit"
NOT_BUTTONS = 5
"""From so many choices on they stand in a list: a phone shows few buttons well."""


def question(
    run_id: int,
    checklist: Checklist,
    run: Run,
    step: Step,
    child: Child,
    *,
    notice: str = "",
    beside: Sequence[str] = (),
) -> Message:
    """The present question with its answers to tap, what helps to answer it, and the ways out."""
    number, of = place(checklist, run)
    title = f"{checklist.title} · Question {number} of {of}"
    label = parts.clip_escaped(child.label, 80)
    blocks = [parts.context(parts.escape(title)), parts.context(label)]
    if notice:
        blocks.append(parts.section(parts.clip_escaped(notice, 800)))
    text = f"*{parts.clip_escaped(step.ask, 600)}*"
    if step.help:
        text += f"\n{parts.clip_escaped(step.help, 600)}"
    blocks.append(parts.section(text))
    if beside:
        blocks.append(parts.bullets([parts.clip(line, 400) for line in beside[:10]]))
    if step.prompts:
        blocks.append(parts.bullets([parts.clip(line, 300) for line in step.prompts[:10]]))
    blocks += _answers(run_id, run, step)
    blocks.append(_ways_out(run_id, run, step, first=number == 1))
    source = f"{step.source.title or step.source.document} · {step.source.section}"
    blocks.append(parts.context(parts.clip_escaped(f"Why: {step.why} Source: {source}", 900)))
    return parts.message(title, blocks)


def _key(run_id: int, run: Run) -> str:
    return f"{run_id}:{run.turn}"


def _answers(run_id: int, run: Run, step: Step) -> list[Json]:
    block = f"answer:{_key(run_id, run)}"
    options = [parts.option(choice.label, choice.id) for choice in step.choices]
    given = run.given(step.id)
    before = set(given.values) if given and not given.skipped else set()
    if step.choices and step.many:
        return _several(block, run_id, run, options, before, own_words=step.own_words)
    if step.choices and len(step.choices) >= NOT_BUTTONS:
        element: Json = {
            "type": "static_select",
            "action_id": f"{Action.CHECK_CHOOSE}:list",
            "placeholder": parts.plain("Choose an answer", 150),
            "options": options[:100],
        }
        chosen = [option for option in options if option["value"] in before]
        if chosen:
            element["initial_option"] = chosen[0]
        return _with_typing([parts.actions(block, element)], step)
    buttons = [(choice.label, choice.id) for choice in step.choices]
    if not buttons and step.kind is Kind.YES_NO:
        buttons = [("Yes", "yes"), ("No", "no")]
    if not buttons and step.kind is Kind.CONFIRM:
        buttons = [("Done", "done")]
    if buttons:
        row = [
            parts.button(label, f"{Action.CHECK_CHOOSE}:{value}", _key(run_id, run))
            for label, value in buttons
        ]
        return _with_typing([parts.actions(block, *row)], step)
    if step.kind is Kind.DATE:
        day: Json = {"type": "datepicker", "action_id": f"{Action.CHECK_CHOOSE}:day"}
        return [parts.actions(block, day), parts.context("Or type it, for example: Tuesday, or 8 December.")]
    if step.kind is Kind.TIME:
        at: Json = {"type": "timepicker", "action_id": f"{Action.CHECK_CHOOSE}:time"}
        return [parts.actions(block, at), parts.context("Or type it, for example: 2pm, or 14:30.")]
    if step.kind is Kind.NUMBER:
        unit = f" (in {step.unit})" if step.unit else ""
        return [parts.context(f"Type a number{parts.escape(unit)} as a reply here.")]
    return [parts.context("Type your answer as a reply here. It is kept encrypted and not shown again.")]


def _with_typing(blocks: list[Json], step: Step) -> list[Json]:
    if step.own_words or step.kind in FREE_TEXT:
        blocks.append(parts.context("Or type your own answer as a reply here."))
    return blocks


def _several(
    block: str, run_id: int, run: Run, options: list[Json], before: set[str], *, own_words: bool
) -> list[Json]:
    chosen = [option for option in options if option["value"] in before]
    if len(options) > parts.OPTIONS_PER_GROUP:
        element: Json = {
            "type": "multi_static_select",
            "action_id": str(Action.CHECK_MARK),
            "placeholder": parts.plain("Choose all that fit", 150),
            "options": options[:100],
        }
    else:
        element = {"type": "checkboxes", "action_id": str(Action.CHECK_MARK), "options": options}
    if chosen:
        element["initial_options"] = chosen
    done = parts.button("Done", Action.CHECK_DONE, _key(run_id, run), style="primary")
    blocks = [parts.actions(block, element, done)]
    if own_words:
        blocks.append(parts.context("Or type your own answer as a reply here."))
    return blocks


def _ways_out(run_id: int, run: Run, step: Step, *, first: bool) -> Json:
    key = _key(run_id, run)
    back = None if first else parts.button("Back", Action.CHECK_BACK, key)
    keep = parts.button("Keep my answer", Action.CHECK_KEEP, key) if run.given(step.id) else None
    skip: Json | None = None
    if step.skip_reasons:
        skip = {
            "type": "static_select",
            "action_id": str(Action.CHECK_SKIP),
            "placeholder": parts.plain("Skip because…", 150),
            "options": [parts.option(reason.label, reason.id) for reason in step.skip_reasons[:100]],
        }
    elif step.can_skip:
        skip = parts.button("Skip", Action.CHECK_SKIP, key)
    stop = parts.button("Stop for now", Action.CHECK_STOP, key)
    return parts.actions(f"ways:{key}", back, keep, skip, stop)


def answered(checklist: Checklist, run: Run, step: Step, child: Child) -> Message:
    """A question that is dealt with: its answer without buttons."""
    given = run.given(step.id)
    label = parts.clip_escaped(child.label, 80)
    said = parts.clip_escaped(shown(step, given), 600) if given else "Not answered yet"
    blocks = [
        parts.context(parts.escape(checklist.title)),
        parts.section(f"{parts.clip_escaped(step.ask, 600)}\n*{said}*"),
        parts.context(label),
    ]
    return parts.message(checklist.title, blocks)


def paused(run_id: int, checklist: Checklist, child: Child, notice: str) -> Message:
    """A check that was put down."""
    blocks = [
        parts.context(parts.escape(checklist.title)),
        parts.section(parts.clip_escaped(notice, 800) or "Stopped here. Everything is kept."),
        parts.context(parts.clip_escaped(child.label, 80)),
        parts.actions(f"paused:{run_id}", resume_button(run_id)),
    ]
    return parts.message(checklist.title, blocks)


def waiting(run_id: int, title: str) -> Message:
    """After something else was answered: the check is still there."""
    text = say("check_waiting", title=title)
    return parts.message(text, [parts.said(text), parts.actions(f"waiting:{run_id}", resume_button(run_id))])


def kept_text(run_id: int, step_id: str, notice: str, *, stopped: bool) -> Message:
    """A typed text the question could not take: it is kept until the person says what becomes of it."""
    value = f"{run_id}:{step_id}"
    ways = parts.actions(
        f"kept:{run_id}",
        resume_button(run_id) if stopped else None,
        parts.button("Keep as a note", Action.CHECK_NOTE_TEXT, value),
        parts.button("Let it go", Action.CHECK_DROP_TEXT, value),
    )
    return parts.message(notice, [parts.said(notice), ways])


def asked_below(title: str) -> Message:
    """What an open question turns into when it is posted again: two copies with buttons would contradict."""
    text = f"{title}: the question is further down."
    return parts.message(text, [parts.context(parts.escape(text))])


def open_already(title: str) -> Message:
    """After the start was tapped again."""
    text = f"{title}: it is open already, and its question is waiting for you above."
    return parts.message(text, [parts.said(text)])


def goes_on(title: str) -> Json:
    """Where a check that was resumed on the Home tab goes on."""
    return parts.notice(title, "It goes on in our messages: the next question is waiting there.")


def resume_button(run_id: int) -> Json:
    """Carry on with a check, on any device."""
    return parts.button("Resume", Action.CHECK_RESUME, Anchor(run_id=run_id).pack(), style="primary")


def done(
    run_id: int, checklist: Checklist, run: Run, child: Child, visit_id: int | None, notice: str = ""
) -> Message:
    """All that was answered, with the ways to change it, to ask more, and on to the door."""
    facts = summary(checklist, run)
    finished = "finished" if facts.status is RunStatus.FINISHED else "so far"
    blocks = [
        parts.context(f"{parts.escape(checklist.title)}: {finished}"),
        parts.section(f"*{parts.clip_escaped(child.label, 80)}*"),
    ]
    if notice:
        blocks.append(parts.section(parts.clip_escaped(notice, 800)))
    for line in facts.lines[:30]:
        aside = "" if line.applies else " _(no longer applies)_"
        blocks.append(
            parts.section(
                f"{parts.clip_escaped(line.ask, 400)}\n*{parts.clip_escaped(line.shown, 400)}*{aside}"
            )
        )
    changeable = [line for line in facts.lines if line.can_change][:100]
    if changeable:
        change: Json = {
            "type": "static_select",
            "action_id": str(Action.CHECK_CHANGE),
            "placeholder": parts.plain("Change an answer", 150),
            "options": [parts.option(line.ask, line.step) for line in changeable],
        }
        blocks.append(parts.actions(f"change:{run_id}", change))
    anchor = Anchor(child_id=child.id, visit_id=visit_id or 0)
    more = parts.button(
        f"{parts.count(facts.more_left, 'more question')}", Action.CHECK_MORE, Anchor(run_id=run_id).pack()
    )
    record = parts.button("Record the visit", Action.RECORD, anchor.pack())
    door = parts.button("Card for the door", Action.CHECK_CARD, anchor.pack(), style="primary")
    ways = [more if facts.more_left else None, door if checklist.id == BEFORE else None]
    blocks.append(parts.actions(f"done:{run_id}", *ways, record if checklist.id == BEFORE else None))
    if not blocks[-1]["elements"]:
        blocks.pop()
    return parts.message(f"{checklist.title}: {finished}", blocks)


def card(child: Child, facts: Card) -> Json:
    """What to look for at the door, to read and not to fill in."""
    blocks: list[Json] = [parts.section(f"*{parts.clip_escaped(child.label, 80)}*")]
    if facts.intro:
        blocks.append(parts.said(facts.intro))
    for heading, lines in facts.groups:
        blocks += _card_group(heading, lines)
    if facts.more:
        blocks.append(parts.divider())
    for heading, lines in facts.more:
        blocks += _card_group(heading, lines)
    return parts.modal(parts.clip(facts.title, parts.TITLE_LIMIT), blocks, close="Close")


def _card_group(heading: str, lines: Sequence[CardLine]) -> list[Json]:
    shown_lines = [
        parts.clip(f"{line.say} ({'; '.join(line.agreed)})" if line.agreed else line.say, 500)
        for line in lines
    ]
    return [parts.header(heading), parts.bullets(shown_lines or ["Nothing for this child."])]
