"""The typed shape of what a rule says: its cases, their conditions, their sources, and what sets off a notice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from knowledge.amounts import AmountField, Amounts, AnyAmounts, FirstAmounts, Names, read_names
from knowledge.results import PlanKind


class Strict(BaseModel):
    """A model that refuses unknown keys and never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


class Cite(Strict):
    """Where a value stands: heading path and block under it; `document` where it is another document's."""

    section: str = Field(min_length=1)
    block: int | str = ""
    document: str = ""


def _plan(value: object) -> object:
    known = [p.value for p in PlanKind]
    if value is None or isinstance(value, PlanKind):
        return value
    if value not in known:
        raise ValueError(f"`{value}` is not a plan; known are {', '.join(known)}")
    return PlanKind(value)


class Condition(Strict):
    """One thing that must hold; exactly one key."""

    reading: Mapping[str, str] | None = None
    plan: Annotated[PlanKind | None, BeforeValidator(_plan)] = None
    fact: Mapping[str, bool | str | int] | None = None
    reached: str | None = None
    not_reached: str | None = None
    known: str | None = None
    any_of: list[Condition] | None = None

    @model_validator(mode="after")
    def _one_key(self) -> Condition:
        given = [k for k in type(self).model_fields if getattr(self, k) is not None]
        if len(given) != 1:
            raise ValueError(
                "must hold exactly one of reading, plan, fact, reached, not_reached, known, any_of"
            )
        return self


class Case(Strict):
    """What a rule says where its conditions hold; the first case that holds is used."""

    name: str = ""
    when: list[Condition] = Field(default_factory=list)
    cite: Cite
    soft: str = ""
    agreed_by: Names = ()
    note: str = ""


class Clock(Strict):
    """Where a clock starts: one fact, or the earlier, later or first known of several."""

    pick: Literal["first_known", "earlier_of", "later_of"] = "first_known"
    of: Names


def _clock(value: object) -> object:
    return {"of": value} if isinstance(value, str | list) else value


ClockField = Annotated[Clock, BeforeValidator(_clock)]


class FrequencyCase(Case):
    """A longest gap between visits; several amounts mean the earliest of them. `straddle` names a reading."""

    every: Amounts
    straddle: str = ""


class FirstCase(Case):
    """The first visit within so long of the start; whether one on the day of the start meets it."""

    within: FirstAmounts
    same_day: Literal["meets", "does_not_meet"] = "meets"


class CountsCase(Case):
    """What must be true of a visit for it to count."""

    places: Names = ()
    by: Names = ()
    needs: Names = ()
    waive: dict[str, str] = Field(default_factory=dict)


class MomentCase(Case):
    """A limit after one visit: a retry or a record."""

    within: AnyAmounts
    counted_from: Literal["latest", "first"] = "latest"
    off_day: Literal["next_working_day", "the_moment"] = "next_working_day"
    run_out: Literal["next_working_day", "end_of_day"] = "next_working_day"
    also: Names = ()


class RhythmCase(Case):
    """How often a visit must be of a kind: unannounced, awake, bedroom, alone."""

    every: Amounts | None = None
    one_in: int | None = Field(default=None, ge=2, le=20)
    between: Annotated[tuple[str, str], BeforeValidator(read_names)] | None = None
    each_visit: bool | None = None
    mode: Literal["running", "fixed", "since_last", "share", "rolling", "blocks", "quarters"] = "running"
    first_owed: bool = False
    day_before: bool = False
    attempts_count: bool = False
    by: Names = ()
    start: ClockField | None = None
    from_date: str = ""
    until_date: str = ""

    @model_validator(mode="after")
    def _one_shape(self) -> RhythmCase:
        given = [k for k in ("every", "one_in", "between", "each_visit") if getattr(self, k) is not None]
        if len(given) != 1 and not (not given and self.soft):
            raise ValueError("must hold exactly one of every, one_in, between, each_visit (or `soft` words)")
        return self


class FailedTrigger(Strict):
    """So many visits at which the child was not seen; one that `stands` holds until the child is seen."""

    count: int = Field(ge=1, le=20)
    over: Literal["run", "plan"] = "run"
    announced_only: bool = False
    sighting_breaks: bool = False
    stands: bool = False


class UnseenTrigger(Strict):
    """More than so long since the child was last seen."""

    how: Literal["anyone", "worker_alone", "anyone_alone", "worker"]
    more_than: AmountField
    of_age: str = ""
    else_from: ClockField


class Trigger(Strict):
    """What sets off a notice; exactly one key."""

    facts: Names | None = None
    failed: FailedTrigger | None = None
    unseen: UnseenTrigger | None = None
    visit_flag: str | None = None

    @model_validator(mode="after")
    def _one_key(self) -> Trigger:
        given = [k for k in type(self).model_fields if getattr(self, k) is not None]
        if len(given) != 1:
            raise ValueError("must hold exactly one of facts, failed, unseen, visit_flag")
        return self


class NoticeCase(Case):
    """Who must be told, and how fast."""

    tell: Names = Field(min_length=1)
    fast: str = "at once"
    trigger: Trigger


class WordsCase(Case):
    """What a document says in place of a figure."""

    says: str = Field(min_length=1)
    trigger: Trigger | None = None
