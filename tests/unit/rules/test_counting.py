"""Counting, one reading at a time: the day reached, and the list of days that proves it."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from knowledge.amounts import Amount
from knowledge.calendar import Calendar, add_months
from knowledge.counting import add_amount, add_moment, counted_days, within_words
from knowledge.facts import LONDON
from tests.unit.rules.conftest import shipped

CAL = shipped().calendar
USUAL = shipped().policies["gloucestershire"].readings
HOURS = (time(9), time(17))


def day(text: str) -> date:
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("start", "n", "unit", "readings", "end"),
    [
        # Wednesday 10 June 2026 unless the case needs another day.
        ("2026-06-10", 3, "working_days", {}, "2026-06-15"),
        ("2026-06-10", 3, "working_days", {"ALL1": "visit_day"}, "2026-06-12"),
        ("2026-06-13", 1, "working_days", {"ALL1": "visit_day"}, "2026-06-15"),
        ("2026-06-10", 10, "days", {}, "2026-06-20"),
        ("2026-06-10", 10, "days", {"ALL1": "visit_day"}, "2026-06-19"),
        ("2026-06-10", 10, "days", {"ALL3": "working_day_before"}, "2026-06-19"),
        ("2026-06-10", 10, "days", {"ALL3": "working_day_after"}, "2026-06-22"),
        ("2026-06-10", 2, "weeks", {}, "2026-06-24"),
        ("2026-06-10", 1, "calendar_weeks", {}, "2026-06-21"),
        ("2026-06-14", 1, "calendar_weeks", {}, "2026-06-21"),
        ("2026-06-15", 2, "calendar_weeks", {}, "2026-07-05"),
        ("2026-06-10", 24, "hours", {}, "2026-06-11"),
        ("2026-06-10", 25, "hours", {}, "2026-06-12"),
        ("2026-06-10", 72, "hours", {}, "2026-06-13"),
        ("2026-06-10", 1, "months", {}, "2026-07-10"),
        ("2026-06-10", 1, "months", {"ALL11": "weeks"}, "2026-07-08"),
        ("2026-06-10", 3, "months", {"ALL11": "weeks"}, "2026-09-09"),
        ("2026-06-10", 6, "months", {"ALL11": "weeks"}, "2026-12-09"),
        ("2026-06-10", 1, "months", {"ALL11": "days"}, "2026-07-10"),
        ("2026-06-10", 3, "months", {"ALL11": "days"}, "2026-09-09"),
        ("2026-06-10", 6, "months", {"ALL11": "days"}, "2026-12-09"),
        ("2026-06-10", 2, "years", {"ALL11": "days"}, "2028-06-09"),
        ("2026-06-10", 1, "years", {}, "2027-06-10"),
        ("2028-02-29", 1, "years", {}, "2029-02-28"),
        ("2028-02-29", 1, "years", {"ALL11": "next_month"}, "2029-03-01"),
        ("2026-08-31", 3, "months", {}, "2026-11-30"),
        ("2026-08-31", 3, "months", {"ALL11": "next_month"}, "2026-12-01"),
        ("2026-08-30", 3, "months", {"ALL11": "next_month"}, "2026-11-30"),
    ],
)
def test_the_day_reached(start: str, n: int, unit: str, readings: dict[str, str], end: str) -> None:
    assert add_amount(CAL, day(start), Amount(n, unit), {**USUAL, **readings}) == day(end)


@pytest.mark.parametrize(
    ("start", "n", "unit", "off_day", "run_out", "end"),
    [
        ("2026-06-10T10:15", 24, "hours", "next_working_day", "next_working_day", "2026-06-11T10:15"),
        ("2026-03-28T10:15", 24, "hours", "next_working_day", "next_working_day", "2026-03-29T11:15"),
        ("2026-06-10T10:15", 48, "working_hours", "next_working_day", "next_working_day", "2026-06-12T10:15"),
        ("2026-06-10T10:15", 30, "working_hours", "next_working_day", "next_working_day", "2026-06-11T16:15"),
        ("2026-06-11T20:00", 30, "working_hours", "next_working_day", "next_working_day", "2026-06-15T02:00"),
        ("2026-06-10T20:00", 30, "working_hours", "next_working_day", "next_working_day", "2026-06-12T02:00"),
        ("2026-06-13T11:00", 48, "working_hours", "next_working_day", "next_working_day", "2026-06-17T00:00"),
        ("2026-06-13T11:00", 48, "working_hours", "the_moment", "next_working_day", "2026-06-16T11:00"),
        # Thursday 00:00 and two working days: Friday ends at Saturday 00:00, or Monday 00:00 is the next one.
        ("2026-06-11T00:00", 48, "working_hours", "next_working_day", "next_working_day", "2026-06-15T00:00"),
        ("2026-06-11T00:00", 48, "working_hours", "next_working_day", "end_of_day", "2026-06-13T00:00"),
        ("2026-06-11T10:00", 48, "working_hours", "next_working_day", "end_of_day", "2026-06-15T10:00"),
        ("2026-06-11T00:00", 30, "working_hours", "next_working_day", "end_of_day", "2026-06-12T06:00"),
        ("2026-06-10T10:15", 12, "office_hours", "next_working_day", "next_working_day", "2026-06-11T14:15"),
        ("2026-06-10T07:00", 8, "office_hours", "next_working_day", "next_working_day", "2026-06-10T17:00"),
        ("2026-06-10T18:00", 1, "office_hours", "next_working_day", "next_working_day", "2026-06-11T10:00"),
        ("2026-06-13T11:00", 8, "office_hours", "next_working_day", "next_working_day", "2026-06-15T17:00"),
        ("2026-06-12T16:00", 17, "office_hours", "next_working_day", "next_working_day", "2026-06-16T17:00"),
    ],
)
def test_the_moment_reached(start: str, n: int, unit: str, off_day: str, run_out: str, end: str) -> None:
    got = add_moment(CAL, moment(start), Amount(n, unit), off_day=off_day, run_out=run_out, office=HOURS)
    assert got == moment(end)
    assert got.tzinfo is LONDON


def test_a_moment_given_in_universal_time_is_read_on_the_london_clock() -> None:
    start = datetime.fromisoformat("2026-06-10T23:30:00+00:00")  # half past midnight on Thursday in London
    got = add_moment(
        CAL,
        start,
        Amount(48, "working_hours"),
        off_day="next_working_day",
        run_out="end_of_day",
        office=HOURS,
    )
    assert got == moment("2026-06-15T00:30")


def listed(start: str, end: str, unit: str, **readings: str) -> list[tuple[str, int | None, str]]:
    days = counted_days(CAL, day(start), day(end), Amount(1, unit), {**USUAL, **readings})
    return [(d.day.isoformat(), d.number, d.why) for d in days]


def test_the_list_strikes_out_days_off_in_working_time() -> None:
    expected = [
        ("2026-05-22", None, "counted from here"),
        ("2026-05-23", None, "Saturday"),
        ("2026-05-24", None, "Sunday"),
        ("2026-05-25", None, "Spring Bank Holiday"),
        ("2026-05-26", 1, ""),
        ("2026-05-27", 2, ""),
    ]
    for unit in ("working_days", "working_hours", "office_hours"):
        assert listed("2026-05-22", "2026-05-27", unit) == expected


def test_the_list_numbers_every_day_of_the_calendar_and_names_the_days_off() -> None:
    assert listed("2026-05-22", "2026-05-25", "days") == [
        ("2026-05-22", None, "counted from here"),
        ("2026-05-23", 1, "Saturday"),
        ("2026-05-24", 2, "Sunday"),
        ("2026-05-25", 3, "Spring Bank Holiday"),
    ]


def test_where_the_visit_day_is_day_one_the_list_begins_with_it() -> None:
    assert listed("2026-06-10", "2026-06-11", "days", ALL1="visit_day") == [
        ("2026-06-10", 1, ""),
        ("2026-06-11", 2, ""),
    ]
    assert listed("2026-06-13", "2026-06-15", "working_days", ALL1="visit_day") == [
        ("2026-06-13", None, "Saturday"),
        ("2026-06-14", None, "Sunday"),
        ("2026-06-15", 1, ""),
    ]


def test_the_list_beyond_the_calendar_knows_weekends_at_least() -> None:
    assert listed("2046-12-28", "2047-01-01", "working_days")[1:] == [
        ("2046-12-29", None, "Saturday"),
        ("2046-12-30", None, "Sunday"),
        ("2046-12-31", 1, ""),
        ("2047-01-01", 2, ""),
    ]


def test_an_amount_in_words() -> None:
    assert within_words(Amount(1, "working_days")) == "1 working day"
    assert within_words(Amount(48, "office_hours")) == "48 office hours"
    assert within_words(Amount(1, "weeks")) == "1 week"


def test_the_calendar_says_which_days_count() -> None:
    assert CAL.is_working_day(day("2026-06-12"))
    assert not CAL.is_working_day(day("2026-06-13"))
    assert not CAL.is_working_day(day("2026-12-28"))
    assert CAL.why_not(day("2026-06-12")) == ""
    assert CAL.why_not(day("2026-06-14")) == "Sunday"
    assert CAL.why_not(day("2026-12-25")) == "Christmas Day"
    assert CAL.why_not(day("2050-01-01")) == "Saturday"
    assert CAL.covers(day("1990-01-01"))
    assert CAL.covers(day("2046-12-31"))
    assert not CAL.covers(day("1989-12-31"))
    assert not CAL.covers(day("2047-01-01"))


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-06-12", 1, "2026-06-15"),
        ("2026-06-13", 1, "2026-06-15"),
        ("2026-06-15", -1, "2026-06-12"),
        ("2026-06-14", -1, "2026-06-12"),
        ("2026-06-15", -6, "2026-06-05"),
        ("2026-06-13", 0, "2026-06-13"),
        ("1990-01-02", 1, "1990-01-03"),
        ("2046-12-28", 1, "2046-12-31"),
    ],
)
def test_working_days_on_and_back(start: str, n: int, end: str) -> None:
    assert CAL.add_working_days(day(start), n) == day(end)


def test_working_days_near_a_day() -> None:
    assert CAL.next_working_day(day("2026-06-12")) == day("2026-06-12")
    assert CAL.next_working_day(day("2026-06-13")) == day("2026-06-15")
    assert CAL.previous_working_day(day("2026-06-12")) == day("2026-06-12")
    assert CAL.previous_working_day(day("2026-06-14")) == day("2026-06-12")
    assert CAL.working_days_between(day("2026-06-12"), day("2026-06-16")) == 2
    assert CAL.working_days_between(day("2026-06-13"), day("2026-06-14")) == 0
    dates, why = CAL.stretch(day("2026-06-12"), day("2026-06-14"))
    assert dates == [day("2026-06-12"), day("2026-06-13"), day("2026-06-14")]
    assert why == ["", "Saturday", "Sunday"]
    assert CAL.stretch(day("2026-06-12"), day("2026-06-11")) == ([], [])


@pytest.mark.parametrize("edge", ["1990-01-01", "2046-12-31", "1980-06-01", "2050-06-01"])
def test_the_calendar_ends_somewhere_and_says_so(edge: str) -> None:
    with pytest.raises(
        ValueError, match=rf"{edge} cannot be counted from: the calendar reaches from 1990-01-01 to"
    ):
        CAL.add_working_days(day(edge), 1)
    assert CAL.add_working_days(day(edge), 0) == day(edge)


def test_a_count_that_runs_out_of_the_calendar_says_so() -> None:
    with pytest.raises(ValueError, match="9 working days from 2046-12-27 lie outside the calendar"):
        CAL.add_working_days(day("2046-12-27"), 9)
    with pytest.raises(ValueError, match="-9 working days from 1990-01-04 lie outside"):
        CAL.add_working_days(day("1990-01-04"), -9)


def test_extra_moved_and_closure_days() -> None:
    cal = Calendar(
        "england",
        extra={day("2026-06-15"): "A proclaimed day"},
        moved={day("2026-05-25"): day("2026-06-17")},
        closures={day("2026-12-29"): "Offices closed", day("2026-12-28"): "Offices closed"},
        confirmed_until=day("2028-12-31"),
    )
    assert cal.nation == "england"
    assert cal.confirmed_until == day("2028-12-31")
    assert not cal.use_closures
    assert cal.why_not(day("2026-06-15")) == "A proclaimed day"
    assert cal.is_working_day(day("2026-05-25"))
    assert cal.why_not(day("2026-06-17")) == "Spring Bank Holiday"
    assert cal.is_working_day(day("2026-12-29"))
    closed = cal.with_closures()
    assert closed.use_closures
    assert closed.nation == "england"
    assert closed.confirmed_until == day("2028-12-31")
    assert closed.why_not(day("2026-12-29")) == "Offices closed"
    assert closed.why_not(day("2026-12-28")) != "Offices closed"  # a bank holiday keeps its name
    assert closed.why_not(day("2026-06-15")) == "A proclaimed day"
    assert closed.is_working_day(day("2026-05-25"))
    assert closed.add_working_days(day("2026-12-24"), 1) == day("2026-12-30")
    assert Calendar("scotland").with_closures().why_not(day("2026-01-02")) != ""


@pytest.mark.parametrize(
    ("start", "n", "clamped", "rolled"),
    [
        ("2026-01-31", 1, "2026-02-28", "2026-03-01"),
        ("2026-10-31", 1, "2026-11-30", "2026-12-01"),
        ("2026-08-31", 16, "2027-12-31", "2027-12-31"),
        ("2027-11-30", 3, "2028-02-29", "2028-03-01"),
        ("2026-03-31", -1, "2026-02-28", "2026-03-01"),
        ("2026-01-15", -1, "2025-12-15", "2025-12-15"),
        ("2026-11-30", 1, "2026-12-30", "2026-12-30"),
        ("2026-12-15", 12, "2027-12-15", "2027-12-15"),
    ],
)
def test_months(start: str, n: int, clamped: str, rolled: str) -> None:
    assert add_months(day(start), n) == day(clamped)
    assert add_months(day(start), n, rollover=True) == day(rolled)
