"""How the ledger is written: accounts are opened, journals posted and reversed; all in Core statements."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, insert, not_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.funding.ledger.models import DEBIT_KINDS, Account, Kind, Side
from app.funding.ledger.queries import ACCOUNTS, BALANCES, JOURNALS, LEGS, STANDING, Posting, code_of
from app.funding.ledger.rules import (
    Leg,
    Month,
    each_currency_balances,
    each_leg_has_one_side,
    falls_short,
    mirrored,
    period_takes,
    says_why,
)
from app.funding.periods.models import Period, PeriodState
from app.kernel.db import table_of
from app.kernel.errors import Invalid, Refused, Why, why
from app.kernel.money import Money, exponent_of
from app.kernel.things import THINGS
from app.kernel.trail.canonical import dump
from app.kernel.tx import Tx
from app.kernel.words import _

PERIODS = table_of(Period)

STORED = select(JOURNALS.c.id, JOURNALS.c.digest).where(JOURNALS.c.key == bindparam("key"))
HOLD_PERIOD = (
    select(PERIODS.c.id, PERIODS.c.starts_on, PERIODS.c.ends_on, THINGS.c.state)
    .join(THINGS, THINGS.c.id == PERIODS.c.id)
    .where(PERIODS.c.starts_on == bindparam("month"))
    .with_for_update(read=True, of=THINGS)
)
"""Reads the period and keeps it from being closed until this transaction has ended."""
NAMES = select(ACCOUNTS.c.id, ACCOUNTS.c.code, ACCOUNTS.c.currency).where(
    ACCOUNTS.c.id.in_(bindparam("accounts", expanding=True))
)
_SUMS = {
    "debits": BALANCES.c.debits + bindparam("more_debits"),
    "credits": BALANCES.c.credits + bindparam("more_credits"),
}
MOVE_BALANCE = (
    update(BALANCES)
    .where(
        BALANCES.c.account_id == bindparam("account"),
        or_(not_(BALANCES.c.guarded), BALANCES.c.sign * (_SUMS["debits"] - _SUMS["credits"]) >= 0),
    )
    .values(**_SUMS, version=BALANCES.c.version + 1)
)
"""The one statement that changes a balance: it finds no row where the account would go below zero (R34)."""
AVAILABLE = (
    select(ACCOUNTS.c.kind, ACCOUNTS.c.currency, STANDING)
    .join(BALANCES, BALANCES.c.account_id == ACCOUNTS.c.id)
    .where(ACCOUNTS.c.id == bindparam("account"))
)
FINISH_DRAFT = update(JOURNALS).where(JOURNALS.c.id == bindparam("draft")).values(posted=True)


@dataclass(frozen=True)
class Entry:
    """A journal that is asked for.

    `key` names the request: asked again with the same content, it is one posting. `effective_on` is the day
    that it belongs to. It is booked in the period of `booked_on`; unless that is given, in the period of the
    day it belongs to while that is open, and then in today's.
    """

    key: str
    kind: str
    effective_on: date
    legs: Sequence[Leg]
    reason: str = ""
    reverses: int | None = None
    booked_on: date | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of what is asked, in hexadecimal."""
        asked = {
            "kind": self.kind,
            "effective_on": self.effective_on.isoformat(),
            "booked_on": self.booked_on.isoformat() if self.booked_on else None,
            "legs": [[leg.account, str(leg.debit), str(leg.credit)] for leg in self.legs],
            "reason": self.reason,
            "reverses": self.reverses,
        }
        return hashlib.sha256(dump(asked)).hexdigest()


@dataclass(frozen=True)
class Posted:
    """The journal's key in the ledger, and whether it stood there before this request."""

    journal: int
    repeated: bool = False


def open_account(tx: Tx, fund_id: int, holder: str, kind: Kind, currency: str) -> int:
    """Open an account that may not go below zero, at zero; gives its key."""
    side = Side.DEBIT if kind in DEBIT_KINDS else Side.CREDIT
    account = Account(
        fund_id=fund_id,
        holder=holder,
        code=code_of(holder, kind, currency),
        kind=kind,
        currency=currency,
        exponent=exponent_of(currency),
        normal_side=side,
        must_not_go_negative=True,
    )
    tx.session.add(account)
    tx.session.flush()
    sign = 1 if side is Side.DEBIT else -1
    zero = {"account_id": account.id, "sign": sign, "guarded": True, "debits": 0, "credits": 0, "version": 1}
    tx.session.execute(insert(BALANCES).values(zero))
    return account.id


def post(tx: Tx, entry: Entry) -> Posted:
    """Write the journal, its legs and the balances, and note it for the fact of the move that posts it.

    Refused: the period is closed, or an account would go below zero (R34). Invalid: the legs do not balance,
    or the key stands for another request. The same request again gives the stored journal and writes nothing.
    """
    connection = tx.session.connection()
    stored = connection.execute(STORED, {"key": entry.key}).first()
    if stored is not None:
        return _repeated(*stored, entry)
    names = _names(connection, entry.legs)
    _refuse_invalid(
        each_leg_has_one_side(entry.legs),
        each_currency_balances(entry.legs, {key: name.currency for key, name in names.items()}),
    )
    month = _hold_period(connection, entry, tx.today)
    journal = _write(connection, entry, month, tx)
    if journal is None:
        return _repeated(*connection.execute(STORED, {"key": entry.key}).one(), entry)
    _move_balances(connection, entry.legs)
    _note(tx, entry, journal, month, names)
    return Posted(journal)


def reverse(tx: Tx, original: Posting, reason: str, effective_on: date) -> Posted:
    """Post the journal that mirrors `original` exactly, with a reason, at most once (R70).

    It is booked in the period of `effective_on`, whether or not the original's own is closed.
    """
    _refuse_invalid(says_why(reason))
    if original.reversed_by is not None:
        raise Refused([why("R70", _("It is reversed already."))])
    entry = Entry(
        key=f"{original.key}/reversal",
        kind=f"{original.kind}.reversal",
        effective_on=effective_on,
        legs=mirrored(original.legs),
        reason=reason,
        reverses=original.id,
    )
    return post(tx, entry)


def _refuse_invalid(*whys: Why | None) -> None:
    if found := [reason for reason in whys if reason is not None]:
        raise Invalid(found)


def _repeated(journal: int, digest: str, entry: Entry) -> Posted:
    if digest != entry.digest:
        raise Invalid([why("", _("Something else was posted under {key} before."), key=entry.key)])
    return Posted(journal, repeated=True)


class _Name(NamedTuple):
    code: str
    currency: str


def _names(connection: Connection, legs: Sequence[Leg]) -> dict[int, _Name]:
    rows = connection.execute(NAMES, {"accounts": [leg.account for leg in legs]})
    return {key: _Name(code, currency) for key, code, currency in rows}


def _hold_period(connection: Connection, entry: Entry, today: date) -> Month:
    """The open period to book in: the one asked for; else that of the day it belongs to, or if late, today's."""
    shut: list[Why | None] = []
    for day in [entry.booked_on] if entry.booked_on else [entry.effective_on, today]:
        row = connection.execute(HOLD_PERIOD, {"month": day.replace(day=1)}).first()
        month = (
            None if row is None else Month(row.id, row.starts_on, row.ends_on, row.state == PeriodState.OPEN)
        )
        shut.append(period_takes(month, day, entry.effective_on))
        if month is not None and shut[-1] is None:
            return month
    raise Refused(filter(None, shut))


def _write(connection: Connection, entry: Entry, month: Month, tx: Tx) -> int | None:
    """The journal with its legs; None where the same key was posted meanwhile by another hand.

    On PostgreSQL a journal is written whole and held to its sums at commit; on SQLite it is a draft until
    its legs are there, and is held to them when it is posted (guards.py).
    """
    whole = connection.dialect.name == "postgresql"
    statement = (postgresql if whole else sqlite).insert(JOURNALS)
    values = {
        "key": entry.key,
        "digest": entry.digest,
        "kind": entry.kind,
        "effective_on": entry.effective_on,
        "period_id": month.id,
        "reverses_id": entry.reverses,
        "reason": entry.reason,
        "legs": len(entry.legs),
        "posted_at": tx.now,
        "posted": whole,
    }
    added = statement.on_conflict_do_nothing(index_elements=[JOURNALS.c.key]).returning(JOURNALS.c.id)
    journal = connection.scalar(added, values)
    if journal is None:
        return None
    rows = [
        {
            "journal_id": journal,
            "number": number,
            "account_id": leg.account,
            "debit": leg.debit,
            "credit": leg.credit,
        }
        for number, leg in enumerate(entry.legs, 1)
    ]
    connection.execute(insert(LEGS), rows)
    if not whole:
        connection.execute(FINISH_DRAFT, {"draft": journal})
    return int(journal)


def _move_balances(connection: Connection, legs: Sequence[Leg]) -> None:
    """One conditional update an account, in ascending order of keys so that no two postings wait for each other."""
    debited: dict[int, int] = defaultdict(int)
    credited: dict[int, int] = defaultdict(int)
    for leg in legs:
        debited[leg.account] += leg.debit
        credited[leg.account] += leg.credit
    for account in sorted(debited):
        sums = {"account": account, "more_debits": debited[account], "more_credits": credited[account]}
        if not connection.execute(MOVE_BALANCE, sums).rowcount:
            row = connection.execute(AVAILABLE, {"account": account}).one()
            asked = Money(abs(debited[account] - credited[account]), row.currency)
            raise Refused([falls_short(row.kind, Money(int(row.minor), row.currency), asked)])


def _note(tx: Tx, entry: Entry, journal: int, month: Month, names: dict[int, _Name]) -> None:
    """What the fact says of the journal: enough to rebuild every balance from facts alone."""
    said = {
        "id": journal,
        "key": entry.key,
        "kind": entry.kind,
        "effective_on": entry.effective_on.isoformat(),
        "period": f"{month.starts_on:%Y-%m}",
        "reverses": entry.reverses,
        "legs": [
            {
                **names[leg.account]._asdict(),
                "debit": str(leg.debit),
                "credit": str(leg.credit),
            }
            for leg in entry.legs
        ],
    }
    tx.note("journals", said, **({"reason": entry.reason} if entry.reason else {}))
