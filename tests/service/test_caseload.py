"""What each person sees on the Home tab, on both databases."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from bot.bootstrap import Deps
from bot.clock import FixedClock
from bot.domain.children import Child
from bot.domain.messages import AlertStatus, DueState
from bot.domain.visits import OutcomeKind
from bot.errors import NotAllowed
from bot.services import alert_ladder, caseload, desk, recording, visits
from bot.services.recording import ChildRecord, RecordOutcome
from bot.services.visits import PlanVisit
from knowledge.results import PlanKind
from tests.builders import AMINA, GRACE, PRIYA, SIAN, TOMOS, a_cast, a_child
from tests.service.post import Post, both_unseen, take


def test_the_caseload_stands_in_the_order_to_act_on(deps: Deps) -> None:
    a_cast(deps)
    later = a_child(deps, seen=date(2026, 11, 20))
    overdue = a_child(deps, seen=date(2026, 11, 2))
    today = a_child(deps, seen=date(2026, 11, 9))
    unset = a_child(deps, plan=PlanKind.EARLY_HELP, seen=date(2026, 11, 2))
    soon = a_child(deps, seen=date(2026, 11, 11))
    visits.plan_visit(deps, AMINA, PlanVisit((soon.id,), date(2026, 11, 24), time(14), True), "view:1")
    found = caseload.caseload(deps, AMINA)
    assert [(row.child.id, row.state) for row in found.rows] == [
        (unset.id, DueState.NO_INTERVAL),
        (overdue.id, DueState.OVERDUE),
        (today.id, DueState.DUE_TODAY),
        (soon.id, DueState.DUE_SOON),
        (later.id, DueState.LATER),
    ]
    assert [row.child.id for row in found.rows if row.next_visit] == [soon.id]
    assert caseload.caseload(deps, TOMOS).rows == ()


def test_the_board_shows_the_team_and_its_open_alerts(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 10))
    a_child(deps, seen=date(2026, 11, 10), worker=TOMOS)
    command = RecordOutcome(
        None, date(2026, 11, 23), time(8), (ChildRecord(child.id, OutcomeKind.NO_ANSWER),)
    )
    recording.record_outcome(deps, AMINA, command, "view:1")
    board = caseload.board(deps, GRACE)
    assert [row.child.id for row in board.rows] == [child.id]
    assert [card.child.id for together in board.alerts for card in together.alerts] == [child.id]
    assert len(caseload.board(deps, SIAN).rows) == 2


def test_an_alert_open_again_waits_for_the_manager_whoever_had_taken_it(
    post: Post, siblings: tuple[Child, Child], clock: FixedClock
) -> None:
    first, _ = both_unseen(post, siblings)
    take(post.deps, first, by=SIAN, at=time(12))
    clock.move(timedelta(minutes=1))
    rows = {row.alert_id: row for row in caseload.board(post.deps, GRACE).rows}
    assert rows[first].alert_with == SIAN.slack_id
    clock.move(timedelta(hours=6))
    alert_ladder.sweep_alerts(post.deps)
    row = next(row for row in caseload.board(post.deps, GRACE).rows if row.alert_id == first)
    assert (row.alert_status, row.alert_with) == (AlertStatus.OPEN, GRACE.slack_id)


def test_why_says_rule_count_and_place_to_those_who_may_see(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 10))
    lines = "\n".join(caseload.why(deps, AMINA, child.id).lines)
    assert "24 November 2026" in lines
    assert "Child protection plans" in lines
    with pytest.raises(NotAllowed):
        caseload.why(deps, TOMOS, child.id)


def test_a_child_is_found_by_reference_or_initials_only_among_ones_own(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps, initials="Q.Z.")
    assert [one.id for one in caseload.find_children(deps, AMINA, child.reference.lower())] == [child.id]
    assert [one.id for one in caseload.find_children(deps, AMINA, "qz")] == [child.id]
    assert caseload.find_children(deps, TOMOS, child.reference) == ()
    assert caseload.find_children(deps, AMINA, "  ") == ()


def test_the_policy_lead_sees_what_is_loaded(deps: Deps) -> None:
    a_cast(deps)
    seen = {policy.id: policy for policy in desk.desk(deps, PRIYA).policies}
    assert seen["gloucestershire"].has_summary
    assert not seen["care-planning-regulations-2010"].has_summary
