"""`ask` and `index` on the command line: the JSON form, the short card, and bad input in a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.commands.ask import ask
from bot.commands.index import index
from tests.unit.guidance.conftest import write_originals


def run(packs: Path, originals: Path, *arguments: str) -> str:
    result = CliRunner().invoke(ask, ["--packs", str(packs), "--documents", str(originals), *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_batch_gives_one_line_a_question_in_order(packs: Path, originals: Path, tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    rows = [{"id": "b", "question": "harbour bedroom rule"}, {"id": "a", "question": "mileage rate"}]
    questions.write_text("\n".join(map(json.dumps, rows)) + "\n\n", encoding="utf-8")
    lines = [
        json.loads(line) for line in run(packs, originals, "--from", str(questions), "--json").splitlines()
    ]
    assert [line["id"] for line in lines] == ["b", "a"]
    assert lines[0]["outcome"] == "answered"
    first = lines[0]["answers"][0]
    assert first["document"] == "harbour"
    assert first["section"] == "3 Inside the home"
    assert first["quotes"]
    assert lines[1]["outcome"] == "not_covered"
    assert lines[1]["answers"] == []


def test_the_card_shows_statement_quote_and_place(packs: Path, originals: Path) -> None:
    card = run(
        packs, originals, "harbour", "record", "on", "the", "case", "system", "in", "how", "many", "hours"
    )
    assert "within 36 hours" in card
    assert "“The note is on the case system inside 36 hours." in card
    assert "4 Writing it up" in card
    assert "not yet approved" in card


def test_an_emergency_comes_first_on_the_card(packs: Path, originals: Path) -> None:
    assert run(packs, originals, "dad has a knife").startswith("!! Immediate danger")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Give a question"),
        (["--policy", "nowhere", "bedroom"], "There is no policy 'nowhere'"),
        (["--documents", "/no/such/folder", "bedroom"], "does not exist"),
    ],
)
def test_bad_input_is_answered_with_a_sentence(arguments: list[str], says: str) -> None:
    result = CliRunner().invoke(ask, arguments)
    assert result.exit_code != 0
    assert says in result.output


@pytest.mark.parametrize("line", ["not json", '{"id": 1}', "[1]"])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text(f'{{"id": "1", "question": "bedroom"}}\n{line}\n', encoding="utf-8")
    result = CliRunner().invoke(ask, ["--from", str(questions), "--json"])
    assert result.exit_code != 0
    assert "line 2" in result.output


def test_indexing_reports_and_an_empty_folder_is_told(tmp_path: Path) -> None:
    folder = write_originals(tmp_path / "docs")
    result = CliRunner().invoke(index, [str(folder), "--index", str(tmp_path / "x.index"), "--quiet"])
    assert result.exit_code == 0
    assert result.output.startswith("Read 2 ")
    empty = tmp_path / "empty"
    empty.mkdir()
    result = CliRunner().invoke(index, [str(empty), "--index", str(tmp_path / "y.index")])
    assert result.exit_code != 0
    assert "no document to read" in result.output
