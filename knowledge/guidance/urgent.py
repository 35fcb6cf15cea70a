"""Urgent routes: fixed texts that come before any search, form or checklist. All wording is data in `urgent.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.guidance.files import DataError, read_yaml
from knowledge.guidance.words import stem, tokens
from knowledge.results import Citation, UrgentRoute

CACHE = 20_000


@dataclass(frozen=True, slots=True)
class _Route:
    route: UrgentRoute
    pattern: re.Pattern[str]


class UrgentRoutes:
    """Matches a message to the first urgent route whose wordings it meets."""

    def __init__(self, data: Mapping[str, Any], titles: Mapping[str, str], known: frozenset[str]) -> None:
        sets = {name: str(value) for name, value in (data.get("sets") or {}).items()}
        self._phones: Mapping[str, str] = data.get("phones") or {}
        self._routes: list[_Route] = []
        self._misspelt = {str(k): str(v) for k, v in (data.get("misspelt") or {}).items()}
        self._spellings = sorted({str(w) for w in data.get("spellings") or ()})
        vocabulary: set[str] = set(self._spellings)
        self._unless_for = frozenset(data.get("unless_for") or ())
        self._unless = _together(data.get("unless") or (), sets)
        self._now = _together(data.get("now") or (), sets)
        for row in data.get("routes") or ():
            patterns = [_expand(str(p), sets, str(row.get("id"))) for p in row["patterns"]]
            for pattern in patterns:
                vocabulary.update(re.findall(r"[a-z]{5,}", re.sub(r"\\[a-z]", " ", pattern)))
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
            route = UrgentRoute(str(row["id"]), str(row["title"]), tuple(map(str, row["steps"])), citation)
            try:
                self._routes.append(_Route(route, re.compile("|".join(f"(?:{p})" for p in patterns))))
            except re.error as error:
                raise DataError(
                    f"urgent.yaml, route '{row['id']}': a pattern is not valid ({error})."
                ) from error
        self._known = known | vocabulary
        self._stems = tuple(sorted(w for w in vocabulary if len(w) >= 5))
        self._corrected: dict[str, str] = {}

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

    def match(self, text: str) -> UrgentRoute | None:
        """The first route a message calls for, or None."""
        plain = " ".join(self._right(w) for w in tokens(text[:4000]))
        found = next((row.route for row in self._routes if row.pattern.search(plain)), None)
        if (
            found is None
            or found.id not in self._unless_for
            or self._unless is None
            or not self._unless.search(plain)
        ):
            return found
        return found if self._now is not None and self._now.search(plain) else None

    @property
    def routes(self) -> tuple[UrgentRoute, ...]:
        """Every route, in the order in which they are tried."""
        return tuple(r.route for r in self._routes)

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


def _together(patterns: Sequence[str], sets: Mapping[str, str]) -> re.Pattern[str] | None:
    expanded = [_expand(str(p), sets, "unless") for p in patterns]
    return re.compile("|".join(f"(?:{p})" for p in expanded)) if expanded else None


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


def load_urgent(paths: Sequence[Path], titles: Mapping[str, str], known: frozenset[str]) -> UrgentRoutes:
    """Read the urgent routes; a later file's route replaces one with the same id and new ones come first."""
    merged: dict[str, Any] = {"sets": {}, "phones": {}, "routes": [], "misspelt": {}}
    merged |= {name: [] for name in ("unless", "unless_for", "now", "spellings")}
    for path in paths:
        data = read_yaml(path)
        merged["sets"].update(data.get("sets") or {})
        merged["phones"].update(data.get("phones") or {})
        merged["misspelt"].update(data.get("misspelt") or {})
        for name in ("unless", "unless_for", "now", "spellings"):
            merged[name].extend(data.get(name) or [])
        for row in reversed(data.get("routes") or []):
            old = next((i for i, r in enumerate(merged["routes"]) if r["id"] == row["id"]), None)
            if old is None:
                merged["routes"].insert(0, row)
            else:
                merged["routes"][old] = row
    return UrgentRoutes(merged, titles, known)
