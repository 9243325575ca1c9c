"""The kernel: headers, scopes, steps, the trail with its guards, parameters and the outbox.

Revision 0001, the first.
"""

import sqlalchemy as sa
from alembic import op

from app.kernel.trail import guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


THING_ID = sa.Sequence("kernel_thing_id_seq", start=100)


def upgrade() -> None:
    """Forward."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.schema.CreateSequence(THING_ID))
    op.create_table(
        "kernel_checkpoint",
        sa.Column(
            "size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("kernel_checkpoint_pkey")),
    )
    op.create_table(
        "kernel_fact",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("stream", sa.String(length=80), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("kernel_fact_pkey")),
    )
    with op.batch_alter_table("kernel_fact", schema=None) as batch_op:
        batch_op.create_index("kernel_fact_stream_ix", ["stream", "seq"], unique=False)

    op.create_table(
        "kernel_head",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("kernel_head_one_row_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("kernel_head_pkey")),
    )
    op.create_table(
        "kernel_parameters",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("kernel_parameters_pkey")),
    )
    with op.batch_alter_table("kernel_parameters", schema=None) as batch_op:
        batch_op.create_index("kernel_parameters_name_ix", ["name", "scope", "valid_from"], unique=True)

    op.create_table(
        "kernel_refusal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("status", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("kernel_refusal_pkey")),
    )
    with op.batch_alter_table("kernel_refusal", schema=None) as batch_op:
        batch_op.create_index("kernel_refusal_at_ix", ["at"], unique=False)

    op.create_table(
        "kernel_secret",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("subject", sa.String(length=80), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("seq", "field", name=op.f("kernel_secret_pkey")),
    )
    op.create_table(
        "kernel_state",
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("kind", "state", name=op.f("kernel_state_pkey")),
    )
    op.create_table(
        "kernel_stream",
        sa.Column("stream", sa.String(length=80), nullable=False),
        sa.Column("count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("kernel_stream_pkey")),
    )
    op.create_table(
        "kernel_tile",
        sa.Column(
            "level", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "index", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "index", name=op.f("kernel_tile_pkey")),
    )
    op.create_table(
        "kernel_thing",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("root_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("state", sa.String(length=80), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lead", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["kernel_thing.id"], name=op.f("kernel_thing_case_id_fkey")),
        sa.ForeignKeyConstraint(
            ["kind", "state"],
            ["kernel_state.kind", "kernel_state.state"],
            name=op.f("kernel_thing_kind_state_fkey"),
        ),
        sa.ForeignKeyConstraint(["root_id"], ["kernel_thing.id"], name=op.f("kernel_thing_root_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("kernel_thing_pkey")),
        sa.UniqueConstraint("reference", name=op.f("kernel_thing_reference_key")),
    )
    with op.batch_alter_table("kernel_thing", schema=None) as batch_op:
        batch_op.create_index("kernel_thing_case_ix", ["case_id"], unique=False)
        batch_op.create_index("kernel_thing_due_ix", ["due_at"], unique=False)
        batch_op.create_index("kernel_thing_root_ix", ["root_id"], unique=False)
        batch_op.create_index("kernel_thing_waiting_ix", ["kind", "state", "since", "id"], unique=False)

    op.create_table(
        "kernel_notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recipient", sa.String(length=80), nullable=False),
        sa.Column("thing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["thing_id"], ["kernel_thing.id"], name=op.f("kernel_notice_thing_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("kernel_notice_pkey")),
    )
    with op.batch_alter_table("kernel_notice", schema=None) as batch_op:
        batch_op.create_index("kernel_notice_recipient_ix", ["recipient", "id"], unique=False)
        batch_op.create_index("kernel_notice_unposted_ix", ["posted_at", "id"], unique=False)

    op.create_table(
        "kernel_step",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("thing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("root_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("move", sa.String(length=80), nullable=False),
        sa.Column("duty", sa.String(length=80), nullable=True),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("post", sa.String(length=80), nullable=False),
        sa.Column("before", sa.String(length=80), nullable=False),
        sa.Column("after", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["kernel_fact.seq"], name=op.f("kernel_step_seq_fkey")),
        sa.ForeignKeyConstraint(["thing_id"], ["kernel_thing.id"], name=op.f("kernel_step_thing_id_fkey")),
        sa.PrimaryKeyConstraint("seq", name=op.f("kernel_step_pkey")),
    )
    with op.batch_alter_table("kernel_step", schema=None) as batch_op:
        batch_op.create_index("kernel_step_case_ix", ["case_id", "actor", "duty"], unique=False)
        batch_op.create_index("kernel_step_root_ix", ["root_id", "seq"], unique=False)
        batch_op.create_index("kernel_step_thing_ix", ["thing_id", "seq"], unique=False)

    op.create_table(
        "kernel_thing_scope",
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("scope_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("thing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["thing_id"], ["kernel_thing.id"], name=op.f("kernel_thing_scope_thing_id_fkey")
        ),
        sa.PrimaryKeyConstraint("kind", "scope_id", "thing_id", name=op.f("kernel_thing_scope_pkey")),
    )
    with op.batch_alter_table("kernel_thing_scope", schema=None) as batch_op:
        batch_op.create_index("kernel_thing_scope_thing_ix", ["thing_id"], unique=False)

    op.create_table(
        "kernel_job",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("pieces", sa.JSON(), nullable=False),
        sa.Column("done", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=80), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("kernel_job_pkey")),
    )
    with op.batch_alter_table("kernel_job", schema=None) as batch_op:
        batch_op.create_index("kernel_job_state_ix", ["state", "id"], unique=False)

    op.create_table(
        "web_kept_form",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("web_kept_form_pkey")),
    )
    with op.batch_alter_table("web_kept_form", schema=None) as batch_op:
        batch_op.create_index("web_kept_form_kept_at_ix", ["kept_at"], unique=False)

    for statement in guards.POSTGRESQL if op.get_bind().dialect.name == "postgresql" else guards.SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Back."""
    if op.get_bind().dialect.name == "postgresql":
        for statement in guards.POSTGRESQL_DROP:
            op.execute(statement)
        op.execute(sa.schema.DropSequence(THING_ID))
    op.drop_table("web_kept_form")
    op.drop_table("kernel_job")
    with op.batch_alter_table("kernel_thing_scope", schema=None) as batch_op:
        batch_op.drop_index("kernel_thing_scope_thing_ix")

    op.drop_table("kernel_thing_scope")
    with op.batch_alter_table("kernel_step", schema=None) as batch_op:
        batch_op.drop_index("kernel_step_thing_ix")
        batch_op.drop_index("kernel_step_root_ix")
        batch_op.drop_index("kernel_step_case_ix")

    op.drop_table("kernel_step")
    with op.batch_alter_table("kernel_notice", schema=None) as batch_op:
        batch_op.drop_index("kernel_notice_unposted_ix")
        batch_op.drop_index("kernel_notice_recipient_ix")

    op.drop_table("kernel_notice")
    with op.batch_alter_table("kernel_thing", schema=None) as batch_op:
        batch_op.drop_index("kernel_thing_waiting_ix")
        batch_op.drop_index("kernel_thing_root_ix")
        batch_op.drop_index("kernel_thing_due_ix")
        batch_op.drop_index("kernel_thing_case_ix")

    op.drop_table("kernel_thing")
    op.drop_table("kernel_tile")
    op.drop_table("kernel_stream")
    op.drop_table("kernel_state")
    op.drop_table("kernel_secret")
    with op.batch_alter_table("kernel_refusal", schema=None) as batch_op:
        batch_op.drop_index("kernel_refusal_at_ix")

    op.drop_table("kernel_refusal")
    with op.batch_alter_table("kernel_parameters", schema=None) as batch_op:
        batch_op.drop_index("kernel_parameters_name_ix")

    op.drop_table("kernel_parameters")
    op.drop_table("kernel_head")
    with op.batch_alter_table("kernel_fact", schema=None) as batch_op:
        batch_op.drop_index("kernel_fact_stream_ix")

    op.drop_table("kernel_fact")
    op.drop_table("kernel_checkpoint")
