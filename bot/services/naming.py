"""Whether a text names a child or a family: then it is in nobody's list and in no channel. Data: wording/names.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.bootstrap import Deps
from knowledge.strict_yaml import PackError, did_you_mean, read

LONG, HEADING = 4, 5  # letters of a word, and so many words with a capital make a heading
FILE = Path(__file__).parent.parent / "wording" / "names.yaml"
# Case references, NHS numbers, dates, telephone numbers, postcodes.
CASE_LIKE = re.compile(
    r"\b[A-Z]{2,4}-?\d{3,}\b|\b\d{3}[ -]?\d{3}[ -]?\d{4}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b0\d{9,10}\b"
    r"|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"
)
_CAPITAL = re.compile(r"(?:[A-Z]['’]|Ma?c)?[A-ZÀ-Þ][a-zà-ÿ]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)*(?:['’]s?)?")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*['’]?")
_INITIALS = re.compile(r"(?<![\w.])(?:[A-Z]\.){2,4}(?!\w)")
_TITLES = frozenset({"mr", "mrs", "ms", "miss"})
_KIN = re.compile(r"(?:famil|child|twin|sibling|boy|girl|brother|sister|kid|household|mother|father|mum|dad)")
_TRAVEL = re.compile(r"(?:go(?:es|ing|ne)?|went|mov|travel|fly|flew|flown|back|trip|holiday|relocat|return)")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text: without its possessive ending, in small letters, and how it stood there."""

    plain: str
    capital: bool
    opens: bool  # a sentence
    joined: bool  # to the word before, by nothing but a space


@dataclass(frozen=True, slots=True)
class Names:
    """What names.yaml says, as sets of words in small letters."""

    small_words: frozenset[str]
    abbreviations: frozenset[str]
    names: frozenset[str]
    also_words: frozenset[str]
    called: frozenset[str]
    before_places: frozenset[str]
    terms: tuple[str, ...]


LISTS = ("small_words", "abbreviations", "names", "also_words", "called", "before_places")


def read_names(path: Path) -> Names:
    """The lists of `path`; PackError names key and cure."""
    data, file = read(path), path.name
    if not isinstance(data, dict) or data.pop("format", None) != 1:
        raise PackError(file, "format", "is not 1", "Begin the file with `format: 1`.")
    for key in data:
        if key not in {*LISTS, "terms"}:
            raise PackError(file, str(key), "is no list here", did_you_mean(str(key), {*LISTS, "terms"}))
    for key in LISTS:
        if not isinstance(data.get(key), str) or data[key] != data[key].lower():
            raise PackError(file, key, "is no list of words", "Write small words with spaces after `>-`.")
    terms = data.get("terms")
    if not isinstance(terms, list) or not all(isinstance(term, str) for term in terms):
        raise PackError(file, "terms", "is no list of texts", "Write each on a line of its own after `- `.")
    return Names(**{key: frozenset(data[key].split()) for key in LISTS}, terms=tuple(terms))


@cache
def names() -> Names:
    """The lists as they are shipped."""
    return read_names(FILE)


def about_a_family(deps: Deps, text: str) -> bool:
    """Whether a text seems to be about one child or family rather than about guidance."""
    return names_somebody(deps, text) or deps.knowledge.guidance.consider(text).shape.case_data


def names_somebody(deps: Deps, text: str) -> bool:
    """Whether a text holds a name, initials with dots, a reference, a date or a number of somebody."""
    return bool(CASE_LIKE.search(text) or _INITIALS.search(text)) or _named(deps, text)


def _named(deps: Deps, text: str) -> bool:
    """Listed names count in any letters; other words with a capital where neither language nor field knows them."""
    lists, guidance = names(), deps.knowledge.guidance
    for term in lists.terms:
        text = re.sub(rf"\b{re.escape(term)}\b", ";", text.replace("’", "'"), flags=re.IGNORECASE)
    nobody = set(lists.called)
    for name in (*guidance.places(text), *(name for one in guidance.documents for name in one.names)):
        nobody.update(name.lower().split())
    read = list(_read(text))
    long_words = [word for word in read if len(word.plain) >= LONG]
    heading = len(long_words) >= HEADING and all(word.capital for word in long_words)  # capitals say nothing

    def strange(word: _Word) -> bool:
        return word.capital and not heading and word.plain not in nobody and not guidance.is_term(word.plain)

    def surname(word: _Word) -> bool:
        return strange(word) or (word.capital and word.plain in lists.also_words - nobody)

    named = lists.names - nobody
    nothing = _Word("", capital=False, opens=True, joined=False)
    for number, word in enumerate(read):
        before = read[number - 1] if number and word.joined else nothing
        after = read[number + 1] if number + 1 < len(read) and read[number + 1].joined else nothing
        if word.plain in named or (word.capital and word.plain.removesuffix("s") in named):
            return True
        if before.plain in _TITLES and word.capital:
            return True
        if surname(word) and before.plain == "the" and _KIN.match(after.plain):
            return True
        if surname(word) and surname(after) and (strange(word) or strange(after) or not word.opens):
            return True
        if strange(word) and not word.opens and not _of_a_place(read, number):
            return True
    return False


def _read(text: str) -> Iterator[_Word]:
    end, opens = 0, True
    for found in _WORD.finditer(text):
        between = text[end : found.start()]
        opens = not end or bool(re.search(r"[.!?:\n]", between))
        plain = re.sub(r"['’]s?$", "", found[0].lower())
        yield _Word(plain, _CAPITAL.fullmatch(found[0]) is not None, opens, between.isspace())
        end = found.end()


def _of_a_place(read: list[_Word], number: int) -> bool:
    """Whether what stands before makes a place or a thing likelier than somebody."""
    if not read[number].joined:
        return False
    if read[number - 1].plain == "to":
        return number > 1 and _TRAVEL.match(read[number - 2].plain) is not None
    return read[number - 1].plain in names().before_places
