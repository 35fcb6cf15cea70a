"""A child's facts in the form of docs/facts.md: read, checked, and answered for by name."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from knowledge.fact_names import (
    ALL_FACTS,
    APPROVALS,
    CAUSES,
    DATE_FACTS,
    FLAG_FACTS,
    LABELS,
    MOMENT_FACTS,
    NUMBER_FACTS,
    OUTCOMES,
    PLACES,
    WHO,
    WORD_FACTS,
)

__all__ = [
    "ALL_FACTS",
    "APPROVALS",
    "CAUSES",
    "DATE_FACTS",
    "FLAG_FACTS",
    "LABELS",
    "LONDON",
    "MOMENT_FACTS",
    "NUMBER_FACTS",
    "OUTCOMES",
    "PLACES",
    "WHO",
    "WORD_FACTS",
    "Facts",
    "FactsError",
    "VisitFact",
    "day_start",
    "impossible",
    "read_facts",
    "to_date",
    "to_moment",
]

LONDON = ZoneInfo("Europe/London")


class FactsError(ValueError):
    """Facts that cannot be read or cannot be true; `problems` holds one sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))


@dataclass(frozen=True, slots=True)
class VisitFact:
    """One visit or sighting; a missing flag is false, a visit without a place was made at home.

    Only `announced` is true where nothing is said: a visit not known to be unannounced never counts as one.
    """

    date: date
    outcome: str = "seen"
    announced: bool = True
    seen_alone: bool = False
    awake: bool = False
    bedroom_seen: bool = False
    alone_refused: bool = False
    observed: bool = False
    spoken_to: bool = False
    at: datetime | None = None
    place: str = "home"
    by: str = "social_worker"
    cause: str = "unknown"
    recorded: bool = False
    allocated: bool = True


_VISIT_FLAGS = (
    "announced",
    "seen_alone",
    "awake",
    "bedroom_seen",
    "alone_refused",
    "observed",
    "spoken_to",
    "recorded",
    "allocated",
)
_VISIT_WORDS = {"outcome": OUTCOMES, "place": PLACES, "by": WHO, "cause": CAUSES}
_VISIT_KEYS = tuple(f.name for f in fields(VisitFact))
_EARLIEST, _LATEST = date(1990, 1, 1), date(2044, 12, 31)


def to_date(value: object) -> date:
    """A date from a date, a datetime (its London day) or ISO text; ValueError otherwise."""
    if isinstance(value, datetime):
        return to_moment(value).date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return date.fromisoformat(value) if len(value) <= 10 else to_moment(value).date()
    raise ValueError(f"`{value}` is not a date")


def to_moment(value: object) -> datetime:
    """An aware London moment from a datetime or ISO text; without an offset it is London time."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=LONDON) if value.tzinfo is None else value.astimezone(LONDON)
    raise ValueError(f"`{value}` is not a date with a time")


def day_start(d: date) -> datetime:
    """00:00 in London on that day."""
    return datetime.combine(d, time(), LONDON)


def _read_visit(raw: object, where: str, problems: list[str]) -> VisitFact | None:
    if isinstance(raw, VisitFact):
        return raw
    if not isinstance(raw, Mapping):
        problems.append(f"{where} must be a mapping with at least `date` and `outcome`.")
        return None
    values: dict[str, Any] = {}
    before = len(problems)
    for key, value in raw.items():
        if key not in _VISIT_KEYS:
            problems.append(f"{where}: `{key}` is not known. {_nearest(str(key), _VISIT_KEYS)}")
        elif value is None:
            continue
        elif key in _VISIT_FLAGS:
            if not isinstance(value, bool):
                problems.append(f"{where}: `{key}` must be true or false, not `{value}`.")
            values[key] = value
        elif key in _VISIT_WORDS:
            if value not in _VISIT_WORDS[key]:
                problems.append(
                    f"{where}: `{key}` cannot be `{value}`; it is one of {', '.join(_VISIT_WORDS[key])}."
                )
            values[key] = value
        else:
            try:
                values[key] = to_date(value) if key == "date" else to_moment(value)
            except ValueError:
                problems.append(f"{where}: `{key}` is `{value}`, which is not a date that exists.")
    if "date" not in values and "at" in values:
        values["date"] = values["at"].date()
    if "date" not in values and len(problems) == before:
        problems.append(f"{where} has no `date`.")
    if values.get("outcome") == "seen_elsewhere":
        values.setdefault("place", "elsewhere")
    if "outcome" not in raw:
        problems.append(f"{where} has no `outcome`; it is one of {', '.join(OUTCOMES)}.")
    if "at" in values and "date" in values and values["at"].date() != values["date"]:
        problems.append(f"{where}: `at` is on {values['at'].date()} but `date` says {values['date']}.")
    return VisitFact(**values) if len(problems) == before else None


def _nearest(word: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"Did you mean `{near[0]}`?" if near else "See docs/facts.md for the list."


def _read_own(key: str, value: object, kind: str, problems: list[str]) -> object:
    if kind == "date":
        try:
            return to_date(value)
        except ValueError:
            problems.append(f"`{key}` is `{value}`, which is not a date that exists. Write 2026-06-09.")
    elif kind == "yes_no" and not isinstance(value, bool):
        problems.append(f"`{key}` must be true or false, not `{value}`.")
    elif kind == "word" and not isinstance(value, str):
        problems.append(f"`{key}` must be a word, not `{value}`.")
    return value


def read_facts(raw: Mapping[str, Any], own: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Facts with every value in its type; FactsError lists every problem at once, each as a sentence.

    `own` are the facts that the policy's pack adds, with their kind: yes_no, date or word.
    """
    problems: list[str] = []
    out: dict[str, Any] = {}
    for key, value in raw.items():
        if own and key in own:
            if value is not None:
                out[key] = _read_own(key, value, own[key], problems)
            continue
        if key not in ALL_FACTS:
            problems.append(f"`{key}` is not a fact that is known here. {_nearest(str(key), ALL_FACTS)}")
        elif value is None:
            continue
        elif key in DATE_FACTS or key in MOMENT_FACTS:
            try:
                if (
                    key in MOMENT_FACTS
                    and not (isinstance(value, date) and not isinstance(value, datetime))
                    and not (isinstance(value, str) and len(value) <= 10)
                ):
                    out[key] = to_moment(value)
                else:
                    out[key] = to_date(value)
                d = out[key].date() if isinstance(out[key], datetime) else out[key]
                if not _EARLIEST <= d <= _LATEST:
                    problems.append(f"`{key}` is {d}: only dates from 1990 to 2044 can be counted.")
            except ValueError:
                problems.append(f"`{key}` is `{value}`, which is not a date that exists. Write 2026-06-09.")
        elif key in NUMBER_FACTS:
            if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= 366:
                problems.append(f"`{key}` must be a whole number of days from 1 to 366, not `{value}`.")
            out[key] = value
        elif key in FLAG_FACTS:
            if not isinstance(value, bool):
                problems.append(f"`{key}` must be true or false, not `{value}`.")
            out[key] = value
        elif key in WORD_FACTS:
            if value not in WORD_FACTS[key]:
                problems.append(f"`{key}` cannot be `{value}`; it is one of {', '.join(WORD_FACTS[key])}.")
            out[key] = value
        elif not isinstance(value, Sequence) or isinstance(value, str):
            problems.append("`visits` must be a list.")
        else:
            visits = [_read_visit(v, f"visit {i}", problems) for i, v in enumerate(value, 1)]
            out["visits"] = tuple(v for v in visits if v is not None)
            for v in out["visits"]:
                if not _EARLIEST <= v.date <= _LATEST:
                    problems.append(
                        f"A visit is dated {v.date}: only dates from 1990 to 2044 can be counted."
                    )
    problems.extend(impossible(out) if not problems else ())
    if problems:
        raise FactsError(problems)
    return out


def impossible(facts: Mapping[str, Any]) -> list[str]:
    """Sentences about facts that cannot all be true, whatever the day."""
    out = []
    for first, last in (
        ("plan_start", "plan_end"),
        ("last_conference_date", "next_conference_date"),
        ("previous_placement_start", "placement_start"),
        ("child_dob", "placement_start"),
    ):
        a, b = facts.get(first), facts.get(last)
        if isinstance(a, date) and isinstance(b, date) and b < a:
            out.append(
                f"{last.replace('_', ' ').capitalize()} ({b}) lies before {first.replace('_', ' ')} ({a}): "
                "one of the two is wrong."
            )
    dob = facts.get("child_dob")
    if isinstance(dob, date):
        if facts.get("unborn") is True:
            out.append("The child is marked as not born yet but has a date of birth: take one of them out.")
        for v in facts.get("visits", ()):
            if v.date < dob and (v.seen_alone or v.awake or v.bedroom_seen):
                out.append(
                    f"A visit on {v.date} says how the child was seen, before the birth on {dob}: "
                    "one of the two is wrong."
                )
    return out


class Facts:
    """A child's facts as the engine asks for them; built from a mapping, converting only what is asked for."""

    __slots__ = ("_visits", "raw")

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self._visits: tuple[VisitFact, ...] | None = None

    def date(self, name: str) -> date | None:
        """The date of a fact, None where it is not known."""
        value = self.raw.get(name)
        if value is None:
            return None
        if type(value) is date:
            return value
        try:
            return to_date(value)
        except ValueError:
            raise FactsError([f"`{name}` is `{value}`, which is not a date that exists."]) from None

    def moment(self, name: str) -> datetime | None:
        """The moment of a fact; None where it is not known or is a day without a time."""
        value = self.raw.get(name)
        if value is None or type(value) is date or (isinstance(value, str) and len(value) <= 10):
            return None
        try:
            return to_moment(value)
        except ValueError:
            raise FactsError([f"`{name}` is `{value}`, which is not a moment that exists."]) from None

    def flag(self, name: str) -> bool:
        """Whether a yes/no fact is recorded as true; missing is false."""
        return self.raw.get(name) is True

    def number(self, name: str) -> int | None:
        value = self.raw.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    @property
    def visits(self) -> tuple[VisitFact, ...]:
        """Visits and sightings in the order given, which is the order of their dates."""
        if self._visits is None:
            raw = self.raw.get("visits") or ()
            if isinstance(raw, tuple) and all(type(v) is VisitFact for v in raw):
                found = raw
            else:
                problems: list[str] = []
                read = [_read_visit(v, f"visit {i}", problems) for i, v in enumerate(raw, 1)]
                if problems:
                    raise FactsError(problems)
                found = tuple(v for v in read if v is not None)
            last = date.min
            for v in found:
                if v.date < last:
                    found = tuple(
                        sorted(found, key=lambda v: (v.date, v.at or datetime.max.replace(tzinfo=UTC)))
                    )
                    break
                last = v.date
            self._visits = found
        return self._visits
