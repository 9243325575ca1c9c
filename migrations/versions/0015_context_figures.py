"""Results: context figures of Tiers I and II, and outputs that know their award.

Revision 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STATES = ("STANDING", "WITHDRAWN")
KNOWN_STATE = sa.table("kernel_state", sa.column("kind", sa.String), sa.column("state", sa.String))
AWARD_KEY = "results_output_award_id_fkey"


def upgrade() -> None:
    """Forward."""
    op.bulk_insert(KNOWN_STATE, [{"kind": "results.context", "state": state} for state in STATES])
    op.create_table(
        "results_context_figure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("thousandths", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.CheckConstraint("thousandths >= 0", name=op.f("results_context_figure_value_check")),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("results_context_figure_id_fkey")),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places_place.id"], name=op.f("results_context_figure_place_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("results_context_figure_pkey")),
    )
    with op.batch_alter_table("results_context_figure", schema=None) as batch_op:
        batch_op.create_index(
            "results_context_figure_place_ix", ["place_id", "indicator", "year"], unique=False
        )
    _award_key("funding_award")


def downgrade() -> None:
    """Back."""
    _award_key("kernel_thing")
    with op.batch_alter_table("results_context_figure", schema=None) as batch_op:
        batch_op.drop_index("results_context_figure_place_ix")
    op.drop_table("results_context_figure")
    op.execute(sa.delete(KNOWN_STATE).where(KNOWN_STATE.c.kind == "results.context"))


def _award_key(table: str) -> None:
    with op.batch_alter_table("results_output", schema=None) as batch_op:
        batch_op.drop_constraint(AWARD_KEY, type_="foreignkey")
        batch_op.create_foreign_key(AWARD_KEY, table, ["award_id"], ["id"])
