"""Figures that come into a wording with the words: anything that counts or times and is not said so in the policy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.guidance.figures import figures
from knowledge.guidance.words import NUMBERS
from knowledge.strict_yaml import PackError, did_you_mean, read

FILE = Path(__file__).parent.parent / "wording" / "amounts.yaml"
LISTS, TABLES = ("core", "beside"), ("short", "after_number")
_WORD = re.compile(r"\d+(?:\.\d+)?|[½¼¾%]|[a-z]+")
_GAP = re.compile(r"[^\s\w½¼¾%/-]")  # punctuation ends a run of such words


@dataclass(frozen=True, slots=True)
class Amounts:
    """What amounts.yaml says."""

    core: frozenset[str]
    beside: frozenset[str]
    short: Mapping[str, str]
    after_number: Mapping[str, str]


def read_amounts(path: Path) -> Amounts:
    """The lists of `path`; PackError names key and cure."""
    data, file = read(path), path.name
    if not isinstance(data, dict) or data.pop("format", None) != 1:
        raise PackError(file, "format", "is not 1", "Begin the file with `format: 1`.")
    for key in data:
        if key not in {*LISTS, *TABLES}:
            raise PackError(file, str(key), "is no list here", did_you_mean(str(key), {*LISTS, *TABLES}))
    for key in LISTS:
        if not isinstance(data.get(key), str):
            raise PackError(file, key, "is no list of words", "Write small words with spaces after `>-`.")
    for key in TABLES:
        if not isinstance(data.get(key), dict) or not all(isinstance(v, str) for v in data[key].values()):
            raise PackError(file, key, "is no table of words", "Write `short form: words` in each line.")
    return Amounts(
        frozenset(data["core"].split()),
        frozenset(data["beside"].split()),
        {str(short): words for short, words in data["short"].items()},
        {str(short): words for short, words in data["after_number"].items()},
    )


@cache
def amounts() -> Amounts:
    """The lists as they are shipped."""
    return read_amounts(FILE)


def new_figures(text: str, known: str) -> list[str]:
    """What counts or times in a text and does not stand so in the known one, as people say it."""
    new = sorted({one.words for one in figures(text) - figures(known)})
    if new:
        return new
    there = [f" {' '.join(run)} " for run in _runs(known)]
    said = (f" {' '.join(run)} " for run in _runs(text))
    return sorted({run.replace("#", "").strip() for run in said if not any(run in one for one in there)})


def _runs(text: str) -> Iterator[list[str]]:
    """The runs of words that count or time: "every 10wd" is every, 10, working, day; a bare number ends with #."""
    lists = amounts()
    run: list[str] = []
    for word in [*_words(text), ""]:
        number = word[:1].isdigit()
        if number or word in lists.core or word in lists.beside:
            run.append(word)
            continue
        while run and run[-1] in lists.beside:
            run.pop()  # "within 10 days each": nothing follows that it could count
        if any(one[:1].isdigit() or one in lists.core for one in run):
            yield [*run, "#"] if run[-1][:1].isdigit() else run
        run = []


def _words(text: str) -> Iterator[str]:
    """The words in plain form; "" where punctuation parts them."""
    lists, end, before = amounts(), 0, ""
    text = text.lower()
    for found in _WORD.finditer(text):
        word = found[0]
        if _GAP.search(text[end : found.start()]):
            yield ""
        end = found.end()
        word = lists.short.get(word, word)
        if before[:1].isdigit():
            word = lists.after_number.get(word, word)
        word = "one" if word == "one" else NUMBERS.get(word, word)
        for one in word.split():
            before = one.removesuffix("s") if one.removesuffix("s") in lists.core else one
            yield before
