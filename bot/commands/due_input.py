"""What was typed for `due`: dates as people write them, plans by their usual names, each said back as it was read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from knowledge.results import Decision

# The flag and the fact that it gives.
FLAGS = {
    "last_visit": "last_successful_visit",
    "plan_start": "plan_start",
    "placement_start": "placement_start",
    "referral": "referral_date",
    "born": "child_dob",
    "first_review": "first_review_date",
    "matched": "long_term_matched_on",
    "every_days": "plan_every_days",
    "every_working_days": "plan_every_working_days",
    "failed_at": "failed_at",
    "visit_at": "visit_at",
}
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHORT_YEAR = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{2})")
_CLOCK = re.compile(r"(?P<day>.*\d)(?:T|,? +(?:at )?)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})")
_YES = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(slots=True)
class Typed:
    """What was read, and a sentence for each thing that could have been read otherwise."""

    notes: list[str] = field(default_factory=list)

    def day(self, text: str, flag: str) -> date:
        """A date: 2026-06-09, 9/6/2026, 9/6/26 or 9 June 2026; the day comes first."""
        from bot.services.import_values import BadValue, read_date
        from knowledge.facts import to_date
        from knowledge.words import day as day_words

        bare = text.strip()
        if _ISO.match(bare):
            try:
                return to_date(bare)
            except ValueError:
                raise click.UsageError(f"{flag}: `{text}` is not a date that exists.") from None
        short = _SHORT_YEAR.fullmatch(bare)
        try:
            found = read_date(f"{short[1]}/{short[3]}/20{short[4]}" if short else bare)
        except BadValue:
            says = "is not a date that exists" if re.search(r"\d", bare) else "is not a date"
            raise click.UsageError(
                f"{flag}: `{text}` {says}. Write year-month-day, 2026-06-09, or day/month/year, 9/6/2026."
            ) from None
        self.notes.append(f"{flag} `{text}` is read as {day_words(found)}; the day comes first.")
        return found

    def moment(self, text: str, flag: str) -> date | datetime:
        """A date with a time of day, or the date alone where no time is given."""
        from knowledge.facts import to_moment

        if len(text.strip()) > len("2026-06-09"):
            try:
                return to_moment(text.strip())
            except ValueError:
                pass
        found = _CLOCK.fullmatch(text.strip())
        if found is None:
            return self.day(text, flag)
        try:
            clock = time(int(found["hour"]), int(found["minute"]))
        except ValueError:
            raise click.UsageError(
                f"{flag}: {found['hour']}:{found['minute']} is not a time of day. Write 2026-06-09T16:30."
            ) from None
        return to_moment(datetime.combine(self.day(found["day"], flag), clock))

    def plan(self, text: str, flag: str) -> str:
        """A plan by its id or by what people call it."""
        from bot.services.import_values import BadValue, read_plan
        from knowledge.results import PlanKind
        from knowledge.strict_yaml import did_you_mean

        known = [p.value for p in PlanKind]
        if text in known:
            return text
        try:
            found = read_plan(text).value
        except BadValue:
            raise click.UsageError(f"{flag}: `{text}` is not a plan. {did_you_mean(text, known)}") from None
        self.notes.append(f"{flag} `{text}` is read as the plan {found}.")
        return found

    def fact(self, name: str, value: str) -> tuple[str, object]:
        """One more fact, NAME=VALUE; the name of a flag will do too."""
        from knowledge.fact_names import ALL_FACTS, DATE_FACTS, MOMENT_FACTS

        if name not in ALL_FACTS:
            name = FLAGS.get(name.replace("-", "_"), name)
        if name in MOMENT_FACTS:
            return name, self.moment(value, f"--fact {name}")
        if name in DATE_FACTS:
            return name, self.day(value, f"--fact {name}")
        if value.lower() in _YES:
            return name, _YES[value.lower()]
        return name, int(value) if value.isdigit() else value


def please_enter(decision: Decision) -> str:
    """What is missing, by the flag that gives it; "" where nothing is."""
    if not decision.ask_for:
        return ""
    by_fact = {fact: f"--{flag.replace('_', '-')}" for flag, fact in FLAGS.items()}
    ways = []
    for name in decision.ask_for:
        if name == "visits":
            ways.append("the visit itself, in a file (--case)")
        else:
            ways.append(by_fact.get(name, f"--fact {name}=..."))
    return f"Please enter: {', '.join(ways)}"
