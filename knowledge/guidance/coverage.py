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

_ORDINAL = {"second": "2", "other": "2", "third": "3", "fourth": "4"}
_YES_NO = re.compile(
    r"^(?:so |and |but |if \w+ \w+ )?(?:do|does|did|is|are|am|was|can|could|must|should|shall|may|will|would|has|have|need)\b"
)
_WHO = re.compile(r"\bwho\b|\bwhom\b")

_OFTEN = re.compile(
    r"\b(how (often|frequent\w*|regular\w*|many times)|frequen\w*|interval\w*|(minimum|max\w*) (gap|number|visit\w*)|how many (\w+ )?(days|weeks|visits|hours)"
    r"|(what|which) (is|are) the (gap|timescale\w*|time ?scale\w*|minimum|frequency)|timescale\w*|how long (between|apart|can (i|we) leave)|days between|weeks between|gap between|every how)\b"
)
_DEADLINE = re.compile(
    r"\b(how (soon|quick\w*|fast|long) (\w+ ){0,6}|by when|deadline\w*|time ?limit\w*|how much time|when (must|should|does|do|is|are|will|can|to) (\w+ ){0,6}(due|by|next|again|back|attempt|visit|first)|within how|time ?frame\w*|how long (have|do|does|is|are|can|after|before|should|must|will)|turnaround)\b"
)
_NUMBER = re.compile(
    r"\b(how many|how much|what age|how old|maximum|cap on|limit on|rate|amount|percentage|at what age)\b"
)


def singular(word: str) -> str:
    """A word without its plural s: subjects are matched by the word itself, not by its stem (trainers, training)."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit, and whether it is counted in working time."""

    number: str
    unit: str
    working: bool = False


AT_ONCE = Figure("0", "now")


def figures(text: str) -> frozenset[Figure]:
    """The figures of a text ("10 working days", "weekly" is 1 week, "48 working hours")."""
    words = [NUMBERS.get(w, w) for w in tokens(text)]
    found: set[Figure] = set()
    if re.search(r"\b(?:immediately|at once|straight away|right away)\b", text, re.I):
        found.add(AT_ONCE)
    for i, word in enumerate(words):
        if word.isdigit():
            for step, after in enumerate(words[i + 1 : i + 4]):
                unit = _UNIT.get(after.rstrip("s"))
                if unit:
                    found.add(Figure(word, unit, "working" in words[i + 1 : i + 2 + step]))
                    break
        elif word in ("every", "each") and len(words) > i + 1:
            after = words[i + 1 : i + 3]
            if after[0] in _ORDINAL and len(after) > 1 and after[1].startswith("visit"):
                found.add(Figure(_ORDINAL[after[0]], "visit"))
            elif after[0] in ("visit", "conference"):
                found.add(Figure("1", after[0]))
        elif word in ("weekly", "daily", "monthly") and (i == 0 or not words[i - 1].isdigit()):
            found.add(Figure("1", _UNIT[word]))
    return frozenset(found)


def has_figure(text: str) -> bool:
    """Whether a text gives a time, an age or a count."""
    return FIGURE.search(text) is not None


_STAYING = re.compile(
    r"\b(?:stay\w*|liv\w+|plac\w+|aunt\w*|uncle|nan|gran\w*|dad|mum|father|mother|relatives?|family|refuge|holiday|moved|gone|went|gone|foster\w*|carers?|hospital|prison)"
    r"\b[^.?!]{0,24}\b(?:in|to|at|near|from|down|up)\s+(?:the\s+)?$",
    re.I,
)
_COUNTED_IN = re.compile(
    r"\b(?:in|how many|number of|how much) (minutes?|hours?|pounds?|miles?|times|percent|seconds?)\b|\b(?:times|visits?|many) (?:a|per|each) (year)\b|[£%]"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What kind of answer a question wants."""

    often: bool = False
    deadline: bool = False
    number: bool = False
    writing: bool = False
    case_data: bool = False
    counted_in: str = ""
    gives_figure: bool = False
    brief: bool = False
    yes_no: bool = False
    who: bool = False

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
        self._subjects = Phrases(entries, singular)
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
        unit = _COUNTED_IN.search(text) or re.search(r"[£%]", question)
        counted_in = next((g for g in unit.groups() if g), unit[0]).rstrip("s") if unit else ""
        return Shape(
            bool(_OFTEN.search(text)),
            bool(_DEADLINE.search(text)),
            bool(_NUMBER.search(text)),
            any(p.search(question) for p in self._writing),
            any(p.search(question) for p in self._case),
            counted_in,
            bool(figures(question)),
            len(text.split()) <= 5,
            bool(_YES_NO.search(text)),
            bool(_WHO.search(text)),
        )

    def subjects(self, words: Sequence[str]) -> list[Subject]:
        """The out-of-scope subjects in a question, longest first."""
        hits = sorted(self._subjects.find([singular(w) for w in words]), key=lambda h: -h.length)
        return [
            Subject(name, " ".join(words[h.start : h.start + h.length]), name in self._figure)
            for h in hits
            for name in h.groups
        ]

    def authorities(self, question: str, as_places: bool = True) -> list[str]:
        """The authorities a text names, in lower case; without those that are only where somebody stays, if asked."""
        found: list[str] = []
        for match in self._authority.finditer(question.replace("’", "'")):
            name = re.sub(r"[\s-]+", " ", match[1].lower())
            if name in self._ambiguous and not (match[1][:1].isupper() and match.start() > 0):
                continue
            if not as_places and _STAYING.search(question[: match.start()]):
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


def timed_by(subject: Subject, texts: Iterable[str]) -> bool:
    """Whether a text gives a figure for a subject in one sentence that is not about visits."""
    for text in texts:
        for sentence in re.split(r"(?<=[.;!?])\s+", text):
            if (
                has_figure(sentence)
                and says(subject.phrase, [sentence])
                and not re.search(r"\bvisit|\bseen\b", sentence, re.I)
            ):
                return True
    return False
