"""Everything the rules say about one child today, over all plans: the tighter clock holds, nothing is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from knowledge.after_visit import record_due, retry_due
from knowledge.calendar import Calendar
from knowledge.context import Context, MissingFact
from knowledge.facts import LONDON, Facts
from knowledge.frequency import next_due
from knowledge.notices import notices
from knowledge.pack import Pack
from knowledge.results import Decision, OtherRule, Outcome, Owed, PlanFacts, PlanKind, Standing
from knowledge.rhythms import rhythm
from knowledge.words import day as day_words

_OWED = (
    ("alone", "seen_alone_required"),
    ("awake", "awake_due"),
    ("bedroom", "bedroom_due"),
    ("unannounced", "unannounced_due"),
)
# These have duties of their own. Any other plan never hides that a section 47 frequency is still to be agreed.
_FIRM = (PlanKind.CP, PlanKind.CIC, PlanKind.PLACEMENT_WITH_PARENTS)
_AGREED = ("plan_every_days", "plan_every_working_days")
_NO_PLAN = "No plan is recorded for this child, so no date can be worked out: enter the plan, or set a date."


def standing(
    pack: Pack,
    plans: Sequence[PlanFacts],
    as_of: date,
    readings: Mapping[str, str],
    cal: Calendar,
    statutory: tuple[Pack, Mapping[str, str]] | None,
) -> Standing:
    """What is due, owed and to be told under one policy, with the statutory date beside it."""
    if not plans:
        return Standing(Decision("next_due", Outcome.CANNOT_SAY, _NO_PLAN, ask_for=("plan",)))
    contexts: list[Context] = []
    per_plan: list[Decision] = []
    for p in plans:
        ctx = Context(pack, p.plan, Facts(p.facts), as_of, readings, cal)
        contexts.append(ctx)
        per_plan.append(due(ctx))
    won = _winner(plans, per_plan)
    retry: Decision | None = None
    record: Decision | None = None
    owed: dict[str, Owed] = {}
    told: list[Decision] = []
    for ctx in contexts:
        ctx.notes, ctx.ignored = [], []
        if ctx.rules.retries and (found := retry_due(ctx, running_only=True)) is not None:
            retry = _earlier(retry, found)
        if ctx.rules.records and (found := record_due(ctx, open_only=True)) is not None:
            record = _earlier(record, found)
        if ctx.rules.notices:
            try:
                for notice in notices(ctx)[0]:
                    if not any(n.rule == notice.rule for n in told):
                        told.append(notice)
            except MissingFact:
                pass  # as_of is always known here; a missing birthday is told in the notes
        for what, ask in _OWED:
            if ctx.rules.rhythms[ask]:
                item = _owed(what, rhythm(ctx, ask), won, as_of)
                if item is not None and _tighter(item, owed.get(what)):
                    owed[what] = item
    return Standing(
        due=won,
        per_plan=tuple(per_plan),
        floor=_floor(statutory, plans, as_of, cal),
        retry=retry,
        owed=tuple(owed.values()),
        escalations=tuple(told),
        record_by=record,
    )


def due(ctx: Context) -> Decision:
    """The plan's own answer; a section 47 enquiry without an agreed frequency says that it must be agreed today."""
    decision = next_due(ctx)
    if ctx.plan is not PlanKind.S47 or decision.outcome not in (Outcome.NO_RULE, Outcome.CANNOT_SAY):
        return decision
    if any(ctx.facts.number(name) is not None for name in _AGREED):
        return decision
    agree = "Visit frequency to be agreed with your manager today"
    if decision.outcome is Outcome.NO_RULE and ctx.pack.plans[PlanKind.CIN].frequency:
        limit = next_due(Context(ctx.pack, PlanKind.CIN, ctx.facts, ctx.as_of, ctx.readings, ctx.cal))
        if limit.on is not None:
            return replace(
                limit,
                to_be_agreed=True,
                sentence=f"{agree}; never later than {day_words(limit.on)}, "
                f"this policy's limit for a child in need. {decision.sentence}",
            )
        decision = limit
    gap = "; the outer limit has no date yet" if decision.outcome is Outcome.CANNOT_SAY else ""
    return replace(decision, to_be_agreed=True, sentence=f"{agree}{gap}. {decision.sentence}")


def _winner(plans: Sequence[PlanFacts], per_plan: Sequence[Decision]) -> Decision:
    if len(per_plan) == 1:
        return per_plan[0]
    dated = [(d.on, not d.to_be_agreed, i) for i, d in enumerate(per_plan) if d.on is not None]
    if not dated:
        first = [d for d in per_plan if d.outcome is Outcome.CANNOT_SAY] or [
            d for d in per_plan if d.to_be_agreed
        ]
        return first[0] if first else per_plan[0]
    index = min(dated)[2]
    win = per_plan[index]
    others = [
        OtherRule(d.rule_title or "no date yet", d.on, f"Under the plan {plans[i].plan.value}: {d.sentence}")
        for i, d in enumerate(per_plan)
        if i != index
    ]
    receipt = win.receipt
    if receipt is not None:
        receipt = replace(receipt, others=(*receipt.others, *others))
    open_s47 = [d for d in per_plan if d.to_be_agreed]
    if open_s47 and not win.to_be_agreed and plans[index].plan not in _FIRM and win.on is not None:
        sentence = (
            f"Visit frequency to be agreed with your manager today; never later than {day_words(win.on)}."
        )
        return replace(win, to_be_agreed=True, sentence=sentence, receipt=receipt)
    return replace(win, receipt=receipt)


def _earlier(a: Decision | None, b: Decision) -> Decision:
    """The tighter of two limits; one that cannot be worked out never hides one that can."""
    if a is None or not a.has_date:
        return b
    return min(a, b, key=_runs_out) if b.has_date else a


def _runs_out(d: Decision) -> datetime:
    """When a limit runs out: a day at its end."""
    if d.moment is not None:
        return d.moment
    assert d.on is not None
    return datetime.combine(d.on, time.max, LONDON)


def _owed(what: str, decision: Decision, won: Decision, as_of: date) -> Owed | None:
    """Owed at the next visit: asked for every time, or due before the visit after the next one would be."""
    if decision.outcome is Outcome.YES_NO:
        return Owed(what, None, decision.sentence, decision) if decision.yes else None
    if decision.on is None:
        return (
            Owed(what, None, decision.sentence, decision) if decision.outcome is Outcome.CANNOT_SAY else None
        )
    start = won.receipt.counted_from if won.receipt is not None else None
    if won.on is not None and type(start) is date:
        gap = won.on - start
        # An overdue visit is made today at the earliest, and the one after it a gap later.
        if decision.on >= max(won.on, as_of) + max(gap, timedelta(days=1)):
            return None
    return Owed(what, decision.on, decision.sentence, decision)


def _tighter(item: Owed, known: Owed | None) -> bool:
    """Whether it says more than what another plan has owed: an answer before a gap, a date before none, the sooner."""
    if known is None:
        return True
    if known.decision.outcome is Outcome.CANNOT_SAY:
        return item.decision.outcome is not Outcome.CANNOT_SAY
    return item.by is not None and (known.by is None or item.by < known.by)


LOCAL_FACTS = (*_AGREED, "recorded_due")


def _floor(
    statutory: tuple[Pack, Mapping[str, str]] | None, plans: Sequence[PlanFacts], as_of: date, cal: Calendar
) -> Decision | None:
    """The law's own date beside the local one, where the law sets one for any of the plans."""
    if statutory is None:
        return None
    pack, readings = statutory
    found = []
    for p in plans:
        if p.plan in pack.covers:
            # What the plan or an earlier date says is local: the law's own limit is shown by itself.
            facts = Facts({k: v for k, v in p.facts.items() if k not in LOCAL_FACTS})
            found.append(next_due(Context(pack, p.plan, facts, as_of, readings, cal)))
    dated = [d for d in found if d.on is not None]
    return min(dated, key=_runs_out) if dated else next(iter(found), None)
