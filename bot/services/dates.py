"""Work out and record the next date of a child. A recorded date changes only for a recorded cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.bootstrap import Deps
from bot.clock import london
from bot.domain.children import Child
from bot.domain.facts import all_facts
from bot.domain.schedule import ONE_DAY, at_london
from bot.domain.visits import ChildOutcome
from bot.storage.due import RecordedDue
from bot.storage.transaction import Transaction
from knowledge.receipts import receipt_json
from knowledge.results import Decision, Outcome, Standing


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A child's date before and after, and the standing it came from."""

    before: RecordedDue | None
    after: RecordedDue
    standing: Standing


def earliest(*days: date | None) -> date | None:
    """The earliest of the days that are set."""
    return min((day for day in days if day is not None), default=None)


def standing_of(deps: Deps, child: Child, outcomes: Sequence[ChildOutcome]) -> Standing:
    """What the adopted policy says about the child today."""
    today = london(deps.clock.now()).date()
    found = deps.knowledge.rules.standing(deps.settings.policy, all_facts(child, outcomes), today)
    # A child who is not born yet can't be seen alone, awake or in a bedroom: visits go to the parent.
    return replace(found, owed=()) if child.unborn_on(today) else found


def retry_moment(deps: Deps, retry: Decision | None) -> datetime | None:
    """The retry deadline as a moment; a date means the end of that day."""
    if retry is None or not retry.has_date:
        return None
    if retry.moment is not None:
        return retry.moment
    assert retry.on is not None
    return at_london(retry.on + ONE_DAY, datetime.min.time())


def recompute(
    deps: Deps, tx: Transaction, child: Child, because: str, *, keep_earlier: bool = False
) -> Recomputed:
    """Work the date out anew and store it with its receipt.

    With `keep_earlier` the recorded date holds where the new one would be later: a changed pack alone moves
    nothing later (safety rule 1).
    """
    before = tx.due.get(child.id)
    standing = standing_of(deps, child, tx.visits.outcomes(child.id))
    due = standing.due
    due_on = due.on if due.outcome is Outcome.DATE else None
    floor_on = standing.floor.on if standing.floor is not None else None
    act_by = earliest(due_on, floor_on)
    if keep_earlier and before is not None and before.act_by is not None:
        act_by = earliest(act_by, before.act_by)
        due_on = earliest(due_on, before.due_on) if due_on is not None else before.due_on
    pack = deps.knowledge.rules.policies.get(deps.settings.policy)
    after = RecordedDue(
        child_id=child.id,
        due_on=due_on,
        floor_on=floor_on,
        act_by=act_by,
        outcome=due.outcome,
        to_be_agreed=due.to_be_agreed,
        retry_by=retry_moment(deps, standing.retry),
        sentence=due.sentence,
        rule=due.rule,
        policy=deps.settings.policy,
        pack_version=pack.version if pack is not None else "",
        because=because,
        computed_at=deps.clock.now(),
        receipt=receipt_json(due),
    )
    tx.due.save(after)
    if before is None or before.act_by != after.act_by:
        tx.audit.add(
            "doorstep",
            "due.changed",
            f"child:{child.id}",
            before=before.act_by.isoformat() if before is not None and before.act_by else None,
            after=after.act_by.isoformat() if after.act_by else None,
            rule=after.rule,
            because=because,
        )
    return Recomputed(before, after, standing)


def refresh(deps: Deps) -> int:
    """Bring dates up to the packs that are loaded now; returns how many were worked out anew.

    Runs at start. A date never moves later because a file changed.
    """
    pack = deps.knowledge.rules.policies.get(deps.settings.policy)
    version = pack.version if pack is not None else ""
    with deps.transaction(reading=True) as tx:
        ids = [*tx.due.other_versions(deps.settings.policy, version), *tx.due.children_without_row()]
    for start in range(0, len(ids), 200):
        with deps.transaction() as tx:
            for child in tx.children.many(ids[start : start + 200]):
                recompute(deps, tx, child, "policy pack loaded", keep_earlier=True)
    return len(ids)
