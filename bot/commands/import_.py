"""Import people and the caseload from CSV files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.services.importing import Report


@click.group("import")
def import_() -> None:
    """Load people, then the caseload, from CSV files. Both can be repeated; docs/imports.md has the columns."""


def _progress(done: int, of: int) -> None:
    """On a terminal one line that is written over; in a log a line for each tenth."""
    if sys.stderr.isatty():
        click.echo(f"\r{done:,} of {of:,} rows stored", err=True, nl=done >= of)
    elif done >= of or done * 10 // of > max(done - 200, 0) * 10 // of:
        click.echo(f"{done:,} of {of:,} rows stored", err=True)


def _finish(ctx: click.Context, report: Report) -> None:
    for line in report.lines():
        click.echo(line)
    for note in report.notes:
        click.echo(f"note: {note}")
    if report.missing:
        names = ", ".join(report.missing)
        click.echo(
            f"note: Known here, but not in this file ({len(report.missing):,}); they stay open: {names}"
        )
    if report.start_overdue:
        who = "child starts" if report.start_overdue == 1 else "children start"
        click.echo(f"note: {report.start_overdue:,} {who} overdue: one list for each worker and manager.")
    click.echo(report.summary())
    if report.bad:
        click.echo(
            "The rows named above were not loaded; everything else was. Put them right and import again."
        )
    ctx.exit(1 if report.bad else 0)


@import_.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_context
def people(ctx: click.Context, file: Path) -> None:
    """Load who uses Doorstep: Slack id, name, role, registered or not, team, manager, deputy, phone.

    Ends with 0 where every row was loaded, 1 where rows were bad (each is listed by its line), 2 where the file
    can't be used at all.
    """
    from bot.commands.context import give_up, open_deps
    from bot.errors import InvalidInput
    from bot.services.importing import import_people

    deps = open_deps(ctx)
    try:
        report = import_people(deps, file, _progress)
    except InvalidInput as trouble:
        give_up("The list of people was not imported:", [trouble.sentence])
    _finish(ctx, report)


@import_.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_context
def caseload(ctx: click.Context, file: Path) -> None:
    """Load children by reference and initials, with plans, key dates and last visits, and work out what is due.

    Import people first. Ends with 0 where every row was loaded, 1 where rows were bad (each is listed by its
    line), 2 where the file can't be used at all. Children who are missing from the file stay open.
    """
    from bot.commands.context import give_up, open_deps
    from bot.errors import InvalidInput
    from bot.services.importing import import_caseload

    deps = open_deps(ctx)
    try:
        report = import_caseload(deps, file, _progress)
    except InvalidInput as trouble:
        give_up("The caseload was not imported:", [trouble.sentence])
    _finish(ctx, report)
