"""The typed shape of a policy pack: every kind of rule that a pack can state, refused where it says anything else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from knowledge.amounts import AmountField, Amounts, AnyAmounts, FirstAmounts, Names, read_names
from knowledge.results import PlanKind

ASKS = (
    "next_due",
    "retry_due",
    "record_due",
    "unannounced_due",
    "awake_due",
    "bedroom_due",
    "seen_alone_required",
    "counts_as_statutory",
    "escalate",
)
RHYTHM_ASK = {
    "unannounced": "unannounced_due",
    "awake": "awake_due",
    "bedroom": "bedroom_due",
    "alone": "seen_alone_required",
}


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


class Version(Strict):
    """A rule's content from a date on; no date means since the document began."""

    since: date | None = Field(default=None, alias="from")
    until: date | None = None

    @model_validator(mode="before")
    @classmethod
    def _single_case(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "cases" in data:
            return data
        outer = ("from", "until", "first")
        return {
            **{k: v for k, v in data.items() if k in outer},
            "cases": [{k: v for k, v in data.items() if k not in outer}],
        }

    @model_validator(mode="after")
    def _in_order(self) -> Version:
        if self.since and self.until and self.until < self.since:
            raise ValueError(f"ends on {self.until} before it starts on {self.since}")
        return self


class FrequencyVersion(Version):
    first: list[FirstCase] = Field(default_factory=list)
    cases: list[FrequencyCase] = Field(min_length=1)


class EventVersion(Version):
    cases: list[FirstCase] = Field(min_length=1)


class CountsVersion(Version):
    cases: list[CountsCase] = Field(min_length=1)


class MomentVersion(Version):
    cases: list[MomentCase] = Field(min_length=1)


class RhythmVersion(Version):
    cases: list[RhythmCase] = Field(min_length=1)


class NoticeVersion(Version):
    cases: list[NoticeCase] = Field(min_length=1)


class WordsVersion(Version):
    cases: list[WordsCase] = Field(min_length=1)


class Rule(Strict):
    """What every rule has: a title a person understands, the plans it covers, the readings it rests on."""

    title: str = Field(min_length=3)
    plans: list[PlanKind] = Field(min_length=1)
    only: list[Condition] = Field(default_factory=list)
    readings: list[str] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _plan_names(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("plans"), list):
            known = [p.value for p in PlanKind]
            for p in data["plans"]:
                if p not in known:
                    raise ValueError(f"plans: `{p}` is not a plan; known are {', '.join(known)}")
            return {**data, "plans": [PlanKind(p) for p in data["plans"]]}
        return data


class FrequencyRule(Rule):
    """The longest gap between visits. `strength: default` steps back where the child's plan gives a number."""

    kind: Literal["frequency"]
    track: str = "visit"
    starts: ClockField
    earlier_visits: Literal["count", "do_not_count"] = "count"
    strength: Literal["floor", "default"] = "floor"
    outer_limit: bool = False
    agreed_with: str = ""
    visit: CountsCase | None = None
    values: list[FrequencyVersion] = Field(min_length=1)


class EventRule(Rule):
    """A visit within so long of something that happened: a referral, a complaint, an order."""

    kind: Literal["event"]
    track: str = "visit"
    starts: ClockField
    required: bool = True
    visit: CountsCase | None = None
    values: list[EventVersion] = Field(min_length=1)


class CountsRule(Rule):
    """What makes it a visit. `stated: false`: the document does not say, this is how we count."""

    kind: Literal["counts"]
    stated: bool = True
    values: list[CountsVersion] = Field(min_length=1)


class RetryRule(Rule):
    """When to go again after a visit at which the child was not seen."""

    kind: Literal["retry"]
    values: list[MomentVersion] = Field(min_length=1)


class RecordRule(Rule):
    """When the record must be written."""

    kind: Literal["record"]
    values: list[MomentVersion] = Field(min_length=1)


class RhythmRule(Rule):
    """What must happen at some visits and how often."""

    kind: Literal["rhythm"]
    of: Literal["unannounced", "awake", "bedroom", "alone"]
    values: list[RhythmVersion] = Field(min_length=1)


class NoticeRule(Rule):
    """Whom the policy wants told. `settles: false`: where it is silent the document still does not say "nobody"."""

    kind: Literal["notice"]
    settles: bool = True
    values: list[NoticeVersion] = Field(min_length=1)


class WordsRule(Rule):
    """Words where there is no figure; `label` for what is not a visit (reviews, supervision, forms)."""

    kind: Literal["words"]
    asks: list[str] = Field(default_factory=list)
    label: str = ""
    values: list[WordsVersion] = Field(min_length=1)

    @model_validator(mode="after")
    def _known_asks(self) -> WordsRule:
        for a in self.asks:
            if a not in ASKS:
                raise ValueError(f"asks: `{a}` is not a question; known are {', '.join(ASKS)}")
        return self


AnyRule = (
    FrequencyRule | EventRule | CountsRule | RetryRule | RecordRule | RhythmRule | NoticeRule | WordsRule
)
TaggedRule = Annotated[AnyRule, Field(discriminator="kind")]
RULE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class RulesFile(Strict):
    """rules.yaml of a pack."""

    format: Literal[1]
    rules: dict[str, TaggedRule]
