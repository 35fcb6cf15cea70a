"""After a visit: when to go again, what closes it, when to record, and which visit is meant."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from knowledge.facts import read_facts
from knowledge.receipts import answer_json
from knowledge.results import Decision, Outcome, PlanFacts, PlanKind, Standing
from knowledge.rules import RuleBook


def decide(
    book: RuleBook,
    ask: str,
    as_of: str | None = None,
    policy: str = "gloucestershire",
    plan: str = "cp",
    readings: dict[str, str] | None = None,
    **facts: Any,
) -> Decision:
    day = date.fromisoformat(as_of) if as_of else None
    known = read_facts({"plan_start": "2026-05-01", **facts})
    return book.decide(policy, plan, ask, known, day, readings=readings)


def board(
    book: RuleBook, as_of: str, policy: str = "gloucestershire", plan: str = "cp", **facts: Any
) -> Standing:
    known = read_facts({"plan_start": "2026-05-01", **facts})
    return book.standing(policy, [PlanFacts(PlanKind(plan), known)], date.fromisoformat(as_of))


def at(moment: str, outcome: str = "not_seen", **more: Any) -> dict[str, Any]:
    return {"date": moment[:10], "outcome": outcome, "at": moment, **more}


def on(day: str, outcome: str = "not_seen", **more: Any) -> dict[str, Any]:
    return {"date": day, "outcome": outcome, **more}


TUESDAY, WEDNESDAY = "2026-06-09T10:00:00+01:00", "2026-06-10T15:00:00+01:00"


@pytest.mark.parametrize(
    ("facts", "readings", "ends"),
    [
        # the moment that is stated, and the visit recorded for that day without a time, are one
        ({"failed_at": TUESDAY}, {}, "2026-06-11T10:00:00+01:00"),
        ({"failed_at": TUESDAY, "visits": [on("2026-06-09")]}, {}, "2026-06-11T10:00:00+01:00"),
        ({"failed_at": "2026-06-09", "visits": [at(TUESDAY)]}, {}, "2026-06-11T10:00:00+01:00"),
        # of two the latest, whichever of them is only stated
        ({"failed_at": TUESDAY, "visits": [at(WEDNESDAY)]}, {}, "2026-06-12T15:00:00+01:00"),
        ({"failed_at": WEDNESDAY, "visits": [at(TUESDAY)]}, {}, "2026-06-12T15:00:00+01:00"),
        # or the first of them
        ({"failed_at": TUESDAY, "visits": [at(WEDNESDAY)]}, {"GL4": "first"}, "2026-06-11T10:00:00+01:00"),
        ({"failed_at": WEDNESDAY, "visits": [at(TUESDAY)]}, {"GL4": "first"}, "2026-06-11T10:00:00+01:00"),
        (
            {"failed_at": WEDNESDAY, "visits": [on("2026-06-10")]},
            {"GL4": "first"},
            "2026-06-12T15:00:00+01:00",
        ),
        # a run begins anew once the child was seen
        (
            {"visits": [at(TUESDAY), on("2026-06-10", "seen"), at("2026-06-11T09:00:00+01:00")]},
            {"GL4": "first"},
            "2026-06-15T09:00:00+01:00",
        ),
        # asked about one that is closed by now
        ({"failed_at": TUESDAY, "visits": [on("2026-06-10", "seen")]}, {}, "2026-06-11T10:00:00+01:00"),
        (
            {"failed_at": TUESDAY, "visits": [on("2026-06-10", "seen")]},
            {"GL4": "first"},
            "2026-06-11T10:00:00+01:00",
        ),
        # where only the family's causes count
        ({"visits": [at(TUESDAY), at(WEDNESDAY, cause="ours")]}, {}, "2026-06-12T15:00:00+01:00"),
        (
            {"visits": [at(TUESDAY), at(WEDNESDAY, cause="ours")]},
            {"ALL9": "family_only"},
            "2026-06-11T10:00:00+01:00",
        ),
        # two working days that run out before a weekend
        ({"failed_at": "2026-06-11T00:00:00+01:00"}, {"GL2-end": "end_of_day"}, "2026-06-13T00:00:00+01:00"),
        ({"failed_at": "2026-06-11T00:00:00+01:00"}, {}, "2026-06-15T00:00:00+01:00"),
    ],
)
def test_which_failure_and_when_it_ends(
    book: RuleBook, facts: dict[str, Any], readings: dict[str, str], ends: str
) -> None:
    found = decide(book, "retry_due", readings=readings, **facts)
    assert answer_json(found) == {"datetime": ends}


def test_of_our_making_and_only_the_family_counts(book: RuleBook) -> None:
    only = {"readings": {"ALL9": "family_only"}, "visits": [at(TUESDAY, cause="ours")]}
    assert answer_json(decide(book, "retry_due", **only)) == {"no_rule": True}
    assert decide(book, "escalate", "2026-06-09", **only).yes is False


def test_asked_on_the_very_day_it_failed(book: RuleBook) -> None:
    found = decide(book, "retry_due", "2026-06-09", failed_at=TUESDAY)
    assert answer_json(found) == {"datetime": "2026-06-11T10:00:00+01:00"}
    ahead = decide(book, "retry_due", "2026-06-08", failed_at=TUESDAY)
    assert (ahead.outcome, ahead.ask, ahead.ask_for) == (Outcome.CANNOT_SAY, "retry_due", ("failed_at",))
    assert ahead.sentence == (
        "The failed visit (Tuesday 9 June 2026) lies after Monday 8 June 2026: please check it."
    )
    assert ahead.citation is not None


def test_without_a_time_the_start_of_the_day_is_said(book: RuleBook) -> None:
    found = decide(book, "retry_due", visits=[on("2026-06-09")])
    assert answer_json(found) == {"datetime": "2026-06-11T00:00:00+01:00"}
    assert found.receipt is not None
    assert found.receipt.notes == (
        "The time of the failed visit is not recorded, so the start of that day is used.",
    )
    in_days = decide(book, "retry_due", policy="camden", visits=[on("2026-06-09")])
    assert in_days.receipt is not None
    assert in_days.receipt.notes == ()


@pytest.mark.parametrize(
    ("later", "runs"),
    [
        ({"visits": [at(TUESDAY)]}, True),
        ({"visits": [at(TUESDAY), on("2026-06-10", "seen")]}, False),
        ({"visits": [at(TUESDAY), on("2026-06-10", "seen", by="health_visitor")]}, True),
        ({"visits": [at(TUESDAY), on("2026-06-10", "seen_elsewhere", place="school")]}, True),
        ({"visits": [at(TUESDAY)], "last_successful_visit": "2026-06-10"}, False),
        ({"visits": [at(TUESDAY)], "last_successful_visit": "2026-06-09"}, True),
        ({"failed_at": TUESDAY}, True),
        ({"failed_at": TUESDAY, "last_successful_visit": "2026-06-10"}, False),
        ({"failed_at": TUESDAY, "last_successful_visit": "2026-06-08"}, True),
    ],
)
def test_the_clock_on_the_board_runs_until_a_visit_that_counts(
    book: RuleBook, later: dict[str, Any], runs: bool
) -> None:
    now = board(book, "2026-06-10", **later)
    assert (now.retry is not None) is runs
    assert bool(now.escalations) is runs
    if now.retry is not None:
        assert answer_json(now.retry) == {"datetime": "2026-06-11T10:00:00+01:00"}


@pytest.mark.parametrize("by", ["social_worker", "health_visitor"])
def test_a_run_is_broken_only_by_a_visit_that_counts(book: RuleBook, by: str) -> None:
    visits = [on("2026-06-02"), on("2026-06-05", "seen", by=by), on("2026-06-09")]
    found = decide(book, "escalate", "2026-06-09", policy="camden", plan="cin", visits=visits)
    assert found.yes is (by == "health_visitor")


# The record ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        # a day is named: the visit of that day
        (
            {"visit_date": "2026-06-09", "visits": [at(TUESDAY, "seen"), at(WEDNESDAY, "seen")]},
            {"datetime": "2026-06-10T10:00:00+01:00"},
        ),
        # two on a day: the one at that moment
        (
            {"visit_at": TUESDAY, "visits": [at(TUESDAY), at("2026-06-09T17:00:00+01:00", "seen")]},
            {"no_rule": True},
        ),
        (
            {"visit_at": TUESDAY, "visits": [at(TUESDAY, "seen"), at("2026-06-09T17:00:00+01:00")]},
            {"datetime": "2026-06-10T10:00:00+01:00"},
        ),
        # nothing is named: the last one, where it took place
        (
            {"visits": [at(TUESDAY, "seen"), at(WEDNESDAY, "seen")]},
            {"datetime": "2026-06-11T15:00:00+01:00"},
        ),
        ({"visits": [at(TUESDAY, "seen"), at(WEDNESDAY)]}, {"no_rule": True}),
        ({"visits": [at(TUESDAY, "seen", by="health_visitor")]}, {"no_rule": True}),
        ({"visits": [at(TUESDAY, "seen_elsewhere", place="school")]}, {"no_rule": True}),
        ({"failed_at": TUESDAY}, {"no_rule": True}),
        # a moment alone
        ({"visit_at": TUESDAY}, {"datetime": "2026-06-10T10:00:00+01:00"}),
        # the time is not known
        ({"visit_at": "2026-06-09"}, {"cannot_say": True, "ask_for": ["visit_at"]}),
        ({"last_successful_visit": "2026-06-09"}, {"cannot_say": True, "ask_for": ["visit_at"]}),
    ],
)
def test_which_visit_is_recorded_by_when(
    book: RuleBook, facts: dict[str, Any], answer: dict[str, Any]
) -> None:
    assert answer_json(decide(book, "record_due", **facts)) == answer


@pytest.mark.parametrize(
    ("visits", "owed"),
    [
        ([at(TUESDAY, "seen")], "2026-06-10T10:00:00+01:00"),
        ([at(TUESDAY, "seen"), at(WEDNESDAY)], "2026-06-10T10:00:00+01:00"),
        ([at(TUESDAY, "seen"), at(WEDNESDAY, "seen", by="health_visitor")], "2026-06-10T10:00:00+01:00"),
        ([at(TUESDAY, "seen", recorded=True)], None),
        ([on("2026-06-09", "seen")], None),
        ([at(TUESDAY)], None),
        ([], None),
    ],
)
def test_the_record_that_is_still_owed(
    book: RuleBook, visits: list[dict[str, Any]], owed: str | None
) -> None:
    now = board(book, "2026-06-10", visits=visits)
    assert (answer_json(now.record_by) if now.record_by is not None else None) == (
        {"datetime": owed} if owed else None
    )


def test_a_plan_without_a_limit_says_what_the_document_says(book: RuleBook) -> None:
    for ask, rule in (("retry_due", "no-retry"), ("record_due", "no-record-limit")):
        found = decide(book, ask, plan="cin", visits=[at(TUESDAY), at(WEDNESDAY, "seen")])
        assert (found.rule, answer_json(found)) == (rule, {"no_rule": True})
    assert board(book, "2026-06-10", plan="cin", visits=[at(TUESDAY)]).retry is None


def test_two_plans_keep_the_earlier_record_and_the_earlier_retry(book: RuleBook) -> None:
    early = {"plan_start": "2026-05-01", "visits": [at(TUESDAY, "seen"), at("2026-06-10T09:00:00+01:00")]}
    late = {"plan_start": "2026-05-01", "visits": [at(WEDNESDAY, "seen"), at("2026-06-10T17:00:00+01:00")]}
    for order in ((early, late), (late, early)):
        plans = [PlanFacts(PlanKind.CP, read_facts(facts)) for facts in order]
        now = book.standing("gloucestershire", plans, date(2026, 6, 10))
        assert now.record_by is not None
        assert now.retry is not None
        assert answer_json(now.record_by) == {"datetime": "2026-06-10T10:00:00+01:00"}
        assert answer_json(now.retry) == {"datetime": "2026-06-12T09:00:00+01:00"}
