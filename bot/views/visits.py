"""Planning: the plan, move and cancel forms, the confirmation, picking a child, and "why this date?"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from bot.domain.cards import Planned, VisitChoice, Why
from bot.domain.children import Child
from bot.domain.schedule import act_by_moment, at_london, proposed_start
from bot.domain.visits import Visit, VisitStatus
from bot.views import ids, parts
from bot.views.anchors import Anchor
from bot.views.ids import Action, Block, View
from bot.views.parts import Json, Message

BY_WHOM = {"family": "The family", "us": "Us"}
WHY_CANCELLED = {
    "family": "The family cancelled",
    "us": "We have to cancel",
    "mistake": "It was planned by mistake",
}
WHY_PIECE = 1500
"""Characters of a receipt in one block: long enough to stay together, short enough for a phone."""
PURPOSES = {"plan": "Plan a visit", "record": "Record a visit"}


@dataclass(frozen=True, slots=True)
class PlanState:
    """What is chosen in the plan form so far."""

    children: tuple[int, ...]
    day: date | None = None
    time: time | None = None


def pick_child(children: Sequence[Child], today: date, anchor: Anchor, in_vain: str = "") -> Json:
    """Which child a visit is about: the person's own list, with ages to tell children apart.

    `in_vain` is what was typed and matched none of them.
    """
    sought = parts.clip(in_vain, 60)
    told = (
        [parts.said(f"I found none of your children for “{sought}”. Here are all of them.")] if sought else []
    )
    groups = [
        {
            "label": parts.plain("Your children" if start == 0 else "And", 75),
            "options": [
                parts.option(f"{child.label} · {child.age_on(today)}", str(child.id))
                for child in children[start : start + 100]
            ],
        }
        for start in range(0, min(len(children), 10_000), 100)
    ]
    return parts.modal(
        PURPOSES.get(anchor.purpose, "Choose a child"),
        [
            *told,
            parts.field(
                Block.CHILD,
                "Which child?",
                {
                    "type": "static_select",
                    "option_groups": groups,
                    "placeholder": parts.plain("Type a reference or initials", 150),
                },
                hint="Brothers and sisters can be added in the next step.",
            ),
        ],
        callback_id=View.PICK_CHILD,
        private_metadata=anchor.pack(),
        submit="Next",
        close="Cancel",
    )


def children_fields(
    children: Sequence[Child], chosen: Sequence[int], today: date, hints: dict[int, str], dispatch: str = ""
) -> list[Json]:
    """Tick boxes for the children of a household, in groups of ten because Slack allows no more."""
    blocks = []
    groups = range(0, len(children), parts.OPTIONS_PER_GROUP)
    for start in groups:
        group = children[start : start + parts.OPTIONS_PER_GROUP]
        options = [
            parts.option(f"{child.label} · {child.age_on(today)}", str(child.id), hints.get(child.id, ""))
            for child in group
        ]
        ticked = [option for option in options if int(option["value"]) in chosen]
        element: Json = {"type": "checkboxes", "options": options}
        if ticked:
            element["initial_options"] = ticked
        number = start // parts.OPTIONS_PER_GROUP
        blocks.append(
            parts.field(
                ids.of(Block.CHILDREN, number),
                "Which children?" if start == 0 else "More children",
                element,
                optional=len(groups) > 1,
                dispatch=f"{dispatch}:{number}" if dispatch else "",
            )
        )
    return blocks


def plan_form(choice: VisitChoice, state: PlanState, anchor: Anchor) -> Json:
    """The plan form; nobody but the child that was tapped is ticked beforehand."""
    due = min((choice.due_by[child] for child in state.children if child in choice.due_by), default=None)
    hints = {child: f"Due by {parts.day(on)}" for child, on in choice.due_by.items()}
    blocks = children_fields(
        choice.children, state.children, choice.today, hints, dispatch=Action.PLAN_CHILDREN
    )
    retry = min(
        (choice.retry_by[child] for child in state.children if child in choice.retry_by), default=None
    )
    initial, hour = proposed_start(choice.now, act_by_moment(due, retry), choice.hours, state.day, choice.off)
    hour = state.time or hour  # Slack keeps what stands in the field, whatever is proposed for another day
    again = f"Try again by {parts.moment(retry)}. " if retry else ""
    blocks.append(
        parts.field(
            Block.DAY,
            "Which day?",
            {"type": "datepicker", "initial_date": initial.isoformat()},
            hint=again + (f"Due by {parts.day(due)}." if due else "No due date is set."),
            dispatch=Action.PLAN_DAY,
        )
    )
    blocks.append(parts.field(Block.TIME, "What time?", parts.timepicker(hour), dispatch=Action.PLAN_TIME))
    warning = warning_words(choice, state, initial, hour)
    if warning:
        blocks.append(parts.section(f"⚠ {parts.escape(warning)}", block_id="warning"))
    blocks.append(announced_field(True))
    if choice.colleagues:
        blocks.append(_going_field(choice))
    return parts.modal(
        "Plan a visit",
        blocks,
        callback_id=View.PLAN,
        private_metadata=anchor.pack(),
        submit="Plan",
        close="Cancel",
    )


def warning_words(choice: VisitChoice, state: PlanState, on: date, hour: time | None) -> str:
    """What to know before this is planned: it is past, at an hour at which nobody visits, or after a limit."""
    starts = at_london(on, hour) if hour else max(choice.now, at_london(on, choice.hours.first_visit_hour))
    if on < choice.today or (hour and starts <= choice.now):
        what = f"{parts.day(on)}, {hour:%H:%M}" if hour else parts.day(on)
        return f"{what} is past. To enter a visit that has happened, use Record a visit."
    chosen = [child for child in choice.children if child.id in state.children]
    late = [
        f"{child.label} (due {parts.day(choice.due_by[child.id])})"
        for child in chosen
        if child.id in choice.due_by and choice.due_by[child.id] < on
    ]
    too_late = [
        f"{child.label} (by {parts.moment(choice.retry_by[child.id])})"
        for child in chosen
        if child.id in choice.retry_by and choice.retry_by[child.id] <= starts
    ]
    said = []
    if hour and not choice.hours.first_visit_hour <= hour <= choice.hours.last_visit_hour:
        said.append(f"{hour:%H:%M} is an unusual time for a visit. Is it right?")
    if late:
        said.append(f"{parts.day(on)} is after the due date of {parts.join_words(late)}.")
    if too_late:
        when = parts.moment(starts) if hour else parts.day(on)
        said.append(f"{when} is after the limit for trying again: {parts.join_words(too_late)}.")
    if late or too_late:
        said.append("You can still plan it; no date moves.")
    return " ".join(said)


def announced_field(announced: bool | None, label: str = "Does the family know you are coming?") -> Json:
    """Whether the family knows, or knew, that a visit comes."""
    options = [parts.option("Yes, announced", "yes"), parts.option("No, unannounced", "no")]
    element: Json = {"type": "radio_buttons", "options": options}
    if announced is not None:
        element["initial_option"] = options[0 if announced else 1]
    return parts.field(Block.ANNOUNCED, label, element)


def _going_field(choice: VisitChoice) -> Json:
    label, hint = "Who goes with you?", "They are reminded too."
    if len(choice.colleagues) > 100:
        everyone: Json = {"type": "multi_users_select", "placeholder": parts.plain("Search for a colleague")}
        return parts.field(Block.GOING, label, everyone, optional=True, hint=hint)
    options = [parts.option(person.name, person.slack_id) for person in choice.colleagues]
    some: Json = {
        "type": "multi_static_select",
        "options": options,
        "placeholder": parts.plain("Search for a colleague"),
    }
    return parts.field(Block.GOING, label, some, optional=True, hint=hint)


def move_form(visit: Visit, children: Sequence[Child], anchor: Anchor) -> Json:
    """Another day or time for a planned visit, and who asked for it; the due date stays."""
    local = visit.starts_at.astimezone(parts.LONDON)
    return parts.modal(
        "Move the visit",
        [
            parts.section(f"*{_names(children)}*\nNow planned for {parts.moment(visit.starts_at)}."),
            parts.field(
                Block.DAY, "New day", {"type": "datepicker", "initial_date": local.date().isoformat()}
            ),
            parts.field(Block.TIME, "New time", parts.timepicker(local.time())),
            _by_whom("Who asked to move it?", BY_WHOM),
            parts.context("Each move is kept with who asked for it. The due date does not move."),
        ],
        callback_id=View.MOVE,
        private_metadata=anchor.pack(),
        submit="Move",
        close="Back",
    )


def cancel_form(visit: Visit, children: Sequence[Child], anchor: Anchor) -> Json:
    """Calling a planned visit off before setting out."""
    return parts.modal(
        "Cancel the visit",
        [
            parts.section(f"*{_names(children)}*\nPlanned for {parts.moment(visit.starts_at)}."),
            _by_whom("Why?", WHY_CANCELLED),
            parts.context(
                "The due date stays as it is. A visit that falls through is recorded, so that your manager knows."
            ),
        ],
        callback_id=View.CANCEL,
        private_metadata=anchor.pack(),
        submit="Next",
        close="Keep it",
    )


def _by_whom(label: str, choices: Mapping[str, str]) -> Json:
    options = [parts.option(words, key) for key, words in choices.items()]
    return parts.field(Block.BY_WHOM, label, {"type": "radio_buttons", "options": options})


def planned(facts: Planned) -> Message:
    """What was planned, moved or cancelled, with the ways to change it."""
    visit = facts.visit
    anchor = Anchor(visit_id=visit.id, child_id=visit.child_ids[0]).pack()
    if visit.status is VisitStatus.CANCELLED:
        return parts.message(
            "The visit is cancelled.",
            [
                parts.section("The visit is cancelled."),
                parts.section(f"*{_names(facts.children)}*, {parts.moment(visit.starts_at)}"),
                *_warnings(facts.warnings),
                parts.actions(
                    "cancelled",
                    parts.button("Plan another", Action.PLAN, Anchor(child_id=visit.child_ids[0]).pack()),
                ),
            ],
        )
    lines = [
        f"*{_names(facts.children)}*",
        f"{parts.moment(visit.starts_at)}, {'announced' if visit.announced else 'unannounced'}",
    ]
    if facts.reminder_at:
        lines.append(f"I'll remind you: {parts.moment(facts.reminder_at)}.")
    return parts.message(
        "Your visit is planned.",
        [
            parts.section("Your visit is planned."),
            parts.section("\n".join(lines)),
            *_warnings(facts.warnings),
            parts.actions(
                "planned",
                parts.button("Start the check", Action.CHECK_START, anchor),
                parts.button("Move", Action.MOVE, anchor),
                parts.button("Cancel the visit", Action.CANCEL, anchor),
            ),
        ],
    )


def _warnings(warnings: Sequence[str]) -> list[Json]:
    return [parts.section(f"⚠ {parts.clip_escaped(warning, 500)}") for warning in warnings[:10]]


def _names(children: Sequence[Child]) -> str:
    return parts.clip_escaped(parts.join_words([child.label for child in children]), 600) or "A visit"


def why(facts: Why) -> Json:
    """The proof of a date, line by line."""
    blocks: list[Json] = [parts.header(facts.child.label)]
    anchor = Anchor(child_id=facts.child.id).pack()
    blocks.append(
        parts.actions(
            "why",
            parts.button("What if?", Action.WHAT_IF, anchor),
            parts.button("Set how often", Action.SET_INTERVAL, anchor),
            parts.button("Change the plan", Action.CHANGE_PLAN, anchor),
        )
    )
    blocks += [parts.said(piece) for piece in parts.pieces("\n".join(facts.lines), WHY_PIECE)]
    return parts.modal("Why this date?", blocks, close="Close")


def visit_words(visit: Visit) -> str:
    """When a visit is, and whether the family knows."""
    return f"{parts.moment(visit.starts_at)} ({'announced' if visit.announced else 'unannounced'})"


def due_moment(on: date | None, at: datetime | None) -> str:
    """The earlier of a due day and a moment, in words; "" where there is neither."""
    if on and at:
        return parts.moment(at) if at.astimezone(parts.LONDON).date() <= on else f"end of {parts.day(on)}"
    if at:
        return parts.moment(at)
    return f"end of {parts.day(on)}" if on else ""
