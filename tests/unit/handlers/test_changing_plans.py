"""Changing a plan by hand: what each slip shows, what is refused, and what a question leads to."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.playground.standin import NotOnShow, View
from knowledge.results import PlanKind
from tests.builders import a_child, an_outcome
from tests.unit.handlers.conftest import Office

AMINA, GRACE, PRIYA = "U0AMINA", "U0GRACE", "U0PRIYA"
AGREED = {"agreed_with": "Manager, in supervision", "agreed_by": "Grace Bell"}


def _open(office: Office, user: str, way: str, words: str, match: str = "") -> None:
    office.slack.open_home(user)
    office.slack.wait_for(lambda: office.slack.home(user), what="a Home tab")
    office.slack.click(user, "home", "child_more", way, match=match or office.child.reference)
    office.modal(user, words)


def _change(office: Office, user: str, what: str, then: str) -> None:
    _open(office, user, "Change the plan", "What changes?")
    office.press(user, "What changes?", what, then=then)


def test_nothing_chosen_is_told_at_its_field(office: Office) -> None:
    _open(office, AMINA, "Change the plan", "What changes?")
    errors = office.slack.submit(AMINA)
    assert errors is not None
    assert set(errors) == {"what"}


def test_a_slip_keeps_the_form_open_with_what_was_typed(office: Office) -> None:
    _open(office, AMINA, "Set how often", "See the child at home every")
    errors = office.slack.submit(AMINA, {"every": "0", "unit": "working days", **AGREED})
    assert errors is not None
    assert set(errors) == {"every"}
    errors = office.slack.submit(AMINA, {"every": "5", "agreed_by": "Amina Yusuf"})
    assert errors is not None
    assert set(errors) == {"agreed_by"}
    assert office.slack.submit(AMINA, {"agreed_by": "Grace Bell"}) is None
    assert "every 5 working days" in office.modal(AMINA, "Nothing is saved yet").all_text


def test_a_date_that_moved_meanwhile_is_not_saved(office: Office) -> None:
    _open(office, AMINA, "Set how often", "See the child at home every")
    office.slack.submit(AMINA, {"every": "5", "unit": "working days", **AGREED})
    office.modal(AMINA, "Nothing is saved yet")
    with office.deps.transaction() as tx:
        tx.visits.add_outcome(an_outcome(office.child.id, office.clock.today()))
    office.slack.submit(AMINA)
    assert "look again" in office.modal(AMINA, "nothing was saved").all_text
    with office.deps.transaction(reading=True) as tx:
        child = tx.children.get(office.child.id)
    assert child is not None
    assert not child.plans[0].facts


def test_key_dates_a_birth_and_a_plan_beside_are_entered(office: Office) -> None:
    _change(office, AMINA, "A key date is corrected or set", "The day of the next conference")
    assert office.slack.submit(AMINA, {"The day of the next conference": "2026-12-10"}) is None
    office.modal(AMINA, "10 December 2026")
    assert office.slack.submit(AMINA) is None
    office.slack.wait_for(lambda: office.modal(AMINA).title == "Saved")
    office.slack.close(AMINA)
    _change(office, AMINA, "A plan is added", "Which plan is added?")
    errors = office.slack.submit(
        AMINA, {"new_plan": "Disabled child's plan", "starts": "2026-12-24", **AGREED}
    )
    assert errors is not None
    assert set(errors) == {"starts"}
    office.slack.close(AMINA)
    _change(office, AMINA, "The baby is born, or a date of birth", "Day of birth")
    errors = office.slack.submit(AMINA, {"born": "2026-11-20"})
    assert errors is not None
    assert "Only a manager" in errors["born"]


def test_closing_is_a_managers_and_moved_needs_a_name(office: Office) -> None:
    with pytest.raises(NotOnShow):
        _change(office, AMINA, "Close the child here", "Why?")
    _change(office, GRACE, "Close the child here", "Why?")
    office.press(GRACE, "Why?", "Moved to another authority", then="Who accepted the child there?")
    assert office.slack.submit(GRACE, {"accepted_by": "J. Doe, Anytown", **AGREED}) is None
    assert "No reminder or alert" in office.modal(GRACE, "closed here").all_text
    assert office.slack.submit(GRACE) is None
    office.slack.wait_for(lambda: office.modal(GRACE).title == "Saved")
    assert office.slack.read(AMINA, "closed here")

    def gone() -> bool:
        page = office.slack.home(GRACE)
        return page is not None and office.child.reference not in page.all_text

    office.slack.wait_for(gone)


def test_a_new_placement_needs_a_care_plan(office: Office) -> None:
    _change(office, AMINA, "A new placement began", "When did the new placement begin?")
    errors = office.slack.submit(AMINA)
    assert errors is not None
    assert "no placement" in " ".join(errors.values())


def test_a_longer_gap_is_approved_by_name_until_a_day_and_ends(office: Office) -> None:
    start, seen = date(2024, 11, 1), date(2026, 11, 16)
    on_record = {"long_term_foster": True, "child_sufficient_understanding": True, "child_agrees_less": True}
    child = a_child(
        office.deps, plan=PlanKind.CIC, start=start, seen=seen, placement_start=start, **on_record
    )

    def approving(then: str) -> View:
        _open(office, AMINA, "Change the plan", "What changes?", child.reference)
        office.press(
            AMINA, "What changes?", "A longer gap is approved, or an approval ends", then="Now on record"
        )
        return office.press(AMINA, "What is approved?", "The IRO agreed at a review", then=then)

    shown = approving("Holds until").all_text
    assert "The child agrees to fewer visits" in shown
    assert "Has it ended?" not in shown
    filled = {"agreed_with": "Review of a child in our care", "agreed_on": "2026-11-10"}
    errors = office.slack.submit(AMINA, {**filled, "agreed_by": "Amina Yusuf"})
    assert errors is not None
    assert set(errors) == {"until", "agreed_by"}
    assert office.slack.submit(AMINA, {"until": "2027-10-01", "agreed_by": "Grace Bell"}) is None
    confirm = office.modal(AMINA, "Nothing is saved yet").all_text
    assert "Mon 28 Dec 2026 → Sun 16 May 2027" in confirm
    assert "by the decision of Grace Bell" in confirm
    office.press(AMINA, "Back to the form", then="Holds until")
    assert office.slack.submit(AMINA) is None
    office.modal(AMINA, "Nothing is saved yet")
    assert office.slack.submit(AMINA) is None
    office.slack.wait_for(lambda: office.modal(AMINA).title == "Saved")
    assert "1 October 2027" in office.slack.read(GRACE, "Decided by Grace Bell").all_text
    office.slack.close(AMINA)
    assert "decided by Grace Bell" in approving("Has it ended?").all_text
    ended = {**filled, "ended": ["This approval has ended"], "agreed_by": "Grace Bell"}
    assert office.slack.submit(AMINA, ended) is None
    assert "Sun 16 May 2027 → Mon 28 Dec 2026" in office.modal(AMINA, "has ended").all_text
    assert office.slack.submit(AMINA) is None
    office.slack.wait_for(lambda: office.modal(AMINA).title == "Saved")
    with office.deps.transaction(reading=True) as tx:
        due = tx.due.get(child.id)
    assert due is not None
    assert due.act_by == date(2026, 12, 28)


def test_a_question_about_a_date_offers_the_children_and_guidance_stays_one_tap_away(office: Office) -> None:
    office.slack.say(AMINA, "what if he becomes child protection?")
    offer = office.slack.read(AMINA, "Choose one")
    office.slack.click(AMINA, offer, office.other.label)
    assert "child protection plan" in office.modal(AMINA, "Next home visit").all_text
    office.slack.close(AMINA)
    office.slack.click(AMINA, offer, "I meant the guidance")
    office.slack.read(AMINA, after=offer)
    assert office.slack.modals(AMINA) == []


def test_without_children_or_in_danger_a_question_stays_one_for_the_guidance(office: Office) -> None:
    office.slack.say(PRIYA, "what if it becomes CP?")
    assert "Choose one" not in office.slack.read(PRIYA).all_text
    office.slack.say(AMINA, "he has a knife, what if I see her tomorrow, when is the next?")
    assert "999" in office.slack.read(AMINA).all_text


def test_the_command_asks_which_child_and_answers_under_the_form(office: Office) -> None:
    office.slack.command(AMINA, "/visit", "what-if")
    office.modal(AMINA, "Which child?")
    errors = office.slack.submit(AMINA, {"child": str(office.child.id)})
    assert errors is not None
    assert set(errors) == {"seen_on"}
    assert office.slack.submit(AMINA, {"seen_on": "2026-11-27"}) is None
    assert "Fri 11 Dec 2026" in office.modal(AMINA, "Next home visit").all_text
    office.slack.close(AMINA)
    office.slack.command(AMINA, "/visit", "if I see her on 27 November, when's the next?")
    office.modal(AMINA, "Which child?")
