"""The safety rules, as they show in a child's standing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from knowledge.calendar import Calendar
from knowledge.facts import LONDON, read_facts
from knowledge.results import Outcome, PlanFacts, PlanKind
from knowledge.rules import RuleBook, load_rules

TODAY = date(2026, 6, 10)


def plan(kind: str, **facts: Any) -> PlanFacts:
    return PlanFacts(PlanKind(kind), read_facts(facts))


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_of_two_clocks_the_tighter_holds_and_names_the_other(book: RuleBook) -> None:
    cp = plan("cp", plan_start="2026-01-05", last_successful_visit="2026-06-08")
    cic = plan("cic", placement_start="2026-06-05", last_successful_visit="2026-06-08")
    now = book.standing("gloucestershire", [cic, cp], TODAY)
    assert now.due.on == day("2026-06-22")
    assert now.due.rule == "cp-visits"
    assert [d.on for d in now.per_plan] == [day("2026-07-20"), day("2026-06-22")]
    assert now.due.receipt is not None
    assert any("cic" in o.why for o in now.due.receipt.others)


def test_a_silent_policy_never_means_silence(book: RuleBook) -> None:
    now = book.standing("practice-matters", [plan("cp", plan_start="2026-01-05")], TODAY)
    assert now.due.outcome is Outcome.NO_RULE
    assert now.due.sentence
    assert now.due.citation is not None
    assert now.due.on is None


def test_no_plan_is_said(book: RuleBook) -> None:
    now = book.standing("gloucestershire", [], TODAY)
    assert now.due.outcome is Outcome.CANNOT_SAY
    assert now.due.ask_for == ("plan",)


def test_missing_facts_are_asked_for(book: RuleBook) -> None:
    now = book.standing("gloucestershire", [plan("cic", plan_start="2026-01-05")], TODAY)
    assert now.due.outcome is Outcome.CANNOT_SAY
    assert now.due.ask_for == ("placement_start",)


def test_section_47_shows_only_an_outer_limit(book: RuleBook) -> None:
    now = book.standing("camden", [plan("s47", plan_start="2026-06-01")], TODAY)
    assert now.due.to_be_agreed
    assert now.due.on == day("2026-06-22")
    assert "never later than" in now.due.sentence


def test_section_47_where_the_policy_is_silent(book: RuleBook) -> None:
    now = book.standing("gloucestershire", [plan("s47", plan_start="2026-06-01")], TODAY)
    assert now.due.to_be_agreed
    assert now.due.on == day("2026-06-29")
    assert "today" in now.due.sentence
    silent = book.standing("practice-matters", [plan("s47", plan_start="2026-06-01")], TODAY)
    assert silent.due.to_be_agreed
    assert silent.due.on is None


def test_a_child_in_need_date_never_hides_section_47(book: RuleBook) -> None:
    both = [
        plan("cin", plan_start="2026-01-05", last_successful_visit="2026-06-01"),
        plan("s47", plan_start="2026-06-09"),
    ]
    now = book.standing("gloucestershire", both, TODAY)
    assert now.due.to_be_agreed


def test_a_child_protection_date_leads_over_section_47(book: RuleBook) -> None:
    both = [
        plan("cp", plan_start="2026-01-05", last_successful_visit="2026-06-08"),
        plan("s47", plan_start="2026-06-09"),
    ]
    now = book.standing("camden", both, TODAY)
    assert now.due.on == day("2026-06-18")
    assert not now.due.to_be_agreed
    assert any(d.to_be_agreed for d in now.per_plan)


def test_the_law_stands_beside_the_local_date(book: RuleBook) -> None:
    facts: Mapping[str, Any] = {
        "placement_start": "2026-01-10",
        "first_review_date": "2026-02-06",
        "long_term_matched_on": "2026-05-01",
        "long_term_match_iro_approved": True,
        "long_term_match_panel_approved": True,
        "last_successful_visit": "2026-06-01",
    }
    now = book.standing("purposeful-visits-2025", [plan("cic", **facts)], TODAY)
    assert now.due.on == day("2026-08-24")
    assert now.floor is not None
    assert now.floor.on == day("2026-07-13")
    assert now.floor.citation is not None
    assert now.floor.citation.document == "care-planning-regulations-2010"


def test_no_law_beside_a_child_protection_plan(book: RuleBook) -> None:
    assert book.standing("gloucestershire", [plan("cp", plan_start="2026-06-01")], TODAY).floor is None


def test_nothing_moves_later_by_itself(book: RuleBook) -> None:
    facts = {"plan_start": "2026-06-08", "last_successful_visit": "2026-06-08"}
    later = book.standing("gloucestershire", [plan("cin", **facts)], TODAY).due
    held = book.standing("gloucestershire", [plan("cin", **facts, recorded_due="2026-06-22")], TODAY).due
    agreed = {**facts, "recorded_due": "2026-06-22", "later_date_agreed": True}
    assert later.on == day("2026-07-06")
    assert held.on == day("2026-06-22")
    assert held.receipt is not None
    assert any("named decision" in n for n in held.receipt.notes)
    assert book.standing("gloucestershire", [plan("cin", **agreed)], TODAY).due.on == day("2026-07-06")


def test_a_step_up_that_is_past_says_see_now(book: RuleBook) -> None:
    now = book.standing(
        "gloucestershire", [plan("cp", plan_start="2026-06-10", last_successful_visit="2026-05-20")], TODAY
    )
    assert now.due.on == day("2026-06-04")
    assert "now" in now.due.sentence


def test_an_unborn_child_has_visits_and_no_counters(book: RuleBook) -> None:
    now = book.standing("camden", [plan("cp", plan_start="2026-06-01", unborn=True)], TODAY)
    assert now.due.on == day("2026-06-11")
    assert {o.what for o in now.owed} <= {"unannounced", "bedroom"}


def test_birth_brings_the_counters_on_the_same_day(book: RuleBook) -> None:
    born = plan("cp", plan_start="2026-05-01", child_dob="2026-06-10", last_successful_visit="2026-06-05")
    decision = book.decide("camden", "cp", "awake_due", born.facts, TODAY)
    assert decision.on == day("2026-07-22")


def test_the_retry_clock_runs_until_the_child_is_seen(book: RuleBook) -> None:
    failed = {"date": "2026-06-09", "outcome": "not_seen", "at": "2026-06-09T10:00:00+01:00"}
    one = plan("cp", plan_start="2026-01-05", visits=[failed])
    now = book.standing("gloucestershire", [one], TODAY)
    assert now.retry is not None
    assert now.retry.moment == datetime(2026, 6, 11, 10, 0, tzinfo=LONDON)
    assert [d.who for d in now.escalations] == [("team manager",)]
    seen = plan("cp", plan_start="2026-01-05", visits=[failed, {"date": "2026-06-10", "outcome": "seen"}])
    after = book.standing("gloucestershire", [seen], TODAY)
    assert after.retry is None
    assert after.escalations == ()


def test_a_failure_without_a_time_is_counted_from_the_start_of_its_day(book: RuleBook) -> None:
    now = book.standing(
        "gloucestershire",
        [plan("cp", plan_start="2026-01-05", visits=[{"date": "2026-06-09", "outcome": "not_seen"}])],
        TODAY,
    )
    assert now.retry is not None
    assert now.retry.moment == datetime(2026, 6, 11, 0, 0, tzinfo=LONDON)
    assert "the end of Wednesday 10 June 2026" in now.retry.sentence
    assert now.retry.receipt is not None
    assert any("time" in n for n in now.retry.receipt.notes)


def test_the_record_is_owed_until_it_is_written(book: RuleBook) -> None:
    visit = {"date": "2026-06-09", "outcome": "seen", "at": "2026-06-09T16:00:00+01:00"}
    now = book.standing("gloucestershire", [plan("cp", plan_start="2026-01-05", visits=[visit])], TODAY)
    assert now.record_by is not None
    assert now.record_by.moment == datetime(2026, 6, 10, 16, 0, tzinfo=LONDON)
    done = book.standing(
        "gloucestershire", [plan("cp", plan_start="2026-01-05", visits=[{**visit, "recorded": True}])], TODAY
    )
    assert done.record_by is None


def test_owed_at_the_next_visit(book: RuleBook) -> None:
    visits = [{"date": "2026-05-01", "outcome": "seen"}, {"date": "2026-05-20", "outcome": "seen"}]
    child = plan("cin", plan_start="2026-03-20", child_dob="2018-01-01", visits=visits)
    owed = {o.what: o for o in book.standing("camden", [child], TODAY).owed}
    assert set(owed) == {"alone", "bedroom", "unannounced"}
    assert owed["unannounced"].by == day("2026-06-20")
    assert owed["bedroom"].by is None


def test_what_can_wait_is_not_owed_yet(book: RuleBook) -> None:
    visits = [{"date": "2026-06-01", "outcome": "seen", "announced": False, "bedroom_seen": True}]
    child = plan(
        "cin", plan_start="2026-03-20", child_dob="2025-01-01", visits=[{**visits[0], "awake": True}]
    )
    assert book.standing("camden", [child], TODAY).owed == ()


@pytest.mark.parametrize(
    "policy", ["gloucestershire", "camden", "purposeful-visits-2025", "practice-matters", "derby-derbyshire"]
)
@pytest.mark.parametrize("kind", [k.value for k in PlanKind])
def test_every_policy_says_something_about_every_plan(book: RuleBook, policy: str, kind: str) -> None:
    now = book.standing(policy, [plan(kind)], TODAY)
    assert now.due.sentence.endswith((".", "!"))
    assert now.due.citation is not None
    assert now.due.citation.section


def test_a_visit_after_today_is_left_out_and_named(book: RuleBook) -> None:
    visits = [{"date": "2026-06-01", "outcome": "seen"}, {"date": "2026-06-20", "outcome": "seen"}]
    now = book.standing("gloucestershire", [plan("cp", plan_start="2026-01-05", visits=visits)], TODAY)
    assert now.due.on == day("2026-06-15")
    assert now.due.receipt is not None
    assert any("after the day" in o.why for o in now.due.receipt.ignored)


def test_a_last_visit_after_today_cannot_be_counted_from(book: RuleBook) -> None:
    now = book.standing(
        "gloucestershire", [plan("cp", plan_start="2026-01-05", last_successful_visit="2026-06-20")], TODAY
    )
    assert now.due.outcome is Outcome.CANNOT_SAY
    assert "check" in now.due.sentence


def test_a_day_list_is_the_same_before_and_after_it_is_looked_at(book: RuleBook) -> None:
    facts = {"plan_start": date(2026, 1, 5), "last_successful_visit": date(2026, 6, 8)}
    a = book.decide("gloucestershire", "cp", "next_due", facts, TODAY)
    b = book.decide("gloucestershire", "cp", "next_due", facts, TODAY)
    assert a.receipt is not None
    assert len(a.receipt.days) == 15
    assert a == b


def test_the_time_of_day_at_which_it_runs_out_is_a_reading(book: RuleBook) -> None:
    visit = {"date": "2026-06-08", "outcome": "seen", "at": "2026-06-08T16:30:00+01:00"}
    facts = read_facts({"plan_start": "2026-01-05", "visits": [visit]})
    clock = book.decide("gloucestershire", "cp", "next_due", facts, TODAY, readings={"ALL2": "clock_time"})
    office = book.decide("gloucestershire", "cp", "next_due", facts, TODAY, readings={"ALL2": "office_close"})
    assert clock.moment == datetime(2026, 6, 22, 16, 30, tzinfo=LONDON)
    assert office.moment == datetime(2026, 6, 22, 17, 0, tzinfo=LONDON)
    assert clock.on == office.on == day("2026-06-22")
    assert clock.receipt is not None
    assert any(r.startswith("ALL2") for r in clock.receipt.readings)


def test_a_day_outside_the_calendar_is_refused(book: RuleBook) -> None:
    with pytest.raises(ValueError, match="cannot be counted"):
        book.calendar.add_working_days(date(1980, 1, 1), 3)
    with pytest.raises(ValueError, match="outside the calendar"):
        book.calendar.add_working_days(date(2046, 12, 30), 30)


def test_closure_days_count_only_where_they_are_chosen(tmp_path: Path) -> None:
    (tmp_path / "calendar.yaml").write_text(
        "format: 1\nnation: england\nconfirmed_until: 2028-12-31\n"
        "extra: [{day: 2026-06-15, name: A proclaimed day}]\n"
        "closures: [{day: 2026-06-16, name: Offices closed}]\nmoved: [{day: 2026-05-25, to: 2026-06-17}]\n"
    )
    own = load_rules((tmp_path,))
    facts = {"plan_start": date(2026, 1, 5), "last_successful_visit": date(2026, 6, 12)}
    plain = own.decide("gloucestershire", "cp", "next_due", facts, None)
    closed = own.decide("gloucestershire", "cp", "next_due", facts, None, readings={"ALL12": "and_closures"})
    assert plain.on == day("2026-06-30")
    assert closed.on == day("2026-07-01")
    assert own.calendar.is_working_day(day("2026-05-25"))
    assert closed.receipt is not None
    assert {d.why for d in closed.receipt.days if d.number is None} >= {"A proclaimed day", "Offices closed"}


def test_scotland_has_days_of_its_own() -> None:
    assert not Calendar("scotland").is_working_day(day("2026-01-02"))
    assert Calendar("england").is_working_day(day("2026-01-02"))
