"""The life of a message owed: claim, decide again, sent, later, unknown, given up. No Slack here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.bootstrap import Deps
from bot.domain.cards import ListCard, PassedOnCard, ProblemsCard, ReplyCard
from bot.domain.children import Child
from bot.domain.messages import MessageKind
from bot.domain.visits import VisitStatus
from bot.services import cards, visit_receipts
from bot.services.access import responsible_manager
from bot.services.alert_cards import alert_message
from bot.services.alert_messages import owe_instead
from bot.services.caseload import data_as_of
from bot.services.corrections import corrected_card
from bot.services.drops import Drop as Drop
from bot.services.drops import Wait as Wait
from bot.storage.outbox import Claimed as Claimed
from bot.storage.transaction import Transaction

LEASE = timedelta(seconds=15)
TELL_SOMEONE_AFTER = 8
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=5)
LOOK_AGAIN_AFTER = timedelta(seconds=3)
LOOKS = 2
DELETE_AGAIN_AFTER = timedelta(days=1)
INSTEAD = ":instead:"
MOST_PASSED_ON = 2

ALERT_KINDS = frozenset(
    {
        MessageKind.NOT_SEEN_ALERT,
        MessageKind.ALERT_UNACKNOWLEDGED,
        MessageKind.ALERT_ACKNOWLEDGED,
        MessageKind.ALERT_CLOSED,
        MessageKind.OVERDUE_MANAGER,
    }
)


@dataclass(frozen=True, slots=True)
class Ready:
    """What to send: the kind and its card; `edit` is (channel, ts) of a message to change in place."""

    kind: MessageKind
    card: Any
    recipient: str
    channel: str | None
    edit: tuple[str, str] | None


def claim(deps: Deps, most: int = 10) -> list[Claimed]:
    """Lease messages that are ready, urgent ones first."""
    deps.reach("send:before-claim")
    with deps.transaction() as tx:
        taken = tx.outbox.claim(LEASE, most=most)
    if taken:
        deps.reach("send:after-claim")
    return taken


def prepare(deps: Deps, row: Claimed) -> Ready | Drop | Wait:
    """Decide again, on today's facts, whether the message is still true, and gather what it shows."""
    with deps.transaction(reading=True) as tx:
        if tx.people.find(row.recipient) is None:
            return Drop("recipient is not on the list of people any more")
        edit = None
        if "edit" in row.facts:
            edit = tx.outbox.posted(row.facts["edit"])
            if edit is None and tx.outbox.maybe_there(row.facts["edit"]):
                # It may stand there as it was: it is edited once that is known.
                return Wait("it is not known yet whether the message to edit went out")
            if edit is None:
                return Drop("the message to edit has not gone out; it will show today's facts when it does")
        card = _card(deps, tx, row)
        if isinstance(card, Drop):
            return card
        return Ready(row.kind, card, row.recipient, tx.people.dm_channel(row.recipient), edit)


def _late(deps: Deps, row: Claimed) -> bool:
    return deps.clock.now() - row.not_before > deps.knowledge.local.reminders.stale_after


def _card(deps: Deps, tx: Transaction, row: Claimed) -> Any:
    facts, kind = row.facts, row.kind
    if kind is MessageKind.VISIT_REMINDER:
        visit = tx.visits.get(facts["visit_id"])
        if visit is None or visit.status is not VisitStatus.PLANNED:
            return Drop("the visit was recorded, moved or cancelled")
        children = tx.children.many(visit.child_ids)
        if deps.clock.now() > visit.starts_at and _late(deps, row):
            return Drop("the visit's time is past")
        return cards.reminder_card(deps, tx, children, visit, late=_late(deps, row))
    if kind in (MessageKind.DUE_SOON, MessageKind.DUE_TODAY, MessageKind.OVERDUE):
        return _due_card(deps, tx, row)
    if kind is MessageKind.NO_INTERVAL_TASK:
        child, due = tx.children.get(facts["child_id"]), tx.due.get(facts["child_id"])
        if child is None or child.closed or due is None or not due.to_be_agreed:
            return Drop("a frequency has been agreed")
        return cards.reminder_card(deps, tx, [child], None)
    if kind in ALERT_KINDS or kind is MessageKind.NOT_SEEN_RECEIPT:
        return alert_message(deps, tx, row)
    if kind is MessageKind.STARTS_OVERDUE:
        children = [child for child in tx.children.many(facts["child_ids"]) if not child.closed]
        rows = cards.caseload_rows(deps, tx, children)
        return ListCard(rows, data_as_of(tx)) if rows else Drop("nothing starts overdue any more")
    if kind is MessageKind.QUESTION_PASSED_ON:
        waiting = tx.questions.get(facts["question_id"])
        if waiting is None or not tx.questions.gap_open(waiting.id):
            return Drop("the question was answered or removed")
        return PassedOnCard(waiting.id, waiting.text)
    if kind is MessageKind.REPLY:
        asked = tx.questions.get(facts["question_id"])
        by = tx.people.find(facts.get("by"))
        if asked is None:
            return Drop("the question was removed")
        reply = deps.cipher.open(facts["reply_sealed"], "outbox.reply")
        return ReplyCard(asked.text, reply, by.name if by is not None else "")
    if kind is MessageKind.VISIT_RECEIPT:
        return visit_receipts.receipt(deps, tx, facts["outcome_ids"])
    if kind is MessageKind.RECORD_CORRECTED:
        return corrected_card(deps, tx, facts)
    return ProblemsCard(facts["title"], tuple(facts["lines"]))


def _due_card(deps: Deps, tx: Transaction, row: Claimed) -> Any:
    """One message for the children of a household that are due on the same day, as far as it is still true of each."""
    act_by = date.fromisoformat(row.facts["act_by"])
    kept, reasons = [], []
    for child in tx.children.many(row.facts.get("child_ids") or [row.facts["child_id"]]):
        reason = _not_due(deps, tx, row, child, act_by)
        if reason:
            reasons.append(reason)
        else:
            kept.append(child)
    if not kept:
        return Drop(reasons[0] if reasons else "the child is closed")
    return cards.reminder_card(deps, tx, kept, None, late=_late(deps, row))


def _not_due(deps: Deps, tx: Transaction, row: Claimed, child: Child, act_by: date) -> str:
    """Why the message is not wanted for this child any more; "" where it is."""
    due = tx.due.get(child.id)
    if child.closed:
        return "the child is closed"
    if due is None or due.act_by != act_by:
        return "the date has changed since"
    manager = responsible_manager(tx, child.worker_id, child.team)
    if row.recipient != child.worker_id and (manager is None or row.recipient != manager.slack_id):
        return "the child has another worker now"
    if row.kind is MessageKind.DUE_SOON and tx.visits.planned_for_child(child.id):
        return "a visit is planned"
    if row.kind is not MessageKind.OVERDUE and act_by < deps.clock.today():
        return "the date is past: the overdue message says so"
    return ""


def remember_channel(deps: Deps, recipient: str, channel: str | None) -> None:
    """Keep the direct-message channel Slack gave for this person."""
    with deps.transaction() as tx:
        tx.people.remember_dm(recipient, channel)


def heading_for(deps: Deps, row: Claimed, channel: str) -> None:
    """Note on the row which channel the attempt goes to, before it goes."""
    with deps.transaction() as tx:
        tx.outbox.channel_for(row, channel)


def sent(deps: Deps, row: Claimed, channel: str, ts: str) -> None:
    """Slack has it."""
    deps.reach("send:before-mark")
    with deps.transaction() as tx:
        tx.outbox.sent(row, channel, ts)
    deps.reach("send:after-mark")


def dropped(deps: Deps, row: Claimed, reason: str) -> None:
    """Not wanted any more: the reason stays on the row."""
    with deps.transaction() as tx:
        tx.outbox.cancelled(row, reason)


def wait_before(attempts: int) -> timedelta:
    """How long to wait before the next try: doubling, up to a limit; there is no last try."""
    return min(FIRST_WAIT * int(2 ** min(attempts, 10)), LONGEST_WAIT)


def later(deps: Deps, row: Claimed, reason: str, wait: timedelta | None = None) -> None:
    """Certainly not sent: try again. Somebody is told when it goes on."""
    with deps.transaction() as tx:
        tx.outbox.later(row, wait if wait is not None else wait_before(row.attempts), reason)
        if row.attempts == TELL_SOMEONE_AFTER:
            tell_of_trouble(deps, tx, row, reason)


def paced(deps: Deps, row: Claimed, wait: timedelta) -> None:
    """The channel had a message a moment ago: this one waits its turn; that is no failed try."""
    with deps.transaction() as tx:
        tx.outbox.later(row, wait, "pacing", counts=False)


def unknown(deps: Deps, row: Claimed, reason: str, channel: str | None = None) -> None:
    """Slack may have it: look before sending again."""
    with deps.transaction() as tx:
        tx.outbox.unknown(row, FIRST_WAIT, reason, channel=channel)


def looked_in_vain(deps: Deps, row: Claimed) -> None:
    """The marker was not found: look once more after a while."""
    with deps.transaction() as tx:
        tx.outbox.looked(row, row.looked + 1)
        tx.outbox.unknown(row, LOOK_AGAIN_AFTER, "looking for the earlier attempt")


def sending_again(deps: Deps, row: Claimed) -> None:
    """The marker was looked for often enough: send afresh."""
    with deps.transaction() as tx:
        tx.outbox.sending_again(row)


def gave_up(deps: Deps, row: Claimed, reason: str) -> None:
    """Slack refuses this message for good: a row with a reason, and somebody else is told."""
    with deps.transaction() as tx:
        tx.outbox.failed(row, reason)
        tell_of_trouble(deps, tx, row, reason)
    deps.wake()


def tell_of_trouble(deps: Deps, tx: Transaction, row: Claimed, reason: str) -> None:
    """A message that can't reach its reader reaches the reader's manager or deputy instead."""
    if row.kind is MessageKind.DELIVERY_TROUBLE or row.key.count(INSTEAD) >= MOST_PASSED_ON:
        return  # /healthz goes on saying that it failed
    person = tx.people.find(row.recipient)
    backup = None
    if person is not None:
        manager = responsible_manager(tx, person.slack_id, person.team)
        candidates = [
            person.deputy_id,
            manager.slack_id if manager else None,
            manager.deputy_id if manager else None,
        ]
        backup = next((one for one in candidates if one and one != row.recipient), None)
    if backup is None:
        others = [
            one.slack_id for one in tx.people.all_active() if one.is_manager and one.slack_id != row.recipient
        ]
        backup = others[0] if others else None
    if backup is None:
        return
    name = person.name if person is not None else "Someone"
    lines = [
        f"{name} could not be reached in Slack ({reason}).",
        "Please pass on what is open on the Home tab.",
    ]
    facts = {"title": "A message could not be delivered", "lines": lines}
    tx.outbox.add(MessageKind.DELIVERY_TROUBLE, backup, facts, once=f"{row.key}:trouble")
    if row.kind in ALERT_KINDS and "edit" not in row.facts:
        owe_instead(tx, row.kind, backup, row.facts, f"{row.key}{INSTEAD}{backup}")


def replied(deps: Deps, channel: str, ts: str) -> None:
    """Remember a reply with case data, to be taken down after the retention time like every other message."""
    with deps.transaction() as tx:
        tx.outbox.sent_directly(channel, ts)


def old_messages(deps: Deps) -> list[tuple[int, str, str]]:
    """Sent messages older than the local setting allows, the oldest first: (row id, channel, ts)."""
    with deps.transaction(reading=True) as tx:
        return tx.outbox.sent_before(deps.clock.now() - deps.knowledge.local.messages.keep)


def taken_down(deps: Deps, row_id: int) -> None:
    """The message is gone from Slack."""
    with deps.transaction() as tx:
        tx.outbox.taken_down(row_id, "taken down after the retention time")


def not_taken_down(deps: Deps, row_id: int) -> None:
    """Slack refuses to delete this message: tried again later, behind the others."""
    with deps.transaction() as tx:
        tx.outbox.still_there(row_id, DELETE_AGAIN_AFTER)
