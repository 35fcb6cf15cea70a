"""A policy pack ready for use: its rules sorted by plan and question, its readings, its citations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from knowledge.case_models import Case, Cite, Condition
from knowledge.models import (
    RHYTHM_ASK,
    AnyRule,
    CountsRule,
    EventRule,
    FrequencyRule,
    NoticeRule,
    RecordRule,
    RetryRule,
    RhythmRule,
    Version,
    WordsRule,
)
from knowledge.pack_models import DateOption, PackFile, Reading
from knowledge.results import Citation, PlanKind

V = TypeVar("V", bound=Version)
C = TypeVar("C", bound=Case | DateOption)


class PlanRules:
    """The rules of one pack for one plan, by what they answer."""

    __slots__ = ("counts", "events", "frequency", "notices", "records", "retries", "rhythms", "words")

    def __init__(self, rules: Mapping[str, AnyRule], plan: PlanKind) -> None:
        mine = [(i, r) for i, r in rules.items() if plan in r.plans]
        self.frequency = [(i, r) for i, r in mine if isinstance(r, FrequencyRule)]
        self.events = [(i, r) for i, r in mine if isinstance(r, EventRule)]
        self.counts = [(i, r) for i, r in mine if isinstance(r, CountsRule)]
        self.retries = [(i, r) for i, r in mine if isinstance(r, RetryRule)]
        self.records = [(i, r) for i, r in mine if isinstance(r, RecordRule)]
        self.notices = [(i, r) for i, r in mine if isinstance(r, NoticeRule)]
        self.rhythms: dict[str, list[tuple[str, RhythmRule]]] = {ask: [] for ask in RHYTHM_ASK.values()}
        for i, r in mine:
            if isinstance(r, RhythmRule):
                self.rhythms[RHYTHM_ASK[r.of]].append((i, r))
        self.words: dict[str, list[tuple[str, WordsRule]]] = {}
        for i, r in mine:
            if isinstance(r, WordsRule):
                for ask in r.asks:
                    self.words.setdefault(ask, []).append((i, r))


class Pack:
    """One policy: what it is, what it says, and how its open points are read."""

    def __init__(
        self, file: PackFile, rules: Mapping[str, AnyRule], shared: Mapping[str, Reading], folder: str
    ) -> None:
        self.file, self.rules, self.folder = file, rules, folder
        self.id, self.title, self.version = file.id, file.title, file.version
        self.short_title = file.short_title or file.title
        self.dated, self.review, self.role = file.dated, file.review, file.role
        self.vocabulary: Mapping[str, str] = file.vocabulary
        self.notes = tuple(file.notes)
        self.covers = frozenset(file.covers)
        self.own_facts: Mapping[str, str] = {name: f.kind for name, f in file.facts.items()}
        self.scope_says = file.scope.says
        self.reading_list: Mapping[str, Reading] = {**shared, **file.readings}
        self.readings: dict[str, str] = {i: r.use for i, r in self.reading_list.items()}
        self.readings.update(file.choose)
        self.plans = {plan: PlanRules(rules, plan) for plan in PlanKind}
        self._citations: dict[int, Citation] = {}
        self._live: dict[int, list[tuple[Any, tuple[Condition, ...]]]] = {}
        self._reading_words: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._counting_facts: dict[PlanKind, frozenset[str] | None] = {}

    @property
    def silent(self) -> bool:
        """Whether the document gives no interval at all."""
        return not any(isinstance(r, FrequencyRule | EventRule) for r in self.rules.values())

    def cite(self, cite: Cite) -> Citation:
        """The citation that stands in results for one in the pack."""
        found = self._citations.get(id(cite))
        if found is None:
            found = Citation(
                cite.document or self.id, self.title, cite.section, str(cite.block), self.short_title
            )
            self._citations[id(cite)] = found
        return found

    def scope_citation(self) -> Citation:
        return self.cite(self.file.scope.cite)

    def read(self, chosen: Mapping[str, str] | None) -> Mapping[str, str]:
        """The readings in use with `chosen` over the pack's own; ValueError names an unknown id or choice."""
        if not chosen:
            return self.readings
        for i, choice in chosen.items():
            reading = self.reading_list.get(i)
            if reading is None:
                raise ValueError(
                    f"`{i}` is not a reading of {self.id}; it has {', '.join(self.reading_list)}."
                )
            if choice not in reading.choices:
                raise ValueError(
                    f"`{choice}` is not a choice of {i}; choose from {', '.join(reading.choices)}."
                )
        return {**self.readings, **chosen}

    def reading_words(self, ids: tuple[str, ...], readings: Mapping[str, str]) -> tuple[str, ...]:
        """The readings named, each with its question and the choice in use."""
        usual = readings is self.readings
        if usual and (known := self._reading_words.get(ids)) is not None:
            return known
        out = []
        for i in ids:
            reading = self.reading_list[i]
            choice = reading.choices[readings[i]]
            out.append(f"{i}: {reading.question} {choice[:1].upper()}{choice[1:]}.")
        words = tuple(out)
        if usual:
            self._reading_words[ids] = words
        return words

    def counting_facts(self, plan: PlanKind) -> frozenset[str] | None:
        """The facts on which it turns what counts as a visit; None where it may change from one day to another."""
        if plan not in self._counting_facts:
            self._counting_facts[plan] = self._find_counting_facts(plan)
        return self._counting_facts[plan]

    def _find_counting_facts(self, plan: PlanKind) -> frozenset[str] | None:
        counts = self.plans[plan].counts
        if not counts or counts[0][1].only or len(counts[0][1].values) > 1 or counts[0][1].values[0].until:
            return None
        rest = [c for _, conditions in self.live(counts[0][1].values[0].cases) for c in conditions]
        if any(c.fact is None for c in rest):
            return None
        return frozenset(name for c in rest for name in c.fact or ())

    def live(self, options: Sequence[C]) -> list[tuple[C, tuple[Condition, ...]]]:
        """The cases left under the pack's own readings, each with what must still hold on the day; worked out once."""
        known = self._live.get(id(options))
        if known is None:
            known = self._live[id(options)] = []
            for option in options:
                settled = [c for c in option.when if c.reading is not None]
                if all(
                    self.readings[i] == choice for c in settled for i, choice in (c.reading or {}).items()
                ):
                    rest = tuple(c for c in option.when if c.reading is None)
                    known.append((option, rest))
                    if not rest:
                        break
        return known


def version_at(values: list[V], day: date) -> V | None:
    """The version in force on that day, None in a gap.

    Before the first one begins it is the first one, unless that was made for a time only.
    """
    if len(values) == 1 and values[0].until is None:
        return values[0]
    chosen: V | None = None
    for v in values:
        if v.since is None or v.since <= day:
            chosen = v
    if chosen is None:
        return values[0] if values[0].until is None else None
    return None if chosen.until is not None and chosen.until < day else chosen


def cases_of(rule: AnyRule) -> Iterator[Case]:
    """Every case of a rule, over all its versions."""
    for version in rule.values:
        yield from getattr(version, "first", ())
        yield from version.cases


def conditions_of(rule: AnyRule) -> Iterator[Condition]:
    """Every condition of a rule, those inside any_of included."""
    stack = [*rule.only, *(c for case in cases_of(rule) for c in case.when)]
    while stack:
        c = stack.pop()
        yield c
        stack.extend(c.any_of or ())
