"""Load the fictional demo team. Nobody in it is real; its dates are set from the day it is loaded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.bootstrap import Deps
from bot.errors import Conflict
from bot.services.importing import import_caseload, import_people
from bot.services.visits import PlanVisit, plan_visit

DEMO = Path(__file__).parent.parent / "demo"
_OFFSET = re.compile(r"\b(today|workdays)([+-]\d+)?\b")


def set_dates(text: str, today: date, calendar: Any) -> str:
    """The file with `today-6` and `workdays-3` (working days before or after today) written as dates."""

    def day(found: re.Match[str]) -> str:
        offset = int(found.group(2) or 0)
        if found.group(1) == "today":
            return (today + timedelta(offset)).isoformat()
        moved: date = calendar.add_working_days(today, offset)
        return moved.isoformat()

    return _OFFSET.sub(day, text)


def load_demo(deps: Deps) -> None:
    """Load the demo team, its children and its diary, once; a second call changes nothing.

    Raises Conflict where children are here who are not the demo team's: the two never mix.
    """
    with deps.transaction(reading=True) as tx:
        if tx.state.get("demo"):
            return
        here = {child.reference for child in tx.children.all_open()}
    rows = (DEMO / "caseload.csv").read_text(encoding="utf-8")
    text = set_dates(rows, deps.clock.today(), deps.knowledge.rules.calendar)
    if here - {line.split(",", 1)[0] for line in text.splitlines()}:
        raise Conflict(
            "This database holds children who are not the demo team's, so the demo team was not loaded. "
            "Point DATABASE_URL to a database of its own for the demo."
        )
    import_people(deps, DEMO / "people.csv")
    report = import_caseload(deps, ("caseload.csv", text.encode()))
    if report.problems:
        raise Conflict(f"The demo team could not be loaded: {' '.join(report.lines())}")
    _plan(deps, yaml.safe_load((DEMO / "visits.yaml").read_text(encoding="utf-8")))
    with deps.transaction() as tx:
        tx.state.set("demo", {"loaded": True, "on": deps.clock.today().isoformat()})


def _plan(deps: Deps, visits: Iterable[dict[str, Any]]) -> None:
    """Put the planned visits into the diary, as their workers would."""
    for entry in visits:
        with deps.transaction(reading=True) as tx:
            worker = tx.people.find(entry["worker"])
            children = [tx.children.by_reference(reference) for reference in entry["children"]]
        assert worker is not None
        command = PlanVisit(
            child_ids=tuple(child.id for child in children if child is not None),
            day=deps.knowledge.rules.calendar.add_working_days(deps.clock.today(), entry["workdays"]),
            time=time.fromisoformat(entry["at"]),
            announced=entry["announced"],
            going=tuple(entry["going"]),
        )
        plan_visit(deps, worker, command, once=f"demo:{','.join(entry['children'])}")
