"""A second ear for danger, beside the phrases: how much likelier a message is among dangers than among calm ones.

What people write in danger and what they write calmly, as examples in `urgent-examples.yaml`, are taken as two
languages: the words, and the pairs of words side by side, small words among them ("won't wake", "who signs"). A term
speaks for danger by how much commoner it is in the one than in the other (naive Bayes, each term once). The ordinary
ways of asking that guidance knows count as calm, too. Letters that slipped are put right after the dangers' own words.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.guidance.files import DataError, read_yaml
from knowledge.guidance.words import STOP, plain, stem, tokens

EXAMPLES = "urgent-examples.yaml"
KINDS = ("danger", "calm")
UNSEEN = 0.15  # how often a term counts in a language beyond its examples
ORDINARY = 8.0  # how much the ordinary ways of asking weigh, all together, beside the calm examples
ASKINGS = 12000  # ways of asking that are read: more of them change next to nothing
WINDOW = 60  # words that are heard at a time: a danger in a long text is not drowned in the calm around it
STEP = 30
LEAST = 20  # examples of each kind, fewer say nothing
RINGS = 6.0  # from here on a text calls for a card by its sound alone: under 1 % of ordinary questions do
CALM = 1.5  # where all of a text sounds less it is plainly calm: of 2,100 dangers none was held back
LITTLE = 6  # known words, with fewer of them a text is too short to be plainly calm
OFTEN = 2  # times a word stands in the dangers, from which on others may be slips of it
SHORTEST, LONG, LONGEST = 4, 8, 20  # letters of a word that may be a slip; from LONG on it may hold two
CACHE = 20_000
CLAUSE = re.compile(r"[.,;:!?()\n]+")

Term = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Examples:
    """Messages of people in danger, and calm ones that use much the same words."""

    danger: tuple[str, ...] = ()
    calm: tuple[str, ...] = ()


def terms_of(stems: Sequence[str]) -> set[Term]:
    """The words of a text, and the pairs of those that stand side by side."""
    return {*stems, *pairwise(stems)}


class _Forms(dict[str, str]):
    """Each word by its stem; a small one as it is ("here" is not "her")."""

    def __missing__(self, word: str) -> str:
        form = word if word in STOP else stem(word)
        if len(self) < CACHE:
            self[word] = form
        return form


_FORMS = _Forms()


def stems_of(words: Iterable[str]) -> list[str]:
    """Words by their stems, none left out."""
    return [*map(_FORMS.__getitem__, words)]


class Ear:
    """Hears how much a text sounds like danger. Built from examples; the same ones always give the same ear."""

    def __init__(self, examples: Examples, ordinary: Sequence[str] = ()) -> None:
        self._righted: dict[str, str] = {}
        few = _sampled(ordinary)
        said = [tokens(text) for text in examples.danger]
        danger, calm, asked = (
            _counted(words) for words in (said, map(tokens, examples.calm), map(tokens, few))
        )
        often = Counter(chain.from_iterable(said))
        self._spelt = sorted(w for w, n in often.items() if n >= OFTEN and _may_slip(w))
        quiet = len(examples.calm)
        share = ORDINARY * quiet / len(few) if few else 0.0
        of_danger = len(examples.danger) + 2 * UNSEEN
        of_calm = quiet + share * len(few) + 2 * UNSEEN
        bias = math.log(of_calm / of_danger)
        calmly = {
            term: UNSEEN + calm.get(term, 0) + share * asked.get(term, 0)
            for term in calm.keys() | asked.keys()
        }
        self._weights: dict[Term, float] = {
            term: bias + math.log((danger.get(term, 0) + UNSEEN) / calmly.get(term, UNSEEN))
            for term in danger.keys() | calmly.keys()
        }

    def heard(self, text: str) -> float:
        """How dangerous a text sounds, the more the more: `RINGS` and `CALM` say what is much and what is little.

        Of a long text its most dangerous stretch counts.
        """
        stems = self._read(text)
        if len(stems) <= WINDOW:
            return self._of(stems)
        return max(self._of(stems[at : at + WINDOW]) for at in range(0, len(stems) - WINDOW + STEP, STEP))

    def plainly_calm(self, text: str) -> bool:
        """Whether neither a text nor any clause of it sounds like danger: a question beside it hides nothing."""
        stems = self._read(text)
        if sum(word in self._weights for word in stems) < LITTLE or self._of(stems) >= CALM:
            return False
        return all(self._of(self._read(clause)) < CALM for clause in CLAUSE.split(text))

    def _read(self, text: str) -> list[str]:
        """The words of a text by their stems; one nobody used is taken for the word of a danger it is a slip of."""
        weights, words = self._weights, tokens(text)
        pairs = zip(words, stems_of(words), strict=True)
        return [one if one in weights else self._right(word) for word, one in pairs]

    def _right(self, word: str) -> str:
        if not _may_slip(word):
            return word
        right = self._righted.get(word)
        if right is None:
            cutoff = 1 if len(word) < LONG else 2
            near = process.extractOne(word, self._spelt, scorer=OSA.distance, score_cutoff=cutoff)
            right = _FORMS[near[0] if near and near[0][0] == word[0] else word]
            if len(self._righted) >= CACHE:
                self._righted.clear()
            self._righted[word] = right
        return right

    def _of(self, stems: Sequence[str]) -> float:
        terms = terms_of(stems)
        if not terms:
            return 0.0
        weights = self._weights
        return math.fsum(weights[term] for term in terms if term in weights) / math.sqrt(len(terms))


def _sampled(texts: Sequence[str]) -> Sequence[str]:
    """As many of the texts as are read, each chosen by itself: one more or fewer changes one of them, not all."""
    if len(texts) <= ASKINGS:
        return texts
    return sorted(texts, key=lambda text: (crc32(text.encode()), text))[:ASKINGS]


def _counted(texts: Iterable[Iterable[str]]) -> Counter[Term]:
    """In how many of the texts each term stands."""
    counts: Counter[Term] = Counter()
    for words in texts:
        counts.update(terms_of(stems_of(words)))
    return counts


def _may_slip(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def load_examples(paths: Sequence[Path]) -> Examples:
    """The examples of one or more files together. Raises DataError with a sentence."""
    found: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}  # message, plain: the file it stands in
    for path in paths:
        for kind, messages in _read(path).items():
            other = found["calm" if kind == "danger" else "danger"]
            for message in messages:
                if message in other:
                    raise DataError(
                        f"{path.name}, '{kind}': '{message[:60]}' stands under both kinds "
                        f"({other[message]} has it, too). Keep it under one."
                    )
                found[kind][message] = path.name
    for kind in KINDS:
        if len(found[kind]) < LEAST:
            raise DataError(
                f"{EXAMPLES}, '{kind}': {len(found[kind])} messages are too few to learn from. "
                f"List at least {LEAST}, one a line."
            )
    return Examples(*(tuple(found[kind]) for kind in KINDS))


def _read(path: Path) -> Mapping[str, Sequence[str]]:
    data: Mapping[str, Any] = read_yaml(path)
    for key, value in data.items():
        if key not in KINDS:
            raise DataError(f"{path.name}: '{key}' is not known here. Use 'danger' and 'calm'.")
        if not isinstance(value, str):
            raise DataError(
                f"{path.name}, '{key}': write '{key}: |' and under it one message a line, "
                "each with two spaces in front."
            )
    lines = {str(key): value.splitlines() for key, value in data.items()}
    return {kind: [plain(line).strip() for line in some if line.strip()] for kind, some in lines.items()}
