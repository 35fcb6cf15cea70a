"""Undo on the receipt and the page, Correct from the receipt and from the child's row, over Slack's wire."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.visits import OutcomeKind
from handlers.playground.standin import Message
from tests.unit.handlers.conftest import Office

AMINA, GRACE = "U0AMINA", "U0GRACE"


def _record(office: Office, what: str, **fields: object) -> str:
    """Record a visit to the child through the form; what the page says then."""
    office.slack.open_home(AMINA)
    office.slack.wait_for(lambda: office.slack.home(AMINA))
    office.slack.click(AMINA, "home", "record_open", match=office.child.reference)
    office.press(AMINA, "No, go on", then="What happened?")
    office.press(AMINA, "record_outcome_kind", what, then="On which day?")
    assert office.slack.submit(AMINA, {"announced": "Yes, announced", **fields}) is None
    return office.modal(AMINA, "Recorded").all_text


def _kinds(office: Office) -> list[OutcomeKind]:
    with office.deps.transaction(reading=True) as tx:
        found = tx.visits.outcomes(office.child.id)
    return [outcome.kind for outcome in found if not outcome.imported]


def _card(office: Office) -> Message:
    office.deliver()
    return office.slack.read(GRACE, "no answer")


def test_undo_on_the_receipt_puts_everything_back_and_the_receipt_says_so(office: Office) -> None:
    assert "Undo" in _record(office, "Child seen at home")
    receipt = office.slack.read(AMINA, "Your visit is recorded.")
    office.slack.close(AMINA)
    office.slack.click(AMINA, receipt, "Undo")
    edited = office.slack.read(AMINA, "Taken back")
    assert edited.ts == receipt.ts
    assert "Nothing of it counts" in edited.all_text
    assert "due by Mon 30 Nov" in edited.all_text
    assert "Undo" not in edited.all_text
    assert _kinds(office) == []
    office.slack.click(AMINA, edited, "Record the visit")
    assert office.modal(AMINA, "worried")


def test_undo_on_the_page_right_after_saving(office: Office) -> None:
    _record(office, "Child seen at home")
    office.press(AMINA, "Undo", then="Taken back")
    assert _kinds(office) == []


def test_undo_of_a_child_not_seen_shows_on_the_managers_card(office: Office) -> None:
    _record(office, "Child not seen: no answer", tried=["Knocked and waited"])
    office.slack.close(AMINA)
    card = _card(office)
    receipt = office.slack.read(AMINA, "who has not seen it yet")
    office.slack.click(AMINA, receipt, "Undo")
    office.slack.wait_for(lambda: _kinds(office) == [])
    office.deliver()
    edited = office.slack.read(GRACE, "taken back by Amina Yusuf")
    assert edited.ts == card.ts
    assert "Acknowledge" not in edited.all_text
    assert "taken back by Amina Yusuf" in office.slack.read(AMINA, "Closed").all_text
    assert len([m for m in office.slack.messages(GRACE) if m.bot_id]) == 1


def test_after_ten_minutes_undo_leads_to_the_correction(office: Office) -> None:
    _record(office, "Child seen at home")
    office.slack.close(AMINA)
    receipt = office.slack.read(AMINA, "Your visit is recorded.")
    office.clock.move(timedelta(minutes=11))
    office.slack.click(AMINA, receipt, "Undo")
    assert "Why?" in office.modal(AMINA, "Correct a record").all_text
    assert _kinds(office) == [OutcomeKind.SEEN]


def test_correct_from_the_receipt_shows_what_was_recorded_and_follows_what_is_chosen(office: Office) -> None:
    _record(office, "Child not seen: no answer", tried=["Knocked and waited"])
    office.slack.close(AMINA)
    card = _card(office)
    receipt = office.slack.read(AMINA, "who has not seen it yet")
    office.slack.click(AMINA, receipt, "Correct")
    shown = office.modal(AMINA, "Correct a record").all_text
    assert "Recorded by Amina Yusuf: Child not seen: no answer" in shown
    errors = office.slack.submit(AMINA)
    assert errors is None or "reason" in errors
    assert _kinds(office) == [OutcomeKind.NO_ANSWER]
    office.press(AMINA, "correct_field:outcome", "Child seen at home", then="tick what happened")
    fields = {"reason": "Something else happened", f"flags:{office.child.id}": ["Seen alone"]}
    assert office.slack.submit(AMINA, fields) is None
    page = office.modal(AMINA, "Corrected").all_text
    assert "It said: Child not seen: no answer" in page
    assert "The alert is closed" in page
    assert _kinds(office) == [OutcomeKind.SEEN]
    office.clock.move(timedelta(seconds=5))
    office.deliver()
    assert office.slack.read(GRACE, "Child seen on Monday 23 November").ts >= card.ts


def test_take_it_back_from_the_childs_row_by_the_manager(office: Office) -> None:
    _record(office, "Child seen at home")
    office.slack.close(AMINA)
    office.clock.move(timedelta(hours=1))
    _record(office, "Child not seen: no answer")
    office.slack.close(AMINA)
    office.slack.open_home(GRACE)
    office.slack.wait_for(lambda: office.slack.home(GRACE))
    office.slack.click(GRACE, "home", "child_more", "Correct a record", match=office.child.reference)
    assert "Which record?" in office.modal(GRACE, "Correct a record").all_text
    assert office.slack.submit(GRACE) is None
    office.press(GRACE, "correct_field:how", "Take it back: nothing of it counts", then="Why?")
    assert "On which day?" not in office.modal(GRACE).all_text
    assert office.slack.submit(GRACE, {"reason": "It was about another child"}) is None
    assert "Nothing of it counts" in office.modal(GRACE, "Taken back").all_text
    assert _kinds(office) == [OutcomeKind.SEEN]
    for _ in range(3):  # a message a second to each person
        office.deliver()
        office.clock.move(timedelta(seconds=5))
    assert "By Grace Bell" in office.slack.read(AMINA, "was corrected").all_text


def test_a_child_without_records_has_nothing_to_correct(office: Office) -> None:
    office.slack.open_home(AMINA)
    office.slack.wait_for(lambda: office.slack.home(AMINA))
    office.slack.click(AMINA, "home", "child_more", "Correct a record", match=office.child.reference)
    assert office.modal(AMINA, "no record here")


@pytest.mark.parametrize("what", ["Child seen at home", "Child not seen: no answer"])
def test_the_next_visit_agreed_is_confirmed_on_page_and_receipt(office: Office, what: str) -> None:
    page = _record(office, what, next_day="2026-12-02", next_time="15:30")
    office.deliver()
    receipt = office.slack.read(AMINA, "Your visit is recorded.")
    for text in (page, receipt.all_text):
        assert "Next visit in the diary: Wed 2 Dec, 15:30 (announced)." in text
