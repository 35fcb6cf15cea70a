"""Store the children of a caseload file: plans, imported visits and the date, each only where something changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from bot.bootstrap import Deps
from bot.clock import london
from bot.domain.children import Child, Plan
from bot.domain.schedule import at_london
from bot.domain.visits import ChildOutcome, OutcomeKind
from bot.services.alerts import OVERDUE, close_alert, tell_of_closed
from bot.services.dates import earliest, recompute, standing_of
from bot.services.import_caseload import CaseRow, SeenOn
from bot.services.import_report import Report
from bot.storage.due import RecordedDue
from bot.storage.transaction import Transaction
from knowledge.results import PlanKind

BECAUSE = "case data imported"
BY = "import"
NOON = time(12)


@dataclass(slots=True)
class Batch:
    """What storing a batch found: children whose date is past, and remarks. Merged after the commit."""

    past: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    counts: list[str] = field(default_factory=list)

    def add_to(self, report: Report, past: list[int]) -> None:
        for what in self.counts:
            report.count(what)
        report.notes.extend(self.notes)
        past.extend(self.past)


def store_batch(deps: Deps, rows: Sequence[CaseRow], ids: Mapping[str, int]) -> Batch:
    """Store some rows in one transaction. `ids` are the children known before, by lower-case reference."""
    found = Batch()
    known = [ids[row.reference.lower()] for row in rows if row.reference.lower() in ids]
    with deps.transaction() as tx:
        children = {child.id: child for child in tx.children.many(known)}
        outcomes = tx.visits.outcomes_of(known)
        dues = tx.due.of(known)
        for row in rows:
            child = children.get(ids.get(row.reference.lower(), 0))
            if child is None and ids:
                child = tx.children.by_reference(row.reference)
            if child is None:
                _add(deps, tx, row, found)
            elif child.closed:
                found.notes.append(
                    f"{child.reference} is closed here, and stays closed: a manager can open it again."
                )
                found.counts.append("same")
            else:
                _update(deps, tx, row, child, outcomes.get(child.id, []), dues.get(child.id), found)
    return found


def _plan_facts(row: CaseRow, kind: PlanKind) -> dict[str, Any]:
    """The facts one plan is stored with; a disabled child's plan knows the plan that stands beside it."""
    facts = dict(row.facts)
    if kind is PlanKind.CWD and "underlying_plan" not in facts:
        beside = next((one for one in (PlanKind.CP, PlanKind.CIN) if one in row.plans), None)
        if beside is not None:
            facts["underlying_plan"] = beside.value
    return facts


def _as_child(row: CaseRow, child_id: int, plans: tuple[Plan, ...]) -> Child:
    return Child(
        id=child_id,
        reference=row.reference,
        initials=row.initials,
        household=row.household,
        team=row.team,
        worker_id=row.worker_id,
        born=row.born,
        plans=plans,
    )


def _add(deps: Deps, tx: Transaction, row: CaseRow, found: Batch) -> None:
    """A child who is new here. A date that is past already is left to the list of what starts overdue."""
    plans = tuple(Plan(0, kind, start, None, _plan_facts(row, kind)) for kind, start in row.plans.items())
    child_id = tx.children.add(_as_child(row, 0, ()), deps.clock.now())
    child = _as_child(row, child_id, plans)
    for plan in plans:
        tx.children.add_plan(child_id, plan.kind, plan.start, dict(plan.facts))
    history = [tx.visits.add_outcome(_outcome(deps, child_id, seen)) for seen in row.seen]
    tx.audit.add(BY, "child.added", f"child:{child_id}", worker=row.worker_id, plans=[*row.plans])
    found.counts.append("added")
    if not plans:
        found.notes.append(
            f"{row.reference} has no plan in the file: the child stands on top until one is entered."
        )
    standing = standing_of(deps, child, history)
    act_by = earliest(standing.due.on, standing.floor.on if standing.floor is not None else None)
    if act_by is not None and act_by < deps.clock.today():
        found.past.append(child_id)
    else:
        recompute(deps, tx, child, BECAUSE)


def _outcome(deps: Deps, child_id: int, seen: SeenOn) -> ChildOutcome:
    """An imported visit: by a registered worker, at noon, because the case system gave the day only."""
    now = deps.clock.now()
    return ChildOutcome(
        id=0,
        child_id=child_id,
        visit_id=None,
        happened_at=min(at_london(seen.day, NOON), now),
        kind=OutcomeKind.SEEN,
        announced=seen.announced,
        alone=seen.alone,
        awake=seen.awake,
        bedroom=seen.bedroom,
        spoken_to=None,
        place="home",
        by_id=None,
        by_registered=True,
        recorded_by=BY,
        recorded_at=now,
        imported=True,
    )


def _day_of(outcome: ChildOutcome) -> date:
    return london(outcome.happened_at).date()


def _seen_on(outcome: ChildOutcome) -> SeenOn:
    return SeenOn(_day_of(outcome), outcome.announced, outcome.alone, outcome.awake, outcome.bedroom)


def _update(
    deps: Deps,
    tx: Transaction,
    row: CaseRow,
    child: Child,
    outcomes: Sequence[ChildOutcome],
    due: RecordedDue | None,
    found: Batch,
) -> None:
    """A child known here: store what changed. A date moves later only for a newer visit or an ended plan."""
    recorded = {_day_of(one) for one in outcomes if not one.imported and one.kind is OutcomeKind.SEEN}
    before = [one for one in outcomes if one.imported]
    # What was recorded here on the same day says more than the case system's date: it stays, alone.
    wanted = [seen for seen in row.seen if seen.day not in recorded]
    history_changed = {_seen_on(one) for one in before} != set(wanted)
    fresh = _as_child(row, child.id, child.plans)
    child_changed = (fresh.initials, fresh.household, fresh.team, fresh.worker_id, fresh.born) != (
        child.initials,
        child.household,
        child.team,
        child.worker_id,
        child.born,
    )
    plans_changed, ended = _change_plans(tx, row, child, found)
    if not (history_changed or child_changed or plans_changed):
        found.counts.append("same")
        if due is None:
            found.past.append(child.id)
        return
    found.counts.append("changed")
    tx.children.change(child.id, fresh, deps.clock.now())
    if history_changed:
        tx.visits.forget_imported(child.id)
        for seen in wanted:
            tx.visits.add_outcome(_outcome(deps, child.id, seen))
    what = [
        name
        for name, changed in (("child", child_changed), ("plans", plans_changed), ("visits", history_changed))
        if changed
    ]
    tx.audit.add(
        BY, "child.changed", f"child:{child.id}", what=what, before=child.worker_id, worker=row.worker_id
    )
    newest = max((one.day for one in wanted), default=None)
    seen_before = [*recorded, *(_day_of(one) for one in before)]
    newer_visit = newest is not None and newest > max(seen_before, default=date.min)
    _new_date(deps, tx, child.id, due, newest if newer_visit else None, ended, found)


def _change_plans(tx: Transaction, row: CaseRow, child: Child, found: Batch) -> tuple[bool, bool]:
    """(changed?, ended one?). A plan that a row no longer names stays: only plan_end ends it."""
    changed = ended = False
    here = {plan.kind: plan for plan in child.plans}
    for kind, start in row.plans.items():
        facts = _plan_facts(row, kind)
        plan = here.get(kind)
        if plan is None:
            tx.children.add_plan(child.id, kind, start, facts)
            changed = True
        elif plan.start != start or _comparable(plan.facts) != _comparable(facts):
            tx.children.change_plan(plan.id, start, facts)
            changed = True
    for kind, plan in here.items():
        if kind in row.ended:
            tx.children.end_plan(plan.id, row.ended[kind])
            changed = ended = True
        elif kind not in row.plans:
            found.notes.append(
                f"{child.reference}: the file no longer names the plan {kind}. It stays here; "
                f"if it has ended, write {kind}=DATE into plan_end."
            )
    return changed, ended


def _comparable(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts with dates as text: stored ones may be either."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}


def _new_date(
    deps: Deps,
    tx: Transaction,
    child_id: int,
    before: RecordedDue | None,
    newer_visit: date | None,
    ended: bool,
    found: Batch,
) -> None:
    child = tx.children.get(child_id, lock=True)
    assert child is not None
    again = recompute(deps, tx, child, BECAUSE, keep_earlier=newer_visit is None and not ended)
    act_by = again.after.act_by
    floor = again.standing.floor
    worked_out = earliest(again.standing.due.on, floor.on if floor is not None else None)
    if act_by is not None and (worked_out is None or act_by < worked_out):
        found.notes.append(
            f"{child.reference}: the date stays {act_by:%d/%m/%Y}. The file gives a later one without a newer visit, "
            "and nothing moves a date later by itself."
        )
    if act_by is not None and act_by < deps.clock.today() and (before is None or before.act_by != act_by):
        found.past.append(child_id)
    if newer_visit is not None:
        _close_alert(deps, tx, child_id, newer_visit, act_by)


def _close_alert(deps: Deps, tx: Transaction, child_id: int, seen_on: date, act_by: date | None) -> None:
    """The case system has a visit after what the alert is about: the child has been seen, and the manager hears it."""
    live = tx.alerts.live_for_child(child_id)
    if live is None:
        return
    about = tx.visits.outcome(live.outcome_id) if live.outcome_id is not None else None
    if about is not None and seen_on <= _day_of(about):
        return
    if live.kind == OVERDUE and (act_by is None or act_by < deps.clock.today()):
        return
    outcome = next(one for one in tx.visits.outcomes(child_id) if one.imported and _day_of(one) == seen_on)
    close_alert(deps, tx, live, outcome)
    tell_of_closed(deps, tx, [live])
