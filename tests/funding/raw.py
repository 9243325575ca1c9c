"""Writing to the ledger past the application, as far as the database lets it."""

import hashlib

from sqlalchemy import Connection, text

DIGEST = hashlib.sha256(b"").hexdigest()


def raw_journal(connection: Connection, period: int, legs: int, key: str = "raw") -> int:
    """A journal written past the application, as far as the database lets it."""
    whole = connection.dialect.name == "postgresql"
    return int(
        connection.execute(
            text(
                "INSERT INTO funding_journal"
                " (key, digest, kind, effective_on, period_id, reason, legs, posted_at, posted)"
                " VALUES (:key, :digest, 'raw', '2026-06-30', :period, '', :legs, '2026-06-30', :posted)"
                " RETURNING id"
            ),
            {"key": key, "digest": DIGEST, "period": period, "legs": legs, "posted": whole},
        ).scalar_one()
    )


def raw_leg(connection: Connection, journal: int, number: int, account: int, debit: int, credit: int) -> None:
    connection.execute(
        text("INSERT INTO funding_leg VALUES (:journal, :number, :account, :debit, :credit)"),
        {"journal": journal, "number": number, "account": account, "debit": debit, "credit": credit},
    )


def finish(connection: Connection, journal: int) -> None:
    """Post a draft; on PostgreSQL a journal is held to its sums at commit."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("UPDATE funding_journal SET posted = 1 WHERE id = :id"), {"id": journal})
    connection.commit()


def late_legs(connection: Connection, journal: int, account: int) -> None:
    """Two legs that balance, added to a journal that was posted before."""
    raw_leg(connection, journal, 3, account, 5, 0)
    raw_leg(connection, journal, 4, account, 0, 5)
    connection.commit()
