"""Reading a question: slips of the keyboard, turns of phrase, and which document or authority it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from math import log1p
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.guidance.coverage import Coverage
from knowledge.guidance.originals import Original
from knowledge.guidance.thesaurus import Thesaurus
from knowledge.guidance.units import Document, Unit
from knowledge.guidance.words import STOP, stem, tokens

SHORTEST_TO_CORRECT = 4
OTHER_FIRST_LETTER = 0.12  # how much less a spelling counts that begins with another letter
COMMON_WORD = 0.01  # how much more a spelling counts for each step of its commonness (logarithm)
ALIKE = 8  # spellings that are compared
OPENING_BLOCKS = 6
_CLAUSE = re.compile(r"[,;:!?…()\n]+|\.(?=\s|$)|\s[-–—]+\s")


@dataclass(frozen=True, slots=True)
class Read:
    """A question as words: without the names of documents, which stand beside it."""

    words: tuple[str, ...]
    documents: frozenset[str]
    elsewhere: tuple[str, ...]


def documents_of(
    units: Sequence[Unit], originals: Collection[str], names: Mapping[str, tuple[str, ...]]
) -> tuple[Document, ...]:
    """The documents the units come from, in order."""
    found: dict[str, Document] = {}
    for unit in units:
        old = found.get(unit.document)
        found[unit.document] = Document(
            unit.document,
            unit.title,
            bool(unit.text) or (old is not None and old.has_digest),
            unit.document in originals,
            names.get(unit.document, ()),
        )
    return tuple(found.values())


class Reader:
    """Reads questions against the words and names of the documents at hand."""

    def __init__(
        self,
        units: Sequence[Unit],
        documents: Sequence[Document],
        originals: Mapping[str, Original],
        thesaurus: Thesaurus,
        coverage: Coverage,
        stems: Collection[str],
    ) -> None:
        self._thesaurus, self._coverage, self._stems = thesaurus, coverage, stems
        self._units = units
        self._spellings: dict[int, list[str]] = {}  # by length
        self._names = _names(documents, originals, coverage)

    @cached_property
    def _vocabulary(self) -> Mapping[str, int]:
        """The words of everything at hand and how often they stand there; made when a question first holds a word
        that is not plainly known."""
        return _vocabulary(self._units)

    def put_right(self, question: str) -> list[str]:
        """All words of a question, slips of the keyboard put right."""
        return [self._right(word) for word in tokens(question)]

    def words(self, question: str) -> list[str]:
        """The words of a question, slips put right, turns of phrase that carry no subject taken out."""
        clauses = [[self._right(word) for word in tokens(part)] for part in _CLAUSE.split(question)]
        told = [clause for clause in clauses if not self._is_aside(clause)]
        if all(word in STOP for clause in told for word in clause):
            told = clauses
        right = [word for clause in told for word in clause]
        noise = {
            i for hit in self._thesaurus.noise.find(right) for i in range(hit.start, hit.start + hit.length)
        }
        left = [w for i, w in enumerate(right) if i not in noise]
        return left if any(w not in STOP for w in left) else right

    def _is_aside(self, clause: Sequence[str]) -> bool:
        """Whether a clause is small talk: words without a subject, and at least one that says so."""
        carried = {i for i, word in enumerate(clause) if word not in STOP}
        if not carried:
            return False
        hits = self._thesaurus.asides.find([stem(word) for word in clause])
        return carried <= {i for hit in hits for i in range(hit.start, hit.start + hit.length)}

    def read(self, question: str) -> Read:
        """A question with the documents it names and the authorities that are not here."""
        text = f" {' '.join(self.words(question))} "
        documents: set[str] = set()
        here: set[str] = set()
        for name in sorted(self._names, key=lambda n: (-len(n), n)):
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
        for place in self._coverage.authorities(question):  # where somebody stays: no subject of the question
            text = text.replace(f" {place} ", " ") if place not in elsewhere else text
        return Read(tuple(text.split()), frozenset(documents), tuple(elsewhere))

    def _right(self, word: str) -> str:
        if self._known(word) or self._coverage.subjects([word]):
            return word
        if not self._spellings:
            for spelling in sorted({*self._vocabulary, *(w for w in STOP if len(w) >= SHORTEST_TO_CORRECT)}):
                self._spellings.setdefault(len(spelling), []).append(spelling)
        cutoff = 0.72 if len(word) >= 6 else 0.75
        slips = int(len(word) * (1 - cutoff)) + 1  # letters too many or too few
        near = [
            w for n in range(len(word) - slips, len(word) + slips + 1) for w in self._spellings.get(n, ())
        ]
        found = process.extract(
            word, near, scorer=OSA.normalized_similarity, score_cutoff=cutoff, limit=ALIKE
        )
        best, chosen = cutoff, word
        for spelling, likeness, _ in found:
            value = likeness - (OTHER_FIRST_LETTER if spelling[0] != word[0] else 0.0)
            value += COMMON_WORD * log1p(self._vocabulary.get(spelling, 0))
            if value >= best and (chosen == word or value > best):
                best, chosen = value, spelling
        return chosen

    def _known(self, word: str) -> bool:
        return (
            len(word) < SHORTEST_TO_CORRECT
            or word[0].isdigit()
            or word in STOP
            or stem(word) in self._stems
            or stem(word) in self._thesaurus.phrases.words
            or word in self._thesaurus.noise.words
            or stem(word) in self._thesaurus.asides.words
            or word in self._vocabulary
            or word in _english()
        )


def _vocabulary(units: Sequence[Unit]) -> Mapping[str, int]:
    words: Counter[str] = Counter()
    for unit in units:
        words.update(tokens(unit.full_text))
        for ask in unit.asks:
            words.update(tokens(ask))
    return {word: count for word, count in words.items() if len(word) >= SHORTEST_TO_CORRECT}


@cache
def _english() -> frozenset[str]:
    """The words of English at large: somebody who asks about insurance does not mean instances."""
    lines = Path(__file__).with_name("english-words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def _names(
    documents: Sequence[Document], originals: Mapping[str, Original], coverage: Coverage
) -> dict[str, tuple[str, ...]]:
    """How documents are called in questions: by their own names, and the authority in id, title or opening."""
    names: dict[str, set[str]] = {}
    for document in documents:
        called = {n.lower() for n in document.names}
        spoken = f"{document.id.replace('-', ' ').replace('_', ' ')} {document.title}"
        called.update(coverage.authorities(spoken.title()))
        original = originals.get(document.id)
        if original is not None and not called:
            opening = " ".join(b.text for b in original.blocks[:OPENING_BLOCKS])
            called.update(coverage.authorities(opening)[:1])
        for name in called:
            names.setdefault(name, set()).add(document.id)
    return {name: tuple(sorted(ids)) for name, ids in names.items()}
