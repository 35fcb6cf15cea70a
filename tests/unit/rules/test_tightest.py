"""Of several dates the tightest: a plan's own interval, a longer gap on record, a date already shown, and what lost."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from knowledge.facts import LONDON, read_facts
from knowledge.results import Decision, Outcome, Receipt
from knowledge.rules import RuleBook

CHILD = {"plan_start": "2026-01-05", "last_successful_visit": "2026-06-08"}
POLICY = date(2026, 6, 22)  # 10 working days from Monday 8 June


def due(
    book: RuleBook,
    facts: dict[str, Any],
    *,
    policy: str = "gloucestershire",
    plan: str = "cp",
    as_of: str | None = None,
    **readings: str,
) -> Decision:
    day = date.fromisoformat(as_of) if as_of else None
    return book.decide(policy, plan, "next_due", read_facts(facts), day, readings=readings)


def receipt(decision: Decision) -> Receipt:
    assert decision.receipt is not None
    return decision.receipt


def others(decision: Decision) -> list[tuple[str, date | datetime | None, str]]:
    return [(o.rule, o.on, o.why) for o in receipt(decision).others]


LONGER = {**CHILD, "plan_every_days": 28, "variance_approved": True}
REPLACED = ("Visits on a child protection plan", POLICY, "Replaced by the approved longer gap on record.")


def test_a_looser_plan_never_holds_by_itself(book: RuleBook) -> None:
    assert due(book, LONGER).on == POLICY
    assert due(book, {**CHILD, "plan_every_days": 28}, ALL7="variance_replaces").on == POLICY


def test_a_longer_gap_approved_by_a_named_person_replaces_the_policy_where_the_authority_reads_it_so(
    book: RuleBook,
) -> None:
    found = due(book, LONGER, ALL7="variance_replaces")
    assert (found.on, found.rule) == (date(2026, 7, 6), "own-plan")
    assert others(found) == [REPLACED]


@pytest.mark.parametrize(
    ("as_of", "on"), [("2026-06-30", date(2026, 7, 6)), ("2026-07-01", POLICY), (None, POLICY)]
)
def test_an_approval_that_has_ended_replaces_nothing(book: RuleBook, as_of: str | None, on: date) -> None:
    ended = {**LONGER, "variance_approved_until": "2026-06-30"}
    assert due(book, ended, as_of=as_of, ALL7="variance_replaces").on == on


def test_only_a_policy_tighter_than_the_plan_is_replaced(book: RuleBook) -> None:
    same = due(book, {**LONGER, "plan_every_days": 14}, ALL7="variance_replaces")
    assert [why for _, _, why in others(same)] == ["The same day."]
    tighter = due(book, {**LONGER, "plan_every_days": 7}, ALL7="variance_replaces")
    assert tighter.on == date(2026, 6, 15)
    assert [why for _, _, why in others(tighter)] == ["Later, so the tighter one holds."]


def test_a_plan_in_both_units_keeps_its_tighter_one_and_the_looser_one_is_what_was_approved(
    book: RuleBook,
) -> None:
    both = {**LONGER, "plan_every_days": 7, "plan_every_working_days": 20}
    found = due(book, both, ALL7="variance_replaces")
    assert found.on == date(2026, 6, 15)
    assert REPLACED in others(found)
    assert (
        "The child's own plan",
        date(2026, 7, 6),
        "Later, so the tighter one holds.",
    ) in others(found)


def test_two_ways_to_the_same_day_are_told_once_each(book: RuleBook) -> None:
    found = due(book, {**CHILD, "plan_every_days": 14, "plan_every_working_days": 10})
    assert found.on == POLICY
    assert others(found) == [("The child's own plan", POLICY, "The same day.")] * 2


def test_a_date_already_shown_stays_and_says_so(book: RuleBook) -> None:
    why = "The recorded date is earlier, and nothing moves a date later without a recorded, named decision."
    found = due(book, {**CHILD, "recorded_due": "2026-06-17"}, as_of="2026-06-10")
    assert found.on == date(2026, 6, 17)
    assert others(found) == [("Visits on a child protection plan", POLICY, why)]
    assert receipt(found).notes == (why,)
    assert receipt(found).days == ()
    assert found.sentence == "Visit due by Wednesday 17 June 2026."


def test_a_date_on_record_outlives_a_plan_that_gives_none(book: RuleBook) -> None:
    facts = {"plan_start": "2026-06-10", "recorded_due": "2026-06-22"}
    now = due(book, facts, plan="early-help", as_of="2026-06-10")
    assert (now.on, now.to_be_agreed, now.outcome) == (date(2026, 6, 22), True, Outcome.DATE)
    assert now.sentence == (
        "Visit frequency to be agreed with your manager today; never later than Monday 22 June 2026, the date "
        "recorded before. This document speaks of children in need, child protection plans and children in care only."
    )
    assert now.citation is not None
    free = due(book, {**facts, "later_date_agreed": True}, plan="early-help", as_of="2026-06-10")
    assert (free.on, free.outcome) == (None, Outcome.NO_RULE)


def test_on_the_due_day_it_is_still_in_time(book: RuleBook) -> None:
    assert due(book, CHILD, as_of="2026-06-22").sentence.startswith("Visit due by")
    assert due(book, CHILD, as_of="2026-06-23").sentence.startswith("See the child now")


def test_a_plan_where_the_policy_gives_nothing_cites_what_the_document_says_instead(book: RuleBook) -> None:
    facts = {"referral_date": "2026-06-01", "last_successful_visit": "2026-06-03", "plan_every_days": 14}
    found = due(book, facts, policy="camden", plan="referral")
    assert (found.on, found.rule) == (date(2026, 6, 17), "own-plan")
    assert found.citation is not None
    assert (found.citation.section, found.citation.block) == ("1 Introduction", "3")
    assert receipt(found).notes == (
        "First visit after a referral: met by the visit on Wednesday 3 June 2026.",
    )


def test_the_clock_time_of_the_last_time_the_child_was_seen(book: RuleBook) -> None:
    visits: list[dict[str, Any]] = [
        {"date": "2026-06-08", "outcome": "seen", "at": "2026-06-08T14:30"},
        {"date": "2026-06-15", "outcome": "not_seen", "at": "2026-06-15T09:00"},
    ]
    found = due(book, {"plan_start": "2026-01-05", "visits": visits}, ALL2="clock_time")
    assert found.moment == datetime(2026, 6, 22, 14, 30, tzinfo=LONDON)
    del visits[0]["at"]
    unknown = due(book, {"plan_start": "2026-01-05", "visits": visits}, ALL2="clock_time")
    assert (unknown.on, unknown.moment) == (POLICY, None)
    assert receipt(unknown).notes == (
        "The clock time of the last visit is not recorded, so the whole day is used.",
    )


# The plan's own interval is counted from where the policy's is ---------------------------------------------


def test_a_plan_counts_from_the_same_day_as_the_policy(book: RuleBook) -> None:
    stepped = {"plan_start": "2026-06-08", "last_successful_visit": "2026-06-01", "plan_every_days": 7}
    plain = due(book, stepped, plan="cin")
    assert (plain.on, receipt(plain).counted_from_what) == (date(2026, 6, 8), "the last visit")
    anew = due(book, stepped, plan="cin", ALL5="from_plan_start")
    assert (anew.on, receipt(anew).counted_from_what) == (date(2026, 6, 15), "the start of the plan")
    held = {"plan_start": "2026-06-01", "last_conference_date": "2026-06-04", "plan_every_days": 5}
    conference = due(book, held, ALL4="conference")
    assert conference.on == date(2026, 6, 9)
    assert receipt(conference).counted_from_what == "the last conference"


def test_a_plan_under_a_silent_policy_counts_from_the_visit_or_the_start(book: RuleBook) -> None:
    every = {"plan_every_days": 14}
    seen = due(book, {**CHILD, **every}, policy="derby-derbyshire")
    assert (seen.on, receipt(seen).counted_from_what) == (POLICY, "the last visit")
    began = due(book, {"plan_start": "2026-06-05", **every}, policy="derby-derbyshire")
    assert (began.on, receipt(began).counted_from_what) == (date(2026, 6, 19), "the start of the plan")
    nothing = due(book, every, policy="derby-derbyshire")
    assert (nothing.outcome, nothing.ask_for) == (Outcome.CANNOT_SAY, ("plan_start",))


def test_a_visit_on_the_day_of_the_placement_counts_for_it(book: RuleBook) -> None:
    placed = {"placement_start": "2026-06-08", "plan_every_days": 14}
    on_the_day = due(
        book, {**placed, "last_successful_visit": "2026-06-08"}, policy="derby-derbyshire", plan="cic"
    )
    assert receipt(on_the_day).counted_from_what == "the last visit"
    assert receipt(on_the_day).ignored == ()
    before = due(
        book, {**placed, "last_successful_visit": "2026-06-07"}, policy="derby-derbyshire", plan="cic"
    )
    assert receipt(before).counted_from_what == "the start of the placement"
    assert [o.on for o in receipt(before).ignored] == [date(2026, 6, 7)]
    assert on_the_day.on == before.on == date(2026, 6, 22)


def test_without_a_start_a_visit_is_enough_only_where_a_new_placement_starts_no_clock(book: RuleBook) -> None:
    known = {"last_successful_visit": "2026-06-08"}
    assert due(book, known, plan="cin").on == date(2026, 7, 6)
    care = due(book, known, plan="cic")
    assert (care.outcome, care.ask_for) == (Outcome.CANNOT_SAY, ("placement_start",))


@pytest.mark.parametrize(
    ("name", "says"), [("last_successful_visit", "The last visit"), ("child_dob", "The date of birth")]
)
def test_what_lies_ahead_is_asked_about_not_counted_from(book: RuleBook, name: str, says: str) -> None:
    facts = {"plan_start": "2026-01-05", name: "2026-06-11"}
    ahead = due(book, facts, as_of="2026-06-10")
    assert ahead.outcome is Outcome.CANNOT_SAY
    assert ahead.ask == "next_due"
    assert (
        ahead.sentence
        == f"{says} (Thursday 11 June 2026) lies after Wednesday 10 June 2026: please check it."
    )
    assert ahead.ask_for == (name,)
    assert ahead.citation is not None
    assert due(book, facts, as_of="2026-06-11").outcome is Outcome.DATE


def test_a_grid_visit_on_its_day_gives_the_next_one(book: RuleBook) -> None:
    facts = {"placement_start": "2026-06-01", "last_successful_visit": "2026-07-13"}
    grid = due(book, facts, plan="cic", ALL8="grid")
    assert grid.on == date(2026, 8, 24)
    early = due(book, {**facts, "last_successful_visit": "2026-07-06"}, plan="cic", ALL8="grid")
    assert early.on == date(2026, 7, 13)
