"""What a person can get wrong in a change of plan: every slip at once, each at its field."""

from __future__ import annotations

from datetime import date, timedelta

from bot.domain.children import Plan
from bot.domain.people import Actor
from bot.domain.plan_changes import Change, Kind, PlanForm
from bot.errors import InvalidInput, NotAllowed, NotFound
from knowledge.facts import impossible
from knowledge.results import PlanKind

NEEDS_AGREEMENT = frozenset({Kind.INTERVAL, Kind.ADD, Kind.END, Kind.APPROVAL, Kind.CLOSE})


def check(form: PlanForm, change: Change) -> None:
    """Raise InvalidInput with a sentence for each field, NotAllowed where only a manager may."""
    if change.kind in form.choices.managers_only and not form.decides:
        raise NotAllowed(
            "Only a manager can record this. Ask yours: it takes them a minute on their Home tab."
        )
    problems = _CHECKS[change.kind](form, change)
    if change.kind in NEEDS_AGREEMENT or change.later:
        problems |= _agreement(form, change)
    if problems:
        raise InvalidInput(problems)


def decider(form: PlanForm, slack_id: str) -> Actor | None:
    """The person named, where their decision may make a date later."""
    person = next((one for one in form.people if one.slack_id == slack_id), None)
    return person if person is not None and person.role in form.choices.decides else None


def the_plan(form: PlanForm, change: Change) -> Plan:
    """The plan a change is about: the one chosen, or the only one."""
    plan = form.plan(change.plan) if change.plan else None
    if plan is None and not change.plan and len(form.child.plans) == 1:
        plan = form.child.plans[0]
    if plan is None:
        if not form.child.plans:
            raise NotFound("No plan is recorded for this child yet. Enter the plan first: Change the plan.")
        raise InvalidInput({"plan_of": "Choose the plan this is about."})
    return plan


def _day(
    form: PlanForm, day: date | None, field: str, missing: str, *, ahead: bool = False
) -> dict[str, str]:
    """What is wrong with a day; {} where nothing is."""
    if day is None:
        return {field: missing}
    if day > form.today and not ahead:
        return {field: "This day is still to come. Enter it once it has happened."}
    if day > form.today + timedelta(form.choices.ahead_days):
        return {field: "This day is too far ahead. Check the year."}
    if day < form.today - timedelta(form.choices.back_days):
        return {field: "This day is long past. Check the year."}
    return {}


def _agreement(form: PlanForm, change: Change) -> dict[str, str]:
    problems = _day(form, change.agreed_on, "agreed_on", "Choose the day it was agreed.")
    if change.agreed_with not in form.choices.agreed_with:
        problems["agreed_with"] = "Say where it was agreed."
    named = next((one for one in form.people if one.slack_id == change.agreed_by), None)
    if named is None:
        problems["agreed_by"] = "Choose who agreed it."
    elif named.slack_id == form.actor_id and not form.decides:
        problems["agreed_by"] = "Choose the person who agreed it with you."
    elif _may_be_later(form, change) and named.role not in form.choices.decides:
        problems["agreed_by"] = form.choices.says["who_decides"]
    return problems


def _may_be_later(form: PlanForm, change: Change) -> bool:
    endings = {**form.choices.endings, **form.choices.closings}
    ending = endings.get(change.ending)
    approves = change.kind is Kind.APPROVAL and not change.ended
    return approves or change.later or (ending is not None and ending.later)


def _interval(form: PlanForm, change: Change) -> dict[str, str]:
    the_plan(form, change)
    unit = form.choices.units.get(change.unit)
    if unit is None:
        return {"unit": "Choose days or weeks."}
    if not 1 <= change.every <= unit.most:
        return {"every": f"Write a whole number from 1 to {unit.most} ({unit.words})."}
    return {}


def _new_plan(form: PlanForm, change: Change, leaves: str = "") -> dict[str, str]:
    if change.new_plan not in set(PlanKind):
        return {"new_plan": "Choose the plan."}
    if change.new_plan == leaves:
        return {"new_plan": "This is the plan that ends. Choose the one that takes its place."}
    if form.plan(change.new_plan) is not None:
        return {"new_plan": "The child has this plan already."}
    return {}


def _add(form: PlanForm, change: Change) -> dict[str, str]:
    started = _day(form, change.starts, "starts", "Choose the day it started.")
    return _new_plan(form, change) | started | _birth(form, change.starts, "starts", change.new_plan)


def _birth(form: PlanForm, day: date | None, field: str, kind: str) -> dict[str, str]:
    """A placement can't begin before the birth; any other plan can."""
    born = form.child.born
    if day is None or born is None or day >= born or form.choices.starts_as.get(PlanKind(kind)) is None:
        return {}
    return {field: "This day lies before the child was born: one of the two dates is wrong."}


def _end(form: PlanForm, change: Change) -> dict[str, str]:
    plan = the_plan(form, change)
    ending = form.choices.endings.get(change.ending)
    problems = _day(form, change.ends, "ends", "Choose the day it ended.")
    if change.ends is not None and change.ends < plan.start:
        problems["ends"] = "This lies before the plan started: one of the two dates is wrong."
    if ending is None:
        problems["ending"] = "Choose why it ends."
    elif ending.onto:
        problems |= _new_plan(form, change, leaves=plan.kind)
    return problems


def _placement(form: PlanForm, change: Change) -> dict[str, str]:
    plan = the_plan(form, change)
    problems = _day(form, change.starts, "starts", "Choose the day the placement began.")
    if form.choices.starts_as.get(plan.kind) != "placement_start":
        return {"plan_of": "This plan has no placement. Choose the care plan, or add it first."}
    before = fact_day(plan, "placement_start")
    if change.starts is not None and before is not None and change.starts <= before:
        problems["starts"] = (
            "A new placement begins after the one before it. To correct a wrong date, choose: a key date."
        )
    return problems | _birth(form, change.starts, "starts", plan.kind)


def _dates(form: PlanForm, change: Change) -> dict[str, str]:
    plan = the_plan(form, change)
    offered = form.choices.key_dates.get(plan.kind, ())
    given = {name: day for name, day in change.dates.items() if name in offered}
    problems: dict[str, str] = {}
    for name, day in given.items():
        ahead = name in form.choices.ahead
        if day != fact_day(plan, name):
            problems |= _day(form, day, f"key_date:{plan.kind}:{name}", "", ahead=ahead)
    moved = change.starts is not None and change.starts != plan.start
    if moved:
        problems |= _day(form, change.starts, "starts", "")
    if not problems and not moved and all(day == fact_day(plan, name) for name, day in given.items()):
        return {"starts": "No date was changed."}
    if not problems:
        whole = {**plan.facts, **given, "plan_start": change.starts or plan.start}
        if form.child.born is not None:
            whole["child_dob"] = form.child.born
        facts = {name: fact for name in whole if (fact := _as_day(whole[name])) is not None}
        for sentence in impossible(facts):
            problems.setdefault("starts", sentence)
    return problems


def _born(form: PlanForm, change: Change) -> dict[str, str]:
    day = change.born
    if day is None:
        return {"born": "Choose the day of birth."}
    if day > form.today:
        return {"born": "This day is still to come. Enter the birth once it has happened."}
    if form.child.born is not None and not form.decides:
        return {"born": "A date of birth is recorded already. Only a manager can correct it."}
    if day.year < form.today.year - form.choices.oldest_years:
        return {"born": "With this date of birth it is no child any more. Check the year."}
    return {}


def _approval(form: PlanForm, change: Change) -> dict[str, str]:
    plan = the_plan(form, change)
    offered = form.approvals(plan)
    approval = offered.get(change.approval)
    if not offered:
        return {"plan_of": form.choices.says["approval_none"]}
    if approval is None:
        return {"approval": "Choose what is approved, or what has ended."}
    if change.ended:
        on_record = plan.facts.get(change.approval) is True
        return {} if on_record else {"ended": "This is not on record for the plan, so it can't end."}
    if not approval.lapses:
        return {}
    if change.until is not None and change.until < form.today:
        return {"until": "This day is past. Enter the last day it holds, or tick that it has ended."}
    return _day(form, change.until, "until", "Choose the last day it holds.", ahead=True)


def _worker(form: PlanForm, change: Change) -> dict[str, str]:
    worker = next((one for one in form.people if one.slack_id == change.worker), None)
    if worker is None:
        return {"worker": "Choose somebody who is on the list of people."}
    if worker.slack_id == form.child.worker_id:
        return {"worker": "This is the worker already."}
    if worker.team not in form.teams:
        return {
            "worker": f"{worker.name} is not in a team of yours. A transfer is entered in the case system once the "
            "other team has accepted: until then the child stays with you."
        }
    return {}


def _close(form: PlanForm, change: Change) -> dict[str, str]:
    closing = form.choices.closings.get(change.ending)
    if closing is None:
        return {"ending": "Choose why."}
    if closing.accepted and len(change.accepted_by) < 3:
        return {"accepted_by": "Write who accepted the child there: name and authority."}
    if closing.accepted and len(change.accepted_by) > 120:
        return {"accepted_by": "Keep it to a name and the authority."}
    return {}


_CHECKS = {
    Kind.INTERVAL: _interval,
    Kind.ADD: _add,
    Kind.END: _end,
    Kind.PLACEMENT: _placement,
    Kind.DATES: _dates,
    Kind.BORN: _born,
    Kind.APPROVAL: _approval,
    Kind.WORKER: _worker,
    Kind.CLOSE: _close,
}


def _as_day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def fact_day(plan: Plan, name: str) -> date | None:
    """A key date of a plan; None where it isn't known."""
    return _as_day(plan.facts.get(name))
