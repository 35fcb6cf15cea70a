"""The guidance engine: finds, quotes, cites, compares, refuses. Deterministic; nothing is generated."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from knowledge.guidance import conflicts
from knowledge.guidance.coverage import Coverage, Shape
from knowledge.guidance.decide import Decider, Scales, Signs
from knowledge.guidance.digests import Digest
from knowledge.guidance.finding import Candidate, Finder, Found
from knowledge.guidance.firsts import as_known, wants_number, with_figure_first, with_time_first
from knowledge.guidance.left_open import LeftOpen, Subject
from knowledge.guidance.originals import Original
from knowledge.guidance.questions import Read, Reader, documents_of
from knowledge.guidance.quoting import SHOWN, choose
from knowledge.guidance.thesaurus import Thesaurus
from knowledge.guidance.units import Document, Unit, place_of, units_of
from knowledge.guidance.urgent import UrgentRoutes
from knowledge.guidance.words import STOP, stem, tokens
from knowledge.results import Answer, FoundPassage, Heading, UrgentRoute

if TYPE_CHECKING:
    from knowledge.guidance.store import Store

LONGEST_QUESTION = 2000
DOUBT = 0.12  # an answer or refusal nearer to the threshold than this is marked as not sure
NEAREST_HEADINGS = 3
BESIDE = 0.4  # further passages of the section are quoted down to this share of the first one's score
EQUALLY_WELL = 0.85  # from this share on the next passage of the same document stands beside the first
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
        scales: Scales,
        decider: Decider,
        bare_decider: Decider,
        language: Iterable[str] = (),
        left_open: Sequence[Subject] = (),
        refused: Sequence[tuple[str, str]] = (),
        store: Store | None = None,
    ) -> None:
        self._coverage, self._routes = coverage, routes
        self._decider, self._bare_decider = decider, bare_decider
        self._left_open = LeftOpen(left_open, thesaurus.phrases)
        self._thesaurus = thesaurus
        self._originals: Mapping[str, Original] = dict(originals)
        self.refused = tuple(refused)  # files that could not be read: name and sentence
        held = units_of(digests, originals)
        names = dict(thesaurus.document_names)
        for digest in digests:
            names[digest.document] = names.get(digest.document, ()) + digest.names
        self.documents: tuple[Document, ...]
        if store is None:
            self._finder = Finder(held, thesaurus.phrases, coverage, scales, language)
            self.documents = documents_of(self.units, self._originals, names)
            self._reader = Reader(
                self.units, self.documents, self._originals, thesaurus, coverage, self._finder.stems
            )
        else:  # a large library: its passages stay on disk
            from knowledge.guidance.picking import StoreFinder, StoreReader, documents_in

            self._finder = StoreFinder(held, thesaurus.phrases, coverage, scales, language, store)
            known = documents_of(self.units, self._originals, names)
            self._reader = StoreReader(
                self.units, known, self._originals, thesaurus, coverage, self._finder.stems, store
            )
            self.documents = known + documents_in(store, {d.id for d in known}, names)
            self._originals = ChainMap(dict(originals), store.originals)  # type: ignore[arg-type]

    @property
    def units(self) -> Sequence[Unit]:
        """Everything that can be found."""
        return self._finder.units

    def is_term(self, word: str) -> bool:
        """Whether a word is one of the language or of the field: nobody's name."""
        kept = self._thesaurus
        carried = (STOP, kept.phrases.words, kept.noise.words, kept.asides.words)
        return all(any(w in some or stem(w) in some for some in carried) for w in tokens(word))

    def places(self, text: str) -> list[str]:
        """The authorities a text names, in lower case."""
        return self._coverage.authorities(text)

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
        shape = self._coverage.shape(question, self._reader.put_right(question))
        found = self._finder.find(read.words, shape, read.documents, before.words)
        if wants_number(shape):
            found = with_figure_first(found, shape.counted)
        elif shape.wants_figure and not shape.who:
            found = with_time_first(found)
        nearest = self._left_open.nearest(read.words, found.atoms)
        signs = replace(
            self._finder.signs(read.words, shape, found, bool(read.documents)),
            open_like=nearest.like,
            open_meant=nearest.meant,
            open_phrased=nearest.phrased,
        )
        probability = as_known(self._deciding(found).probability(signs), signs)
        return Considered(read, shape, found, signs, probability, before.words)

    def _deciding(self, found: Found) -> Decider:
        """Who decides: a passage of a document without a digest has other signs than a statement."""
        first = found.candidates[0].unit if found.candidates else None
        return self._decider if first is None or self._finder.has_digest(first) else self._bare_decider

    def covers(self, seen: Considered) -> bool:
        """Whether what was found answers the question."""
        return (
            bool(seen.found.candidates)
            and seen.probability >= self._deciding(seen.found).threshold
            and not seen.shape.writing
            and not seen.shape.case_data
            and not seen.read.elsewhere
            and not self._leaves_open(seen)
        )

    def _leaves_open(self, seen: Considered) -> bool:
        """Whether a number was asked for and what was found says that the document gives none."""
        return wants_number(seen.shape) and seen.found.candidates[0].unit.no_figure

    def _lacks_figure(self, seen: Considered) -> bool:
        """Whether "how often" or "by when" would be answered by a statement that gives no time at all."""
        return (
            seen.shape.wants_figure
            and bool(seen.found.candidates)
            and not seen.found.candidates[0].unit.timed
        )

    def answer(
        self, question: str, *, policy: str | None = None, context: str = "", limit: int = 5
    ) -> Answer:
        """Find the answer to a question, or say that it is not covered.

        `policy` is the team's adopted document: it comes first where several speak. `context` is an earlier
        question that this one follows up. Raises nothing for any text.
        """
        urgent = self.urgent(question)
        question = question[:LONGEST_QUESTION]
        seen = self.consider(question, context[:LONGEST_QUESTION])
        sure = abs(
            seen.probability - self._deciding(seen.found).threshold
        ) >= DOUBT and not self._lacks_figure(seen)
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
        # In an emergency nobody compares policies, unless a time or a person is asked for.
        urged = urgent is not None and not (seen.shape.wants_figure or seen.shape.who)
        named = bool(seen.read.documents)
        chosen, conflict, note = conflicts.arrange(
            seen.found.candidates,
            seen.shape,
            seen.found.plans,
            seen.found.people,
            policy,
            named,
            urged,
            limit,
        )
        beside = None if conflict else self._beside(chosen[0], seen)
        if beside is not None:
            chosen = [chosen[0], beside, *(c for c in chosen[1:] if c is not beside)][:limit]
        return Answer(
            question=question,
            covered=True,
            conflict=conflict,
            answers=tuple(
                self.passage(c, seen, policy, alone=beside is None or n > 1) for n, c in enumerate(chosen)
            ),
            together=1 if beside is None else 2,
            urgent=urgent,
            sure=sure,
            note=note,
            context=context,
            extra=extra,
        )

    def _beside(self, first: Candidate, seen: Considered) -> Candidate | None:
        """The passage of the same document that fits about as well as the first, where both have room on a card.

        Of a document without a digest one of another section: those of the same are quoted with the first anyway.
        """
        least, unit = first.value * EQUALLY_WELL, first.unit
        for other in seen.found.candidates:
            if other.value < least:
                return None
            if (
                other is first
                or other.unit.document != unit.document
                or bool(other.unit.text) != bool(unit.text)
            ):
                continue
            if unit.text or other.unit.section != unit.section:
                both = [self.passage(one, seen, alone=False) for one in (first, other)]
                if sum(len(p.text) + sum(map(len, p.quotes)) for p in both) <= SHOWN:
                    return other
        return None

    def _silence(self, seen: Considered) -> str:
        """Why nothing is answered, where the question names an authority or document."""
        if seen.read.elsewhere:
            name = seen.read.elsewhere[0].title()
            return f"There is no document of {name} here; another authority's rule would not be its own."
        if seen.found.candidates and self._leaves_open(seen):
            unit = seen.found.candidates[0].unit
            return f"{unit.title} gives no figure for this. It says: {unit.text}"
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

    def passage(
        self, candidate: Candidate, seen: Considered, policy: str | None = None, alone: bool = True
    ) -> FoundPassage:
        """A candidate as it is shown: the statement, then quotes within 700 characters, best first.

        `alone`: where there is no statement, further passages of its section fill the card.
        """
        unit = candidate.unit

        def relevance(text: str) -> float:
            return self._finder.relevance(seen.found.atoms, text)

        room = SHOWN - len(unit.text)
        quotes = list(choose(unit.blocks, relevance, room))
        if not unit.text and alone:
            for other in seen.found.candidates[:20]:
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
            place=next((place_of(b) for b in unit.blocks if quotes and quotes[0] in b.text), unit.place),
            statement_id=unit.statement_id,
            score=round(min(1.0, candidate.value), 3),
            badges=unit.badges,
            adopted=unit.document == policy,
        )

    def section(
        self, document: str, section: str, own: Mapping[tuple[str, str], str] | None = None
    ) -> list[str]:
        """A whole section: the digest's statements in order, then the original's lines where it is indexed.

        `own` holds an authority's own wording by document and statement.
        """
        lines = [
            (own or {}).get((document, u.statement_id), u.text)
            for u in self.units
            if u.document == document and u.section == section and u.text
        ]
        original = self._originals.get(document)
        if original is not None:
            names = {_plain_name(section), _plain_name(section.split(" > ")[-1])}
            lines += [
                b.text
                for b in original.blocks
                if {_plain_name(b.section), _plain_name(b.section.split(" > ")[-1])} & names
            ]
        return lines

    def statement(self, document: str, statement_id: str) -> Unit | None:
        """One statement of a digest, with the blocks of the original it rests on."""
        found = (u for u in self.units if u.statement_id == statement_id and u.document == document)
        return next(found, None) if statement_id else None

    def fingerprint(self, document: str) -> str:
        """A text that changes whenever the digest of a document does ("" where it has none)."""
        said = [u.text for u in self.units if u.document == document and u.text]
        return sha256("\n".join(said).encode()).hexdigest() if said else ""

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
