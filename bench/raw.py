"""A second, simple reading of digests and originals, to hold the product's own reading against.

It shares no code with `knowledge`: a digest is read by its marks, an original as its non-empty lines. What is wrong in
one of the two readings can't hide in the other.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_MARKUP = (
    (re.compile(r"\[bookmark:[^\]]*\]|\ufeff"), ""),
    (re.compile(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"[*_]+(?=\S)|(?<=\S)[*_]+"), " "),
    (re.compile(r"\s+"), " "),
    (re.compile(r" (?=[,.;:!?)])"), ""),
)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TITLE_LINES = 4  # a title is spread over at most this many lines at the top
_LEAD = re.compile(r"(?::-?|\bmust|\binclude)\s*$")


@dataclass(frozen=True)
class Claim:
    """A statement of a digest as its file gives it."""

    document: str
    section: str
    id: str
    text: str
    cite: tuple[int, ...]
    figure: str = ""


@dataclass
class RuleClaim:
    """A rule of a pack: the places it cites, and its amounts; `read` are those that only a reading opens."""

    id: str
    cites: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    amounts: set[tuple[str, str]] = field(default_factory=set)
    read: set[tuple[str, str]] = field(default_factory=set)


@dataclass
class Claims:
    """A digest: its statements, the ways each is asked for, and the places its pack's rules cite."""

    document: str
    statements: list[Claim] = field(default_factory=list)
    asks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rules: list[RuleClaim] = field(default_factory=list)


def quoted_form(text: str) -> str:
    """A text without markup, its white space collapsed; letters, figures and signs stay as they are."""
    for pattern, put in _MARKUP:
        text = pattern.sub(put, text)
    return text.strip()


def name_of(text: str) -> str:
    """A heading's letters and figures, to know it again."""
    text = quoted_form(text).replace("’", "'").lower()
    return re.sub(r"[^a-z0-9]+", " ", text).strip()


def numbers(cited: Any) -> tuple[int, ...]:
    """Block numbers: "2, 4-6" is 2, 4, 5, 6; what is no number (a letter) is left out."""
    found: list[int] = []
    for first, last in re.findall(r"(\d+)(?:\s*-\s*(\d+))?", str(cited)):
        found.extend(range(int(first), int(last or first) + 1))
    return tuple(found)


def read_claims(pack: Path) -> Claims | None:
    """The digest of a pack folder, None where it has none."""
    path = pack / "digest.md"
    if not path.exists():
        return None
    lines = path.read_text(encoding="utf-8").splitlines()
    marks = [i for i, line in enumerate(lines) if line == "---"]
    front = yaml.load("\n".join(lines[marks[0] + 1 : marks[1]]), Loader=_Loader)
    claims = Claims(str(front["document"]))
    section, ident, rows = "", "", dict[str, str]()
    for line in [*lines[marks[1] + 1 :], "## "]:
        if line.startswith("##"):
            if ident:
                claims.statements.append(
                    Claim(
                        claims.document,
                        section,
                        ident,
                        rows.get("text", "").strip(),
                        numbers(rows.get("cite", "")),
                        rows.get("figure", ""),
                    )
                )
            name = line.lstrip("#").strip()
            section, ident = (section, name) if line.startswith("### ") else (name, "")
            rows = {}
            continue
        key, _, value = line.partition(":")
        if key in ("cite", "topics", "figure", "rule") and "text" not in rows:
            rows[key] = value.strip()
        elif line.strip():
            rows["text"] = f"{rows.get('text', '')} {line.strip()}"
    claims.asks = _yaml(pack / "asks.yaml")
    for ident, rule in _yaml(pack / "rules.yaml").get("rules", {}).items():
        claims.rules.append(RuleClaim(ident))
        _gather(rule, claims.rules[-1], _by_reading(rule.get("only")))
    return claims


def _yaml(path: Path) -> Any:
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return yaml.load(text, Loader=_Loader) or {}


def _by_reading(conditions: Any) -> bool:
    return any("reading" in c for c in conditions or () if isinstance(c, dict))


def _gather(data: Any, rule: RuleClaim, read: bool) -> None:
    """The places and amounts of a rule, however deep they stand."""
    if isinstance(data, list):
        for value in data:
            _gather(value, rule, read)
    if not isinstance(data, dict):
        return
    read = read or _by_reading(data.get("when"))
    if "section" in data and "block" in data and "document" not in data:
        rule.cites.append((data["section"], numbers(data["block"])))
    for key, value in data.items():
        if key in ("every", "within", "more_than"):
            for amount in value if isinstance(value, list) else [value]:
                for unit, n in amount.items() if isinstance(amount, dict) else ():
                    name = unit.removeprefix("calendar_").removesuffix("s").replace("_", " ")
                    (rule.read if read else rule.amounts).add((str(n), name))
        elif key == "one_in":
            (rule.read if read else rule.amounts).add((str(value), "visit"))
        _gather(value, rule, read)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


class Raw:
    """An original as its lines, with the headings that a digest names."""

    def __init__(self, text: str, sections: Iterable[str]) -> None:
        self.lines = text.split("\n")
        self._names = [name_of(line) for line in self.lines]
        self._filled = [i for i, line in enumerate(self.lines) if line.strip()]
        self._joined, self._starts = "", list[int]()
        for line in self.lines:
            form = quoted_form(line)
            self._joined += " " if self._joined and form else ""
            self._starts.append(len(self._joined))
            self._joined += form
        self._top = self._title_lines(sections)
        parts = {part for section in sections for part in section.split(" > ")}
        marked = (i for i, line in enumerate(self.lines) if re.match(r"#{1,6} ", line))
        self._headings = sorted({*marked, *(i for part in parts for i in self._lines_of(part))})

    def _title_lines(self, sections: Iterable[str]) -> set[str]:
        """The sections that stand for the document's title, spread over its first lines."""
        tops, joined = set[str](), ""
        for i in self._filled[:_TITLE_LINES]:
            joined = f"{joined} {self._names[i]}".strip()
            tops.add(joined)
        return {s for s in sections if name_of(s) in tops and not self._lines_of(s)}

    def _lines_of(self, heading: str) -> list[int]:
        """Where a heading stands: a line of its own, or the first cell of a row."""
        wanted = name_of(heading)
        exact = [i for i, name in enumerate(self._names) if wanted and name == wanted]
        rows = (i for i, line in enumerate(self.lines) if "\t" in line or line.lstrip().startswith("|"))
        return exact or [i for i in rows if wanted and self._names[i].startswith(f"{wanted} ")]

    def places(self, section: str, cite: Sequence[int]) -> list[list[int]]:
        """The lines that a citation means, once for every place where the heading stands and is long enough."""
        starts = [-1] if section in self._top else self._lines_of(section.split(" > ")[-1])
        found = []
        for start in starts:
            end = next((h for h in self._headings if h > max(start, 0)), len(self.lines))
            under = [i for i in self._filled if start < i < end]
            if cite and max(cite) <= len(under):
                found.append([under[n - 1] for n in cite])
        return found

    def section_found(self, section: str) -> bool:
        """Whether a heading stands in the text."""
        return section in self._top or bool(self._lines_of(section.split(" > ")[-1]))

    def stands_under(self, section: str, line: int) -> bool:
        """Whether the heading that a citation names stands above a line (or on it; a text may have none)."""
        return not section or any(h <= line for h in self._lines_of(section.split(" > ")[-1]))

    def heading_above(self, line: int) -> int:
        """The line of the heading under which a line stands (-1: none)."""
        return max((h for h in self._headings if h <= line), default=-1)

    def begins(self, line: int) -> int:
        """The line on which the paragraph of a line begins: one in small letters goes on with the one before."""
        while line > 0 and (not self.lines[line].strip() or self.lines[line].lstrip()[0].islower()):
            line -= 1
        return line

    def around(self, lines: Sequence[int]) -> str:
        """What may bear a figure out: the cited lines, with the lead of their list and their heading."""
        heading = self.heading_above(lines[0])
        indent = _indent(self.lines[lines[0]])
        leads = [
            i
            for i in range(lines[0] - 1, heading, -1)
            if _LEAD.search(self.lines[i])
            or (self.lines[i].rstrip().endswith(";") and _indent(self.lines[i]) < indent)
        ]
        taken = [i for i in (heading, *leads[:1], *lines) if i >= 0]
        return "\n".join(quoted_form(self.lines[i]) for i in taken)

    def found_at(self, quote: str) -> list[tuple[int, int]]:
        """First and last line of every place where a quote stands word for word."""
        form, out, at = quoted_form(quote), [], -1
        while form and (at := self._joined.find(form, at + 1)) >= 0:
            out.append((self._line(at), self._line(at + len(form) - 1)))
        return out

    def _line(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1
