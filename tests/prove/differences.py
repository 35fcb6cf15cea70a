"""Where the two computations may differ, and why: questions that the documents leave open, and readings in dispute."""

from __future__ import annotations

from typing import Any

from tests.prove.day_walk import as_day, third_birthday, visits_up_to, yes
from tests.prove.second_notices import failures_running

Case = dict[str, Any]
Answer = dict[str, Any]

NO_RULE: Answer = {"no_rule": True}


def cell(case: Case) -> tuple[str, str, str]:
    return case["policy"], case["plan"], case["ask"]


def open_question(case: Case) -> str | None:
    """Why neither side can be wrong here; None where the agreed readings settle it."""
    policy, plan, ask = cell(case)
    if policy == "gloucestershire" and plan in ("cp", "cin") and ask == "seen_alone_required":
        return "GL12: alone where appropriate, without an age"
    if policy == "practice-matters" and ask == "escalate":
        failed = [v for v in visits_up_to(case["facts"], as_day(case["as_of"])) if v["outcome"] == "not_seen"]
        if len(failed) > 1:
            return "PM6: regularly not in, without a number"
    return None


def dispute(case: Case, second: Answer, engine: Answer) -> str | None:
    """The case of disputed.yaml that this difference is another of, if it is one: these two answers and no others."""
    facts, as_of = case["facts"], as_day(case["as_of"])
    policy, plan, ask = cell(case)
    if ask == "next_due" and plan in ("cic", "placement-with-parents"):
        silent = policy != "purposeful-visits-2025" and (policy, plan) != ("gloucestershire", "cic")
        before = str(
            facts.get("last_successful_visit") or (facts.get("visits") or [{"date": "9"}])[0]["date"]
        )
        earlier = "date" in engine and "date" in second and engine["date"] < second["date"]
        return "D1" if silent and before < facts["placement_start"] and earlier else None
    if (policy, plan, ask) == ("camden", "cp", "awake_due"):
        born = as_day(facts["child_dob"])
        grown = born is not None and as_of is not None and as_of >= third_birthday(born)
        return "D2" if grown and second == {"bool": False} and "date" in engine else None
    if (policy, plan, ask) == ("camden", "cp", "escalate"):
        running = failures_running(policy, plan, facts, visits_up_to(facts, as_of))
        return (
            "D3"
            if running >= 2 and second == {"escalate": False} and engine.get("escalate") is True
            else None
        )
    if (policy, plan, ask) == ("camden", "cp", "bedroom_due"):
        since = facts.get("last_conference_date") or facts["plan_start"]
        on_the_day = any(v["date"] == since and yes(v, "bedroom_seen") for v in facts["visits"])
        return "D4" if on_the_day and second == {"bool": False} and "date" in engine else None
    if policy == "gloucestershire" and plan in ("cin", "cic") and ask == "escalate":
        return "D5" if second == {"escalate": False} and engine == NO_RULE else None
    if (policy, plan, ask) == ("practice-matters", "cwd", "counts_as_statutory"):
        on_cp = facts.get("underlying_plan") == "cp"
        return "D6" if on_cp and second == {"bool": False} and engine == {"bool": True} else None
    return None
