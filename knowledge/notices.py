"""Whom the policy wants told by the end of a day: failed visits, access, concerns, time since the child was seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from knowledge.after_visit import failed_run, visits_and_failure
from knowledge.case_models import FailedTrigger, NoticeCase, Trigger, UnseenTrigger
from knowledge.context import Context, MissingFact
from knowledge.fact_names import LABELS
from knowledge.facts import VisitFact
from knowledge.models import NoticeRule
from knowledge.pack import version_at
from knowledge.results import Decision, OtherRule, Outcome
from knowledge.what_counts import counted_visits, counts_case, last_counted, why_not
from knowledge.words import amount as amount_words
from knowledge.words import day as day_words
from knowledge.words import listed

_ASK = "escalate"
_ONE = timedelta(days=1)


def fired(ctx: Context, trigger: Trigger) -> tuple[str, date | None]:
    """Why a trigger has gone off by the end of the day asked about, or "" with the day it will."""
    if trigger.facts is not None:
        held = [ctx.named(f) for f in trigger.facts if ctx.facts.flag(f)]
        return (f"Recorded: {listed(held)}.", None) if held else ("", None)
    if trigger.visit_flag is not None:
        return _flagged(ctx, trigger.visit_flag), None
    if trigger.failed is not None:
        return _failed(ctx, trigger), None
    assert trigger.unseen is not None
    return _unseen(ctx, trigger.unseen)


def _flagged(ctx: Context, flag: str) -> str:
    """The latest visit at which the child could have been met carries the flag."""
    for v in reversed(ctx.visits):
        if getattr(v, flag):
            return f"On {day_words(v.date)}: {ctx.named(flag)}."
        if v.outcome == "seen":
            return ""
    return ""


def _failed(ctx: Context, trigger: Trigger) -> str:
    want = trigger.failed
    assert want is not None
    if want.over == "run":
        run = failed_run(ctx)
        if want.sighting_breaks and run:
            seen = [v.date for v in ctx.visits if v.outcome == "seen_elsewhere"]
            run = [v for v in run if not any(s >= v.date for s in seen)]
        run = _pattern(run, want.count, want.announced_only)
        if len(run) < want.count:
            return ""
        return f"Not seen on {listed([day_words(v.date) for v in run])}."
    return _failed_over_plan(ctx, want)


def _pattern(found: list[VisitFact], count: int, announced_only: bool) -> list[VisitFact]:
    """Failures that count towards a pattern: one alone whatever its cause, several only where not of our making."""
    if announced_only:
        found = [v for v in found if v.announced]
    return found if count == 1 else [v for v in found if v.cause != "ours"]


def _failed_over_plan(ctx: Context, want: FailedTrigger) -> str:
    """Any so many over the plan, counted anew after each notice.

    A notice is answered by the child being seen, and gives way to the next count with the next failed visit
    unless it `stands`.
    """
    start = ctx.facts.date("plan_start")
    notice: list[VisitFact] = []
    counted: list[VisitFact] = []
    for v in visits_and_failure(ctx):
        if start is not None and v.date < start:
            continue
        if v.outcome == "not_seen":
            new = _pattern([v], want.count, want.announced_only)
            if new and not want.stands:
                notice = []
            counted += new
            if len(counted) >= want.count:
                notice, counted = counted, []
        elif notice and not why_not(ctx, v, counts_case(ctx, v.date)):
            notice = []
    last = last_counted(ctx)
    if not notice or (last is not None and last > notice[-1].date):
        return ""
    return f"Not seen on {listed([day_words(v.date) for v in notice])}."


def _unseen(ctx: Context, want: UnseenTrigger) -> tuple[str, date | None]:
    if ctx.as_of is None:
        raise MissingFact("as_of")
    if ctx.facts.flag("unborn"):
        return "", None
    from_age: date | None = None
    if want.of_age:
        try:
            from_age = ctx.named_date(want.of_age)
        except MissingFact:
            ctx.notes.append("Without a date of birth the age from which it applies is not known.")
            return "", None
        if from_age is None:
            return "", None
    base, since = _last_seen(ctx, want.how), ""
    if base is None:
        start = ctx.clock(want.else_from)
        if start is None:
            ctx.notes.append("Without the start of the plan the time since the child was seen is not known.")
            return "", None
        base, since = start[0], ctx.named(start[1])
    limit, amount = ctx.add(base, (want.more_than,))
    first = limit + _ONE
    if from_age is not None and from_age > first:
        first = from_age
    if ctx.as_of < first:
        return "", first
    alone = " alone" if "alone" in want.how else ""
    said = (
        f"not seen{alone} since {since}, {day_words(base)}"
        if since
        else f"last seen{alone} on {day_words(base)}"
    )
    return f"More than {amount_words(amount.n, amount.unit)}: {said}.", None


def _last_seen(ctx: Context, how: str) -> date | None:
    """The last time the child was seen in the way asked for, as recorded or as imported."""
    if how == "anyone":
        found = [v.date for v in ctx.visits if v.outcome in ("seen", "seen_elsewhere")]
        stated = [ctx.facts.date("last_seen_by_network"), ctx.facts.date("last_successful_visit")]
    elif how == "worker":
        found, stated = [], [last_counted(ctx)]
    elif how == "anyone_alone":
        found = [v.date for v in ctx.visits if v.outcome != "not_seen" and v.seen_alone]
        stated = [ctx.facts.date("last_alone_visit")]
    else:
        found = [v.date for v in counted_visits(ctx) if v.seen_alone]
        stated = [ctx.facts.date("last_alone_visit")]
    found += [d for d in stated if d is not None and (ctx.as_of is None or d <= ctx.as_of)]
    return max(found, default=None)


def notices(ctx: Context) -> tuple[list[Decision], list[OtherRule], list[tuple[str, NoticeRule, NoticeCase]]]:
    """The notices owed, those that will come with their day, and those that settle a "nobody"."""
    owed: list[Decision] = []
    coming: list[OtherRule] = []
    settle: list[tuple[str, NoticeRule, NoticeCase]] = []
    day = ctx.as_of or date.max
    for rule_id, rule in ctx.rules.notices:
        if not ctx.applies(rule.only, day):
            continue
        version = version_at(rule.values, day)
        case = ctx.case_at(version.cases, day) if version is not None else None
        if version is None or case is None:
            continue
        why, later = fired(ctx, case.trigger)
        if rule.settles:
            settle.append((rule_id, rule, case))
        if later is not None:
            coming.append(
                OtherRule(rule.title, later, f"{listed(case.tell).capitalize()} to be told from this day.")
            )
        if why:
            owed.append(
                Decision(
                    ask=_ASK,
                    outcome=Outcome.ESCALATE,
                    sentence=f"Tell the {listed(case.tell)} {case.fast}. {why}",
                    yes=True,
                    who=case.tell,
                    rule=rule_id,
                    rule_title=rule.title,
                    citation=ctx.pack.cite(case.cite),
                    receipt=ctx.receipt(
                        start=None,
                        what=why,
                        amount=None,
                        end=None,
                        rule_readings=rule.readings,
                        since=version.since,
                    ),
                )
            )
    return owed, coming, settle


def escalate(ctx: Context) -> Decision:
    """Whether the policy wants somebody told by the end of the day asked about, and whom."""
    if not ctx.rules.notices:
        return ctx.words(_ASK)
    try:
        owed, coming, settle = notices(ctx)
    except MissingFact as missing:
        return ctx.cannot_say(_ASK, missing.names, LABELS)
    if owed:
        who = tuple(dict.fromkeys(name for d in owed for name in d.who))
        sentences = " ".join(d.sentence for d in owed)
        rest = tuple(OtherRule(d.rule_title, ctx.as_of, d.sentence) for d in owed[1:])
        receipt = owed[0].receipt
        if receipt is not None and (rest or coming):
            receipt = replace(receipt, others=(*rest, *coming))
        return replace(owed[0], who=who, sentence=sentences, receipt=receipt)
    silent = _silent(ctx)
    if silent is not None:
        return silent
    if not settle:
        return ctx.words(_ASK)
    rule_id, rule, case = settle[0]
    return Decision(
        ask=_ASK,
        outcome=Outcome.ESCALATE,
        sentence="By this policy nobody needs to be told today.",
        yes=False,
        rule=rule_id,
        rule_title=rule.title,
        citation=ctx.pack.cite(case.cite),
        receipt=ctx.receipt(
            start=None, what="", amount=None, end=None, rule_readings=rule.readings, others=coming
        ),
    )


def _silent(ctx: Context) -> Decision | None:
    """What happened is something the document does not speak about."""
    day = ctx.as_of or date.max
    for rule_id, rule in ctx.rules.words.get(_ASK, ()):
        case = ctx.case_at(rule.values[-1].cases, day)
        if case is not None and case.trigger is not None and fired(ctx, case.trigger)[0]:
            return Decision(
                ask=_ASK,
                outcome=Outcome.NO_RULE,
                sentence=case.says,
                rule=rule_id,
                rule_title=rule.title,
                citation=ctx.pack.cite(case.cite),
            )
    return None
