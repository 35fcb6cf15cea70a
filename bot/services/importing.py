"""Import people and the caseload from CSV files of the authority's systems (docs/imports.md).

Good rows load, bad rows are listed by line and alarmed, and the same file can be imported again and again.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.bootstrap import Deps
from bot.domain.children import Child
from bot.errors import BotError, InvalidInput
from bot.services.access import responsible_manager
from bot.services.import_caseload import CaseRow, Known, read_caseload
from bot.services.import_children import Batch, store_batch
from bot.services.import_columns import CASELOAD, PEOPLE
from bot.services.import_overdue import list_overdue
from bot.services.import_people import store_people
from bot.services.import_report import (
    Problem,
    Progress,
    Report,
    policy_leads,
    shorten,
    tell,
    tell_of_problems,
)
from bot.services.import_table import Columns, Table, read_file, read_table, refuse

BATCH = 200
Source = Path | tuple[str, bytes]


def _quietly(done: int, of: int) -> None:
    """No progress is shown."""


def _read(deps: Deps, source: Source, columns: Columns, what: str) -> Table:
    """The file's rows; a file that can't be used at all is alarmed, because nobody may be watching."""
    try:
        name, data = read_file(source) if isinstance(source, Path) else source
        return read_table(name, data, columns)
    except InvalidInput as trouble:
        with deps.transaction() as tx:
            for lead in policy_leads(tx):
                tell(
                    deps, tx, lead, f"The file with the {what} could not be used", [_without_values(trouble)]
                )
        deps.wake()
        raise


def _without_values(trouble: InvalidInput) -> str:
    """For a message: the first sentence, which names the file and what is wrong with it."""
    return trouble.sentence.split(". ")[0].rstrip(".") + ". Nothing was changed."


def _remember(deps: Deps, report: Report, at: datetime) -> None:
    """Note the run; a file without a good row does not make the data any younger."""
    name = f"{report.kind}_import"
    with deps.transaction() as tx:
        before = tx.state.get(name)
        if report.good or before:
            when = at.isoformat() if report.good else before["at"]
            tx.state.set(name, {"at": when, "good": report.good, "bad": report.bad})
        tx.audit.add("import", f"import.{report.kind}", report.name[:60], good=report.good, bad=report.bad)


def _remark_on_columns(table: Table, report: Report) -> None:
    if table.ignored:
        names = ", ".join(table.ignored)
        report.notes.append(f"Columns that are not used, and were not read: {names[:400]}.")


def import_people(deps: Deps, source: Source, progress: Progress = _quietly) -> Report:
    """Load the list of people; InvalidInput where the file as a whole can't be used."""
    at = deps.clock.now()
    table = _read(deps, source, PEOPLE, "list of people")
    report = Report("people", table.name, rows=len(table.rows))
    _remark_on_columns(table, report)
    store_people(deps, table, report, progress)
    _remember(deps, report, at)
    tell_of_problems(deps, report)
    deps.wake()
    return report


def import_caseload(deps: Deps, source: Source, progress: Progress = _quietly) -> Report:
    """Load children, their plans and last visits, and work out their dates; InvalidInput where nothing can be used."""
    at = deps.clock.now()
    table = _read(deps, source, CASELOAD, "case data")
    report = Report("caseload", table.name, rows=len(table.rows))
    _remark_on_columns(table, report)
    with deps.transaction(reading=True) as tx:
        people = {person.slack_id: person for person in tx.people.all_active()}
        children = {child.reference.lower(): child for child in tx.children.all_open()}
    if deps.settings.policy not in deps.knowledge.rules.policies:
        raise refuse(
            f"DOORSTEP_POLICY is {deps.settings.policy}, which isn't loaded: no date could be worked out."
        )
    if not people:
        raise refuse("No people are on the list yet. Import them first: doorstep import people FILE.csv")
    cases, problems = read_caseload(table, Known(people, children, deps.clock.today()))
    report.problems.extend(problems)
    past = _store(
        deps, cases, {reference: child.id for reference, child in children.items()}, report, progress
    )
    report.start_overdue = list_overdue(deps, past, at)
    named = {row.cells.get("reference", "").lower() for row in table.rows}
    missing = [child for reference, child in children.items() if reference not in named]
    if report.good:
        _tell_of_missing(deps, missing, report)
    _remember(deps, report, at)
    tell_of_problems(deps, report)
    deps.wake()
    return report


def _store(
    deps: Deps, cases: list[CaseRow], ids: dict[str, int], report: Report, progress: Progress
) -> list[int]:
    """Store the rows batch by batch; returns the children whose date is past."""
    past: list[int] = []
    for start in range(0, len(cases), BATCH):
        for batch in _stored(deps, cases[start : start + BATCH], ids, report.problems):
            batch.add_to(report, past)
        progress(min(start + BATCH, len(cases)), len(cases))
    return past


def _stored(deps: Deps, rows: list[CaseRow], ids: dict[str, int], problems: list[Problem]) -> list[Batch]:
    """One batch; where a row in it can't be stored, row by row, so that it keeps no other out."""
    try:
        return [store_batch(deps, rows, ids)]
    except (BotError, ValueError) as trouble:
        if len(rows) > 1:
            return [batch for row in rows for batch in _stored(deps, [row], ids, problems)]
        row = rows[0]
        why = (
            trouble.sentence
            if isinstance(trouble, BotError)
            else "The rules can't make sense of this row's facts."
        )
        problems.append(Problem(row.line, row.reference, ("plans",), (why,), row.worker_id, row.team))
        return []


def _tell_of_missing(deps: Deps, missing: list[Child], report: Report) -> None:
    """A child whom the file doesn't name stays open: the manager is asked, nobody is closed by a file."""
    if not missing:
        return
    report.missing = sorted(child.reference for child in missing)
    with deps.transaction() as tx:
        by_manager: dict[str, list[str]] = {}
        for child in missing:
            manager = responsible_manager(tx, child.worker_id, child.team)
            if manager is not None:
                by_manager.setdefault(manager.slack_id, []).append(child.label)
        for manager_id, labels in by_manager.items():
            lines = shorten(sorted(labels), "the full list is in the output of the import.")
            lines.append(
                "They stay open here, with their dates. If a plan has ended, have it entered as ended."
            )
            title = "Children of your team who are not in the newest case data"
            tell(deps, tx, manager_id, title, lines)


__all__ = ["Report", "Source", "import_caseload", "import_people"]
