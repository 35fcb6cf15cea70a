"""An invented authority whose every rule turns on a birthday or ends on a day: each goes by the day it speaks of."""

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
PACK = """
format: 1
id: agebrook
title: Agebrook visiting policy (invented)
version: "1"
covers: [cp, cin, cic, early-help, referral]
scope: {says: Agebrook speaks of children by age., cite: {section: Visits, block: 1}}
headings: [Visits]
facts:
  panel_on: {label: the day of the panel, kind: date}
dates:
  three: [{of: child_dob, plus: {years: 3}}]
"""
RULES = """
format: 1
rules:
  counts:
    kind: counts
    title: Seen, from three on by the social worker
    plans: [cp, cin, cic, early-help, referral]
    values:
      - cases:
          - {when: [{reached: three}], by: [social_worker], cite: {section: Visits, block: 1}}
          - {cite: {section: Visits, block: 1}}
  care-visits:  # a further visit is needed for a child under three who is seen on the first day only
    kind: frequency
    title: Visits in care
    plans: [cic]
    starts: placement_start
    earlier_visits: do_not_count
    values:
      - from: 2026-01-01
        first:
          - {when: [{not_reached: three}], within: {days: 3}, same_day: does_not_meet, cite: {section: Visits, block: 2}}
        cases:
          - {every: {weeks: 6}, cite: {section: Visits, block: 3}}
  early-help-visits:  # begins on 1 July, for the children under three more often
    kind: frequency
    title: Early help visits
    plans: [early-help]
    starts: plan_start
    values:
      - from: 2026-07-01
        until: 2026-12-31
        cases:
          - {when: [{not_reached: three}], every: {days: 14}, cite: {section: Visits, block: 4}}
          - {every: {days: 28}, cite: {section: Visits, block: 4}}
  panel:
    kind: event
    title: A visit after the panel
    plans: [referral]
    starts: panel_on
    values:
      - from: 2026-01-01
        until: 2026-05-31
        cases:
          - {when: [{not_reached: three}], within: {days: 2}, cite: {section: Visits, block: 5}}
          - {within: {days: 5}, cite: {section: Visits, block: 5}}
  retry:
    kind: retry
    title: Go again
    plans: [cp]
    only: [{reached: three}]
    values:
      - from: 2026-01-01
        until: 2026-06-30
        cases:
          - {when: [{not_reached: three}], within: {working_days: 9}, cite: {section: Visits, block: 6}}
          - {within: {working_days: 2}, cite: {section: Visits, block: 6}}
  record:
    kind: record
    title: Write it down
    plans: [cp]
    only: [{reached: three}]
    values:
      - from: 2026-01-01
        until: 2026-06-30
        cases:
          - {when: [{not_reached: three}], within: {working_days: 9}, cite: {section: Visits, block: 7}}
          - {within: {working_days: 1}, cite: {section: Visits, block: 7}}
  bedroom:
    kind: rhythm
    of: bedroom
    title: Bedroom between the conferences
    plans: [cp]
    values:
      - from: 2026-01-01
        until: 2026-06-30
        cases:
          - {when: [{reached: three}], between: [last_conference_date, next_conference_date], cite: {section: Visits, block: 8}}
  not-yet:
    kind: notice
    title: A worry
    plans: [cp]
    values:
      - {from: 2026-01-01, until: 2026-01-31, tell: director, trigger: {facts: welfare_concern}, cite: {section: Visits, block: 9}}
  failed:
    kind: notice
    title: Not seen
    plans: [cp]
    only: [{reached: three}]
    values:
      - cases:
          - {when: [{not_reached: three}], tell: nobody, trigger: {failed: {count: 1}}, cite: {section: Visits, block: 10}}
          - {tell: manager, trigger: {failed: {count: 1}}, cite: {section: Visits, block: 10}}
  access:
    kind: words
    title: Nothing about access
    plans: [cp]
    asks: [escalate]
    values:
      - cases:
          - {when: [{not_reached: three}], says: Nothing for a small child., trigger: {facts: access_refused}, cite: {section: Visits, block: 11}}
          - {says: Nothing from three., trigger: {facts: access_refused}, cite: {section: Visits, block: 11}}
  alone:
    kind: words
    title: Alone, in words
    plans: [cp]
    asks: [seen_alone_required]
    values:
      - cases:
          - {when: [{not_reached: three}], says: Not before three., cite: {section: Visits, block: 12}}
          - {says: From three where it can be done., cite: {section: Visits, block: 12}}
"""
YOUNG, OLD = (
    {"child_dob": "2023-06-10"},
    {"child_dob": "2015-06-10"},
)  # three on 10 June 2026, and long before


@pytest.fixture(scope="module")
def ages(tmp_path_factory: pytest.TempPathFactory) -> RuleBook:
    folder: Path = tmp_path_factory.mktemp("packs") / "agebrook"
    folder.mkdir()
    (folder / "pack.yaml").write_text(PACK)
    (folder / "rules.yaml").write_text(RULES)
    return load_rules((folder.parent,))


def decide(rules: RuleBook, plan: str, ask: str, as_of: str | None = None, **facts: Any) -> Decision:
    known = read_facts({"plan_start": "2026-05-01", **facts}, rules.policies["agebrook"].own_facts)
    return rules.decide("agebrook", plan, ask, known, date.fromisoformat(as_of) if as_of else None)


def failed(day: str) -> dict[str, Any]:
    return {"date": day, "outcome": "not_seen"}


def seen(day: str, **more: Any) -> dict[str, Any]:
    return {"date": day, "outcome": "seen", **more}


@pytest.mark.parametrize(
    ("as_of", "date_due"), [("2026-06-09", None), ("2026-06-10", "2026-06-11"), (None, "2026-06-11")]
)
def test_a_retry_from_a_birthday_on(ages: RuleBook, as_of: str | None, date_due: str | None) -> None:
    found = decide(ages, "cp", "retry_due", as_of, visits=[failed("2026-06-09")], **YOUNG)
    # The child was two when the visit failed: nine working days by that day's rule, where the rule holds at all.
    assert answer_json(found) == ({"no_rule": True} if date_due is None else {"date": "2026-06-22"})
    older = decide(ages, "cp", "retry_due", as_of, visits=[failed("2026-06-09")], **OLD)
    assert answer_json(older) == {"date": "2026-06-11"}


@pytest.mark.parametrize(("on", "rule"), [("2026-06-30", "retry"), ("2026-07-01", "scope")])
def test_a_retry_whose_rule_has_ended(ages: RuleBook, on: str, rule: str) -> None:
    assert decide(ages, "cp", "retry_due", visits=[failed(on)], **OLD).rule == rule


@pytest.mark.parametrize(
    ("as_of", "on", "facts", "answer"),
    [
        ("2026-06-09", "2026-06-09", YOUNG, {"no_rule": True}),
        ("2026-06-10", "2026-06-09", YOUNG, {"date": "2026-06-22"}),
        ("2026-06-10", "2026-06-10", YOUNG, {"date": "2026-06-11"}),
        (None, "2026-06-09", OLD, {"date": "2026-06-10"}),
        (None, "2026-07-01", OLD, {"no_rule": True}),
    ],
)
def test_a_record_from_a_birthday_on(
    ages: RuleBook, as_of: str | None, on: str, facts: dict[str, Any], answer: dict[str, Any]
) -> None:
    assert answer_json(decide(ages, "cp", "record_due", as_of, visits=[seen(on)], **facts)) == answer


@pytest.mark.parametrize(("day", "counts"), [("2026-06-09", True), ("2026-06-10", False)])
def test_who_may_visit_goes_by_the_day_of_the_visit(ages: RuleBook, day: str, counts: bool) -> None:
    """Under three anyone's visit counts, from three only the social worker's; also in a run, and for the record."""
    by_other = seen(day, by="health_visitor")
    assert decide(ages, "cp", "counts_as_statutory", visits=[by_other], **YOUNG).yes is counts
    run = [failed("2026-06-08"), by_other]
    told = decide(ages, "cp", "escalate", "2026-06-12", visits=run, **YOUNG)
    assert told.yes is not counts
    recorded = decide(ages, "cp", "record_due", "2026-06-12", visits=[by_other], **YOUNG)
    assert (recorded.outcome is Outcome.DATE) is counts
    facts = {"placement_start": "2026-06-01", "visits": [seen("2026-06-05"), by_other], **YOUNG}
    due = decide(ages, "cic", "next_due", **facts)
    assert due.on == (date(2026, 7, 21) if counts else date(2026, 7, 17))


def test_a_place_is_asked_for_only_where_the_rule_names_one(ages: RuleBook) -> None:
    for place, counts in (("school", True), ("home", True)):
        found = decide(ages, "cp", "counts_as_statutory", visits=[seen("2026-06-09", place=place)], **OLD)
        assert found.yes is counts, place
    elsewhere = {"date": "2026-06-09", "outcome": "seen_elsewhere", "place": "school"}
    found = decide(ages, "cp", "counts_as_statutory", visits=[elsewhere], **OLD)
    assert found.sentence.endswith("The child was seen elsewhere, not on a home visit.")
    assert found.yes is False


@pytest.mark.parametrize(
    ("born", "last", "due"),
    [
        ("2023-06-10", None, "2026-06-12"),  # under three on the day of the placement: three days
        ("2023-06-10", "2026-06-09", "2026-06-12"),  # seen on that day, and a further visit is needed
        ("2023-06-10", "2026-06-10", "2026-07-22"),
        ("2015-06-10", None, "2026-07-21"),
        ("2015-06-10", "2026-06-09", "2026-07-21"),
    ],
)
def test_a_first_visit_by_age(ages: RuleBook, born: str, last: str | None, due: str) -> None:
    facts = {"placement_start": "2026-06-09", "child_dob": born, "last_successful_visit": last}
    found = decide(ages, "cic", "next_due", **facts)
    assert answer_json(found) == {"date": due}
    assert found.receipt is not None
    # That the plan's start was taken is a reading only where the rule has nothing to say of a first visit.
    assert not any(r.startswith("ALL4") for r in found.receipt.readings)


def test_a_rule_that_begins_goes_by_the_age_on_its_first_day(ages: RuleBook) -> None:
    small = {"last_successful_visit": "2026-06-20", "child_dob": "2023-07-02"}
    assert decide(ages, "early-help", "next_due", **small).on == date(2026, 7, 4)
    grown = {"last_successful_visit": "2026-06-20", "child_dob": "2023-07-01"}
    assert decide(ages, "early-help", "next_due", **grown).on == date(2026, 7, 18)
    to_the_day = decide(
        ages, "early-help", "next_due", last_successful_visit="2026-06-17", child_dob="2023-07-02"
    )
    assert to_the_day.on == date(2026, 7, 1)
    assert to_the_day.receipt is not None
    assert (to_the_day.receipt.amount, to_the_day.receipt.notes) == (14, ())


@pytest.mark.parametrize(
    ("panel", "answer"),
    [
        ("2026-05-31", {"date": "2026-06-02"}),
        ("2026-06-01", {"no_rule": True}),
        (None, {"cannot_say": True, "ask_for": ["panel_on"]}),
    ],
)
def test_an_event_by_age_and_for_a_time(ages: RuleBook, panel: str | None, answer: dict[str, Any]) -> None:
    found = decide(ages, "referral", "next_due", panel_on=panel, **YOUNG)
    assert answer_json(found) == answer
    if panel is None:
        assert "the day of the panel" in found.sentence


def test_a_notice_out_of_force_hides_none_after_it(ages: RuleBook) -> None:
    facts = {"visits": [failed("2026-06-09")], "welfare_concern": True}
    assert decide(ages, "cp", "escalate", "2026-06-12", **facts, **OLD).who == ("manager",)
    assert decide(ages, "cp", "escalate", **facts, **OLD).who == ("manager",)
    assert decide(ages, "cp", "escalate", "2026-01-31", welfare_concern=True, **OLD).who == ("director",)


@pytest.mark.parametrize(
    ("as_of", "says"),
    [
        ("2026-06-09", "Nothing for a small child."),
        ("2026-06-10", "Nothing from three."),
        (None, "Nothing from three."),
    ],
)
def test_words_by_age(ages: RuleBook, as_of: str | None, says: str) -> None:
    assert decide(ages, "cp", "escalate", as_of, access_refused=True, **YOUNG).sentence == says
    alone = decide(ages, "cp", "seen_alone_required", as_of, **YOUNG).sentence
    assert alone == ("Not before three." if as_of == "2026-06-09" else "From three where it can be done.")


@pytest.mark.parametrize(
    ("as_of", "answer"),
    [
        ("2026-06-09", {"no_rule": True}),
        ("2026-06-10", {"date": "2026-06-20"}),
        ("2026-07-01", {"no_rule": True}),
    ],
)
def test_a_rhythm_by_age_and_for_a_time(ages: RuleBook, as_of: str, answer: dict[str, Any]) -> None:
    facts = {"last_conference_date": "2026-05-05", "next_conference_date": "2026-06-20", **YOUNG}
    found = decide(ages, "cp", "bedroom_due", as_of, **facts)
    assert answer_json(found) == answer
    if found.on is not None:
        assert found.receipt is not None
        assert found.receipt.in_force_since == date(2026, 1, 1)


@pytest.mark.parametrize(("as_of", "verb"), [("2026-06-20", "is due by"), ("2026-06-21", "was due by")])
def test_a_date_that_has_passed_is_said_so(ages: RuleBook, as_of: str, verb: str) -> None:
    facts = {"last_conference_date": "2026-05-05", "next_conference_date": "2026-06-20", **OLD}
    found = decide(ages, "cp", "bedroom_due", as_of, **facts)
    assert found.sentence == (
        f"A visit with the bedroom seen {verb} Saturday 20 June 2026, for the next conference."
    )


@pytest.mark.parametrize(("as_of", "ahead"), [("2026-06-08", True), ("2026-06-09", False)])
def test_a_start_that_lies_ahead_is_said(ages: RuleBook, as_of: str, ahead: bool) -> None:
    found = decide(ages, "cic", "next_due", as_of, placement_start="2026-06-09", **OLD)
    assert found.receipt is not None
    note = "The day it is counted from lies ahead: the start of the placement on Tuesday 9 June 2026."
    assert found.receipt.notes == ((note,) if ahead else ())


def test_what_an_import_says_of_the_last_visit_is_used(book: RuleBook) -> None:
    """No list of visits, only the last one and how the child was seen at it."""
    northmoor = load_rules((INVENTED,))
    facts = {"plan_start": "2026-05-01", "child_dob": "2015-01-01", "last_successful_visit": "2026-06-09"}
    for ask, done in (("seen_alone_required", "last_alone_visit"), ("bedroom_due", "last_bedroom_visit")):
        without = northmoor.decide("northmoor", "cp", ask, read_facts(facts), date(2026, 6, 10))
        with_it = northmoor.decide(
            "northmoor", "cp", ask, read_facts({**facts, done: "2026-06-09"}), date(2026, 6, 10)
        )
        assert (without.yes, with_it.yes) == (True, False), ask
    # Also where no day is asked about.
    unannounced = {"plan_start": "2026-05-01", "last_successful_visit": "2026-06-09"}
    found = book.decide("camden", "cp", "unannounced_due", read_facts(unannounced), None)
    assert found.on == date(2026, 8, 1)
    board = book.standing(
        "camden",
        [PlanFacts(PlanKind.CIN, read_facts({**facts, "child_dob": "2025-01-01"}))],
        date(2026, 6, 10),
    )
    assert "awake" in {o.what for o in board.owed}
