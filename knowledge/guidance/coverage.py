"""What a question asks for, and the signs that the documents do not cover it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.guidance.thesaurus import Phrases, ThesaurusError
from knowledge.guidance.words import NUMBERS, plain, stem, tokens

_COUNT = r"(?:\d+(?:\.\d+)?|" + "|".join(NUMBERS) + r"|a|an|first|second|third|every|each|half)"
FIGURE = re.compile(
    rf"\b{_COUNT}[\s-]+(?:\w+[\s-]+){{0,2}}?(?:days?|weeks?|months?|hours?|years?|minutes?|weekly|monthly|visits?)\b"
    r"|\b(?:daily|weekly|monthly|fortnightly|annually|quarterly|termly|immediately|same day|straight away)\b"
    r"|\b(?:24|48|72)\s*(?:hours|hrs)\b|\b\d+\s?%|\b(?:over|under|aged?)\s\d+",
    re.I,
)
_UNIT = {"day": "day", "daily": "day", "week": "week", "weekly": "week", "month": "month", "monthly": "month",
         "hour": "hour", "year": "year", "visit": "visit"}  # fmt: skip

_OFTEN = re.compile(
    r"\b(how (often|frequent\w*|regular\w*|many times)|frequen\w*|interval\w*|(minimum|max\w*) (gap|number|visit\w*)|how many (\w+ )?(days|weeks|visits|hours)"
    r"|(what|which) (is|are) the (gap|timescale\w*|time ?scale\w*|minimum|frequency)|timescale\w*|how long (between|apart|can (i|we) leave)|days between|weeks between|gap between|every how)\b"
)
_DEADLINE = re.compile(
    r"\b(how (soon|quick\w*|fast|long) (\w+ ){0,6}|by when|deadline\w*|time ?limit\w*|how much time|when (must|should|does|do|is|are) (\w+ ){0,5}(due|by)|within how|time ?frame\w*|how long (have|do|does|is|are|can|after|before|should|must|will)|turnaround)\b"
)
_NUMBER = re.compile(
    r"\b(how many|how much|what age|how old|maximum|cap on|limit on|rate|amount|percentage|at what age)\b"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit, and whether it is counted in working time."""

    number: str
    unit: str
    working: bool = False


def figures(text: str) -> frozenset[Figure]:
    """The figures of a text ("10 working days", "weekly" is 1 week, "48 working hours")."""
    words = [NUMBERS.get(w, w) for w in tokens(text)]
    found: set[Figure] = set()
    for i, word in enumerate(words):
        if word.isdigit():
            for step, after in enumerate(words[i + 1 : i + 4]):
                unit = _UNIT.get(after.rstrip("s"))
                if unit:
                    found.add(Figure(word, unit, "working" in words[i + 1 : i + 2 + step]))
                    break
        elif word in ("weekly", "daily", "monthly") and (i == 0 or not words[i - 1].isdigit()):
            found.add(Figure("1", _UNIT[word]))
    return frozenset(found)


def has_figure(text: str) -> bool:
    """Whether a text gives a time, an age or a count."""
    return FIGURE.search(text) is not None


@dataclass(frozen=True, slots=True)
class Shape:
    """What kind of answer a question wants."""

    often: bool = False
    deadline: bool = False
    number: bool = False
    writing: bool = False
    case_data: bool = False

    @property
    def wants_figure(self) -> bool:
        return self.often or self.deadline or self.number


@dataclass(frozen=True, slots=True)
class Subject:
    """An out-of-scope subject met in a question: its words as asked, and whether only its figures are missing."""

    name: str
    phrase: str
    figure: bool


class Coverage:
    """The data of `coverage.yaml`: subjects that are not settled here, requests that are no questions, authorities."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        entries: list[tuple[str, str]] = []
        self._figure: set[str] = set()
        for name, value in data["subjects"].items():
            words = value["words"] if isinstance(value, dict) else value
            if isinstance(value, dict) and value.get("figure"):
                self._figure.add(name)
            entries.extend((name, w) for w in words)
        self._subjects = Phrases(entries)
        shapes = data.get("not_questions") or {}
        self._writing = [re.compile(p, re.I) for p in shapes.get("writing", ())]
        self._case = [re.compile(p) for p in shapes.get("case-data", ())]
        self._ambiguous = frozenset(data.get("ambiguous_authorities") or ())
        self._authorities = tuple(
            sorted({*data.get("authorities", ()), *self._ambiguous}, key=len, reverse=True)
        )
        names = "|".join(re.escape(a).replace(r"\ ", r"[\s-]+") for a in self._authorities)
        self._authority = re.compile(rf"\b({names})(?:'s|s')?\b", re.I)

    def shape(self, question: str) -> Shape:
        """What kind of answer is wanted."""
        text = " ".join(tokens(question))
        return Shape(
            bool(_OFTEN.search(text)),
            bool(_DEADLINE.search(text)),
            bool(_NUMBER.search(text)),
            any(p.search(question) for p in self._writing),
            any(p.search(question) for p in self._case),
        )

    def subjects(self, words: Sequence[str]) -> list[Subject]:
        """The out-of-scope subjects in a question, longest first."""
        stems = [stem(w) for w in words]
        hits = sorted(self._subjects.find(stems), key=lambda h: -h.length)
        return [
            Subject(name, " ".join(words[h.start : h.start + h.length]), name in self._figure)
            for h in hits
            for name in h.groups
        ]

    def authorities(self, question: str) -> list[str]:
        """The authorities a text names, in lower case."""
        found: list[str] = []
        for match in self._authority.finditer(question.replace("’", "'")):
            name = re.sub(r"[\s-]+", " ", match[1].lower())
            if name in self._ambiguous and not (match[1][:1].isupper() and match.start() > 0):
                continue
            found.append(name)
        return found


@lru_cache(maxsize=4)
def load_coverage(path: Path) -> Coverage:
    """Read `coverage.yaml`; raises ThesaurusError with a sentence where it cannot be used."""
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    if not isinstance(data, dict) or "subjects" not in data:
        raise ThesaurusError(f"{path.name} needs a top-level 'subjects:' with named lists of words.")
    return Coverage(data)


def says(phrase: str, texts: Iterable[str]) -> bool:
    """Whether one of the texts holds a phrase, in any inflection."""
    wanted = tuple(stem(w) for w in tokens(phrase))
    for text in texts:
        if wanted[0] not in plain(text) and len(wanted[0]) > 4:
            continue
        have = [stem(w) for w in tokens(text)]
        if any(tuple(have[i : i + len(wanted)]) == wanted for i in range(len(have))):
            return True
    return False
