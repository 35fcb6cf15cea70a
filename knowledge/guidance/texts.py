"""Texts: each read once while guidance is loaded, however many parts of it need its terms or turns of phrase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.guidance.likelihood import turns_of
from knowledge.guidance.ranking import Analysed, analysed
from knowledge.guidance.thesaurus import Phrases
from knowledge.guidance.words import tokens


@dataclass(frozen=True, slots=True)
class Text:
    """A text as terms in order, as the set of them, and as turns of phrase."""

    analysed: Analysed
    terms: frozenset[str]
    turns: Mapping[str, float]


class Texts:
    """Reads texts and keeps what was read."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self._seen: dict[str, Text] = {}

    def read(self, text: str) -> Text:
        """A text; the same one again costs nothing."""
        seen = self._seen.get(text)
        if seen is None:
            words = tokens(text)
            found = analysed(words, self._phrases)
            seen = self._seen[text] = Text(found, found.terms, turns_of(words))
        return seen
