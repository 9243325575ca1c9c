"""Identity: accounts, posts, and the keys of both that stay off the trail.

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATES = {
    "identity.account": ("INVITED", "ACTIVE", "DISABLED"),
    "identity.post": ("PROPOSED", "HELD", "ENDED"),
}
KNOWN = sa.table("kernel_state", sa.column("kind", sa.String), sa.column("state", sa.String))


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "identity_try",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("identity_try_pkey")),
    )
    with op.batch_alter_table("identity_try", schema=None) as batch_op:
        batch_op.create_index("identity_try_at_ix", ["at"], unique=False)
        batch_op.create_index("identity_try_key_ix", ["key", "at"], unique=False)

    op.create_table(
        "identity_account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sign_in", sa.String(length=400), nullable=False),
        sa.Column("country", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=80), nullable=False),
        sa.Column("time_zone", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("identity_account_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("identity_account_pkey")),
        sa.UniqueConstraint("sign_in", name=op.f("identity_account_sign_in_key")),
    )
    with op.batch_alter_table("identity_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("identity_account_country_ix"), ["country"], unique=False)

    op.create_table(
        "identity_one_time_code",
        sa.Column(
            "account_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["identity_account.id"], name=op.f("identity_one_time_code_account_id_fkey")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("identity_one_time_code_pkey")),
    )
    op.create_table(
        "identity_passphrase",
        sa.Column(
            "account_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("hash", sa.String(length=400), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["identity_account.id"], name=op.f("identity_passphrase_account_id_fkey")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("identity_passphrase_pkey")),
    )
    op.create_table(
        "identity_post",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=80), nullable=False),
        sa.Column("office", sa.String(length=80), nullable=True),
        sa.Column("scope_kind", sa.String(length=80), nullable=False),
        sa.Column("scope_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scope_label", sa.String(length=400), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["identity_account.id"], name=op.f("identity_post_account_id_fkey")
        ),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("identity_post_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("identity_post_pkey")),
    )
    with op.batch_alter_table("identity_post", schema=None) as batch_op:
        batch_op.create_index("identity_post_account_ix", ["account_id"], unique=False)
        batch_op.create_index("identity_post_scope_ix", ["role", "scope_kind", "scope_id"], unique=False)

    op.create_table(
        "identity_recovery_code",
        sa.Column(
            "account_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["identity_account.id"], name=op.f("identity_recovery_code_account_id_fkey")
        ),
        sa.PrimaryKeyConstraint("account_id", "digest", name=op.f("identity_recovery_code_pkey")),
    )
    op.create_table(
        "identity_second_factor",
        sa.Column(
            "account_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("secret", sa.String(length=400), nullable=False),
        sa.Column("last_step", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["identity_account.id"], name=op.f("identity_second_factor_account_id_fkey")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("identity_second_factor_pkey")),
    )
    op.create_table(
        "identity_session",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("awaits_code", sa.Boolean(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_seconds", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["identity_account.id"], name=op.f("identity_session_account_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("identity_session_pkey")),
        sa.UniqueConstraint("digest", name=op.f("identity_session_digest_key")),
    )
    with op.batch_alter_table("identity_session", schema=None) as batch_op:
        batch_op.create_index("identity_session_account_ix", ["account_id"], unique=False)

    op.create_table(
        "identity_token",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("label", sa.String(length=400), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["identity_account.id"], name=op.f("identity_token_account_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("identity_token_pkey")),
        sa.UniqueConstraint("digest", name=op.f("identity_token_digest_key")),
    )
    with op.batch_alter_table("identity_token", schema=None) as batch_op:
        batch_op.create_index("identity_token_account_ix", ["account_id"], unique=False)
    op.bulk_insert(
        KNOWN, [{"kind": kind, "state": state} for kind, states in STATES.items() for state in states]
    )


def downgrade() -> None:
    """Back."""
    op.execute(KNOWN.delete().where(KNOWN.c.kind.in_(list(STATES))))
    with op.batch_alter_table("identity_token", schema=None) as batch_op:
        batch_op.drop_index("identity_token_account_ix")

    op.drop_table("identity_token")
    with op.batch_alter_table("identity_session", schema=None) as batch_op:
        batch_op.drop_index("identity_session_account_ix")

    op.drop_table("identity_session")
    op.drop_table("identity_second_factor")
    op.drop_table("identity_recovery_code")
    with op.batch_alter_table("identity_post", schema=None) as batch_op:
        batch_op.drop_index("identity_post_scope_ix")
        batch_op.drop_index("identity_post_account_ix")

    op.drop_table("identity_post")
    op.drop_table("identity_passphrase")
    op.drop_table("identity_one_time_code")
    with op.batch_alter_table("identity_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("identity_account_country_ix"))

    op.drop_table("identity_account")
    with op.batch_alter_table("identity_try", schema=None) as batch_op:
        batch_op.drop_index("identity_try_key_ix")
        batch_op.drop_index("identity_try_at_ix")

    op.drop_table("identity_try")
