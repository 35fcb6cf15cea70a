"""While a child's date is past, no record, undo or correction leaves the manager without a live alert."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from bot.bootstrap import Deps
from bot.clock import FixedClock, london
from bot.domain.children import Child
from bot.domain.messages import AlertStatus, MessageKind
from bot.domain.visits import OutcomeKind
from bot.services import corrections, recording, reminders
from bot.services.alerts import NOT_SEEN, OVERDUE
from bot.services.recording import ChildRecord, RecordOutcome
from bot.storage.alerts import Alert
from tests.builders import AMINA, GRACE, a_child, an_outcome
from tests.service.post import CARD, Post, record, stored, take

SEEN, NO_ANSWER = OutcomeKind.SEEN, OutcomeKind.NO_ANSWER
OVERDUE_CARD = MessageKind.OVERDUE_MANAGER


@pytest.fixture
def child(post: Post) -> Child:
    return a_child(post.deps, household="H-1", seen=date(2026, 11, 16))  # due Mon 30 Nov


@pytest.fixture
def overdue(post: Post, child: Child, clock: FixedClock) -> int:
    """The alert of Tue 1 Dec, 09:30."""
    clock.move(timedelta(days=8, minutes=30))
    reminders.sweep_due(post.deps)
    post.deliver()
    return live(post.deps, child).id


def live(deps: Deps, child: Child) -> Alert:
    """The one live alert about the child."""
    with deps.transaction(reading=True) as tx:
        [found] = [alert for alert in tx.alerts.live() if alert.child_id == child.id]
    return found


def at(
    child: Child, day: date, kind: OutcomeKind = SEEN, hour: int = 8, *, alone: bool = True
) -> RecordOutcome:
    facts = ChildRecord(child.id, kind, alone=alone, awake=True, bedroom=True, spoken_to=True)
    return RecordOutcome(None, day, time(hour), (facts,))


def enter(deps: Deps, command: RecordOutcome, once: str) -> recording.RecordedChild:
    [done] = recording.record_outcome(deps, AMINA, command, once).children
    return done


@pytest.mark.parametrize("taken", [True, False])
def test_undo_of_not_seen_leaves_the_alert_about_the_date(
    post: Post, child: Child, clock: FixedClock, overdue: int, taken: bool
) -> None:
    if taken:
        take(post.deps, overdue)
    clock.move(timedelta(minutes=30))
    done = record(post.deps, (child, NO_ANSWER))
    post.deliver()
    assert live(post.deps, child).kind == NOT_SEEN
    back = corrections.undo(post.deps, AMINA, done.children[0].outcome.id, "undo:1")
    assert (back.closed, back.raised) == (False, False)
    post.deliver()
    left = live(post.deps, child)
    assert (left.id, left.kind, left.outcome_id) == (overdue, OVERDUE, None)
    assert left.status is (AlertStatus.ACKNOWLEDGED if taken else AlertStatus.OPEN)
    first, new = post.of(GRACE.slack_id, OVERDUE_CARD)
    [mistaken] = post.of(GRACE.slack_id, CARD)
    assert [first.can_be_taken, mistaken.can_be_taken, new.can_be_taken] == [False, False, True]
    assert new.says("Overdue: no visit is recorded here")
    assert new.says("Grace Bell has it") is taken
    clock.move(timedelta(days=1))
    assert record(post.deps, (child, SEEN)).children[0].closed_alert_id == overdue
    assert stored(post.deps, overdue).status is AlertStatus.CLOSED


def test_taken_back_before_the_sweep_it_is_one_card_about_the_date(
    post: Post, child: Child, clock: FixedClock
) -> None:
    done = record(post.deps, (child, NO_ANSWER))
    clock.move(timedelta(days=8))  # Tue 1 Dec, 09:00: the sweep comes later
    corrections.correct(post.deps, AMINA, done.children[0].outcome.id, "wrong_child", None, "view:1")
    assert live(post.deps, child).kind == OVERDUE
    clock.move(timedelta(minutes=30))
    reminders.sweep_due(post.deps)
    post.deliver()
    assert len(post.of(GRACE.slack_id, OVERDUE_CARD)) == 1


def test_more_seen_on_an_old_visit_leaves_the_alert(post: Post, child: Child, clock: FixedClock) -> None:
    day = london(clock.now()).date()
    outcome_id = enter(post.deps, at(child, day), "view:1").outcome.id
    clock.move(timedelta(days=30))
    reminders.sweep_due(post.deps)
    post.deliver()
    before = live(post.deps, child)
    done = corrections.correct(
        post.deps, AMINA, outcome_id, "incomplete", at(child, day, alone=False), "view:2"
    )
    assert not done.closed
    assert done.new is not None
    assert done.new.sentences[0] == "Recorded. The next visit was due by Monday 7 December, so it is overdue."
    assert live(post.deps, child) == before
    assert post.deliver() == []


def test_a_late_entry_of_an_old_visit_leaves_the_alert(post: Post, child: Child, overdue: int) -> None:
    done = enter(post.deps, at(child, date(2026, 10, 1)), "view:1")
    assert done.closed_alert_id is None
    assert done.sentences[0] == "Recorded. The next visit was due by Monday 30 November, so it is overdue."
    assert live(post.deps, child).id == overdue
    assert enter(post.deps, at(child, date(2026, 11, 30)), "view:2").closed_alert_id == overdue


def test_a_visit_that_was_long_before_brings_the_date_and_the_alert_back(
    post: Post, child: Child, clock: FixedClock, overdue: int
) -> None:
    done = record(post.deps, (child, SEEN))
    assert stored(post.deps, overdue).status is AlertStatus.CLOSED
    clock.move(timedelta(days=1))
    outcome_id = done.children[0].outcome.id
    right = at(child, date(2026, 11, 3))
    back = corrections.correct(post.deps, AMINA, outcome_id, "wrong_when", right, "view:1")
    assert back.raised
    post.deliver()
    assert live(post.deps, child).id == overdue
    assert post.of(GRACE.slack_id, OVERDUE_CARD)[-1].can_be_taken


def test_two_visits_taken_back_in_the_order_they_were_made(
    post: Post, child: Child, clock: FixedClock, overdue: int
) -> None:
    """The second one keeps the date when the first, which closed the alert, goes."""
    first = record(post.deps, (child, SEEN)).children[0].outcome.id
    clock.move(timedelta(hours=1))
    second = record(post.deps, (child, SEEN)).children[0].outcome.id
    for outcome_id in (first, second):
        corrections.correct(post.deps, GRACE, outcome_id, "wrong_child", None, f"view:{outcome_id}")
    assert live(post.deps, child).id == overdue


def test_a_visit_after_the_first_of_two_failed_ones_closes_nothing(
    post: Post, child: Child, clock: FixedClock
) -> None:
    """Entered late, the older failed visit must not hide the newer one."""
    clock.move(timedelta(days=2))
    record(post.deps, (child, NO_ANSWER))
    enter(post.deps, at(child, date(2026, 11, 23), NO_ANSWER), "view:1")
    assert enter(post.deps, at(child, date(2026, 11, 24)), "view:2").closed_alert_id is None
    assert live(post.deps, child).kind == NOT_SEEN
    assert record(post.deps, (child, SEEN)).children[0].closed_alert_id is not None


def test_a_failed_visit_from_before_the_child_was_seen_leaves_the_newer_alert(
    post: Post, child: Child, clock: FixedClock
) -> None:
    record(post.deps, (child, SEEN))
    clock.move(timedelta(days=2))
    done = record(post.deps, (child, NO_ANSWER))
    enter(post.deps, at(child, date(2026, 11, 20), NO_ANSWER), "view:1")
    assert live(post.deps, child).outcome_id == done.children[0].outcome.id


def test_a_visit_of_the_case_system_that_vanishes_leaves_the_child_with_an_alert(
    post: Post, child: Child, clock: FixedClock, overdue: int
) -> None:
    """The sweep opens another one where what closed the last does not hold any more."""
    from bot.services.alerts import close_alert, tell_of_closed
    from bot.services.dates import recompute

    with post.deps.transaction() as tx:
        seen = tx.visits.add_outcome(an_outcome(child.id, date(2026, 12, 1)))
        recompute(post.deps, tx, child, "import")
        alert = tx.alerts.get(overdue)
        assert alert is not None
        close_alert(post.deps, tx, alert, seen)
        tell_of_closed(post.deps, tx, [alert])
    with post.deps.transaction() as tx:
        tx.visits.forget_imported(child.id)
        tx.visits.add_outcome(an_outcome(child.id, date(2026, 11, 16)))
        recompute(post.deps, tx, child, "import")
    for _ in range(2):
        reminders.sweep_due(post.deps)
    post.deliver()
    new = live(post.deps, child)
    assert (new.kind, new.id != overdue) == (OVERDUE, True)
    assert [one.can_be_taken for one in post.of(GRACE.slack_id, OVERDUE_CARD)] == [False, True]


def test_a_visit_that_leaves_the_date_past_closes_no_alert(
    post: Post, child: Child, clock: FixedClock, overdue: int
) -> None:
    """Seen after the failed visit, but so long ago that the next visit is overdue by now."""
    done = enter(post.deps, at(child, date(2026, 11, 2), NO_ANSWER), "view:1")
    assert done.alert_id is None, "the child was seen after it"
    record(post.deps, (child, NO_ANSWER))
    clock.move(timedelta(days=40))
    done = enter(post.deps, at(child, date(2026, 12, 2)), "view:2")
    assert done.closed_alert_id is None
    post.deliver()
    left = live(post.deps, child)
    assert (left.id, left.kind) == (overdue, OVERDUE)
    assert post.of(GRACE.slack_id, OVERDUE_CARD)[-1].can_be_taken
