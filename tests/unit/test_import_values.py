"""Single cells of an import: what is read, and what is refused with which cure."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.people import Role
from bot.services.import_values import (
    EARLIEST,
    LATEST,
    BadValue,
    read_date,
    read_days,
    read_initials,
    read_phone,
    read_plan_dates,
    read_plans,
    read_reference,
    read_role,
    read_slack_id,
    read_text,
    read_yes_no,
)
from knowledge.results import PlanKind


def refused(reader: Callable[[str], object], text: str) -> str:
    with pytest.raises(BadValue) as trouble:
        reader(text)
    return trouble.value.sentence


@pytest.mark.parametrize(
    "text",
    [
        *("2026-03-05", "05/03/2026", "5/3/2026", "05-03-2026", "5.3.2026", "2026/3/5", "5 March 2026"),
        *("5th Mar 2026", "05-Mar-2026", "05/03/2026 00:00:00", "2026-03-05T00:00:00", "2026-03-05 14:30"),
    ],
)
def test_the_usual_ways_to_write_the_fifth_of_march(text: str) -> None:
    assert read_date(text) == date(2026, 3, 5)


def test_a_moment_with_an_offset_is_its_day_in_london() -> None:
    assert read_date("2026-06-30T23:00:00Z") == date(2026, 7, 1)
    assert read_date("2026-12-31 23:00:00+00:00") == date(2026, 12, 31)


@settings(deadline=None)
@given(st.dates(EARLIEST, LATEST))
def test_every_day_is_read_back_from_both_forms(day: date) -> None:
    assert read_date(day.isoformat()) == day
    assert read_date(day.strftime("%d/%m/%Y")) == day


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("05/03/26", "four figures"),
        ("5-Mar-26", "four figures"),
        ("12/31/2026", "day comes first"),
        ("2026-02-30", "does not exist"),
        ("46022", "spreadsheet"),
        ("next Tuesday", "not a date"),
        ("01/01/1826", "1990 to 2044"),
        ("2062-01-01", "1990 to 2044"),
    ],
)
def test_dates_that_are_refused_say_what_to_write(text: str, cure: str) -> None:
    sentence = refused(read_date, text)
    assert text in sentence
    assert cure in sentence


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    readers: list[Callable[[str], object]] = [read_date, read_days, read_initials, read_reference, read_plans]
    readers += [read_plan_dates, read_role, read_slack_id, read_yes_no, read_phone]
    for reader in readers:
        with contextlib.suppress(BadValue):
            reader(text)


@pytest.mark.parametrize("text", ["yes", "Y", "TRUE", "1", "x", "Yes."])
def test_yes(text: str) -> None:
    assert read_yes_no(text) is True


@pytest.mark.parametrize("text", ["no", "N", "False", "0"])
def test_no(text: str) -> None:
    assert read_yes_no(text) is False


def test_neither_yes_nor_no() -> None:
    assert "yes or no" in refused(read_yes_no, "perhaps")


@pytest.mark.parametrize(
    ("text", "days"), [("10", 10), ("10.0", 10), ("10 days", 10), ("15 working days", 15)]
)
def test_days(text: str, days: int) -> None:
    assert read_days(text) == days


@pytest.mark.parametrize("text", ["0", "-3", "367", "weekly", "3.5"])
def test_days_that_are_refused(text: str) -> None:
    assert "1 to 366" in refused(read_days, text)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("CP", [PlanKind.CP]),
        ("Child Protection", [PlanKind.CP]),
        ("CIN plan", [PlanKind.CIN]),
        ("Child in Need", [PlanKind.CIN]),
        ("LAC", [PlanKind.CIC]),
        ("CiC", [PlanKind.CIC]),
        ("looked-after", [PlanKind.CIC]),
        ("Early Help", [PlanKind.EARLY_HELP]),
        ("Section 47", [PlanKind.S47]),
        ("disabled child's plan", [PlanKind.CWD]),
        ("placed with parents", [PlanKind.PLACEMENT_WITH_PARENTS]),
        ("new referral", [PlanKind.REFERRAL]),
        ("cp; cic", [PlanKind.CP, PlanKind.CIC]),
        ("Child protection and looked after", [PlanKind.CP, PlanKind.CIC]),
        ("CP/LAC", [PlanKind.CP, PlanKind.CIC]),
        ("cp, CP", [PlanKind.CP]),
    ],
)
def test_plans_by_their_usual_names(text: str, kinds: list[PlanKind]) -> None:
    assert list(read_plans(text)) == kinds


def test_an_unknown_plan_names_those_that_are_known() -> None:
    sentence = refused(read_plans, "cp; youth justice")
    assert "youth justice" in sentence
    assert "early-help" in sentence


def test_a_date_for_each_plan() -> None:
    assert read_plan_dates("05/01/2026") == {None: date(2026, 1, 5)}
    both = {PlanKind.CP: date(2026, 1, 5), PlanKind.CIC: date(2026, 3, 1)}
    assert read_plan_dates("cp=2026-01-05; cic=01/03/2026") == both
    assert read_plan_dates("CP: 2026-01-05, LAC: 2026-03-01") == both
    assert "each plan" in refused(read_plan_dates, "cp=2026-01-05; 2026-03-01")
    assert "twice" in refused(read_plan_dates, "cp=2026-01-05; CP=2026-03-01")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("practitioner", Role.PRACTITIONER),
        ("Social Worker", Role.PRACTITIONER),
        ("Family support worker", Role.PRACTITIONER),
        ("team manager", Role.MANAGER),
        ("Service Manager", Role.SERVICE_MANAGER),
        ("service_manager", Role.SERVICE_MANAGER),
        ("Conference Chair", Role.CHAIR),
        ("IRO", Role.IRO),
        ("Policy lead", Role.POLICY_LEAD),
    ],
)
def test_roles_by_their_usual_names(text: str, role: Role) -> None:
    assert read_role(text) is role


def test_slack_ids() -> None:
    assert read_slack_id("u012abcdef") == read_slack_id("<@U012ABCDEF>") == "U012ABCDEF"
    assert "Copy member ID" in refused(read_slack_id, "@amina")
    assert "Copy member ID" in refused(read_slack_id, "C0GENERAL ")


def test_markup_and_length_in_names() -> None:
    assert read_text("Siân O'Evans-Rees", 120) == "Siân O'Evans-Rees"
    assert "signs" in refused(lambda text: read_text(text, 120), "<!channel>")
    assert "longer than 8" in refused(lambda text: read_text(text, 8), "Long name")


@pytest.mark.parametrize(
    ("text", "initials"),
    [("AB", "AB"), ("A.B.", "AB"), ("a b", "AB"), ("J-P K", "JPK"), ("ÉÅ", "ÉÅ"), ("A.N.N.A.", "ANNA")],
)
def test_initials(text: str, initials: str) -> None:
    assert read_initials(text) == initials


@pytest.mark.parametrize(
    "text", ["Anna", "Tom B", "tom", "ABCDEF", "Anna Bell", "ANNA", "A1B", "<b>", "12", "O'Brien"]
)
def test_what_looks_like_a_name_is_not_taken_for_initials(text: str) -> None:
    assert "initials only" in refused(read_initials, text)


@pytest.mark.parametrize(
    "text", ["MP-1042", "123456", "mp 1042", "CS/2026/17", "Case 12", "ABC_12.3", "000012345678"]
)
def test_references(text: str) -> None:
    assert read_reference(text) == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Anna Bell", "a name"),
        ("bell-2014", "a name"),
        ("Bell 14", "a name"),
        ("ANNA BELL 14", "a name"),
        ("MP", "a name"),
        ("943 476 5919", "NHS number"),
        ("9434765919", "NHS number"),
        ("GL1 2AB", "postcode"),
        ("sw1a1aa", "postcode"),
        ("12/03/2019", "a date"),
        ("01632 960123", "telephone"),
        ("MP<1042>", "only letters"),
        ("X" * 39 + "12", "longer than 40"),
    ],
)
def test_references_that_say_too_much(text: str, why: str) -> None:
    sentence = refused(read_reference, text)
    assert why in sentence
