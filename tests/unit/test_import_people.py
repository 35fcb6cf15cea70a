"""Rows of the people file: who is taken, who is not and why."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.domain.people import Actor, Role
from bot.services.import_columns import PEOPLE
from bot.services.import_people import read_people
from bot.services.import_report import Problem
from bot.services.import_table import read_table

HEAD = "Slack ID;Name;Role;Registered social worker;Team;Manager;Deputy;Phone"
GRACE = "U0GRACE;Grace Bell;Team manager;yes;Maple;;;01632 960201"


def read(*lines: str, known: Mapping[str, Actor] | None = None) -> tuple[list[Actor], list[Problem]]:
    data = "\n".join([HEAD, *lines]).encode()
    return read_people(read_table("people.csv", data, PEOPLE), known or {})


def test_a_person_with_everything() -> None:
    people, problems = read(GRACE, "U0AMINA;Amina Yusuf;Social worker;Y;Maple;U0GRACE;;07700 900101")
    assert problems == []
    assert people[1] == Actor(
        "U0AMINA", "Amina Yusuf", Role.PRACTITIONER, "Maple", True, "U0GRACE", None, "07700 900101"
    )


def test_every_problem_of_a_row_is_named_with_column_value_and_cure() -> None:
    people, problems = read("amina;;astronaut;perhaps;;U0NOBODY;;12")
    assert people == []
    (problem,) = problems
    assert problem.line == 2
    assert problem.subject == ""
    assert set(problem.columns) >= {
        "slack_id",
        "name",
        "role",
        "registered_social_worker",
        "manager",
        "phone",
    }
    said = " ".join(problem.sentences)
    for part in (
        'slack_id is "amina"',
        "name is empty",
        '"astronaut"',
        '"perhaps"',
        "U0NOBODY",
        'phone is "12"',
    ):
        assert part in said


def test_a_manager_further_down_or_on_the_list_before_is_known() -> None:
    helen = Actor("U0HELEN", "Helen Park", Role.MANAGER, "Cedar")
    people, problems = read(
        "U0AMINA;Amina Yusuf;sw;yes;Maple;U0GRACE;U0HELEN;",
        GRACE,
        known={"U0HELEN": helen},
    )
    assert problems == []
    assert len(people) == 2


def test_a_manager_whose_own_row_is_bad_keeps_nobody_else_out() -> None:
    people, problems = read(
        "U0AMINA;Amina Yusuf;sw;yes;Maple;U0GRACE;;", "U0GRACE;Grace Bell;queen;yes;Maple;;;"
    )
    assert [person.slack_id for person in people] == ["U0AMINA"]
    assert [problem.subject for problem in problems] == ["U0GRACE"]


def test_the_same_person_twice_and_their_own_manager() -> None:
    people, problems = read(GRACE, GRACE, "U0TOM;Tom;sw;no;Maple;U0TOM;;")
    assert len(people) == 1
    assert ["line 2" in " ".join(problem.sentences) for problem in problems] == [True, False]
    assert "own id" in problems[1].sentences[0]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Student Social Worker", Role.PRACTITIONER),
        ("social work student", Role.PRACTITIONER),
        ("Trainee social worker", Role.PRACTITIONER),
        ("NQSW", Role.PRACTITIONER),
        ("Children's Social Worker", Role.PRACTITIONER),
        ("Agency social worker", Role.PRACTITIONER),
        ("Assistant Team Manager", Role.MANAGER),
        ("Team Lead", Role.MANAGER),
        ("Service Lead", Role.SERVICE_MANAGER),
        ("CP Conference Chair", Role.CHAIR),
    ],
)
def test_usual_titles_are_understood(title: str, role: Role) -> None:
    people, problems = read(f"U0SAM;Sam Lee;{title};no;Maple;;;")
    assert problems == []
    assert people[0].role is role
    assert not people[0].registered_social_worker


def test_a_student_is_not_registered_whether_the_row_says_so_or_nothing() -> None:
    people, problems = read("U0SAM;Sam Lee;student social worker;;Maple;;;")
    assert (problems, people[0].registered_social_worker) == ([], False)
    people, problems = read("U0SAM;Sam Lee;student social worker;yes;Maple;;;")
    assert people == []
    assert "not registered yet" in problems[0].sentences[0]


def test_a_practitioner_needs_a_team_and_a_word_on_registration_a_chair_does_not() -> None:
    people, problems = read("U0RUTH;Ruth Adler;chair;;;;;", "U0TOM;Tom;sw;;;;;")
    assert [person.slack_id for person in people] == ["U0RUTH"]
    assert problems[0].columns == ("registered_social_worker", "team")
