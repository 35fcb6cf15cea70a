"""Receipts of visits for which nobody is alerted: which records they show, and edited when one of those changes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.bootstrap import Deps
from bot.domain.cards import Corrected, RecordedChild, VisitReceipt
from bot.domain.children import Child
from bot.domain.messages import AlertStatus, MessageKind
from bot.domain.people import Actor
from bot.domain.visits import ChildOutcome
from bot.services.recorded import recorded_child
from bot.storage.alerts import OVERDUE
from bot.storage.transaction import Transaction

WITH_SIBLING = "on the receipt of a brother or sister"


def receipt_key(outcome_id: int) -> str:
    """The outbox key of the receipt on which a record was first shown."""
    return f"outcome:{outcome_id}:receipt"


def posted(deps: Deps, actor: Actor, outcome_ids: Sequence[int], channel: str, ts: str) -> None:
    """Remember which records a receipt shows; it is taken down after the retention time like every message."""
    ids = list(outcome_ids)
    facts = {"outcome_ids": ids}
    with deps.transaction() as tx:
        tx.outbox.sent_directly(channel, ts, once=receipt_key(ids[0]), facts=facts)
        for other in ids[1:]:
            tx.outbox.settle(
                MessageKind.VISIT_RECEIPT, actor.slack_id, receipt_key(other), WITH_SIBLING, facts
            )
        for one in ids:
            outcome = tx.visits.outcome(one)
            if outcome is not None and tx.visits.voided(one):  # it was taken back while this was on its way
                edit(deps, tx, outcome)
    deps.wake()


def edit(deps: Deps, tx: Transaction, gone: ChildOutcome) -> None:
    """A record was taken back or replaced: owe an edit in place of the receipt that shows it, where there is one."""
    ids = _shown_with(tx, gone)
    if ids:
        key = receipt_key(ids[0])
        once = f"{key}:edit:{gone.id}:{deps.clock.now().isoformat()}"
        facts = {"outcome_ids": ids, "edit": key}
        tx.outbox.add(MessageKind.VISIT_RECEIPT, gone.recorded_by, facts, once=once)


def as_it_stands(deps: Deps, gone: ChildOutcome, channel: str, ts: str) -> VisitReceipt | None:
    """What this message should show now; None where it is not the receipt of the record."""
    with deps.transaction(reading=True) as tx:
        ids = _shown_with(tx, gone)
        if not ids or tx.outbox.posted(receipt_key(ids[0])) != (channel, ts):
            return None
        return receipt(deps, tx, ids)


def receipt(deps: Deps, tx: Transaction, outcome_ids: Sequence[int]) -> VisitReceipt:
    """The receipt that showed these records, as they stand now."""
    return VisitReceipt(tuple(_record(deps, tx, outcome_id) for outcome_id in outcome_ids))


def _shown_with(tx: Transaction, outcome: ChildOutcome) -> list[int]:
    """The records on the receipt that shows this one, or the one it replaced; none where there is no receipt."""
    facts = tx.outbox.facts(receipt_key(tx.visits.first_version(outcome).id))
    return [int(one) for one in facts.get("outcome_ids", ())]


def _record(deps: Deps, tx: Transaction, outcome_id: int) -> RecordedChild | Corrected:
    """One record: as it was, or what became of it."""
    first = tx.visits.outcome(outcome_id)
    assert first is not None, "an outcome is never deleted"
    child = tx.children.get(first.child_id)
    assert child is not None, "a child with an outcome is never deleted"
    now = first
    while tx.visits.voided(now.id):
        newer = tx.visits.replacement(now.id)
        if newer is None:
            return _became(deps, tx, child, now, None)
        now = newer
    if now.id == first.id:
        return recorded_child(deps, tx, child, first, None)
    return _became(deps, tx, child, first, now)


def _became(
    deps: Deps, tx: Transaction, child: Child, old: ChildOutcome, new: ChildOutcome | None
) -> Corrected:
    """Taken back, or what is recorded instead; an alert is named while nobody has taken it."""
    due, live = tx.due.get(child.id), tx.alerts.live_for_child(child.id)
    act_by = due.act_by if due is not None else None
    waits = live is not None and live.status is AlertStatus.OPEN
    manager = tx.people.find(live.manager_id) if live is not None else None
    return Corrected(
        child,
        old,
        recorded_child(deps, tx, child, new, None) if new is not None else None,
        act_by,
        act_by,
        raised=waits and live is not None and live.reopened,
        overdue=waits and live is not None and live.kind == OVERDUE,
        manager_name=manager.name if manager is not None else "",
    )
