"""Disagreement: documents, or places in one, that give different rules for the same thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from knowledge.guidance.coverage import Shape
    from knowledge.guidance.figures import Figure
    from knowledge.guidance.finding import Candidate
    from knowledge.guidance.units import Unit

NEAR, CLOSE, FAR = 0.82, 0.55, 0.45
LAID_DOWN = 0.3  # share of the best one's score down to which a rule on the same matter is a side
ADOPTED, ADOPTED_COVERS = 0.72, 0.75  # shares of the best from which on the adopted policy comes before it


@dataclass(frozen=True, slots=True)
class Asked:
    """In what two answers to a question could differ: a figure, the people named, the system named."""

    figure: bool = False
    who: bool = False
    where: bool = False
    choice: bool = False  # "the manager or the chair?": naming one of them only is another answer

    @property
    def anything(self) -> bool:
        """Whether the question asks for anything that answers could differ in."""
        return self.figure or self.who or self.where or self.choice


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
    people: frozenset[str],
    policy: str | None,
    named: bool,
    urged: bool,
    limit: int,
) -> tuple[list[Candidate], bool, str]:
    """The candidates to show in order, whether they disagree, and a sentence where the adopted policy is silent."""
    top = found[0]
    disputed = [] if named or urged else _dispute(found, shape, plans, people)
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
            mine in disputed or _same_thing(mine.unit, top.unit) or _nearly_as_good(mine, top)
        ):
            chosen = [mine, *(c for c in chosen if c is not mine)]
        elif chosen[0].unit.document != policy:
            note = f"I found nothing on this in your adopted policy. {chosen[0].unit.title} says:"
    return chosen[:limit], bool(disputed), note


def _nearly_as_good(mine: Candidate, top: Candidate) -> bool:
    """Whether the adopted policy speaks of what was asked too, though under another topic."""
    return (
        mine.value >= top.value * ADOPTED and mine.features.covered >= top.features.covered * ADOPTED_COVERS
    )


def _same_thing(one: Unit, other: Unit) -> bool:
    return bool(set(one.topics) & set(other.topics))


def _lay_down_otherwise(one: Unit, other: Unit) -> bool:
    """Whether two documents lay down different things on the same matter, for children on the same plan."""
    if one.document == other.document or (one.plans and other.plans and not one.plans & other.plans):
        return False
    theirs = dict(other.rules)
    return any(theirs.get(matter, holding) != holding for matter, holding in one.rules)


def _times(unit: Unit) -> frozenset[Figure]:
    """The times a unit gives; where it gives none, its counts of visits."""
    times = frozenset(f for f in unit.figures if f.unit != "visit")
    return times or unit.figures


def _otherwise(mine: frozenset[Any], theirs: frozenset[Any]) -> bool:
    """Whether two answers differ: one that is all in the other only says less, not otherwise."""
    return bool(mine and theirs) and not mine <= theirs and not theirs <= mine


def _differ(one: Unit, other: Unit, asked: Asked, ruled: bool) -> bool:
    """Whether two units of one topic give different rules for children on the same plan.

    Where one gives a figure and the other a rule without one ("where appropriate"), they differ only if a rule was
    asked for and both speak closely of it (`ruled`). A unit that says that the document gives no figure is silent.
    """
    if one.document == other.document and one.section == other.section:
        return False
    if one.plans and other.plans and not one.plans & other.plans:
        return False
    if asked.who and _otherwise(one.people, other.people):
        return True
    if asked.choice and one.document != other.document and one.people and other.people:
        return one.people != other.people
    if asked.where and _otherwise(one.systems, other.systems):
        return True
    if not asked.figure or (one.no_figure and other.no_figure):
        return False
    mine, theirs = _times(one), _times(other)
    if one.no_figure or other.no_figure:
        return ruled and bool(mine or theirs) and one.document != other.document
    if not mine or not theirs:
        return ruled and bool(mine or theirs) and one.document != other.document
    return _otherwise(mine, theirs)


def _dispute(
    found: Sequence[Candidate], shape: Shape, plans: frozenset[str], people: frozenset[str]
) -> list[Candidate]:
    """The candidates, one a document (or place), that answer the question with different figures, people or systems."""
    asked = Asked(
        figure=shape.wants_figure or shape.gives_figure or shape.brief,
        who=shape.who,
        where=shape.where,
        choice=len(people) > 1 and shape.either,
    )
    top = found[0]
    ruled = shape.wants_figure or (shape.yes_no and shape.gives_figure)
    best: list[Candidate] = []
    weight = (1, 0.0)
    fitting = top.unit.timed or shape.who or not shape.wants_figure
    leads = found[:6] if asked.anything else found[:1]  # unasked, a rule counts where it is the answer itself
    for lead in leads:
        if lead.value < top.value * NEAR:
            break
        sides = [lead]
        for candidate in found[:40]:
            unit = candidate.unit
            laid_down = lead is top and fitting and _lay_down_otherwise(unit, lead.unit)
            if candidate.value < top.value * LAID_DOWN:
                break
            if candidate.value < top.value * FAR and not laid_down:
                continue
            if plans and unit.plans and not plans & unit.plans:
                continue
            close = ruled and candidate.value >= top.value * CLOSE
            if not laid_down and not (
                _same_thing(unit, lead.unit) and _differ(unit, lead.unit, asked, close)
            ):
                continue
            alike = [
                s
                for s in sides
                if not _differ(unit, s.unit, asked, close)
                and not (laid_down and _lay_down_otherwise(unit, s.unit))
            ]
            if unit.document in {s.unit.document for s in sides} and alike:
                continue
            # Another document's rule comes before the same rule at another place of the leading document.
            if all(s.unit.document == lead.unit.document for s in alike):
                sides = [s for s in sides if s not in alike] + [candidate]
        documents = len({s.unit.document for s in sides})
        this = (documents, sum(s.value for s in sides) / len(sides))
        if len(sides) > 1 and (this > weight if documents > 1 else not best):
            best, weight = sides, this
            if lead is top and fitting and any(_lay_down_otherwise(s.unit, lead.unit) for s in sides):
                break  # the answer itself is disputed: nothing further down is meant more
    return best
