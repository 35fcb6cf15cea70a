"""Questions people often ask, fitting who they are and what is going on with their children right now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from functools import cache
from pathlib import Path

from bot.bootstrap import Deps
from bot.domain.people import Actor, Role
from bot.domain.schedule import ONE_DAY, at_london
from bot.services.alerts import NOT_SEEN
from bot.services.caseload import team_children
from bot.storage.transaction import Transaction
from knowledge.strict_yaml import PackError, did_you_mean, read

FILE = Path(__file__).parent.parent / "wording" / "prompts.yaml"
MOST = 3
LONGEST = 75
"""What Slack takes on a button."""


class Moment(StrEnum):
    """What is going on, the most pressing first."""

    NOT_SEEN = "not_seen"
    VISIT_TODAY = "visit_today"
    OVERDUE = "overdue"
    NEW_CHILD = "new_child"
    OTHERWISE = "otherwise"


Prompts = Mapping[Role, Mapping[Moment, tuple[str, ...]]]


def read_prompts(path: Path) -> Prompts:
    """The questions of `path`; PackError names key and cure."""
    data, name = read(path), path.name
    if not isinstance(data, dict) or data.pop("format", None) != 1:
        raise PackError(name, "format", "is not 1", "Begin the file with `format: 1`.")
    for key in data:
        if key not in set(Role):
            raise PackError(name, str(key), "is no role here", did_you_mean(str(key), Role))
    found: dict[Role, Mapping[Moment, tuple[str, ...]]] = {}
    for role in Role:
        if role not in data:
            raise PackError(name, role, "is missing", "Give every role its questions.")
        found[role] = _moments(name, role, data[role])
    return found


def _moments(name: str, role: Role, moments: object) -> Mapping[Moment, tuple[str, ...]]:
    if not isinstance(moments, dict) or Moment.OTHERWISE not in moments:
        raise PackError(name, role, "has no questions for `otherwise`", "Add them: they are shown most days.")
    found: dict[Moment, tuple[str, ...]] = {}
    for key, questions in moments.items():
        where = f"{role}.{key}"
        if key not in set(Moment):
            raise PackError(name, where, "is no moment here", did_you_mean(str(key), Moment))
        if not isinstance(questions, list) or not 1 <= len(questions) <= MOST:
            raise PackError(name, where, "needs a list of questions", f"Give one to {MOST}.")
        for question in questions:
            if not isinstance(question, str) or not 0 < len(question.strip()) <= LONGEST:
                raise PackError(
                    name, where, "has a question that fits no button", f"Use {LONGEST} characters."
                )
        if len(set(questions)) < len(questions):
            raise PackError(name, where, "asks the same twice", "Take one out.")
        found[Moment(key)] = tuple(question.strip() for question in questions)
    return found


@cache
def shipped() -> Prompts:
    """The questions that ship, or as the authority edited them."""
    return read_prompts(FILE)


def suggested(deps: Deps, actor: Actor) -> tuple[str, ...]:
    """Up to three questions for this person now."""
    with deps.transaction(reading=True) as tx:
        now = moment(deps, tx, actor)
    mine = shipped()[actor.role]
    return mine.get(now) or mine[Moment.OTHERWISE]


def moment(deps: Deps, tx: Transaction, actor: Actor) -> Moment:
    """The most pressing thing among the person's children: a manager's team, anyone else's own."""
    children = team_children(tx, actor) if actor.is_manager else tx.children.of_worker(actor.slack_id)
    ids = [child.id for child in children]
    if any(alert.kind == NOT_SEEN for alert in tx.alerts.live_for_children(ids).values()):
        return Moment.NOT_SEEN
    today = deps.clock.today()
    if _visits_today(deps, tx, actor):
        return Moment.VISIT_TODAY
    dues, outcomes = tx.due.of(ids), tx.visits.outcomes_of(ids)
    if any(due.act_by is not None and due.act_by < today for due in dues.values()):
        return Moment.OVERDUE
    for child_id in ids:
        due = dues.get(child_id)
        if due is None or due.act_by is None or due.to_be_agreed or not outcomes[child_id]:
            return Moment.NEW_CHILD
    return Moment.OTHERWISE


def _visits_today(deps: Deps, tx: Transaction, actor: Actor) -> bool:
    """Whether the person makes a visit today, their own or a joint one, that is still to be recorded."""
    today = deps.clock.today()
    planned = tx.visits.planned_starting(at_london(today, time()), at_london(today + ONE_DAY, time()))
    return any(actor.slack_id in (visit.worker_id, *visit.going) for visit in planned)
