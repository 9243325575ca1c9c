"""Parties: due-diligence files with screenings and safeguarding, and bank records.

Revision 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATES = {
    "parties.due_diligence": ("DRAFT", "READY", "APPROVED", "WITHDRAWN", "REVOKED"),
    "parties.bank_record": ("PROPOSED", "VERIFIED", "REJECTED", "ENDED"),
}
KNOWN_STATE = sa.table("kernel_state", sa.column("kind", sa.String), sa.column("state", sa.String))


def upgrade() -> None:
    """Forward."""
    known = [{"kind": kind, "state": state} for kind, states in STATES.items() for state in states]
    op.bulk_insert(KNOWN_STATE, known)
    op.create_table(
        "parties_bank_record",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("keeper", sa.String(length=80), nullable=False),
        sa.Column("institution", sa.String(length=400), nullable=False),
        sa.Column("branch", sa.String(length=400), nullable=True),
        sa.Column("holder", sa.String(length=400), nullable=False),
        sa.Column("looked_up", sa.String(length=400), nullable=True),
        sa.Column("number", sa.String(length=400), nullable=False),
        sa.Column("compact", sa.String(length=400), nullable=False),
        sa.Column("currency", sa.String(length=80), nullable=False),
        sa.Column("usable_from", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(keeper = 'mobile_money') = (looked_up IS NOT NULL)",
            name=op.f("parties_bank_record_looked_up_check"),
        ),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("parties_bank_record_id_fkey")),
        sa.ForeignKeyConstraint(
            ["party_id"], ["parties_party.id"], name=op.f("parties_bank_record_party_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("parties_bank_record_pkey")),
    )
    with op.batch_alter_table("parties_bank_record", schema=None) as batch_op:
        batch_op.create_index("parties_bank_record_compact_ix", ["compact"], unique=False)
        batch_op.create_index("parties_bank_record_party_ix", ["party_id"], unique=False)

    op.create_table(
        "parties_due_diligence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("declarations", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.JSON(), nullable=False),
        sa.Column("risk", sa.String(length=80), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "risk IN ('low', 'medium', 'high')", name=op.f("parties_due_diligence_risk_check")
        ),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("parties_due_diligence_id_fkey")),
        sa.ForeignKeyConstraint(
            ["party_id"], ["parties_party.id"], name=op.f("parties_due_diligence_party_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("parties_due_diligence_pkey")),
    )
    with op.batch_alter_table("parties_due_diligence", schema=None) as batch_op:
        batch_op.create_index("parties_due_diligence_expires_ix", ["expires_on"], unique=False)
        batch_op.create_index("parties_due_diligence_party_ix", ["party_id"], unique=False)

    op.create_table(
        "parties_safeguarding",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("assessed_by", sa.String(length=400), nullable=False),
        sa.Column("rating", sa.String(length=80), nullable=False),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "rating = 'full' OR plan IS NOT NULL", name=op.f("parties_safeguarding_plan_check")
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["parties_party.id"], name=op.f("parties_safeguarding_party_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("parties_safeguarding_pkey")),
    )
    with op.batch_alter_table("parties_safeguarding", schema=None) as batch_op:
        batch_op.create_index("parties_safeguarding_party_ix", ["party_id", "assessed_on"], unique=False)

    op.create_table(
        "parties_screening",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("screened_on", sa.Date(), nullable=False),
        sa.Column("lists", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=80), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("evidence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["documents_document.id"], name=op.f("parties_screening_evidence_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["parties_party.id"], name=op.f("parties_screening_party_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("parties_screening_pkey")),
    )
    with op.batch_alter_table("parties_screening", schema=None) as batch_op:
        batch_op.create_index("parties_screening_party_ix", ["party_id", "screened_on"], unique=False)

    op.create_table(
        "parties_representative",
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["parties_due_diligence.id"], name=op.f("parties_representative_file_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["parties_member.id"], name=op.f("parties_representative_member_id_fkey")
        ),
        sa.PrimaryKeyConstraint("file_id", "member_id", name=op.f("parties_representative_pkey")),
    )
    op.create_table(
        "parties_signatory",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("function", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["parties_bank_record.id"], name=op.f("parties_signatory_record_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("parties_signatory_pkey")),
    )
    with op.batch_alter_table("parties_signatory", schema=None) as batch_op:
        batch_op.create_index("parties_signatory_record_ix", ["record_id"], unique=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("parties_signatory", schema=None) as batch_op:
        batch_op.drop_index("parties_signatory_record_ix")

    op.drop_table("parties_signatory")
    op.drop_table("parties_representative")
    with op.batch_alter_table("parties_screening", schema=None) as batch_op:
        batch_op.drop_index("parties_screening_party_ix")

    op.drop_table("parties_screening")
    with op.batch_alter_table("parties_safeguarding", schema=None) as batch_op:
        batch_op.drop_index("parties_safeguarding_party_ix")

    op.drop_table("parties_safeguarding")
    with op.batch_alter_table("parties_due_diligence", schema=None) as batch_op:
        batch_op.drop_index("parties_due_diligence_party_ix")
        batch_op.drop_index("parties_due_diligence_expires_ix")

    op.drop_table("parties_due_diligence")
    with op.batch_alter_table("parties_bank_record", schema=None) as batch_op:
        batch_op.drop_index("parties_bank_record_party_ix")
        batch_op.drop_index("parties_bank_record_compact_ix")

    op.drop_table("parties_bank_record")
    op.execute(sa.delete(KNOWN_STATE).where(KNOWN_STATE.c.kind.in_(STATES)))
