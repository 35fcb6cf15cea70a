"""The fixed sentences: loaded strictly, all used, and free of anything that belongs to a policy."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from bot.wording import PLACEHOLDERS, TEXTS, WordingError, read_texts, say

ROOT = Path(__file__).parents[3]


def _said() -> set[str]:
    """Every text that the code asks for by name."""
    found: set[str] = set()
    for path in [*ROOT.glob("bot/**/*.py"), *ROOT.glob("handlers/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _named(node.func) in ("say", "fixed"):
                name = node.args[0]
                if isinstance(name, ast.Constant):
                    found.add(str(name.value))
                elif isinstance(name, ast.JoinedStr):
                    start = next(part.value for part in name.values if isinstance(part, ast.Constant))
                    found |= {key for key in PLACEHOLDERS if key.startswith(str(start))}
    return found


def _named(called: ast.expr) -> str:
    return str(getattr(called, "id", getattr(called, "attr", "")))


def test_every_text_is_used_and_every_used_text_is_there() -> None:
    assert _said() == set(PLACEHOLDERS)


def test_no_number_of_days_hides_in_a_sentence() -> None:
    for name, text in read_texts(TEXTS).items():
        assert not re.search(r"\b\d+ ?(working )?(day|week|month|hour)", text), name


def test_places_are_filled_in() -> None:
    assert "D-1F" in say("unexpected", reference="D-1F")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"helo": "Hello"}, "'helo' is not a text of this service"),
        ({"hello": None}, "'hello' is missing"),
        ({"hello": "Hello you"}, r"'hello' must have \{name\}"),
        ({"thanks": "Thanks {name}"}, "'thanks' must have nothing"),
        ({"thanks": "Thanks {"}, "stray curly bracket"),
        ({"thanks": "''"}, "must be a text"),
    ],
)
def test_a_slip_is_refused_with_key_and_cure(
    tmp_path: Path, change: dict[str, str | None], says: str
) -> None:
    lines = {name: json.dumps(text) for name, text in read_texts(TEXTS).items()}
    for name, text in change.items():
        lines.pop(name, None)
        if text is not None:
            lines[name] = text if text == "''" else json.dumps(text)
    path = tmp_path / "texts.yaml"
    path.write_text("\n".join(f"{name}: {text}" for name, text in lines.items()), encoding="utf-8")
    with pytest.raises(WordingError, match=says):
        read_texts(path)
