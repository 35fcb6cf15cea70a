"""What commands share: settings, dependencies, and how trouble is told."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from bot.bootstrap import Deps
    from bot.settings import Settings


def give_up(title: str, lines: list[str]) -> NoReturn:
    """Say what is wrong and how to put it right, and end with exit code 2."""
    click.echo(title, err=True)
    for line in lines:
        click.echo(f"  - {line}", err=True)
    sys.exit(2)


def open_settings() -> Settings:
    """The settings, or a list of what is wrong with them."""
    from bot.settings import SettingsProblem, load_settings

    try:
        return load_settings()
    except SettingsProblem as trouble:
        give_up("These settings need putting right (see .env.example):", trouble.problems)


def assemble(settings: Settings, **replacements: object) -> Deps:
    """Dependencies from settings, or a list of what can't be loaded."""
    from bot.bootstrap import build
    from knowledge.guidance.files import DataError
    from knowledge.local import LocalSettingsProblem
    from knowledge.strict_yaml import PackError

    try:
        return build(settings, **replacements)  # type: ignore[arg-type]
    except LocalSettingsProblem as trouble:
        give_up("The local settings need putting right:", trouble.problems)
    except PackError as trouble:
        give_up("A policy pack can't be trusted:", str(trouble).splitlines())
    except DataError as trouble:
        give_up("The guidance can't be loaded:", [str(trouble)])
    except OSError as trouble:
        give_up("DATABASE_URL names a place that can't be used:", [f"{trouble.strerror}: {trouble.filename}"])


def open_deps(ctx: click.Context, *, migrated: bool = True) -> Deps:
    """Dependencies for a command that works on the database; brings it up to date first."""
    deps: Deps | None = ctx.obj.get("deps") if isinstance(ctx.obj, dict) else None
    if deps is None:
        deps = assemble(open_settings())
    if migrated:
        bring_up_to_date(deps)
    return deps


def bring_up_to_date(deps: Deps) -> None:
    """Migrate, or say in a sentence why the database can't be used."""
    from sqlalchemy.exc import InterfaceError, OperationalError

    from bot.storage.migrate import migrate

    try:
        migrate(deps.engine)
    except (OperationalError, InterfaceError) as trouble:
        reason = str(trouble.orig).strip().splitlines()[0] if trouble.orig else type(trouble).__name__
        give_up("The database can't be used:", [f"DATABASE_URL: {reason}"])
