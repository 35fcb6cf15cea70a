"""Which messages show an alert, several alerts on one card, and outcomes that were taken back"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SHOWING = (
    "not_seen_alert",
    "overdue_manager",
    "alert_unacknowledged",
    "not_seen_receipt",
)


def upgrade() -> None:
    op.add_column("alerts", sa.Column("card", sa.String(length=120), nullable=False, server_default=""))
    op.add_column("alerts", sa.Column("closed_by", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_alerts_card"), "alerts", ["card"])
    op.create_table(
        "alert_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_alert_messages_alert_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_messages")),
        sa.UniqueConstraint("alert_id", "key", name=op.f("uq_alert_messages_alert_id")),
    )
    op.create_index(op.f("ix_alert_messages_key"), "alert_messages", ["key"])
    op.add_column("outcomes", sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outcomes", sa.Column("voided_by", sa.String(length=32), nullable=True))
    op.add_column("outcomes", sa.Column("void_why", sa.String(length=40), nullable=False, server_default=""))
    op.add_column("outcomes", sa.Column("replaced_by", sa.Integer(), nullable=True))
    _fill_in()


def _fill_in() -> None:
    """What is on its way or was sent stays editable."""
    connection = op.get_bind()
    alerts = sa.table("alerts", sa.column("id"), sa.column("outcome_id"), sa.column("card"))
    known = set()
    for alert_id, outcome_id in connection.execute(sa.select(alerts.c.id, alerts.c.outcome_id)).all():
        known.add(alert_id)
        card = f"alert:{alert_id}:card:{outcome_id or 0}"
        connection.execute(sa.update(alerts).where(alerts.c.id == alert_id).values(card=card))
    outbox = sa.table(
        "outbox",
        sa.column("id"),
        sa.column("key", sa.String()),
        sa.column("kind", sa.String()),
        sa.column("recipient", sa.String()),
        sa.column("status", sa.String()),
        sa.column("facts", sa.JSON()),
    )
    shown = sa.table(
        "alert_messages", *(sa.column(name) for name in ("alert_id", "key", "kind", "recipient"))
    )
    rows = connection.execute(
        sa.select(outbox.c.key, outbox.c.kind, outbox.c.recipient, outbox.c.facts)
        .where(outbox.c.kind.in_(SHOWING), outbox.c.status != "cancelled")
        .order_by(outbox.c.id)
    ).all()
    for key, kind, recipient, facts in rows:
        if facts.get("alert_id") in known and "edit" not in facts:
            connection.execute(
                sa.insert(shown).values(alert_id=facts["alert_id"], key=key, kind=kind, recipient=recipient)
            )


def downgrade() -> None:
    for column in ("replaced_by", "void_why", "voided_by", "voided_at"):
        op.drop_column("outcomes", column)
    op.drop_index(op.f("ix_alert_messages_key"), "alert_messages")
    op.drop_table("alert_messages")
    op.drop_index(op.f("ix_alerts_card"), "alerts")
    op.drop_column("alerts", "closed_by")
    op.drop_column("alerts", "card")
