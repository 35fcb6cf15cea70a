"""Prepared guidance is kept between starts, is never stale, and is only believed where nobody else could write it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from knowledge.guidance import Guidance, load_guidance
from knowledge.guidance.prepared import KEPT, prepared

QUESTION = "how often is a child in need seen"


class Making:
    """Makes guidance and counts how often."""

    def __init__(self, guidance: Guidance) -> None:
        self._guidance, self.times = guidance, 0

    def __call__(self) -> Guidance:
        self.times += 1
        return self._guidance


@pytest.fixture(scope="module")
def small(packs: Path) -> Guidance:
    return load_guidance([packs])


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "asks.yaml"
    path.write_text("one: two\n")
    return path


@pytest.fixture
def make(small: Guidance) -> Making:
    return Making(small)


def kept_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*"))


def test_the_second_start_takes_what_the_first_one_kept(tmp_path: Path, source: Path, make: Making) -> None:
    first = prepared(tmp_path / "kept", [source], (), make)
    second = prepared(tmp_path / "kept", [source], (), make)
    assert make.times == 1
    assert second is not first
    assert second.answer(QUESTION) == first.answer(QUESTION)
    assert second.urgent("the baby is not breathing") == first.urgent("the baby is not breathing")


@pytest.mark.parametrize("change", ["file", "option"])
def test_what_was_made_from_something_else_is_made_anew(
    tmp_path: Path, source: Path, make: Making, change: str
) -> None:
    prepared(tmp_path / "kept", [source], "camden", make)
    if change == "file":
        source.write_text("one: three\n")
    prepared(tmp_path / "kept", [source], "camden" if change == "file" else "derby", make)
    assert make.times == 2


def test_a_torn_file_is_made_anew_and_put_right(tmp_path: Path, source: Path, make: Making) -> None:
    prepared(tmp_path / "kept", [source], (), make)
    (kept,) = kept_in(tmp_path / "kept")
    kept.write_bytes(kept.read_bytes()[:1000])
    prepared(tmp_path / "kept", [source], (), make)
    prepared(tmp_path / "kept", [source], (), make)
    assert make.times == 2


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no owners and modes on this system")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_others_could_have_written_is_not_read(
    tmp_path: Path, source: Path, make: Making, what: str
) -> None:
    prepared(tmp_path / "kept", [source], (), make)
    (kept,) = kept_in(tmp_path / "kept")
    assert kept.stat().st_mode & 0o777 == 0o600
    if what == "file":
        kept.chmod(0o666)
    else:
        kept.parent.chmod(0o777)
    prepared(tmp_path / "kept", [source], (), make)
    assert make.times == 2


def test_a_folder_that_cannot_be_used_costs_only_the_time(tmp_path: Path, source: Path, make: Making) -> None:
    (tmp_path / "kept").write_text("a file stands where the folder should be")
    assert prepared(tmp_path / "kept", [source], (), make).answer(QUESTION).covered
    assert make.times == 1


def test_only_the_newest_are_kept(tmp_path: Path, source: Path, make: Making) -> None:
    for number in range(KEPT + 2):
        prepared(tmp_path / "kept", [source], number, make)
    assert len(kept_in(tmp_path / "kept")) == KEPT
    prepared(tmp_path / "kept", [source], KEPT + 1, make)
    assert make.times == KEPT + 2
