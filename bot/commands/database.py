"""Commands about the database and the installation."""

from __future__ import annotations

import json

import click

from bot.commands.context import give_up, open_deps, open_settings


@click.command()
@click.pass_context
def migrate(ctx: click.Context) -> None:
    """Bring the database up to date. Safe to run at every deployment."""
    from bot.storage.migrate import migrate as upgrade
    from bot.storage.transaction import make_engine

    before, after = upgrade(make_engine(open_settings().database_url))
    if before == after:
        click.echo(f"The database is up to date (revision {after}).")
    else:
        click.echo(f"The database was brought from {before or 'nothing'} to revision {after}.")


@click.command()
@click.pass_context
def demo(ctx: click.Context) -> None:
    """Load the fictional demo team. Refused beside Slack tokens: demo children never mix with real ones."""
    settings = open_settings()
    if settings.has_tokens:
        give_up(
            "The demo team is not loaded.", ["Slack tokens are set: this installation is for real children."]
        )
    from bot.errors import BotError
    from bot.services.demo import load_demo

    try:
        load_demo(open_deps(ctx))
    except BotError as trouble:
        give_up("The demo team is not loaded.", [trouble.sentence])
    click.echo("The demo team is loaded. Start the playground with `python -m bot`.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, for monitoring.")
@click.option("--without-jobs", is_flag=True, help="Don't expect a worker to be running.")
@click.pass_context
def status(ctx: click.Context, as_json: bool, without_jobs: bool) -> None:
    """Say what is alive and what is stuck. Ends with exit code 1 where something needs a person."""
    from bot.services.health import health

    path = open_settings().sqlite_path
    if path is not None and not path.exists():
        give_up(
            "There is nothing to look at yet.", [f"No database at {path}: run `python -m bot migrate` first."]
        )
    deps = open_deps(ctx, migrated=False)
    found = health(deps, expect_beats=not without_jobs)
    if as_json:
        click.echo(
            json.dumps({"ok": found.ok, "problems": found.problems, **found.facts}, indent=2, default=str)
        )
    else:
        click.echo("All is well." if found.ok else "Something needs you:")
        for problem in found.problems:
            click.echo(f"  - {problem}")
        for name, value in found.facts.items():
            click.echo(f"{name.replace('_', ' ')}: {json.dumps(value, default=str)}")
    ctx.exit(0 if found.ok else 1)


@click.command()
def key() -> None:
    """Make a data key. Keep it outside the database, and keep a copy: without it, notes can't be read again."""
    from bot.cipher import new_key

    click.echo(new_key())
