""" "Who is overdue?", "what have I got this week?": the person's own list, asked for in words, as it stands today."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.bootstrap import Deps
from bot.clock import london
from bot.domain.cards import CaseloadRow
from bot.domain.messages import DueState
from bot.domain.people import Actor
from bot.domain.schedule import ONE_DAY
from bot.services import cards
from bot.services.caseload import data_as_of, my_children

MOST_WORDS = 14
_THINGS = r"(?:children|kids|visits?|cases?|ones?|famil(?:y|ies))"
_WHOSE = (
    r"(?: (?:in|of|on|from|for|among|with|at) (?:my|our|the|this)(?: own)?"
    r"(?: (?:team|caseload|list|children|kids|cases|visits|moment))?)?"
)
_ANY = rf"any(?:one|body|thing)?(?: of (?:my|our))?(?: {_THINGS})?"
_WHEN = r"(?P<when>today|tomorrow|(?:the rest of )?this week|next week)"
_DUE = r"(?:next |coming up |on )?(?:due|planned|booked|on|coming up|in (?:my|our|the) diary)"
_OVERDUE = re.compile(
    rf"(?:(?:who|what)(?:'s| is| are)?(?: else| all| now| still| currently)? overdue(?: for (?:a )?visits?)?"
    rf"|(?:which|what)(?: of)?(?: my| our| the)?(?: {_THINGS})?{_WHOSE}(?: is| are)?(?: now| still| currently)? overdue"
    rf"|(?:is|are)(?: there)? {_ANY}{_WHOSE} overdue(?: {_THINGS})?"
    rf"|(?:do|have) (?:i|we) (?:have|got) {_ANY} overdue(?: {_THINGS})?"
    rf"|(?:(?:show|list|give|tell)(?: me| us)? )?(?:(?:all|any|my|our|the|who is|who's|what is|what's) )*"
    rf"(?:{_THINGS} )?overdue(?: {_THINGS})?)"
    rf"{_WHOSE}(?: today| now| right now| currently| here| this week)?"
)
_PERIOD = re.compile(
    rf"(?:(?:what|who) ?(?:'ve|have|do|must|should) (?:i|we)(?: got| have| need)?(?: to)?(?: see| visit| do)?(?: on)?"
    rf"|(?:what|who)(?:'s| is| are)? {_DUE}(?: for (?:a )?visits?)?{_WHOSE}"
    rf"|(?:which|what) {_THINGS}(?: do (?:i|we) have| have (?:i|we) got| are| is)?(?: {_DUE})?{_WHOSE}"
    rf"|(?:(?:show|list|give|tell)(?: me| us)? )?(?:all )?(?:my|our|the) (?:{_THINGS}|week|day|diary|list)"
    rf"(?: {_DUE})?(?: for)?"
    rf"|(?:do|have) (?:i|we) (?:have|got) {_ANY}(?: to (?:do|see|visit))?(?: {_DUE})?"
    rf"|(?:is|are) (?:there )?{_ANY} {_DUE}{_WHOSE})"
    rf" {_WHEN}"
)


class Period(StrEnum):
    """For when a list is asked; overdue looks back."""

    OVERDUE = "overdue"
    TODAY = "today"
    TOMORROW = "tomorrow"
    THIS_WEEK = "this week"
    NEXT_WEEK = "next week"


@dataclass(frozen=True, slots=True)
class OwnList:
    """The children asked for, in the order to act on. `undated` is how many of the list have no date at all."""

    period: Period
    rows: tuple[CaseloadRow, ...]
    undated: int
    listed: int
    of_team: bool
    data_as_of: datetime | None


def period_of(text: str) -> Period | None:
    """For when the words ask for the person's own list; None where they ask for anything else."""
    plain = re.sub(r"[^a-z0-9' ]+", " ", text.lower().replace("’", "'"))
    plain = " ".join(re.sub(r"\b(?:please|can you|could you|hi|hello|hey|and|so)\b", " ", plain).split())
    if len(plain.split()) > MOST_WORDS:
        return None
    found = _PERIOD.fullmatch(plain)
    if found is not None:
        return Period(found["when"].removeprefix("the rest of "))
    return Period.OVERDUE if _OVERDUE.fullmatch(plain) else None


def asked(deps: Deps, actor: Actor, text: str) -> OwnList | None:
    """The list a text asks for: the person's own children, for a manager the team's; None where it asks for none.

    Whoever is late already is on the list of today and of this week, too.
    """
    period = period_of(text)
    if period is None:
        return None
    children, today = my_children(deps, actor), deps.clock.today()
    with deps.transaction(reading=True) as tx:
        rows = cards.caseload_rows(deps, tx, children)
        known_at = data_as_of(tx)
    now = deps.clock.now()
    if period is Period.OVERDUE:
        wanted = [row for row in rows if _late(row, now)]
    else:
        starts, ends = _days(period, today)
        wanted = [
            row for row in rows if _falls_in(row, starts, ends) or (starts == today and _late(row, now))
        ]
    return OwnList(
        period,
        tuple(wanted),
        sum(row.state in (DueState.NO_INTERVAL, DueState.CANNOT_SAY) for row in rows),
        len(rows),
        actor.is_manager,
        known_at,
    )


def _late(row: CaseloadRow, now: datetime) -> bool:
    """Whether a date or the limit for the next try is past."""
    return row.state is DueState.OVERDUE or (row.retry_by is not None and row.retry_by <= now)


def _days(period: Period, today: date) -> tuple[date, date]:
    """The first and the last day; weeks end on Sunday."""
    if period is Period.TODAY:
        return today, today
    if period is Period.TOMORROW:
        return today + ONE_DAY, today + ONE_DAY
    week = timedelta(weeks=1)
    monday = today - timedelta(today.weekday()) + week
    return (today, monday - ONE_DAY) if period is Period.THIS_WEEK else (monday, monday + week - ONE_DAY)


def _falls_in(row: CaseloadRow, starts: date, ends: date) -> bool:
    """Whether a due day, the limit for the next try or a planned visit lies within these days."""
    moments = (row.retry_by, row.next_visit.starts_at if row.next_visit is not None else None)
    days = [row.due_on, *(london(moment).date() for moment in moments if moment is not None)]
    return any(day is not None and starts <= day <= ends for day in days)
