"""What a change makes of a child, and how every clock stands before and after it. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.bootstrap import Deps
from bot.clock import london
from bot.domain.children import PLAN_WORDS, Child, Plan
from bot.domain.facts import HELD, HELD_AFTER, all_facts
from bot.domain.plan_changes import APPROVAL_PARTS, Change, Clock, Kind, PlanForm
from bot.domain.visits import ChildOutcome, OutcomeKind
from bot.services.dates import earliest
from bot.services.plan_checks import fact_day, the_plan
from knowledge.results import Decision, PlanKind, Standing

OWED = {
    "alone": "Seeing the child alone",
    "awake": "Seeing the child awake",
    "bedroom": "The bedroom",
    "unannounced": "An unannounced visit",
}


@dataclass(frozen=True, slots=True)
class Effect:
    """The child as the change leaves it; plans with the id 0 are new. `words` say what changes."""

    child: Child
    words: tuple[str, ...]


def long_day(day: date) -> str:
    """ "Monday 23 November 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def effect(form: PlanForm, change: Change) -> Effect:
    """What a checked change makes of the child."""
    child = form.child
    if change.kind is Kind.BORN and change.born is not None:
        # The day itself is not written out: nobody needs to read a date of birth here.
        plans = tuple(replace(plan, facts=_without(plan.facts, "unborn")) for plan in child.plans)
        return Effect(replace(child, born=change.born, plans=plans), ("The date of birth is entered.",))
    if change.kind is Kind.WORKER:
        worker = next(person for person in form.people if person.slack_id == change.worker)
        before = _name(form, child.worker_id)
        moved = replace(child, worker_id=worker.slack_id, team=worker.team or child.team)
        return Effect(moved, (f"Allocated worker: {worker.name} (before: {before}).",))
    if change.kind is Kind.CLOSE:
        why = form.choices.closings[change.ending].words
        return Effect(replace(child, closed=True), (f"The child is closed here: {why[0].lower()}{why[1:]}.",))
    if change.kind is Kind.ADD:
        assert change.starts is not None
        plan = _new(form, change.new_plan, change.starts)
        return Effect(replace(child, plans=(*child.plans, plan)), (_added(plan),))
    return _of_a_plan(form, change)


def _of_a_plan(form: PlanForm, change: Change) -> Effect:
    child, plan, choices = form.child, the_plan(form, change), form.choices
    name = PLAN_WORDS[plan.kind]
    if change.kind is Kind.END:
        assert change.ends is not None
        ending = choices.endings[change.ending]
        plans = [one for one in child.plans if one.id != plan.id]
        words = [f"{name}: ends on {long_day(change.ends)}. {ending.words.split(':')[0]}."]
        if ending.onto:
            plans.append(_new(form, change.new_plan, change.ends))
            words.append(_added(plans[-1]))
        return Effect(replace(child, plans=tuple(plans)), tuple(words))
    facts = dict(plan.facts)
    start = plan.start
    if change.kind is Kind.INTERVAL:
        unit = choices.units[change.unit]
        for other in choices.units.values():
            facts.pop(other.fact, None)
        facts[unit.fact] = change.every * unit.times
        words = [f"{name}: every {_amount(change.every, unit.words)} (before: {own_interval(form, plan)})."]
    elif change.kind is Kind.PLACEMENT:
        assert change.starts is not None
        before = fact_day(plan, "placement_start")
        facts = _without(facts, *(name + part for name in choices.per_placement for part in APPROVAL_PARTS))
        if before is not None:
            facts["previous_placement_start"] = before
        facts["placement_start"] = change.starts
        was = f" (before: {long_day(before)})" if before is not None else ""
        words = [f"{name}: the placement began on {long_day(change.starts)}{was}."]
    elif change.kind is Kind.APPROVAL:
        facts, said = _approval(form, change, plan)
        words = [f"{name}: {said}"]
    else:
        words = []
        if change.starts is not None and change.starts != plan.start:
            words.append(f"{name}: started on {long_day(change.starts)} (before: {long_day(plan.start)}).")
            start = change.starts
        for fact, day in change.dates.items():
            old = fact_day(plan, fact)
            if fact in choices.key_dates.get(plan.kind, ()) and day != old:
                facts[fact] = day
                was = f" (before: {long_day(old)})" if old is not None else ""
                words.append(f"{choices.fact_words[fact]}: {long_day(day)}{was}.")
    changed = replace(plan, start=start, facts=facts)
    plans = [changed if one.id == plan.id else one for one in child.plans]
    return Effect(replace(child, plans=tuple(plans)), tuple(words))


def _approval(form: PlanForm, change: Change, plan: Plan) -> tuple[dict[str, Any], str]:
    """The plan's facts with an approval as it is now, and what that changes in words."""
    name, facts = change.approval, plan.facts
    approval = form.choices.approvals[name]
    left = _without(facts, *(name + part for part in APPROVAL_PARTS))
    quoted, was = f"“{approval.words}”", _held(plan, name)
    if change.ended:
        return left, f"{quoted} has ended (before: {was})."
    assert change.agreed_on is not None
    left |= {
        name: True,
        f"{name}_decided_by": change.agreed_by,
        f"{name}_decided_in": change.agreed_with,
        f"{name}_decided_on": change.agreed_on.isoformat(),
    }
    if not approval.lapses:
        return left, f"{quoted} is on record (before: {was})."
    assert change.until is not None
    left[f"{name}_on"] = _since(plan, name, change.agreed_on)
    left[f"{name}_until"] = change.until
    return left, f"{quoted} holds until {long_day(change.until)} (before: {was})."


def _held(plan: Plan, name: str) -> str:
    until = fact_day(plan, f"{name}_until")
    if plan.facts.get(name) is not True:
        return "not on record"
    return f"until {long_day(until)}" if until is not None else "on record without an end"


def _since(plan: Plan, name: str, agreed_on: date) -> date:
    """From when it holds: renewed before it lapsed, it holds from its first day on without a gap."""
    since, until = fact_day(plan, f"{name}_on"), fact_day(plan, f"{name}_until")
    renewed = plan.facts.get(name) is True and since is not None and until is not None and until >= agreed_on
    return min(since, agreed_on) if renewed and since is not None else agreed_on


def _amount(every: int, words: str) -> str:
    return f"{every} {words if every != 1 else words.removesuffix('s')}"


def own_interval(form: PlanForm, plan: Plan) -> str:
    """The interval the plan itself has, in words."""
    for unit in form.choices.units.values():
        number = plan.facts.get(unit.fact)
        if isinstance(number, int) and unit.times == 1:
            return f"every {_amount(number, unit.words)}"
    return "none of its own"


def _new(form: PlanForm, kind: str, start: date) -> Plan:
    """A plan that begins: what is true of the child goes along, what was agreed for another plan does not."""
    choices, new = form.choices, PlanKind(kind)
    facts: dict[str, Any] = {}
    for plan in form.child.plans:
        facts |= {name: value for name, value in plan.facts.items() if name in choices.carried}
    if new in choices.starts_as:
        facts[choices.starts_as[new]] = start
    beside = {plan.kind for plan in form.child.plans}
    if new is PlanKind.CWD:
        under = next((one for one in (PlanKind.CP, PlanKind.CIN) if one in beside), None)
        if under is not None:
            facts["underlying_plan"] = under.value
    return Plan(0, new, start, None, facts)


def _added(plan: Plan) -> str:
    return f"{PLAN_WORDS[plan.kind]}: starts on {long_day(plan.start)}."


def _name(form: PlanForm, slack_id: str | None) -> str:
    return next((person.name for person in form.people if person.slack_id == slack_id), "nobody")


def _without(facts: Any, *names: str) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in names}


# --- dates -----------------------------------------------------------------------------------------------


def standing_at(deps: Deps, child: Child, outcomes: Sequence[ChildOutcome], as_of: date) -> Standing:
    """What the adopted policy says about the child on a day."""
    return deps.knowledge.rules.standing(deps.settings.policy, all_facts(child, outcomes), as_of)


def act_by(standing: Standing) -> date | None:
    """The earlier of the local and the statutory date."""
    return earliest(standing.due.on, standing.floor.on if standing.floor is not None else None)


def released(child: Child) -> Child:
    """The child without a date that an earlier change held."""
    plans = tuple(replace(plan, facts=_without(plan.facts, HELD, HELD_AFTER)) for plan in child.plans)
    return replace(child, plans=plans)


def holding(child: Child, outcomes: Sequence[ChildOutcome], date_on_record: date) -> Child:
    """The child with the date on record held until the next home visit (safety rule 1)."""
    seen = [london(one.happened_at).date() for one in outcomes if one.kind is OutcomeKind.SEEN]
    held = {
        HELD: date_on_record.isoformat(),
        HELD_AFTER: max(seen).isoformat() if seen else "",
    }
    plans = tuple(replace(plan, facts={**plan.facts, **held}) for plan in child.plans)
    return replace(child, plans=plans)


def clocks(before: tuple[Child, Standing], after: tuple[Child, Standing]) -> tuple[Clock, ...]:
    """Every clock that runs before or after, in the same order."""
    old, new = _by_name(*before), _by_name(*after)
    return tuple(Clock(name, old.get(name), new.get(name)) for name in dict.fromkeys([*old, *new]))


def _by_name(child: Child, standing: Standing) -> dict[str, Decision]:
    found: dict[str, Decision] = {}
    for plan, decision in zip(child.plans, standing.per_plan, strict=False):
        found[f"Visits: {PLAN_WORDS[plan.kind]}"] = decision
    if standing.floor is not None and standing.floor.has_date:
        found["The law's own limit"] = standing.floor
    if standing.retry is not None and standing.retry.has_date:
        found["Trying again after the visit that failed"] = standing.retry
    for owed in standing.owed:
        found[OWED.get(owed.what, owed.what)] = owed.decision
    return found
