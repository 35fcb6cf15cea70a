"""What a child's plan says is set and changed: dates shown first, nothing later by itself, saved once, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import select

from bot.bootstrap import Deps
from bot.clock import FixedClock
from bot.domain.children import Child
from bot.domain.messages import MessageKind
from bot.domain.people import Actor, Role
from bot.domain.plan_changes import Change, Kind, Pending, Preview, WhatIfAsk, read_pending
from bot.domain.visits import OutcomeKind, VisitStatus
from bot.errors import BotError, Conflict, InvalidInput, NotAllowed, NotFound
from bot.services import caseload, delivery, plans, recording, reminders, visits, what_if
from bot.services.importing import import_caseload
from bot.services.plan_choices import FILE, ChoicesError, choices, read_choices
from bot.services.recording import ChildRecord, RecordOutcome
from bot.services.visits import PlanVisit
from bot.storage.due import RecordedDue
from bot.storage.tables import AuditRow, PlanRow
from knowledge.results import PlanKind
from tests.builders import AMINA, DANIEL, GRACE, HELEN, LEAH, SIAN, TOMOS, a_cast, a_child

TODAY = date(2026, 11, 23)
RUTH = Actor("U0RUTH", "Ruth Adler", Role.CHAIR, "", True, None, None, "")


@pytest.fixture(autouse=True)
def people(deps: Deps) -> None:
    a_cast(deps)
    with deps.transaction() as tx:
        tx.people.save(RUTH)


def agreed(by: Actor = GRACE, where: str = "supervision") -> dict[str, Any]:
    return {"agreed_with": where, "agreed_by": by.slack_id, "agreed_on": TODAY}


def interval(child: Child, every: int, unit: str = "working_days", **more: Any) -> Change:
    return Change(child.id, Kind.INTERVAL, every=every, unit=unit, **{**agreed(), **more})


def save(deps: Deps, actor: Actor, change: Change, once: str = "view:1") -> Preview:
    """Look, then save what was shown."""
    shown = plans.preview(deps, actor, change)
    done = plans.save(deps, actor, read_pending(shown.pending.pack()), once)
    assert not done.already
    return shown


def due(deps: Deps, child: Child) -> RecordedDue:
    with deps.transaction(reading=True) as tx:
        found = tx.due.get(child.id)
    assert found is not None
    return found


def now(deps: Deps, child: Child) -> Child:
    with deps.transaction(reading=True) as tx:
        found = tx.children.get(child.id)
    assert found is not None
    return found


def audits(deps: Deps, action: str) -> list[dict[str, Any]]:
    with deps.transaction(reading=True) as tx:
        return [row.detail for row in tx.session.scalars(select(AuditRow).where(AuditRow.action == action))]


def problems(deps: Deps, actor: Actor, change: Change) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        plans.preview(deps, actor, change)
    return refused.value.fields


def record(deps: Deps, child: Child, kind: OutcomeKind, day: date, once: str) -> None:
    command = RecordOutcome(None, day, time(8), (ChildRecord(child.id, kind, alone=True),))
    recording.record_outcome(deps, AMINA, command, once)


# --- how often ---------------------------------------------------------------------------------------------


def test_a_first_interval_gives_a_child_without_one_a_date(deps: Deps) -> None:
    child = a_child(deps, plan=PlanKind.EARLY_HELP, seen=date(2026, 11, 9))
    assert due(deps, child).act_by is None
    shown = save(deps, AMINA, interval(child, 4, "weeks"))
    assert (shown.before, shown.after) == (None, date(2026, 12, 7))
    assert due(deps, child).act_by == date(2026, 12, 7)
    assert due(deps, child).because == "plan changed: interval"
    facts = now(deps, child).plans[0].facts
    assert facts["plan_every_days"] == 28
    assert (facts["every_agreed_by"], facts["every_agreed_on"]) == (GRACE.slack_id, "2026-11-23")
    (entry,) = audits(deps, "plan.interval")
    assert entry["agreed_with"] == "supervision"
    assert entry["after"] == "2026-12-07"


def test_nothing_is_saved_by_looking(deps: Deps) -> None:
    child = a_child(deps, plan=PlanKind.EARLY_HELP, seen=date(2026, 11, 9))
    plans.preview(deps, AMINA, interval(child, 4, "weeks"))
    assert due(deps, child).act_by is None
    assert not now(deps, child).plans[0].facts
    assert audits(deps, "plan.interval") == []


def test_a_section_47_frequency_is_agreed_and_no_longer_owed(deps: Deps) -> None:
    child = a_child(deps, plan=PlanKind.S47, start=date(2026, 11, 20))
    assert due(deps, child).to_be_agreed
    shown = save(deps, GRACE, interval(child, 3))
    assert shown.after == date(2026, 11, 25)  # Mon 23, Tue 24, Wed 25
    assert not due(deps, child).to_be_agreed


def test_a_section_47_frequency_never_passes_the_limit_shown_before(deps: Deps) -> None:
    child = a_child(deps, plan=PlanKind.S47, start=date(2026, 11, 20))
    limit = due(deps, child).act_by
    shown = save(deps, GRACE, interval(child, 60))
    assert shown.held
    assert shown.rule_date is not None
    assert limit is not None
    assert shown.rule_date > limit
    assert due(deps, child).act_by == limit


def test_less_often_than_the_policy_never_moves_the_date(deps: Deps) -> None:
    child = a_child(deps, seen=date(2026, 11, 16))
    shown = save(deps, AMINA, interval(child, 6, "weeks"))
    assert shown.before == shown.after == date(2026, 11, 30)
    assert choices().says["looser_now"] in shown.notes


def test_more_often_brings_the_date_forward_and_past_means_now(deps: Deps) -> None:
    child = a_child(deps, seen=date(2026, 11, 10))
    shown = save(deps, AMINA, interval(child, 1, "weeks"))
    assert (shown.before, shown.after) == (date(2026, 11, 24), date(2026, 11, 17))
    assert shown.see_now
    assert due(deps, child).sentence.startswith("See the child now")


def test_only_a_manager_may_make_it_less_often_and_only_a_named_decision_later(deps: Deps) -> None:
    child = a_child(deps, seen=date(2026, 11, 20), plan_every_working_days=3)
    assert due(deps, child).act_by == date(2026, 11, 25)
    assert "Only a manager" in problems(deps, AMINA, interval(child, 5))["every"]
    shown = save(deps, GRACE, interval(child, 5))
    assert shown.held, "no word of a later date: the one on record stays"
    assert due(deps, child).act_by == date(2026, 11, 25)
    shown = save(deps, GRACE, interval(child, 6, later=True), "view:2")
    assert shown.later
    assert "Grace Bell" in shown.decided
    assert due(deps, child).act_by == date(2026, 11, 30)
    assert not any(name.startswith("recorded_due") for name in now(deps, child).plans[0].facts)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"every": 0}, "every"),
        ({"every": 61}, "every"),
        ({"unit": ""}, "unit"),
        ({"agreed_with": ""}, "agreed_with"),
        ({"agreed_by": ""}, "agreed_by"),
        ({"agreed_by": "U0NOBODY"}, "agreed_by"),
        ({"agreed_by": AMINA.slack_id}, "agreed_by"),
        ({"agreed_by": LEAH.slack_id, "later": True}, "agreed_by"),
        ({"agreed_on": None}, "agreed_on"),
        ({"agreed_on": date(2026, 11, 24)}, "agreed_on"),
        ({"agreed_on": date(2016, 11, 20)}, "agreed_on"),
    ],
)
def test_a_slip_is_told_at_its_field(deps: Deps, change: dict[str, Any], field: str) -> None:
    child = a_child(deps, seen=date(2026, 11, 16))
    assert set(problems(deps, AMINA, replace(interval(child, 5), **change))) == {field}


def test_two_plans_ask_which_one(deps: Deps) -> None:
    child = a_child(deps, seen=date(2026, 11, 16))
    with deps.transaction() as tx:
        tx.children.add_plan(child.id, PlanKind.CWD, date(2026, 9, 1), {"underlying_plan": "cp"})
    assert set(problems(deps, AMINA, interval(child, 5))) == {"plan_of"}
    shown = save(deps, AMINA, interval(child, 5, plan="cp"))
    assert shown.after == date(2026, 11, 23)
    assert [bool(plan.facts.get("plan_every_working_days")) for plan in now(deps, child).plans] == [
        True,
        False,
    ]


def test_a_repeated_submission_changes_nothing(deps: Deps) -> None:
    child = a_child(deps, seen=date(2026, 11, 16))
    shown = plans.preview(deps, AMINA, interval(child, 5))
    plans.save(deps, AMINA, shown.pending, "view:1")
    before = due(deps, child)
    assert plans.save(deps, AMINA, shown.pending, "view:1").already
    assert due(deps, child) == before
    assert len(audits(deps, "plan.interval")) == 1


def test_dates_that_changed_since_they_were_shown_are_not_saved(deps: Deps) -> None:
    child = a_child(deps, seen=date(2026, 11, 16))
    shown = plans.preview(deps, AMINA, interval(child, 5))
    record(deps, child, OutcomeKind.SEEN, TODAY, "view:0")
    with pytest.raises(Conflict, match="look again"):
        plans.save(deps, AMINA, shown.pending, "view:1")
    assert not now(deps, child).plans[0].facts


# --- change of plan ------------------------------------------------------------------------------------------


def step(child: Child, ending: str, onto: str, by: Actor = RUTH, **more: Any) -> Change:
    return Change(
        child.id, Kind.END, ending=ending, ends=TODAY, new_plan=onto, **{**agreed(by, "conference"), **more}
    )


def test_a_step_up_takes_the_earlier_date_from_the_last_home_visit(deps: Deps) -> None:
    child = a_child(deps, plan=PlanKind.CIN, seen=date(2026, 11, 10))
    assert due(deps, child).act_by == date(2026, 12, 8)
    shown = save(deps, AMINA, step(child, "stepped_up", "cp"))
    assert shown.after == date(2026, 11, 24)
    assert [plan.kind for plan in now(deps, child).plans] == [PlanKind.CP]
    assert due(deps, child).act_by == date(2026, 11, 24)
    names = [clock.name for clock in shown.clocks]
    assert "Visits: Child in need plan" in names
    assert "Visits: Child protection plan" in names
    with deps.transaction(reading=True) as tx:
        ended = tx.session.scalars(select(PlanRow).where(PlanRow.child_id == child.id)).first()
    assert ended is not None
    assert ended.end == TODAY


def test_a_step_up_never_makes_a_date_later(deps: Deps) -> None:
    child = a_child(deps, plan=PlanKind.CIN, seen=date(2026, 11, 19), plan_every_working_days=3)
    assert due(deps, child).act_by == date(2026, 11, 24)
    shown = save(deps, AMINA, step(child, "stepped_up", "cp"))
    assert shown.held
    assert shown.rule_date == date(2026, 12, 3)
    assert due(deps, child).act_by == date(2026, 11, 24)
    why = caseload.why(deps, AMINA, child.id)
    assert "nothing moves a date later" in "\n".join(why.lines)


def test_a_held_date_outlives_a_failed_visit_and_ends_with_a_home_visit(deps: Deps) -> None:
    child = a_child(deps, plan=PlanKind.CIN, seen=date(2026, 11, 19), plan_every_working_days=3)
    save(deps, AMINA, step(child, "stepped_up", "cp"))
    record(deps, child, OutcomeKind.NO_ANSWER, TODAY, "view:2")
    assert due(deps, child).act_by == date(2026, 11, 24), "a visit that failed moves nothing"
    record(deps, child, OutcomeKind.SEEN, TODAY, "view:3")
    assert due(deps, child).act_by == date(2026, 12, 7)


def test_a_step_down_is_later_only_by_a_named_decision(deps: Deps) -> None:
    child = a_child(deps, seen=date(2026, 11, 16))
    assert (
        "Choose who decided"
        in problems(deps, AMINA, step(child, "stepped_down", "cin", by=LEAH))["agreed_by"]
    )
    shown = save(deps, AMINA, step(child, "stepped_down", "cin"))
    assert (shown.before, shown.after) == (date(2026, 11, 30), date(2026, 12, 14))
    assert shown.later
    assert "Ruth Adler" in shown.decided
    assert due(deps, child).act_by == date(2026, 12, 14)
    (entry,) = audits(deps, "plan.end")
    assert entry["agreed_by"] == RUTH.slack_id


def test_a_plan_beside_another_tightens_and_loosens_nothing(deps: Deps) -> None:
    child = a_child(deps, seen=date(2026, 11, 16))
    add = Change(child.id, Kind.ADD, new_plan="cin", starts=TODAY, **agreed())
    shown = save(deps, AMINA, add)
    assert shown.before == shown.after == date(2026, 11, 30)
    assert len(now(deps, child).plans) == 2
    assert set(problems(deps, AMINA, add)) == {"new_plan"}


def test_the_last_plan_ends_and_the_child_stays_on_top(deps: Deps) -> None:
    child = a_child(deps, seen=date(2026, 11, 16))
    shown = save(deps, AMINA, Change(child.id, Kind.END, ending="ended", ends=TODAY, **agreed()))
    assert shown.after is None
    assert choices().says["no_plan_left"] in shown.notes
    (row,) = caseload.caseload(deps, AMINA).rows
    assert row.due_on is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ending": ""}, "ending"),
        ({"ends": None}, "ends"),
        ({"ends": date(2026, 11, 24)}, "ends"),
        ({"ends": date(2026, 8, 1)}, "ends"),
        ({"new_plan": ""}, "new_plan"),
        ({"new_plan": "cp"}, "new_plan"),
    ],
)
def test_a_slip_in_an_ending_is_told_at_its_field(deps: Deps, change: dict[str, Any], field: str) -> None:
    child = a_child(deps, seen=date(2026, 11, 16))
    assert set(problems(deps, AMINA, replace(step(child, "stepped_down", "cin"), **change))) == {field}


def test_a_new_placement_starts_a_clock_and_drops_what_was_agreed_for_the_old_one(deps: Deps) -> None:
    child = a_child(
        deps,
        plan=PlanKind.CIC,
        start=date(2025, 1, 6),
        seen=date(2026, 11, 2),
        placement_start=date(2025, 1, 6),
        long_term_foster=True,
        agreed_for_child=True,
        agreed_for_child_on="2026-03-01",
    )
    shown = save(deps, AMINA, Change(child.id, Kind.PLACEMENT, starts=date(2026, 11, 20)))
    assert shown.after == date(2026, 11, 27), "within the first week of the placement"
    facts = now(deps, child).plans[0].facts
    assert facts == {
        "placement_start": date(2026, 11, 20),
        "previous_placement_start": date(2025, 1, 6),
    }
    wrong = Change(child.id, Kind.PLACEMENT, starts=date(2026, 11, 20))
    assert set(problems(deps, AMINA, wrong)) == {"starts"}


def test_key_dates_are_set_and_checked(deps: Deps) -> None:
    child = a_child(deps, seen=date(2026, 11, 16), last_conference_date=date(2026, 9, 1))
    earlier = Change(child.id, Kind.DATES, dates={"next_conference_date": date(2026, 8, 1)})
    assert "lies before" in problems(deps, AMINA, earlier)["starts"]
    assert "No date" in problems(deps, AMINA, Change(child.id, Kind.DATES))["starts"]
    save(deps, AMINA, replace(earlier, dates={"next_conference_date": date(2026, 12, 10)}))
    assert now(deps, child).plans[0].facts["next_conference_date"] == date(2026, 12, 10)


def test_a_later_start_does_not_move_the_date_by_itself(deps: Deps) -> None:
    child = a_child(deps, start=date(2026, 11, 13))
    assert due(deps, child).act_by == date(2026, 11, 27)
    shown = save(deps, AMINA, Change(child.id, Kind.DATES, starts=date(2026, 11, 20)))
    assert shown.held
    assert due(deps, child).act_by == date(2026, 11, 27)
    by = Change(child.id, Kind.DATES, starts=date(2026, 11, 18), later=True, **agreed())
    assert not save(deps, AMINA, by, "view:2").held
    assert due(deps, child).act_by == date(2026, 12, 2)


def test_a_birth_counts_from_the_same_day_and_stands_in_no_trail(deps: Deps) -> None:
    child = a_child(deps, born=None, seen=date(2026, 11, 16), unborn=True)
    born = Change(child.id, Kind.BORN, born=date(2026, 11, 22))
    shown = save(deps, AMINA, born)
    assert now(deps, child).born == date(2026, 11, 22)
    assert "unborn" not in now(deps, child).plans[0].facts
    assert "November" not in " ".join(shown.changes)
    (entry,) = audits(deps, "plan.born")
    assert "born" not in entry
    assert shown.after is not None
    assert shown.after <= date(2026, 11, 30)
    assert set(problems(deps, AMINA, born)) == {"born"}, "a correction is a manager's"
    assert set(problems(deps, GRACE, replace(born, born=date(2026, 11, 25)))) == {"born"}


# --- the next import ------------------------------------------------------------------------------------------


def feed(deps: Deps, **cells: str) -> None:
    """One child, as the case system has it."""
    row = {
        "reference": "X-1",
        "initials": "K.B.",
        "worker": AMINA.slack_id,
        "plans": "early-help",
        "plan_start": "2026-09-01",
        "last_visit": "2026-11-09",
        **cells,
    }
    text = f"{','.join(row)}\n{','.join(row.values())}\n"
    report = import_caseload(deps, ("caseload.csv", text.encode()))
    assert report.problems == []


def fed(deps: Deps) -> Child:
    with deps.transaction(reading=True) as tx:
        found = tx.children.by_reference("X-1")
    assert found is not None
    return found


def test_what_was_agreed_here_outlives_the_next_import(deps: Deps) -> None:
    feed(deps)
    child = fed(deps)
    save(deps, AMINA, interval(child, 4, "weeks"))
    for _ in range(2):
        feed(deps)
        assert due(deps, child).act_by == date(2026, 12, 7)
        assert now(deps, child).plans[0].facts["plan_every_days"] == 28
    record(deps, child, OutcomeKind.NO_ANSWER, TODAY, "view:2")
    assert due(deps, child).act_by == date(2026, 12, 7)


def test_news_of_the_case_system_counts_and_old_values_do_not(deps: Deps) -> None:
    feed(deps, plan_every_days="28")
    child = fed(deps)
    save(deps, AMINA, interval(child, 21, "days"))
    feed(deps, plan_every_days="28")
    assert now(deps, child).plans[0].facts["plan_every_days"] == 21, "the old value has nothing new to say"
    feed(deps, plan_every_days="14")
    assert now(deps, child).plans[0].facts["plan_every_days"] == 14
    feed(deps, plan_every_days="28")
    assert now(deps, child).plans[0].facts["plan_every_days"] == 28, (
        "from then on the case system leads again"
    )
    assert due(deps, child).act_by == date(2026, 11, 23), "and still nothing moved later by itself"


def test_a_date_held_at_a_step_up_outlives_the_import_that_brings_the_plan(deps: Deps) -> None:
    feed(deps, plans="cin", last_visit="2026-11-19", plan_every_working_days="3")
    child = fed(deps)
    save(deps, AMINA, step(child, "stepped_up", "cp"))
    feed(deps, plans="cp", plan_start="2026-11-23", last_visit="2026-11-19")
    record(deps, child, OutcomeKind.NO_ANSWER, TODAY, "view:2")
    assert due(deps, child).act_by == date(2026, 11, 24)


def test_a_new_placement_and_a_birth_outlive_an_import_that_has_neither(deps: Deps) -> None:
    cells = {"plans": "cic", "plan_start": "2025-01-06", "placement_start": "2025-01-06", "born": ""}
    feed(deps, **cells, long_term_foster="yes")
    child = fed(deps)
    save(deps, AMINA, Change(child.id, Kind.PLACEMENT, starts=date(2026, 11, 20)))
    save(deps, AMINA, Change(child.id, Kind.BORN, born=date(2020, 5, 4)), "view:2")
    feed(deps, **cells, long_term_foster="yes")
    after = now(deps, child)
    assert after.born == date(2020, 5, 4)
    assert after.plans[0].facts["placement_start"] == date(2026, 11, 20)
    assert "long_term_foster" not in after.plans[0].facts


# --- reminders -------------------------------------------------------------------------------------------------


def test_reminders_follow_the_new_date(deps: Deps) -> None:
    child = a_child(deps, seen=date(2026, 11, 11))
    assert reminders.sweep_due(deps) == 1, "due Wed 25 Nov: soon"
    save(deps, AMINA, interval(child, 9, "days"))
    assert reminders.sweep_due(deps) == 1, "due Fri 20 Nov now: overdue"
    went = [(row.kind, delivery.prepare(deps, row)) for row in delivery.claim(deps)]
    assert [kind for kind, made in went if isinstance(made, delivery.Ready)] == [MessageKind.OVERDUE]
    assert [made.reason for _, made in went if isinstance(made, delivery.Drop)] == [
        "the date has changed since"
    ]


def test_nobody_is_reminded_of_a_closed_child(deps: Deps) -> None:
    child = a_child(deps, seen=date(2026, 11, 9))
    assert reminders.sweep_due(deps)
    save(deps, GRACE, Change(child.id, Kind.CLOSE, ending="ended", **agreed()))
    assert all(isinstance(delivery.prepare(deps, row), delivery.Drop) for row in delivery.claim(deps))
    assert reminders.sweep_due(deps) == 0


# --- worker and closing --------------------------------------------------------------------------------------


def test_a_manager_gives_a_child_to_another_worker_of_the_team(deps: Deps) -> None:
    child = a_child(deps, seen=date(2026, 11, 16))
    change = Change(child.id, Kind.WORKER, worker=DANIEL.slack_id)
    with pytest.raises(NotAllowed, match="manager"):
        plans.preview(deps, AMINA, change)
    shown = plans.preview(deps, GRACE, change)
    done = plans.save(deps, GRACE, shown.pending, "view:1")
    assert set(done.tell) == {AMINA.slack_id, DANIEL.slack_id}
    assert now(deps, child).worker_id == DANIEL.slack_id
    assert due(deps, child).act_by == date(2026, 11, 30)
    elsewhere = replace(change, worker=TOMOS.slack_id)
    assert "other team" in problems(deps, GRACE, elsewhere)["worker"]
    assert plans.preview(deps, SIAN, elsewhere).changes


def test_moved_closes_only_on_a_named_acceptance_and_by_a_manager(deps: Deps) -> None:
    child = a_child(deps, seen=date(2026, 11, 16))
    visits.plan_visit(deps, AMINA, PlanVisit((child.id,), date(2026, 11, 25), time(14), True), "view:0")
    record(deps, child, OutcomeKind.NO_ANSWER, TODAY, "view:00")
    change = Change(child.id, Kind.CLOSE, ending="moved", **agreed())
    with pytest.raises(NotAllowed):
        plans.preview(deps, AMINA, change)
    assert set(problems(deps, GRACE, change)) == {"accepted_by"}
    save(deps, GRACE, replace(change, accepted_by="J. Doe, Anytown"))
    assert now(deps, child).closed
    with deps.transaction(reading=True) as tx:
        assert tx.alerts.live_for_child(child.id) is None
        assert tx.visits.planned_for_child(child.id) == []
    (entry,) = audits(deps, "plan.close")
    assert "Doe" not in str(entry)
    assert deps.cipher.open(entry["accepted_by_sealed"], plans.ACCEPTED_BY) == "J. Doe, Anytown"
    with pytest.raises(NotFound):
        plans.preview(deps, GRACE, change)


# --- who may -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", [TOMOS, HELEN])
def test_someone_elses_child_can_not_be_changed(deps: Deps, actor: Actor) -> None:
    child = a_child(deps, seen=date(2026, 11, 16))
    for attempt in (
        lambda: plans.form(deps, actor, child.id),
        lambda: plans.preview(deps, actor, interval(child, 5)),
        lambda: plans.save(deps, actor, Pending(interval(child, 5), None, None), "view:1"),
        lambda: what_if.work_out(deps, actor, WhatIfAsk(child.id, TODAY)),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_whoever_only_goes_along_sees_but_changes_nothing(deps: Deps) -> None:
    child = a_child(deps, seen=date(2026, 11, 16))
    together = PlanVisit((child.id,), date(2026, 11, 25), time(14), True, (TOMOS.slack_id,))
    visits.plan_visit(deps, AMINA, together, "view:0")
    with pytest.raises(NotAllowed, match="allocated worker or a manager"):
        plans.form(deps, TOMOS, child.id)
    assert what_if.work_out(deps, TOMOS, WhatIfAsk(child.id, TODAY)).on


def test_a_deputy_decides_for_the_team_but_not_for_their_own_child(deps: Deps) -> None:
    child, own = a_child(deps, seen=date(2026, 11, 16)), a_child(deps, worker=DANIEL)
    assert plans.form(deps, DANIEL, child.id).decides
    assert not plans.form(deps, DANIEL, own.id).decides


# --- what if -------------------------------------------------------------------------------------------------


def test_what_if_gives_the_date_a_real_visit_would_give_and_saves_nothing(
    deps: Deps, clock: FixedClock
) -> None:
    child = a_child(deps, seen=date(2026, 11, 16))
    before = due(deps, child)
    found = what_if.work_out(deps, AMINA, WhatIfAsk(child.id, date(2026, 11, 27)))
    assert (found.now, found.on) == (date(2026, 11, 30), date(2026, 12, 11))
    assert any("Source:" in line for line in found.lines)
    assert due(deps, child) == before
    clock.move(date(2026, 11, 27) - TODAY)
    record(deps, child, OutcomeKind.SEEN, date(2026, 11, 27), "view:1")
    assert due(deps, child).act_by == found.on


def test_what_if_it_becomes_another_plan(deps: Deps) -> None:
    child = a_child(deps, plan=PlanKind.CIN, seen=date(2026, 11, 10))
    found = what_if.work_out(deps, AMINA, WhatIfAsk(child.id, None, "cp"))
    assert (found.now, found.on) == (date(2026, 12, 8), date(2026, 11, 24))
    down = a_child(deps, seen=date(2026, 11, 16))
    found = what_if.work_out(deps, AMINA, WhatIfAsk(down.id, None, "cin"))
    assert found.on == date(2026, 12, 14)
    assert choices().says["what_if_later"] in found.notes


def test_what_if_after_the_date_says_that_it_would_be_late(deps: Deps) -> None:
    child = a_child(deps, seen=date(2026, 11, 16))
    found = what_if.work_out(deps, AMINA, WhatIfAsk(child.id, date(2026, 12, 19)))
    assert choices().says["what_if_late"] in found.notes


@pytest.mark.parametrize(
    ("ask", "field"),
    [
        (WhatIfAsk(), "seen_on"),
        (WhatIfAsk(seen_on=date(2036, 1, 1)), "seen_on"),
        (WhatIfAsk(seen_on=date(2026, 11, 1)), "seen_on"),
        (WhatIfAsk(becomes="nonsense"), "becomes"),
    ],
)
def test_what_can_not_be_supposed_is_told_at_its_field(deps: Deps, ask: WhatIfAsk, field: str) -> None:
    child = a_child(deps, seen=date(2026, 11, 16))
    with pytest.raises(InvalidInput) as refused:
        what_if.work_out(deps, AMINA, replace(ask, child_id=child.id))
    assert set(refused.value.fields) == {field}


def test_a_child_without_a_plan_is_led_to_entering_one(deps: Deps) -> None:
    child = a_child(deps, plan=None)
    with pytest.raises(BotError, match="Enter the plan first"):
        plans.preview(deps, AMINA, interval(child, 5))
    save(deps, AMINA, Change(child.id, Kind.ADD, new_plan="cp", starts=date(2026, 11, 20), **agreed()))
    assert due(deps, child).act_by == date(2026, 12, 4)


def test_planned_visits_with_a_sibling_stay_when_one_child_is_closed(deps: Deps) -> None:
    child, sibling = a_child(deps, household="H-1"), a_child(deps, household="H-1")
    both = PlanVisit((child.id, sibling.id), date(2026, 11, 25), time(14), True)
    planned = visits.plan_visit(deps, AMINA, both, "view:0").visit
    save(deps, GRACE, Change(child.id, Kind.CLOSE, ending="duplicate", **agreed()))
    with deps.transaction(reading=True) as tx:
        kept = tx.visits.get(planned.id)
    assert kept is not None
    assert kept.status is VisitStatus.PLANNED


def test_a_slip_in_the_choices_is_refused_by_name(tmp_path: Any) -> None:
    text = FILE.read_text(encoding="utf-8")
    for change, says in (
        (("fact: plan_every_days", "fact: plan_every_moon"), "units.days"),
        (("interval: How", "intervall: How"), "changes"),
        (("next_conference_date]", "next_conference]"), "next_conference"),
        (("{rule}", "{rul}"), "says.held"),
        (("what_if:   ", "what_ifs:   "), "what_if"),
    ):
        path = tmp_path / "plans.yaml"
        path.write_text(text.replace(*change), encoding="utf-8")
        with pytest.raises(ChoicesError, match=says):
            read_choices(path)
