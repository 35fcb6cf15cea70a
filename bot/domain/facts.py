"""A child's plans and outcomes, in the form the rule engine reads (docs/facts.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.clock import london
from bot.domain.children import Child, Plan
from bot.domain.visits import FAMILY_CAUSES, NOT_SEEN, OUR_CAUSES, ChildOutcome, OutcomeKind
from knowledge.results import PlanFacts


def visit_fact(outcome: ChildOutcome) -> dict[str, Any]:
    """One outcome as the engine's `visits` entry; a flag nobody gave counts as not met."""
    at = london(outcome.happened_at)
    seen_as = "not_seen" if outcome.kind in NOT_SEEN else outcome.kind.value
    return {
        "date": at.date(),
        "at": at,
        "outcome": seen_as,
        "announced": outcome.announced is not False,
        "seen_alone": bool(outcome.alone),
        "awake": bool(outcome.awake),
        "bedroom_seen": bool(outcome.bedroom),
        "spoken_to": bool(outcome.spoken_to),
        "observed": outcome.kind is OutcomeKind.SEEN,
        "place": outcome.place or "home",
        "by": "social_worker" if outcome.by_registered else "family_support_worker",
        "cause": "ours"
        if outcome.kind in OUR_CAUSES
        else "family"
        if outcome.kind in FAMILY_CAUSES
        else "unknown",
    }


HELD, HELD_AFTER = "recorded_due", "recorded_due_after"
"""The date that holds after a change, and the newest visit it was held against (ISO, "" where there was none)."""


def _let_go(facts: dict[str, Any], outcomes: Sequence[ChildOutcome]) -> None:
    """A held date holds until a newer home visit starts the clock anew; a visit that may not count leaves it."""
    after = str(facts.pop(HELD_AFTER, ""))
    if HELD in facts and any(
        outcome.kind is OutcomeKind.SEEN
        and outcome.by_registered
        and london(outcome.happened_at).date().isoformat() > after
        for outcome in outcomes
    ):
        del facts[HELD]


def plan_facts(child: Child, plan: Plan, outcomes: Sequence[ChildOutcome]) -> PlanFacts:
    """One plan's facts, with every visit recorded for the child."""
    facts: dict[str, Any] = dict(plan.facts)
    _let_go(facts, outcomes)
    facts["plan_start"] = plan.start
    if child.born is not None:
        facts["child_dob"] = child.born
    facts["visits"] = [visit_fact(outcome) for outcome in outcomes]
    elsewhere = [
        london(outcome.happened_at).date()
        for outcome in outcomes
        if outcome.kind is OutcomeKind.SEEN_ELSEWHERE
    ]
    known = [*elsewhere, *filter(None, [facts.get("last_seen_by_network")])]
    if known:
        facts["last_seen_by_network"] = max(known)
    return PlanFacts(plan.kind, facts)


def all_facts(child: Child, outcomes: Sequence[ChildOutcome]) -> tuple[PlanFacts, ...]:
    """Every open plan's facts."""
    return tuple(plan_facts(child, plan, outcomes) for plan in child.plans)


def last_seen(outcomes: Sequence[ChildOutcome]) -> ChildOutcome | None:
    """The newest outcome at which the child was seen, anywhere."""
    seen = [o for o in outcomes if o.kind in (OutcomeKind.SEEN, OutcomeKind.SEEN_ELSEWHERE)]
    return seen[-1] if seen else None


def tries_since_seen(outcomes: Sequence[ChildOutcome]) -> tuple[ChildOutcome, ...]:
    """The visits since the child was last seen at home at which the child was not seen."""
    tries: list[ChildOutcome] = []
    for outcome in outcomes:
        if outcome.kind is OutcomeKind.SEEN:
            tries.clear()
        elif outcome.kind in NOT_SEEN:
            tries.append(outcome)
    return tuple(tries)
