"""Read a CSV export as rows of named cells, however the program that wrote it spells, quotes and encodes."""

from __future__ import annotations

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import InvalidInput

MOST_BYTES = 50_000_000
DELIMITERS = ",;\t|"
NOT_GIVEN = frozenset({"-", "--", "n/a", "na", "nil", "none", "null", "not known", "unknown", "not given"})
_OTHER_FILES = {
    b"PK": "an Excel workbook or another packed file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
}
_HYPHENS = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2212": "-", "\u00a0": " "}
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its first line in the file, its cells by column, and what is wrong with the line itself ("")."""

    line: int
    cells: Mapping[str, str]
    trouble: str = ""

    def get(self, column: str) -> str:
        """The cell's text, "" where it is empty or says that nothing is known."""
        text = self.cells.get(column, "")
        return "" if text.lower() in NOT_GIVEN else text


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows. `columns` are those that were recognised, `ignored` the headings that were not."""

    name: str
    columns: frozenset[str]
    ignored: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """What a kind of file may hold: its columns, other headings for them, and which must be there."""

    known: tuple[str, ...]
    required: tuple[str, ...]
    also: Mapping[str, str]

    def named(self, heading: str) -> str | None:
        """The column a heading stands for: case, spaces, hyphens and dots don't matter."""
        name = re.sub(r"[^a-z0-9]+", "_", heading.lower()).strip("_")
        name = self.also.get(name, name)
        return name if name in self.known else None


def refuse(sentence: str) -> InvalidInput:
    """The whole file can't be used, and why."""
    return InvalidInput({"file": sentence})


def read_file(path: Path) -> tuple[str, bytes]:
    """The file's name and bytes; InvalidInput where there is nothing to read."""
    try:
        if path.is_dir():
            raise refuse(f"{path} is a folder. Name the CSV file in it.")
        if path.stat().st_size > MOST_BYTES:
            raise refuse(f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB. Is it the right file?")
        return path.name, path.read_bytes()
    except FileNotFoundError:
        raise refuse(f"There is no file {path}. Check the name and the folder.") from None
    except PermissionError:
        raise refuse(f"{path} may not be read by this account. Change its permissions, or copy it.") from None
    except OSError as trouble:
        raise refuse(f"{path} can't be read ({trouble.strerror}).") from None


def decode(name: str, data: bytes) -> str:
    """The text of an export: UTF-8, UTF-16 with its mark, or Windows-1252."""
    for start, what in _OTHER_FILES.items():
        if data.startswith(start):
            raise refuse(f"{name} is {what}, not a CSV file. Open it and save it as CSV (UTF-8).")
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise refuse(f"{name} is not text that I can read. Save it again as CSV (UTF-8).")


def clean(cell: str) -> str:
    """A cell's text: odd spaces and hyphens made plain, a spreadsheet's ="..." taken off."""
    text = unicodedata.normalize("NFC", cell.translate(_HYPHENS)).replace("\u200b", "").replace("\ufeff", "")
    text = " ".join(text.split())
    wrapped = re.fullmatch(r'="(.*)"', text)
    return wrapped.group(1).strip() if wrapped else text


def _cells(record: str, delimiter: str) -> list[str] | None:
    """One record's cells; None where its quotation marks don't match up."""
    try:
        rows = list(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return [clean(cell) for cell in rows[0]] if rows else []


def _records(lines: Sequence[str], delimiter: str, width: int) -> Iterable[tuple[int, str, bool]]:
    """(index of the first line, text, whole?) of each record.

    A quoted cell may run over several lines. A quotation mark that is never closed must not swallow the rows
    after it: a following line that holds a whole row's worth of delimiters is a row of its own.
    """
    at = 0
    while at < len(lines):
        start, record = at, lines[at]
        at += 1
        whole = record.count('"') % 2 == 0
        while not whole and at < len(lines):
            closes = lines[at].count('"') % 2 == 1
            quoted = lines[at].rpartition('"')[0] if closes else lines[at]
            if quoted.count(delimiter) >= max(width - 1, 1):
                break
            record, at, whole = record + lines[at], at + 1, closes
        if not whole:
            record, at = lines[start], start + 1
        yield start, record, whole


def _heading(name: str, lines: Sequence[str]) -> tuple[int, str]:
    """(index of the heading line, delimiter)."""
    for index, line in enumerate(lines):
        told = re.fullmatch(r"sep=(.)", line.strip())
        if told:  # how Excel is told the delimiter
            return index + 1, told.group(1)
        if line.strip():
            bare = re.sub(r'"[^"]*"', "", line)
            return index, max(DELIMITERS, key=lambda mark: (bare.count(mark), mark == ","))
    raise refuse(f"{name} is empty.")


def _name_columns(name: str, headings: Sequence[str], columns: Columns) -> tuple[list[str | None], list[str]]:
    names = [columns.named(heading) for heading in headings]
    for column in columns.known:
        if names.count(column) > 1:
            raise refuse(
                f"{name} has two columns for {column}. Take one out, so that it is clear which one counts."
            )
    missing = [column for column in columns.required if column not in names]
    ignored = [heading for heading, known in zip(headings, names, strict=True) if known is None and heading]
    if missing:
        said = f"{name} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}."
        for column in missing:
            near = difflib.get_close_matches(column, [heading.lower() for heading in ignored], n=1)
            if near:
                said += f' Is "{near[0]}" meant for {column}?'
        found = ", ".join(heading for heading in headings if heading) or "none"
        raise refuse(f"{said} The first line must hold the headings; found: {found[:300]}.")
    return names, ignored


def read_table(name: str, data: bytes, columns: Columns) -> Table:
    """Rows of named cells; InvalidInput where the file as a whole can't be used."""
    lines = decode(name, data).splitlines(keepends=True)
    at, delimiter = _heading(name, lines)
    headings = _cells(lines[at], delimiter) if at < len(lines) else None
    if headings is None:
        raise refuse(f"{name}: the quotation marks in the heading line don't match up.")
    names, ignored = _name_columns(name, headings, columns)
    rows = []
    for index, record, whole in _records(lines[at + 1 :], delimiter, len(headings)):
        line = at + 2 + index
        cells = _cells(record, delimiter) if whole else None
        if cells is None:
            rough = [clean(part.replace('"', "")) for part in record.split(delimiter)]
            trouble = (
                "A quotation mark is opened and not closed in this line, so its cells can't be told apart."
            )
            rows.append(Row(line, _by_name(names, rough), trouble))
            continue
        while len(cells) > len(names) and not cells[-1]:
            cells.pop()
        if not any(cells):
            continue
        trouble = ""
        if len(cells) > len(names):
            trouble = (
                f"This line has {len(cells)} cells, the heading has {len(names)}. "
                "Put quotation marks around a cell that holds the delimiter itself."
            )
        rows.append(Row(line, _by_name(names, cells), trouble))
    if not rows:
        raise refuse(f"{name} has headings but no rows, so nothing was changed. Check the export.")
    return Table(name, frozenset(filter(None, names)), tuple(ignored), tuple(rows))


def _by_name(names: Sequence[str | None], cells: Sequence[str]) -> dict[str, str]:
    return {name: cell for name, cell in zip(names, cells, strict=False) if name is not None}
