"""Facts that cannot be read, or cannot be true, are named in sentences, all at once."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.facts import FactsError, read_facts


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"plan_strt": "2026-01-05"}, "Did you mean `plan_start`?"),
        ({"plan_start": "2026-02-30"}, "not a date that exists"),
        ({"plan_start": "yesterday"}, "not a date that exists"),
        ({"plan_start": "1926-01-05"}, "from 1990"),
        ({"plan_every_days": 0}, "1 to 366"),
        ({"plan_every_days": True}, "1 to 366"),
        ({"iro_agreed": "yes"}, "true or false"),
        ({"underlying_plan": "cic"}, "cin, cp"),
        ({"visits": "none"}, "must be a list"),
        ({"visits": [{"outcome": "seen"}]}, "no `date`"),
        ({"visits": [{"date": "2026-06-09"}]}, "no `outcome`"),
        ({"visits": [{"date": "2026-06-09", "outcome": "saw"}]}, "seen, not_seen"),
        ({"visits": [{"date": "2026-06-09", "outcome": "seen", "plce": "home"}]}, "Did you mean `place`?"),
        (
            {"visits": [{"date": "2026-06-09", "outcome": "seen", "at": "2026-06-10T10:00"}]},
            "but `date` says",
        ),
        ({"visits": [{"date": "2026-06-09", "outcome": "seen", "awake": 1}]}, "true or false"),
        ({"plan_start": "2026-06-09", "plan_end": "2026-06-01"}, "lies before"),
        ({"child_dob": "2026-06-09", "unborn": True}, "not born yet"),
        (
            {"child_dob": "2026-06-09", "visits": [{"date": "2026-06-01", "outcome": "seen", "awake": True}]},
            "before the birth",
        ),
    ],
)
def test_named(facts: dict[str, Any], says: str) -> None:
    with pytest.raises(FactsError) as caught:
        read_facts(facts)
    assert says in str(caught.value)


def test_all_problems_at_once() -> None:
    with pytest.raises(FactsError) as caught:
        read_facts({"plan_start": "x", "plan_every_days": -1, "visits": [{}]})
    assert len(caught.value.problems) >= 4


def test_a_visit_to_the_parent_before_the_birth_is_normal() -> None:
    facts = read_facts({"child_dob": "2026-06-09", "visits": [{"date": "2026-06-01", "outcome": "seen"}]})
    assert len(facts["visits"]) == 1


def test_a_sighting_without_a_place_was_not_at_home() -> None:
    facts = read_facts({"visits": [{"date": "2026-06-01", "outcome": "seen_elsewhere"}]})
    assert facts["visits"][0].place == "elsewhere"
