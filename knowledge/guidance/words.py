"""Words: the same plain form for questions, digests, originals and the thesaurus. The English itself is data."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from knowledge.guidance.files import read_yaml

SHORT = 3  # words of up to this many letters keep their form

_ENGLISH = read_yaml(Path(__file__).with_name("english.yaml"))
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-"})
_OPENED: dict[str, list[str]] = {str(k): str(v).split() for k, v in _ENGLISH["opened"].items()}
# Hurried words with a figure in them ("b4", "2moro") are one word; every other figure stands by itself.
_MIXED = "".join(rf"\b{word}\b|" for word in _OPENED if not word.isalpha() and any(map(str.isdigit, word)))
WORD = re.compile(rf"{_MIXED}[a-z]+(?:'[a-z]+)?|\d+(?:\.\d+)?")
NUMBERS: dict[str, str] = {str(k): str(v) for k, v in _ENGLISH["numbers"].items()}
STOP = frozenset(str(_ENGLISH["small"]).split())
WEAK = frozenset(str(_ENGLISH["weak"]).split())
_IRREGULAR = {form: str(root) for root, forms in _ENGLISH["roots"].items() for form in str(forms).split()}
_ROOTS = frozenset(_IRREGULAR.values())
_ENDINGS: tuple[tuple[str, str, int], ...] = tuple(
    (str(a), str(b), int(c)) for a, b, c in _ENGLISH["endings"]
)
_PLURALS = ("ies", "s", "es", "ings")


def plain(text: str) -> str:
    """Lower case, straight quotes, no compatibility characters."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).translate(_QUOTES).lower()


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The shared beginning of a word's forms ("recorded", "recording", "records" -> "record")."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _ROOTS or word[0].isdigit() or len(word) <= SHORT:
        return word
    word = word.removesuffix("'s")
    if word.endswith("ss"):
        return word
    for ending, stays, least in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            base = word[: len(word) - len(ending)] + stays
            if ending in _PLURALS:
                return stem(base)
            if len(base) > SHORT and base[-1] == base[-2] and base[-1] not in "lsz":
                base = base[:-1]
            return base[:-1] if len(base) > SHORT + 1 and base[-1] in "ey" else base
    return word


_FORMS: dict[str, tuple[str, ...]] = {}  # a word as it is written: the words it stands for
_MOST_FORMS = 65_536


def _forms(word: str) -> tuple[str, ...]:
    opened = _OPENED.get(word)
    if opened is not None:
        return tuple(NUMBERS.get(w, w) for w in opened)
    if "'" in word:
        word = word[:-2] if word.endswith("'s") else word.replace("'", "")
    return (NUMBERS.get(word, word),)


def tokens(text: str) -> list[str]:
    """Words and numbers of a text in order, contractions opened, number words as digits, nothing dropped."""
    found: list[str] = []
    for word in WORD.findall(plain(text)):
        forms = _FORMS.get(word)
        if forms is None:
            if len(_FORMS) >= _MOST_FORMS:
                _FORMS.clear()
            forms = _FORMS[word] = _forms(word)
        found += forms
    return found


def content(words: list[str]) -> list[str]:
    """The words that carry a subject."""
    return [w for w in words if w not in STOP]
