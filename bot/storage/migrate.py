"""Bring a database to the newest shape."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import InterfaceError, OperationalError

from bot.errors import StorageAway

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 5_270_017  # one migration at a time on PostgreSQL; any fixed number does


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def newest() -> str:
    """The revision this code expects."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current(engine: Engine) -> str:
    """The revision the database has ("" where it is new); StorageAway where it does not answer."""
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() or ""
    except (OperationalError, InterfaceError) as trouble:
        raise StorageAway from trouble


def migrate(engine: Engine) -> tuple[str, str]:
    """Upgrade to the newest revision; returns (before, after). Safe to run from several processes."""
    config = _config()
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        before = MigrationContext.configure(connection).get_current_revision() or ""
        after = newest()
        if before != after:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return before, after
