"""The library of originals: read from a folder, kept in one index file, renewed by what changed, swapped at once."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from knowledge.guidance.figures import Figure, figures
from knowledge.guidance.files import DataError
from knowledge.guidance.originals import Block, Original, read_text
from knowledge.guidance.readers import KINDS, Refused, read_plain
from knowledge.guidance.readers.child import ChildReader

FORMAT = 2  # of the index file; another one is read anew
SAFE_KINDS = (".txt", ".md")
_TABLES = """
create table about (format integer not null);
create table files (path text primary key, digest text not null, document text not null, refused text not null);
create table originals (document text primary key, packed blob not null);
"""


@dataclass(frozen=True, slots=True)
class Indexed:
    """What an indexing run did: files read, unchanged, gone and refused (with a sentence), and figures that differ."""

    read: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    changes: tuple[str, ...] = ()
    passages: int = 0


def files_in(folder: Path) -> list[Path]:
    """The files of a folder that are of a kind that is read, in order."""
    return sorted(
        p
        for p in folder.rglob("*")
        if p.is_file() and p.suffix.lower() in KINDS and not p.name.startswith((".", "~$"))
    )


def read_original(path: Path, child: ChildReader) -> Original:
    """One file: plain text here, every other kind in the child. Raises Refused."""
    marked = read_plain(path) if path.suffix.lower() in SAFE_KINDS else child.read(path)
    return read_text(path.stem, marked.text, marked.places, marked.structured)


def read_folder(folder: Path) -> tuple[dict[str, Original], list[tuple[str, str]]]:
    """The originals of a folder by document id (the file's stem), and what was refused with its sentence."""
    found: dict[str, Original] = {}
    refused: list[tuple[str, str]] = []
    with ChildReader() as child:
        for path in files_in(folder):
            try:
                original = read_original(path, child)
            except Refused as why:
                refused.append((path.name, str(why)))
                continue
            found.setdefault(original.document, original)
    return found, refused


def _pack(original: Original) -> bytes:
    data = {
        "document": original.document,
        "title": original.title,
        "blocks": [list(asdict(b).values()) for b in original.blocks],
        "headings": original.headings,
        "lines": original.lines,
    }
    return zlib.compress(json.dumps(data, ensure_ascii=False).encode(), 6)


def _unpack(packed: bytes) -> Original:
    data = json.loads(zlib.decompress(packed))
    return Original(
        data["document"],
        data["title"],
        tuple(Block(*b) for b in data["blocks"]),
        tuple((line, path) for line, path in data["headings"]),
        tuple(data["lines"]),
    )


def stamp(index_path: Path) -> str:
    """A text that changes whenever the index is replaced, for running processes to watch ("" where there is none)."""
    try:
        status = index_path.stat()
    except OSError:
        return ""
    return f"{status.st_mtime_ns}-{status.st_size}-{status.st_ino}"


def load_index(index_path: Path) -> dict[str, Original]:
    """The originals of an index ({} where there is none yet). Raises DataError where the file is not an index."""
    if not index_path.exists():
        return {}
    try:
        with closing(sqlite3.connect(f"file:{index_path}?mode=ro", uri=True)) as store:
            if store.execute("select format from about").fetchone() != (FORMAT,):
                raise DataError(f"{index_path.name} was made by another version. Run `doorstep index` again.")
            rows = store.execute("select document, packed from originals order by document").fetchall()
        return {document: _unpack(packed) for document, packed in rows}
    except (sqlite3.DatabaseError, zlib.error, ValueError, KeyError, TypeError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(
            f"{index_path.name} is not a readable index. Delete it and run `doorstep index` again."
        ) from error


def _known(index_path: Path) -> tuple[dict[str, tuple[str, str, str]], dict[str, bytes]]:
    """Files (digest, document, refusal) and packed originals of the last run; nothing where it cannot be used."""
    try:
        with closing(sqlite3.connect(f"file:{index_path}?mode=ro", uri=True)) as store:
            if store.execute("select format from about").fetchone() != (FORMAT,):
                return {}, {}
            files = {
                p: (d, i, r)
                for p, d, i, r in store.execute("select path, digest, document, refused from files")
            }
            return files, dict(store.execute("select document, packed from originals"))
    except sqlite3.DatabaseError:
        return {}, {}


def build_index(
    folder: Path, index_path: Path, progress: Callable[[int, int, str], None] = lambda done, of, name: None
) -> Indexed:
    """Read what is new or changed in a folder and replace the index in one step.

    A reader sees the old index or the new one, never half of one. Unchanged files are not opened as documents.
    """
    old_files, old_packed = _known(index_path)
    files: dict[str, tuple[str, str, str]] = {}
    packed: dict[str, bytes] = {}
    read: list[str] = []
    unchanged: list[str] = []
    changes: list[str] = []
    passages = 0
    paths = files_in(folder)
    with ChildReader() as child:
        for done, path in enumerate(paths, 1):
            name = path.relative_to(folder).as_posix()
            progress(done, len(paths), name)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            before = old_files.get(name)
            if before is not None and before[0] == digest and (before[2] or before[1] in old_packed):
                files[name] = before
                unchanged.append(name)
                if not before[2]:
                    packed[before[1]] = old_packed[before[1]]
                continue
            try:
                if path.stem in packed:
                    raise Refused(
                        f"{name}: another file is called '{path.stem}' too. Give each document its own name."
                    )
                original = read_original(path, child)
            except Refused as why:
                files[name] = (digest, "", str(why))
                continue
            files[name] = (digest, original.document, "")
            packed[original.document] = _pack(original)
            passages += len(original.blocks)
            read.append(name)
            if original.document in old_packed:
                changes.extend(changed_figures(_unpack(old_packed[original.document]), original))
    _write(index_path, files, packed)
    gone = tuple(sorted(old_files.keys() - files.keys()))
    refused = tuple((name, row[2]) for name, row in files.items() if row[2])
    return Indexed(tuple(read), tuple(unchanged), gone, refused, tuple(changes), passages)


def _write(index_path: Path, files: Mapping[str, tuple[str, str, str]], packed: Mapping[str, bytes]) -> None:
    index_path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{index_path.name}.", dir=index_path.parent)
    os.close(handle)
    try:
        with closing(sqlite3.connect(name)) as store:
            store.executescript(_TABLES)
            store.execute("insert into about values (?)", (FORMAT,))
            store.executemany(
                "insert into files values (?, ?, ?, ?)", [(n, *row) for n, row in files.items()]
            )
            store.executemany("insert into originals values (?, ?)", packed.items())
            store.commit()
        Path(name).replace(index_path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _said(figure: Figure) -> str:
    if figure.unit == "now":
        return "at once"
    plural = "" if figure.number == "1" else "s"
    return f"{figure.number} {'working ' if figure.working else ''}{figure.unit}{plural}"


def changed_figures(old: Original, new: Original) -> Iterator[str]:
    """One sentence for each section whose figures were changed, added or taken out."""

    def by_section(original: Original) -> dict[str, set[Figure]]:
        found: dict[str, set[Figure]] = {}
        for block in original.blocks:
            found.setdefault(block.section, set()).update(figures(block.text))
        return found

    before, after = by_section(old), by_section(new)
    for section in dict.fromkeys([*before, *after]):
        out = sorted(_said(f) for f in before.get(section, set()) - after.get(section, set()))
        come = sorted(_said(f) for f in after.get(section, set()) - before.get(section, set()))
        if out or come:
            parts = [f"no longer says {', '.join(out)}"] if out else []
            parts += [f"now says {', '.join(come)}"] if come else []
            yield f"{new.document}, “{section or new.title}”: {' and '.join(parts)}."
