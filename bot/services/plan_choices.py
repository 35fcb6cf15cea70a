"""Read what the forms about a child's plan offer: bot/wording/plans.yaml, strictly, so that a slip stops the start."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.domain.people import Role
from bot.domain.plan_changes import Approval, Ending, Kind, PlanChoices, Unit
from knowledge.fact_names import ALL_FACTS, APPROVALS, DATE_FACTS, FLAG_FACTS, NUMBER_FACTS
from knowledge.results import PlanKind

FILE = Path(__file__).parent.parent / "wording" / "plans.yaml"
PLACES: Mapping[str, frozenset[str]] = {
    "looser": frozenset(),
    "looser_now": frozenset(),
    "less_often_manager": frozenset(),
    "held": frozenset({"rule", "date"}),
    "later": frozenset({"name"}),
    "later_tick": frozenset(),
    "who_decides": frozenset(),
    "approval_waits": frozenset(),
    "approval_apart": frozenset(),
    "approval_none": frozenset(),
    "no_plan_left": frozenset(),
    "case_system": frozenset(),
    "planned_stay": frozenset({"name"}),
    "placement": frozenset(),
    "born": frozenset(),
    "see_now": frozenset(),
    "close": frozenset(),
    "not_saved": frozenset(),
    "what_if": frozenset(),
    "what_if_offer": frozenset(),
    "what_if_none": frozenset(),
    "what_if_later": frozenset(),
    "what_if_late": frozenset(),
    "what_if_overdue": frozenset({"date"}),
}
_KEYS = frozenset(
    {
        *("format", "changes", "managers_only", "units", "agreed_with", "decides", "endings", "closings"),
        *(
            "approvals",
            "one_at_a_time",
            "starts_as",
            "key_dates",
            "carried",
            "per_placement",
            "ahead",
            "back_days",
            "ahead_days",
            "oldest_years",
            "says",
            "what_if",
        ),
    }
)


class ChoicesError(ValueError):
    """The file cannot be used; the sentence names key and cure."""


def read_choices(path: Path) -> PlanChoices:
    """The choices of `path`; ChoicesError names what is wrong with it."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError:
        raise ChoicesError(f"{path.name}: can't be read as YAML; check quotes and indents.") from None
    if not isinstance(data, dict) or set(data) != _KEYS:
        wrong = sorted(set(data) ^ _KEYS, key=str) if isinstance(data, dict) else ["everything"]
        raise ChoicesError(f"{path.name}: {', '.join(map(str, wrong))}: missing, or not known here.")
    try:
        return _choices(data)
    except (KeyError, TypeError, ValueError, AttributeError, re.error) as trouble:
        raise ChoicesError(f"{path.name}: {trouble}") from None


def _choices(data: Mapping[str, Any]) -> PlanChoices:
    units = {key: Unit(**unit) for key, unit in data["units"].items()}
    for key, unit in units.items():
        if unit.fact not in NUMBER_FACTS or not 0 < unit.times * unit.most <= 366:
            raise ChoicesError(
                f"units.{key}: `fact` is one of {', '.join(NUMBER_FACTS)}, and at most a year fits."
            )
    if set(data["changes"]) != set(Kind):
        raise ChoicesError(f"changes: exactly {', '.join(Kind)} belong here.")
    key_dates = {PlanKind(kind): tuple(names) for kind, names in data["key_dates"].items()}
    starts_as = {PlanKind(kind): name for kind, name in data["starts_as"].items()}
    named = [*starts_as.values(), *data["ahead"], *(name for names in key_dates.values() for name in names)]
    for name in named:
        if name not in DATE_FACTS:
            raise ChoicesError(f"`{name}` is not a date that is known (docs/facts.md).")
    for name in (*data["carried"], *data["per_placement"]):
        if name not in ALL_FACTS:
            raise ChoicesError(f"`{name}` is not a fact that is known (docs/facts.md).")
    for name in data["approvals"]:
        if name not in FLAG_FACTS:
            raise ChoicesError(f"approvals.{name} is not a yes-or-no fact that is known (docs/facts.md).")
    names = {str(name): PlanKind(kind) for name, kind in data["what_if"]["plans"].items()}
    return PlanChoices(
        changes={str(key): str(words) for key, words in data["changes"].items()},
        managers_only=frozenset(Kind(key) for key in data["managers_only"]),
        units=units,
        agreed_with={str(key): str(words) for key, words in data["agreed_with"].items()},
        decides=frozenset(Role(role) for role in data["decides"]),
        endings={key: Ending(**ending) for key, ending in data["endings"].items()},
        closings={key: Ending(**ending) for key, ending in data["closings"].items()},
        approvals={
            name: Approval(
                str(one["words"]), frozenset(PlanKind(kind) for kind in one["plans"]), name in APPROVALS
            )
            for name, one in data["approvals"].items()
        },
        one_at_a_time=frozenset(PlanKind(kind) for kind in data["one_at_a_time"]),
        starts_as=starts_as,
        key_dates=key_dates,
        fact_words={name: DATE_FACTS[name][:1].upper() + DATE_FACTS[name][1:] for name in named},
        carried=frozenset(data["carried"]),
        per_placement=frozenset(data["per_placement"]),
        ahead=frozenset(data["ahead"]),
        back_days=int(data["back_days"]),
        ahead_days=int(data["ahead_days"]),
        oldest_years=int(data["oldest_years"]),
        says=_says(data["says"]),
        asks_seen=_patterns(data["what_if"]["seen"]),
        asks_becomes=_patterns(data["what_if"]["becomes"]),
        plan_names=names,
    )


def _says(texts: Mapping[str, str]) -> Mapping[str, str]:
    if set(texts) != set(PLACES):
        raise ChoicesError(f"says: {', '.join(sorted(set(texts) ^ set(PLACES)))}: missing, or not known.")
    for name, text in texts.items():
        found = {place for _, place, _, _ in string.Formatter().parse(text) if place is not None}
        if found != PLACES[name]:
            wanted = ", ".join(sorted(f"{{{place}}}" for place in PLACES[name])) or "nothing"
            raise ChoicesError(f"says.{name} must have {wanted} in curly brackets.")
    return {name: text.strip() for name, text in texts.items()}


def _patterns(patterns: list[str]) -> tuple[str, ...]:
    for pattern in patterns:
        re.compile(pattern.replace("{day}", "x").replace("{plan}", "x"))
    return tuple(patterns)


@cache
def choices() -> PlanChoices:
    """The choices that ship, or as the authority edited them."""
    return read_choices(FILE)
