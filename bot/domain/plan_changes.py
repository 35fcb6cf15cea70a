"""What can be set and changed about a child's plan, and what is shown before anything is saved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bot.domain.children import Child, Plan
from bot.domain.people import Actor, Role
from bot.errors import NotFound
from knowledge.results import Decision, PlanKind


class Kind(StrEnum):
    """What changes; the words for each are in bot/wording/plans.yaml."""

    INTERVAL = "interval"
    ADD = "add"
    END = "end"
    PLACEMENT = "placement"
    DATES = "dates"
    BORN = "born"
    APPROVAL = "approval"
    WORKER = "worker"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit an interval can be agreed in: the fact it is kept in, how many of the fact's days it has, the most."""

    words: str
    fact: str
    times: int
    most: int


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a plan or case ends. `later`: the decision may move the date later; `onto`: another plan follows.

    `accepted`: only on the named acceptance of another authority.
    """

    words: str
    later: bool = False
    onto: bool = False
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Approval:
    """What can be approved for a plan of these kinds. `lapses`: it holds until a day, which must be given."""

    words: str
    plans: frozenset[PlanKind]
    lapses: bool


APPROVAL_PARTS = ("", "_on", "_until", "_decided_by", "_decided_in", "_decided_on")
"""What is kept of an approval, after its fact's name: the first three are the engine's, the rest say who decided."""


@dataclass(frozen=True, slots=True)
class PlanChoices:
    """What an authority offers in these forms: data, read from bot/wording/plans.yaml."""

    changes: Mapping[str, str]
    managers_only: frozenset[str]
    units: Mapping[str, Unit]
    agreed_with: Mapping[str, str]
    decides: frozenset[Role]
    endings: Mapping[str, Ending]
    closings: Mapping[str, Ending]
    approvals: Mapping[str, Approval]
    one_at_a_time: frozenset[PlanKind]
    starts_as: Mapping[PlanKind, str]
    key_dates: Mapping[PlanKind, tuple[str, ...]]
    fact_words: Mapping[str, str]
    carried: frozenset[str]
    per_placement: frozenset[str]
    ahead: frozenset[str]
    back_days: int
    ahead_days: int
    oldest_years: int
    says: Mapping[str, str]
    asks_seen: tuple[str, ...]
    asks_becomes: tuple[str, ...]
    plan_names: Mapping[str, PlanKind]


_OLD = NotFound("This form is from an older version. Nothing was changed. Please start again.")


@dataclass(frozen=True, slots=True)
class Change:
    """One change as somebody filled it in; what does not belong to its kind stays empty.

    `agreed_by` is the Slack id of who decided, `later` that the decision lets the date become later. `approval` is the
    fact that holds until `until`, or that has `ended`.
    """

    child_id: int
    kind: Kind
    plan: str = ""
    every: int = 0
    unit: str = ""
    ending: str = ""
    ends: date | None = None
    new_plan: str = ""
    starts: date | None = None
    dates: Mapping[str, date] = field(default_factory=dict)
    born: date | None = None
    approval: str = ""
    until: date | None = None
    ended: bool = False
    worker: str = ""
    accepted_by: str = ""
    agreed_with: str = ""
    agreed_by: str = ""
    agreed_on: date | None = None
    later: bool = False

    def plain(self) -> dict[str, Any]:
        """The change as JSON values, without what is empty."""
        out: dict[str, Any] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if value:
                out[one.name] = (
                    {name: day.isoformat() for name, day in value.items()}
                    if isinstance(value, Mapping)
                    else value.isoformat()
                    if isinstance(value, date)
                    else value
                )
        return out


_DAYS = ("ends", "starts", "born", "until", "agreed_on")


def read_change(plain: Mapping[str, Any]) -> Change:
    """The change made with `plain`; NotFound where another version made it."""
    try:
        values = dict(plain)
        for name in _DAYS:
            if name in values:
                values[name] = date.fromisoformat(values[name])
        if "dates" in values:
            values["dates"] = {name: date.fromisoformat(day) for name, day in values["dates"].items()}
        return Change(**{**values, "kind": Kind(values["kind"])})
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _OLD from None


@dataclass(frozen=True, slots=True)
class Pending:
    """A change that is on show for confirming, with the dates that were shown."""

    change: Change
    before: date | None
    after: date | None

    def pack(self) -> str:
        """As short JSON for a form's private metadata: ids, keys and days."""
        shown = [day.isoformat() if day else "" for day in (self.before, self.after)]
        return json.dumps({"change": self.change.plain(), "shown": shown}, separators=(",", ":"))


def read_pending(text: str) -> Pending:
    """What a confirm step was packed with; NotFound where another version made it."""
    try:
        found = json.loads(text or "{}")
        before, after = (date.fromisoformat(day) if day else None for day in found["shown"])
        return Pending(read_change(found["change"]), before, after)
    except (KeyError, TypeError, ValueError):
        raise _OLD from None


@dataclass(frozen=True, slots=True)
class PlanForm:
    """What the forms offer for one child, to one person."""

    child: Child
    today: date
    choices: PlanChoices
    people: tuple[Actor, ...]
    decides: bool
    sentences: Mapping[PlanKind, str]
    actor_id: str = ""
    teams: frozenset[str] = frozenset()

    def plan(self, kind: str) -> Plan | None:
        """The child's open plan of that kind."""
        return next((plan for plan in self.child.plans if plan.kind == kind), None)

    def approvals(self, plan: Plan) -> dict[str, Approval]:
        """What can be approved for a plan, by fact."""
        return {name: one for name, one in self.choices.approvals.items() if plan.kind in one.plans}


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock before and after a change; None where it does not run."""

    name: str
    before: Decision | None
    after: Decision | None

    @property
    def same(self) -> bool:
        """Whether the clock shows the same day under the same rule."""
        return _shown(self.before) == _shown(self.after)


def _shown(decision: Decision | None) -> tuple[date | datetime | None, str, bool]:
    if decision is None:
        return None, "", False
    return decision.moment or decision.on, decision.rule, decision.to_be_agreed


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do, before it is saved.

    `rule_date` is what the rules alone give; where it is later than `before` without a decision that allows it,
    `after` stays `before` and `held` is true. `decided` names who decided, in words.
    """

    pending: Pending
    child: Child
    changes: tuple[str, ...]
    before: date | None
    after: date | None
    rule_date: date | None
    held: bool
    see_now: bool
    clocks: tuple[Clock, ...]
    decided: str = ""
    notes: tuple[str, ...] = ()
    closes: bool = False

    @property
    def later(self) -> bool:
        """Whether the date becomes later, or is gone."""
        return self.before is not None and (self.after is None or self.after > self.before)


@dataclass(frozen=True, slots=True)
class Changed:
    """A change was saved. `tell` are the people it concerns who did not make it. `already`: a repeated delivery."""

    preview: Preview
    tell: tuple[str, ...] = ()
    already: bool = False


@dataclass(frozen=True, slots=True)
class WhatIfAsk:
    """What is supposed: the child is seen at home on a day, or comes onto another plan, or both."""

    child_id: int = 0
    seen_on: date | None = None
    becomes: str = ""

    def pack(self) -> str:
        """As short JSON for a button or a form."""
        found: dict[str, Any] = {"child": self.child_id} if self.child_id else {}
        if self.seen_on:
            found["seen_on"] = self.seen_on.isoformat()
        if self.becomes:
            found["becomes"] = self.becomes
        return json.dumps(found, separators=(",", ":"))


def read_ask(text: str) -> WhatIfAsk:
    """What was packed; NotFound where another version made it."""
    try:
        found = json.loads(text or "{}")
        day = found.get("seen_on", "")
        seen_on = date.fromisoformat(day) if day else None
        return WhatIfAsk(int(found.get("child", 0)), seen_on, str(found.get("becomes", "")))
    except (AttributeError, TypeError, ValueError):
        raise _OLD from None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer to a what-if: nothing of it is saved.

    `on` is the date the rules give then; `now` the date as it is recorded. `lines` are the receipt.
    """

    ask: WhatIfAsk
    child: Child
    supposed: str
    now: date | None
    on: date | None
    sentence: str
    rule: str
    lines: tuple[str, ...]
    notes: tuple[str, ...] = ()
    owed: tuple[str, ...] = ()
