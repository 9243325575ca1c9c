"""The registers of money: every posting, what became of each award, and advances by age."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from app.audit.registers.register import Asked, Cell, Column, of_rows, of_statement
from app.funding.awards.models import Award, Share
from app.funding.awards.queries import HELD, added, shares_of
from app.funding.ledger.models import KIND_NAMES, Kind
from app.funding.ledger.queries import ACCOUNTS, JOURNALS, LEGS
from app.funding.models import BOOKS
from app.funding.periods.models import Period
from app.funding.sources.models import Source
from app.kernel.actors import ScopeKind
from app.kernel.db import table_of
from app.kernel.money import Money
from app.kernel.things import THINGS
from app.kernel.words import Message, _

AWARDS, SHARES, PERIODS, SOURCES = map(table_of, (Award, Share, Period, Source))
HOLDER = literal("share/") + cast(SHARES.c.id, String)
AWARD_THING = THINGS.alias("award_thing")
CURRENCY = Column("currency", _("Currency"))


# --- (1) Transactions ----------------------------------------------------------------------------


def postings(asked: Asked) -> Select[Any]:
    """Every leg of every journal that belongs to the days asked for, as far as the reader's scopes go."""
    return (
        select(
            JOURNALS.c.id.label("journal"),
            LEGS.c.number,
            JOURNALS.c.key,
            JOURNALS.c.kind,
            JOURNALS.c.effective_on,
            PERIODS.c.starts_on,
            JOURNALS.c.reverses_id,
            ACCOUNTS.c.code,
            ACCOUNTS.c.kind.label("stage"),
            SOURCES.c.code.label("source"),
            AWARD_THING.c.reference.label("award"),
            LEGS.c.debit,
            LEGS.c.credit,
            ACCOUNTS.c.currency,
        )
        .join_from(JOURNALS, LEGS, LEGS.c.journal_id == JOURNALS.c.id)
        .join(ACCOUNTS, ACCOUNTS.c.id == LEGS.c.account_id)
        .join(PERIODS, PERIODS.c.id == JOURNALS.c.period_id)
        .outerjoin(SOURCES, SOURCES.c.id == ACCOUNTS.c.fund_id)
        .outerjoin(SHARES, ACCOUNTS.c.holder == HOLDER)
        .outerjoin(AWARD_THING, AWARD_THING.c.id == SHARES.c.award_id)
        .where(
            JOURNALS.c.posted,
            *_seen_postings(asked),
            *asked.days(JOURNALS.c.effective_on),
            *_worded(asked, JOURNALS.c.key, JOURNALS.c.kind, ACCOUNTS.c.code, AWARD_THING.c.reference),
        )
        .order_by(JOURNALS.c.id, LEGS.c.number)
    )


def _seen_postings(asked: Asked) -> list[ColumnElement[bool]]:
    """A post for a source sees all its accounts; any other sees those of the awards within its scope."""
    if asked.everything:
        return []
    sources = [post.scope.id for post in asked.posts if post.scope.kind is ScopeKind.SOURCE]
    awards = select(THINGS.c.id).where(THINGS.c.kind == "funding.award", asked.seen)
    return [or_(ACCOUNTS.c.fund_id.in_(sources), SHARES.c.award_id.in_(awards))]


def _worded(asked: Asked, *columns: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    if not asked.text:
        return []
    return [or_(*(column.icontains(asked.text, autoescape=True) for column in columns))]


def _posting(row: Any) -> Sequence[Cell]:
    *plain, debit, credit, currency = row
    plain[5] = f"{row.starts_on:%Y-%m}"
    return (*plain, Money(debit, currency), Money(credit, currency), currency)


TRANSACTIONS = of_statement(
    "transactions",
    _("Transactions"),
    _("One row for each side of each posting; debits equal credits, and both equal the ledger."),
    (
        Column("journal", _("Journal"), "number"),
        Column("leg", _("Line"), "number"),
        Column("key", _("Posted under")),
        Column("kind", _("Kind of posting")),
        Column("effective_on", _("Day it belongs to")),
        Column("period", _("Month of the books")),
        Column("reverses", _("Reverses journal"), "number"),
        Column("account", _("Ledger account")),
        Column("stage", _("Stage of the money")),
        Column("source", _("Source")),
        Column("award", _("Award")),
        Column("debit", _("Debit"), "money"),
        Column("credit", _("Credit"), "money"),
        CURRENCY,
    ),
    postings,
    _posting,
    ("debit", "credit"),
)


# --- (3) Budget, commitment, payment, accounts ---------------------------------------------------


def awards_seen(session: Session, asked: Asked) -> list[Award]:
    """The awards the reader sees that begin within the days asked for, oldest first."""
    words = _worded(asked, THINGS.c.title, THINGS.c.reference)
    statement = select(Award).where(asked.seen, *asked.days(AWARDS.c.starts_on), *words)
    return list(session.scalars(statement.order_by(THINGS.c.id)))


def _standing(session: Session, asked: Asked) -> Iterator[Sequence[Cell]]:
    awards = awards_seen(session, asked)
    shares = shares_of(session, [award.id for award in awards])
    for award in awards:
        stages = added(one.stages for one in shares[award.id])
        yield (
            award.reference,
            award.title,
            award.instrument,
            award.country,
            award.state,
            Money(award.amount, BOOKS),
            *(stages[kind] for kind in HELD),
            stages[Kind.RESERVED] + stages[Kind.COMMITTED],
            BOOKS,
        )


STANDING = of_rows(
    "awards",
    _("Awards: promised, committed, paid, accounted for"),
    _("What stands in each stage of each award's money now; the balance is promised and not yet paid."),
    (
        Column("award", _("Award")),
        Column("title", _("Title")),
        Column("instrument", _("Instrument")),
        Column("country", _("Country")),
        Column("state", _("State")),
        Column("amount", _("Promised"), "money"),
        *(Column(kind.value.lower(), KIND_NAMES[kind], "money") for kind in HELD),
        Column("balance", _("Balance"), "money"),
        CURRENCY,
    ),
    _standing,
)


# --- (2) Ageing of advances ----------------------------------------------------------------------

AGES = ((90, _("up to 90 days")), (180, _("91 to 180 days")), (365, _("181 to 365 days")))
OLDER = _("more than 365 days")


@dataclass
class Advance:
    """Money paid out on a day, and what of it no accepted spending or refund has cleared yet; minor units."""

    paid_on: date
    amount: int
    open: int


def open_advances(moves: Sequence[tuple[date, int]]) -> list[Advance]:
    """What is open of each payment when each clearing takes from the oldest first.

    `moves` are days with minor units: above zero paid out, below zero accounted for or paid back.
    """
    waiting: deque[Advance] = deque()
    for day, minor in moves:
        if minor > 0:
            waiting.append(Advance(day, minor, minor))
        left = -minor
        while left > 0 and waiting:
            taken = min(left, waiting[0].open)
            waiting[0].open -= taken
            left -= taken
            if not waiting[0].open:
                waiting.popleft()
    return list(waiting)


def _ageing(session: Session, asked: Asked) -> Iterator[Sequence[Cell]]:
    awards = {award.id: award for award in awards_seen(session, asked)}
    moves: dict[int, list[tuple[date, int]]] = {key: [] for key in awards}
    rows = session.execute(
        select(SHARES.c.award_id, JOURNALS.c.effective_on, func.sum(LEGS.c.credit - LEGS.c.debit))
        .join_from(SHARES, ACCOUNTS, and_(ACCOUNTS.c.holder == HOLDER, ACCOUNTS.c.kind == Kind.ADVANCED))
        .join(LEGS, LEGS.c.account_id == ACCOUNTS.c.id)
        .join(JOURNALS, JOURNALS.c.id == LEGS.c.journal_id)
        .where(SHARES.c.award_id.in_(awards))
        .group_by(SHARES.c.award_id, JOURNALS.c.effective_on, JOURNALS.c.id)
        .order_by(JOURNALS.c.effective_on, JOURNALS.c.id)
    )
    for award_id, day, minor in rows:
        moves[award_id].append((day, int(minor)))
    for key, award in awards.items():
        for advance in open_advances(moves[key]):
            days = (asked.today - advance.paid_on).days
            band = next((words for limit, words in AGES if days <= limit), OLDER)
            yield (
                award.reference,
                award.title,
                advance.paid_on,
                days,
                Message(band),
                Money(advance.amount, BOOKS),
                Money(advance.open, BOOKS),
                BOOKS,
            )


AGEING = of_rows(
    "advances",
    _("Advances not accounted for, by age"),
    _(
        "Each payment of which something is still open; what is accepted or paid back clears the oldest first."
    ),
    (
        Column("award", _("Award")),
        Column("title", _("Title")),
        Column("paid_on", _("Paid on")),
        Column("days", _("Days"), "number"),
        Column("age", _("Age")),
        Column("paid", _("Paid"), "money"),
        Column("open", _("Not accounted for"), "money"),
        CURRENCY,
    ),
    _ageing,
)
