"""What a checklist is told about the case: facts for its branches, and what stands beside a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.bootstrap import Deps
from bot.clock import london
from bot.domain.children import Child
from bot.domain.visits import NOT_SEEN, ChildOutcome, OutcomeKind, Visit
from bot.services.dates import standing_of
from bot.storage.transaction import Transaction
from knowledge.checklists.model import Step

BEFORE = "before-visit"


def case_facts(deps: Deps, tx: Transaction, child: Child, visit: Visit | None) -> dict[str, Any]:
    """What branches may ask about, from the case and the planned visit; nothing is guessed."""
    day = london(visit.starts_at).date() if visit is not None else deps.clock.today()
    outcomes = tx.visits.outcomes(child.id)
    standing = standing_of(deps, child, outcomes)
    facts: dict[str, Any] = {
        "plan": [plan.kind.value for plan in child.plans],
        "owed": sorted({item.what for item in standing.owed}),
        "last_failed": bool(outcomes) and outcomes[-1].kind in NOT_SEEN,
    }
    vocabulary = deps.knowledge.checklists[BEFORE].vocabulary
    band = vocabulary.age_band(child.born, day)
    if band is not None:
        facts["age"] = band
    if visit is not None:
        facts["announced"] = visit.announced
        facts["lone"] = not visit.going
    return {name: value for name, value in facts.items() if name in vocabulary.facts and value != []}


def after_facts(
    facts: dict[str, Any], outcomes: Sequence[ChildOutcome], tx: Transaction, child: Child
) -> dict[str, Any]:
    """What the check after a visit may ask about, besides."""
    if outcomes:
        last = outcomes[-1]
        facts |= {
            "outcome": last.kind.value,
            "seen": last.kind is OutcomeKind.SEEN,
            "asked_worried": not last.imported,
            "next_planned": bool(tx.visits.planned_for_child(child.id)),
        }
    return facts


def shown_beside(deps: Deps, tx: Transaction, step: Step | None, child: Child) -> tuple[str, ...]:
    """What the case puts beside a question: the date and what is owed."""
    if step is None or step.shows not in ("owed", "due", "last_visit"):
        return ()
    standing = standing_of(deps, child, tx.visits.outcomes(child.id))
    if step.shows == "owed":
        return tuple(item.sentence for item in standing.owed)
    if step.shows == "last_visit":
        outcomes = tx.visits.outcomes(child.id)
        return (
            (f"Last recorded: {outcomes[-1].words}, {london(outcomes[-1].happened_at):%d %B %Y}.",)
            if outcomes
            else ()
        )
    return (standing.due.sentence,)
