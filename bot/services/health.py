"""What is alive and what is stuck: for /healthz, `status` and the alarms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.bootstrap import Deps
from bot.domain.people import Actor
from bot.errors import StorageAway
from bot.storage.migrate import current, newest

BEAT_LATE = timedelta(minutes=3)
STUCK_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Health:
    """`ok` is False where something needs a person; `problems` are sentences."""

    ok: bool
    facts: dict[str, Any]
    problems: tuple[str, ...]


def beat(deps: Deps, name: str, *, ok: bool = True, detail: str = "") -> None:
    """A job says that it ran."""
    with deps.transaction() as tx:
        tx.state.beat(name, ok=ok, detail=detail)


def people_without_manager(people: list[Actor]) -> list[str]:
    """Slack ids of people whose manager or deputy is named and not on the list."""
    known = {person.slack_id for person in people}
    named = ((person, one) for person in people for one in (person.manager_id, person.deputy_id))
    return sorted({person.slack_id for person, one in named if one and one not in known})


def health(deps: Deps, *, expect_beats: bool = True) -> Health:
    """Look at everything that can stand still."""
    problems: list[str] = []
    facts: dict[str, Any] = {}
    try:
        revision = current(deps.engine)
        facts["database"] = {"revision": revision, "expected": newest()}
        if revision != newest():
            problems.append("The database is not migrated: run `python -m bot migrate`.")
            return Health(False, facts, tuple(problems))
        with deps.transaction(reading=True) as tx:
            beats, books = tx.state.beats(), tx.outbox.books()
            stuck = tx.outbox.stuck(deps.clock.now() - STUCK_AFTER)
            failures, unfinished = tx.outbox.failures(), tx.inbox.count_unfinished()
            feed = tx.state.get("caseload_import")
            lost = people_without_manager(tx.people.all_active())
            facts["children"] = tx.children.count()
            facts["overdue"] = tx.due.count_overdue(deps.clock.today())
            facts["without_date"] = len(tx.due.without_date())
    except StorageAway as trouble:
        return Health(
            False, {"database": type(trouble.__cause__).__name__}, ("The database does not answer.",)
        )
    wall = deps.clock.wall()
    facts["jobs"] = {
        one.name: {
            "seconds_ago": round((wall - one.wall).total_seconds()),
            "ok": one.ok,
            "detail": one.detail,
        }
        for one in beats
    }
    if expect_beats:
        for one in beats:
            if wall - one.wall > BEAT_LATE:
                problems.append(
                    f"The job {one.name} has not run for {round((wall - one.wall).total_seconds())} s."
                )
            elif not one.ok:
                problems.append(f"The job {one.name} ran into trouble: see the log.")
        if not beats:
            problems.append("No job has run yet: is a worker running?")
    facts["outbox"] = books
    facts["inbox_unfinished"] = unfinished
    if stuck:
        problems.append(f"{stuck} message(s) should have gone out more than five minutes ago.")
    if failures:
        problems.append(f"{len(failures)} message(s) were refused for good; the newest: {failures[-1][2]}.")
    if lost:
        problems.append(f"{', '.join(lost)}: the manager named for them is not on the list of people.")
    facts["case_data_as_of"] = feed.get("at")
    if feed.get("at"):
        age = deps.clock.now() - datetime.fromisoformat(feed["at"])
        if age > deps.knowledge.local.imports.stale_after:
            problems.append(f"The case data is {age.days} days old: import the caseload again.")
    if not deps.settings.edt_phone:
        facts["warning"] = "DOORSTEP_EDT_PHONE is not set"
    return Health(not problems, facts, tuple(problems))
