"""Results: outputs, estimates of people, declarations, context figures, reporting periods.

Revision 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATES = {
    "results.output": ("RECORDED", "DELIVERED", "WITHDRAWN"),
    "results.estimate": ("DRAFT", "SUBMITTED", "RETURNED", "VERIFIED", "REPLACED", "WITHDRAWN"),
    "results.declaration": ("PROPOSED", "APPROVED", "ENDED", "REJECTED"),
    "results.period": ("OPEN", "CLOSED", "REOPENING"),
}
KNOWN_STATE = sa.table("kernel_state", sa.column("kind", sa.String), sa.column("state", sa.String))


def upgrade() -> None:
    """Forward."""
    known = [{"kind": kind, "state": state} for kind, states in STATES.items() for state in states]
    op.bulk_insert(KNOWN_STATE, known)
    op.create_table(
        "results_output",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sort", sa.String(length=80), nullable=False),
        sa.Column("primary_type", sa.String(length=80), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=True),
        sa.Column("commissioned_on", sa.Date(), nullable=True),
        sa.Column("handed_over_on", sa.Date(), nullable=False),
        sa.Column("guide", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("evidence", sa.String(length=400), nullable=False),
        sa.Column("none_applies", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(sort = 'work') = (primary_type IS NOT NULL) AND (sort = 'work') = (commissioned_on IS NOT NULL)",
            name=op.f("results_output_work_check"),
        ),
        sa.CheckConstraint(
            "commissioned_on IS NULL OR commissioned_on <= handed_over_on",
            name=op.f("results_output_days_check"),
        ),
        sa.ForeignKeyConstraint(["award_id"], ["kernel_thing.id"], name=op.f("results_output_award_id_fkey")),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("results_output_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("results_output_pkey")),
    )
    with op.batch_alter_table("results_output", schema=None) as batch_op:
        batch_op.create_index("results_output_award_ix", ["award_id"], unique=False)
        batch_op.create_index("results_output_sort_ix", ["sort", "handed_over_on"], unique=False)

    op.create_table(
        "results_period",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("framework", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("results_period_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("results_period_pkey")),
        sa.UniqueConstraint("year", name=op.f("results_period_year_key")),
    )
    op.create_table(
        "results_estimate",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("output_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("category", sa.String(length=80), nullable=False),
        sa.Column("total", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("female", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("male", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("method", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("guide", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("evidence", sa.String(length=400), nullable=False),
        sa.Column("replaces_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("replaced_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "female >= 0 AND male >= 0 AND female + male <= total", name=op.f("results_estimate_split_check")
        ),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("results_estimate_id_fkey")),
        sa.ForeignKeyConstraint(
            ["output_id"], ["results_output.id"], name=op.f("results_estimate_output_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["results_estimate.id"], name=op.f("results_estimate_replaced_by_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["results_estimate.id"], name=op.f("results_estimate_replaces_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("results_estimate_pkey")),
    )
    with op.batch_alter_table("results_estimate", schema=None) as batch_op:
        batch_op.create_index("results_estimate_output_ix", ["output_id"], unique=False)
        batch_op.create_index("results_estimate_replaces_ix", ["replaces_id"], unique=False)

    op.create_table(
        "results_output_place",
        sa.Column("output_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["output_id"], ["results_output.id"], name=op.f("results_output_place_output_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places_place.id"], name=op.f("results_output_place_place_id_fkey")
        ),
        sa.PrimaryKeyConstraint("output_id", "place_id", name=op.f("results_output_place_pkey")),
    )
    with op.batch_alter_table("results_output_place", schema=None) as batch_op:
        batch_op.create_index("results_output_place_place_ix", ["place_id"], unique=False)

    op.create_table(
        "results_snapshot",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("period_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["period_id"], ["results_period.id"], name=op.f("results_snapshot_period_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("results_snapshot_pkey")),
    )
    with op.batch_alter_table("results_snapshot", schema=None) as batch_op:
        batch_op.create_index("results_snapshot_period_ix", ["period_id", "id"], unique=False)

    op.create_table(
        "results_declaration",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("says", sa.String(length=80), nullable=False),
        sa.Column("one_place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("one_estimate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("other_place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("other_estimate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(one_place_id IS NULL) <> (one_estimate_id IS NULL)", name=op.f("results_declaration_one_check")
        ),
        sa.CheckConstraint(
            "(other_place_id IS NULL) <> (other_estimate_id IS NULL)",
            name=op.f("results_declaration_other_check"),
        ),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until >= valid_from", name=op.f("results_declaration_days_check")
        ),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("results_declaration_id_fkey")),
        sa.ForeignKeyConstraint(
            ["one_estimate_id"],
            ["results_estimate.id"],
            name=op.f("results_declaration_one_estimate_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["one_place_id"], ["places_place.id"], name=op.f("results_declaration_one_place_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["other_estimate_id"],
            ["results_estimate.id"],
            name=op.f("results_declaration_other_estimate_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["other_place_id"], ["places_place.id"], name=op.f("results_declaration_other_place_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("results_declaration_pkey")),
    )
    op.create_table(
        "results_estimate_place",
        sa.Column("estimate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["estimate_id"], ["results_estimate.id"], name=op.f("results_estimate_place_estimate_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places_place.id"], name=op.f("results_estimate_place_place_id_fkey")
        ),
        sa.PrimaryKeyConstraint("estimate_id", "place_id", name=op.f("results_estimate_place_pkey")),
    )
    with op.batch_alter_table("results_estimate_place", schema=None) as batch_op:
        batch_op.create_index("results_estimate_place_place_ix", ["place_id"], unique=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("results_estimate_place", schema=None) as batch_op:
        batch_op.drop_index("results_estimate_place_place_ix")

    op.drop_table("results_estimate_place")
    op.drop_table("results_declaration")
    with op.batch_alter_table("results_snapshot", schema=None) as batch_op:
        batch_op.drop_index("results_snapshot_period_ix")

    op.drop_table("results_snapshot")
    with op.batch_alter_table("results_output_place", schema=None) as batch_op:
        batch_op.drop_index("results_output_place_place_ix")

    op.drop_table("results_output_place")
    with op.batch_alter_table("results_estimate", schema=None) as batch_op:
        batch_op.drop_index("results_estimate_replaces_ix")
        batch_op.drop_index("results_estimate_output_ix")

    op.drop_table("results_estimate")
    op.drop_table("results_period")
    with op.batch_alter_table("results_output", schema=None) as batch_op:
        batch_op.drop_index("results_output_sort_ix")
        batch_op.drop_index("results_output_award_ix")

    op.drop_table("results_output")
    op.execute(sa.delete(KNOWN_STATE).where(KNOWN_STATE.c.kind.in_(STATES)))
