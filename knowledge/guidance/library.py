"""The library of originals: a folder of documents, or the index made of it (`indexing.py`)."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from knowledge.guidance.files import DataError
from knowledge.guidance.originals import Original, read_text
from knowledge.guidance.readers import KINDS, Refused, read_plain
from knowledge.guidance.readers.child import ChildReader
from knowledge.guidance.store import Store, key_of, open_index

SAFE_KINDS = (".txt", ".md")
SMALL = 3_000  # passages; up to here a library is held in memory and every passage scored
_HERE = Path(__file__).resolve().parent
_DATA = _HERE.parent
# What decides how a file is read, and how its passages are analysed: when it changes, that is done anew.
_READING = ("originals.py", *(f"readers/{name}.py" for name in ("__init__", "docx", "html", "pdf")))
_ANALYSIS = ("english.yaml", "words.py", "figures.py", "thesaurus.py", "ranking.py", "store.py", "storing.py")
UNREADABLE = "{} cannot be opened. Check that it is there and may be read."


def files_in(folder: Path) -> list[Path]:
    """The files of a folder that are of a kind that is read, in order."""
    return sorted(
        p
        for p in folder.rglob("*")
        if p.suffix.lower() in KINDS and not p.name.startswith((".", "~$")) and p.is_file()
    )


def read_original(path: Path, child: ChildReader) -> Original:
    """One file: plain text here, every other kind in the child. Raises Refused."""
    try:
        marked = read_plain(path) if path.suffix.lower() in SAFE_KINDS else child.read(path)
    except OSError as error:
        raise Refused(UNREADABLE.format(path.name)) from error
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


def stamp(index_path: Path) -> str:
    """A text that changes whenever the index is replaced, for running processes to watch ("" where there is none)."""
    try:
        status = index_path.stat()
    except OSError:
        return ""
    return f"{status.st_mtime_ns}-{status.st_size}-{status.st_ino}"


def load_index(index_path: Path) -> Mapping[str, Original] | Store:
    """The originals of an index ({} where there is none yet); of a large one the store, still on disk.

    Raises DataError where the file is not an index.
    """
    if not index_path.exists():
        return {}
    try:
        store = Store(index_path)
        if store.passages > SMALL:
            return store
        with closing(store):
            return dict(store.originals)
    except (sqlite3.DatabaseError, zlib.error, ValueError, KeyError, TypeError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(
            f"{index_path.name} is not a readable index. Delete it and run `doorstep index` again."
        ) from error


def is_large(index_path: Path) -> bool:
    """Whether the passages of an index stay on disk, or it can't be read at all."""
    try:
        with closing(Store(index_path)) as store:
            return bool(store.passages > SMALL)
    except (sqlite3.Error, zlib.error, ValueError, KeyError, TypeError):
        return index_path.exists()


def refused_in(index_path: Path) -> list[tuple[str, str]]:
    """The files that were refused when the index was made: name and sentence. Raises DataError."""
    if not index_path.exists():
        return []
    with closing(open_index(index_path)) as connection:
        query = "select path, refused from files where refused <> '' order by path"
        return connection.execute(query).fetchall()


def is_outdated(index_path: Path, packs: Sequence[Path] = ()) -> bool:
    """Whether the passages of an index were analysed in a way that is not today's. Raises DataError."""
    if not index_path.exists():
        return False
    with closing(open_index(index_path)) as connection:
        found = connection.execute("select value from about where name = 'analysis'").fetchone()
    return bool(found != (analysis_key(packs),))


def analysis_key(packs: Sequence[Path] = ()) -> str:
    """What the analysis of passages rests on: an index made with another key can be asked, and should be renewed."""
    return key_of([*(_HERE / name for name in _ANALYSIS), *thesauri(packs), coverage_file(packs)])


def reading_key() -> str:
    """What the reading of files rests on: an index made with another key is read anew from the files."""
    return key_of(_HERE / name for name in _READING)


def thesauri(packs: Iterable[Path]) -> list[Path]:
    """The thesaurus files in play."""
    return [_DATA / "thesaurus.yaml", *(p for d in packs if (p := d / "thesaurus.yaml").exists())]


def coverage_file(packs: Iterable[Path]) -> Path:
    """The coverage file in play."""
    own = [p for d in packs if (p := d / "coverage.yaml").exists()]
    return own[-1] if own else _DATA / "coverage.yaml"
