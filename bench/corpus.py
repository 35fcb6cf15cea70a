"""Made-up policy documents of any number: sentences from templates, words as unevenly common as in real ones.

python -m bench.corpus FOLDER [DOCUMENTS]
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import yaml

ASKED = 150  # questions of each kind
PASSAGES = 20  # a document, besides its title
NAMES = 24_000  # made-up words of places, services and forms: the long tail of the vocabulary
ENDING = 1.05  # how steeply the frequency of a word falls with its rank
SLOTS = ("who", "child", "must", "does", "thing", "when", "why", "link", "view")


def _listed(text: str) -> list[str]:
    return [part.strip() for part in str(text).split(",")]


class _Uneven:
    """Picks from a list so that the word of rank n comes about 1/n as often as the first one."""

    def __init__(self, chance: random.Random, words: Sequence[str]) -> None:
        self._chance, self._words = chance, list(words)
        self._weights = list(accumulate(1 / (rank + 2) ** ENDING for rank in range(len(self._words))))

    def __call__(self) -> str:
        return self._chance.choices(self._words, cum_weights=self._weights)[0]


class Corpus:
    """Documents and questions; the same for the same seed."""

    def __init__(self, seed: int = 7) -> None:
        self._chance = chance = random.Random(seed)
        data: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
        onsets, vowels, codas = (_listed(data[part]) for part in ("onsets", "vowels", "codas"))
        names: dict[str, None] = {}
        alike = random.Random(1)  # every corpus has the same made-up words
        while len(names) < NAMES:
            parts = [alike.choice(onsets) + alike.choice(vowels) for _ in range(alike.choice((1, 2, 2, 3)))]
            names["".join(parts) + alike.choice(codas)] = None
        self._pick = {slot: _Uneven(chance, _listed(data[slot])) for slot in SLOTS}
        self._pick["thing2"] = self._pick["thing"]
        self._pick["name"] = self._pick["name2"] = _Uneven(chance, list(names))
        self._headings, self._numbers = _listed(data["headings"]), _listed(data["numbers"])
        self._sentences, self._items, self._asked = data["sentences"], data["items"], data["questions"]

    def _filled(self, shape: str, own: Sequence[str] = ()) -> str:
        words = {slot: pick() for slot, pick in self._pick.items() if f"{{{slot}}}" in shape}
        if own and "name" in words and self._chance.random() < 0.5:
            words["name"] = self._chance.choice(own)
        return shape.format(**words).replace("{n}", self._chance.choice(self._numbers))

    def _sentence(self, own: Sequence[str]) -> str:
        said = self._filled(self._chance.choice(self._sentences), own)
        return said[0].upper() + said[1:]

    def document(self, passages: int = PASSAGES) -> str:
        """One policy with headings; about `passages` paragraphs and list items under them."""
        chance = self._chance
        own = [self._pick["name"]() for _ in range(4)]
        lines = [f"# {own[0].title()} policy: {self._pick['thing']()} and {self._pick['thing']()}"]
        for number in range(passages):
            if number % 5 == 0:
                lines.append(f"## {chance.choice(self._headings)} and {self._pick['thing']()}")
            if chance.random() < 0.2:
                lines.append(f"- {self._filled(chance.choice(self._items), own)}")
            else:
                lines.append(" ".join(self._sentence(own) for _ in range(chance.choice((1, 2, 2, 3)))))
        return "\n\n".join(lines) + "\n"

    def documents(self, count: int) -> Iterator[tuple[str, str]]:
        """File name and text of each document."""
        for number in range(count):
            yield f"policy-{number:05d}.md", self.document()

    def questions(self, count: int) -> list[str]:
        """Questions in the documents' own vocabulary, none of them copied from one."""
        return [self._filled(self._chance.choice(self._asked)).lower() for _ in range(count)]


def write(folder: Path, documents: int, seed: int = 7) -> None:
    """Write the documents into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in Corpus(seed).documents(documents):
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000)


def questions() -> list[str]:
    """Questions in the made-up vocabulary, and ways of asking that the digests know."""
    from knowledge.guidance import load_guidance

    asks = sorted({a for u in load_guidance().units for a in u.asks})
    return Corpus(11).questions(ASKED) + asks[:: max(1, len(asks) // ASKED)][:ASKED]
