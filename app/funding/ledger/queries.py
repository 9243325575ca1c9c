"""What may be known of the ledger: accounts, balances now and on any day, journals with their legs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import Session

from app.funding.ledger.models import Account, Balance, Journal, JournalLeg, Kind
from app.funding.ledger.rules import Leg
from app.kernel.db import table_of
from app.kernel.money import Money

ACCOUNTS, BALANCES, JOURNALS, LEGS = map(table_of, (Account, Balance, Journal, JournalLeg))
STANDING = (BALANCES.c.sign * (BALANCES.c.debits - BALANCES.c.credits)).label("minor")
"""What stands on an account, on the side on which it grows."""

ACCOUNT_BY_CODE = select(ACCOUNTS.c.id).where(ACCOUNTS.c.code == bindparam("code"))
STAGES_OF_FUNDS = (
    select(ACCOUNTS.c.fund_id, ACCOUNTS.c.kind, ACCOUNTS.c.currency, func.sum(STANDING))
    .join(BALANCES, BALANCES.c.account_id == ACCOUNTS.c.id)
    .where(ACCOUNTS.c.fund_id.in_(bindparam("funds", expanding=True)))
    .group_by(ACCOUNTS.c.fund_id, ACCOUNTS.c.kind, ACCOUNTS.c.currency)
)
_SIGN = case((ACCOUNTS.c.normal_side == "debit", 1), else_=-1)
STAGES_OF_FUNDS_ON = (
    select(
        ACCOUNTS.c.fund_id,
        ACCOUNTS.c.kind,
        ACCOUNTS.c.currency,
        func.sum(_SIGN * (LEGS.c.debit - LEGS.c.credit)),
    )
    .join(LEGS, LEGS.c.account_id == ACCOUNTS.c.id)
    .join(JOURNALS, JOURNALS.c.id == LEGS.c.journal_id)
    .where(
        ACCOUNTS.c.fund_id.in_(bindparam("funds", expanding=True)),
        JOURNALS.c.effective_on <= bindparam("day"),
        JOURNALS.c.posted,
    )
    .group_by(ACCOUNTS.c.fund_id, ACCOUNTS.c.kind, ACCOUNTS.c.currency)
)

Sums = Mapping[tuple[Kind, str], Money]
"""What stands in each kind of account, by kind and currency."""


def code_of(holder: str, kind: Kind, currency: str) -> str:
    """How an account is called: what it is kept for, what it counts, its currency."""
    return f"{holder}/{kind}/{currency}"


def account_of(session: Session, holder: str, kind: Kind, currency: str) -> int:
    """The key of an open account; LookupError where there is none."""
    code = code_of(holder, kind, currency)
    found = session.scalar(ACCOUNT_BY_CODE, {"code": code})
    if found is None:
        raise LookupError(f"there is no account {code}")
    return int(found)


def standing(session: Session, holders: Collection[str], kind: Kind, currency: str) -> dict[str, Money]:
    """What stands in the account of this kind of each holder; nothing where none is open."""
    rows = session.execute(
        select(ACCOUNTS.c.holder, STANDING)
        .join(BALANCES, BALANCES.c.account_id == ACCOUNTS.c.id)
        .where(ACCOUNTS.c.holder.in_(holders), ACCOUNTS.c.kind == kind, ACCOUNTS.c.currency == currency)
    )
    found = {holder: Money(int(minor), currency) for holder, minor in rows}
    return {holder: found.get(holder, Money.zero(currency)) for holder in holders}


def sums_of_funds(
    session: Session, fund_ids: Collection[int], day: date | None = None
) -> dict[int, dict[tuple[Kind, str], Money]]:
    """What stands in all accounts of each fund, by kind and currency, in one query.

    Now from the balance rows; with a `day`, as it stood when that day had ended, from the legs.
    """
    statement = STAGES_OF_FUNDS if day is None else STAGES_OF_FUNDS_ON
    found: dict[int, dict[tuple[Kind, str], Money]] = {fund: {} for fund in fund_ids}
    for fund, kind, currency, minor in session.execute(statement, {"funds": list(fund_ids), "day": day}):
        found[fund][Kind(kind), currency] = Money(int(minor), currency)
    return found


@dataclass(frozen=True)
class Posting:
    """A journal as it is read: with its legs in order."""

    id: int
    key: str
    kind: str
    effective_on: date
    reason: str
    reverses: int | None
    reversed_by: int | None
    legs: Sequence[Leg]


def journal_of(session: Session, key: str) -> Posting:
    """The journal posted under this key; LookupError where there is none."""
    mirror = JOURNALS.alias()
    row = session.execute(
        select(JOURNALS, mirror.c.id.label("reversed_by"))
        .outerjoin(mirror, mirror.c.reverses_id == JOURNALS.c.id)
        .where(JOURNALS.c.key == key)
    ).first()
    if row is None:
        raise LookupError(f"there is no journal {key}")
    legs = session.execute(
        select(LEGS.c.account_id, LEGS.c.debit, LEGS.c.credit)
        .where(LEGS.c.journal_id == row.id)
        .order_by(LEGS.c.number)
    )
    return Posting(
        id=row.id,
        key=row.key,
        kind=row.kind,
        effective_on=row.effective_on,
        reason=row.reason,
        reverses=row.reverses_id,
        reversed_by=row.reversed_by,
        legs=[Leg(*leg) for leg in legs],
    )
