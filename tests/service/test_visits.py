"""Plan, move and cancel visits, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.bootstrap import Deps
from bot.clock import FixedClock
from bot.domain.messages import MessageKind
from bot.domain.visits import VisitStatus
from bot.errors import Conflict, InvalidInput, NotAllowed
from bot.services import visits
from bot.services.visits import PlanVisit
from bot.storage.tables import OutboxRow
from tests.builders import AMINA, DANIEL, GRACE, TOMOS, a_cast, a_child

TUESDAY = date(2026, 11, 24)


def planned_messages(deps: Deps) -> list[OutboxRow]:
    with deps.transaction(reading=True) as tx:
        return list(tx.session.scalars(select(OutboxRow).order_by(OutboxRow.id)))


def test_a_planned_visit_owes_everyone_who_goes_one_reminder(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 16))
    planned = visits.plan_visit(
        deps, AMINA, PlanVisit((child.id,), TUESDAY, time(14), True, (DANIEL.slack_id,)), "view:1"
    )
    assert planned.reminder_at == datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    rows = planned_messages(deps)
    assert [(row.kind, row.recipient) for row in rows] == [
        (MessageKind.VISIT_REMINDER, AMINA.slack_id),
        (MessageKind.VISIT_REMINDER, DANIEL.slack_id),
    ]
    assert all(row.not_before == planned.reminder_at for row in rows)


def test_an_early_visit_is_reminded_of_on_the_working_day_before(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 16))
    monday = date(2026, 11, 30)
    planned = visits.plan_visit(deps, AMINA, PlanVisit((child.id,), monday, time(8, 30), True), "view:1")
    assert planned.reminder_at == datetime(2026, 11, 27, 16, 0, tzinfo=UTC)  # Friday afternoon, not Sunday


def test_the_same_submission_twice_plans_one_visit(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps)
    command = PlanVisit((child.id,), TUESDAY, time(14), True)
    first = visits.plan_visit(deps, AMINA, command, "view:1")
    second = visits.plan_visit(deps, AMINA, command, "view:1")
    assert second.already
    assert second.visit.id == first.visit.id
    assert len(planned_messages(deps)) == 1


@pytest.mark.parametrize(
    ("day", "at", "field", "words"),
    [
        (date(2026, 11, 22), time(14), "day", "past"),
        (date(2026, 11, 23), time(8, 59), "time", "past"),
        (date(2026, 11, 23), time(9, 0), "time", "past"),
        (date(2036, 11, 23), time(9, 0), "day", "year"),
        (date(2027, 3, 28), time(1, 30), "time", "clocks go forward"),
    ],
)
def test_a_time_that_cannot_be_is_refused_at_its_field(
    deps: Deps, day: date, at: time, field: str, words: str
) -> None:
    a_cast(deps)
    child = a_child(deps)
    with pytest.raises(InvalidInput) as refused:
        visits.plan_visit(deps, AMINA, PlanVisit((child.id,), day, at, True), "view:1")
    assert words in refused.value.fields[field]
    assert planned_messages(deps) == []


def test_a_corrected_form_can_be_sent_again(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps)
    with pytest.raises(InvalidInput):
        visits.plan_visit(deps, AMINA, PlanVisit((child.id,), date(2026, 11, 1), time(9), True), "view:1")
    planned = visits.plan_visit(deps, AMINA, PlanVisit((child.id,), TUESDAY, time(9), True), "view:1")
    assert not planned.already


def test_a_visit_after_the_due_date_is_planned_with_a_warning(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 16))  # due Mon 30 Nov
    on_the_day = visits.plan_visit(
        deps, AMINA, PlanVisit((child.id,), date(2026, 11, 30), time(10), True), "view:1"
    )
    after = visits.plan_visit(
        deps, AMINA, PlanVisit((child.id,), date(2026, 12, 1), time(10), True), "view:2"
    )
    assert on_the_day.warnings == ()
    assert "Mon 30 Nov" in after.warnings[0]


def test_someone_elses_child_is_refused_without_a_hint(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps)
    command = PlanVisit((child.id,), TUESDAY, time(14), True)
    with pytest.raises(NotAllowed) as refused:
        visits.plan_visit(deps, TOMOS, command, "view:1")
    with pytest.raises(NotAllowed) as not_there:
        visits.plan_visit(deps, TOMOS, PlanVisit((999,), TUESDAY, time(14), True), "view:2")
    assert refused.value.sentence == not_there.value.sentence
    assert child.reference not in refused.value.sentence
    visits.plan_visit(deps, GRACE, command, "view:3")  # her manager may


def test_children_of_two_households_are_two_visits(deps: Deps) -> None:
    a_cast(deps)
    one, other = a_child(deps), a_child(deps)
    with pytest.raises(InvalidInput) as refused:
        visits.plan_visit(deps, AMINA, PlanVisit((one.id, other.id), TUESDAY, time(14), True), "view:1")
    assert "household" in refused.value.fields["children"]


def test_a_moved_visit_keeps_the_old_one_and_its_mover(deps: Deps, clock: FixedClock) -> None:
    a_cast(deps)
    child = a_child(deps)
    first = visits.plan_visit(deps, AMINA, PlanVisit((child.id,), TUESDAY, time(14), False), "view:1")
    moved = visits.move_visit(deps, AMINA, first.visit.id, date(2026, 11, 25), time(15), "family", "view:2")
    again = visits.move_visit(deps, AMINA, first.visit.id, date(2026, 11, 25), time(15), "family", "view:2")
    assert again.already
    assert again.visit.id == moved.visit.id
    assert moved.visit.announced is False
    with deps.transaction(reading=True) as tx:
        old = tx.visits.get(first.visit.id)
        assert old is not None
        assert old.status is VisitStatus.MOVED
        assert [visit.id for visit in tx.visits.planned_for_child(child.id)] == [moved.visit.id]
    with pytest.raises(Conflict):
        visits.move_visit(deps, AMINA, first.visit.id, date(2026, 11, 26), time(15), "us", "view:3")
    clock.move(timedelta(days=1))


def test_a_cancelled_visit_cannot_be_cancelled_again(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps)
    planned = visits.plan_visit(deps, AMINA, PlanVisit((child.id,), TUESDAY, time(14), True), "view:1")
    visits.cancel_visit(deps, AMINA, planned.visit.id, "us", "click:1")
    assert visits.cancel_visit(deps, AMINA, planned.visit.id, "us", "click:1").already
    with pytest.raises(Conflict):
        visits.cancel_visit(deps, AMINA, planned.visit.id, "us", "click:2")


def test_a_stranger_cannot_be_taken_along(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps)
    with pytest.raises(InvalidInput) as refused:
        visits.plan_visit(
            deps, AMINA, PlanVisit((child.id,), TUESDAY, time(14), True, ("U0NOBODY",)), "view:1"
        )
    assert "going" in refused.value.fields


def test_who_goes_along_may_see_the_child_while_it_is_planned(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps)
    with pytest.raises(NotAllowed):
        visits.choices(deps, TOMOS, child.id)
    command = PlanVisit((child.id,), TUESDAY, time(14), True, (TOMOS.slack_id,))
    planned = visits.plan_visit(deps, AMINA, command, "view:1")
    assert visits.choices(deps, TOMOS, child.id).children[0].id == child.id
    visits.cancel_visit(deps, AMINA, planned.visit.id, "us", "click:1")
    with pytest.raises(NotAllowed):
        visits.choices(deps, TOMOS, child.id)
