"""Rounds, meetings and tallies: what a settlement decides becomes what is funded; needs are chosen or wait.

Revision 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STATES = {
    "cuf.project": ("PRIORITISED", "WAITLISTED"),
    "cuf.round": ("DRAFT", "PROPOSED", "FROZEN", "COUNTED", "DECIDED", "PUBLISHED", "CANCELLED"),
    "cuf.meeting": ("PLANNED", "HELD", "VERIFIED", "LOCKED", "VOID"),
    "cuf.tally": ("ENTERED", "WITHDRAWN"),
}
KNOWN_STATE = sa.table("kernel_state", sa.column("kind", sa.String), sa.column("state", sa.String))


def upgrade() -> None:
    """Forward."""
    known = [{"kind": kind, "state": state} for kind, states in STATES.items() for state in states]
    op.bulk_insert(KNOWN_STATE, known)
    op.create_table(
        "cuf_round",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("currency", sa.String(length=80), nullable=False),
        sa.Column("envelope", sa.BigInteger(), nullable=False),
        sa.Column("allotment", sa.String(length=80), nullable=True),
        sa.Column("theme", sa.String(length=80), nullable=True),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("floor_permille", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("method", sa.String(length=80), nullable=False),
        sa.Column("marks", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("most_per_option", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dimensions", sa.JSON(), nullable=False),
        sa.Column("on_no_fit", sa.String(length=80), nullable=False),
        sa.Column("min_votes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ceiling", sa.BigInteger(), nullable=True),
        sa.Column("womens_mechanism", sa.String(length=80), nullable=False),
        sa.Column("women_permille", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tie_chain", sa.String(length=80), nullable=False),
        sa.Column("objection_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("units_per_usd", sa.String(length=80), nullable=True),
        sa.CheckConstraint("envelope >= 0", name=op.f("cuf_round_envelope_check")),
        sa.CheckConstraint("floor_permille BETWEEN 0 AND 1000", name=op.f("cuf_round_floor_check")),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("cuf_round_id_fkey")),
        sa.ForeignKeyConstraint(["place_id"], ["places_place.id"], name=op.f("cuf_round_place_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("cuf_round_pkey")),
    )
    op.create_table(
        "cuf_meeting",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("settlement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.Column("sheet", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("secrecy", sa.String(length=80), nullable=True),
        sa.Column("women", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("men", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("eligible", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("multi_token", sa.Boolean(), nullable=False),
        sa.Column("accepted_because", sa.Text(), nullable=True),
        sa.CheckConstraint("men IS NULL OR men >= 0", name=op.f("cuf_meeting_men_check")),
        sa.CheckConstraint("women IS NULL OR women >= 0", name=op.f("cuf_meeting_women_check")),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("cuf_meeting_id_fkey")),
        sa.ForeignKeyConstraint(["round_id"], ["cuf_round.id"], name=op.f("cuf_meeting_round_id_fkey")),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["places_place.id"], name=op.f("cuf_meeting_settlement_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cuf_meeting_pkey")),
    )
    with op.batch_alter_table("cuf_meeting", schema=None) as batch_op:
        batch_op.create_index("cuf_meeting_round_ix", ["round_id", "settlement_id"], unique=False)

    op.create_table(
        "cuf_round_balance",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("settlement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("currency", sa.String(length=80), nullable=False),
        sa.Column("opening", sa.BigInteger(), nullable=False),
        sa.Column("entitlement", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("closing", sa.BigInteger(), nullable=False),
        sa.Column("deferred", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["cuf_round.id"], name=op.f("cuf_round_balance_round_id_fkey")),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["places_place.id"], name=op.f("cuf_round_balance_settlement_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cuf_round_balance_pkey")),
    )
    with op.batch_alter_table("cuf_round_balance", schema=None) as batch_op:
        batch_op.create_index("cuf_round_balance_settlement_ix", ["settlement_id", "id"], unique=False)

    op.create_table(
        "cuf_round_computation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("engine_version", sa.String(length=80), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("asked_sha256", sa.String(length=64), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("given_sha256", sa.String(length=64), nullable=False),
        sa.Column("explained", sa.JSON(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["cuf_round.id"], name=op.f("cuf_round_computation_round_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cuf_round_computation_pkey")),
    )
    with op.batch_alter_table("cuf_round_computation", schema=None) as batch_op:
        batch_op.create_index("cuf_round_computation_number_ix", ["round_id", "number"], unique=True)

    op.create_table(
        "cuf_round_lot",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("witnesses", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("minutes", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["cuf_round.id"], name=op.f("cuf_round_lot_round_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("cuf_round_lot_pkey")),
    )
    with op.batch_alter_table("cuf_round_lot", schema=None) as batch_op:
        batch_op.create_index("cuf_round_lot_round_ix", ["round_id"], unique=False)

    op.create_table(
        "cuf_round_objection",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("settlement_code", sa.String(length=80), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id"], ["cuf_round.id"], name=op.f("cuf_round_objection_round_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cuf_round_objection_pkey")),
    )
    with op.batch_alter_table("cuf_round_objection", schema=None) as batch_op:
        batch_op.create_index("cuf_round_objection_round_ix", ["round_id"], unique=False)

    op.create_table(
        "cuf_round_option",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("settlement_code", sa.String(length=80), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("picture", sa.String(length=80), nullable=True),
        sa.Column("place", sa.String(length=400), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("feasibility", sa.String(length=80), nullable=True),
        sa.Column("feasibility_reason", sa.String(length=400), nullable=True),
        sa.Column("households", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("excludes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["cuf_project.id"], name=op.f("cuf_round_option_project_id_fkey")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["cuf_round.id"], name=op.f("cuf_round_option_round_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("cuf_round_option_pkey")),
    )
    with op.batch_alter_table("cuf_round_option", schema=None) as batch_op:
        batch_op.create_index("cuf_round_option_need_ix", ["project_id"], unique=False)
        batch_op.create_index("cuf_round_option_project_ix", ["round_id", "project_id"], unique=True)

    op.create_table(
        "cuf_round_settlement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("settlement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("households", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("source", sa.String(length=400), nullable=True),
        sa.Column("counted_on", sa.Date(), nullable=True),
        sa.Column("opening", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["cuf_round.id"], name=op.f("cuf_round_settlement_round_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["places_place.id"], name=op.f("cuf_round_settlement_settlement_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cuf_round_settlement_pkey")),
    )
    with op.batch_alter_table("cuf_round_settlement", schema=None) as batch_op:
        batch_op.create_index("cuf_round_settlement_place_ix", ["round_id", "settlement_id"], unique=True)

    op.create_table(
        "cuf_round_decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("computation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.String(length=400), nullable=False),
        sa.Column("womens_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["computation_id"],
            ["cuf_round_computation.id"],
            name=op.f("cuf_round_decision_computation_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["cuf_round.id"], name=op.f("cuf_round_decision_round_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cuf_round_decision_pkey")),
    )
    with op.batch_alter_table("cuf_round_decision", schema=None) as batch_op:
        batch_op.create_index("cuf_round_decision_round_ix", ["round_id"], unique=False)

    op.create_table(
        "cuf_tally",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sheet", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entered_by", sa.String(length=80), nullable=False),
        sa.Column("pairs", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("cuf_tally_id_fkey")),
        sa.ForeignKeyConstraint(["meeting_id"], ["cuf_meeting.id"], name=op.f("cuf_tally_meeting_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("cuf_tally_pkey")),
    )
    with op.batch_alter_table("cuf_tally", schema=None) as batch_op:
        batch_op.create_index("cuf_tally_meeting_ix", ["meeting_id", "sheet"], unique=False)

    op.create_table(
        "cuf_count",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sheet", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tally_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("corrected_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["cuf_meeting.id"], name=op.f("cuf_count_meeting_id_fkey")),
        sa.ForeignKeyConstraint(["tally_id"], ["cuf_tally.id"], name=op.f("cuf_count_tally_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("cuf_count_pkey")),
    )
    with op.batch_alter_table("cuf_count", schema=None) as batch_op:
        batch_op.create_index("cuf_count_sheet_ix", ["meeting_id", "sheet"], unique=True)

    op.create_table(
        "cuf_round_outcome",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("option_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("result", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("co_funder", sa.String(length=400), nullable=True),
        sa.Column("co_funded", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["cuf_round_decision.id"], name=op.f("cuf_round_outcome_decision_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["option_id"], ["cuf_round_option.id"], name=op.f("cuf_round_outcome_option_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cuf_round_outcome_pkey")),
    )
    with op.batch_alter_table("cuf_round_outcome", schema=None) as batch_op:
        batch_op.create_index("cuf_round_outcome_option_ix", ["option_id"], unique=True)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("cuf_round_outcome", schema=None) as batch_op:
        batch_op.drop_index("cuf_round_outcome_option_ix")

    op.drop_table("cuf_round_outcome")
    with op.batch_alter_table("cuf_count", schema=None) as batch_op:
        batch_op.drop_index("cuf_count_sheet_ix")

    op.drop_table("cuf_count")
    with op.batch_alter_table("cuf_tally", schema=None) as batch_op:
        batch_op.drop_index("cuf_tally_meeting_ix")

    op.drop_table("cuf_tally")
    with op.batch_alter_table("cuf_round_decision", schema=None) as batch_op:
        batch_op.drop_index("cuf_round_decision_round_ix")

    op.drop_table("cuf_round_decision")
    with op.batch_alter_table("cuf_round_settlement", schema=None) as batch_op:
        batch_op.drop_index("cuf_round_settlement_place_ix")

    op.drop_table("cuf_round_settlement")
    with op.batch_alter_table("cuf_round_option", schema=None) as batch_op:
        batch_op.drop_index("cuf_round_option_project_ix")
        batch_op.drop_index("cuf_round_option_need_ix")

    op.drop_table("cuf_round_option")
    with op.batch_alter_table("cuf_round_objection", schema=None) as batch_op:
        batch_op.drop_index("cuf_round_objection_round_ix")

    op.drop_table("cuf_round_objection")
    with op.batch_alter_table("cuf_round_lot", schema=None) as batch_op:
        batch_op.drop_index("cuf_round_lot_round_ix")

    op.drop_table("cuf_round_lot")
    with op.batch_alter_table("cuf_round_computation", schema=None) as batch_op:
        batch_op.drop_index("cuf_round_computation_number_ix")

    op.drop_table("cuf_round_computation")
    with op.batch_alter_table("cuf_round_balance", schema=None) as batch_op:
        batch_op.drop_index("cuf_round_balance_settlement_ix")

    op.drop_table("cuf_round_balance")
    with op.batch_alter_table("cuf_meeting", schema=None) as batch_op:
        batch_op.drop_index("cuf_meeting_round_ix")

    op.drop_table("cuf_meeting")
    op.drop_table("cuf_round")
    for kind, states in STATES.items():
        op.execute(sa.delete(KNOWN_STATE).where(KNOWN_STATE.c.kind == kind, KNOWN_STATE.c.state.in_(states)))
