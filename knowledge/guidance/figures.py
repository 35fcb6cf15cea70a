"""Figures: the times, ages and counts that a text gives."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.guidance.words import NUMBERS, tokens

_COUNT = rf"(?:\d+(?:\.\d+)?|{'|'.join(NUMBERS)}|a|an|first|second|third|every|each|half)"
_TIMED = re.compile(
    rf"\b{_COUNT}[\s-]+(?:\w+[\s-]+){{0,2}}?(?:days?|weeks?|months?|hours?|years?|minutes?|weekly|monthly|visits?)\b"
    r"|\b(?:daily|weekly|monthly|fortnightly|annually|quarterly|termly|immediately|same day|straight away)\b"
    r"|\b\d+\s?%|\b(?:over|under|aged?)\s\d+",
    re.I,
)
_AT_ONCE = re.compile(r"\b(?:immediately|at once|straight away|right away)\b", re.I)
_UNITS = {"day": "day", "daily": "day", "week": "week", "weekly": "week", "month": "month", "monthly": "month",
          "hour": "hour", "year": "year", "visit": "visit", "minute": "minute"}  # fmt: skip
_ORDINALS = {"second": "2", "other": "2", "third": "3", "fourth": "4"}
_REACH = 4  # a unit stands at most this many words after its number


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit, and whether it is counted in working time."""

    number: str
    unit: str
    working: bool = False

    @property
    def words(self) -> str:
        """The figure as people say it."""
        if self.unit == "now":
            return "at once"
        plural = "" if self.number == "1" else "s"
        return f"{self.number} {'working ' if self.working else ''}{self.unit}{plural}"


AT_ONCE = Figure("0", "now")
_REGULAR = {
    "fortnight": Figure("2", "week"),
    "fortnightly": Figure("2", "week"),
    "quarterly": Figure("3", "month"),
}


def figures(text: str) -> frozenset[Figure]:
    """The figures of a text ("10 working days", "weekly" is 1 week, "every third visit" 3 visits, "at once" 0)."""
    words = tokens(text)
    found: set[Figure] = {AT_ONCE} if _AT_ONCE.search(text) else set()
    for i, word in enumerate(words):
        after = words[i + 1 : i + _REACH]
        if word.isdigit():
            step, unit = next(
                ((n, _UNITS[w.rstrip("s")]) for n, w in enumerate(after) if w.rstrip("s") in _UNITS), (0, "")
            )
            if unit:
                found.add(Figure(word, unit, "working" in after[: step + 1]))
        elif word in ("every", "each") and after:
            if after[0] in _ORDINALS and len(after) > 1 and after[1].startswith("visit"):
                found.add(Figure(_ORDINALS[after[0]], "visit"))
            elif after[0] in ("visit", "conference"):
                found.add(Figure("1", after[0]))
        elif word in _REGULAR:
            found.add(_REGULAR[word])
        elif word in ("weekly", "daily", "monthly") and not (i and words[i - 1].isdigit()):
            found.add(Figure("1", _UNITS[word]))
    return frozenset(found)


def has_figure(text: str) -> bool:
    """Whether a text gives a time, an age or a count."""
    return _TIMED.search(text) is not None


_EXCHANGED = {
    "minute": {"minute", "hour"},
    "hour": {"hour", "day"},
    "day": {"hour", "day", "week", "month"},
    "week": {"day", "week", "month"},
    "month": {"week", "month", "year"},
    "year": {"month", "year"},
    "time": {"visit", "day", "week", "month"},
    "visit": {"visit", "day", "week", "month"},
}
_AGES = re.compile(
    r"\b(?:over|under|aged?|than|from|until|till|below|above) (?:the age of )?\d+|\bbirthday\b", re.I
)


def counts(what: str, text: str) -> bool:
    """Whether a text gives a number of something: of days and the like in any unit of time, of other things itself."""
    units = _EXCHANGED.get(what)
    if units is None:
        words = tokens(text)
        return any(
            word.isdigit() and any(other.startswith(what[:5]) for other in words[i + 1 : i + _REACH])
            for i, word in enumerate(words)
        )
    if what == "year" and _AGES.search(" ".join(tokens(text))):
        return True
    return any(figure.unit in units for figure in figures(text))
