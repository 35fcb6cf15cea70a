"""Engine, and the one way to the tables: `transaction()` commits on a clean exit, else rolls back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from bot.cipher import Cipher
from bot.clock import Clock
from bot.errors import StorageAway
from bot.storage.alerts import Alerts
from bot.storage.audit import Audit
from bot.storage.children import Children
from bot.storage.due import DueDates
from bot.storage.inbox import Inbox
from bot.storage.outbox import Outbox
from bot.storage.people import People
from bot.storage.questions import Questions
from bot.storage.runs import Runs
from bot.storage.state import State
from bot.storage.visits import Visits
from bot.storage.wordings import Wordings


class Transaction:
    """The tables, one small class per aggregate, inside one database transaction."""

    def __init__(self, session: Session, cipher: Cipher, clock: Clock) -> None:
        self.session = session
        self.people = People(session)
        self.children = Children(session, cipher)
        self.visits = Visits(session, cipher)
        self.due = DueDates(session)
        self.alerts = Alerts(session)
        self.runs = Runs(session, cipher)
        self.inbox = Inbox(session, cipher)
        self.outbox = Outbox(session, clock)
        self.questions = Questions(session, cipher)
        self.wordings = Wordings(session)
        self.audit = Audit(session, clock)
        self.state = State(session, clock)

    def flush(self) -> None:
        """Send what is pending to the database, so that ids exist and constraints speak."""
        self.session.flush()


TransactionFactory = Callable[..., AbstractContextManager[Transaction]]


def make_engine(url: str) -> Engine:
    """An engine for SQLite (WAL, full sync, our own BEGIN) or PostgreSQL (short lock and idle time-outs)."""
    if url.startswith("sqlite"):
        options: dict[str, Any] = {
            "hide_parameters": True,
            "connect_args": {"check_same_thread": False, "timeout": 10},
        }
        name = url.removeprefix("sqlite:///")
        if name in ("", ":memory:"):
            options["poolclass"] = StaticPool
        else:
            Path(name.split("?", 1)[0]).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, **options)
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
        return engine
    settings = "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000"
    return create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=10,
        connect_args={"options": settings, "connect_timeout": 5, "keepalives_idle": 30},
    )


def _sqlite_connect(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late for read-then-write
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    # IMMEDIATE: a reader that turns writer in a deferred transaction fails at once, busy timeout or not.
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def transactions(engine: Engine, cipher: Cipher, clock: Clock) -> TransactionFactory:
    """The factory services use: `with deps.transaction() as tx`, or `transaction(reading=True)`."""

    @contextmanager
    def transaction(*, reading: bool = False) -> Iterator[Transaction]:
        with Session(engine, expire_on_commit=False) as session:
            try:
                session.connection(execution_options={"reading": reading})
                yield Transaction(session, cipher, clock)
                session.commit()
            except (OperationalError, InterfaceError) as trouble:
                session.rollback()
                raise StorageAway from trouble
            except BaseException:
                session.rollback()
                raise

    return transaction
