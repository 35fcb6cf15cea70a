"""What knowledge hands out: results that carry their proof. Frozen, plain, free of Slack and databases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple


class PlanKind(StrEnum):
    """The plans a child can be visited under; the spelling is the one used in packs, imports and cases."""

    CP = "cp"
    CIN = "cin"
    CIC = "cic"
    EARLY_HELP = "early-help"
    S47 = "s47"
    REFERRAL = "referral"
    CWD = "cwd"
    PLACEMENT_WITH_PARENTS = "placement-with-parents"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where something is said: document id and title, heading path, and the n-th block under that heading."""

    document: str
    title: str
    section: str
    block: str = ""
    short: str = ""

    @property
    def name(self) -> str:
        """What people call the document: its short title where the pack gives one."""
        return self.short or self.title


class Outcome(StrEnum):
    """What kind of result a rule gave."""

    DATE = "date"
    MOMENT = "moment"
    YES_NO = "yes_no"
    ESCALATE = "escalate"
    NO_RULE = "no_rule"
    CANNOT_SAY = "cannot_say"


class CountedDay(NamedTuple):
    """One day of a receipt's count: `number` is None where the day is struck out, `why` says what it is."""

    day: date
    number: int | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class OtherRule:
    """A rule that applied but did not win, or an event that was ignored, and why (a full sentence)."""

    rule: str
    on: date | datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The proof of a date: what it was counted from, how, under which readings, and what lost."""

    counted_from: date | datetime | None
    counted_from_what: str
    amount: int | None
    unit: str
    days: tuple[CountedDay, ...] = ()
    in_force_since: date | None = None
    pack_version: str = ""
    readings: tuple[str, ...] = ()
    others: tuple[OtherRule, ...] = ()
    ignored: tuple[OtherRule, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer of the rule engine, with its rule, citation and receipt.

    `on` for DATE; `moment` (aware) for MOMENT, written for people as the end of the day before where it is
    00:00; `yes` for YES_NO and ESCALATE, and False where a limit is stated but none runs (NO_RULE); `who` for
    ESCALATE. `sentence` says it in plain words for a person. `ask_for` names the missing facts of CANNOT_SAY.
    `to_be_agreed` marks what is not a due date: section 47 enquiry, frequency to be agreed with the manager today.
    """

    ask: str
    outcome: Outcome
    sentence: str
    on: date | None = None
    moment: datetime | None = None
    yes: bool | None = None
    who: tuple[str, ...] = ()
    to_be_agreed: bool = False
    rule: str = ""
    rule_title: str = ""
    citation: Citation | None = None
    receipt: Receipt | None = None
    ask_for: tuple[str, ...] = ()

    @property
    def has_date(self) -> bool:
        return self.on is not None or self.moment is not None


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """One plan of a child with its facts, in the form documented in docs/facts.md (dates as `date`)."""

    plan: PlanKind
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Owed:
    """Something the next visit must include: `what` is one of alone, awake, bedroom, unannounced."""

    what: str
    by: date | None
    sentence: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything the rules say about one child today, over all plans: the tighter clock holds.

    `due` is the winning frequency decision (outcome DATE), or NO_RULE where no plan has an interval and
    CANNOT_SAY where facts are missing. `floor` is the statutory date beside it, where it exists. `retry` is
    the failed-visit clock if it is running. `escalations` are the policy's notices owed as of today.
    """

    due: Decision
    per_plan: tuple[Decision, ...] = ()
    floor: Decision | None = None
    retry: Decision | None = None
    owed: tuple[Owed, ...] = ()
    escalations: tuple[Decision, ...] = ()
    record_by: Decision | None = None

    @property
    def law_first(self) -> bool:
        """Whether the law's own date is the earlier one, or the only one: then that is the date to act by."""
        floor = self.floor.on if self.floor is not None else None
        return floor is not None and (self.due.on is None or floor < self.due.on)


# --- Guidance ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """One piece of guidance shown for a question.

    `text` is the digest statement in our own words ("" where only an original exists); `quotes` are
    verbatim sentences of the original ("" never; empty tuple where the original is not indexed).
    `badges` are short sentences shown with it: not yet approved, undated, cites replaced guidance.
    """

    document: str
    title: str
    section: str
    text: str
    quotes: tuple[str, ...] = ()
    place: str = ""
    statement_id: str = ""
    score: float = 0.0
    badges: tuple[str, ...] = ()
    adopted: bool = False
    short: str = ""

    @property
    def name(self) -> str:
        """What people call the document: its short title where the pack gives one."""
        return self.short or self.title


@dataclass(frozen=True, slots=True)
class UrgentRoute:
    """A fixed, reviewed emergency text; `steps` in order, the emergency action first."""

    id: str
    title: str
    steps: tuple[str, ...]
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading near a question that was not covered."""

    document: str
    title: str
    section: str
    short: str = ""

    @property
    def name(self) -> str:
        """What people call the document: its short title where the pack gives one."""
        return self.short or self.title


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question: found or refused, never generated.

    `together`: how many of the first `answers` stand on one card: two of one document where they fit the question
    about equally well and have room beside each other.
    """

    question: str
    covered: bool
    conflict: bool = False
    answers: tuple[FoundPassage, ...] = ()
    nearest: tuple[Heading, ...] = ()
    urgent: UrgentRoute | None = None
    sure: bool = True
    note: str = ""
    context: str = ""
    together: int = 1
    extra: Mapping[str, Any] = field(default_factory=dict)
