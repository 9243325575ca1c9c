"""Reports with their lines and papers, what is claimed by one line alone, and budgets.

Revision 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

STATES = {
    "funding.report": (
        "DUE", "DRAFT", "SUBMITTED", "RETURNED", "ACCEPTED", "ACCEPTED_WITH_DISALLOWANCE", "REJECTED",
    ),
    "funding.budget": ("PROPOSED", "APPROVED", "WITHDRAWN"),
}  # fmt: skip
KNOWN_STATE = sa.table("kernel_state", sa.column("kind", sa.String), sa.column("state", sa.String))


def upgrade() -> None:
    """Forward."""
    known = [{"kind": kind, "state": state} for kind, states in STATES.items() for state in states]
    op.bulk_insert(KNOWN_STATE, known)
    op.create_table(
        "funding_budget",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["award_id"], ["funding_award.id"], name=op.f("funding_budget_award_id_fkey")
        ),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("funding_budget_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_budget_pkey")),
    )
    with op.batch_alter_table("funding_budget", schema=None) as batch_op:
        batch_op.create_index("funding_budget_award_ix", ["award_id"], unique=False)

    op.create_table(
        "funding_budget_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("budget_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("funding_budget_line_amount_check")),
        sa.ForeignKeyConstraint(
            ["budget_id"], ["funding_budget.id"], name=op.f("funding_budget_line_budget_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_budget_line_pkey")),
    )
    with op.batch_alter_table("funding_budget_line", schema=None) as batch_op:
        batch_op.create_index("funding_budget_line_budget_ix", ["budget_id"], unique=False)

    op.create_table(
        "funding_report",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("requirement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind_of", sa.String(length=80), nullable=False),
        sa.Column("tranche", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=80), nullable=False),
        sa.Column("done", sa.Text(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=True),
        sa.Column("disallowed", sa.BigInteger(), nullable=True),
        sa.Column("left", sa.BigInteger(), nullable=True),
        sa.Column("left_booked", sa.BigInteger(), nullable=True),
        sa.Column("difference", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("received >= 0", name=op.f("funding_report_received_check")),
        sa.ForeignKeyConstraint(
            ["award_id"], ["funding_award.id"], name=op.f("funding_report_award_id_fkey")
        ),
        sa.ForeignKeyConstraint(["id"], ["kernel_thing.id"], name=op.f("funding_report_id_fkey")),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["funding_requirement.id"], name=op.f("funding_report_requirement_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_report_pkey")),
        sa.UniqueConstraint("requirement_id", name=op.f("funding_report_requirement_id_key")),
    )
    with op.batch_alter_table("funding_report", schema=None) as batch_op:
        batch_op.create_index("funding_report_award_ix", ["award_id", "due_on"], unique=False)

    op.create_table(
        "funding_expense",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("budget_line", sa.String(length=400), nullable=False),
        sa.Column("cost", sa.String(length=80), nullable=False),
        sa.Column("proof", sa.String(length=80), nullable=False),
        sa.Column("document_number", sa.String(length=400), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("payee", sa.String(length=400), nullable=False),
        sa.Column("description", sa.String(length=400), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=80), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("disallowed", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.String(length=80), nullable=True),
        sa.Column("booked", sa.BigInteger(), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clearance", sa.String(length=400), nullable=True),
        sa.Column("taken_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("funding_expense_amount_check")),
        sa.CheckConstraint("disallowed BETWEEN 0 AND amount", name=op.f("funding_expense_disallowed_check")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["funding_report.id"], name=op.f("funding_expense_report_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_expense_pkey")),
    )
    with op.batch_alter_table("funding_expense", schema=None) as batch_op:
        batch_op.create_index("funding_expense_key_ix", ["key"], unique=False)
        batch_op.create_index("funding_expense_report_ix", ["report_id", "number"], unique=False)

    op.create_table(
        "funding_claim",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expense_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["expense_id"], ["funding_expense.id"], name=op.f("funding_claim_expense_id_fkey")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("funding_claim_pkey")),
    )
    op.create_table(
        "funding_expense_paper",
        sa.Column("expense_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents_document.id"], name=op.f("funding_expense_paper_document_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["expense_id"], ["funding_expense.id"], name=op.f("funding_expense_paper_expense_id_fkey")
        ),
        sa.PrimaryKeyConstraint("expense_id", "document_id", name=op.f("funding_expense_paper_pkey")),
    )
    with op.batch_alter_table("funding_expense_paper", schema=None) as batch_op:
        batch_op.create_index("funding_expense_paper_sha256_ix", ["sha256"], unique=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("funding_expense_paper", schema=None) as batch_op:
        batch_op.drop_index("funding_expense_paper_sha256_ix")

    op.drop_table("funding_expense_paper")
    op.drop_table("funding_claim")
    with op.batch_alter_table("funding_expense", schema=None) as batch_op:
        batch_op.drop_index("funding_expense_report_ix")
        batch_op.drop_index("funding_expense_key_ix")

    op.drop_table("funding_expense")
    with op.batch_alter_table("funding_report", schema=None) as batch_op:
        batch_op.drop_index("funding_report_award_ix")

    op.drop_table("funding_report")
    with op.batch_alter_table("funding_budget_line", schema=None) as batch_op:
        batch_op.drop_index("funding_budget_line_budget_ix")

    op.drop_table("funding_budget_line")
    with op.batch_alter_table("funding_budget", schema=None) as batch_op:
        batch_op.drop_index("funding_budget_award_ix")

    op.drop_table("funding_budget")
    op.execute(sa.delete(KNOWN_STATE).where(KNOWN_STATE.c.kind.in_(STATES)))
