"""Funding: the ledger with its guards, accounting periods, rates, sources and what belongs to them.

Revision 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

from app.funding.ledger import guards

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATES = {
    "funding.period": ("OPEN", "CLOSING", "CLOSED"),
    "funding.rate": ("ENTERED", "CONFIRMED", "REJECTED"),
    "funding.source": ("DRAFT", "OPEN", "CLOSED"),
    "funding.contribution": ("PLEDGED", "SIGNED", "ENTERED", "RECEIVED", "WITHDRAWN", "REVERSED"),
    "funding.allotment": ("PROPOSED", "ALLOTTED", "CLOSED", "WITHDRAWN"),
    "funding.charge": ("ENTERED", "POSTED", "WITHDRAWN", "REVERSED"),
}
KNOWN_STATE = sa.table("kernel_state", sa.column("kind", sa.String), sa.column("state", sa.String))


def upgrade() -> None:
    """Forward."""
    known = [{"kind": kind, "state": state} for kind, states in STATES.items() for state in states]
    op.bulk_insert(KNOWN_STATE, known)
    op.create_table(
        "funding_account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fund_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("currency", sa.String(length=80), nullable=False),
        sa.Column("exponent", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("normal_side", sa.String(length=80), nullable=False),
        sa.Column("must_not_go_negative", sa.Boolean(), nullable=False),
        sa.CheckConstraint("normal_side IN ('debit', 'credit')", name=op.f("funding_account_side_check")),
        sa.CheckConstraint("exponent BETWEEN 0 AND 4", name=op.f("funding_account_exponent_check")),
        sa.ForeignKeyConstraint(["fund_id"], ["kernel_thing.id"], name=op.f("funding_account_fund_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_account_pkey")),
        sa.UniqueConstraint("code", name=op.f("funding_account_code_key")),
    )
    with op.batch_alter_table("funding_account", schema=None) as batch_op:
        batch_op.create_index("funding_account_fund_ix", ["fund_id", "kind"], unique=False)

    op.create_table(
        "funding_period",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("funding_period_days_check")),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("funding_period_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_period_pkey")),
        sa.UniqueConstraint("starts_on", name=op.f("funding_period_starts_on_key")),
    )
    op.create_table(
        "funding_rate",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("currency", sa.String(length=80), nullable=False),
        sa.Column("per_usd", sa.String(length=80), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("funding_rate_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_rate_pkey")),
    )
    with op.batch_alter_table("funding_rate", schema=None) as batch_op:
        batch_op.create_index("funding_rate_currency_ix", ["currency", "effective_on"], unique=False)

    op.create_table(
        "funding_balance",
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sign", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("guarded", sa.Boolean(), nullable=False),
        sa.Column("debits", sa.BigInteger(), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "NOT guarded OR sign * (debits - credits) >= 0", name=op.f("funding_balance_limit_check")
        ),
        sa.CheckConstraint("debits >= 0 AND credits >= 0", name=op.f("funding_balance_sums_check")),
        sa.CheckConstraint("sign IN (1, -1)", name=op.f("funding_balance_sign_check")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["funding_account.id"], name=op.f("funding_balance_account_id_fkey")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("funding_balance_pkey")),
    )
    op.create_table(
        "funding_journal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("period_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reverses_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("legs", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "reverses_id IS NULL OR reason <> ''", name=op.f("funding_journal_reversal_check")
        ),
        sa.CheckConstraint("legs >= 2", name=op.f("funding_journal_legs_check")),
        sa.ForeignKeyConstraint(
            ["period_id"], ["funding_period.id"], name=op.f("funding_journal_period_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["funding_journal.id"], name=op.f("funding_journal_reverses_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_journal_pkey")),
        sa.UniqueConstraint("key", name=op.f("funding_journal_key_key")),
        sa.UniqueConstraint("reverses_id", name=op.f("funding_journal_reverses_id_key")),
    )
    with op.batch_alter_table("funding_journal", schema=None) as batch_op:
        batch_op.create_index("funding_journal_effective_ix", ["effective_on"], unique=False)
        batch_op.create_index("funding_journal_period_ix", ["period_id"], unique=False)

    op.create_table(
        "funding_source",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("donor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("currency", sa.String(length=80), nullable=False),
        sa.Column("countries", sa.JSON(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("instruments", sa.JSON(), nullable=False),
        sa.Column("window", sa.String(length=80), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["donor_id"], ["parties_party.id"], name=op.f("funding_source_donor_id_fkey")
        ),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("funding_source_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_source_pkey")),
        sa.UniqueConstraint("code", name=op.f("funding_source_code_key")),
    )
    with op.batch_alter_table("funding_source", schema=None) as batch_op:
        batch_op.create_index("funding_source_donor_ix", ["donor_id"], unique=False)

    op.create_table(
        "funding_allotment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("window", sa.String(length=80), nullable=True),
        sa.Column("country", sa.String(length=80), nullable=True),
        sa.Column("instrument", sa.String(length=80), nullable=True),
        sa.Column("call", sa.String(length=80), nullable=True),
        sa.CheckConstraint(
            '"window" IS NOT NULL OR country IS NOT NULL OR instrument IS NOT NULL OR "call" IS NOT NULL',
            name=op.f("funding_allotment_purpose_check"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("funding_allotment_amount_check")),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("funding_allotment_id_fkey")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["funding_source.id"], name=op.f("funding_allotment_source_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_allotment_pkey")),
    )
    with op.batch_alter_table("funding_allotment", schema=None) as batch_op:
        batch_op.create_index("funding_allotment_country_ix", ["country"], unique=False)
        batch_op.create_index("funding_allotment_source_ix", ["source_id"], unique=False)

    op.create_table(
        "funding_charge",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sort", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("charged_on", sa.Date(), nullable=False),
        sa.Column("voucher", sa.String(length=400), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("funding_charge_amount_check")),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("funding_charge_id_fkey")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["funding_source.id"], name=op.f("funding_charge_source_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_charge_pkey")),
    )
    with op.batch_alter_table("funding_charge", schema=None) as batch_op:
        batch_op.create_index("funding_charge_source_ix", ["source_id", "charged_on"], unique=False)

    op.create_table(
        "funding_contribution",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("currency", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("pledged_on", sa.Date(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("agreement", sa.String(length=400), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("received", sa.BigInteger(), nullable=True),
        sa.Column("proof", sa.String(length=400), nullable=True),
        sa.Column("rate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("rate", sa.String(length=80), nullable=True),
        sa.Column("booked", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("funding_contribution_amount_check")),
        sa.CheckConstraint(
            "received IS NULL OR received > 0", name=op.f("funding_contribution_received_check")
        ),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("funding_contribution_id_fkey")),
        sa.ForeignKeyConstraint(
            ["rate_id"], ["funding_rate.id"], name=op.f("funding_contribution_rate_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["funding_source.id"], name=op.f("funding_contribution_source_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_contribution_pkey")),
    )
    with op.batch_alter_table("funding_contribution", schema=None) as batch_op:
        batch_op.create_index("funding_contribution_source_ix", ["source_id"], unique=False)

    op.create_table(
        "funding_leg",
        sa.Column("journal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("debit", sa.BigInteger(), nullable=False),
        sa.Column("credit", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(debit > 0 AND credit = 0) OR (credit > 0 AND debit = 0)",
            name=op.f("funding_leg_one_side_check"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["funding_account.id"], name=op.f("funding_leg_account_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["journal_id"], ["funding_journal.id"], name=op.f("funding_leg_journal_id_fkey")
        ),
        sa.PrimaryKeyConstraint("journal_id", "number", name=op.f("funding_leg_pkey")),
    )
    with op.batch_alter_table("funding_leg", schema=None) as batch_op:
        batch_op.create_index("funding_leg_account_ix", ["account_id", "journal_id"], unique=False)

    for statement in guards.POSTGRESQL if op.get_bind().dialect.name == "postgresql" else guards.SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("funding_leg", schema=None) as batch_op:
        batch_op.drop_index("funding_leg_account_ix")

    op.drop_table("funding_leg")
    with op.batch_alter_table("funding_contribution", schema=None) as batch_op:
        batch_op.drop_index("funding_contribution_source_ix")

    op.drop_table("funding_contribution")
    with op.batch_alter_table("funding_charge", schema=None) as batch_op:
        batch_op.drop_index("funding_charge_source_ix")

    op.drop_table("funding_charge")
    with op.batch_alter_table("funding_allotment", schema=None) as batch_op:
        batch_op.drop_index("funding_allotment_source_ix")
        batch_op.drop_index("funding_allotment_country_ix")

    op.drop_table("funding_allotment")
    with op.batch_alter_table("funding_source", schema=None) as batch_op:
        batch_op.drop_index("funding_source_donor_ix")

    op.drop_table("funding_source")
    with op.batch_alter_table("funding_journal", schema=None) as batch_op:
        batch_op.drop_index("funding_journal_period_ix")
        batch_op.drop_index("funding_journal_effective_ix")

    op.drop_table("funding_journal")
    op.drop_table("funding_balance")
    with op.batch_alter_table("funding_rate", schema=None) as batch_op:
        batch_op.drop_index("funding_rate_currency_ix")

    op.drop_table("funding_rate")
    op.drop_table("funding_period")
    with op.batch_alter_table("funding_account", schema=None) as batch_op:
        batch_op.drop_index("funding_account_fund_ix")

    op.drop_table("funding_account")
    if op.get_bind().dialect.name == "postgresql":
        for statement in guards.POSTGRESQL_DROP:
            op.execute(statement)
    op.execute(sa.delete(KNOWN_STATE).where(KNOWN_STATE.c.kind.in_(STATES)))
