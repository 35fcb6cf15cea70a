"""`due` and `check` on the command line: flags, a file, a batch, what-if, and sentences for what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from bot.commands.check import check
from bot.commands.due import due


def run(*args: str) -> Result:
    return CliRunner().invoke(due, list(args))


def test_a_receipt_in_plain_text() -> None:
    out = run(
        "--plan", "cp", "--last-visit", "2026-12-18", "--plan-start", "2026-01-05", "--as-of", "2026-12-20"
    ).output
    assert out.splitlines()[0] == "Wednesday 6 January 2027"
    assert "not counted (Christmas Day" in out
    assert "paragraph 2" in out
    assert "late from Thursday 7 January 2027" in out


def test_what_if_seen() -> None:
    out = run(
        "--plan", "cp", "--last-visit", "2026-12-10", "--as-of", "2026-12-12", "--if-seen", "2026-12-18"
    ).output
    assert "If seen on 2026-12-18:" in out
    assert "Wednesday 6 January 2027" in out


def test_what_if_it_becomes_child_protection() -> None:
    out = run(
        "--plan",
        "cin",
        "--last-visit",
        "2026-06-08",
        "--plan-start",
        "2026-01-05",
        "--as-of",
        "2026-06-10",
        "--if-plan",
        "cp",
    ).output
    assert "Monday 6 July 2026" in out
    assert "Monday 22 June 2026" in out


def test_stepping_down_never_shows_a_later_date_by_itself() -> None:
    args = (
        "--plan",
        "cp",
        "--last-visit",
        "2026-06-08",
        "--plan-start",
        "2026-01-05",
        "--as-of",
        "2026-06-10",
        "--json",
    )
    out = json.loads(run(*args, "--if-plan", "cin").output)
    assert out["now"]["on"] == out["then"]["on"] == "2026-06-22"


def test_what_if_a_placement_begins_asks_for_its_start() -> None:
    args = (
        "--plan",
        "cin",
        "--last-visit",
        "2026-06-08",
        "--plan-start",
        "2026-01-05",
        "--as-of",
        "2026-06-10",
    )
    out = run(*args, "--if-plan", "cic").output
    assert "If it becomes cic:" in out
    assert "Please enter: --placement-start" in out
    begun = run(*args, "--if-plan", "cic", "--placement-start", "2026-06-10").output
    assert "Wednesday 17 June 2026" in begun


def test_what_if_seen_from_a_case_file_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    case = tmp_path / "child.yaml"
    text = "policy: camden\nplan: cin\nask: bedroom_due\nfacts: {plan_start: 2026-01-05, visits: [{date: 2026-06-01, outcome: seen}]}\n"
    case.write_text(text)
    out = json.loads(
        run("--case", str(case), "--as-of", "2026-06-10", "--if-seen", "2026-06-12", "--json").output
    )
    assert (out["now"]["yes"], out["then"]["yes"]) == (False, True)
    assert case.read_text() == text


def test_what_if_seen_counts_from_that_day_and_shows_both() -> None:
    args = ("--policy", "camden", "--plan", "cp", "--plan-start", "2026-06-01", "--as-of", "2026-06-10")
    out = json.loads(run(*args, "--if-seen", "2026-06-19", "--json").output)
    assert out["now"]["on"] == "2026-06-11"
    assert out["then"]["on"] == "2026-06-29"
    assert out["then"]["receipt"]["counted_from"] == "2026-06-19"


def test_what_if_a_section_47_enquiry_begins() -> None:
    out = run(
        "--policy",
        "camden",
        "--plan",
        "cin",
        "--last-visit",
        "2026-06-08",
        "--plan-start",
        "2026-01-05",
        "--as-of",
        "2026-06-10",
        "--if-plan",
        "s47",
    ).output
    assert "Now:\n  Monday 29 June 2026" in out
    then = out.split("If it becomes s47:")[1]
    assert "29 June 2026" in then


def test_a_case_file_and_a_reading(tmp_path: Path) -> None:
    case = tmp_path / "child.yaml"
    case.write_text(
        "policy: camden\nplan: cp\nfacts: {plan_start: 2026-01-05, last_successful_visit: 2026-06-10}\n"
    )
    plain = run("--case", str(case), "--as-of", "2026-06-12").output
    other = run("--case", str(case), "--as-of", "2026-06-12", "--reading", "CA3=working_days").output
    assert plain.startswith("Saturday 20 June 2026")
    assert other.startswith("Wednesday 24 June 2026")
    assert "What kind of days are the 10 days of a child protection plan? Working days." in other
    as_json = run("--case", str(case), "--as-of", "2026-06-12", "--json").output
    assert "CA3: " in as_json


def test_everything_at_once() -> None:
    out = run(
        "--policy",
        "camden",
        "--plan",
        "cp",
        "--plan-start",
        "2026-06-01",
        "--born",
        "2018-01-01",
        "--ask",
        "standing",
        "--as-of",
        "2026-06-15",
    ).output
    assert "See the child now" in out
    assert "Owed (alone)" in out
    assert "Tell the team manager and conference chair" in out


def test_a_batch_answers_each_line_whatever_the_others_are(tmp_path: Path) -> None:
    good = {
        "id": "a",
        "policy": "gloucestershire",
        "plan": "cp",
        "ask": "next_due",
        "as_of": None,
        "facts": {"plan_start": "2026-06-01"},
    }
    bad = {**good, "id": "b", "facts": {"plan_start": "2026-06-31"}}
    lost = {**good, "id": "c", "policy": "gloucester"}
    batch = tmp_path / "cases.jsonl"
    batch.write_text("\n".join([json.dumps(good), json.dumps(bad), "{", json.dumps(lost), ""]))
    result = run("--from", str(batch), "--json")
    lines = [json.loads(line) for line in result.output.splitlines()]
    assert result.exit_code == 0
    assert lines[0] == {
        "id": "a",
        "answer": {"date": "2026-06-15"},
        "rule": "cp-visits: Visits on a child protection plan",
        "readings": lines[0]["readings"],
    }
    assert "not a date that exists" in lines[1]["error"][0]
    assert lines[2]["id"] == "line 3"
    assert "Did you mean `gloucestershire`" in lines[3]["error"][0]


def test_what_is_wrong_is_said() -> None:
    for args, says in (
        (("--plan", "early-hlp"), "`early-hlp` is not a plan. Did you mean `early-help`"),
        ((), "Say which plan"),
        (("--plan", "cp", "--last-visit", "2026-02-30"), "not a date that exists"),
        (("--plan", "cp", "--ask", "next_dew"), "Did you mean `next_due`"),
        (("--plan", "cp", "--reading", "GL99=x"), "`GL99` is not a reading"),
        (("--plan", "cp", "--reading", "GL4"), "must look like NAME=VALUE"),
        (("--plan", "cp", "--fact", "iro_agreed=maybe"), "true or false"),
        (("--plan", "cp", "--policy", "camdem"), "Did you mean `camden`"),
        (("--plan", "cp", "--if-seen", "tomorrow"), "--if-seen"),
    ):
        result = run(*args)
        assert result.exit_code != 0, args
        assert says in result.output, result.output
        assert "Traceback" not in result.output


def test_check_finds_the_packs_in_order_and_a_broken_one_by_name(tmp_path: Path) -> None:
    fine = CliRunner().invoke(check, ["--as-of", "2026-06-10"])
    assert fine.exit_code == 0, fine.output
    assert "0 to put right" in fine.output
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "pack.yaml").write_text("format: 1\nid: mine\nid: mine\n")
    broken = CliRunner().invoke(check, ["--policies", str(tmp_path)])
    assert broken.exit_code == 1
    assert "stands there twice" in broken.output
