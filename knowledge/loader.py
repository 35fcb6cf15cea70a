"""Files to packs: every file read strictly, every key, reading, named day and citation checked before use."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from knowledge.calendar import Calendar
from knowledge.fact_names import ALL_FACTS, APPROVALS, DATE_FACTS, FLAG_FACTS, PLACES, WHO, WORD_FACTS
from knowledge.models import RULE_ID, AnyRule, CountsRule, NoticeRule, RhythmRule, RulesFile
from knowledge.pack import Pack, cases_of, conditions_of
from knowledge.pack_models import CalendarFile, PackFile, Reading, ReadingsFile
from knowledge.strict_yaml import PackError, did_you_mean, read

HERE = Path(__file__).parent
M = TypeVar("M", bound=BaseModel)
_MOST_SHOWN = 8


def _known_keys(model: type[BaseModel]) -> set[str]:
    """Every key that stands anywhere in a model, for a spelling hint."""
    schema = model.model_json_schema(by_alias=True)
    keys = set(schema.get("properties", ()))
    for part in schema.get("$defs", {}).values():
        keys |= set(part.get("properties", ()))
    return keys


def _sentence(error: Mapping[str, Any], model: type[BaseModel]) -> tuple[str, str]:
    """A validation error as problem and cure."""
    kind, key = error["type"], str(error["loc"][-1]) if error["loc"] else ""
    said: str
    if kind == "extra_forbidden":
        return f"`{key}` is not a key that is known here", did_you_mean(key, _known_keys(model))
    if kind == "missing":
        return f"`{key}` is missing", f"Add `{key}:`."
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        given = error.get("ctx", {}).get("tag", "")
        kinds = ("frequency", "event", "counts", "retry", "record", "rhythm", "notice", "words")
        known = "Known kinds: " + ", ".join(kinds) + "."
        near = difflib.get_close_matches(str(given), kinds, n=1)
        said = f"`kind: {given}` is not a kind of rule" if given else "`kind` is missing"
        return said, f"Did you mean `{near[0]}`?" if near else known
    message = str(error["msg"]).removeprefix("Value error, ").rstrip(".")
    found = error.get("input")
    shown = (
        f" (found `{found}`)"
        if isinstance(found, str | int | float | bool) and f"`{found}`" not in message
        else ""
    )
    return f"{message[:1].lower()}{message[1:]}{shown}", "Put it right there."


def _validated(model: type[M], raw: Any, file: str) -> M:
    if not isinstance(raw, dict):
        raise PackError(file, "", "must be a mapping of keys and values", "Start with `format: 1`.")
    try:
        return model.model_validate(raw, by_alias=True)
    except ValidationError as error:
        first = error.errors()[0]
        tags = {"frequency", "event", "counts", "retry", "record", "rhythm", "notice", "words"}
        parts = [str(p) for p in first["loc"] if str(p) not in tags]
        problem, cure = _sentence(first, model)
        more = error.error_count() - 1
        also = f" ({more} more in this file.)" if more else ""
        raise PackError(file, ".".join(parts), problem, cure + also) from None


def _check_section(file: str, key: str, section: str, headings: Iterable[str]) -> None:
    known = list(headings)
    if section not in known:
        near = difflib.get_close_matches(section, known, n=1, cutoff=0.4)
        cure = (
            f"Did you mean `{near[0]}`?" if near else "Add the heading to `headings` if the document has it."
        )
        raise PackError(file, key, f"cites the heading `{section}`, which the document does not have", cure)


def _check_rule(
    pack: PackFile, rule_id: str, rule: AnyRule, readings: Mapping[str, Reading], file: str
) -> None:
    key = f"rules.{rule_id}"
    if not RULE_ID.fullmatch(rule_id):
        raise PackError(
            file, key, "is not a plain name", "Use small letters, digits and hyphens, such as `cp-visits`."
        )
    for i in rule.readings:
        if i not in readings:
            raise PackError(
                file,
                f"{key}.readings",
                f"names the reading `{i}`, which does not exist",
                did_you_mean(i, readings),
            )
    for case in cases_of(rule):
        if case.cite.document in ("", pack.id):
            _check_section(file, f"{key}.cite", case.cite.section, pack.headings)
        straddle = getattr(case, "straddle", "")
        if straddle and straddle not in readings:
            raise PackError(
                file,
                f"{key}.straddle",
                f"names the reading `{straddle}`, which does not exist",
                did_you_mean(straddle, readings),
            )
    _check_conditions(pack, key, rule, readings, file)
    if isinstance(rule, CountsRule):
        for version in rule.values:
            for c in version.cases:
                for p in c.places:
                    if p not in PLACES:
                        raise PackError(
                            file, f"{key}.places", f"`{p}` is not a place", did_you_mean(p, PLACES)
                        )
                for w in c.by:
                    if w not in WHO:
                        raise PackError(
                            file, f"{key}.by", f"`{w}` is not a kind of visitor", did_you_mean(w, WHO)
                        )
                for name in c.waive.values():
                    _check_named(pack, f"{key}.waive", name, file)
    if isinstance(rule, RhythmRule):
        for v in rule.values:
            for r in v.cases:
                for name in (r.from_date, r.until_date):
                    if name:
                        _check_named(pack, key, name, file)
    if isinstance(rule, NoticeRule):
        for n in rule.values:
            for notice in n.cases:
                if notice.trigger.unseen is not None and notice.trigger.unseen.of_age:
                    _check_named(pack, f"{key}.trigger.unseen.of_age", notice.trigger.unseen.of_age, file)
                for f in notice.trigger.facts or ():
                    if f not in FLAG_FACTS and f not in pack.facts:
                        raise PackError(
                            file, f"{key}.trigger.facts", f"`{f}` is not a fact", did_you_mean(f, FLAG_FACTS)
                        )
    starts = getattr(rule, "starts", None)
    for name in starts.of if starts is not None else ():
        own = pack.facts.get(name)
        if name not in DATE_FACTS and name not in pack.dates and (own is None or own.kind != "date"):
            raise PackError(
                file,
                f"{key}.starts",
                f"`{name}` is not a date that is known",
                did_you_mean(name, [*DATE_FACTS, *pack.dates]),
            )


def _check_named(pack: PackFile, key: str, name: str, file: str) -> None:
    if name not in pack.dates:
        raise PackError(
            file,
            key,
            f"names the day `{name}`, which `dates` in pack.yaml does not have",
            did_you_mean(name, pack.dates),
        )


def _check_conditions(
    pack: PackFile, key: str, rule: AnyRule, readings: Mapping[str, Reading], file: str
) -> None:
    facts = [*FLAG_FACTS, *WORD_FACTS, *DATE_FACTS, *pack.facts]
    for c in conditions_of(rule):
        for i, choice in (c.reading or {}).items():
            _check_choice(file, f"{key}.when", i, choice, readings)
        for name, value in (c.fact or {}).items():
            if name not in facts:
                raise PackError(file, f"{key}.when", f"`{name}` is not a fact", did_you_mean(name, facts))
            if name in WORD_FACTS and value not in WORD_FACTS[name]:
                raise PackError(
                    file,
                    f"{key}.when",
                    f"`{name}` is never `{value}`",
                    did_you_mean(str(value), WORD_FACTS[name]),
                )
        for day in (c.reached, c.not_reached):
            if day is not None:
                _check_named(pack, f"{key}.when", day, file)


def _check_choice(file: str, key: str, i: str, choice: str, readings: Mapping[str, Reading]) -> None:
    if i not in readings:
        raise PackError(
            file, key, f"names the reading `{i}`, which does not exist", did_you_mean(i, readings)
        )
    if choice not in readings[i].choices:
        raise PackError(
            file, key, f"`{choice}` is not a choice of {i}", did_you_mean(choice, readings[i].choices)
        )


def load_shared_readings(path: Path | None = None) -> Mapping[str, Reading]:
    """The readings that every pack shares."""
    file = path or HERE / "readings.yaml"
    return _validated(ReadingsFile, read(file, HERE), file.name).readings


def load_calendar(path: Path, root: Path | None = None) -> Calendar:
    """A calendar from its file; the holidays come from the library, the file adds what that cannot know."""
    file = str(path.relative_to(root)) if root and path.is_relative_to(root) else path.name
    data = _validated(CalendarFile, read(path, root), file)
    for m in data.moved:
        if m.day == m.to:
            raise PackError(file, "moved", f"{m.day} is moved to itself", "Give the day it moved to.")
    return Calendar(
        data.nation,
        extra={d.day: d.name for d in data.extra},
        moved={m.day: m.to for m in data.moved},
        closures={d.day: d.name for d in data.closures},
        confirmed_until=data.confirmed_until,
    )


def load_pack(folder: Path, shared: Mapping[str, Reading], root: Path | None = None) -> Pack:
    """One pack from its folder; PackError names the file, the key and the cure of the first thing that is wrong."""
    base = root or folder.parent

    def name(part: str) -> str:
        path = folder / part
        return str(path.relative_to(base)) if path.is_relative_to(base) else str(path)

    file = _validated(PackFile, read(folder / "pack.yaml", base), name("pack.yaml"))
    if file.id != folder.name:
        raise PackError(
            name("pack.yaml"),
            "id",
            f"is `{file.id}` but the folder is `{folder.name}`",
            "Give both the same name.",
        )
    rules = _validated(RulesFile, read(folder / "rules.yaml", base), name("rules.yaml")).rules
    readings = {**shared, **file.readings}
    for i in file.readings:
        if i in shared:
            raise PackError(
                name("pack.yaml"),
                f"readings.{i}",
                "is a reading that all packs share",
                "Choose it under `choose:`.",
            )
    for i, choice in file.choose.items():
        _check_choice(name("pack.yaml"), "choose", i, choice, readings)
    _check_section(name("pack.yaml"), "scope.cite", file.scope.cite.section, file.headings)
    for day, options in file.dates.items():
        for option in options:
            own = file.facts.get(option.of)
            if option.of not in DATE_FACTS and (own is None or own.kind != "date"):
                raise PackError(
                    name("pack.yaml"),
                    f"dates.{day}.of",
                    f"`{option.of}` is not a date",
                    did_you_mean(option.of, DATE_FACTS),
                )
            for c in option.when:
                for i, choice in (c.reading or {}).items():
                    _check_choice(name("pack.yaml"), f"dates.{day}.when", i, choice, readings)
    for fact in file.facts:
        if fact in ALL_FACTS:
            raise PackError(
                name("pack.yaml"),
                f"facts.{fact}",
                "is a fact that every pack knows",
                "Use it as it is, or pick another name.",
            )
    for flag in file.approvals:
        if flag not in APPROVALS and flag not in file.facts:
            raise PackError(
                name("pack.yaml"), "approvals", f"`{flag}` is not an approval", did_you_mean(flag, APPROVALS)
            )
    for rule_id, rule in rules.items():
        _check_rule(file, rule_id, rule, readings, name("rules.yaml"))
    return Pack(file, rules, shared, str(folder))
