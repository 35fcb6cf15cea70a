"""Digests: statements in our own words, each with its heading, the blocks it rests on, and ways it is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DigestError(ValueError):
    """A digest that cannot be read; the sentence names file, line and cure."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a digest. `cite` are block numbers under the heading (1 = first non-empty line)."""

    id: str
    section: str
    text: str
    cite: tuple[int, ...]
    topics: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """A document in our own words. `badges` are short sentences shown with every statement drawn from it."""

    document: str
    title: str
    statements: tuple[Statement, ...]
    badges: tuple[str, ...] = ()
    approved: bool = False
    names: tuple[str, ...] = field(default=())


def _blocks(value: str, where: str) -> tuple[int, ...]:
    found: list[int] = []
    for part in re.split(r"\s*,\s*", value.strip()):
        match = re.fullmatch(r"(\d+)(?:\s*-\s*(\d+))?", part)
        if match is None:
            raise DigestError(
                f"{where}: 'cite: {value.strip()}' is not block numbers; write it like 3, 2-4 or 2, 5."
            )
        first = int(match[1])
        found.extend(range(first, int(match[2] or first) + 1))
    return tuple(found)


def _front(text: str, name: str) -> tuple[Mapping[str, Any], str]:
    match = re.match(r"---\n(.*?)\n---\n", text, re.S)
    if match is None:
        raise DigestError(
            f"{name}: begin the digest with front matter between two '---' lines (document, title)."
        )
    data = yaml.load(match[1], Loader=_LOADER)  # noqa: S506 - a safe loader
    if not isinstance(data, dict) or not data.get("document") or not data.get("title"):
        raise DigestError(f"{name}: the front matter needs 'document:' and 'title:'.")
    return data, text[match.end() :]


def _asks(folder: Path) -> Mapping[str, list[str]]:
    path = folder / "asks.yaml"
    if not path.exists():
        return {}
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER) or {}  # noqa: S506 - a safe loader
    return {str(k): [str(a) for a in (v or ())] for k, v in data.items()}


def _badges(folder: Path, front: Mapping[str, Any]) -> tuple[tuple[str, ...], bool]:
    """Badges from the pack's own description: undated, past review, replaced guidance, not yet approved."""
    path = folder / "pack.yaml"
    pack: Mapping[str, Any] = {}
    if path.exists():
        read = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
        pack = read if isinstance(read, dict) else {}
    approved = bool(front.get("approved_by") or pack.get("digest_approved_by"))
    badges: list[str] = []
    if not approved:
        badges.append("Summary, not yet approved by your authority.")
    if "dated" in pack and not pack["dated"]:
        badges.append("This document carries no date.")
    if pack.get("review"):
        badges.append(f"Review was due {pack['review']}.")
    replaced = pack.get("cites_replaced")
    if replaced:
        what = ", ".join(map(str, replaced)) if isinstance(replaced, list) else str(replaced)
        badges.append(f"Cites guidance since replaced: {what}.")
    return tuple(badges), approved


def read_digest(folder: Path) -> Digest | None:
    """Read `digest.md`, `asks.yaml` and the front data of `pack.yaml` in a pack folder (None: no digest there).

    Raises DigestError with a sentence that names the file and line.
    """
    path = folder / "digest.md"
    if not path.exists():
        return None
    text = path.read_text(encoding="utf-8")
    front, body = _front(text, f"{folder.name}/digest.md")
    asks = _asks(folder)
    statements: list[Statement] = []
    section, ident, cite, topics, lines = "", "", (), (), []  # type: ignore[var-annotated]
    before = text[: len(text) - len(body)].count("\n")

    def close() -> None:
        if ident:
            said = " ".join(lines).strip()
            statements.append(Statement(ident, section, said, cite, topics, tuple(asks.get(ident, ()))))

    for number, line in enumerate(body.splitlines(), before + 1):
        where = f"{folder.name}/digest.md line {number}"
        if line.startswith("### "):
            close()
            ident, cite, topics, lines = line[4:].strip(), (), (), []
        elif line.startswith("## "):
            close()
            section, ident, lines = line[3:].strip(), "", []
        elif line.startswith("cite:") and ident and not lines:
            cite = _blocks(line[5:], where)
        elif line.startswith("topics:") and ident and not lines:
            topics = tuple(t for t in re.split(r"[,\s]+", line[7:].strip()) if t)
        elif line.strip():
            lines.append(line.strip())
    close()
    badges, approved = _badges(folder, front)
    names = tuple(str(n) for n in front.get("names", ()) or ())
    return Digest(str(front["document"]), str(front["title"]), tuple(statements), badges, approved, names)
