"""Set and change what a child's plan says: shown with old and new dates first, saved in one transaction after.

Nothing moves a date later by itself (safety rule 1): only a decision recorded with the name of who made it does.
"""

from __future__ import annotations

from bot.bootstrap import Deps
from bot.domain.children import Child
from bot.domain.people import Actor, Role
from bot.domain.plan_changes import Change, Changed, Kind, Pending, PlanForm, Preview
from bot.domain.visits import VisitStatus
from bot.errors import Conflict, InvalidInput, NotAllowed
from bot.services.access import access_child, responsible_manager
from bot.services.alert_messages import edit
from bot.services.dates import recompute
from bot.services.plan_checks import check, decider, the_plan
from bot.services.plan_choices import choices
from bot.services.plan_effects import (
    Effect,
    act_by,
    clocks,
    effect,
    holding,
    long_day,
    released,
    standing_at,
)
from bot.storage.transaction import Transaction
from knowledge.results import Standing

OWN = "own-plan"
ACCEPTED_BY = "audit.accepted_by"


def manages(tx: Transaction, actor: Actor, child: Child) -> bool:
    """Whether this person decides for the child: a manager of the team, or the deputy of the one who answers for it."""
    if actor.role is Role.SERVICE_MANAGER:
        return True
    if actor.role is Role.MANAGER and (
        actor.team == child.team or child.team in tx.people.managed_teams(actor.slack_id)
    ):
        return True
    manager = responsible_manager(tx, child.worker_id, child.team)
    if manager is None or child.worker_id == actor.slack_id:
        return False
    return actor.slack_id in (manager.slack_id, manager.deputy_id)


def _form(deps: Deps, tx: Transaction, actor: Actor, child: Child) -> PlanForm:
    decides = manages(tx, actor, child)
    if not decides and child.worker_id != actor.slack_id:
        raise NotAllowed("Only the allocated worker or a manager of the team can change what the plan says.")
    standing = standing_at(deps, child, tx.visits.outcomes(child.id), deps.clock.today())
    people = tx.people.all_active()
    teams = {actor.team, child.team, *tx.people.managed_teams(actor.slack_id)}
    if actor.role is Role.SERVICE_MANAGER:
        teams |= {person.team for person in people}
    return PlanForm(
        child=child,
        today=deps.clock.today(),
        choices=choices(),
        people=tuple(people),
        decides=decides,
        sentences={
            plan.kind: decision.sentence
            for plan, decision in zip(child.plans, standing.per_plan, strict=False)
        },
        actor_id=actor.slack_id,
        teams=frozenset(filter(None, teams)),
    )


def form(deps: Deps, actor: Actor, child_id: int) -> PlanForm:
    """What the forms offer this person for this child."""
    with deps.transaction(reading=True) as tx:
        return _form(deps, tx, actor, access_child(tx, actor, child_id))


def preview(deps: Deps, actor: Actor, change: Change) -> Preview:
    """Old and new dates of every clock, worked out and not saved; InvalidInput names what can't be right."""
    with deps.transaction(reading=True) as tx:
        child = access_child(tx, actor, change.child_id)
        return _preview(deps, tx, _form(deps, tx, actor, child), change)[0]


def _preview(deps: Deps, tx: Transaction, offered: PlanForm, change: Change) -> tuple[Preview, Effect]:
    check(offered, change)
    child, today, says = offered.child, offered.today, offered.choices.says
    outcomes = tx.visits.outcomes(child.id)
    standing = standing_at(deps, child, outcomes, today)
    recorded = tx.due.get(child.id)
    before = recorded.act_by if recorded is not None else act_by(standing)
    made = effect(offered, change)
    if change.kind is Kind.CLOSE:
        made_child, now, rule_date = made.child, Standing(standing.due), None
    else:
        made_child = released(made.child)
        now = standing_at(deps, made_child, outcomes, today)
        rule_date = act_by(now)
    if change.kind is Kind.INTERVAL:
        _no_loosening(offered, change, standing, now)
    may_move = _may_move(offered, change)
    if change.kind is Kind.APPROVAL and before is not None:
        # An approval opens its own gap and nothing else: a date held for another reason stays held.
        freely = act_by(standing_at(deps, released(child), outcomes, today))
        may_move = may_move and (freely is None or freely <= before)
    held = before is not None and not may_move and (rule_date is None or rule_date > before)
    after = rule_date
    if held and before is not None:
        made_child = holding(made_child, outcomes, before)
        now = standing_at(deps, made_child, outcomes, today)
        after = before
    notes = _notes(offered, change, now, held, made_child)
    if change.kind is Kind.APPROVAL and not change.ended and before == after and not held:
        notes = (*notes, says["approval_waits"])
    clock_list = () if change.kind is Kind.CLOSE else clocks((child, standing), (made_child, now))
    shown = Preview(
        pending=Pending(change, before, after),
        child=child,
        changes=made.words,
        before=before,
        after=after,
        rule_date=rule_date,
        held=held,
        see_now=after is not None and after < today,
        clocks=clock_list,
        decided=_decided(offered, change),
        notes=(*notes, says["case_system"]),
        closes=change.kind is Kind.CLOSE,
    )
    return shown, Effect(made_child, made.words)


def _may_move(offered: PlanForm, change: Change) -> bool:
    """Whether a recorded, named decision lets the date become later."""
    if change.kind is Kind.CLOSE:
        return True
    if decider(offered, change.agreed_by) is None:
        return False
    if change.kind is Kind.APPROVAL:
        return not change.ended
    ending = offered.choices.endings.get(change.ending) if change.kind is Kind.END else None
    return change.later or (ending is not None and ending.later)


def _no_loosening(offered: PlanForm, change: Change, old: Standing, new: Standing) -> None:
    """Less often than what is agreed for the child now is a manager's to record."""
    plan = the_plan(offered, change)
    if offered.decides or not any(unit.fact in plan.facts for unit in offered.choices.units.values()):
        return
    place = [one.id for one in offered.child.plans].index(plan.id)
    was, becomes = old.per_plan[place].on, new.per_plan[place].on
    if was is not None and (becomes is None or becomes > was):
        raise InvalidInput({"every": offered.choices.says["less_often_manager"]})


def _notes(
    offered: PlanForm, change: Change, now: Standing, held: bool, made_child: Child
) -> tuple[str, ...]:
    says = offered.choices.says
    notes = []
    if change.kind is Kind.INTERVAL:
        place = [one.id for one in offered.child.plans].index(the_plan(offered, change).id)
        if now.per_plan[place].rule != OWN and not held:
            notes.append(says["looser_now"])
    if change.kind is Kind.BORN:
        notes.append(says["born"])
    if change.kind is Kind.PLACEMENT:
        notes.append(says["placement"])
    if change.kind is Kind.CLOSE:
        notes.append(says["close"])
    elif not made_child.plans:
        notes.append(says["no_plan_left"])
    if change.kind is Kind.WORKER:
        before = next((one for one in offered.people if one.slack_id == offered.child.worker_id), None)
        if before is not None:
            notes.append(says["planned_stay"].format(name=before.name))
    return tuple(notes)


def _decided(offered: PlanForm, change: Change) -> str:
    """Who decided, where, and when, in words; "" where nobody had to."""
    person = next((one for one in offered.people if one.slack_id == change.agreed_by), None)
    where = offered.choices.agreed_with.get(change.agreed_with, "")
    if person is None or change.agreed_on is None or not where:
        return ""
    return f"{person.name} ({where[0].lower()}{where[1:]}, {long_day(change.agreed_on)})"


def save(deps: Deps, actor: Actor, pending: Pending, once: str) -> Changed:
    """Save what was shown, and work the date out anew: one transaction. A repeated delivery changes nothing.

    Conflict where the dates are no longer those that were shown.
    """
    change = pending.change
    with deps.transaction() as tx:
        child = _unless_saved(tx, actor, change, once)
        if child is None:
            return Changed(_already(tx, pending), already=True)
        offered = _form(deps, tx, actor, child)
        shown, made = _preview(deps, tx, offered, change)
        if (shown.before, shown.after) != (pending.before, pending.after):
            raise Conflict(
                "The dates have changed since they were shown to you, so nothing was saved. "
                "Please go back and look again."
            )
        tx.inbox.first_time(once, str(child.id), deps.clock.wall())
        _store(deps, tx, actor, child, change, made)
        if change.kind is Kind.CLOSE:
            _close(deps, tx, actor, child, made)
        else:
            changed = tx.children.get(child.id, lock=True)
            assert changed is not None
            again = recompute(deps, tx, changed, f"plan changed: {change.kind}", keep_earlier=shown.held)
            assert again.after.act_by == shown.after, "what is saved is what was shown"
        _audit(deps, tx, actor, shown)
        named = shown.later or change.kind is Kind.APPROVAL
        told = {change.agreed_by if named else "", child.worker_id or ""}
        told |= {change.worker} if change.kind is Kind.WORKER else set()
    deps.wake()
    known = {person.slack_id for person in offered.people}
    return Changed(shown, tuple(sorted((told & known) - {actor.slack_id})))


def _unless_saved(tx: Transaction, actor: Actor, change: Change, once: str) -> Child | None:
    """The child to change; None where this very submission was saved before."""
    if tx.inbox.effect_of(once):
        return None
    return access_child(tx, actor, change.child_id, lock=True)


def _already(tx: Transaction, pending: Pending) -> Preview:
    child = tx.children.get(pending.change.child_id)
    assert child is not None
    return Preview(
        pending=pending,
        child=child,
        changes=(),
        before=pending.before,
        after=pending.after,
        rule_date=pending.after,
        held=False,
        see_now=False,
        clocks=(),
    )


def _store(deps: Deps, tx: Transaction, actor: Actor, before: Child, change: Change, made: Effect) -> None:
    after = made.child
    if after.born != before.born and after.born is not None:
        tx.children.set_born(before.id, after.born)
    if after.worker_id != before.worker_id and after.worker_id is not None:
        tx.children.allocate(before.id, after.worker_id, after.team)
    stays = {plan.id for plan in after.plans}
    for plan in before.plans:
        if plan.id not in stays and change.ends is not None:
            tx.children.end_plan(plan.id, change.ends)
    known = {plan.id: plan for plan in before.plans}
    for plan in after.plans:
        facts = dict(plan.facts)
        if plan.id == 0:
            new = tx.children.add_plan(before.id, plan.kind, plan.start, {})
            tx.children.decide_plan(new, plan.start, facts)
            continue
        if change.kind is Kind.INTERVAL and plan.id == _plan_id(before, change):
            assert change.agreed_on is not None
            facts |= {
                "every_agreed_with": change.agreed_with,
                "every_agreed_by": change.agreed_by,
                "every_agreed_on": change.agreed_on.isoformat(),
            }
        if facts != known[plan.id].facts or plan.start != known[plan.id].start:
            tx.children.decide_plan(plan.id, plan.start, facts)


def _plan_id(child: Child, change: Change) -> int:
    named = [plan.id for plan in child.plans if plan.kind == change.plan]
    return named[0] if named else child.plans[0].id


def _close(deps: Deps, tx: Transaction, actor: Actor, child: Child, made: Effect) -> None:
    tx.children.close(child.id)
    for visit in tx.visits.planned_for_child(child.id):
        if visit.child_ids == (child.id,):
            tx.visits.set_status(visit.id, VisitStatus.CANCELLED, by="closed")
    live = tx.alerts.live_for_child(child.id)
    if live is not None:
        tx.alerts.close(live.id, deps.clock.now(), f"{made.words[0]} Recorded by {actor.name}."[:200])
        edit(deps, tx, [live.id], "closed")
        tx.audit.add(actor.slack_id, "alert.closed", f"alert:{live.id}", child=child.id)


def _audit(deps: Deps, tx: Transaction, actor: Actor, shown: Preview) -> None:
    change = shown.pending.change
    detail = {
        name: value
        for name, value in change.plain().items()
        if name not in ("child_id", "kind", "born", "accepted_by")
    }
    if change.accepted_by:
        detail["accepted_by_sealed"] = deps.cipher.seal(change.accepted_by, ACCEPTED_BY)
    detail["before"] = shown.before.isoformat() if shown.before else None
    detail["after"] = shown.after.isoformat() if shown.after else None
    detail["held"] = shown.held
    tx.audit.add(actor.slack_id, f"plan.{change.kind}", f"child:{shown.child.id}", **detail)
