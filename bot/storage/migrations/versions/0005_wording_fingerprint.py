"""Which shipped statement an own wording was written for: one from before has to be looked at once"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "wordings", sa.Column("fingerprint", sa.String(length=64), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("wordings", "fingerprint")
