"""Dates, times and numbers as people in Britain type them; what is unclear is asked, not guessed."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_FIGURES = re.compile(r"(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{4}|\d{2}))?")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?,?(?: (\d{4}|\d{2}))?")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}|\d{2}))?")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h ]?([0-5]\d))?\s*(a\.?m\.?|p\.?m\.?)?")
_PAST = re.compile(r"(half past|half|quarter past|quarter to) (\d{1,2})\s*(a\.?m\.?|p\.?m\.?)?")
_NUMBER = re.compile(r"(-?\d{1,9})(?:[.,](\d+))?\s*([a-z]*)\.?")


class Unreadable(ValueError):
    """An answer that can't be taken; its text is the sentence for the person who gave it."""


def day_words(day: date) -> str:
    """A day as people write it: Tuesday 24 November 2026."""
    return f"{DAYS[day.weekday()].capitalize()} {day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"


def read_date(text: str, today: date, dates: str = "any", most_days_away: int | None = None) -> date:
    """The day that was typed, day before month; without a year the one nearest in the allowed direction.

    `dates` is "future" (today counts), "past" (today counts) or "any". Unreadable says what to put right.
    """
    typed = " ".join(text.lower().replace(",", " ").split())
    day = _named_day(typed, today, dates) or _calendar_day(typed, today, dates)
    if day is None:
        raise Unreadable(
            f"I couldn't read “{text[:60]}” as a date. Please type it like 24 November or 24/11/2026."
        )
    if dates == "future" and day < today:
        raise Unreadable(f"{day_words(day)} has passed. Please give today or a day to come.")
    if dates == "past" and day > today:
        raise Unreadable(f"{day_words(day)} is still to come. Please give today or a day before it.")
    if most_days_away is not None and abs((day - today).days) > most_days_away:
        raise Unreadable(f"{day_words(day)} is a long way off. Please check the year.")
    return day


def _weekday(word: str) -> int | None:
    """The number of a weekday written out or shortened (tue, weds, thurs); None for another word."""
    short = word.removesuffix("s")
    if len(short) < 3:
        return None
    return next((number for number, name in enumerate(DAYS) if name.startswith(short)), None)


def _named_day(typed: str, today: date, dates: str) -> date | None:
    """today, tomorrow, yesterday, or a weekday; "next Tuesday" means two things and is asked."""
    for word, step in (("today", 0), ("tomorrow", 1), ("yesterday", -1)):
        if typed == word:
            return today + timedelta(days=step)
    first, _, rest = typed.partition(" ")
    number = _weekday(rest if first in ("next", "last", "this", "on") else typed)
    if number is None:
        return None
    back = dates == "past" or first == "last"
    away = (today.weekday() - number) % 7 if back else (number - today.weekday()) % 7
    near = today + (-1 if back else 1) * timedelta(days=away or 7)
    if first == "next":
        later = near + timedelta(weeks=1)
        days = " or ".join(f"{day.day} {MONTHS[day.month - 1].capitalize()}" for day in (near, later))
        raise Unreadable(f"“{typed.capitalize()}” can mean two days. Please type {days}.")
    return near


def _calendar_day(typed: str, today: date, dates: str) -> date | None:
    words = typed.split(" ")
    if len(words) > 1 and _weekday(words[0]) is not None:
        weekday, typed = _weekday(words[0]), " ".join(words[1:])
    else:
        weekday = None
    parts = _parts(typed)
    if parts is None:
        return None
    number, month, year = parts
    if not 1 <= month <= 12:
        raise Unreadable(
            f"There is no month {month}. Please give the day first, then the month, like 24/11/2026."
        )
    day = _in_year(number, month, year, today, dates)
    if weekday is not None and day.weekday() != weekday:
        raise Unreadable(
            f"{day.day} {MONTHS[month - 1].capitalize()} {day.year} is a {DAYS[day.weekday()].capitalize()}."
            " Please check the day or the date."
        )
    return day


def _parts(typed: str) -> tuple[int, int, int | None] | None:
    """Day, month and year (None where it was left out) of a typed date."""
    if found := _ISO.fullmatch(typed):
        return int(found[3]), int(found[2]), int(found[1])
    if found := _FIGURES.fullmatch(typed):
        return int(found[1]), int(found[2]), _year(found[3])
    if found := _DAY_FIRST.fullmatch(typed):
        month, number, year = found[2], found[1], found[3]
    elif found := _MONTH_FIRST.fullmatch(typed):
        month, number, year = found[1], found[2], found[3]
    else:
        return None
    places = [
        place for place, name in enumerate(MONTHS, 1) if name.startswith(month) or month == "sept" == name[:4]
    ]
    return (int(number), places[0], _year(year)) if len(places) == 1 else None


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) + (2000 if len(text) == 2 else 0)


def _in_year(number: int, month: int, year: int | None, today: date, dates: str) -> date:
    """The day in its year; without a year the nearest allowed one in which it exists."""
    if year is not None:
        years = [year]
    elif dates == "past":
        years = [today.year, today.year - 1]
    elif dates == "future":
        years = [today.year, today.year + 1]
    else:
        years = [today.year - 1, today.year, today.year + 1]
    name = MONTHS[month - 1].capitalize()
    found = []
    for one in years:
        try:
            found.append(date(one, month, number))
        except ValueError:
            continue
    if not found:
        at = f" {year}" if year is not None else ""
        raise Unreadable(f"There is no {number} {name}{at}. Please check the day and the month.")
    if dates == "any" and year is None:
        return min(found, key=lambda day: abs((day - today).days))
    fitting = [day for day in found if (day <= today if dates == "past" else day >= today)]
    return fitting[0] if fitting else found[0]


def read_time(text: str) -> time:
    """The time of day that was typed; a bare hour that could be morning or afternoon is asked."""
    typed = " ".join(text.lower().split()).removeprefix("at ").removeprefix("by ").removesuffix("hrs").strip()
    if typed in ("noon", "midday", "12 noon"):
        return time(12, 0)
    if typed in ("midnight", "24:00", "24.00", "2400"):
        raise Unreadable("Midnight can mean two days. Please type 23:59 or 00:01.")
    typed = typed.removesuffix(" o'clock").removesuffix(" oclock")
    typed = " ".join(str(HOURS.index(word) + 1) if word in HOURS else word for word in typed.split())
    if found := _PAST.fullmatch(typed):
        minute = {"quarter past": 15, "quarter to": 45}.get(found[1], 30)
        hour = int(found[2]) - (minute == 45)
        return _clock(text, hour, minute, found[3], bare=True)
    found = _CLOCK.fullmatch(typed)
    if found is None:
        raise Unreadable(f"I couldn't read “{text[:60]}” as a time. Please type it like 15:30 or 3.30pm.")
    bare = not found[1].startswith("0") and len(found[1]) == 1
    return _clock(text, int(found[1]), int(found[2] or 0), found[3], bare=bare)


def _clock(text: str, hour: int, minute: int, half: str | None, *, bare: bool) -> time:
    """Hour and minute as a time; `bare` hours without am or pm are asked where both halves of the day fit."""
    if (half and not 1 <= hour <= 12) or not 0 <= hour <= 23:
        raise Unreadable(f"There is no {text.strip()[:20]} on the clock. Please type a time like 15:30.")
    if half:
        return time(hour % 12 + (12 if half.startswith("p") else 0), minute)
    if bare and 1 <= hour <= 7:
        raise Unreadable(
            f"Is that {hour:02d}:{minute:02d} in the morning or {hour + 12}:{minute:02d}? "
            f"Please type {hour + 12}:{minute:02d} or {hour}.{minute:02d}am."
        )
    return time(hour, minute)


def read_number(text: str, least: int | None, most: int | None, unit: str = "") -> int:
    """The whole number that was typed, within the bounds; Unreadable names them."""
    named = f" of {unit}" if unit else ""
    found = _NUMBER.fullmatch(" ".join(text.lower().replace(",", "").split()))
    if found is None or (found[3] and found[3].rstrip("s")[:3] != unit.rstrip("s")[:3]):
        raise Unreadable(
            f"I couldn't read “{text[:60]}” as a number{named}. Please type figures only, like 45."
        )
    if found[2] and int(found[2]):
        raise Unreadable(f"Please give a whole number{named}.")
    number = int(found[1])
    if (least is not None and number < least) or (most is not None and number > most):
        raise Unreadable(f"{number} can't be right: please give a number{named} from {least} to {most}.")
    return number
