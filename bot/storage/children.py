"""Rows of children and their plans."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.cipher import Cipher
from bot.domain.children import Child, Plan
from bot.storage.tables import ChildRow, PlanRow
from knowledge.results import PlanKind

BORN = "children.born"
DATE_FACTS = frozenset(
    {
        "placement_start",
        "previous_placement_start",
        "referral_date",
        "first_review_date",
        "last_conference_date",
        "next_conference_date",
        "long_term_matched_on",
        "last_seen_by_network",
    }
)


def facts_to_json(facts: dict[str, Any]) -> dict[str, Any]:
    """Dates as text."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}


def facts_from_json(stored: dict[str, Any]) -> dict[str, Any]:
    """Text of the date facts as dates."""
    return {
        name: date.fromisoformat(value) if name in DATE_FACTS and isinstance(value, str) else value
        for name, value in stored.items()
    }


DECIDED = "decided_here"
"""What was decided here, beside a plan's facts: each fact's name with the value it had in the case system before."""
PLAN_START = "plan_start"


def _merged(row: PlanRow, given: dict[str, Any]) -> dict[str, Any]:
    """The case system's facts, with what was decided here wherever the case system has not caught up.

    A value it still has from before the decision is old; any other value is news, and counts.
    """
    ours = {**row.facts, PLAN_START: row.start.isoformat()}
    merged, waiting = dict(given), {}
    for name, before in row.facts.get(DECIDED, {}).items():
        if given.get(name) != before:
            continue
        waiting[name] = before
        merged.pop(name, None)
        if name in ours:
            merged[name] = ours[name]
    return {**merged, DECIDED: waiting} if waiting else merged


class Children:
    """Find and store children, always with their open plans."""

    def __init__(self, session: Session, cipher: Cipher) -> None:
        self._session = session
        self._cipher = cipher

    def _with_plans(self, rows: Iterable[ChildRow]) -> list[Child]:
        rows = list(rows)
        if not rows:
            return []
        plans: dict[int, list[Plan]] = {}
        ids = [row.id for row in rows]
        for start in range(0, len(ids), 500):
            found = self._session.scalars(
                select(PlanRow)
                .where(PlanRow.child_id.in_(ids[start : start + 500]), PlanRow.end.is_(None))
                .order_by(PlanRow.id)
            )
            for plan in found:
                plans.setdefault(plan.child_id, []).append(
                    Plan(
                        plan.id,
                        PlanKind(plan.kind),
                        plan.start,
                        plan.end,
                        facts_from_json({k: v for k, v in plan.facts.items() if k != DECIDED}),
                    )
                )
        return [
            Child(
                id=row.id,
                reference=row.reference,
                initials=row.initials,
                household=row.household,
                team=row.team,
                worker_id=row.worker_id,
                born=date.fromisoformat(self._cipher.open(row.born_sealed, BORN))
                if row.born_sealed
                else None,
                plans=tuple(plans.get(row.id, ())),
                closed=row.closed,
            )
            for row in rows
        ]

    def get(self, child_id: int, *, lock: bool = False) -> Child | None:
        query = select(ChildRow).where(ChildRow.id == child_id)
        row = self._session.scalar(query.with_for_update() if lock else query)
        return self._with_plans([row])[0] if row is not None else None

    def many(self, child_ids: Iterable[int]) -> list[Child]:
        rows = self._session.scalars(select(ChildRow).where(ChildRow.id.in_(list(child_ids))))
        return self._with_plans(rows)

    def by_reference(self, reference: str) -> Child | None:
        row = self._session.scalar(
            select(ChildRow).where(func.lower(ChildRow.reference) == reference.strip().lower())
        )
        return self._with_plans([row])[0] if row is not None else None

    def of_worker(self, worker_id: str) -> list[Child]:
        rows = self._session.scalars(
            select(ChildRow)
            .where(ChildRow.worker_id == worker_id, ChildRow.closed.is_(False))
            .order_by(ChildRow.reference)
        )
        return self._with_plans(rows)

    def of_teams(self, teams: Iterable[str]) -> list[Child]:
        rows = self._session.scalars(
            select(ChildRow)
            .where(ChildRow.team.in_(list(teams)), ChildRow.closed.is_(False))
            .order_by(ChildRow.reference)
        )
        return self._with_plans(rows)

    def of_household(self, household: str) -> list[Child]:
        rows = self._session.scalars(
            select(ChildRow)
            .where(ChildRow.household == household, ChildRow.closed.is_(False))
            .order_by(ChildRow.reference)
        )
        return self._with_plans(rows)

    def all_open(self) -> list[Child]:
        rows = self._session.scalars(
            select(ChildRow).where(ChildRow.closed.is_(False)).order_by(ChildRow.reference)
        )
        return self._with_plans(rows)

    def count(self) -> int:
        return self._session.scalar(select(func.count(ChildRow.id)).where(ChildRow.closed.is_(False))) or 0

    def add(self, child: Child, at: datetime) -> int:
        row = ChildRow(
            reference=child.reference,
            initials=child.initials,
            household=child.household,
            team=child.team,
            worker_id=child.worker_id,
            born_sealed=self._sealed(child.born),
            closed=False,
            seen_in_import=at,
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def change(self, child_id: int, child: Child, at: datetime) -> None:
        """Store what the import says about the child itself; plans are stored on their own."""
        row = self._session.get_one(ChildRow, child_id)
        row.initials, row.household, row.team = child.initials, child.household, child.team
        row.worker_id, row.seen_in_import = child.worker_id, at
        if child.born is not None:  # an empty cell takes no birth back that was entered here
            row.born_sealed = self._sealed(child.born)

    def allocate(self, child_id: int, worker_id: str, team: str) -> None:
        """Another allocated worker, in the team named."""
        row = self._session.get_one(ChildRow, child_id)
        row.worker_id, row.team = worker_id, team

    def set_born(self, child_id: int, born: date) -> None:
        """The date of birth, sealed."""
        self._session.get_one(ChildRow, child_id).born_sealed = self._sealed(born)

    def close(self, child_id: int) -> None:
        """Nobody is reminded of a closed child."""
        self._session.get_one(ChildRow, child_id).closed = True

    def missing_from_import(self, since: datetime) -> list[Child]:
        """Open children that the import at `since` did not name: only a manager closes them."""
        rows = self._session.scalars(
            select(ChildRow)
            .where(ChildRow.closed.is_(False), ChildRow.seen_in_import < since)
            .order_by(ChildRow.reference)
        )
        return self._with_plans(rows)

    def add_plan(self, child_id: int, kind: PlanKind, start: date, facts: dict[str, Any]) -> int:
        row = PlanRow(child_id=child_id, kind=kind, start=start, end=None, facts=facts_to_json(facts))
        self._session.add(row)
        self._session.flush()
        return row.id

    def change_plan(self, plan_id: int, start: date, facts: dict[str, Any]) -> None:
        """What the case system says now; what was decided here stays until the case system has it."""
        row = self._session.get_one(PlanRow, plan_id)
        self._put(row, _merged(row, {**facts_to_json(facts), PLAN_START: start.isoformat()}))

    def decide_plan(self, plan_id: int, start: date, facts: dict[str, Any]) -> None:
        """What somebody decided here: it outlives the next import."""
        row = self._session.get_one(PlanRow, plan_id)
        before = {**row.facts, PLAN_START: row.start.isoformat()}
        decided = dict(before.pop(DECIDED, {}))
        wanted = {**facts_to_json(facts), PLAN_START: start.isoformat()}
        for name in sorted({*before, *wanted}):
            if before.get(name) != wanted.get(name):
                decided.setdefault(name, before.get(name))
        self._put(row, {**wanted, DECIDED: decided})

    @staticmethod
    def _put(row: PlanRow, facts: dict[str, Any]) -> None:
        row.start = date.fromisoformat(facts.pop(PLAN_START))
        row.facts = facts

    def end_plan(self, plan_id: int, on: date) -> None:
        self._session.get_one(PlanRow, plan_id).end = on

    def _sealed(self, born: date | None) -> str | None:
        return self._cipher.seal(born.isoformat(), BORN) if born is not None else None
