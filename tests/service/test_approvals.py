"""A longer gap is approved by name and until a day: it opens only what was approved, and lapses; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.bootstrap import Deps
from bot.clock import FixedClock
from bot.domain.children import Child
from bot.domain.people import Actor, Role
from bot.domain.plan_changes import Change, Kind, read_pending
from bot.errors import InvalidInput
from bot.services import caseload, plans
from bot.services.dates import recompute
from bot.services.plan_choices import FILE, ChoicesError, choices, read_choices
from knowledge import Knowledge
from knowledge.results import PlanKind
from tests.builders import AMINA, GRACE, LEAH, a_cast, a_child
from tests.conftest import make_deps
from tests.service.test_plans import audits, due, fed, feed, interval, now, problems, save

TODAY = date(2026, 11, 23)
SEEN = date(2026, 11, 16)
BEFORE = date(2026, 11, 10)
UNTIL = date(2027, 10, 1)
SIX_WEEKS, THREE_MONTHS, SIX_MONTHS = date(2026, 12, 28), date(2027, 2, 16), date(2027, 5, 16)
IRIS = Actor("U0IRIS", "Iris Okoro", Role.IRO, "", True, None, None, "")


@pytest.fixture(autouse=True)
def people(deps: Deps) -> None:
    a_cast(deps)
    with deps.transaction() as tx:
        tx.people.save(IRIS)


def approval(child: Child, name: str, until: date | None = UNTIL, by: Actor = IRIS, **more: Any) -> Change:
    said = {"agreed_with": "review", "agreed_by": by.slack_id, "agreed_on": BEFORE, **more}
    return Change(child.id, Kind.APPROVAL, approval=name, until=until, **said)


def fostered(deps: Deps, **facts: Any) -> Child:
    start = date(2024, 11, 1)
    born = date(2012, 5, 4)
    return a_child(deps, plan=PlanKind.CIC, start=start, born=born, seen=SEEN, placement_start=start, **facts)


def approved(deps: Deps, child: Child) -> None:
    """Everything that six months need."""
    for name in ("long_term_foster", "child_sufficient_understanding", "child_agrees_less", "iro_agreed"):
        save(deps, AMINA, approval(child, name), f"view:{child.id}:{name}")


def test_six_months_open_only_with_every_approval(deps: Deps) -> None:
    child = fostered(deps)
    assert due(deps, child).act_by == SIX_WEEKS
    for name in ("long_term_foster", "child_sufficient_understanding", "child_agrees_less"):
        shown = save(deps, AMINA, approval(child, name), f"view:{name}")
        assert (shown.before, shown.after) == (SIX_WEEKS, SIX_WEEKS)
        assert choices().says["approval_waits"] in shown.notes
    shown = plans.preview(deps, AMINA, approval(child, "iro_agreed"))
    assert due(deps, child).act_by == SIX_WEEKS, "looking saves nothing"
    done = plans.save(deps, AMINA, read_pending(shown.pending.pack()), "view:last")
    assert (shown.before, shown.after) == (SIX_WEEKS, SIX_MONTHS)
    assert shown.later
    assert "Iris Okoro" in shown.decided
    assert done.tell == (IRIS.slack_id,), "who decided hears of it"
    assert due(deps, child).act_by == SIX_MONTHS
    facts = now(deps, child).plans[0].facts
    assert facts["iro_agreed"] is True
    assert (facts["iro_agreed_on"], facts["iro_agreed_until"]) == (BEFORE.isoformat(), UNTIL.isoformat())
    assert (facts["iro_agreed_decided_by"], facts["iro_agreed_decided_in"]) == (IRIS.slack_id, "review")
    assert "long_term_foster_until" not in facts, "a fact about the placement has no end of its own"
    entry = audits(deps, "plan.approval")[-1]
    assert (entry["agreed_by"], entry["until"]) == (IRIS.slack_id, UNTIL.isoformat())
    assert (entry["before"], entry["after"]) == (SIX_WEEKS.isoformat(), SIX_MONTHS.isoformat())


@pytest.mark.parametrize("name", ["iro_agreed", "child_agrees_less"])
def test_an_approval_that_ended_brings_the_earlier_date_back(deps: Deps, name: str) -> None:
    child = fostered(deps)
    approved(deps, child)
    shown = save(deps, AMINA, approval(child, name, None, ended=True, agreed_on=TODAY))
    assert (shown.before, shown.after) == (SIX_MONTHS, SIX_WEEKS)
    assert due(deps, child).act_by == SIX_WEEKS
    assert not any(fact.startswith(name) for fact in now(deps, child).plans[0].facts)


def test_an_approval_lapses_by_itself(deps: Deps, clock: FixedClock) -> None:
    child = fostered(deps)
    approved(deps, child)
    save(deps, AMINA, approval(child, "iro_agreed", date(2027, 1, 15)), "view:short")
    clock.move(timedelta(60))
    with deps.transaction() as tx:
        recompute(deps, tx, now(deps, child), "test")
    found = due(deps, child).act_by
    assert found is not None
    assert found < clock.today(), "on 22 January the six weeks count again: overdue, not in May"


def test_three_months_open_for_a_placement_until_18_alone(deps: Deps) -> None:
    child = fostered(deps)
    assert save(deps, AMINA, approval(child, "intended_until_18", None)).after == THREE_MONTHS
    approved(deps, child)
    assert due(deps, child).act_by == SIX_MONTHS


def test_an_approval_given_after_the_last_visit_counts_from_the_next(deps: Deps) -> None:
    child = fostered(deps)
    approved(deps, child)
    renewed = approval(child, "iro_agreed", date(2027, 12, 1), agreed_on=TODAY)
    assert save(deps, AMINA, renewed, "view:renewed").after == SIX_MONTHS, "renewed in time: no gap"
    assert now(deps, child).plans[0].facts["iro_agreed_on"] == BEFORE.isoformat()
    other = fostered(deps)
    approved(deps, other)
    save(deps, AMINA, approval(other, "iro_agreed", None, ended=True, agreed_on=TODAY), "view:ended")
    again = save(deps, AMINA, replace(renewed, child_id=other.id), "view:again")
    assert again.after == SIX_WEEKS, "at the last visit it was not on record any more"


def test_an_approval_does_not_free_a_date_that_is_held_for_another_reason(deps: Deps) -> None:
    child = a_child(deps, plan=PlanKind.EARLY_HELP, seen=SEEN, plan_every_working_days=3)
    before = due(deps, child).act_by
    assert before == date(2026, 11, 19)
    assert save(deps, GRACE, interval(child, 20)).held
    shown = save(deps, GRACE, approval(child, "variance_approved", by=GRACE), "view:2")
    assert shown.held
    assert due(deps, child).act_by == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"until": None}, "until"),
        ({"until": date(2026, 11, 22)}, "until"),
        ({"until": TODAY + timedelta(401)}, "until"),
        ({"approval": ""}, "approval"),
        ({"approval": "head_of_service_approved"}, "approval"),
        ({"ended": True}, "ended"),
        ({"agreed_with": ""}, "agreed_with"),
        ({"agreed_by": ""}, "agreed_by"),
        ({"agreed_by": AMINA.slack_id}, "agreed_by"),
        ({"agreed_by": LEAH.slack_id}, "agreed_by"),
        ({"agreed_on": None}, "agreed_on"),
        ({"agreed_on": date(2026, 11, 24)}, "agreed_on"),
    ],
)
def test_a_slip_in_an_approval_is_told_at_its_field(deps: Deps, change: dict[str, Any], field: str) -> None:
    child = fostered(deps)
    assert set(problems(deps, AMINA, replace(approval(child, "iro_agreed"), **change))) == {field}


def test_the_last_days_that_can_be_entered_are_taken(deps: Deps) -> None:
    child = fostered(deps)
    for until in (TODAY, TODAY + timedelta(choices().ahead_days)):
        assert plans.preview(deps, AMINA, approval(child, "iro_agreed", until)).changes


def test_a_plan_without_approvals_says_so(deps: Deps) -> None:
    child = a_child(deps, plan=PlanKind.S47, start=date(2026, 11, 20))
    with pytest.raises(InvalidInput) as refused:
        plans.preview(deps, AMINA, approval(child, "variance_approved"))
    assert refused.value.fields == {"plan_of": choices().says["approval_none"]}


def test_a_new_placement_drops_the_approvals_and_who_gave_them(deps: Deps) -> None:
    child = fostered(deps)
    approved(deps, child)
    save(deps, AMINA, Change(child.id, Kind.PLACEMENT, starts=date(2026, 11, 20)), "view:moved")
    left = now(deps, child).plans[0].facts
    assert not any(name.startswith(("iro_agreed", "child_agrees", "long_term_foster")) for name in left)


def test_the_next_import_does_not_bring_back_what_ended_here(deps: Deps) -> None:
    cells = {
        "plans": "cic",
        "plan_start": "2024-11-01",
        "placement_start": "2024-11-01",
        "last_visit": "2026-11-16",
    }
    said = dict.fromkeys(
        ("long_term_foster", "child_sufficient_understanding", "child_agrees_less", "iro_agreed"), "yes"
    )
    feed(deps, **cells, **said)
    child = fed(deps)
    assert due(deps, child).act_by == SIX_MONTHS
    save(deps, AMINA, approval(child, "iro_agreed", None, ended=True, agreed_on=TODAY))
    feed(deps, **cells, **said)
    assert due(deps, child).act_by == SIX_WEEKS
    assert "iro_agreed" not in now(deps, child).plans[0].facts


def test_an_approval_that_is_no_known_fact_stops_the_start(tmp_path: Path) -> None:
    path = tmp_path / "plans.yaml"
    path.write_text(
        FILE.read_text(encoding="utf-8").replace("  iro_agreed: {", "  iro_agrees: {"), encoding="utf-8"
    )
    with pytest.raises(ChoicesError, match=r"approvals\.iro_agrees"):
        read_choices(path)


# --- another policy ------------------------------------------------------------------------------------------


@pytest.fixture
def purposeful(database_url: str, clock: FixedClock, knowledge: Knowledge) -> Iterator[Deps]:
    made = make_deps(database_url, clock, knowledge, DOORSTEP_POLICY="purposeful-visits-2025")
    a_cast(made)
    yield made
    made.engine.dispose()


def test_twelve_weeks_for_a_disabled_child_need_the_head_of_service(purposeful: Deps) -> None:
    deps = purposeful
    child = a_child(deps, plan=PlanKind.CWD, start=date(2025, 9, 1), seen=SEEN, underlying_plan="cin")
    twenty_days, twelve_weeks = date(2026, 12, 14), date(2027, 2, 8)
    assert due(deps, child).act_by == twenty_days
    by = {"by": GRACE, "agreed_with": "panel"}
    shown = save(deps, AMINA, approval(child, "cf_assessment_supports", **by))
    assert (shown.before, shown.after) == (twenty_days, twenty_days)
    shown = save(deps, AMINA, approval(child, "head_of_service_approved", **by), "view:2")
    assert (shown.before, shown.after) == (twenty_days, twelve_weeks)
    assert due(deps, child).act_by == twelve_weeks
    assert "12 weeks" in "\n".join(caseload.why(deps, AMINA, child.id).lines)
    ended = approval(child, "head_of_service_approved", None, ended=True, agreed_on=TODAY, **by)
    assert save(deps, AMINA, ended, "view:3").after == twenty_days
