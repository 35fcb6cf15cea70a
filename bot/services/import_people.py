"""The people import: who uses the service, from a CSV file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.bootstrap import Deps
from bot.domain.people import Actor, Role
from bot.services.import_reading import Reading
from bot.services.import_report import Problem, Progress, Report
from bot.services.import_table import Row, Table
from bot.services.import_values import (
    BadValue,
    is_learning,
    read_phone,
    read_role,
    read_slack_id,
    read_text,
    read_yes_no,
)

NAME_MOST, TEAM_MOST = 120, 80
NEEDS_TEAM = frozenset({Role.PRACTITIONER, Role.MANAGER})
BATCH = 200


def _name(text: str) -> str:
    return read_text(text, NAME_MOST)


def _team(text: str) -> str:
    return read_text(text, TEAM_MOST)


def _actor(reading: Reading, known: frozenset[str]) -> Actor | None:
    """One row's person, or None with the problems kept in `reading`."""
    slack_id = reading.must("slack_id", read_slack_id, "write the person's Slack member id")
    name = reading.must("name", _name, "write the person's name")
    role = reading.must("role", read_role, f"write one of {', '.join(Role)}")
    registered = reading.read("registered_social_worker", read_yes_no)
    team = reading.read("team", _team) or ""
    people: dict[str, str | None] = {}
    for column in ("manager", "deputy"):
        other = people[column] = reading.read(column, read_slack_id)
        if other is not None and other == slack_id:
            reading.bad(column, f"is {other}, the person's own id: name somebody else, or leave it empty")
        elif other is not None and other not in known:
            reading.bad(
                column, f"is {other}, who is not in this file or on the list: add a row for that person"
            )
    phone = reading.read("phone", read_phone) or ""
    asked = not reading.row.get("registered_social_worker")
    if is_learning(reading.row.get("role")):
        asked = False  # the title says it
        if registered:
            reading.bad(
                "registered_social_worker",
                "is yes, but a student or trainee is not registered yet: write no, or the title held now",
            )
    if role in NEEDS_TEAM and asked and "registered_social_worker" not in reading.columns:
        reading.bad(
            "registered_social_worker", "is empty: write yes or no, because it decides which visits count"
        )
    if role in NEEDS_TEAM and not team and "team" not in reading.columns:
        reading.bad("team", "is empty: write the team's name")
    if reading.sentences or slack_id is None or name is None or role is None:
        return None
    return Actor(
        slack_id=slack_id,
        name=name,
        role=role,
        team=team,
        registered_social_worker=bool(registered),
        manager_id=people["manager"],
        deputy_id=people["deputy"],
        phone=phone,
    )


def _id_of(row: Row) -> str:
    """The row's Slack id where it is readable, "" otherwise."""
    try:
        return read_slack_id(row.get("slack_id"))
    except BadValue:
        return ""


def read_people(table: Table, known: Mapping[str, Actor]) -> tuple[list[Actor], list[Problem]]:
    """The file's people, and the rows that can't be used. `known` are the people on the list already."""
    ids = frozenset({*known, *(filter(None, map(_id_of, table.rows)))})
    actors: list[Actor] = []
    problems: list[Problem] = []
    first_line: dict[str, int] = {}
    for row in table.rows:
        reading = Reading(row)
        slack_id = _id_of(row)
        if row.trouble:
            problems.append(Problem(row.line, slack_id, (), (row.trouble,)))
            continue
        actor = _actor(reading, ids)
        if slack_id in first_line:
            reading.bad(
                "slack_id", f"is {slack_id}, as in line {first_line[slack_id]}: keep one row for each person"
            )
        elif slack_id:
            first_line[slack_id] = row.line
        if actor is None or reading.sentences:
            problems.append(Problem(row.line, slack_id, tuple(reading.columns), tuple(reading.sentences)))
        else:
            actors.append(actor)
    return actors, problems


def store_people(deps: Deps, table: Table, report: Report, progress: Progress) -> None:
    """Store the good rows in batches; nobody is taken off the list because a file doesn't name them."""
    with deps.transaction(reading=True) as tx:
        known = {person.slack_id: person for person in tx.people.all_active()}
    actors, problems = read_people(table, known)
    report.problems.extend(problems)
    for start in range(0, len(actors), BATCH):
        with deps.transaction() as tx:
            for actor in actors[start : start + BATCH]:
                what = tx.people.save(actor)
                report.count(what)
                if what != "same":
                    tx.audit.add("import", f"person.{what}", f"person:{actor.slack_id}", role=actor.role)
        progress(min(start + BATCH, len(actors)), len(actors))
    after = {**known, **{actor.slack_id: actor for actor in actors}}
    report.notes.extend(_remarks(table, after))


def _remarks(table: Table, people: Mapping[str, Actor]) -> Iterable[str]:
    """What is allowed but will be missed: nobody to alarm, managers without a number."""
    roles = {person.role for person in people.values()}
    if Role.POLICY_LEAD not in roles:
        yield "Nobody has the role policy_lead: trouble with the data goes to the service managers or managers."
    managers = {person.manager_id for person in people.values() if person.manager_id}
    with_manager = {person.team for person in people.values() if person.role is Role.MANAGER}
    for person in people.values():
        if person.role is Role.PRACTITIONER and person.manager_id is None and person.team not in with_manager:
            yield f"{person.slack_id} has no manager and team {person.team} has none: a service manager is alerted."
        if person.slack_id in managers and not person.phone:
            yield f"{person.slack_id} is a manager without a phone number, which people need when they are worried."
    named = {_id_of(row) for row in table.rows}
    absent = sorted(slack_id for slack_id in people if slack_id not in named)
    if absent:
        yield f"Still on the list, though not in this file: {', '.join(absent)}."
