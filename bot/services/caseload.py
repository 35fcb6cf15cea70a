"""What each person sees on the Home tab, and why a date is what it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from bot.bootstrap import Deps
from bot.domain.cards import Board, Caseload, OpenRun, Why
from bot.domain.children import Child
from bot.domain.messages import CARDS, AlertStatus
from bot.domain.people import Actor, Role
from bot.services import cards
from bot.services.access import access_child
from bot.services.alerts import NOT_SEEN, may_open
from bot.services.dates import standing_of
from bot.storage.alerts import Alert
from bot.storage.transaction import Transaction
from knowledge.receipts import receipt_lines

ALERTS_DRAWN = 10
"""Cards of alerts a manager's Home shows at once: each takes some work to draw."""


def data_as_of(tx: Transaction) -> datetime | None:
    """When case data was last imported."""
    at = tx.state.get("caseload_import").get("at")
    return datetime.fromisoformat(at) if at else None


def caseload(deps: Deps, actor: Actor) -> Caseload:
    """The children allocated to this person, in the order to act on, and what is waiting to be finished."""
    with deps.transaction(reading=True) as tx:
        rows = cards.caseload_rows(deps, tx, tx.children.of_worker(actor.slack_id))
        runs = []
        for run in tx.runs.unfinished_of(actor.slack_id)[:5]:
            child = tx.children.get(run.child_id)
            checklist = deps.knowledge.checklists.get(run.checklist)
            if child is not None and checklist is not None:
                runs.append(OpenRun(run.id, checklist.title, child.label, run.done, run.of))
        now = deps.clock.now()
        to_record = tuple(
            visit
            for row in rows
            for visit in tx.visits.planned_for_child(row.child.id)
            if visit.starts_at < now and visit.worker_id == actor.slack_id
        )
        pack = deps.knowledge.rules.policies.get(deps.settings.policy)
        return Caseload(
            actor=actor,
            today=deps.clock.today(),
            rows=rows,
            data_as_of=data_as_of(tx),
            policy_title=pack.short_title if pack is not None else "",
            open_runs=tuple(runs),
            alerts=tuple(cards.alerts_card(deps, tx, group) for group in by_card(_stood_in_for(tx, actor))),
            to_record=tuple({visit.id: visit for visit in to_record}.values()),
        )


def _stood_in_for(tx: Transaction, actor: Actor) -> list[Alert]:
    """The alerts that reached this person in a manager's place, until they close or somebody else has them.

    Only of children the person may see today: who stands in for nobody any more sees none of them.
    """
    return [
        alert
        for alert in tx.alerts.live_sent_to(actor.slack_id, CARDS)
        if (alert.status is AlertStatus.OPEN or alert.acknowledged_by == actor.slack_id)
        and may_open(tx, actor, alert)
    ]


def team_children(tx: Transaction, actor: Actor) -> list[Child]:
    """The children of every team this person answers for."""
    if actor.role is Role.SERVICE_MANAGER:
        return tx.children.all_open()
    teams = {*tx.people.managed_teams(actor.slack_id)}
    if actor.is_manager:
        teams.add(actor.team)
    return tx.children.of_teams(sorted(filter(None, teams)))


def board(deps: Deps, actor: Actor) -> Board:
    """The team: open alerts first, then the children in the order to act on."""
    with deps.transaction(reading=True) as tx:
        rows = cards.caseload_rows(deps, tx, team_children(tx, actor))
        live = tx.alerts.live_for_children(row.child.id for row in rows)
        cards_of = by_card(sorted(live.values(), key=_most_pressing))
        return Board(
            actor=actor,
            today=deps.clock.today(),
            alerts=tuple(cards.alerts_card(deps, tx, group) for group in cards_of[:ALERTS_DRAWN]),
            alerts_in_all=len(cards_of),
            rows=rows,
            counts=dict(Counter(row.state for row in rows)),
            data_as_of=data_as_of(tx),
        )


def _most_pressing(alert: Alert) -> tuple[bool, bool, datetime]:
    """What nobody has taken comes first, and a child not seen before a date that has passed."""
    return alert.status is not AlertStatus.OPEN, alert.kind != NOT_SEEN, alert.opened_at


def by_card(alerts: Iterable[Alert]) -> list[list[Alert]]:
    """Alerts that stand on one card together, in the order of the first of each."""
    groups: dict[str, list[Alert]] = {}
    for alert in alerts:
        groups.setdefault(f"{alert.card or alert.id}:{alert.status}", []).append(alert)
    return list(groups.values())


def why(deps: Deps, actor: Actor, child_id: int) -> Why:
    """Why the date is what it is: every rule that applied, day by day."""
    with deps.transaction(reading=True) as tx:
        child = access_child(tx, actor, child_id)
        standing = standing_of(deps, child, tx.visits.outcomes(child.id))
        recorded = tx.due.get(child.id)
    lines = list(receipt_lines(standing.due))
    for decision in (standing.floor, standing.retry):
        if decision is not None:
            lines += ["", *receipt_lines(decision)]
    act_by = recorded.act_by if recorded is not None else standing.due.on
    if recorded is not None and standing.due.on is not None and recorded.due_on != standing.due.on:
        lines.append("")
        lines.append(
            f"The date on record stays {recorded.act_by:%d %B %Y}: nothing moves a date later by itself."
        )
    return Why(child, act_by, standing, tuple(lines))


def my_children(deps: Deps, actor: Actor) -> tuple[Child, ...]:
    """The children this person may plan and record visits for: their own first, then the team's for a manager."""
    with deps.transaction(reading=True) as tx:
        own = tx.children.of_worker(actor.slack_id)
        joint = [
            child
            for visit in tx.visits.planned_starting(
                deps.clock.now(), datetime.max.replace(tzinfo=deps.clock.now().tzinfo)
            )
            if actor.slack_id in visit.going
            for child in tx.children.many(visit.child_ids)
        ]
        team = team_children(tx, actor) if actor.is_manager else []
    return tuple({child.id: child for child in [*own, *joint, *team]}.values())


def find_children(deps: Deps, actor: Actor, text: str) -> tuple[Child, ...]:
    """Children this person may see whose reference or initials match; children of others are never hinted at."""
    wanted = "".join(text.split()).replace(".", "").lower()
    if not wanted:
        return ()
    found = []
    for child in my_children(deps, actor):
        reference = child.reference.lower()
        initials = child.initials.replace(".", "").replace(" ", "").lower()
        if wanted in (reference, initials) or wanted in reference.replace("-", "") or wanted in reference:
            found.append(child)
    return tuple(found)
