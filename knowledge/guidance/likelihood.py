"""Likelihood: how much more often than others people who mean a thing use such words, or such turns of phrase.

Each unit's known askings are taken as one language. A term speaks for a unit by how much commoner it is there than in
all askings together (a unigram model, smoothed with the language at large after Jelinek and Mercer). The words tell
what a question is about, the small words between them what is asked of it: "do I have to", "who do I", "by when".
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import chain

from knowledge.guidance.words import STOP

OWN = 0.6  # share of a unit's own language; the rest is the language at large
UNSEEN = 0.5  # how often a term counts in the language at large beyond its askings
REACH = 3  # words apart that two small words may stand to make a turn of phrase


class Language:
    """How often each term stands in the askings of this field at large, whatever documents are at hand."""

    def __init__(self, texts: Collection[Collection[str]]) -> None:
        self.counts = Counter(chain.from_iterable(texts))
        self.texts = len(texts)
        self.size = self.counts.total()


class Likelihood:
    """Scores units by the terms of their askings. Terms that no asking has say nothing."""

    def __init__(
        self, askings: Sequence[Sequence[Collection[str]]], language: Language | None = None
    ) -> None:
        own: dict[str, dict[int, int]] = {}
        totals: list[int] = []
        self._size = len(askings)
        for unit, texts in enumerate(askings):
            said = Counter(chain.from_iterable(texts))
            totals.append(said.total())
            for term, count in said.items():
                own.setdefault(term, {})[unit] = count
        spoken = language or Language(())
        everything = (sum(totals) + spoken.size) or 1
        self._units: dict[str, array[int]] = {}
        self._gains: dict[str, array[float]] = {}
        for term, counts in own.items():
            at_large = (1 - OWN) * (sum(counts.values()) + spoken.counts[term] + UNSEEN) / everything
            self._units[term] = array("L", counts)
            self._gains[term] = array(
                "f", [math.log(1 + OWN * count / totals[unit] / at_large) for unit, count in counts.items()]
            )

    def of(self, terms: Mapping[str, float]) -> dict[int, float]:
        """The units that share a term with a question, given as weighted terms, and what its terms say together."""
        found = [0.0] * self._size
        for term, weight in terms.items():
            units = self._units.get(term)
            if units is None:
                continue
            for unit, gain in zip(units, self._gains[term], strict=True):
                found[unit] += weight * gain
        scale = 1 / math.sqrt(sum(weight * weight for weight in terms.values()) or 1.0)
        return {unit: value * scale for unit, value in enumerate(found) if value}


def turns_of(words: Sequence[str]) -> dict[str, float]:
    """The turns of phrase of a text: any two of its small words that stand near each other, order aside.

    Each counts once, with the weight 1.
    """
    turns: dict[str, float] = {}
    for i, word in enumerate(words):
        if word not in STOP:
            continue
        for other in words[i + 1 : i + 1 + REACH]:
            if other in STOP:
                turns[f"{word} {other}" if word < other else f"{other} {word}"] = 1.0
    return turns
