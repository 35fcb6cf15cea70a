"""Whom the policy wants told: runs that a sighting breaks, failures over a plan, ones only stated, days told ahead."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from knowledge.facts import read_facts
from knowledge.receipts import answer_json
from knowledge.results import Decision, Receipt
from knowledge.rules import RuleBook


def decide(
    rules: RuleBook,
    plan: str,
    ask: str,
    as_of: str,
    policy: str,
    readings: dict[str, str] | None = None,
    **facts: Any,
) -> Decision:
    known = read_facts({"plan_start": "2026-01-05", **facts})
    return rules.decide(policy, plan, ask, known, date.fromisoformat(as_of), readings=readings)


def receipt(decision: Decision) -> Receipt:
    assert decision.receipt is not None
    return decision.receipt


def seen(day: str, **more: Any) -> dict[str, Any]:
    return {"date": day, "outcome": "seen", **more}


def failed(day: str, **more: Any) -> dict[str, Any]:
    return {"date": day, "outcome": "not_seen", **more}


@pytest.mark.parametrize(
    ("visits", "tell"),
    [
        ([failed("2026-06-01"), failed("2026-06-03")], True),
        (
            [failed("2026-06-01"), {"date": "2026-06-02", "outcome": "seen_elsewhere"}, failed("2026-06-03")],
            False,
        ),
        (
            [failed("2026-06-01"), failed("2026-06-03"), {"date": "2026-06-03", "outcome": "seen_elsewhere"}],
            False,
        ),
        (
            [{"date": "2026-05-31", "outcome": "seen_elsewhere"}, failed("2026-06-01"), failed("2026-06-03")],
            True,
        ),
        ([seen("2026-06-02"), failed("2026-06-03"), failed("2026-06-04")], True),
        ([failed("2026-06-01", cause="ours"), failed("2026-06-03")], False),
    ],
)
def test_a_run_of_two_that_a_sighting_breaks(
    book: RuleBook, visits: list[dict[str, Any]], tell: bool
) -> None:
    found = decide(
        book, "cin", "escalate", "2026-06-08", policy="camden", readings={"CA8": "breaks"}, visits=visits
    )
    assert found.yes is tell


def test_one_failed_visit_is_told_whoever_caused_it(book: RuleBook) -> None:
    ours = [failed("2026-06-01", cause="ours", announced=False)]
    found = decide(book, "cp", "escalate", "2026-06-01", policy="gloucestershire", visits=ours)
    assert found.who == ("team manager",)
    quiet = decide(
        book,
        "cp",
        "escalate",
        "2026-06-01",
        policy="gloucestershire",
        readings={"GL9": "not_failed"},
        visits=ours,
    )
    assert quiet.yes is False


NETWORK = {"last_seen_by_network": "2026-06-08", "child_dob": "2025-06-08"}


@pytest.mark.parametrize(
    ("more", "tell"),
    [
        ({"visits": [failed("2025-12-30"), failed("2026-06-01"), failed("2026-06-03")]}, True),
        (
            {"visits": [failed("2025-12-30"), failed("2026-06-01")]},
            False,
        ),  # before this plan is another plan's
        ({"visits": [failed("2026-06-01"), failed("2026-06-03"), seen("2026-06-05")]}, False),
        (
            {"visits": [failed("2026-06-01"), failed("2026-06-03"), seen("2026-06-05", by="health_visitor")]},
            True,
        ),
        (
            {"visits": [failed("2026-06-01"), failed("2026-06-03")], "last_successful_visit": "2026-06-03"},
            True,
        ),
        (
            {"visits": [failed("2026-06-01"), failed("2026-06-03")], "last_successful_visit": "2026-06-04"},
            False,
        ),
        ({"visits": [failed("2026-06-01")], "failed_at": "2026-06-03T10:00"}, True),
        (
            {"visits": [failed("2026-06-01")], "failed_at": "2026-06-01T10:00"},
            False,
        ),  # the same one, said twice
    ],
)
def test_two_failed_over_a_child_protection_plan(book: RuleBook, more: dict[str, Any], tell: bool) -> None:
    found = decide(book, "cp", "escalate", "2026-06-08", policy="camden", **NETWORK, **more)
    assert found.yes is tell


@pytest.mark.parametrize(
    ("visits", "tell"),
    [
        ([], True),
        ([seen("2026-06-02")], True),
        ([seen("2026-06-03")], True),  # the same day: only times of day could say which came last
        ([seen("2026-06-03", at="2026-06-03T09:00")], True),
        ([seen("2026-06-03", at="2026-06-03T10:00")], True),
        ([seen("2026-06-03", at="2026-06-03T11:00")], False),
        ([seen("2026-06-04")], False),
    ],
)
def test_a_failure_that_is_only_stated_stands_in_its_place(
    book: RuleBook, visits: list[dict[str, Any]], tell: bool
) -> None:
    facts = {"failed_at": "2026-06-03T10:00", "visits": visits}
    found = decide(book, "cp", "escalate", "2026-06-08", policy="gloucestershire", **facts)
    assert found.yes is tell
    assert decide(book, "cp", "escalate", "2026-06-02", policy="gloucestershire", **facts).yes is False


def test_the_day_on_which_a_notice_will_come_is_told_ahead(book: RuleBook) -> None:
    facts = {"child_dob": "2023-09-01", "last_seen_by_network": "2026-08-01"}
    found = decide(
        book, "cp", "escalate", "2026-08-01", policy="camden", readings={"CA12-from": "plan_start"}, **facts
    )
    coming = {o.rule: o.on for o in receipt(found).others}
    assert coming["Not seen alone within 6 weeks"] == date(2026, 9, 1)
    assert coming["Not seen by the network within 10 days"] == date(2026, 8, 12)


def test_where_a_plan_has_no_notice_the_document_is_cited(book: RuleBook) -> None:
    found = decide(book, "referral", "escalate", "2026-08-01", policy="camden", referral_date="2026-07-30")
    assert (found.rule, answer_json(found)) == ("referral-nothing-else", {"no_rule": True})
