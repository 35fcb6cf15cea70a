"""Three invented authorities whose rules are of the odd kinds: all said in YAML, none in Python."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.check import check
from knowledge.facts import read_facts
from knowledge.receipts import answer_json, receipt_lines
from knowledge.rules import RuleBook, load_rules

FOLDER = Path(__file__).parents[2] / "invented_packs"


@pytest.fixture(scope="module")
def invented() -> RuleBook:
    return load_rules((FOLDER,))


CASES: list[tuple[str, str, str, str, str | None, dict[str, Any], dict[str, Any]]] = [
    # name, policy, plan, ask, as_of, facts, expected
    ("two units, the calendar one sooner", "northmoor", "cp", "next_due", None, {"plan_start": "2026-01-05", "last_alone_visit": "2026-05-22", "visits": [{"date": "2026-05-22", "outcome": "seen", "seen_alone": True}]}, {"date": "2026-06-04"}),
    ("two units, the visit day is day 1", "northmoor", "cp", "next_due", None, {"plan_start": "2026-01-05", "visits": [{"date": "2026-06-08", "outcome": "seen", "seen_alone": True}]}, {"date": "2026-06-19"}),
    ("two tracks, alone owed sooner", "northmoor", "cp", "next_due", None, {"plan_start": "2026-01-05", "visits": [{"date": "2026-05-11", "outcome": "seen", "seen_alone": True}, {"date": "2026-06-05", "outcome": "seen"}]}, {"date": "2026-06-07"}),
    ("two tracks, alone at school counts for its own", "northmoor", "cp", "next_due", None, {"plan_start": "2026-01-05", "visits": [{"date": "2026-05-20", "outcome": "seen_elsewhere", "place": "school", "seen_alone": True}, {"date": "2026-06-05", "outcome": "seen"}]}, {"date": "2026-06-16"}),
    ("earlier of two starts", "northmoor", "cp", "next_due", None, {"plan_start": "2026-06-08", "last_conference_date": "2026-06-03"}, {"date": "2026-06-16"}),
    ("the version of 2016", "northmoor", "cin", "next_due", None, {"plan_start": "2023-01-02", "last_successful_visit": "2023-06-01"}, {"date": "2023-07-12"}),
    ("the version of 2024", "northmoor", "cin", "next_due", None, {"plan_start": "2024-01-02", "last_successful_visit": "2024-06-03"}, {"date": "2024-06-30"}),
    ("a version that tightens inside the interval", "northmoor", "cin", "next_due", None, {"plan_start": "2024-01-02", "last_successful_visit": "2024-03-20"}, {"date": "2024-04-16"}),
    ("an emergency rule in its time", "northmoor", "cin", "next_due", None, {"plan_start": "2025-01-02", "last_successful_visit": "2025-10-06"}, {"date": "2025-10-12"}),
    ("an emergency rule that begins inside the interval", "northmoor", "cin", "next_due", None, {"plan_start": "2025-01-02", "last_successful_visit": "2025-09-22"}, {"date": "2025-09-28"}),
    ("an emergency rule that begins when a week has gone", "northmoor", "cin", "next_due", None, {"plan_start": "2025-01-02", "last_successful_visit": "2025-09-10"}, {"date": "2025-09-25"}),
    ("an emergency rule after its end", "northmoor", "cin", "next_due", None, {"plan_start": "2025-01-02", "last_successful_visit": "2026-01-05"}, {"date": "2026-02-01"}),
    ("first visit in 72 hours", "northmoor", "cic", "next_due", None, {"placement_start": "2026-06-08"}, {"date": "2026-06-10"}),
    ("year one, then after", "northmoor", "cic", "next_due", None, {"placement_start": "2025-06-08", "last_successful_visit": "2026-06-08"}, {"date": "2026-07-19"}),
    ("one unannounced visit a year", "northmoor", "cic", "unannounced_due", None, {"placement_start": "2026-06-08"}, {"date": "2027-06-07"}),
    ("alone on alternate visits from four", "northmoor", "cp", "seen_alone_required", "2026-06-10", {"child_dob": "2020-01-01", "visits": [{"date": "2026-06-01", "outcome": "seen"}]}, {"bool": True}),
    ("alone on alternate visits, three years old", "northmoor", "cp", "seen_alone_required", "2026-06-10", {"child_dob": "2023-01-01", "visits": [{"date": "2026-06-01", "outcome": "seen"}]}, {"bool": False}),
    ("bedroom owed at once", "northmoor", "cp", "bedroom_due", "2026-06-10", {"visits": []}, {"bool": True}),
    ("records by plan: 2 working days", "northmoor", "cin", "record_due", None, {"visit_at": "2026-06-12T10:00:00+01:00"}, {"date": "2026-06-15"}),
    ("records by plan: a failed one too", "northmoor", "cic", "record_due", None, {"visits": [{"date": "2026-06-08", "outcome": "not_seen"}]}, {"date": "2026-06-12"}),
    ("a student may visit", "northmoor", "cin", "counts_as_statutory", None, {"visits": [{"date": "2026-06-08", "outcome": "seen", "by": "student"}]}, {"bool": True}),
    ("later of two starts, on the day itself", "southvale", "cic", "next_due", None, {"child_dob": "2012-01-01", "placement_start": "2026-06-08", "notified_on": "2026-06-10"}, {"date": "2026-06-10"}),
    ("under sixteen", "southvale", "cic", "next_due", None, {"child_dob": "2012-01-01", "placement_start": "2026-06-08", "notified_on": "2026-06-10", "last_successful_visit": "2026-06-10"}, {"date": "2026-07-08"}),
    ("from sixteen", "southvale", "cic", "next_due", None, {"child_dob": "2010-06-10", "placement_start": "2026-06-08", "notified_on": "2026-06-10", "last_successful_visit": "2026-06-10"}, {"date": "2026-08-05"}),
    ("raised risk", "southvale", "cic", "next_due", None, {"child_dob": "2010-06-10", "risk_raised": True, "placement_start": "2026-06-08", "last_successful_visit": "2026-06-10"}, {"date": "2026-06-17"}),
    ("visits end with the order", "southvale", "cic", "next_due", "2026-07-01", {"child_dob": "2012-01-01", "order_made": "2026-06-30", "placement_start": "2026-06-08", "last_successful_visit": "2026-06-10"}, {"no_rule": True}),
    ("a complaint sets off a visit", "southvale", "cin", "next_due", None, {"plan_start": "2026-06-01", "last_successful_visit": "2026-06-10", "complaint_on": "2026-06-15"}, {"date": "2026-06-16"}),
    ("a complaint already answered", "southvale", "cin", "next_due", None, {"plan_start": "2026-06-01", "last_successful_visit": "2026-06-15", "complaint_on": "2026-06-15"}, {"date": "2026-07-13"}),
    ("by team", "southvale", "cin", "next_due", None, {"team": "lifestages", "plan_start": "2026-06-01", "last_successful_visit": "2026-06-10"}, {"date": "2026-09-02"}),
    ("a default that the plan replaces", "southvale", "cin", "next_due", None, {"plan_start": "2026-06-01", "last_successful_visit": "2026-06-10", "plan_every_days": 42}, {"date": "2026-07-22"}),
    ("a soft range", "southvale", "early-help", "next_due", None, {"plan_start": "2026-06-10"}, {"date": "2026-07-01"}),
    ("seen again in 5 working days", "southvale", "cp", "retry_due", None, {"failed_at": "2026-06-10"}, {"date": "2026-06-17"}),
    ("four weeks without the worker", "southvale", "cp", "escalate", "2026-07-09", {"plan_start": "2026-01-05", "last_seen_by_network": "2026-07-01", "last_successful_visit": "2026-06-10"}, {"escalate": True, "who": ["service manager"]}),
    ("four weeks to the day", "southvale", "cp", "escalate", "2026-07-08", {"plan_start": "2026-01-05", "last_seen_by_network": "2026-07-01", "last_successful_visit": "2026-06-10"}, {"escalate": False}),
    ("12 weeks, time served, until 18, approved", "eastbrook", "cic", "next_due", None, {"placement_start": "2025-01-05", "intended_until_18": True, "head_of_service_approved": True, "last_successful_visit": "2026-06-10"}, {"date": "2026-09-02"}),
    ("12 weeks, approval of six months lapsing", "eastbrook", "cic", "next_due", None, {"placement_start": "2025-01-05", "intended_until_18": True, "head_of_service_approved": True, "head_of_service_approved_on": "2026-01-20", "last_successful_visit": "2026-06-10"}, {"date": "2026-07-22"}),
    ("6 months with the child's agreement", "eastbrook", "cic", "next_due", None, {"placement_start": "2024-01-05", "long_term_matched_on": "2025-01-05", "assistant_director_approved": True, "child_agrees_less": True, "last_successful_visit": "2026-06-10"}, {"date": "2026-12-10"}),
    ("6 months without it", "eastbrook", "cic", "next_due", None, {"placement_start": "2024-01-05", "long_term_matched_on": "2025-01-05", "assistant_director_approved": True, "last_successful_visit": "2026-06-10"}, {"date": "2026-07-22"}),
    ("step-down limited on a child protection plan", "eastbrook", "cic", "next_due", None, {"underlying_plan": "cp", "placement_start": "2024-01-05", "long_term_matched_on": "2025-01-05", "assistant_director_approved": True, "child_agrees_less": True, "last_successful_visit": "2026-06-10"}, {"date": "2026-07-08"}),
    ("a rule tightened from July keeps an old visit's date where that is earlier", "eastbrook", "cp", "next_due", None, {"plan_start": "2026-01-05", "last_successful_visit": "2026-06-15"}, {"date": "2026-06-29"}),
    ("a rule tightened from July inside the interval", "eastbrook", "cp", "next_due", None, {"plan_start": "2026-01-05", "last_successful_visit": "2026-06-26"}, {"date": "2026-07-03"}),
    ("office hours over a night", "eastbrook", "cp", "retry_due", None, {"failed_at": "2026-06-12T12:30:00+01:00"}, {"datetime": "2026-06-15T16:30:00+01:00"}),
    ("working hours that are no whole days", "eastbrook", "cic", "retry_due", None, {"failed_at": "2026-06-11T12:00:00+01:00"}, {"datetime": "2026-06-12T18:00:00+01:00"}),
    ("a visit counts only awake", "eastbrook", "cp", "counts_as_statutory", None, {"visits": [{"date": "2026-06-08", "outcome": "seen"}]}, {"bool": False}),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[c[0] for c in CASES])
def test_odd_kind(invented: RuleBook, case: tuple[Any, ...]) -> None:
    _, policy, plan, ask, as_of, facts, expected = case
    own = invented.policies[policy].own_facts
    day = date.fromisoformat(as_of) if as_of else None
    decision = invented.decide(policy, plan, ask, read_facts(facts, own), day)
    assert answer_json(decision) == expected, "\n".join(receipt_lines(decision))


def test_a_soft_number_is_said_to_be_soft(invented: RuleBook) -> None:
    decision = invented.decide("southvale", "early-help", "next_due", {"plan_start": date(2026, 6, 10)}, None)
    assert any("two or three weeks" in line for line in receipt_lines(decision))


def test_check_names_what_is_soft_in_them(invented: RuleBook) -> None:
    said = [str(i) for i in check(invented, date(2026, 6, 10))]
    assert any("northmoor: emergency-visits: no version is in force" in s for s in said)
    assert any("eastbrook: cic: neither answers `record_due`" in s for s in said)


def test_check_finds_nothing_in_the_packs_that_ship(book: RuleBook) -> None:
    assert [str(i) for i in check(book, date(2026, 6, 10))] == []


def test_holidays_that_run_out_are_warned_about(book: RuleBook) -> None:
    assert any("confirmed only until" in str(i) for i in check(book, date(2028, 2, 1)))
