"""What views are given to draw: facts gathered by services, already checked against the reader's rights."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.children import Child
from bot.domain.messages import AlertStatus, DueState
from bot.domain.people import Actor
from bot.domain.visits import ChildOutcome, OutcomeKind, Visit
from knowledge.local import Day
from knowledge.results import Decision, Owed, Standing


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom to ring. `edt_phone` is the Emergency Duty Team's number, "" where it has not been set."""

    manager_name: str
    manager_phone: str
    edt_phone: str


@dataclass(frozen=True, slots=True)
class CaseloadRow:
    """One child on a caseload or team board.

    `due_on` is the earlier of local and statutory date, as recorded; `state` orders the list.
    `owed` are short words for what the next visit must include. `since_seen` is whole days, None if never.
    `alert_with` is who has taken the alert, else the manager it went to.
    """

    child: Child
    state: DueState
    due_on: date | None
    sentence: str
    floor_on: date | None
    retry_by: datetime | None
    retry_words: str
    owed: tuple[str, ...]
    since_seen: int | None
    next_visit: Visit | None
    alert_id: int | None
    alert_status: AlertStatus | None
    worker_name: str = ""
    to_be_agreed: bool = False
    alert_with: str = ""


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A checklist someone has begun and not finished."""

    run_id: int
    title: str
    child_label: str
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Caseload:
    """A person's App Home: rows in the order to act on. `data_as_of` says how old the case-system data is.

    `alerts` are those that came to this person as somebody's deputy.
    """

    actor: Actor
    today: date
    rows: tuple[CaseloadRow, ...]
    data_as_of: datetime | None
    policy_title: str
    open_runs: tuple[OpenRun, ...] = ()
    to_record: tuple[Visit, ...] = ()
    alerts: tuple[AlertsCard, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """ "Why this date?": the standing with receipts, and the same as plain lines."""

    child: Child
    due_on: date | None
    standing: Standing
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VisitChoice:
    """What the plan and record forms offer: children of one household, and who may come along.

    `off` are the days nobody works, up to the last date here; `retry_by` the limits after a child was not seen;
    `done` the children of the visit whose outcome is recorded already.
    """

    children: tuple[Child, ...]
    colleagues: tuple[Actor, ...]
    visit: Visit | None
    today: date
    now: datetime
    due_by: dict[int, date]
    owed: dict[int, tuple[Owed, ...]]
    contacts: Contacts
    hours: Day
    retry_by: dict[int, datetime] = field(default_factory=dict)
    off: frozenset[date] = frozenset()
    done: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit was planned, moved or cancelled. `already` is True where this delivery was seen before."""

    visit: Visit
    children: tuple[Child, ...]
    reminder_at: datetime | None
    warnings: tuple[str, ...] = ()
    already: bool = False


@dataclass(frozen=True, slots=True)
class RecordedChild:
    """What recording did for one child: old and new date, and what is still owed."""

    child: Child
    outcome: ChildOutcome
    counts: Decision
    due_before: date | None
    due_after: date | None
    due: Decision
    retry: Decision | None
    record_by: Decision | None
    owed: tuple[Owed, ...]
    alert_id: int | None
    closed_alert_id: int | None
    paste_text: str
    sentences: tuple[str, ...] = ()
    next_visit: Visit | None = None
    undo: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """What the correction form shows: what is recorded now, and by whom."""

    child: Child
    outcome: ChildOutcome
    by_name: str
    today: date


@dataclass(frozen=True, slots=True)
class Corrected:
    """A record was taken back (`new` None) or put right; `closed` and `raised` say what became of the alert.

    `overdue` where the alert is about the date that has passed; `manager_name` is who gets it, "" where nobody does.
    """

    child: Child
    old: ChildOutcome
    new: RecordedChild | None
    due_before: date | None
    due_after: date | None
    closed: bool = False
    raised: bool = False
    already: bool = False
    overdue: bool = False
    manager_name: str = ""


@dataclass(frozen=True, slots=True)
class VisitReceipt:
    """The receipt of a visit, record by record as they stand now: as recorded, corrected or taken back."""

    records: tuple[RecordedChild | Corrected, ...]


@dataclass(frozen=True, slots=True)
class CorrectedCard:
    """For whoever recorded it: what somebody else made of the record, and when."""

    done: Corrected
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Recorded:
    """An outcome was saved. `manager_name` is who was alerted, "" where nobody needed to be."""

    children: tuple[RecordedChild, ...]
    manager_name: str
    contacts: Contacts
    late: bool = False
    already: bool = False


@dataclass(frozen=True, slots=True)
class AlertCard:
    """A manager's card about a child not seen (or overdue): facts and deadlines, no narrative.

    The moment to act by is the earlier of due and retry: `too_late` where it is past, `after_due` where what was
    agreed comes after it. `why_sent` says whether the policy or the local setting requires the alert.
    `days_since_seen` is None where the child was never seen here. `broken` says that what was agreed has not
    happened in time, `moved` that it is not to be taken from here: the reader has a newer message about it or, with
    `passed_on`, it opened again and somebody else has. `manager_name` is who was alerted.
    """

    alert_id: int
    status: AlertStatus
    child: Child
    worker_name: str
    worker_id: str
    outcome: OutcomeKind | None
    happened_at: datetime | None
    recorded_at: datetime | None
    tried: tuple[str, ...]
    attempts: int
    has_note: bool
    days_since_seen: int | None
    due: Decision | None
    due_on: date | None
    retry: Decision | None
    why_sent: str
    policy_notices: tuple[Decision, ...]
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    plan: tuple[str, ...] = ()
    by_when: datetime | None = None
    closed_why: str = ""
    reopened: bool = False
    broken: bool = False
    too_late: bool = False
    after_due: bool = False
    moved: bool = False
    passed_on: bool = False
    manager_name: str = ""


@dataclass(frozen=True, slots=True)
class AlertsCard:
    """Alerts shown together: children not seen on one visit, or overdue on one day. At least one."""

    alerts: tuple[AlertCard, ...]

    @property
    def live(self) -> tuple[AlertCard, ...]:
        """Those that can be taken from here."""
        return tuple(one for one in self.alerts if one.status is not AlertStatus.CLOSED and not one.moved)


@dataclass(frozen=True, slots=True)
class ReminderCard:
    """A reminder about one visit, or about the due date of one child or of several of a household.

    `planned` says, child by child, which visit is in the diary where they differ.
    """

    children: tuple[Child, ...]
    visit: Visit | None
    due_on: date | None
    due: Decision | None
    owed: tuple[Owed, ...]
    days_late: int
    since_seen: int | None
    late: bool = False
    worker_name: str = ""
    run_id: int | None = None
    planned: tuple[Visit | None, ...] = ()


@dataclass(frozen=True, slots=True)
class ListCard:
    """A list of children in one message: what starts overdue on the first day, or a team's overdue ones."""

    rows: tuple[CaseloadRow, ...]
    data_as_of: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """A manager's App Home: open alerts first, then the team's children who need someone to act.

    `alerts` are the most pressing ones, of `alerts_in_all`.
    """

    actor: Actor
    today: date
    alerts: tuple[AlertsCard, ...]
    rows: tuple[CaseloadRow, ...]
    counts: dict[DueState, int]
    data_as_of: datetime | None
    alerts_in_all: int = 0


@dataclass(frozen=True, slots=True)
class ReceiptCard:
    """What the practitioner reads after children were not seen; edited when the manager acknowledges."""

    alerts: tuple[AlertCard, ...]
    contacts: Contacts
    recorded: tuple[RecordedChild, ...] = ()


@dataclass(frozen=True, slots=True)
class ProblemsCard:
    """Trouble someone must look into: a title and plain lines, no case facts beyond references."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReplyCard:
    """Someone answered a question the documents did not cover, or dealt with what was found wrong."""

    question: str
    reply: str
    by_name: str


@dataclass(frozen=True, slots=True)
class PassedOnCard:
    """A question passed on to somebody who can answer it."""

    question_id: int
    question: str
