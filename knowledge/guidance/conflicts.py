"""Disagreement: documents, or places in one, that give different rules for the same thing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from knowledge.guidance.coverage import Shape

if TYPE_CHECKING:
    from knowledge.guidance.engine import Candidate


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
    found: Sequence[Candidate], shape: Shape, policy: str | None, named: bool, limit: int
) -> tuple[list[Candidate], bool, str]:
    """The candidates to show in order, whether they disagree, and a sentence where the adopted policy is silent."""
    top = found[0]
    conflict = False
    chosen = [top]
    note = ""
    rivals = [] if named else _rivals(found, top)
    if rivals:
        conflict = True
        chosen += rivals
    for candidate in found[1:]:
        if len(chosen) >= limit:
            break
        if candidate not in chosen and candidate.value >= top.value * 0.5:
            chosen.append(candidate)
    if policy is not None and not named:
        mine = next((c for c in found if c.unit.document == policy), None)
        if (
            mine is not None
            and mine is not chosen[0]
            and (mine.value >= top.value * 0.72 or _same_thing(mine, top))
        ):
            chosen = [mine, *(c for c in chosen if c is not mine)]
        elif chosen[0].unit.document != policy:
            note = f"Your adopted policy does not say. {chosen[0].unit.title} does:"
    return chosen[:limit], conflict, note


def _same_thing(one: Candidate, other: Candidate) -> bool:
    return bool(set(one.unit.topics) & set(other.unit.topics))


def _rivals(found: Sequence[Candidate], top: Candidate) -> list[Candidate]:
    """Candidates of other documents on the same topic whose figures differ from the first one's."""
    if not top.unit.figures:
        return []
    rivals: dict[str, Candidate] = {}
    for candidate in found[1:]:
        unit = candidate.unit
        if unit.document == top.unit.document or unit.document in rivals or not _same_thing(candidate, top):
            continue
        if unit.figures and unit.figures != top.unit.figures:
            rivals[unit.document] = candidate
    return list(rivals.values())
