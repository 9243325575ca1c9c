"""Agreements keep all that they say, and awards are amended.

Revision 0021, after 0020.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KIND = "funding.amendment"
STATES = ("PROPOSED", "APPROVED", "SIGNED_BY_GRANTEE", "IN_FORCE", "REJECTED", "WITHDRAWN")
KNOWN_STATE = sa.table("kernel_state", sa.column("kind", sa.String), sa.column("state", sa.String))


def upgrade() -> None:
    """Forward."""
    op.bulk_insert(KNOWN_STATE, [{"kind": KIND, "state": state} for state in STATES])
    op.create_table(
        "funding_amendment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sort", sa.String(length=80), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("moved", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["award_id"], ["funding_award.id"], name=op.f("funding_amendment_award_id_fkey")
        ),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("funding_amendment_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_amendment_pkey")),
    )
    with op.batch_alter_table("funding_amendment", schema=None) as batch_op:
        batch_op.create_index("funding_amendment_award_ix", ["award_id"], unique=False)

    op.execute("UPDATE funding_agreement SET digest = '' WHERE digest IS NULL")
    with op.batch_alter_table("funding_agreement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("content", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.alter_column("digest", existing_type=sa.VARCHAR(length=64), nullable=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("funding_agreement", schema=None) as batch_op:
        batch_op.alter_column("digest", existing_type=sa.VARCHAR(length=64), nullable=True)
        batch_op.drop_column("content")

    with op.batch_alter_table("funding_amendment", schema=None) as batch_op:
        batch_op.drop_index("funding_amendment_award_ix")

    op.drop_table("funding_amendment")
    op.execute(sa.delete(KNOWN_STATE).where(KNOWN_STATE.c.kind == KIND))
