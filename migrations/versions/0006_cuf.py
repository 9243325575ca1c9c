"""The Community Upgrading Fund: projects, their sections, submissions and corrections.

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


KIND = "cuf.project"
STATES = ("IDENTIFIED", "PROPOSED", "READY", "SUBMITTED", "RETURNED", "UNDER_APPRAISAL", "WITHDRAWN")
KNOWN_STATE = sa.table("kernel_state", sa.column("kind", sa.String), sa.column("state", sa.String))


def upgrade() -> None:
    """Forward."""
    op.bulk_insert(KNOWN_STATE, [{"kind": KIND, "state": state} for state in STATES])
    op.create_table(
        "cuf_project",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("settlement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind_of_work", sa.String(length=80), nullable=False),
        sa.Column("currency", sa.String(length=80), nullable=False),
        sa.Column("rough_cost", sa.BigInteger(), nullable=False),
        sa.Column("grant_asked", sa.BigInteger(), nullable=True),
        sa.Column("named_by", sa.String(length=80), nullable=False),
        sa.Column("copied_from_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["copied_from_id"], ["cuf_project.id"], name=op.f("cuf_project_copied_from_id_fkey")
        ),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("cuf_project_id_fkey")),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["places_place.id"], name=op.f("cuf_project_settlement_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cuf_project_pkey")),
    )
    with op.batch_alter_table("cuf_project", schema=None) as batch_op:
        batch_op.create_index("cuf_project_settlement_ix", ["settlement_id"], unique=False)

    op.create_table(
        "cuf_correction",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submission", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("section", sa.String(length=80), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["cuf_project.id"], name=op.f("cuf_correction_project_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cuf_correction_pkey")),
    )
    with op.batch_alter_table("cuf_correction", schema=None) as batch_op:
        batch_op.create_index("cuf_correction_project_ix", ["project_id"], unique=False)

    op.create_table(
        "cuf_section",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("saved_by", sa.String(length=80), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["cuf_project.id"], name=op.f("cuf_section_project_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("cuf_section_pkey")),
    )
    with op.batch_alter_table("cuf_section", schema=None) as batch_op:
        batch_op.create_index("cuf_section_name_ix", ["project_id", "name"], unique=True)

    op.create_table(
        "cuf_submission",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("track", sa.String(length=80), nullable=False),
        sa.Column("policy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("units_per_usd", sa.String(length=80), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["kernel_parameters.id"], name=op.f("cuf_submission_policy_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["cuf_project.id"], name=op.f("cuf_submission_project_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cuf_submission_pkey")),
    )
    with op.batch_alter_table("cuf_submission", schema=None) as batch_op:
        batch_op.create_index("cuf_submission_number_ix", ["project_id", "number"], unique=True)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("cuf_submission", schema=None) as batch_op:
        batch_op.drop_index("cuf_submission_number_ix")

    op.drop_table("cuf_submission")
    with op.batch_alter_table("cuf_section", schema=None) as batch_op:
        batch_op.drop_index("cuf_section_name_ix")

    op.drop_table("cuf_section")
    with op.batch_alter_table("cuf_correction", schema=None) as batch_op:
        batch_op.drop_index("cuf_correction_project_ix")

    op.drop_table("cuf_correction")
    with op.batch_alter_table("cuf_project", schema=None) as batch_op:
        batch_op.drop_index("cuf_project_settlement_ix")

    op.drop_table("cuf_project")
    op.execute(KNOWN_STATE.delete().where(KNOWN_STATE.c.kind == KIND))
