"""`due`: work out a due date, with its receipt; one child by flags or a file, or many from a file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.commands.due_input import FLAGS, Typed, please_enter

if TYPE_CHECKING:
    from knowledge.results import Decision
    from knowledge.rules import RuleBook

_STANDING = "standing"
_NEXT = "next_due"
_ESCALATE = "escalate"
_ALWAYS_TOLD = (
    "Whatever the policy says, a child not seen on a home visit reaches the manager: a local setting."
)


@click.command("due")
@click.option("--policy", default="gloucestershire", show_default=True, help="The policy to use, by its id.")
@click.option("--plan", help="cp, cin, cic, early-help, s47, referral, cwd or placement-with-parents.")
@click.option(
    "--ask", default="next_due", show_default=True, help="The question; `standing` for everything at once."
)
@click.option(
    "--as-of", help="The day the question is about; today if left out. Dates are 2026-06-09 or 9/6/2026."
)
@click.option("--last-visit", help="The last visit that met the policy.")
@click.option("--plan-start", help="The day the plan started.")
@click.option("--placement-start", help="The day the placement started.")
@click.option("--referral", help="The day of the referral.")
@click.option("--born", help="The child's date of birth.")
@click.option("--first-review", help="The day of the first review.")
@click.option("--matched", help="The day of the long-term match.")
@click.option("--every-days", type=int, help="How often the child's own plan asks for, in calendar days.")
@click.option("--every-working-days", type=int, help="The same in working days.")
@click.option("--failed-at", help="When a visit failed: 2026-06-09T16:30.")
@click.option("--visit-at", help="When a visit took place.")
@click.option(
    "--fact", "facts", multiple=True, help="Any other fact, NAME=VALUE (see docs/facts.md). Repeat it."
)
@click.option(
    "--reading", "readings", multiple=True, help="Read an open point otherwise, ID=CHOICE. Repeat it."
)
@click.option(
    "--case",
    "case_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="All from a YAML file.",
)
@click.option(
    "--from",
    "batch",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Many cases, one JSON a line.",
)
@click.option("--if-seen", help="What if the child is seen on that day?")
@click.option("--if-plan", help="What if it becomes that plan on the day asked about?")
@click.option(
    "--policies", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Your own packs."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def due(**options: Any) -> None:
    """Work out when the next visit is due, and why.

    \b
    doorstep due --plan cp --plan-start 2026-01-05 --last-visit 2026-06-09 --as-of 2026-06-15
    doorstep due --plan cin --last-visit 2026-06-09 --as-of 2026-06-15 --if-seen 2026-06-19
    doorstep due --plan cp --ask retry_due --failed-at 2026-06-09T16:30
    doorstep due --policy camden --case child.yaml --ask escalate
    doorstep due --from cases.jsonl --json
    """
    from knowledge.facts import FactsError
    from knowledge.rules import load_rules
    from knowledge.strict_yaml import PackError

    try:
        book = load_rules((options["policies"],) if options["policies"] else ())
        readings = dict(_pair(r, "--reading") for r in options["readings"])
        if options["batch"] is not None:
            for line in _many(book, options["batch"], readings, options["as_json"]):
                click.echo(line)
            return
        for line in _one(book, options, readings):
            click.echo(line)
    except PackError as error:
        raise click.ClickException(str(error)) from None
    except FactsError as error:
        raise click.ClickException("\n".join(error.problems)) from None
    except ValueError as error:
        raise click.ClickException(str(error)) from None


def _pair(text: str, flag: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name or not value:
        raise click.UsageError(f"{flag}: `{text}` must look like NAME=VALUE.")
    return name.strip(), value.strip()


def _many(book: RuleBook, path: Path, readings: Mapping[str, str], as_json: bool) -> Iterator[str]:
    """One line for each case of the file; a line that cannot be read answers with its error and stops nothing."""
    from knowledge.facts import FactsError
    from knowledge.receipts import answer_json, headline

    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        case_id: object = f"line {number}"
        try:
            case = json.loads(line)
            if not isinstance(case, dict):
                raise ValueError("Each line must be one JSON object.")
            case_id = case.get("id", case_id)
            decision = _decide(book, case, readings)
        except FactsError as error:
            yield json.dumps({"id": case_id, "error": list(error.problems)}, ensure_ascii=False)
            continue
        except json.JSONDecodeError as error:
            yield json.dumps({"id": case_id, "error": [f"Not valid JSON: {error.msg}."]}, ensure_ascii=False)
            continue
        except ValueError as error:
            yield json.dumps({"id": case_id, "error": [str(error)]}, ensure_ascii=False)
            continue
        used = list(decision.receipt.readings) if decision.receipt is not None else []
        rule = f"{decision.rule}: {decision.rule_title}"
        if as_json:
            out = {"id": case_id, "answer": answer_json(decision), "rule": rule, "readings": used}
            yield json.dumps(out, ensure_ascii=False)
        else:
            yield f"{case_id}: {headline(decision)} ({decision.rule_title})"


def _decide(book: RuleBook, case: Mapping[str, Any], readings: Mapping[str, str]) -> Decision:
    from knowledge.facts import read_facts, to_date

    for key in ("policy", "plan", "ask"):
        if not isinstance(case.get(key), str):
            raise ValueError(f"`{key}` is missing or is not a word.")
    facts = case.get("facts") or {}
    if not isinstance(facts, dict):
        raise ValueError("`facts` must be a mapping.")
    try:
        as_of = to_date(case["as_of"]) if case.get("as_of") else None
    except ValueError:
        raise ValueError(f"`as_of` is `{case['as_of']}`, which is not a date that exists.") from None
    own = book.pack(case["policy"]).own_facts
    chosen = {**(case.get("readings") or {}), **readings}
    return book.decide(
        case["policy"], _plan(case["plan"]), case["ask"], read_facts(facts, own), as_of, readings=chosen
    )


def _plan(name: str) -> str:
    from knowledge.results import PlanKind
    from knowledge.strict_yaml import did_you_mean

    known = [p.value for p in PlanKind]
    if name not in known:
        raise ValueError(f"`{name}` is not a plan. {did_you_mean(name, known)}")
    return name


def _case(options: Mapping[str, Any], typed: Typed) -> dict[str, Any]:
    """The case that the flags and the file describe; flags win over the file."""
    from knowledge.models import ASKS
    from knowledge.strict_yaml import did_you_mean, read

    case: dict[str, Any] = {}
    if options["case_file"] is not None:
        raw = read(options["case_file"])
        if not isinstance(raw, dict):
            raise ValueError("The file must be a mapping with `plan` and `facts`.")
        case = dict(raw)
    context = click.get_current_context()
    for key in ("policy", "ask", "plan"):
        said = context.get_parameter_source(key) is not click.core.ParameterSource.DEFAULT
        if key not in case or (said and options[key] is not None):
            case[key] = options[key]
    facts = dict(case.get("facts") or {})
    for flag, name in FLAGS.items():
        value = options[flag]
        if value is not None and isinstance(value, str):
            read_as = typed.moment if name in ("failed_at", "visit_at") else typed.day
            value = read_as(value, f"--{flag.replace('_', '-')}")
        if value is not None:
            facts[name] = value
    for pair in options["facts"]:
        name, value = typed.fact(*_pair(pair, "--fact"))
        facts[name] = value
    case["facts"] = facts
    if options["as_of"]:
        case["as_of"] = typed.day(options["as_of"], "--as-of")
    if not case.get("plan"):
        raise ValueError(
            "Say which plan the child has: --plan cp, cin, cic, early-help, s47, referral, cwd ..."
        )
    case["plan"] = typed.plan(str(case["plan"]), "--plan")
    case["ask"] = str(case["ask"]).replace("-", "_")
    if case["ask"] not in (*ASKS, _STANDING):
        near = did_you_mean(case["ask"], (*ASKS, _STANDING))
        raise ValueError(f"`{case['ask']}` is not a question the rules answer. {near}")
    return case


def _answer(
    book: RuleBook, case: Mapping[str, Any], facts: Mapping[str, Any], as_of: date, chosen: Mapping[str, str]
) -> Decision:
    """One answer; the next date as the board shows it."""
    if case["ask"] == _NEXT:
        return book.due(case["policy"], case["plan"], facts, as_of, readings=chosen)
    return book.decide(case["policy"], case["plan"], case["ask"], facts, as_of, readings=chosen)


def _if_seen(facts: Mapping[str, Any], seen: date) -> dict[str, Any]:
    """The facts with a home visit on that day; one that is later still stays the last one."""
    visits = [
        *facts.get("visits", ()),
        {"date": seen, "outcome": "seen", "observed": True, "spoken_to": True},
    ]
    stated = facts.get("last_successful_visit")
    later = stated is not None and stated > seen
    return {**facts, "visits": visits, "last_successful_visit": stated if later else seen}


def _if_plan(facts: Mapping[str, Any], plan: str, before: Decision, as_of: date) -> dict[str, Any]:
    """The facts on another plan from that day on; the date that was due stays the latest."""
    what_if = {**facts, "plan_start": as_of}
    if before.on is not None and not before.to_be_agreed:
        what_if["recorded_due"] = before.on
    return what_if


def _one(book: RuleBook, options: Mapping[str, Any], readings: Mapping[str, str]) -> Iterator[str]:
    from bot.clock import SystemClock
    from knowledge.facts import read_facts, to_date
    from knowledge.receipts import receipt_json

    typed = Typed()
    if options["if_seen"] and options["if_plan"]:
        raise click.UsageError("Ask one what-if at a time: --if-seen or --if-plan.")
    case = _case(options, typed)
    as_of = to_date(case["as_of"]) if case.get("as_of") else SystemClock().today()
    own = book.pack(case["policy"]).own_facts
    facts = read_facts(case["facts"], own)
    chosen = {**(case.get("readings") or {}), **readings}
    if case["ask"] == _STANDING:
        if options["if_seen"] or options["if_plan"]:
            raise click.UsageError("A what-if needs one question: leave --ask out, or name one.")
        yield from _standing(book, case["policy"], case["plan"], facts, as_of, chosen)
        yield from typed.notes
        return
    before = _answer(book, case, facts, as_of, chosen)
    after: Decision | None = None
    then = ""
    if options["if_seen"]:
        seen = typed.day(options["if_seen"], "--if-seen")
        after = _answer(book, case, read_facts(_if_seen(facts, seen), own), max(as_of, seen), chosen)
        then = f"If seen on {options['if_seen']}:"
    elif options["if_plan"]:
        plan = typed.plan(options["if_plan"], "--if-plan")
        after = _answer(book, {**case, "plan": plan}, _if_plan(facts, plan, before, as_of), as_of, chosen)
        then = f"If it becomes {plan}:"
    if options["as_json"]:
        out = {"now": receipt_json(before), "then": receipt_json(after)} if after else receipt_json(before)
        yield json.dumps(out, ensure_ascii=False, indent=2)
        return
    if after is None:
        yield from _lines(before)
    else:
        yield "Now:"
        yield from (f"  {line}" for line in _lines(before))
        yield then
        yield from (f"  {line}" for line in _lines(after))
    if case["ask"] == _ESCALATE and not before.yes:
        yield _ALWAYS_TOLD
    yield from typed.notes


def _lines(decision: Decision) -> Iterator[str]:
    """The receipt, with what is missing named by its flag."""
    from knowledge.receipts import receipt_lines

    for line in receipt_lines(decision):
        yield please_enter(decision) if line.startswith("Please enter: ") else line


def _standing(
    book: RuleBook, policy: str, plan: str, facts: Mapping[str, Any], as_of: date, readings: Mapping[str, str]
) -> Iterator[str]:
    from knowledge.results import PlanFacts, PlanKind

    now = book.standing(policy, [PlanFacts(PlanKind(plan), facts)], as_of, readings=readings)
    yield from _lines(now.due)
    if now.floor is not None:
        yield f"By law: {now.floor.sentence}"
        if now.law_first:
            yield "The law's date comes first: go by that."
    for part in (now.retry, now.record_by):
        if part is not None:
            yield part.sentence
    for item in now.owed:
        yield f"Owed ({item.what}): {item.sentence}"
    for notice in now.escalations:
        yield notice.sentence
