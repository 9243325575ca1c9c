"""What the database itself refuses to do to the ledger, as statements that the migration runs."""

FINAL = ("funding_account", "funding_journal", "funding_leg")

POSTGRESQL = (
    """
    CREATE FUNCTION funding_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the ledger is final' USING ERRCODE = 'restrict_violation'; END $$
    """,
    *(
        statement
        for table in FINAL
        for statement in (
            f"""
            CREATE TRIGGER {table}_row_is_final BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION funding_is_final()
            """,
            f"""
            CREATE TRIGGER {table}_table_is_final BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION funding_is_final()
            """,
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_row_is_final",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_table_is_final",
        )
    ),
    "ALTER TABLE funding_journal ADD CONSTRAINT funding_journal_posted_check CHECK (posted)",
    """
    CREATE FUNCTION funding_journal_is_in_an_open_period() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM kernel_thing WHERE id = NEW.period_id AND state = 'OPEN' FOR SHARE;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'the accounting period is not open' USING ERRCODE = 'check_violation';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER funding_journal_in_an_open_period BEFORE INSERT ON funding_journal
    FOR EACH ROW EXECUTE FUNCTION funding_journal_is_in_an_open_period()
    """,
    """
    CREATE FUNCTION funding_journal_must_balance(asked bigint) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      IF (SELECT count(*) FROM funding_leg WHERE journal_id = asked)
         <> (SELECT legs FROM funding_journal WHERE id = asked)
         OR EXISTS (SELECT 1 FROM funding_leg JOIN funding_account ON funding_account.id = account_id
                    WHERE journal_id = asked GROUP BY currency HAVING sum(debit) <> sum(credit)) THEN
        RAISE EXCEPTION 'journal % does not balance', asked USING ERRCODE = 'check_violation';
      END IF;
    END $$
    """,
    """
    CREATE FUNCTION funding_journal_balances() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM funding_journal_must_balance(NEW.id); RETURN NULL; END $$
    """,
    """
    CREATE FUNCTION funding_leg_balances() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM funding_journal_must_balance(NEW.journal_id); RETURN NULL; END $$
    """,
    """
    CREATE CONSTRAINT TRIGGER funding_journal_balanced AFTER INSERT ON funding_journal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funding_journal_balances()
    """,
    """
    CREATE CONSTRAINT TRIGGER funding_leg_balanced AFTER INSERT ON funding_leg
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funding_leg_balances()
    """,
    "ALTER TABLE funding_journal ENABLE ALWAYS TRIGGER funding_journal_in_an_open_period",
    "ALTER TABLE funding_journal ENABLE ALWAYS TRIGGER funding_journal_balanced",
    "ALTER TABLE funding_leg ENABLE ALWAYS TRIGGER funding_leg_balanced",
)
"""A journal is written whole; at commit it and each of its legs ask whether every currency balances."""

POSTGRESQL_DROP = (
    "DROP FUNCTION funding_journal_is_in_an_open_period()",
    "DROP FUNCTION funding_journal_balances()",
    "DROP FUNCTION funding_leg_balances()",
    "DROP FUNCTION funding_journal_must_balance(bigint)",
    "DROP FUNCTION funding_is_final()",
)
"""What is left when the tables are gone."""

SQLITE = (
    """
    CREATE TRIGGER funding_journal_begins BEFORE INSERT ON funding_journal
    WHEN NEW.posted OR EXISTS (
      SELECT 1 FROM funding_journal
      WHERE id = NEW.id OR "key" = NEW."key" OR reverses_id = NEW.reverses_id
    )
    BEGIN SELECT RAISE(ABORT, 'a journal begins as a draft and replaces none'); END
    """,
    """
    CREATE TRIGGER funding_journal_no_update BEFORE UPDATE ON funding_journal
    WHEN OLD.posted OR NOT NEW.posted
    BEGIN SELECT RAISE(ABORT, 'the ledger is final'); END
    """,
    """
    CREATE TRIGGER funding_journal_in_an_open_period BEFORE UPDATE ON funding_journal
    WHEN NOT EXISTS (SELECT 1 FROM kernel_thing WHERE id = NEW.period_id AND state = 'OPEN')
    BEGIN SELECT RAISE(ABORT, 'the accounting period is not open'); END
    """,
    """
    CREATE TRIGGER funding_journal_balanced BEFORE UPDATE ON funding_journal
    WHEN (SELECT count(*) FROM funding_leg WHERE journal_id = NEW.id) <> NEW.legs
      OR EXISTS (SELECT 1 FROM funding_leg JOIN funding_account ON funding_account.id = account_id
                 WHERE journal_id = NEW.id GROUP BY currency HAVING sum(debit) <> sum(credit))
    BEGIN SELECT RAISE(ABORT, 'the journal does not balance'); END
    """,
    """
    CREATE TRIGGER funding_leg_begins BEFORE INSERT ON funding_leg
    WHEN NOT EXISTS (SELECT 1 FROM funding_journal WHERE id = NEW.journal_id AND NOT posted)
      OR EXISTS (SELECT 1 FROM funding_leg WHERE journal_id = NEW.journal_id AND number = NEW.number)
    BEGIN SELECT RAISE(ABORT, 'a leg belongs to a draft and replaces none'); END
    """,
    """
    CREATE TRIGGER funding_account_begins BEFORE INSERT ON funding_account
    WHEN EXISTS (SELECT 1 FROM funding_account WHERE id = NEW.id OR code = NEW.code)
    BEGIN SELECT RAISE(ABORT, 'an account replaces none'); END
    """,
    *(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
        " BEGIN SELECT RAISE(ABORT, 'the ledger is final'); END"
        for table, verb in (
            ("funding_account", "UPDATE"),
            ("funding_account", "DELETE"),
            ("funding_journal", "DELETE"),
            ("funding_leg", "UPDATE"),
            ("funding_leg", "DELETE"),
        )
    ),
)
"""SQLite asks nothing at commit, so a journal begins as a draft and is held to its sums when it is posted.

REPLACE INTO deletes without firing a delete trigger, so replacing is refused as well.
"""
