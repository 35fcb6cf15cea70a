"""Urgent routes: fixed texts that come before any search, form or checklist.

The texts are data in `urgent.yaml`, the words that call for them in `urgent-words.yaml` beside it, and messages by
which a second ear learns what danger sounds like in `urgent-examples.yaml` (`ear.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.guidance.ear import RINGS, Ear, load_examples
from knowledge.guidance.files import DataError, read_yaml
from knowledge.guidance.phrases import Hits, Phrases, Seams, Sign, Span, since
from knowledge.guidance.words import plain, stem, tokens
from knowledge.results import Citation, UrgentRoute

CACHE = 20_000
PIECE = 3000  # letters of a message that are read at a time
OVERLAP = 400  # letters that two pieces share, so that no danger falls between them
PAST_WITHIN = 5  # words around talk about the past that belong to it
SENTENCE = re.compile(r"[.!?]+(?=\s|$)|\n+")
CLAUSE = re.compile(r"[.,;:!?()\n\"]+|\s-+\s")
WORDS = "urgent-words.yaml"
GENERAL = "possible-danger"  # the card for what sounds like danger, and no phrase says which
NOW = "now"
CALMED = "notnow"  # "now" in words that tell how well things are: "now recovered"
TABLES = ("sets", "phones", "misspelt", "groups", "opened", "names", "seams")
LISTS = ("spellings", "deniable", "paper", "silence", "quieter")


@dataclass(frozen=True, slots=True)
class _Route:
    route: UrgentRoute
    pattern: re.Pattern[str] | None
    signs: tuple[Sign, ...]
    reviewed: str
    asked_for: bool = False  # a card that people calmly ask for


class UrgentRoutes:
    """Matches a message to the first urgent route whose wordings it meets."""

    def __init__(
        self,
        data: Mapping[str, Any],
        titles: Mapping[str, str],
        known: frozenset[str],
        ear: Ear | None = None,
    ) -> None:
        sets = {name: str(value) for name, value in (data.get("sets") or {}).items()}
        self._phones: Mapping[str, str] = data.get("phones") or {}
        self._misspelt = {str(k): str(v) for k, v in (data.get("misspelt") or {}).items()}
        self._misspelt |= {str(k): str(v) for k, v in (data.get("opened") or {}).items()}
        self._spellings = sorted({str(w) for w in data.get("spellings") or ()})
        self._phrases = Phrases(data.get("groups") or {}, data.get("deniable") or ())
        self._names = {str(k): str(v) for k, v in (data.get("names") or {}).items()}
        self._named = (
            re.compile("|".join(rf"\b{re.escape(n)}\b" for n in self._names)) if self._names else None
        )
        self._seams = Seams(data.get("seams") or {})
        self._paper = tuple(data.get("paper") or ())
        self._silence = tuple(data.get("silence") or ())
        self._quieter = tuple(data.get("quieter") or ())
        signs = data.get("signs") or {}
        self._routes = [self._route(row, sets, signs, titles) for row in data.get("routes") or ()]
        self._ear = ear
        self._general = next((n for n, row in enumerate(self._routes) if row.route.id == GENERAL), None)
        shown = [sign for row in self._routes for sign in row.signs]
        self._asides = {g for sign in shown for g in sign.asked} - {g for sign in shown for g in sign.parts}
        patterns = " ".join(str(p) for row in data.get("routes") or () for p in row.get("patterns") or ())
        vocabulary = set(self._spellings) | self._phrases.words
        vocabulary.update(
            re.findall(r"[a-z]{5,}", re.sub(r"\\[a-z]", " ", patterns + " ".join(sets.values())))
        )
        self._known = known | vocabulary
        self._stems = tuple(sorted(w for w in vocabulary if len(w) >= 5))
        self._corrected: dict[str, str] = {}

    def _route(
        self,
        row: Mapping[str, Any],
        sets: Mapping[str, str],
        signs: Mapping[str, Sequence[str]],
        titles: Mapping[str, str],
    ) -> _Route:
        name = str(row["id"])
        cited = row.get("citation")
        citation = (
            Citation(
                cited["document"],
                titles.get(cited["document"], cited["document"]),
                cited["section"],
                cited.get("block", ""),
            )
            if cited
            else None
        )
        steps = row["steps"]
        if not isinstance(steps, list) or not all(isinstance(step, str) for step in steps):
            raise DataError(
                f"urgent.yaml, route '{name}': write each step as text; quote one that holds a colon."
            )
        route = UrgentRoute(name, str(row["title"]), tuple(steps), citation)
        return _Route(
            route,
            _together(row.get("patterns") or (), sets, name),
            tuple(self._phrases.sign(str(s), f"signs of '{name}'") for s in signs.get(name) or ()),
            str(row.get("reviewed") or ""),
            row.get("asked_for") is True,
        )

    def _right(self, word: str) -> str:
        """A word with a slip of the keyboard put right, where it is near one of the listed spellings."""
        if word in self._misspelt:
            return self._misspelt[word]
        if len(word) < 4 or word[0].isdigit() or self._is_known(word):
            return word
        if word not in self._corrected:
            if len(self._corrected) > CACHE:
                self._corrected.clear()
            squeezed = re.sub(r"(.)\1{2,}", r"\1", word)
            cutoff = 1 if len(word) < 8 else 2
            found = process.extractOne(squeezed, self._spellings, scorer=OSA.distance, score_cutoff=cutoff)
            right = found[0] if found and found[0][0] == word[0] else squeezed
            self._corrected[word] = word if self._is_known(squeezed) and squeezed == word else right
        return self._corrected[word]

    def _is_known(self, word: str) -> bool:
        return word in self._known or stem(word) in self._known or word.startswith(self._stems)

    def _read(self, text: str) -> tuple[list[str], list[int], list[int]]:
        """The words of a text in plain form, and the clause and the sentence each stands in."""
        words: list[str] = []
        clauses: list[int] = []
        sentences: list[int] = []
        text = plain(text)
        if self._named is not None:
            text = self._named.sub(lambda found: self._names[found[0]], text)
        number = 0
        for place, sentence in enumerate(SENTENCE.split(text)):
            for clause in CLAUSE.split(sentence):
                for token in tokens(clause):
                    words.extend(self._right(token).split())
                clauses.extend([number] * (len(words) - len(clauses)))
                number += 1
            sentences.extend([place] * (len(words) - len(sentences)))
        return words, clauses, sentences

    def match(self, text: str) -> UrgentRoute | None:
        """The first route a message calls for, or None. The whole message is read, however long."""
        found = (self._first(piece) for piece in _pieces(text))
        first = min((number for number in found if number is not None), default=None)
        return None if first is None else self._routes[first].route

    def _first(self, text: str) -> int | None:
        """The number of the first route a text calls for: by its phrases, or else by its sound.

        A text that sounds plainly calm calls for none but by the surest phrases and an authority's own patterns.
        """
        found = self._by_phrases(text)
        if found is None and self._ear is not None and self._ear.heard(text) >= RINGS:
            return self._general
        return found

    def _by_phrases(self, text: str) -> int | None:
        words, clauses, sentences = self._read(text)
        if not words:
            return None
        seams = self._seams.parts(words, clauses)
        hits = self._phrases.find(words, seams)
        sure: Hits = hits
        rest: Hits = hits
        calm: Hits = hits
        if not _outside(hits, NOW, CALMED):
            quiet = {
                g: _in_one(hits.get(g, ()), seams) for g in (*self._paper, *self._silence, *self._quieter)
            }
            aside = {i for g in self._silence for span in quiet[g] for i in _around(span, seams)}
            silent = aside | {i for g in self._paper for span in quiet[g] for i in _tail(span, seams)}
            silent |= {
                i for g in self._silence for s, e in quiet[g] for i, n in enumerate(seams) if n == seams[s]
            }
            asides = {g: hits[g] for g in self._asides if g in hits}
            sure = {**_besides(hits, aside), **asides}
            calm = rest = {**_besides(hits, silent), **asides}
            if any(quiet.values()):
                last = max(sentences[start] for spans in quiet.values() for start, _ in spans)
                calm = {**since(rest, rest, sentences, last + 1), **asides}
            words = [word for i, word in enumerate(words) if i not in silent]
        joined = " ".join(words)
        doubted: bool | None = None  # asked of the ear only where a phrase that is not sure rings
        for number, row in enumerate(self._routes):
            signs = [sign for sign in row.signs if sign.needs.issubset(hits)]
            if any(sign.met(sure, seams, sentences) for sign in signs if sign.sure):
                return number
            if any(sign.met(rest if sign.loud else calm, seams, sentences) for sign in signs):
                if doubted is None:
                    doubted = self._ear is not None and self._ear.plainly_calm(text)
                if row.asked_for or not doubted:
                    return number
            if row.pattern is not None and row.pattern.search(joined):
                return number
        return None

    @property
    def routes(self) -> tuple[UrgentRoute, ...]:
        """Every route, in the order in which they are tried."""
        return tuple(r.route for r in self._routes)

    @property
    def unreviewed(self) -> tuple[str, ...]:
        """The routes whose text nobody has put a name and a date to."""
        return tuple(r.route.id for r in self._routes if not r.reviewed)

    def filled(self, route: UrgentRoute, edt_phone: str = "", manager_phone: str = "") -> UrgentRoute:
        """A route with the phone numbers set in, or with the wording for a number that is not set."""
        numbers = {
            "edt_phone": f"the Emergency Duty Team on {edt_phone}"
            if edt_phone
            else self._phones.get("edt_phone", ""),
            "manager_phone": f"your manager on {manager_phone}"
            if manager_phone
            else self._phones.get("manager_phone", ""),
        }
        return replace(route, steps=tuple(_fill(step, numbers) for step in route.steps))


def _pieces(text: str) -> Iterable[str]:
    """A text in pieces that overlap and end at a space where there is one."""
    start = 0
    while len(text) - start > PIECE:
        end = text.rfind(" ", start + PIECE - OVERLAP // 2, start + PIECE)
        end = end if end > 0 else start + PIECE
        yield text[start:end]
        again = text.find(" ", end - OVERLAP, end)
        start = again if again > 0 else end - OVERLAP
    yield text[start:]


def _in_one(spans: Iterable[Span], seams: Sequence[int]) -> list[Span]:
    """Quiet talk is one thing said: words of two ("... to do", "he strangled her") make none."""
    return [(start, end) for start, end in spans if seams[start] == seams[end - 1]]


def _tail(span: Span, seams: Sequence[int]) -> Iterable[int]:
    """Talk about paper, and what follows it in the same part of the sentence."""
    at = span[0]
    while at < len(seams) and seams[at] == seams[span[0]]:
        yield at
        at += 1


def _around(span: Span, seams: Sequence[int]) -> Iterable[int]:
    """Talk about the past, and the few words before and after it."""
    first, last = max(0, span[0] - PAST_WITHIN), min(len(seams), span[1] + PAST_WITHIN)
    return (i for i in range(first, last) if seams[i] == seams[span[0]])


def _besides(hits: Hits, silent: AbstractSet[int]) -> Hits:
    """What was found outside the words that say this is no emergency."""
    if not silent:
        return hits
    return {
        group: [(start, end) for start, end in spans if silent.isdisjoint(range(start, end))]
        for group, spans in hits.items()
    }


def _outside(hits: Hits, group: str, inside: str) -> bool:
    """Whether a group occurs anywhere but in the words of another."""
    calm = hits.get(inside, ())
    return any(not any(s <= start and end <= e for s, e in calm) for start, end in hits.get(group, ()))


def _together(patterns: Sequence[str], sets: Mapping[str, str], where: str) -> re.Pattern[str] | None:
    expanded = [_expand(str(p), sets, where) for p in patterns]
    if not expanded:
        return None
    try:
        return re.compile("|".join(f"(?:{p})" for p in expanded))
    except re.error as error:
        raise DataError(f"urgent.yaml, route '{where}': a pattern is not valid ({error}).") from error


def _fill(step: str, numbers: Mapping[str, str]) -> str:
    for name, value in numbers.items():
        step = step.replace("{" + name + "}", value)
    return step


def _expand(pattern: str, sets: Mapping[str, str], route: str) -> str:
    def value(match: re.Match[str]) -> str:
        if match[1] not in sets:
            raise DataError(f"urgent.yaml, route '{route}': there is no set called '{match[1]}'.")
        return sets[match[1]]

    return re.sub(r"\{([a-z]+)\}", value, pattern)


def load_urgent(
    paths: Sequence[Path],
    titles: Mapping[str, str],
    known: frozenset[str],
    ordinary: Sequence[str] = (),
    examples: Sequence[Path] = (),
) -> UrgentRoutes:
    """Read the urgent routes, and the words beside each file of them.

    A later file's route replaces one with the same id, and new ones come first. The second ear learns from the files
    of `examples` and from `ordinary` ways of asking.
    """
    merged: dict[str, Any] = {name: {} for name in (*TABLES, "signs")} | {name: [] for name in LISTS}
    merged["routes"] = []
    files = [
        file for path in paths for file in (path.with_name(WORDS), path) if file.exists() or file == path
    ]
    for data in map(read_yaml, files):
        for name in TABLES:
            merged[name].update(data.get(name) or {})
        for name in LISTS:
            merged[name].extend(data.get(name) or [])
        for route, signs in (data.get("signs") or {}).items():
            merged["signs"].setdefault(str(route), []).extend(signs)
        for row in reversed(data.get("routes") or []):
            old = next((i for i, r in enumerate(merged["routes"]) if r["id"] == row["id"]), None)
            if old is None:
                merged["routes"].insert(0, row)
            else:
                merged["routes"][old] = row
    ear = Ear(load_examples(examples), ordinary) if examples else None
    return UrgentRoutes(merged, titles, known, ear)


def unreviewed_in(own: Path | None = None) -> tuple[str, ...]:
    """The routes, shipped and in an authority's own folder, whose text nobody has put a name and a date to."""
    paths = [Path(__file__).parent.parent / "urgent.yaml", *([own / "urgent.yaml"] if own else [])]
    return load_urgent([p for p in paths if p.exists()], {}, frozenset()).unreviewed
