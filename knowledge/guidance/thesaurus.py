"""The thesaurus: which words and phrases mean the same, and how documents are called in questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from knowledge.guidance.files import DataError, read_yaml
from knowledge.guidance.words import stem, tokens


class Hit(NamedTuple):
    """A phrase found in a text: where it starts, how many words it takes, and the groups it belongs to."""

    start: int
    length: int
    groups: tuple[str, ...]


class Phrases:
    """Finds known phrases in a sequence of words by their stems; the longest phrase at a place wins."""

    def __init__(self, entries: Iterable[tuple[str, str]], form: Callable[[str], str] = stem) -> None:
        found: dict[tuple[str, ...], list[str]] = {}
        for name, phrase in entries:
            key = tuple(form(w) for w in tokens(phrase))
            if key and name not in found.setdefault(key, []):
                found[key].append(name)
        self._single: dict[str, tuple[str, ...]] = {k[0]: tuple(n) for k, n in found.items() if len(k) == 1}
        self._longer: dict[str, dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]] = {}
        for key, names in found.items():
            if len(key) > 1:
                self._longer.setdefault(key[0], {}).setdefault(key[1], []).append((key, tuple(names)))
        for seconds in self._longer.values():
            for rows in seconds.values():
                rows.sort(key=lambda row: -len(row[0]))
        self._starts = frozenset(self._longer.keys() | self._single.keys())
        self.words = frozenset(s for key in found for s in key)

    def find(self, stems: Sequence[str]) -> list[Hit]:
        """Every longest phrase at every start, overlapping ones included (a word may open another phrase)."""
        hits: list[Hit] = []
        starts, longer, single = self._starts, self._longer, self._single
        last = len(stems) - 1
        for start, first in enumerate(stems):
            if first not in starts:
                continue
            seconds = longer.get(first)
            if seconds is not None and start < last:
                for key, names in seconds.get(stems[start + 1], ()):
                    if len(key) == 2 or tuple(stems[start : start + len(key)]) == key:
                        hits.append(Hit(start, len(key), names))
                        break
                else:
                    if first in single:
                        hits.append(Hit(start, 1, single[first]))
            elif first in single:
                hits.append(Hit(start, 1, single[first]))
        return hits


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Groups of words with one meaning, what carries no subject, and how people call each document.

    `noise` are turns of phrase; `asides` the words of small talk: a clause of nothing else is no part of a question.
    """

    phrases: Phrases
    noise: Phrases
    asides: Phrases
    document_names: Mapping[str, tuple[str, ...]]


def load_thesaurus(paths: Sequence[Path]) -> Thesaurus:
    """Read one or more thesaurus files; later files add to earlier ones."""
    entries: list[tuple[str, str]] = []
    noise: list[tuple[str, str]] = []
    asides: list[tuple[str, str]] = []
    names: dict[str, tuple[str, ...]] = {}
    for path in paths:
        data = read_yaml(path)
        if not isinstance(data.get("groups"), dict):
            raise DataError(f"{path.name} needs a top-level 'groups:' with named lists of words.")
        for group, phrases in data["groups"].items():
            if not isinstance(phrases, list) or not all(isinstance(p, str) for p in phrases):
                raise DataError(
                    f"{path.name}, group '{group}': list the words as text; put quotation marks round "
                    "numbers and words like yes, no, on, off, true, false."
                )
            entries.extend((str(group), phrase) for phrase in phrases)
        noise.extend(("noise", str(phrase)) for phrase in data.get("noise") or ())
        asides.extend(("aside", str(phrase)) for phrase in data.get("asides") or ())
        for document, called in (data.get("documents") or {}).items():
            names[str(document)] = names.get(str(document), ()) + tuple(str(c) for c in called)
    return Thesaurus(Phrases(entries), Phrases(noise, str), Phrases(asides), names)
