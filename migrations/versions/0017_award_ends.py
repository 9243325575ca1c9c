"""The end of an award: settlements of what is advanced, the co-signing body, and the states of closing.

Revision 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KIND = "funding.award"
STATES = ("ENDED", "COMPLETED", "CLOSING", "CLOSE_CONFIRMED", "CLOSED", "REOPENING")
KNOWN_STATE = sa.table("kernel_state", sa.column("kind", sa.String), sa.column("state", sa.String))


def upgrade() -> None:
    """Forward."""
    op.bulk_insert(KNOWN_STATE, [{"kind": KIND, "state": state} for state in STATES])
    op.create_table(
        "funding_settlement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("proof", sa.String(length=400), nullable=True),
        sa.Column("entered_by", sa.String(length=80), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("funding_settlement_amount_check")),
        sa.ForeignKeyConstraint(
            ["award_id"], ["funding_award.id"], name=op.f("funding_settlement_award_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_settlement_pkey")),
    )
    with op.batch_alter_table("funding_settlement", schema=None) as batch_op:
        batch_op.create_index("funding_settlement_award_ix", ["award_id", "id"], unique=False)

    with op.batch_alter_table("funding_award", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("co_signer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(
            batch_op.f("funding_award_co_signer_id_fkey"), "parties_party", ["co_signer_id"], ["id"]
        )


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("funding_award", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("funding_award_co_signer_id_fkey"), type_="foreignkey")
        batch_op.drop_column("co_signer_id")

    with op.batch_alter_table("funding_settlement", schema=None) as batch_op:
        batch_op.drop_index("funding_settlement_award_ix")

    op.drop_table("funding_settlement")
    known = sa.and_(KNOWN_STATE.c.kind == KIND, KNOWN_STATE.c.state.in_(STATES))
    op.execute(sa.delete(KNOWN_STATE).where(known))
