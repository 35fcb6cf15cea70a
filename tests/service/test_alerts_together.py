"""Two children not seen on one visit: one card and one receipt, two alerts, and none of them ever lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.clock import FixedClock
from bot.domain.children import Child
from bot.domain.messages import AlertStatus, MessageKind
from bot.domain.visits import OutcomeKind
from bot.errors import Conflict, NotAllowed
from bot.services import alert_ladder, caseload, delivery
from bot.storage.outbox import SendStatus
from bot.storage.tables import AlertMessageRow, AlertRow, OutboxRow
from tests.builders import AMINA, DANIEL, GRACE, HELEN, LEAH, SIAN, TOMOS, a_child
from tests.service.post import CARD, RECEIPT, Post, both_unseen, record, statuses, stored, take

# --- one card, one receipt -----------------------------------------------------------------------------


def test_one_card_and_one_receipt_name_both_and_each_child_has_an_alert(
    post: Post, siblings: tuple[Child, Child]
) -> None:
    first, second = both_unseen(post, siblings)
    assert first != second
    assert [(one.kind, one.reader) for one in post.shown] == [
        (CARD, GRACE.slack_id),
        (RECEIPT, AMINA.slack_id),
    ]
    for message in post.shown:
        assert message.says("K.B.", "L.B.")
    assert post.shown[0].can_be_taken
    assert post.shown[0].blocks.count("Why you get this") == 1, "what holds for both is said once"
    assert post.shown[1].blocks.count("has not seen it yet") == 1


def test_a_sibling_who_was_seen_is_on_no_card(post: Post, siblings: tuple[Child, Child]) -> None:
    done = record(post.deps, (siblings[0], OutcomeKind.SEEN), (siblings[1], OutcomeKind.CHILD_ABSENT))
    post.deliver()
    assert [one.alert_id is None for one in done.children] == [True, False]
    assert not any(one.says("K.B.") for one in post.shown)
    assert len(post.shown) == 2


def test_two_managers_get_a_card_each_and_the_worker_one_receipt(post: Post) -> None:
    """A household across two teams: the service manager, who may see both, records for the two children."""
    seen = date(2026, 11, 16)
    maple = a_child(post.deps, household="H-1", initials="K.B.", seen=seen)
    cedar = a_child(post.deps, household="H-1", initials="L.B.", seen=seen, worker=TOMOS)
    record(post.deps, (maple, OutcomeKind.NO_ANSWER), (cedar, OutcomeKind.NO_ANSWER), actor=SIAN)
    post.deliver()
    names = ("K.B.", "L.B.")
    told = {(one.reader, one.kind): [one.says(name) for name in names] for one in post.shown}
    assert told == {
        (GRACE.slack_id, CARD): [True, False],
        (HELEN.slack_id, CARD): [False, True],
        (SIAN.slack_id, RECEIPT): [True, True],
        (AMINA.slack_id, RECEIPT): [True, False],
        (TOMOS.slack_id, RECEIPT): [False, True],
    }


def test_the_allocated_worker_hears_when_somebody_else_went(
    post: Post, siblings: tuple[Child, Child]
) -> None:
    record(post.deps, *((child, OutcomeKind.NO_ANSWER) for child in siblings), actor=GRACE)
    post.deliver()
    assert [one.says("K.B.", "L.B.") for one in post.of(AMINA.slack_id, RECEIPT)] == [True]
    assert len(post.of(GRACE.slack_id, RECEIPT)) == 1
    assert len(post.of(GRACE.slack_id, CARD)) == 1


# --- taking them ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("pressed", [0, 1])
def test_taking_one_takes_both_and_every_message_is_edited_once(
    post: Post, siblings: tuple[Child, Child], pressed: int
) -> None:
    ids = both_unseen(post, siblings)
    card, receipt = post.shown
    taken = take(post.deps, ids[pressed])
    assert {one.alert_id for one in taken.alerts} == set(ids)
    assert statuses(post.deps, *ids) == [AlertStatus.ACKNOWLEDGED] * 2
    [told] = post.deliver()
    assert (told.kind, told.reader) == (MessageKind.ALERT_ACKNOWLEDGED, AMINA.slack_id)
    assert told.says("K.B.", "L.B.", "Grace Bell has it")
    assert (card.edits, receipt.edits) == (1, 1)
    assert card.blocks.count("Grace Bell has it") == 1
    assert receipt.says("Grace Bell has it")
    assert not receipt.says("has not seen it yet")


def test_nobody_else_takes_what_is_taken(post: Post, siblings: tuple[Child, Child]) -> None:
    first, second = both_unseen(post, siblings)
    take(post.deps, first)
    with pytest.raises(Conflict, match="Grace Bell has taken this"):
        take(post.deps, second, by=DANIEL)


def test_the_home_of_the_manager_shows_one_row_for_both(post: Post, siblings: tuple[Child, Child]) -> None:
    ids = both_unseen(post, siblings)
    [together] = caseload.board(post.deps, GRACE).alerts
    assert [one.alert_id for one in together.alerts] == list(ids)


# --- one acknowledged, one seen: every combination -----------------------------------------------------


@pytest.mark.parametrize("taken_first", [True, False], ids=["taken", "not taken"])
@pytest.mark.parametrize("seen", [0, 1])
def test_each_closes_by_itself_and_the_other_stays(
    post: Post, siblings: tuple[Child, Child], seen: int, taken_first: bool
) -> None:
    ids = both_unseen(post, siblings)
    card, receipt = post.shown
    if taken_first:
        take(post.deps, ids[0])
        post.deliver()
    post.deps.clock.move(timedelta(hours=1))  # type: ignore[attr-defined]
    record(post.deps, (siblings[seen], OutcomeKind.SEEN))
    new = post.deliver()
    here, gone = ids[1 - seen], ids[seen]
    still = AlertStatus.ACKNOWLEDGED if taken_first else AlertStatus.OPEN
    assert statuses(post.deps, gone, here) == [AlertStatus.CLOSED, still]
    [closed] = [one for one in new if one.kind is MessageKind.ALERT_CLOSED]
    names = ("K.B.", "L.B.")
    assert closed.says(names[seen])
    assert not closed.says(names[1 - seen])
    assert card.can_be_taken, "the other one is still to be seen"
    assert card.says("Closed.", "Child seen on Monday", *names)
    assert receipt.says("Closed.")
    assert receipt.says("Grace Bell has it" if taken_first else "has not seen it yet")
    assert caseload.board(post.deps, GRACE).alerts[0].live[0].alert_id == here
    retaken = take(post.deps, here, at=time(17))
    assert [one.alert_id for one in retaken.alerts if one.status is AlertStatus.ACKNOWLEDGED] == [here]
    assert statuses(post.deps, gone, here) == [AlertStatus.CLOSED, AlertStatus.ACKNOWLEDGED]
    record(post.deps, (siblings[1 - seen], OutcomeKind.SEEN))
    post.deliver()
    assert statuses(post.deps, *ids) == [AlertStatus.CLOSED] * 2
    assert not card.can_be_taken
    assert caseload.board(post.deps, GRACE).alerts == ()


def test_both_seen_at_once_is_one_message(post: Post, siblings: tuple[Child, Child]) -> None:
    ids = both_unseen(post, siblings)
    post.deps.clock.move(timedelta(hours=1))  # type: ignore[attr-defined]
    record(post.deps, *((child, OutcomeKind.SEEN) for child in siblings))
    [closed] = [one for one in post.deliver() if one.kind is MessageKind.ALERT_CLOSED]
    assert closed.says("K.B.", "L.B.")
    assert statuses(post.deps, *ids) == [AlertStatus.CLOSED] * 2


# --- the ladder ----------------------------------------------------------------------------------------


def test_silence_about_both_is_passed_on_in_one_message_each(
    post: Post, siblings: tuple[Child, Child], clock: FixedClock
) -> None:
    both_unseen(post, siblings)
    clock.move(timedelta(minutes=30))
    alert_ladder.sweep_alerts(post.deps)
    alert_ladder.sweep_alerts(post.deps)
    new = post.deliver()
    assert sorted((one.kind, one.reader) for one in new) == [
        (MessageKind.ALERT_UNACKNOWLEDGED, DANIEL.slack_id),
        (RECEIPT, AMINA.slack_id),
    ]
    assert all(one.says("K.B.", "L.B.") for one in new)


@pytest.mark.parametrize("seen", [0, 1])
def test_silence_about_the_one_still_unseen_is_passed_on(
    post: Post, siblings: tuple[Child, Child], clock: FixedClock, seen: int
) -> None:
    both_unseen(post, siblings)
    clock.move(timedelta(minutes=10))
    record(post.deps, (siblings[seen], OutcomeKind.SEEN))
    post.deliver()
    clock.move(timedelta(minutes=25))
    alert_ladder.sweep_alerts(post.deps)
    [deputy] = [one for one in post.deliver() if one.reader == DANIEL.slack_id]
    names = ("K.B.", "L.B.")
    assert deputy.says(names[1 - seen])
    assert not deputy.says(names[seen])
    alert_ladder.sweep_alerts(post.deps)
    assert post.deliver() == []


def test_the_deputys_card_is_edited_when_the_manager_takes_it(
    post: Post, siblings: tuple[Child, Child], clock: FixedClock
) -> None:
    first, _ = both_unseen(post, siblings)
    clock.move(timedelta(minutes=30))
    alert_ladder.sweep_alerts(post.deps)
    post.deliver()
    take(post.deps, first)
    post.deliver()
    [deputy] = post.of(DANIEL.slack_id, MessageKind.ALERT_UNACKNOWLEDGED)
    assert deputy.says("Grace Bell has it")
    assert not deputy.says("Nobody has acknowledged")
    earlier, later = post.of(AMINA.slack_id, RECEIPT)
    assert earlier.says("newer message")
    assert not earlier.says("has not seen it yet")
    assert later.says("Grace Bell has it")


def test_a_plan_that_did_not_happen_comes_back_as_one_new_card_and_the_old_one_leads_there(
    post: Post, siblings: tuple[Child, Child], clock: FixedClock
) -> None:
    first, second = both_unseen(post, siblings)
    take(post.deps, first)
    post.deliver()
    clock.move(timedelta(hours=7))
    alert_ladder.sweep_alerts(post.deps)
    alert_ladder.sweep_alerts(post.deps)
    post.deliver()
    old, new = post.of(GRACE.slack_id, CARD)
    assert old.says("newer message", "K.B.", "L.B.")
    assert [old.can_be_taken, new.can_be_taken] == [False, True]
    assert new.says("what was agreed has not happened", "K.B.", "L.B.")
    assert statuses(post.deps, first, second) == [AlertStatus.OPEN] * 2
    take(post.deps, second, at=time(18))
    assert statuses(post.deps, first, second) == [AlertStatus.ACKNOWLEDGED] * 2


@pytest.mark.parametrize("seen", [0, 1])
def test_one_taken_and_seen_the_other_comes_back_alone(
    post: Post, siblings: tuple[Child, Child], clock: FixedClock, seen: int
) -> None:
    ids = both_unseen(post, siblings)
    take(post.deps, ids[0])
    clock.move(timedelta(hours=1))
    record(post.deps, (siblings[seen], OutcomeKind.SEEN))
    post.deliver()
    clock.move(timedelta(hours=6))
    alert_ladder.sweep_alerts(post.deps)
    post.deliver()
    old, new = post.of(GRACE.slack_id, CARD)
    names = ("K.B.", "L.B.")
    assert new.says(names[1 - seen])
    assert not new.says(names[seen])
    assert [old.can_be_taken, new.can_be_taken] == [False, True]
    assert statuses(post.deps, ids[seen], ids[1 - seen]) == [AlertStatus.CLOSED, AlertStatus.OPEN]


def test_what_the_deputy_took_comes_back_to_the_manager_and_the_deputys_card_is_dead(
    post: Post, siblings: tuple[Child, Child], clock: FixedClock
) -> None:
    ids = both_unseen(post, siblings)
    clock.move(timedelta(minutes=30))
    alert_ladder.sweep_alerts(post.deps)
    post.deliver()
    take(post.deps, ids[0], by=DANIEL)
    post.deliver()
    clock.move(timedelta(hours=7))
    alert_ladder.sweep_alerts(post.deps)
    post.deliver()
    old, new = post.of(GRACE.slack_id, CARD)
    assert [old.can_be_taken, new.can_be_taken] == [False, True]
    assert new.says("what was agreed has not happened", "K.B.", "L.B.")
    [his] = post.of(DANIEL.slack_id, MessageKind.ALERT_UNACKNOWLEDGED)
    assert his.says("is with Grace Bell now")
    assert '"button"' not in his.blocks
    assert post.of(DANIEL.slack_id, CARD) == []
    take(post.deps, ids[0], at=time(18))
    post.deliver()
    assert not his.can_be_taken


def test_a_manager_who_had_not_taken_it_and_stays_silent_is_passed_on_anew(
    post: Post, siblings: tuple[Child, Child], clock: FixedClock
) -> None:
    ids = both_unseen(post, siblings)
    take(post.deps, ids[0], by=DANIEL)
    clock.move(timedelta(hours=7))
    alert_ladder.sweep_alerts(post.deps)
    post.deliver()
    clock.move(timedelta(minutes=29))
    alert_ladder.sweep_alerts(post.deps)
    assert post.deliver() == []
    clock.move(timedelta(minutes=1))
    alert_ladder.sweep_alerts(post.deps)
    assert {(one.kind, one.reader) for one in post.deliver()} == {
        (MessageKind.ALERT_UNACKNOWLEDGED, DANIEL.slack_id),
        (RECEIPT, AMINA.slack_id),
    }
    [his] = post.of(DANIEL.slack_id, MessageKind.ALERT_UNACKNOWLEDGED)
    assert his.can_be_taken


def test_a_child_who_changed_hands_comes_back_to_the_manager_of_today(
    post: Post, siblings: tuple[Child, Child], clock: FixedClock
) -> None:
    ids = both_unseen(post, siblings)
    take(post.deps, ids[0])
    post.deliver()
    with post.deps.transaction() as tx:
        tx.children.allocate(siblings[0].id, TOMOS.slack_id, TOMOS.team)
    clock.move(timedelta(hours=7))
    alert_ladder.sweep_alerts(post.deps)
    post.deliver()
    old, hers = post.of(GRACE.slack_id, CARD)
    [new] = post.of(HELEN.slack_id, CARD)
    assert new.can_be_taken
    assert new.says("K.B.", "what was agreed has not happened")
    assert not new.says("L.B.")
    assert not old.can_be_taken
    assert old.says("is with Helen Park now")
    assert hers.can_be_taken
    assert not hers.says("K.B.")
    with pytest.raises(NotAllowed, match="not on your caseload or in your team"):
        take(post.deps, ids[0], at=time(18))


# --- a further try -------------------------------------------------------------------------------------


@pytest.mark.parametrize("taken_first", [True, False], ids=["taken", "not taken"])
def test_a_further_try_for_both_is_a_new_card_and_the_old_one_leads_there(
    post: Post, siblings: tuple[Child, Child], clock: FixedClock, taken_first: bool
) -> None:
    ids = both_unseen(post, siblings)
    if taken_first:
        take(post.deps, ids[0])
    clock.move(timedelta(hours=1))
    again = both_unseen(post, siblings)
    assert again == ids
    old, new = post.of(GRACE.slack_id, CARD)
    assert [old.can_be_taken, new.can_be_taken] == [False, True]
    assert new.says("K.B.", "L.B.", "2 tries")
    earlier, later = post.of(AMINA.slack_id, RECEIPT)
    assert earlier.says("newer message")
    assert later.says("has not seen it yet")
    assert statuses(post.deps, *ids) == [AlertStatus.OPEN] * 2


@pytest.mark.parametrize("again", [0, 1])
@pytest.mark.parametrize("taken_first", [True, False], ids=["taken", "not taken"])
def test_a_further_try_for_one_leaves_the_other_on_the_old_card(
    post: Post, siblings: tuple[Child, Child], clock: FixedClock, again: int, taken_first: bool
) -> None:
    ids = both_unseen(post, siblings)
    if taken_first:
        take(post.deps, ids[0])
    clock.move(timedelta(hours=1))
    record(post.deps, (siblings[again], OutcomeKind.REFUSED))
    post.deliver()
    old, new = post.of(GRACE.slack_id, CARD)
    names = ("K.B.", "L.B.")
    assert new.says(names[again], "entry refused")
    assert not new.says(names[1 - again])
    assert [old.can_be_taken, new.can_be_taken] == [True, True], "each has its own child to take"
    assert old.says("newer message")
    take(post.deps, ids[again], at=time(17))
    others = AlertStatus.ACKNOWLEDGED if taken_first else AlertStatus.OPEN
    assert statuses(post.deps, ids[again], ids[1 - again]) == [AlertStatus.ACKNOWLEDGED, others]
    if not taken_first:
        take(post.deps, ids[1 - again], at=time(18))
        assert stored(post.deps, ids[again]).by_when != stored(post.deps, ids[1 - again]).by_when


def test_where_the_new_card_is_lost_the_old_one_stays_live(
    post: Post, siblings: tuple[Child, Child], clock: FixedClock
) -> None:
    both_unseen(post, siblings)
    clock.move(timedelta(hours=1))
    record(post.deps, *((child, OutcomeKind.REFUSED) for child in siblings))
    with post.deps.transaction() as tx:
        lost = tx.session.query(OutboxRow).filter_by(status=SendStatus.QUEUED, kind=CARD)
        [row] = [one for one in lost if "edit" not in one.facts]
        row.status = SendStatus.FAILED
    post.deliver()
    [old] = post.of(GRACE.slack_id, CARD)
    assert old.can_be_taken
    assert old.says("K.B.", "L.B.", "2 tries")


def test_an_alert_that_could_not_reach_the_manager_is_edited_where_it_went_instead(
    post: Post, siblings: tuple[Child, Child]
) -> None:
    done = record(post.deps, *((child, OutcomeKind.NO_ANSWER) for child in siblings))
    row = next(one for one in delivery.claim(post.deps) if one.kind is CARD)
    delivery.gave_up(post.deps, row, "account_inactive")
    post.deliver()
    [instead] = [one for one in post.shown if one.kind is CARD]
    assert instead.reader != GRACE.slack_id
    assert instead.says("K.B.", "L.B.")
    take(post.deps, done.children[0].alert_id or 0)
    post.deliver()
    assert instead.says("Grace Bell has it")


# --- rows of earlier versions --------------------------------------------------------------------------


def test_an_alert_and_its_messages_from_before_are_shown_taken_and_passed_on(
    post: Post, siblings: tuple[Child, Child], clock: FixedClock
) -> None:
    """As the migration leaves them: one alert to a message, named in the facts."""
    done = record(post.deps, (siblings[0], OutcomeKind.NO_ANSWER))
    alert_id = done.children[0].alert_id or 0
    with post.deps.transaction() as tx:
        for row in tx.session.query(OutboxRow):
            row.facts = {"alert_id": alert_id}
    post.deliver()
    card, receipt = post.shown
    assert card.can_be_taken
    clock.move(timedelta(minutes=30))
    with post.deps.transaction() as tx:
        tx.session.get_one(AlertRow, alert_id).card = ""
    alert_ladder.sweep_alerts(post.deps)
    assert len(post.deliver()) == 2
    take(post.deps, alert_id)
    post.deliver()
    assert card.says("Grace Bell has it")
    assert receipt.says("newer message")


def test_nothing_is_remembered_twice(post: Post, siblings: tuple[Child, Child]) -> None:
    ids = both_unseen(post, siblings)
    with post.deps.transaction(reading=True) as tx:
        rows = [(row.alert_id, row.key) for row in tx.session.query(AlertMessageRow)]
    assert len(rows) == len(set(rows)) == 2 * len(ids)
    assert LEAH.slack_id not in {one.reader for one in post.shown}


def test_who_stands_in_for_nobody_any_more_sees_none_of_it_on_the_home_tab(
    post: Post, siblings: tuple[Child, Child], clock: FixedClock
) -> None:
    with post.deps.transaction() as tx:
        tx.people.save(replace(GRACE, deputy_id=TOMOS.slack_id))
    both_unseen(post, siblings)
    clock.move(timedelta(hours=1))
    alert_ladder.sweep_alerts(post.deps)
    assert len(caseload.caseload(post.deps, TOMOS).alerts) == 1
    with post.deps.transaction() as tx:
        tx.people.save(GRACE)
    assert caseload.caseload(post.deps, TOMOS).alerts == ()


# --- what the practitioner reads afterwards ----------------------------------------------------------------


def test_after_a_change_of_plan_the_worker_is_told_in_a_workers_words(
    post: Post, siblings: tuple[Child, Child]
) -> None:
    first, _ = both_unseen(post, siblings)
    take(post.deps, first)
    post.deliver()
    post.deps.clock.move(timedelta(minutes=5))  # type: ignore[attr-defined]
    take(post.deps, first, at=time(17))
    post.deliver()
    older, newer = post.of(AMINA.slack_id, MessageKind.ALERT_ACKNOWLEDGED)
    for told in (older, newer):
        assert not told.says("It can be taken there")
    post.deps.clock.move(timedelta(hours=9))  # type: ignore[attr-defined]
    alert_ladder.sweep_alerts(post.deps)
    post.deliver()
    assert newer.says("Open again", "Ring Grace Bell now")
