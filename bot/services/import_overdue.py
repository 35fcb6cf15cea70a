"""What starts overdue is one list for each worker and manager, not a message for each child.

The next sweep opens the alert behind each child of a manager's list, without a message: it can be taken from Home, it
comes back where a plan does not happen, and it closes when the child is seen, like that of a child who becomes overdue.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.bootstrap import Deps
from bot.domain.children import Child
from bot.domain.messages import MessageKind
from bot.services.access import responsible_manager
from bot.services.dates import recompute
from bot.services.import_children import BECAUSE
from bot.services.reminders import overdue_key, overdue_manager_key, routine_time
from bot.storage.transaction import Transaction

LISTED = "in the list of what starts overdue"
BATCH = 400


def list_overdue(deps: Deps, child_ids: Sequence[int], run: datetime) -> int:
    """Owe the lists and settle the single messages they stand for; returns how many children are listed.

    One transaction a manager: a child's date, its place in the lists and its settled messages are stored
    together, so that a crash leaves the child to the ordinary sweep and never to nobody.
    """
    listed = 0
    for manager_id, ids in _by_manager(deps, child_ids).items():
        for start in range(0, len(ids), BATCH):  # a write lock held for long would hold up the people at work
            with deps.transaction() as tx:
                lists: dict[str, list[int]] = {}
                for child in sorted(
                    tx.children.many(ids[start : start + BATCH]), key=lambda one: one.reference
                ):
                    listed += _list_child(deps, tx, child, manager_id, lists)
                for recipient, children in lists.items():
                    key = (
                        f"import:{run.isoformat()}:starts_overdue:{recipient}:{manager_id or 'none'}:{start}"
                    )
                    tx.outbox.add(
                        MessageKind.STARTS_OVERDUE,
                        recipient,
                        {"child_ids": children},
                        once=key,
                        not_before=routine_time(deps),
                    )
    return listed


def _by_manager(deps: Deps, child_ids: Iterable[int]) -> dict[str | None, list[int]]:
    ids = list(child_ids)
    groups: dict[str | None, list[tuple[str, int]]] = {}
    known: dict[tuple[str | None, str], str | None] = {}
    for start in range(0, len(ids), 500):
        with deps.transaction(reading=True) as tx:
            for child in tx.children.many(ids[start : start + 500]):
                whom = (child.worker_id, child.team)
                if whom not in known:
                    manager = responsible_manager(tx, *whom)
                    known[whom] = manager.slack_id if manager is not None else None
                groups.setdefault(known[whom], []).append((child.worker_id or "", child.id))
    return {manager: [child_id for _, child_id in sorted(pairs)] for manager, pairs in groups.items()}


def _list_child(
    deps: Deps, tx: Transaction, child: Child, manager_id: str | None, lists: dict[str, list[int]]
) -> bool:
    """Put the child into the worker's and the manager's list, unless a message about the date went out before."""
    due = tx.due.get(child.id) or recompute(deps, tx, child, BECAUSE).after
    if due.act_by is None or due.act_by >= deps.clock.today():
        return False
    worker_id = child.worker_id if tx.people.find(child.worker_id) is not None else manager_id
    owed = [
        (MessageKind.OVERDUE, worker_id, overdue_key(child.id, due.act_by, worker_id or "")),
        (
            MessageKind.OVERDUE_MANAGER,
            manager_id,
            overdue_manager_key(child.id, due.act_by, manager_id or ""),
        ),
    ]
    listed = False
    for kind, recipient, key in owed:
        if recipient is None or tx.outbox.has(key):
            continue
        tx.outbox.settle(kind, recipient, key, LISTED)
        if child.id not in lists.setdefault(recipient, []):
            lists[recipient].append(child.id)
        listed = True
    return listed
