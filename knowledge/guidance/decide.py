"""Deciding which passage comes first and whether it answers: a few signs, weighed by figures fitted on questions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for one passage (all about 0 to 1)."""

    points: float = 0.0
    covered: float = 0.0
    exact: float = 0.0
    like: float = 0.0
    topic_like: float = 0.0
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


def _weighed(signs: Features | Signs, weights: Mapping[str, float]) -> float:
    return sum(weight * float(getattr(signs, name)) for name, weight in weights.items())


@dataclass(frozen=True, slots=True)
class Ranker:
    """Weights of the features; the value orders the passages."""

    weights: Mapping[str, float]

    def value(self, features: Features) -> float:
        """How well a passage suits, in the question's own scale."""
        return _weighed(features, self.weights)


@dataclass(frozen=True, slots=True)
class Decider:
    """Weights of the signs; `probability` is the calibrated chance that the first answer is right."""

    weights: Mapping[str, float]
    bias: float
    threshold: float

    def probability(self, signs: Signs) -> float:
        """Chance between 0 and 1 that the question is covered by the first passage."""
        total = self.bias + _weighed(signs, self.weights)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
