"""A child's facts in the form of docs/facts.md: read, checked, and answered for by name."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

DATE_FACTS = {
    "plan_start": "the day the plan started",
    "plan_end": "the day the plan ended",
    "placement_start": "the day the placement started",
    "previous_placement_start": "the day the placement before this one started",
    "referral_date": "the day of the referral",
    "child_dob": "the child's date of birth",
    "first_review_date": "the day of the first review",
    "last_conference_date": "the day of the last conference",
    "next_conference_date": "the day of the next conference",
    "long_term_matched_on": "the day the long-term match was made",
    "last_successful_visit": "the day of the last visit that met the policy",
    "last_seen_by_network": "the day somebody in the network last saw the child",
    "last_alone_visit": "the last visit at which the child was seen alone",
    "last_awake_visit": "the last visit at which the child was awake",
    "last_bedroom_visit": "the last visit at which the bedroom was seen",
    "last_unannounced_visit": "the last unannounced visit at which the child was seen",
    "visit_date": "the visit the question is about",
    "recorded_due": "the due date last shown and recorded",
    "first_visit_due": "the first visit's date as the manager set it",
    "order_made_on": "the day the order was made",
    "case_opened": "the day the case was opened",
    "cf_assessment_date": "the day of the child and family assessment",
}
MOMENT_FACTS = {
    "failed_at": "when the visit failed",
    "visit_at": "when the visit took place",
}
NUMBER_FACTS = {
    "plan_every_days": "how often the child's own plan asks for, in calendar days",
    "plan_every_working_days": "how often the child's own plan asks for, in working days",
}
FLAG_FACTS = {
    "intended_until_18": "whether the placement is meant to last until 18",
    "long_term_foster": "whether it is a long-term foster placement",
    "child_sufficient_understanding": "whether the child is of sufficient age and understanding",
    "child_agrees_less": "whether the child agrees to fewer visits",
    "iro_agreed": "whether the IRO agreed at a review",
    "long_term_match_iro_approved": "whether the IRO approved the long-term match",
    "long_term_match_panel_approved": "whether the panel approved the long-term match",
    "agreed_for_child": "whether fewer visits were agreed for this child",
    "head_of_service_approved": "whether the Head of Service approved",
    "cf_assessment_supports": "whether the child and family assessment supports it",
    "out_of_borough_childrens_home": "whether the child lives in a children's home out of borough",
    "out_of_borough_foster": "whether the child lives with foster carers out of borough",
    "attends_early_years": "whether the child goes to an early years setting or school",
    "access_difficulty": "whether it is difficult to get access",
    "access_refused": "whether access was refused",
    "child_refuses_alone": "whether the child refuses to be seen alone",
    "welfare_concern": "whether there is a worry about the child's welfare",
    "new_household_member": "whether somebody new lives in the household",
    "unborn": "whether the child is not born yet",
    "delegation_agreed": "whether it was agreed that another professional visits",
    "arrangement_recorded": "whether the arrangement with the receiving authority is recorded",
    "variance_approved": "whether a longer gap was approved by a named person",
    "later_date_agreed": "whether a named person recorded a later date",
}
# Each of these may carry the day it was given and the day it ends.
APPROVALS = (
    "child_agrees_less",
    "iro_agreed",
    "long_term_match_iro_approved",
    "long_term_match_panel_approved",
    "agreed_for_child",
    "head_of_service_approved",
    "cf_assessment_supports",
    "delegation_agreed",
    "arrangement_recorded",
    "variance_approved",
)
for _name in APPROVALS:
    DATE_FACTS[f"{_name}_on"] = f"the day it was recorded: {FLAG_FACTS[_name].removeprefix('whether ')}"
    DATE_FACTS[f"{_name}_until"] = f"the last day it holds: {FLAG_FACTS[_name].removeprefix('whether ')}"
WORD_FACTS = {
    "underlying_plan": ("cin", "cp"),
    "legal_basis": ("care_order", "interim_care_order", "not_yet_assessed", "temporarily_approved"),
}
OUTCOMES = ("seen", "not_seen", "seen_elsewhere")
PLACES = (
    "home",
    "household_where_living",
    "school",
    "nursery",
    "relative_home_not_living_there",
    "meeting",
    "casual_encounter",
    "elsewhere",
)
WHO = (
    "social_worker",
    "health_visitor",
    "school",
    "family_support_worker",
    "receiving_authority_officer",
    "student",
    "other",
)
CAUSES = ("family", "ours", "nobody", "unknown")


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


LABELS = {
    **DATE_FACTS,
    **MOMENT_FACTS,
    **NUMBER_FACTS,
    **FLAG_FACTS,
    "as_of": "the day the question is about",
}

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
ALL_FACTS = (*DATE_FACTS, *MOMENT_FACTS, *NUMBER_FACTS, *FLAG_FACTS, *WORD_FACTS, "visits")
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


def read_facts(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Facts with every value in its type; FactsError lists every problem at once, each as a sentence."""
    problems: list[str] = []
    out: dict[str, Any] = {}
    for key, value in raw.items():
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
