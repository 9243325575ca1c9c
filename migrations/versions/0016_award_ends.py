"""The second half of an award: the text of its agreement, the co-signing body, amendments, and its closing.

Revision 0016, after 0014.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None

STATES = {
    "funding.award": ("ENDED", "COMPLETED", "CLOSING", "CLOSE_CONFIRMED", "CLOSED", "REOPENING"),
    "funding.amendment": ("PROPOSED", "APPROVED", "SIGNED_BY_GRANTEE", "IN_FORCE", "REJECTED", "WITHDRAWN"),
}
KNOWN_STATE = sa.table("kernel_state", sa.column("kind", sa.String), sa.column("state", sa.String))


def upgrade() -> None:
    """Forward."""
    known = [{"kind": kind, "state": state} for kind, states in STATES.items() for state in states]
    op.bulk_insert(KNOWN_STATE, known)
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

    op.execute("UPDATE funding_agreement SET digest = '' WHERE digest IS NULL")
    with op.batch_alter_table("funding_agreement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("content", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.alter_column("digest", existing_type=sa.VARCHAR(length=64), nullable=False)

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

    with op.batch_alter_table("funding_agreement", schema=None) as batch_op:
        batch_op.alter_column("digest", existing_type=sa.VARCHAR(length=64), nullable=True)
        batch_op.drop_column("content")

    with op.batch_alter_table("funding_settlement", schema=None) as batch_op:
        batch_op.drop_index("funding_settlement_award_ix")

    op.drop_table("funding_settlement")
    with op.batch_alter_table("funding_amendment", schema=None) as batch_op:
        batch_op.drop_index("funding_amendment_award_ix")

    op.drop_table("funding_amendment")
    for kind, states in STATES.items():
        known = sa.and_(KNOWN_STATE.c.kind == kind, KNOWN_STATE.c.state.in_(states))
        op.execute(sa.delete(KNOWN_STATE).where(known))
