"""Indexing: what is new or changed in a folder goes into a draft of the index, which replaces it in one step."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from knowledge.guidance.changes import changed_figures, lost_figures
from knowledge.guidance.coverage import Coverage, load_coverage
from knowledge.guidance.files import DataError
from knowledge.guidance.library import (
    UNREADABLE,
    analysis_key,
    coverage_file,
    files_in,
    read_original,
    reading_key,
    thesauri,
)
from knowledge.guidance.originals import Original
from knowledge.guidance.readers import Refused
from knowledge.guidance.readers.child import ChildReader
from knowledge.guidance.store import EMPTIED, FORMAT, TABLES, open_index, unpack_original
from knowledge.guidance.storing import Names, Writer
from knowledge.guidance.thesaurus import load_thesaurus

LEFT_BEHIND = 86_400  # seconds; an older draft is one of a run that was killed


@dataclass(frozen=True, slots=True)
class Indexed:
    """What an indexing run did: files read, unchanged, gone and refused (with a sentence), and figures that differ.

    `passages` are those of the files read, `total` all that can be found now. `renewed`: the unchanged files too
    were analysed again, because the words of the thesaurus or the way of reading them changed.
    """

    read: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    changes: tuple[str, ...] = ()
    passages: int = 0
    total: int = 0
    renewed: bool = False


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the last run. `state` is what the file system says of it, `refused` the sentence if it was."""

    state: str
    digest: str
    document: str
    refused: str


Progress = Callable[[int, int, str], None]


def _called(coverage: Coverage) -> Names:
    """How a document is called in questions (`questions._names` goes by the same signs)."""

    def names(document: str, title: str, opening: str) -> tuple[list[str], list[str]]:
        spoken = f"{document.replace('-', ' ').replace('_', ' ')} {title}"
        return coverage.authorities(spoken.title()), coverage.authorities(opening)[:1]

    return names


def _state(path: Path) -> str:
    """What changes whenever a file is written or replaced."""
    status = path.stat()
    return f"{status.st_size}-{status.st_mtime_ns}-{status.st_ctime_ns}-{status.st_ino}"


def build_index(
    folder: Path,
    index_path: Path,
    progress: Progress = lambda done, of, name: None,
    packs: Sequence[Path] = (),
) -> Indexed:
    """Read what is new or changed in a folder and replace the index in one step.

    A reader sees the old index or the new one, never half of one. Unchanged files are only looked up in the folder,
    and where nothing at all changed the index stays as it is. `packs` are further packs, for their thesaurus.
    """
    index_path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(index_path)
    nothing_new = _as_before(folder, index_path, packs)
    if nothing_new is not None:
        return nothing_new
    handle, name = tempfile.mkstemp(prefix=f".{index_path.name}.", dir=index_path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        usable = _usable(index_path)
        if usable:
            shutil.copyfile(index_path, draft)
        with closing(sqlite3.connect(draft)) as connection:
            # The draft is nobody's yet: a crash throws it away.
            connection.executescript(
                "pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -64000"
            )
            if not usable:
                connection.executescript(TABLES)
            result = _Run(folder, connection, progress, packs).go()
            connection.commit()
        with draft.open("rb+") as whole:
            os.fsync(whole.fileno())
        draft.chmod(index_path.stat().st_mode & 0o777 if usable else 0o644)
        _put_in_place(draft, index_path)
        return result
    finally:
        draft.unlink(missing_ok=True)


def _sweep(index_path: Path) -> None:
    """Take away what killed runs left behind."""
    for left in index_path.parent.glob(f".{index_path.name}.*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > LEFT_BEHIND:
                left.unlink()


def _usable(index_path: Path) -> bool:
    """Whether there is an index of the last run to start from."""
    with suppress(DataError, sqlite3.DatabaseError), closing(open_index(index_path)) as connection:
        connection.execute("select * from files, originals, about limit 1").fetchone()
        return True
    return False


def _as_before(folder: Path, index_path: Path, packs: Sequence[Path]) -> Indexed | None:
    """The result of a run that finds everything as it was, without touching the index; None where there is news."""
    if not _usable(index_path):
        return None
    with closing(open_index(index_path)) as connection:
        about = dict(connection.execute("select name, value from about").fetchall())
        rows = connection.execute("select path, state, refused from files").fetchall()
    if not _keys(packs).items() <= about.items():
        return None
    known = {path: state for path, state, _ in rows}
    names = []
    for path in files_in(folder):
        name = path.relative_to(folder).as_posix()
        try:
            if known.get(name) != _state(path):
                return None
        except OSError:
            return None
        names.append(name)
    if len(names) != len(known):
        return None
    refused = tuple(sorted((path, why) for path, _, why in rows if why))
    return Indexed(unchanged=tuple(names), refused=refused, total=int(about["passages"]))


def _keys(packs: Sequence[Path]) -> dict[str, str]:
    return {"format": str(FORMAT), "analysis": analysis_key(packs), "reading": reading_key()}


def _put_in_place(draft: Path, index_path: Path) -> None:
    try:
        draft.replace(index_path)
    except PermissionError as error:  # Windows, while a process has the old one open
        raise DataError(
            f"{index_path.name} is held open by a running process. Stop it and index again."
        ) from error


class _Run:
    """One indexing run over a draft of the index."""

    def __init__(
        self, folder: Path, connection: sqlite3.Connection, progress: Progress, packs: Sequence[Path]
    ) -> None:
        self._folder, self._db, self._progress = folder, connection, progress
        about = dict(connection.execute("select name, value from about").fetchall())
        self._keys = _keys(packs)
        self._reread = about.get("reading") != self._keys["reading"]
        self._renew = bool(about) and about.get("analysis") != self._keys["analysis"]
        rows = connection.execute("select path, state, digest, document, refused from files")
        self._old = {path: _File(*row) for path, *row in rows}
        self._thesaurus = load_thesaurus(thesauri(packs))
        self._names = _called(load_coverage(coverage_file(packs)))
        self._taken: dict[str, str] = {}  # document: file
        self._files: dict[str, _File] = {}
        self._read: list[str] = []
        self._unchanged: list[str] = []
        self._changes: list[str] = []
        self._passages = 0

    def go(self) -> Indexed:
        """Go through the folder; what is new or changed is read."""
        if self._renew:
            self._analyse_anew()
        self._writer = Writer(self._db, self._thesaurus.phrases, self._names)
        paths = files_in(self._folder)
        with ChildReader() as child:
            for done, path in enumerate(paths, 1):
                name = path.relative_to(self._folder).as_posix()
                self._progress(done, len(paths), name)
                self._file(name, path, child)
        gone = tuple(sorted(self._old.keys() - self._files.keys()))
        self._drop_the_lost()
        total = self._finish()
        refused = tuple((name, file.refused) for name, file in self._files.items() if file.refused)
        return Indexed(
            tuple(self._read), tuple(self._unchanged), gone, refused, tuple(self._changes), self._passages, total,
            self._renew,
        )  # fmt: skip

    def _file(self, name: str, path: Path, child: ChildReader) -> None:
        before = self._old.get(name)
        try:
            state = _state(path)
            if before is not None and before.digest and before.state == state:
                digest = before.digest
            else:
                with path.open("rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            self._files[name] = _File("", "", "", UNREADABLE.format(path.name))
            return
        if path.stem in self._taken:  # judged anew in each run: the other file may go
            why = f"{name}: another file is called '{path.stem}' too. Give each document its own name."
            self._files[name] = _File(state, "", "", why)
            return
        if before is not None and not self._reread and before.digest == digest:
            self._files[name] = _File(state, digest, before.document, before.refused)
            self._unchanged.append(name)
            if before.document:
                self._taken[before.document] = name
            return
        try:
            original = read_original(path, child)
        except Refused as why_not:
            self._files[name] = _File(state, digest, "", str(why_not))
            return
        self._files[name] = _File(state, digest, original.document, "")
        self._taken[original.document] = name
        self._read.append(name)
        self._replace(original)

    def _replace(self, original: Original) -> None:
        old = self._stored(original.document)
        if old is not None:
            self._changes.extend(changed_figures(old, original))
            self._writer.remove(original.document)
        self._passages += self._writer.add(original)

    def _stored(self, document: str) -> Original | None:
        row = self._db.execute("select packed from originals where document = ?", (document,)).fetchone()
        return unpack_original(row[0]) if row is not None else None

    def _drop_the_lost(self) -> None:
        """Take out the documents that no file stands for any more."""
        stored = [d for (d,) in self._db.execute("select document from originals order by document")]
        for document in stored:
            if document not in self._taken:
                original = self._stored(document)
                if original is not None:
                    self._changes.extend(lost_figures(original))
                self._writer.remove(document)

    def _analyse_anew(self) -> None:
        """Every stored document once more, without opening its file."""
        self._db.executescript(EMPTIED)
        writer = Writer(self._db, self._thesaurus.phrases, self._names)
        of = int(self._db.execute("select count(*) from before").fetchone()[0])
        rows = self._db.execute("select document, packed from before order by document")
        for done, (document, packed) in enumerate(rows, 1):
            self._progress(done, of, f"{document} (analysed anew)")
            writer.add(unpack_original(packed))
        writer.finish()
        self._db.execute("drop table before")
        self._db.commit()
        self._db.execute("vacuum")

    def _finish(self) -> int:
        total = self._writer.finish()
        self._db.executemany("insert or replace into about values (?, ?)", self._keys.items())
        self._db.execute("delete from files")
        rows = [(n, f.state, f.digest, f.document, f.refused) for n, f in self._files.items()]
        self._db.executemany("insert into files values (?, ?, ?, ?, ?)", rows)
        return total
