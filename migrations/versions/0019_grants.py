"""Grants: ideas with their proposals, appraisals, members' answers and conditions.

Revision 0019, after 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


KIND = "grants.grant"
STATES = (
    "IDEA",
    "DRAFT",
    "READY",
    "SUBMITTED",
    "RETURNED",
    "INELIGIBLE",
    "DUE_DILIGENCE",
    "APPRAISED",
    "NO_OBJECTION",
    "CONDITIONAL",
    "APPROVED",
    "REJECTED",
    "LAPSED",
    "WITHDRAWN",
)
KNOWN = sa.table("kernel_state", sa.column("kind", sa.String), sa.column("state", sa.String))


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "grants_grant",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("window", sa.String(length=80), nullable=False),
        sa.Column("countries", sa.JSON(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("route", sa.String(length=80), nullable=False),
        sa.Column("justification", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("proposal", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("no_objection_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "route = 'call' OR justification IS NOT NULL", name=op.f("grants_grant_route_check")
        ),
        sa.ForeignKeyConstraint(["award_id"], ["funding_award.id"], name=op.f("grants_grant_award_id_fkey")),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("grants_grant_id_fkey")),
        sa.ForeignKeyConstraint(["party_id"], ["parties_party.id"], name=op.f("grants_grant_party_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("grants_grant_pkey")),
        sa.UniqueConstraint("award_id", name=op.f("grants_grant_award_id_key")),
    )
    with op.batch_alter_table("grants_grant", schema=None) as batch_op:
        batch_op.create_index("grants_grant_party_ix", ["party_id"], unique=False)

    op.create_table(
        "grants_assessment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("grant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("risk", sa.String(length=80), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("gender", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("gender_why", sa.String(length=400), nullable=False),
        sa.Column("climate", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("climate_why", sa.String(length=400), nullable=False),
        sa.Column("youth", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("youth_why", sa.String(length=400), nullable=False),
        sa.Column("found_by", sa.String(length=80), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.CheckConstraint("climate BETWEEN 0 AND 3", name=op.f("grants_assessment_climate_check")),
        sa.CheckConstraint("gender BETWEEN 0 AND 3", name=op.f("grants_assessment_gender_check")),
        sa.CheckConstraint("youth BETWEEN 0 AND 3", name=op.f("grants_assessment_youth_check")),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["grants_grant.id"], name=op.f("grants_assessment_grant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("grants_assessment_pkey")),
    )
    with op.batch_alter_table("grants_assessment", schema=None) as batch_op:
        batch_op.create_index("grants_assessment_grant_ix", ["grant_id"], unique=False)

    op.create_table(
        "grants_condition",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("grant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["grants_grant.id"], name=op.f("grants_condition_grant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("grants_condition_pkey")),
    )
    with op.batch_alter_table("grants_condition", schema=None) as batch_op:
        batch_op.create_index("grants_condition_grant_ix", ["grant_id"], unique=False)

    op.create_table(
        "grants_member_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("grant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("answer", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.String(length=80), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["grants_grant.id"], name=op.f("grants_member_answer_grant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("grants_member_answer_pkey")),
    )
    with op.batch_alter_table("grants_member_answer", schema=None) as batch_op:
        batch_op.create_index("grants_member_answer_grant_ix", ["grant_id"], unique=False)

    op.create_table(
        "grants_submission",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("grant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["grants_grant.id"], name=op.f("grants_submission_grant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("grants_submission_pkey")),
    )
    with op.batch_alter_table("grants_submission", schema=None) as batch_op:
        batch_op.create_index("grants_submission_number_ix", ["grant_id", "number"], unique=True)
    op.bulk_insert(KNOWN, [{"kind": KIND, "state": state} for state in STATES])


def downgrade() -> None:
    """Back."""
    op.execute(KNOWN.delete().where(KNOWN.c.kind == KIND))
    with op.batch_alter_table("grants_submission", schema=None) as batch_op:
        batch_op.drop_index("grants_submission_number_ix")

    op.drop_table("grants_submission")
    with op.batch_alter_table("grants_member_answer", schema=None) as batch_op:
        batch_op.drop_index("grants_member_answer_grant_ix")

    op.drop_table("grants_member_answer")
    with op.batch_alter_table("grants_condition", schema=None) as batch_op:
        batch_op.drop_index("grants_condition_grant_ix")

    op.drop_table("grants_condition")
    with op.batch_alter_table("grants_assessment", schema=None) as batch_op:
        batch_op.drop_index("grants_assessment_grant_ix")

    op.drop_table("grants_assessment")
    with op.batch_alter_table("grants_grant", schema=None) as batch_op:
        batch_op.drop_index("grants_grant_party_ix")

    op.drop_table("grants_grant")
