"""What makes a visit count: the child seen, where, by whom, and how, as the policy says."""

from __future__ import annotations

from datetime import date

from knowledge.case_models import CountsCase
from knowledge.context import Context
from knowledge.fact_names import LABELS
from knowledge.facts import VisitFact
from knowledge.pack import version_at
from knowledge.results import Decision, OtherRule, Outcome

_FLAG_WORDS = {
    "observed": "the child was not observed",
    "spoken_to": "the child was not spoken to",
    "seen_alone": "the child was not seen alone",
    "awake": "the child was not awake",
    "bedroom_seen": "the bedroom was not seen",
    "announced": "the visit was not announced",
}
_ELSEWHERE = (
    "school",
    "nursery",
    "relative_home_not_living_there",
    "meeting",
    "casual_encounter",
    "elsewhere",
)


def counts_case(ctx: Context, day: date) -> CountsCase | None:
    """What the pack asks of a visit under this plan on that day."""
    steady = steady_counts(ctx)
    if steady is not None:
        return steady
    try:
        return ctx.counts_on[day]
    except KeyError:
        found = ctx.counts_on[day] = _counts_case(ctx, day)
        return found


def steady_counts(ctx: Context) -> CountsCase | None:
    """What counts on any day, where nothing recorded for this child can change it; None where it must be looked up."""
    if not ctx.looked_for_steady:
        ctx.looked_for_steady = True
        if ctx.readings is ctx.pack.readings:
            facts = ctx.pack.counting_facts(ctx.plan)
            if facts is not None and not any(ctx.facts.raw.get(name) is not None for name in facts):
                ctx.steady = _counts_case(ctx, date.max)
    return ctx.steady


def _counts_case(ctx: Context, day: date) -> CountsCase | None:
    for _, rule in ctx.rules.counts:
        if ctx.applies(rule.only, day):
            version = version_at(rule.values, day)
            if version is not None:
                return ctx.case_at(version.cases, day)
    return None


def why_not(ctx: Context, visit: VisitFact, case: CountsCase | None) -> str:
    """Why a visit does not count, in one sentence; "" where it does."""
    if visit.outcome == "not_seen":
        return "The child was not seen."
    place = visit.place.replace("_", " ")
    if visit.outcome == "seen_elsewhere" and visit.place == "home":
        return "The child was seen elsewhere, not on a home visit."
    if case is None:
        return (
            ""
            if visit.outcome == "seen" and visit.place not in _ELSEWHERE
            else f"The child was seen at: {place}."
        )
    if case.places and visit.place not in case.places:
        return f"The child was seen at: {place}."
    if visit.outcome == "seen_elsewhere" and not case.places:
        return "The child was seen elsewhere, not on a home visit."
    if case.by and visit.by not in case.by:
        return f"The visit was made by: {visit.by.replace('_', ' ')}."
    if not visit.allocated and ctx.readings["ALL13"] == "allocated_only":
        return "The visit was not made by the allocated worker."
    for flag in case.needs:
        if not getattr(visit, flag) and not _waived(ctx, case, flag, visit.date):
            return f"{_FLAG_WORDS.get(flag, flag).capitalize()}."
    return ""


def _waived(ctx: Context, case: CountsCase, flag: str, day: date) -> bool:
    name = case.waive.get(flag)
    if name is None:
        return False
    at = ctx.named_date(name)
    return at is not None and day < at


def counted_visits(ctx: Context, override: CountsCase | None = None) -> list[VisitFact]:
    """The visits that count, in order; the others are named with the reason."""
    key = 0 if override is None else id(override)
    known = ctx.counted.get(key)
    if known is not None:
        return known
    out = ctx.counted[key] = []
    steady = override if override is not None else steady_counts(ctx)
    for v in ctx.visits:
        why = why_not(ctx, v, steady if steady is not None else counts_case(ctx, v.date))
        if why:
            ctx.ignored.append(OtherRule("does not reset the clock", v.date, why))
        else:
            out.append(v)
    return out


def last_counted(ctx: Context, override: CountsCase | None = None) -> date | None:
    """The day of the last visit that counts: as recorded, else worked out from the visits."""
    visits = counted_visits(ctx, override)
    if override is None:
        stated = ctx.facts.date("last_successful_visit")
        if stated is not None and (ctx.as_of is None or stated <= ctx.as_of):
            return stated
    return visits[-1].date if visits else None


def counts_as_statutory(ctx: Context) -> Decision:
    """Whether the visit asked about meets the policy; NO_RULE where the document does not define it."""
    ask = "counts_as_statutory"
    stated = [(i, r) for i, r in ctx.rules.counts if r.stated and ctx.applies(r.only, ctx.as_of or date.max)]
    if not stated:
        return ctx.words(ask)
    on = ctx.facts.date("visit_date")
    visits = [v for v in ctx.facts.visits if on is None or v.date == on]
    if not visits:
        return ctx.cannot_say(ask, ("visits" if on is None else "visit_date",), LABELS)
    visit = visits[-1]
    rule_id, rule = stated[0]
    version = version_at(rule.values, visit.date)
    case = ctx.case_at(version.cases, visit.date) if version is not None else None
    if case is None:
        return ctx.words(ask)
    why = why_not(ctx, visit, case)
    return Decision(
        ask=ask,
        outcome=Outcome.YES_NO,
        sentence=f"This visit does not meet it, and the clock runs on. {why}"
        if why
        else "This visit meets it.",
        yes=not why,
        rule=rule_id,
        rule_title=rule.title,
        citation=ctx.pack.cite(case.cite),
        receipt=ctx.receipt(
            start=visit.date,
            what="the visit asked about",
            amount=None,
            end=None,
            rule_readings=(*rule.readings, "ALL13"),
            since=version.since if version else None,
        ),
    )
