"""What makes a visit count: who, where, on which plan, on which day; and what is said where it does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.facts import read_facts
from knowledge.receipts import answer_json
from knowledge.results import Decision, Outcome, PlanFacts, PlanKind
from knowledge.rules import RuleBook, load_rules

INVENTED = Path(__file__).parents[2] / "invented_packs"


def decide(
    book: RuleBook,
    policy: str,
    plan: str,
    ask: str = "next_due",
    as_of: str | None = None,
    readings: dict[str, str] | None = None,
    **facts: Any,
) -> Decision:
    day = date.fromisoformat(as_of) if as_of else None
    known = read_facts({"plan_start": "2026-05-01", **facts}, book.policies[policy].own_facts)
    return book.decide(policy, plan, ask, known, day, readings=readings)


def ignored(decision: Decision) -> list[str]:
    assert decision.receipt is not None
    return [o.why for o in decision.receipt.ignored]


def seen(day: str, **more: Any) -> dict[str, Any]:
    return {"date": day, "outcome": "seen", **more}


FIRST = seen("2026-06-01")
NOT_HOME = "The child was seen elsewhere, not on a home visit."


@pytest.mark.parametrize(
    ("second", "due", "why"),
    [
        (seen("2026-06-08"), "2026-06-22", []),
        (seen("2026-06-08", place="household_where_living"), "2026-06-22", []),
        (seen("2026-06-08", place="relative_home_not_living_there"), "2026-06-15",
         ["The child was seen at: relative home not living there."]),
        (seen("2026-06-08", by="family_support_worker"), "2026-06-15",
         ["The visit was made by: family support worker."]),
        ({"date": "2026-06-08", "outcome": "not_seen"}, "2026-06-15", ["The child was not seen."]),
        ({"date": "2026-06-08", "outcome": "seen_elsewhere", "place": "home"}, "2026-06-15", [NOT_HOME]),
    ],
)  # fmt: skip
def test_a_child_protection_visit(book: RuleBook, second: dict[str, Any], due: str, why: list[str]) -> None:
    found = decide(book, "gloucestershire", "cp", visits=[FIRST, second])
    assert answer_json(found) == {"date": due}
    assert ignored(found) == why


@pytest.mark.parametrize(
    ("second", "due", "why"),
    [
        (seen("2026-06-08"), "2026-06-22", []),
        (seen("2026-06-08", by="health_visitor"), "2026-06-22", []),
        (seen("2026-06-08", place="school"), "2026-06-15", ["The child was seen at: school."]),
        ({"date": "2026-06-08", "outcome": "seen_elsewhere"}, "2026-06-15", ["The child was seen at: elsewhere."]),
        ({"date": "2026-06-08", "outcome": "seen_elsewhere", "place": "household_where_living"}, "2026-06-15",
         ["The child was seen at: household where living."]),
        ({"date": "2026-06-08", "outcome": "seen_elsewhere", "place": "home"}, "2026-06-15", [NOT_HOME]),
    ],
)  # fmt: skip
def test_a_plan_of_which_the_document_says_nothing(
    book: RuleBook, second: dict[str, Any], due: str, why: list[str]
) -> None:
    """Camden and early help: the plan's own two weeks, counted from a home visit by anyone."""
    found = decide(book, "camden", "early-help", plan_every_days=14, visits=[FIRST, second])
    assert answer_json(found) == {"date": due}
    assert ignored(found) == why


def test_only_the_allocated_worker_where_the_authority_reads_it_so(book: RuleBook) -> None:
    visits = [FIRST, seen("2026-06-08", allocated=False)]
    assert decide(book, "gloucestershire", "cp", visits=visits).on == date(2026, 6, 22)
    strict = decide(book, "gloucestershire", "cp", readings={"ALL13": "allocated_only"}, visits=visits)
    assert strict.on == date(2026, 6, 15)
    assert ignored(strict) == ["The visit was not made by the allocated worker."]
    own = [FIRST, seen("2026-06-08")]
    allocated = decide(book, "gloucestershire", "cp", readings={"ALL13": "allocated_only"}, visits=own)
    assert allocated.on == date(2026, 6, 22)


def test_a_delegated_contact_counts_from_the_day_it_was_agreed(book: RuleBook) -> None:
    visits = [FIRST, seen("2026-06-08", by="health_visitor"), seen("2026-06-15", by="health_visitor")]
    agreed = {"delegation_agreed": True, "visits": visits}
    from_then = decide(book, "gloucestershire", "cin", delegation_agreed_on="2026-06-09", **agreed)
    assert from_then.on == date(2026, 7, 13)
    assert ignored(from_then) == ["The visit was made by: health visitor."]
    ended = decide(book, "gloucestershire", "cin", delegation_agreed_until="2026-06-08", **agreed)
    assert ended.on == date(2026, 7, 6)
    # Where other readings are in use, it is the same.
    other = {"ALL13": "allocated_only"}
    again = decide(
        book, "gloucestershire", "cin", readings=other, delegation_agreed_on="2026-06-09", **agreed
    )
    assert again.on == date(2026, 7, 13)


def test_a_visit_on_the_day_asked_about_is_the_last_one(book: RuleBook) -> None:
    facts = {"last_successful_visit": "2026-06-08", "visits": [FIRST]}
    assert decide(book, "gloucestershire", "cp", as_of="2026-06-08", **facts).on == date(2026, 6, 22)
    listed = [FIRST, seen("2026-06-08")]
    assert decide(book, "gloucestershire", "cp", as_of="2026-06-08", visits=listed).on == date(2026, 6, 22)
    assert decide(book, "gloucestershire", "cp", as_of="2026-06-07", visits=listed).on == date(2026, 6, 15)


def test_each_track_counts_its_own_visits(book: RuleBook) -> None:
    northmoor = load_rules((INVENTED,))
    visits = [seen("2026-05-11", seen_alone=True), seen("2026-06-05")]
    found = decide(northmoor, "northmoor", "cp", visits=visits, plan_every_days=14)
    assert found.rule == "cp-alone-track"
    assert found.on == date(2026, 6, 7)
    assert "The child was not seen alone." in ignored(found)
    own = decide(northmoor, "northmoor", "cp", visits=visits, plan_every_days=2)
    assert (own.rule, own.on) == (
        "own-plan",
        date(2026, 6, 6),
    )  # from the later of the two, the visit day is day 1


def test_where_the_authority_does_not_read_the_care_section_for_placements_with_parents(
    book: RuleBook,
) -> None:
    facts = {"placement_start": "2026-06-01", "visit_date": "2026-06-08", "visits": [seen("2026-06-08")]}
    read = {"GL23": "not_with_parents"}
    for ask in ("next_due", "counts_as_statutory", "seen_alone_required"):
        found = decide(
            book, "gloucestershire", "placement-with-parents", ask, "2026-06-09", readings=read, **facts
        )
        assert answer_json(found) == {"no_rule": True}, ask
    usual = decide(book, "gloucestershire", "placement-with-parents", "counts_as_statutory", **facts)
    assert answer_json(usual) == {"bool": True}


@pytest.mark.parametrize(("last", "due"), [("2025-02-28", "2025-04-11"), ("2025-03-01", "2025-06-01")])
def test_a_placement_of_29_february_whose_year_ends_on_1_march(book: RuleBook, last: str, due: str) -> None:
    facts = {"placement_start": "2024-02-29", "intended_until_18": True, "last_successful_visit": last}
    found = decide(book, "gloucestershire", "cic", readings={"GL15-leap": "march_1"}, **facts)
    assert answer_json(found) == {"date": due}


@pytest.mark.parametrize(
    ("choice", "on", "note"),
    [
        ("working_day_before", date(2026, 6, 19), "Saturday 20 June 2026 is a day off, so the date moves to Friday 19 June 2026."),
        ("working_day_after", date(2026, 6, 22), "Saturday 20 June 2026 is a day off, so the date moves to Monday 22 June 2026."),
    ],
)  # fmt: skip
def test_a_date_that_is_moved_off_a_day_off_says_so(book: RuleBook, choice: str, on: date, note: str) -> None:
    found = decide(book, "camden", "cp", readings={"ALL3": choice}, last_successful_visit="2026-06-10")
    assert found.on == on
    assert found.receipt is not None
    assert found.receipt.notes == (note,)
    assert found.receipt.days[-1].day == date(2026, 6, 20)
    weekday = decide(book, "camden", "cp", readings={"ALL3": choice}, last_successful_visit="2026-06-08")
    assert weekday.on == date(2026, 6, 18)
    assert weekday.receipt is not None
    assert weekday.receipt.notes == ()


def test_counted_from_the_first_time_the_child_was_seen(book: RuleBook) -> None:
    visits = [{"date": "2026-05-08", "outcome": "not_seen"}, seen("2026-05-11"), seen("2026-05-20")]
    awake = decide(
        book,
        "camden",
        "cp",
        "awake_due",
        "2026-06-10",
        readings={"CA14-start": "first_visit"},
        child_dob="2025-01-05",
        visits=visits,
    )
    assert awake.on == date(2026, 6, 22)
    never = decide(
        book,
        "camden",
        "cp",
        "awake_due",
        "2026-06-10",
        readings={"CA14-start": "first_visit"},
        child_dob="2025-01-05",
        visits=visits[:1],
    )
    assert never.on == date(2026, 6, 12)


def test_what_is_missing_is_asked_for_in_the_words_of_the_pack(book: RuleBook) -> None:
    southvale = load_rules((INVENTED,))
    found = decide(southvale, "southvale", "cic")
    assert found.outcome is Outcome.CANNOT_SAY
    assert "the day the placement started" in found.sentence


# Section 47 on the board --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "facts", "on", "says"),
    [
        ("gloucestershire", {"plan_start": "2026-06-08"}, "2026-07-06",
         "Visit frequency to be agreed with your manager today; never later than Monday 6 July 2026, this policy's limit"),
        ("gloucestershire", {}, None,
         "Visit frequency to be agreed with your manager today; the outer limit has no date yet. Cannot say yet"),
        ("camden", {}, None,
         "Visit frequency to be agreed with your manager today; the outer limit has no date yet. Cannot say yet"),
        ("camden", {"plan_start": "2026-06-08"}, "2026-06-29",
         "Visit frequency to be agreed with your supervisor today; never later than Monday 29 June 2026."),
        ("derby-derbyshire", {"plan_start": "2026-06-08"}, None,
         "Visit frequency to be agreed with your manager today. This document gives no interval"),
        ("gloucestershire", {"plan_start": "2026-06-08", "last_successful_visit": "2026-06-20"}, None,
         "Visit frequency to be agreed with your manager today; the outer limit has no date yet. The last visit"),
    ],
)  # fmt: skip
def test_an_enquiry_without_an_agreed_frequency(
    book: RuleBook, policy: str, facts: dict[str, Any], on: str | None, says: str
) -> None:
    found = book.due(policy, "s47", read_facts(facts), date(2026, 6, 10))
    assert found.to_be_agreed
    assert found.on == (date.fromisoformat(on) if on else None)
    assert found.sentence.startswith(says)
    assert book.standing(policy, [PlanFacts(PlanKind.S47, read_facts(facts))], date(2026, 6, 10)).due == found


@pytest.mark.parametrize("policy", ["gloucestershire", "camden", "derby-derbyshire"])
def test_an_enquiry_with_an_agreed_frequency(book: RuleBook, policy: str) -> None:
    facts = read_facts({"plan_start": "2026-06-08", "plan_every_working_days": 3})
    found = book.due(policy, "s47", facts, date(2026, 6, 10))
    assert (found.on, found.to_be_agreed) == (date(2026, 6, 11), False)
    unknown = book.due(policy, "s47", read_facts({"plan_every_days": 3}), date(2026, 6, 10))
    assert (unknown.outcome, unknown.to_be_agreed) == (Outcome.CANNOT_SAY, False)
    readings = {"ALL1": "visit_day"}
    assert book.due(policy, "s47", facts, date(2026, 6, 10), readings=readings).on == date(2026, 6, 10)


def test_the_board_of_another_plan_says_what_the_rules_say(book: RuleBook) -> None:
    facts = read_facts({"plan_start": "2026-06-08"})
    for policy in book.policies:
        for plan in PlanKind:
            if plan is not PlanKind.S47:
                assert book.due(policy, plan, facts, date(2026, 6, 10)) == book.decide(
                    policy, plan, "next_due", facts, date(2026, 6, 10)
                )
    with pytest.raises(ValueError, match="There is no policy `camdem`"):
        book.due("camdem", "cp", facts, date(2026, 6, 10))
    with pytest.raises(ValueError, match="is not a reading"):
        book.due("camden", "cp", facts, date(2026, 6, 10), readings={"XX1": "a"})
