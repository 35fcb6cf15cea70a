"""Read YAML that a policy lead edits, and refuse what would be misread: file, key and cure in every refusal."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

MOST_BYTES = 256 * 1024
MOST_DEPTH = 40

# The same parser in C where PyYAML was built with it: a tenth of the time, and the same events.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORD_BOOLEANS = {"yes", "no", "on", "off", "y", "n"}
_CLOCK = re.compile(r"[-+]?\d{1,3}(:[0-5]?\d){1,2}(\.\d*)?")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_INT = re.compile(r"[-+]?(0|[1-9]\d{0,17})")
_FLOAT = re.compile(r"[-+]?\d+\.\d+")
_ODD_NUMBER = re.compile(
    r"[-+]?(0[xXoObB]?[0-9a-fA-F_]+|[\d][\d_]*_[\d_]*|\d+[eE][-+]?\d+|\.(inf|nan))", re.IGNORECASE
)


class PackError(ValueError):
    """A knowledge file that cannot be trusted; the text names file, key and cure."""

    def __init__(self, file: str, key: str, problem: str, cure: str) -> None:
        self.file, self.key, self.problem, self.cure = file, key, problem, cure
        where = f"{file}: {key}" if key else file
        super().__init__(f"{where}: {problem}. {cure}")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A closing sentence that offers the nearest known words, or lists them when there are few."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=2, cutoff=0.6)
    if near:
        return "Did you mean " + " or ".join(f"`{n}`" for n in near) + "?"
    if len(names) <= 25:
        return "Known here: " + ", ".join(f"`{n}`" for n in names) + "."
    return "Check the spelling."


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file

    def fail(self, node: yaml.Node, key: str, problem: str, cure: str) -> PackError:
        line = node.start_mark.line + 1
        return PackError(self.file, f"{key} (line {line})" if key else f"line {line}", problem, cure)

    def value(self, node: yaml.Node, key: str) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, key)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(n, f"{key}[{i}]") for i, n in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return self.scalar(node, key)

    def mapping(self, node: yaml.MappingNode, key: str) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for k_node, v_node in node.value:
            if not isinstance(k_node, yaml.ScalarNode):
                raise self.fail(k_node, key, "has a key that is not a word", "Use one plain word as the key.")
            name = k_node.value
            if name == "<<":
                raise self.fail(
                    k_node, key, "merges another mapping with `<<`", "Write the keys out in full."
                )
            path = f"{key}.{name}" if key else name
            if name in out:
                raise self.fail(k_node, path, "stands there twice", "Keep one and delete the other.")
            out[name] = self.value(v_node, path)
        return out

    def scalar(self, node: yaml.ScalarNode, key: str) -> Any:
        text = node.value
        if node.style:
            return text
        if text == "" or text in ("~", "null"):
            return None
        if text in ("true", "false"):
            return text == "true"
        low = text.lower()
        if low in _WORD_BOOLEANS or low in ("true", "false", "null"):
            raise self.fail(
                node,
                key,
                f"`{text}` without quotes is read by many programs as true or false",
                f'Write `true` or `false` if that is meant, or "{text}" in quotes if the word is meant.',
            )
        if _CLOCK.fullmatch(text):
            raise self.fail(
                node,
                key,
                f"`{text}` without quotes is read by many programs as a number of minutes or seconds",
                f'Put the time in quotes: "{text}".',
            )
        if _DATE.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                raise self.fail(
                    node,
                    key,
                    f"`{text}` is not a date that exists",
                    "Write year-month-day, such as 2026-06-09.",
                ) from None
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        if _ODD_NUMBER.fullmatch(text):
            raise self.fail(
                node,
                key,
                f"`{text}` can be read as different numbers",
                "Write plain digits, or put it in quotes.",
            )
        return text


def _look_over(text: str, file: str) -> None:
    """Refuse anchors, aliases, tags and deep nesting while reading, before anything is built from the text."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = f"line {event.start_mark.line + 1}" if event.start_mark is not None else ""
        anchor = getattr(event, "anchor", None)
        if anchor:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            raise PackError(
                file,
                line,
                f"uses an anchor or alias (`{sign}{anchor}`)",
                "Write the value out in full at each place, so that a change is seen where it acts.",
            )
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            raise PackError(file, line, f"has a tag ({tag})", "Write plain values without `!tags`.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MOST_DEPTH:
                raise PackError(file, line, "is nested too deeply", f"Keep it within {MOST_DEPTH} levels.")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def parse(text: str, file: str) -> Any:
    """The content of one YAML document, or PackError naming what cannot be trusted and how to put it right."""
    if len(text.encode()) > MOST_BYTES:
        raise PackError(
            file,
            "",
            f"is larger than {MOST_BYTES // 1024} KB",
            "Split the pack or take out what is not a rule.",
        )
    if "\x00" in text or "\ufeff" in text[1:]:
        raise PackError(file, "", "holds characters that are not text", "Save it as plain UTF-8 text.")
    try:
        _look_over(text, file)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        what = str(getattr(error, "problem", None) or "cannot be read").rstrip(".")
        raise PackError(
            file,
            where,
            f"is not valid YAML ({what})",
            "Check indentation, colons and quotes just before there.",
        ) from None
    if node is None:
        raise PackError(file, "", "is empty", "Write at least `format: 1`.")
    return _Reader(file).value(node, "")


def read(path: Path, root: Path | None = None) -> Any:
    """The content of a YAML file; `root` shortens the name used in messages."""
    name = str(path.relative_to(root)) if root and path.is_relative_to(root) else str(path)
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise PackError(
                name,
                "",
                f"is larger than {MOST_BYTES // 1024} KB",
                "Split the pack or take out what is not a rule.",
            )
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise PackError(name, "", "is not UTF-8 text", "Save it again with the encoding UTF-8.") from None
    except OSError as error:
        raise PackError(
            name, "", f"cannot be read ({error.strerror})", "Check the name and its permissions."
        ) from None
    return parse(text, name)
