"""kill -9 at every boundary of commit, ack and post: nothing is lost, and what may have been sent is looked up."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import update

from bot.domain.visits import OutcomeKind
from bot.services import recording
from bot.services.recording import ChildRecord, RecordOutcome
from bot.storage.tables import InboxRow, OutboxRow
from handlers.playground.standin import ShownError, StandInSlack
from tests.builders import AMINA, GRACE, a_cast, a_child
from tests.scenario.rig import ROOT, Process, Product

pytestmark = pytest.mark.scenario

A, G = AMINA.slack_id, GRACE.slack_id
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PATIENCE = 30.0

SENDING = [
    "send:before-claim",
    "send:after-claim",
    "send:before-post",
    "send:after-post",
    "send:before-mark",
    "send:after-mark",
]
ASKING = ["event:before-commit", "event:after-commit", "event:before-done"]
RECORDING = ["record:before-commit", "record:after-commit"]


def slow(points: list[str], quick: set[str]) -> list[object]:
    """The quick ones run with every test run, all of them with `make prove`."""
    return [point if point in quick else pytest.param(point, marks=pytest.mark.prove) for point in points]


def test_every_boundary_in_the_code_is_in_this_file() -> None:
    found = set()
    for folder in ("bot", "scheduler", "handlers"):
        for path in (ROOT / folder).rglob("*.py"):
            found |= set(re.findall(r'reach\("([^"]+)"\)', path.read_text()))
    assert found == {*SENDING, *ASKING, *RECORDING}


def died(process: Process) -> None:
    """The process ended at its boundary."""
    assert process.popen.wait(PATIENCE) == -9


def forget_leases(product: Product) -> None:
    """As if the leases of the dead process had run out."""
    with product.deps.transaction() as tx:
        tx.session.execute(
            update(OutboxRow).where(OutboxRow.lease_until.is_not(None)).values(lease_until=LONG_AGO)
        )
        tx.session.execute(update(InboxRow).where(InboxRow.handled_at.is_(None)).values(lease_until=LONG_AGO))


@pytest.mark.parametrize("point", slow(SENDING, {"send:after-post"}))
def test_an_alert_survives_a_crash_of_its_sender(product: Product, slack: StandInSlack, point: str) -> None:
    a_cast(product.deps)
    child = a_child(product.deps, seen=date(2026, 11, 10))
    command = RecordOutcome(
        None, date(2026, 11, 23), time(8), (ChildRecord(child.id, OutcomeKind.NO_ANSWER),)
    )
    recording.record_outcome(product.deps, AMINA, command, "view:1")
    died(product.launch("run", DOORSTEP_TEST_KILL_AT=point))
    forget_leases(product)
    product.start()
    alert = slack.read(G, child.label, timeout=PATIENCE)
    slack.read(A, "has not seen it yet", timeout=PATIENCE)
    product.eventually(
        lambda: not [row for row in books(product) if row in ("queued", "sending", "unknown")], PATIENCE
    )
    posted = [m for m in slack.messages(G) if child.label in m.all_text and "Child not seen" in m.all_text]
    assert [m.ts for m in posted] == [alert.ts], "sent twice"


def books(product: Product) -> dict[str, int]:
    with product.deps.transaction(reading=True) as tx:
        return tx.outbox.books()


@pytest.mark.parametrize("point", slow(ASKING, {"event:after-commit"}))
def test_a_question_survives_a_crash_before_its_answer(
    product: Product, slack: StandInSlack, point: str
) -> None:
    a_cast(product.deps)
    first = product.launch("run", DOORSTEP_TEST_KILL_AT=point)
    slack.wait_for_app()
    slack.say(A, "how often do I have to see a child on a CP plan?")
    died(first)
    forget_leases(product)
    product.start()
    # Before the commit nothing was acknowledged: Slack delivers again by itself.
    slack.read(A, "10 working days", timeout=PATIENCE)


@pytest.mark.parametrize("point", slow(RECORDING, {"record:after-commit"}))
def test_a_record_is_whole_or_not_there(product: Product, slack: StandInSlack, point: str) -> None:
    a_cast(product.deps)
    child = a_child(product.deps, seen=date(2026, 11, 10))
    first = product.launch("run", DOORSTEP_TEST_KILL_AT=point)
    first.wait_for("Doorstep is connected")
    slack.wait_for_app()
    with pytest.raises(ShownError):
        record_no_answer(slack, child.label)
    died(first)
    product.start()
    with product.deps.transaction(reading=True) as tx:
        stored = [o for o in tx.visits.outcomes(child.id) if o.kind is OutcomeKind.NO_ANSWER]
    if point == "record:before-commit":
        assert stored == []
        slack.close(A, clear=True)
        record_no_answer(slack, child.label)
    else:
        assert len(stored) == 1
    slack.read(G, child.label, timeout=PATIENCE)
    slack.read(A, "has not seen it yet", timeout=PATIENCE)


def record_no_answer(slack: StandInSlack, label: str) -> None:
    """From App Home to the saved form, as she does it."""
    slack.open_home(A)
    slack.wait_for(lambda: label in slack.home(A).all_text if slack.home(A) else False, PATIENCE)
    slack.click(A, "home", "record_open", match=label)
    slack.wait_for(lambda: slack.modal(A), PATIENCE)
    slack.click(A, "modal", "record_go_on")
    slack.wait_for(lambda: "What happened?" in slack.modal(A).all_text, PATIENCE)
    slack.click(A, "modal", "record_outcome_kind", "Child not seen: no answer")
    slack.wait_for(lambda: "Knocked and waited" in slack.modal(A).all_text, PATIENCE)
    slack.submit(A, {"happened_on": "2026-11-23", "happened_at": "08:00", "announced": "Yes, announced"})
