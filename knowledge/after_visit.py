"""Limits after one visit: when to go again after a child was not seen, and when the record must be written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from knowledge.amounts import HOUR_UNITS
from knowledge.case_models import Case, MomentCase
from knowledge.context import Context
from knowledge.counting import add_moment
from knowledge.fact_names import LABELS
from knowledge.facts import LONDON, VisitFact, day_start
from knowledge.models import RecordRule, RetryRule
from knowledge.pack import version_at
from knowledge.results import Decision, Outcome
from knowledge.what_counts import counts_case, last_counted, why_not
from knowledge.words import amount as amount_words
from knowledge.words import day as day_words
from knowledge.words import moment as moment_words

_INSTANT = timedelta(microseconds=1)


def visits_and_failure(ctx: Context) -> tuple[VisitFact, ...]:
    """The visits up to the day asked about, with the failed one that is stated as `failed_at`."""
    stated = ctx.facts.date("failed_at")
    if stated is None or (ctx.as_of is not None and stated > ctx.as_of):
        return ctx.visits
    at = ctx.facts.moment("failed_at")
    if any(v.outcome == "not_seen" and v.date == stated for v in ctx.visits):
        return tuple(
            replace(v, at=at) if v.outcome == "not_seen" and v.date == stated and v.at is None else v
            for v in ctx.visits
        )
    # Seen on the same day comes after it only where both times say so: else the alert stays open.
    ends = at or datetime.combine(stated, time.max, LONDON)
    after = (i for i, v in enumerate(ctx.visits) if (v.at or day_start(v.date)) > ends)
    place = next(after, len(ctx.visits))
    return (*ctx.visits[:place], VisitFact(stated, "not_seen", at=at), *ctx.visits[place:])


def failures(ctx: Context) -> list[VisitFact]:
    """Home visits at which the child was not seen, in order, that start a retry clock (reading ALL9)."""
    family_only = ctx.readings["ALL9"] == "family_only"
    return [
        v
        for v in visits_and_failure(ctx)
        if v.outcome == "not_seen" and not (family_only and v.cause == "ours")
    ]


def failed_run(ctx: Context) -> list[VisitFact]:
    """The failures since the child was last seen on a visit that counts."""
    run: list[VisitFact] = []
    family_only = ctx.readings["ALL9"] == "family_only"
    for v in visits_and_failure(ctx):
        if v.outcome == "not_seen":
            if not (family_only and v.cause == "ours"):
                run.append(v)
        elif run and not why_not(ctx, v, counts_case(ctx, v.date)):
            run = []
    if run and (last := last_counted(ctx)) is not None and last > run[-1].date:
        return []
    return run


def _ends(ctx: Context, case: MomentCase, start: datetime) -> datetime:
    office = ctx.pack.file.office
    hours = (time.fromisoformat(office.opens), time.fromisoformat(office.closes))
    return min(
        add_moment(ctx.cal, start, a, off_day=case.off_day, run_out=case.run_out, office=hours)
        for a in case.within
    )


def _by(ctx: Context, does: str, last_day: date, words: str) -> str:
    """What to do by when; where that day has passed, what to do now."""
    late = ctx.as_of is not None and last_day < ctx.as_of
    return f"{does} now: the limit was {words}" if late else f"{does} by {words}"


def _limit(
    ctx: Context,
    ask: str,
    rule_id: str,
    rule: RetryRule | RecordRule,
    case: MomentCase,
    since: date | None,
    start: datetime | None,
    on: date,
    words: tuple[str, str],
) -> Decision:
    """The decision for one limit: days give a date, hours a moment. `words` says what to do and from what."""
    does, what = words
    amount = case.within[0]
    citation = ctx.pack.cite(case.cite)
    readings = rule.readings
    how = f"{amount_words(amount.n, amount.unit)} from {what}"
    if amount.unit not in HOUR_UNITS:
        due, amount = ctx.add(on, case.within)
        return Decision(
            ask=ask,
            outcome=Outcome.DATE,
            sentence=f"{_by(ctx, does, due, day_words(due))}, {how} on {day_words(on)}.",
            on=due,
            rule=rule_id,
            rule_title=rule.title,
            citation=citation,
            receipt=ctx.receipt(
                start=on, what=what, amount=amount, end=due, rule_readings=readings, since=since
            ),
        )
    if start is None:
        return replace(
            ctx.cannot_say(ask, ("visit_at",), LABELS),
            sentence=f"The limit is {how} on {day_words(on)}, and runs from its time of day: please enter the time.",
        )
    ends = _ends(ctx, case, start)
    return Decision(
        ask=ask,
        outcome=Outcome.MOMENT,
        sentence=f"{_by(ctx, does, (ends - _INSTANT).date(), moment_words(ends))}, "
        f"{how} at {start:%H:%M} on {day_words(start.date())}.",
        moment=ends,
        rule=rule_id,
        rule_title=rule.title,
        citation=citation,
        receipt=ctx.receipt(
            start=start, what=what, amount=amount, end=ends, rule_readings=readings, since=since
        ),
    )


def retry_due(ctx: Context, *, running_only: bool = False) -> Decision | None:
    """When to go again after the latest failed visit; None where the document sets no limit, or where none runs."""
    ask = "retry_due"
    rules = [(i, r) for i, r in ctx.rules.retries if ctx.applies(r.only, ctx.as_of or date.max)]
    if not rules:
        return None
    rule_id, rule = rules[0]
    run = failed_run(ctx)
    # Asked about a failure by its moment, the answer is its limit, also where the child has been seen since.
    asked = failures(ctx) if not running_only and ctx.facts.date("failed_at") is not None else []
    if not run and not asked:
        if running_only:
            return None
        ahead = ctx.lies_ahead(ask, "failed_at", "The failed visit")
        return ahead or _not_running(ctx, ask, rule_id, rule, rule.values[-1].cases[0])
    failed = (run or asked)[-1]
    version = version_at(rule.values, failed.date)
    case = ctx.case_at(version.cases, failed.date) if version is not None else None
    if version is None or case is None:
        return None
    first = case.counted_from == "first" and bool(run)
    if first:
        failed = run[0]
    at = failed.at
    if at is None:
        at = day_start(failed.date)
        if case.within[0].unit in HOUR_UNITS:
            ctx.notes.append(
                "The time of the failed visit is not recorded, so the start of that day is used."
            )
    words = ("Go again", "the first failed visit" if first else "the last failed visit")
    return _limit(ctx, ask, rule_id, rule, case, version.since, at, failed.date, words)


def _not_running(ctx: Context, ask: str, rule_id: str, rule: RetryRule, case: Case) -> Decision:
    return Decision(
        ask=ask,
        outcome=Outcome.NO_RULE,
        sentence="No failed visit is open, so no retry clock runs.",
        yes=False,
        rule=rule_id,
        rule_title=rule.title,
        citation=ctx.pack.cite(case.cite),
        receipt=ctx.receipt(start=None, what="", amount=None, end=None, rule_readings=rule.readings),
    )


def record_due(ctx: Context, *, open_only: bool = False) -> Decision | None:
    """When the visit's record must be written; None where no limit is given, NO_RULE where the visit does not count."""
    ask = "record_due"
    rules = [(i, r) for i, r in ctx.rules.records if ctx.applies(r.only, ctx.as_of or date.max)]
    if not rules:
        return None
    rule_id, rule = rules[0]
    at = ctx.facts.moment("visit_at")
    on = ctx.facts.date("visit_at") or ctx.facts.date("visit_date")
    visits = ctx.visits
    visit: VisitFact | None = None
    if on is not None:
        same = [v for v in visits if v.date == on]
        exact = [v for v in same if at is not None and v.at == at]
        found = exact or same
        visit = found[-1] if found else None
    elif visits:
        counted = [v for v in visits if not why_not(ctx, v, counts_case(ctx, v.date))]
        visit = counted[-1] if counted and (open_only or counted[-1] is visits[-1]) else visits[-1]
    elif (failed := ctx.facts.moment("failed_at")) is not None:
        visit, at = VisitFact(failed.date(), "not_seen", at=failed), failed
    if visit is not None:
        on = visit.date
        at = at or visit.at
    on = on or ctx.facts.date("last_successful_visit")
    if on is None:
        return None if open_only else ctx.cannot_say(ask, ("visit_at",), LABELS)
    version = version_at(rule.values, on)
    case = ctx.case_at(version.cases, on) if version is not None else None
    if version is None or case is None:
        return None
    if open_only and (visit is None or visit.recorded or at is None):
        return None
    if visit is not None and visit.outcome not in case.also:
        why = why_not(ctx, visit, counts_case(ctx, on))
        if why:
            if open_only:
                return None
            return Decision(
                ask=ask,
                outcome=Outcome.NO_RULE,
                sentence=f"The time limit is for visits that took place. {why}",
                yes=False,
                rule=rule_id,
                rule_title=rule.title,
                citation=ctx.pack.cite(case.cite),
                receipt=ctx.receipt(start=None, what="", amount=None, end=None, rule_readings=rule.readings),
            )
    return _limit(ctx, ask, rule_id, rule, case, version.since, at, on, ("Record it", "the visit"))
