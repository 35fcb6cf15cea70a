"""The typed shape of pack.yaml, readings.yaml and a calendar file."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from knowledge.amounts import Amounts
from knowledge.case_models import Cite, Condition, Strict
from knowledge.results import PlanKind


class Reading(Strict):
    """A point the text leaves open: the question, the ways to read it, and the one in use."""

    question: str = Field(min_length=3)
    choices: dict[str, str] = Field(min_length=1)
    use: str

    @model_validator(mode="after")
    def _use_is_a_choice(self) -> Reading:
        if self.use not in self.choices:
            raise ValueError(f"use: `{self.use}` is not one of its choices ({', '.join(self.choices)})")
        return self


class DateOption(Strict):
    """A named day: a fact plus a time. `if_missing: ask` cannot say without the fact, `not_yet` means not reached."""

    when: list[Condition] = Field(default_factory=list)
    of: str
    plus: Amounts | None = None
    days_more: int = Field(default=0, ge=0, le=31)
    rollover: bool = False
    if_missing: Literal["ask", "not_yet"] = "ask"


class Approval(Strict):
    """How long an approval holds where its own record gives no end date."""

    holds: Amounts
    approver: str
    reading: str = ""


class OwnFact(Strict):
    """A fact that this authority's rules need and the others do not."""

    label: str = Field(min_length=3)
    kind: Literal["yes_no", "date", "word"] = "yes_no"


class Office(Strict):
    """Office hours, for limits that count them."""

    opens: str = Field(pattern=r"^\d\d:\d\d$")
    closes: str = Field(pattern=r"^\d\d:\d\d$")

    @model_validator(mode="after")
    def _in_order(self) -> Office:
        if self.closes <= self.opens:
            raise ValueError(f"closes at {self.closes}, not after it opens at {self.opens}")
        return self


class Scope(Strict):
    """What the document covers, said where it is asked about another plan."""

    says: str
    cite: Cite


class PackFile(Strict):
    """pack.yaml: what the document is, how it is cited, and how its open points are read."""

    format: Literal[1]
    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str = Field(min_length=3)
    short_title: str = ""
    role: Literal["policy", "statute"] = "policy"
    version: str = Field(min_length=1)
    dated: date | None = None
    review: date | None = None
    notes: list[str] = Field(default_factory=list)
    covers: list[PlanKind]
    scope: Scope
    vocabulary: dict[str, str] = Field(default_factory=dict)
    headings: list[str] = Field(min_length=1)
    readings: dict[str, Reading] = Field(default_factory=dict)
    choose: dict[str, str] = Field(default_factory=dict)
    dates: dict[str, list[DateOption]] = Field(default_factory=dict)
    facts: dict[str, OwnFact] = Field(default_factory=dict)
    approvals: dict[str, Approval] = Field(default_factory=dict)
    office: Office = Office(opens="09:00", closes="17:00")

    @model_validator(mode="before")
    @classmethod
    def _plan_names(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(data.get("covers"), list):
            known = [p.value for p in PlanKind]
            for p in data["covers"]:
                if p not in known:
                    raise ValueError(f"covers: `{p}` is not a plan; known are {', '.join(known)}")
            return {**data, "covers": [PlanKind(p) for p in data["covers"]]}
        return data


class ReadingsFile(Strict):
    """readings.yaml: the readings that every pack shares."""

    format: Literal[1]
    readings: dict[str, Reading]


class ExtraDay(Strict):
    day: date
    name: str = Field(min_length=2)


class MovedDay(Strict):
    day: date
    to: date


class CalendarFile(Strict):
    """Calendar days that the holidays library cannot know."""

    format: Literal[1]
    nation: Literal["england", "wales", "scotland", "northern-ireland"] = "england"
    confirmed_until: date
    extra: list[ExtraDay] = Field(default_factory=list)
    moved: list[MovedDay] = Field(default_factory=list)
    closures: list[ExtraDay] = Field(default_factory=list)
