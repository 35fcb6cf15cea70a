"""Ranking: weighted words of several fields (BM25F), groups of the thesaurus, and likeness to known askings."""

from __future__ import annotations

import math
from collections import Counter
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
COMMON = 600  # askings; a word in more of them finds none by itself
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

    @property
    def terms(self) -> frozenset[str]:
        """Its stems and groups, each once."""
        return frozenset((*self.stems, *self.groups))


def analyse(text: str, phrases: Phrases) -> Analysed:
    """The stems of the content words and the thesaurus groups of a text, each once per occurrence."""
    return analysed(tokens(text), phrases)


def analysed(words: Sequence[str], phrases: Phrases) -> Analysed:
    """`analyse`, for words that were read before."""
    stems = [stem(w) for w in words]
    groups: list[str] = []
    for hit in phrases.find(stems):
        if hit.length == 1 and words[hit.start] in STOP:
            continue
        groups += [GROUP + g for g in hit.groups]
    return Analysed(tuple([s for w, s in zip(words, stems, strict=True) if w not in STOP]), tuple(groups))


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
    def of(cls, counts: Mapping[str, int], size: int) -> Background:
        """From the counts in how many of `size` texts each term stands."""
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
    average: float = 1.0  # words of a unit

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


def build(
    rows: Iterable[Mapping[str, Analysed]], background: Background, beside: tuple[int, int] = (0, 0)
) -> Matrix:
    """Weigh every term of every unit once: field weights, length, saturation.

    `beside` are units that are kept elsewhere: how many, and their words in all.
    """
    counted: list[dict[str, float]] = []
    lengths: list[float] = []
    for fields in rows:
        tf: dict[str, float] = {}
        length = 0.0
        for name, text in fields.items():
            weight = FIELD_WEIGHTS[name]
            scale = weight / (1.0 + 0.02 * len(text.stems)) if name == "asks" else weight
            for term, count in Counter((*text.stems, *text.groups)).items():
                tf[term] = tf.get(term, 0.0) + scale * count
            if name in ("text", "quote"):
                length = max(length, float(len(text.stems)))
        counted.append(tf)
        lengths.append(length)
    n = len(counted)
    units = n + beside[0]
    average = ((sum(lengths) + beside[1]) / units) if units else 1.0
    postings: dict[str, dict[int, float]] = {}
    for unit, tf in enumerate(counted):
        norm = K1 * (1 - B + B * lengths[unit] / (average or 1.0))
        for term, value in tf.items():
            postings.setdefault(term, {})[unit] = value * (K1 + 1) / (value + norm)
    size = n + background.size
    idf = {t: _idf(size, len(p) + background.shares.get(t, 0)) for t, p in postings.items()}
    return Matrix(postings, idf, background, n, average)


@dataclass(frozen=True, slots=True)
class Scores:
    """How units answer a question: points, what of the question is covered, by its very words, and by which parts."""

    points: dict[int, float] = field(default_factory=dict)
    covered: dict[int, float] = field(default_factory=dict)
    exact: dict[int, float] = field(default_factory=dict)
    matched: dict[int, list[int]] = field(default_factory=dict)


def weight_of(atom: Atom, matrix: Matrix) -> float:
    """What an atom is worth: the telling power of its own word, or of its best-known term."""
    known = [matrix.idf_of(t) * share for t, share in atom.terms if matrix.knows(t)]
    return atom.weight * (max(known) if known else UNKNOWN * matrix.idf_of(""))


def score(atoms: Sequence[Atom], matrix: Matrix) -> Scores:
    """The units that meet at least one atom; each atom counts once, by its best term."""
    found = Scores()
    points, covered, exact, matched = found.points, found.covered, found.exact, found.matched
    for number, atom in enumerate(atoms):
        gained: dict[int, float] = {}
        plain: set[int] = set()
        for term, share in atom.terms:
            rows = matrix.postings.get(term)
            if rows is None:
                continue
            worth = matrix.idf[term] * share * atom.weight
            if gained:
                for unit, value in rows.items():
                    if worth * value > gained.get(unit, 0.0):
                        gained[unit] = worth * value
            else:
                gained = {unit: worth * value for unit, value in rows.items()}
            if term[0] != GROUP:
                plain.update(rows)
        full = weight_of(atom, matrix)
        for unit, gain in gained.items():
            if unit in points:
                points[unit] += gain
                covered[unit] += gain if gain < full else full
                matched[unit].append(number)
            else:
                points[unit] = gain
                covered[unit] = gain if gain < full else full
                matched[unit] = [number]
        for unit in plain:
            exact[unit] = exact.get(unit, 0.0) + full
    return found


class Askings:
    """Known ways of asking: how like a question is to the nearest of each unit's askings (0 to 1)."""

    def __init__(self, rows: Iterable[tuple[int, frozenset[str]]]) -> None:
        units: list[int] = []
        sets: list[frozenset[str]] = []
        for unit, terms in rows:
            units.append(unit)
            sets.append(terms)
        self._units = units
        n = len(sets)
        postings: dict[str, list[int]] = {}
        for i, terms in enumerate(sets):
            for term in terms:
                postings.setdefault(term, []).append(i)
        self._idf = {t: math.log(1 + (n + 0.5) / (len(p) + 0.5)) for t, p in postings.items()}
        self._postings = postings
        self._most = math.log(1 + (n + 0.5) / 0.5) if n else 1.0
        self._among: dict[str, frozenset[int]] = {}
        square = {t: (idf * (0.5 if t[0] == GROUP else 1.0)) ** 2 for t, idf in self._idf.items()}
        self._norm = [math.sqrt(sum([square[t] for t in terms])) or 1.0 for terms in sets]

    def likeness(self, atoms: Sequence[Atom]) -> dict[int, float]:
        """Best likeness of each unit's askings to the question.

        Words that stand in very many askings only add to those that a rarer word has found.
        """
        parts: list[tuple[int, list[tuple[str, float]]]] = []
        total = 0.0
        for atom in atoms:
            terms = [(t, (self._idf[t] * share) ** 2) for t, share in atom.terms if t in self._idf]
            total += max([value for _, value in terms] or [(self._most * 0.7) ** 2])
            if terms:
                parts.append((sum(len(self._postings[t]) for t, _ in terms), terms))
        sums: dict[int, float] = {}
        for size, terms in sorted(parts, key=lambda part: part[0]):
            best: dict[int, float] = {}
            if sums and size > COMMON:
                for term, value in terms:
                    for i in self._standing(term) & sums.keys():
                        if value > best.get(i, 0.0):
                            best[i] = value
            else:
                for term, value in terms:
                    for i in self._postings[term]:
                        if value > best.get(i, 0.0):
                            best[i] = value
            for i, value in best.items():
                sums[i] = sums.get(i, 0.0) + value
        norm = math.sqrt(total) or 1.0
        found: dict[int, float] = {}
        for i, value in sums.items():
            like = value / (norm * self._norm[i])
            unit = self._units[i]
            if like > found.get(unit, 0.0):
                found[unit] = like
        return {unit: min(1.0, like) for unit, like in found.items()}

    def _standing(self, term: str) -> frozenset[int]:
        """The askings a term stands in, kept as a set once a question needs it."""
        found = self._among.get(term)
        if found is None:
            found = self._among[term] = frozenset(self._postings[term])
        return found
