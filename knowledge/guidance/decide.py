"""Deciding which passage comes first and whether it answers: a few signs, weighed by figures fitted on questions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter, mul


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for one passage (all about 0 to 1)."""

    points: float = 0.0
    covered: float = 0.0
    exact: float = 0.0
    like: float = 0.0
    topic_like: float = 0.0
    meant: float = 0.0
    phrased: float = 0.0
    parts: float = 0.0
    timed: float = 0.0
    untimed: float = 0.0
    plan: float = 0.0
    other_plan: float = 0.0
    passage: float = 0.0
    length: float = 0.0


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against an answer at all (all about 0 to 1)."""

    value: float = 0.0
    points: float = 0.0
    covered: float = 0.0
    exact: float = 0.0
    like: float = 0.0
    topic_like: float = 0.0
    meant: float = 0.0
    phrased: float = 0.0
    missing: float = 1.0
    odd: float = 1.0
    strange: float = 1.0
    no_figure: float = 0.0
    subject: float = 0.0
    timed_subject: float = 0.0
    margin: float = 0.0
    agree: float = 0.0
    agree_like: float = 0.0
    other_plan: float = 0.0
    short: float = 0.0
    long: float = 0.0
    named: float = 0.0
    figure: float = 0.0
    other_unit: float = 0.0
    quoted: float = 0.0
    better_elsewhere: float = 0.0
    no_number: float = 0.0
    open_like: float = 0.0
    open_meant: float = 0.0
    open_phrased: float = 0.0


class Ranker:
    """Weights of the features; the value orders the passages."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = tuple(weights.values())
        self._read = attrgetter(*weights)

    def value(self, features: Features) -> float:
        """How well a passage suits, in the question's own scale."""
        return float(sum(map(mul, self._weights, self._read(features))))


@dataclass(frozen=True, slots=True)
class Scales:
    """How passages are weighed beside statements: those of documents without a digest have no known askings to show.

    `bare` weighs them by what they have; times `beside` its values stand on the scale of the statements.
    """

    statements: Ranker
    bare: Ranker
    beside: float = 1.0


@dataclass(frozen=True, slots=True)
class Decider:
    """Weights of the signs; `probability` is the calibrated chance that the first answer is right."""

    weights: Mapping[str, float]
    bias: float
    threshold: float

    def probability(self, signs: Signs) -> float:
        """Chance between 0 and 1 that the question is covered by the first passage."""
        total = self.bias + sum(weight * getattr(signs, name) for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
