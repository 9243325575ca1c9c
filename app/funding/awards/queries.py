"""What may be known of awards: their sheets, their money by stage, and what their moves are judged by."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, selectinload

from app.funding.awards.models import (
    Agreement,
    Award,
    Share,
)
from app.funding.awards.rules import NOTHING
from app.funding.awards.schedule import POLICY, Table, read_table
from app.funding.closure.models import Settlement
from app.funding.ledger.models import Kind
from app.funding.ledger.queries import ACCOUNTS, BALANCES, STANDING
from app.funding.models import BOOKS
from app.funding.sources.models import Allotment, Source
from app.funding.tranches.models import Tranche
from app.kernel.actors import Actor, Scope, ScopeKind
from app.kernel.flow import AnyFlow, seen_by
from app.kernel.money import Money
from app.kernel.paging import PAGE, Position, newest_first
from app.kernel.policy import all_in_force
from app.parties.models import Party
from app.places.queries import scopes_of_places

TERMS = "awards"
"""The set of parameters of awards: days of a reservation (R35), of a refund (R67), what may be written off, and
the notice (R64) and threshold (R63) of amendments."""
DEFAULTS: Mapping[str, Any] = {
    "days_reserved": 90,
    "refund_days": 30,
    "write_off_usd": "250.00",
    "notice_days": 14,
    "budget_percent": "20",
}
"""What a new installation begins with."""
HELD = (Kind.RESERVED, Kind.COMMITTED, Kind.ADVANCED, Kind.LIQUIDATED)
"""The stages that an award's money stands in; each share has an account for each."""
Stages = Mapping[Kind, Money]


# --- One award and many --------------------------------------------------------------------------


def scopes_of_award(session: Session, award: Award) -> frozenset[Scope]:
    """An award stands in its places and all above them, in its party, and in the sources that pay for it."""
    places = scopes_of_places(session, [link.place_id for link in award.places])
    sources = session.scalars(
        select(Allotment.source_id).where(Allotment.id.in_([share.allotment_id for share in award.shares]))
    )
    paying = (Scope(ScopeKind.SOURCE, source) for source in sources)
    return frozenset({*places, Scope(ScopeKind.PARTY, award.party_id), *paying})


@dataclass(frozen=True)
class Paying:
    """A share with where it comes from and what of it stands in each stage."""

    share: Share
    allotment: Allotment
    source: Source
    stages: Stages


@dataclass(frozen=True)
class Sheet:
    """All that an award's page shows."""

    award: Award
    party: Party
    paying: Sequence[Paying]
    tranches: Sequence[Tranche]
    stages: Stages
    settlements: Sequence[Settlement]
    co_signer: Party | None

    @property
    def balance(self) -> Money:
        """What is promised and not yet paid."""
        return self.stages[Kind.RESERVED] + self.stages[Kind.COMMITTED]


def sheet_of(session: Session, award: Award) -> Sheet:
    """The award's sheet, in a fixed number of queries."""
    whole = session.scalars(
        select(Award)
        .where(Award.id == award.id)
        .options(
            selectinload(Award.conditions),
            selectinload(Award.blocks),
            selectinload(Award.requirements),
            selectinload(Award.agreements).selectinload(Agreement.signatures),
        )
        .execution_options(populate_existing=True)
    ).one()
    paying = shares_of(session, [award.id])[award.id]
    return Sheet(
        award=whole,
        party=session.get_one(Party, award.party_id),
        paying=paying,
        tranches=list(
            session.scalars(
                select(Tranche).where(Tranche.award_id == award.id).order_by(Tranche.number, Tranche.id)
            )
        ),
        stages=added(one.stages for one in paying),
        settlements=settlements_of(session, [award.id])[award.id],
        co_signer=session.get(Party, award.co_signer_id) if award.co_signer_id else None,
    )


def shares_of(session: Session, award_ids: Collection[int]) -> dict[int, list[Paying]]:
    """The shares of each of these awards with their allotment, source and stages, in two queries."""
    of_source = aliased(Source, flat=True)
    rows = session.execute(
        select(Share, Allotment, of_source)
        .join(Allotment, Allotment.id == Share.allotment_id)
        .join(of_source, of_source.id == Allotment.source_id)
        .where(Share.award_id.in_(award_ids))
        .order_by(Share.id)
    ).all()
    stages = stages_of(session, [share.holder for share, _allotment, _source in rows])
    found: dict[int, list[Paying]] = {key: [] for key in award_ids}
    for share, allotment, source in rows:
        found[share.award_id].append(Paying(share, allotment, source, stages[share.holder]))
    return found


def stages_of(session: Session, holders: Collection[str]) -> dict[str, Stages]:
    """What stands in each stage of each share, in the books' currency; one query."""
    rows = session.execute(
        select(ACCOUNTS.c.holder, ACCOUNTS.c.kind, STANDING)
        .join(BALANCES, BALANCES.c.account_id == ACCOUNTS.c.id)
        .where(ACCOUNTS.c.holder.in_(holders), ACCOUNTS.c.currency == BOOKS)
    )
    found = {holder: dict.fromkeys(HELD, NOTHING) for holder in holders}
    for holder, kind, minor in rows:
        found[holder][Kind(kind)] = Money(int(minor), BOOKS)
    return dict(found)


def added(stages: Iterable[Stages]) -> dict[Kind, Money]:
    """The sums of several shares, stage by stage."""
    every = list(stages)
    return {kind: sum((one[kind] for one in every), start=NOTHING) for kind in HELD}


def awards_seen_by(
    session: Session,
    actor: Actor,
    flow: AnyFlow,
    now: datetime,
    *,
    state: str = "",
    words: str = "",
    after: Position | None = None,
) -> list[tuple[Award, str]]:
    """The awards this person may see with their party's name, newest first, one more than a page holds."""
    beyond, order = newest_first(after)
    statement = select(Award).where(seen_by(actor, [flow], now.date()), *beyond)
    if state:
        statement = statement.where(Award.state == state)
    if words:
        statement = statement.where(Award.title.icontains(words, autoescape=True))
    awards = list(session.scalars(statement.order_by(*order).limit(PAGE + 1)))
    wanted = {award.party_id for award in awards}
    names = {party.id: party.title for party in session.scalars(select(Party).where(Party.id.in_(wanted)))}
    return [(award, names[award.party_id]) for award in awards]


def agreement_of(session: Session, award_id: int, number: int) -> Agreement | None:
    """The draft of this number."""
    return session.scalars(
        select(Agreement).where(Agreement.award_id == award_id, Agreement.number == number)
    ).first()


def award_of(session: Session, award_id: int | None) -> Award | None:
    """The award of this key, for rooms that keep it."""
    return None if award_id is None else session.get(Award, award_id)


def settlements_of(session: Session, ids: Collection[int]) -> defaultdict[int, list[Settlement]]:
    found: defaultdict[int, list[Settlement]] = defaultdict(list)
    rows = select(Settlement).where(Settlement.award_id.in_(ids)).order_by(Settlement.id)
    for row in session.scalars(rows):
        found[row.award_id].append(row)
    return found


# --- The tables in force -------------------------------------------------------------------------


def terms_on(session: Session, countries: Iterable[str], day: date) -> dict[str, Mapping[str, Any]]:
    """What is laid down about awards in each of these countries; what is not takes what all begin with."""
    wanted = set(countries)
    found = all_in_force(session, TERMS, wanted, day)
    return {code: {**DEFAULTS, **(found[code].settings if code in found else {})} for code in wanted}


def tables(session: Session, countries: Iterable[str], day: date) -> dict[str, Table]:
    """The schedule's table in force for each of these countries; a country without one is left out."""
    found = all_in_force(session, POLICY, countries, day)
    return {country: read_table(policy.settings) for country, policy in found.items()}
