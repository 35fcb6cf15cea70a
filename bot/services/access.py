"""The only door: a Slack user becomes an actor; an actor and an id become a child or a visit, or a refusal."""

from __future__ import annotations

from collections import Counter

import structlog

from bot.bootstrap import Deps
from bot.domain.cards import Contacts
from bot.domain.children import Child
from bot.domain.people import Actor, Role
from bot.domain.visits import Visit
from bot.errors import NotAllowed, NotFound, UnknownPerson
from bot.storage.transaction import Transaction

log = structlog.get_logger()


def actor(deps: Deps, slack_id: str) -> Actor:
    """The person behind a Slack id; raises UnknownPerson with a way on."""
    with deps.transaction(reading=True) as tx:
        found = tx.people.find(slack_id)
        if found is not None:
            return found
        leads = tx.people.with_role(Role.POLICY_LEAD)
    whom = f"{leads[0].name} (policy lead)" if leads else "your policy lead"
    raise UnknownPerson(
        "I don't know you yet, so I can't show you anything about children. "
        f"Ask {whom} or your manager to add you to the list of people, then come back: nothing else is needed."
    )


def responsible_manager(tx: Transaction, worker_id: str | None, team: str) -> Actor | None:
    """Who answers for this worker's visits: the worker's manager, else a manager of the team, else any manager."""
    worker = tx.people.find(worker_id)
    if worker is not None and worker.is_manager:
        return worker
    if worker is not None:
        manager = tx.people.find(worker.manager_id)
        if manager is not None:
            return manager
    # Nobody allocated, or a worker without a manager: whom the team's people name, the most named first.
    named = Counter(one.manager_id for one in tx.people.in_team(team) if one.manager_id)
    for manager_id, _ in sorted(named.items(), key=lambda item: (-item[1], item[0])):
        manager = tx.people.find(manager_id)
        if manager is not None and manager.role is Role.MANAGER:
            return manager
    team_managers = [person for person in tx.people.in_team(team) if person.role is Role.MANAGER]
    if team_managers:
        return team_managers[0]
    fallback = tx.people.with_role(Role.SERVICE_MANAGER) or tx.people.with_role(Role.MANAGER)
    return fallback[0] if fallback else None


def contacts_in(tx: Transaction, deps: Deps, person: Actor) -> Contacts:
    """Whom this person rings, inside a transaction."""
    manager = responsible_manager(tx, person.slack_id, person.team)
    if manager is not None and manager.slack_id == person.slack_id:
        manager = tx.people.find(person.manager_id) or manager
    return Contacts(
        manager_name=manager.name if manager is not None else "",
        manager_phone=manager.phone if manager is not None else "",
        edt_phone=deps.settings.edt_phone,
    )


def contacts(deps: Deps, person: Actor) -> Contacts:
    """Whom this person rings: the manager and the Emergency Duty Team."""
    with deps.transaction(reading=True) as tx:
        return contacts_in(tx, deps, person)


def may_see(tx: Transaction, person: Actor, child: Child) -> bool:
    """Need to know: the allocated worker, who goes along on a planned visit, and the managers of the team."""
    if child.worker_id == person.slack_id or person.role is Role.SERVICE_MANAGER:
        return True
    if child.team in tx.people.managed_teams(person.slack_id):
        return True
    if person.role is Role.MANAGER and person.team == child.team:
        return True
    manager = responsible_manager(tx, child.worker_id, child.team)
    if manager is not None and person.slack_id in (manager.slack_id, manager.deputy_id):
        return True
    return tx.visits.someone_on(child.id, person.slack_id)


def access_child(tx: Transaction, person: Actor, child_id: int, *, lock: bool = False) -> Child:
    """The child, if this person may see it; one sentence for both "not there" and "not yours"."""
    child = tx.children.get(child_id, lock=lock)
    if child is None or not may_see(tx, person, child):
        log.info("access.refused", person=person.slack_id, child=child_id)
        raise NotAllowed(
            "I can't show you this child: they are not on your caseload or in your team. "
            "If they should be, ask your manager to change the allocation."
        )
    if child.closed:
        raise NotFound("This child is closed here. Open your caseload on the Home tab to see who is current.")
    return child


def access_visit(
    tx: Transaction, person: Actor, visit_id: int, *, lock: bool = False
) -> tuple[Visit, list[Child]]:
    """The visit and its children, if this person may see all of them."""
    visit = tx.visits.get(visit_id, lock=lock)
    if visit is None:
        raise NotFound("This visit isn't here any more. Open the Home tab to see what is planned.")
    if person.slack_id in visit.going or person.slack_id == visit.worker_id:
        return visit, tx.children.many(visit.child_ids)
    return visit, [access_child(tx, person, child_id) for child_id in visit.child_ids]
