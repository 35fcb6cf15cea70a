"""Who is told, by each policy, at the end of a day: the second computation's reading."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.prove.day_walk import Facts, as_day, as_moment, by, days_after, third_birthday, visits_up_to, yes
from tests.prove.second_visits import is_home_visit

Answer = dict[str, Any]

NO_RULE: Answer = {"no_rule": True}


def told(*who: str) -> Answer:
    return {"escalate": True, "who": list(who)}


def refused_alone(facts: Facts, visits: list[Mapping[str, Any]]) -> bool:
    """The child, or the family, would not have the child seen alone at the last visit."""
    seen = [visit for visit in visits if visit["outcome"] == "seen"]
    return yes(facts, "child_refuses_alone") or (bool(seen) and yes(seen[-1], "alone_refused"))


def failures_running(policy: str, plan: str, facts: Facts, visits: list[Mapping[str, Any]]) -> int:
    """Failed visits since the last home visit; a sighting elsewhere neither counts nor breaks the row."""
    running = 0
    for visit in visits:
        if visit["outcome"] == "not_seen":
            running += 1
        elif is_home_visit(policy, plan, facts, visit):
            running = 0
    return running


def with_stated_failure(facts: Facts, as_of: date) -> list[Mapping[str, Any]]:
    """The visits of the list, and the failure that is only stated, after whatever is not known to be later."""
    rows = visits_up_to(facts, as_of)
    failed = as_day(facts.get("failed_at"))
    if failed is None or failed > as_of:
        return rows
    if [row for row in rows if row["outcome"] == "not_seen" and as_day(row["date"]) == failed]:
        return rows
    earlier, later = [], []
    for row in rows:
        day = as_day(row["date"])
        timed = row.get("at") is not None and "T" in str(facts["failed_at"])
        after = day is not None and (
            day > failed or (day == failed and timed and as_moment(row["at"]) > as_moment(facts["failed_at"]))
        )
        (later if after else earlier).append(row)
    stated: Mapping[str, Any] = {"date": failed.isoformat(), "outcome": "not_seen", "announced": True}
    return [*earlier, stated, *later]


def escalate(policy: str, plan: str, facts: Facts, as_of: date) -> Answer:
    """Who is told by the policy at the end of the day."""
    visits = with_stated_failure(facts, as_of)
    running = failures_running(policy, plan, facts, visits)
    no_access = yes(facts, "access_difficulty") or yes(facts, "access_refused")
    concern = yes(facts, "welfare_concern")
    if policy == "gloucestershire" and plan in ("cp", "cin", "cic"):
        who = ["team manager"] if plan == "cp" and running else []
        if refused_alone(facts, visits):
            who.append("manager")
        if not who and plan != "cp" and running:
            return NO_RULE
        return told(*who) if who else {"escalate": False}
    if policy == "camden" and plan in ("cin", "s47"):
        raised = no_access or running >= 2 or refused_alone(facts, visits)
        raised = raised or concern or yes(facts, "new_household_member")
        return told("supervisor") if raised else {"escalate": False}
    if policy == "camden" and plan == "cp":
        raised = no_access or concern or camden_clocks(facts, visits, as_of)
        return told("team manager", "conference chair") if raised else {"escalate": False}
    if policy == "practice-matters":
        if no_access:
            return told("line manager")
        # "Regularly" has no number: two running with no visit in between may be it, and the document does not say.
        return NO_RULE if running >= 2 else {"escalate": False}
    if policy in ("purposeful-visits-2025", "derby-derbyshire"):
        if concern:
            return told("manager" if policy == "purposeful-visits-2025" else "agency child protection lead")
        return NO_RULE if running or no_access else {"escalate": False}  # silent on failed visits and access
    return NO_RULE


def camden_clocks(facts: Facts, visits: list[Mapping[str, Any]], as_of: date) -> bool:
    """Every second failure, ten days unseen by the network, six weeks (from three) not seen alone."""
    start = as_day(facts.get("plan_start"))
    assert start is not None
    over_the_plan = [visit for visit in visits if (as_day(visit["date"]) or start) >= start]
    failed = sum(1 for visit in over_the_plan if visit["outcome"] == "not_seen")
    if failed and failed % 2 == 0 and failures_running("camden", "cp", facts, visits):
        return True
    sightings = [as_day(row["date"]) for row in visits if row["outcome"] in ("seen", "seen_elsewhere")]
    sightings.append(as_day(facts.get("last_seen_by_network")))
    seen = max((day for day in sightings if day is not None), default=start)
    if as_of > days_after(seen, 10):
        return True
    born = as_day(facts.get("child_dob"))
    if born is None or as_of < third_birthday(born):
        return False
    alone = [
        row
        for row in visits
        if row["outcome"] == "seen" and yes(row, "seen_alone") and by(row) == "social_worker"
    ]
    base = as_day(alone[-1]["date"]) if alone else max(start, third_birthday(born))
    assert base is not None
    return as_of > days_after(base, 6 * 7)
