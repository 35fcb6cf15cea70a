"""What visiting policies of this kind leave open, and how people ask about it: a sign that nothing here answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.guidance.files import DataError, read_yaml
from knowledge.guidance.likelihood import Likelihood, turns_of
from knowledge.guidance.ranking import Askings, Atom, analyse
from knowledge.guidance.texts import Texts
from knowledge.guidance.thesaurus import Phrases


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject that is left open: what it is about, and ways of asking."""

    name: str
    about: str
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The open subject a question is most like: by its nearest asking, by its words at large, and what it is about."""

    like: float = 0.0
    meant: float = 0.0
    phrased: float = 0.0
    about: str = ""


class LeftOpen:
    """Compares questions with the ways of asking about what is left open."""

    def __init__(self, subjects: Sequence[Subject], phrases: Phrases) -> None:
        texts = Texts(phrases)
        asks = [[texts.read(ask) for ask in one.asks] for one in subjects]
        self._subjects, self._phrases = tuple(subjects), phrases
        self._askings = Askings((number, ask.terms) for number, said in enumerate(asks) for ask in said)
        self._meant = Likelihood([[ask.terms for ask in said] for said in asks])
        self._phrased = Likelihood([[ask.turns for ask in said] for said in asks])

    def nearest(self, words: Sequence[str], atoms: Sequence[Atom]) -> Nearest:
        """The subject that a question is most like."""
        likes = self._askings.likeness(atoms)
        question = analyse(" ".join(words), self._phrases)
        meant = self._meant.of(dict.fromkeys((*question.stems, *question.groups), 1.0))
        phrased = self._phrased.of(turns_of(words))
        if not likes and not meant:
            return Nearest()
        best = max(likes.keys() | meant.keys(), key=lambda n: likes.get(n, 0.0) + meant.get(n, 0.0))
        return Nearest(
            max(likes.values(), default=0.0),
            max(meant.values(), default=0.0),
            max(phrased.values(), default=0.0),
            self._subjects[best].about,
        )


def read_left_open(paths: Sequence[Path]) -> tuple[Subject, ...]:
    """Read one or more files of open subjects; a later file replaces subjects of the same name.

    Raises DataError with a sentence that names file and subject.
    """
    found: dict[str, Subject] = {}
    for path in paths:
        data: Mapping[str, object] = read_yaml(path)
        for name, entry in data.items():
            if not isinstance(entry, dict) or not isinstance(entry.get("about"), str):
                raise DataError(
                    f"{path.name}, '{name}': write 'about:' with a few words, and a list 'asks:'."
                )
            asks = entry.get("asks")
            if not isinstance(asks, list) or not asks or not all(isinstance(ask, str) for ask in asks):
                raise DataError(
                    f"{path.name}, '{name}': list the ways of asking under 'asks:' as text; quote what holds a "
                    "colon or is a number."
                )
            found[str(name)] = Subject(str(name), entry["about"], tuple(asks))
    return tuple(found.values())
