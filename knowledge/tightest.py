"""Of several dates the tightest holds, and says what else applied and why that lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from knowledge.amounts import Amount
from knowledge.context import Context
from knowledge.facts import LONDON
from knowledge.results import Citation, Decision, OtherRule, Outcome
from knowledge.words import amount as amount_words
from knowledge.words import day as day_words

_ASK = "next_due"


@dataclass(slots=True)
class Candidate:
    """One date that a rule gives, and how it was reached."""

    on: date
    rule: str
    title: str
    start: date
    what: str
    amount: Amount | None
    citation: Citation | None
    since: date | None
    readings: tuple[str, ...] = ()
    outer_limit: bool = False
    agreed_with: str = ""
    note: str = ""
    steps_back: bool = False


def choose(ctx: Context, found: list[Candidate], own: list[Candidate], met: list[str]) -> Decision:
    """The tightest of the dates found, with every other one and why it lost; NO_RULE where there is none."""
    others: list[OtherRule] = []
    if own:
        for c in [c for c in found if c.steps_back]:
            others.append(
                OtherRule(c.title, c.on, "Stands back, because the child's own plan gives a number.")
            )
            found.remove(c)
        loosest = max(c.on for c in own)
        if (
            ctx.readings["ALL7"] == "variance_replaces"
            and ctx.facts.flag("variance_approved")
            and ctx.approved_on("variance_approved", ctx.as_of or date.max)
            and all(c.on < loosest for c in found)
        ):
            others.extend(
                OtherRule(c.title, c.on, "Replaced by the approved longer gap on record.") for c in found
            )
            found = []
    candidates = [*found, *own]
    recorded = None if ctx.facts.flag("later_date_agreed") else ctx.facts.date("recorded_due")
    if not candidates:
        silent = ctx.words(_ASK, f" {' '.join(met)}" if met else "")
        return silent if recorded is None else _still(silent, recorded)
    winner = min(candidates, key=lambda c: (c.on, c.outer_limit))
    if recorded is not None and recorded < winner.on:
        why = (
            "The recorded date is earlier, and nothing moves a date later without a recorded, named decision."
        )
        others.append(OtherRule(winner.title, winner.on, why))
        candidates.remove(winner)
        winner = replace(winner, on=recorded, amount=None, note=why)
    for c in candidates:
        if c is not winner and not (c.rule == winner.rule and c.on == winner.on):
            later = "The same day." if c.on == winner.on else "Later, so the tighter one holds."
            others.append(OtherRule(c.title, c.on, later))
    citation = winner.citation
    if citation is None:
        says = ctx.words(_ASK)
        cited = next((c.citation for c in found if c.citation), None)
        citation = cited or says.citation
    to_agree = winner.outer_limit and not own
    moment = _runs_out(ctx, winner.on)
    if winner.note:
        ctx.notes.append(winner.note)
    ctx.notes.extend(met)
    return Decision(
        ask=_ASK,
        outcome=Outcome.DATE,
        sentence=_sentence(ctx, winner, to_agree),
        on=winner.on,
        moment=moment,
        to_be_agreed=to_agree,
        rule=winner.rule,
        rule_title=winner.title,
        citation=citation,
        receipt=ctx.receipt(
            start=winner.start,
            what=winner.what,
            amount=winner.amount,
            end=winner.on,
            rule_readings=winner.readings
            if ctx.readings["ALL2"] == "end_of_day"
            else (*winner.readings, "ALL2"),
            since=winner.since,
            others=others,
        ),
    )


def _still(silent: Decision, recorded: date) -> Decision:
    """A date already shown does not vanish where nothing gives one any more: it stays until a frequency is agreed."""
    return replace(
        silent,
        outcome=Outcome.DATE,
        on=recorded,
        to_be_agreed=True,
        sentence=f"Visit frequency to be agreed with your manager today; never later than {day_words(recorded)}, "
        f"the date recorded before. {silent.sentence}",
    )


def _runs_out(ctx: Context, on: date) -> datetime | None:
    """The moment on the due day at which the time runs out, where reading ALL2 does not mean the whole day."""
    how = ctx.readings["ALL2"]
    if how == "office_close":
        return datetime.combine(on, time.fromisoformat(ctx.pack.file.office.closes), LONDON)
    if how == "clock_time":
        times = [v.at for v in ctx.visits if v.at is not None and v.outcome == "seen"]
        if times:
            return datetime.combine(on, times[-1].timetz().replace(tzinfo=None), LONDON)
        ctx.notes.append("The clock time of the last visit is not recorded, so the whole day is used.")
    return None


def _sentence(ctx: Context, c: Candidate, to_agree: bool) -> str:
    if to_agree:
        return (
            f"Visit frequency to be agreed with your {c.agreed_with or 'manager'} today; "
            f"never later than {day_words(c.on)}."
        )
    if c.amount is None:
        return f"Visit due by {day_words(c.on)}."
    how = f"{amount_words(c.amount.n, c.amount.unit)} from {c.what} on {day_words(c.start)}"
    if not c.amount.n:
        how = f"the same day as {c.what}"
    seen = (
        "See the child now: the visit was due by"
        if ctx.as_of is not None and c.on < ctx.as_of
        else "Visit due by"
    )
    return f"{seen} {day_words(c.on)}, {how}."
