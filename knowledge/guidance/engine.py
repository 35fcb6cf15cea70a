"""The guidance engine: finds, quotes, cites, compares, refuses. Deterministic; nothing is generated."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.guidance import conflicts
from knowledge.guidance.coverage import Coverage, Figure, Shape, figures, has_figure, says, timed_by
from knowledge.guidance.decide import Decider, Features, Ranker, Signs
from knowledge.guidance.digests import Digest
from knowledge.guidance.originals import Block, Original
from knowledge.guidance.quoting import SHOWN, Linker, choose
from knowledge.guidance.ranking import (
    GROUP,
    Analysed,
    Askings,
    Atom,
    analyse,
    atoms_of,
    build,
    score,
    weight_of,
)
from knowledge.guidance.thesaurus import Thesaurus
from knowledge.guidance.urgent import UrgentRoutes
from knowledge.guidance.words import STOP, stem, tokens
from knowledge.results import Answer, FoundPassage, Heading, UrgentRoute


@dataclass(frozen=True, slots=True)
class Unit:
    """What can be found: a digest statement with its blocks, or a block of an original by itself."""

    document: str
    title: str
    section: str
    text: str
    blocks: tuple[Block, ...] = ()
    statement_id: str = ""
    topics: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    badges: tuple[str, ...] = ()
    place: str = ""
    figures: frozenset[Figure] = frozenset()
    timed: bool = False
    plans: frozenset[str] = frozenset()

    @property
    def full_text(self) -> str:
        return " ".join([self.text, *(b.text for b in self.blocks)])


NOTHING = Analysed((), ())
VISITING = frozenset("visit visits visited visiting see seen seeing".split())
PLAN_GROUPS = frozenset(
    GROUP + g
    for g in (
        "child-protection", "child-in-need", "in-care", "early-help", "disability", "section-47", "placed-with-parents",
    )
)  # fmt: skip


@dataclass(slots=True)
class Candidate:
    """A unit with its score for one question."""

    unit: Unit
    index: int
    value: float
    features: Features
    matched: frozenset[int] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class Document:
    """A document that can be answered from."""

    id: str
    title: str
    has_digest: bool
    has_original: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Considered:
    """A question read, what was found for it, and the signs of whether that answers it."""

    words: Sequence[str]
    carried: Sequence[str]
    shape: Shape
    named: frozenset[str]
    elsewhere: tuple[str, ...]
    found: Sequence[Candidate]
    atoms: Sequence[Atom]
    signs: Signs
    probability: float


def _akin(one: Unit, other: Unit) -> bool:
    """Whether two units speak of the same thing: the same unit, topic, or section of one document."""
    return (
        one is other
        or bool(set(one.topics) & set(other.topics))
        or (one.document == other.document and one.section == other.section)
    )


def _place(block: Block) -> str:
    return f"line {block.line}" if block.line else ""


class Guidance:
    """Answers from digests and originals. Build it with `load_guidance`."""

    def __init__(
        self,
        digests: Sequence[Digest],
        originals: Mapping[str, Original],
        thesaurus: Thesaurus,
        coverage: Coverage,
        routes: UrgentRoutes,
        ranker: Ranker,
        decider: Decider,
    ) -> None:
        self._thesaurus, self._coverage, self._routes = thesaurus, coverage, routes
        self._ranker, self._decider = ranker, decider
        self._originals = dict(originals)
        self._digests = {d.document: d for d in digests}
        self.units: list[Unit] = [*self._units(digests)]
        phrases = thesaurus.phrases
        rows: list[dict[str, Analysed]] = []
        askings: list[tuple[int, Analysed]] = []
        cache: dict[str, Analysed] = {}

        def once(text: str) -> Analysed:
            if text not in cache:
                cache[text] = analyse(text, phrases)
            return cache[text]

        for number, unit in enumerate(self.units):
            fields = {
                "text": analyse(unit.text, phrases)
                if unit.text
                else analyse(" ".join(b.text for b in unit.blocks), phrases),
                "heading": once(unit.section),
            }
            if unit.text and unit.blocks:
                fields["quote"] = analyse(" ".join(b.text for b in unit.blocks), phrases)
            leads = {b.lead for b in unit.blocks if b.lead}
            if leads:
                fields["lead"] = once(" ".join(sorted(leads)))
            if unit.topics:
                fields["topics"] = analyse(" ".join(unit.topics).replace("-", " "), phrases)
            if unit.asks:
                analysed = [analyse(a, phrases) for a in unit.asks]
                askings.extend((number, a) for a in analysed)
                fields["asks"] = Analysed(
                    tuple(s for a in analysed for s in a.stems), tuple(g for a in analysed for g in a.groups)
                )
            rows.append(fields)
        self._matrix = build(rows)
        self._unit_plans = [
            self._plans(
                [*fields["text"].groups, *fields["heading"].groups, *fields.get("topics", NOTHING).groups]
            )
            for fields in rows
        ]
        self.units = [
            replace(u, plans=self._plans(f["heading"].groups) or p)
            for u, p, f in zip(self.units, self._unit_plans, rows, strict=True)
        ]
        self._topics: dict[str, list[int]] = {}
        for number, unit in enumerate(self.units):
            for topic in unit.topics:
                self._topics.setdefault(topic, []).append(number)
        self._askings = Askings(askings)
        self._vocabulary = self._words()
        self.documents = self._documents()
        self._names = self._document_names()

    # --- Building ------------------------------------------------------------------------------------

    def _units(self, digests: Sequence[Digest]) -> Iterable[Unit]:
        for digest in digests:
            original = self._originals.get(digest.document)
            linker = Linker(original) if original is not None else None
            if linker is not None:
                linker.fit(digest.statements)
            cited: set[int] = set()
            for statement in digest.statements:
                blocks = linker.blocks(statement) if linker is not None else ()
                cited.update(b.line for b in blocks)
                place = f"block {', '.join(map(str, statement.cite))}" if not blocks else _place(blocks[0])
                text = " ".join([statement.text, *(b.text for b in blocks)])
                yield Unit(
                    digest.document, digest.title, statement.section, statement.text, blocks, statement.id, statement.topics,
                    statement.asks, digest.badges, place, figures(statement.text), has_figure(text),
                )  # fmt: skip
            if original is not None:
                yield from self._passages(original, digest.title, cited, digest.badges[1:])
        for document, original in self._originals.items():
            if document not in self._digests:
                yield from self._passages(original, original.title, set(), ())

    def _passages(
        self, original: Original, title: str, cited: set[int], badges: tuple[str, ...]
    ) -> Iterable[Unit]:
        for block in original.blocks:
            if block.line in cited or len(block.text) < 12:
                continue
            yield Unit(
                original.document, title, block.section, "", (block,), badges=badges, place=_place(block),
                figures=figures(block.text), timed=has_figure(block.text),
            )  # fmt: skip

    def _documents(self) -> tuple[Document, ...]:
        found = []
        for ident in dict.fromkeys([*self._digests, *self._originals]):
            digest, original = self._digests.get(ident), self._originals.get(ident)
            title = digest.title if digest else (original.title if original else ident)
            names = self._thesaurus.document_names.get(ident, ()) + (digest.names if digest else ())
            found.append(Document(ident, title, digest is not None, original is not None, names))
        return tuple(found)

    def _document_names(self) -> dict[str, tuple[str, ...]]:
        """Words by which a document is named in a question -> documents."""
        names: dict[str, set[str]] = {}
        for document in self.documents:
            called = {n.lower() for n in document.names}
            spoken = f"{document.id.replace('-', ' ').replace('_', ' ')} {document.title}"
            called.update(self._coverage.authorities(spoken.title()))
            original = self._originals.get(document.id)
            if original is not None and not called:
                opening = " ".join(b.text for b in original.blocks[:6])
                called.update(self._coverage.authorities(opening)[:1])
            for name in called:
                names.setdefault(name, set()).add(document.id)
        return {name: tuple(sorted(ids)) for name, ids in names.items()}

    def _words(self) -> dict[str, None]:
        words: set[str] = set()
        for unit in self.units:
            words.update(tokens(unit.full_text))
            for ask in unit.asks:
                words.update(tokens(ask))
        return dict.fromkeys(sorted(w for w in words if len(w) > 3))

    # --- Reading a question --------------------------------------------------------------------------

    def _known(self, word: str) -> bool:
        root = stem(word)
        return (
            word in STOP
            or word in self._vocabulary
            or root in self._matrix.idf
            or root in self._thesaurus.phrases.words
            or word[0].isdigit()
            or len(word) <= 3
        )

    def read(self, question: str) -> tuple[list[str], list[str]]:
        """The words of a question with slips of the keyboard put right, and the words nobody knows."""
        words, unknown = [], []
        for word in tokens(question):
            if self._known(word) or self._coverage.subjects([word]):
                words.append(word)
                continue
            right = self._nearest_word(word)
            if right is None:
                unknown.append(word)
                words.append(word)
            else:
                words.append(right)
        return self._quiet(words), unknown

    def _quiet(self, words: list[str]) -> list[str]:
        """The words without turns of phrase that carry no subject (all of them where nothing would be left)."""
        drop = {
            i for hit in self._thesaurus.noise.find(words) for i in range(hit.start, hit.start + hit.length)
        }
        left = [w for i, w in enumerate(words) if i not in drop]
        return left if any(w not in STOP for w in left) else words

    def _nearest_word(self, word: str) -> str | None:
        cutoff = 0.72 if len(word) >= 6 else 0.75
        found = process.extract(
            word, self._spellings(), scorer=OSA.normalized_similarity, score_cutoff=cutoff, limit=4
        )
        best: tuple[float, str] | None = None
        for spelling, value, _ in found:
            if spelling[0] != word[0]:
                value -= 0.12
            if value >= cutoff and (best is None or value > best[0]):
                best = (value, spelling)
        return best[1] if best else None

    def _spellings(self) -> list[str]:
        if not hasattr(self, "_spelling_list"):
            self._spelling_list = sorted({*self._vocabulary, *(w for w in STOP if len(w) > 3)})
        return self._spelling_list

    def _named(self, question: str, words: Sequence[str]) -> tuple[set[str], list[str], list[str]]:
        """Documents the question names, authorities it names that are not here, and the words without the names."""
        text = f" {' '.join(words)} "
        documents: set[str] = set()
        here: set[str] = set()
        for name in sorted(self._names, key=len, reverse=True):
            if f" {name} " in text:
                documents.update(self._names[name])
                here.add(name)
                text = text.replace(f" {name} ", " ")
        elsewhere = []
        for authority in self._coverage.authorities(question, as_places=False):
            if authority in self._names:
                documents.update(self._names[authority])
            elif not any(authority in name or name in authority for name in here):
                elsewhere.append(authority)
        return documents, elsewhere, text.split()

    # --- Answering -----------------------------------------------------------------------------------

    def urgent(self, text: str) -> UrgentRoute | None:
        """The emergency route a text calls for, if any; fast enough for every message."""
        return self._routes.match(text)

    def candidates(
        self,
        words: Sequence[str],
        shape: Shape,
        only: Collection[str] | None = None,
        context: Sequence[str] = (),
    ) -> tuple[list[Candidate], list[Atom], float]:
        """Units by score, the parts of the question, and what a perfect unit would get."""
        phrases = self._thesaurus.phrases
        atoms = atoms_of(words, phrases)
        if context:
            atoms += [Atom(a.terms, a.words, a.weight * 0.45) for a in atoms_of(context, phrases)]
        full = sum(weight_of(a, self._matrix) for a in atoms) or 1.0
        scored = score(atoms, self._matrix)
        likes = self._askings.likeness(atoms)
        by_topic: dict[str, float] = {}
        for index, like in likes.items():
            for topic in self.units[index].topics:
                if like > by_topic.get(topic, 0.0):
                    by_topic[topic] = like
        plans = self._plans([g for a in atoms for g, _ in a.terms])
        found: list[Candidate] = []
        for index in scored.keys() | likes.keys() | self._of_topics(by_topic):
            unit = self.units[index]
            if only is not None and unit.document not in only:
                continue
            row = scored.get(index)
            unit_plans = self._unit_plans[index]
            features = Features(
                points=(row.points / full) if row else 0.0,
                covered=(row.covered / full) if row else 0.0,
                exact=(row.exact / full) if row else 0.0,
                like=likes.get(index, 0.0),
                topic_like=max((by_topic.get(t, 0.0) for t in unit.topics), default=0.0),
                parts=len(row.matched) / max(1, len(atoms)) if row else 0.0,
                timed=float(shape.wants_figure and unit.timed),
                untimed=float(shape.wants_figure and not unit.timed),
                plan=float(bool(plans & unit_plans)),
                other_plan=float(bool(plans) and bool(unit_plans) and not plans & unit_plans),
                passage=float(not unit.text),
                length=math.log1p(len(unit.full_text)) / 7.0,
            )
            found.append(
                Candidate(
                    unit,
                    index,
                    self._ranker.value(features),
                    features,
                    frozenset(row.matched) if row else frozenset(),
                )
            )
        found.sort(key=lambda c: (-c.value, c.index))
        return found, atoms, full

    def _of_topics(self, by_topic: Mapping[str, float]) -> set[int]:
        return {i for t, like in by_topic.items() if like >= 0.35 for i in self._topics.get(t, ())}

    @staticmethod
    def _plans(terms: Iterable[str]) -> frozenset[str]:
        return frozenset(t for t in terms if t in PLAN_GROUPS)

    def _relevance(self, atoms: Sequence[Atom]) -> object:
        phrases, matrix = self._thesaurus.phrases, self._matrix

        def value(text: str) -> float:
            have = analyse(text, phrases)
            terms = {*have.stems, *have.groups}
            return sum(
                max((matrix.idf_of(t) * s for t, s in a.terms if t in terms), default=0.0) * a.weight
                for a in atoms
            )

        return value

    def _found(
        self, candidate: Candidate, atoms: Sequence[Atom], policy: str | None, pool: Sequence[Candidate]
    ) -> FoundPassage:
        unit = candidate.unit
        room = SHOWN - len(unit.text)
        relevance = self._relevance(atoms)
        quotes = choose(unit.blocks, relevance, room)  # type: ignore[arg-type]
        left = room - sum(map(len, quotes))
        if not unit.text:
            for other in pool[1:8]:
                near = other.unit
                if near.document != unit.document or near.section != unit.section or near.text:
                    continue
                if other.value < candidate.value * 0.55 or near is unit:
                    continue
                for text in choose(near.blocks, relevance, left):  # type: ignore[arg-type]
                    if text not in quotes and len(text) <= left:
                        quotes += (text,)
                        left -= len(text)
        return FoundPassage(
            unit.document, unit.title, unit.section, unit.text, quotes, unit.place, unit.statement_id,
            round(min(1.0, candidate.value), 3), unit.badges, unit.document == policy,
        )  # fmt: skip

    def consider(self, question: str, context: str = "") -> Considered:
        """Everything an answer is decided on: for `answer`, and for measuring."""
        words, unknown = self.read(question)
        shape = self._coverage.shape(question)
        documents, elsewhere, words = self._named(question, words)
        carried = self.read(context)[0] if context else []
        found, atoms, full = self.candidates(words, shape, documents or None, carried)
        signs = self._signs(words, unknown, shape, found, atoms, full, bool(elsewhere), bool(documents))
        return Considered(
            words, carried, shape, frozenset(documents), tuple(elsewhere), found, atoms, signs,
            self._decider.probability(signs),
        )  # fmt: skip

    def answer(
        self, question: str, *, policy: str | None = None, context: str = "", limit: int = 5
    ) -> Answer:
        """Find the answer to a question, or say that it is not covered.

        `policy` is the team's adopted document: it comes first where several speak. `context` is an earlier
        question that this one follows up. Raises nothing for any text.
        """
        question = question[:2000]
        urgent = self.urgent(question)
        seen = self.consider(question, context)
        sure = abs(seen.probability - self._decider.threshold) >= 0.15
        extra = {"confidence": round(seen.probability, 3)}
        if not self.covers(seen):
            note = ""
            if seen.elsewhere:
                note = f"No document of {seen.elsewhere[0].title()} is here; another authority's rule would not be its own."
            elif seen.named:
                others, *_ = self.candidates(seen.words, seen.shape, None, seen.carried)
                note = self._elsewhere_note(others, seen.named)
            return Answer(
                question, False, nearest=self._nearest(seen.found), urgent=urgent, sure=sure, note=note,
                context=context, extra=extra,
            )  # fmt: skip
        chosen, conflict, note = conflicts.arrange(
            seen.found,
            seen.shape,
            self._plans(t for a in seen.atoms for t, _ in a.terms),
            policy,
            bool(seen.named),
            limit,
        )
        answers = tuple(self.passage(c, seen, policy) for c in chosen)
        return Answer(question, True, conflict, answers, (), urgent, sure, note, context, extra)

    def covers(self, seen: Considered) -> bool:
        """Whether what was found answers the question."""
        return (
            bool(seen.found)
            and seen.probability >= self._decider.threshold
            and not seen.shape.writing
            and not seen.shape.case_data
            and not seen.elsewhere
        )

    def passage(self, candidate: Candidate, seen: Considered, policy: str | None = None) -> FoundPassage:
        """A candidate as it is shown."""
        return self._found(candidate, seen.atoms, policy, seen.found)

    def _elsewhere_note(self, found: Sequence[Candidate], documents: frozenset[str]) -> str:
        other = next((c for c in found[:3] if c.unit.document not in documents), None)
        if other is None or other.value < 0.45:
            return ""
        return f"The document you named does not say. {other.unit.title} speaks of it under '{other.unit.section}'."

    def _signs(
        self, words: Sequence[str], unknown: Sequence[str], shape: Shape, found: Sequence[Candidate], atoms: Sequence[Atom],
        full: float, elsewhere: bool, named: bool,
    ) -> Signs:  # fmt: skip
        if not found:
            return Signs()
        top = found[0]
        lost = [a for i, a in enumerate(atoms) if i not in top.matched]
        subjects = self._coverage.subjects(words)
        spoken = [top.unit.text, top.unit.section, *(b.text for b in top.unit.blocks)]
        second = next((c for c in found if not _akin(c.unit, top.unit)), None)
        most_like = max(found[:30], key=lambda c: c.features.like)
        return Signs(
            value=top.value,
            points=top.features.points,
            covered=top.features.covered,
            exact=top.features.exact,
            like=top.features.like,
            topic_like=top.features.topic_like,
            missing=sum(weight_of(a, self._matrix) for a in lost) / full,
            odd=sum(weight_of(a, self._matrix) for a in lost if len(a.terms) == 1) / full,
            strange=sum(
                weight_of(a, self._matrix)
                for a in atoms
                if not any(t in self._matrix.postings for t, _ in a.terms)
            )
            / full,
            no_figure=float(shape.wants_figure and not top.unit.timed),
            subject=float(any(not s.figure and not says(s.phrase, spoken) for s in subjects)),
            timed_subject=float(
                shape.wants_figure
                and not VISITING & set(words)
                and any(s.figure and not timed_by(s, spoken) for s in subjects)
            ),
            margin=top.value - (second.value if second else 0.0),
            agree=sum(_akin(c.unit, top.unit) for c in found[1:5]) / 4,
            agree_like=float(_akin(most_like.unit, top.unit)),
            other_plan=top.features.other_plan,
            short=float(len(atoms) <= 2),
            long=min(1.0, len(atoms) / 12),
            named=float(named),
            figure=float(shape.wants_figure),
            quoted=float(bool(top.unit.blocks)),
            other_unit=float(
                bool(shape.counted_in) and not any(shape.counted_in in t.lower() for t in spoken)
            ),
        )

    @staticmethod
    def _about_visits(atoms: Sequence[Atom], words: Sequence[str]) -> bool:
        return bool(VISITING & set(words)) or any(t == GROUP + "visit" for a in atoms for t, _ in a.terms)

    def _nearest(self, found: Sequence[Candidate]) -> tuple[Heading, ...]:
        near: dict[tuple[str, str], Heading] = {}
        for candidate in found[:12]:
            unit = candidate.unit
            near.setdefault((unit.document, unit.section), Heading(unit.document, unit.title, unit.section))
        return tuple(near.values())[:3]

    # --- Reading on ----------------------------------------------------------------------------------

    def section(self, document: str, section: str) -> list[str]:
        """A whole section: the digest's statements in order, then the original's lines where it is indexed."""
        lines = [u.text for u in self.units if u.document == document and u.section == section and u.text]
        original = self._originals.get(document)
        if original is not None:
            names = {section.split(" > ")[-1].strip().lower(), section.strip().lower()}
            lines += [
                b.text
                for b in original.blocks
                if b.section.lower() in names or b.section.split(" > ")[-1].lower() in names
            ]
        return lines

    def other_policies(self, answer: Answer) -> tuple[FoundPassage, ...]:
        """What the other documents say to the question of an answer, best first, one passage a document."""
        if not answer.answers:
            return ()
        shown = {answer.answers[0].document}
        words, _ = self.read(answer.question)
        found, atoms, _ = self.candidates(words, self._coverage.shape(answer.question))
        picked = conflicts.per_document(found, shown)
        return tuple(self._found(c, atoms, None, found) for c in picked)


__all__ = ["GROUP", "Candidate", "Document", "Guidance", "Unit"]
