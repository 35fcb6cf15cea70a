"""The index of originals: only what changed is read, it is swapped at once, and changed figures are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.guidance import build_index, load_guidance, stamp
from knowledge.guidance.files import DataError
from knowledge.guidance.library import load_index
from tests.unit.guidance.conftest import HARBOUR, write_originals


def test_a_second_run_reads_nothing(tmp_path: Path) -> None:
    folder, index = write_originals(tmp_path / "docs"), tmp_path / "x.index"
    first = build_index(folder, index)
    assert sorted(first.read) == ["harbour.txt", "lake.txt"]
    assert first.passages > 8
    second = build_index(folder, index)
    assert second.read == ()
    assert sorted(second.unchanged) == ["harbour.txt", "lake.txt"]


def test_what_was_indexed_comes_back_whole(tmp_path: Path, quoting: object) -> None:
    folder, index = write_originals(tmp_path / "docs"), tmp_path / "x.index"
    build_index(folder, index)
    from knowledge.guidance.library import read_folder

    assert load_index(index) == read_folder(folder)[0]


def test_answers_from_the_index_carry_quotes(tmp_path: Path, packs: Path) -> None:
    index = tmp_path / "x.index"
    build_index(write_originals(tmp_path / "docs"), index)
    guidance = load_guidance([packs], index_path=index, only_documents=True)
    found = guidance.answer("harbour: how often is a child in need visited").answers[0]
    assert found.quotes
    assert found.quotes[0] in HARBOUR


def test_changed_new_and_lost_figures_are_told(tmp_path: Path) -> None:
    folder, index = write_originals(tmp_path / "docs"), tmp_path / "x.index"
    build_index(folder, index)
    (folder / "harbour.txt").write_text(
        HARBOUR.replace("nine working days", "8 working days"), encoding="utf-8"
    )
    result = build_index(folder, index)
    assert result.read == ("harbour.txt",)
    (change,) = result.changes
    assert "no longer says 9 working days" in change
    assert "now says 8 working days" in change


def test_gone_and_refused_files_are_told_and_the_rest_is_read(tmp_path: Path) -> None:
    folder, index = write_originals(tmp_path / "docs"), tmp_path / "x.index"
    build_index(folder, index)
    (folder / "lake.txt").unlink()
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    result = build_index(folder, index)
    assert result.gone == ("lake.txt",)
    assert [name for name, _ in result.refused] == ["broken.pdf"]
    assert set(load_index(index)) == {"harbour"}
    assert build_index(folder, index).refused == result.refused


def test_two_files_of_one_name_are_not_mixed(tmp_path: Path) -> None:
    folder = write_originals(tmp_path / "docs")
    (folder / "harbour.md").write_text("# Other\n\nOther text altogether.\n", encoding="utf-8")
    result = build_index(folder, tmp_path / "x.index")
    assert len(result.refused) == 1
    assert "its own name" in result.refused[0][1]


def test_the_old_index_stays_when_a_run_breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, index = write_originals(tmp_path / "docs"), tmp_path / "x.index"
    build_index(folder, index)
    (folder / "lake.txt").unlink()
    before = stamp(index)

    def fail(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        build_index(folder, index)
    assert stamp(index) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["docs", "x.index"]


def test_the_stamp_changes_with_the_index(tmp_path: Path) -> None:
    folder, index = write_originals(tmp_path / "docs"), tmp_path / "x.index"
    assert stamp(index) == ""
    build_index(folder, index)
    first = stamp(index)
    build_index(folder, index)
    assert stamp(index) == first  # nothing changed: nothing to take up
    (folder / "lake.txt").write_text("# Lake\n\nA wholly different text.\n", encoding="utf-8")
    build_index(folder, index)
    assert stamp(index) != first


def test_a_file_that_is_no_index_is_refused_and_replaced(tmp_path: Path) -> None:
    folder, index = write_originals(tmp_path / "docs"), tmp_path / "x.index"
    index.write_text("not an index", encoding="utf-8")
    with pytest.raises(DataError, match="doorstep index"):
        load_index(index)
    assert len(build_index(folder, index).read) == 2
    assert load_index(tmp_path / "absent.index") == {}
