"""One render function for each kind of message the service sends on its own.

The first block and the fallback text are neutral: they reach lock screens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any

from bot.domain.cards import (
    AlertsCard,
    CorrectedCard,
    ListCard,
    PassedOnCard,
    ProblemsCard,
    ReceiptCard,
    ReminderCard,
    ReplyCard,
    VisitReceipt,
)
from bot.domain.messages import AlertStatus, MessageKind
from bot.views import corrections, parts, plans
from bot.views.alerts import MOST_WHY, alert_card, deadline, how_it_stands_for_worker, names, what_happened
from bot.views.anchors import Anchor
from bot.views.checklists import BEFORE
from bot.views.home import short_row
from bot.views.ids import Action
from bot.views.parts import Json, Message
from bot.views.receipts import not_seen_receipt, only_one_of
from bot.views.visits import visit_words
from bot.wording import say

MOST_ROWS = 20


def render(kind: MessageKind, card: Any) -> Message:
    """The message of `kind` for its card; TypeError where the card is of another kind."""
    wanted, draw = RENDERERS[kind]
    if not isinstance(card, wanted):
        raise TypeError(f"{kind} is drawn from {wanted.__name__}, not {type(card).__name__}")
    return draw(card)


def visit_reminder(card: ReminderCard) -> Message:
    """Before a planned visit: who, what is owed, and the check one tap away."""
    first = _late(card, "A visit is coming up.")
    lines = [f"*{_names(card)}*"]
    if card.visit:
        lines.append(visit_words(card.visit))
    return _reminder(card, first, lines, start=True)


def due_soon(card: ReminderCard) -> Message:
    """A due day comes near and nothing is planned."""
    return _reminder(card, _late(card, "A visit needs planning."), [f"*{_names(card)}*", _due(card)])


def due_today(card: ReminderCard) -> Message:
    """The last day."""
    first = _late(card, "A visit is due today.")
    return _reminder(card, first, [f"*{_names(card)}*", _due(card)])


def overdue(card: ReminderCard) -> Message:
    """The day has passed and no visit is recorded here."""
    lines = [f"*{_names(card)}*"]
    if card.due_on:
        late = parts.count(card.days_late, "day")
        lines.append(f"It was due {parts.day(card.due_on)}, {late} ago. No visit is recorded here.")
    lines.append("If you have been, record it: late entries are fine.")
    return _reminder(card, _late(card, "A visit needs your attention."), lines, record_first=True)


def no_interval_task(card: ReminderCard) -> Message:
    """A child whose next date nobody has set yet."""
    lines = [f"*{_names(card)}*"]
    if card.due:
        lines.append(parts.clip_escaped(card.due.sentence, 500))
    lines.append("Agree how often, set it here, and have it entered in the case system.")
    drawn = _reminder(card, "A visit has no date yet.", lines)
    if card.children:
        drawn.blocks[-1]["elements"].insert(0, plans.set_interval(card.children[0]))
    return drawn


def alert_acknowledged(together: AlertsCard) -> Message:
    """For the worker: somebody has it; or, edited later, how each of them stands now."""
    first = "Your manager has answered about a visit."
    blocks: list[Json] = [parts.section(first)]
    for said, alike in groupby(together.alerts, key=how_it_stands_for_worker):
        about = list(alike)
        lines = [f"*{names(about)}*", said]
        blocks.append(parts.section("\n".join(lines)))
    if together.live:
        blocks.append(_alert_ways(together))
    return parts.message(first, blocks)


def alert_unacknowledged(together: AlertsCard) -> Message:
    """For whoever stands next on the ladder: nobody has taken it yet; or, edited later, who has it now."""
    drawn = alert_card(together)
    if not any(one.status is AlertStatus.OPEN for one in together.live):
        return drawn
    first = "A message about a visit has not been answered yet. Please open it."
    return parts.message(
        first,
        [parts.section(first), parts.section("*Nobody has acknowledged this yet.*"), *drawn.blocks[1:]],
    )


def alert_closed(together: AlertsCard) -> Message:
    """What alerts ended with."""
    first = "A message about a visit is closed."
    blocks = [parts.section(first)]
    for card in together.alerts:
        lines = [
            f"*{names([card])}*: {what_happened(card)}",
            parts.clip_escaped(card.closed_why, 500) or "Closed.",
        ]
        blocks.append(parts.section("\n".join(lines)))
    return parts.message(first, blocks)


def starts_overdue(card: ListCard) -> Message:
    """One list on the first day, instead of a message for each child."""
    first = "Here is what stands open on the first day."
    blocks: list[Json] = [parts.section(first)]
    if card.data_as_of:
        blocks.append(parts.context(f"Case-system data from {parts.moment(card.data_as_of)}."))
    today = card.data_as_of.astimezone(parts.LONDON).date() if card.data_as_of else None
    for row in card.rows[:MOST_ROWS]:
        shown_on = today or row.due_on
        if shown_on is None:
            blocks.append(parts.section(f"*{parts.clip_escaped(row.child.label, 80)}*: no interval set"))
            continue
        blocks.append(short_row(row, shown_on, "starts"))
    if len(card.rows) > MOST_ROWS:
        blocks.append(parts.context(f"{len(card.rows) - MOST_ROWS} more are on my Home tab."))
    blocks.append(parts.context(say("home_overdue_means")))
    return parts.message(first, blocks)


def problems(card: ProblemsCard) -> Message:
    """Something that whoever looks after the service has to put right, line by line."""
    blocks: list[Json] = [parts.section(parts.clip_escaped(card.title, 300))]
    shown = [parts.clip(line, 400) for line in card.lines[:MOST_ROWS]]
    if shown:
        blocks.append(parts.bullets(shown))
    if len(card.lines) > MOST_ROWS:
        blocks.append(parts.context(f"And {len(card.lines) - MOST_ROWS} more."))
    return parts.message(card.title, blocks)


def passed_on(card: PassedOnCard) -> Message:
    """For the policy lead: somebody asks what the documents don't say."""
    first = "A question about guidance is waiting for you."
    button = parts.button(
        "Reply", Action.GAP_REPLY, Anchor(question_id=card.question_id).pack(), style="primary"
    )
    return parts.message(
        first,
        [
            parts.section(first),
            parts.quote(parts.clip(card.question, 1500)),
            parts.actions(f"passed_on:{card.question_id}", button),
            parts.context("The documents here don't say. Your reply goes to whoever asked."),
        ],
    )


def reply(card: ReplyCard) -> Message:
    """The answer to a question the documents did not cover, or to what was found wrong."""
    first = "You have a reply to your question."
    return parts.message(
        first,
        [
            parts.section(first),
            parts.quote(parts.clip(card.question, 600)),
            parts.said(card.reply),
            parts.context(f"From {parts.clip_escaped(card.by_name, 80)}"),
        ],
    )


def _late(card: ReminderCard, text: str) -> str:
    return f"{text} (Sent late.)" if card.late else text


def _names(card: ReminderCard) -> str:
    labels = [child.label for child in card.children]
    return parts.clip_escaped(parts.join_words(labels), 600) or "A child"


def _due(card: ReminderCard) -> str:
    if not card.due_on:
        return "No due date is set."
    if card.planned:
        said = []
        for child, visit in zip(card.children, card.planned, strict=True):
            when = f"planned {visit_words(visit)}" if visit else "nothing planned yet"
            said.append(f"{parts.clip_escaped(child.label, 80)}: {when}")
        return "\n".join([f"Due by {parts.day(card.due_on)}.", *said])
    planned = f" Planned: {visit_words(card.visit)}." if card.visit else " Nothing is planned yet."
    return f"Due by {parts.day(card.due_on)}.{planned}"


def _reminder(
    card: ReminderCard,
    first: str,
    lines: list[str],
    *,
    start: bool = False,
    record_first: bool = False,
    for_manager: bool = False,
) -> Message:
    """The parts every reminder has: neutral line, facts, what is owed, why, and the next taps."""
    if card.worker_name and for_manager:
        lines = [*lines, f"Worker: {parts.clip_escaped(card.worker_name, 80)}"]
    if card.since_seen is not None:
        lines = [*lines, f"Last seen {parts.ago(card.since_seen)}"]
    blocks = [parts.section(first), parts.section("\n".join(lines))]
    if card.owed:
        words = parts.owed_words(item.what for item in card.owed)
        blocks.append(parts.section(f"This visit should include: {words}"))
    if card.due and card.due.citation:
        source = card.due.citation
        where = parts.source(source.name, source.section)
        blocks.append(parts.context(f"Why: {parts.clip_escaped(card.due.rule_title, 150)}. Source: {where}"))
    child_id = card.children[0].id if card.children else 0
    anchor = Anchor(child_id=child_id, visit_id=card.visit.id if card.visit else 0)
    check = Anchor(child_id=child_id, visit_id=anchor.visit_id, purpose=BEFORE)
    plan = parts.button("Plan a visit", Action.PLAN, Anchor(child_id=child_id).pack())
    blocks.append(
        parts.actions(
            f"reminder:{child_id}",
            parts.button("Start the check", Action.CHECK_START, check.pack(), style="primary")
            if start
            else None,
            parts.button("Card for the door", Action.CHECK_CARD, anchor.pack()) if start else None,
            None if start or card.visit else plan,
            parts.button("Record", Action.RECORD, anchor.pack(), style="primary" if record_first else ""),
            parts.button("Move", Action.MOVE, anchor.pack()) if card.visit else None,
            *([] if start else _why_each(card)),
        )
    )
    return parts.message(first, blocks)


def _why_each(card: ReminderCard) -> list[Json]:
    """Each child's own date."""
    if len(card.children) < 2:
        return [
            parts.button("Why this date?", Action.WHY, Anchor(child_id=one.id).pack())
            for one in card.children
        ]
    return [
        parts.button(
            f"Why this date for {child.label}?",
            f"{Action.WHY}:{child.id}",
            Anchor(child_id=child.id).pack(),
        )
        for child in card.children[:MOST_WHY]
    ]


def _alert_ways(together: AlertsCard) -> Json:
    card, whose = together.live[0], only_one_of(together.alerts)
    anchor = Anchor(child_id=card.child.id).pack()
    label = f"Plan by {deadline(card)}" if deadline(card) else "Plan the next try"
    return parts.actions(
        f"retry:{card.alert_id}",
        parts.button(f"{label}{whose}", Action.PLAN, anchor),
        parts.button(f"Record{whose}", Action.RECORD, anchor),
    )


RENDERERS: Mapping[MessageKind, tuple[type[Any], Callable[[Any], Message]]] = {
    MessageKind.VISIT_REMINDER: (ReminderCard, visit_reminder),
    MessageKind.DUE_SOON: (ReminderCard, due_soon),
    MessageKind.DUE_TODAY: (ReminderCard, due_today),
    MessageKind.OVERDUE: (ReminderCard, overdue),
    MessageKind.OVERDUE_MANAGER: (AlertsCard, alert_card),
    MessageKind.NOT_SEEN_ALERT: (AlertsCard, alert_card),
    MessageKind.NOT_SEEN_RECEIPT: (ReceiptCard, not_seen_receipt),
    MessageKind.VISIT_RECEIPT: (VisitReceipt, corrections.receipt),
    MessageKind.ALERT_ACKNOWLEDGED: (AlertsCard, alert_acknowledged),
    MessageKind.ALERT_UNACKNOWLEDGED: (AlertsCard, alert_unacknowledged),
    MessageKind.ALERT_CLOSED: (AlertsCard, alert_closed),
    MessageKind.STARTS_OVERDUE: (ListCard, starts_overdue),
    MessageKind.IMPORT_PROBLEMS: (ProblemsCard, problems),
    MessageKind.DELIVERY_TROUBLE: (ProblemsCard, problems),
    MessageKind.NO_INTERVAL_TASK: (ReminderCard, no_interval_task),
    MessageKind.QUESTION_PASSED_ON: (PassedOnCard, passed_on),
    MessageKind.REPLY: (ReplyCard, reply),
    MessageKind.RECORD_CORRECTED: (CorrectedCard, corrections.told),
}
