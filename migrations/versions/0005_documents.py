"""Documents: what belongs to a thing, and its numbered versions.

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "documents_document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("purpose", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("current_number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["kernel_thing.id"], name=op.f("documents_document_owner_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("documents_document_pkey")),
    )
    with op.batch_alter_table("documents_document", schema=None) as batch_op:
        batch_op.create_index("documents_document_owner_ix", ["owner_id", "purpose"], unique=False)

    op.create_table(
        "documents_version",
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("file_name", sa.String(length=400), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_by", sa.String(length=80), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_zoned", sa.Boolean(), nullable=False),
        sa.Column("latitude", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("longitude", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("original_sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents_document.id"], name=op.f("documents_version_document_id_fkey")
        ),
        sa.PrimaryKeyConstraint("document_id", "number", name=op.f("documents_version_pkey")),
    )
    with op.batch_alter_table("documents_version", schema=None) as batch_op:
        batch_op.create_index("documents_version_original_sha256_ix", ["original_sha256"], unique=False)
        batch_op.create_index("documents_version_sha256_ix", ["sha256"], unique=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("documents_version", schema=None) as batch_op:
        batch_op.drop_index("documents_version_sha256_ix")
        batch_op.drop_index("documents_version_original_sha256_ix")

    op.drop_table("documents_version")
    with op.batch_alter_table("documents_document", schema=None) as batch_op:
        batch_op.drop_index("documents_document_owner_ix")

    op.drop_table("documents_document")
