"""Finding: every unit scored for a question, and the signs of whether the best one answers it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from knowledge.guidance.coverage import Coverage, Shape, says, timed_by
from knowledge.guidance.decide import Features, Ranker, Signs
from knowledge.guidance.ranking import (
    GROUP,
    Analysed,
    Askings,
    Atom,
    Background,
    analyse,
    atoms_of,
    build,
    score,
    weight_of,
)
from knowledge.guidance.thesaurus import Phrases
from knowledge.guidance.units import Unit, akin, fields_of, plans_in, with_plans

CONTEXT_WEIGHT = 0.45
LIKE_ENOUGH = 0.35  # from here on an asking brings in the other units of its topics
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

    @property
    def plans(self) -> frozenset[str]:
        """The plans the question speaks of."""
        return plans_in(t for a in self.atoms for t, _ in a.terms)


class Finder:
    """Scores units for questions."""

    def __init__(
        self,
        units: Iterable[Unit],
        phrases: Phrases,
        coverage: Coverage,
        ranker: Ranker,
        language: Iterable[str],
    ) -> None:
        self._phrases, self._coverage, self._ranker = phrases, coverage, ranker
        bare = list(units)
        rows: list[dict[str, Analysed]] = []
        askings: list[tuple[int, Analysed]] = []
        seen: dict[str, Analysed] = {}
        for number, unit in enumerate(bare):
            fields, asks = fields_of(unit, phrases, seen)
            rows.append(fields)
            askings.extend((number, a) for a in asks)
        self._matrix = build(rows, Background.of(_once(text, phrases, seen) for text in language))
        self._askings = Askings(askings)
        self.units, self._plans = with_plans(bare, rows)
        self._topics: dict[str, list[int]] = {}
        for number, unit in enumerate(self.units):
            for topic in unit.topics:
                self._topics.setdefault(topic, []).append(number)

    @property
    def stems(self) -> Collection[str]:
        """The stems of all words that stand in the units."""
        return self._matrix.idf.keys()

    def find(
        self, words: Sequence[str], shape: Shape, only: Collection[str] = (), context: Sequence[str] = ()
    ) -> Found:
        """Units by score; `only` keeps some documents, `context` are the words of the question before."""
        atoms = atoms_of(words, self._phrases)
        atoms += [Atom(a.terms, a.words, a.weight * CONTEXT_WEIGHT) for a in atoms_of(context, self._phrases)]
        full = sum(weight_of(a, self._matrix) for a in atoms) or 1.0
        scored = score(atoms, self._matrix)
        likes = self._askings.likeness(atoms)
        by_topic: dict[str, float] = {}
        for index, like in likes.items():
            for topic in self.units[index].topics:
                by_topic[topic] = max(like, by_topic.get(topic, 0.0))
        kin = {i for t, like in by_topic.items() if like >= LIKE_ENOUGH for i in self._topics[t]}
        plans = plans_in(t for a in atoms for t, _ in a.terms)
        found: list[Candidate] = []
        for index in scored.keys() | likes.keys() | kin:
            unit = self.units[index]
            if only and unit.document not in only:
                continue
            row = scored.get(index)
            features = Features(
                points=row.points / full if row else 0.0,
                covered=row.covered / full if row else 0.0,
                exact=row.exact / full if row else 0.0,
                like=likes.get(index, 0.0),
                topic_like=max((by_topic.get(t, 0.0) for t in unit.topics), default=0.0),
                parts=len(row.matched) / max(1, len(atoms)) if row else 0.0,
                timed=float(shape.wants_figure and unit.timed),
                untimed=float(shape.wants_figure and not unit.timed),
                plan=float(bool(plans & self._plans[index])),
                other_plan=float(bool(plans) and bool(self._plans[index]) and not plans & self._plans[index]),
                passage=float(not unit.text),
                length=math.log1p(len(unit.full_text)) / LONG_TEXT,
            )
            matched = frozenset(row.matched) if row else frozenset()
            found.append(Candidate(unit, index, self._ranker.value(features), features, matched))
        found.sort(key=lambda c: (-c.value, c.index))
        return Found(found, atoms, full)

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
        return Signs(
            value=top.value,
            points=top.features.points,
            covered=top.features.covered,
            exact=top.features.exact,
            like=top.features.like,
            topic_like=top.features.topic_like,
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
            margin=top.value - (second.value if second else 0.0),
            agree=sum(akin(c.unit, top.unit) for c in found.candidates[1:5]) / 4,
            agree_like=float(akin(most_like.unit, top.unit)),
            other_plan=top.features.other_plan,
            short=float(len(found.atoms) <= SHORT_QUESTION),
            long=min(1.0, len(found.atoms) / LONG_QUESTION),
            named=float(named),
            figure=float(shape.wants_figure),
            quoted=float(bool(top.unit.blocks)),
            other_unit=float(
                bool(shape.counted_in) and not any(shape.counted_in in t.lower() for t in spoken)
            ),
        )

    def _worth(self, atoms: Iterable[Atom]) -> float:
        return sum(weight_of(a, self._matrix) for a in atoms)


def _once(text: str, phrases: Phrases, seen: dict[str, Analysed]) -> Analysed:
    if text not in seen:
        seen[text] = analyse(text, phrases)
    return seen[text]


def _about_visits(words: Sequence[str], atoms: Sequence[Atom]) -> bool:
    return bool(VISITING & set(words)) or any(t == GROUP + "visit" for a in atoms for t, _ in a.terms)
