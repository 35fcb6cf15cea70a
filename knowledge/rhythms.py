"""What must happen at some visits: unannounced, awake, bedroom, alone; counted from recorded outcomes and birthdays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from knowledge.case_models import RhythmCase
from knowledge.context import Context, MissingFact
from knowledge.fact_names import LABELS
from knowledge.facts import VisitFact
from knowledge.models import RhythmRule
from knowledge.pack import version_at
from knowledge.results import Decision, Outcome
from knowledge.what_counts import counted_visits
from knowledge.words import amount as amount_words
from knowledge.words import day as day_words

_ONE = timedelta(days=1)
_QUARTER = 3
_VISIT = {
    "unannounced": "unannounced visit",
    "awake": "visit with the child awake",
    "bedroom": "visit with the bedroom seen",
    "alone": "visit with the child seen alone",
}
_NEXT = {
    "unannounced": "The next visit {} unannounced.",
    "awake": "The child {} awake at the next visit.",
    "bedroom": "The bedroom {} seen at the next visit.",
    "alone": "The child {} seen alone at the next visit.",
}
_FLAG: dict[str, Callable[[VisitFact], bool]] = {
    "unannounced": lambda v: not v.announced,
    "awake": lambda v: v.awake,
    "bedroom": lambda v: v.bedroom_seen,
    "alone": lambda v: v.seen_alone,
}


def rhythm(ctx: Context, ask: str) -> Decision:
    """Whether, or by when, a visit must be of the kind asked about; NO_RULE where the document gives no figure."""
    rules = [(i, r) for i, r in ctx.rules.rhythms[ask] if ctx.applies(r.only, ctx.as_of or date.max)]
    if not rules:
        return ctx.words(ask)
    if (ahead := ctx.lies_ahead(ask, "child_dob", "The date of birth")) is not None:
        return ahead
    rule_id, rule = rules[0]
    day = ctx.as_of
    try:
        version = version_at(rule.values, day or date.max)
        case = ctx.case_at(version.cases, day or date.max) if version is not None else None
        if version is None or case is None:
            return ctx.words(ask)
        return _Rhythm(ctx, ask, rule_id, rule, case, version.since).decide()
    except MissingFact as missing:
        return ctx.cannot_say(ask, missing.names, LABELS)


class _Rhythm:
    """One rhythm worked out for one child."""

    def __init__(
        self, ctx: Context, ask: str, rule_id: str, rule: RhythmRule, case: RhythmCase, since: date | None
    ) -> None:
        self.ctx, self.ask, self.rule_id, self.rule, self.case = ctx, ask, rule_id, rule, case
        self.since = since
        self.has = _FLAG[rule.of]

    def decide(self) -> Decision:
        case = self.case
        if case.every is not None:
            return self.rolling()
        if case.between is not None:
            return self.between(*case.between)
        aged = bool(case.from_date or case.until_date)
        if aged and self.ctx.as_of is None:
            raise MissingFact("as_of")
        if aged and self.ctx.as_of is not None and not self.in_age(self.ctx.as_of):
            return self.yes_no(False, "Not asked for at the child's age.")
        if case.each_visit is not None:
            return self.yes_no(case.each_visit, case.note or "Asked for at every visit.")
        if case.one_in is not None:
            return self.one_in(case.one_in)
        return self.ctx.words(self.ask)

    # Age and history ----------------------------------------------------------------------------------

    def in_age(self, day: date) -> bool:
        """Whether the rule speaks of a child of that age, from one named day up to another."""
        case, ctx = self.case, self.ctx
        if case.from_date and ((at := ctx.named_date(case.from_date)) is None or day < at):
            return False
        return not (case.until_date and (at := ctx.named_date(case.until_date)) is not None and day >= at)

    def visits(self) -> list[VisitFact]:
        """The visits that count, or one made from `last_successful_visit` where only that is known."""
        out = counted_visits(self.ctx)
        if self.case.by:
            out = [v for v in out if v.by in self.case.by]
        stated = self.ctx.facts.date("last_successful_visit")
        if not out and stated is not None and (self.ctx.as_of is None or stated <= self.ctx.as_of):
            on = {k: self.ctx.facts.date(f"last_{k}_visit") == stated for k in _FLAG}
            out = [VisitFact(stated, seen_alone=on["alone"], awake=on["awake"], bedroom_seen=on["bedroom"])]
        return out

    def last(self) -> date | None:
        """The last visit of this kind, as recorded or as imported."""
        found = [v.date for v in self.visits() if self.has(v)]
        if self.case.attempts_count:
            found += [v.date for v in self.ctx.visits if v.outcome == "not_seen" and self.has(v)]
        stated = self.ctx.facts.date(f"last_{self.rule.of}_visit")
        if stated is not None and (self.ctx.as_of is None or stated <= self.ctx.as_of):
            found.append(stated)
        return max(found, default=None)

    # Shapes -------------------------------------------------------------------------------------------

    def start(self) -> tuple[date, str]:
        clock = self.case.start
        found = self.ctx.clock(clock) if clock is not None else None
        if found is None:
            raise MissingFact(clock.of[0] if clock is not None else "plan_start")
        born = self.ctx.facts.date("child_dob")
        return (born, "child_dob") if born is not None and born > found[0] else found

    def rolling(self) -> Decision:
        case, ctx = self.case, self.ctx
        assert case.every is not None
        if (case.from_date or case.until_date) and ctx.facts.flag("unborn"):
            return self.yes_no(False, "Not asked for before the child is born.")
        last = self.last()
        what = f"the last {_VISIT[self.rule.of]}"
        if last is None:
            base, fact = self.start()
            what = ctx.named(fact)
        else:
            base = last
        if case.from_date and (at := ctx.named_date(case.from_date)) is not None and at > base:
            base, what = at, "the birthday from which it is asked for"
        if case.mode == "blocks":
            end, base = self.block_end(last)
            what = "the end of the fixed block before"
        elif case.mode == "quarters":
            end = self.quarter_end(base, last)
        else:
            end = ctx.add(base, case.every)[0]
        # What was missed before that age is owed no more after it: the child's next rhythm has begun.
        ends = ctx.named_date(case.until_date) if case.until_date else None
        if ends is not None and ends <= max(end, ctx.as_of or end):
            return self.yes_no(False, f"Nothing is due: the child is past that age from {day_words(ends)}.")
        amount = case.every[0]
        return Decision(
            ask=self.ask,
            outcome=Outcome.DATE,
            sentence=f"{self.a_visit()} {self.is_due(end)} {day_words(end)}, "
            f"{amount_words(amount.n, amount.unit)} from {what} on {day_words(base)}.",
            on=end,
            rule=self.rule_id,
            rule_title=self.rule.title,
            citation=ctx.pack.cite(case.cite),
            receipt=ctx.receipt(
                start=base,
                what=what,
                amount=amount,
                end=end,
                rule_readings=self.rule.readings,
                since=self.since,
            ),
        )

    def block_end(self, last: date | None) -> tuple[date, date]:
        """The end of the first fixed block in which there is no such visit yet, and that block's start."""
        assert self.case.every is not None
        before = self.start()[0]
        end = self.ctx.add(before, self.case.every)[0]
        while last is not None and last > before:
            if last <= end:
                before, end = end, self.ctx.add(end, self.case.every)[0]
                break
            before, end = end, self.ctx.add(end, self.case.every)[0]
        return end, before

    def quarter_end(self, base: date, last: date | None) -> date:
        """The last day of the calendar quarter in which the next one falls."""
        quarter = base.year * 4 + (base.month - 1) // _QUARTER + (1 if last is not None else 0)
        year, index = divmod(quarter + 1, 4)
        return date(year, index * _QUARTER + 1, 1) - _ONE

    def between(self, since_fact: str, until_fact: str) -> Decision:
        case, ctx = self.case, self.ctx
        if ctx.facts.flag("unborn") and self.rule.of != "unannounced":
            return self.yes_no(False, "Not asked for before the child is born.")
        since = ctx.facts.date(since_fact)
        if since is None:
            since_fact = "plan_start"
            since = ctx.facts.date(since_fact)
        # On the boundary day itself the later period holds: seen on the day of the conference is seen since.
        last = self.last()
        if last is not None and (since is None or last >= since):
            return self.yes_no(False, f"Done on {day_words(last)}, since {ctx.named(since_fact)}.")
        until = ctx.facts.date(until_fact)
        if until is None:
            raise MissingFact(until_fact)
        if case.day_before:
            until -= _ONE
        return Decision(
            ask=self.ask,
            outcome=Outcome.DATE,
            sentence=f"{self.a_visit()} {self.is_due(until)} {day_words(until)}, for {ctx.named(until_fact)}.",
            on=until,
            rule=self.rule_id,
            rule_title=self.rule.title,
            citation=ctx.pack.cite(case.cite),
            receipt=ctx.receipt(
                start=since,
                what=ctx.named(since_fact),
                amount=None,
                end=until,
                rule_readings=self.rule.readings,
                since=self.since,
            ),
        )

    def one_in(self, n: int) -> Decision:
        """At least one in any n visits running (or the reading chosen): must the next one be of this kind?"""
        if self.ctx.facts.flag("unborn"):
            return self.yes_no(False, "Not asked for before the child is born.")
        done = [self.has(v) for v in self.visits()]
        mode = self.case.mode
        without = 0
        for had in reversed(done):
            if had:
                break
            without += 1
        if mode == "fixed":
            owed = (len(done) + 1) % n == 0
        elif mode == "since_last":
            owed = without >= n - 1 and (without + 1) % n == 0
        elif mode == "share":
            owed = sum(done) * n < len(done) + 1 - (n - 1)
        else:
            owed = without >= n - 1
        if not done and self.case.first_owed:
            owed = True
        how = "once in any two visits" if n == 2 else f"once in any {n} visits running"
        said = f"Asked for {how}; {without} without it so far."
        return self.yes_no(owed, said)

    def a_visit(self) -> str:
        return f"{'An' if self.rule.of == 'unannounced' else 'A'} {_VISIT[self.rule.of]}"

    def is_due(self, on: date) -> str:
        return "was due by" if self.ctx.as_of is not None and on < self.ctx.as_of else "is due by"

    def yes_no(self, yes: bool, why: str) -> Decision:
        verb = "must be" if yes else "need not be"
        return Decision(
            ask=self.ask,
            outcome=Outcome.YES_NO,
            sentence=f"{_NEXT[self.rule.of].format(verb)} {why}",
            yes=yes,
            rule=self.rule_id,
            rule_title=self.rule.title,
            citation=self.ctx.pack.cite(self.case.cite),
            receipt=self.ctx.receipt(
                start=None, what="", amount=None, end=None, rule_readings=self.rule.readings, since=self.since
            ),
        )
