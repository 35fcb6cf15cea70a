"""A small cast, and children with plans and history, made in one line."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count

from bot.bootstrap import Deps
from bot.domain.children import Child
from bot.domain.people import Actor, Role
from bot.domain.schedule import at_london
from bot.domain.visits import ChildOutcome, OutcomeKind
from bot.services.dates import recompute
from knowledge.results import PlanKind

AMINA = Actor("U0AMINA", "Amina Yusuf", Role.PRACTITIONER, "Maple", True, "U0GRACE", None, "07700 900101")
LEAH = Actor("U0LEAH", "Leah Marsh", Role.PRACTITIONER, "Maple", False, "U0GRACE", None, "07700 900102")
GRACE = Actor("U0GRACE", "Grace Bell", Role.MANAGER, "Maple", True, "U0SIAN", "U0DANIEL", "07700 900103")
DANIEL = Actor("U0DANIEL", "Daniel Okoro", Role.PRACTITIONER, "Maple", True, "U0GRACE", None, "07700 900104")
TOMOS = Actor("U0TOMOS", "Tomos Rees", Role.PRACTITIONER, "Cedar", True, "U0HELEN", None, "07700 900105")
HELEN = Actor("U0HELEN", "Helen Park", Role.MANAGER, "Cedar", True, "U0SIAN", None, "07700 900106")
SIAN = Actor("U0SIAN", "Siân Evans", Role.SERVICE_MANAGER, "", True, None, None, "07700 900107")
PRIYA = Actor("U0PRIYA", "Priya Shah", Role.POLICY_LEAD, "", False, None, None, "07700 900108")
CAST = (AMINA, LEAH, GRACE, DANIEL, TOMOS, HELEN, SIAN, PRIYA)

_numbers = count(1001)


def a_cast(deps: Deps) -> None:
    """Everybody is on the list."""
    with deps.transaction() as tx:
        for person in CAST:
            tx.people.save(person)


def a_child(
    deps: Deps,
    *,
    plan: PlanKind | None = PlanKind.CP,
    start: date = date(2026, 9, 1),
    worker: Actor = AMINA,
    household: str = "",
    initials: str = "K.B.",
    born: date | None = date(2018, 5, 4),
    seen: date | None = None,
    alone: bool = True,
    **facts: object,
) -> Child:
    """A child with one plan, seen at home on `seen`, with the due date worked out."""
    number = next(_numbers)
    child = Child(0, f"MP-{number}", initials, household or f"H-{number}", worker.team, worker.slack_id, born)
    with deps.transaction() as tx:
        child_id = tx.children.add(child, deps.clock.now())
        if plan is not None:
            tx.children.add_plan(child_id, plan, start, dict(facts))
        if seen is not None:
            tx.visits.add_outcome(an_outcome(child_id, seen, alone=alone))
        stored = tx.children.get(child_id)
        assert stored is not None
        recompute(deps, tx, stored, "test")
    return stored


def an_outcome(
    child_id: int,
    day: date,
    *,
    kind: OutcomeKind = OutcomeKind.SEEN,
    alone: bool = True,
    announced: bool = True,
) -> ChildOutcome:
    """An imported outcome at noon."""
    at = at_london(day, datetime.strptime("12:00", "%H:%M").time())  # noqa: DTZ007 - a wall-clock time
    return ChildOutcome(
        id=0,
        child_id=child_id,
        visit_id=None,
        happened_at=at,
        kind=kind,
        announced=announced,
        alone=alone,
        awake=True,
        bedroom=True,
        spoken_to=True,
        place="home",
        by_id=AMINA.slack_id,
        by_registered=True,
        recorded_by=AMINA.slack_id,
        recorded_at=at,
        imported=True,
    )
