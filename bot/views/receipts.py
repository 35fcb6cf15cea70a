"""What was saved, and what happens next: the page after recording, and the messages to keep."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.cards import AlertCard, AlertsCard, Contacts, ReceiptCard, Recorded, RecordedChild
from bot.domain.messages import PLAN_CHIPS, AlertStatus
from bot.domain.visits import OutcomeKind
from bot.views import parts
from bot.views.anchors import Anchor
from bot.views.emergency import urgent
from bot.views.ids import Action
from bot.views.parts import Json, Message
from bot.views.visits import due_moment, visit_words
from bot.wording import say
from knowledge.results import UrgentRoute

RECORDED = "recorded:"
"""Before the record's number: the block under what was recorded for one child."""


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
    if one.next_visit:
        lines.append(f"Next visit in the diary: {visit_words(one.next_visit)}.")
    copy = parts.button("Text for the case system", Action.COPY_TEXT, str(one.outcome.id))
    why = parts.button("Why this date?", Action.WHY, Anchor(child_id=one.child.id).pack())
    after = Anchor(child_id=one.child.id, visit_id=one.outcome.visit_id or 0, purpose="after-visit")
    start = parts.button("Check after the visit", Action.CHECK_START, after.pack()) if check else None
    anchor = Anchor(child_id=one.child.id, outcome_id=one.outcome.id).pack()
    undo = parts.button("Undo", Action.UNDO, anchor, confirm=_sure(one)) if one.undo else None
    correct = parts.button("Correct", Action.CORRECT, anchor)
    buttons = parts.actions(f"{RECORDED}{one.outcome.id}", copy, start, why, undo, correct)
    return [parts.section("\n".join(lines)), buttons]


def _sure(one: RecordedChild) -> Json:
    """Which record of which child is taken back, before it is."""
    record = (
        f"{parts.clip(one.child.label, 60)}: {one.outcome.words}, {parts.moment(one.outcome.happened_at)}."
    )
    return parts.confirm("Undo this record?", f"{record} {say('undo_sure')}", "Undo it")


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
    """The practitioner's message after children were not seen; drawn again whenever an alert changes."""
    first = "Your visit is recorded. Please read what happens next."
    blocks: list[Json] = [parts.section(first)]
    states = _states(card)
    for texts in states:
        blocks += [parts.section(text) for text in texts]
    live = AlertsCard(card.alerts).live
    if card.alerts and not live and len(states) == 1:  # else each state says whose it is
        blocks.append(parts.section("\n".join(_name(alert) for alert in card.alerts)))
    told = {one.child.id for one in card.recorded}
    for one in card.recorded:
        blocks += recorded_child(one)
    blocks += [parts.section("\n".join(_in_short(alert))) for alert in live if alert.child.id not in told]
    if live:
        anchor = Anchor(child_id=live[0].child.id).pack()
        whose = only_one_of(card.alerts)
        blocks.append(
            parts.actions(
                f"retry:{live[0].alert_id}",
                parts.button(f"Plan the next try{whose}", Action.PLAN, anchor, style="primary"),
                parts.button(f"Record another try{whose}", Action.RECORD, anchor),
            )
        )
    return parts.message(first, blocks)


def _states(card: ReceiptCard) -> list[list[str]]:
    """Who has it, once where it is the same for all children, else child by child."""
    if not card.alerts:
        return [[not_seen_yet(card.contacts.manager_name or "the manager", card.contacts)]]
    states = [_state(alert, card.contacts) for alert in card.alerts]
    if all(state == states[0] for state in states):
        return states[:1]
    return [
        [f"{_name(alert)}: {state[0]}", *state[1:]] for alert, state in zip(card.alerts, states, strict=True)
    ]


def _state(alert: AlertCard, contacts: Contacts) -> list[str]:
    if alert.status is AlertStatus.CLOSED:
        return [f"*Closed.* {parts.clip_escaped(alert.closed_why, 500)}"]
    if alert.moved:
        return ["There is a newer message about this, below."]
    name = contacts.manager_name or "the manager"
    if alert.status is AlertStatus.OPEN:
        if alert.broken:
            return ["*What was agreed has not happened, so this is open again.*", ring(name, contacts)]
        return [not_seen_yet(name, contacts)]
    by = f", by {parts.moment(alert.by_when)}" if alert.by_when else ""
    plan = "; ".join(plan_words(alert.plan))
    who = parts.escape(alert.acknowledged_by)
    lines = [f"*{who} has it*: {parts.escape(plan) or 'see the alert'}{by}."]
    lines.append("It stays open until the child is seen.")
    if alert.after_due:
        lines.append("What is agreed comes after the date. The date has not moved.")
    return lines


def _name(alert: AlertCard) -> str:
    return f"*{parts.clip_escaped(alert.child.label, 80)}*"


def _in_short(alert: AlertCard) -> list[str]:
    lines = [_name(alert)]
    if alert.retry and alert.retry.has_date:
        lines.append(f"*Try again by {due_moment(alert.retry.on, alert.retry.moment)}.*")
    if alert.due_on:
        lines.append(f"The home visit is still due by {parts.day(alert.due_on)}.")
    return lines


def only_one_of(alerts: tuple[AlertCard, ...]) -> str:
    """For a button: " for" the child it is about, where the message names others whom it isn't about any more."""
    live = AlertsCard(alerts).live
    return f" for {parts.clip(live[0].child.label, 40)}" if len(live) == 1 < len(alerts) else ""


def plan_words(plan: Sequence[str]) -> list[str]:
    """What a manager chose to do, in words."""
    return [PLAN_CHIPS.get(key, key) for key in plan]


def copy_modal(text: str) -> Json:
    """Text to select and copy into the case system."""
    blocks = [parts.context(say("not_the_case_record"))]
    blocks += [parts.copy_box(piece) for piece in parts.pieces(text)]
    return parts.modal("For the case system", blocks, close="Close")
