"""Plan, move, cancel, record: what a person taps, what is saved, and what everyone then reads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.playground.standin import View
from tests.unit.handlers.conftest import Office

AMINA, GRACE = "U0AMINA", "U0GRACE"


def _home(office: Office, user: str = AMINA) -> View:
    office.slack.open_home(user)
    return office.slack.wait_for(lambda: office.slack.home(user), what="a Home tab")


def _open_record(office: Office) -> View:
    """From Home past the safety question to the empty form."""
    _home(office)
    office.slack.click(AMINA, "home", "record_open", match=office.child.reference)
    office.modal(AMINA, "worried")
    return office.press(AMINA, "No, go on", then="What happened?")


def _plan(office: Office, day: str, time: str = "14:00") -> dict[str, str] | None:
    _home(office)
    office.slack.click(AMINA, "home", "plan_open", match=office.child.reference)
    office.modal(AMINA, "Which day?")
    return office.slack.submit(AMINA, {"day": day, "time": time})


def test_home_shows_the_children_with_words_and_buttons(office: Office) -> None:
    page = _home(office)
    assert office.child.label in page.all_text
    assert "no visit is recorded here" in page.all_text
    office.slack.click(AMINA, "home", "why_open", match=office.child.reference)
    assert office.modal(AMINA, "working days").title == "Why this date?"


def test_a_visit_is_planned_moved_and_taken_back(office: Office) -> None:
    assert _plan(office, "2026-11-24") is None
    card = office.slack.read(AMINA, "Your visit is planned")
    assert "Tue 24 Nov, 14:00, announced" in card.all_text
    assert office.sibling.label not in card.all_text, "nobody but the tapped child is ticked"
    office.slack.click(AMINA, card, "visit_move")
    office.modal(AMINA, "New day")
    assert office.slack.submit(AMINA, {"day": "2026-11-25", "by_whom": "The family"}) is None
    moved = office.slack.read(AMINA, "Wed 25 Nov, 14:00")
    assert moved.ts == card.ts, "the same message, redrawn"
    office.slack.click(AMINA, moved, "visit_cancel")
    office.modal(AMINA, "Why?")
    assert office.slack.submit(AMINA, {"by_whom": "It was planned by mistake"}) is None
    assert office.slack.read(AMINA, "The visit is cancelled").ts == card.ts


def test_a_past_day_is_told_at_its_field_and_what_was_typed_stays(office: Office) -> None:
    errors = _plan(office, "2026-11-20")
    assert errors is not None
    assert "past" in errors["day"]
    assert office.modal(AMINA).title == "Plan a visit"
    assert office.slack.submit(AMINA, {"day": "2026-11-24"}) is None


def test_a_day_after_the_due_date_is_warned_about_in_the_form(office: Office) -> None:
    _home(office)
    office.slack.click(AMINA, "home", "plan_open", match=office.child.reference)
    office.press(AMINA, "plan_day", "2026-12-20", then="after the due date")


def _plan_form(office: Office, day: str = "") -> View:
    _home(office)
    office.slack.click(AMINA, "home", "plan_open", match=office.child.reference)
    drawn = office.modal(AMINA, "What time?").hash
    if day:  # drawn anew: what is pressed before that is outrun
        office.press(AMINA, "plan_day", day)
        office.slack.wait_for(lambda: office.modal(AMINA).hash != drawn, what="the form to be drawn anew")
    return office.modal(AMINA, "What time?")


@pytest.mark.parametrize(
    ("time", "warned"),
    [
        ("08:15", "Mon 23 Nov, 08:15 is past"),
        ("21:00", "21:00 is an unusual time for a visit"),
        ("02:00", "Mon 23 Nov, 02:00 is past"),
    ],
)
def test_a_time_alone_redraws_the_warning_and_the_next_one_takes_it_away(
    office: Office, time: str, warned: str
) -> None:
    assert "⚠" not in _plan_form(office, "2026-11-23").all_text
    shown = office.press(AMINA, "plan_time", time, then=warned)
    [field] = [block for block in shown.blocks if block["block_id"] == "time"]
    assert field["element"]["initial_time"] == time, "drawn with what was chosen"
    office.press(AMINA, "plan_time", "14:00")
    office.slack.wait_for(lambda: "⚠" not in office.modal(AMINA).all_text, what="the warning to go")


def test_the_limit_for_trying_again_is_held_against_the_time_that_was_chosen(office: Office) -> None:
    assert _record(office, "Child not seen: no answer") is None
    office.slack.close(AMINA)
    shown = _plan_form(office, "2026-11-25").all_text
    assert "Try again by Wed 25 Nov, 09:00" in shown
    office.press(AMINA, "plan_time", "08:30")
    office.slack.wait_for(lambda: "⚠" not in office.modal(AMINA).all_text, what="the warning to go")
    office.press(AMINA, "plan_time", "09:30", then="Wed 25 Nov, 09:30 is after the limit for trying again")


def test_a_time_that_was_chosen_is_the_one_warned_about_after_another_day(office: Office) -> None:
    _plan_form(office, "2026-11-24")
    office.press(AMINA, "plan_time", "21:00", then="unusual")
    shown = office.press(AMINA, "plan_day", "2026-12-20", then="after the due date")
    assert "21:00 is an unusual time" in shown.all_text


def test_the_warning_is_about_the_children_who_are_ticked(office: Office) -> None:
    _plan_form(office)
    shown = office.press(AMINA, "plan_day", "2026-12-20", then="after the due date").all_text
    assert f"{office.sibling.label} (due" not in shown
    today = office.clock.today()
    both = [f"{one.label} · {one.age_on(today)}" for one in (office.child, office.sibling)]
    office.press(AMINA, "plan_children:0", both, then=f"{office.sibling.label} (due")


@pytest.mark.parametrize(("time", "asked"), [("02:00", True), ("08:00", False), ("20:30", True)])
def test_an_hour_at_which_nobody_visits_is_asked_about(office: Office, time: str, *, asked: bool) -> None:
    assert _plan(office, "2026-11-24", time) is None
    card = office.slack.read(AMINA, "Your visit is planned")
    assert (f"{time} is an unusual time" in card.all_text) is asked


def test_a_visit_the_family_calls_off_is_recorded_so_that_the_manager_knows(office: Office) -> None:
    _plan(office, "2026-11-24")
    card = office.slack.read(AMINA, "Your visit is planned")
    office.slack.click(AMINA, card, "visit_cancel")
    office.modal(AMINA, "Why?")
    office.slack.submit(AMINA, {"by_whom": "The family cancelled"})
    assert office.modal(AMINA, "On which day?").title == "Record a visit"
    assert office.slack.submit(AMINA) is None
    office.deliver()
    assert office.slack.read(GRACE, "cancelled by the family")


def _record(office: Office, outcome: str, **more: object) -> dict[str, str] | None:
    _open_record(office)
    office.press(AMINA, "record_outcome_kind", outcome, then="On which day?")
    return office.slack.submit(AMINA, {"announced": "Yes, announced", **more})


def test_seen_and_alone_in_five_taps_gives_the_next_date_and_text_to_copy(office: Office) -> None:
    flags = ["Seen alone", "Bedroom seen", "Seen awake", "Spoken to"]
    taken = [f"{flag} (owed this visit)" for flag in flags]
    _open_record(office)
    shown = office.press(
        AMINA, "record_outcome_kind", "Child seen at home", then="tick what happened"
    ).all_text
    chosen = [owed if owed in shown else flag for flag, owed in zip(flags, taken, strict=True)]
    block = f"flags:{office.child.id}"
    assert office.slack.submit(AMINA, {block: chosen, "announced": "Yes, announced"}) is None
    assert "next visit is due" in office.modal(AMINA).all_text
    receipt = office.slack.read(AMINA, "Your visit is recorded.")
    assert "next visit is due" in receipt.all_text
    office.slack.close(AMINA)
    office.slack.click(AMINA, receipt, "copy_text")
    assert office.modal(AMINA, "Child seen alone: yes")


def test_a_child_not_seen_reaches_the_manager_and_the_worker_reads_who_has_it(office: Office) -> None:
    assert _record(office, "Child not seen: no answer", tried=["Knocked and waited"]) is None
    saved = office.modal(AMINA).all_text
    assert "has not seen it yet" in saved
    assert "07700 900103" in saved
    office.slack.close(AMINA)
    office.deliver()
    alert = office.slack.read(GRACE, "Child not seen: no answer")
    assert "knocked and waited" in alert.all_text
    assert "Act by" in alert.all_text
    receipt = office.slack.read(AMINA, "who has not seen it yet")
    office.slack.click(GRACE, alert, "Acknowledge")
    office.modal(GRACE, "What happens now?")
    plan = {"plan": ["Duty worker goes today"], "by_day": "2026-11-23", "by_time": "16:00"}
    assert office.slack.submit(GRACE, plan) is None
    office.clock.move(timedelta(seconds=5))
    office.deliver()
    assert office.slack.read(GRACE, "Grace Bell has it").ts == alert.ts
    edits = [call.args["ts"] for call in office.slack.calls("chat.update")]
    assert sorted(edits) == sorted([alert.ts, receipt.ts]), "each message that shows it is edited once"
    told = office.slack.read(AMINA, "Your manager has answered")
    assert (
        "Grace Bell has it* (Mon 23 Nov, 09:00): Duty worker goes today, by Mon 23 Nov, 16:00."
        in told.all_text
    )
    edited = office.slack.wait_for(lambda: office.slack.as_seen_now(receipt))
    assert "Grace Bell has it*: Duty worker goes today, by Mon 23 Nov, 16:00." in edited.all_text
    assert "has not seen it yet" not in edited.all_text
    assert office.slack.messages(AMINA)[-1].ts == told.ts


def test_worried_now_shows_whom_to_ring_before_any_form(office: Office) -> None:
    _home(office)
    office.slack.click(AMINA, "home", "record_open", match=office.child.reference)
    assert "999" in office.modal(AMINA, "worried").all_text
    steps = office.press(AMINA, "Yes, I'm worried now", then="Ring first")
    assert "01452 614758" in steps.all_text
    office.press(AMINA, "I have rung: record the visit", then="What happened?")


def test_a_visit_in_the_future_can_not_be_recorded(office: Office) -> None:
    errors = _record(office, "Child seen at home", happened_on="2026-11-25", happened_at="09:00")
    assert errors is not None
    assert "still to come" in errors["happened_on"]
    assert office.slack.submit(AMINA, {"happened_on": "2026-11-23", "happened_at": "08:00"}) is None


def test_siblings_are_recorded_once_each_with_their_own_outcome(office: Office) -> None:
    _open_record(office)
    both = [str(office.child.id), str(office.sibling.id)]
    office.press(AMINA, "record_children:0", both, then="the same for most")
    label = office.sibling.label
    office.press(AMINA, "record_outcome_kind", "Child seen at home", then=f"{label}: what")
    own = f"record_child_outcome:{office.sibling.id}"
    office.press(AMINA, own, "Child seen somewhere else", then=f"{label}: where?")
    place = {f"place:{office.sibling.id}": "School", "announced": "Yes, announced"}
    assert office.slack.submit(AMINA, place) is None
    saved = office.modal(AMINA).all_text
    assert "Child seen at home" in saved
    assert "Child seen somewhere else" in saved


def test_the_same_submission_twice_saves_once(office: Office) -> None:
    _record(office, "Child not seen: no answer", tried=["Knocked and waited"])
    with office.deps.transaction(reading=True) as tx:
        before = len(tx.visits.outcomes(office.child.id))
    assert before == 2, "one imported, one recorded"


def test_a_long_message_becomes_the_note_of_a_record(office: Office) -> None:
    office.slack.say(AMINA, "Nobody came to the door although the lights were on. " * 20)
    offer = office.slack.read(AMINA, "may be a note")
    office.slack.click(AMINA, offer, "Use it as a visit note")
    office.modal(AMINA, "Which child?")
    office.slack.submit(AMINA, {"child": str(office.child.id)})
    office.press(AMINA, "No, go on", then="What happened?")
    office.press(AMINA, "record_outcome_kind", "Child not seen: no answer", then="A short note")
    assert office.slack.submit(AMINA, {"announced": "No, unannounced"}) is None
    office.deliver()
    alert = office.slack.read(GRACE, "no answer")
    assert "lights were on" not in alert.all_text
    office.slack.click(GRACE, alert, "Read the note")
    assert office.modal(GRACE, "lights were on")


@pytest.mark.parametrize("shortcut", ["plan_visit_shortcut", "record_visit_shortcut"])
def test_shortcuts_offer_the_persons_own_children(office: Office, shortcut: str) -> None:
    office.slack.shortcut(AMINA, shortcut)
    assert office.child.label in str(office.modal(AMINA, "Which child?").blocks)
    assert office.slack.submit(AMINA, {"child": str(office.other.id)}) is None
    assert office.modal(AMINA).title in ("Plan a visit", "Record a visit")


def test_two_siblings_not_seen_are_one_card_and_one_receipt_over_the_wire(office: Office) -> None:
    _open_record(office)
    both = [str(office.child.id), str(office.sibling.id)]
    office.press(AMINA, "record_children:0", both, then="the same for most")
    office.press(AMINA, "record_outcome_kind", "Child not seen: no answer", then="What did you try?")
    assert office.slack.submit(AMINA, {"announced": "Yes, announced"}) is None
    office.slack.close(AMINA)
    office.deliver()
    [card] = [m for m in office.slack.messages(GRACE) if m.bot_id]
    [receipt] = [m for m in office.slack.messages(AMINA) if m.bot_id]
    for message in (card, receipt):
        assert office.child.label in message.all_text
        assert office.sibling.label in message.all_text
    office.slack.click(GRACE, card, f"Why this date for {office.sibling.label}?")
    assert office.sibling.label in office.modal(GRACE, "Why").all_text
    office.slack.close(GRACE)
    office.slack.click(GRACE, card, "Acknowledge")
    assert "This covers all of them" in office.modal(GRACE, "What happens now?").all_text
    plan = {"plan": ["Duty worker goes today"], "by_day": "2026-11-23", "by_time": "16:00"}
    assert office.slack.submit(GRACE, plan) is None
    office.clock.move(timedelta(seconds=5))
    office.deliver()
    assert office.slack.read(GRACE, "Grace Bell has it").ts == card.ts
    assert office.slack.read(AMINA, "Grace Bell has it*: Duty worker").ts == receipt.ts
    with office.deps.transaction(reading=True) as tx:
        live = tx.alerts.live_for_children([office.child.id, office.sibling.id])
    assert {alert.acknowledged_by for alert in live.values()} == {GRACE}
    assert len(live) == 2


def test_the_next_try_is_proposed_before_its_limit_and_a_later_day_is_warned_about(office: Office) -> None:
    assert _record(office, "Child not seen: no answer") is None
    office.slack.close(AMINA)
    office.deliver()
    receipt = office.slack.read(AMINA, "Try again by Wed 25 Nov")
    office.slack.click(AMINA, receipt, "Plan the next try")
    form = office.modal(AMINA, "Which day?")
    assert "Try again by Wed 25 Nov" in form.all_text
    assert "Due by Mon 30 Nov" in form.all_text
    assert "after the limit" not in form.all_text
    office.press(AMINA, "plan_day", "2026-11-26", then="after the limit for trying again")
    office.slack.close(AMINA)
    office.slack.click(AMINA, receipt, "Plan the next try")
    office.modal(AMINA, "Which day?")
    assert office.slack.submit(AMINA) is None
    assert "Wed 25 Nov, 08:00" in office.slack.read(AMINA, "Your visit is planned").all_text


def test_an_hour_after_the_limit_for_the_next_try_is_warned_about(office: Office) -> None:
    assert _record(office, "Child not seen: no answer") is None
    office.slack.close(AMINA)
    office.deliver()
    receipt = office.slack.read(AMINA, "Try again by Wed 25 Nov")
    office.slack.click(AMINA, receipt, "Plan the next try")
    office.modal(AMINA, "Which day?")
    office.press(AMINA, "plan_day", "2026-11-25", then="Which day?")
    assert office.slack.submit(AMINA, {"time": "14:00"}) is None
    said = office.slack.read(AMINA, "Your visit is planned").all_text
    assert "after the limit for trying again" in said


def test_after_the_limit_for_the_next_try_today_is_proposed(office: Office) -> None:
    assert _record(office, "Child not seen: no answer") is None
    office.slack.close(AMINA)
    office.deliver()
    receipt = office.slack.read(AMINA, "Try again by")
    office.clock.move(timedelta(days=3))
    office.slack.click(AMINA, receipt, "Plan the next try")
    office.modal(AMINA, "Which day?")
    assert office.slack.submit(AMINA) is None
    assert "Thu 26 Nov" in office.slack.read(AMINA, "Your visit is planned").all_text


def test_a_manager_agrees_with_an_hour_of_the_day_already_chosen(office: Office) -> None:
    assert _record(office, "Child not seen: no answer") is None
    office.slack.close(AMINA)
    office.deliver()
    card = office.slack.read(GRACE, "no answer")
    office.slack.click(GRACE, card, "Acknowledge")
    office.modal(GRACE, "By what time?")
    assert office.slack.submit(GRACE, {"plan": ["Duty worker goes today"]}) is None
    office.deliver()
    assert "by Mon 23 Nov, 11:00" in office.slack.read(GRACE, "has it").all_text


def _home_says(office: Office, user: str, words: str) -> str:
    office.slack.open_home(user)

    def look() -> str | None:
        page = office.slack.home(user)
        return page.all_text if page and words in page.all_text else None

    return office.slack.wait_for(look, what=f"a Home tab that says {words!r}")


def test_the_managers_home_says_whose_alert_it_is(office: Office) -> None:
    assert _record(office, "Child not seen: no answer") is None
    office.slack.close(AMINA)
    office.deliver()
    _home_says(office, AMINA, "An alert is open; the manager has not seen it yet.")
    board = _home_says(office, GRACE, "An alert is open and waits for you.")
    assert "has not seen it yet" not in board
    assert "Amina Yusuf" in board, "whose child it is stays on the row"
    office.slack.click(GRACE, office.slack.read(GRACE, "no answer"), "Acknowledge")
    office.modal(GRACE, "By what time?")
    assert office.slack.submit(GRACE, {"plan": ["Duty worker goes today"]}) is None
    _home_says(office, GRACE, "An alert is open; you have it.")
    _home_says(office, AMINA, "An alert is open; the manager has it.")
