"""Quoting: which sentences of an original are shown with an answer, word for word, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate

from knowledge.guidance.digests import Statement
from knowledge.guidance.figures import figures
from knowledge.guidance.originals import Block, Original, sentences, tidy
from knowledge.guidance.words import content, plain, stem, tokens

SHOWN = 700
LEAST = 0.15
PLENTY = 12  # letters of a heading from which on another line may begin with it and go on
TITLE_LINES = 4  # a title is spread over at most this many lines at the top of a document
Relevance = Callable[[str], float]


def _name(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", plain(text)).strip()


def _overlap(text: str, other: str) -> float:
    a = {stem(w) for w in content(tokens(text))}
    b = {stem(w) for w in content(tokens(other))}
    return len(a & b) / (len(a) or 1)


class Linker:
    """Finds the cited blocks of a digest statement in the original it was written from."""

    def __init__(self, original: Original) -> None:
        self._original = original
        self._by_line = {b.line: b for b in original.blocks}
        for block in original.blocks:
            for line in range(block.line, max(block.line, block.end_line) + 1):
                self._by_line.setdefault(line, block)
        self._names: dict[str, list[int]] = {}
        self._rows: set[int] = set()
        for number, raw in enumerate(original.lines, 1):
            name = _name(re.sub(r"^\s*#+\s*", "", tidy(raw)))
            if name and len(name) < 140:
                self._names.setdefault(name, []).append(number)
                if "\t" in raw.strip() or raw.lstrip().startswith("|"):
                    self._rows.add(number)
        self._fits = False
        self._found: dict[str, tuple[float, tuple[Block, ...]]] = {}
        self._filled = [n for n, raw in enumerate(original.lines, 1) if raw.strip()]
        top = (_name(tidy(original.lines[n - 1])) for n in self._filled[:TITLE_LINES])
        self._titles = set(accumulate(top, lambda before, name: f"{before} {name}"))

    def _starts(self, section: str) -> list[int]:
        """The lines at which a section's heading stands, 0 (the top) where it is the document's title.

        A line that begins with the heading and goes on is one too: in a table the first cell is enough, a short
        heading elsewhere is not, as many sentences may begin with its word.
        """
        wanted = _name(section.split(" > ")[-1])
        if not wanted:
            return []
        if exact := self._names.get(wanted):
            return list(exact)
        if wanted in self._titles:
            return [0]
        return [
            n
            for name, lines in self._names.items()
            if name.startswith(f"{wanted} ")
            for n in lines
            if len(wanted) > PLENTY or n in self._rows
        ]

    def blocks(self, statement: Statement) -> tuple[Block, ...]:
        """The blocks a statement cites, or () where the original at hand does not bear it out.

        The heading may stand several times, and the original may be another version than the one that was
        digested: the place is taken whose blocks share the most words, and every figure, with the statement.
        A statement that shares few words with its blocks is linked only where the digest as a whole fits.
        """
        value, blocks = self._found.get(statement.id) or self._best(statement)
        return blocks if value >= (-0.1 if self._fits else LEAST) else ()

    def fit(self, statements: Sequence[Statement]) -> None:
        """Judge whether the digest was written from this very text: most statements must share their words."""
        self._found = {s.id: self._best(s) for s in statements}
        values = [value for value, _ in self._found.values()]
        self._fits = bool(values) and sum(v >= LEAST for v in values) >= 0.8 * len(values)

    def _best(self, statement: Statement) -> tuple[float, tuple[Block, ...]]:
        best: tuple[float, tuple[Block, ...]] = (-1.0, ())
        for start in self._starts(statement.section):
            after = [n for n in self._filled if n > start]
            lines = [after[c - 1] for c in statement.cite if c - 1 < len(after)]
            blocks = self._parts(lines)
            if not blocks:
                continue
            text = " ".join(f"{b.lead} {b.text}" for b in blocks)
            wanted = {(f.number, f.unit) for f in figures(statement.text)}
            have = {(f.number, f.unit) for f in figures(text)}
            value = _overlap(statement.text, text) - 0.25 * len(wanted - have)
            if value > best[0]:
                best = (value, tuple(blocks))
        return best

    def _parts(self, lines: Sequence[int]) -> list[Block]:
        """The blocks of the given lines; of a block that goes over several lines only the sentences on them."""
        cited: dict[int, list[int]] = {}
        for line in lines:
            block = self._by_line.get(line) or self._line(line)
            if block is not None:
                cited.setdefault(block.line, []).append(line)
        return [self._part(self._by_line[first], here) for first, here in cited.items()]

    def _line(self, line: int) -> Block | None:
        """A line that was read as a heading or as furniture, as a block: a row of a table may look like one."""
        text = tidy(self._original.lines[line - 1])
        if not text or any(b.page or b.paragraph for b in self._original.blocks[:1]):
            return None
        return self._by_line.setdefault(line, Block(text, line, "", end_line=line))

    def _part(self, block: Block, lines: Sequence[int]) -> Block:
        spans, end = {}, len(block.text)
        for n in range(max(block.line, block.end_line), block.line - 1, -1):
            written = tidy(self._original.lines[n - 1]) if n > block.line else block.text[:end]
            if n > block.line and not written:
                continue
            spans[n] = (end - len(written), end)
            end -= len(written) + 1
        if set(spans) <= set(lines):
            return block
        kept, at = [], 0
        for sentence in sentences(block.text):
            at = block.text.find(sentence, at)
            if any(n in spans and at < spans[n][1] and at + len(sentence) > spans[n][0] for n in lines):
                kept.append(sentence)
            at += len(sentence)
        return replace(block, text=_between(block.text, kept[0], kept[-1])) if kept else block


def window(text: str, relevance: Relevance, room: int) -> str:
    """The stretch of whole sentences of a text that fits in the room and answers best."""
    if len(text) <= room:
        return text
    parts = sentences(text)
    if not parts:
        return ""
    values = [relevance(p) for p in parts]
    best = max(range(len(parts)), key=lambda i: (values[i], -i))
    first = last = best
    if len(parts[best]) > room:
        return _clause(parts[best], relevance, room)
    while True:
        left = values[first - 1] if first > 0 else -1.0
        right = values[last + 1] if last + 1 < len(parts) else -1.0
        options = sorted([(right, 1), (left, 0)], reverse=True)
        for value, side in options:
            if value < 0:
                continue
            lo, hi = (first, last + 1) if side else (first - 1, last)
            stretch = _between(text, parts[lo], parts[hi])
            if len(stretch) <= room:
                first, last = lo, hi
                break
        else:
            return _between(text, parts[first], parts[last])


def _between(text: str, first: str, last: str) -> str:
    start = text.find(first)
    end = text.find(last, start) + len(last)
    return text[start:end]


def _clause(sentence: str, relevance: Relevance, room: int) -> str:
    """The part of an over-long sentence, cut at commas and semicolons, that answers best and fits."""
    cuts = [0, *(m.end() for m in re.finditer(r"[,;:–-]\s+", sentence)), len(sentence)]
    best, chosen = -1.0, ""
    for i, start in enumerate(cuts[:-1]):
        for end in cuts[i + 1 :]:
            piece = sentence[start:end].strip()
            if len(piece) > room:
                break
            value = relevance(piece) + len(piece) / 10000
            if value > best:
                best, chosen = value, piece
    return chosen


def choose(blocks: Sequence[Block], relevance: Relevance, room: int, lead: bool = True) -> tuple[str, ...]:
    """Quotes from the given blocks: the best block first, then the others in their order, within the room."""
    if not blocks:
        return ()
    ranked = sorted(range(len(blocks)), key=lambda i: (-relevance(blocks[i].text), i))
    quotes: list[str] = []
    left = room
    for i in ranked:
        text = window(blocks[i].text, relevance, left)
        if not text or (quotes and len(text) < 12):
            continue
        if any(text in q for q in quotes):
            continue
        quotes.append(text)
        left -= len(text)
        if left < 40:
            break
    return tuple(quotes)
