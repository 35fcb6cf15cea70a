"""Finding in a large library: a first choice among all passages by bitmaps, then the finder's own scoring of these.

The first choice adds up, for all passages at once, what the finder's ranker would give each for every part of the
question, each term by its level instead of its exact weight. What it picks is weighed exactly and ranked together with
the statements of the digests.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property

from knowledge.guidance import bitmaps
from knowledge.guidance.coverage import Coverage, Shape
from knowledge.guidance.decide import Features, Scales
from knowledge.guidance.finding import LONG_TEXT, Finder
from knowledge.guidance.originals import Original
from knowledge.guidance.questions import Reader
from knowledge.guidance.questions import _vocabulary as vocabulary
from knowledge.guidance.ranking import (
    GROUP,
    Atom,
    Background,
    Matrix,
    weight_of,
)
from knowledge.guidance.store import (
    LENGTH,
    STANDS_FOR,
    TIMED,
    Passage,
    Store,
    length_of_level,
    weighed,
    worth,
)
from knowledge.guidance.thesaurus import Phrases, Thesaurus
from knowledge.guidance.units import PLANS, Document, Unit, plans_in

PICKED = 200  # passages of the first choice
PICKED_ELSEWHERE = 30  # where a document is named: passages of the others, to see whether these say it better
MOST_PARTS = 32  # of a question that choose; a longer one is a story
LEAST_SPELT = (
    2  # passages a word of the store stands in, to be one that a slip of the keyboard is put right to
)
FINE = 400  # steps that a whole question's worth is told apart in


class _Counts(Mapping[str, float]):
    """In how many units a term stands: in memory, in the store, and in the field's language."""

    def __init__(self, held: Matrix, store: Store, without: Mapping[str, int]) -> None:
        self._held, self._store, self._without = held, store, without

    def __getitem__(self, term: str) -> float:
        return (
            len(self._held.postings.get(term, ()))
            + self._store.count(term)
            - self._without.get(term, 0)
            + self._held.background.shares.get(term, 0.0)
        )

    def __contains__(self, term: object) -> bool:
        return isinstance(term, str) and (self._held.knows(term) or self._store.count(term) > 0)

    def __iter__(self) -> Iterator[str]:
        return iter(self._held.postings)

    def __len__(self) -> int:
        return len(self._held.postings)

    def stands(self, term: str) -> bool:
        """Whether a term stands in a unit, here or in the store."""
        return term in self._held.postings or self._store.count(term) > 0


class _Postings(dict[str, dict[int, float]]):
    """The postings in memory; whether a term stands anywhere is asked of the store too."""

    def __init__(self, held: Mapping[str, dict[int, float]], counts: _Counts) -> None:
        super().__init__(held)
        self._counts = counts

    def __contains__(self, term: object) -> bool:
        return isinstance(term, str) and self._counts.stands(term)


class _Stems(Collection[str]):
    """The stems of all words that stand in the units."""

    def __init__(self, counts: _Counts) -> None:
        self._counts = counts

    def __contains__(self, term: object) -> bool:
        return isinstance(term, str) and self._counts.stands(term)

    def __iter__(self) -> Iterator[str]:
        return iter(self._counts)

    def __len__(self) -> int:
        return len(self._counts)


@dataclass(frozen=True, slots=True)
class _Gain:
    """What a term adds to the ranker's value of the passages that have it at a level."""

    value: float
    bits: int


class StoreFinder(Finder):
    """A finder whose passages stay in the store, except those of documents with a digest."""

    def __init__(
        self,
        units: Iterable[Unit],
        phrases: Phrases,
        coverage: Coverage,
        scales: Scales,
        language: Iterable[str],
        store: Store,
    ) -> None:
        in_memory = list(units)
        held = {u.document for u in in_memory}
        left_out, words, without = store.counts_of(held)
        self._beside = (store.passages - left_out, store.words - words)
        super().__init__(in_memory, phrases, coverage, scales, language)
        self._store = store
        self._held = store.of_documents(held)
        self._counts = _Counts(self._matrix, store, without)
        size = len(self.units) + self._beside[0]
        background = Background(self._counts, self._matrix.background.size)
        # Telling power comes from the counts; `idf` holds only what a question's scoring needs.
        average = self._matrix.average
        self._matrix = Matrix(_Postings(self._matrix.postings, self._counts), {}, background, size, average)

    @property
    def stems(self) -> Collection[str]:
        """The stems of all words that stand in the units."""
        return _Stems(self._counts)

    def _among(self, atoms: Sequence[Atom], shape: Shape, only: Collection[str]) -> Finder:
        """This finder with the passages of the store that are picked for a question among its units."""
        return self._with(self._store.read(self._pick(atoms, shape, only)) if atoms else [], atoms)

    def _with(self, picked: Sequence[Passage], atoms: Sequence[Atom]) -> Finder:
        """This finder with some passages of the store among its units."""
        wanted = {t for a in atoms for t, _ in a.terms}
        postings = {t: dict(self._matrix.postings.get(t, {})) for t in wanted if self._counts.stands(t)}
        start, usual = len(self.units), self._matrix.average
        for number, passage in enumerate(picked, start):
            for term, counted in weighed(passage.fields, wanted).items():
                postings[term][number] = worth(counted, passage.words, usual)
        view = copy(self)
        idf = {t: self._matrix.idf_of(t) for t in postings}
        view._matrix = Matrix(postings, idf, self._matrix.background, self._matrix.size)
        view.units = [*self.units, *(p.unit for p in picked)]
        view._plans = [*self._plans, *(p.plans for p in picked)]
        return view

    def _pick(self, atoms: Sequence[Atom], shape: Shape, only: Collection[str]) -> list[int]:
        """The passages that the ranker would put first, as near as levels tell."""
        full = sum(weight_of(a, self._matrix) for a in atoms) or 1.0
        chosen = sorted(dict.fromkeys(atoms), key=lambda a: -weight_of(a, self._matrix))[:MOST_PARTS]
        levels = {t: self._store.levels(t) for a in chosen for t, _ in a.terms if self._store.count(t)}
        parts = [self._gains(atom, levels, full, len(atoms)) for atom in chosen]
        step = sum(max((g.value for g in part), default=0.0) for part in parts) / FINE or 1.0
        total = bitmaps.Sum()
        among = 0
        for part in parts:
            met = 0
            equal: dict[int, int] = {}
            for gain in part:  # best first: each part of a question counts once
                steps = round(gain.value / step)
                equal[steps] = equal.get(steps, 0) | (gain.bits & ~met)
                met |= gain.bits
            for steps, bits in equal.items():
                total.add(steps, bits)
            among |= met
        among &= ~self._held
        for gain in self._besides(atoms, shape, levels):
            total.add(round(gain.value / step), gain.bits & among)
        if not only:
            return total.best(among, PICKED)
        asked = among & self._store.of_documents(only)
        return total.best(asked, PICKED) + total.best(among & ~asked, PICKED_ELSEWHERE)

    def _gains(
        self, atom: Atom, levels: Mapping[str, Sequence[tuple[int, int]]], full: float, parts: int
    ) -> list[_Gain]:
        """What an atom's terms add at each of their levels, best first."""
        most = weight_of(atom, self._matrix)
        found: list[_Gain] = []
        for term, share in atom.terms:
            worth_of_term = self._matrix.idf_of(term) * share * atom.weight
            for level, bits in levels.get(term, ()):
                points = worth_of_term * STANDS_FOR[level]
                features = Features(
                    points=points / full,
                    covered=min(most, points) / full,
                    exact=most / full if term[0] != GROUP else 0.0,
                    parts=1 / parts,
                )
                found.append(_Gain(max(0.0, self._scales.bare.value(features)), bits))
        return sorted(found, key=lambda g: -g.value)

    def _besides(
        self, atoms: Sequence[Atom], shape: Shape, levels: Mapping[str, Sequence[tuple[int, int]]]
    ) -> Iterator[_Gain]:
        """What else the ranker looks at: length, times given, the plan a child is on."""
        value = self._scales.bare.value
        for level, bits in self._store.levels(LENGTH):
            yield _Gain(max(0.0, value(Features(length=length_of_level(level) / LONG_TEXT))), bits)
        if shape.wants_figure:
            timed = value(Features(timed=1.0)) - value(Features(untimed=1.0))
            yield from (_Gain(max(0.0, timed), bits) for _, bits in self._store.levels(TIMED))
        asked = plans_in(t for a in atoms for t, _ in a.terms)
        if asked:
            mine = self._all(asked, levels)
            others = self._all(PLANS - asked, levels)
            yield _Gain(max(0.0, value(Features(plan=1.0))), mine)
            against = max(0.0, -value(Features(other_plan=1.0)))
            everything = (1 << (self._store.chunks * bitmaps.CHUNK)) - 1
            yield _Gain(against, everything & ~(others & ~mine))

    def _all(self, terms: Iterable[str], levels: Mapping[str, Sequence[tuple[int, int]]]) -> int:
        bits = 0
        for term in terms:
            for _, more in levels.get(term) or self._store.levels(term):
                bits |= more
        return bits


class _Words(Mapping[str, int]):
    """The words at hand, in memory and in the store, and how often those in memory stand there."""

    def __init__(self, held: Mapping[str, int], store: Store) -> None:
        self._held, self._store = held, store

    def __getitem__(self, word: str) -> int:
        return self._held[word] if word in self._held else int(self._store.has_word(word))

    def __contains__(self, word: object) -> bool:
        return word in self._held or (isinstance(word, str) and self._store.has_word(word))

    def __iter__(self) -> Iterator[str]:
        yield from self._held
        yield from self._store.spellings(LEAST_SPELT)

    def __len__(self) -> int:
        return len(self._held)


class StoreReader(Reader):
    """Reads questions against the words and names of the store too."""

    def __init__(
        self,
        units: Sequence[Unit],
        documents: Sequence[Document],
        originals: Mapping[str, Original],
        thesaurus: Thesaurus,
        coverage: Coverage,
        stems: Collection[str],
        store: Store,
    ) -> None:
        super().__init__(units, documents, originals, thesaurus, coverage, stems)
        self._store = store
        held = {d.id for d in documents}
        named = {name: set(ids) for name, ids in self._names.items()}
        for ident, _, called, opening in store.titles():
            own = {n.lower() for n in thesaurus.document_names.get(ident, ())}
            if ident not in held:
                for name in {*own, *called} or opening:
                    named.setdefault(name, set()).add(ident)
        self._names = {name: tuple(sorted(ids)) for name, ids in named.items()}

    @cached_property
    def _vocabulary(self) -> Mapping[str, int]:
        return _Words(vocabulary(self._units), self._store)


def documents_in(
    store: Store, held: Collection[str], names: Mapping[str, tuple[str, ...]]
) -> tuple[Document, ...]:
    """The documents that only the store has."""
    return tuple(
        Document(ident, title, False, True, names.get(ident, ()))
        for ident, title, _, _ in store.titles()
        if ident not in held
    )
