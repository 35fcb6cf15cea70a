"""Dates, amounts and lists in plain British English, for sentences and receipts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_FACT_WORDS = {
    "plan_start": "the start of the plan",
    "placement_start": "the start of the placement",
    "referral_date": "the referral",
    "child_dob": "the birth",
    "last_conference_date": "the last conference",
    "next_conference_date": "the next conference",
    "first_review_date": "the first review",
    "order_made_on": "the order",
    "long_term_matched_on": "the match",
    "access_difficulty": "difficult access",
    "access_refused": "access refused",
    "child_refuses_alone": "the child refuses to be seen alone",
    "alone_refused": "the child refused to be seen alone",
    "welfare_concern": "a worry about the child's welfare",
    "new_household_member": "somebody new in the household",
}
_UNIT_WORDS = {"working_days": "working day", "working_hours": "working hour", "office_hours": "office hour"}


def day(d: date) -> str:
    """A date for people: Tuesday 9 June 2026."""
    return f"{_DAYS[d.weekday()]} {d.day} {_MONTHS[d.month - 1]} {d.year}"


def short_day(d: date) -> str:
    """A date in a list: Tue 9 Jun."""
    return f"{_DAYS[d.weekday()][:3]} {d.day} {_MONTHS[d.month - 1][:3]}"


def moment(m: datetime) -> str:
    """A moment for people; 00:00 is written as the end of the day before, so that nobody reads it a day late."""
    if m.hour == 0 and m.minute == 0:
        return f"the end of {day(m.date() - timedelta(days=1))}"
    return f"{m:%H:%M} on {day(m.date())}"


def amount(n: int, unit: str) -> str:
    """An amount for people: 10 working days, 1 week."""
    word = _UNIT_WORDS.get(unit) or unit.replace("_", " ").removesuffix("s")
    return f"{n} {word}{'' if n == 1 else 's'}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """Items in a sentence: a, b and c."""
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def fact(name: str) -> str:
    """A fact's name in a sentence: `placement_start` is the start of the placement."""
    return _FACT_WORDS.get(name) or name.replace("_", " ").replace("iro", "IRO").replace(
        "cf assess", "C&F assess"
    )
