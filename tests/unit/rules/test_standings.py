"""Everything said about one child, word for word: the children below as standings.txt has them.

After a change that is meant: DOORSTEP_RECEIPTS=write python -m pytest tests/unit/rules/test_standings.py, then read the
difference as a practitioner would.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.facts import read_facts
from knowledge.receipts import receipt_lines
from knowledge.results import PlanFacts, PlanKind, Standing
from tests.unit.rules.conftest import shipped

PAGE = Path(__file__).parent / "standings.txt"


def seen(day: str, **more: Any) -> dict[str, Any]:
    return {"date": day, "outcome": "seen", **more}


def failed(day: str, **more: Any) -> dict[str, Any]:
    return {"date": day, "outcome": "not_seen", **more}


CP_SINCE_MAY = {"plan_start": "2026-05-04", "child_dob": "2018-03-01", "last_conference_date": "2026-05-01"}
TODDLER = {"plan_start": "2026-05-04", "child_dob": "2024-08-01"}

# name: policy, day, plans with their facts
CHILDREN: dict[str, tuple[str, str, dict[str, Mapping[str, Any]]]] = {
    "no plan at all": ("camden", "2026-06-10", {}),
    "child protection in Camden, all in order": (
        "camden",
        "2026-06-10",
        {
            "cp": {
                **CP_SINCE_MAY,
                "next_conference_date": "2026-08-01",
                "visits": [
                    seen("2026-06-05", seen_alone=True, bedroom_seen=True, announced=False, recorded=True)
                ],
            }
        },
    ),
    "child protection in Camden, nothing for weeks": (
        "camden",
        "2026-07-10",
        {"cp": {**CP_SINCE_MAY, "next_conference_date": "2026-07-14", "visits": [seen("2026-05-08")]}},
    ),
    "a toddler in Camden, asleep and without the bedroom": (
        "camden",
        "2026-06-10",
        {"cin": {**TODDLER, "visits": [seen("2026-05-11"), seen("2026-06-01")]}},
    ),
    "a toddler on a plan in Camden, awake long ago": (
        "camden",
        "2026-06-20",
        {"cp": {**TODDLER, "visits": [seen("2026-05-11", awake=True), seen("2026-06-15")]}},
    ),
    "two failed visits in Camden": (
        "camden",
        "2026-06-12",
        {
            "cin": {
                **CP_SINCE_MAY,
                "visits": [
                    seen("2026-06-01", seen_alone=True),
                    failed("2026-06-09"),
                    failed("2026-06-12", announced=False),
                ],
            }
        },
    ),
    "a section 47 enquiry beside a child in need": (
        "camden",
        "2026-06-10",
        {
            "s47": {"plan_start": "2026-06-08", "child_dob": "2018-03-01"},
            "cin": {**CP_SINCE_MAY, "last_successful_visit": "2026-05-22"},
        },
    ),
    "a section 47 enquiry beside a protection plan": (
        "camden",
        "2026-06-10",
        {"s47": {"plan_start": "2026-06-08"}, "cp": {**CP_SINCE_MAY, "last_successful_visit": "2026-06-02"}},
    ),
    "a section 47 enquiry where the policy is silent": (
        "gloucestershire",
        "2026-06-10",
        {"s47": {"plan_start": "2026-06-08", "last_successful_visit": "2026-06-08"}},
    ),
    "a section 47 enquiry with nothing known": ("derby-derbyshire", "2026-06-10", {"s47": {}}),
    "a failed visit and a record to write in Gloucestershire": (
        "gloucestershire",
        "2026-06-09",
        {
            "cp": {
                **CP_SINCE_MAY,
                "visits": [
                    seen("2026-06-08", at="2026-06-08T15:00"),
                    failed("2026-06-09", at="2026-06-09T10:30"),
                ],
            }
        },
    ),
    "in care and on a protection plan": (
        "gloucestershire",
        "2026-06-10",
        {
            "cic": {
                "placement_start": "2026-05-20",
                "visits": [
                    failed("2026-06-02", at="2026-06-02T09:00"),
                    seen("2026-05-26", place="household_where_living", at="2026-05-26T16:00"),
                ],
            },
            "cp": {
                **CP_SINCE_MAY,
                "visits": [
                    seen("2026-05-26", at="2026-05-26T16:00"),
                    failed("2026-06-02", at="2026-06-02T09:00"),
                ],
            },
        },
    ),
    "in care, matched, where the law is tighter": (
        "purposeful-visits-2025",
        "2026-06-10",
        {
            "cic": {
                "placement_start": "2025-12-01",
                "first_review_date": "2025-12-28",
                "long_term_matched_on": "2026-03-01",
                "long_term_match_iro_approved": True,
                "long_term_match_panel_approved": True,
                "plan_every_days": 70,
                "last_successful_visit": "2026-05-04",
            }
        },
    ),
    "placed with parents": (
        "purposeful-visits-2025",
        "2026-06-10",
        {
            "placement-with-parents": {
                "placement_start": "2026-05-04",
                "last_successful_visit": "2026-06-03",
                "first_review_date": "2026-05-30",
            }
        },
    ),
    "disabled and on a protection plan": (
        "purposeful-visits-2025",
        "2026-06-10",
        {
            "cwd": {
                "plan_start": "2024-05-04",
                "underlying_plan": "cp",
                "head_of_service_approved": True,
                "cf_assessment_supports": True,
                "last_successful_visit": "2026-06-01",
            },
            "cp": {**CP_SINCE_MAY, "last_successful_visit": "2026-06-01"},
        },
    ),
    "a policy without an interval": ("practice-matters", "2026-06-10", {"cin": CP_SINCE_MAY}),
    "one plan that cannot be worked out beside one that can": (
        "gloucestershire",
        "2026-06-10",
        {"cic": {"plan_start": "2026-01-05"}, "cin": {**CP_SINCE_MAY}},
    ),
    "two plans that cannot be worked out": ("gloucestershire", "2026-06-10", {"cic": {}, "cin": {}}),
    "a section 47 enquiry whose limit is the same day": (
        "gloucestershire",
        "2026-06-10",
        {"s47": {"plan_start": "2026-06-08"}, "cin": {"plan_start": "2026-06-08"}},
    ),
    "a section 47 enquiry after another silent plan": (
        "derby-derbyshire",
        "2026-06-10",
        {"cin": CP_SINCE_MAY, "s47": {"plan_start": "2026-06-08"}},
    ),
    "a plan that cannot be worked out after a silent one": (
        "gloucestershire",
        "2026-06-10",
        {"early-help": {}, "cic": {}},
    ),
    "two plans in Camden, each with its own rhythms": (
        "camden",
        "2026-06-12",
        {
            "cin": {
                **TODDLER,
                "visits": [seen("2026-05-20", announced=False), seen("2026-06-01"), failed("2026-06-12")],
            },
            "cp": {
                **TODDLER,
                "last_unannounced_visit": "2026-03-16",
                "next_conference_date": "2026-06-15",
                "visits": [seen("2026-05-20", awake=True), seen("2026-06-01"), failed("2026-06-10")],
            },
        },
    ),
    "the same two plans, the other way round": (
        "camden",
        "2026-06-12",
        {
            "cp": {
                **TODDLER,
                "last_unannounced_visit": "2026-03-16",
                "next_conference_date": "2026-06-15",
                "visits": [seen("2026-05-20", awake=True), seen("2026-06-01"), failed("2026-06-10")],
            },
            "cin": {
                **TODDLER,
                "visits": [seen("2026-05-20", announced=False), seen("2026-06-01"), failed("2026-06-12")],
            },
        },
    ),
    "an unannounced visit due the day before the visit after next": (
        "camden",
        "2026-06-08",
        {
            "cin": {
                **CP_SINCE_MAY,
                "last_unannounced_visit": "2026-04-16",
                "visits": [seen("2026-06-05", seen_alone=True, bedroom_seen=True)],
            }
        },
    ),
    "an unannounced visit due on the day of the visit after next": (
        "camden",
        "2026-06-08",
        {
            "cin": {
                **CP_SINCE_MAY,
                "last_unannounced_visit": "2026-04-17",
                "visits": [seen("2026-06-05", seen_alone=True, bedroom_seen=True)],
            }
        },
    ),
    "a record still to write, a failed visit since": (
        "gloucestershire",
        "2026-06-10",
        {
            "cp": {
                **CP_SINCE_MAY,
                "visits": [
                    seen("2026-06-08", at="2026-06-08T15:00", recorded=True),
                    seen("2026-06-09", at="2026-06-09T15:00"),
                    failed("2026-06-10", at="2026-06-10T10:30"),
                ],
            }
        },
    ),
    "the last record written": (
        "gloucestershire",
        "2026-06-10",
        {
            "cp": {
                **CP_SINCE_MAY,
                "visits": [
                    seen("2026-06-08", at="2026-06-08T15:00"),
                    seen("2026-06-09", at="2026-06-09T15:00", recorded=True),
                ],
            }
        },
    ),
    "in care in two placements' worth of plans, the law over both": (
        "purposeful-visits-2025",
        "2026-06-10",
        {
            "cic": {"plan_start": "2026-05-04"},
            "placement-with-parents": {
                "placement_start": "2026-06-01",
                "plan_every_working_days": 2,
                "recorded_due": "2026-06-03",
            },
        },
    ),
    "not born yet": ("camden", "2026-06-10", {"cp": {"plan_start": "2026-05-04", "unborn": True}}),
}


def standing(name: str) -> Standing:
    policy, day, plans = CHILDREN[name]
    facts = [PlanFacts(PlanKind(kind), read_facts(facts)) for kind, facts in plans.items()]
    return shipped().standing(policy, facts, date.fromisoformat(day))


def lines(now: Standing) -> Iterator[str]:
    yield f"DUE {now.due.ask} ({now.due.rule})"
    yield from receipt_lines(now.due)
    for d in now.per_plan:
        yield f"PLAN {d.outcome} {d.on} {d.rule}: {d.sentence}"
    if now.floor is not None:
        yield f"LAW {now.floor.on} {now.floor.rule}: {now.floor.sentence}"
    for title, part in (("RETRY", now.retry), ("RECORD", now.record_by)):
        if part is not None:
            yield f"{title} {part.on or part.moment} {part.rule}: {part.sentence}"
            yield from (f"  {note}" for note in (part.receipt.notes if part.receipt else ()))
    for item in now.owed:
        yield f"OWED {item.what} by {item.by} {item.decision.rule}: {item.sentence}"
    for notice in now.escalations:
        yield f"TELL {', '.join(notice.who)} {notice.rule}: {notice.sentence}"


def rendered(name: str) -> str:
    return "\n".join(lines(standing(name)))


if os.environ.get("DOORSTEP_RECEIPTS") == "write":
    PAGE.write_text("\n".join(f"=== {name}\n{rendered(name)}\n" for name in CHILDREN), encoding="utf-8")


def blocks() -> dict[str, str]:
    parts = ("\n" + PAGE.read_text(encoding="utf-8")).split("\n=== ")
    return {head: text.strip("\n") for head, _, text in (part.partition("\n") for part in parts[1:])}


@pytest.mark.parametrize("name", CHILDREN)
def test_it_reads_as_approved(name: str) -> None:
    assert rendered(name) == blocks()[name]
