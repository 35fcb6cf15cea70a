"""`check`: look over the policy packs and list every problem at once."""

from __future__ import annotations

from pathlib import Path

import click


def _of_index(index_path: Path, policies: Path | None) -> list[str]:
    """What is wrong with the index of originals: files left out, each with its sentence, or an index out of date."""
    from knowledge.guidance import DataError
    from knowledge.guidance.library import is_outdated, refused_in

    try:
        refused = refused_in(index_path)
        outdated = is_outdated(index_path, (policies,) if policies else ())
    except DataError as error:
        return [str(error)]
    old = f"{index_path.name} was made before Doorstep's own words for things changed. Run `doorstep index` again."
    return [f"refused: {why}" for _, why in refused] + ([old] if outdated else [])


@click.command("check")
@click.option(
    "--policies",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with your authority's own packs, beside the ones that ship.",
)
@click.option(
    "--index",
    "index_path",
    envvar="DOORSTEP_INDEX",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("var/originals.index"),
    show_default=True,
    help="The index of originals: files that it had to leave out are named.",
)
@click.option("--as-of", "as_of", help="The day to check for (year-month-day); today if left out.")
def check(policies: Path | None, index_path: Path, as_of: str | None) -> None:
    """Check the policy packs and the calendar of holidays.

    A pack that cannot be trusted is named with file, key and cure. Softer problems are listed all at once:
    gaps between versions, cases that can never be used, readings nothing rests on, figures that differ, original
    documents that could not be read.
    Ends with 1 where there is anything to put right.
    """
    from bot.clock import SystemClock
    from bot.commands.due_input import Typed
    from knowledge.check import check as check_book
    from knowledge.guidance.urgent import unreviewed_in
    from knowledge.rules import load_rules
    from knowledge.strict_yaml import PackError

    today = Typed().day(as_of, "--as-of") if as_of else SystemClock().today()
    try:
        book = load_rules((policies,) if policies else ())
    except PackError as error:
        raise click.ClickException(str(error)) from None
    issues = [str(issue) for issue in check_book(book, today)] + _of_index(index_path, policies)
    for issue in issues:
        click.echo(issue)
    unread = unreviewed_in(policies)
    if unread:
        click.echo(
            f"Note: nobody has signed these emergency cards yet (`reviewed` in urgent.yaml): {', '.join(unread)}."
        )
    rules = sum(len(p.rules) for p in book.policies.values())
    click.echo(f"{len(book.policies)} packs, {rules} rules, {len(issues)} to put right.")
    if issues:
        raise SystemExit(1)
