"""The demo team, loaded on any day of the year."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bot.bootstrap import Deps
from bot.clock import FixedClock
from bot.domain.messages import DueState
from bot.domain.people import Role
from bot.errors import Conflict
from bot.services import caseload
from bot.services.access import actor
from bot.services.demo import load_demo
from knowledge import Knowledge
from tests.builders import AMINA, a_cast, a_child
from tests.conftest import make_deps

DAYS = ["2026-11-23", "2026-12-12", "2026-12-27", "2027-01-01", "2027-03-28", "2028-02-29"]


@pytest.mark.parametrize("day", DAYS)
def test_aminas_caseload_shows_every_state_on_any_day(day: str, knowledge: Knowledge) -> None:
    clock = FixedClock(datetime.fromisoformat(f"{day}T23:30").replace(tzinfo=UTC))
    deps = make_deps("sqlite:///:memory:", clock, knowledge)
    load_demo(deps)
    shown = caseload.caseload(deps, actor(deps, "U0AMINA"))
    assert shown.rows[0].state is DueState.NO_INTERVAL
    states = Counter(row.state for row in shown.rows)
    assert 8 <= len(shown.rows) <= 12
    assert (states[DueState.NO_INTERVAL], states[DueState.DUE_TODAY]) == (1, 1)
    assert 1 <= states[DueState.OVERDUE] <= 2
    assert states[DueState.DUE_SOON] >= 2
    assert states[DueState.LATER] >= 2
    assert states[DueState.CANNOT_SAY] == 0
    assert 5 <= len({row.child.household for row in shown.rows}) <= 6
    labels = [row.child.initials for row in shown.rows]
    assert len(labels) > len(set(labels))
    assert any(row.next_visit is not None for row in shown.rows)


def test_loading_it_again_changes_nothing_even_days_later(clock: FixedClock, knowledge: Knowledge) -> None:
    deps = make_deps("sqlite:///:memory:", clock, knowledge)
    load_demo(deps)
    before = caseload.caseload(deps, actor(deps, "U0AMINA")).rows
    load_demo(deps)
    assert caseload.caseload(deps, actor(deps, "U0AMINA")).rows == before
    clock.move(timedelta(days=3))
    load_demo(deps)
    with deps.transaction(reading=True) as tx:
        assert tx.children.count() == 19
        assert len(tx.people.all_active()) == 9
        assert [person.slack_id for person in tx.people.with_role(Role.POLICY_LEAD)] == ["U0PRIYA"]


def test_the_manager_sees_the_team_and_not_the_other_one(deps: Deps) -> None:
    load_demo(deps)
    seen = {row.child.reference for row in caseload.board(deps, actor(deps, "U0GRACE")).rows}
    assert "MP-1130" in seen
    assert not any(reference.startswith("CD-") for reference in seen)


def test_it_is_refused_where_other_children_are(clock: FixedClock, knowledge: Knowledge) -> None:
    deps = make_deps("sqlite:///:memory:", clock, knowledge)
    a_cast(deps)
    a_child(deps, worker=AMINA)
    with pytest.raises(Conflict, match="database of its own"):
        load_demo(deps)
