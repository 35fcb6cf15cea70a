"""Payload to command: what a person typed or chose, read out of Slack's form state. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from bot.domain.visits import NOT_SEEN, OUTCOME_WORDS, OutcomeKind
from bot.errors import InvalidInput
from bot.services.recording import ChildRecord, RecordOutcome
from bot.services.visits import PlanVisit
from bot.views import ids
from bot.views.anchors import Anchor, unpack
from bot.views.ids import Block
from bot.views.recording import NOT_ALONE_WORDS, SAME, RecordState
from bot.views.visits import PlanState

View = Mapping[str, Any]


# --- reading single fields -----------------------------------------------------------------------------


def element(view: View, block: str) -> Mapping[str, Any]:
    """The state of the one input in a block, whatever its action id; empty where the block isn't there."""
    inputs = (((view.get("state") or {}).get("values")) or {}).get(block) or {}
    return next(iter(inputs.values()), None) or {}


def has(view: View, block: str) -> bool:
    """Whether the form shows this block."""
    return any(shown.get("block_id") == block for shown in view.get("blocks") or [])


def text(view: View, block: str) -> str:
    """What was typed; "" where nothing was."""
    return str(element(view, block).get("value") or "").strip()


def conversation(view: View, block: str) -> str:
    """The chosen channel or direct message ("" where none is)."""
    return str(element(view, block).get("selected_conversation") or "")


def one(view: View, block: str) -> str:
    """The chosen option's value; "" where nothing is chosen."""
    return str((element(view, block).get("selected_option") or {}).get("value") or "")


def many(view: View, block: str) -> tuple[str, ...]:
    """The values of all chosen options, or the chosen users."""
    state = element(view, block)
    if state.get("selected_users"):
        return tuple(str(user) for user in state["selected_users"])
    return tuple(str(option.get("value")) for option in state.get("selected_options") or [])


def day(view: View, block: str) -> date | None:
    """The chosen day; None where none is chosen or what came is no date."""
    try:
        return date.fromisoformat(str(element(view, block).get("selected_date") or ""))
    except ValueError:
        return None


def clock_time(view: View, block: str) -> time | None:
    """The chosen time; None where none is chosen or what came is no time."""
    try:
        return time.fromisoformat(str(element(view, block).get("selected_time") or ""))
    except ValueError:
        return None


def anchor(view: View) -> Anchor:
    """What the form is about."""
    return unpack(str(view.get("private_metadata") or ""))


def first_input(view: View) -> str:
    """The block an error is shown at where it belongs to no field; "" where the form has no input."""
    for block in view.get("blocks") or []:
        if block.get("type") == "input":
            return str(block.get("block_id") or "")
    return ""


def errors_for(view: View, trouble: InvalidInput) -> dict[str, str]:
    """Sentences by block id: a field the form doesn't show gives its sentence to the first input."""
    placed: dict[str, list[str]] = {}
    for name, sentence in trouble.fields.items():
        where = name if has(view, name) else ids.of(Block.CHILDREN, 0) if name == Block.CHILDREN else name
        placed.setdefault(where if has(view, where) else first_input(view), []).append(sentence)
    placed.pop("", None)
    return {block: " ".join(sentences) for block, sentences in placed.items()}


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def children(view: View) -> tuple[int, ...]:
    """The ticked children, over all groups of ten; the anchored child where the form has no tick boxes."""
    ticked: list[int] = []
    group = 0
    while has(view, ids.of(Block.CHILDREN, group)):
        ticked += [
            number
            for value in many(view, ids.of(Block.CHILDREN, group))
            if (number := _number(value)) is not None
        ]
        group += 1
    if group:
        return tuple(ticked)
    child_id = anchor(view).child_id
    return (child_id,) if child_id else ()


def picked_child(view: View) -> int:
    """The child chosen in the list."""
    number = _number(one(view, Block.CHILD))
    if number is None:
        raise InvalidInput({Block.CHILD: "Choose a child from the list."})
    return number


# --- planning ------------------------------------------------------------------------------------------


def read_plan_state(view: View) -> PlanState:
    """What is chosen in the plan form so far."""
    return PlanState(children(view), day(view, Block.DAY), clock_time(view, Block.TIME))


def read_when(view: View) -> tuple[date, time]:
    """Day and time of a plan or move."""
    on, at = day(view, Block.DAY), clock_time(view, Block.TIME)
    missing = {}
    if on is None:
        missing[str(Block.DAY)] = "Choose a day."
    if at is None:
        missing[str(Block.TIME)] = "Choose a time."
    if on is None or at is None:
        raise InvalidInput(missing)
    return on, at


def read_plan(view: View) -> PlanVisit:
    """The plan form as a command; InvalidInput names what is missing."""
    chosen = children(view)
    if not chosen:
        raise InvalidInput({Block.CHILDREN: "Choose at least one child."})
    on, at = read_when(view)
    announced = one(view, Block.ANNOUNCED)
    if announced not in ("yes", "no"):
        raise InvalidInput({Block.ANNOUNCED: "Say whether the family knows you are coming."})
    return PlanVisit(chosen, on, at, announced == "yes", many(view, Block.GOING))


# --- recording -----------------------------------------------------------------------------------------


def _kind(value: str) -> OutcomeKind | None:
    return OutcomeKind(value) if value in {str(kind) for kind in OUTCOME_WORDS} else None


def _own_kinds(view: View) -> Iterator[tuple[int, OutcomeKind]]:
    for block in view.get("blocks") or []:
        name, _, number = str(block.get("block_id") or "").partition(":")
        child_id = _number(number)
        if name != Block.KIND or child_id is None:
            continue
        value = one(view, str(block["block_id"]))
        kind = _kind(value)
        if value != SAME and kind is not None:
            yield child_id, kind


def read_record_state(view: View) -> RecordState:
    """What is chosen in the record form so far."""
    chosen = children(view)
    own = {child_id: kind for child_id, kind in _own_kinds(view) if child_id in chosen and len(chosen) > 1}
    return RecordState(chosen, _kind(one(view, Block.OUTCOME)), own)


def read_record(view: View) -> RecordOutcome:
    """The record form as a command; InvalidInput names what is missing."""
    state = read_record_state(view)
    missing: dict[str, str] = {}
    if not state.children:
        missing[Block.CHILDREN] = "Choose at least one child."
    if state.kind is None:
        missing[Block.OUTCOME] = "Say what happened."
    on, at = day(view, Block.HAPPENED_ON), clock_time(view, Block.HAPPENED_AT)
    if state.kind is not None and on is None:
        missing[Block.HAPPENED_ON] = "Choose the day it happened."
    if state.kind is not None and at is None:
        missing[Block.HAPPENED_AT] = "Choose the time it happened."
    if has(view, Block.ANNOUNCED) and one(view, Block.ANNOUNCED) not in ("yes", "no"):
        missing[Block.ANNOUNCED] = "Say whether the family knew you were coming."
    if missing or on is None or at is None:
        raise InvalidInput(missing)
    return RecordOutcome(
        visit_id=anchor(view).visit_id or None,
        happened_on=on,
        happened_at=at,
        children=tuple(_child_record(view, state, child_id) for child_id in state.children),
        announced=one(view, Block.ANNOUNCED) != "no",
        tried=many(view, Block.TRIED) if state.kinds & NOT_SEEN else (),
        note=text(view, Block.NOTE),
        next_day=day(view, Block.NEXT_DAY),
        next_time=clock_time(view, Block.NEXT_TIME),
    )


def _child_record(view: View, state: RecordState, child_id: int) -> ChildRecord:
    kind = state.kind_of(child_id)
    if kind is None:
        raise InvalidInput({Block.OUTCOME: "Say what happened."})
    if kind is OutcomeKind.SEEN_ELSEWHERE:
        return ChildRecord(child_id, kind, place=one(view, ids.of(Block.PLACE, child_id)))
    if kind is not OutcomeKind.SEEN:
        return ChildRecord(child_id, kind)
    ticked = many(view, ids.of(Block.FLAGS, child_id))
    alone = "alone" in ticked
    reason = "" if alone else NOT_ALONE_WORDS.get(one(view, ids.of(Block.WHY_NOT_ALONE, child_id)), "")
    return ChildRecord(
        child_id,
        kind,
        alone=alone,
        awake="awake" in ticked,
        bedroom="bedroom" in ticked,
        spoken_to="spoken_to" in ticked,
        place="home",
        not_alone_reason=reason,
    )


# --- alerts --------------------------------------------------------------------------------------------


def read_acknowledgement(view: View) -> tuple[tuple[str, ...], date, time]:
    """What a manager will do, and by when."""
    plan = many(view, Block.PLAN)
    on, at = day(view, Block.BY_DAY), clock_time(view, Block.BY_TIME)
    missing: dict[str, str] = {}
    if not plan:
        missing[Block.PLAN] = "Choose at least one step."
    if on is None:
        missing[Block.BY_DAY] = "Choose a day."
    if at is None:
        missing[Block.BY_TIME] = "Choose a time."
    if missing or on is None or at is None:
        raise InvalidInput(missing)
    return plan, on, at
