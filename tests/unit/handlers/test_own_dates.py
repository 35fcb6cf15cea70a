""" "When is EL-1 due?": answered from the person's own caseload in direct messages, and nowhere else."""

from __future__ import annotations

from datetime import date

import pytest

from bot.services import access, own_dates
from handlers.playground.standin import Message
from tests.builders import TOMOS, a_child
from tests.unit.handlers.conftest import Office

AMINA, GRACE = "U0AMINA", "U0GRACE"


def _asked(office: Office, text: str, person: str = AMINA) -> Message:
    return office.slack.read(person, after=office.slack.say(person, text))


@pytest.mark.parametrize(
    "text",
    [
        "When is {reference} due?",
        "when is {lower} due",
        "when is KB's next visit",
        "is K.B. overdue",
        "is kb overdue?",
        "When was K.B. last seen?",
        "has KB been seen",
        "is a visit planned for {reference}?",
        "when's the next visit for K.B.?",
    ],
)
def test_a_child_by_reference_or_initials(office: Office, text: str) -> None:
    reference = office.child.reference
    card = _asked(office, text.format(reference=reference, lower=reference.lower()))
    assert reference in card.all_text
    assert "Due soon*: Mon 30 Nov" in card.all_text or "Due Mon 30 Nov" in card.all_text
    assert office.sibling.reference not in card.all_text
    office.slack.click(AMINA, card, "Why this date?")
    assert "10 working days" in office.modal(AMINA, "Why").all_text


@pytest.mark.parametrize(
    "text",
    [
        "When we're late for a CP visit, what happens?",
        "we'll be late, who needs to know?",
        "we’re late, who needs to know?",
        "when must the HV be told a visit is overdue?",
        "has the HV been told that a visit is late?",
        "is HV due?",
        "who tells the TM when a visit is late?",
        "Can the FC be told the date of an unannounced visit?",
        "Can the PA see the date of the next visit?",
        "when the KB form is late, who is told?",
        "When is a s47 visit due?",
        "when is a visit due under reg 28?",
        "is a visit overdue on day 11?",
        "must kb forms be in before the next visit?",
    ],
)
def test_a_question_for_the_guidance_is_nobodys_date(office: Office, text: str) -> None:
    for initials in ("R.E.", "L.L.", "F.C.", "H.V.", "T.M.", "P.A."):
        a_child(office.deps, initials=initials, seen=date(2026, 11, 16))
    amina = access.actor(office.deps, AMINA)
    assert own_dates.asked(office.deps, amina, text) is None


@pytest.mark.parametrize(
    "text", ["when is H.V. due?", "has H.V. been seen?", "what's the date of H.V.'s next visit?"]
)
def test_with_dots_a_child_is_meant_whatever_the_letters(office: Office, text: str) -> None:
    child = a_child(office.deps, initials="H.V.", seen=date(2026, 11, 16))
    found = own_dates.asked(office.deps, access.actor(office.deps, AMINA), text)
    assert found is not None
    assert [row.child.reference for row in found.rows] == [child.reference]


@pytest.mark.parametrize(
    "text",
    [
        "when did I last see KB?",
        "have I seen KB this week?",
        "when's KB due?",
        "when’s kb due",
        "KB overdue?",
        "due date for KB",
        "KB’s last visit",
        "is a visit to KB planned?",
    ],
)
def test_initials_count_where_a_date_is_asked_of_them(office: Office, text: str) -> None:
    found = own_dates.asked(office.deps, access.actor(office.deps, AMINA), text)
    assert found is not None
    assert [row.child.reference for row in found.rows] == [office.child.reference]


def test_two_with_the_same_initials_are_both_offered(office: Office) -> None:
    twin = a_child(office.deps, household="H-9", initials="K.B.", seen=date(2026, 11, 17))
    card = _asked(office, "when is KB due?")
    assert office.child.reference in card.all_text
    assert twin.reference in card.all_text
    assert "More than one" in card.all_text
    one = _asked(office, f"when is {twin.reference} due?")
    assert office.child.reference not in one.all_text


def test_a_child_of_somebody_else_is_not_hinted_at(office: Office) -> None:
    theirs = a_child(office.deps, worker=TOMOS, initials="Q.X.", seen=date(2026, 11, 16))
    for text in (f"when is {theirs.reference} due?", "when is ZZ-77 due?"):
        assert "None of your children" in _asked(office, text).all_text
    assert "Q.X." not in _asked(office, "when is Q.X. due?").all_text


def test_a_manager_asks_about_the_team(office: Office) -> None:
    card = _asked(office, f"is {office.child.reference} overdue?", GRACE)
    assert "Amina Yusuf" in card.all_text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("when is a CP visit due?", "10 working days"),
        ("How often must I see a child on a child protection plan?", "10 working days"),
        ("K.B. is due today and mum hit the baby, there is a bruise", "999"),
    ],
)
def test_guidance_and_emergencies_stay_what_they_are(office: Office, text: str, says: str) -> None:
    a_child(office.deps, initials="C.P.", seen=date(2026, 11, 16))
    card = _asked(office, text)
    assert says in card.all_text
    assert "Why this date?" not in card.all_text


def test_what_if_i_see_her_stays_a_supposition(office: Office) -> None:
    assert (
        "Nothing is saved"
        in _asked(office, "if I see K.B. on 27 November, when is the next one due?").all_text
    )


@pytest.mark.parametrize(
    "text",
    [
        "when is {reference} due?",
        "is K.B. overdue?",
        "when is KB's next visit",
        "KB has not had a visit for weeks, is that late?",
    ],
)
def test_a_channel_never_hears_it(office: Office, text: str) -> None:
    said = office.slack.mention(AMINA, "C0MAPLE", text.format(reference=office.child.reference))
    refusal = office.slack.read("C0MAPLE", "direct messages", thread_ts=said.ts, as_user=AMINA)
    assert refusal.ephemeral_to == AMINA
    assert not [m for m in office.slack.messages("C0MAPLE", as_user=AMINA) if "30 Nov" in m.all_text]


def test_the_command_answers_in_the_direct_messages(office: Office) -> None:
    office.slack.command(AMINA, "/visit", f"when is {office.child.reference} due?", channel="C0MAPLE")
    assert office.child.reference in office.slack.read(AMINA, "Here is how it stands").all_text
    assert not [m for m in office.slack.messages("C0MAPLE", as_user=AMINA) if "30 Nov" in m.all_text]
