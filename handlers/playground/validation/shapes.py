"""The small grammar in which Slack's limits are written: texts, numbers, lists and objects of known fields."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass
class Scan:
    """One pass over a payload: where it will be shown, what was found, and what must be unique in it."""

    surface: str
    found: list[str] = field(default_factory=list)
    block_ids: set[str] = field(default_factory=set)
    focused: int = 0
    tables: int = 0
    charts: int = 0
    markdown_characters: int = 0
    table_characters: int = 0

    def refuse(self, why: str, where: str) -> None:
        """Note a problem the way Slack words it."""
        self.found.append(f"[ERROR] {why} [json-pointer:{where}]")


Check = Callable[[Scan, Any, str], None]


def text(most: int, least: int = 1) -> Check:
    """A string of so many characters."""

    def check(scan: Scan, value: Any, where: str) -> None:
        if not isinstance(value, str):
            scan.refuse("must be a string", where)
        elif len(value) < least:
            scan.refuse(f"must be more than {least - 1} characters", where)
        elif len(value) > most:
            scan.refuse(f"must be less than {most + 1} characters", where)

    return check


def flag(scan: Scan, value: Any, where: str) -> None:
    """True or false."""
    if not isinstance(value, bool):
        scan.refuse("must be a boolean", where)


def whole(least: int, most: int | None = None) -> Check:
    """A whole number in a range."""

    def check(scan: Scan, value: Any, where: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            scan.refuse("must be an integer", where)
        elif value < least:
            scan.refuse(f"must be greater than or equal to {least}", where)
        elif most is not None and value > most:
            scan.refuse(f"must be less than or equal to {most}", where)

    return check


def number(scan: Scan, value: Any, where: str) -> None:
    """Any number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        scan.refuse("must be a number", where)


def one_of(*allowed: str) -> Check:
    """One of a few words."""

    def check(scan: Scan, value: Any, where: str) -> None:
        if value not in allowed:
            scan.refuse(f"must be a valid enum value: {', '.join(allowed)}", where)

    return check


def matching(pattern: str, form: str) -> Check:
    """A string of a certain form, such as HH:mm."""
    compiled = re.compile(pattern)

    def check(scan: Scan, value: Any, where: str) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            scan.refuse(f"must be in the format {form}", where)

    return check


def calendar_date(scan: Scan, value: Any, where: str) -> None:
    """A day that exists, as YYYY-MM-DD."""
    try:
        if not isinstance(value, str) or len(value) != len("YYYY-MM-DD"):
            raise ValueError
        date.fromisoformat(value)
    except ValueError:
        scan.refuse("must be in the format YYYY-MM-DD", where)


def items(of: Check, most: int, least: int = 1) -> Check:
    """A list of so many items."""

    def check(scan: Scan, value: Any, where: str) -> None:
        if not isinstance(value, list):
            scan.refuse("must be an array", where)
            return
        if len(value) < least:
            scan.refuse(f"no fewer than {least} items allowed", where)
        if len(value) > most:
            scan.refuse(f"no more than {most} items allowed", where)
        for position, item in enumerate(value):
            of(scan, item, f"{where}/{position}")

    return check


def shape(required: dict[str, Check] | None = None, optional: dict[str, Check] | None = None) -> Check:
    """An object with these fields and no others; a field that is null counts as absent."""
    needed, known = required or {}, {**(required or {}), **(optional or {})}

    def check(scan: Scan, value: Any, where: str) -> None:
        if not isinstance(value, dict):
            scan.refuse("must be an object", where)
            return
        for name in needed:
            if value.get(name) is None:
                scan.refuse(f"missing required field: {name}", where)
        for name, held in value.items():
            if name not in known:
                scan.refuse(f"invalid additional property: {name}", where)
            elif held is not None:
                known[name](scan, held, f"{where}/{name}")

    return check


def anything(scan: Scan, value: Any, where: str) -> None:
    """A field that is known but not looked into."""


def both(*checks: Check) -> Check:
    """Several checks on one value."""

    def check(scan: Scan, value: Any, where: str) -> None:
        for one in checks:
            one(scan, value, where)

    return check
