"""The bench stops what it started, and says nothing but its figures."""

from __future__ import annotations

import logging

import pytest

from bench.events import bare
from handlers.playground.standin import StandInSlack


def test_the_bare_app_of_the_bench_stops_quietly(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, logger="slack_bolt")  # put back afterwards: the bench turns it down
    with StandInSlack() as slack:
        stop = bare(slack)
        slack.say("U0AMINA", "an echo")
        assert slack.read("U0AMINA", "an echo")
        stop()
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING] == []
