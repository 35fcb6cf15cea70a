"""Children as this service holds them: by reference and initials, with their plans and key dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from knowledge.results import PlanKind

PLAN_WORDS: Mapping[PlanKind, str] = {
    PlanKind.CP: "Child protection plan",
    PlanKind.CIN: "Child in need plan",
    PlanKind.CIC: "Child in our care",
    PlanKind.EARLY_HELP: "Early help",
    PlanKind.S47: "Section 47 enquiry",
    PlanKind.REFERRAL: "New referral",
    PlanKind.CWD: "Disabled child's plan",
    PlanKind.PLACEMENT_WITH_PARENTS: "Placed with parents",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan and its key dates; `facts` uses the names of docs/facts.md (placement_start, ...)."""

    id: int
    kind: PlanKind
    start: date
    end: date | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return PLAN_WORDS[self.kind]


@dataclass(frozen=True, slots=True)
class Child:
    """A child: `reference` from the case system, `initials`, the household's reference, the allocated worker.

    `born` is None for an unborn child or where nobody gave it; it is never shown in a message.
    """

    id: int
    reference: str
    initials: str
    household: str
    team: str
    worker_id: str | None
    born: date | None = None
    plans: tuple[Plan, ...] = ()
    closed: bool = False

    @property
    def label(self) -> str:
        """How the child is named everywhere: reference and initials."""
        return f"{self.reference} · {self.initials}"

    @property
    def plan_words(self) -> str:
        return " and ".join(plan.words for plan in self.plans) or "No plan recorded"

    def unborn_on(self, day: date) -> bool:
        """Whether the child is not born yet: a birth still to come, or a plan that says so."""
        if self.born is not None:
            return self.born > day
        return any(plan.facts.get("unborn") is True for plan in self.plans)

    def age_on(self, day: date) -> str:
        """Age in words, for telling children apart: "unborn or no date of birth", "7 months", "4"."""
        if self.born is None or self.born > day:
            return "unborn or no date of birth"
        months = (day.year - self.born.year) * 12 + day.month - self.born.month - (day.day < self.born.day)
        if months < 24:
            return f"{months} month{'' if months == 1 else 's'}"
        return str(months // 12)
