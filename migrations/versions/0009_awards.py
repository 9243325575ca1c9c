"""Awards: their shares, conditions, blocks, requirements and agreements, tranches, and the award of a CUF project.

Revision 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATES = {
    "cuf.project": ("APPROVED", "REJECTED"),
    "funding.award": (
        "APPROVED",
        "PREPARED",
        "SIGNED_BY_GRANTEE",
        "SIGNED",
        "ACTIVE",
        "SUSPENDED",
        "LAPSED",
        "TERMINATED",
    ),
    "funding.tranche": ("PLANNED", "CANCELLED"),
}
KNOWN_STATE = sa.table("kernel_state", sa.column("kind", sa.String), sa.column("state", sa.String))


def upgrade() -> None:
    """Forward."""
    known = [{"kind": kind, "state": state} for kind, states in STATES.items() for state in states]
    op.bulk_insert(KNOWN_STATE, known)
    op.create_table(
        "funding_award",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("instrument", sa.String(length=80), nullable=False),
        sa.Column("window", sa.String(length=80), nullable=False),
        sa.Column("country", sa.String(length=80), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part_of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("track", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("conditional", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=80), nullable=False),
        sa.Column("fx_method", sa.String(length=80), nullable=True),
        sa.Column("modality", sa.String(length=80), nullable=False),
        sa.Column("risk", sa.String(length=80), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reserved_until", sa.Date(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("funding_award_amount_check")),
        sa.CheckConstraint("conditional >= 0", name=op.f("funding_award_conditional_check")),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("funding_award_days_check")),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("funding_award_id_fkey")),
        sa.ForeignKeyConstraint(
            ["part_of_id"], ["funding_award.id"], name=op.f("funding_award_part_of_id_fkey")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["parties_party.id"], name=op.f("funding_award_party_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_award_pkey")),
    )
    with op.batch_alter_table("funding_award", schema=None) as batch_op:
        batch_op.create_index("funding_award_part_of_ix", ["part_of_id"], unique=False)
        batch_op.create_index("funding_award_party_ix", ["party_id"], unique=False)

    op.create_table(
        "funding_agreement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("template", sa.String(length=80), nullable=False),
        sa.Column("prepared_on", sa.Date(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["award_id"], ["funding_award.id"], name=op.f("funding_agreement_award_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_agreement_pkey")),
    )
    with op.batch_alter_table("funding_agreement", schema=None) as batch_op:
        batch_op.create_index("funding_agreement_number_ix", ["award_id", "number"], unique=True)

    op.create_table(
        "funding_award_place",
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["award_id"], ["funding_award.id"], name=op.f("funding_award_place_award_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places_place.id"], name=op.f("funding_award_place_place_id_fkey")
        ),
        sa.PrimaryKeyConstraint("award_id", "place_id", name=op.f("funding_award_place_pkey")),
    )
    with op.batch_alter_table("funding_award_place", schema=None) as batch_op:
        batch_op.create_index("funding_award_place_place_ix", ["place_id"], unique=False)

    op.create_table(
        "funding_block",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("placed_by", sa.String(length=80), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["award_id"], ["funding_award.id"], name=op.f("funding_block_award_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_block_pkey")),
    )
    with op.batch_alter_table("funding_block", schema=None) as batch_op:
        batch_op.create_index("funding_block_award_ix", ["award_id"], unique=False)

    op.create_table(
        "funding_condition",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tranche", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("gate", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("sentence", sa.String(length=400), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met_by", sa.String(length=80), nullable=True),
        sa.Column("evidence", sa.String(length=400), nullable=True),
        sa.Column("waived", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["award_id"], ["funding_award.id"], name=op.f("funding_condition_award_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_condition_pkey")),
    )
    with op.batch_alter_table("funding_condition", schema=None) as batch_op:
        batch_op.create_index("funding_condition_award_ix", ["award_id", "gate"], unique=False)

    op.create_table(
        "funding_requirement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agreement", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("tranche", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("waived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waived_by", sa.String(length=80), nullable=True),
        sa.Column("waiver", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            ["award_id"], ["funding_award.id"], name=op.f("funding_requirement_award_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_requirement_pkey")),
    )
    with op.batch_alter_table("funding_requirement", schema=None) as batch_op:
        batch_op.create_index("funding_requirement_award_ix", ["award_id", "due_on"], unique=False)

    op.create_table(
        "funding_tranche",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("percent", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("funding_tranche_amount_check")),
        sa.CheckConstraint("number > 0", name=op.f("funding_tranche_number_check")),
        sa.ForeignKeyConstraint(
            ["award_id"], ["funding_award.id"], name=op.f("funding_tranche_award_id_fkey")
        ),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("funding_tranche_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_tranche_pkey")),
    )
    with op.batch_alter_table("funding_tranche", schema=None) as batch_op:
        batch_op.create_index("funding_tranche_award_ix", ["award_id", "number"], unique=False)

    op.create_table(
        "funding_share",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("allotment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("funding_share_amount_check")),
        sa.ForeignKeyConstraint(
            ["allotment_id"], ["funding_allotment.id"], name=op.f("funding_share_allotment_id_fkey")
        ),
        sa.ForeignKeyConstraint(["award_id"], ["funding_award.id"], name=op.f("funding_share_award_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_share_pkey")),
    )
    with op.batch_alter_table("funding_share", schema=None) as batch_op:
        batch_op.create_index("funding_share_allotment_ix", ["award_id", "allotment_id"], unique=True)

    op.create_table(
        "funding_signature",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agreement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side", sa.String(length=80), nullable=False),
        sa.Column("signatory", sa.String(length=400), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signed_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["funding_agreement.id"], name=op.f("funding_signature_agreement_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_signature_pkey")),
    )
    with op.batch_alter_table("funding_signature", schema=None) as batch_op:
        batch_op.create_index("funding_signature_side_ix", ["agreement_id", "side"], unique=True)

    with op.batch_alter_table("cuf_project", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_unique_constraint(batch_op.f("cuf_project_award_id_key"), ["award_id"])
        batch_op.create_foreign_key(
            batch_op.f("cuf_project_award_id_fkey"), "funding_award", ["award_id"], ["id"]
        )


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("cuf_project", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("cuf_project_award_id_fkey"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("cuf_project_award_id_key"), type_="unique")
        batch_op.drop_column("award_id")

    with op.batch_alter_table("funding_signature", schema=None) as batch_op:
        batch_op.drop_index("funding_signature_side_ix")

    op.drop_table("funding_signature")
    with op.batch_alter_table("funding_share", schema=None) as batch_op:
        batch_op.drop_index("funding_share_allotment_ix")

    op.drop_table("funding_share")
    with op.batch_alter_table("funding_tranche", schema=None) as batch_op:
        batch_op.drop_index("funding_tranche_award_ix")

    op.drop_table("funding_tranche")
    with op.batch_alter_table("funding_requirement", schema=None) as batch_op:
        batch_op.drop_index("funding_requirement_award_ix")

    op.drop_table("funding_requirement")
    with op.batch_alter_table("funding_condition", schema=None) as batch_op:
        batch_op.drop_index("funding_condition_award_ix")

    op.drop_table("funding_condition")
    with op.batch_alter_table("funding_block", schema=None) as batch_op:
        batch_op.drop_index("funding_block_award_ix")

    op.drop_table("funding_block")
    with op.batch_alter_table("funding_award_place", schema=None) as batch_op:
        batch_op.drop_index("funding_award_place_place_ix")

    op.drop_table("funding_award_place")
    with op.batch_alter_table("funding_agreement", schema=None) as batch_op:
        batch_op.drop_index("funding_agreement_number_ix")

    op.drop_table("funding_agreement")
    with op.batch_alter_table("funding_award", schema=None) as batch_op:
        batch_op.drop_index("funding_award_party_ix")
        batch_op.drop_index("funding_award_part_of_ix")

    op.drop_table("funding_award")
    for kind, states in STATES.items():
        known = sa.and_(KNOWN_STATE.c.kind == kind, KNOWN_STATE.c.state.in_(states))
        op.execute(sa.delete(KNOWN_STATE).where(known))
