"""Urgent routes: fixed texts that come before any search, form or checklist. All wording is data in `urgent.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.guidance.words import tokens
from knowledge.results import Citation, UrgentRoute


class UrgentError(ValueError):
    """An `urgent.yaml` that cannot be used; the sentence names the route and the cure."""


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
        vocabulary: set[str] = set()
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
                raise UrgentError(
                    f"urgent.yaml, route '{row['id']}': a pattern is not valid ({error})."
                ) from error
        self._vocabulary = sorted(vocabulary)
        self._known = known | vocabulary
        self._corrected: dict[str, str] = {}

    def _right(self, word: str) -> str:
        """A word with a slip of the keyboard put right, where it is near a word that matters here."""
        if len(word) < 4 or word in self._known or word[0].isdigit():
            return word
        if word not in self._corrected:
            if len(self._corrected) > 20000:
                self._corrected.clear()
            squeezed = re.sub(r"(.)\1{2,}", r"\1", word)
            if squeezed in self._known:
                self._corrected[word] = squeezed
                return squeezed
            found = process.extractOne(
                squeezed, self._vocabulary, scorer=OSA.distance, score_cutoff=1 if len(word) < 7 else 2
            )
            near = found[0] if found and (found[0][0] == word[0] or found[1] == 1) else word
            self._corrected[word] = near
        return self._corrected[word]

    def match(self, text: str) -> UrgentRoute | None:
        """The first route a message calls for, or None."""
        plain = " ".join(self._right(w) for w in tokens(text[:4000]))
        for row in self._routes:
            if row.pattern.search(plain):
                return row.route
        return None

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


def _fill(step: str, numbers: Mapping[str, str]) -> str:
    for name, value in numbers.items():
        step = step.replace("{" + name + "}", value)
    return step


def _expand(pattern: str, sets: Mapping[str, str], route: str) -> str:
    def value(match: re.Match[str]) -> str:
        if match[1] not in sets:
            raise UrgentError(f"urgent.yaml, route '{route}': there is no set called '{match[1]}'.")
        return sets[match[1]]

    return re.sub(r"\{([a-z]+)\}", value, pattern)


def load_urgent(paths: Sequence[Path], titles: Mapping[str, str], known: frozenset[str]) -> UrgentRoutes:
    """Read the urgent routes; a later file's route replaces one with the same id and new ones come first."""
    merged: dict[str, Any] = {"sets": {}, "phones": {}, "routes": []}
    for path in paths:
        data = yaml.load(
            path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )  # noqa: S506
        if not isinstance(data, dict):
            raise UrgentError(f"{path.name} needs 'routes:' with id, title, steps and patterns.")
        merged["sets"].update(data.get("sets") or {})
        merged["phones"].update(data.get("phones") or {})
        for row in reversed(data.get("routes") or []):
            old = next((i for i, r in enumerate(merged["routes"]) if r["id"] == row["id"]), None)
            if old is None:
                merged["routes"].insert(0, row)
            else:
                merged["routes"][old] = row
    return UrgentRoutes(merged, titles, known)
