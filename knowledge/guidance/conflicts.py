"""Disagreement: documents, or places in one, that give different rules for the same thing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.guidance.coverage import Shape
    from knowledge.guidance.figures import Figure
    from knowledge.guidance.finding import Candidate
    from knowledge.guidance.units import Unit

NEAR, CLOSE, FAR = 0.82, 0.66, 0.45


def per_document(found: Sequence[Candidate], without: set[str], least: float = 0.6) -> list[Candidate]:
    """The best candidate of each further document that comes close to the best of all."""
    picked: list[Candidate] = []
    seen = set(without)
    for candidate in found:
        if candidate.unit.document in seen or candidate.value < found[0].value * least:
            continue
        seen.add(candidate.unit.document)
        picked.append(candidate)
    return picked


def arrange(
    found: Sequence[Candidate],
    shape: Shape,
    plans: frozenset[str],
    policy: str | None,
    named: bool,
    limit: int,
) -> tuple[list[Candidate], bool, str]:
    """The candidates to show in order, whether they disagree, and a sentence where the adopted policy is silent."""
    top = found[0]
    disputed = [] if named else _dispute(found, shape, plans)
    chosen = disputed or [top]
    for candidate in found:
        if len(chosen) >= limit:
            break
        if candidate not in chosen and candidate.value >= top.value * 0.5:
            chosen.append(candidate)
    note = ""
    if policy is not None and not named:
        mine = next((c for c in disputed or found if c.unit.document == policy), None)
        if mine is not None and (
            mine in disputed or mine.value >= top.value * 0.72 or _same_thing(mine.unit, top.unit)
        ):
            chosen = [mine, *(c for c in chosen if c is not mine)]
        elif chosen[0].unit.document != policy:
            note = f"Your adopted policy does not say. {chosen[0].unit.title} does:"
    return chosen[:limit], bool(disputed), note


def _same_thing(one: Unit, other: Unit) -> bool:
    return bool(set(one.topics) & set(other.topics))


def _times(unit: Unit) -> frozenset[Figure]:
    """The times a unit gives; where it gives none, its counts of visits."""
    times = frozenset(f for f in unit.figures if f.unit != "visit")
    return times or unit.figures


def _differ(one: Unit, other: Unit, ruled: bool) -> bool:
    """Whether two units of one topic give different rules for children on the same plan.

    A unit whose figures are all in the other's only says less, not otherwise. Where one gives a figure and the
    other a rule without one ("where appropriate"), they differ only if a rule was asked for (`ruled`).
    """
    if one.document == other.document and one.section == other.section:
        return False
    if one.plans and other.plans and not one.plans & other.plans:
        return False
    mine, theirs = _times(one), _times(other)
    if not mine or not theirs:
        return ruled and bool(mine or theirs) and one.document != other.document
    return not mine <= theirs and not theirs <= mine


def _dispute(found: Sequence[Candidate], shape: Shape, plans: frozenset[str]) -> list[Candidate]:
    """The candidates, one a document (or place), that answer the question with different figures or rules."""
    if not (shape.wants_figure or shape.gives_figure or shape.brief or shape.yes_no or shape.who):
        return []
    top = found[0]
    ruled = shape.wants_figure or shape.yes_no
    best: list[Candidate] = []
    for lead in found[:6]:
        if lead.value < top.value * NEAR:
            break
        sides = [lead]
        for candidate in found[:40]:
            unit = candidate.unit
            if candidate.value < top.value * FAR:
                break
            if plans and unit.plans and not plans & unit.plans:
                continue
            close = ruled and candidate.value >= top.value * CLOSE
            if _same_thing(unit, lead.unit) and all(_differ(unit, s.unit, close) for s in sides):
                sides.append(candidate)
        if len(sides) > 1 and len({s.unit.document for s in sides}) > len({s.unit.document for s in best}):
            best = sides
    return best
