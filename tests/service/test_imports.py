"""Importing people and the caseload: what is stored, who is told, and that doing it again changes nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from bot.bootstrap import Deps
from bot.clock import FixedClock, london
from bot.commands.import_ import import_
from bot.domain.children import Child
from bot.domain.messages import AlertStatus
from bot.domain.people import Actor
from bot.domain.visits import ChildOutcome, OutcomeKind
from bot.errors import InvalidInput
from bot.services import alert_ladder, alerts, caseload, corrections, dates, import_children, importing
from bot.services.import_report import Report
from bot.services.importing import import_caseload, import_people
from bot.services.recording import ChildRecord, RecordOutcome, record_outcome
from bot.services.reminders import sweep_due
from bot.storage.due import RecordedDue
from knowledge import Knowledge
from knowledge.results import PlanKind
from tests.builders import AMINA, GRACE, HELEN, TOMOS, a_cast
from tests.conftest import make_deps

HEAD = "reference,initials,household,worker,team,born,plans,plan_start,plan_end,last_visit,last_alone,plan_every_days"
# Today is Monday 23 November 2026. Under the adopted policy a child protection visit is due ten working days on.
SOON = "MP-1042,JB,H-1,U0AMINA,,2018-05-04,cp,2026-09-01,,2026-11-12,2026-11-12,"  # due Thursday 26 November
LATER = "MP-1061,LA,H-2,U0AMINA,,,cin,2026-06-01,,2026-11-16,,"  # due Monday 14 December
PAST = "MP-1060,SA,H-2,U0AMINA,,,cin,2026-06-01,,2026-10-12,,"  # was due Monday 9 November
PAST_TOO = "MP-1099,XY,H-9,U0AMINA,,,cp,2026-06-01,,2026-11-02,,"  # was due Monday 16 November
CEDAR = "CD-3006,VT,H-7,U0TOMOS,,,cin,2026-06-01,,2026-10-05,,"
NOBODYS = "MP-1130,ZF,H-8,,Maple,,cin,2026-06-01,,,,"
EARLY_HELP = "MP-1051,TO,H-3,U0AMINA,,,early help,2026-06-01,,,,"


def load(deps: Deps, *rows: str, head: str = HEAD) -> Report:
    return import_caseload(deps, ("caseload.csv", "\n".join([head, *rows]).encode()))


def child(deps: Deps, reference: str) -> Child:
    with deps.transaction(reading=True) as tx:
        found = tx.children.by_reference(reference)
    assert found is not None
    return found


def due(deps: Deps, reference: str) -> RecordedDue:
    with deps.transaction(reading=True) as tx:
        found = tx.due.get(child(deps, reference).id)
    assert found is not None
    return found


def outcomes(deps: Deps, reference: str) -> list[ChildOutcome]:
    with deps.transaction(reading=True) as tx:
        return tx.visits.outcomes(child(deps, reference).id)


def owed(deps: Deps, kind: str) -> list[tuple[str, dict[str, object]]]:
    """(recipient, facts) of queued messages of a kind, by recipient."""
    with deps.transaction(reading=True) as tx:
        rows = tx.session.execute(
            text(
                "select recipient, facts from outbox where kind = :kind and status = 'queued' order by recipient, id"
            ),
            {"kind": kind},
        ).all()
    return [(who, json.loads(facts) if isinstance(facts, str) else facts) for who, facts in rows]


def dump(deps: Deps, tables: Iterable[str]) -> dict[str, list[object]]:
    with deps.transaction(reading=True) as tx:
        return {
            table: [
                tuple(map(str, row))
                for row in tx.session.execute(text(f"select * from {table} order by 1")).all()
            ]
            for table in tables
        }


def references(deps: Deps, facts: dict[str, object]) -> list[str]:
    with deps.transaction(reading=True) as tx:
        return sorted(one.reference for one in tx.children.many(facts["child_ids"]))  # type: ignore[arg-type]


@pytest.fixture
def deps(tmp_path: Path, empty_sqlite: Path, clock: FixedClock, knowledge: Knowledge) -> Iterator[Deps]:
    """SQLite only: what PostgreSQL could do otherwise is tried by the tests that ask for `both`."""
    shutil.copy(empty_sqlite, tmp_path / "imports.db")
    made = make_deps(f"sqlite:///{tmp_path / 'imports.db'}", clock, knowledge)
    yield made
    made.engine.dispose()


@pytest.fixture
def cast(deps: Deps) -> Deps:
    a_cast(deps)
    return deps


@pytest.fixture
def both(database_url: str, clock: FixedClock, knowledge: Knowledge) -> Iterator[Deps]:
    """The cast, on SQLite and on PostgreSQL."""
    made = make_deps(database_url, clock, knowledge)
    a_cast(made)
    yield made
    made.engine.dispose()


def test_people_are_added_changed_and_left_alone(deps: Deps, clock: FixedClock) -> None:
    head = "slack_id,name,role,registered_social_worker,team,manager,deputy,phone\n"
    rows = "U0GRACE,Grace Bell,team manager,yes,Maple,,,01632 960201\nU0AMINA,Amina,sw,yes,Maple,U0GRACE,,\n"
    first = import_people(deps, ("people.csv", (head + rows).encode()))
    assert (first.added, first.changed, first.same, first.bad) == (2, 0, 0, 0)
    clock.move(timedelta(days=1))
    second = import_people(deps, ("people.csv", (head + rows.replace("Amina,", "Amina Yusuf,")).encode()))
    assert (second.added, second.changed, second.same) == (0, 1, 1)
    with deps.transaction(reading=True) as tx:
        assert tx.people.find("U0AMINA").name == "Amina Yusuf"  # type: ignore[union-attr]
        assert tx.state.get("people_import") == {"at": clock.now().isoformat(), "good": 2, "bad": 0}
    assert any("policy_lead" in note for note in first.notes)


def test_a_row_becomes_a_child_with_plan_visit_and_date(both: Deps, clock: FixedClock) -> None:
    report = load(both, SOON, EARLY_HELP)
    assert (report.added, report.bad, report.start_overdue) == (2, 0, 0)
    found = child(both, "mp-1042")
    assert (found.initials, found.household, found.team, found.worker_id) == ("JB", "H-1", "Maple", "U0AMINA")
    assert found.born == date(2018, 5, 4)
    assert [plan.kind for plan in found.plans] == [PlanKind.CP]
    (visit,) = outcomes(both, "MP-1042")
    assert (visit.imported, visit.by_registered, visit.alone, visit.bedroom) == (True, True, True, None)
    assert f"{london(visit.happened_at):%d %b %H:%M}" == "12 Nov 12:00"
    assert due(both, "MP-1042").act_by == date(2026, 11, 26)
    assert due(both, "MP-1042").because == "case data imported"
    assert due(both, "MP-1051").act_by is None
    with both.transaction(reading=True) as tx:
        assert tx.state.get("caseload_import") == {"at": clock.now().isoformat(), "good": 2, "bad": 0}


def test_a_visit_of_today_never_lies_ahead(cast: Deps, clock: FixedClock) -> None:
    load(cast, SOON.replace("2026-11-12,2026-11-12", "2026-11-23,"))
    assert outcomes(cast, "MP-1042")[0].happened_at <= clock.now()


def test_the_same_file_again_changes_nothing(both: Deps, clock: FixedClock) -> None:
    rows = [SOON, LATER, PAST, CEDAR, NOBODYS, EARLY_HELP, "MP-1,Jade Bell,,U0AMINA,,,cp,2026-01-05,,,,"]
    load(both, *rows)
    tables = ("children", "plans", "outcomes", "due_dates", "outbox")
    before = dump(both, tables)
    clock.move(timedelta(hours=2))
    report = load(both, *rows)
    assert (report.added, report.changed, report.same, report.bad) == (0, 0, 6, 1)
    assert dump(both, tables) == before


def test_day_one_is_one_list_for_the_worker_and_one_for_the_manager(both: Deps, clock: FixedClock) -> None:
    report = load(both, SOON, LATER, PAST, PAST_TOO, CEDAR, NOBODYS)
    assert report.start_overdue == 4
    lists = {who: references(both, facts) for who, facts in owed(both, "starts_overdue")}
    assert lists == {
        "U0AMINA": ["MP-1060", "MP-1099"],
        "U0GRACE": ["MP-1060", "MP-1099", "MP-1130"],
        "U0TOMOS": ["CD-3006"],
        "U0HELEN": ["CD-3006"],
    }
    clock.move(timedelta(hours=3))
    sweep_due(both)
    assert owed(both, "overdue") == owed(both, "overdue_manager") == []
    assert [facts["child_ids"] for _, facts in owed(both, "due_soon")] == [[child(both, "MP-1042").id]]


def _alerts(deps: Deps, manager: Actor = GRACE) -> dict[str, AlertStatus]:
    """The open alerts on a manager's Home, by the child's reference."""
    found = caseload.board(deps, manager)
    return {one.child.reference: one.status for card in found.alerts for one in card.alerts}


def test_what_starts_overdue_is_on_the_managers_home_as_alerts_without_a_message(
    both: Deps, clock: FixedClock
) -> None:
    load(both, SOON, PAST, PAST_TOO, CEDAR, NOBODYS)
    for _ in range(2):
        clock.move(timedelta(hours=1))
        sweep_due(both)
    assert _alerts(both) == dict.fromkeys(["MP-1060", "MP-1099", "MP-1130"], AlertStatus.OPEN)
    assert _alerts(both, HELEN) == {"CD-3006": AlertStatus.OPEN}
    assert owed(both, "overdue") == owed(both, "overdue_manager") == []
    load(both, SOON, PAST, PAST_TOO, CEDAR, NOBODYS)
    sweep_due(both)
    with both.transaction(reading=True) as tx:
        assert len(tx.alerts.live()) == 4, "one alert a child, however often it is looked at"


def test_what_starts_overdue_is_taken_comes_back_and_closes_like_any_other(
    cast: Deps, clock: FixedClock
) -> None:
    load(cast, PAST)
    clock.move(timedelta(hours=1))
    sweep_due(cast)
    [card] = caseload.board(cast, GRACE).alerts
    [alert] = card.alerts
    today = clock.today()
    alerts.acknowledge(cast, GRACE, alert.alert_id, ["worker_again"], today, time(14), "click:1")
    clock.move(timedelta(hours=6))
    alert_ladder.sweep_alerts(cast)
    assert [(who, facts["alert_ids"]) for who, facts in owed(cast, "overdue_manager")] == [
        ("U0GRACE", [alert.alert_id])
    ]
    assert _alerts(cast) == {"MP-1060": AlertStatus.OPEN}
    seen = RecordOutcome(None, today, time(9), (ChildRecord(alert.child.id, OutcomeKind.SEEN, alone=True),))
    done = record_outcome(cast, AMINA, seen, "view:1").children[0]
    assert done.closed_alert_id == alert.alert_id
    assert _alerts(cast) == {}
    corrections.undo(cast, AMINA, done.outcome.id, "undo:1")
    assert _alerts(cast) == {"MP-1060": AlertStatus.OPEN}


def test_a_child_not_seen_stands_before_what_started_overdue_and_what_is_taken_last(
    cast: Deps, clock: FixedClock
) -> None:
    past = [PAST.replace("MP-1060", f"MP-2{n:03}").replace("H-2", f"H-2{n:03}") for n in range(12)]
    load(cast, SOON, *past)
    clock.move(timedelta(hours=1))
    sweep_due(cast)
    first = caseload.board(cast, GRACE).alerts[0].alerts[0]
    alerts.acknowledge(cast, GRACE, first.alert_id, ["worker_again"], clock.today(), time(16), "click:1")
    unseen = ChildRecord(child(cast, "MP-1042").id, OutcomeKind.NO_ANSWER)
    record_outcome(cast, AMINA, RecordOutcome(None, clock.today(), time(9), (unseen,)), "view:1")
    board = caseload.board(cast, GRACE)
    assert board.alerts[0].alerts[0].child.reference == "MP-1042"
    assert first.child.reference not in _alerts(cast)
    assert (len(board.alerts), board.alerts_in_all) == (10, 13)


def test_a_date_that_passes_after_day_one_is_told_as_always(cast: Deps, clock: FixedClock) -> None:
    load(cast, SOON, PAST)
    clock.set(datetime.fromisoformat("2026-11-27T10:00+00:00"))
    sweep_due(cast)
    assert [facts["child_ids"] for _, facts in owed(cast, "overdue")] == [[child(cast, "MP-1042").id]]


def test_a_crash_before_the_lists_loses_nobody(
    cast: Deps, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> int:
        raise RuntimeError("the machine went down")

    with monkeypatch.context() as patched:
        patched.setattr(importing, "list_overdue", crash)
        with pytest.raises(RuntimeError):
            load(cast, SOON, PAST)
    assert owed(cast, "starts_overdue") == []
    report = load(cast, SOON, PAST)
    assert (report.same, report.start_overdue) == (2, 1)
    assert [who for who, _ in owed(cast, "starts_overdue")] == ["U0AMINA", "U0GRACE"]


def test_good_rows_load_and_bad_ones_are_alarmed_without_what_stood_in_them(both: Deps) -> None:
    report = load(
        both, "MP-1,Jade Bell,,U0AMINA,,,cp,2026-01-05,,,,", SOON, "Tom Hill,TH,,U0TOMOS,,,cp,soon,,,,"
    )
    assert (report.added, report.bad) == (1, 2)
    assert report.lines()[0].startswith("line 2 (MP-1): initials is ")
    alarms = dict(owed(both, "import_problems"))
    assert set(alarms) == {"U0PRIYA", "U0GRACE", "U0HELEN"}
    assert alarms["U0PRIYA"]["lines"] == [
        "Line 2, MP-1: look at initials",
        "Line 4, no usable reference: look at reference, plan_start",
    ]
    assert not any(name in json.dumps(alarms) for name in ("Jade", "Hill", "soon"))


def test_a_row_that_can_not_be_stored_keeps_no_other_out(cast: Deps, monkeypatch: pytest.MonkeyPatch) -> None:
    real = dates.standing_of

    def fails_for_one(deps: Deps, one: Child, history: list[ChildOutcome]) -> object:
        if one.reference == "MP-1060":
            raise ValueError("facts nobody thought of")
        return real(deps, one, history)

    monkeypatch.setattr(import_children, "standing_of", fails_for_one)
    report = load(cast, SOON, PAST, LATER)
    assert (report.added, report.bad) == (2, 1)
    assert report.problems[0].subject == "MP-1060"


def test_a_newer_visit_moves_the_date_and_replaces_the_history(cast: Deps) -> None:
    load(cast, SOON)
    report = load(cast, SOON.replace("2026-11-12,2026-11-12", "2026-11-20,2026-11-12"))
    assert report.changed == 1
    assert due(cast, "MP-1042").act_by == date(2026, 12, 4)
    assert [(london(one.happened_at).day, one.alone) for one in outcomes(cast, "MP-1042")] == [
        (12, True),
        (20, False),
    ]


def test_without_a_newer_visit_no_date_moves_later(cast: Deps) -> None:
    load(cast, SOON.removesuffix(",") + ",5")
    assert due(cast, "MP-1042").act_by == date(2026, 11, 17)
    report = load(cast, SOON)
    assert due(cast, "MP-1042").act_by == date(2026, 11, 17)
    assert "nothing moves a date later by itself" in report.notes[0]


def test_a_tightened_plan_moves_it_earlier_and_what_is_past_then_is_a_list(
    cast: Deps, clock: FixedClock
) -> None:
    load(cast, SOON)
    report = load(cast, SOON.removesuffix(",") + ",5")
    assert (due(cast, "MP-1042").act_by, report.start_overdue) == (date(2026, 11, 17), 1)
    sweep_due(cast)
    assert owed(cast, "overdue") == []


def test_what_was_recorded_here_stays_and_wins_where_newer(both: Deps, clock: FixedClock) -> None:
    load(both, SOON)
    seen = ChildRecord(child(both, "MP-1042").id, OutcomeKind.SEEN, alone=False, bedroom=True)
    record_outcome(both, AMINA, RecordOutcome(None, date(2026, 11, 20), time(15), (seen,)), once="a")
    assert due(both, "MP-1042").act_by == date(2026, 12, 4)
    load(both, SOON.replace("2026-11-12,2026-11-12", "2026-11-16,2026-11-12"))
    assert due(both, "MP-1042").act_by == date(2026, 12, 4)
    load(both, SOON.replace("2026-11-12,2026-11-12", "2026-11-20,2026-11-20"))
    days = [(london(one.happened_at).day, one.imported, one.alone) for one in outcomes(both, "MP-1042")]
    assert days == [(20, False, False)]


def test_a_visit_in_the_case_system_closes_the_alert_and_tells_the_manager(
    cast: Deps, clock: FixedClock
) -> None:
    load(cast, SOON)
    missed = ChildRecord(child(cast, "MP-1042").id, OutcomeKind.NO_ANSWER)
    record_outcome(cast, AMINA, RecordOutcome(None, date(2026, 11, 19), time(15), (missed,)), once="a")
    load(cast, SOON.replace("2026-11-12,2026-11-12", "2026-11-19,"))
    with cast.transaction(reading=True) as tx:
        assert tx.alerts.live_for_child(child(cast, "MP-1042").id) is not None
    load(cast, SOON.replace("2026-11-12,2026-11-12", "2026-11-20,"))
    with cast.transaction(reading=True) as tx:
        assert tx.alerts.live_for_child(child(cast, "MP-1042").id) is None
    assert [who for who, _ in owed(cast, "alert_closed")] == ["U0GRACE"]


def test_a_new_worker_takes_over_and_the_date_stays(cast: Deps) -> None:
    load(cast, SOON)
    load(cast, SOON.replace("U0AMINA", "U0TOMOS"))
    assert (child(cast, "MP-1042").worker_id, child(cast, "MP-1042").team) == (TOMOS.slack_id, "Cedar")
    assert due(cast, "MP-1042").act_by == date(2026, 11, 26)


def test_only_plan_end_ends_a_plan(both: Deps) -> None:
    load(both, SOON)
    report = load(both, SOON.replace(",cp,", ",cin,"))
    assert {plan.kind for plan in child(both, "MP-1042").plans} == {PlanKind.CP, PlanKind.CIN}
    assert "no longer names the plan cp" in report.notes[0]
    assert due(both, "MP-1042").act_by == date(2026, 11, 26)
    load(both, SOON.replace(",cp,2026-09-01,,", ",cin,2026-11-20,cp=2026-11-19,"))
    assert {plan.kind for plan in child(both, "MP-1042").plans} == {PlanKind.CIN}
    assert due(both, "MP-1042").act_by == date(2026, 12, 10)


def test_a_child_the_file_does_not_name_stays_open_and_the_manager_is_asked(cast: Deps) -> None:
    load(cast, SOON, LATER, CEDAR)
    bad = CEDAR.replace("VT", "Vera Tom")
    report = load(cast, SOON, bad)
    assert report.missing == ["MP-1061"]
    assert not child(cast, "MP-1061").closed
    asked = [facts for who, facts in owed(cast, "import_problems") if who == GRACE.slack_id]
    assert [facts["lines"][0] for facts in asked] == ["MP-1061 · LA"]  # type: ignore[index]


def test_a_file_without_a_good_row_makes_the_data_no_younger(cast: Deps, clock: FixedClock) -> None:
    load(cast, SOON)
    first = clock.now().isoformat()
    clock.move(timedelta(days=2))
    report = load(cast, SOON.replace("JB", "Jade Bell"))
    assert (report.good, report.missing) == (0, [])
    with cast.transaction(reading=True) as tx:
        assert tx.state.get("caseload_import") == {"at": first, "good": 0, "bad": 1}


def test_a_file_that_can_not_be_used_is_refused_and_alarmed_once(cast: Deps, tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(InvalidInput, match="no file"):
            import_caseload(cast, tmp_path / "gone.csv")
    assert [who for who, _ in owed(cast, "import_problems")] == ["U0PRIYA"]


def test_a_caseload_before_any_people_is_refused(deps: Deps) -> None:
    with pytest.raises(InvalidInput, match="Import them first"):
        load(deps, SOON)


def test_the_command_lists_bad_rows_and_ends_with_one(cast: Deps, tmp_path: Path) -> None:
    file = tmp_path / "caseload.csv"
    file.write_text("\n".join([f"{HEAD},shoe size", SOON, LATER.replace("2026-11-16", "16/11/26")]), "utf-8")
    result = CliRunner().invoke(import_, ["caseload", str(file)], obj={"deps": cast})
    assert result.exit_code == 1
    assert 'line 3 (MP-1061): last_visit is "16/11/26": write the year with four figures' in result.output
    assert "not used, and were not read: shoe size" in result.output
    assert "2 rows: 1 child added, 0 changed, 0 as before, 1 not loaded." in result.output
    file.write_text("\n".join([HEAD, SOON]), "utf-8")
    assert CliRunner().invoke(import_, ["caseload", str(file)], obj={"deps": cast}).exit_code == 0
    gone = CliRunner().invoke(import_, ["people", str(tmp_path / "gone.csv")], obj={"deps": cast})
    assert gone.exit_code == 2
    assert "There is no file" in gone.output
