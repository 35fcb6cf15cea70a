"""A child's plan over a month of decisions: how often, stepped up, what if, stepped down, a new worker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.domain.children import Child
from handlers.playground.standin import StandInSlack
from knowledge import Knowledge
from knowledge.results import PlanKind
from tests.builders import AMINA, DANIEL, GRACE, a_cast, a_child
from tests.scenario.rig import Product

pytestmark = pytest.mark.scenario

PATIENCE = 15.0
A, G, D = AMINA.slack_id, GRACE.slack_id, DANIEL.slack_id


@pytest.fixture
def living(slack: StandInSlack, tmp_path: Path, knowledge: Knowledge) -> Iterator[tuple[Product, Child]]:
    """Amina's early help child, last seen Mon 9 Nov, without an interval; Monday 23 November, 09:00."""
    with Product(slack, f"sqlite:///{tmp_path / 'product.db'}", knowledge) as product:
        a_cast(product.deps)
        child = a_child(product.deps, plan=PlanKind.EARLY_HELP, seen=date(2026, 11, 9))
        product.start()
        yield product, child


def home_with(slack: StandInSlack, user: str, words: str) -> None:
    def look() -> bool:
        view = slack.home(user)
        return view is not None and words in view.all_text

    slack.wait_for(look, PATIENCE, f"a Home tab with {words!r}")


def modal_with(slack: StandInSlack, user: str, words: str) -> str:
    def look() -> str:
        view = slack.modal(user)
        return view.all_text if view is not None and words in view.all_text else ""

    return slack.wait_for(look, PATIENCE, f"a modal with {words!r}")


def test_a_plan_is_set_changed_and_supposed(living: tuple[Product, Child], slack: StandInSlack) -> None:
    product, child = living

    def act_by() -> date | None:
        with product.deps.transaction(reading=True) as tx:
            due = tx.due.get(child.id)
        return due.act_by if due is not None else None

    # Nobody has agreed how often: it stands on top, with the way to put it right.
    slack.open_home(A)
    home_with(slack, A, "No interval set")
    slack.click(A, "home", "Set how often", match=child.reference)
    modal_with(slack, A, "See the child at home every")
    refused = slack.submit(
        A,
        {"every": "90", "unit": "weeks", "agreed_with": "Manager, in supervision", "agreed_by": "Grace Bell"},
    )
    assert refused is not None
    assert "from 1 to" in refused["every"]
    assert slack.submit(A, {"every": "4"}) is None
    shown = modal_with(slack, A, "no date → Mon 7 Dec 2026")
    assert "Nothing is saved yet" in shown
    assert "Agreed by Grace Bell" in shown
    assert act_by() is None

    # Back to the form keeps what was filled in; then it is saved, and Home shows the date.
    slack.click(A, "modal", "Back to the form")
    modal_with(slack, A, "See the child at home every")
    assert slack.submit(A) is None
    modal_with(slack, A, "no date → Mon 7 Dec 2026")
    assert slack.submit(A) is None
    modal_with(slack, A, "Next home visit: *Mon 7 Dec 2026*")
    slack.close(A)
    assert act_by() == date(2026, 12, 7)
    home_with(slack, A, "Due Mon 7 Dec")

    # The conference makes it child protection: the earlier date, counted from the last home visit.
    slack.click(A, "home", "child_more", "Change the plan", match=child.reference)
    modal_with(slack, A, "What changes?")
    slack.click(A, "modal", "What changes?", "A plan ends, or another takes its place")
    modal_with(slack, A, "Why does it end?")
    slack.click(A, "modal", "Why does it end?", "Stepped up: another plan takes its place")
    modal_with(slack, A, "Which plan takes its place?")
    decided = {"agreed_with": "Child protection conference", "agreed_by": "Grace Bell"}
    assert slack.submit(A, {"new_plan": "Child protection plan", **decided}) is None
    modal_with(slack, A, "Mon 7 Dec 2026 → Mon 23 Nov 2026")
    assert slack.submit(A) is None
    modal_with(slack, A, "Next home visit: *Mon 23 Nov 2026*")
    slack.close(A)
    home_with(slack, A, "Due today")

    # She asks what would be, in her own words; her own list is offered, and nothing is saved.
    slack.say(A, "if I see him on 1 December, when is the next one?")
    offer = slack.read(A, "Choose one", timeout=PATIENCE)
    assert child.initials not in offer.text
    slack.click(A, offer, child.label)
    answer = modal_with(slack, A, "Next home visit: Tue 15 Dec 2026")
    assert "late" in answer
    assert "Source:" in answer
    slack.submit(A, {"seen_on": "2026-11-24"})
    modal_with(slack, A, "Next home visit: Tue 8 Dec 2026")
    slack.close(A)
    slack.command(A, "/visit", f"what-if {child.reference}")
    modal_with(slack, A, child.label)
    slack.submit(A, {"becomes": "Child in need plan"})
    modal_with(slack, A, "only by a recorded decision")
    slack.close(A)
    assert act_by() == date(2026, 11, 23)

    # Her manager steps it down, by name; it becomes later only by that. Then Daniel takes over.
    slack.open_home(G)
    home_with(slack, G, child.reference)
    slack.click(G, "home", "why_open", match=child.reference)
    modal_with(slack, G, "What if?")
    slack.click(G, "modal", "Change the plan")
    modal_with(slack, G, "What changes?")
    slack.click(G, "modal", "What changes?", "A plan ends, or another takes its place")
    modal_with(slack, G, "Why does it end?")
    slack.click(G, "modal", "Why does it end?", "Stepped down: another plan takes its place")
    modal_with(slack, G, "Which plan takes its place?")
    assert slack.submit(G, {"new_plan": "Child in need plan", **decided}) is None
    modal_with(slack, G, "later by the decision of Grace Bell")
    assert slack.submit(G) is None
    modal_with(slack, G, "Next home visit: *Mon 7 Dec 2026*")
    slack.close(G, clear=True)
    assert "Recorded by Grace Bell" in slack.read(A, "plan was changed", timeout=PATIENCE).all_text

    home_with(slack, G, "Child in need")
    slack.click(G, "home", "child_more", "Change the plan", match=child.reference)
    modal_with(slack, G, "What changes?")
    slack.click(G, "modal", "What changes?", "The allocated worker")
    modal_with(slack, G, "Who takes over?")
    assert slack.submit(G, {"worker": "Daniel Okoro"}) is None
    modal_with(slack, G, "Mon 7 Dec 2026* (unchanged)")
    assert slack.submit(G) is None
    for person in (A, D):
        told = slack.read(person, "Daniel Okoro", timeout=PATIENCE)
        assert child.initials not in told.text
    slack.open_home(D)
    home_with(slack, D, child.reference)
    assert slack.slack.complaints == []
