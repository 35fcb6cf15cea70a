"""Renewal: a new index is taken up without a restart, in the background, and a broken one is left alone."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.guidance import Guidance, build_index, load_guidance
from knowledge.guidance.files import DataError
from knowledge.guidance.renewal import Held
from tests.unit.guidance.conftest import HARBOUR, write_originals

ROOT = Path(__file__).parents[3]
QUESTION = "harbour: how many hours for the record on the case system"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Later:
    """Background work that runs when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def __call__(self, work: Callable[[], None]) -> None:
        self.waiting.append(work)

    def run(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def later() -> Later:
    return Later()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_originals(tmp_path / "docs")


@pytest.fixture
def index(folder: Path, tmp_path: Path) -> Path:
    build_index(folder, tmp_path / "x.index")
    return tmp_path / "x.index"


@pytest.fixture
def held(packs: Path, index: Path, clock: Clock, later: Later) -> Held:
    def load() -> Guidance:
        return load_guidance([packs], index_path=index, only_documents=True)

    return Held(load, index, every=3.0, clock=clock, begin=later)


def change(folder: Path, index: Path) -> None:
    (folder / "harbour.txt").write_text(
        HARBOUR.replace("inside 36 hours", "inside 40 hours"), encoding="utf-8"
    )
    build_index(folder, index)


def quotes(held: Held) -> str:
    return " ".join(held.current.answer(QUESTION).answers[0].quotes)


def test_a_new_index_is_taken_up_and_the_old_one_answers_meanwhile(
    held: Held, folder: Path, index: Path, clock: Clock, later: Later
) -> None:
    assert "36 hours" in quotes(held)
    change(folder, index)
    clock.now = 2.9
    assert "36 hours" in quotes(held)
    assert later.waiting == []  # too soon to look
    clock.now = 3.0
    assert "36 hours" in quotes(held)  # found, being loaded
    assert len(later.waiting) == 1
    clock.now = 10.0
    assert "36 hours" in quotes(held)
    assert len(later.waiting) == 1  # one load at a time
    later.run()
    assert "40 hours" in quotes(held)


def test_an_unchanged_index_is_not_loaded_again(held: Held, clock: Clock, later: Later) -> None:
    first = held.current
    clock.now = 60.0
    assert held.current is first
    assert later.waiting == []


def test_a_broken_index_keeps_the_old_answers_and_is_logged(
    held: Held, folder: Path, index: Path, clock: Clock, later: Later, caplog: pytest.LogCaptureFixture
) -> None:
    index.write_bytes(b"half an index")
    clock.now = 3.0
    assert held.current.documents
    later.run()
    assert "36 hours" in quotes(held)
    assert [r.getMessage().split(":")[0] for r in caplog.records] == ["guidance.index.broken"]
    assert "Run" in caplog.text or "run" in caplog.text
    clock.now = 6.0
    assert held.current.documents
    assert later.waiting == []  # not tried again until it is replaced
    change(folder, index)
    clock.now = 9.0
    assert held.current.documents
    later.run()
    assert "40 hours" in quotes(held)


def test_a_load_that_breaks_unexpectedly_does_not_end_renewal(
    index: Path, folder: Path, clock: Clock, later: Later
) -> None:
    results: list[Guidance | BaseException] = [
        load_guidance(),
        MemoryError(),
        RuntimeError(),
        load_guidance(),
    ]

    def load() -> Guidance:
        result = results.pop(0)
        if isinstance(result, BaseException):
            raise result
        return result

    held = Held(load, index, every=1.0, clock=clock, begin=later)
    first = held.current
    for text, breaks in (
        ("# A\n\nOne thing.\n", False),
        ("# A\n\nTwo things.\n", True),
        ("# A\n\nThree things.\n", False),
    ):
        (folder / "lake.txt").write_text(text, encoding="utf-8")
        build_index(folder, index)
        clock.now += 1.0
        assert held.current is first
        if breaks:
            with pytest.raises(RuntimeError):
                later.run()
        else:
            later.run()
    assert held.current is not first


def test_errors_at_the_start_are_the_callers(tmp_path: Path) -> None:
    broken = tmp_path / "x.index"
    broken.write_bytes(b"nothing of the kind")
    with pytest.raises(DataError, match="doorstep index"):
        Held(lambda: load_guidance(index_path=broken), broken)


def test_without_an_index_nothing_is_looked_for(clock: Clock, later: Later) -> None:
    held = Held(load_guidance, None, clock=clock, begin=later)
    clock.now = 100.0
    assert held.current.documents
    assert later.waiting == []


def test_one_process_indexes_and_another_answers(packs: Path, folder: Path, index: Path) -> None:
    """The real thread and the real clock: asked again and again, it never fails and comes to the new text."""
    loaded = threading.Event()

    def load() -> Guidance:
        guidance = load_guidance([packs], index_path=index, only_documents=True)
        if "40 hours" in " ".join(guidance.answer(QUESTION).answers[0].quotes):
            loaded.set()
        return guidance

    held = Held(load, index, every=0.0)
    (folder / "harbour.txt").write_text(
        HARBOUR.replace("inside 36 hours", "inside 40 hours"), encoding="utf-8"
    )
    other = subprocess.Popen(
        [sys.executable, "-m", "bot", "index", str(folder), "--index", str(index), "--quiet"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    seen = set()
    while other.poll() is None:
        seen.add(quotes(held))
    assert other.returncode == 0
    assert held.current.documents  # the last look, should the index have come after the one before
    assert loaded.wait(30)
    renewal = [t for t in threading.enumerate() if t.name == "guidance-renewal"]
    for thread in renewal:
        thread.join(30)
    assert "40 hours" in quotes(held)
    assert all("36 hours" in q or "40 hours" in q for q in seen)
