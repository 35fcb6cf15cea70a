"""A week as it is lived: ask, plan, be reminded, check, not seen, manager told, seen again; over both transports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.domain.children import Child
from handlers.playground.standin import StandInSlack
from knowledge import Knowledge
from tests.builders import AMINA, GRACE, TOMOS, a_cast, a_child
from tests.scenario.rig import Product

pytestmark = pytest.mark.scenario

PATIENCE = 15.0
A, G, T = AMINA.slack_id, GRACE.slack_id, TOMOS.slack_id


@pytest.fixture(params=["socket", "http"])
def living(
    request: pytest.FixtureRequest, slack: StandInSlack, tmp_path: Path, knowledge: Knowledge
) -> Iterator[tuple[Product, Child]]:
    """Amina's CP child, last seen Tue 10 Nov (due Tue 24 Nov), and the product running since Monday 09:00."""
    with Product(slack, f"sqlite:///{tmp_path / 'product.db'}", knowledge) as product:
        a_cast(product.deps)
        child = a_child(product.deps, seen=date(2026, 11, 10), household="H-1")
        a_child(product.deps, seen=date(2026, 11, 17), household="H-1", initials="L.B.")
        if request.param == "socket":
            product.start()
        else:
            product.start_http()
        yield product, child


def home_text(slack: StandInSlack, user: str) -> str:
    """All words on a person's Home tab, "" before it is drawn."""
    view = slack.home(user)
    return view.all_text if view is not None else ""


def modal_with(slack: StandInSlack, user: str, words: str) -> str:
    """The words of the modal in front, once these are among them."""

    def look() -> str:
        view = slack.modal(user)
        return view.all_text if view is not None and words in view.all_text else ""

    return slack.wait_for(look, PATIENCE, f"a modal with {words!r}")


def test_the_week(living: tuple[Product, Child], slack: StandInSlack) -> None:
    product, child = living

    # She asks, and gets her authority's policy with its place; what nobody wrote down is refused.
    slack.say(A, "how often do I have to see a child on a CP plan?")
    answer = slack.read(A, "10 working days", timeout=PATIENCE)
    assert "Child protection plans" in answer.all_text
    slack.say(A, "what's the mileage rate?")
    refused = slack.read(A, "Priya Shah", after=answer, timeout=PATIENCE)
    assert "mileage" not in refused.text

    # Home: her children, the date with its reason.
    slack.open_home(A)
    slack.wait_for(lambda: child.reference in home_text(slack, A), PATIENCE)
    slack.click(A, "home", "why_open", match=child.reference)
    modal_with(slack, A, "24 Nov")
    slack.close(A)

    # She plans it for the day it is due, and is reminded two hours before.
    slack.click(A, "home", "plan_open", match=child.reference)
    modal_with(slack, A, "Which day?")
    assert slack.submit(A, {"day": "2026-11-22", "time": "14:00"}) is not None  # yesterday: the form says so
    assert slack.submit(A, {"day": "2026-11-24", "time": "14:00"}) is None
    slack.read(A, "planned", timeout=PATIENCE)
    product.move_clock(to="2026-11-24T11:59:00+00:00")
    assert not [m for m in slack.messages(A) if "coming up" in m.text]
    product.move_clock(to="2026-11-24T12:00:30+00:00")
    reminder = slack.read(A, "coming up", timeout=PATIENCE)
    assert child.initials not in reminder.text

    # The check before the visit, in its thread: answer, go back, stop, carry on.
    slack.click(A, reminder, "check_start")
    first = slack.read(A, "Question 1 of", thread_ts=reminder.ts, timeout=PATIENCE)
    slack.click(A, first, "Choose an answer", "Statutory visit")
    second = slack.read(A, "Question 2 of", thread_ts=reminder.ts, timeout=PATIENCE)
    slack.click(A, second, "check_stop")
    slack.open_home(A)
    slack.wait_for(lambda: "Carry on" in home_text(slack, A) or "Resume" in home_text(slack, A), PATIENCE)
    slack.click(A, "home", "check_resume")
    slack.read(A, "Question 2 of", thread_ts=reminder.ts, after=second, timeout=PATIENCE)

    # Nobody opens. "Worried now?" comes first; the manager has it within seconds.
    product.move_clock(to="2026-11-24T14:30:00+00:00")
    slack.click(A, reminder, "record_open")
    modal_with(slack, A, "999")
    slack.click(A, "modal", "record_go_on")
    modal_with(slack, A, "What happened?")
    slack.click(A, "modal", "record_outcome_kind", "Child not seen: no answer")
    modal_with(slack, A, "Knocked and waited")
    assert (
        slack.submit(
            A, {"happened_on": "2026-11-24", "happened_at": "14:05", "tried": ["Knocked and waited"]}
        )
        is None
    )
    alert = slack.read(G, child.label, timeout=PATIENCE)
    for fact in ("knocked and waited", "14 days", "Acknowledge"):
        assert fact in alert.all_text
    assert child.initials not in alert.text
    receipt = slack.read(A, "has not seen it yet. Ring", timeout=PATIENCE)
    assert "manager informed" not in receipt.all_text

    # The manager acknowledges with a plan; only then does the receipt change.
    slack.click(G, alert, "alert_acknowledge")
    modal_with(slack, G, "Worker tries again")
    assert (
        slack.submit(G, {"plan": ["Worker tries again"], "by_day": "2026-11-25", "by_time": "16:00"}) is None
    )
    slack.wait_for(lambda: "Grace Bell" in slack.read(A, "Grace Bell", timeout=PATIENCE).all_text, PATIENCE)
    slack.wait_for(
        lambda: (
            not [m for m in slack.messages(A) if m.ts == receipt.ts and "has not seen it yet" in m.all_text]
        )
    )

    # A second visit: seen, and alone. The clock starts anew, the alert closes, there is text to copy.
    product.move_clock(to="2026-11-25T11:00:00+00:00")
    slack.open_home(A)
    slack.wait_for(lambda: slack.home(A), PATIENCE)
    slack.click(A, "home", "record_open", match=child.reference)
    modal_with(slack, A, "999")
    slack.click(A, "modal", "record_go_on")
    modal_with(slack, A, "What happened?")
    slack.click(A, "modal", "record_outcome_kind", "Child seen at home")
    modal_with(slack, A, "Seen alone")
    assert (
        slack.submit(
            A,
            {
                "happened_on": "2026-11-25",
                "happened_at": "10:30",
                "announced": "Yes, announced",
                f"flags:{child.id}": ["Seen alone"],
            },
        )
        is None
    )
    recorded = slack.read(A, "Wednesday 9 December", timeout=PATIENCE)  # ten working days on
    slack.wait_for(lambda: slack.read(G, "Child seen on", timeout=PATIENCE), PATIENCE)
    slack.click(A, recorded, "copy_text")
    modal_with(slack, A, f"Visit record: {child.reference}")
    slack.close(A)
    with product.deps.transaction(reading=True) as tx:
        assert tx.alerts.live_for_child(child.id) is None
        due = tx.due.get(child.id)
        assert due is not None
        assert due.act_by == date(2026, 12, 9)

    # Nobody goes again: it reaches her, then her manager, without anyone touching anything.
    product.move_clock(to="2026-12-10T08:31:00+00:00")
    slack.read(A, "needs your attention", timeout=PATIENCE)
    product.move_clock(to="2026-12-10T09:31:00+00:00")
    slack.wait_for(
        lambda: [m for m in slack.messages(G) if "no visit is recorded" in m.all_text.lower()], PATIENCE
    )
    assert slack.slack.complaints == []


def test_someone_elses_child_is_not_shown(living: tuple[Product, Child], slack: StandInSlack) -> None:
    _, child = living
    slack.open_home(T)
    slack.wait_for(lambda: slack.home(T), PATIENCE)
    assert child.reference not in slack.home(T).all_text
    slack.say(T, f"{child.reference}?")
    said = slack.read(T, timeout=PATIENCE)
    assert child.initials not in said.all_text
    slack.mention(A, "C0MAPLE", f"how often is {child.reference} due?")
    slack.settle()
    assert all(child.initials not in m.all_text for m in slack.messages("C0MAPLE", as_user=T))
