"""Tranches: how they are asked for, checked, paid and accounted for; the payments that prove it, and payment runs.

Revision 0020, after 0019.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

STATES = {
    "funding.tranche": (
        "REQUESTED",
        "RETURNED",
        "VERIFIED",
        "CERTIFIED",
        "APPROVED",
        "PROOF_ENTERED",
        "PAID",
        "ACKNOWLEDGED",
        "LIQUIDATED",
        "HELD",
        "RECALLED",
    ),
    "funding.payment_run": ("DRAWN_UP", "SENT", "SETTLED", "CANCELLED"),
}
CHECKS = {
    "requested": "requested > 0 AND requested <= amount",
}
KNOWN_STATE = sa.table("kernel_state", sa.column("kind", sa.String), sa.column("state", sa.String))


def upgrade() -> None:
    """Forward."""
    known = [{"kind": kind, "state": state} for kind, states in STATES.items() for state in states]
    op.bulk_insert(KNOWN_STATE, known)
    op.create_table(
        "funding_payment_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("way", sa.String(length=80), nullable=False),
        sa.Column("pay_on", sa.Date(), nullable=False),
        sa.Column("payer", sa.String(length=400), nullable=False),
        sa.Column("account", sa.String(length=400), nullable=False),
        sa.Column("bic", sa.String(length=400), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("funding_payment_run_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_payment_run_pkey")),
    )
    op.create_table(
        "funding_payment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tranche_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("proof", sa.String(length=400), nullable=False),
        sa.Column("entered_by", sa.String(length=80), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone", sa.String(length=400), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("funding_payment_amount_check")),
        sa.ForeignKeyConstraint(
            ["tranche_id"], ["funding_tranche.id"], name=op.f("funding_payment_tranche_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_payment_pkey")),
    )
    with op.batch_alter_table("funding_payment", schema=None) as batch_op:
        batch_op.create_index("funding_payment_number_ix", ["tranche_id", "number"], unique=True)
        batch_op.create_index(
            "funding_payment_standing_ix",
            ["tranche_id"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )

    op.create_table(
        "funding_run_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tranche_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("payee", sa.String(length=400), nullable=False),
        sa.Column("institution", sa.String(length=400), nullable=False),
        sa.Column("account", sa.String(length=400), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("funding_run_item_amount_check")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["funding_payment_run.id"], name=op.f("funding_run_item_run_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["tranche_id"], ["funding_tranche.id"], name=op.f("funding_run_item_tranche_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_run_item_pkey")),
    )
    with op.batch_alter_table("funding_run_item", schema=None) as batch_op:
        batch_op.create_index(
            "funding_run_item_live_ix",
            ["tranche_id"],
            unique=True,
            sqlite_where=sa.text("live"),
            postgresql_where=sa.text("live"),
        )
        batch_op.create_index("funding_run_item_run_ix", ["run_id"], unique=False)

    with op.batch_alter_table("funding_statement_line", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_index("funding_statement_line_payment_ix", ["payment_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("funding_statement_line_payment_id_fkey"), "funding_payment", ["payment_id"], ["id"]
        )

    with op.batch_alter_table("funding_tranche", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("currency", sa.String(length=80), server_default=sa.text("'USD'"), nullable=False)
        )
        batch_op.add_column(sa.Column("requested", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("received_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("received", sa.BigInteger(), nullable=True))
        for name, text in CHECKS.items():
            batch_op.create_check_constraint(op.f(f"funding_tranche_{name}_check"), text)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("funding_tranche", schema=None) as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(op.f(f"funding_tranche_{name}_check"), type_="check")
        batch_op.drop_column("received")
        batch_op.drop_column("received_on")
        batch_op.drop_column("requested")
        batch_op.drop_column("currency")

    with op.batch_alter_table("funding_statement_line", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("funding_statement_line_payment_id_fkey"), type_="foreignkey")
        batch_op.drop_index("funding_statement_line_payment_ix")
        batch_op.drop_column("payment_id")

    with op.batch_alter_table("funding_run_item", schema=None) as batch_op:
        batch_op.drop_index("funding_run_item_run_ix")
        batch_op.drop_index(
            "funding_run_item_live_ix", sqlite_where=sa.text("live"), postgresql_where=sa.text("live")
        )

    op.drop_table("funding_run_item")
    with op.batch_alter_table("funding_payment", schema=None) as batch_op:
        batch_op.drop_index(
            "funding_payment_standing_ix",
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )
        batch_op.drop_index("funding_payment_number_ix")

    op.drop_table("funding_payment")
    op.drop_table("funding_payment_run")
    for kind, states in STATES.items():
        known = sa.and_(KNOWN_STATE.c.kind == kind, KNOWN_STATE.c.state.in_(states))
        op.execute(sa.delete(KNOWN_STATE).where(known))
