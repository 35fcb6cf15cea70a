"""The policy lead's desk: questions passed on, criticism answered, a statement reworded, a summary approved."""

from __future__ import annotations

import pytest

from bot.errors import NotAllowed
from bot.services import access, desk
from bot.storage.wordings import Wording
from handlers.playground.standin import Message
from tests.unit.handlers.conftest import Office

AMINA, GRACE, PRIYA = "U0AMINA", "U0GRACE", "U0PRIYA"
ASKED = "how often is a CP visit due?"
NOT_APPROVED = "not yet approved"


def _home(office: Office, containing: str) -> object:
    office.slack.open_home(PRIYA)

    def look() -> object | None:
        page = office.slack.home(PRIYA)
        return page if page and containing in page.all_text else None

    return office.slack.wait_for(look, what=f"a Home with {containing!r}")


def _criticise(office: Office, comment: str = "") -> Message:
    office.slack.say(AMINA, ASKED)
    card = office.slack.read(AMINA, "10 working days")
    office.slack.click(AMINA, card, "answer_feedback", "negative")
    office.modal(AMINA, "What was wrong")
    assert (
        office.slack.submit(AMINA, {"reason": "I can't tell what to do from it", "comment": comment}) is None
    )
    office.modal(AMINA, "policy lead")
    office.slack.close(AMINA)
    return card


def test_a_question_passed_on_reaches_the_policy_lead_and_the_reply_the_asker(office: Office) -> None:
    office.slack.say(AMINA, "may I bring my bicycle into the hallway?")
    card = office.slack.read(AMINA, "don't say")
    office.slack.click(AMINA, card, "Ask Priya Shah")
    office.slack.read(AMINA, "passed your question")
    office.deliver()
    waiting = office.slack.read(PRIYA, "bicycle")
    assert "bicycle" not in waiting.text
    office.slack.click(PRIYA, waiting, "gap_reply")
    office.modal(PRIYA, "bicycle")
    assert office.slack.submit(PRIYA, {"reply": "Lock it outside."}) is None
    office.deliver()
    assert "Priya Shah" in office.slack.read(AMINA, "Lock it outside.").all_text


def test_criticism_shows_the_passage_and_is_answered(office: Office) -> None:
    _criticise(office, "Is that from the visit or the plan?")
    _home(office, "Is that from the visit or the plan?")
    page = _home(office, "10 working days")
    office.slack.click(PRIYA, page, "feedback_reply")
    office.modal(PRIYA, "I can't tell what to do")
    assert office.slack.submit(PRIYA, {"reply": "From the last visit at which the child was seen."}) is None
    office.deliver()
    assert office.slack.read(AMINA, "From the last visit at which")
    _home(office, "Nothing is waiting.")


def test_a_reworded_statement_is_what_everybody_reads_from_then_on(office: Office) -> None:
    card = _criticise(office)
    page = _home(office, "Change the wording")
    office.slack.click(PRIYA, page, "statement_reword")
    office.modal(PRIYA, "The statement")
    assert (
        office.slack.submit(PRIYA, {"reply": "See the child at least every 10 working days, not fewer."})
        is None
    )
    office.deliver()
    assert office.slack.read(AMINA, "I have changed the summary")
    office.slack.say(GRACE, ASKED)
    shown = office.slack.read(GRACE, "not fewer").all_text
    assert "Worded by your authority, 23 November 2026" in shown
    office.slack.click(AMINA, card, "read_section")
    assert office.modal(AMINA, "not fewer")


def test_a_figure_cannot_be_changed_with_the_words(office: Office) -> None:
    _criticise(office)
    page = _home(office, "Change the wording")
    office.slack.click(PRIYA, page, "statement_reword")
    office.modal(PRIYA, "The statement")
    refused = office.slack.submit(PRIYA, {"reply": "At least every 15 working days."})
    assert refused is not None
    assert "15 working days" in str(refused)
    office.slack.close(PRIYA)
    office.slack.say(GRACE, ASKED)
    assert "15 working" not in office.slack.read(GRACE, "10 working days").all_text


def test_an_approved_summary_no_longer_says_that_it_is_not(office: Office) -> None:
    office.slack.say(AMINA, ASKED)
    assert NOT_APPROVED in office.slack.read(AMINA, "10 working days").all_text
    page = _home(office, "Summary not yet approved")
    office.slack.click(PRIYA, page, "summary_approve", "gloucestershire")
    _home(office, "Summary approved by Priya Shah, 23 November 2026")
    before = office.slack.say(GRACE, ASKED)
    assert NOT_APPROVED not in office.slack.read(GRACE, "10 working days", after=before).all_text


def test_the_desk_is_the_policy_leads_alone(office: Office) -> None:
    _criticise(office)
    amina = access.actor(office.deps, AMINA)
    for attempt in (
        lambda: desk.desk(office.deps, amina),
        lambda: desk.criticism(office.deps, amina, 1),
        lambda: desk.answer_criticism(office.deps, amina, 1, "No.", "once"),
        lambda: desk.reword(office.deps, amina, "gloucestershire", "cp-visit-frequency", "No.", 1, "once"),
        lambda: desk.approve(office.deps, amina, "gloucestershire"),
        lambda: desk.close_gap(office.deps, amina, 1, "No.", "once"),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_an_answer_is_shared_without_the_question(office: Office) -> None:
    office.slack.say(AMINA, ASKED)
    card = office.slack.read(AMINA, "10 working days")
    office.slack.click(AMINA, card, "answer_share")
    office.modal(AMINA, "Where to?")
    assert office.slack.submit(AMINA, {"where": "C0MAPLE"}) is None
    shared = office.slack.read("C0MAPLE", "10 working days")
    assert "Amina" in shared.all_text
    assert "Source:" in shared.all_text
    assert ASKED not in shared.all_text


def test_where_i_may_not_write_nothing_is_shared_and_it_is_said(office: Office) -> None:
    office.slack.say(AMINA, ASKED)
    card = office.slack.read(AMINA, "10 working days")
    office.slack.click(AMINA, card, "answer_share")
    office.modal(AMINA, "Where to?")
    office.faults_expected.append("a channel without the bot")
    refused = office.slack.submit(AMINA, {"where": "C0ELSEWHERE"})
    assert "Invite me there first" in str(refused)


def _lapsed(office: Office) -> object:
    """A wording that was written for an earlier summary, as it stands on the desk."""
    with office.deps.transaction() as tx:
        earlier = Wording("At least every 10 working days, never fewer.", "", PRIYA, office.deps.clock.now())
        tx.wordings.put("gloucestershire", "cp-visit-frequency", earlier)
    return _home(office, "never fewer")


def test_a_lapsed_wording_is_worded_again_from_the_desk(office: Office) -> None:
    page = _lapsed(office)
    office.slack.click(PRIYA, page, "wording_again")
    office.modal(PRIYA, "The summary now")
    assert office.slack.submit(PRIYA, {"reply": "At least every 10 working days, whatever happens."}) is None
    assert "whatever happens" in _asked(office)
    office.slack.wait_for(
        lambda: "Worded again?" not in office.slack.home(PRIYA).all_text,  # type: ignore[union-attr]
        what="a Home without the lapsed wording",
    )


def test_a_lapsed_wording_is_left_at_the_summary(office: Office) -> None:
    page = _lapsed(office)
    assert "never fewer" not in _asked(office)
    office.slack.click(PRIYA, page, "wording_drop")
    office.slack.wait_for(
        lambda: "Worded again?" not in office.slack.home(PRIYA).all_text,  # type: ignore[union-attr]
        what="a Home without the lapsed wording",
    )


def _asked(office: Office) -> str:
    return office.slack.read(GRACE, "10 working days", after=office.slack.say(GRACE, ASKED)).all_text
