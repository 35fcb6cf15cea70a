"""Record outcomes: one transaction for the record, the date, the alert and everyone's message."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from bot.bootstrap import Deps
from bot.clock import FixedClock
from bot.domain.children import Child
from bot.domain.messages import AlertStatus, MessageKind
from bot.domain.visits import NOT_SEEN, OutcomeKind, VisitStatus
from bot.errors import Conflict, InvalidInput, NotAllowed
from bot.services import alerts, recorded, recording, visits
from bot.services.recording import ChildRecord, RecordOutcome
from bot.services.visits import PlanVisit
from bot.storage.tables import AuditRow, OutboxRow, OutcomeRow
from tests.builders import AMINA, DANIEL, GRACE, LEAH, TOMOS, a_cast, a_child

TODAY = date(2026, 11, 23)


def record(
    deps: Deps,
    *children: Child,
    kind: OutcomeKind = OutcomeKind.SEEN,
    on: date = TODAY,
    at: time = time(8),
    once: str = "view:record",
    actor: object = AMINA,
    **more: object,
) -> recording.Recorded:
    per_child = tuple(
        ChildRecord(child.id, kind, alone=True, awake=True, bedroom=True, spoken_to=True)
        for child in children
    )
    command = RecordOutcome(None, on, at, per_child, **more)  # type: ignore[arg-type]
    return recording.record_outcome(deps, actor, command, once)  # type: ignore[arg-type]


def owed(deps: Deps) -> list[tuple[str, str]]:
    with deps.transaction(reading=True) as tx:
        rows = tx.session.scalars(select(OutboxRow).order_by(OutboxRow.id))
        return [(row.kind, row.recipient) for row in rows]


def test_a_child_seen_moves_the_date_and_says_so(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 10))  # CP, ten working days: due Tue 24 Nov
    result = record(deps, child)
    one = result.children[0]
    assert one.due_before == date(2026, 11, 24)
    assert one.due_after == date(2026, 12, 7)
    assert one.counts.yes is True
    assert one.alert_id is None
    assert "Monday 7 December" in one.sentences[0]
    assert owed(deps) == []


@pytest.mark.parametrize("kind", sorted(NOT_SEEN))
def test_every_child_not_seen_reaches_the_manager_whatever_the_cause(deps: Deps, kind: OutcomeKind) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 10))
    result = record(deps, child, kind=kind, tried=("knocked", "rang_parent"))
    one = result.children[0]
    assert one.due_after == one.due_before == date(2026, 11, 24)
    assert one.alert_id is not None
    assert result.manager_name == "Grace Bell"
    assert owed(deps) == [
        (MessageKind.NOT_SEEN_ALERT, GRACE.slack_id),
        (MessageKind.NOT_SEEN_RECEIPT, AMINA.slack_id),
    ]


def test_the_same_submission_twice_records_once(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 10))
    first = record(deps, child, kind=OutcomeKind.NO_ANSWER)
    second = record(deps, child, kind=OutcomeKind.NO_ANSWER)
    assert second.already
    assert second.children[0].outcome.id == first.children[0].outcome.id
    assert len(owed(deps)) == 2
    with deps.transaction(reading=True) as tx:
        assert len([o for o in tx.visits.outcomes(child.id) if not o.imported]) == 1


def test_seen_again_closes_the_alert_and_tells_the_manager(deps: Deps, clock: FixedClock) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 10))
    opened = record(deps, child, kind=OutcomeKind.NO_ANSWER).children[0].alert_id
    clock.move(timedelta(hours=5))
    result = record(deps, child, at=time(13, 30), once="view:second")
    assert result.children[0].closed_alert_id == opened
    with deps.transaction(reading=True) as tx:
        alert = tx.alerts.get(opened or 0)
        assert alert is not None
        assert alert.status is AlertStatus.CLOSED
        assert "Monday 23 November" in alert.closed_why
    assert (MessageKind.ALERT_CLOSED, GRACE.slack_id) in owed(deps)


def test_an_earlier_visit_entered_late_does_not_close_a_newer_alert(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 9))
    opened = record(deps, child, kind=OutcomeKind.REFUSED).children[0].alert_id
    late = record(deps, child, on=date(2026, 11, 18), once="view:late")
    assert late.late
    assert late.children[0].closed_alert_id is None
    with deps.transaction(reading=True) as tx:
        live = tx.alerts.live_for_child(child.id)
        assert live is not None
        assert live.id == opened


def test_a_late_failed_visit_from_before_the_child_was_seen_alerts_nobody(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 20))
    result = record(deps, child, kind=OutcomeKind.NO_ANSWER, on=date(2026, 11, 17))
    assert result.children[0].alert_id is None
    assert owed(deps) == []


def test_a_second_failed_visit_renews_the_one_alert(deps: Deps, clock: FixedClock) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 10))
    first = record(deps, child, kind=OutcomeKind.NO_ANSWER).children[0].alert_id
    alerts.acknowledge(deps, GRACE, first or 0, ["worker_again"], date(2026, 11, 24), time(12), "click:1")
    clock.move(timedelta(hours=4))
    second = record(deps, child, kind=OutcomeKind.REFUSED, at=time(12), once="view:2").children[0].alert_id
    assert second == first
    [card] = alerts.card(deps, GRACE, second or 0).alerts
    assert card.status is AlertStatus.OPEN
    assert card.attempts == 2
    assert owed(deps).count((MessageKind.NOT_SEEN_ALERT, GRACE.slack_id)) >= 2


def test_siblings_have_their_own_records_clocks_and_alerts(deps: Deps) -> None:
    a_cast(deps)
    seen = a_child(deps, household="H-1", seen=date(2026, 11, 10))
    missing = a_child(deps, household="H-1", seen=date(2026, 11, 10), initials="L.B.")
    planned = visits.plan_visit(
        deps, AMINA, PlanVisit((seen.id, missing.id), date(2026, 11, 23), time(10), True), "view:plan"
    )
    deps.clock.move(timedelta(hours=3))  # type: ignore[attr-defined]
    command = RecordOutcome(
        planned.visit.id,
        TODAY,
        time(10),
        (
            ChildRecord(seen.id, OutcomeKind.SEEN, alone=True),
            ChildRecord(missing.id, OutcomeKind.CHILD_ABSENT),
        ),
    )
    result = recording.record_outcome(deps, AMINA, command, "view:record")
    assert result.children[0].due_after == date(2026, 12, 7)
    assert result.children[1].due_after == date(2026, 11, 24)
    assert result.children[0].alert_id is None
    assert result.children[1].alert_id is not None
    with deps.transaction(reading=True) as tx:
        visit = tx.visits.get(planned.visit.id)
        assert visit is not None
        assert visit.status is VisitStatus.RECORDED
    with pytest.raises(Conflict):
        recording.record_outcome(deps, AMINA, command, "view:other")


def test_a_visit_by_someone_unregistered_does_not_meet_a_cp_plan(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 10), worker=LEAH)
    result = record(deps, child, actor=LEAH)
    one = result.children[0]
    if one.counts.yes is False:  # the adopted policy asks for a registered social worker
        assert one.due_after == date(2026, 11, 24)
        assert "still due" in one.sentences[0]
    else:
        assert one.due_after == date(2026, 12, 7)


def test_seen_at_school_keeps_the_clock_running(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 10))
    command = RecordOutcome(
        None, TODAY, time(8), (ChildRecord(child.id, OutcomeKind.SEEN_ELSEWHERE, place="school"),)
    )
    one = recording.record_outcome(deps, AMINA, command, "view:1").children[0]
    assert one.counts.yes is False
    assert one.due_after == date(2026, 11, 24)
    assert one.alert_id is None
    assert "still due by Tuesday 24 November" in one.sentences[0]


def test_a_planned_visit_that_ended_at_school_reaches_the_manager(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 10))
    planned = visits.plan_visit(deps, AMINA, PlanVisit((child.id,), TODAY, time(10), True), "view:p")
    deps.clock.move(timedelta(hours=2))  # type: ignore[attr-defined]
    command = RecordOutcome(
        planned.visit.id,
        TODAY,
        time(10),
        (ChildRecord(child.id, OutcomeKind.SEEN_ELSEWHERE, place="school"),),
    )
    assert recording.record_outcome(deps, AMINA, command, "view:1").children[0].alert_id is not None


@pytest.mark.parametrize(
    ("on", "at", "field"),
    [
        (date(2026, 11, 24), time(8), "happened_on"),
        (TODAY, time(9, 1), "happened_at"),
        (date(2023, 1, 3), time(8), "happened_on"),
    ],
)
def test_a_visit_still_to_come_or_years_ago_is_refused(deps: Deps, on: date, at: time, field: str) -> None:
    a_cast(deps)
    child = a_child(deps)
    with pytest.raises(InvalidInput) as refused:
        record(deps, child, on=on, at=at)
    assert field in refused.value.fields


def test_every_problem_of_a_form_is_named_at_once_and_nothing_is_saved(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps)
    command = RecordOutcome(
        None,
        date(2026, 12, 1),
        time(8),
        (ChildRecord(child.id, OutcomeKind.SEEN_ELSEWHERE, place="home"),),
        note="x" * 10_000,
        tried=("shouted",),
        next_day=date(2026, 1, 1),
        next_time=time(9),
    )
    with pytest.raises(InvalidInput) as refused:
        recording.record_outcome(deps, AMINA, command, "view:1")
    assert set(refused.value.fields) == {"happened_on", "note", f"place:{child.id}", "tried", "next_day"}
    with deps.transaction(reading=True) as tx:
        assert tx.visits.outcomes(child.id) == []


def test_a_slip_of_the_year_does_not_use_up_a_planned_visit(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 10))
    planned = visits.plan_visit(deps, AMINA, PlanVisit((child.id,), TODAY, time(10), True), "view:p")
    deps.clock.move(timedelta(hours=2))  # type: ignore[attr-defined]
    command = RecordOutcome(
        planned.visit.id, date(2025, 11, 23), time(10), (ChildRecord(child.id, OutcomeKind.NO_ANSWER),)
    )
    with pytest.raises(InvalidInput) as refused:
        recording.record_outcome(deps, AMINA, command, "view:1")
    assert "year" in refused.value.fields["happened_on"]
    with deps.transaction(reading=True) as tx:
        assert [visit.id for visit in tx.visits.planned_for_child(child.id)] == [planned.visit.id]


def test_an_agreement_after_the_date_says_that_the_date_has_not_moved(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 10))  # due Tue 24 Nov
    alert_id = record(deps, child, kind=OutcomeKind.NO_ANSWER).children[0].alert_id or 0
    [in_time] = alerts.acknowledge(
        deps, GRACE, alert_id, ["worker_again"], date(2026, 11, 24), time(18), "click:1"
    ).alerts
    assert not in_time.after_due
    [late] = alerts.acknowledge(
        deps, GRACE, alert_id, ["worker_again"], date(2026, 12, 4), time(12), "click:2"
    ).alerts
    assert late.after_due
    assert late.due_on == date(2026, 11, 24)


def test_an_alert_whose_time_is_past_says_now(deps: Deps, clock: FixedClock) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 10))
    alert_id = record(deps, child, kind=OutcomeKind.NO_ANSWER).children[0].alert_id or 0
    clock.move(timedelta(hours=38))  # Tue 24 Nov, 23:00
    assert not alerts.card(deps, GRACE, alert_id).alerts[0].too_late
    clock.move(timedelta(hours=1))
    assert alerts.card(deps, GRACE, alert_id).alerts[0].too_late


def test_the_note_is_sealed_and_reading_it_is_kept(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps)
    note = "Curtains drawn, <!channel> music inside."
    alert_id = record(deps, child, kind=OutcomeKind.NO_ANSWER, note=note).children[0].alert_id or 0
    assert alerts.note(deps, GRACE, alert_id) == note
    with deps.transaction(reading=True) as tx:
        stored = tx.session.scalars(select(OutcomeRow.note_sealed)).all()
        assert all("Curtains" not in (sealed or "") for sealed in stored)
        reads = tx.session.scalars(select(AuditRow).where(AuditRow.action == "note.read")).all()
        assert [entry.actor for entry in reads] == [GRACE.slack_id]


def test_only_those_responsible_acknowledge_and_it_stays_open(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 10))
    alert_id = record(deps, child, kind=OutcomeKind.NO_ANSWER).children[0].alert_id or 0
    for person in (AMINA, LEAH, TOMOS):
        with pytest.raises(NotAllowed):
            alerts.acknowledge(
                deps, person, alert_id, ["duty_today"], TODAY, time(17), f"click:{person.slack_id}"
            )
    with pytest.raises(InvalidInput) as refused:
        alerts.acknowledge(deps, GRACE, alert_id, [], TODAY, time(8), "click:0")
    assert set(refused.value.fields) == {"plan", "by_time"}
    [card] = alerts.acknowledge(deps, GRACE, alert_id, ["duty_today"], TODAY, time(17), "click:1").alerts
    assert card.status is AlertStatus.ACKNOWLEDGED
    assert card.acknowledged_by == "Grace Bell"
    assert card.due_on == date(2026, 11, 24)
    [again] = alerts.acknowledge(deps, GRACE, alert_id, ["duty_today"], TODAY, time(17), "click:1").alerts
    assert again.status is AlertStatus.ACKNOWLEDGED
    assert owed(deps).count((MessageKind.ALERT_ACKNOWLEDGED, AMINA.slack_id)) == 1
    with pytest.raises(Conflict) as taken:
        alerts.acknowledge(deps, DANIEL, alert_id, ["duty_today"], TODAY, time(17), "click:2")
    assert "Grace Bell" in taken.value.sentence


def test_the_next_visit_agreed_with_the_family_is_planned_in_one_go(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps, seen=date(2026, 11, 10))
    record(deps, child, next_day=date(2026, 12, 3), next_time=time(16))
    with deps.transaction(reading=True) as tx:
        assert len(tx.visits.planned_for_child(child.id)) == 1
    assert owed(deps) == [(MessageKind.VISIT_REMINDER, AMINA.slack_id)]


def test_what_is_copied_holds_no_narrative(deps: Deps) -> None:
    a_cast(deps)
    child = a_child(deps)
    one = record(deps, child, note="private").children[0]
    assert child.reference in one.paste_text
    assert "private" not in one.paste_text
    assert recorded.paste_text(deps, AMINA, one.outcome.id) == one.paste_text
    with pytest.raises(NotAllowed):
        recorded.paste_text(deps, TOMOS, one.outcome.id)
