"""Messages: the postman's marks on what goes out, how each person wishes to be told, and reminders.

Revision 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "messages_choice",
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("how", sa.String(length=80), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("messages_choice_pkey")),
    )
    op.create_table(
        "messages_reminder",
        sa.Column("thing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "stage", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["thing_id"], ["kernel_thing.id"], name=op.f("messages_reminder_thing_id_fkey")
        ),
        sa.PrimaryKeyConstraint("thing_id", "since", "stage", name=op.f("messages_reminder_pkey")),
    )
    with op.batch_alter_table("kernel_notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column(
                "tries",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                server_default="0",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("gave_up_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("fault", sa.String(length=80), nullable=True))
        batch_op.create_index("kernel_notice_gave_up_ix", ["gave_up_at"], unique=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("kernel_notice", schema=None) as batch_op:
        batch_op.drop_index("kernel_notice_gave_up_ix")
        batch_op.drop_column("fault")
        batch_op.drop_column("gave_up_at")
        batch_op.drop_column("tries")
        batch_op.drop_column("held_until")

    op.drop_table("messages_reminder")
    op.drop_table("messages_choice")
