"""Where a question was asked, so that a follow-up in a thread finds the one before it"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("questions", sa.Column("place", sa.String(length=80), nullable=False, server_default=""))
    op.add_column("questions", sa.Column("private", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_index(op.f("ix_questions_place"), "questions", ["place"])


def downgrade() -> None:
    op.drop_index(op.f("ix_questions_place"), "questions")
    op.drop_column("questions", "private")
    op.drop_column("questions", "place")
