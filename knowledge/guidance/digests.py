"""Digests: statements in our own words, each with its heading, the blocks it rests on, and ways it is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge.guidance.figures import figures
from knowledge.guidance.files import DataError, parse_yaml, read_yaml

_OF_AGE = re.compile(r"\bdated?\b|\breview|\breplaced\b|\b(?:19|20)\d\d\b", re.I)
# Lines of asks.yaml that need no YAML parser: two words or more that begin with a letter or a number, without the
# signs that mean something to YAML, or a text in plain quotes. A key is no bare word such as `yes` or `off`.
_WORDLESS = r"(?!(?:y|n|yes|no|on|off|true|false|null)(?::|$))"  # which YAML takes for something else
_ODD = r"\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff"
_LETTER = rf"[^\s:#{{}}\[\]`|>%@{_ODD}]"
_KEY = re.compile(rf"{_WORDLESS}([a-z]+(?:[a-z0-9-]*[a-z0-9])?):")
_COMMENT = re.compile(rf"#[^{_ODD}]*")
_ITEM = re.compile(rf'  - (?:"([^"\\{_ODD}]+)"|{_WORDLESS}([A-Za-z0-9]{_LETTER}*(?: {_LETTER}+)+|[a-z]+))')
NOT_APPROVED = "Summary, not yet approved by your authority."


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a digest. `cite` are block numbers under the heading (1 = first non-empty line).

    `no_figure`: the statement says that the document leaves the figure open, so it answers no "how many".
    `rules`: what the statement lays down on named matters (matter, holding). Where another document lays down
    something else on the same matter, they contradict each other.
    """

    id: str
    section: str
    text: str
    cite: tuple[int, ...]
    topics: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    no_figure: bool = False
    rules: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """A document in our own words. `badges` are short sentences on its age, shown with all that is drawn from it."""

    document: str
    title: str
    statements: tuple[Statement, ...]
    badges: tuple[str, ...] = ()
    approved: bool = False
    names: tuple[str, ...] = field(default=())

    @property
    def statement_badges(self) -> tuple[str, ...]:
        """The badges of a statement: those of the document, and that nobody has approved the summary yet."""
        return self.badges if self.approved else (NOT_APPROVED, *self.badges)


def _blocks(value: str, where: str) -> tuple[int, ...]:
    found: list[int] = []
    for part in re.split(r"\s*,\s*", value.strip()):
        match = re.fullmatch(r"(\d+)(?:\s*-\s*(\d+))?", part)
        if match is None:
            raise DataError(
                f"{where}: 'cite: {value.strip()}' is not block numbers; write it like 3, 2-4 or 2, 5."
            )
        first = int(match[1])
        found.extend(range(first, int(match[2] or first) + 1))
    return tuple(found)


def _rule(value: str, where: str) -> tuple[str, str]:
    """A matter and what is laid down on it."""
    match = re.fullmatch(r"([a-z0-9-]+)\s*=\s*(\S.*)", value.strip())
    if match is None:
        raise DataError(
            f"{where}: 'rule: {value.strip()}' lays nothing down; write it like record-form = set headings."
        )
    return match[1], match[2].strip().lower()


def _front(text: str, name: str) -> tuple[Mapping[str, Any], str]:
    match = re.match(r"---\n(.*?)\n---\n", text, re.S)
    if match is None:
        raise DataError(
            f"{name}: begin the digest with front matter between two '---' lines (document, title)."
        )
    data = parse_yaml(match[1], name)
    if not data.get("document") or not data.get("title"):
        raise DataError(f"{name}: the front matter needs 'document:' and 'title:'.")
    return data, text[match.end() :]


def _asks(folder: Path) -> Mapping[str, list[str]]:
    path = folder / "asks.yaml"
    if not path.exists():
        return {}
    plain = _plain_lists(path.read_text(encoding="utf-8"))
    if plain is not None:
        return plain
    data = read_yaml(path)
    return {str(k): [str(a) for a in (v or ())] for k, v in data.items()}


def _plain_lists(text: str) -> dict[str, list[str]] | None:
    """Lists of plain words read line by line, as YAML reads them, only faster; None where a line may mean more."""
    found: dict[str, list[str]] = {}
    last: list[str] | None = None
    for line in text.split("\n"):
        item = _ITEM.fullmatch(line)
        if item is not None and last is not None:
            last.append(item[1] or item[2])
            continue
        key = _KEY.fullmatch(line)
        if key is not None and key[1] not in found:
            last = found[key[1]] = []
        elif line and not _COMMENT.fullmatch(line):
            return None
    return found if all(found.values()) else None


def _badges(folder: Path, front: Mapping[str, Any]) -> tuple[tuple[str, ...], bool]:
    """What the pack says of its age (date, review, replaced guidance), and whether the digest is approved."""
    path = folder / "pack.yaml"
    pack = read_yaml(path) if path.exists() else {}
    badges = [str(note) for note in pack.get("notes") or () if _OF_AGE.search(str(note))]
    if "dated" in pack and not pack["dated"] and not badges and pack.get("version") == "undated":
        badges.append("This document carries no date.")
    if pack.get("review"):
        badges.append(f"To be reviewed by {pack['review']}.")
    return tuple(badges), bool(front.get("approved_by") or pack.get("digest_approved_by"))


def read_digest(folder: Path) -> Digest | None:
    """Read `digest.md`, `asks.yaml` and the front data of `pack.yaml` in a pack folder (None: no digest there).

    Raises DataError with a sentence that names the file and line.
    """
    path = folder / "digest.md"
    if not path.exists():
        return None
    text = path.read_text(encoding="utf-8")
    front, body = _front(text, f"{folder.name}/digest.md")
    asks = _asks(folder)
    statements: list[Statement] = []
    section, ident = "", ""
    cite: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    rules: tuple[tuple[str, str], ...] = ()
    no_figure = False
    lines: list[str] = []
    before = text[: len(text) - len(body)].count("\n")

    def close() -> None:
        if ident:
            said = " ".join(lines).strip()
            for matter, holding in rules:
                if not figures(holding) <= figures(said):
                    raise DataError(
                        f"{folder.name}/digest.md, {ident}: 'rule: {matter} = {holding}' names a figure that the "
                        "statement does not; write it as the statement does."
                    )
            statements.append(
                Statement(ident, section, said, cite, topics, tuple(asks.get(ident, ())), no_figure, rules)
            )

    for number, line in enumerate(body.splitlines(), before + 1):
        where = f"{folder.name}/digest.md line {number}"
        if line.startswith("### "):
            close()
            ident, cite, topics, rules, lines, no_figure = line[4:].strip(), (), (), (), [], False
        elif line.startswith("## "):
            close()
            section, ident, lines = line[3:].strip(), "", []
        elif line.startswith("cite:") and ident and not lines:
            cite = _blocks(line[5:], where)
        elif line.startswith("topics:") and ident and not lines:
            topics = tuple(t for t in re.split(r"[,\s]+", line[7:].strip()) if t)
        elif line.startswith("rule:") and ident and not lines:
            rules += (_rule(line[5:], where),)
        elif line.strip() == "figure: none" and ident and not lines:
            no_figure = True
        elif line.strip():
            lines.append(line.strip())
    close()
    badges, approved = _badges(folder, front)
    names = tuple(str(n) for n in front.get("names", ()) or ())
    return Digest(str(front["document"]), str(front["title"]), tuple(statements), badges, approved, names)
