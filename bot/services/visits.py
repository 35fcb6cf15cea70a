"""Plan, move and cancel visits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.bootstrap import Deps
from bot.clock import LONDON, london
from bot.domain.cards import Planned, VisitChoice
from bot.domain.children import Child
from bot.domain.messages import MessageKind
from bot.domain.people import Actor
from bot.domain.schedule import at_london, visit_reminder_at
from bot.domain.visits import Visit, VisitStatus
from bot.errors import Conflict, InvalidInput
from bot.services.access import access_child, access_visit, contacts_in, may_see
from bot.services.dates import retry_moment, standing_of
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class PlanVisit:
    """What someone filled in to plan a visit; day and time are London's."""

    child_ids: tuple[int, ...]
    day: date
    time: time
    announced: bool
    going: tuple[str, ...] = ()


def choices(deps: Deps, actor: Actor, child_id: int, visit_id: int | None = None) -> VisitChoice:
    """What the plan and record forms offer for this child: siblings of the household, colleagues, what is owed."""
    with deps.transaction(reading=True) as tx:
        child = access_child(tx, actor, child_id)
        visit = access_visit(tx, actor, visit_id)[0] if visit_id is not None else None
        siblings = _household(tx, actor, child)
        due_by, owed, retry_by = {}, {}, {}
        for one in siblings:
            recorded = tx.due.get(one.id)
            if recorded is not None and recorded.act_by is not None:
                due_by[one.id] = recorded.act_by
            standing = standing_of(deps, one, tx.visits.outcomes(one.id))
            owed[one.id] = standing.owed
            retry = retry_moment(deps, standing.retry)
            if retry is not None:
                retry_by[one.id] = retry
        colleagues = tuple(person for person in tx.people.all_active() if person.slack_id != actor.slack_id)
        return VisitChoice(
            children=tuple(siblings),
            colleagues=tuple(sorted(colleagues, key=lambda person: (person.team != actor.team, person.name))),
            visit=visit,
            today=deps.clock.today(),
            now=deps.clock.now(),
            due_by=due_by,
            owed=owed,
            contacts=contacts_in(tx, deps, actor),
            hours=deps.knowledge.local.day,
            retry_by=retry_by,
            off=_days_off(deps, [*due_by.values(), *(london(one).date() for one in retry_by.values())]),
            done=frozenset(one.child_id for one in tx.visits.of_visit(visit.id)) if visit else frozenset(),
        )


def _days_off(deps: Deps, dates: Iterable[date]) -> frozenset[date]:
    """The days nobody works, from today to the last of these and the working day after."""
    today, calendar = deps.clock.today(), deps.knowledge.rules.calendar
    last = calendar.add_working_days(max([today, *dates]), 1)
    days = (today + timedelta(number) for number in range((last - today).days))
    return frozenset(day for day in days if not calendar.is_working_day(day))


def _household(tx: Transaction, actor: Actor, child: Child) -> list[Child]:
    """The child first, then the siblings of the household whom this person may see."""
    others = [one for one in tx.children.of_household(child.household) if one.id != child.id]
    return [child, *(one for one in others if may_see(tx, actor, one))]


def moment_of(day: date, clock_time: time, field: str = "time") -> datetime:
    """A London day and time as UTC; a time the clocks skip in spring is refused."""
    local = datetime.combine(day, clock_time, LONDON)
    moment = at_london(day, clock_time)
    if london(moment).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise InvalidInput(
            {field: "The clocks go forward that night and this time doesn't exist. Choose a later one."}
        )
    return moment


def check_future(deps: Deps, day: date, clock_time: time) -> datetime:
    starts_at = moment_of(day, clock_time)
    if day < deps.clock.today():
        raise InvalidInput(
            {"day": "This day is past. To enter a visit that has happened, use Record a visit."}
        )
    if starts_at <= deps.clock.now():
        raise InvalidInput(
            {"time": "This time is past. Choose a later one, or use Record a visit if it has happened."}
        )
    if day.year > deps.clock.today().year + 1:
        raise InvalidInput({"day": "This day is more than a year ahead. Check the year."})
    return starts_at


def owe_reminders(deps: Deps, tx: Transaction, visit: Visit) -> datetime:
    """Owe everyone who goes a reminder; returns when."""
    at = visit_reminder_at(visit.starts_at, deps.knowledge.local, deps.knowledge.rules.calendar)
    at = max(at, deps.clock.now())
    for person in dict.fromkeys([visit.worker_id, *visit.going]):
        tx.outbox.add(
            MessageKind.VISIT_REMINDER,
            person,
            {"visit_id": visit.id},
            once=reminder_key(visit, person),
            not_before=at,
        )
    return at


def reminder_key(visit: Visit, person: str) -> str:
    """The outbox key of a planned visit's reminder."""
    return f"visit:{visit.id}:reminder:{person}"


def _warnings(
    deps: Deps, tx: Transaction, children: Iterable[Child], day: date, clock_time: time
) -> tuple[str, ...]:
    warnings = []
    hours = deps.knowledge.local.day
    if not hours.first_visit_hour <= clock_time <= hours.last_visit_hour:
        warnings.append(f"{clock_time:%H:%M} is an unusual time for a visit. Is it right? If not, move it.")
    for child in children:
        retry = retry_moment(deps, standing_of(deps, child, tx.visits.outcomes(child.id)).retry)
        if retry is not None and at_london(day, clock_time) >= retry:
            by = london(retry)
            warnings.append(
                f"{child.label}: this is after the limit for trying again "
                f"({by:%a} {by.day} {by:%b}, {by:%H:%M}). The limit stays as it is."
            )
        recorded = tx.due.get(child.id)
        if recorded is not None and recorded.act_by is not None and day > recorded.act_by:
            warnings.append(
                f"{child.label}: this is after the date the visit is due "
                f"({recorded.act_by:%a} {recorded.act_by.day} {recorded.act_by:%b}). The due date stays as it is."
            )
    return tuple(warnings)


def plan_visit(deps: Deps, actor: Actor, command: PlanVisit, once: str) -> Planned:
    """Plan a visit and owe its reminders. A repeated delivery changes nothing."""
    with deps.transaction() as tx:
        effect = tx.inbox.effect_of(once)
        if effect:
            visit, children = access_visit(tx, actor, int(effect))
            return Planned(visit, tuple(children), None, already=True)
        if not command.child_ids:
            raise InvalidInput({"children": "Choose at least one child."})
        children = [access_child(tx, actor, child_id) for child_id in command.child_ids]
        if len({child.household for child in children}) > 1:
            raise InvalidInput({"children": "Plan one visit for each household."})
        starts_at = check_future(deps, command.day, command.time)
        going = _known_colleagues(tx, actor, command.going)
        for child in children:
            for other in tx.visits.planned_for_child(child.id):
                if other.starts_at == starts_at:
                    raise InvalidInput(
                        {"time": f"A visit to {child.label} is planned for this time already."}
                    )
        tx.inbox.first_time(once, "", deps.clock.wall())
        visit = tx.visits.add(
            household=children[0].household,
            child_ids=command.child_ids,
            worker_id=actor.slack_id,
            starts_at=starts_at,
            announced=command.announced,
            going=going,
            created_at=deps.clock.now(),
            created_by=actor.slack_id,
        )
        tx.inbox.set_effect(once, str(visit.id))
        reminder_at = owe_reminders(deps, tx, visit)
        tx.audit.add(actor.slack_id, "visit.planned", f"visit:{visit.id}", children=list(visit.child_ids))
        planned = Planned(
            visit, tuple(children), reminder_at, _warnings(deps, tx, children, command.day, command.time)
        )
    deps.wake()
    return planned


def _known_colleagues(tx: Transaction, actor: Actor, going: Iterable[str]) -> list[str]:
    """Who goes along must be known here: they will be shown the child."""
    found = []
    for slack_id in dict.fromkeys(going):
        if slack_id == actor.slack_id:
            continue
        if tx.people.find(slack_id) is None:
            raise InvalidInput(
                {"going": "Someone you chose is not on the list of people yet. Leave them out for now."}
            )
        found.append(slack_id)
    return found


def get_visit(deps: Deps, actor: Actor, visit_id: int) -> Planned:
    """A planned visit, for the forms that move and cancel it."""
    with deps.transaction(reading=True) as tx:
        visit, children = access_visit(tx, actor, visit_id)
        return Planned(visit, tuple(children), None)


def still_planned(visit: Visit) -> None:
    """Conflict, with what happened to it, where a visit is no longer planned."""
    if visit.status is VisitStatus.RECORDED:
        raise Conflict("This visit has been recorded already. Open the Home tab to see what comes next.")
    if visit.status is not VisitStatus.PLANNED:
        raise Conflict(
            "This visit was moved or cancelled before. Open the Home tab to see what is planned now."
        )


def move_visit(
    deps: Deps, actor: Actor, visit_id: int, day: date, clock_time: time, moved_by: str, once: str
) -> Planned:
    """Move a visit: the old one is kept as moved, with who asked for it; the due date does not move."""
    with deps.transaction() as tx:
        effect = tx.inbox.effect_of(once)
        if effect:
            visit, children = access_visit(tx, actor, int(effect))
            return Planned(visit, tuple(children), None, already=True)
        old, children = access_visit(tx, actor, visit_id, lock=True)
        still_planned(old)
        starts_at = check_future(deps, day, clock_time)
        if starts_at == old.starts_at:
            raise InvalidInput({"time": "This is the time it is planned for already. Choose another one."})
        tx.inbox.first_time(once, "", deps.clock.wall())
        tx.visits.set_status(old.id, VisitStatus.MOVED, by=moved_by)
        visit = tx.visits.add(
            household=old.household,
            child_ids=old.child_ids,
            worker_id=old.worker_id,
            starts_at=starts_at,
            announced=old.announced,
            going=old.going,
            created_at=deps.clock.now(),
            created_by=actor.slack_id,
            replaces_id=old.id,
        )
        tx.inbox.set_effect(once, str(visit.id))
        reminder_at = owe_reminders(deps, tx, visit)
        tx.audit.add(actor.slack_id, "visit.moved", f"visit:{old.id}", to=visit.id, by=moved_by)
        planned = Planned(visit, tuple(children), reminder_at, _warnings(deps, tx, children, day, clock_time))
    deps.wake()
    return planned


def cancel_visit(deps: Deps, actor: Actor, visit_id: int, by: str, once: str) -> Planned:
    """Take a plan back because it should not be in the list (planned by mistake). Nothing else follows.

    A visit that fell through, whoever called it off, is recorded as an outcome, because the manager hears of it.
    """
    with deps.transaction() as tx:
        visit, children = access_visit(tx, actor, visit_id, lock=True)
        if not tx.inbox.first_time(once, str(visit_id), deps.clock.wall()):
            return Planned(visit, tuple(children), None, already=True)
        still_planned(visit)
        tx.visits.set_status(visit.id, VisitStatus.CANCELLED, by=by)
        tx.audit.add(actor.slack_id, "visit.cancelled", f"visit:{visit.id}", by=by)
        changed = tx.visits.get(visit.id)
        assert changed is not None
        return Planned(changed, tuple(children), None)
