"""What an import did: bad rows, remarks and counts; and who is told of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bot.bootstrap import Deps
from bot.domain.messages import MessageKind
from bot.domain.people import Role
from bot.services.access import responsible_manager
from bot.services.reminders import routine_time
from bot.storage.transaction import Transaction

MOST_LINES = 20
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was not loaded: its line, whom it is about (reference or Slack id, "" where unusable), and why.

    `columns` and `subject` may be shown in a message; `sentences` hold values and are for the importer's eyes.
    `worker_id` and `team` say which manager is concerned, where the row or an earlier import tells.
    """

    line: int
    subject: str
    columns: tuple[str, ...]
    sentences: tuple[str, ...]
    worker_id: str | None = None
    team: str = ""


@dataclass(slots=True)
class Report:
    """What an import did. `notes` are remarks about rows that were loaded, and about the file."""

    kind: str
    name: str
    rows: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    start_overdue: int = 0

    @property
    def good(self) -> int:
        return self.added + self.changed + self.same

    @property
    def bad(self) -> int:
        return len(self.problems)

    def count(self, what: str) -> None:
        """One more row was "added", "changed" or the "same"."""
        if what == "added":
            self.added += 1
        elif what == "changed":
            self.changed += 1
        else:
            self.same += 1

    def lines(self) -> list[str]:
        """Every bad row, in the order of the file, as one line each."""
        ordered = sorted(self.problems, key=lambda problem: problem.line)
        return [
            f"line {problem.line}{f' ({problem.subject})' if problem.subject else ''}: {' '.join(problem.sentences)}"
            for problem in ordered
        ]

    def summary(self) -> str:
        """One sentence for the end of the run."""
        one, many = ("person", "people") if self.kind == "people" else ("child", "children")
        rows = f"{self.rows:,} row{'' if self.rows == 1 else 's'}"
        added = f"{self.added:,} {one if self.added == 1 else many} added"
        return f"{rows}: {added}, {self.changed:,} changed, {self.same:,} as before, {self.bad:,} not loaded."


def shorten(lines: Sequence[str], rest: str) -> list[str]:
    """As many lines as fit a message; `rest` says where the others are."""
    if len(lines) <= MOST_LINES:
        return list(lines)
    return [*lines[:MOST_LINES], f"And {len(lines) - MOST_LINES:,} more: {rest}"]


def policy_leads(tx: Transaction) -> list[str]:
    """Who hears of trouble with the data: the policy lead, else service managers, else managers."""
    for role in (Role.POLICY_LEAD, Role.SERVICE_MANAGER, Role.MANAGER):
        found = [person.slack_id for person in tx.people.with_role(role)]
        if found:
            return found
    return []


def tell(deps: Deps, tx: Transaction, recipient: str, title: str, lines: Sequence[str]) -> None:
    """Owe `recipient` a list; the same list goes out once a week at most, however often the import runs."""
    week = "{}-{}".format(*deps.clock.today().isocalendar()[:2])
    content = hashlib.sha256("\n".join([title, *lines]).encode()).hexdigest()[:20]
    tx.outbox.add(
        MessageKind.IMPORT_PROBLEMS,
        recipient,
        {"title": title, "lines": list(lines)},
        once=f"import:{recipient}:{week}:{content}",
        not_before=routine_time(deps),
    )


def _line_of(problem: Problem) -> str:
    columns = f": look at {', '.join(problem.columns)}" if problem.columns else ": the line can't be read"
    return f"Line {problem.line}, {problem.subject or 'no usable reference'}{columns}"


def tell_of_problems(deps: Deps, report: Report) -> None:
    """Alarm bad rows: the policy lead hears of all, a manager of the children concerned. Ids and columns only."""
    if not report.problems:
        return
    whole = "the full list is in the output of the import."
    with deps.transaction() as tx:
        leads = policy_leads(tx)
        what = "list of people" if report.kind == "people" else "case data"
        title = f"{report.bad:,} of {report.rows:,} rows of the {what} could not be loaded"
        for lead in leads:
            tell(deps, tx, lead, title, shorten([_line_of(problem) for problem in report.problems], whole))
        if report.kind == "people":
            return
        for manager, problems in _by_manager(tx, report.problems).items():
            if manager in leads:
                continue
            lines = shorten([_line_of(problem) for problem in problems], whole)
            lines.append("Until a row is put right, the child is missing here or shown with older data.")
            tell(
                deps, tx, manager, "Some children of your team could not be loaded from the case data", lines
            )


def _by_manager(tx: Transaction, problems: Iterable[Problem]) -> dict[str, list[Problem]]:
    found: dict[str, list[Problem]] = {}
    known: dict[tuple[str | None, str], str | None] = {}
    for problem in problems:
        whom = (problem.worker_id, problem.team)
        if whom == (None, ""):
            continue
        if whom not in known:
            manager = responsible_manager(tx, *whom)
            known[whom] = manager.slack_id if manager is not None else None
        manager_id = known[whom]
        if manager_id is not None:
            found.setdefault(manager_id, []).append(problem)
    return found
