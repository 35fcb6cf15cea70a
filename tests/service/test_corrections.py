"""Records made by mistake: taken back or put right; the old value is kept, and no child is lost sight of by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from bot.bootstrap import Deps
from bot.clock import FixedClock, london
from bot.domain.children import Child
from bot.domain.messages import AlertStatus, MessageKind
from bot.domain.people import Actor
from bot.domain.visits import OutcomeKind, VisitStatus
from bot.errors import BotError, Conflict, InvalidInput, NotAllowed, NotFound
from bot.services import alert_ladder, alerts, corrections, recorded, recording, reminders, visits
from bot.services.recording import ChildRecord, RecordOutcome
from bot.services.visits import PlanVisit
from bot.storage.tables import AuditRow, OutcomeRow, PersonRow
from bot.views import corrections as views
from tests.builders import AMINA, DANIEL, GRACE, LEAH, SIAN, TOMOS, a_child, an_outcome
from tests.service.post import CARD, RECEIPT, Post, record, statuses, stored, take

SEEN, NO_ANSWER = OutcomeKind.SEEN, OutcomeKind.NO_ANSWER


@pytest.fixture
def child(post: Post) -> Child:
    return a_child(post.deps, household="H-1", seen=date(2026, 11, 16))  # due Mon 30 Nov


def one(done: recording.Recorded) -> tuple[int, int]:
    """The outcome recorded and the alert it opened (0 where none)."""
    [only] = done.children
    return only.outcome.id, only.alert_id or 0


def act_by(deps: Deps, child: Child) -> date | None:
    with deps.transaction(reading=True) as tx:
        due = tx.due.get(child.id)
    return due.act_by if due is not None else None


def kinds(deps: Deps, child: Child) -> list[OutcomeKind]:
    with deps.transaction(reading=True) as tx:
        return [outcome.kind for outcome in tx.visits.outcomes(child.id) if not outcome.imported]


def correct(
    deps: Deps,
    outcome_id: int,
    child: Child,
    kind: OutcomeKind,
    at: time = time(8),
    actor: Actor = AMINA,
    why: str = "wrong_outcome",
    once: str = "view:correct",
) -> corrections.Corrected:
    facts = ChildRecord(child.id, kind, alone=True, awake=True, bedroom=True, spoken_to=True)
    command = RecordOutcome(None, london(deps.clock.now()).date(), at, (facts,))
    return corrections.correct(deps, actor, outcome_id, why, command, once)


# --- undo ----------------------------------------------------------------------------------------------


def test_undo_puts_the_date_and_the_visit_back_and_keeps_the_old_value(
    post: Post, child: Child, clock: FixedClock
) -> None:
    deps = post.deps
    planned = visits.plan_visit(
        deps, AMINA, PlanVisit((child.id,), date(2026, 11, 23), time(10), True), "v:1"
    )
    clock.move(timedelta(hours=2))
    command = RecordOutcome(
        planned.visit.id,
        date(2026, 11, 23),
        time(10),
        (ChildRecord(child.id, SEEN, alone=True),),
        note="slip",
    )
    outcome_id, _ = one(recording.record_outcome(deps, AMINA, command, "v:2"))
    assert act_by(deps, child) == date(2026, 12, 7)
    done = corrections.undo(deps, AMINA, outcome_id, "click:1")
    assert (done.due_before, done.due_after) == (date(2026, 12, 7), date(2026, 11, 30))
    assert act_by(deps, child) == date(2026, 11, 30)
    assert kinds(deps, child) == []
    with deps.transaction(reading=True) as tx:
        visit = tx.visits.get(planned.visit.id)
        row = tx.session.get_one(OutcomeRow, outcome_id)
        audit = tx.session.scalars(select(AuditRow).where(AuditRow.action == "outcome.taken_back")).one()
    assert visit is not None
    assert visit.status is VisitStatus.PLANNED
    assert (row.kind, row.voided_by, row.void_why) == (SEEN, AMINA.slack_id, "undone")
    assert row.voided_at == clock.now()
    assert audit.actor == AMINA.slack_id
    assert audit.detail["was"]["kind"] == SEEN
    assert audit.detail["was"]["alone"] is True
    assert "slip" not in str(audit.detail)
    again = recording.record_outcome(deps, AMINA, command, "v:3")
    assert act_by(deps, child) == date(2026, 12, 7), "the visit can be recorded anew"
    assert not again.already


def test_undo_of_an_alert_closes_it_and_the_managers_card_says_why(post: Post, child: Child) -> None:
    outcome_id, alert_id = one(record(post.deps, (child, NO_ANSWER)))
    post.deliver()
    done = corrections.undo(post.deps, AMINA, outcome_id, "click:1")
    assert done.closed
    assert post.deliver() == [], "an edit, and no further message"
    [card], [receipt] = post.of(GRACE.slack_id, CARD), post.of(AMINA.slack_id, RECEIPT)
    for message in (card, receipt):
        assert message.says("Recorded by mistake: taken back by Amina Yusuf")
        assert message.edits == 1
    assert not card.can_be_taken
    assert stored(post.deps, alert_id).status is AlertStatus.CLOSED


def test_undo_before_the_card_went_out_sends_it_closed(post: Post, child: Child) -> None:
    outcome_id, _ = one(record(post.deps, (child, NO_ANSWER)))
    corrections.undo(post.deps, AMINA, outcome_id, "click:1")
    post.deliver()
    [card] = post.of(GRACE.slack_id, CARD)
    assert card.says("Recorded by mistake")
    assert not card.can_be_taken


def test_who_had_taken_it_hears_of_the_undo_in_a_message(post: Post, child: Child) -> None:
    outcome_id, alert_id = one(record(post.deps, (child, NO_ANSWER)))
    take(post.deps, alert_id)
    post.deliver()
    corrections.undo(post.deps, AMINA, outcome_id, "click:1")
    [told] = post.deliver()
    assert (told.kind, told.reader) == (MessageKind.ALERT_CLOSED, GRACE.slack_id)
    assert told.says("Recorded by mistake: taken back by Amina Yusuf")


@pytest.mark.parametrize("taken", [True, False])
def test_undo_of_seen_raises_the_alert_again_with_a_new_card(
    post: Post, child: Child, clock: FixedClock, taken: bool
) -> None:
    _, alert_id = one(record(post.deps, (child, NO_ANSWER)))
    if taken:
        take(post.deps, alert_id)
    clock.move(timedelta(hours=2))
    outcome_id, _ = one(record(post.deps, (child, SEEN)))
    post.deliver()
    assert statuses(post.deps, alert_id) == [AlertStatus.CLOSED]
    done = corrections.undo(post.deps, AMINA, outcome_id, "click:1")
    assert done.raised
    post.deliver()
    assert statuses(post.deps, alert_id) == [AlertStatus.OPEN]
    old, new = post.of(GRACE.slack_id, CARD)
    assert [old.can_be_taken, new.can_be_taken] == [False, True]
    assert new.says("Open again", "no answer")
    earlier, later = post.of(AMINA.slack_id, RECEIPT)
    assert earlier.says("newer message")
    assert not later.says("Closed")
    assert act_by(post.deps, child) == date(2026, 11, 30)
    take(post.deps, alert_id, at=time(17))
    clock.move(timedelta(hours=8))
    alert_ladder.sweep_alerts(post.deps)
    assert statuses(post.deps, alert_id) == [AlertStatus.OPEN], "the ladder goes on as ever"


@pytest.mark.parametrize("taken", [True, False])
def test_undo_of_a_second_try_leaves_the_first_one_open(
    post: Post, child: Child, clock: FixedClock, taken: bool
) -> None:
    first, alert_id = one(record(post.deps, (child, NO_ANSWER)))
    if taken:
        take(post.deps, alert_id)
    clock.move(timedelta(minutes=20))
    second, again = one(record(post.deps, (child, OutcomeKind.REFUSED)))
    assert again == alert_id
    post.deliver()
    done = corrections.undo(post.deps, AMINA, second, "click:1")
    assert not done.closed
    post.deliver()
    left = stored(post.deps, alert_id)
    assert left.outcome_id == first
    assert left.status is (AlertStatus.ACKNOWLEDGED if taken else AlertStatus.OPEN)
    _, new = post.of(GRACE.slack_id, CARD)
    assert new.can_be_taken
    assert new.says("no answer")
    clock.move(timedelta(minutes=30))
    alert_ladder.sweep_alerts(post.deps)
    passed_on = [one.kind for one in post.deliver()]
    assert (MessageKind.ALERT_UNACKNOWLEDGED in passed_on) is not taken


@pytest.mark.parametrize("undone", [0, 1])
def test_undo_for_one_sibling_leaves_the_other_alerted(
    post: Post, siblings: tuple[Child, Child], undone: int
) -> None:
    done = record(post.deps, *((child, NO_ANSWER) for child in siblings))
    post.deliver()
    ids = [one.alert_id or 0 for one in done.children]
    corrections.undo(post.deps, AMINA, done.children[undone].outcome.id, "click:1")
    post.deliver()
    [card] = post.of(GRACE.slack_id, CARD)
    assert card.can_be_taken
    assert card.says("Recorded by mistake", "K.B.", "L.B.")
    assert statuses(post.deps, ids[undone], ids[1 - undone]) == [AlertStatus.CLOSED, AlertStatus.OPEN]
    taken = take(post.deps, ids[1 - undone])
    assert len(taken.live) == 1


def test_undo_of_seen_brings_out_a_failed_visit_that_was_entered_late(
    post: Post, child: Child, clock: FixedClock
) -> None:
    seen, _ = one(record(post.deps, (child, SEEN)))
    command = RecordOutcome(None, clock.today(), time(7), (ChildRecord(child.id, NO_ANSWER),))
    late = recording.record_outcome(post.deps, AMINA, command, "v:late")
    assert late.children[0].alert_id is None
    assert corrections.undo(post.deps, AMINA, seen, "click:1").raised
    post.deliver()
    [card] = post.of(GRACE.slack_id, CARD)
    assert card.can_be_taken


def test_undo_of_a_visit_that_was_overdue_raises_the_overdue_alert_again(
    post: Post, child: Child, clock: FixedClock
) -> None:
    clock.move(timedelta(days=8, minutes=30))  # Tue 1 Dec, 09:30
    reminders.sweep_due(post.deps)
    post.deliver()
    [first] = post.of(GRACE.slack_id, MessageKind.OVERDUE_MANAGER)
    outcome_id, _ = one(record(post.deps, (child, SEEN)))
    post.deliver()
    assert not first.can_be_taken
    assert corrections.undo(post.deps, AMINA, outcome_id, "click:1").raised
    post.deliver()
    old, new = post.of(GRACE.slack_id, MessageKind.OVERDUE_MANAGER)
    assert [old.can_be_taken, new.can_be_taken] == [False, True]
    assert act_by(post.deps, child) == date(2026, 11, 30)


def test_ten_minutes_and_only_by_whoever_recorded_it(post: Post, child: Child, clock: FixedClock) -> None:
    outcome_id, _ = one(record(post.deps, (child, NO_ANSWER)))
    with pytest.raises(NotAllowed):
        corrections.undo(post.deps, GRACE, outcome_id, "click:1")
    clock.move(timedelta(minutes=10))
    assert corrections.can_undo(post.deps, AMINA, outcome_id)
    clock.move(timedelta(seconds=1))
    assert not corrections.can_undo(post.deps, AMINA, outcome_id)
    with pytest.raises(Conflict, match="Correct"):
        corrections.undo(post.deps, AMINA, outcome_id, "click:2")
    assert kinds(post.deps, child) == [NO_ANSWER]


def test_the_same_click_twice_undoes_once(post: Post, child: Child) -> None:
    outcome_id, _ = one(record(post.deps, (child, NO_ANSWER)))
    corrections.undo(post.deps, AMINA, outcome_id, "click:1")
    assert corrections.undo(post.deps, AMINA, outcome_id, "click:1").already
    with pytest.raises(Conflict, match="already"):
        corrections.undo(post.deps, AMINA, outcome_id, "click:2")
    with pytest.raises(NotFound, match="taken back"):
        recorded.paste_text(post.deps, AMINA, outcome_id)


def test_an_alert_that_another_record_stands_behind_is_never_closed_as_a_mistake(
    post: Post, child: Child, clock: FixedClock
) -> None:
    """A visit of the case system on the same day hides the failed one from the order, not from the manager."""
    _, alert_id = one(record(post.deps, (child, NO_ANSWER)))
    clock.move(timedelta(hours=4))
    with post.deps.transaction() as tx:
        tx.visits.add_outcome(an_outcome(child.id, clock.today()))
    other, _ = one(record(post.deps, (child, OutcomeKind.SEEN_ELSEWHERE)))
    corrections.undo(post.deps, AMINA, other, "click:1")
    assert statuses(post.deps, alert_id) == [AlertStatus.OPEN]


# --- correct -------------------------------------------------------------------------------------------


def test_not_seen_that_was_seen_closes_the_alert_and_the_manager_hears_it(
    post: Post, child: Child, clock: FixedClock
) -> None:
    outcome_id, alert_id = one(
        record(
            post.deps,
            (child, NO_ANSWER),
        )
    )
    post.deliver()
    clock.move(timedelta(days=1))
    facts = ChildRecord(child.id, SEEN, alone=True, awake=True, bedroom=True, spoken_to=True)
    command = RecordOutcome(None, date(2026, 11, 23), time(8, 59), (facts,))
    done = corrections.correct(post.deps, AMINA, outcome_id, "wrong_outcome", command, "view:1")
    assert done.closed
    assert done.new is not None
    assert done.due_after == date(2026, 12, 7)
    [told] = post.deliver()
    assert (told.kind, told.reader) == (MessageKind.ALERT_CLOSED, GRACE.slack_id)
    assert told.says("Child seen on Monday 23 November")
    assert statuses(post.deps, alert_id) == [AlertStatus.CLOSED]
    assert kinds(post.deps, child) == [SEEN]
    with post.deps.transaction(reading=True) as tx:
        old = tx.session.get_one(OutcomeRow, outcome_id)
        new = tx.visits.outcome(old.replaced_by or 0)
        audit = tx.session.scalars(select(AuditRow).where(AuditRow.action == "outcome.corrected")).one()
    assert new is not None
    assert (old.void_why, old.voided_by) == ("wrong_outcome", AMINA.slack_id)
    assert (new.recorded_by, new.recorded_at) == (AMINA.slack_id, old.recorded_at)
    assert not new.late
    assert (audit.detail["was"]["kind"], audit.detail["now"]["kind"]) == (NO_ANSWER, SEEN)


def test_seen_that_was_not_reaches_the_manager(post: Post, child: Child, clock: FixedClock) -> None:
    outcome_id, _ = one(record(post.deps, (child, SEEN)))
    clock.move(timedelta(hours=3))
    done = correct(post.deps, outcome_id, child, OutcomeKind.CHILD_ABSENT)
    assert done.raised
    post.deliver()
    [card] = post.of(GRACE.slack_id, CARD)
    assert card.says("child not there")
    assert card.can_be_taken
    assert act_by(post.deps, child) == date(2026, 11, 30)
    assert len(post.of(AMINA.slack_id, RECEIPT)) == 1


@pytest.mark.parametrize("taken", [True, False])
def test_another_cause_keeps_the_alert_as_it_stands(post: Post, child: Child, taken: bool) -> None:
    outcome_id, alert_id = one(record(post.deps, (child, NO_ANSWER)))
    if taken:
        take(post.deps, alert_id)
    post.deliver()
    done = correct(post.deps, outcome_id, child, OutcomeKind.REFUSED)
    assert (done.closed, done.raised) == (False, False)
    assert post.deliver() == []
    [card] = post.of(GRACE.slack_id, CARD)
    assert card.says("entry refused")
    assert card.can_be_taken
    assert card.says("Grace Bell has it") is taken
    assert statuses(post.deps, alert_id) == [AlertStatus.ACKNOWLEDGED if taken else AlertStatus.OPEN]


def test_a_visit_that_was_before_the_failed_one_opens_the_alert_again(
    post: Post, child: Child, clock: FixedClock
) -> None:
    _, alert_id = one(record(post.deps, (child, NO_ANSWER)))  # 08:59
    clock.move(timedelta(hours=2))
    outcome_id, _ = one(record(post.deps, (child, SEEN)))
    post.deliver()
    done = correct(post.deps, outcome_id, child, SEEN, at=time(8), why="wrong_when")
    assert done.raised
    post.deliver()
    assert statuses(post.deps, alert_id) == [AlertStatus.OPEN]
    assert [one.can_be_taken for one in post.of(GRACE.slack_id, CARD)] == [False, True]


def test_more_seen_at_the_same_visit_keeps_the_alert_closed(
    post: Post, child: Child, clock: FixedClock
) -> None:
    _, alert_id = one(record(post.deps, (child, NO_ANSWER)))
    clock.move(timedelta(hours=2))
    first, _ = one(record(post.deps, (child, SEEN)))
    done = correct(post.deps, first, child, SEEN, at=time(10, 30), why="incomplete")
    assert (done.closed, done.raised) == (False, False)
    assert statuses(post.deps, alert_id) == [AlertStatus.CLOSED]
    assert done.new is not None
    back = corrections.correct(post.deps, GRACE, done.new.outcome.id, "wrong_child", None, "view:2")
    assert back.raised, "what closed it is known through the correction"


def test_a_manager_takes_back_what_was_entered_twice(post: Post, child: Child, clock: FixedClock) -> None:
    outcome_id, alert_id = one(record(post.deps, (child, NO_ANSWER)))
    clock.move(timedelta(days=2))
    done = corrections.correct(post.deps, GRACE, outcome_id, "entered_twice", None, "view:1")
    assert done.closed
    assert stored(post.deps, alert_id).closed_why == "Recorded by mistake: taken back by Grace Bell."
    assert kinds(post.deps, child) == []


@pytest.mark.parametrize(
    ("actor", "error"), [(GRACE, None), (AMINA, None), (DANIEL, NotAllowed), (TOMOS, NotAllowed)]
)
def test_who_may_correct(post: Post, child: Child, actor: Actor, error: type[BotError] | None) -> None:
    outcome_id, _ = one(record(post.deps, (child, SEEN)))
    if error is None:
        assert correct(post.deps, outcome_id, child, SEEN, actor=actor).new is not None
        return
    with pytest.raises(error):
        correct(post.deps, outcome_id, child, SEEN, actor=actor)


def test_a_correction_needs_a_reason_and_possible_facts(post: Post, child: Child, clock: FixedClock) -> None:
    outcome_id, _ = one(record(post.deps, (child, SEEN)))
    with pytest.raises(InvalidInput, match="why"):
        correct(post.deps, outcome_id, child, SEEN, why="")
    with pytest.raises(InvalidInput, match="still to come"):
        correct(post.deps, outcome_id, child, SEEN, at=time(23))
    assert kinds(post.deps, child) == [SEEN]
    assert correct(post.deps, outcome_id, child, SEEN, once="view:1").new is not None
    assert correct(post.deps, outcome_id, child, SEEN, once="view:1").already


def test_what_came_from_the_case_system_is_corrected_there(post: Post, child: Child) -> None:
    with post.deps.transaction(reading=True) as tx:
        [imported] = tx.visits.outcomes(child.id)
    with pytest.raises(Conflict, match="case system"):
        correct(post.deps, imported.id, child, NO_ANSWER)
    with pytest.raises(NotFound, match="no record here"):
        corrections.records(post.deps, AMINA, child.id)


def test_the_note_goes_along(post: Post, child: Child) -> None:
    command = RecordOutcome(
        None, post.deps.clock.today(), time(8), (ChildRecord(child.id, NO_ANSWER),), note="Lights were on."
    )
    outcome_id, alert_id = one(recording.record_outcome(post.deps, AMINA, command, "v:1"))
    correct(post.deps, outcome_id, child, OutcomeKind.REFUSED)
    assert alerts.note(post.deps, GRACE, alert_id) == "Lights were on."


def test_records_to_choose_from_are_the_newest_first(post: Post, child: Child, clock: FixedClock) -> None:
    first, _ = one(record(post.deps, (child, NO_ANSWER)))
    clock.move(timedelta(hours=1))
    second, _ = one(record(post.deps, (child, SEEN)))
    _, found = corrections.records(post.deps, AMINA, child.id)
    assert [outcome.id for outcome in found] == [second, first]
    with pytest.raises(NotAllowed):
        corrections.records(post.deps, LEAH, child.id)


# --- raised again: the ladder begins anew ----------------------------------------------------------------


@pytest.mark.parametrize("before", ["taken", "passed on", "neither"])
def test_silence_about_an_alert_that_was_raised_again_is_passed_on(
    post: Post, child: Child, clock: FixedClock, before: str
) -> None:
    """Whatever became of it before the child was said to be seen: it counts from when it was raised."""
    _, alert_id = one(record(post.deps, (child, NO_ANSWER)))
    if before == "taken":
        take(post.deps, alert_id)
    clock.move(timedelta(minutes=40 if before == "passed on" else 10))
    alert_ladder.sweep_alerts(post.deps)
    seen, _ = one(record(post.deps, (child, SEEN)))
    post.deliver()
    clock.move(timedelta(minutes=5))
    corrections.undo(post.deps, AMINA, seen, "undo:1")
    post.deliver()
    raised = stored(post.deps, alert_id)
    assert (raised.status, raised.raised_at) == (AlertStatus.OPEN, clock.now())
    assert (raised.acknowledged_by, raised.acknowledged_at, raised.plan, raised.by_when) == (
        None,
        None,
        (),
        None,
    )
    clock.move(timedelta(minutes=29))
    assert alert_ladder.sweep_alerts(post.deps) == 0, (
        "the manager has had the card for less than half an hour"
    )
    clock.move(timedelta(minutes=1))
    alert_ladder.sweep_alerts(post.deps)
    alert_ladder.sweep_alerts(post.deps)
    assert sorted((one.kind, one.reader) for one in post.deliver()) == [
        (MessageKind.ALERT_UNACKNOWLEDGED, DANIEL.slack_id),
        (RECEIPT, AMINA.slack_id),
    ]


def test_an_alert_raised_about_the_first_of_two_tries_is_a_new_card(
    post: Post, child: Child, clock: FixedClock
) -> None:
    """The manager had a card about the first try before: it is told of again, not only edited."""
    _, alert_id = one(record(post.deps, (child, NO_ANSWER)))
    clock.move(timedelta(minutes=5))
    second, _ = one(record(post.deps, (child, OutcomeKind.REFUSED)))
    clock.move(timedelta(minutes=5))
    seen, _ = one(record(post.deps, (child, SEEN)))
    for outcome_id in (second, seen):
        corrections.correct(post.deps, GRACE, outcome_id, "wrong_child", None, f"view:{outcome_id}")
    post.deliver()
    assert [one.can_be_taken for one in post.of(GRACE.slack_id, CARD)] == [False, False, True]
    assert statuses(post.deps, alert_id) == [AlertStatus.OPEN]


def test_after_the_undo_of_a_second_try_the_alert_is_with_whoever_made_the_first(
    post: Post, child: Child, clock: FixedClock
) -> None:
    first, alert_id = one(record(post.deps, (child, NO_ANSWER)))
    clock.move(timedelta(minutes=5))
    second, _ = one(record(post.deps, (child, OutcomeKind.REFUSED), actor=SIAN))
    assert stored(post.deps, alert_id).worker_id == SIAN.slack_id
    corrections.undo(post.deps, SIAN, second, "undo:1")
    left = stored(post.deps, alert_id)
    assert (left.outcome_id, left.worker_id, left.manager_id) == (first, AMINA.slack_id, GRACE.slack_id)


# --- history of the case system --------------------------------------------------------------------------


def test_a_failed_visit_of_the_case_system_alerts_nobody_when_something_else_is_taken_back(
    post: Post, child: Child
) -> None:
    with post.deps.transaction() as tx:
        imported = an_outcome(child.id, date(2026, 11, 18), kind=NO_ANSWER)
        tx.visits.add_outcome(replace(imported, recorded_by="import"))
    outcome_id, _ = one(record(post.deps, (child, OutcomeKind.SEEN_ELSEWHERE)))
    done = corrections.undo(post.deps, AMINA, outcome_id, "undo:1")
    assert (done.raised, done.closed) == (False, False)
    failed, alert_id = one(record(post.deps, (child, NO_ANSWER)))
    assert corrections.undo(post.deps, AMINA, failed, "undo:2").closed
    assert statuses(post.deps, alert_id) == [AlertStatus.CLOSED]
    post.deliver()
    assert not any(one.can_be_taken for one in post.shown)


def test_a_visit_of_the_case_system_on_the_day_of_a_failed_one_may_have_been_before_it(
    post: Post, child: Child, clock: FixedClock
) -> None:
    """It has no time of day: taking back what closed the alert raises it again."""
    _, alert_id = one(record(post.deps, (child, NO_ANSWER)))
    with post.deps.transaction() as tx:
        tx.visits.add_outcome(an_outcome(child.id, clock.today()))
    clock.move(timedelta(hours=5))
    seen, _ = one(record(post.deps, (child, SEEN)))
    assert statuses(post.deps, alert_id) == [AlertStatus.CLOSED]
    assert corrections.undo(post.deps, AMINA, seen, "undo:1").raised
    assert statuses(post.deps, alert_id) == [AlertStatus.OPEN]


# --- who hears of it -------------------------------------------------------------------------------------


def test_whoever_recorded_it_is_owed_a_message_of_what_somebody_else_made_of_it(
    post: Post, child: Child
) -> None:
    outcome_id, _ = one(record(post.deps, (child, NO_ANSWER)))
    post.deliver()
    correct(post.deps, outcome_id, child, OutcomeKind.REFUSED, actor=GRACE)
    [told] = post.deliver()
    assert (told.kind, told.reader) == (MessageKind.RECORD_CORRECTED, AMINA.slack_id)
    assert told.says("A visit record of yours was corrected", "entry refused", "By Grace Bell")
    own, _ = one(record(post.deps, (child, SEEN)))
    post.deliver()
    correct(post.deps, own, child, SEEN, once="view:2")
    assert MessageKind.RECORD_CORRECTED not in [message.kind for message in post.deliver()]


@pytest.mark.parametrize("managed", [True, False])
def test_nobody_is_said_to_get_the_alert_who_does_not(
    post: Post, child: Child, clock: FixedClock, managed: bool
) -> None:
    record(post.deps, (child, NO_ANSWER))
    clock.move(timedelta(minutes=5))
    seen, _ = one(record(post.deps, (child, SEEN)))
    if not managed:
        with post.deps.transaction() as tx:
            for row in tx.session.scalars(select(PersonRow)):
                row.active = row.slack_id == AMINA.slack_id
    done = corrections.undo(post.deps, AMINA, seen, "undo:1")
    assert done.raised
    said = str(views.corrected(done))
    assert ("Grace Bell gets it now" in said) is managed
    assert ("No manager is set for this child" in said) is not managed
