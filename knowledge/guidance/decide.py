"""Deciding whether a question is covered: a few signs, weighed by figures that were fitted on questions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against an answer (all about 0 to 1)."""

    value: float = 0.0
    points: float = 0.0
    covered: float = 0.0
    like: float = 0.0
    missing: float = 1.0
    strange: float = 1.0
    no_figure: float = 0.0
    subject: float = 0.0
    timed_subject: float = 0.0
    margin: float = 0.0
    short: float = 0.0
    named: float = 0.0
    figure: float = 0.0


@dataclass(frozen=True, slots=True)
class Decider:
    """Weights of the signs; `probability` is the calibrated chance that the first answer is right."""

    weights: Mapping[str, float]
    bias: float
    threshold: float

    def probability(self, signs: Signs) -> float:
        """Chance between 0 and 1 that the question is covered by the first passage."""
        total = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in asdict(signs).items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
