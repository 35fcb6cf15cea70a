"""Fixed sentences an authority may edit: loaded strictly, so that a slip stops the start and not a visit."""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

TEXTS = Path(__file__).with_name("texts.yaml")

PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    "guest": frozenset(),
    "shared_channel": frozenset(),
    "hello": frozenset({"name"}),
    "help_ask": frozenset(),
    "help_visits": frozenset(),
    "help_command": frozenset(),
    "thanks": frozenset(),
    "files_only": frozenset(),
    "emoji_only": frozenset(),
    "empty_mention": frozenset(),
    "too_long": frozenset(),
    "case_in_channel": frozenset(),
    "unknown_command": frozenset({"word"}),
    "stale_button": frozenset(),
    "unknown_form": frozenset(),
    "too_slow": frozenset(),
    "not_opened": frozenset(),
    "unexpected": frozenset({"reference"}),
    "danger_now": frozenset(),
    "duty_number_missing": frozenset(),
    "no_duty_number": frozenset(),
    "not_covered": frozenset(),
    "urgent_not_covered": frozenset(),
    "not_covered_logged": frozenset(),
    "question_withheld": frozenset(),
    "wordings_lapsed": frozenset(),
    "not_sure": frozenset(),
    "check_waiting": frozenset({"title"}),
    "worried_question": frozenset(),
    "undo_sure": frozenset(),
    "not_the_case_record": frozenset(),
    "note_hint": frozenset(),
    "in_our_messages": frozenset(),
    "none_of_yours": frozenset(),
    "alert_open_manager": frozenset(),
    "alert_taken_manager": frozenset(),
    "alert_passed_on": frozenset({"manager"}),
    "alert_worker_moved": frozenset(),
    "alert_worker_ring": frozenset({"manager"}),
    "alert_open_own": frozenset(),
    "alert_taken_own": frozenset(),
    "list_of_own": frozenset(),
    "list_of_team": frozenset(),
    "list_of_nobody": frozenset(),
    "list_overdue": frozenset({"whose"}),
    "list_overdue_none": frozenset({"whose"}),
    "list_period": frozenset({"period", "whose"}),
    "list_period_none": frozenset({"period", "whose"}),
    "list_undated": frozenset({"count"}),
    "home_empty": frozenset(),
    "home_no_data": frozenset(),
    "home_overdue_means": frozenset(),
    "chair_home": frozenset(),
}
"""Every text by name, with the places that are filled in; nothing else is accepted, none may be missing."""


class WordingError(ValueError):
    """The file of fixed sentences cannot be used; the sentence names key and cure."""


def read_texts(path: Path) -> Mapping[str, str]:
    """The texts of `path`, checked against `PLACEHOLDERS`."""
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as trouble:
        mark = getattr(trouble, "problem_mark", None)
        line = f" near line {mark.line + 1}" if mark is not None else ""
        raise WordingError(f"{path.name}: can't be read{line}; check quotes and indents there.") from None
    if not isinstance(loaded, dict):
        raise WordingError(f"{path.name}: expected 'name: text' lines.")
    for key in sorted(set(loaded) - set(PLACEHOLDERS), key=str):
        raise WordingError(f"{path.name}: '{key}' is not a text of this service; check its spelling.")
    for key in sorted(set(PLACEHOLDERS) - set(loaded)):
        raise WordingError(f"{path.name}: '{key}' is missing; add it.")
    texts: dict[str, str] = {}
    for key, text in loaded.items():
        if not isinstance(text, str) or not text.strip():
            raise WordingError(f"{path.name}: '{key}' must be a text in quotes or after '>-'.")
        try:
            found = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
        except ValueError:
            raise WordingError(f"{path.name}: '{key}' has a stray curly bracket; take it out.") from None
        if found != PLACEHOLDERS[key]:
            wanted = ", ".join(sorted(f"{{{name}}}" for name in PLACEHOLDERS[key])) or "nothing"
            raise WordingError(f"{path.name}: '{key}' must have {wanted} in curly brackets.")
        texts[key] = text.strip()
    return texts


@cache
def _texts() -> Mapping[str, str]:
    return read_texts(TEXTS)


def say(name: str, /, **fields: str) -> str:
    """The fixed text `name` with its places filled in."""
    return _texts()[name].format(**fields)
