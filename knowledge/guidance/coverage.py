"""What a question asks for, and the signs that the documents do not cover it. The wordings are `coverage.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from knowledge.guidance.figures import Figure, figures, has_figure
from knowledge.guidance.files import DataError, read_yaml
from knowledge.guidance.thesaurus import Phrases
from knowledge.guidance.words import stem, tokens

BRIEF = 5  # words
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+")
_RECURS = re.compile(r"\b(?:every|each|within|monthly|at least|max\w*|min\w*)\b", re.I)
_OF_VISITS = re.compile(r"\bvisit|\bseen\b", re.I)


def singular(word: str) -> str:
    """A word without its plural s: subjects are matched by the word itself, not by its stem (trainers, training)."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@dataclass(frozen=True, slots=True)
class Shape:
    """What kind of answer a question wants.

    `counted_in`: the unit it asks for ("minute"), if it names one. `counted`: what "how many" counts, "year" for
    an age.
    """

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
    where: bool = False
    either: bool = False
    counted: str = ""

    @property
    def wants_figure(self) -> bool:
        """Whether a time, an age or a number is asked for."""
        return self.often or self.deadline or self.number


@dataclass(frozen=True, slots=True)
class Subject:
    """An out-of-scope subject met in a question: its words as asked, and whether only its figures are missing."""

    name: str
    phrase: str
    figure: bool


class Coverage:
    """Subjects that are not settled here, requests that are no questions, shapes of questions, authorities."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        entries: list[tuple[str, str]] = []
        self._figure: set[str] = set()
        for name, value in data["subjects"].items():
            words = value["words"] if isinstance(value, dict) else value
            if isinstance(value, dict) and value.get("figure"):
                self._figure.add(name)
            entries.extend((name, str(w)) for w in words)
        self._subjects = Phrases(entries, singular)
        requests = data.get("not_questions") or {}
        self._writing = [re.compile(p, re.I) for p in requests.get("writing", ())]
        self._case = [re.compile(p) for p in requests.get("case-data", ())]
        self._shapes = {name: re.compile(pattern, re.I) for name, pattern in data["shapes"].items()}
        self._ambiguous = frozenset(data.get("ambiguous_authorities") or ())
        authorities = sorted({*data.get("authorities", ()), *self._ambiguous}, key=lambda a: (-len(a), a))
        names = "|".join(re.escape(a).replace(r"\ ", r"[\s-]+") for a in authorities)
        unless = f"(?! (?:{book}))" if (book := data.get("not_followed_by")) else ""
        self._authority = re.compile(rf"\b({names})(?:'s|s')?\b{unless}", re.I)

    def shape(self, question: str, put_right: Sequence[str] = ()) -> Shape:
        """What kind of answer is wanted; `put_right` are the question's words without slips of the keyboard."""
        text = " ".join(put_right or tokens(question))
        unit = self._shapes["counted_in"].search(text) or re.search("[£%]", question)
        return Shape(
            often=bool(self._shapes["often"].search(text)),
            deadline=bool(self._shapes["deadline"].search(text)),
            number=bool(self._shapes["number"].search(text)),
            writing=any(p.search(question) for p in self._writing),
            case_data=any(p.search(question) for p in self._case),
            counted_in=next((g for g in unit.groups() if g), unit[0]).rstrip("s") if unit else "",
            gives_figure=_of_a_rule(question),
            brief=len(text.split()) <= BRIEF,
            yes_no=bool(self._shapes["yes_no"].search(text)),
            who=bool(self._shapes["who"].search(text)),
            where=bool(self._shapes["where"].search(text)),
            counted=_counted(self._shapes["counted"].search(text)),
            either=bool(self._shapes["either"].search(text)),
        )

    def subjects(self, words: Sequence[str]) -> list[Subject]:
        """The out-of-scope subjects in a question, longest first."""
        hits = sorted(self._subjects.find([singular(w) for w in words]), key=lambda h: -h.length)
        return [
            Subject(name, " ".join(words[h.start : h.start + h.length]), name in self._figure)
            for h in hits
            for name in h.groups
        ]

    def _stays(self, before: str) -> bool:
        """Whether what stands before a place tells that a child or family is there, not that a worker moved there."""
        moved = self._shapes["working_there"].search(" ".join(tokens(before)) + " ")
        return moved is None and self._shapes["staying"].search(before) is not None

    def authorities(self, question: str, as_places: bool = True) -> list[str]:
        """The authorities a text names, in lower case; without `as_places` not those where somebody only stays."""
        found: list[str] = []
        for match in self._authority.finditer(question.replace("’", "'")):
            name = re.sub(r"[\s-]+", " ", match[1].lower())
            if name in self._ambiguous and not (match[1][:1].isupper() and match.start() > 0):
                continue
            before = question[: match.start()]
            if as_places or not self._stays(before):
                found.append(name)
        return found


@lru_cache(maxsize=4)
def load_coverage(path: Path) -> Coverage:
    """Read `coverage.yaml`; raises DataError with a sentence where it cannot be used."""
    data = read_yaml(path)
    for key in ("subjects", "shapes"):
        if not isinstance(data.get(key), dict):
            raise DataError(f"{path.name} needs a top-level '{key}:' with named entries.")
    try:
        return Coverage(data)
    except re.error as error:
        raise DataError(f"{path.name}: a pattern is not a valid regular expression ({error}).") from error


def _counted(match: re.Match[str] | None) -> str:
    if match is None:
        return ""
    word = next(g for g in match.groups() if g)
    return "year" if " " in word else singular(word)


def _of_a_rule(question: str) -> bool:
    """Whether a question holds a figure that a rule could give: not "one day", and months only where they recur."""
    return any(
        f.unit not in ("year", "month", "day")
        or (f.unit == "day" and f.number != "1")
        or (f.unit == "month" and _RECURS.search(question) is not None)
        for f in figures(question)
    )


def says(phrase: str, texts: Iterable[str]) -> bool:
    """Whether one of the texts holds a phrase, in any inflection."""
    wanted = [stem(w) for w in tokens(phrase)]
    for text in texts:
        have = [stem(w) for w in tokens(text)]
        if any(have[i : i + len(wanted)] == wanted for i in range(len(have))):
            return True
    return False


def timed_by(subject: Subject, texts: Iterable[str]) -> bool:
    """Whether a text gives a figure for a subject in one sentence that is not about visits."""
    return any(
        has_figure(sentence) and says(subject.phrase, [sentence]) and not _OF_VISITS.search(sentence)
        for text in texts
        for sentence in _SENTENCE_END.split(text)
    )


__all__ = ["Coverage", "Figure", "Shape", "Subject", "load_coverage", "says", "timed_by"]
