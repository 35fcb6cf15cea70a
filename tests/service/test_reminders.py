"""Sweeps: each date is told of once, at its moment, to the right person, and never twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from bot.bootstrap import Deps
from bot.clock import FixedClock
from bot.domain.messages import MessageKind
from bot.domain.visits import OutcomeKind
from bot.services import alert_ladder, alerts, delivery, recording, reminders, visits
from bot.services.delivery import Drop, Ready
from bot.services.recording import ChildRecord, RecordOutcome
from bot.services.visits import PlanVisit
from bot.storage.outbox import SendStatus
from bot.storage.tables import OutboxRow
from knowledge.results import PlanKind
from tests.builders import AMINA, DANIEL, GRACE, LEAH, a_cast, a_child


def rows(deps: Deps) -> list[OutboxRow]:
    with deps.transaction(reading=True) as tx:
        return list(tx.session.scalars(select(OutboxRow).order_by(OutboxRow.id)))


def kinds(deps: Deps) -> list[tuple[str, str]]:
    return [(row.kind, row.recipient) for row in rows(deps) if row.status != SendStatus.CANCELLED]


def send_all(deps: Deps) -> list[tuple[MessageKind, str]]:
    """Send what is ready, as the sender would."""
    sent = []
    while claimed := delivery.claim(deps):
        for row in claimed:
            ready = delivery.prepare(deps, row)
            if isinstance(ready, Drop):
                delivery.dropped(deps, row, ready.reason)
            else:
                sent.append((row.kind, row.recipient))
                delivery.sent(deps, row, "D1", str(row.id))
    return sent


def test_a_week_in_which_nobody_goes(deps: Deps, clock: FixedClock) -> None:
    """Due Tue 1 Dec: due soon on Thu 26 Nov, due today, then overdue to the worker and after her the manager."""
    a_cast(deps)
    a_child(deps, seen=date(2026, 11, 17))
    lived: list[tuple[datetime, MessageKind, str]] = []
    looks = (time(0, 1), time(8, 29), time(8, 30), time(9, 29), time(9, 30), time(18))
    for day in range(11):
        for look in looks:
            clock.set(datetime.combine(date(2026, 11, 23) + timedelta(days=day), look, UTC))
            reminders.sweep_due(deps)
            reminders.sweep_due(deps)  # twice: nothing may double
            lived += [(clock.now(), kind, person) for kind, person in send_all(deps)]
    assert lived == [
        (datetime(2026, 11, 26, 8, 30, tzinfo=UTC), MessageKind.DUE_SOON, AMINA.slack_id),
        (datetime(2026, 12, 1, 8, 30, tzinfo=UTC), MessageKind.DUE_TODAY, AMINA.slack_id),
        (datetime(2026, 12, 2, 8, 30, tzinfo=UTC), MessageKind.OVERDUE, AMINA.slack_id),
        (datetime(2026, 12, 2, 9, 30, tzinfo=UTC), MessageKind.OVERDUE_MANAGER, GRACE.slack_id),
    ]


def test_after_an_outage_only_the_newest_message_goes_out(deps: Deps, clock: FixedClock) -> None:
    a_cast(deps)
    a_child(deps, seen=date(2026, 11, 17))
    clock.set(datetime(2026, 12, 7, 12, 0, tzinfo=UTC))
    reminders.sweep_due(deps)
    assert send_all(deps) == [
        (MessageKind.OVERDUE, AMINA.slack_id),
        (MessageKind.OVERDUE_MANAGER, GRACE.slack_id),
    ]


def test_due_soon_is_not_sent_where_a_visit_is_planned(deps: Deps, clock: FixedClock) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 17))
    visits.plan_visit(deps, AMINA, PlanVisit((child.id,), date(2026, 11, 30), time(14), True), "view:1")
    clock.set(datetime(2026, 11, 26, 9, 0, tzinfo=UTC))
    reminders.sweep_due(deps)
    assert send_all(deps) == []


def test_due_today_is_not_sent_beside_the_reminder_of_a_visit_in_time(deps: Deps, clock: FixedClock) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 17))
    visits.plan_visit(deps, AMINA, PlanVisit((child.id,), date(2026, 12, 1), time(14), True), "view:1")
    clock.set(datetime(2026, 12, 1, 12, 0, tzinfo=UTC))
    reminders.sweep_due(deps)
    assert send_all(deps) == [(MessageKind.VISIT_REMINDER, AMINA.slack_id)]


def test_due_today_is_sent_where_the_visit_is_planned_too_late(deps: Deps, clock: FixedClock) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 17))
    visits.plan_visit(deps, AMINA, PlanVisit((child.id,), date(2026, 12, 2), time(14), True), "view:1")
    clock.set(datetime(2026, 12, 1, 12, 0, tzinfo=UTC))
    reminders.sweep_due(deps)
    assert send_all(deps) == [(MessageKind.DUE_TODAY, AMINA.slack_id)]


def test_a_queued_reminder_is_decided_again_before_it_is_sent(deps: Deps, clock: FixedClock) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 17))
    clock.set(datetime(2026, 12, 1, 8, 30, tzinfo=UTC))
    reminders.sweep_due(deps)
    assert [kind for kind, _ in kinds(deps)] == [MessageKind.DUE_TODAY]
    command = RecordOutcome(
        None, date(2026, 12, 1), time(8), (ChildRecord(child.id, OutcomeKind.SEEN, alone=True),)
    )
    recording.record_outcome(deps, AMINA, command, "view:1")
    assert send_all(deps) == []
    assert rows(deps)[0].reason == "the date has changed since"


def test_a_moved_visit_is_reminded_of_at_its_new_time_only(deps: Deps, clock: FixedClock) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 17))
    first = visits.plan_visit(deps, AMINA, PlanVisit((child.id,), date(2026, 11, 24), time(14), True), "v:1")
    visits.move_visit(deps, AMINA, first.visit.id, date(2026, 11, 25), time(14), "family", "v:2")
    clock.set(datetime(2026, 11, 24, 12, 30, tzinfo=UTC))
    assert send_all(deps) == []
    clock.set(datetime(2026, 11, 25, 12, 30, tzinfo=UTC))
    assert send_all(deps) == [(MessageKind.VISIT_REMINDER, AMINA.slack_id)]


def test_an_unallocated_childs_date_reaches_the_manager(deps: Deps, clock: FixedClock) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 17))
    with deps.transaction() as tx:
        stored = tx.children.get(child.id)
        assert stored is not None
        from dataclasses import replace

        tx.children.change(child.id, replace(stored, worker_id=None), clock.now())
    clock.set(datetime(2026, 12, 1, 8, 30, tzinfo=UTC))
    reminders.sweep_due(deps)
    assert send_all(deps) == [(MessageKind.DUE_TODAY, GRACE.slack_id)]


def test_silence_about_an_alert_is_passed_on_once(deps: Deps, clock: FixedClock) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 17))
    command = RecordOutcome(
        None, date(2026, 11, 23), time(8), (ChildRecord(child.id, OutcomeKind.NO_ANSWER),)
    )
    recording.record_outcome(deps, AMINA, command, "view:1")
    send_all(deps)
    clock.move(timedelta(minutes=29))
    alert_ladder.sweep_alerts(deps)
    assert send_all(deps) == []
    clock.move(timedelta(minutes=1))
    alert_ladder.sweep_alerts(deps)
    alert_ladder.sweep_alerts(deps)
    assert sorted(send_all(deps)) == [
        (MessageKind.ALERT_UNACKNOWLEDGED, DANIEL.slack_id),
        (MessageKind.NOT_SEEN_RECEIPT, AMINA.slack_id),
    ]


def test_a_plan_that_did_not_happen_comes_back(deps: Deps, clock: FixedClock) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 17))
    command = RecordOutcome(
        None, date(2026, 11, 23), time(8), (ChildRecord(child.id, OutcomeKind.NO_ANSWER),)
    )
    alert_id = recording.record_outcome(deps, AMINA, command, "view:1").children[0].alert_id or 0
    alerts.acknowledge(deps, GRACE, alert_id, ["worker_again"], date(2026, 11, 23), time(17), "click:1")
    send_all(deps)
    clock.set(datetime(2026, 11, 23, 16, 59, tzinfo=UTC))
    alert_ladder.sweep_alerts(deps)
    assert send_all(deps) == []
    clock.set(datetime(2026, 11, 23, 17, 0, tzinfo=UTC))
    alert_ladder.sweep_alerts(deps)
    alert_ladder.sweep_alerts(deps)
    assert send_all(deps).count((MessageKind.NOT_SEEN_ALERT, GRACE.slack_id)) >= 1
    assert alerts.card(deps, GRACE, alert_id).alerts[0].reopened


def test_a_broken_plan_is_not_told_as_silence(deps: Deps, clock: FixedClock) -> None:
    """The manager had taken it: the practitioner must not read that nobody has seen it."""
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 17))
    command = RecordOutcome(
        None, date(2026, 11, 23), time(8), (ChildRecord(child.id, OutcomeKind.NO_ANSWER),)
    )
    alert_id = recording.record_outcome(deps, AMINA, command, "view:1").children[0].alert_id or 0
    clock.move(timedelta(minutes=5))
    alerts.acknowledge(deps, GRACE, alert_id, ["worker_again"], date(2026, 11, 23), time(12), "click:1")
    send_all(deps)
    clock.move(timedelta(hours=6))
    alert_ladder.sweep_alerts(deps)
    assert (MessageKind.ALERT_UNACKNOWLEDGED, DANIEL.slack_id) not in send_all(deps)


def test_a_section_47_enquiry_without_a_frequency_is_the_managers_task(deps: Deps) -> None:
    a_cast(deps)
    a_child(deps, plan=PlanKind.S47, start=date(2026, 11, 20))
    reminders.sweep_tasks(deps)
    reminders.sweep_tasks(deps)
    found = send_all(deps)
    with deps.transaction(reading=True) as tx:
        to_be_agreed = any(due.to_be_agreed for due in tx.due.without_date()) or any(
            due.to_be_agreed for due in tx.due.act_by_until(date(2027, 1, 1))
        )
    assert found == ([(MessageKind.NO_INTERVAL_TASK, GRACE.slack_id)] if to_be_agreed else [])


def test_a_worker_who_left_gets_nothing_and_the_reason_is_kept(deps: Deps) -> None:
    a_cast(deps)
    with deps.transaction() as tx:
        tx.outbox.add(MessageKind.OVERDUE, "U0GONE", {"child_id": 1, "act_by": "2026-11-20"}, once="x")
    assert send_all(deps) == []
    assert rows(deps)[0].reason.startswith("recipient is not on the list")


def test_an_alert_to_someone_slack_refuses_reaches_the_deputy(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 17), worker=LEAH)
    command = RecordOutcome(
        None, date(2026, 11, 23), time(8), (ChildRecord(child.id, OutcomeKind.NO_ANSWER),)
    )
    recording.record_outcome(deps, LEAH, command, "view:1")
    alert = next(row for row in delivery.claim(deps) if row.kind is MessageKind.NOT_SEEN_ALERT)
    assert isinstance(delivery.prepare(deps, alert), Ready)
    delivery.gave_up(deps, alert, "account_inactive")
    instead = [
        (kind, person) for kind, person in kinds(deps) if person == DANIEL.slack_id or person == "U0SIAN"
    ]
    assert (MessageKind.DELIVERY_TROUBLE, instead[0][1]) in instead
    assert (MessageKind.NOT_SEEN_ALERT, instead[0][1]) in instead


def test_the_newest_message_of_a_past_calendar_date_waits_for_a_working_day(
    deps: Deps, clock: FixedClock
) -> None:
    """A child in care seen on Sat 10 Oct is due six weeks on, Sat 21 Nov: reminded of on Friday, overdue on Monday."""
    a_cast(deps)
    a_child(
        deps,
        plan=PlanKind.CIC,
        start=date(2026, 8, 3),
        seen=date(2026, 10, 10),
        placement_start=date(2026, 8, 3),
    )
    clock.set(datetime(2026, 11, 20, 8, 30, tzinfo=UTC))
    reminders.sweep_due(deps)
    assert send_all(deps) == [(MessageKind.DUE_TODAY, AMINA.slack_id)]
    clock.set(datetime(2026, 11, 22, 12, 0, tzinfo=UTC))
    reminders.sweep_due(deps)
    assert send_all(deps) == []
    clock.set(datetime(2026, 11, 23, 8, 30, tzinfo=UTC))
    reminders.sweep_due(deps)
    assert send_all(deps) == [(MessageKind.OVERDUE, AMINA.slack_id)]
