"""The rule book: load the packs, decide one question, or say how a child stands today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from knowledge.after_visit import record_due, retry_due
from knowledge.calendar import Calendar
from knowledge.context import Context
from knowledge.facts import Facts
from knowledge.frequency import next_due
from knowledge.loader import HERE, load_calendar, load_pack, load_shared_readings
from knowledge.models import ASKS, RHYTHM_ASK
from knowledge.notices import escalate
from knowledge.pack import Pack
from knowledge.results import Decision, PlanFacts, PlanKind, Standing
from knowledge.rhythms import rhythm
from knowledge.standing import due, standing
from knowledge.strict_yaml import PackError, did_you_mean
from knowledge.what_counts import counts_as_statutory

__all__ = ["ASKS", "STATUTORY", "PackError", "RuleBook", "load_rules"]

STATUTORY = "care-planning-regulations-2010"
_RHYTHM_ASKS = frozenset(RHYTHM_ASK.values())


class RuleBook:
    """Every policy that is loaded, and the one engine that answers from them."""

    def __init__(self, policies: Mapping[str, Pack], calendar: Calendar) -> None:
        self.policies, self.calendar = dict(policies), calendar
        self._with_closures: Calendar | None = None

    def pack(self, policy: str) -> Pack:
        """The pack by its id; ValueError with the nearest names where there is none."""
        found = self.policies.get(policy)
        if found is None:
            raise ValueError(f"There is no policy `{policy}`. {did_you_mean(policy, self.policies)}")
        return found

    def calendar_for(self, readings: Mapping[str, str]) -> Calendar:
        """The calendar under reading ALL12: with the authority's closure days or without."""
        if readings["ALL12"] != "and_closures":
            return self.calendar
        if self._with_closures is None:
            self._with_closures = self.calendar.with_closures()
        return self._with_closures

    def decide(
        self,
        policy: str,
        plan: PlanKind | str,
        ask: str,
        facts: Mapping[str, object],
        as_of: date | None,
        *,
        readings: Mapping[str, str] | None = None,
    ) -> Decision:
        """One answer with its proof; CANNOT_SAY names missing facts, ValueError an unknown policy, ask or reading."""
        pack = self.pack(policy)
        chosen = pack.read(readings)
        ctx = Context(pack, PlanKind(plan), Facts(facts), as_of, chosen, self.calendar_for(chosen))
        if ask == "next_due":
            return next_due(ctx)
        if ask in _RHYTHM_ASKS:
            return rhythm(ctx, ask)
        if ask == "escalate":
            return escalate(ctx)
        if ask == "counts_as_statutory":
            return counts_as_statutory(ctx)
        if ask in ("retry_due", "record_due"):
            decision = retry_due(ctx) if ask == "retry_due" else record_due(ctx)
            return decision if decision is not None else ctx.words(ask)
        raise ValueError(f"`{ask}` is not a question the rules answer. {did_you_mean(ask, ASKS)}")

    def due(
        self,
        policy: str,
        plan: PlanKind | str,
        facts: Mapping[str, object],
        as_of: date,
        *,
        readings: Mapping[str, str] | None = None,
    ) -> Decision:
        """The next date as a board shows it: as `decide` says it, and for a section 47 enquiry what to agree today."""
        pack = self.pack(policy)
        chosen = pack.read(readings)
        return due(Context(pack, PlanKind(plan), Facts(facts), as_of, chosen, self.calendar_for(chosen)))

    def standing(
        self,
        policy: str,
        plans: Sequence[PlanFacts],
        as_of: date,
        *,
        statutory: str | None = STATUTORY,
        readings: Mapping[str, str] | None = None,
    ) -> Standing:
        """Everything the rules say about one child today; `statutory` is the pack whose date stands beside it."""
        pack = self.pack(policy)
        chosen = pack.read(readings)
        law = self.policies.get(statutory) if statutory and statutory != policy else None
        beside = (law, law.readings) if law is not None else None
        return standing(pack, plans, as_of, chosen, self.calendar_for(chosen), beside)


def load_rules(extra_dirs: Sequence[Path] = ()) -> RuleBook:
    """Every pack that ships and those in `extra_dirs`, checked; PackError names file, key and cure.

    A folder of `extra_dirs` with a pack.yaml is a pack (one with the id of a shipped pack replaces it);
    a `calendar.yaml` there replaces the calendar that ships.
    """
    shared = load_shared_readings()
    policies: dict[str, Pack] = {}
    calendar_file, calendar_root = HERE / "calendar" / "england-and-wales.yaml", HERE
    for directory in (HERE / "packs", *extra_dirs):
        for folder in sorted(p for p in Path(directory).iterdir() if p.is_dir()):
            if not (folder / "pack.yaml").exists():
                continue
            pack = load_pack(folder, shared, Path(directory))
            policies[pack.id] = pack  # its id is its folder's name, so none stands twice
        own = Path(directory) / "calendar.yaml"
        if own.exists():
            calendar_file, calendar_root = own, Path(directory)
    return RuleBook(policies, load_calendar(calendar_file, calendar_root))
