"""What goes first: a time where one is asked for, and a known way of asking before any reckoning."""

from __future__ import annotations

import pytest

from knowledge.guidance.decide import Features, Signs
from knowledge.guidance.finding import Candidate, Found
from knowledge.guidance.firsts import AHEAD, KNOWN, NEARLY_SAID, as_known, with_time_first
from knowledge.guidance.units import Unit

NEAR, APART = NEARLY_SAID + 0.1, NEARLY_SAID + 0.1 - AHEAD - 0.05


@pytest.mark.parametrize(
    ("signs", "comes_to"),
    [
        (Signs(like=NEAR, open_like=APART), KNOWN),
        (Signs(topic_like=NEAR, open_like=APART), KNOWN),
        (Signs(like=APART, open_like=NEAR), 1 - KNOWN),
        (Signs(like=NEAR, open_like=NEAR), 0.5),
        (Signs(like=NEARLY_SAID - 0.05), 0.5),
        (Signs(like=NEAR, no_figure=1.0), 0.5),
        (Signs(like=NEARLY_SAID, short=1.0), 0.5),
    ],
)
def test_a_known_way_of_asking_decides(signs: Signs, comes_to: float) -> None:
    assert as_known(0.5, signs) == pytest.approx(comes_to)


def test_a_known_way_of_asking_takes_nothing_from_a_surer_reckoning() -> None:
    assert as_known(0.95, Signs(like=NEAR)) == 0.95
    assert as_known(0.05, Signs(open_like=NEAR)) == 0.05


def _candidate(
    index: int, value: float, like: float, *, timed: bool, topics: tuple[str, ...] = (), none: bool = False
) -> Candidate:
    unit = Unit("d", "D", "S", "text", statement_id=str(index), timed=timed, topics=topics, no_figure=none)
    return Candidate(unit, index, value, Features(like=like))


def _first(*candidates: Candidate) -> int:
    return with_time_first(Found(candidates, (), 1.0)).candidates[0].index


def test_a_time_goes_first_where_people_are_known_to_ask_for_it_more_nearly_so() -> None:
    top = _candidate(0, 1.0, 0.5, timed=False)
    assert _first(top, _candidate(1, 0.9, 0.7, timed=True)) == 1
    assert _first(top, _candidate(1, 0.9, 0.5, timed=True)) == 0
    assert _first(top, _candidate(1, 0.7, 0.9, timed=True)) == 0, "too far behind"
    assert _first(_candidate(0, 1.0, 0.1, timed=True), _candidate(1, 0.9, 0.9, timed=True)) == 0


def test_a_time_goes_before_a_statement_of_its_topic_that_gives_none() -> None:
    silent = _candidate(0, 1.0, 0.9, timed=False, topics=("a",), none=True)
    assert _first(silent, _candidate(1, 0.9, 0.1, timed=True, topics=("a",))) == 1
    assert _first(silent, _candidate(1, 0.9, 0.1, timed=True, topics=("b",))) == 0
