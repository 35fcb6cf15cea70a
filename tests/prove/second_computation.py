"""A second way to every answer: walks the calendar a day at a time, from the policies and the agreed readings alone.

It shares nothing with the rule engine, on purpose: where the two differ, one of them has misread. Slow and plain is right.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tests.prove.day_walk import (
    LONDON,
    Facts,
    as_day,
    as_moment,
    days_after,
    held_throughout,
    is_working_day,
    months_after,
    third_birthday,
    working_days_after,
    yes,
)
from tests.prove.second_notices import escalate
from tests.prove.second_visits import clock_start, counts_as_statutory, home_visits, last_visit

Answer = dict[str, Any]

NO_RULE: Answer = {"no_rule": True}


# When is the next visit due? -------------------------------------------------------------------------------


def policy_date(policy: str, plan: str, facts: Facts) -> date | None:
    """The date by the policy's own interval; none where it gives none."""
    last, start = last_visit(policy, plan, facts), clock_start(plan, facts)
    base = last or start
    if base is None:
        return None
    if policy == "gloucestershire" and plan == "cp":
        return working_days_after(base, 10)
    if policy == "gloucestershire" and plan == "cin":
        return working_days_after(base, 20)
    if policy == "gloucestershire" and plan == "cic":
        return gloucestershire_care(last, start or base, facts)
    if policy == "camden" and plan == "cp":
        return days_after(base, 10)
    if policy == "camden" and plan in ("cin", "s47"):
        return working_days_after(base, 15)
    if policy == "camden" and plan == "referral":
        return days_after(base, 7) if last is None else None
    if policy == "purposeful-visits-2025":
        return purposeful(plan, last, base, start or base, facts)
    return None


def gloucestershire_care(last: date | None, start: date, facts: Facts) -> date:
    """One week; six weeks in the first year; then six weeks, three months, or six months with every agreement."""
    if last is None:
        return days_after(start, 7)
    if last < months_after(start, 12):
        return days_after(last, 6 * 7)
    agreed = ("long_term_foster", "child_sufficient_understanding", "child_agrees_less", "iro_agreed")
    if all(yes(facts, name) for name in agreed):
        return months_after(last, 6)
    if yes(facts, "intended_until_18"):
        return months_after(last, 3)
    return days_after(last, 6 * 7)


def purposeful(plan: str, last: date | None, base: date, start: date, facts: Facts) -> date | None:
    """The 2025 standards; the rule in force on the day of the last visit governs."""
    if plan in ("cin", "cp"):
        return working_days_after(base, 20)
    if plan == "early-help":
        return days_after(base, 8 * 7)
    if plan == "cwd":
        late = days_after(base, 12 * 7)
        approved = yes(facts, "cf_assessment_supports") and held_throughout(
            facts, "head_of_service_approved", base, late
        )
        served = last is not None and last >= months_after(start, 12)
        if approved and served and facts.get("underlying_plan") != "cp":
            return late
        return working_days_after(base, 20)
    if plan == "cic":
        return purposeful_care(last, start, facts)
    if plan == "placement-with-parents":
        if last is None or last < days_after(start, 4 * 7):
            return days_after(base, 7)
        return days_after(base, 20)
    return None


def purposeful_care(last: date | None, start: date, facts: Facts) -> date:
    """Five days, weekly to the first review, then four, six or twelve weeks."""
    if last is None:
        return days_after(start, 5)
    review = as_day(facts.get("first_review_date"))
    if review is None or last < review:
        return days_after(last, 7)
    if yes(facts, "out_of_borough_childrens_home"):
        return days_after(last, 4 * 7)
    matched = as_day(facts.get("long_term_matched_on"))
    late = days_after(last, 12 * 7)
    approvals = ("long_term_match_iro_approved", "long_term_match_panel_approved")
    approved = all(held_throughout(facts, name, last, late) for name in approvals)
    if approved and matched is not None and last >= matched:
        return late
    return days_after(last, 6 * 7)


def next_due(policy: str, plan: str, facts: Facts) -> Answer:
    """The earlier of the policy's date and the child's own plan's."""
    base = last_visit(policy, plan, facts) or clock_start(plan, facts)
    dates = [policy_date(policy, plan, facts)]
    agreed = False
    if base is not None and facts.get("plan_every_days"):
        dates.append(days_after(base, int(facts["plan_every_days"])))
        agreed = True
    if base is not None and facts.get("plan_every_working_days"):
        dates.append(working_days_after(base, int(facts["plan_every_working_days"])))
        agreed = True
    known = [day for day in dates if day is not None]
    if not known:
        return NO_RULE
    answer: Answer = {"date": min(known).isoformat()}
    if (policy, plan) == ("camden", "s47") and not agreed:
        answer["to_be_agreed"] = True
    return answer


# After a failed visit, and recording -----------------------------------------------------------------------


def failure(facts: Facts) -> Any:
    """The failure asked about, else the last in the list."""
    if facts.get("failed_at") is not None:
        return facts["failed_at"]
    found = None
    for visit in facts.get("visits") or []:
        if visit["outcome"] == "not_seen":
            found = visit.get("at") or visit["date"]
    return found


def retry_due(policy: str, plan: str, facts: Facts) -> Answer:
    """Gloucestershire: 48 working hours, child protection only. Camden: 3 working days, not for referrals."""
    failed = failure(facts)
    if failed is None:
        return NO_RULE
    if (policy, plan) == ("gloucestershire", "cp"):
        moment = as_moment(failed)
        day, clock = moment.date(), moment.time()
        if not is_working_day(day):
            day, clock = working_days_after(day, 1), time(0, 0)
        due = datetime.combine(working_days_after(day, 2), clock, tzinfo=LONDON)
        return {"datetime": due.isoformat()}
    failed_on = as_day(failed)
    if policy == "camden" and plan in ("cin", "cp", "s47") and failed_on is not None:
        return {"date": working_days_after(failed_on, 3).isoformat()}
    return NO_RULE


def record_due(policy: str, plan: str, facts: Facts) -> Answer:
    """Gloucestershire child protection: 24 real hours from a visit that has taken place."""
    if (policy, plan) != ("gloucestershire", "cp") or facts.get("visit_at") is None:
        return NO_RULE
    moment = as_moment(facts["visit_at"])
    for visit in facts.get("visits") or []:
        if (
            visit.get("at") is not None
            and as_moment(visit["at"]) == moment
            and visit["outcome"] == "not_seen"
        ):
            return NO_RULE
    due = moment.astimezone(UTC)
    for _ in range(24):
        due += timedelta(hours=1)
    return {"datetime": due.astimezone(LONDON).isoformat()}


# Rhythms ---------------------------------------------------------------------------------------------------


def unannounced_due(policy: str, plan: str, facts: Facts, as_of: date | None) -> Answer:
    """Camden: three months from the last unannounced visit that succeeded, else from the plan's start."""
    if policy != "camden" or plan not in ("cin", "cp", "s47"):
        return NO_RULE
    last = as_day(facts.get("plan_start"))
    for visit in home_visits(policy, plan, facts, as_of):
        if not yes(visit, "announced"):
            last = as_day(visit["date"])
    assert last is not None
    return {"date": months_after(last, 3).isoformat()}


def awake_due(policy: str, plan: str, facts: Facts, as_of: date) -> Answer:
    """Camden, under three: never two visits running asleep (in need); awake every six weeks (protection)."""
    if policy != "camden" or plan not in ("cin", "cp", "s47"):
        return NO_RULE
    born = as_day(facts["child_dob"])
    assert born is not None
    three = third_birthday(born)
    visits = home_visits(policy, plan, facts, as_of)
    if as_of >= three:
        return {"bool": False}
    if plan != "cp":
        return {"bool": bool(visits) and not yes(visits[-1], "awake")}
    last = as_day(facts.get("plan_start"))
    for visit in visits:
        if yes(visit, "awake"):
            last = as_day(visit["date"])
    assert last is not None
    due = days_after(last, 6 * 7)
    return {"bool": False} if three <= due else {"date": due.isoformat()}


def bedroom_due(policy: str, plan: str, facts: Facts, as_of: date) -> Answer:
    """Camden: once in any three visits running (in need); by the next conference (protection)."""
    if policy != "camden" or plan not in ("cin", "cp", "s47"):
        return NO_RULE
    visits = home_visits(policy, plan, facts, as_of)
    if plan != "cp":
        last_two = visits[-2:]
        return {"bool": len(last_two) == 2 and not any(yes(visit, "bedroom_seen") for visit in last_two)}
    since = as_day(facts.get("last_conference_date")) or as_day(facts.get("plan_start"))
    upcoming = as_day(facts.get("next_conference_date"))
    assert since is not None
    assert upcoming is not None
    for visit in visits:
        if yes(visit, "bedroom_seen") and (as_day(visit["date"]) or since) >= since:
            return {"bool": False}
    return {"date": upcoming.isoformat()}


def seen_alone_required(policy: str, plan: str, facts: Facts, as_of: date) -> Answer:
    """Camden from the third birthday; Gloucestershire in care unless a child who understands refuses."""
    if policy == "camden" and plan in ("cin", "cp", "s47"):
        born = as_day(facts["child_dob"])
        assert born is not None
        return {"bool": as_of >= third_birthday(born)}
    if (policy, plan) == ("gloucestershire", "cic"):
        refused = yes(facts, "child_refuses_alone") and yes(facts, "child_sufficient_understanding")
        return {"bool": not refused}
    if policy == "gloucestershire" and plan in ("cp", "cin"):
        return {
            "bool": True
        }  # at every visit where appropriate, whatever the age; a refusal goes to the manager
    if policy == "practice-matters":
        return {"bool": False}  # a wish, not a requirement
    return NO_RULE


def answer(policy: str, plan: str, ask: str, facts: Facts, as_of: Any) -> Answer:
    """The answer in the form of a worked case; as_of may be missing where it makes no difference."""
    day = as_day(as_of)
    if (policy, plan) == ("gloucestershire", "placement-with-parents"):
        plan = "cic"  # its care section holds for all placements
    if ask == "next_due":
        return next_due(policy, plan, facts)
    if ask == "retry_due":
        return retry_due(policy, plan, facts)
    if ask == "record_due":
        return record_due(policy, plan, facts)
    if ask == "unannounced_due":
        return unannounced_due(policy, plan, facts, day)
    if ask == "counts_as_statutory":
        return counts_as_statutory(policy, plan, facts)
    if policy not in ("camden", "gloucestershire") and ask in ("awake_due", "bedroom_due"):
        return NO_RULE
    assert day is not None or not re.match("awake|bedroom|seen|escalate", ask), f"{ask} needs as_of"
    assert day is not None
    if ask == "awake_due":
        return awake_due(policy, plan, facts, day)
    if ask == "bedroom_due":
        return bedroom_due(policy, plan, facts, day)
    if ask == "seen_alone_required":
        return seen_alone_required(policy, plan, facts, day)
    assert ask == "escalate", ask
    return escalate(policy, plan, facts, day)
