"""Taking a record back, and putting it right: the form, what became of it, and the ways that lead there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.cards import Corrected, CorrectedCard, Correction, VisitReceipt
from bot.domain.children import Child
from bot.domain.visits import CORRECTION_WORDS, NOT_SEEN, TRIED_WORDS, ChildOutcome, OutcomeKind
from bot.views import parts
from bot.views.anchors import Anchor
from bot.views.ids import Action, Block, View
from bot.views.parts import Json, Message
from bot.views.receipts import RECORDED, recorded_child
from bot.views.recording import (
    CALLED_OFF,
    FLAG_WORDS,
    KNEW,
    chosen,
    outcome_field,
    place_field,
    seen_fields,
)
from bot.views.visits import announced_field
from bot.wording import say

CHANGE, TAKE_BACK = "change", "take_back"
HOW_WORDS = {
    CHANGE: "Put it right",
    TAKE_BACK: "Take it back: nothing of it counts",
}


@dataclass(frozen=True, slots=True)
class CorrectState:
    """What is chosen in the form so far."""

    how: str = CHANGE
    kind: OutcomeKind | None = None


def pick(child: Child, found: Sequence[ChildOutcome], anchor: Anchor) -> Json:
    """Which record is to be corrected, the newest first."""
    options = [parts.option(f"{parts.moment(one.happened_at)}: {one.words}", str(one.id)) for one in found]
    element: Json = {"type": "radio_buttons", "options": options[:10], "initial_option": options[0]}
    return parts.modal(
        "Correct a record",
        [
            parts.section(f"*{parts.clip_escaped(child.label, 80)}*"),
            parts.field(Block.RECORD, "Which record?", element),
        ],
        callback_id=View.CORRECT_PICK,
        private_metadata=anchor.pack(),
        submit="Next",
        close="Cancel",
    )


def form(facts: Correction, state: CorrectState, anchor: Anchor) -> Json:
    """The record as it is, ready to be changed; blocks keep their ids, so nothing typed is lost."""
    old, child = facts.outcome, facts.child
    was = f"{old.words}, {parts.moment(old.happened_at)}"
    lines = [
        f"*{parts.clip_escaped(child.label, 80)}*",
        f"Recorded by {parts.clip_escaped(facts.by_name, 80)}: {was}",
    ]
    ways = [parts.option(words, key) for key, words in HOW_WORDS.items()]
    reasons = [parts.option(words, key) for key, words in CORRECTION_WORDS.items()]
    blocks: list[Json] = [
        parts.section("\n".join(lines)),
        parts.field(
            Block.HOW,
            "What should become of it?",
            chosen({"type": "radio_buttons", "options": ways}, [state.how]),
            dispatch=f"{Action.CORRECT_FIELD}:{Block.HOW}",
        ),
        parts.field(
            Block.REASON,
            "Why?",
            {"type": "static_select", "options": reasons, "placeholder": parts.plain("Choose a reason")},
        ),
    ]
    if state.how == CHANGE:
        blocks += _facts(facts, state.kind or old.kind)
    blocks.append(parts.context("What was recorded before is kept, with your name, the time and the reason."))
    return parts.modal(
        "Correct a record",
        blocks,
        callback_id=View.CORRECT,
        private_metadata=anchor.pack(),
        submit="Save",
        close="Cancel",
    )


def _facts(facts: Correction, kind: OutcomeKind) -> list[Json]:
    old, child, label = facts.outcome, facts.child, parts.clip(facts.child.label, 60)
    at = old.happened_at.astimezone(parts.LONDON)
    blocks = [outcome_field(kind, dispatch=f"{Action.CORRECT_FIELD}:{Block.OUTCOME}")]
    if kind is OutcomeKind.SEEN_ELSEWHERE:
        blocks.append(place_field(child, label, old.place))
    if kind is OutcomeKind.SEEN:
        given = [flag for flag in FLAG_WORDS if getattr(old, flag)]
        blocks += seen_fields(child, label, (), given, old.not_alone_reason)
    blocks += [
        parts.field(
            Block.HAPPENED_ON, "On which day?", {"type": "datepicker", "initial_date": at.date().isoformat()}
        ),
        parts.field(Block.HAPPENED_AT, "At what time?", parts.timepicker(at.time())),
    ]
    if kind in NOT_SEEN and kind is not OutcomeKind.CANCELLED_BY_US:
        options = [parts.option(words, key) for key, words in TRIED_WORDS.items()]
        element = chosen({"type": "checkboxes", "options": options}, old.tried)
        blocks.append(parts.field(Block.TRIED, "What did you try?", element, optional=True))
    if kind not in CALLED_OFF:
        blocks.append(announced_field(old.announced, KNEW))
    return blocks


def corrected(facts: Corrected) -> Json:
    """What the form turns into."""
    return parts.modal("Corrected" if facts.new else "Taken back", _what_became(facts), close="Done")


def told(card: CorrectedCard) -> Message:
    """For whoever recorded it, where somebody else put it right."""
    first = "A visit record of yours was corrected."
    small = parts.context(f"By {parts.clip_escaped(card.by_name, 80)}, {parts.moment(card.at)}.")
    return parts.message(first, [parts.section(first), *_what_became(card.done), small])


def receipt(card: VisitReceipt) -> Message:
    """The receipt of a visit after one of its records changed: every record in its place, as it stands now."""
    first = "Your visit is recorded."
    blocks: list[Json] = [parts.section(first)]
    for one in card.records:
        if isinstance(one, Corrected):
            blocks += _what_became(one)
        else:
            blocks += recorded_child(one, check=one.outcome.kind is OutcomeKind.SEEN)
    return parts.message(first, [*blocks, parts.context(say("not_the_case_record"))])


def _what_became(facts: Corrected) -> list[Json]:
    blocks = [parts.section("\n".join(_lines(facts)))]
    if facts.new is not None:
        blocks += recorded_child(facts.new)
    else:
        anchor = Anchor(child_id=facts.child.id, visit_id=facts.old.visit_id or 0).pack()
        blocks.append(
            parts.actions(
                f"taken_back:{facts.old.id}",
                parts.button("Record the visit", Action.RECORD, anchor),
                parts.button("Why this date?", Action.WHY, Anchor(child_id=facts.child.id).pack()),
            )
        )
    return blocks


def _lines(facts: Corrected) -> list[str]:
    was = f"{facts.old.words}, {parts.moment(facts.old.happened_at)}"
    lines = [f"*{parts.clip_escaped(facts.child.label, 80)}*"]
    lines.append(
        f"*Corrected.* It said: {was}." if facts.new else f"*Taken back:* {was}. Nothing of it counts."
    )
    if facts.new is None:
        due = (
            f"The home visit is due by {parts.day(facts.due_after)}."
            if facts.due_after
            else "No date is set."
        )
        before = facts.due_before
        changed = f" Before it was {parts.day(before)}." if before and before != facts.due_after else ""
        lines.append(due + changed)
    if facts.closed:
        lines.append("The alert is closed; the manager's card says why.")
    if facts.raised or facts.overdue:
        lines.append(_alert_words(facts))
    if facts.new is None:
        lines.append("A next visit in the diary stays: move or cancel it if that is wrong, too.")
    return lines


def _alert_words(facts: Corrected) -> str:
    """Why an alert is live, and who gets it: nobody is said to have it who does not."""
    why = "The date is past" if facts.overdue else "The child has not been seen since"
    state = "is open again" if facts.raised else "stays open"
    name = parts.clip_escaped(facts.manager_name, 80)
    who = f"{name} gets it now." if name else "No manager is set for this child: ring one now."
    return f"*{why}, so the alert {state}. {who}*"


def page_after(shown: Sequence[Json], facts: Corrected) -> Json:
    """The page right after saving: with the other children where it shows several."""
    others = [block for block in shown if str(block.get("block_id", "")).startswith(RECORDED)]
    if len(others) < 2:
        return corrected(facts)
    return parts.modal("Recorded", redrawn(shown, facts), close="Done")


def redrawn(shown: Sequence[Json], facts: Corrected) -> list[Json]:
    """A receipt with what became of one of its records in the place where the record stood."""
    blocks: list[Json] = []
    for block in shown:
        if block.get("block_id") != f"{RECORDED}{facts.old.id}":
            blocks.append(block)
            continue
        blocks = [*blocks[:-1], *_what_became(facts)]
    return blocks
