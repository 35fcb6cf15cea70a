""" "When is EL-1 due?": which of the person's own children a question is about, and how they stand today."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.bootstrap import Deps
from bot.domain.cards import CaseloadRow
from bot.domain.children import Child
from bot.domain.people import Actor
from bot.services import cards
from bot.services.caseload import my_children
from bot.services.naming import names
from bot.services.plan_choices import choices

MOST_WORDS = 16
MOST_CHILDREN = 5
_ABOUT_DATES = re.compile(
    r"\b(due|overdue|late|date|next|last|planned|booked|diary|visit(s|ed)?|seen)\b", re.IGNORECASE
)
_REFERENCE = re.compile(r"\b[A-Za-z]{1,6}[-/ ]?\d[\w/-]*\b")
# What can be nothing but a reference, wherever it is from: no section of an Act, no week or day by its number.
_PLAIN_REFERENCE = re.compile(r"\b[A-Za-z]{1,6}[-/]\d[\w/-]*\b|\b(?!reg)[A-Za-z]{2,6}\d{3,}\b")
_DOTTED = re.compile(r"(?<![\w.'’-])(?:[A-Za-z]\.){2,4}")
_BARE = r"(?<![\w.'’-])(?P<who>[A-Za-z]{2,3})"
_CAPITALS = re.compile(r"(?<![\w.'’-])[A-Z]{2,3}(?![\w-])(?!['’](?!s\b))")
# Two or three letters are somebody where a date is asked of them: whoever is due, was last seen, has a next visit.
_AIMED = (
    re.compile(
        rf"\b(?:is|was|are|has|had|did)\s+{_BARE}\s+(?:due|overdue|late|last|next|been|seen|visited|planned|booked)\b",
        re.IGNORECASE,
    ),
    re.compile(rf"['’]s\s+{_BARE}\s+(?:due|overdue|late|last|next|seen|planned|booked)\b", re.IGNORECASE),
    re.compile(rf"{_BARE}['’]s\s+(?:\w+\s+)?(?:next|last|visits?|dates?|due)\b", re.IGNORECASE),
)
_AIMED_AT_CAPITALS = (
    re.compile(rf"{_BARE}\s+(?i:due|overdue|late|next|last|been seen|visit)\b"),
    re.compile(
        rf"\b(?i:visits?|dates?|due|overdue|planned|booked|diary)\s+(?i:is\s+|was\s+)?(?i:for|to|of|with|on)\s+{_BARE}"
        r"(?![\w-])"
    ),
    re.compile(rf"\b(?i:see|seeing|seen|saw|visit|visited|visiting)\s+{_BARE}(?![\w-])"),
)


@dataclass(frozen=True, slots=True)
class OwnDates:
    """The children meant, as they stand; none where a reference was named that is not the person's."""

    rows: tuple[CaseloadRow, ...]
    same_initials: bool


def asked(deps: Deps, actor: Actor, text: str) -> OwnDates | None:
    """What a question about dates of the person's own children is answered with; None where it is none."""
    if len(text.split()) > MOST_WORDS or not _ABOUT_DATES.search(text):
        return None
    initials = _initials(text)
    if not _REFERENCE.search(text) and not initials:
        return None  # nobody is named: no need to look at anybody's list
    found, by_initials = _meant(my_children(deps, actor), text, initials)
    if not found:
        return OwnDates((), False) if _PLAIN_REFERENCE.search(text) and _plainly(text) else None
    with deps.transaction(reading=True) as tx:
        rows = cards.caseload_rows(deps, tx, found[:MOST_CHILDREN])
    return OwnDates(rows, by_initials and len(rows) > 1)


def names_a_child(deps: Deps, actor: Actor, text: str) -> bool:
    """Whether a text names one of the person's own children: then no channel hears of it."""
    initials = _initials(text, aimed=False)
    if not _ABOUT_DATES.search(text) or not (_REFERENCE.search(text) or initials):
        return False
    return bool(_meant(my_children(deps, actor), text, initials)[0])


def _plainly(text: str) -> bool:
    """Whether it can only be about a date of somebody."""
    return bool(re.match(r"\W*(when|is|was|what|how long|has|have)\b", text, re.IGNORECASE)) and bool(
        re.search(r"\b(due|overdue|next visit|last (seen|visit)|planned|booked)\b", text, re.IGNORECASE)
    )


def _meant(children: tuple[Child, ...], text: str, initials: set[str]) -> tuple[list[Child], bool]:
    """The children whose reference stands in the text, else those with the initials that do."""
    references = {_plain(found[0]) for found in _REFERENCE.finditer(text)}
    by_reference = [child for child in children if _plain(child.reference) in references]
    if by_reference:
        return by_reference, False
    return [child for child in children if _plain(child.initials) in initials], True


def _initials(text: str, *, aimed: bool = True) -> set[str]:
    """What may be somebody's initials: with dots; without, letters that are no small word, abbreviation or plan.

    They count where a date is asked of them; with `aimed` false also anywhere else in capitals.
    """
    bare = {found["who"] for way in _AIMED for found in way.finditer(text)}
    ways = (found["who"] for way in _AIMED_AT_CAPITALS for found in way.finditer(text))
    bare.update(who for who in ways if who.isupper())
    if not aimed:
        bare.update(found[0] for found in _CAPITALS.finditer(text))
    nobody = names().small_words | names().abbreviations | frozenset(choices().plan_names)
    return {_plain(found[0]) for found in _DOTTED.finditer(text)} | {_plain(who) for who in bare} - nobody


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
