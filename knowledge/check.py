"""The softer problems of the packs, all at once: what loads, but should not stay as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from knowledge.amounts import Amount
from knowledge.calendar import Calendar, add_months
from knowledge.case_models import FirstCase, FrequencyCase, MomentCase, RhythmCase
from knowledge.models import (
    ASKS,
    AnyRule,
    CountsRule,
    EventRule,
    FrequencyRule,
    NoticeRule,
    RecordRule,
    RetryRule,
)
from knowledge.pack import Pack, cases_of, conditions_of
from knowledge.results import PlanKind
from knowledge.rules import RuleBook

_ONE = timedelta(days=1)
_YEAR_MONTHS = 12
_NUMBER = re.compile(r"\b(\d+)[ -](working days?|working hours?|days?|weeks?|months?|hours?)\b")
_WEEKLY = re.compile(r"\b(weekly|every week)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing to put right: where, what, and how."""

    where: str
    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. {self.cure}"


def check(book: RuleBook, today: date) -> list[Issue]:
    """Every softer problem of every pack and of the calendar, in the order of the packs."""
    issues = _calendar(book.calendar, today)
    for pack in book.policies.values():
        issues += _pack(pack, today)
    return issues


def _calendar(cal: Calendar, today: date) -> list[Issue]:
    until = cal.confirmed_until
    if until is not None and until < add_months(today, _YEAR_MONTHS):
        return [
            Issue(
                "calendar",
                f"holidays are confirmed only until {until}",
                "Compare with the official list, add what is new, and move `confirmed_until` on.",
            )
        ]
    return []


def _pack(pack: Pack, today: date) -> list[Issue]:
    issues: list[Issue] = []
    if pack.review is not None and pack.review < today:
        issues.append(
            Issue(pack.id, f"its review date {pack.review} has passed", "Ask its owner for the new version.")
        )
    for rule_id, rule in pack.rules.items():
        issues += _dates(pack, rule_id, rule)
        issues += _phases(pack, rule_id, rule)
        for plan in rule.plans:
            if (
                plan not in pack.covers
                and not isinstance(rule, NoticeRule | CountsRule)
                and "asks" not in type(rule).model_fields
            ):
                issues.append(
                    Issue(
                        f"{pack.id}: {rule_id}",
                        f"answers for the plan {plan.value}, which `covers` leaves out",
                        "Add the plan to `covers` or take it out of the rule.",
                    )
                )
    issues += _unused_readings(pack)
    issues += _unused_dates(pack)
    issues += _unanswered(pack)
    issues += _digest(pack)
    return issues


def _dates(pack: Pack, rule_id: str, rule: AnyRule) -> list[Issue]:
    """Gaps and overlaps between the versions of a rule."""
    out = []
    where = f"{pack.id}: {rule_id}"
    versions = list(rule.values)
    for earlier, later in pairwise(versions):
        if later.since is None or (earlier.since is not None and later.since <= earlier.since):
            out.append(
                Issue(where, "its versions are not in the order of their dates", "Put the oldest first.")
            )
        elif earlier.until is not None and earlier.until >= later.since:
            out.append(
                Issue(
                    where,
                    f"two versions overlap from {later.since} to {earlier.until}",
                    "End the earlier one sooner.",
                )
            )
        elif earlier.until is not None and earlier.until + _ONE < later.since:
            out.append(
                Issue(
                    where,
                    f"no version is in force from {earlier.until + _ONE} to {later.since - _ONE}",
                    "Close the gap, or say in a comment why there is one.",
                )
            )
    return out


def _phases(pack: Pack, rule_id: str, rule: AnyRule) -> list[Issue]:
    """Cases that can never be used, because one before them always holds, or several between them leave nothing."""
    out = []
    for version in rule.values:
        for cases in (getattr(version, "first", ()), version.cases):
            whens = [[c.model_dump(exclude_none=True) for c in case.when] for case in cases]
            for i, case in enumerate(cases):
                if _taken(pack, whens[i], whens[:i]):
                    name = case.name or f"case {i + 1}"
                    out.append(
                        Issue(
                            f"{pack.id}: {rule_id}",
                            f"`{name}` can never be used, because an earlier case always holds first",
                            "Put the narrower case first.",
                        )
                    )
    return out


def _taken(pack: Pack, mine: list[dict[str, Any]], before: list[list[dict[str, Any]]]) -> bool:
    """Whether the cases before take everything: one asks no more than this one, or they part it among them."""
    left_to: dict[tuple[str, str], set[object]] = {}
    for theirs in before:
        more = [c for c in theirs if c not in mine]
        if not more:
            return True
        if len(more) == 1 and (parts := _parts(more[0])) is not None:
            left_to.setdefault(parts[0], set()).add(parts[1])
    for (kind, name), values in left_to.items():
        whole: set[object] = set(pack.reading_list[name].choices) if kind == "reading" else {True, False}
        if values >= whole:
            return True
    return False


def _parts(c: dict[str, Any]) -> tuple[tuple[str, str], object] | None:
    """What a condition turns on and to which side; None where it turns on several things, or a fact of many values."""
    if "reached" in c or "not_reached" in c:
        return ("day", c.get("reached") or c["not_reached"]), "reached" in c
    for kind in ("reading", "fact"):
        if len(c.get(kind, ())) == 1:
            name, value = next(iter(c[kind].items()))
            return ((kind, name), value) if kind == "reading" or isinstance(value, bool) else None
    return None


def _unused_readings(pack: Pack) -> list[Issue]:
    used = {i for rule in pack.rules.values() for i in rule.readings}
    for rule in pack.rules.values():
        for c in conditions_of(rule):
            used |= set(c.reading or ())
        used |= {s for case in cases_of(rule) if (s := getattr(case, "straddle", ""))}
    for options in pack.file.dates.values():
        used |= {i for o in options for c in o.when for i in (c.reading or ())}
    used |= {a.reading for a in pack.file.approvals.values()}
    return [
        Issue(
            f"{pack.id}: readings.{i}",
            "no rule names this reading",
            "Name it in the rule it belongs to, or delete it.",
        )
        for i in pack.file.readings
        if i not in used and i.split("-")[0] not in used
    ]


def _unused_dates(pack: Pack) -> list[Issue]:
    text = "".join(str(r.model_dump()) for r in pack.rules.values())
    return [
        Issue(f"{pack.id}: dates.{name}", "no rule uses this day", "Use it or delete it.")
        for name in pack.file.dates
        if f"'{name}'" not in text
    ]


def _unanswered(pack: Pack) -> list[Issue]:
    """Plans the pack covers and questions it neither answers nor says why not."""
    out = []
    for plan in PlanKind:
        if plan not in pack.covers:
            continue
        rules = pack.plans[plan]
        answered = set(rules.words)
        answered |= {ask for ask, found in rules.rhythms.items() if found}
        pairs = (
            ("next_due", rules.frequency or rules.events),
            ("retry_due", rules.retries),
            ("record_due", rules.records),
            ("escalate", rules.notices),
            ("counts_as_statutory", rules.counts),
        )
        answered |= {ask for ask, found in pairs if found}
        for ask in ASKS:
            if ask not in answered:
                out.append(
                    Issue(
                        f"{pack.id}: {plan.value}",
                        f"neither answers `{ask}` nor says what the document says instead",
                        "Add a rule, or `kind: words` with a citation.",
                    )
                )
    return out


def _amounts(rule: AnyRule) -> list[tuple[str, int | str, Amount]]:
    out: list[tuple[str, int | str, Amount]] = []
    for case in cases_of(rule):
        found: tuple[Amount, ...] = ()
        if isinstance(case, FrequencyCase | RhythmCase):
            found = case.every or ()
        elif isinstance(case, FirstCase | MomentCase):
            found = case.within
        if any(c.reading is not None for c in case.when):
            continue
        out += [(case.cite.section, case.cite.block, a) for a in found]
    return out


def _digest(pack: Pack) -> list[Issue]:
    """Figures of a rule that no digest statement on the same place names, and the reverse is left to readers."""
    path = Path(pack.folder) / "digest.md"
    if not path.exists():
        return []
    figures = _digest_figures(path.read_text(encoding="utf-8"))
    out = []
    for rule_id, rule in pack.rules.items():
        if not isinstance(
            rule, FrequencyRule | EventRule | RetryRule | RecordRule | type(None)
        ) and not hasattr(rule, "of"):
            continue
        for section, block, a in _amounts(rule):
            said = {f for (s, blocks), f in figures if s == section and _block_in(block, blocks)}
            unit = a.unit.replace("_", " ").removesuffix("s")
            if said and (a.n, unit) not in said and not _same_time(a, said):
                out.append(
                    Issue(
                        f"{pack.id}: {rule_id}",
                        f"says {a.n} {unit}s, but the digest of `{section}` paragraph {block} does not",
                        "Put right whichever differs from the document.",
                    )
                )
    return out


def _same_time(a: Amount, said: set[tuple[int, str]]) -> bool:
    if a.unit == "years":
        return (a.n * _YEAR_MONTHS, "month") in said
    return a.unit == "calendar_weeks" and (a.n, "week") in said


def _block_in(block: int | str, blocks: tuple[int, int]) -> bool:
    return isinstance(block, int) and blocks[0] <= block <= blocks[1]


def _digest_figures(text: str) -> list[tuple[tuple[str, tuple[int, int]], tuple[int, str]]]:
    """Every number with a unit in the digest, with the heading and paragraphs it is cited to."""
    out = []
    section, spans = "", [(0, 0)]
    for line in text.splitlines():
        if line.startswith("## "):
            section = line[3:].strip()
        elif line.startswith("cite:"):
            spans = []
            for part in line[5:].split(","):
                ends = part.strip().split("-")
                if ends[0].isdigit():
                    spans.append((int(ends[0]), int(ends[-1])))
        elif line and not line.startswith(("#", "topics:", "title:", "document:")):
            numbers = _NUMBER.findall(line) + [("1", "week") for _ in _WEEKLY.findall(line)]
            for n, unit in numbers:
                for span in spans:
                    out.append(((section, span), (int(n), unit.removesuffix("s"))))
    return out
