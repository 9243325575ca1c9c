"""The auditor's desk: bundles.

Revision 0015, after 0011.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0011"
branch_labels = None
depends_on = None

STATES = {"audit.bundle": ("ASKED", "READY", "FAILED")}
KNOWN_STATE = sa.table("kernel_state", sa.column("kind", sa.String), sa.column("state", sa.String))


def upgrade() -> None:
    """Forward."""
    known = [{"kind": kind, "state": state} for kind, states in STATES.items() for state in states]
    op.bulk_insert(KNOWN_STATE, known)
    op.create_table(
        "audit_bundle",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("facts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("rows", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("documents", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("audit_bundle_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_bundle_pkey")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("audit_bundle")
    op.execute(sa.delete(KNOWN_STATE).where(KNOWN_STATE.c.kind.in_(STATES)))
