"""The rule book: which packs it holds, which law stands beside a policy, and what is wrong is said by name."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from knowledge.calendar import Calendar, add_months
from knowledge.facts import read_facts
from knowledge.results import PlanFacts, PlanKind
from knowledge.rules import STATUTORY, PackError, RuleBook, load_rules

GOOD = Path(__file__).parents[2] / "broken_packs" / "good"
INVENTED = Path(__file__).parents[2] / "invented_packs"
CARE = [PlanFacts(PlanKind.CIC, read_facts({"placement_start": "2026-06-08", "plan_start": "2026-06-08"}))]
TODAY = date(2026, 6, 10)


def _own(tmp_path: Path) -> Path:
    shutil.copytree(GOOD, tmp_path / "good")
    (tmp_path / "good" / "calendar.yaml").unlink()
    return tmp_path


def test_a_folder_that_is_no_pack_hides_none_after_it(tmp_path: Path) -> None:
    folder = _own(tmp_path)
    (folder / "a-drawer").mkdir()
    assert "good" in load_rules((folder,)).policies


def test_an_own_pack_replaces_the_one_that_ships(tmp_path: Path, book: RuleBook) -> None:
    shutil.copytree(book.policies["camden"].folder, tmp_path / "camden")
    file = tmp_path / "camden" / "pack.yaml"
    file.write_text(file.read_text().replace("version: undated", 'version: "2027"'))
    own = load_rules((tmp_path,))
    assert own.policies["camden"].version == "2027"
    assert set(own.policies) == set(book.policies)


@pytest.mark.parametrize("name", ["good/rules.yaml", "calendar.yaml"])
def test_what_is_refused_is_named_by_its_place_in_the_folder(tmp_path: Path, name: str) -> None:
    folder = _own(tmp_path)
    (folder / name).write_text("format: 1\nformat: 1\n")
    with pytest.raises(PackError) as caught:
        load_rules((folder,))
    assert str(caught.value).startswith(name), caught.value


def test_a_question_or_policy_that_is_not_there(book: RuleBook) -> None:
    with pytest.raises(
        ValueError, match=r"^`next_dew` is not a question the rules answer\. Did you mean `next_due`"
    ):
        book.decide("camden", "cp", "next_dew", {}, None)
    with pytest.raises(ValueError, match=r"^There is no policy `camdem`\. Did you mean `camden`"):
        book.standing("camdem", CARE, TODAY)


def test_the_law_beside_a_policy_and_not_beside_itself(book: RuleBook) -> None:
    beside = book.standing("gloucestershire", CARE, TODAY).floor
    assert beside is not None
    assert beside.citation is not None
    assert beside.citation.document == STATUTORY
    assert book.standing("gloucestershire", CARE, TODAY, statutory=None).floor is None
    assert book.standing("gloucestershire", CARE, TODAY, statutory="").floor is None
    assert book.standing("gloucestershire", CARE, TODAY, statutory="another-law").floor is None
    assert book.standing(STATUTORY, CARE, TODAY).floor is None


def test_the_board_under_a_reading(book: RuleBook) -> None:
    plain = book.standing("gloucestershire", CARE, TODAY)
    early = book.standing("gloucestershire", CARE, TODAY, readings={"GL14": "start_is_day_1"})
    assert (plain.due.on, early.due.on) == (date(2026, 6, 15), date(2026, 6, 14))
    assert plain.floor == early.floor


def test_of_two_laws_on_a_child_the_earlier_date(book: RuleBook) -> None:
    facts = read_facts({"placement_start": "2026-01-05", "last_successful_visit": "2026-06-08"})
    plans = [PlanFacts(kind, facts) for kind in (PlanKind.CIC, PlanKind.PLACEMENT_WITH_PARENTS)]
    for order in (plans, plans[::-1]):
        floor = book.standing("gloucestershire", order, TODAY).floor
        assert floor is not None
        assert floor.on == date(2026, 6, 15)


def test_of_several_silent_plans_the_first_speaks(book: RuleBook) -> None:
    seen = {"date": "2026-06-09", "outcome": "seen"}
    referral = PlanFacts(PlanKind.REFERRAL, read_facts({"referral_date": "2026-06-08", "visits": [seen]}))
    for order in ([referral, *CARE], [*CARE, referral]):
        now = book.standing("camden", order, TODAY)
        assert now.due == now.per_plan[0]
    assert {d.rule for d in now.per_plan} == {"referral-then", "scope"}


def test_a_limit_in_hours_and_one_in_days_are_compared_by_when_they_run_out() -> None:
    northmoor = load_rules((INVENTED,))
    for at, first in (("2026-06-12T10:00", "record-cp"), ("2026-06-09T10:00", "record-cp")):
        visit = {"date": at[:10], "outcome": "seen", "at": at}
        facts = read_facts({"plan_start": "2026-06-01", "child_dob": "2015-01-01", "visits": [visit]})
        plans = [PlanFacts(kind, facts) for kind in (PlanKind.CP, PlanKind.CIN)]
        for order in (plans, plans[::-1]):
            found = northmoor.standing("northmoor", order, date(2026, 6, 12)).record_by
            assert found is not None
            assert found.rule == first


@pytest.mark.parametrize(("last_unannounced", "owed"), [("2026-03-10", True), ("2026-03-11", False)])
def test_daily_visits_owe_only_what_falls_due_before_the_one_after(
    book: RuleBook, last_unannounced: str, owed: bool
) -> None:
    """Seen every day, next on the 10th: an unannounced visit due on the 10th is owed then, one due on the 11th is not."""
    visits = [
        {"date": last_unannounced, "outcome": "seen", "announced": False},
        {"date": "2026-06-09", "outcome": "seen"},
    ]
    facts = read_facts(
        {"plan_start": "2026-01-05", "child_dob": "2015-01-01", "plan_every_days": 1, "visits": visits}
    )
    now = book.standing("camden", [PlanFacts(PlanKind.CP, facts)], date(2026, 6, 9))
    assert now.due.on == date(2026, 6, 10)
    assert ("unannounced" in {o.what for o in now.owed}) is owed


def test_the_calendar_at_its_ends(book: RuleBook) -> None:
    cal = book.calendar
    monday = date(2026, 6, 8)
    assert cal.add_working_days(monday, 0) == monday
    assert cal.add_working_days(date(2026, 6, 7), 0) == date(2026, 6, 7)
    assert cal.add_working_days(monday, -1) == date(2026, 6, 5)
    assert cal.add_working_days(date(2026, 6, 7), -1) == date(2026, 6, 5)
    # 1990 began with a holiday: its first working day is the 2nd, and nothing lies before it
    assert cal.add_working_days(date(1990, 1, 3), -1) == date(1990, 1, 2)
    with pytest.raises(ValueError, match="lie outside the calendar"):
        cal.add_working_days(date(1990, 1, 3), -2)
    friday = date(2046, 12, 28)
    assert cal.add_working_days(friday, 1) == date(2046, 12, 31)
    with pytest.raises(ValueError, match="lie outside the calendar"):
        cal.add_working_days(friday, 2)


def test_why_a_day_is_struck_out_beyond_the_calendar_too() -> None:
    cal = Calendar(extra={date(2050, 6, 1): "A day far ahead"})
    assert cal.why_not(date(2050, 6, 1)) == "A day far ahead"
    assert cal.why_not(date(2050, 6, 4)) == "Saturday"
    assert cal.why_not(date(2050, 6, 2)) == ""


@pytest.mark.parametrize(
    ("start", "months", "rollover", "on"),
    [
        (date(2026, 11, 30), 3, False, date(2027, 2, 28)),
        (date(2026, 11, 30), 3, True, date(2027, 3, 1)),
        (date(2027, 11, 30), 3, False, date(2028, 2, 29)),
        (date(2026, 8, 31), 3, False, date(2026, 11, 30)),
        (date(2026, 8, 31), 3, True, date(2026, 12, 1)),
        (date(2026, 9, 30), 3, False, date(2026, 12, 30)),
        (date(2026, 10, 31), 2, False, date(2026, 12, 31)),
        (date(2026, 12, 31), 2, True, date(2027, 3, 1)),
    ],
)
def test_months(start: date, months: int, rollover: bool, on: date) -> None:
    assert add_months(start, months, rollover=rollover) == on
