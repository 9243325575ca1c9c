"""Messages: text messages that came in with their answers, those refused at the door, and notes on records.

Revision 0018, after 0017.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


KIND = "messages.note"
STATES = ("INTERNAL", "SENT", "ANSWERED")
KNOWN_STATE = sa.table("kernel_state", sa.column("kind", sa.String), sa.column("state", sa.String))


def upgrade() -> None:
    """Forward."""
    op.bulk_insert(KNOWN_STATE, [{"kind": KIND, "state": state} for state in STATES])
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


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("messages_note", schema=None) as batch_op:
        batch_op.drop_index("messages_note_about_ix")

    op.drop_table("messages_note")
    op.drop_table("messages_unsigned")
    with op.batch_alter_table("messages_reply", schema=None) as batch_op:
        batch_op.drop_index("messages_reply_unposted_ix")

    op.drop_table("messages_reply")
    op.execute(KNOWN_STATE.delete().where(KNOWN_STATE.c.kind == KIND))
