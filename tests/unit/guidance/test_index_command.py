"""`index` and `check` on the command line: progress, refused files, changed figures, and what to set."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands.check import check
from bot.commands.index import Progress, index
from knowledge.guidance import build_index
from tests.unit.guidance.conftest import HARBOUR, write_originals


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DOORSTEP_INDEX", raising=False)
    monkeypatch.chdir(tmp_path)  # no .env of the machine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_originals(tmp_path / "docs")


def run(folder: Path, *more: str) -> Result:
    result = CliRunner().invoke(index, [str(folder), "--index", "x.index", *more])
    assert result.exit_code == 0, result.output
    return result


def test_changed_figures_and_refused_files_are_listed_with_a_sentence(folder: Path) -> None:
    run(folder)
    (folder / "harbour.txt").write_text(
        HARBOUR.replace("inside 36 hours", "inside 40 hours"), encoding="utf-8"
    )
    (folder / "cut.pdf").write_bytes(b"%PDF-1.4 nothing")
    said = run(folder).stdout
    assert "Read 1 " in said
    assert "  refused: cut.pdf is damaged or cut off" in said
    assert "no longer says 36 hours" in said
    assert "now says 40 hours" in said
    assert "  refused: cut.pdf" in run(folder).stdout  # told until it is put right


def test_check_names_the_files_that_were_left_out(folder: Path, tmp_path: Path) -> None:
    clean = CliRunner().invoke(check, ["--index", str(tmp_path / "x.index")])
    (folder / "cut.pdf").write_bytes(b"%PDF-1.4 nothing")
    run(folder)
    result = CliRunner().invoke(check, ["--index", str(tmp_path / "x.index")])
    assert result.exit_code == 1
    assert "refused: cut.pdf is damaged or cut off" in result.output
    new = set(result.output.splitlines()) - set(clean.output.splitlines())
    assert len(new) == 2  # the file, and the count that is one higher


def test_check_tells_an_index_that_is_none_and_one_of_other_words(folder: Path, tmp_path: Path) -> None:
    path, packs = tmp_path / "x.index", tmp_path / "packs"
    packs.mkdir()
    (packs / "thesaurus.yaml").write_text("groups:\n  entrance: [door]\n", encoding="utf-8")
    build_index(folder, path, packs=(packs,))
    assert "Run `doorstep index` again" in CliRunner().invoke(check, ["--index", str(path)]).output
    assert (
        "Run `doorstep index`"
        not in CliRunner().invoke(check, ["--index", str(path), "--policies", str(packs)]).output
    )
    path.write_bytes(b"nothing of the kind")
    assert "not a readable index" in CliRunner().invoke(check, ["--index", str(path)]).output


def test_where_the_bot_looks_is_said_unless_it_is_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Set DOORSTEP_INDEX=x.index" in run(folder).stdout
    monkeypatch.setenv("DOORSTEP_INDEX", "x.index")
    assert "DOORSTEP_INDEX" not in run(folder).stdout
    assert CliRunner().invoke(index, [str(folder)]).stdout.splitlines()[0].endswith(": x.index")


def test_an_index_that_cannot_be_written_is_told(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    result = CliRunner().invoke(index, [str(folder), "--index", str(tmp_path / "file" / "x.index")])
    assert result.exit_code == 1
    assert "cannot be written" in result.output
    assert "Traceback" not in result.output


def test_a_folder_of_refused_files_alone_says_so(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "cut.pdf").write_bytes(b"%PDF-1.4 nothing")
    said = run(tmp_path / "docs").output
    assert "refused 1" in said
    assert "no document to read" not in said


def test_a_terminal_sees_one_line_that_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr("sys.stderr", shown)
    progress = Progress(terminal=True)
    for done in range(1, 1001):
        progress(done, 1000, f"policy-{done}.md" + "x" * 90)
    progress.close()
    text = shown.getvalue()
    assert "\n" not in text
    assert "\r1000/1000 …" in text
    assert text.endswith(
        "\r"
    )  # cleared: the result stands alone (click leaves colours out where it is no terminal)
    assert max(len(part) for part in text.split("\r")) < 80  # never wraps
    assert text.count("\r") < 100  # not a write for every file


def test_elsewhere_plain_lines_are_printed_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr("sys.stderr", shown)
    progress = Progress(terminal=False)
    for done in range(1, 1201):
        progress(done, 1200, "policy.md")
    progress.close()
    assert shown.getvalue().splitlines() == ["500/1200 files", "1000/1200 files", "1200/1200 files"]
