"""When the next visit is due: the tightest of the policy's intervals, its event rules and the child's own plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from knowledge.amounts import Amount
from knowledge.case_models import Case, FrequencyCase
from knowledge.context import Context, MissingFact
from knowledge.fact_names import LABELS
from knowledge.models import EventRule, FrequencyRule
from knowledge.pack import version_at
from knowledge.results import Decision, OtherRule, PlanKind
from knowledge.tightest import Candidate, choose
from knowledge.what_counts import last_counted
from knowledge.words import amount as amount_words
from knowledge.words import day as day_words

_ONE = timedelta(days=1)
_START_FACTS = ("plan_start", "placement_start", "referral_date")
# These begin with a clock of their own: a visit before it never counts, whether the policy has an interval or not.
_OWN_CLOCK = {
    PlanKind.CIC: "placement_start",
    PlanKind.PLACEMENT_WITH_PARENTS: "placement_start",
    PlanKind.REFERRAL: "referral_date",
}
_ASK = "next_due"
# None of these can be counted from before it has happened.
_PAST = (("last_successful_visit", "The last visit"), ("child_dob", "The date of birth"))


def next_due(ctx: Context) -> Decision:
    """The date by which the child must be visited next, with its receipt; NO_RULE where nothing gives one."""
    for name, what in _PAST:
        if (ahead := ctx.lies_ahead(_ASK, name, what)) is not None:
            return ahead
    found: list[Candidate] = []
    met: list[str] = []
    base: tuple[date, str] | None = None
    try:
        for rule_id, event in ctx.rules.events:
            if ctx.applies(event.only, ctx.as_of or date.max):
                candidate = _event(ctx, rule_id, event, met)
                if candidate is not None:
                    found.append(candidate)
        for rule_id, rule in ctx.rules.frequency:
            day = ctx.as_of or last_counted(ctx, rule.visit) or date.max
            if ctx.applies(rule.only, day):
                candidate = _frequency(ctx, rule_id, rule)
                if candidate is not None:
                    found.append(candidate)
                    counted = (candidate.start, candidate.what)
                    base = counted if base is None or counted[0] > base[0] else base
        own = list(_own_plan(ctx, base))
    except MissingFact as missing:
        return ctx.cannot_say(_ASK, missing.names, LABELS)
    return choose(ctx, found, own, met)


def _event(ctx: Context, rule_id: str, rule: EventRule, met: list[str]) -> Candidate | None:
    start = ctx.clock(rule.starts)
    if start is None:
        if rule.required:
            raise MissingFact(rule.starts.of[0])
        return None
    at, fact = start
    version = version_at(rule.values, at)
    case = ctx.case_at(version.cases, at) if version is not None else None
    if version is None or case is None:
        return None
    last = last_counted(ctx, rule.visit)
    if last is not None and last >= at:
        met.append(f"{rule.title}: met by the visit on {day_words(last)}.")
        return None
    if last is not None:
        ctx.ignored.append(
            OtherRule("before it began", last, f"This visit was made before {ctx.named(fact)}.")
        )
    on, amount = ctx.add(at, case.within)
    return _candidate(ctx, rule_id, rule, case, version.since, on, at, ctx.named(fact), amount)


def _candidate(
    ctx: Context,
    rule_id: str,
    rule: EventRule | FrequencyRule,
    case: Case,
    since: date | None,
    on: date,
    start: date,
    what: str,
    amount: Amount,
    note: str = "",
) -> Candidate:
    outer = isinstance(rule, FrequencyRule) and rule.outer_limit
    if case.soft:
        note = f"{note} The document says it softly: {case.soft}.".strip()
    return Candidate(
        on=on,
        rule=rule_id,
        title=rule.title if not case.name else f"{rule.title}: {case.name}",
        start=start,
        what=what,
        amount=amount,
        citation=ctx.pack.cite(case.cite),
        since=since,
        readings=tuple(rule.readings),
        outer_limit=outer,
        agreed_with=rule.agreed_with if isinstance(rule, FrequencyRule) else "",
        note=note,
        steps_back=isinstance(rule, FrequencyRule) and rule.strength == "default",
    )


def _frequency(ctx: Context, rule_id: str, rule: FrequencyRule) -> Candidate | None:
    start = ctx.clock(rule.starts)
    last = last_counted(ctx, rule.visit)
    if last is not None and start is not None and last < start[0]:
        dropped = rule.earlier_visits == "do_not_count" or ctx.readings["ALL5"] == "from_plan_start"
        if dropped:
            why = f"This visit was made before {ctx.named(start[1])}, which starts a clock of its own."
            ctx.ignored.append(OtherRule("before it began", last, why))
            last = None
    if last is not None and start is not None and last == start[0] and not _same_day_meets(ctx, rule, last):
        why = f"This visit was made on the day of {ctx.named(start[1])}, and a further one is needed."
        ctx.ignored.append(OtherRule("on its first day", last, why))
        last = None
    if last is None:
        return _first(ctx, rule_id, rule, start)
    if start is None and rule.earlier_visits == "do_not_count":
        raise MissingFact(rule.starts.of[0])
    version = version_at(rule.values, last)
    if version is None:
        return _coming(ctx, rule_id, rule, last)
    case = ctx.case_at(version.cases, last)
    if case is None:
        return None
    on, amount = ctx.add(last, case.every)
    candidate = _candidate(ctx, rule_id, rule, case, version.since, on, last, "the last visit", amount)
    candidate = _changes_inside(ctx, rule_id, rule, candidate, case, last)
    if ctx.readings["ALL8"] == "grid" and start is not None:
        candidate = _on_grid(ctx, candidate, start[0], last)
    return candidate


def _same_day_meets(ctx: Context, rule: FrequencyRule, day: date) -> bool:
    """Whether a visit on the very day of the start meets the first visit."""
    version = version_at(rule.values, day)
    first = ctx.case_at(version.first, day) if version is not None else None
    return first is None or first.same_day == "meets"


def _coming(ctx: Context, rule_id: str, rule: FrequencyRule, last: date) -> Candidate | None:
    """A rule not in force at the last visit that begins later: from its first day on the child must be seen in time."""
    for version in rule.values:
        if version.since is not None and version.since > last:
            case = ctx.case_at(version.cases, version.since)
            if case is None:
                return None
            on, amount = ctx.add(last, case.every)
            if on >= version.since:
                return _candidate(ctx, rule_id, rule, case, version.since, on, last, "the last visit", amount)
            on, note = (
                version.since,
                f"The rule begins on {day_words(version.since)}; by then the child must be seen.",
            )
            found = _candidate(
                ctx, rule_id, rule, case, version.since, on, last, "the last visit", amount, note
            )
            return replace(found, amount=None)
    return None


def _first(
    ctx: Context, rule_id: str, rule: FrequencyRule, start: tuple[date, str] | None
) -> Candidate | None:
    how = ctx.readings["ALL4"] if rule.earlier_visits == "count" else "plan_start"
    if how == "conference" and (held := ctx.facts.date("last_conference_date")) is not None:
        start = (held, "last_conference_date")
    elif how == "as_set":
        if (as_set := ctx.facts.date("first_visit_due")) is None:
            raise MissingFact("first_visit_due")
        return Candidate(
            as_set, rule_id, rule.title, as_set, "the manager's date", None, None, None, readings=("ALL4",)
        )
    if start is None:
        raise MissingFact(rule.starts.of[0])
    at, fact = start
    if ctx.as_of is not None and at > ctx.as_of:
        ctx.notes.append(f"The day it is counted from lies ahead: {ctx.named(fact)} on {day_words(at)}.")
    version = version_at(rule.values, at)
    if version is None:
        return None
    first = ctx.case_at(version.first, at)
    if first is not None:
        on, amount = ctx.add(at, first.within)
        return _candidate(ctx, rule_id, rule, first, version.since, on, at, ctx.named(fact), amount)
    case = ctx.case_at(version.cases, at)
    if case is None:
        return None
    on, amount = ctx.add(at, case.every)
    readings_note = "" if version.first else "ALL4"
    candidate = _candidate(ctx, rule_id, rule, case, version.since, on, at, ctx.named(fact), amount)
    if readings_note:
        candidate.readings = (*candidate.readings, readings_note)
    return _changes_inside(ctx, rule_id, rule, candidate, case, at)


def _boundaries(ctx: Context, rule: FrequencyRule, after: date, until: date) -> list[date]:
    """The days in (after, until] on which the rule may change: phases, approvals, new versions."""
    days: set[date] = set()
    for version in rule.values:
        if version.since is not None:
            days.add(version.since)
        for case in version.cases:
            for c in case.when:
                name = c.reached or c.not_reached
                if name and (at := ctx.named_date(name)) is not None:
                    days.add(at)
                for flag in c.fact or ():
                    since, end = ctx.approval_dates(flag)
                    if since is not None:
                        days.add(since)
                    if end is not None:
                        days.add(end + _ONE)
    return sorted(d for d in days if after < d <= until)


def _changes_inside(
    ctx: Context, rule_id: str, rule: FrequencyRule, candidate: Candidate, case: FrequencyCase, base: date
) -> Candidate:
    """A rule that tightens before the due date brings it forward; one that loosens waits, unless a reading says not.

    Safety: by itself nothing here ever gives a date later than the rule on the day of the last visit.
    """
    if len(rule.values) == 1 and len(rule.values[0].cases) == 1 and not case.when:
        return candidate
    first_amounts = case.every
    latest = candidate.on
    for day in _boundaries(ctx, rule, base, candidate.on):
        version = version_at(rule.values, day)
        later = ctx.case_at(version.cases, day) if version is not None else None
        if version is None or later is None or later is case:
            continue
        on, amount = ctx.add(base, later.every)
        what = candidate.what
        if on < candidate.on:
            note = f"The rule tightened on {day_words(day)}, so the earlier date holds."
        elif on > latest:
            how = ctx.readings[later.straddle or "ALL6"]
            if how == "at_last_visit":
                ctx.notes.append(
                    f"From {day_words(day)} a longer gap is open ({amount_words(amount.n, amount.unit)}); "
                    "it begins with the visit made then."
                )
                continue
            if how == "from_change":
                on, amount = ctx.add(day, later.every)
                what = "the day the rule changed"
            elif how == "cut":
                cut, cut_amount = ctx.add(day, first_amounts)
                if cut < on:
                    on, amount, what = cut, cut_amount, "the day the rule changed"
            note = f"The later rule is used across {day_words(day)}, as the reading in use says."
        else:
            continue
        start = day if what == "the day the rule changed" else base
        candidate = _candidate(ctx, rule_id, rule, later, version.since, on, start, what, amount, note)
        latest = on
    return candidate


def _on_grid(ctx: Context, candidate: Candidate, start: date, last: date) -> Candidate:
    if candidate.amount is None:
        return candidate
    at, before = start, start
    while at <= last:
        before, at = at, ctx.add(at, (candidate.amount,))[0]
    return replace(candidate, on=min(candidate.on, at), start=before, what="the fixed grid of visits")


def _own_plan(ctx: Context, base: tuple[date, str] | None) -> Iterator[Candidate]:
    """The dates that the child's own plan gives, counted from where the policy's are, `base`."""
    asked = [("plan_every_days", "days"), ("plan_every_working_days", "working_days")]
    given = [(n, unit) for name, unit in asked if (n := ctx.facts.number(name)) is not None]
    if not given:
        return
    start, what = base or _own_start(ctx)
    for n, unit in given:
        amount = Amount(n, unit)
        on, _ = ctx.add(start, (amount,))
        yield Candidate(on, "own-plan", "The child's own plan", start, what, amount, None, None)


def _own_start(ctx: Context) -> tuple[date, str]:
    """Where the child's own plan counts from where the policy gives no date to go by."""
    last = last_counted(ctx)
    own_clock = _OWN_CLOCK.get(ctx.plan)
    begins = ctx.facts.date(own_clock) if own_clock else None
    if own_clock and begins is not None and (last is None or last < begins):
        if last is not None:
            why = f"This visit was made before {ctx.named(own_clock)}, which starts a clock of its own."
            ctx.ignored.append(OtherRule("before it began", last, why))
        return begins, ctx.named(own_clock)
    if last is not None:
        return last, "the last visit"
    for name in _START_FACTS:
        if (known := ctx.facts.date(name)) is not None:
            return known, ctx.named(name)
    raise MissingFact("plan_start")
