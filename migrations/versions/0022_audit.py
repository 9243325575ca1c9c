"""The auditor's desk: engagements, samples with their items, findings, bundles.

Revision 0022, after 0021.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

STATES = {
    "audit.engagement": ("PLANNED", "OPEN", "CLOSED", "CANCELLED"),
    "audit.sample": ("DRAWN", "DONE"),
    "audit.finding": ("RAISED", "ANSWERED", "AGREED", "DONE", "CLOSED", "WITHDRAWN"),
    "audit.bundle": ("ASKED", "READY", "FAILED"),
}
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
    op.create_table(
        "audit_engagement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("basis", sa.String(length=80), nullable=False),
        sa.Column("scope_kind", sa.String(length=80), nullable=False),
        sa.Column("scope_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part", sa.String(length=400), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("looks_from", sa.Date(), nullable=True),
        sa.Column("looks_until", sa.Date(), nullable=True),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.CheckConstraint("opens_on <= closes_on", name=op.f("audit_engagement_days_check")),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("audit_engagement_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_engagement_pkey")),
    )
    op.create_table(
        "audit_sample",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("engagement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("population", sa.String(length=80), nullable=False),
        sa.Column("method", sa.String(length=80), nullable=False),
        sa.Column("seed", sa.String(length=80), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bounds", sa.JSON(), nullable=False),
        sa.Column("sizes", sa.JSON(), nullable=False),
        sa.Column("looks_from", sa.Date(), nullable=True),
        sa.Column("looks_until", sa.Date(), nullable=True),
        sa.Column("population_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("population_amount", sa.BigInteger(), nullable=False),
        sa.Column("population_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["audit_engagement.id"], name=op.f("audit_sample_engagement_id_fkey")
        ),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("audit_sample_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_sample_pkey")),
    )
    with op.batch_alter_table("audit_sample", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("audit_sample_engagement_id_ix"), ["engagement_id"], unique=False)

    op.create_table(
        "audit_finding",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("engagement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("grade", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recommendation", sa.Text(), nullable=False),
        sa.Column("questioned", sa.BigInteger(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("response", sa.Text(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("owner", sa.String(length=400), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("questioned >= 0", name=op.f("audit_finding_questioned_check")),
        sa.ForeignKeyConstraint(["award_id"], ["funding_award.id"], name=op.f("audit_finding_award_id_fkey")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["audit_engagement.id"], name=op.f("audit_finding_engagement_id_fkey")
        ),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("audit_finding_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_finding_pkey")),
    )
    with op.batch_alter_table("audit_finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("audit_finding_award_id_ix"), ["award_id"], unique=False)
        batch_op.create_index(batch_op.f("audit_finding_engagement_id_ix"), ["engagement_id"], unique=False)

    op.create_table(
        "audit_sample_item",
        sa.Column("sample_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("hits", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stratum", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticks", sa.JSON(), nullable=False),
        sa.Column("result", sa.String(length=80), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.CheckConstraint("hits > 0", name=op.f("audit_sample_item_hits_check")),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["audit_sample.id"], name=op.f("audit_sample_item_sample_id_fkey")
        ),
        sa.PrimaryKeyConstraint("sample_id", "number", name=op.f("audit_sample_item_pkey")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("audit_sample_item")
    with op.batch_alter_table("audit_finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("audit_finding_engagement_id_ix"))
        batch_op.drop_index(batch_op.f("audit_finding_award_id_ix"))

    op.drop_table("audit_finding")
    with op.batch_alter_table("audit_sample", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("audit_sample_engagement_id_ix"))

    op.drop_table("audit_sample")
    op.drop_table("audit_engagement")
    op.drop_table("audit_bundle")
    op.execute(sa.delete(KNOWN_STATE).where(KNOWN_STATE.c.kind.in_(STATES)))
