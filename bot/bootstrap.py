"""The one assembler: settings become the dependencies that services are handed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from bot.cipher import Cipher, cipher_for
from bot.clock import Clock, SystemClock
from bot.settings import Settings
from bot.storage.transaction import TransactionFactory, make_engine, transactions
from knowledge import Knowledge, load_knowledge


@dataclass(frozen=True)
class Deps:
    """What services and edges need. `wake` nudges the sender when a message was put into the outbox.

    `reach` is called by tests at named boundaries (before and after commits and posts); it does nothing.
    """

    settings: Settings
    clock: Clock
    knowledge: Knowledge
    transaction: TransactionFactory
    engine: Engine
    cipher: Cipher
    wake: Callable[[], None] = field(default=lambda: None)
    reach: Callable[[str], None] = field(default=lambda point: None)
    key_file_made: Path | None = None


def build(settings: Settings, *, clock: Clock | None = None, **replacements: Any) -> Deps:
    """Put the dependencies together; `replacements` stand in for any of them in tests."""
    clock = clock or SystemClock()
    engine = replacements.pop("engine", None) or make_engine(settings.database_url)
    cipher, made = cipher_for(settings.data_key, settings.sqlite_path)
    knowledge = replacements.pop("knowledge", None) or load_knowledge(
        policies_dir=settings.policies_dir,
        documents=settings.documents_dir,
        index_path=settings.index_path,
        local_file=settings.local_file,
        keep=settings.cache_dir,
    )
    return Deps(
        settings=settings,
        clock=clock,
        knowledge=knowledge,
        transaction=transactions(engine, cipher, clock),
        engine=engine,
        cipher=cipher,
        key_file_made=made,
        **replacements,
    )
