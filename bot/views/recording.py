"""Recording: "worried now?" first, then a form that shows what the outcome needs, then what was saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.cards import Contacts, ReceiptCard, Recorded, RecordedChild, VisitChoice
from bot.domain.children import Child
from bot.domain.messages import PLAN_CHIPS, AlertStatus
from bot.domain.visits import NOT_SEEN, OUTCOME_WORDS, PLACE_WORDS, TRIED_WORDS, OutcomeKind
from bot.views import ids, parts
from bot.views.anchors import Anchor
from bot.views.guidance import phone_lines, urgent
from bot.views.ids import Action, Block, View
from bot.views.parts import Json, Message
from bot.views.visits import announced_field, children_fields, due_moment
from bot.wording import say
from knowledge.results import Owed, UrgentRoute

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
    blocks.append(_outcome_field(state.kind, several=len(state.children) > 1))
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


def _outcome_field(kind: OutcomeKind | None, *, several: bool) -> Json:
    options = [parts.option(words, key) for key, words in OUTCOME_WORDS.items()]
    element: Json = {"type": "radio_buttons", "options": options}
    if kind is not None:
        element["initial_option"] = next(option for option in options if option["value"] == kind)
    label = "What happened? (the same for most of them)" if several else "What happened?"
    return parts.field(Block.OUTCOME, label, element, dispatch=Action.OUTCOME)


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
        blocks.append(_place_field(child, label))
    if kind is OutcomeKind.SEEN:
        blocks += _seen_fields(child, label, choice.owed.get(child.id, ()))
    return blocks


def _place_field(child: Child, label: str) -> Json:
    options = [parts.option(words, key) for key, words in PLACE_WORDS.items() if key != "home"]
    return parts.field(
        ids.of(Block.PLACE, child.id),
        f"{label}: where?",
        {"type": "static_select", "options": options, "placeholder": parts.plain("Choose a place")},
    )


def _seen_fields(child: Child, label: str, owed: Sequence[Owed]) -> list[Json]:
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
            {"type": "checkboxes", "options": options},
            optional=True,
        ),
        parts.field(
            ids.of(Block.WHY_NOT_ALONE, child.id),
            f"{label}: if not seen alone, why?",
            {
                "type": "static_select",
                "options": reasons,
                "placeholder": parts.plain("Only if not seen alone"),
            },
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
        parts.field(
            Block.HAPPENED_AT, "At what time?", {"type": "timepicker", "initial_time": f"{at:%H:%M}"}
        ),
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
            {"type": "timepicker", "placeholder": parts.plain("No time agreed yet")},
            optional=True,
        ),
    ]
    return blocks


def _likely_moment(choice: VisitChoice) -> datetime:
    """When it probably happened: the planned moment once that has passed, now otherwise."""
    if choice.visit and choice.visit.starts_at <= choice.now:
        return choice.visit.starts_at
    return choice.now


def saved(facts: Recorded, route: UrgentRoute | None = None) -> Json:
    """What the form turns into once it is saved: dates, what is owed, whom to ring.

    `route` is the emergency that the note tells of: its steps come first.
    """
    blocks: list[Json] = urgent(route, facts.contacts) if route else []
    if facts.manager_name:
        blocks.append(parts.section(not_seen_yet(facts.manager_name, facts.contacts)))
    for one in facts.children:
        blocks += recorded_child(one)
    blocks.append(parts.context(say("not_the_case_record")))
    return parts.modal("Recorded", blocks, close="Done")


def receipt(facts: Recorded) -> Message:
    """The same to keep, in the direct messages, for the children whose manager need not be alerted."""
    blocks: list[Json] = [parts.section("Your visit is recorded.")]
    for one in facts.children:
        if one.alert_id is None:
            blocks += recorded_child(one, check=one.outcome.kind is OutcomeKind.SEEN)
    blocks.append(parts.context(say("not_the_case_record")))
    return parts.message("Your visit is recorded.", blocks)


def recorded_child(one: RecordedChild, *, check: bool = False) -> list[Json]:
    """What recording did for one child; with `check`, the short check after a visit is offered."""
    lines = [f"*{parts.clip_escaped(one.child.label, 80)}*: {one.outcome.words}"]
    lines += [parts.clip_escaped(sentence, 500) for sentence in one.sentences]
    if one.closed_alert_id:
        lines.append("The open alert is closed; the manager sees why.")
    if one.retry and one.retry.has_date:
        lines.append(f"*Try again by {due_moment(one.retry.on, one.retry.moment)}.*")
    if one.owed:
        lines.append(f"Still owed at the next visit: {parts.owed_words(item.what for item in one.owed)}.")
    record_by = one.record_by.moment if one.record_by else None
    if one.record_by and one.record_by.has_date and not (record_by and record_by < one.outcome.happened_at):
        by = due_moment(one.record_by.on, one.record_by.moment)
        lines.append(f"To be in the case system by {by}.")
    copy = parts.button("Text for the case system", Action.COPY_TEXT, str(one.outcome.id))
    why = parts.button("Why this date?", Action.WHY, Anchor(child_id=one.child.id).pack())
    after = Anchor(child_id=one.child.id, visit_id=one.outcome.visit_id or 0, purpose="after-visit")
    start = parts.button("Check after the visit", Action.CHECK_START, after.pack()) if check else None
    return [parts.section("\n".join(lines)), parts.actions(f"recorded:{one.outcome.id}", copy, start, why)]


def not_seen_yet(manager_name: str, contacts: Contacts) -> str:
    """What the worker reads until somebody has acknowledged."""
    name = parts.escape(manager_name)
    number = f" on {parts.escape(contacts.manager_phone)}" if contacts.manager_phone else ""
    text = f"*Sent to {name}, who has not seen it yet. Ring them{number}.*"
    if contacts.edt_phone:
        text += f"\nOut of hours, the Emergency Duty Team: {parts.escape(contacts.edt_phone)}"
    return text


def ring(name: str, contacts: Contacts) -> str:
    """Whom to ring, where the manager knew and what was agreed did not happen."""
    number = f" on {parts.escape(contacts.manager_phone)}" if contacts.manager_phone else ""
    return f"*Ring {parts.escape(name)}{number}.*"


def not_seen_receipt(card: ReceiptCard) -> Message:
    """The practitioner's message after a child was not seen; drawn again whenever the alert changes."""
    blocks: list[Json] = [parts.section("Your visit is recorded. Please read what happens next.")]
    alert = card.alert
    if alert is None or alert.status is AlertStatus.OPEN:
        name = card.contacts.manager_name or "the manager"
        if alert and alert.reopened:
            blocks.append(parts.section("*What was agreed has not happened, so this is open again.*"))
            blocks.append(parts.section(ring(name, card.contacts)))
        else:
            blocks.append(parts.section(not_seen_yet(name, card.contacts)))
    elif alert.status is AlertStatus.ACKNOWLEDGED:
        by = f", by {parts.moment(alert.by_when)}" if alert.by_when else ""
        plan = "; ".join(plan_words(alert.plan))
        who = parts.escape(alert.acknowledged_by)
        blocks.append(parts.section(f"*{who} has it*: {parts.escape(plan) or 'see the alert'}{by}."))
        blocks.append(parts.section("It stays open until the child is seen."))
        if alert.after_due:
            blocks.append(parts.section("What is agreed comes after the date. The date has not moved."))
    else:
        blocks.append(parts.section(f"*Closed.* {parts.clip_escaped(alert.closed_why, 500)}"))
    if card.recorded:
        blocks += recorded_child(card.recorded)
    elif alert:
        lines = [f"*{parts.clip_escaped(alert.child.label, 80)}*"]
        if alert.status is not AlertStatus.CLOSED:
            if alert.retry and alert.retry.has_date:
                lines.append(f"*Try again by {due_moment(alert.retry.on, alert.retry.moment)}.*")
            if alert.due_on:
                lines.append(f"The home visit is still due by {parts.day(alert.due_on)}.")
        blocks.append(parts.section("\n".join(lines)))
    if alert and alert.status is not AlertStatus.CLOSED:
        anchor = Anchor(child_id=alert.child.id).pack()
        blocks.append(
            parts.actions(
                f"retry:{alert.alert_id}",
                parts.button("Plan the next try", Action.PLAN, anchor, style="primary"),
                parts.button("Record another try", Action.RECORD, anchor),
            )
        )
    return parts.message("Your visit is recorded. Please read what happens next.", blocks)


def plan_words(plan: Sequence[str]) -> list[str]:
    """What a manager chose to do, in words."""
    return [PLAN_CHIPS.get(key, key) for key in plan]


def copy_modal(text: str) -> Json:
    """Text to select and copy into the case system."""
    blocks = [parts.context(say("not_the_case_record"))]
    blocks += [parts.copy_box(piece) for piece in parts.pieces(text)]
    return parts.modal("For the case system", blocks, close="Close")
