"""The migrations make exactly the tables the code expects, on both databases."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import text

from bot.bootstrap import Deps
from bot.storage.migrate import MIGRATIONS, current, migrate, newest
from bot.storage.tables import Base
from bot.storage.transaction import make_engine


def test_a_migrated_database_has_the_tables_of_the_code(deps: Deps) -> None:
    assert current(deps.engine) == newest()
    with deps.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []


def test_alerts_from_before_keep_their_messages(tmp_path: Path) -> None:
    """A database of the second version: its open alert and the card on its way can still be edited afterwards."""
    engine = make_engine(f"sqlite:///{tmp_path / 'old.db'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        for statement in OLD:
            connection.execute(text(statement))
    migrate(engine)
    with engine.connect() as connection:
        alert = connection.execute(text("select card, closed_by from alerts")).one()
        shown = connection.execute(text("select alert_id, key, kind, recipient from alert_messages")).all()
        asked = connection.execute(text("select place, private from questions")).one()
    engine.dispose()
    assert tuple(alert) == ("alert:7:card:5", None)
    assert [tuple(row) for row in shown] == [(7, "alert:7:card:5", "not_seen_alert", "U0GRACE")]
    assert tuple(asked) == ("", 1)


NOW = "2026-11-23 09:00:00"
OLD = (
    "insert into children (id, reference, initials, household, team, closed) "
    "values (1, 'MP-1', 'K.B.', 'H-1', 'Maple', 0)",
    "insert into outcomes (id, child_id, happened_at, kind, place, by_registered, recorded_by, recorded_at, late, "
    f"imported, tried, not_alone_reason) values (5, 1, '{NOW}', 'no_answer', 'home', 1, 'U0AMINA', '{NOW}', 0, 0, "
    "'[]', '')",
    "insert into alerts (id, child_id, outcome_id, kind, by_policy, status, worker_id, manager_id, opened_at, plan, "
    f"reopened, closed_why) values (7, 1, 5, 'not_seen', 0, 'open', 'U0AMINA', 'U0GRACE', '{NOW}', '[]', 0, '')",
    *(
        "insert into outbox (key, kind, recipient, facts, urgent, status, not_before, marker, attempts, looked, reason, "
        f"created_at) values ('{key}', '{kind}', 'U0GRACE', '{facts}', 1, '{status}', '{NOW}', 'm', 0, 0, '', '{NOW}')"
        for key, kind, facts, status in (
            ("alert:7:card:5", "not_seen_alert", '{"alert_id": 7}', "sent"),
            ("alert:7:card:5:edit:x", "not_seen_alert", '{"alert_id": 7, "edit": "alert:7:card:5"}', "sent"),
            ("alert:8:card:6", "not_seen_alert", '{"alert_id": 8}', "sent"),
            ("alert:7:receipt:5", "not_seen_receipt", '{"alert_id": 7}', "cancelled"),
            ("import:1", "import_problems", '{"title": "x", "lines": []}', "sent"),
        )
    ),
    f"insert into questions (id, person_id, text_sealed, outcome, gap, statement, at) values (1, 'U0AMINA', 'x', "
    f"'answered', 0, '', '{NOW}')",
)
