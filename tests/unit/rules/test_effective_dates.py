"""A rule that changes on a day: what happened before keeps the old rule, and no date moves later by the change."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.facts import read_facts
from knowledge.receipts import answer_json
from knowledge.results import Decision, PlanFacts, PlanKind
from knowledge.rules import RuleBook, load_rules

PACK = """
format: 1
id: westbridge
title: Westbridge visiting policy (invented)
version: second edition
covers: [cp, cin, early-help]
scope: {says: Westbridge speaks of children at home only., cite: {section: Visits, block: 1}}
headings: [Visits]
"""
RULES = """
format: 1
rules:
  counts:
    kind: counts
    title: Seen at home
    plans: [cp, cin, early-help]
    values: [{places: [home], cite: {section: Visits, block: 1}}]
  cp-visits:  # tightened on 1 July 2026
    kind: frequency
    title: Child protection visits
    plans: [cp]
    starts: plan_start
    values:
      - {from: 2020-01-01, every: {days: 28}, cite: {section: Visits, block: 2}}
      - {from: 2026-07-01, every: {days: 10}, cite: {section: Visits, block: 3}}
  cin-visits:  # loosened on 1 July 2026
    kind: frequency
    title: Visits to a child in need
    plans: [cin]
    starts: plan_start
    values:
      - {from: 2020-01-01, every: {days: 14}, cite: {section: Visits, block: 4}}
      - {from: 2026-07-01, every: {days: 28}, cite: {section: Visits, block: 5}}
  early-help-visits:  # begins on 1 July 2026
    kind: frequency
    title: Early help visits
    plans: [early-help]
    starts: plan_start
    values: [{from: 2026-07-01, until: 2026-12-31, every: {days: 42}, cite: {section: Visits, block: 6}}]
  retry:  # three working days, from 1 July 2026 one
    kind: retry
    title: Go again
    plans: [cp, cin]
    values:
      - {from: 2020-01-01, within: {working_days: 3}, cite: {section: Visits, block: 7}}
      - {from: 2026-07-01, within: {working_days: 1}, cite: {section: Visits, block: 7}}
  record:
    kind: record
    title: Write it down
    plans: [cp, cin]
    values:
      - {from: 2020-01-01, within: {working_days: 5}, cite: {section: Visits, block: 8}}
      - {from: 2026-07-01, within: {hours: 24}, cite: {section: Visits, block: 8}}
  bedroom:
    kind: rhythm
    of: bedroom
    title: The bedroom
    plans: [cp]
    values:
      - {from: 2020-01-01, one_in: 4, cite: {section: Visits, block: 9}}
      - {from: 2026-07-01, one_in: 2, cite: {section: Visits, block: 9}}
  failed:
    kind: notice
    title: Failed visits
    plans: [cp]
    values:
      - {from: 2020-01-01, tell: team manager, trigger: {failed: {count: 3}}, cite: {section: Visits, block: 10}}
      - {from: 2026-07-01, tell: service manager, trigger: {failed: {count: 1}}, cite: {section: Visits, block: 10}}
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> RuleBook:
    folder: Path = tmp_path_factory.mktemp("packs") / "westbridge"
    folder.mkdir()
    (folder / "pack.yaml").write_text(PACK)
    (folder / "rules.yaml").write_text(RULES)
    return load_rules((folder.parent,))


def decide(rules: RuleBook, plan: str, ask: str, as_of: str | None = None, **facts: Any) -> Decision:
    day = date.fromisoformat(as_of) if as_of else None
    return rules.decide("westbridge", plan, ask, read_facts({"plan_start": "2026-01-05", **facts}), day)


def since(decision: Decision) -> date | None:
    assert decision.receipt is not None
    return decision.receipt.in_force_since


CHANGE = date(2026, 7, 1)
BEFORE = date(2020, 1, 1)


@pytest.mark.parametrize(
    ("plan", "last", "due", "in_force"),
    [
        # Tightened: a visit whose 28 days end before the change keeps them; across it the earlier date holds.
        ("cp", "2026-06-02", "2026-06-30", BEFORE),
        ("cp", "2026-06-03", "2026-06-13", CHANGE),
        ("cp", "2026-06-30", "2026-07-10", CHANGE),
        ("cp", "2026-07-01", "2026-07-11", CHANGE),
        # Loosened: the rule on the day of the last visit governs, and the longer gap begins with the next visit.
        ("cin", "2026-06-10", "2026-06-24", BEFORE),
        ("cin", "2026-06-30", "2026-07-14", BEFORE),
        ("cin", "2026-07-01", "2026-07-29", CHANGE),
        # Begun: seen by its first day at the latest, not before it was there.
        ("early-help", "2026-06-30", "2026-08-11", CHANGE),
        ("early-help", "2026-05-20", "2026-07-01", CHANGE),
        ("early-help", "2026-05-01", "2026-07-01", CHANGE),
        ("early-help", "2026-12-31", "2027-02-11", CHANGE),
    ],
)
def test_the_date_on_either_side_of_the_change(
    rules: RuleBook, plan: str, last: str, due: str, in_force: date
) -> None:
    decision = decide(rules, plan, "next_due", last_successful_visit=last)
    assert decision.on == date.fromisoformat(due)
    assert since(decision) == in_force


def test_a_rule_that_has_ended_gives_no_date(rules: RuleBook) -> None:
    assert answer_json(decide(rules, "early-help", "next_due", last_successful_visit="2027-01-01")) == {
        "no_rule": True
    }


def test_a_first_visit_goes_by_the_rule_on_the_day_the_plan_began(rules: RuleBook) -> None:
    old = decide(rules, "cin", "next_due", plan_start="2026-06-30")
    new = decide(rules, "cin", "next_due", plan_start="2026-07-01")
    assert (old.on, since(old)) == (date(2026, 7, 14), BEFORE)
    assert (new.on, since(new)) == (date(2026, 7, 29), CHANGE)


@pytest.mark.parametrize(
    ("ask", "facts", "answer", "in_force"),
    [
        ("retry_due", {"failed_at": "2026-06-30T10:00"}, {"date": "2026-07-03"}, BEFORE),
        ("retry_due", {"failed_at": "2026-07-01T10:00"}, {"date": "2026-07-02"}, CHANGE),
        ("record_due", {"visit_at": "2026-06-30T10:00"}, {"date": "2026-07-07"}, BEFORE),
        ("record_due", {"visit_at": "2026-07-01T10:00"}, {"datetime": "2026-07-02T10:00:00+01:00"}, CHANGE),
    ],
)
def test_what_follows_a_visit_goes_by_the_rule_on_its_day(
    rules: RuleBook, ask: str, facts: dict[str, str], answer: dict[str, str], in_force: date
) -> None:
    decision = decide(rules, "cp", ask, **facts)
    assert answer_json(decision) == answer
    assert since(decision) == in_force


def test_what_a_visit_must_hold_goes_by_the_day_asked_about(rules: RuleBook) -> None:
    one = [{"date": "2026-06-10", "outcome": "seen"}]
    assert answer_json(decide(rules, "cp", "bedroom_due", "2026-06-30", visits=one)) == {"bool": False}
    assert answer_json(decide(rules, "cp", "bedroom_due", "2026-07-01", visits=one)) == {"bool": True}


def test_whom_to_tell_goes_by_the_day_asked_about(rules: RuleBook) -> None:
    failed = [{"date": "2026-06-29", "outcome": "not_seen"}]
    assert answer_json(decide(rules, "cp", "escalate", "2026-06-30", visits=failed)) == {"escalate": False}
    assert answer_json(decide(rules, "cp", "escalate", "2026-07-01", visits=failed)) == {
        "escalate": True,
        "who": ["service manager"],
    }


def test_a_date_that_was_recorded_stays_until_a_named_person_makes_it_later(rules: RuleBook) -> None:
    facts = {"last_successful_visit": "2026-07-01", "recorded_due": "2026-07-15"}
    kept = decide(rules, "cin", "next_due", **facts)
    moved = decide(rules, "cin", "next_due", **facts, later_date_agreed=True)
    assert kept.on == date(2026, 7, 15)
    assert kept.receipt is not None
    assert any(o.on == date(2026, 7, 29) for o in kept.receipt.others)
    assert moved.on == date(2026, 7, 29)


def test_the_whole_child_on_the_eve_and_on_the_day(rules: RuleBook) -> None:
    facts = read_facts({"plan_start": "2026-01-05", "visits": [{"date": "2026-06-25", "outcome": "seen"}]})
    plans = [PlanFacts(PlanKind.CP, facts)]
    eve, then = (
        rules.standing("westbridge", plans, date(2026, 6, 30)),
        rules.standing("westbridge", plans, CHANGE),
    )
    assert eve.due.on == then.due.on == date(2026, 7, 5)
    assert [o.what for o in eve.owed] == []
    assert [o.what for o in then.owed] == ["bedroom"]
