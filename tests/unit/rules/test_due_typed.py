"""Odd lines as a practitioner types them: each is answered by a clear sentence that says how it was read."""

from __future__ import annotations

import shlex

import pytest
from click.testing import CliRunner, Result

from bot.commands.due import due

NOW = "--as-of 2026-11-22"


def run(line: str) -> Result:
    return CliRunner().invoke(due, shlex.split(line))


ANSWERED = {
    # dates, plans and names as people write them
    "--plan cp --last-visit 3/4/26 --as-of 10/4/26": (
        "Monday 20 April 2026",
        "`3/4/26` is read as Friday 3 April 2026",
    ),
    "--plan cp --last-visit 9.11.2026 " + NOW: ("Monday 23 November 2026",),
    "--plan cp --last-visit '9 November 2026' " + NOW: ("Monday 23 November 2026",),
    "--plan cp --last-visit 2026-11-09T23:30:00Z " + NOW: ("Monday 23 November 2026",),
    "--plan CP --last-visit 2026-11-09 " + NOW: ("`CP` is read as the plan cp",),
    "--plan 'child protection' --last-visit 2026-11-09 " + NOW: ("Monday 23 November 2026",),
    "--plan lac --placement-start 2026-11-09 " + NOW: ("Monday 16 November 2026", "read as the plan cic"),
    "--plan cp --ask next-due --last-visit 2026-11-09 " + NOW: ("Monday 23 November 2026",),
    "--plan cp --fact last-visit=2026-11-09 " + NOW: ("Monday 23 November 2026",),
    "--policy camden --plan cin --ask escalate --fact welfare_concern=yes " + NOW: ("Tell the supervisor",),
    "--plan cp --ask retry_due --failed-at '20/11/26 16.30' " + NOW: ("16:30 on Tuesday 24 November 2026",),
    # missing facts, each named by its flag
    "--plan cin " + NOW: ("the day the plan started", "Please enter: --plan-start"),
    "--plan cic --last-visit 2026-11-09 " + NOW: ("Please enter: --placement-start",),
    "--policy camden --plan referral " + NOW: ("Please enter: --referral",),
    "--policy camden --plan cin --plan-start 2026-11-02 --ask awake_due " + NOW: ("Please enter: --born",),
    "--policy camden --plan cp --plan-start 2026-11-02 --ask bedroom_due " + NOW: (
        "--fact next_conference_date=...",
    ),
    "--plan cp --ask counts_as_statutory --last-visit 2026-11-09 " + NOW: (
        "whether the child was seen, where and by whom",
        "in a file (--case)",
    ),
    "--plan cp --ask record_due --visit-at 2026-11-09 " + NOW: (
        "24 hours from the visit",
        "enter the time",
        "--visit-at",
    ),
    # what cannot be, and what lies ahead
    "--plan cp --last-visit 2026-12-10 " + NOW: ("lies after Sunday 22 November 2026: please check it",),
    "--plan cp --plan-start 2026-11-09 --born 2027-01-09 " + NOW: ("The date of birth", "please check it"),
    "--policy camden --plan cp --plan-start 2026-11-09 --born 2027-01-09 --ask awake_due " + NOW: (
        "The date of birth (Saturday 9 January 2027) lies after",
    ),
    "--plan cp --ask retry_due --failed-at 2026-12-10T16:30 " + NOW: ("The failed visit", "lies after"),
    "--plan cin --plan-start 2026-12-21 " + NOW: ("lies ahead: the start of the plan",),
    # month ends, a leap day, an hour that a clock change repeats
    "--policy camden --plan cin --plan-start 2026-11-30 --ask unannounced_due " + NOW: (
        "Sunday 28 February 2027",
    ),
    "--policy camden --plan cp --plan-start 2026-11-01 --born 29/2/2024 --ask seen_alone_required "
    "--as-of 2027-02-28": ("No",),
    "--policy camden --plan cp --plan-start 2026-11-01 --born 29/2/2024 --ask seen_alone_required "
    "--as-of 2027-03-01": ("Yes",),
    "--plan cp --ask record_due --visit-at 2026-10-24T16:00 " + NOW: ("16:00", "Saturday 24 October 2026"),
    # a failed visit is heard of, whatever the question
    "--plan cp --ask escalate --failed-at 2026-11-20T12:00 " + NOW: ("Tell the team manager",),
    "--policy derby-derbyshire --plan cp --ask escalate --failed-at 2026-11-20T12:00 " + NOW: (
        "This document gives no figure",
        "a child not seen on a home visit reaches the manager",
    ),
    "--plan cp --ask retry_due " + NOW: ("No limit is running", "No failed visit is open"),
    "--policy camden --plan cp --plan-start 2026-09-01 --born 2025-01-01 --ask awake_due " + NOW: (
        "was due by",
    ),
    # nothing invented
    "--plan early-help --last-visit 2026-11-02 " + NOW: ("This document gives no figure",),
    "--policy practice-matters --plan cp --last-visit 2026-11-02 --every-days 14 " + NOW: (
        "The child's own plan",
        "Monday 16 November 2026",
    ),
}


@pytest.mark.parametrize("line", ANSWERED)
def test_it_is_answered(line: str) -> None:
    result = run(line)
    assert result.exit_code == 0, result.output
    for part in ANSWERED[line]:
        assert part in result.output, result.output


REFUSED = {
    "--plan cp --last-visit 2026-02-29": "--last-visit: `2026-02-29` is not a date that exists",
    "--plan cp --last-visit 31/4/26": "--last-visit: `31/4/26` is not a date that exists",
    "--plan cp --last-visit 4/13/2026": "--last-visit: `4/13/2026` is not a date that exists",
    "--plan cp --last-visit 'last Tuesday'": "is not a date. Write year-month-day, 2026-06-09, or day/month",
    "--plan cp --as-of yesterday": "--as-of: `yesterday` is not a date",
    "--plan cp --ask record_due --visit-at 2026-11-09T25:00": "25:00 is not a time of day",
    "--plan cp --plan-start 2026-11-09 --fact plan_end=2026-11-01": "lies before plan start",
    "--plan cp --plan-start 1926-11-09": "only dates from 1990",
    "--plan cp --every-days 0": "from 1 to 366",
    "--plan cp --ask standings": "Did you mean `standing`",
    "--plan cp --ask standing --if-seen 2026-12-01": "A what-if needs one question",
    "--plan cp --if-seen 2026-12-01 --if-plan cin": "one what-if at a time",
    "--plan cp --fact seen=2026-11-01": "is not a fact",
    "--plan cp --if-plan cq": "--if-plan: `cq` is not a plan",
}


@pytest.mark.parametrize("line", REFUSED)
def test_it_is_refused_with_a_cure(line: str) -> None:
    result = run(line)
    assert result.exit_code != 0, result.output
    assert REFUSED[line] in " ".join(result.output.split()), result.output
    assert "Traceback" not in result.output


def test_the_examples_of_the_help_are_answered_with_a_date() -> None:
    examples = [
        line.strip()
        for line in run("--help").output.splitlines()
        if line.strip().startswith("doorstep due") and "--case" not in line and "--from" not in line
    ]
    assert len(examples) >= 3
    for line in examples:
        out = run(line.removeprefix("doorstep due")).output
        assert "Cannot say" not in out, out
        assert "2026" in out.splitlines()[0 if "--if-" not in line else 1], out


def test_a_visit_supposed_before_the_last_one_moves_nothing() -> None:
    out = run(f"--plan cp --last-visit 2026-11-16 --if-seen 2026-11-10 {NOW}").output
    assert out.count("Monday 30 November 2026") >= 2
    assert "Tuesday 24 November 2026" not in out


@pytest.mark.parametrize(
    "policy", ["gloucestershire", "camden", "purposeful-visits-2025", "derby-derbyshire"]
)
@pytest.mark.parametrize(
    "facts",
    ["--plan-start 2026-11-16", "--last-visit 2026-11-18", "--every-days 5 --plan-start 2026-11-16", ""],
)
def test_a_section_47_enquiry_reads_as_on_the_board(policy: str, facts: str) -> None:
    """Without an agreed frequency it is a task for today, with the outer limit where there is one."""
    plain = run(f"--policy {policy} --plan s47 {facts} {NOW}").output
    board = run(f"--policy {policy} --plan s47 {facts} {NOW} --ask standing").output
    assert board.startswith(plain), (plain, board)
    assert ("to be agreed with your" in plain) is ("--every-days" not in facts)
    if policy == "gloucestershire" and facts == "--plan-start 2026-11-16":
        assert "never later than Monday 14 December 2026" in plain
