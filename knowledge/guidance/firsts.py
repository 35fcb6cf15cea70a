"""What goes first: a figure or a time where one is asked for, and a known way of asking before any reckoning."""

from __future__ import annotations

from dataclasses import replace

from knowledge.guidance.coverage import Shape
from knowledge.guidance.decide import Signs
from knowledge.guidance.figures import counts
from knowledge.guidance.finding import Found
from knowledge.guidance.units import Unit

AS_GOOD = (
    0.8  # share of the best one's score from which on a statement with the figure asked for goes before it
)
NEARER = 0.1  # likeness
# From this likeness on, and so far ahead of the other kind, a known way of asking decides: of 1,900 unseen questions
# 184 came so near to one of a statement, and 171 were rightly answered with it.
NEARLY_SAID, AHEAD, KNOWN = 0.75, 0.15, 0.85
WORD_FOR_WORD = 0.8  # what a question of one or two telling words takes: so short ones are like many


def wants_number(shape: Shape) -> bool:
    """Whether only a number answers the question."""
    return shape.number or (shape.wants_figure and bool(shape.counted_in))


def as_known(probability: float, signs: Signs) -> float:
    """The chance of an answer, held to what is known where a question is nearly word for word a known way of asking
    of what the documents say, or of what they leave open: whoever wrote that down has decided."""
    least = WORD_FOR_WORD if signs.short else NEARLY_SAID
    like = max(signs.like, signs.topic_like)
    if like >= least and like - signs.open_like >= AHEAD and not signs.no_figure:
        return max(probability, KNOWN)
    if signs.open_like >= least and signs.open_like - like >= AHEAD:
        return min(probability, 1 - KNOWN)
    return probability


def with_time_first(found: Found) -> Found:
    """What was found, led by a statement that gives a time where "how often" or "by when" is asked and the best one
    gives none: one of the same topic where that says it gives none, or one that people are known to ask for more
    nearly so."""
    top = found.candidates[0] if found.candidates else None
    if top is None or (top.unit.timed and not top.unit.no_figure):
        return found
    for candidate in found.candidates:
        if candidate.value < top.value * AS_GOOD:
            break
        if candidate.unit.no_figure or not candidate.unit.timed:
            continue
        akin = bool(set(candidate.unit.topics) & set(top.unit.topics))
        if akin if top.unit.no_figure else candidate.features.like >= top.features.like + NEARER:
            others = [c for c in found.candidates if c is not candidate]
            return replace(found, candidates=[candidate, *others])
    return found


def with_figure_first(found: Found, counted: str) -> Found:
    """What was found, led by the statement that gives the number asked for where the best one speaks of it without."""
    top = found.candidates[0] if found.candidates else None
    if top is None or _gives(top.unit, counted):
        return found
    for candidate in found.candidates:
        if candidate.value < top.value * AS_GOOD:
            break
        if set(candidate.unit.topics) & set(top.unit.topics) and _gives(candidate.unit, counted):
            rest = [c for c in found.candidates if c is not candidate]
            return replace(found, candidates=[candidate, *rest])
    return found


def _gives(unit: Unit, counted: str) -> bool:
    """Whether a unit gives a number of what is counted; of nothing in particular, any figure."""
    return not unit.no_figure and (counts(counted, unit.full_text) if counted else bool(unit.figures))
