"""Undo on the receipt and the page, Correct from the receipt and from the child's row, over Slack's wire."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.children import Child
from bot.domain.visits import OutcomeKind
from bot.services import corrections, visit_receipts
from bot.storage.tables import OutboxRow
from bot.views.anchors import Anchor
from handlers.playground.standin import Message
from tests.builders import AMINA as AMINA_
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


def test_undo_asks_first_whose_record_it_is(office: Office) -> None:
    _record(office, "Child seen at home")
    receipt = office.slack.read(AMINA, "Your visit is recorded.")
    [undo] = [
        element
        for block in receipt.blocks
        for element in block.get("elements", [])
        if element.get("action_id") == "record_undo"
    ]
    asked = undo["confirm"]["text"]["text"]
    assert asked.startswith(f"{office.child.label}: Child seen at home, Mon 23 Nov, 09:00.")
    assert "Dates and alerts go back" in asked


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


# --- one of two siblings ----------------------------------------------------------------------------------


def _record_both(office: Office, what: str) -> None:
    """One visit to both children of the household; the page is open afterwards."""
    office.slack.open_home(AMINA)
    office.slack.wait_for(lambda: office.slack.home(AMINA))
    office.slack.click(AMINA, "home", "record_open", match=office.child.reference)
    office.press(AMINA, "No, go on", then="What happened?")
    office.press(AMINA, "record_outcome_kind", what, then="On which day?")
    today = office.clock.today()
    both = [f"{one.label} · {one.age_on(today)}" for one in (office.child, office.sibling)]
    office.press(AMINA, "record_children:0", both, then=f"{office.sibling.label}: what happened?")
    assert office.slack.submit(AMINA, {"announced": "Yes, announced"}) is None
    office.modal(AMINA, "Recorded")


def _deliver_all(office: Office) -> None:
    for _ in range(3):  # a message a second to each person
        office.deliver()
        office.clock.move(timedelta(seconds=5))


def _undo(office: Office, place: Message | str, child: Child) -> None:
    with office.deps.transaction(reading=True) as tx:
        outcome = tx.visits.outcomes(child.id)[-1]
    office.slack.click(AMINA, place, "record_undo", Anchor(child_id=child.id, outcome_id=outcome.id).pack())
    office.slack.wait_for(lambda: len(_kinds_of(office, child)) == 0, what="the record to be taken back")


def _kinds_of(office: Office, child: Child) -> list[OutcomeKind]:
    with office.deps.transaction(reading=True) as tx:
        return [one.kind for one in tx.visits.outcomes(child.id) if not one.imported]


def _texts(message: Message) -> list[str]:
    """The blocks of a message, each as one text."""
    return [json.dumps(block, ensure_ascii=False) for block in message.blocks]


@pytest.mark.parametrize("gone", [0, 1])
def test_after_undoing_one_sibling_every_button_stands_with_the_other(office: Office, gone: int) -> None:
    _record_both(office, "Child not seen: no answer")
    office.slack.close(AMINA)
    _deliver_all(office)
    both = (office.child, office.sibling)
    undone, left = both[gone], both[1 - gone]
    _undo(office, office.slack.read(AMINA, "Text for the case system"), undone)
    _deliver_all(office)
    for reader, last in ((AMINA, "plan_open"), (GRACE, "alert_acknowledge")):
        [message] = [one for one in office.slack.messages(reader) if one.bot_id]
        texts = _texts(message)
        buttons = next(place for place, text in enumerate(texts) if last in text)
        named = [text for text in texts[:buttons] if undone.label in text or left.label in text]
        assert left.label in named[-1]
        assert undone.label not in named[-1]
        assert f'"child_id\\":{undone.id}' not in "".join(texts)
        assert any("Closed" in text and "taken back by Amina Yusuf" in text for text in texts)


def test_the_answer_of_the_manager_says_what_became_of_each(office: Office) -> None:
    _record_both(office, "Child not seen: no answer")
    office.slack.close(AMINA)
    card = _card(office)
    office.slack.click(GRACE, card, "Acknowledge")
    office.modal(GRACE, "By what time?")
    assert office.slack.submit(GRACE, {"plan": ["Duty worker goes today"]}) is None
    _deliver_all(office)
    told = office.slack.read(AMINA, "Your manager has answered")
    assert told.all_text.count("Grace Bell has it") == 1, "said once while it is true of both"
    _undo(office, office.slack.read(AMINA, "Text for the case system"), office.child)
    _deliver_all(office)
    edited = office.slack.read(AMINA, "Your manager has answered")
    assert edited.ts == told.ts
    lines = edited.all_text.splitlines()
    closed = lines.index(f"*{office.child.label}*")
    assert "taken back by Amina Yusuf" in lines[closed + 1]
    assert "Grace Bell has it" in lines[lines.index(f"*{office.sibling.label}*") + 1]
    assert f"Record for {office.sibling.label}" in lines


def test_undo_of_one_sibling_on_the_page_leaves_the_other_on_it(office: Office) -> None:
    _record_both(office, "Child seen at home")
    _undo(office, "modal", office.child)
    page = office.modal(AMINA, "Taken back").all_text
    assert f"*{office.sibling.label}*: Child seen at home" in page
    _undo(office, "modal", office.sibling)
    office.slack.wait_for(lambda: "Child seen at home\n" not in office.modal(AMINA).all_text)


# --- the receipt of a child who was seen ------------------------------------------------------------------


def _receipt(office: Office) -> Message:
    [receipt] = [one for one in office.slack.messages(AMINA) if "Your visit is recorded." in one.all_text]
    return receipt


def _correct(office: Office, child: Child, what: str, by: str = AMINA) -> None:
    """Choose another outcome for the child's newest record, from its row on Home."""
    office.slack.open_home(by)
    office.slack.wait_for(lambda: office.slack.home(by))
    office.slack.click(by, "home", "child_more", "Correct a record", match=child.reference)
    if "Which record?" in office.modal(by, "Correct a record").all_text:
        assert office.slack.submit(by) is None
    office.press(by, "correct_field:outcome", what, then="Where" if "somewhere" in what else "tick what")
    place = {f"place:{child.id}": "school"} if what == "Child seen somewhere else" else {}
    assert office.slack.submit(by, {"reason": "Something else happened", **place}) is None
    office.modal(by, "Corrected")
    office.slack.close(by)


def test_undo_on_the_page_shows_on_the_receipt_too(office: Office) -> None:
    _record(office, "Child seen at home")
    receipt = office.slack.read(AMINA, "Your visit is recorded.")
    office.press(AMINA, "Undo", then="Taken back")
    _deliver_all(office)
    edited = _receipt(office)
    assert edited.ts == receipt.ts
    assert "Taken back:* Child seen at home" in edited.all_text
    assert "Undo" not in edited.all_text


@pytest.mark.parametrize("by", [AMINA, GRACE])
def test_a_correction_shows_on_the_receipt_whoever_made_it(office: Office, by: str) -> None:
    _record(office, "Child seen at home")
    office.slack.close(AMINA)
    receipt = office.slack.read(AMINA, "Your visit is recorded.")
    _correct(office, office.child, "Child seen somewhere else", by)
    _deliver_all(office)
    edited = _receipt(office)
    assert edited.ts == receipt.ts
    assert "Corrected.* It said: Child seen at home" in edited.all_text
    assert f"*{office.child.label}*: Child seen somewhere else" in edited.all_text


def test_a_record_corrected_twice_and_taken_back_shows_how_it_stands(office: Office) -> None:
    _record(office, "Child seen at home")
    office.slack.close(AMINA)
    _correct(office, office.child, "Child seen somewhere else")
    _deliver_all(office)
    _correct(office, office.child, "Child seen at home")
    _deliver_all(office)
    shown = _receipt(office)
    assert f"*{office.child.label}*: Child seen at home" in shown.all_text
    office.slack.click(AMINA, shown, "Undo")
    assert "Taken back" in office.slack.read(AMINA, "Nothing of it counts").all_text
    _deliver_all(office)
    assert "Taken back" in _receipt(office).all_text
    assert _kinds(office) == []


@pytest.mark.parametrize("gone", [0, 1])
def test_the_receipt_of_two_siblings_keeps_the_other_as_it_was(office: Office, gone: int) -> None:
    _record_both(office, "Child seen at home")
    office.slack.close(AMINA)
    both = (office.child, office.sibling)
    corrected, left = both[gone], both[1 - gone]
    _correct(office, corrected, "Child seen somewhere else")
    _deliver_all(office)
    shown = _receipt(office).all_text
    assert f"*{left.label}*: Child seen at home" in shown
    assert f"*{corrected.label}*: Child seen somewhere else" in shown
    assert f"*{corrected.label}*: Child seen at home" not in shown


def test_a_record_taken_back_before_its_receipt_is_known_is_shown_on_it(office: Office) -> None:
    _record(office, "Child seen at home")
    receipt = office.slack.read(AMINA, "Your visit is recorded.")
    office.wait_until_noted(1)
    with office.deps.transaction() as tx:
        [row] = tx.session.scalars(select(OutboxRow))
        tx.session.delete(row)
        outcome = tx.visits.outcomes(office.child.id)[-1]
    corrections.undo(office.deps, AMINA_, outcome.id, "once")
    visit_receipts.posted(office.deps, AMINA_, [outcome.id], receipt.channel, receipt.ts)
    _deliver_all(office)
    assert "Taken back" in _receipt(office).all_text
