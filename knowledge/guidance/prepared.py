"""Prepared guidance, kept in a file between starts: reading 29,000 ways of asking anew takes seconds, this a fraction.

What is kept was made by this very code from these very files: the name of the file is their fingerprint, so a change of
either is a new one. It is a pickle, so it is only read from a folder and file that nobody else can write to.
"""

from __future__ import annotations

import logging
import os
import pickle
import stat
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.guidance.engine import Guidance

KEPT = 3  # files; older ones are removed
_HERE = Path(__file__).resolve().parent
_CODE = sorted(
    [*_HERE.rglob("*.py"), _HERE / "english.yaml", _HERE / "decision.yaml", _HERE.parent / "results.py"]
)
# What reading a torn or foreign pickle may raise.
_TORN = (
    OSError,
    pickle.UnpicklingError,
    EOFError,
    AttributeError,
    ImportError,
    LookupError,
    TypeError,
    ValueError,
    MemoryError,
)
_LOG = logging.getLogger("doorstep.guidance")


def fingerprint(files: Iterable[Path], options: object) -> str:
    """A name for what these files, read with these options by this code, come to."""
    seen = sha256(repr((sys.version, options)).encode())
    for path in [*_CODE, *files]:
        seen.update(f"\n{path}\n".encode())
        seen.update(sha256(path.read_bytes()).digest())
    return seen.hexdigest()[:32]


def prepared(folder: Path, files: Iterable[Path], options: object, make: Callable[[], Guidance]) -> Guidance:
    """What `make` makes, from the folder where an earlier start kept it there; otherwise made now, and kept.

    A folder or file that can't be used costs only the time: nothing depends on what is kept.
    """
    try:
        path = folder / f"guidance-{fingerprint(files, options)}.pickle"
    except OSError:
        return make()  # says which file it is that can't be read
    kept = _read(path)
    if kept is not None:
        return kept
    made = make()
    _keep(path, made)
    return made


def _read(path: Path) -> Guidance | None:
    from knowledge.guidance.engine import Guidance

    try:
        if not (_ours(path) and _ours(path.parent)):
            return None
        found = pickle.loads(path.read_bytes())  # noqa: S301 - our own file, see above
    except FileNotFoundError:
        return None
    except _TORN as error:
        _LOG.warning("guidance.prepared.unreadable: %s", type(error).__name__)
        return None
    return found if isinstance(found, Guidance) else None


def _ours(path: Path) -> bool:
    """Whether only we, or the machine's administrator, can have written a file or folder."""
    status = path.stat()
    mine = not hasattr(os, "getuid") or status.st_uid in (os.getuid(), 0)
    return mine and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _keep(path: Path, made: Guidance) -> None:
    """Write beside and move into place: whoever starts meanwhile sees all of it or nothing."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not _ours(path.parent):
            return
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            pickle.dump(made, file, pickle.HIGHEST_PROTOCOL)
        beside.replace(path)
        for old in _by_age(path.parent)[KEPT:]:
            old.unlink(missing_ok=True)
    except (OSError, pickle.PicklingError, TypeError) as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        _LOG.warning("guidance.prepared.not_kept: %s", type(error).__name__)


def _by_age(folder: Path) -> list[Path]:
    """The kept files, newest first."""
    return sorted(folder.glob("guidance-*.pickle"), key=lambda p: p.stat().st_mtime, reverse=True)
