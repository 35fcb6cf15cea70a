"""What would the date be, if: worked out by the same rules, saved nowhere."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, time, timedelta

from bot.bootstrap import Deps
from bot.clock import london
from bot.domain.children import PLAN_WORDS, Child, Plan
from bot.domain.people import Actor
from bot.domain.plan_changes import WhatIf, WhatIfAsk
from bot.domain.schedule import at_london
from bot.domain.visits import ChildOutcome, OutcomeKind
from bot.errors import InvalidInput, NotFound
from bot.services.access import access_child
from bot.services.caseload import my_children
from bot.services.plan_choices import choices
from bot.services.plan_effects import OWED, act_by, long_day, released, standing_at
from knowledge.receipts import receipt_lines
from knowledge.results import PlanKind

NOON = time(12)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = "(?:" + "|".join(f"{month}[a-z]*" for month in MONTHS) + ")"
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?: \d{{4}})?|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?: \d{{4}})?"
    rf"|\d{{1,2}}[/.]\d{{1,2}}(?:[/.]\d{{2,4}})?|today|tomorrow|(?:on |next |this )?(?:{'|'.join(WEEKDAYS)}))"
)


def work_out(deps: Deps, actor: Actor, ask: WhatIfAsk) -> WhatIf:
    """The date the rules would give, with its receipt; InvalidInput names what can't be supposed."""
    offered, today = choices(), deps.clock.today()
    problems: dict[str, str] = {}
    if ask.seen_on is None and not ask.becomes:
        problems["seen_on"] = "Choose a day, another plan, or both."
    if ask.seen_on is not None and not (
        today - timedelta(offered.back_days) <= ask.seen_on <= today + timedelta(offered.ahead_days)
    ):
        problems["seen_on"] = "This day is too far away. Check the year."
    if ask.becomes and ask.becomes not in set(PlanKind):
        problems["becomes"] = "Choose a plan from the list."
    if problems:
        raise InvalidInput(problems)
    with deps.transaction(reading=True) as tx:
        child = access_child(tx, actor, ask.child_id)
        outcomes = tx.visits.outcomes(child.id)
        recorded = tx.due.get(child.id)
        registered = tx.people.find(child.worker_id)
    seen = [*outcomes]
    as_of = today
    if ask.seen_on is not None:
        newest = max((london(one.happened_at).date() for one in outcomes), default=ask.seen_on)
        if ask.seen_on < newest:
            raise InvalidInput({"seen_on": "There is a newer visit on record. Choose a day after it."})
        counts = registered.registered_social_worker if registered is not None else True
        seen.append(_supposed(deps, child, ask.seen_on, counts))
        as_of = max(today, ask.seen_on)
    supposed = _with_plan(child, ask.becomes, today)
    standing = standing_at(deps, supposed, seen, as_of)
    now = recorded.act_by if recorded is not None else act_by(standing_at(deps, child, outcomes, today))
    on = act_by(standing)
    notes = []
    if ask.seen_on is not None and now is not None and ask.seen_on > now:
        notes.append(offered.says["what_if_late"])
    if ask.seen_on is None and on is not None and now is not None and on > now:
        notes.append(offered.says["what_if_later"])
    lines = list(receipt_lines(standing.due))
    if standing.floor is not None:
        lines += ["", *receipt_lines(standing.floor)]
    return WhatIf(
        ask=ask,
        child=child,
        supposed=_words(ask),
        now=now,
        on=on,
        sentence=standing.due.sentence,
        rule=standing.due.rule_title,
        lines=tuple(lines),
        notes=tuple(notes),
        owed=tuple(OWED.get(item.what, item.what) for item in standing.owed),
    )


def _words(ask: WhatIfAsk) -> str:
    words = []
    if ask.seen_on is not None:
        words.append(f"seen at home on {long_day(ask.seen_on)}")
    if ask.becomes:
        words.append(f"on this plan from today: {PLAN_WORDS[PlanKind(ask.becomes)].lower()}")
    return "If " + " and ".join(words)


def _supposed(deps: Deps, child: Child, day: date, counts: bool) -> ChildOutcome:
    """A home visit at which everything was done; by the allocated worker, as far as that person may make it."""
    at = at_london(day, NOON)
    return ChildOutcome(
        id=0,
        child_id=child.id,
        visit_id=None,
        happened_at=at,
        kind=OutcomeKind.SEEN,
        announced=True,
        alone=True,
        awake=True,
        bedroom=True,
        spoken_to=True,
        place="home",
        by_id=child.worker_id,
        by_registered=counts,
        recorded_by="what-if",
        recorded_at=deps.clock.now(),
    )


def _with_plan(child: Child, becomes: str, today: date) -> Child:
    """The child on another plan from today: beside the others, or in place of one of which there is only one."""
    if not becomes:
        return child
    offered, kind = choices(), PlanKind(becomes)
    child = released(child)
    kept = [
        plan
        for plan in child.plans
        if plan.kind is not kind
        and not (kind in offered.one_at_a_time and plan.kind in offered.one_at_a_time)
    ]
    facts = {
        name: fact for plan in child.plans for name, fact in plan.facts.items() if name in offered.carried
    }
    if kind in offered.starts_as:
        facts[offered.starts_as[kind]] = today
    return replace(child, plans=(*kept, Plan(0, kind, today, None, facts)))


# --- questions in words --------------------------------------------------------------------------------------


def understand(text: str, today: date) -> WhatIfAsk | None:
    """What a question supposes of one child; None where it is not plainly such a question."""
    offered = choices()
    plain = " ".join(text.lower().replace("’", "'").split())
    for pattern in offered.asks_seen:
        found = re.search(pattern.replace("{day}", rf"(?<![\w/.])(?P<day>{_DAY})(?![\w/])"), plain)
        day = read_day(found["day"], today) if found is not None else None
        if day is not None:
            return WhatIfAsk(seen_on=day)
    names = "|".join(re.escape(name) for name in sorted(offered.plan_names, key=len, reverse=True))
    for pattern in offered.asks_becomes:
        found = re.search(pattern.replace("{plan}", f"(?:a |an |the )?(?P<plan>{names})(?: plan)?"), plain)
        if found is not None:
            return WhatIfAsk(becomes=offered.plan_names[found["plan"]].value)
    return None


def read_day(text: str, today: date) -> date | None:
    """A day as people write it; without a year the next one that comes. None where there is no such day."""
    words = text.removeprefix("on ").removeprefix("next ").removeprefix("this ").strip()
    if words in ("today", "tomorrow"):
        return today + timedelta(words == "tomorrow")
    if words in WEEKDAYS:
        ahead = (WEEKDAYS.index(words) - today.weekday() - 1) % len(WEEKDAYS) + 1
        return today + timedelta(ahead)
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    month = next((place for place, name in enumerate(MONTHS, 1) if re.search(rf"\b{name}", words)), None)
    if month is not None:
        numbers.insert(1, month)
    if len(numbers) < 2:
        return None
    year = numbers[2] if len(numbers) > 2 else None
    if year is not None and year < 100:
        year += today.year // 100 * 100
    try:
        found = date(year or today.year, numbers[1], numbers[0])
        return found if year is not None or found >= today else found.replace(year=today.year + 1)
    except ValueError:
        return None


def children(deps: Deps, actor: Actor) -> tuple[Child, ...]:
    """The children to choose from; NotFound with a way on where there is none."""
    found = my_children(deps, actor)
    if not found:
        raise NotFound(choices().says["what_if_none"])
    return found
