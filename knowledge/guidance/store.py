"""The store: what of a large library's index stays on disk, looked up when a question asks for it.

The index is one SQLite file that is only ever replaced, never changed in place; an open store goes on reading the
file it was opened on. Terms hold bitmaps of their passages by level (how much a passage makes of the term), so that
the first choice among all passages needs no look at each (`picking.py`).
"""

from __future__ import annotations

import hashlib
import json
import math
import sqlite3
import threading
import weakref
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import Any

from knowledge.guidance import bitmaps
from knowledge.guidance.figures import Figure
from knowledge.guidance.files import DataError
from knowledge.guidance.originals import Block, Original
from knowledge.guidance.ranking import FIELD_WEIGHTS, K1, B
from knowledge.guidance.units import PLANS, Unit, place_of

FORMAT = 3  # of the index file; another one is read anew
TABLES = """
create table about (name text primary key, value text not null) without rowid;
create table files (path text primary key, state text not null, digest text not null, document text not null,
  refused text not null) without rowid;
create table originals (number integer primary key, document text not null unique, title text not null,
  names text not null, passages integer not null, packed blob not null);
create table passages (id integer primary key, original integer not null, text text not null, section text not null,
  lead text not null, kind text not null, line integer not null, end_line integer not null, page integer not null,
  paragraph integer not null, timed integer not null, figures text not null, words integer not null,
  terms text not null, heading_terms text not null, lead_terms text not null);
create index passages_of on passages (original);
create table terms (number integer primary key, term text not null unique, passages integer not null);
create table postings (term integer not null, level integer not null, chunk integer not null, ids blob not null,
  primary key (term, level, chunk)) without rowid;
create table vocabulary (word text primary key, passages integer not null) without rowid;
create table free (id integer primary key);
"""
# Everything that is analysed taken out, the originals put aside as `before`.
EMPTIED = """
create table before as select document, packed from originals;
delete from originals; delete from passages; delete from terms; delete from postings; delete from vocabulary;
delete from free; delete from about where name in ('passages', 'words', 'last');
"""
LENGTH, TIMED = " length", " timed"  # kept like terms; a blank is in no word
USUAL_LENGTH = 25  # words of a passage, for the levels only
# A term counts between 0 and 2.8 in a passage (ranking.build): from which value a level begins, and what it stands for.
LEVELS = (0.0, 0.68, 0.8, 1.0, 1.25, 1.5)
STANDS_FOR = (0.64, 0.73, 0.83, 1.11, 1.37, 1.63)
OPENING_BLOCKS = 6
_PASSAGE = """select p.id, o.document, o.title, p.text, p.section, p.lead, p.kind, p.line, p.end_line, p.page,
  p.paragraph, p.timed, p.figures, p.words, p.terms, p.heading_terms, p.lead_terms
  from passages p join originals o on o.number = p.original where p.id in ({})"""
_AS_ROW = attrgetter(*(f.name for f in fields(Block)))
_AT_ONCE = 500  # values in a query
_CACHED = 50_000  # counts kept
_PAGES = -16_000  # of the file kept in memory, in kilobytes


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as it is found: the unit, its terms by field, its length in content words, the plans it mentions."""

    unit: Unit
    fields: tuple[tuple[float, Sequence[str]], ...]
    words: int
    plans: frozenset[str]

    @property
    def terms(self) -> frozenset[str]:
        return frozenset(t for _, terms in self.fields for t in terms)


def by_weight(
    text: Sequence[str], heading: Sequence[str], lead: Sequence[str]
) -> tuple[tuple[float, Sequence[str]], ...]:
    """The terms of a passage's fields, each field with its weight."""
    return (FIELD_WEIGHTS["text"], text), (FIELD_WEIGHTS["heading"], heading), (FIELD_WEIGHTS["lead"], lead)


def weighed(
    fields: Iterable[tuple[float, Sequence[str]]], wanted: Collection[str] | None = None
) -> dict[str, float]:
    """How often each term stands in a passage, by the weights of its fields (as ranking.build counts)."""
    counted: dict[str, float] = {}
    for weight, terms in fields:
        for term in terms:
            if wanted is None or term in wanted:
                counted[term] = counted.get(term, 0.0) + weight
    return counted


def worth(counted: float, words: float, usual: float) -> float:
    """What a term counts in a passage of that many words (as ranking.build has it)."""
    return counted * (K1 + 1) / (counted + K1 * (1 - B + B * words / (usual or 1.0)))


def level_of(counted: float, words: int) -> int:
    """The level at which a passage stands under a term."""
    return bisect_right(LEVELS, worth(counted, words, USUAL_LENGTH)) - 1


def level_of_length(characters: int) -> int:
    """The level at which a passage stands under its length; `length_of_level` is about the logarithm again."""
    return int(2 * math.log1p(characters))


def length_of_level(level: int) -> float:
    return (level + 0.5) / 2


def key_of(paths: Iterable[Path]) -> str:
    """A text that changes with the contents of files."""
    digest = hashlib.sha256()
    for path in paths:
        raw = path.read_bytes() if path.exists() else b""
        digest.update(f"{path.name} {len(raw)}\n".encode() + raw)
    return digest.hexdigest()[:24]


def pack_original(original: Original) -> bytes:
    """An original as it is stored."""
    data = {
        "document": original.document,
        "title": original.title,
        "blocks": [_AS_ROW(b) for b in original.blocks],
        "headings": original.headings,
        "lines": original.lines,
    }
    return zlib.compress(json.dumps(data, ensure_ascii=False).encode(), 4)


def unpack_original(packed: bytes) -> Original:
    """The original again."""
    data = json.loads(zlib.decompress(packed))
    return Original(
        data["document"],
        data["title"],
        tuple(Block(*b) for b in data["blocks"]),
        tuple((line, path) for line, path in data["headings"]),
        tuple(data["lines"]),
    )


def open_index(index_path: Path) -> sqlite3.Connection:
    """A connection that reads an index. Raises DataError where the file is none, or of another version."""
    bad = f"{index_path.name} is not a readable index. Delete it and run `doorstep index` again."
    try:
        connection = sqlite3.connect(
            f"{index_path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
    except sqlite3.DatabaseError as error:
        raise DataError(bad) from error
    try:
        connection.execute(f"pragma cache_size = {_PAGES}")
        found = connection.execute("select value from about where name = 'format'").fetchone()
    except sqlite3.DatabaseError as error:
        older = isinstance(error, sqlite3.OperationalError) and "no such" in str(error)
        connection.close()
        if older:  # an earlier version's table, or somebody else's database
            raise DataError(
                f"{index_path.name} was made by another version. Run `doorstep index` again."
            ) from error
        raise DataError(bad) from error
    if found != (str(FORMAT),):
        connection.close()
        raise DataError(f"{index_path.name} was made by another version. Run `doorstep index` again.")
    return connection


class Originals(Mapping[str, Original]):
    """The originals of an open index, each read when it is asked for."""

    def __init__(self, connection: sqlite3.Connection, lock: threading.Lock) -> None:
        self._connection, self._lock = connection, lock
        rows = connection.execute("select document, number from originals order by document")
        self._numbers: dict[str, int] = dict(rows.fetchall())

    def __getitem__(self, document: str) -> Original:
        number = self._numbers[document]
        with self._lock:
            row = self._connection.execute(
                "select packed from originals where number = ?", (number,)
            ).fetchone()
        return unpack_original(row[0])

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, document: object) -> bool:
        return document in self._numbers

    def number(self, document: str) -> int | None:
        """The number of a document in the index."""
        return self._numbers.get(document)


class Store:
    """An open index. One connection, used by one thread at a time: each look-up is short."""

    def __init__(self, index_path: Path) -> None:
        self._connection = open_index(index_path)
        weakref.finalize(self, self._connection.close)  # whoever holds the guidance need not think of it
        self._lock = threading.Lock()
        self._counts: dict[str, int] = {}
        about = dict(self._connection.execute("select name, value from about").fetchall())
        self.made_with = about.get("analysis", "")
        self.passages, self.words = int(about["passages"]), int(about["words"])
        self.chunks = (int(about["last"]) >> 16) + 1
        self.originals = Originals(self._connection, self._lock)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def titles(self) -> list[tuple[str, str, list[str], list[str]]]:
        """Every document: id, title, the authorities named in these, and the first one its opening names."""
        rows = self._rows("select document, title, names from originals order by document")
        return [(document, title, *json.loads(names)) for document, title, names in rows]

    def count(self, term: str) -> int:
        """In how many passages a term stands."""
        known = self._counts.get(term)
        if known is None:
            rows = self._rows("select passages from terms where term = ?", (term,))
            known = rows[0][0] if rows else 0
            if len(self._counts) >= _CACHED:
                self._counts.clear()
            self._counts[term] = known
        return known

    def has_word(self, word: str) -> bool:
        """Whether a word stands in some passage as it is."""
        return bool(self._rows("select 1 from vocabulary where word = ?", (word,)))

    def spellings(self, least: int) -> list[str]:
        """The words that stand in so many passages or more."""
        return [word for (word,) in self._rows("select word from vocabulary where passages >= ?", (least,))]

    def levels(self, term: str) -> list[tuple[int, int]]:
        """The passages of a term by level: (level, set)."""
        rows = self._rows(
            "select level, chunk, ids from postings where term = (select number from terms where term = ?)",
            (term,),
        )
        found: dict[int, list[tuple[int, bytes]]] = {}
        for level, chunk, ids in rows:
            found.setdefault(level, []).append((chunk, ids))
        return [(level, bitmaps.joined(chunks, self.chunks)) for level, chunks in found.items()]

    def of_documents(self, documents: Iterable[str]) -> int:
        """The set of the passages of some documents."""
        numbers = [n for d in documents if (n := self.originals.number(d)) is not None]
        ids: list[int] = []
        for number in numbers:
            ids += [i for (i,) in self._rows("select id from passages where original = ?", (number,))]
        return bitmaps.of(ids, self.chunks)

    def read(self, ids: Sequence[int]) -> list[Passage]:
        """Passages by their numbers, in order."""
        marks = ",".join("?" * len(ids))
        with self._lock:
            rows = self._connection.execute(_PASSAGE.format(marks) + " order by p.id", ids).fetchall()
        return [_passage(row) for row in rows]

    def counts_of(self, documents: Iterable[str]) -> tuple[int, int, Counter[str]]:
        """The passages of some documents: how many, their words, and in how many of them each term stands."""
        counted: Counter[str] = Counter()
        words = 0
        ids = bitmaps.members(self.of_documents(documents))
        for start in range(0, len(ids), _AT_ONCE):
            for passage in self.read(ids[start : start + _AT_ONCE]):
                counted.update(passage.terms)
                words += passage.words
        return len(ids), words, counted


def _passage(row: Sequence[Any]) -> Passage:
    (_, document, title, text, section, lead, kind, line, end_line, page, paragraph, timed, figures, words,
     terms, heading_terms, lead_terms) = row  # fmt: skip
    block = Block(text, line, section, lead, kind, end_line, page, paragraph)
    in_text, in_heading, in_lead = terms.split(), heading_terms.split(), lead_terms.split()
    of_heading = PLANS.intersection(in_heading)
    plans = of_heading.union(PLANS.intersection(in_text))
    unit = Unit(
        document=document,
        title=title,
        section=section,
        text="",
        blocks=(block,),
        place=place_of(block),
        figures=frozenset(Figure(*f) for f in json.loads(figures)) if figures else frozenset(),
        timed=bool(timed),
        plans=of_heading or plans,
    )
    return Passage(unit, by_weight(in_text, in_heading, in_lead), words, plans)
