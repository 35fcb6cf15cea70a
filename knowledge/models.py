"""The typed shape of a policy pack: every kind of rule that a pack can state, refused where it says anything else."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from knowledge.case_models import (
    ClockField,
    Condition,
    CountsCase,
    FirstCase,
    FrequencyCase,
    MomentCase,
    NoticeCase,
    RhythmCase,
    Strict,
    WordsCase,
)
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
