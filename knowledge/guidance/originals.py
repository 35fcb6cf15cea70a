"""Originals: a policy text split into blocks with headings, lists and places, from plain text or Markdown."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from knowledge.guidance.words import plain

BOOKMARK = re.compile(r"\[bookmark:[^\]]{0,500}\]")
LINK = re.compile(r"\[([^\]]{0,2000})\]\([^)]{0,2000}\)")
BULLET = re.compile(
    r"^(\s*)(?:[-*+•·●○▪■◦–—]|o(?=\s\s)|\(?[a-z]\)|[a-z]\.(?=\s)|\(?[ivx]{1,4}\)|\d{1,2}[).](?=\s))\s*(?=\S)"
)
NUMBERED = re.compile(r"^(?:section\s+|part\s+|appendix\s+)?(\d{1,2}(?:\.\d{1,2}){0,3})[.):]?\s+(?=\S)", re.I)
PAGE = re.compile(
    r"^\s*(?:page\s+\d+(?:\s+of\s+\d+)?|\d{1,3}\s*(?:\|\s*page)?|-\s*\d+\s*-|\d+\s*/\s*\d+)\s*$", re.I
)
FURNITURE, FURNITURE_TIMES = 70, 4  # characters and repeats from which on a line is a page header or footer
LONE = 3  # the level of headings that are known by their look only
SHORTEST_BROKEN = 25  # characters; a shorter line is not taken for the beginning of a broken one
MOST_MARKS = 400  # in a line; with more of them they are no emphasis, and looking for pairs would take long
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,5000}?)(?<=\S)\1(?=([,.;:!?)])?)")
_EMPHASISED = re.compile(r"(?<!\w)([*_])(?=\S)([^*_]+?)(?<=\S)\1(?!\w)(?=([,.;:!?)])?)")
_RULE = re.compile(r"[-=_*\s|:.]{3,}")
SENTENCE = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][\"”’)]))\s+(?=[\"“‘(]?[A-Z0-9])")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, list item or table row of an original.

    `text` is what is quoted (list mark and inline markup off, words untouched); `lead` the line that opens
    its list; `line` the line it starts on; `page` and `paragraph` stand where a citation counts by them.
    """

    text: str
    line: int
    section: str
    lead: str = ""
    kind: str = "text"
    end_line: int = 0
    page: int = 0
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Original:
    """A policy text in blocks, with its title, headings (path and line) and raw lines."""

    document: str
    title: str
    blocks: tuple[Block, ...]
    headings: tuple[tuple[int, str], ...]
    lines: tuple[str, ...] = ()


def tidy(line: str) -> str:
    """A line as it is quoted: bookmarks, links' addresses, emphasis marks and form feeds taken off.

    Where a mark stood right before punctuation a space stays in its place, so that the words and their order
    can be found again in the raw file by anyone who blanks the marks out.
    """
    line = line.replace("\x0c", " ").replace("\u00a0", " ").replace("\ufeff", "")
    if 0 < line.count("[") <= MOST_MARKS:
        line = LINK.sub(r"\1", BOOKMARK.sub("", line))
    if 0 < line.count("*") + line.count("_") <= MOST_MARKS:
        line = _STRONG.sub(_unmarked, line)
        line = _EMPHASISED.sub(_unmarked, line)
    return re.sub(r"\s+", " ", line).strip()


def _unmarked(match: re.Match[str]) -> str:
    return match[2] + (" " if match[3] else "")


def _is_bold(raw: str) -> bool:
    return bool(re.fullmatch(r"\s*(\*\*|__)[^*_].{0,110}?(\*\*|__)\s*:?\s*", raw))


def _looks_like_heading(raw: str, text: str, before: str, after: str) -> int:
    """Level of a heading (1 top), or 0. Judged by marks, numbers, length, capitals and the lines around it."""
    mark = re.match(r"^\s{0,3}(#{1,6})\s+\S", raw)
    if mark:
        return len(mark[1])
    words = text.split()
    if not words or len(words) > 20 or len(text) > 130:
        return 0
    numbered = NUMBERED.match(text)
    body = text[numbered.end() :] if numbered else text
    if "[bookmark: _Toc" in raw and body[:1].isupper():
        return 1 if numbered else 2
    if not body or text.rstrip().endswith((",", ";", ".")) or re.match(r"https?://|www\.", body):
        return 0
    if (BULLET.match(raw) and not (numbered and not before.strip())) or (len(words) > 16 and not numbered):
        return 0
    first = body.lstrip("\"“'‘(")[:1]
    if not first.isupper():
        return 0
    if text.rstrip().endswith(":") and len(words) > 9:
        return 0
    if numbered:
        if before.strip() and after.strip() and not _is_bold(raw):
            return 0
        return numbered[1].rstrip(".").count(".") + 1
    if _is_bold(raw):
        return 3
    letters = [c for c in body if c.isalpha()]
    if len(letters) >= 4 and all(c.isupper() for c in letters) and len(words) <= 12:
        return 3
    lone = not before.strip() and not after.strip()
    if lone and len(words) <= 12 and not text.endswith(":") and "\t" not in raw:
        return 3
    if "[bookmark:" in raw and len(words) <= 14:
        return 3
    if text.endswith("?") and len(words) <= 14 and len(after) > 2 * len(text):
        return 3 if not before.strip() or before.endswith(".") else 0
    return 0


def _heading_text(text: str) -> str:
    text = re.sub(r"^#{1,6}\s+", "", text).strip()
    return text.rstrip(":").strip()


def _furniture(lines: list[str]) -> set[int]:
    """Lines that repeat as page headers and footers, and page numbers."""
    keys = [re.sub(r"\d+", "#", plain(line).strip()) for line in lines]
    short = Counter(k for k in keys if k and len(k) < FURNITURE and not k.endswith((".", ";", ":", "?")))
    often = {k for k, n in short.items() if n >= FURNITURE_TIMES}
    drop = set()
    for i, (line, key) in enumerate(zip(lines, keys, strict=True)):
        if PAGE.match(line) or (
            key in often and not BULLET.match(line) and not line.lstrip().startswith(("#", "|"))
        ):
            drop.add(i)
    return drop


def _wrapped(lines: list[str]) -> int:
    """The column at which a text is hard-wrapped (0: it is not)."""
    long = sorted(len(x) for x in lines if len(x) > 40)
    if len(long) < 8 or long[-1] > 130:
        return 0
    near = sum(1 for n in long if n >= long[-1] * 0.75)
    return int(long[-1] * 0.7) if near >= len(long) * 0.5 else 0


def read_text(document: str, text: str, places: str = "line", structured: bool = False) -> Original:
    """Split plain or marked text into blocks with heading paths, list leads and places.

    `places`: what a citation counts (line, page, paragraph). `structured`: only marked lines are headings.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    splitter = _Splitter(lines, places, structured)
    for i, raw in enumerate(lines):
        splitter.feed(i, raw)
    return splitter.result(document)


class _Splitter:
    """Goes through the lines of a text once, knowing under which headings and list leads it stands."""

    def __init__(self, lines: list[str], places: str, structured: bool) -> None:
        self._lines, self._places, self._structured = lines, places, structured
        self._drop = set() if structured else _furniture(lines)
        self._column = 0 if structured else _wrapped([x for i, x in enumerate(lines) if i not in self._drop])
        self._headings: list[tuple[int, str]] = []
        self._trail: list[tuple[int, str]] = []
        self._blocks: list[Block] = []
        self._open: Block | None = None  # a heading with nothing under it may be a line of the text itself
        self._lead = self._title = self._table_head = self._before = ""
        self._item_leads: list[tuple[int, str]] = []  # list items that open a list of their own, by indent
        self._page, self._paragraph = 1, 0

    @property
    def _section(self) -> str:
        return " > ".join(name for _, name in self._trail)

    def feed(self, i: int, raw: str) -> None:
        """Take the next line."""
        if self._places == "page":
            self._page += raw.count("\f")
        text = tidy(raw)
        if not text:
            self._before = ""
            return
        if i in self._drop or _RULE.fullmatch(text):
            return
        self._paragraph += 1
        level = self._level(i, raw, text)
        if level:
            self._heading(i, level, _heading_text(text))
        elif text.startswith("|") and text.count("|") >= 2:
            self._row(i, text)
            self._before = raw
        else:
            self._open = None
            self._body(i, raw, text)
            self._before = raw

    def _level(self, i: int, raw: str, text: str) -> int:
        if self._structured:
            mark = re.match(r"(#{1,6}) ", raw)
            return len(mark[1]) if mark else 0
        before = tidy(self._lines[i - 1]) if i else ""
        after = tidy(self._lines[i + 1]) if i + 1 < len(self._lines) else ""
        level = _looks_like_heading(raw, text, before, after)
        if level == LONE and text.endswith("?") and "\f" not in raw and _next_question(self._lines, i):
            return 0
        return level

    def _heading(self, i: int, level: int, name: str) -> None:
        if self._open is not None:
            self._blocks.append(self._open)
        while self._trail and self._trail[-1][0] >= level:
            self._trail.pop()
        self._title = self._title or name
        self._open = self._block(i, name, "", "heading")
        self._trail.append((level, name))
        self._headings.append((i + 1, self._section))
        self._lead = self._table_head = self._before = ""
        self._item_leads.clear()

    def _block(self, i: int, text: str, lead: str, kind: str) -> Block:
        page = self._page if self._places == "page" else 0
        paragraph = self._paragraph if self._places == "paragraph" else 0
        return Block(text, i + 1, self._section, lead, kind, i + 1, page, paragraph)

    def _row(self, i: int, text: str) -> None:
        """A table row; the first row of a table is the lead of the others."""
        self._open = None
        within = (
            bool(self._blocks)
            and self._blocks[-1].kind == "row"
            and self._blocks[-1].section == self._section
        )
        self._table_head = self._table_head if within else text
        self._blocks.append(self._block(i, text, self._table_head if within else self._lead, "row"))

    def _body(self, i: int, raw: str, text: str) -> None:
        unmarked = BOOKMARK.sub("", raw).lstrip("\f")
        mark = BULLET.match(unmarked)
        last = self._blocks[-1] if self._blocks else None
        if mark is None and last is not None and self._goes_on(last, i, raw, text):
            self._blocks[-1] = replace(last, text=f"{last.text} {text}", end_line=i + 1)
            if text.endswith(":"):
                self._lead = self._blocks[-1].text
        elif mark is not None:
            body = tidy(unmarked[mark.end() :]) or text
            indent = len(raw) - len(raw.lstrip())
            while self._item_leads and self._item_leads[-1][0] >= indent:
                self._item_leads.pop()
            lead = self._item_leads[-1][1] if self._item_leads else self._lead
            self._blocks.append(self._block(i, body, lead, "item"))
            if body.endswith((":", ";", ":-")):
                self._item_leads.append((indent, body))
        else:
            self._blocks.append(self._block(i, text, "", "text"))
            self._item_leads.clear()
            self._lead = (
                text
                if text.endswith((":", ":-", "-")) or text.lower().endswith((" must", " include"))
                else ""
            )

    def _goes_on(self, last: Block, i: int, raw: str, text: str) -> bool:
        """Whether a line goes on with the block before it (hard-wrapped or broken across a page)."""
        if self._structured or last.section != self._section or last.kind == "row":
            return False
        ended = last.text.endswith((".", "!", "?", ":", ";", ".”", '."'))
        if text[:1].islower() and not ended and len(last.text) > SHORTEST_BROKEN:
            return True
        if not self._before or last.end_line != i:
            return False
        if self._column and len(self._before) >= self._column:
            return True
        return raw.startswith("  ") and last.kind == "item" and not ended

    def result(self, document: str) -> Original:
        """What was found."""
        if self._open is not None:
            self._blocks.append(self._open)
        blocks = tuple(b for b in self._blocks if b.text)
        title = self._title or next((b.text for b in blocks), document)
        return Original(document, title, blocks, tuple(self._headings), tuple(self._lines))


def _next_question(lines: list[str], i: int) -> bool:
    """Whether the next line that says anything is another short question standing alone, or a heading mark."""
    for raw in lines[i + 1 : i + 6]:
        text = tidy(raw)
        if text:
            return len(text.split()) <= 16 and not BULLET.match(raw)
    return False


def sentences(text: str) -> list[str]:
    """The sentences of a block, as they stand."""
    return [s.strip() for s in SENTENCE.split(text) if s.strip()]
