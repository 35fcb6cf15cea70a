"""Originals: a policy text split into blocks with headings, lists and places, from plain text or Markdown."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from knowledge.guidance.words import plain

BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
BULLET = re.compile(
    r"^(\s*)(?:[-*+•·●○▪■◦–—]|o(?=\s\s)|\(?[a-z]\)|[a-z]\.(?=\s)|\(?[ivx]{1,4}\)|\d{1,2}[).](?=\s))\s*(?=\S)"
)
NUMBERED = re.compile(r"^(?:section\s+|part\s+|appendix\s+)?(\d{1,2}(?:\.\d{1,2}){0,3})[.):]?\s+(?=\S)", re.I)
PAGE = re.compile(
    r"^\s*(?:page\s+\d+(?:\s+of\s+\d+)?|\d{1,3}\s*(?:\|\s*page)?|-\s*\d+\s*-|\d+\s*/\s*\d+)\s*$", re.I
)
SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9])")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, list item or table row of an original.

    `text` is what is quoted (list mark and inline markup off, words untouched); `lead` the line that opens
    its list; `line` the line it starts on; `number` the n-th non-empty line under its heading line.
    """

    text: str
    line: int
    section: str
    lead: str = ""
    kind: str = "text"
    number: int = 0
    end_line: int = 0
    page: int = 0


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
    line = BOOKMARK.sub("", line.replace("\x0c", " ").replace("\u00a0", " ").replace("\ufeff", ""))
    line = LINK.sub(r"\1", line)
    line = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1(?=([,.;:!?)])?)", _unmarked, line)
    line = re.sub(r"(?<!\w)([*_])(?=\S)([^*_]+?)(?<=\S)\1(?!\w)(?=([,.;:!?)])?)", _unmarked, line)
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
    often = {k for k, n in Counter(k for k in keys if k and len(k) < 90).items() if n >= 4}
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


def read_text(document: str, text: str) -> Original:
    """Split plain text or Markdown into blocks with heading paths, list leads and line numbers."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    drop = _furniture(lines)
    column = _wrapped([x for i, x in enumerate(lines) if i not in drop])
    headings: list[tuple[int, str]] = []
    trail: list[tuple[int, str]] = []
    blocks: list[Block] = []
    lead, title, table_head, number = "", "", "", 0
    item_leads: list[tuple[int, str]] = []  # list items that open a list of their own, by indent
    previous_raw = ""
    open_heading: Block | None = None  # a heading with nothing under it may be a line of the text itself

    def neighbour(i: int, step: int) -> str:
        i += step
        return tidy(lines[i]) if 0 <= i < len(lines) else ""

    for i, raw in enumerate(lines):
        text_ = tidy(raw)
        if not text_:
            previous_raw = ""
            continue
        number += 1
        if i in drop or re.fullmatch(r"[-=_*\s|:.]{3,}", text_):
            continue
        level = _looks_like_heading(raw, text_, neighbour(i, -1), neighbour(i, 1))
        if level == 3 and text_.endswith("?") and "\x0c" not in raw and _next_question(lines, i):
            level = 0
        if level:
            name = _heading_text(text_)
            while trail and trail[-1][0] >= level:
                trail.pop()
            if not title:
                title = name
            if open_heading is not None:
                blocks.append(open_heading)
            open_heading = Block(name, i + 1, " > ".join(t for _, t in trail), "", "heading", 0, i + 1)
            trail.append((level, name))
            path = " > ".join(t for _, t in trail)
            headings.append((i + 1, path))
            lead, table_head, number, previous_raw = "", "", 0, ""
            item_leads.clear()
            continue
        section, open_heading = " > ".join(t for _, t in trail), None
        if text_.startswith("|") and text_.count("|") >= 2:
            table_head = table_head if previous_raw.lstrip().startswith("|") else text_
            blocks.append(
                Block(
                    text_, i + 1, section, table_head if table_head != text_ else lead, "row", number, i + 1
                )
            )
            previous_raw = raw
            continue
        mark = BULLET.match(raw.lstrip("\x0c")) or BULLET.match(BOOKMARK.sub("", raw).lstrip())
        last = blocks[-1] if blocks else None
        if last is not None and not mark and _continues(last, text_, raw, previous_raw, column, i, section):
            blocks[-1] = replace(last, text=f"{last.text} {text_}", end_line=i + 1)
            previous_raw = raw
            if blocks[-1].text.rstrip().endswith(":"):
                lead = blocks[-1].text
            continue
        if mark:
            body = tidy(BOOKMARK.sub("", raw).strip()[len(mark.group(0).strip()) :])
            if re.match(r"\(?[a-z]\b|\d", mark.group(0).strip()):
                body = text_[len(mark.group(0).strip()) :].strip()
            indent = len(raw) - len(raw.lstrip())
            while item_leads and item_leads[-1][0] >= indent:
                item_leads.pop()
            over = item_leads[-1][1] if item_leads else lead
            blocks.append(Block(body or text_, i + 1, section, over, "item", number, i + 1))
            if body.endswith((":", ";", ":-")):
                item_leads.append((indent, body))
        else:
            blocks.append(Block(text_, i + 1, section, "", "text", number, i + 1))
            item_leads.clear()
            lead = (
                text_
                if text_.endswith((":", ":-", "-")) or text_.lower().endswith((" must", " include"))
                else ""
            )
        previous_raw = raw
    if not title:
        title = next((b.text for b in blocks), document)
    return Original(document, title, tuple(b for b in blocks if b.text), tuple(headings), tuple(lines))


def _next_question(lines: list[str], i: int) -> bool:
    """Whether the next line that says anything is another short question standing alone, or a heading mark."""
    for raw in lines[i + 1 : i + 6]:
        text = tidy(raw)
        if text:
            return len(text.split()) <= 16 and not BULLET.match(raw)
    return False


def _continues(
    last: Block, text: str, raw: str, previous_raw: str, column: int, i: int, section: str
) -> bool:
    """Whether a line goes on with the block before it (hard-wrapped or broken across a page)."""
    if last.section != section or last.kind == "row":
        return False
    ended = last.text.rstrip().endswith((".", "!", "?", ":", ";", ".”", '."'))
    if text[:1].islower() and not ended and len(last.text) > 25:
        return True
    if not previous_raw or last.end_line != i:
        return False
    if column and len(previous_raw) >= column and not (ended and len(previous_raw) < column):
        return True
    return bool(raw[:2] == "  " and last.kind == "item" and not ended)


def sentences(text: str) -> list[str]:
    """The sentences of a block, as they stand."""
    return [s.strip() for s in SENTENCE.split(text) if s.strip()]
