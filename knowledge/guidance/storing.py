"""Writing the store: passages analysed once, term by term, and taken out again when their file changes or goes."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from operator import attrgetter

from knowledge.guidance import bitmaps
from knowledge.guidance.figures import figures, has_figure
from knowledge.guidance.originals import Block, Original
from knowledge.guidance.ranking import Analysed, analyse
from knowledge.guidance.store import (
    LENGTH,
    OPENING_BLOCKS,
    TIMED,
    by_weight,
    level_of,
    level_of_length,
    pack_original,
    weighed,
)
from knowledge.guidance.thesaurus import Phrases
from knowledge.guidance.units import LEAST_WORTH_FINDING
from knowledge.guidance.words import tokens

_FIGURE = attrgetter("number", "unit", "working")
SHORTEST_SPELLING = 4  # letters of a word that slips of the keyboard are put right to
_HELD = 4_000_000  # postings held before they are written
Key = tuple[str, int, int]  # term, level, chunk
# Of id, title and opening: the authorities a document is called by, and the first one its opening names.
Names = Callable[[str, str, str], tuple[list[str], list[str]]]


class Writer:
    """Changes an index that nobody else sees yet. `finish` writes what is still held."""

    def __init__(self, connection: sqlite3.Connection, phrases: Phrases, names: Names) -> None:
        self._db, self._phrases, self._names = connection, phrases, names
        about = dict(connection.execute("select name, value from about").fetchall())
        self._passages, self._words = int(about.get("passages", 0)), int(about.get("words", 0))
        self._last = int(about.get("last", -1))
        self._free = [i for (i,) in connection.execute("select id from free order by id desc")]
        self._written = set(range((self._last >> 16) + 1)) if self._last >= 0 else set()
        self._set: dict[Key, list[int]] = {}
        self._cleared: dict[Key, list[int]] = {}
        self._held = 0
        self._counts: Counter[str] = Counter()
        self._vocabulary: Counter[str] = Counter()
        self._seen: dict[str, Analysed] = {}

    def add(self, original: Original) -> int:
        """Put a document in; the number of its passages."""
        opening = " ".join(b.text for b in original.blocks[:OPENING_BLOCKS])
        names = json.dumps(self._names(original.document, original.title, opening))
        blocks = [b for b in original.blocks if len(b.text) >= LEAST_WORTH_FINDING]
        cursor = self._db.execute(
            "insert into originals (document, title, names, passages, packed) values (?, ?, ?, ?, ?)",
            (original.document, original.title, names, len(blocks), pack_original(original)),
        )
        number = cursor.lastrowid
        self._db.executemany(
            "insert into passages values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [self._row(number, block) for block in blocks],
        )
        return len(blocks)

    def remove(self, document: str) -> None:
        """Take a document out."""
        row = self._db.execute("select number from originals where document = ?", (document,)).fetchone()
        if row is None:
            return
        gone = self._db.execute(
            "select id, text, timed, words, terms, heading_terms, lead_terms from passages where original = ?",
            row,
        ).fetchall()
        for ident, text, timed, words, terms, heading, lead in gone:
            self._passages -= 1
            self._words -= words
            fields = by_weight(terms.split(), heading.split(), lead.split())
            self._post(ident, fields, words, len(text), bool(timed), self._cleared, -1)
            self._vocabulary.subtract(_spelt(text))
            self._free.append(ident)
        self._db.execute("delete from passages where original = ?", row)
        self._db.execute("delete from originals where number = ?", row)

    def _once(self, text: str) -> Analysed:
        """Headings and leads, which many passages share."""
        if text not in self._seen:
            if len(self._seen) > 10_000:
                self._seen.clear()
            self._seen[text] = analyse(text, self._phrases)
        return self._seen[text]

    def _row(self, original: int | None, block: Block) -> tuple[object, ...]:
        if self._free:
            ident = self._free.pop()
        else:
            self._last = ident = self._last + 1
            if ident and (ident % bitmaps.CHUNK == 0 or self._held > _HELD):
                self._flush()
        text, heading = analyse(block.text, self._phrases), self._once(block.section)
        lead = self._once(block.lead) if block.lead else Analysed((), ())
        words, timed, found = len(text.stems), has_figure(block.text), figures(block.text)
        parts = [(*a.stems, *a.groups) for a in (text, heading, lead)]
        self._passages += 1
        self._words += words
        self._post(ident, by_weight(*parts), words, len(block.text), timed, self._set, 1)
        self._vocabulary.update(_spelt(block.text))
        return (
            ident, original, block.text, block.section, block.lead, block.kind, block.line, block.end_line, block.page,
            block.paragraph, timed, json.dumps(sorted(map(_FIGURE, found))) if found else "", words,
            *(" ".join(p) for p in parts),
        )  # fmt: skip

    def _post(
        self,
        ident: int,
        fields: Sequence[tuple[float, Sequence[str]]],
        words: int,
        characters: int,
        timed: bool,
        into: dict[Key, list[int]],
        step: int,
    ) -> None:
        chunk, position = divmod(ident, bitmaps.CHUNK)
        counted = weighed(fields)
        for term, value in counted.items():
            self._counts[term] += step
            into.setdefault((term, level_of(value, words), chunk), []).append(position)
        into.setdefault((LENGTH, level_of_length(characters), chunk), []).append(position)
        if timed:
            into.setdefault((TIMED, 0, chunk), []).append(position)
        self._held += len(counted)

    def _number(self, term: str, step: int) -> int:
        self._db.execute(
            "insert into terms (term, passages) values (?, ?) on conflict (term) do update set passages = passages + ?",
            (term, step, step),
        )
        return int(self._db.execute("select number from terms where term = ?", (term,)).fetchone()[0])

    def _flush(self) -> None:
        """Write the postings held: sets of new chunks as they are, others put together with what is there."""
        keys = sorted(self._set.keys() | self._cleared.keys())
        terms = dict.fromkeys(t for t, _, _ in keys)
        numbers = {term: self._number(term, self._counts.pop(term, 0)) for term in terms}
        rows: list[tuple[int, int, int, bytes]] = []
        empty: list[tuple[int, int, int]] = []
        for key in keys:
            place = (numbers[key[0]], key[1], key[2])
            positions = set(self._set.get(key, ()))
            if key[2] in self._written:
                query = "select ids from postings where term = ? and level = ? and chunk = ?"
                found = self._db.execute(query, place).fetchone()
                if found is not None:
                    positions |= set(bitmaps.unpack(found[0])) - set(self._cleared.get(key, ()))
            if positions:
                rows.append((*place, bitmaps.pack(positions)))
            else:
                empty.append(place)
        self._db.executemany("insert or replace into postings values (?, ?, ?, ?)", rows)
        self._db.executemany("delete from postings where term = ? and level = ? and chunk = ?", empty)
        self._written.update(key[2] for key in keys)
        self._set.clear()
        self._cleared.clear()
        self._held = 0

    def finish(self) -> int:
        """Write what is held; the number of passages in the index."""
        self._flush()
        self._db.executemany(
            "insert into vocabulary values (?, ?) "
            "on conflict (word) do update set passages = passages + excluded.passages",
            [(w, n) for w, n in self._vocabulary.items() if n],
        )
        self._vocabulary.clear()
        self._db.execute("delete from vocabulary where passages <= 0")
        self._db.execute("delete from free")
        self._db.executemany("insert into free values (?)", [(i,) for i in self._free])
        about = {"passages": self._passages, "words": self._words, "last": self._last}
        self._db.executemany(
            "insert or replace into about values (?, ?)", [(k, str(v)) for k, v in about.items()]
        )
        return self._passages


def _spelt(text: str) -> set[str]:
    return {w for w in tokens(text) if len(w) >= SHORTEST_SPELLING}
