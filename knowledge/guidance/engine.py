"""The guidance engine: finds, quotes, cites, compares, refuses. Deterministic; nothing is generated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.guidance import conflicts
from knowledge.guidance.coverage import Coverage, Shape
from knowledge.guidance.decide import Decider, Ranker, Signs
from knowledge.guidance.digests import Digest
from knowledge.guidance.finding import Candidate, Finder, Found
from knowledge.guidance.originals import Original
from knowledge.guidance.questions import Read, Reader, documents_of
from knowledge.guidance.quoting import SHOWN, choose
from knowledge.guidance.thesaurus import Thesaurus
from knowledge.guidance.units import Document, Unit, units_of
from knowledge.guidance.urgent import UrgentRoutes
from knowledge.results import Answer, FoundPassage, Heading, UrgentRoute

LONGEST_QUESTION = 2000
DOUBT = 0.12  # an answer or refusal nearer to the threshold than this is marked as not sure
NEAREST_HEADINGS = 3
BESIDE = 0.55  # further passages of the section are quoted down to this share of the first one's score
SPEAKS = 0.45  # from this score on another document is said to speak of a thing


@dataclass(frozen=True, slots=True)
class Considered:
    """A question read, what was found for it, and how likely that answers it."""

    read: Read
    shape: Shape
    found: Found
    signs: Signs
    probability: float
    context: tuple[str, ...] = ()


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
        language: Iterable[str] = (),
        refused: Sequence[tuple[str, str]] = (),
    ) -> None:
        self._coverage, self._routes, self._decider = coverage, routes, decider
        self._originals = dict(originals)
        self.refused = tuple(refused)  # files that could not be read: name and sentence
        self._finder = Finder(units_of(digests, originals), thesaurus.phrases, coverage, ranker, language)
        names = dict(thesaurus.document_names)
        for digest in digests:
            names[digest.document] = names.get(digest.document, ()) + digest.names
        self.documents: tuple[Document, ...] = documents_of(self.units, self._originals, names)
        self._reader = Reader(
            self.units, self.documents, self._originals, thesaurus, coverage, self._finder.stems
        )

    @property
    def units(self) -> Sequence[Unit]:
        """Everything that can be found."""
        return self._finder.units

    def urgent(self, text: str) -> UrgentRoute | None:
        """The emergency route a text calls for, if any; fast enough for every message. Its steps hold
        `{edt_phone}` and `{manager_phone}`: `with_phones` fills them."""
        return self._routes.match(text)

    def with_phones(self, route: UrgentRoute, edt_phone: str = "", manager_phone: str = "") -> UrgentRoute:
        """A route with the numbers set in, or with the wording for a number that is not set."""
        return self._routes.filled(route, edt_phone, manager_phone)

    def consider(self, question: str, context: str = "") -> Considered:
        """Everything an answer is decided on: for `answer`, and for measuring."""
        read = self._reader.read(question)
        before = self._reader.read(context) if context else Read((), frozenset(), ())
        if not read.documents and not read.elsewhere:
            read = Read(read.words, before.documents, before.elsewhere)
        shape = self._coverage.shape(question)
        found = self._finder.find(read.words, shape, read.documents, before.words)
        signs = self._finder.signs(read.words, shape, found, bool(read.documents))
        return Considered(read, shape, found, signs, self._decider.probability(signs), before.words)

    def covers(self, seen: Considered) -> bool:
        """Whether what was found answers the question."""
        return (
            bool(seen.found.candidates)
            and seen.probability >= self._decider.threshold
            and not seen.shape.writing
            and not seen.shape.case_data
            and not seen.read.elsewhere
        )

    def answer(
        self, question: str, *, policy: str | None = None, context: str = "", limit: int = 5
    ) -> Answer:
        """Find the answer to a question, or say that it is not covered.

        `policy` is the team's adopted document: it comes first where several speak. `context` is an earlier
        question that this one follows up. Raises nothing for any text.
        """
        question = question[:LONGEST_QUESTION]
        urgent = self.urgent(question)
        seen = self.consider(question, context[:LONGEST_QUESTION])
        sure = abs(seen.probability - self._decider.threshold) >= DOUBT
        extra = {"confidence": round(seen.probability, 3)}
        if not self.covers(seen):
            return Answer(
                question=question,
                covered=False,
                nearest=self._nearest(seen.found.candidates),
                urgent=urgent,
                sure=sure,
                note=self._silence(seen),
                context=context,
                extra=extra,
            )
        named = bool(seen.read.documents)
        chosen, conflict, note = conflicts.arrange(
            seen.found.candidates, seen.shape, seen.found.plans, policy, named, limit
        )
        return Answer(
            question=question,
            covered=True,
            conflict=conflict,
            answers=tuple(self.passage(c, seen, policy) for c in chosen),
            urgent=urgent,
            sure=sure,
            note=note,
            context=context,
            extra=extra,
        )

    def _silence(self, seen: Considered) -> str:
        """Why nothing is answered, where the question names an authority or document."""
        if seen.read.elsewhere:
            name = seen.read.elsewhere[0].title()
            return f"There is no document of {name} here; another authority's rule would not be its own."
        if not seen.read.documents:
            return ""
        others = self._finder.find(seen.read.words, seen.shape, (), seen.context).candidates[
            :NEAREST_HEADINGS
        ]
        other = next((c for c in others if c.unit.document not in seen.read.documents), None)
        if other is None or other.value < SPEAKS:
            return ""
        return f"The document you named does not say. {other.unit.title} speaks of it under “{other.unit.section}”."

    def _nearest(self, found: Sequence[Candidate]) -> tuple[Heading, ...]:
        near: dict[tuple[str, str], Heading] = {}
        for candidate in found[: 4 * NEAREST_HEADINGS]:
            unit = candidate.unit
            near.setdefault((unit.document, unit.section), Heading(unit.document, unit.title, unit.section))
        return tuple(near.values())[:NEAREST_HEADINGS]

    def passage(self, candidate: Candidate, seen: Considered, policy: str | None = None) -> FoundPassage:
        """A candidate as it is shown: the statement, then quotes within 700 characters, best first."""
        unit = candidate.unit

        def relevance(text: str) -> float:
            return self._finder.relevance(seen.found.atoms, text)

        room = SHOWN - len(unit.text)
        quotes = list(choose(unit.blocks, relevance, room))
        if not unit.text:
            for other in seen.found.candidates[:8]:
                left = room - sum(map(len, quotes))
                same = (other.unit.document, other.unit.section) == (unit.document, unit.section)
                if same and not other.unit.text and other.value >= candidate.value * BESIDE:
                    quotes += [q for q in choose(other.unit.blocks, relevance, left) if q not in quotes]
        return FoundPassage(
            document=unit.document,
            title=unit.title,
            section=unit.section,
            text=unit.text,
            quotes=tuple(quotes),
            place=unit.place,
            statement_id=unit.statement_id,
            score=round(min(1.0, candidate.value), 3),
            badges=unit.badges,
            adopted=unit.document == policy,
        )

    def section(self, document: str, section: str) -> list[str]:
        """A whole section: the digest's statements in order, then the original's lines where it is indexed."""
        lines = [u.text for u in self.units if u.document == document and u.section == section and u.text]
        original = self._originals.get(document)
        if original is not None:
            names = {_plain_name(section), _plain_name(section.split(" > ")[-1])}
            lines += [
                b.text
                for b in original.blocks
                if {_plain_name(b.section), _plain_name(b.section.split(" > ")[-1])} & names
            ]
        return lines

    def other_policies(self, answer: Answer) -> tuple[FoundPassage, ...]:
        """What the other documents say to the question of an answer, best first, one passage a document."""
        if not answer.answers:
            return ()
        seen = self.consider(answer.question, answer.context)
        found = self._finder.find(seen.read.words, seen.shape, (), seen.context).candidates
        picked = conflicts.per_document(found, {answer.answers[0].document})
        return tuple(self.passage(c, seen) for c in picked)


def _plain_name(heading: str) -> str:
    return heading.strip().rstrip(":").lower()
