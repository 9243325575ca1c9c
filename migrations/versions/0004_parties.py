"""Parties: organisations, community groups and municipalities, their members, and how a group is known.

Revision 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KNOWN_STATE = sa.table("kernel_state", sa.column("kind", sa.String), sa.column("state", sa.String))


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "parties_party",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sort", sa.String(length=80), nullable=False),
        sa.Column("legal_form", sa.String(length=80), nullable=False),
        sa.Column("short_name", sa.String(length=400), nullable=True),
        sa.Column("registration_number", sa.String(length=400), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("country", sa.String(length=80), nullable=True),
        sa.Column("contact", sa.String(length=400), nullable=True),
        sa.Column("phone", sa.String(length=400), nullable=True),
        sa.Column("email", sa.String(length=400), nullable=True),
        sa.CheckConstraint(
            "sort <> 'municipality' OR legal_form = 'public_body'",
            name=op.f("parties_party_municipality_check"),
        ),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("parties_party_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("parties_party_pkey")),
    )
    with op.batch_alter_table("parties_party", schema=None) as batch_op:
        batch_op.create_index("parties_party_sort_ix", ["sort"], unique=False)

    op.create_table(
        "parties_member",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("sex", sa.String(length=80), nullable=False),
        sa.Column("function", sa.String(length=80), nullable=False),
        sa.Column("represents", sa.Boolean(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("consented_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "left_on IS NULL OR left_on >= joined_on", name=op.f("parties_member_dates_check")
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["parties_party.id"], name=op.f("parties_member_party_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("parties_member_pkey")),
    )
    with op.batch_alter_table("parties_member", schema=None) as batch_op:
        batch_op.create_index("parties_member_party_ix", ["party_id"], unique=False)

    op.create_table(
        "parties_party_place",
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["party_id"], ["parties_party.id"], name=op.f("parties_party_place_party_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places_place.id"], name=op.f("parties_party_place_place_id_fkey")
        ),
        sa.PrimaryKeyConstraint("party_id", "place_id", name=op.f("parties_party_place_pkey")),
    )
    with op.batch_alter_table("parties_party_place", schema=None) as batch_op:
        batch_op.create_index("parties_party_place_place_ix", ["place_id"], unique=False)

    op.create_table(
        "parties_recognition",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("minutes_on", sa.Date(), nullable=False),
        sa.Column("recognised_by", sa.String(length=400), nullable=False),
        sa.Column("letter", sa.String(length=400), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["party_id"], ["parties_party.id"], name=op.f("parties_recognition_party_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("parties_recognition_pkey")),
    )
    with op.batch_alter_table("parties_recognition", schema=None) as batch_op:
        batch_op.create_index("parties_recognition_party_ix", ["party_id"], unique=False)

    op.create_table(
        "parties_identity_seen",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recognition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paper", sa.String(length=80), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["parties_member.id"], name=op.f("parties_identity_seen_member_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["recognition_id"],
            ["parties_recognition.id"],
            name=op.f("parties_identity_seen_recognition_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("parties_identity_seen_pkey")),
    )
    with op.batch_alter_table("parties_identity_seen", schema=None) as batch_op:
        batch_op.create_index("parties_identity_seen_recognition_ix", ["recognition_id"], unique=False)

    op.bulk_insert(
        KNOWN_STATE,
        [{"kind": "parties.party", "state": state} for state in ("REGISTERED", "WITHDRAWN")],
    )


def downgrade() -> None:
    """Back."""
    op.execute(sa.delete(KNOWN_STATE).where(KNOWN_STATE.c.kind == "parties.party"))
    with op.batch_alter_table("parties_identity_seen", schema=None) as batch_op:
        batch_op.drop_index("parties_identity_seen_recognition_ix")

    op.drop_table("parties_identity_seen")
    with op.batch_alter_table("parties_recognition", schema=None) as batch_op:
        batch_op.drop_index("parties_recognition_party_ix")

    op.drop_table("parties_recognition")
    with op.batch_alter_table("parties_party_place", schema=None) as batch_op:
        batch_op.drop_index("parties_party_place_place_ix")

    op.drop_table("parties_party_place")
    with op.batch_alter_table("parties_member", schema=None) as batch_op:
        batch_op.drop_index("parties_member_party_ix")

    op.drop_table("parties_member")
    with op.batch_alter_table("parties_party", schema=None) as batch_op:
        batch_op.drop_index("parties_party_sort_ix")

    op.drop_table("parties_party")
