"""Recording: "worried now?" first, then a form that shows what the outcome needs, then what was saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.cards import Contacts, VisitChoice
from bot.domain.children import Child
from bot.domain.visits import NOT_SEEN, OUTCOME_WORDS, PLACE_WORDS, TRIED_WORDS, OutcomeKind
from bot.views import ids, parts
from bot.views.anchors import Anchor
from bot.views.emergency import phone_lines
from bot.views.ids import Action, Block, View
from bot.views.parts import Json
from bot.views.visits import announced_field, children_fields
from bot.wording import say
from knowledge.results import Owed

FLAG_WORDS: Mapping[str, str] = {
    "alone": "Seen alone",
    "bedroom": "Bedroom seen",
    "awake": "Seen awake",
    "spoken_to": "Spoken to",
}
NOT_ALONE_WORDS: Mapping[str, str] = {
    "child_chose": "The child didn't want to",
    "parent_refused": "The parent or carer didn't agree",
    "too_young": "Too young for it, or a baby",
    "no_private_place": "There was no private place",
    "no_interpreter": "There was no interpreter or aid to talk",
    "other": "Another reason, written in the case system",
}
SAME = "same"
KNEW = "Did the family know you were coming?"
ASKS_WHAT_WAS_TRIED = NOT_SEEN - {OutcomeKind.CANCELLED_BY_US}
CALLED_OFF = frozenset({OutcomeKind.CANCELLED_BY_FAMILY, OutcomeKind.CANCELLED_BY_US})


@dataclass(frozen=True, slots=True)
class RecordState:
    """What is chosen in the record form so far; `own` holds children whose outcome differs from `kind`."""

    children: tuple[int, ...]
    kind: OutcomeKind | None = None
    own: Mapping[int, OutcomeKind] = field(default_factory=dict)

    def kind_of(self, child_id: int) -> OutcomeKind | None:
        """What came of the visit for this child."""
        return self.own.get(child_id, self.kind)

    @property
    def kinds(self) -> set[OutcomeKind]:
        """Every outcome among the chosen children."""
        return {kind for child in self.children if (kind := self.kind_of(child)) is not None}


def worried(contacts: Contacts, anchor: Anchor) -> Json:
    """The first thing asked, at any hour, with whom to ring."""
    return parts.modal(
        "Record a visit",
        [
            parts.section(f"*{say('worried_question')}*"),
            parts.section(phone_lines(contacts)),
            parts.actions(
                "worried",
                parts.button("No, go on", Action.NOT_WORRIED, style="primary"),
                parts.button("Yes, I'm worried now", Action.WORRIED, style="danger"),
            ),
        ],
        private_metadata=anchor.pack(),
        close="Cancel",
    )


def worried_now(contacts: Contacts, anchor: Anchor) -> Json:
    """What to do first when someone is worried; the record can wait, and is one tap away."""
    return parts.modal(
        "Do this first",
        [
            parts.header("Ring first, record after"),
            parts.steps(
                [
                    "If a child or you are in immediate danger, ring 999 now and stay where it is safe.",
                    "Ring your manager and say what you saw. Out of hours, ring the Emergency Duty Team.",
                    "Stay on the line until you have agreed who does what next.",
                ]
            ),
            parts.section(phone_lines(contacts)),
            parts.context("I have told nobody: a call is faster than a message. Then record the visit here."),
            parts.actions("worried", parts.button("I have rung: record the visit", Action.NOT_WORRIED)),
        ],
        private_metadata=anchor.pack(),
        close="Later",
    )


def record_form(choice: VisitChoice, state: RecordState, anchor: Anchor, note: str = "") -> Json:
    """The record form for what is chosen so far. Blocks keep their ids, so nothing typed is lost."""
    blocks: list[Json] = []
    if len(choice.children) > 1:
        blocks += children_fields(
            choice.children, state.children, choice.today, {}, dispatch=Action.RECORD_CHILDREN
        )
    else:
        child = choice.children[0]
        blocks.append(
            parts.section(f"*{parts.clip_escaped(child.label, 80)}* · {child.age_on(choice.today)}")
        )
    blocks.append(outcome_field(state.kind, several=len(state.children) > 1))
    if state.kind is not None:
        chosen = [child for child in choice.children if child.id in state.children]
        for child in chosen:
            blocks += _child_fields(child, state, choice, alone_here=len(chosen) == 1)
        blocks += _common_fields(choice, state, note)
    return parts.modal(
        "Record a visit",
        blocks,
        callback_id=View.RECORD,
        private_metadata=anchor.pack(),
        submit="Save",
        close="Cancel",
    )


def outcome_field(kind: OutcomeKind | None, *, several: bool = False, dispatch: str = Action.OUTCOME) -> Json:
    """What happened; choosing reports at once, because the rest of the form follows it."""
    options = [parts.option(words, key) for key, words in OUTCOME_WORDS.items()]
    element: Json = {"type": "radio_buttons", "options": options}
    if kind is not None:
        element["initial_option"] = next(option for option in options if option["value"] == kind)
    label = "What happened? (the same for most of them)" if several else "What happened?"
    return parts.field(Block.OUTCOME, label, element, dispatch=dispatch)


def _child_fields(child: Child, state: RecordState, choice: VisitChoice, *, alone_here: bool) -> list[Json]:
    """What is asked about one child: first whether it differs, then only what its outcome needs."""
    blocks: list[Json] = []
    label = parts.clip(child.label, 60)
    if not alone_here:
        options = [parts.option("The same as above", SAME)]
        options += [parts.option(words, key) for key, words in OUTCOME_WORDS.items()]
        own = state.own.get(child.id)
        initial = next((option for option in options if own and option["value"] == own), options[0])
        blocks.append(
            parts.field(
                ids.of(Block.KIND, child.id),
                f"{label}: what happened?",
                {"type": "static_select", "options": options, "initial_option": initial},
                dispatch=f"{Action.CHILD_OUTCOME}:{child.id}",
            )
        )
    kind = state.kind_of(child.id)
    if kind is OutcomeKind.SEEN_ELSEWHERE:
        blocks.append(place_field(child, label))
    if kind is OutcomeKind.SEEN:
        blocks += seen_fields(child, label, choice.owed.get(child.id, ()))
    return blocks


def place_field(child: Child, label: str, given: str = "") -> Json:
    """Where the child was seen."""
    options = [parts.option(words, key) for key, words in PLACE_WORDS.items() if key != "home"]
    element: Json = {
        "type": "static_select",
        "options": options,
        "placeholder": parts.plain("Choose a place"),
    }
    return parts.field(ids.of(Block.PLACE, child.id), f"{label}: where?", chosen(element, [given]))


def chosen(element: Json, given: Collection[str]) -> Json:
    """The same element with what was given before already chosen."""
    found = [option for option in element["options"] if option["value"] in given]
    if found and element["type"] == "checkboxes":
        return {**element, "initial_options": found}
    return {**element, "initial_option": found[0]} if found else element


def seen_fields(
    child: Child, label: str, owed: Sequence[Owed], given: Collection[str] = (), reason: str = ""
) -> list[Json]:
    """What is asked about a child who was seen at home."""
    wanted = {item.what for item in owed}
    options = [
        parts.option(f"{words} (owed this visit)" if key in wanted else words, key)
        for key, words in FLAG_WORDS.items()
    ]
    reasons = [parts.option(words, key) for key, words in NOT_ALONE_WORDS.items()]
    return [
        parts.field(
            ids.of(Block.FLAGS, child.id),
            f"{label}: tick what happened",
            chosen({"type": "checkboxes", "options": options}, given),
            optional=True,
        ),
        parts.field(
            ids.of(Block.WHY_NOT_ALONE, child.id),
            f"{label}: if not seen alone, why?",
            chosen(
                {
                    "type": "static_select",
                    "options": reasons,
                    "placeholder": parts.plain("Only if not seen alone"),
                },
                [key for key, words in NOT_ALONE_WORDS.items() if words == reason],
            ),
            optional=True,
        ),
    ]


def _common_fields(choice: VisitChoice, state: RecordState, note: str) -> list[Json]:
    """Asked once for all children of the visit."""
    at = _likely_moment(choice).astimezone(parts.LONDON)
    blocks = [
        parts.field(
            Block.HAPPENED_ON, "On which day?", {"type": "datepicker", "initial_date": at.date().isoformat()}
        ),
        parts.field(Block.HAPPENED_AT, "At what time?", parts.timepicker(at.time())),
    ]
    if state.kinds & ASKS_WHAT_WAS_TRIED:
        options = [parts.option(words, key) for key, words in TRIED_WORDS.items()]
        blocks.append(
            parts.field(
                Block.TRIED,
                "What did you try?",
                {"type": "checkboxes", "options": options},
                optional=True,
            )
        )
    if not (state.kinds and state.kinds <= CALLED_OFF):
        blocks.append(announced_field(choice.visit.announced if choice.visit else None, KNEW))
    if note or state.kinds & NOT_SEEN:
        element: Json = {"type": "plain_text_input", "multiline": True, "max_length": 3000}
        if note:
            element["initial_value"] = note[:3000]
        blocks.append(parts.field(Block.NOTE, "A short note", element, optional=True, hint=say("note_hint")))
    blocks += [
        parts.field(
            Block.NEXT_DAY,
            "Next visit agreed with the family? Which day",
            {"type": "datepicker", "placeholder": parts.plain("No day agreed yet")},
            optional=True,
        ),
        parts.field(
            Block.NEXT_TIME,
            "And what time",
            parts.timepicker(None, "No time agreed yet"),
            optional=True,
        ),
    ]
    return blocks


def _likely_moment(choice: VisitChoice) -> datetime:
    """When it probably happened: the planned moment once that has passed, now otherwise."""
    if choice.visit and choice.visit.starts_at <= choice.now:
        return choice.visit.starts_at
    return choice.now
