"""Receipts as plain text for a terminal or a message, and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from knowledge.results import Citation, CountedDay, Decision, OtherRule, Outcome, Receipt
from knowledge.words import amount, day, moment, short_day

_ONE = timedelta(days=1)
_READING_ID = re.compile(r"^[A-Z]+\d+(-[a-z0-9-]+)?: ")  # for whoever maintains the packs; JSON keeps it


def citation_words(citation: Citation) -> str:
    """A citation in one line: title, heading, paragraph."""
    block = f", paragraph {citation.block}" if citation.block else ""
    return f"{citation.name}: {citation.section}{block}"


def headline(decision: Decision) -> str:
    """The answer itself, in as few words as it takes."""
    match decision.outcome:
        case Outcome.DATE if decision.on is not None:
            return (
                f"To be agreed today; never later than {day(decision.on)}"
                if decision.to_be_agreed
                else day(decision.on)
            )
        case Outcome.MOMENT if decision.moment is not None:
            return moment(decision.moment)
        case Outcome.YES_NO:
            return "Yes" if decision.yes else "No"
        case Outcome.ESCALATE:
            return f"Tell: {', '.join(decision.who)}" if decision.yes else "Nobody to tell by this policy"
        case _ if decision.to_be_agreed:
            return "To be agreed with your manager today"
        case Outcome.NO_RULE if decision.yes is False:
            return "No limit is running"
        case Outcome.NO_RULE:
            return "This document gives no figure"
        case _:
            return "Cannot say yet"


def count_lines(days: Sequence[CountedDay]) -> list[str]:
    """The count with runs of days drawn together: numbers where days count, the reason where they are struck out."""
    lines: list[str] = []
    i = 0
    while i < len(days):
        first = days[i]
        j = i
        while j + 1 < len(days) and _same_run(first, days[j + 1]):
            j += 1
        last = days[j]
        span = short_day(first.day) if i == j else f"{short_day(first.day)} to {short_day(last.day)}"
        if first.number is None:
            reasons = list(dict.fromkeys(d.why for d in days[i : j + 1]))
            why = first.why if reasons == ["counted from here"] else f"not counted ({', '.join(reasons)})"
            lines.append(f"{span}: {why}")
        else:
            number = f"day {first.number}" if i == j else f"days {first.number} to {last.number}"
            why = f" ({last.why})" if last.why and j == len(days) - 1 else ""
            lines.append(f"{span}: {number}{why}")
        i = j + 1
    return lines


def _same_run(a: CountedDay, b: CountedDay) -> bool:
    if a.number is None and b.number is None:
        return a.why != "counted from here"
    return a.number is not None and b.number is not None


def _other_lines(title: str, items: Sequence[OtherRule]) -> Iterator[str]:
    if items:
        yield title
        for o in items:
            on = f" ({_when(o.on)})" if o.on is not None else ""
            yield f"  {o.rule[:1].upper()}{o.rule[1:]}{on}: {o.why}"


def _when(on: date | datetime) -> str:
    return moment(on) if isinstance(on, datetime) else day(on)


def receipt_lines(decision: Decision) -> list[str]:
    """The whole proof of a decision as lines of plain text."""
    lines = [headline(decision), decision.sentence]
    receipt = decision.receipt
    if decision.rule_title:
        since = receipt.in_force_since if receipt is not None else None
        lines.append(f"Rule: {decision.rule_title}" + (f" (in force since {day(since)})" if since else ""))
    if decision.citation is not None:
        lines.append(f"Source: {citation_words(decision.citation)}")
    if decision.ask_for:
        lines.append(f"Please enter: {', '.join(decision.ask_for)}")
    if receipt is not None:
        lines.extend(_receipt_part(decision, receipt))
    return lines


def _receipt_part(decision: Decision, receipt: Receipt) -> Iterator[str]:
    if receipt.counted_from is not None and receipt.amount is not None:
        from_what = f"{receipt.counted_from_what}, {_when(receipt.counted_from)}"
        yield f"Count: {amount(receipt.amount, receipt.unit)} from {from_what}"
        for line in count_lines(receipt.days):
            yield f"  {line}"
    if decision.outcome is Outcome.DATE and decision.moment is not None:
        yield f"In time until {moment(decision.moment)}."
    elif decision.outcome is Outcome.DATE and decision.on is not None:
        yield f"In time until the end of {day(decision.on)}; late from {day(decision.on + _ONE)}."
    yield from _other_lines("Also looked at:", receipt.others)
    yield from _other_lines("Left aside:", receipt.ignored)
    if receipt.readings:
        yield "Read as:"
        for r in receipt.readings:
            yield f"  {_READING_ID.sub('', r)}"
    for note in receipt.notes:
        yield f"Note: {note}"
    if receipt.pack_version:
        yield f"Policy: {receipt.pack_version}"


def _iso(value: date | datetime | None) -> str | None:
    return value.isoformat() if value is not None else None


def receipt_json(decision: Decision) -> dict[str, Any]:
    """The whole decision with its proof as plain JSON values."""
    out: dict[str, Any] = {
        "ask": decision.ask,
        "outcome": decision.outcome.value,
        "sentence": decision.sentence,
        "on": _iso(decision.on),
        "moment": _iso(decision.moment),
        "yes": decision.yes,
        "who": list(decision.who),
        "to_be_agreed": decision.to_be_agreed,
        "rule": decision.rule,
        "rule_title": decision.rule_title,
        "ask_for": list(decision.ask_for),
        "citation": None,
        "receipt": None,
    }
    if decision.citation is not None:
        c = decision.citation
        out["citation"] = {"document": c.document, "title": c.title, "section": c.section, "block": c.block}
    r = decision.receipt
    if r is not None:
        out["receipt"] = {
            "counted_from": _iso(r.counted_from),
            "counted_from_what": r.counted_from_what,
            "amount": r.amount,
            "unit": r.unit,
            "days": [{"day": d.day.isoformat(), "number": d.number, "why": d.why} for d in r.days],
            "in_force_since": _iso(r.in_force_since),
            "pack_version": r.pack_version,
            "readings": list(r.readings),
            "others": [{"rule": o.rule, "on": _iso(o.on), "why": o.why} for o in r.others],
            "ignored": [{"rule": o.rule, "on": _iso(o.on), "why": o.why} for o in r.ignored],
            "notes": list(r.notes),
        }
    return out


def answer_json(decision: Decision) -> dict[str, Any]:
    """The bare answer of a decision: date, datetime, bool, escalate, no_rule or cannot_say."""
    match decision.outcome:
        case Outcome.DATE:
            date_only: dict[str, Any] = {"date": _iso(decision.on)}
            return {**date_only, "to_be_agreed": True} if decision.to_be_agreed else date_only
        case Outcome.MOMENT:
            return {"datetime": _iso(decision.moment)}
        case Outcome.YES_NO:
            return {"bool": decision.yes}
        case Outcome.ESCALATE:
            return {"escalate": True, "who": list(decision.who)} if decision.yes else {"escalate": False}
        case Outcome.NO_RULE:
            return {"no_rule": True}
        case _:
            return {"cannot_say": True, "ask_for": list(decision.ask_for)}
