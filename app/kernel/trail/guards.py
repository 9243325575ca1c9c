"""What the database itself refuses to do to the trail, as statements that the first migration runs."""

POSTGRESQL = (
    """
    CREATE FUNCTION kernel_fact_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'a fact of the trail is final'; END $$
    """,
    """
    CREATE TRIGGER kernel_fact_row_is_final BEFORE UPDATE OR DELETE ON kernel_fact
    FOR EACH ROW EXECUTE FUNCTION kernel_fact_is_final()
    """,
    """
    CREATE TRIGGER kernel_fact_table_is_final BEFORE TRUNCATE ON kernel_fact
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_fact_is_final()
    """,
    "ALTER TABLE kernel_fact ENABLE ALWAYS TRIGGER kernel_fact_row_is_final",
    "ALTER TABLE kernel_fact ENABLE ALWAYS TRIGGER kernel_fact_table_is_final",
    r"""
    ALTER TABLE kernel_fact ADD CONSTRAINT kernel_fact_leaf_hash_check
    CHECK (leaf_hash = sha256('\x00'::bytea || record))
    """,
)
"""Row and statement triggers that also fire in a replica's session, and the leaf hash as a CHECK."""

SQLITE = (
    """
    CREATE TRIGGER kernel_fact_in_order BEFORE INSERT ON kernel_fact
    WHEN NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM kernel_fact)
    BEGIN SELECT RAISE(ABORT, 'a fact of the trail takes the next number'); END
    """,
    """
    CREATE TRIGGER kernel_fact_no_update BEFORE UPDATE ON kernel_fact
    BEGIN SELECT RAISE(ABORT, 'a fact of the trail is final'); END
    """,
    """
    CREATE TRIGGER kernel_fact_no_delete BEFORE DELETE ON kernel_fact
    BEGIN SELECT RAISE(ABORT, 'a fact of the trail is final'); END
    """,
)
"""REPLACE INTO deletes without firing a delete trigger, so the order of numbers is guarded as well."""

POSTGRESQL_DROP = (
    "ALTER TABLE kernel_fact DROP CONSTRAINT kernel_fact_leaf_hash_check",
    "DROP TRIGGER kernel_fact_row_is_final ON kernel_fact",
    "DROP TRIGGER kernel_fact_table_is_final ON kernel_fact",
    "DROP FUNCTION kernel_fact_is_final()",
)
