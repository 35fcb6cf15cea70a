"""The manager's card about a child not seen or overdue, edited in place, and how to take it. No narrative."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.cards import AlertCard, AlertsCard
from bot.domain.messages import PLAN_CHIPS, AlertStatus
from bot.domain.visits import OUTCOME_WORDS, TRIED_WORDS
from bot.views import parts
from bot.views.anchors import Anchor
from bot.views.ids import Action, Block, View
from bot.views.parts import Json, Message
from bot.views.receipts import plan_words
from bot.views.visits import due_moment
from bot.wording import say
from knowledge.results import Decision

NEUTRAL = "A message about a visit needs you. Please open it."
NEUTRAL_CLOSED = "A message about a visit has changed."
MOST_WHY = 10


def alert_card(together: AlertsCard) -> Message:
    """The card as it stands now: open, taken by someone, or closed; one for all children of a visit."""
    opened = any(one.status is AlertStatus.OPEN for one in together.live)
    first = NEUTRAL if opened else NEUTRAL_CLOSED
    return parts.message(first, [parts.section(first), *_drawn(together)])


def alert_modal(together: AlertsCard) -> Json:
    """The same from the Home tab."""
    return parts.modal("Alert", _drawn(together), close="Close")


def names(together: Sequence[AlertCard]) -> str:
    """Whom it is about, escaped."""
    return parts.clip_escaped(parts.join_words([one.child.label for one in together]), 300)


def _drawn(together: AlertsCard) -> list[Json]:
    """Who needs somebody, the buttons about them, then those who don't any more."""
    live = together.live
    if not live:
        return [*_bodies(together.alerts), *_buttons(together)]
    ended = [card for card in together.alerts if card not in live]
    return [*_bodies(live), *_buttons(together), *_bodies(ended)]


def _bodies(cards: Sequence[AlertCard]) -> list[Json]:
    """Child by child; how it stands is said once where that is the same for all, else under each child's name."""
    states = [_state(card) for card in cards]
    same = all(state == states[0] for state in states)
    blocks = list(states[0]) if states and same else []
    for card, state in zip(cards, states, strict=True):
        facts, *more = _body(card)
        blocks += [facts, *([] if same else state), *(block for block in more if block not in blocks)]
    return blocks


def what_happened(card: AlertCard) -> str:
    """ "Child not seen: no answer", or that no visit is recorded in time."""
    return OUTCOME_WORDS[card.outcome] if card.outcome else "Overdue: no visit is recorded here"


def deadline(card: AlertCard) -> str:
    """The moment to act by: the earlier of the due day and the retry; "" where there is neither."""
    retry = card.retry.moment if card.retry else None
    retry_on = card.retry.on if card.retry else None
    days = [on for on in (card.due_on, retry_on) if on]
    return due_moment(min(days) if days else None, retry)


def _body(card: AlertCard) -> list[Json]:
    blocks: list[Json] = []
    label, worker = parts.clip_escaped(card.child.label, 80), parts.clip_escaped(card.worker_name, 80)
    lines = [f"*{label}* · {parts.clip_escaped(card.child.plan_words, 120)}", f"*{what_happened(card)}*"]
    if card.happened_at:
        lines.append(f"{parts.moment(card.happened_at)}, by {worker}")
    elif worker:
        lines.append(f"Worker: {worker}")
    if card.tried:
        words = [TRIED_WORDS.get(key, key).lower() for key in card.tried]
        lines.append("Tried: " + parts.clip_escaped("; ".join(words), 500))
    elif card.outcome:
        lines.append("Tried: nothing was ticked")
    if card.attempts:
        lines.append(f"{parts.count(card.attempts, 'try', 'tries')} since the child was last seen")
    if card.status is AlertStatus.CLOSED or card.moved:
        return [parts.section("\n".join(lines))]
    since = card.days_since_seen
    lines.append("*Never recorded as seen here*" if since is None else f"*Last seen {parts.ago(since)}*")
    blocks.append(parts.section("\n".join(lines)))
    blocks.append(parts.section("\n".join(deadlines(card))))
    notices = [f"Your policy: {parts.clip_escaped(n.sentence, 500)}" for n in card.policy_notices[:5]]
    blocks += [parts.section(notice) for notice in notices]
    rules = [decision for decision in (card.due, card.retry) if decision and decision.citation]
    cited = [_rule(decision) for decision in rules]
    blocks.append(parts.context(f"Why you get this: {parts.clip_escaped(card.why_sent, 400)}", *cited))
    return blocks


def deadlines(card: AlertCard) -> list[str]:
    """The moment to act by, then the due day and the retry with their rules."""
    lines = []
    first = deadline(card)
    if first and card.too_late:
        lines.append(f"*The child needs to be seen now*: the time to act by was {first}")
    elif first:
        lines.append(f"*Act by {first}*")
    if card.after_due and card.status is AlertStatus.ACKNOWLEDGED:
        lines.append("What is agreed comes after that. The date has not moved: an agreement is no extension.")
    if card.due_on:
        lines.append(f"Due: {parts.day(card.due_on)}{_title(card.due)}")
    if card.retry and card.retry.has_date:
        by = due_moment(card.retry.on, card.retry.moment)
        lines.append(f"Retry by: {by}{_title(card.retry)}")
    if not lines:
        lines.append("*No date is set.* Agree today when the child is to be seen.")
    return lines


def _title(decision: Decision | None) -> str:
    return f" ({parts.clip_escaped(decision.rule_title, 150)})" if decision and decision.rule_title else ""


def _rule(decision: Decision) -> str:
    cited = decision.citation
    where = parts.source(cited.name, cited.section) if cited else "no source recorded"
    return f"{parts.clip_escaped(decision.rule_title, 150)}: {where}"


def _state(card: AlertCard) -> list[Json]:
    said = how_it_stands(card)
    return [parts.section(said)] if said else []


def how_it_stands(card: AlertCard) -> str:
    """Closed, taken by whom with which plan, or open again; "" where it is simply open."""
    if card.status is AlertStatus.CLOSED:
        return f"✅ *Closed.* {parts.clip_escaped(card.closed_why, 400)}"
    if card.passed_on:
        return say("alert_passed_on", manager=parts.clip_escaped(card.manager_name, 80) or "the manager")
    if card.moved:
        return "➡ *There is a newer message about this, below.* It can be taken there."
    plan = parts.clip_escaped("; ".join(plan_words(card.plan)), 500)
    by = f", by {parts.moment(card.by_when)}" if card.by_when else ""
    if card.status is AlertStatus.OPEN:
        if not card.reopened:
            return ""
        agreed = f" Agreed was: {plan}{by}." if plan else ""
        why = "*Open again:* what was agreed has not happened." if card.broken else "*Open again.*"
        return f"❗ {why}{agreed}"
    at = f" ({parts.moment(card.acknowledged_at)})" if card.acknowledged_at else ""
    who = parts.clip_escaped(card.acknowledged_by, 80)
    return f"👤 *{who} has it*{at}: {plan or 'no plan given'}{by}. Open until the child is seen."


def how_it_stands_for_worker(card: AlertCard) -> str:
    """The same for the practitioner, who can't take it: open means that somebody has to be rung."""
    if card.status is AlertStatus.CLOSED:
        return how_it_stands(card)
    if card.moved:
        return say("alert_worker_moved")
    if card.status is AlertStatus.ACKNOWLEDGED:
        return how_it_stands(card)
    ring = say("alert_worker_ring", manager=parts.clip_escaped(card.manager_name, 80) or "your manager")
    return f"{how_it_stands(card)}\n{ring}".strip()


def _buttons(together: AlertsCard) -> list[Json]:
    """Taking it takes every child on the card; where a newer card has them, this one only leads there."""
    live = together.live
    moved = [one for one in together.alerts if one.moved and not one.passed_on]
    moved = [one for one in moved if one.status is not AlertStatus.CLOSED]
    if not live:
        newer = [
            parts.button("Open it", Action.ALERT_OPEN, Anchor(alert_id=one.alert_id).pack())
            for one in moved[:1]
        ]
        return [parts.actions(f"alert:{one.alert_id}", *newer) for one in moved[:1]]
    anchor = Anchor(alert_id=live[0].alert_id).pack()
    taken = all(one.status is AlertStatus.ACKNOWLEDGED for one in live)
    note = next((one for one in live if one.has_note), None)
    return [
        parts.actions(
            f"alert:{live[0].alert_id}",
            parts.button(
                "Change the plan" if taken else "Acknowledge",
                Action.ACKNOWLEDGE,
                anchor,
                style="" if taken else "primary",
            ),
            parts.button("Read the note", Action.ALERT_NOTE, Anchor(alert_id=note.alert_id).pack())
            if note
            else None,
            *(_why(one, alone=len(live) == 1) for one in live[:MOST_WHY]),
        )
    ]


def _why(card: AlertCard, *, alone: bool) -> Json:
    """Each child's own date."""
    label = f"Why this date for {card.child.label}?"
    text = "Why this date?" if alone else label
    action = Action.WHY if alone else f"{Action.WHY}:{card.child.id}"
    return parts.button(text, action, Anchor(child_id=card.child.id).pack(), label=label)


def act_by(together: AlertsCard) -> datetime | None:
    """The first limit for trying again of those it is about; None where there is none."""
    retries = [one.retry.moment for one in together.live or together.alerts if one.retry and one.retry.moment]
    return min(retries, default=None)


def acknowledge_form(together: AlertsCard, by: datetime, anchor: Anchor) -> Json:
    """Chips for what happens next, and by when, with `by` proposed; nothing to write."""
    proposed = by.astimezone(parts.LONDON)
    cards = together.live or together.alerts
    card = cards[0]
    options = [parts.option(words, key) for key, words in PLAN_CHIPS.items()]
    first = deadline(card)
    lines = [f"*{names(cards)}*: {what_happened(card)}"]
    if first:
        lines.append(f"Act by {first}.")
    if len(cards) > 1:
        lines.append("This covers all of them. Each closes by itself when the child is seen.")
    return parts.modal(
        "Acknowledge",
        [
            parts.section("\n".join(lines)),
            parts.field(Block.PLAN, "What happens now?", {"type": "checkboxes", "options": options}),
            parts.field(
                Block.BY_DAY,
                "By which day?",
                {"type": "datepicker", "initial_date": proposed.date().isoformat()},
            ),
            parts.field(Block.BY_TIME, "By what time?", parts.timepicker(proposed.time())),
            parts.context(
                "You show that you have it. It stays open until the child is seen, no date moves, and if this "
                "time passes it opens again and goes to the manager who answers for the child then."
            ),
        ],
        callback_id=View.ACKNOWLEDGE,
        private_metadata=anchor.pack(),
        submit="I have it",
        close="Back",
    )
