"""Rows of the caseload file: what the dates are taken to mean, and what can't be true."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.people import Actor, Role
from bot.services import import_columns
from bot.services.import_caseload import CaseRow, Known, SeenOn, read_caseload
from bot.services.import_columns import CASELOAD
from bot.services.import_report import Problem
from bot.services.import_table import Row, Table, read_table
from knowledge.results import PlanKind

TODAY = date(2026, 11, 23)
PEOPLE = {
    "U0AMINA": Actor("U0AMINA", "Amina Yusuf", Role.PRACTITIONER, "Maple", True, "U0GRACE"),
    "U0GRACE": Actor("U0GRACE", "Grace Bell", Role.MANAGER, "Maple", True),
}
GOOD = {
    "reference": "MP-1042",
    "initials": "JB",
    "worker": "U0AMINA",
    "plans": "cp",
    "plan_start": "2026-09-01",
    "born": "04/05/2018",
    "last_visit": "2026-11-12",
}


def read(**cells: str) -> tuple[list[CaseRow], list[Problem]]:
    row = {name: text for name, text in {**GOOD, **cells}.items() if text}
    data = f"{'|'.join(row)}\n{'|'.join(row.values())}\n".encode()
    if "plans" not in row:
        data = f"{'|'.join(row)}|plans\n{'|'.join(row.values())}|\n".encode()
    if "worker" not in row:
        head, line, _ = data.decode().split("\n")
        data = f"{head}|worker\n{line}|\n".encode()
    return read_caseload(read_table("case.csv", data, CASELOAD), Known(PEOPLE, {}, TODAY))


def case(**cells: str) -> CaseRow:
    good, problems = read(**cells)
    assert problems == []
    return good[0]


def said(**cells: str) -> str:
    good, problems = read(**cells)
    assert good == []
    return " ".join(problems[0].sentences)


def test_a_plain_row() -> None:
    found = case()
    assert (found.reference, found.initials, found.household, found.team) == (
        "MP-1042",
        "JB",
        "MP-1042",
        "Maple",
    )
    assert found.plans == {PlanKind.CP: date(2026, 9, 1)}
    assert found.seen == (SeenOn(date(2026, 11, 12), None, None, None, None),)


def test_dates_of_how_the_child_was_seen_become_one_visit_for_each_day() -> None:
    found = case(last_alone="2026-11-12", last_bedroom="2026-10-22", last_unannounced="2026-10-22")
    assert found.seen == (
        SeenOn(date(2026, 10, 22), announced=False, alone=None, awake=None, bedroom=True),
        SeenOn(date(2026, 11, 12), announced=True, alone=True, awake=None, bedroom=False),
    )


def test_an_unallocated_child_goes_to_the_team() -> None:
    found = case(worker="", team="maple")
    assert (found.worker_id, found.team) == (None, "Maple")
    assert "team is empty, and so is the worker" in said(worker="")
    assert "nobody on the list of people is in it" in said(worker="", team="Mapel")


def test_two_plans_with_their_own_start() -> None:
    found = case(plans="CP; LAC", plan_start="cp=2026-09-01; cic=01/03/2026", placement_start="2026-03-01")
    assert found.plans == {PlanKind.CP: date(2026, 9, 1), PlanKind.CIC: date(2026, 3, 1)}
    assert found.facts["placement_start"] == date(2026, 3, 1)


def test_a_placement_or_referral_says_when_its_plan_started() -> None:
    assert case(plans="CiC", plan_start="", placement_start="2026-03-01").plans == {
        PlanKind.CIC: date(2026, 3, 1)
    }
    assert "plan_start is empty for cp" in said(plan_start="")


def test_a_plan_that_ended_is_not_open() -> None:
    found = case(plans="cin", plan_start="2026-11-02", plan_end="cp=2026-11-01")
    assert found.plans == {PlanKind.CIN: date(2026, 11, 2)}
    assert found.ended == {PlanKind.CP: date(2026, 11, 1)}
    assert case(plan_end="2026-12-24").plans == {PlanKind.CP: date(2026, 9, 1)}


def test_a_child_without_a_plan_is_loaded_all_the_same() -> None:
    assert case(plans="", plan_start="").plans == {}


def test_facts_keep_their_names_and_types() -> None:
    found = case(plan_every_working_days="5", long_term_foster="Yes", unborn="no", underlying_plan="CIN")
    assert found.facts == {
        "plan_every_working_days": 5,
        "long_term_foster": True,
        "unborn": False,
        "underlying_plan": "cin",
    }


def test_visits_to_the_parents_before_a_birth_are_normal() -> None:
    found = case(born="2026-11-20", plan_start="2026-10-01")
    assert found.seen[0].day < date(2026, 11, 20)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"last_visit": "24/11/2026"}, 'last_visit is "24/11/2026", which is still to come'),
        ({"last_visit": "2018-05-01"}, "last_visit (1 May 2018) lies before born (4 May 2018)"),
        ({"last_alone": "2026-11-19"}, "last_alone (19 November 2026) is later than last_visit"),
        ({"last_visit": "", "last_alone": "2026-11-19"}, "last_visit is empty, although last_alone"),
        ({"plan_end": "2026-08-01"}, "plan_end (1 August 2026) lies before plan_start"),
        ({"plan_start": "2027-01-04"}, "plan_start is 4 January 2027, which is still to come"),
        ({"plan_start": "cic=2026-01-05"}, "names cic, which is not in plans"),
        ({"born": "2027-01-04"}, 'born is "2027-01-04", which is still to come'),
        ({"unborn": "yes"}, "not born yet"),
        ({"last_visit": "2006-11-12", "born": ""}, "last_visit is 12 November 2006, too long ago"),
        ({"plan_start": "2006-09-01", "born": ""}, "plan_start is 1 September 2006, too long ago"),
        ({"worker": "U0NOBODY"}, "worker is U0NOBODY, who is not on the list of people"),
        ({"worker": "Amina"}, "not a Slack member id"),
        ({"initials": "Jade Bell"}, "initials only"),
        ({"reference": "Jade Bell 7"}, "looks like a name"),
        ({"household": "GL1 2AB"}, "household is"),
        ({"plans": "youth justice"}, "not a plan that I know"),
        ({"plan_every_days": "weekly"}, "plan_every_days is"),
        ({"long_term_foster": "maybe"}, "long_term_foster is"),
        (
            {"last_conference_date": "2026-10-01", "next_conference_date": "2026-09-01"},
            "lies before last_conference_date",
        ),
        ({"placement_start": "2016-01-01"}, "placement_start (1 January 2016) lies before born"),
    ],
)
def test_what_can_not_be_true_is_named(cells: dict[str, str], sentence: str) -> None:
    assert sentence in said(**cells)


def test_the_same_child_twice_loads_once() -> None:
    head = "reference,initials,worker,plans,plan_start\n"
    data = head + "MP-1,AB,U0AMINA,cin,2026-09-01\nmp-1,AB,U0AMINA,cp,2026-10-01\n"
    good, problems = read_caseload(read_table("c.csv", data.encode(), CASELOAD), Known(PEOPLE, {}, TODAY))
    assert [row.line for row in good] == [2]
    assert "as in line 2" in problems[0].sentences[0]


def test_a_problem_never_shows_a_reference_that_says_too_much() -> None:
    _, problems = read(reference="Jade Bell 7")
    assert problems[0].subject == ""
    assert (problems[0].worker_id, problems[0].columns) == ("U0AMINA", ("reference",))


def test_every_column_is_explained() -> None:
    text = (Path(__file__).parents[2] / "docs" / "imports.md").read_text("utf-8")
    assert [
        column for column in (*CASELOAD.known, *import_columns.PEOPLE.known) if f"`{column}`" not in text
    ] == []


CELL = st.one_of(
    st.sampled_from(
        ["", "cp", "cp; cic", "2026-11-12", "01/02/2018", "yes", "U0AMINA", "AB", "MP-1", "10", "<!channel>"]
    ),
    st.text(max_size=12),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(sorted(CASELOAD.known)), CELL), max_size=4))
def test_whatever_stands_in_the_cells_each_row_is_good_or_named(rows: list[dict[str, str]]) -> None:
    table = Table("c.csv", frozenset(), (), tuple(Row(line, cells) for line, cells in enumerate(rows, 2)))
    good, problems = read_caseload(table, Known(PEOPLE, {}, TODAY))
    assert len(good) + len(problems) == len(rows)
    assert all(problem.sentences for problem in problems)
