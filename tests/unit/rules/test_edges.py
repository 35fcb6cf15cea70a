"""Edges of an invented authority's rules that none of the shipped packs has, and of readings an authority may choose."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.facts import read_facts
from knowledge.receipts import answer_json
from knowledge.results import Decision, Outcome, Receipt
from knowledge.rules import RuleBook, load_rules

PACK = """
format: 1
id: oddbrook
title: Oddbrook visiting policy (invented)
version: "1"
covers: [cp, cin, cic, cwd, early-help, s47, referral]
scope: {says: Oddbrook speaks of children at home only., cite: {section: Visits, block: 1}}
headings: [Visits]
facts:
  complaint_on: {label: the day of the complaint, kind: date}
  order_on: {label: the day of the order, kind: date}
dates:
  three: [{of: child_dob, plus: {years: 3}}]
"""
RULES = """
format: 1
rules:
  counts:
    kind: counts
    title: Seen at home
    plans: [cp, cin, cic, cwd, early-help, s47, referral]
    values: [{places: [home], by: [social_worker], cite: {section: Visits, block: 1}}]
  cin-visits:  # loosened, then tightened a few days later
    kind: frequency
    title: Visits to a child in need
    plans: [cin]
    starts: plan_start
    values:
      - {from: 2020-01-01, every: {days: 14}, cite: {section: Visits, block: 2}}
      - {from: 2026-07-01, every: {days: 28}, cite: {section: Visits, block: 3}}
      - {from: 2026-07-05, every: {days: 3}, cite: {section: Visits, block: 4}}
  early-help-visits:  # loosened twice
    kind: frequency
    title: Early help visits
    plans: [early-help]
    starts: plan_start
    values:
      - {from: 2020-01-01, every: {days: 7}, cite: {section: Visits, block: 5}}
      - {from: 2026-06-30, every: {days: 14}, cite: {section: Visits, block: 5}}
      - {from: 2026-07-01, every: {days: 28}, cite: {section: Visits, block: 5}}
  cp-visits:  # said in another unit
    kind: frequency
    title: Child protection visits
    plans: [cp]
    starts: plan_start
    values:
      - {from: 2020-01-01, every: {days: 14}, cite: {section: Visits, block: 6}}
      - {from: 2026-07-01, every: {working_days: 10}, cite: {section: Visits, block: 6}}
  cwd-visits:  # a gap between two versions, then a tighter one
    kind: frequency
    title: Visits to a disabled child
    plans: [cwd]
    starts: plan_start
    values:
      - from: 2020-01-01
        until: 2026-06-30
        cases:
          - {when: [{fact: {iro_agreed: true}}], every: {days: 56}, cite: {section: Visits, block: 7}}
          - {every: {days: 28}, cite: {section: Visits, block: 7}}
      - {from: 2026-07-06, every: {days: 21}, cite: {section: Visits, block: 7}}
  s47-limit:
    kind: frequency
    title: Section 47 outer limit
    plans: [s47]
    starts: plan_start
    outer_limit: true
    values:
      - cases:
          - {when: [{known: order_on}], every: {days: 5}, cite: {section: Visits, block: 8}}
          - {every: {days: 10}, cite: {section: Visits, block: 8}}
  after-complaint:  # in force for a time, and only alone will do
    kind: event
    title: A visit after a complaint
    plans: [cin, referral]
    starts: complaint_on
    required: false
    visit: {places: [home], by: [social_worker], needs: [seen_alone], cite: {section: Visits, block: 9}}
    values:
      - {from: 2026-01-01, until: 2026-05-31, within: {days: 5}, cite: {section: Visits, block: 9}}
      - {from: 2026-06-01, within: {days: 1}, cite: {section: Visits, block: 9}}
  after-order:
    kind: event
    title: A visit after an order
    plans: [referral]
    starts: order_on
    required: false
    values: [{within: {days: 2}, cite: {section: Visits, block: 10}}]
  alone:
    kind: rhythm
    of: alone
    title: Alone every 6 weeks from three
    plans: [cp]
    values:
      - {from: 2026-01-01, every: {weeks: 6}, start: plan_start, from_date: three, cite: {section: Visits, block: 11}}
  bedroom-in-words:
    kind: rhythm
    of: bedroom
    title: The bedroom now and then
    plans: [cp]
    values: [{soft: now and then, cite: {section: Visits, block: 12}}]
  bedroom-words:
    kind: words
    title: No number for the bedroom
    plans: [cp]
    asks: [bedroom_due]
    values: [{says: Now and then., cite: {section: Visits, block: 12}}]
  one-failed:
    kind: notice
    title: One failed visit over the plan
    plans: [cin]
    values: [{tell: manager, trigger: {failed: {count: 1, over: plan}}, cite: {section: Visits, block: 13}}]
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> RuleBook:
    folder: Path = tmp_path_factory.mktemp("packs") / "oddbrook"
    folder.mkdir()
    (folder / "pack.yaml").write_text(PACK)
    (folder / "rules.yaml").write_text(RULES)
    return load_rules((folder.parent,))


def decide(
    rules: RuleBook,
    plan: str,
    ask: str,
    as_of: str | None = None,
    policy: str = "oddbrook",
    readings: dict[str, str] | None = None,
    **facts: Any,
) -> Decision:
    own = rules.policies[policy].own_facts
    known = read_facts({"plan_start": "2026-01-05", **facts}, own)
    day = date.fromisoformat(as_of) if as_of else None
    return rules.decide(policy, plan, ask, known, day, readings=readings)


def receipt(decision: Decision) -> Receipt:
    assert decision.receipt is not None
    return decision.receipt


def seen(day: str, **more: Any) -> dict[str, Any]:
    return {"date": day, "outcome": "seen", **more}


def failed(day: str, **more: Any) -> dict[str, Any]:
    return {"date": day, "outcome": "not_seen", **more}


# A rule that changes more than once inside an interval ------------------------------------------------------


def test_loosened_and_then_tightened_inside_an_interval_the_tighter_one_is_not_missed(odd: RuleBook) -> None:
    found = decide(odd, "cin", "next_due", last_successful_visit="2026-06-25")
    assert found.on == date(2026, 6, 28)
    assert receipt(found).in_force_since == date(2026, 7, 5)


def test_loosened_twice_and_read_at_the_due_date(odd: RuleBook) -> None:
    last = {"last_successful_visit": "2026-06-25"}
    assert decide(odd, "early-help", "next_due", **last).on == date(2026, 7, 2)
    late = decide(odd, "early-help", "next_due", readings={"ALL6": "at_due_date"}, **last)
    assert late.on == date(2026, 7, 23)


def test_a_change_that_leaves_the_date_where_it_is_is_not_called_one(odd: RuleBook) -> None:
    found = decide(odd, "cp", "next_due", last_successful_visit="2026-06-22")
    assert found.on == date(2026, 7, 6)
    assert receipt(found).notes == ()
    assert receipt(found).unit == "days"


def test_a_gap_between_versions_inside_an_interval_hides_no_tighter_one(odd: RuleBook) -> None:
    found = decide(odd, "cwd", "next_due", last_successful_visit="2026-06-12")
    assert found.on == date(2026, 7, 3)
    # Nor does a day on which nothing changes: the IRO's agreement has a day, and was not given.
    day_only = {"iro_agreed": False, "iro_agreed_on": "2026-06-20"}
    assert decide(odd, "cwd", "next_due", last_successful_visit="2026-06-12", **day_only).on == date(
        2026, 7, 3
    )


def test_an_outer_limit_without_a_named_role_is_agreed_with_the_manager(odd: RuleBook) -> None:
    found = decide(odd, "s47", "next_due", last_successful_visit="2026-06-12")
    assert found.sentence == (
        "Visit frequency to be agreed with your manager today; never later than Monday 22 June 2026."
    )


def test_a_case_that_holds_once_a_day_is_known(odd: RuleBook) -> None:
    assert decide(
        odd, "s47", "next_due", last_successful_visit="2026-06-12", order_on="2026-06-01"
    ).on == date(2026, 6, 17)


@pytest.mark.parametrize("ask", ["awake_due", "seen_alone_required", "bedroom_due", "unannounced_due"])
def test_a_birth_that_lies_ahead_is_asked_about(book: RuleBook, ask: str) -> None:
    ahead = decide(book, "cp", ask, "2026-06-10", policy="camden", child_dob="2026-06-11")
    assert (ahead.outcome, ahead.ask, ahead.ask_for) == (Outcome.CANNOT_SAY, ask, ("child_dob",))
    assert ahead.sentence == (
        "The date of birth (Thursday 11 June 2026) lies after Wednesday 10 June 2026: please check it."
    )
    born = {"child_dob": "2026-06-10", "next_conference_date": "2026-09-01"}
    assert decide(book, "cp", ask, "2026-06-10", policy="camden", **born).outcome is not Outcome.CANNOT_SAY


# Events -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("complaint", "due", "since"),
    [
        ("2026-05-31", date(2026, 6, 5), date(2026, 1, 1)),
        ("2026-06-01", date(2026, 6, 2), date(2026, 6, 1)),
    ],
)
def test_an_event_goes_by_the_rule_on_its_day(odd: RuleBook, complaint: str, due: date, since: date) -> None:
    found = decide(odd, "referral", "next_due", complaint_on=complaint)
    assert (found.on, receipt(found).in_force_since) == (due, since)


def test_an_event_is_met_only_by_the_visit_it_asks_for(odd: RuleBook) -> None:
    visits = [seen("2026-06-11"), seen("2026-06-12", seen_alone=True)]
    not_alone = decide(odd, "referral", "next_due", complaint_on="2026-06-10", visits=visits[:1])
    assert not_alone.on == date(2026, 6, 11)
    alone = decide(odd, "referral", "next_due", complaint_on="2026-06-10", visits=visits)
    assert answer_json(alone) == {"no_rule": True}


def test_every_event_that_was_met_is_told(odd: RuleBook) -> None:
    visits = [seen("2026-06-12", seen_alone=True)]
    found = decide(
        odd, "referral", "next_due", complaint_on="2026-06-10", order_on="2026-06-11", visits=visits
    )
    met = "met by the visit on Friday 12 June 2026."
    assert found.sentence.endswith(f" A visit after a complaint: {met} A visit after an order: {met}")


# Rhythms ----------------------------------------------------------------------------------------------------


def test_a_rhythm_that_begins_at_an_age_is_counted_from_the_birthday(odd: RuleBook) -> None:
    found = decide(odd, "cp", "seen_alone_required", child_dob="2023-06-10")
    assert found.on == date(2026, 7, 22)
    assert receipt(found).counted_from_what == "the birthday from which it is asked for"
    assert receipt(found).in_force_since == date(2026, 1, 1)
    older = decide(odd, "cp", "seen_alone_required", child_dob="2020-06-10")
    assert older.on == date(2026, 2, 16)
    assert receipt(older).counted_from_what == "the start of the plan"


def test_a_soft_rhythm_answers_in_words(odd: RuleBook) -> None:
    found = decide(odd, "cp", "bedroom_due", "2026-06-10", visits=[seen("2026-06-01")])
    assert answer_json(found) == {"no_rule": True}
    assert found.sentence == "Now and then."


def test_the_day_asked_about_is_asked_for_where_an_age_decides(book: RuleBook) -> None:
    found = decide(book, "cin", "awake_due", policy="camden", child_dob="2025-01-05")
    assert found.ask_for == ("as_of",)


def test_a_visit_on_the_day_asked_about_counts_as_one_without(book: RuleBook) -> None:
    facts = {"child_dob": "2025-01-05", "last_successful_visit": "2026-06-10"}
    assert decide(book, "cin", "awake_due", "2026-06-10", policy="camden", **facts).yes is True
    imported = {**facts, "last_awake_visit": "2026-06-10"}
    assert decide(book, "cin", "awake_due", "2026-06-10", policy="camden", **imported).yes is False


@pytest.mark.parametrize(
    ("awake_on", "due"),
    [
        (None, "2026-07-13"),
        ("2026-06-01", "2026-07-13"),  # the day it begins is day 0, not in the first block
        ("2026-06-02", "2026-08-24"),
        ("2026-07-13", "2026-08-24"),  # the last day of a block is in it
        ("2026-07-14", "2026-10-05"),
    ],
)
def test_fixed_blocks_of_six_weeks(book: RuleBook, awake_on: str | None, due: str) -> None:
    visits = [seen(awake_on, awake=True)] if awake_on else []
    facts = {"plan_start": "2026-06-01", "child_dob": "2025-01-05", "visits": visits}
    found = decide(
        book, "cp", "awake_due", "2026-07-14", policy="camden", readings={"CA14": "blocks"}, **facts
    )
    assert found.on == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (None, "2026-06-30"),
        ("2026-04-02", "2026-09-30"),
        ("2026-10-05", "2027-03-31"),
        ("2027-01-04", "2027-06-30"),
    ],
)
def test_unannounced_by_calendar_quarters(book: RuleBook, last: str | None, due: str) -> None:
    visits = [seen(last, announced=False)] if last else []
    facts = {"plan_start": "2026-04-01", "visits": visits}
    found = decide(book, "cp", "unannounced_due", policy="camden", readings={"CA17": "quarters"}, **facts)
    assert found.on == date.fromisoformat(due)


# Whom to tell -----------------------------------------------------------------------------------------------


def test_one_failed_visit_over_the_plan_is_told_whoever_caused_it(odd: RuleBook) -> None:
    ours = [failed("2026-06-01", cause="ours", announced=False)]
    assert decide(odd, "cin", "escalate", "2026-06-01", visits=ours).who == ("manager",)


def test_a_year_in_weeks_is_52(book: RuleBook) -> None:
    care = load_rules((Path(__file__).parents[2] / "invented_packs",))
    found = care.decide(
        "northmoor",
        "cic",
        "unannounced_due",
        {"placement_start": date(2026, 6, 8)},
        None,
        readings={"ALL11": "weeks"},
    )
    assert found.on == date(2027, 6, 6)
