"""Finding: every unit scored for a question, and the signs of whether the best one answers it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest

from knowledge.guidance.coverage import Coverage, Shape, says, timed_by
from knowledge.guidance.decide import Features, Scales, Signs
from knowledge.guidance.figures import counts
from knowledge.guidance.likelihood import Language, Likelihood, turns_of
from knowledge.guidance.ranking import (
    GROUP,
    Askings,
    Atom,
    Background,
    analyse,
    atoms_of,
    build,
    score,
    weight_of,
)
from knowledge.guidance.texts import Texts
from knowledge.guidance.thesaurus import Phrases
from knowledge.guidance.units import PEOPLE, Unit, akin, fields_of, plans_in, with_plans

CONTEXT_WEIGHT = 0.45
LIKE_ENOUGH = 0.35  # from here on an asking brings in the other units of its topics
LOOKED_AT = 120  # units whose features are weighed; the others only share a common word
LONG_TEXT = 7.0  # the logarithm of about a thousand characters
LONG_QUESTION, SHORT_QUESTION = 12, 2
VISITING = frozenset(["visit", "visits", "visited", "visiting", "see", "seen", "seeing"])


@dataclass(slots=True)
class Candidate:
    """A unit with its score for one question."""

    unit: Unit
    index: int
    value: float
    features: Features
    matched: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question: candidates by score, the question's parts, and what all parts are worth."""

    candidates: Sequence[Candidate]
    atoms: Sequence[Atom]
    full: float
    elsewhere: float = 0.0  # the best score in documents that were not asked for

    @property
    def plans(self) -> frozenset[str]:
        """The plans the question speaks of."""
        return _plans_of(self.atoms)

    @property
    def people(self) -> frozenset[str]:
        """The people the question names."""
        return frozenset(t for a in self.atoms for t, _ in a.terms) & PEOPLE


class Finder:
    """Scores units for questions."""

    _beside = (0, 0)  # units kept elsewhere: how many, and their words in all

    def __init__(
        self,
        units: Iterable[Unit],
        phrases: Phrases,
        coverage: Coverage,
        scales: Scales,
        language: Iterable[str],
    ) -> None:
        self._phrases, self._coverage, self._scales = phrases, coverage, scales
        bare = list(units)
        self._digested = frozenset(unit.document for unit in bare if unit.text)
        texts = Texts(phrases)
        rows = [fields_of(unit, texts) for unit in bare]
        asked = [[texts.read(ask) for ask in unit.asks] for unit in bare]
        told = [[texts.read(unit.text)] if unit.text else [] for unit in bare]
        quoted = [[row["quote"].terms] if "quote" in row else [] for row in rows]
        spoken = [texts.read(text) for text in language]
        at_large = Language([text.terms for text in spoken])
        self._matrix = build(rows, Background.of(at_large.counts, at_large.texts), self._beside)
        self._askings = Askings((number, ask.terms) for number, asks in enumerate(asked) for ask in asks)
        self._meant = Likelihood(
            [
                [*(text.terms for text in (*asks, *own)), *quotes]
                for asks, own, quotes in zip(asked, told, quoted, strict=True)
            ],
            at_large,
        )
        self._phrased = Likelihood(
            [[text.turns for text in (*asks, *own)] for asks, own in zip(asked, told, strict=True)],
            Language([text.turns for text in spoken]),
        )
        self.units, self._plans = with_plans(bare, rows)
        self._lengths = [_length(unit) for unit in self.units]
        self._topics: dict[str, list[int]] = {}
        for number, unit in enumerate(self.units):
            for topic in unit.topics:
                self._topics.setdefault(topic, []).append(number)

    @property
    def stems(self) -> Collection[str]:
        """The stems of all words that stand in the units."""
        return self._matrix.idf

    def find(
        self, words: Sequence[str], shape: Shape, only: Collection[str] = (), context: Sequence[str] = ()
    ) -> Found:
        """Units by score; `only` keeps some documents, `context` are the words of the question before."""
        atoms = atoms_of(words, self._phrases)
        before = atoms_of(context, self._phrases)
        if _plans_of(atoms):  # "and for children in need?" asks of another plan than the question before
            before = [a for a in before if not _plans_of([a])]
        atoms += [Atom(a.terms, a.words, a.weight * CONTEXT_WEIGHT) for a in before]
        return self._among(atoms, shape, only)._scored(words, before, atoms, shape, only)

    def _among(self, atoms: Sequence[Atom], shape: Shape, only: Collection[str]) -> Finder:
        """The finder that scores a question: this one; in a large library one over what was picked for it."""
        return self

    def _scored(
        self,
        words: Sequence[str],
        before: Sequence[Atom],
        atoms: Sequence[Atom],
        shape: Shape,
        only: Collection[str],
    ) -> Found:
        full = sum(weight_of(a, self._matrix) for a in atoms) or 1.0
        scored = score(atoms, self._matrix)
        likes = self._askings.likeness(atoms)
        by_topic: dict[str, float] = {}
        for index, like in likes.items():
            for topic in self.units[index].topics:
                if like > by_topic.get(topic, 0.0):
                    by_topic[topic] = like
        meant = self._meant.of(self._weighted(words, before))
        phrased = self._phrased.of(turns_of(words))
        kin = {i for t, like in by_topic.items() if like >= LIKE_ENOUGH for i in self._topics[t]}
        plans = _plans_of(atoms)
        count = max(1, len(atoms))

        def features_of(index: int) -> Features:
            unit, own = self.units[index], self._plans[index]
            topics = unit.topics
            return Features(
                points=scored.points.get(index, 0.0) / full,
                covered=scored.covered.get(index, 0.0) / full,
                exact=scored.exact.get(index, 0.0) / full,
                like=likes.get(index, 0.0),
                topic_like=max([by_topic.get(t, 0.0) for t in topics]) if topics else 0.0,
                meant=meant.get(index, 0.0),
                phrased=phrased.get(index, 0.0),
                parts=len(scored.matched.get(index, ())) / count,
                timed=float(wants_figure and unit.timed),
                untimed=float(wants_figure and not unit.timed),
                plan=float(bool(plans) and not plans.isdisjoint(own)),
                other_plan=float(bool(plans) and bool(own) and plans.isdisjoint(own)),
                passage=float(not unit.text),
                length=self._lengths[index] if index < len(self._lengths) else _length(unit),
            )

        wants_figure = shape.wants_figure
        found: list[Candidate] = []
        elsewhere = 0.0
        covered = scored.covered
        wanted = scored.points.keys() | likes.keys() | meant.keys() | kin
        if len(wanted) > LOOKED_AT:  # most only share a common word with the question
            rough = {i: covered.get(i, 0.0) / full + likes.get(i, 0.0) + meant.get(i, 0.0) for i in wanted}
            here = [i for i in wanted if not only or self.units[i].document in only]
            wanted = {
                *nlargest(LOOKED_AT, here, key=rough.__getitem__),
                *nlargest(LOOKED_AT, wanted - set(here), key=rough.__getitem__),
            }
        for index in wanted:
            features = features_of(index)
            value = self._value(self.units[index], features)
            if only and self.units[index].document not in only:
                elsewhere = max(elsewhere, value)
                continue
            found.append(
                Candidate(self.units[index], index, value, features, frozenset(scored.matched.get(index, ())))
            )
        found.sort(key=lambda c: (-c.value, c.index))
        return Found(found, atoms, full, elsewhere)

    def has_digest(self, unit: Unit) -> bool:
        """Whether the document a unit comes from has a digest."""
        return unit.document in self._digested

    def _value(self, unit: Unit, features: Features) -> float:
        if self.has_digest(unit):
            return self._scales.statements.value(features)
        return self._scales.bare.value(features) * self._scales.beside

    def _weighted(self, words: Sequence[str], before: Iterable[Atom]) -> dict[str, float]:
        """The terms of a question, and with less weight what is carried over from the question before."""
        own = analyse(" ".join(words), self._phrases)
        weights = dict.fromkeys((t for a in before for t, _ in a.terms), CONTEXT_WEIGHT)
        return weights | dict.fromkeys((*own.stems, *own.groups), 1.0)

    def relevance(self, atoms: Sequence[Atom], text: str) -> float:
        """How much of a question a piece of text speaks of."""
        have = analyse(text, self._phrases)
        terms = {*have.stems, *have.groups}
        return sum(
            max((self._matrix.idf_of(t) * share for t, share in a.terms if t in terms), default=0.0)
            * a.weight
            for a in atoms
        )

    def signs(self, words: Sequence[str], shape: Shape, found: Found, named: bool) -> Signs:
        """What speaks for and against the first candidate being the answer."""
        if not found.candidates:
            return Signs()
        top = found.candidates[0]
        lost = [a for i, a in enumerate(found.atoms) if i not in top.matched]
        subjects = self._coverage.subjects(words)
        spoken = [top.unit.text, top.unit.section, *(b.text for b in top.unit.blocks)]
        second = next((c for c in found.candidates if not akin(c.unit, top.unit)), None)
        most_like = max(found.candidates[:30], key=lambda c: c.features.like)
        scale = 1.0 if self.has_digest(top.unit) else self._scales.beside
        return Signs(
            value=top.value / scale,
            points=top.features.points,
            covered=top.features.covered,
            exact=top.features.exact,
            like=top.features.like,
            topic_like=top.features.topic_like,
            meant=top.features.meant,
            phrased=top.features.phrased,
            missing=self._worth(lost) / found.full,
            odd=self._worth(a for a in lost if len(a.terms) == 1) / found.full,
            strange=self._worth(
                a for a in found.atoms if not any(t in self._matrix.postings for t, _ in a.terms)
            )
            / found.full,
            no_figure=float(shape.wants_figure and not top.unit.timed),
            subject=float(any(not s.figure and not says(s.phrase, spoken) for s in subjects)),
            timed_subject=float(
                shape.wants_figure
                and not _about_visits(words, found.atoms)
                and any(s.figure and not timed_by(s, spoken) for s in subjects)
            ),
            margin=(top.value - (second.value if second else 0.0)) / scale,
            agree=sum(akin(c.unit, top.unit) for c in found.candidates[1:5]) / 4,
            agree_like=float(akin(most_like.unit, top.unit)),
            other_plan=top.features.other_plan,
            short=float(len(found.atoms) <= SHORT_QUESTION),
            long=min(1.0, len(found.atoms) / LONG_QUESTION),
            named=float(named),
            figure=float(shape.wants_figure),
            quoted=float(bool(top.unit.blocks)),
            no_number=float(bool(shape.counted) and not counts(shape.counted, top.unit.full_text)),
            better_elsewhere=max(0.0, found.elsewhere - top.value) / scale,
            other_unit=float(
                bool(shape.counted_in) and not any(shape.counted_in in t.lower() for t in spoken)
            ),
        )

    def _worth(self, atoms: Iterable[Atom]) -> float:
        return sum(weight_of(a, self._matrix) for a in atoms)


def _length(unit: Unit) -> float:
    return math.log1p(len(unit.full_text)) / LONG_TEXT


def _plans_of(atoms: Iterable[Atom]) -> frozenset[str]:
    return plans_in(t for a in atoms for t, _ in a.terms)


def _about_visits(words: Sequence[str], atoms: Sequence[Atom]) -> bool:
    return bool(VISITING & set(words)) or any(t == GROUP + "visit" for a in atoms for t, _ in a.terms)
