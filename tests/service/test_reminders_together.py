"""Children of a household who are due on the same day: one message at every step, and nobody left out."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from bot.clock import FixedClock
from bot.domain.children import Child
from bot.domain.messages import AlertStatus, MessageKind
from bot.domain.schedule import at_london
from bot.domain.visits import OutcomeKind
from bot.services import alert_ladder, reminders, visits
from bot.services.visits import PlanVisit
from tests.builders import AMINA, GRACE, a_child
from tests.service.post import CARD, Post, both_unseen, record, statuses, take

# --- overdue -------------------------------------------------------------------------------------------


def _to(clock: FixedClock, day: date, at: time) -> None:
    clock.set(at_london(day, at))


def test_siblings_due_on_the_same_day_come_in_one_message_at_every_step(
    post: Post, siblings: tuple[Child, Child], clock: FixedClock
) -> None:
    other = a_child(post.deps, household="H-2", initials="A.M.", seen=date(2026, 11, 16))
    lived = []
    for day in (date(2026, 11, 25), date(2026, 11, 30), date(2026, 12, 1)):  # due Mon 30 Nov
        for at in (time(8, 30), time(9, 30)):
            _to(clock, day, at)
            reminders.sweep_due(post.deps)
            reminders.sweep_due(post.deps)
            lived += [(one.kind, one.says("K.B.", "L.B."), one.says("A.M.")) for one in post.deliver()]
    assert other.household == "H-2"
    assert sorted(lived) == sorted(
        (kind, together, not together)
        for kind in (
            MessageKind.DUE_SOON,
            MessageKind.DUE_TODAY,
            MessageKind.OVERDUE,
            MessageKind.OVERDUE_MANAGER,
        )
        for together in (True, False)
    )


def test_overdue_siblings_have_an_alert_each_and_are_taken_together(
    post: Post, siblings: tuple[Child, Child], clock: FixedClock
) -> None:
    _to(clock, date(2026, 12, 1), time(9, 30))
    reminders.sweep_due(post.deps)
    post.deliver()
    [card] = post.of(GRACE.slack_id, MessageKind.OVERDUE_MANAGER)
    with post.deps.transaction(reading=True) as tx:
        ids = [tx.alerts.live_for_child(child.id).id for child in siblings]  # type: ignore[union-attr]
    assert len(set(ids)) == 2
    take(post.deps, ids[1], at=time(12))
    post.deliver()
    assert card.says("Grace Bell has it")
    assert statuses(post.deps, *ids) == [AlertStatus.ACKNOWLEDGED] * 2
    clock.move(timedelta(hours=4))
    alert_ladder.sweep_alerts(post.deps)
    post.deliver()
    old, new = post.of(GRACE.slack_id, MessageKind.OVERDUE_MANAGER)
    assert [old.can_be_taken, new.can_be_taken] == [False, True]
    record(post.deps, (siblings[0], OutcomeKind.SEEN))
    post.deliver()
    assert statuses(post.deps, *ids) == [AlertStatus.CLOSED, AlertStatus.OPEN]
    assert new.can_be_taken


def test_a_child_who_becomes_due_on_the_same_day_later_has_a_message_of_its_own(
    post: Post, clock: FixedClock
) -> None:
    seen = date(2026, 11, 16)
    a_child(post.deps, household="H-1", initials="K.B.", seen=seen)
    _to(clock, date(2026, 11, 25), time(8, 30))
    reminders.sweep_due(post.deps)
    post.deliver()
    a_child(post.deps, household="H-1", initials="L.B.", seen=seen)
    reminders.sweep_due(post.deps)
    [late] = post.deliver()
    assert late.says("L.B.")
    assert not late.says("K.B.")


@pytest.mark.parametrize("seen", [0, 1])
def test_a_message_names_only_whom_it_is_still_true_of(
    post: Post, siblings: tuple[Child, Child], clock: FixedClock, seen: int
) -> None:
    _to(clock, date(2026, 11, 30), time(8, 30))
    reminders.sweep_due(post.deps)
    record(post.deps, (siblings[seen], OutcomeKind.SEEN))
    [message] = post.deliver()
    names = ("K.B.", "L.B.")
    assert message.says(names[1 - seen])
    assert not message.says(names[seen])


def test_siblings_with_different_plans_for_the_day_are_told_child_by_child(
    post: Post, siblings: tuple[Child, Child], clock: FixedClock
) -> None:
    plan = PlanVisit((siblings[0].id,), date(2026, 12, 2), time(10), True)
    visits.plan_visit(post.deps, AMINA, plan, "view:plan")
    _to(clock, date(2026, 11, 30), time(8, 30))
    reminders.sweep_due(post.deps)
    [message] = post.deliver()
    assert message.says("K.B.: planned Wed 2 Dec, 10:00", "L.B.: nothing planned yet")


def test_an_overdue_card_about_a_child_not_seen_replaces_the_earlier_card(
    post: Post, siblings: tuple[Child, Child], clock: FixedClock
) -> None:
    ids = both_unseen(post, siblings)
    _to(clock, date(2026, 12, 1), time(9, 30))
    reminders.sweep_due(post.deps)
    post.deliver()
    [old] = post.of(GRACE.slack_id, CARD)
    [new] = post.of(GRACE.slack_id, MessageKind.OVERDUE_MANAGER)
    assert [old.can_be_taken, new.can_be_taken] == [False, True]
    assert new.says("K.B.", "L.B.", "no answer")
    take(post.deps, ids[0])
    assert statuses(post.deps, *ids) == [AlertStatus.ACKNOWLEDGED] * 2


def test_a_try_that_failed_after_the_date_climbs_the_ladder_like_any_other(
    post: Post, siblings: tuple[Child, Child], clock: FixedClock
) -> None:
    _to(clock, date(2026, 12, 1), time(9, 30))
    reminders.sweep_due(post.deps)
    post.deliver()
    clock.move(timedelta(hours=1))
    both_unseen(post, siblings)
    clock.move(timedelta(minutes=30))
    alert_ladder.sweep_alerts(post.deps)
    assert MessageKind.ALERT_UNACKNOWLEDGED in [one.kind for one in post.deliver()]
