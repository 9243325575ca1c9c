"""Payments: published lists of rates, statements of the bank and of the host.

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
        sa.Column("explained", sa.String(length=400), nullable=True),
        sa.Column("explained_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount <> 0", name=op.f("funding_statement_line_amount_check")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["funding_statement.id"], name=op.f("funding_statement_line_statement_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_statement_line_pkey")),
    )
    with op.batch_alter_table("funding_statement_line", schema=None) as batch_op:
        batch_op.create_index("funding_statement_line_digest_ix", ["digest"], unique=True)
        batch_op.create_index("funding_statement_line_statement_ix", ["statement_id"], unique=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("funding_statement_line", schema=None) as batch_op:
        batch_op.drop_index("funding_statement_line_statement_ix")
        batch_op.drop_index("funding_statement_line_digest_ix")

    op.drop_table("funding_statement_line")
    op.drop_table("funding_listed_rate")
    with op.batch_alter_table("funding_statement", schema=None) as batch_op:
        batch_op.drop_index("funding_statement_sha256_ix")

    op.drop_table("funding_statement")
    with op.batch_alter_table("funding_rate_list", schema=None) as batch_op:
        batch_op.drop_index("funding_rate_list_sha256_ix")

    op.drop_table("funding_rate_list")
    op.execute(sa.delete(KNOWN_STATE).where(KNOWN_STATE.c.kind.in_(STATES)))
