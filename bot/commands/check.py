"""`check`: look over the policy packs and list every problem at once."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("check")
@click.option(
    "--policies",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with your authority's own packs, beside the ones that ship.",
)
@click.option("--as-of", "as_of", help="The day to check for (year-month-day); today if left out.")
def check(policies: Path | None, as_of: str | None) -> None:
    """Check the policy packs and the calendar of holidays.

    A pack that cannot be trusted is named with file, key and cure. Softer problems are listed all at once:
    gaps between versions, cases that can never be used, readings nothing rests on, figures that differ.
    Ends with 1 where there is anything to put right.
    """
    from bot.clock import SystemClock
    from bot.commands.due import a_date
    from knowledge.check import check as check_book
    from knowledge.rules import load_rules
    from knowledge.strict_yaml import PackError

    today = a_date(as_of, "--as-of") if as_of else SystemClock().today()
    try:
        book = load_rules((policies,) if policies else ())
    except PackError as error:
        raise click.ClickException(str(error)) from None
    issues = check_book(book, today)
    for issue in issues:
        click.echo(str(issue))
    rules = sum(len(p.rules) for p in book.policies.values())
    click.echo(f"{len(book.policies)} packs, {rules} rules, {len(issues)} to put right.")
    if issues:
        raise SystemExit(1)
