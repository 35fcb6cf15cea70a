"""A Slack stand-in that knows few methods, and one that answers late: the bot goes on working."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.playground.standin import StandInSlack
from tests.builders import AMINA, GRACE, a_cast, a_child
from tests.scenario.rig import Product

pytestmark = pytest.mark.scenario

A, G = AMINA.slack_id, GRACE.slack_id
PATIENCE = 20.0


def test_without_the_methods_that_only_help(product: Product, slack: StandInSlack) -> None:
    """No users.info, no auth.test, no conversations.history: questions, Home and reminders work all the same."""
    for method in ("users.info", "auth.test", "conversations.history", "team.info", "bots.info"):
        slack.misbehave("error", method, error="unknown_method")
    a_cast(product.deps)
    child = a_child(product.deps, seen=date(2026, 11, 6))  # due Fri 20 Nov: overdue on Monday
    product.start()
    slack.say(A, "how often do I have to see a child on a CP plan?")
    slack.read(A, "10 working days", timeout=PATIENCE)
    slack.open_home(A)
    slack.wait_for(lambda: child.reference in slack.home(A).all_text if slack.home(A) else False, PATIENCE)
    slack.read(A, "needs your attention", timeout=PATIENCE)
    product.move_clock(to="2026-11-23T09:31:00+00:00")
    slack.read(G, child.label, timeout=PATIENCE)


def test_slack_hanging_up_loses_nothing(product: Product, slack: StandInSlack) -> None:
    """Every delivery is doubled and the socket is cut in between: one answer to each question."""
    a_cast(product.deps)
    product.start()
    slack.misbehave("duplicate_delivery")
    slack.say(A, "how often do I have to see a child on a CP plan?")
    first = slack.read(A, "10 working days", timeout=PATIENCE)
    slack.settle()
    slack.behave()
    slack.hang_up()
    slack.wait_for_app(PATIENCE)
    slack.say(A, "how often is a child in need visited?")
    slack.read(A, "20 working days", after=first, timeout=PATIENCE)
    answers = [m for m in slack.messages(A) if m.bot_id and "10 working days" in m.all_text]
    assert len(answers) == 1


def test_health_says_what_stands_still(product: Product, slack: StandInSlack) -> None:
    a_cast(product.deps)
    process = product.start()
    product.eventually(lambda: product.health()[0] == 200, 20)
    assert product.command("status").returncode == 0
    assert process.stop() == 0
    said = product.command("status", "--json")
    assert '"jobs"' in said.stdout
