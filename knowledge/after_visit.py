"""Limits after one visit: when to go again after a child was not seen, and when the record must be written."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from knowledge.amounts import HOUR_UNITS
from knowledge.context import Context
from knowledge.counting import add_moment
from knowledge.fact_names import LABELS
from knowledge.facts import VisitFact, day_start
from knowledge.models import Case, MomentCase, RecordRule, RetryRule
from knowledge.pack import version_at
from knowledge.results import Decision, Outcome
from knowledge.what_counts import counts_case, last_counted, why_not
from knowledge.words import amount as amount_words
from knowledge.words import day as day_words
from knowledge.words import moment as moment_words

_INSTANT = timedelta(microseconds=1)


def failures(ctx: Context) -> list[VisitFact]:
    """Home visits at which the child was not seen, in order, that start a retry clock (reading ALL9)."""
    family_only = ctx.readings["ALL9"] == "family_only"
    return [v for v in ctx.visits if v.outcome == "not_seen" and not (family_only and v.cause == "ours")]


def failed_run(ctx: Context) -> list[VisitFact]:
    """The failures since the child was last seen on a visit that counts."""
    run: list[VisitFact] = []
    family_only = ctx.readings["ALL9"] == "family_only"
    for v in ctx.visits:
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
        return ctx.cannot_say(ask, ("visit_at",), LABELS)
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
    """When to go again after the latest failed visit; None (or NO_RULE) where no retry clock runs."""
    ask = "retry_due"
    rules = [(i, r) for i, r in ctx.rules.retries if ctx.applies(r.only, ctx.as_of or date.max)]
    if not rules:
        return None if running_only else ctx.words(ask)
    rule_id, rule = rules[0]
    stated = ctx.facts.date("failed_at")
    if stated is not None and ctx.as_of is not None and stated > ctx.as_of:
        stated = None
    run = failed_run(ctx)
    if running_only and not run and (stated is None or (last_counted(ctx) or date.min) >= stated):
        return None
    everything = failures(ctx)
    latest = run[-1] if run else (everything[-1] if stated is not None and everything else None)
    if latest is None and stated is None:
        return _not_running(ctx, ask, rule_id, rule, rule.values[-1].cases[0])
    on = max(d for d in (stated, latest.date if latest else None) if d is not None)
    version = version_at(rule.values, on)
    case = ctx.case_at(version.cases, on) if version is not None else None
    if version is None or case is None:
        return None if running_only else ctx.words(ask)
    at = ctx.facts.moment("failed_at") if stated == on else None
    if case.counted_from == "first" and run:
        latest, on, at = run[0], run[0].date, ctx.facts.moment("failed_at") if stated == run[0].date else None
    if latest is not None and latest.date == on and latest.at is not None:
        at = latest.at
    if at is None:
        at = day_start(on)
        if case.within[0].unit in HOUR_UNITS:
            ctx.notes.append(
                "The time of the failed visit is not recorded, so the start of that day is used."
            )
    words = (
        "Go again",
        "the first failed visit" if case.counted_from == "first" else "the last failed visit",
    )
    return _limit(ctx, ask, rule_id, rule, case, version.since, at, on, words)


def _not_running(ctx: Context, ask: str, rule_id: str, rule: RetryRule, case: Case) -> Decision:
    return Decision(
        ask=ask,
        outcome=Outcome.NO_RULE,
        sentence="No failed visit is open, so no retry clock runs.",
        rule=rule_id,
        rule_title=rule.title,
        citation=ctx.pack.cite(case.cite),
        receipt=ctx.receipt(start=None, what="", amount=None, end=None, rule_readings=rule.readings),
    )


def record_due(ctx: Context, *, open_only: bool = False) -> Decision | None:
    """When the visit's record must be written; NO_RULE where no limit is given or the visit does not count."""
    ask = "record_due"
    rules = [(i, r) for i, r in ctx.rules.records if ctx.applies(r.only, ctx.as_of or date.max)]
    if not rules:
        return None if open_only else ctx.words(ask)
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
        return None if open_only else ctx.words(ask)
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
                rule=rule_id,
                rule_title=rule.title,
                citation=ctx.pack.cite(case.cite),
                receipt=ctx.receipt(start=None, what="", amount=None, end=None, rule_readings=rule.readings),
            )
    return _limit(ctx, ask, rule_id, rule, case, version.since, at, on, ("Record it", "the visit"))
