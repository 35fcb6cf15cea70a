"""Amounts of time as a pack writes them, and how they are refused when they say something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator

DAY_UNITS = ("working_days", "days", "weeks", "calendar_weeks", "months", "years")
HOUR_UNITS = ("hours", "working_hours", "office_hours")
MOST = 3660  # ten years of days: beyond that it is a slip of the keyboard


@dataclass(frozen=True, slots=True)
class Amount:
    """How much time: a number and its unit."""

    n: int
    unit: str


def _amount(value: object) -> Amount:
    if isinstance(value, Amount):
        return value
    if not isinstance(value, dict) or len(value) != 1:
        raise ValueError("must be one amount such as {working_days: 10}")
    unit, n = next(iter(value.items()))
    if unit not in DAY_UNITS + HOUR_UNITS:
        raise ValueError(f"`{unit}` is not a unit; known are {', '.join(DAY_UNITS + HOUR_UNITS)}")
    if not isinstance(n, int) or isinstance(n, bool) or not 0 < n <= MOST:
        raise ValueError(f"`{n}` must be a whole number from 1 to {MOST}")
    return Amount(n, unit)


def _amounts(value: object) -> tuple[Amount, ...]:
    items = value if isinstance(value, (list, tuple)) else [value]
    if not items:
        raise ValueError("must hold at least one amount")
    return tuple(_amount(v) for v in items)


def _days_only(value: object) -> tuple[Amount, ...]:
    out = _amounts(value)
    for a in out:
        if a.unit not in DAY_UNITS:
            raise ValueError(f"must be in days, weeks, months or years, not {a.unit}")
    return out


def read_names(value: object) -> object:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


def _first_amounts(value: object) -> tuple[Amount, ...]:
    """Amounts for a first visit: `{days: 0}` is the day itself, hours are whole days of 24."""
    items = value if isinstance(value, list | tuple) else [value]
    out = []
    for item in items:
        if isinstance(item, dict) and item == {"days": 0}:
            out.append(Amount(0, "days"))
            continue
        amount = _amount(item)
        if amount.unit in ("working_hours", "office_hours"):
            raise ValueError(f"must be in hours, days, weeks, months or years, not {amount.unit}")
        out.append(amount)
    if not out:
        raise ValueError("must hold at least one amount")
    return tuple(out)


FirstAmounts = Annotated[tuple[Amount, ...], BeforeValidator(_first_amounts)]
AmountField = Annotated[Amount, BeforeValidator(_amount)]
Amounts = Annotated[tuple[Amount, ...], BeforeValidator(_days_only)]
AnyAmounts = Annotated[tuple[Amount, ...], BeforeValidator(_amounts)]
Names = Annotated[tuple[str, ...], BeforeValidator(read_names)]
