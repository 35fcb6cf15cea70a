"""Visits: planned ones, and what came of them, one record per child."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class VisitStatus(StrEnum):
    """Where a planned visit stands."""

    PLANNED = "planned"
    RECORDED = "recorded"
    MOVED = "moved"
    CANCELLED = "cancelled"


OPEN = frozenset({VisitStatus.PLANNED})


class OutcomeKind(StrEnum):
    """What came of a visit, for one child."""

    SEEN = "seen"
    SEEN_ELSEWHERE = "seen_elsewhere"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    CHILD_ABSENT = "child_absent"
    CANCELLED_BY_FAMILY = "cancelled_by_family"
    CANCELLED_BY_US = "cancelled_by_us"
    UNSAFE = "unsafe"
    CONSENT_WITHDRAWN = "consent_withdrawn"


NOT_SEEN = frozenset(OutcomeKind) - {OutcomeKind.SEEN, OutcomeKind.SEEN_ELSEWHERE}
FAMILY_CAUSES = frozenset(
    {OutcomeKind.NO_ANSWER, OutcomeKind.REFUSED, OutcomeKind.CHILD_ABSENT, OutcomeKind.CANCELLED_BY_FAMILY}
)
OUR_CAUSES = frozenset({OutcomeKind.CANCELLED_BY_US})

OUTCOME_WORDS: Mapping[OutcomeKind, str] = {
    OutcomeKind.SEEN: "Child seen at home",
    OutcomeKind.SEEN_ELSEWHERE: "Child seen somewhere else",
    OutcomeKind.NO_ANSWER: "Child not seen: no answer",
    OutcomeKind.REFUSED: "Child not seen: entry refused",
    OutcomeKind.CHILD_ABSENT: "Child not seen: child not there",
    OutcomeKind.CANCELLED_BY_FAMILY: "Child not seen: cancelled by the family",
    OutcomeKind.CANCELLED_BY_US: "Child not seen: cancelled by us",
    OutcomeKind.UNSAFE: "Child not seen: left because it was unsafe",
    OutcomeKind.CONSENT_WITHDRAWN: "Child not seen: family withdrew consent",
}

TRIED_WORDS: Mapping[str, str] = {
    "knocked": "Knocked and waited",
    "rang_parent": "Rang the parent or carer",
    "rang_child": "Rang the young person",
    "looked": "Looked for signs of someone in",
    "neighbour": "Asked someone nearby",
    "note": "Left a note or message",
    "school": "Asked school or nursery",
    "health": "Asked the health visitor or GP",
    "returned": "Came back later the same day",
}

CORRECTION_WORDS: Mapping[str, str] = {
    "wrong_outcome": "Something else happened",
    "wrong_when": "The day or time is wrong",
    "wrong_child": "It was about another child",
    "entered_twice": "It was entered twice",
    "incomplete": "Something was missing",
    "other": "Another slip",
}
"""Why a record is corrected, as kept with it."""

PLACE_WORDS: Mapping[str, str] = {
    "home": "At home",
    "household_where_living": "Where the child is living now",
    "school": "School",
    "nursery": "Nursery",
    "relative_home_not_living_there": "A relative's home, not living there",
    "meeting": "A meeting",
    "casual_encounter": "Met by chance",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """A planned visit to one or more children of one household. `starts_at` is UTC; `going` are Slack ids."""

    id: int
    household: str
    child_ids: tuple[int, ...]
    worker_id: str
    starts_at: datetime
    announced: bool
    going: tuple[str, ...]
    status: VisitStatus


@dataclass(frozen=True, slots=True)
class ChildOutcome:
    """What came of one visit for one child. Flags are None where nobody said (imported history)."""

    id: int
    child_id: int
    visit_id: int | None
    happened_at: datetime
    kind: OutcomeKind
    announced: bool | None
    alone: bool | None
    awake: bool | None
    bedroom: bool | None
    spoken_to: bool | None
    place: str
    by_id: str | None
    by_registered: bool
    recorded_by: str
    recorded_at: datetime
    late: bool = False
    imported: bool = False
    tried: tuple[str, ...] = field(default_factory=tuple)
    not_alone_reason: str = ""

    @property
    def words(self) -> str:
        return OUTCOME_WORDS[self.kind]

    @property
    def unseen(self) -> bool:
        """Whether this was a home visit at which the child was not seen at home."""
        return self.kind in NOT_SEEN or (
            self.kind is OutcomeKind.SEEN_ELSEWHERE and self.visit_id is not None
        )
