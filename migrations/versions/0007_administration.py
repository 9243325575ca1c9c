"""What the installation remembers of its own running: the last time of each task.

Revision 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "administration_mark",
        sa.Column("task", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("task", name=op.f("administration_mark_pkey")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("administration_mark")
