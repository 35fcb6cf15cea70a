"""Which visits count, where a clock starts and when it was last restarted: the second computation's reading of each policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.prove.day_walk import Facts, as_day, by, months_after, visits_up_to, where, yes


def is_home_visit(policy: str, plan: str, facts: Facts, visit: Mapping[str, Any]) -> bool:
    """The child was seen where they live, by someone whose visit restarts this policy's clock."""
    if visit["outcome"] != "seen" or where(visit) not in ("home", "household_where_living"):
        return False
    if (policy == "camden" and plan in ("cp", "cin", "s47", "referral")) or (
        policy == "gloucestershire" and plan in ("cp", "cin", "cic")
    ):
        stands_in = (policy, plan) == ("camden", "cp") and yes(facts, "arrangement_recorded")
        if stands_in and by(visit) == "receiving_authority_officer":
            return True
        delegated = (policy, plan) == ("gloucestershire", "cin") and yes(facts, "delegation_agreed")
        return by(visit) == "social_worker" or (
            delegated and by(visit) in ("health_visitor", "family_support_worker")
        )
    if policy == "practice-matters":
        on, birth = as_day(visit["date"]), as_day(facts.get("child_dob"))
        baby = birth is not None and on is not None and on < months_after(birth, 24)  # PM5: under two
        heard = yes(visit, "observed") and (yes(visit, "spoken_to") or baby)
        return heard and (by(visit) == "social_worker" or not needs_social_worker(plan, facts))
    return True


def needs_social_worker(plan: str, facts: Facts) -> bool:
    """Practice Matters: on a child protection plan or in care, whatever else the child is."""
    return plan in ("cp", "cic", "placement-with-parents") or facts.get("underlying_plan") == "cp"


def home_visits(policy: str, plan: str, facts: Facts, day: date | None) -> list[Mapping[str, Any]]:
    return [visit for visit in visits_up_to(facts, day) if is_home_visit(policy, plan, facts, visit)]


def last_visit(policy: str, plan: str, facts: Facts) -> date | None:
    """The last visit that met the policy, none before the placement or referral whose clock is running."""
    last = as_day(facts.get("last_successful_visit"))
    if last is None:
        for visit in home_visits(policy, plan, facts, None):
            last = as_day(visit["date"])
    start = None
    if plan in ("cic", "placement-with-parents"):
        start = as_day(facts.get("placement_start"))
    if plan == "referral":
        start = as_day(facts.get("referral_date"))
    if last is not None and start is not None and last < start:
        return None
    return last


def clock_start(plan: str, facts: Facts) -> date | None:
    """Where the first interval starts when there has been no visit yet."""
    if plan in ("cic", "placement-with-parents"):
        return as_day(facts.get("placement_start")) or as_day(facts.get("plan_start"))
    if plan == "referral":
        return as_day(facts.get("referral_date"))
    return as_day(facts.get("plan_start"))


def counts_as_statutory(policy: str, plan: str, facts: Facts) -> dict[str, Any]:
    """Whether the visit of visit_date met the policy's own words for a visit."""
    on = as_day(facts["visit_date"])
    visit = [row for row in facts["visits"] if as_day(row["date"]) == on][-1]
    covered = {
        "gloucestershire": ("cp", "cic", "cin"),
        "camden": ("cp", "cin", "s47", "referral"),
        "practice-matters": (
            "cp",
            "cin",
            "cic",
            "early-help",
            "s47",
            "referral",
            "cwd",
            "placement-with-parents",
        ),
    }
    if plan not in covered.get(policy, ()):
        return {"no_rule": True}
    return {"bool": is_home_visit(policy, plan, facts, visit)}
