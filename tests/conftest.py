"""Fixtures: dependencies on real databases with a clock that stands still until it is moved."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from bot.bootstrap import Deps, build
from bot.clock import FixedClock
from bot.settings import Settings
from bot.storage.migrate import migrate
from bot.storage.tables import Base
from bot.storage.transaction import make_engine
from knowledge import Knowledge, load_knowledge

POSTGRES = os.environ.get("DOORSTEP_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The shipped knowledge, loaded once."""
    return load_knowledge()


@pytest.fixture
def clock() -> FixedClock:
    """Monday 23 November 2026, 09:00 in London."""
    return FixedClock(MONDAY)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database of our own on PostgreSQL, dropped afterwards; skips aloud where none answers."""
    engine = create_engine(POSTGRES, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2})
    name = f"doorstep_test_{uuid4().hex[:10]}"
    try:
        with engine.connect() as connection:
            connection.execute(text(f'create database "{name}"'))
    except OperationalError:
        pytest.skip(
            "PostgreSQL does not answer at 127.0.0.1:5432 (set DOORSTEP_TEST_POSTGRES to use another one)"
        )
    url = POSTGRES.rsplit("/", 1)[0] + f"/{name}"
    migrated = make_engine(url)
    migrate(migrated)
    migrated.dispose()
    yield url
    with engine.connect() as connection:
        connection.execute(text(f'drop database "{name}" with (force)'))
    engine.dispose()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy from."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each service test runs on SQLite and on PostgreSQL, on empty tables."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("empty_sqlite"), tmp_path / "test.db")
        return f"sqlite:///{tmp_path / 'test.db'}"
    url: str = request.getfixturevalue("postgres_url")
    engine = create_engine(url)
    names = ", ".join(f'"{name}"' for name in Base.metadata.tables)
    with engine.begin() as connection:
        connection.execute(text(f"truncate {names} restart identity cascade"))
    engine.dispose()
    return url


def make_deps(url: str, clock: FixedClock, knowledge: Knowledge, **settings: object) -> Deps:
    """Dependencies on a migrated database."""
    made = Settings(
        _env_file=None,  # type: ignore[call-arg]
        DATABASE_URL=url,
        DOORSTEP_DATA_KEY="AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        DOORSTEP_EDT_PHONE="01452 614758",
        **settings,
    )
    deps = build(made, clock=clock, knowledge=knowledge)
    migrate(deps.engine)
    return deps


@pytest.fixture
def deps(database_url: str, clock: FixedClock, knowledge: Knowledge) -> Iterator[Deps]:
    """Dependencies on an empty, migrated database."""
    made = make_deps(database_url, clock, knowledge)
    yield made
    made.engine.dispose()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Where nothing may be skipped, a skip is a failure (PostgreSQL apart)."""
    if not os.environ.get("DOORSTEP_FAIL_ON_SKIP"):
        return
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if "PostgreSQL" not in str(getattr(report, "longrepr", ""))
    ]
    if skipped:
        terminalreporter.write_line(
            f"{len(skipped)} test(s) were skipped where nothing may be missing.", red=True
        )


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if not os.environ.get("DOORSTEP_FAIL_ON_SKIP") or exitstatus != 0:
        return
    reporter = session.config.pluginmanager.getplugin("terminalreporter")
    skipped = [
        report
        for report in (reporter.stats.get("skipped", []) if reporter else [])
        if "PostgreSQL" not in str(getattr(report, "longrepr", ""))
    ]
    if skipped:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
