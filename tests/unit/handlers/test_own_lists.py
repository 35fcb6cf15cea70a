""" "Who is overdue?", "what have I got this week?": the person's own list in direct messages, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.services import access, own_lists, visits
from bot.services.own_lists import Period, period_of
from bot.services.visits import PlanVisit
from handlers.playground.standin import Message
from tests.builders import TOMOS, a_child
from tests.unit.handlers.conftest import Office

AMINA, GRACE, PRIYA = "U0AMINA", "U0GRACE", "U0PRIYA"


def _asked(office: Office, text: str, person: str = AMINA) -> Message:
    return office.slack.read(person, after=office.slack.say(person, text))


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("who is overdue", Period.OVERDUE),
        ("Who's overdue?", Period.OVERDUE),
        ("who’s overdue in my team?", Period.OVERDUE),
        ("who is overdue for a visit?", Period.OVERDUE),
        ("which children are overdue?", Period.OVERDUE),
        ("Which of my children are overdue", Period.OVERDUE),
        ("what visits are overdue today?", Period.OVERDUE),
        ("is anyone overdue?", Period.OVERDUE),
        ("are any of my children overdue?", Period.OVERDUE),
        ("are there any overdue visits?", Period.OVERDUE),
        ("do I have any overdue visits", Period.OVERDUE),
        ("show me all overdue children please", Period.OVERDUE),
        ("my overdue visits", Period.OVERDUE),
        ("overdue", Period.OVERDUE),
        ("what have I got this week?", Period.THIS_WEEK),
        ("what do I have this week", Period.THIS_WEEK),
        ("who do I have to see today?", Period.TODAY),
        ("who do I need to visit tomorrow?", Period.TOMORROW),
        ("who must I see this week?", Period.THIS_WEEK),
        ("what's due this week?", Period.THIS_WEEK),
        ("who is due next week?", Period.NEXT_WEEK),
        ("what is in my diary today", Period.TODAY),
        ("which visits are planned tomorrow?", Period.TOMORROW),
        ("what visits do I have this week?", Period.THIS_WEEK),
        ("my visits this week", Period.THIS_WEEK),
        ("have I got any visits today?", Period.TODAY),
        ("is anyone due the rest of this week?", Period.THIS_WEEK),
        ("hi, who is overdue please?", Period.OVERDUE),
    ],
)
def test_a_list_is_asked_for_in_many_ways(text: str, period: Period) -> None:
    assert period_of(text) is period


@pytest.mark.parametrize(
    "text",
    [
        "what happens if a visit is overdue?",
        "who do I tell when a visit is overdue?",
        "when is a visit overdue?",
        "what is an overdue visit?",
        "who is told that a visit is overdue?",
        "how long can a visit be overdue",
        "is MP-1001 overdue?",
        "is KB overdue?",
        "what do I do if nobody answers the door today?",
        "how often must I visit this week?",
        "do I have to see the bedroom?",
        "who visits?",
        "what has to be recorded today?",
        "if I see her tomorrow when is the next one due?",
        "",
    ],
)
def test_other_questions_ask_for_no_list(text: str) -> None:
    assert period_of(text) is None


def test_who_is_overdue_names_them_by_reference_with_a_way_on(office: Office) -> None:
    nobody = _asked(office, "who is overdue?")
    assert "Nobody among your children is overdue" in nobody.all_text
    late = a_child(office.deps, household="H-7", initials="Z.Z.", seen=date(2026, 10, 20))
    card = _asked(office, "who is overdue?")
    assert late.label in card.all_text
    assert "Overdue*" in card.all_text
    assert office.child.reference not in card.all_text
    assert "no visit is recorded here" in card.all_text
    office.slack.click(AMINA, card, "plan_open")
    assert office.modal(AMINA, "Which day?")


def test_a_child_whose_next_try_is_past_its_limit_is_on_the_list(office: Office) -> None:
    with office.deps.transaction() as tx:
        due = tx.due.get(office.child.id)
        assert due is not None
        tx.due.save(replace(due, retry_by=office.clock.now() - timedelta(minutes=1)))
    found = own_lists.asked(office.deps, access.actor(office.deps, AMINA), "who is overdue?")
    assert found is not None
    assert [row.child.reference for row in found.rows] == [office.child.reference]


def test_the_week_has_what_is_due_planned_or_late_and_nothing_else(office: Office) -> None:
    amina = access.actor(office.deps, AMINA)
    late = a_child(office.deps, household="H-7", initials="Z.Z.", seen=date(2026, 10, 20))
    soon = a_child(
        office.deps, household="H-8", initials="S.O.", seen=date(2026, 11, 13)
    )  # due on the Friday

    def references(text: str) -> list[str]:
        found = own_lists.asked(office.deps, amina, text)
        assert found is not None
        return [row.child.reference for row in found.rows]

    assert references("what have I got this week?") == [late.reference, soon.reference]
    assert references("what have I got today?") == [late.reference]
    assert references("what have I got tomorrow?") == []
    assert set(references("what is due next week?")) == {office.child.reference, office.sibling.reference}
    day, at = office.clock.today() + timedelta(1), time(14)
    plan = PlanVisit((office.other.id,), day, at, announced=True)
    visits.plan_visit(office.deps, amina, plan, "view:1")
    assert references("what have I got tomorrow?") == [office.other.reference]
    card = _asked(office, "what have I got tomorrow?")
    assert "Planned: Tue 24 Nov, 14:00" in card.all_text


def test_a_manager_asks_for_the_team_and_reads_whose_they_are(office: Office) -> None:
    a_child(office.deps, household="H-7", initials="Z.Z.", seen=date(2026, 10, 20))
    theirs = a_child(office.deps, worker=TOMOS, initials="Q.X.", seen=date(2026, 10, 20))
    card = _asked(office, "who is overdue?", GRACE)
    assert "in your team" in card.all_text
    assert "Z.Z." in card.all_text
    assert "Amina Yusuf" in card.all_text
    assert theirs.reference not in card.all_text


def test_who_has_no_list_is_told_so(office: Office) -> None:
    assert "no children on your list" in _asked(office, "who is overdue?", PRIYA).all_text


def test_no_channel_hears_of_it(office: Office) -> None:
    late = a_child(office.deps, household="H-7", initials="Z.Z.", seen=date(2026, 10, 20))
    asked = office.slack.mention(AMINA, "C0MAPLE", "who is overdue?")
    refusal = office.slack.read("C0MAPLE", "direct messages", thread_ts=asked.ts, as_user=AMINA)
    assert refusal.ephemeral_to == AMINA
    office.slack.command(AMINA, "/visit", "who is overdue", channel="C0MAPLE")
    assert late.reference in office.slack.read(AMINA, "Here is how it stands").all_text
    assert late.reference not in office.slack.read("C0MAPLE", "direct messages", as_user=AMINA).all_text


def test_a_long_list_says_how_many_more_there_are(office: Office) -> None:
    for number in range(20):
        a_child(office.deps, household=f"H-{number + 20}", initials="Z.Z.", seen=date(2026, 10, 20))
    card = _asked(office, "who is overdue?")
    assert "8 more are on my Home tab" in card.all_text
    office.slack.click(AMINA, card, "All of them")
    assert office.modal(AMINA, office.child.reference)
