"""Payments: published lists of rates, statements of the bank and of the host, and how tranches are paid.

Revision 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATES = {
    "funding.rate_list": ("READ", "IMPORTED", "DISCARDED"),
    "funding.statement": ("OPEN", "RECONCILED", "WITHDRAWN"),
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
}
CHECKS = {
    "requested": "requested > 0 AND requested <= amount",
    "accounted": "accounted >= 0 AND accounted <= amount",
}
KNOWN_STATE = sa.table("kernel_state", sa.column("kind", sa.String), sa.column("state", sa.String))


def upgrade() -> None:
    """Forward."""
    known = [{"kind": kind, "state": state} for kind, states in STATES.items() for state in states]
    op.bulk_insert(KNOWN_STATE, known)
    op.create_table(
        "funding_rate_list",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_name", sa.String(length=400), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("unknown", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("funding_rate_list_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_rate_list_pkey")),
    )
    with op.batch_alter_table("funding_rate_list", schema=None) as batch_op:
        batch_op.create_index("funding_rate_list_sha256_ix", ["sha256"], unique=False)

    op.create_table(
        "funding_statement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issuer", sa.String(length=80), nullable=False),
        sa.Column("account", sa.String(length=400), nullable=False),
        sa.Column("number", sa.String(length=400), nullable=False),
        sa.Column("file_name", sa.String(length=400), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=80), nullable=True),
        sa.Column("opening", sa.BigInteger(), nullable=True),
        sa.Column("closing", sa.BigInteger(), nullable=True),
        sa.Column("repeated", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("funding_statement_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_statement_pkey")),
    )
    with op.batch_alter_table("funding_statement", schema=None) as batch_op:
        batch_op.create_index("funding_statement_sha256_ix", ["sha256"], unique=False)

    op.create_table(
        "funding_listed_rate",
        sa.Column("list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("currency", sa.String(length=80), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("per_usd", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["funding_rate_list.id"], name=op.f("funding_listed_rate_list_id_fkey")
        ),
        sa.PrimaryKeyConstraint("list_id", "currency", "effective_on", name=op.f("funding_listed_rate_pkey")),
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
        "funding_statement_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("statement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=80), nullable=False),
        sa.Column("reference", sa.String(length=400), nullable=False),
        sa.Column("voucher", sa.String(length=400), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("account", sa.String(length=400), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("returned", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("explained", sa.String(length=400), nullable=True),
        sa.Column("explained_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount <> 0", name=op.f("funding_statement_line_amount_check")),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["funding_payment.id"], name=op.f("funding_statement_line_payment_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["funding_statement.id"], name=op.f("funding_statement_line_statement_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_statement_line_pkey")),
    )
    with op.batch_alter_table("funding_statement_line", schema=None) as batch_op:
        batch_op.create_index("funding_statement_line_digest_ix", ["digest"], unique=True)
        batch_op.create_index("funding_statement_line_payment_ix", ["payment_id"], unique=False)
        batch_op.create_index("funding_statement_line_statement_ix", ["statement_id"], unique=False)

    with op.batch_alter_table("funding_tranche", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("currency", sa.String(length=80), server_default=sa.text("'USD'"), nullable=False)
        )
        batch_op.add_column(sa.Column("requested", sa.BigInteger(), nullable=True))
        batch_op.add_column(
            sa.Column("accounted", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
        )
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
        batch_op.drop_column("accounted")
        batch_op.drop_column("requested")
        batch_op.drop_column("currency")

    with op.batch_alter_table("funding_statement_line", schema=None) as batch_op:
        batch_op.drop_index("funding_statement_line_statement_ix")
        batch_op.drop_index("funding_statement_line_payment_ix")
        batch_op.drop_index("funding_statement_line_digest_ix")

    op.drop_table("funding_statement_line")
    with op.batch_alter_table("funding_payment", schema=None) as batch_op:
        batch_op.drop_index(
            "funding_payment_standing_ix",
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )
        batch_op.drop_index("funding_payment_number_ix")

    op.drop_table("funding_payment")
    op.drop_table("funding_listed_rate")
    with op.batch_alter_table("funding_statement", schema=None) as batch_op:
        batch_op.drop_index("funding_statement_sha256_ix")

    op.drop_table("funding_statement")
    with op.batch_alter_table("funding_rate_list", schema=None) as batch_op:
        batch_op.drop_index("funding_rate_list_sha256_ix")

    op.drop_table("funding_rate_list")
    for kind, states in STATES.items():
        known = sa.and_(KNOWN_STATE.c.kind == kind, KNOWN_STATE.c.state.in_(states))
        op.execute(sa.delete(KNOWN_STATE).where(known))
