"""Reading what people type or tap as the answer to a step: the answer, or one clear sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from knowledge.checklists.model import Choice, Kind, Step, Words
from knowledge.checklists.moments import Unreadable, read_date, read_number, read_time

TEXT_LIMIT = 3000
"""Longest free text taken as an answer, in characters: what one field of a form can hold."""


class How(StrEnum):
    """How an answer was read."""

    CHOSEN = "chosen"
    TYPED = "typed"
    NEAR = "near"
    OWN_WORDS = "own_words"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer: `values` are choice ids or an ISO date, time or number; `text` is free text."""

    values: tuple[str, ...] = ()
    text: str = ""
    how: How = How.TYPED


_EMOJI_CODE = re.compile(r":[a-z0-9_+'\-]+(?:::skin-tone-\d)?:", re.IGNORECASE)
_SPLIT = re.compile(r"\s*[,;\n]+\s*(?:(?:and|then|or)\s+)?", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|then|&)\s+", re.IGNORECASE)
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'"})


def clean(text: str) -> str:
    """The text in one Unicode form, without control characters that no one typed on purpose."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs") else "" for c in text)
    return "".join(kept).strip()


def says_something(text: str) -> bool:
    """Whether there is a letter or a figure in it, once emoji are taken out."""
    return any(c.isalnum() for c in _EMOJI_CODE.sub(" ", text))


def plain(text: str) -> str:
    """Small letters, no punctuation, single spaces: how typed words are compared."""
    text = unicodedata.normalize("NFKD", text.casefold().translate(_APOSTROPHES)).replace("'", "")
    return " ".join(
        "".join(c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in text).split()
    )


def read(step: Step, words: Words, given: str | Sequence[str], today: date) -> Reading:
    """The answer in what was tapped (choice ids) or typed; Unreadable carries the sentence to show.

    Free text is never changed beyond `clean`, never cut, and never guessed to be a choice.
    """
    if not isinstance(given, str):
        return _tapped(step, [clean(one) for one in given])
    text = clean(given)
    if step.choice(text) is not None:
        return Reading((text,), how=How.CHOSEN)
    if not text:
        raise Unreadable(f"There was nothing in that answer. {_offer(step)}")
    if not says_something(text):
        raise Unreadable(f"I can't read an emoji or a sign as an answer. {_offer(step)}")
    if len(text) > TEXT_LIMIT:
        raise Unreadable(
            f"That is {len(text):,} characters, and one answer holds {TEXT_LIMIT:,}. I have kept your text: "
            "shorten it, or keep it as a note."
        )
    if step.kind in (Kind.TEXT, Kind.NOTE):
        shortcut = _same(_bare(plain(text), words), step.choices, words)
        return Reading((shortcut.id,), how=How.TYPED) if shortcut else Reading(text=text)
    if step.choices and (found := _choices(step, words, text)) is not None:
        return found
    return _measured(step, text, today)


def _measured(step: Step, text: str, today: date) -> Reading:
    """A date, time or number; or own words where the step takes them."""
    if step.kind is Kind.DATE:
        return Reading((read_date(text, today, step.dates, step.most).isoformat(),))
    if step.kind is Kind.TIME:
        return Reading((read_time(text).strftime("%H:%M"),))
    if step.kind is Kind.NUMBER:
        return Reading((str(read_number(text, step.least, step.most, step.unit)),))
    if step.own_words:
        return Reading(text=text, how=How.OWN_WORDS)
    raise Unreadable(f"I couldn't match that to an answer. {_offer(step)}")


def _tapped(step: Step, ids: Sequence[str]) -> Reading:
    if not ids:
        raise Unreadable(f"Nothing was chosen. {_offer(step)}")
    unknown = [one for one in ids if step.choice(one) is None]
    if unknown:
        raise Unreadable(f"That answer isn't one of the choices any more. {_offer(step)}")
    return Reading(_together(step, dict.fromkeys(ids)), how=How.CHOSEN)


def _together(step: Step, ids: Iterable[str]) -> tuple[str, ...]:
    """The ids in the order of the choices; Unreadable where they can't stand together."""
    chosen = [choice for choice in step.choices if choice.id in set(ids)]
    alone = [choice.label for choice in chosen if choice.only]
    if len(chosen) > 1 and not step.many:
        raise Unreadable("Please choose one answer only.")
    if len(chosen) > 1 and alone:
        raise Unreadable(f"“{alone[0]}” can't go together with another answer. Please choose again.")
    return tuple(choice.id for choice in chosen)


def _choices(step: Step, words: Words, text: str) -> Reading | None:
    """The choice or choices typed; None where nothing fits. Several count only if all of them fit."""
    whole = match(text, step.choices, words)
    if whole is not None:
        return Reading((whole[0].id,), how=whole[1])
    if not step.many:
        return None
    for pattern in (_SPLIT, re.compile(f"{_SPLIT.pattern}|{_AND.pattern}", re.IGNORECASE)):
        parts = [part for part in pattern.split(text) if part.strip()]
        found = [match(part, step.choices, words) for part in parts]
        if len(parts) > 1 and all(found):
            pairs = [pair for pair in found if pair is not None]
            near = any(how is How.NEAR for _, how in pairs)
            ids = _together(step, [choice.id for choice, _ in pairs])
            return Reading(ids, how=How.NEAR if near else How.TYPED)
        missed = [part for part, pair in zip(parts, found, strict=True) if pair is None]
        if any(found) and missed and not step.own_words:
            raise Unreadable(f"I couldn't match “{missed[0][:60]}”. {_offer(step)}")
    return None


def match(text: str, choices: Sequence[Choice], words: Words) -> tuple[Choice, How] | None:
    """The one choice that was meant: by label or synonym, then by a small slip of the keys.

    None where nothing or more than one fits. A negation typed or left out never counts as a slip.
    """
    typed = _bare(plain(text), words)
    if not typed:
        return None
    same = _same(typed, choices, words)
    if same is not None:
        return same, How.TYPED
    near: list[tuple[int, Choice]] = []
    for choice in choices:
        slips = [_slips(typed, form, words) for form in _forms(choice, words)]
        best = min((slip for slip in slips if slip is not None), default=None)
        if best is not None:
            near.append((best, choice))
    near.sort(key=lambda pair: pair[0])
    if near and (len(near) == 1 or near[0][0] < near[1][0]):
        return near[0][1], How.NEAR
    part = [
        choice for choice in choices if any(_part_of(typed, form, words) for form in _forms(choice, words))
    ]
    return (part[0], How.NEAR) if len(part) == 1 and not near else None


def _forms(choice: Choice, words: Words) -> list[str]:
    """Every way a choice may be typed, compared as plain words."""
    more = {"yes": words.yes, "no": words.no, "done": words.done}.get(choice.id, ())
    return [_bare(_plain_form(form), words) for form in (choice.label, *choice.synonyms, *more)]


def _bare(form: str, words: Words) -> str:
    """The form without "the", "my" and the like, unless nothing else is left."""
    return " ".join(word for word in form.split() if word not in words.fillers) or form


@lru_cache(maxsize=4096)
def _plain_form(form: str) -> str:
    """`plain` for the words of a checklist; what people type is never held in a cache."""
    return plain(form)


def _same(typed: str, choices: Sequence[Choice], words: Words) -> Choice | None:
    return next((choice for choice in choices if typed in _forms(choice, words)), None)


def _negated(form: str, words: Words) -> frozenset[str]:
    return words.negations & set(form.split())


def _slips(typed: str, form: str, words: Words) -> int | None:
    """How many slips of the keys lie between two forms; None where they are too many to be slips."""
    shorter = min(len(typed), len(form))
    allowed = 0 if shorter < 4 else 1 if shorter < 8 else 2
    if not allowed or _negated(typed, words) != _negated(form, words):
        return None
    slips = OSA.distance(typed, form, score_cutoff=allowed)
    return slips if slips <= allowed else None


def _part_of(typed: str, form: str, words: Words) -> bool:
    """Whether what was typed are some of the words of the form, with the same negation."""
    some = typed.split()
    return (
        any(len(word) >= 4 for word in some)
        and set(some) <= set(form.split())
        and _negated(typed, words) == _negated(form, words)
    )


def _offer(step: Step) -> str:
    """What can be answered, in one sentence."""
    if step.kind is Kind.DATE:
        return "Please give a date, like 24 November."
    if step.kind is Kind.TIME:
        return "Please give a time, like 15:30."
    if step.kind is Kind.NUMBER:
        return f"Please give a number{f' of {step.unit}' if step.unit else ''}."
    if step.kind in (Kind.TEXT, Kind.NOTE):
        return "Please answer in a few words, or skip."
    labels = [f"“{choice.label}”" for choice in step.choices]
    if step.own_words:
        return "Please tap an answer, or write it in your own words."
    if len(labels) == 1:
        return f"Please tap or type {labels[0]}."
    shown = ", ".join(labels[:-1]) + f" or {labels[-1]}"
    several = "one or more of" if step.many else "one of"
    return f"Please tap or type {several} {shown}." if len(shown) <= 250 else "Please tap one of the answers."
