"""Whatever is recorded, undone, corrected and acknowledged in whatever order: who needs an alert has one, live."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from bot.bootstrap import Deps
from bot.clock import FixedClock, london
from bot.domain.messages import CARDS, PLAN_CHIPS
from bot.domain.people import Actor
from bot.domain.visits import NOT_SEEN, OutcomeKind
from bot.errors import BotError
from bot.services import alert_ladder, alerts, corrections, recording, reminders
from bot.services.recording import ChildRecord, RecordOutcome
from knowledge import Knowledge
from tests.builders import AMINA, GRACE, SIAN, a_cast, a_child
from tests.conftest import MONDAY, make_deps

KINDS = (OutcomeKind.SEEN, OutcomeKind.NO_ANSWER, OutcomeKind.CANCELLED_BY_US, OutcomeKind.SEEN_ELSEWHERE)
WHO = (AMINA, SIAN)
LIVES, STEPS = 40, 14


class Life:
    """One child's visits, drawn by chance, and what has to hold after each step."""

    def __init__(self, deps: Deps, clock: FixedClock, seed: int) -> None:
        self.deps, self.clock, self.chance, self.done = deps, clock, random.Random(seed), list[str]()
        self.child = a_child(deps, household=f"H-{seed}", seen=date(2026, 11, 16))
        self.made: list[int] = []
        self.swept: set[date] = set()
        self.number = f"{seed}"

    def once(self) -> str:
        return f"life:{self.number}:{len(self.done)}"

    def command(self, back: int) -> RecordOutcome:
        """A visit a moment ago, or up to some days ago."""
        at = london(self.clock.now()) - timedelta(days=back, minutes=self.chance.randrange(1, 60))
        kind = self.chance.choice(KINDS)
        place = "school" if kind is OutcomeKind.SEEN_ELSEWHERE else "home"
        facts = ChildRecord(self.child.id, kind, alone=self.chance.random() < 0.5, place=place)
        return RecordOutcome(None, at.date(), at.time().replace(microsecond=0), (facts,))

    def record(self) -> None:
        self._record(self.command(0))

    def record_late(self) -> None:
        self._record(self.command(self.chance.randrange(1, 40)))

    def _record(self, command: RecordOutcome) -> None:
        who = self.chance.choice(WHO)
        done = recording.record_outcome(self.deps, who, command, self.once())
        self.made.append(done.children[0].outcome.id)

    def undo(self) -> None:
        if self.made:
            outcome_id = self.made[-1]
            corrections.undo(self.deps, self.recorder(outcome_id), outcome_id, self.once())

    def recorder(self, outcome_id: int) -> Actor:
        with self.deps.transaction(reading=True) as tx:
            found = tx.visits.outcome(outcome_id)
        return next(one for one in WHO if found is not None and one.slack_id == found.recorded_by)

    def correct(self) -> None:
        if self.made:
            outcome_id = self.chance.choice(self.made)
            back = self.chance.choice((0, self.chance.randrange(0, 40)))
            command = None if self.chance.random() < 0.4 else self.command(back)
            done = corrections.correct(self.deps, GRACE, outcome_id, "other", command, self.once())
            if done.new is not None:
                self.made.append(done.new.outcome.id)

    def acknowledge(self) -> None:
        with self.deps.transaction(reading=True) as tx:
            live = tx.alerts.live_for_child(self.child.id)
        if live is not None:
            by = london(self.clock.now()) + timedelta(hours=self.chance.randrange(1, 30))
            plan = [next(iter(PLAN_CHIPS))]
            alerts.acknowledge(
                self.deps, GRACE, live.id, plan, by.date(), time(by.hour, by.minute), self.once()
            )

    def wait(self) -> None:
        self.clock.move(
            self.chance.choice(
                (timedelta(minutes=5), timedelta(hours=3), timedelta(days=1), timedelta(days=9))
            )
        )
        reminders.sweep_due(self.deps)
        alert_ladder.sweep_alerts(self.deps)
        act_by = self.act_by()
        here = london(self.clock.now())
        if (
            act_by is not None
            and act_by < here.date()
            and here.weekday() < 5
            and time(10) <= here.time() <= time(16)
        ):
            with self.deps.transaction(reading=True) as tx:
                if any(alert.child_id == self.child.id for alert in tx.alerts.live()):
                    self.swept.add(act_by)

    def act_by(self) -> date | None:
        with self.deps.transaction(reading=True) as tx:
            due = tx.due.get(self.child.id)
        return due.act_by if due is not None else None

    def step(self) -> None:
        ways: tuple[tuple[Callable[[], None], int], ...] = (
            (self.record, 5),
            (self.record_late, 2),
            (self.undo, 4),
            (self.correct, 4),
            (self.acknowledge, 2),
            (self.wait, 5),
        )
        [way] = self.chance.choices([way for way, _ in ways], [weight for _, weight in ways])
        self.done.append(way.__name__)
        try:
            way()
        except BotError as refused:
            self.done[-1] += f" ({type(refused).__name__})"

    def check(self) -> None:
        """Worked out here once more from the records alone."""
        with self.deps.transaction(reading=True) as tx:
            outcomes = tx.visits.outcomes(self.child.id)
            live = [alert for alert in tx.alerts.live() if alert.child_id == self.child.id]
            messages = tx.alerts.messages([alert.id for alert in live])
        seen = max(one.happened_at for one in outcomes if one.kind is OutcomeKind.SEEN)
        unseen = any(one.kind in NOT_SEEN and one.happened_at > seen for one in outcomes)
        act_by = self.act_by()
        past = act_by is not None and act_by < self.clock.today() and act_by in self.swept
        told = f"{self.number}: {', '.join(self.done)}"
        assert len(live) <= 1, told
        if unseen:
            assert [alert.kind for alert in live] == ["not_seen"], told
        elif past:
            assert len(live) == 1, told
        for alert in live:
            assert any(one.kind in CARDS and one.recipient == alert.manager_id for one in messages), told


@pytest.fixture
def one_database(clock: FixedClock, knowledge: Knowledge) -> Deps:
    made = make_deps("sqlite:///:memory:", clock, knowledge)
    a_cast(made)
    return made


def test_no_order_of_things_leaves_a_child_without_an_alert(one_database: Deps, clock: FixedClock) -> None:
    alerted = 0
    for seed in range(LIVES):
        clock.move(MONDAY - clock.now())
        life = Life(one_database, clock, seed)
        for _ in range(STEPS):
            life.step()
            life.check()
        with one_database.transaction() as tx:
            alerted += tx.alerts.newest_of(life.child.id) is not None
            tx.children.close(life.child.id)
    assert alerted > LIVES / 2, "the draw is too tame to show anything"
