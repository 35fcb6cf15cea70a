"""Sweeps: which children and alerts need which message now. Idempotent: every message has a key of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from bot.bootstrap import Deps
from bot.clock import london
from bot.domain.children import Child
from bot.domain.messages import MessageKind
from bot.domain.schedule import DueMoments, due_moments, next_waking
from bot.services.access import responsible_manager
from bot.services.alert_messages import edit, owe
from bot.services.alert_overdue import lost
from bot.services.alert_overdue import overdue_manager_key as overdue_manager_key
from bot.services.alerts import OVERDUE
from bot.storage.alerts import Alert
from bot.storage.transaction import Transaction

BATCH = 100
WITH_SIBLING = "in the message about a brother or sister"
KeyOf = Callable[[int, date, str], str]


def due_soon_key(child_id: int, act_by: date, recipient: str) -> str:
    """The outbox key of "due soon"."""
    return f"child:{child_id}:due_soon:{act_by}:{recipient}"


def due_today_key(child_id: int, act_by: date, recipient: str) -> str:
    """The outbox key of "due today"."""
    return f"child:{child_id}:due_today:{act_by}:{recipient}"


def overdue_key(child_id: int, act_by: date, recipient: str) -> str:
    """The outbox key of "overdue" to the practitioner."""
    return f"child:{child_id}:overdue:{act_by}:{recipient}"


def routine_time(deps: Deps) -> datetime:
    """Now, or the start of the next working day in the evening and on days off."""
    return next_waking(deps.clock.now(), deps.knowledge.local, deps.knowledge.rules.calendar)


def sweep_due(deps: Deps) -> int:
    """Owe the messages about dates that are near or past; returns how many were new.

    Only the newest message of a date is owed: after an outage nobody gets "due soon" for an overdue visit.
    Children of a household who are due on the same day come in one message.
    """
    calendar, local = deps.knowledge.rules.calendar, deps.knowledge.local
    today = deps.clock.today()
    horizon = calendar.add_working_days(today, local.reminders.due_soon.working_days_before) + timedelta(7)
    with deps.transaction(reading=True) as tx:
        households = tx.due.households_until(horizon)
    owed = 0
    for batch in _batches(households):
        with deps.transaction() as tx:
            for act_by, child_ids in batch:
                owed += _owe_for(deps, tx, act_by, child_ids)
    if owed:
        deps.wake()
    return owed


def _batches(households: Iterable[tuple[date, list[int]]]) -> Iterator[list[tuple[date, list[int]]]]:
    """About a hundred children at a time: a write lock held for long would hold up the people at work."""
    batch: list[tuple[date, list[int]]] = []
    for household in households:
        batch.append(household)
        if sum(len(child_ids) for _, child_ids in batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _owe_for(deps: Deps, tx: Transaction, act_by: date, child_ids: Iterable[int]) -> int:
    """What is owed now about one date of one household, to each practitioner and manager concerned."""
    local, calendar = deps.knowledge.local, deps.knowledge.rules.calendar
    now = deps.clock.now()
    if next_waking(now, local, calendar) > now:  # `now` read once: the clock goes on running
        return 0  # evenings and days off: the sweep of the next working morning owes it
    moments = due_moments(act_by, local, calendar)
    if now >= moments.overdue_manager:
        # An alert may be opened below: whoever records a visit to a child just now comes first, the next sweep looks.
        child_ids = tx.alerts.hold_children(child_ids)
    by_worker: dict[str, list[Child]] = {}
    by_manager: dict[str, list[Child]] = {}
    for child in tx.children.many(child_ids):
        due = tx.due.get(child.id)
        if child.closed or due is None or due.act_by != act_by:
            continue  # it changed since the list was read: the next sweep looks at it
        manager = responsible_manager(tx, child.worker_id, child.team)
        manager_id = manager.slack_id if manager is not None else None
        worker_id = child.worker_id if child.worker_id and tx.people.find(child.worker_id) else manager_id
        if worker_id is not None:
            by_worker.setdefault(worker_id, []).append(child)
        if manager_id is not None and now >= moments.overdue_manager:
            by_manager.setdefault(manager_id, []).append(child)
    owed = 0
    for worker_id, children in by_worker.items():
        owed += _owe_to_worker(tx, children, act_by, moments, now, worker_id)
    for manager_id, children in by_manager.items():
        owed += _owe_overdue_to_manager(deps, tx, children, act_by, manager_id)
    return owed


def _owe_to_worker(
    tx: Transaction,
    children: Iterable[Child],
    act_by: date,
    moments: DueMoments,
    now: datetime,
    worker_id: str,
) -> int:
    kind, key_of = _newest(moments, now)
    if kind is None:
        return 0
    new = []
    for child in children:
        if kind is MessageKind.DUE_TODAY and _planned_by(tx, child, act_by):
            continue  # the visit's own reminder says so: nobody wants the same twice
        if kind is MessageKind.DUE_SOON and tx.visits.planned_for_child(child.id):
            continue
        if not tx.outbox.has(key_of(child.id, act_by, worker_id)):
            new.append(child)
    if not new:
        return 0
    keys = [key_of(child.id, act_by, worker_id) for child in new]
    facts = {"child_ids": [child.id for child in new], "act_by": act_by.isoformat()}
    tx.outbox.add(kind, worker_id, facts, once=keys[0])
    for key in keys[1:]:
        tx.outbox.settle(kind, worker_id, key, WITH_SIBLING)
    return 1


def _newest(moments: DueMoments, now: datetime) -> tuple[MessageKind | None, KeyOf]:
    """Which message about the date is the one to send now, and how it is called in the outbox."""
    if now >= moments.overdue:
        return MessageKind.OVERDUE, overdue_key
    if now >= moments.due_today:
        return MessageKind.DUE_TODAY, due_today_key
    if now >= moments.due_soon:
        return MessageKind.DUE_SOON, due_soon_key
    return None, due_soon_key


def _planned_by(tx: Transaction, child: Child, act_by: date) -> bool:
    """Whether a visit is planned for the date or before."""
    return any(london(visit.starts_at).date() <= act_by for visit in tx.visits.planned_for_child(child.id))


def _owe_overdue_to_manager(
    deps: Deps, tx: Transaction, children: Iterable[Child], act_by: date, manager_id: str
) -> int:
    children = list(children)
    live_ones = tx.alerts.live_for_children(child.id for child in children)
    new, keys, ids = [], [], []
    for child in children:
        key, live = overdue_manager_key(child.id, act_by, manager_id), live_ones.get(child.id)
        if tx.outbox.has(key):
            gone = lost(tx, child.id, act_by) if live is None else None
            if gone is None:
                if (
                    live is None
                ):  # it started overdue: the list has told of it, and the alert is on Home from now on
                    _open(deps, tx, child, manager_id)
                continue
            key = f"{key}:after:{gone.id}"  # its alert was closed by what holds no longer: the date is past again
            if tx.outbox.has(key):
                continue
        if live is None:
            live = _open(deps, tx, child, manager_id)
        new.append(child)
        keys.append(key)
        ids.append(live.id)
    if not new:
        return 0
    edit(deps, tx, ids, "overdue")  # an earlier card about the same child says that there is a newer one
    owe(tx, MessageKind.OVERDUE_MANAGER, manager_id, ids, keys[0])
    for key in keys[1:]:
        tx.outbox.settle(MessageKind.OVERDUE_MANAGER, manager_id, key, WITH_SIBLING)
    tx.alerts.put_on(ids, keys[0])
    return 1


def _open(deps: Deps, tx: Transaction, child: Child, manager_id: str) -> Alert:
    """An alert about the date that has passed. Nobody is told yet."""
    alert = tx.alerts.open(
        child_id=child.id,
        outcome_id=None,
        kind=OVERDUE,
        worker_id=child.worker_id or manager_id,
        manager_id=manager_id,
        at=deps.clock.now(),
    )
    tx.audit.add("doorstep", "alert.opened", f"alert:{alert.id}", child=child.id, manager=manager_id)
    return alert


def sweep_tasks(deps: Deps) -> int:
    """A section 47 enquiry without an agreed frequency is a task for the manager today, once for each day it lasts."""
    owed = 0
    with deps.transaction() as tx:
        for child in tx.children.all_open():
            due = tx.due.get(child.id)
            if due is None or not due.to_be_agreed:
                continue
            manager = responsible_manager(tx, child.worker_id, child.team)
            if manager is not None:
                owed += tx.outbox.add(
                    MessageKind.NO_INTERVAL_TASK,
                    manager.slack_id,
                    {"child_id": child.id},
                    once=f"child:{child.id}:agree_frequency:{due.rule}",
                )
    if owed:
        deps.wake()
    return owed
