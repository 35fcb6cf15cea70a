"""Words of views: British dates, escaped text, and text that keeps within a length. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
TEXT_LIMIT = 2900
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

OWED_WORDS = {
    "alone": "seeing the child alone",
    "awake": "seeing the child awake",
    "bedroom": "the bedroom",
    "unannounced": "an unannounced visit",
}


def owed_words(what: Iterable[str]) -> str:
    """What the next visit must include, in words, escaped."""
    return clip_escaped(join_words([OWED_WORDS.get(one, one) for one in what]), 400)


def escape(text: str) -> str:
    """Text that cannot mention anyone or hide a link when Slack reads it as mrkdwn."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The opposite of `escape`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a space if possible, ending in "…" if something is missing."""
    text = text.strip()
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit // 2 else cut).rstrip(" ,;:") + "…"


def clip_escaped(text: str, limit: int) -> str:
    """`text` escaped, and clipped so that the escaped form keeps within `limit` without cutting an entity."""
    shown = clip(text, limit)
    while len(escape(shown)) > limit:
        shown = clip(shown, len(shown) - max(1, (len(escape(shown)) - limit) // 4))
    return escape(shown)


def pieces(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """Long text in parts of at most `limit` characters, split at line ends or spaces; nothing is dropped."""
    parts: list[str] = []
    rest = text.strip()
    while len(rest) > limit:
        cut = max(rest.rfind("\n", 0, limit), rest.rfind(" ", 0, limit))
        if cut <= 0:
            cut = limit
        parts.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    if rest:
        parts.append(rest)
    return [part for part in parts if part]


def count(number: int, one: str, many: str = "") -> str:
    """ "1 child", "3 children"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def join_words(words: Sequence[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def ago(days: int) -> str:
    """ "today", "yesterday", "12 days ago"."""
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def source(title: str, section: str, place: str = "") -> str:
    """Where something is said, escaped, in a length that leaves room for what it says."""
    words = (clip(title, 70), clip(section, 160), clip(place, 60))
    return " · ".join(clip_escaped(word, 250) for word in words if word)


def day(on: date) -> str:
    """ "Tue 8 Dec"."""
    return f"{_WEEKDAYS[on.weekday()]} {on.day} {_MONTHS[on.month - 1]}"


def day_year(on: date) -> str:
    """ "Tue 8 Dec 2026"."""
    return f"{day(on)} {on.year}"


def clock(at: datetime) -> str:
    """ "14:00" in Europe/London."""
    return f"{at.astimezone(LONDON):%H:%M}"


def moment(at: datetime) -> str:
    """ "Tue 8 Dec, 14:00" in Europe/London; midnight is written as the end of the day before."""
    local = at.astimezone(LONDON)
    if local.hour == 0 and local.minute == 0:
        return f"end of {day((local - timedelta(minutes=1)).date())}"
    return f"{day(local.date())}, {local:%H:%M}"
