"""Places: countries, cities, settlements and sections in one tree, and settlements' dated profiles.

Brings the installation's first values for R07: how near two centres may lie, and for how many days a
closed settlement still counts as one that may have been split.

Revision 0003, after 0002.
"""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KNOWN_STATE = sa.table("kernel_state", sa.column("kind", sa.String), sa.column("state", sa.String))
PARAMETERS = sa.table(
    "kernel_parameters",
    sa.column("name", sa.String),
    sa.column("scope", sa.String),
    sa.column("valid_from", sa.Date),
    sa.column("settings", sa.JSON),
)


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "places_place",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("level", sa.String(length=80), nullable=False),
        sa.Column("country_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("city_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("settlement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("iso2", sa.String(length=80), nullable=True),
        sa.Column("iso3", sa.String(length=80), nullable=True),
        sa.Column("currency", sa.String(length=80), nullable=True),
        sa.Column("secondary", sa.Boolean(), nullable=False),
        sa.Column("latitude", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("longitude", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("boundary", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("landmarks", sa.Text(), nullable=True),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("unmarking_proposed_by", sa.String(length=80), nullable=True),
        sa.CheckConstraint(
            "(level = 'country') = (country_id IS NULL)"
            " AND (level IN ('settlement', 'section')) = (city_id IS NOT NULL)"
            " AND (level = 'section') = (settlement_id IS NOT NULL)",
            name=op.f("places_place_line_check"),
        ),
        sa.CheckConstraint(
            "(level = 'country') = (iso3 IS NOT NULL)", name=op.f("places_place_country_check")
        ),
        sa.CheckConstraint(
            "(latitude IS NULL) = (longitude IS NULL)", name=op.f("places_place_centre_check")
        ),
        sa.ForeignKeyConstraint(["city_id"], ["places_place.id"], name=op.f("places_place_city_id_fkey")),
        sa.ForeignKeyConstraint(
            ["country_id"], ["places_place.id"], name=op.f("places_place_country_id_fkey")
        ),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("places_place_id_fkey")),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["places_place.id"], name=op.f("places_place_settlement_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("places_place_pkey")),
        sa.UniqueConstraint("iso2", name=op.f("places_place_iso2_key")),
        sa.UniqueConstraint("iso3", name=op.f("places_place_iso3_key")),
    )
    with op.batch_alter_table("places_place", schema=None) as batch_op:
        batch_op.create_index("places_place_city_ix", ["city_id"], unique=False)
        batch_op.create_index("places_place_country_ix", ["country_id"], unique=False)
        batch_op.create_index("places_place_settlement_ix", ["settlement_id"], unique=False)

    op.create_table(
        "places_profile",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.Column("counted_by", sa.String(length=400), nullable=False),
        sa.Column("female", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("male", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("households", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("displaced", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("tenure", sa.String(length=80), nullable=False),
        sa.Column("hazards", sa.JSON(), nullable=False),
        sa.Column("dwellings", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("housing", sa.Text(), nullable=True),
        sa.Column("water", sa.String(length=80), nullable=False),
        sa.Column("sanitation", sa.String(length=80), nullable=False),
        sa.Column("waste", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places_place.id"], name=op.f("places_profile_place_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("places_profile_pkey")),
    )
    with op.batch_alter_table("places_profile", schema=None) as batch_op:
        batch_op.create_index("places_profile_place_ix", ["place_id", "counted_on", "id"], unique=False)

    op.bulk_insert(
        KNOWN_STATE,
        [{"kind": "places.place", "state": state} for state in ("ACTIVE", "CLOSED")],
    )
    op.bulk_insert(
        PARAMETERS,
        [
            {
                "name": "places",
                "scope": "",
                "valid_from": date(2022, 1, 1),
                "settings": {"near_m": 1000, "split_days": 730},
            }
        ],
    )


def downgrade() -> None:
    """Back."""
    op.execute(sa.delete(PARAMETERS).where(PARAMETERS.c.name == "places"))
    op.execute(sa.delete(KNOWN_STATE).where(KNOWN_STATE.c.kind == "places.place"))
    with op.batch_alter_table("places_profile", schema=None) as batch_op:
        batch_op.drop_index("places_profile_place_ix")

    op.drop_table("places_profile")
    with op.batch_alter_table("places_place", schema=None) as batch_op:
        batch_op.drop_index("places_place_settlement_ix")
        batch_op.drop_index("places_place_country_ix")
        batch_op.drop_index("places_place_city_ix")

    op.drop_table("places_place")
