"""One question about one child under one plan: conditions, named days and counted visits, answered on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar

from knowledge.amounts import HOUR_UNITS, Amount
from knowledge.calendar import Calendar, add_months
from knowledge.case_models import Case, Clock, Condition, CountsCase
from knowledge.counting import CountedReceipt, add_amount, counted_days
from knowledge.facts import Facts, VisitFact
from knowledge.pack import Pack, PlanRules
from knowledge.pack_models import DateOption
from knowledge.results import Decision, OtherRule, Outcome, PlanKind, Receipt
from knowledge.words import day as day_words
from knowledge.words import fact as fact_words

C = TypeVar("C", bound=Case)
_INSTANT = timedelta(microseconds=1)
_MONTH_UNITS = {"months": 1, "years": 12}
_MOVED_UNITS = ("days", "weeks", "months", "years")


class MissingFact(Exception):
    """The answer needs facts that are not there."""

    def __init__(self, *names: str) -> None:
        self.names = names
        super().__init__(", ".join(names))


class Context:
    """Everything one decision looks at."""

    __slots__ = (
        "_visits",
        "as_of",
        "cal",
        "counted",
        "counts_on",
        "days",
        "facts",
        "ignored",
        "looked_for_steady",
        "notes",
        "pack",
        "plan",
        "readings",
        "rules",
        "steady",
    )

    def __init__(
        self,
        pack: Pack,
        plan: PlanKind,
        facts: Facts,
        as_of: date | None,
        readings: Mapping[str, str],
        cal: Calendar,
    ) -> None:
        self.pack, self.plan, self.facts, self.as_of = pack, plan, facts, as_of
        self.readings, self.cal = readings, cal
        self.rules: PlanRules = pack.plans[plan]
        self.ignored: list[OtherRule] = []
        self.notes: list[str] = []
        self._visits: tuple[VisitFact, ...] | None = None
        self.counted: dict[int, list[VisitFact]] = {}
        self.counts_on: dict[date, CountsCase | None] = {}
        self.days: dict[str, date | None] = {}
        self.steady: CountsCase | None = None
        self.looked_for_steady = False

    @property
    def visits(self) -> tuple[VisitFact, ...]:
        """Visits up to the day asked about; later ones are left out and named."""
        if self._visits is None:
            found = self.facts.visits
            if self.as_of is not None and found and found[-1].date > self.as_of:
                for v in found:
                    if v.date > self.as_of:
                        self.ignored.append(
                            OtherRule(
                                "after the day asked about",
                                v.date,
                                "This visit lies after the day asked about.",
                            )
                        )
                found = tuple(v for v in found if v.date <= self.as_of)
            self._visits = found
        return self._visits

    # Named days and conditions -----------------------------------------------------------------------

    def named_date(self, name: str) -> date | None:
        """The named day of the pack (a birthday, an anniversary, a review); None where it is not yet known.

        MissingFact where the pack says the day must be known.
        """
        if name not in self.days:
            self.days[name] = self._named_date(name)
        return self.days[name]

    def _named_date(self, name: str) -> date | None:
        options = self.pack.file.dates[name]
        if self.readings is self.pack.readings:
            live = self.pack.live(options)
            return self._date_option(live[0][0]) if live else None
        for option in options:
            if all(self.holds(c, date.min) for c in option.when):
                return self._date_option(option)
        return None

    def _date_option(self, option: DateOption) -> date | None:
        start = self.facts.date(option.of)
        if start is None:
            if option.if_missing == "ask" and not (option.of == "child_dob" and self.facts.flag("unborn")):
                raise MissingFact(option.of)
            return None
        for amount in option.plus or ():
            if amount.unit in _MONTH_UNITS:
                rollover = option.rollover
                if option.of == "child_dob":
                    rollover = self.readings["ALL14"] == "march_1"
                start = add_months(start, amount.n * _MONTH_UNITS[amount.unit], rollover=rollover)
            else:
                start = add_amount(self.cal, start, amount, self.readings)
        return start + timedelta(days=option.days_more)

    def holds(self, c: Condition, day: date) -> bool:
        """Whether one condition holds on a day."""
        if c.reading is not None:
            return all(self.readings[i] == choice for i, choice in c.reading.items())
        if c.plan is not None:
            return self.plan is c.plan
        if c.fact is not None:
            return all(self._fact_is(name, value, day) for name, value in c.fact.items())
        if c.reached is not None:
            at = self.named_date(c.reached)
            return at is not None and day >= at
        if c.not_reached is not None:
            at = self.named_date(c.not_reached)
            return at is None or day < at
        if c.known is not None:
            return self.facts.raw.get(c.known) is not None
        return any(self.holds(inner, day) for inner in c.any_of or ())

    def _fact_is(self, name: str, value: bool | str | int, day: date) -> bool:
        raw = self.facts.raw.get(name)
        if not isinstance(value, bool):
            return bool(raw == value)
        now = raw is True and self.approved_on(name, day)
        return now is value

    def approved_on(self, name: str, day: date) -> bool:
        """Whether an approval recorded with its own dates holds on that day."""
        since, until = self.approval_dates(name)
        return (since is None or since <= day) and (until is None or day <= until)

    def approval_dates(self, name: str) -> tuple[date | None, date | None]:
        """From when and until when an approval holds; without an end of its own, for the time the pack gives."""
        since, until = self.facts.date(f"{name}_on"), self.facts.date(f"{name}_until")
        if until is None and since is not None:
            approval = self.pack.file.approvals.get(name)
            if approval is not None:
                until = min(add_amount(self.cal, since, a, self.readings) for a in approval.holds)
        return since, until

    def case_at(self, cases: Sequence[C], day: date) -> C | None:
        """The first case whose conditions hold on that day."""
        if self.readings is self.pack.readings:
            for case, rest in self.pack.live(cases):
                if not rest or all(self.holds(c, day) for c in rest):
                    return case
            return None
        for case in cases:
            if all(self.holds(c, day) for c in case.when):
                return case
        return None

    def applies(self, only: Sequence[Condition], day: date) -> bool:
        return not only or all(self.holds(c, day) for c in only)

    def clock(self, clock: Clock) -> tuple[date, str] | None:
        """Where a clock starts and the fact it starts from; None where none of its facts is known."""
        found = [(d, name) for name in clock.of if (d := self.start_date(name)) is not None]
        if not found:
            return None
        if clock.pick == "first_known":
            return found[0]
        return min(found) if clock.pick == "earlier_of" else max(found)

    def start_date(self, name: str) -> date | None:
        """A fact's date, a named day of the pack, or the first visit at which the child was seen."""
        if name == "first_visit":
            return next((v.date for v in self.visits if v.outcome == "seen"), None)
        if name in self.pack.file.dates:
            return self.named_date(name)
        return self.facts.date(name)

    def add(self, start: date, amounts: Sequence[Amount]) -> tuple[date, Amount]:
        """The earliest of the amounts counted from the start, and which one it was."""
        if len(amounts) == 1:
            return add_amount(self.cal, start, amounts[0], self.readings), amounts[0]
        return min(((add_amount(self.cal, start, a, self.readings), a) for a in amounts), key=lambda p: p[0])

    def named(self, name: str) -> str:
        """A fact in a sentence: as the pack labels its own, else in the words that every pack shares."""
        own = self.pack.file.facts.get(name)
        return own.label if own is not None else fact_words(name)

    # Results ------------------------------------------------------------------------------------------

    def receipt(
        self,
        *,
        start: date | datetime | None,
        what: str,
        amount: Amount | None,
        end: date | datetime | None,
        rule_readings: Sequence[str] = (),
        since: date | None = None,
        others: Sequence[OtherRule] = (),
    ) -> Receipt:
        """The proof of a date, its day list drawn up on demand."""
        ids = list(rule_readings)
        if amount is not None and amount.unit not in HOUR_UNITS and amount.n:
            ids.append("ALL1")
            if amount.unit == "working_days":
                ids.append("ALL12")
            else:
                ids.append("ALL3")
                if amount.unit in _MONTH_UNITS:
                    ids.append("ALL11")
        draw = None
        notes = list(self.notes)
        if start is not None and end is not None and amount is not None:
            first = start.date() if isinstance(start, datetime) else start
            # 00:00 is the end of the day before, and is counted so.
            last = (end - _INSTANT).date() if isinstance(end, datetime) else end
            if self.readings["ALL3"] != "not_moved" and amount.unit in _MOVED_UNITS:
                counted = add_amount(self.cal, first, amount, {**self.readings, "ALL3": "not_moved"})
                if counted != last and self.cal.why_not(counted):
                    notes.append(
                        f"{day_words(counted)} is a day off, so the date moves to {day_words(last)}."
                    )
                    last = counted
            draw = partial(counted_days, self.cal, first, last, amount, self.readings)
        return CountedReceipt(
            draw,
            counted_from=start,
            counted_from_what=what,
            amount=amount.n if amount else None,
            unit=amount.unit if amount else "",
            in_force_since=since,
            pack_version=f"{self.pack.id} {self.pack.version}",
            readings=self.pack.reading_words(tuple(ids), self.readings),
            others=tuple(others),
            ignored=tuple(self.ignored),
            notes=tuple(notes),
        )

    def cannot_say(self, ask: str, names: Sequence[str], labels: Mapping[str, str]) -> Decision:
        """An honest gap: what is missing, and what to ask."""
        words = [labels.get(n) or self.named(n) for n in names]
        return Decision(
            ask=ask,
            outcome=Outcome.CANNOT_SAY,
            sentence=f"Cannot say yet, because this is not recorded: {'; '.join(words)}. Please find out and enter it.",
            ask_for=tuple(names),
            citation=self.pack.scope_citation(),
        )

    def lies_ahead(self, ask: str, name: str, what: str) -> Decision | None:
        """That something recorded as having happened lies after the day asked about; None where it does not."""
        d = self.facts.date(name)
        if d is None or self.as_of is None or d <= self.as_of:
            return None
        return Decision(
            ask=ask,
            outcome=Outcome.CANNOT_SAY,
            sentence=f"{what} ({day_words(d)}) lies after {day_words(self.as_of)}: please check it.",
            ask_for=(name,),
            citation=self.pack.scope_citation(),
        )

    def words(self, ask: str, extra: str = "") -> Decision:
        """What the document says in place of a figure, cited; or that it does not cover the plan."""
        day = self.as_of or date.max
        for rule_id, rule in self.rules.words.get(ask, ()):
            case = self.case_at(rule.values[-1].cases, day)
            if case is not None and case.trigger is None:
                return Decision(
                    ask=ask,
                    outcome=Outcome.NO_RULE,
                    sentence=f"{case.says}{extra}",
                    rule=rule_id,
                    rule_title=rule.title,
                    citation=self.pack.cite(case.cite),
                    receipt=self._silent_receipt(rule.readings),
                )
        return Decision(
            ask=ask,
            outcome=Outcome.NO_RULE,
            sentence=f"{self.pack.scope_says}{extra}",
            rule="scope",
            rule_title="What this document covers",
            citation=self.pack.scope_citation(),
            receipt=self._silent_receipt(()),
        )

    def _silent_receipt(self, ids: Sequence[str]) -> Receipt:
        return Receipt(
            None,
            "",
            None,
            "",
            pack_version=f"{self.pack.id} {self.pack.version}",
            readings=self.pack.reading_words(tuple(ids), self.readings),
            ignored=tuple(self.ignored),
            notes=tuple(self.notes),
        )
