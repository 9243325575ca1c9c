"""Messages: the postman's marks on what goes out, how each person wishes to be told, reminders, SMS and notes.

Revision 0014, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0008"
branch_labels = None
depends_on = None


KIND = "messages.note"
STATES = ("INTERNAL", "SENT", "ANSWERED")
KNOWN_STATE = sa.table("kernel_state", sa.column("kind", sa.String), sa.column("state", sa.String))


def upgrade() -> None:
    """Forward."""
    op.bulk_insert(KNOWN_STATE, [{"kind": KIND, "state": state} for state in STATES])
    op.create_table(
        "messages_choice",
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("how", sa.String(length=80), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("messages_choice_pkey")),
    )
    op.create_table(
        "messages_reply",
        sa.Column("provider_id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=400), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=80), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "tries", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False
        ),
        sa.Column("gave_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("messages_reply_pkey")),
        sa.UniqueConstraint("provider_id", name=op.f("messages_reply_provider_id_key")),
    )
    with op.batch_alter_table("messages_reply", schema=None) as batch_op:
        batch_op.create_index("messages_reply_unposted_ix", ["posted_at", "id"], unique=False)

    op.create_table(
        "messages_unsigned",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("why", sa.String(length=80), nullable=False),
        sa.Column("count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("day", "why", name=op.f("messages_unsigned_pkey")),
    )
    op.create_table(
        "messages_note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("about_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["about_id"], ["kernel_thing.id"], name=op.f("messages_note_about_id_fkey")),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("messages_note_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("messages_note_pkey")),
    )
    with op.batch_alter_table("messages_note", schema=None) as batch_op:
        batch_op.create_index("messages_note_about_ix", ["about_id"], unique=False)

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
    with op.batch_alter_table("messages_note", schema=None) as batch_op:
        batch_op.drop_index("messages_note_about_ix")

    op.drop_table("messages_note")
    op.drop_table("messages_unsigned")
    with op.batch_alter_table("messages_reply", schema=None) as batch_op:
        batch_op.drop_index("messages_reply_unposted_ix")

    op.drop_table("messages_reply")
    op.drop_table("messages_choice")
    op.execute(KNOWN_STATE.delete().where(KNOWN_STATE.c.kind == KIND))
