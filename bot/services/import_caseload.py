"""Read the rows of a caseload file: what the case system says about each child, checked against what can be true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.domain.children import Child
from bot.domain.people import Actor
from bot.services.import_columns import COMING_FACTS, FLAGS, NOT_BEFORE, PAST_FACTS, SEEN_HOW, START_INSTEAD
from bot.services.import_reading import Reading
from bot.services.import_report import Problem
from bot.services.import_table import Row, Table
from bot.services.import_values import (
    COUNTED_FROM,
    BadValue,
    read_date,
    read_days,
    read_initials,
    read_plan_dates,
    read_plans,
    read_reference,
    read_slack_id,
    read_text,
    read_yes_no,
    shown,
    words_of,
)
from knowledge.fact_names import NUMBER_FACTS, WORD_FACTS
from knowledge.facts import FactsError, read_facts
from knowledge.results import PlanKind


@dataclass(frozen=True, slots=True)
class SeenOn:
    """A visit at which the child was seen, as far as the case system's dates tell; None: nobody said."""

    day: date
    announced: bool | None
    alone: bool | None
    awake: bool | None
    bedroom: bool | None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One good row. `plans` maps open plans to their start, `ended` those the file says have ended."""

    line: int
    reference: str
    initials: str
    household: str
    team: str
    worker_id: str | None
    born: date | None
    plans: Mapping[PlanKind, date]
    ended: Mapping[PlanKind, date]
    facts: Mapping[str, Any]
    seen: tuple[SeenOn, ...]


@dataclass(slots=True)
class Known:
    """What rows are checked against: people, teams by lower-case name, children by lower-case reference, today."""

    people: Mapping[str, Actor]
    children: Mapping[str, Child]
    today: date
    teams: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.teams = {person.team.lower(): person.team for person in self.people.values() if person.team}


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


class _CaseReading(Reading):
    """Reads one child's row."""

    def __init__(self, row: Row, known: Known) -> None:
        super().__init__(row)
        self.known = known
        self.days: dict[str, date] = {}

    def day(self, column: str, *, past: bool) -> None:
        """Read a date; with `past` it can't lie ahead."""
        found = self.read(column, read_date)
        if found is None:
            return
        if past and found > self.known.today:
            self.bad(column, f"is {shown(self.row.get(column))}, which is still to come: check the date")
            return
        self.days[column] = found

    def worker(self) -> tuple[str | None, str]:
        """The allocated worker and the team: the worker's, unless the row names one."""
        worker_id = self.read("worker", read_slack_id)
        worker = self.known.people.get(worker_id or "")
        if worker_id is not None and worker is None:
            self.bad("worker", f"is {worker_id}, who is not on the list of people: import that person first")
        given = self.read("team", lambda text: read_text(text, 80))
        team = self.known.teams.get(given.lower()) if given else None
        if given and team is None:
            names = ", ".join(sorted(self.known.teams.values())) or "none"
            self.bad(
                "team", f"is {shown(given)}, and nobody on the list of people is in it: known are {names}"
            )
        if not given and worker is not None:
            team = worker.team
        if not team and not {"worker", "team"} & set(self.columns):
            cure = "name the team, so that its manager holds the child"
            self.bad(
                "team", f"is empty, and so is the worker: {cure}" if worker is None else f"is empty: {cure}"
            )
        return worker_id, team or ""

    def plans(self) -> tuple[dict[PlanKind, date], dict[PlanKind, date]]:
        """Open plans with their start, and plans that have ended."""
        kinds = self.read("plans", read_plans) or ()
        starts = self.read("plan_start", read_plan_dates) or {}
        ends = self.read("plan_end", read_plan_dates) or {}
        for kind in starts:
            if kind is not None and kind not in kinds and "plans" not in self.columns:
                self.bad(
                    "plan_start", f"names {kind}, which is not in plans: add it there, or take it out here"
                )
        opened: dict[PlanKind, date] = {}
        ended = {kind: day for kind, day in ends.items() if kind is not None}
        if None in ends:
            ended |= dict.fromkeys(kinds, ends[None])
        for kind in kinds:
            start = starts.get(kind, starts.get(None)) or self.days.get(START_INSTEAD.get(kind, ""))
            if start is None:
                if "plan_start" not in self.columns:
                    instead = f" (or {START_INSTEAD[kind]})" if kind in START_INSTEAD else ""
                    self.bad("plan_start", f"is empty for {kind}: write when the plan started{instead}")
                continue
            if START_INSTEAD.get(kind) != "placement_start" and start < COUNTED_FROM:
                self.bad("plan_start", f"is {_long(start)}, too long ago to count from: check the year")
            if (kind in starts or None in starts) and start > self.known.today:
                self.bad(
                    "plan_start",
                    f"is {_long(start)}, which is still to come: enter the plan once it has begun",
                )
            if kind in ended and ended[kind] < start:
                self.bad(
                    "plan_end",
                    f"({_long(ended[kind])}) lies before plan_start ({_long(start)}): one of them is wrong",
                )
            opened[kind] = start
        over = {kind: day for kind, day in ended.items() if day <= self.known.today}
        return {kind: start for kind, start in opened.items() if kind not in over}, over

    def seen(self, plans: Mapping[PlanKind, date]) -> tuple[SeenOn, ...]:
        """The visits that the dates tell of, one for each day."""
        last = self.days.get("last_visit")
        given = {column: self.days[column] for column in SEEN_HOW if column in self.days}
        for column, day in given.items():
            if last is None and not {"last_visit"} & set(self.columns):
                self.bad(
                    "last_visit", f"is empty, although {column} is {_long(day)}: write the last visit's date"
                )
            elif last is not None and day > last:
                self.bad(
                    column,
                    f"({_long(day)}) is later than last_visit ({_long(last)}). If it was a home visit, write it into "
                    "last_visit too; if not, leave it out",
                )
        for column, day in {**({"last_visit": last} if last else {}), **given}.items():
            if day < COUNTED_FROM:
                self.bad(column, f"is {_long(day)}, too long ago to count from: check the year")
        self._against_birth(plans, last, given)
        days = sorted({*given.values(), *([last] if last is not None else [])})
        return tuple(
            SeenOn(
                day,
                None
                if (unannounced := _flag(given.get("last_unannounced"), day)) is None
                else not unannounced,
                alone=_flag(given.get("last_alone"), day),
                awake=_flag(given.get("last_awake"), day),
                bedroom=_flag(given.get("last_bedroom"), day),
            )
            for day in days
        )

    def _against_birth(
        self, plans: Mapping[PlanKind, date], last: date | None, given: Mapping[str, date]
    ) -> None:
        """Before the birth nobody can be seen; visits to the parents are normal where a plan began before it."""
        born = self.days.get("born")
        if born is None:
            return
        unborn_plan = any(start < born for start in plans.values())
        for column, day in {**({"last_visit": last} if last else {}), **given}.items():
            to_parents = unborn_plan and column in ("last_visit", "last_unannounced")
            if day < born and not to_parents:
                self.bad(column, f"({_long(day)}) lies before born ({_long(born)}): one of them is wrong")

    def facts(self) -> dict[str, Any]:
        """The facts the rules read, by their names."""
        facts: dict[str, Any] = {
            name: self.days[name] for name in (*PAST_FACTS, *COMING_FACTS) if name in self.days
        }
        readers: list[tuple[tuple[str, ...], Callable[[str], Any]]] = [
            (tuple(NUMBER_FACTS), read_days),
            (FLAGS, read_yes_no),
        ]
        for names, reader in readers:
            facts |= {name: value for name in names if (value := self.read(name, reader)) is not None}
        for name, choices in WORD_FACTS.items():
            text = words_of(self.row.get(name)).replace(" ", "_")
            if text in choices:
                facts[name] = text
            elif text:
                self.bad(name, f"is {shown(self.row.get(name))}: write one of {', '.join(choices)}")
        return facts

    def check_order(self) -> None:
        for first, last in NOT_BEFORE:
            early, late = self.days.get(first), self.days.get(last)
            if early is not None and late is not None and late < early:
                self.bad(last, f"({_long(late)}) lies before {first} ({_long(early)}): one of them is wrong")


def _flag(last: date | None, day: date) -> bool | None:
    """Whether something was done on a visit day, where `last` is the last time it was done."""
    return None if last is None or day < last else day == last


def _case(reading: _CaseReading) -> CaseRow | None:
    reference = reading.must("reference", read_reference, "write the case system's reference of the child")
    initials = reading.must("initials", read_initials, "write the child's initials")
    household = reading.read("household", read_reference) or reference
    reading.day("born", past=True)
    for column in ("last_visit", *SEEN_HOW, *PAST_FACTS):
        reading.day(column, past=True)
    for column in COMING_FACTS:
        reading.day(column, past=False)
    reading.check_order()
    worker_id, team = reading.worker()
    plans, ended = reading.plans()
    seen = reading.seen(plans)
    facts = reading.facts()
    born = reading.days.get("born")
    if not reading.sentences:
        try:
            read_facts({**facts, **({"child_dob": born} if born is not None else {})})
        except FactsError as trouble:
            reading.columns += [name for name in ("unborn", "born") if name in reading.row.cells]
            reading.sentences += trouble.problems
    if reading.sentences or reference is None or initials is None or household is None:
        return None
    return CaseRow(
        line=reading.row.line,
        reference=reference,
        initials=initials,
        household=household,
        team=team,
        worker_id=worker_id,
        born=born,
        plans=plans,
        ended=ended,
        facts=facts,
        seen=seen,
    )


def reference_of(row: Row) -> str:
    """The row's reference where it may be shown, "" otherwise."""
    try:
        return read_reference(row.cells.get("reference", ""))
    except BadValue:
        return ""


def read_caseload(table: Table, known: Known) -> tuple[list[CaseRow], list[Problem]]:
    """The file's good rows, and the rows that can't be used."""
    good: list[CaseRow] = []
    problems: list[Problem] = []
    first_line: dict[str, int] = {}
    for row in table.rows:
        reading = _CaseReading(row, known)
        reference = reference_of(row)
        case = None
        if row.trouble:
            reading.sentences.append(row.trouble)
        else:
            case = _case(reading)
            first = first_line.setdefault(reference.lower(), row.line) if reference else row.line
            if first != row.line:
                reading.bad(
                    "reference",
                    f"is {reference}, as in line {first}, which counts: keep one row for each child, with all plans "
                    "in it (cp; cic)",
                )
        if case is not None and not reading.sentences:
            good.append(case)
        else:
            problems.append(_problem(row, reference, reading, known))
    return good, problems


def _problem(row: Row, reference: str, reading: _CaseReading, known: Known) -> Problem:
    """The bad row, with whose child it is as far as the row or an earlier import tells."""
    before = known.children.get(reference.lower())
    try:
        worker_id: str | None = read_slack_id(row.get("worker"))
    except BadValue:
        worker_id = None
    if worker_id not in known.people:
        worker_id = before.worker_id if before is not None else None
    team = known.teams.get(row.get("team").lower(), before.team if before is not None else "")
    return Problem(row.line, reference, tuple(reading.columns), tuple(reading.sentences), worker_id, team)
