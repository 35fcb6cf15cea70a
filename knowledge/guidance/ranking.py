"""Ranking: weighted words of several fields (BM25F), groups of the thesaurus, and likeness to known askings."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.guidance.thesaurus import Phrases
from knowledge.guidance.words import STOP, WEAK, stem, tokens

K1, B = 1.8, 0.25
GROUP = "#"
COUNTED = frozenset(("day", "week", "month", "hour", "year", "visit", "working", "minute"))
WEAKLY = 0.5  # how much a word counts that is common in any question
BACKGROUND = 150  # units
UNKNOWN = 0.8  # a word that stands nowhere, beside the most telling one
GROUP_WEIGHT = 0.88
FIELD_WEIGHTS: Mapping[str, float] = {
    "text": 0.6, "quote": 0.8, "heading": 0.5, "lead": 0.6, "asks": 0.6, "topics": 0.9, "title": 0.1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Atom:
    """One part of a question: the terms that would satisfy it, each with how well, and the words it covers."""

    terms: tuple[tuple[str, float], ...]
    words: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Analysed:
    """A text as terms: stems of its content words and groups it touches."""

    stems: tuple[str, ...]
    groups: tuple[str, ...]


def analyse(text: str, phrases: Phrases) -> Analysed:
    """The stems of the content words and the thesaurus groups of a text, each once per occurrence."""
    words = tokens(text)
    stems = [stem(w) for w in words]
    groups: list[str] = []
    for hit in phrases.find(stems):
        if hit.length == 1 and words[hit.start] in STOP:
            continue
        groups.extend(GROUP + g for g in hit.groups)
    return Analysed(tuple(s for w, s in zip(words, stems, strict=True) if w not in STOP), tuple(groups))


def atoms_of(words: Sequence[str], phrases: Phrases) -> list[Atom]:
    """The parts of a question: phrases of the thesaurus first (longest), then its single content words.

    A phrase made of small words only ("not in") counts half; a lone "one" is a pronoun, not a number.
    """
    stems = [stem(w) for w in words]
    taken: set[int] = set()
    atoms: list[Atom] = []
    for hit in sorted(phrases.find(stems), key=lambda h: (-h.length, h.start)):
        span = range(hit.start, hit.start + hit.length)
        if (hit.length == 1 and words[hit.start] in STOP) or any(i in taken for i in span):
            continue
        taken.update(span)
        groups = tuple((GROUP + g, GROUP_WEIGHT) for g in hit.groups)
        inner = [(stems[i], words[i]) for i in span if words[i] not in STOP]
        if hit.length == 1:
            weight = WEAKLY if words[hit.start] in WEAK else 1.0
            atoms.append(Atom(((stems[hit.start], 1.0), *groups), (words[hit.start],), weight))
        else:
            share = 0.9 if len(inner) == 1 else 0.75
            said = tuple(w for _, w in inner) or (words[hit.start],)
            atoms.append(Atom((*groups, *((s, share) for s, _ in inner)), said, 1.15 if inner else 0.5))
    for i, word in enumerate(words):
        if i in taken or word in STOP:
            continue
        if word == "1" and not (i + 1 < len(words) and words[i + 1].rstrip("s") in COUNTED):
            continue
        atoms.append(Atom(((stems[i], 1.0),), (word,), WEAKLY if word in WEAK else 1.0))
    return atoms


@dataclass(frozen=True, slots=True)
class Background:
    """How common terms are in this field's language at large, so that a small library does not mistake its own.

    It counts as much as BACKGROUND units of the library: it decides in a small one and hardly shows in a large one.
    """

    shares: Mapping[str, float]
    size: float

    @classmethod
    def of(cls, texts: Iterable[Analysed]) -> Background:
        """Count in how many texts each term stands."""
        counts: dict[str, int] = {}
        size = 0
        for text in texts:
            size += 1
            for term in {*text.stems, *text.groups}:
                counts[term] = counts.get(term, 0) + 1
        scale = min(1.0, BACKGROUND / size) if size else 0.0
        return cls({term: count * scale for term, count in counts.items()}, size * scale)


def _idf(size: float, count: float) -> float:
    return math.log(1 + (size - count + 0.5) / (count + 0.5))


@dataclass(slots=True)
class Matrix:
    """Postings with their finished BM25F weights, ready to be summed."""

    postings: dict[str, dict[int, float]]
    idf: dict[str, float]
    background: Background
    size: int

    def idf_of(self, term: str) -> float:
        """How telling a term is, here and in the field's language; one that stands nowhere is the most telling."""
        known = self.idf.get(term)
        return (
            known
            if known is not None
            else _idf(self.size + self.background.size, self.background.shares.get(term, 0))
        )

    def knows(self, term: str) -> bool:
        """Whether a term stands anywhere, here or in the background."""
        return term in self.idf or term in self.background.shares


def build(rows: Iterable[Mapping[str, Analysed]], background: Background) -> Matrix:
    """Weigh every term of every unit once: field weights, length, saturation."""
    counted: list[dict[str, float]] = []
    lengths: list[float] = []
    for fields in rows:
        tf: dict[str, float] = {}
        length = 0.0
        for name, text in fields.items():
            weight = FIELD_WEIGHTS[name]
            scale = weight / (1.0 + 0.02 * len(text.stems)) if name == "asks" else weight
            for term in text.stems:
                tf[term] = tf.get(term, 0.0) + scale
            for term in text.groups:
                tf[term] = tf.get(term, 0.0) + scale
            if name in ("text", "quote"):
                length = max(length, float(len(text.stems)))
        counted.append(tf)
        lengths.append(length)
    n = len(counted)
    average = (sum(lengths) / n) if n else 1.0
    postings: dict[str, dict[int, float]] = {}
    for unit, tf in enumerate(counted):
        norm = K1 * (1 - B + B * lengths[unit] / (average or 1.0))
        for term, value in tf.items():
            postings.setdefault(term, {})[unit] = value * (K1 + 1) / (value + norm)
    size = n + background.size
    idf = {t: _idf(size, len(p) + background.shares.get(t, 0)) for t, p in postings.items()}
    return Matrix(postings, idf, background, n)


@dataclass(slots=True)
class Scored:
    """How one unit answers a question: `points` against what a perfect unit would get, and what it left out."""

    unit: int
    points: float
    covered: float
    exact: float = 0.0
    matched: set[int] = field(default_factory=set)


def weight_of(atom: Atom, matrix: Matrix) -> float:
    """What an atom is worth: the telling power of its own word, or of its best-known term."""
    known = [matrix.idf_of(t) * share for t, share in atom.terms if matrix.knows(t)]
    return atom.weight * (max(known) if known else UNKNOWN * matrix.idf_of(""))


def score(
    atoms: Sequence[Atom], matrix: Matrix, allowed: Mapping[int, float] | None = None
) -> dict[int, Scored]:
    """Points of every unit that meets at least one atom; each atom counts once, by its best term."""
    found: dict[int, Scored] = {}
    for number, atom in enumerate(atoms):
        best: dict[int, float] = {}
        plain: set[int] = set()
        for term, share in atom.terms:
            rows = matrix.postings.get(term)
            if rows is None:
                continue
            worth = matrix.idf[term] * share * atom.weight
            for unit, value in rows.items():
                if allowed is not None and unit not in allowed:
                    continue
                points = worth * value
                if points > best.get(unit, 0.0):
                    best[unit] = points
                if term[0] != GROUP:
                    plain.add(unit)
        full = weight_of(atom, matrix)
        for unit, points in best.items():
            row = found.get(unit)
            if row is None:
                row = found[unit] = Scored(unit, 0.0, 0.0)
            row.points += points
            row.covered += min(full, points)
            if unit in plain:
                row.exact += full
            row.matched.add(number)
    return found


class Askings:
    """Known ways of asking: how like a question is to the nearest of each unit's askings (0 to 1)."""

    def __init__(self, rows: Iterable[tuple[int, Analysed]]) -> None:
        units: list[int] = []
        sets: list[frozenset[str]] = []
        for unit, text in rows:
            units.append(unit)
            sets.append(frozenset(text.stems) | frozenset(text.groups))
        self._units = units
        n = len(sets)
        postings: dict[str, list[int]] = {}
        for i, terms in enumerate(sets):
            for term in terms:
                postings.setdefault(term, []).append(i)
        self._idf = {t: math.log(1 + (n + 0.5) / (len(p) + 0.5)) for t, p in postings.items()}
        self._postings = postings
        self._most = math.log(1 + (n + 0.5) / 0.5) if n else 1.0
        self._norm = [
            math.sqrt(sum((self._idf[t] * (0.5 if t[0] == GROUP else 1.0)) ** 2 for t in terms)) or 1.0
            for terms in sets
        ]

    def likeness(self, atoms: Sequence[Atom]) -> dict[int, float]:
        """Best likeness of each unit's askings to the question."""
        sums: dict[int, float] = {}
        total = 0.0
        for atom in atoms:
            worth = max([self._idf.get(t, 0.0) * s for t, s in atom.terms] or [0.0]) or self._most * 0.7
            total += worth * worth
            best: dict[int, float] = {}
            for term, share in atom.terms:
                idf = self._idf.get(term)
                if idf is None:
                    continue
                value = (idf * share) ** 2
                for i in self._postings[term]:
                    if value > best.get(i, 0.0):
                        best[i] = value
            for i, value in best.items():
                sums[i] = sums.get(i, 0.0) + value
        norm = math.sqrt(total) or 1.0
        found: dict[int, float] = {}
        for i, value in sums.items():
            like = min(1.0, value / (norm * self._norm[i]))
            unit = self._units[i]
            if like > found.get(unit, 0.0):
                found[unit] = like
        return found
