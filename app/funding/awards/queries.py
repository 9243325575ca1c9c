"""What may be known of awards: their sheets, their money by stage, and what their moves are judged by."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, selectinload

from app.funding.awards.models import (
    REQUIREMENT_NAMES,
    Agreement,
    Award,
    AwardPlace,
    AwardState,
    Block,
    Condition,
    Gate,
    Modality,
    Requirement,
    RequirementKind,
    Share,
)
from app.funding.awards.rules import NOTHING, AwardGrounds, Open
from app.funding.awards.schedule import POLICY, Table, read_table
from app.funding.closure.models import Settlement, Settling
from app.funding.ledger.models import Kind
from app.funding.ledger.queries import ACCOUNTS, BALANCES, STANDING
from app.funding.models import BOOKS, Track
from app.funding.sources.models import Allotment, Source
from app.funding.tranches.models import Tranche, TrancheState
from app.kernel.actors import Actor, Scope, ScopeKind
from app.kernel.errors import Why
from app.kernel.flow import AnyFlow, seen_by
from app.kernel.money import Money
from app.kernel.paging import PAGE, Position, newest_first
from app.kernel.policy import all_in_force
from app.kernel.words import Message, _
from app.parties.models import LegalForm, Party
from app.parties.queries import parties_along
from app.parties.standing.queries import standing_of
from app.parties.standing.rules import against_signing
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
        settlements=_settlements(session, [award.id])[award.id],
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


# --- Grounds -------------------------------------------------------------------------------------


def against_the_parties(
    session: Session, awards: Sequence[Award], today: date
) -> dict[int, tuple[tuple[Why, ...], Mapping[int, str]]]:
    """By award, what its party's own file says against signing (R36-R39), and who may sign for it.

    What the secretariat carries out itself is signed by no party.
    """
    standings = standing_of(session, {award.party_id for award in awards}, today)
    found: dict[int, tuple[tuple[Why, ...], Mapping[int, str]]] = {}
    for award in awards:
        standing = standings[award.party_id]
        against = against_signing(
            standing, BOOKS, small=award.track == Track.SMALL, co_signed=award.co_signer_id is not None
        )
        itself = award.modality == Modality.DIRECT_EXECUTION
        found[award.id] = (() if itself else against), standing.file.representatives if standing.file else {}
    return found


def grounds_of(
    session: Session, _actor: Actor, awards: Sequence[Award], now: datetime
) -> dict[int, AwardGrounds]:
    """What the moves of these awards are judged by, in a fixed number of queries."""
    ids = [award.id for award in awards]
    today = now.date()
    countries = {award.country for award in awards}
    by_country, terms = tables(session, countries, today), terms_on(session, countries, today)
    conditions = _open_conditions(session, ids)
    tranches = _tranches(session, ids)
    shares = shares_of(session, ids)
    against = against_the_parties(session, awards, today)
    bodies = _registered_bodies(session, ids)
    owed = owed_by(session, ids)
    blocks, settled = _blocks(session, ids), _settlements(session, ids)
    return {
        award.id: AwardGrounds(
            state=AwardState(award.state),
            today=today,
            amount=Money(award.amount, BOOKS),
            track=Track(award.track),
            starts_on=award.starts_on,
            ends_on=award.ends_on,
            reserved_until=award.reserved_until,
            table=by_country.get(award.country),
            tranches=[
                (Fraction(one.percent), Money(one.amount, BOOKS))
                for one in tranches[award.id]
                if one.state != TrancheState.CANCELLED
            ],
            stages=added(one.stages for one in shares[award.id]),
            open=conditions[award.id],
            against_the_party=against[award.id][0],
            representatives=against[award.id][1],
            co_signed=award.co_signer_id is not None,
            bodies=frozenset(party.reference for party in bodies[award.id]),
            owed=frozenset(row.id for row in owed[award.id]),
            tranche_states=[one.state for one in tranches[award.id]],
            blocks=blocks[award.id],
            write_off_most=Money.of(terms[award.country]["write_off_usd"], BOOKS),
            **_settled(settled[award.id]),
        )
        for award in awards
    }


def _settled(rows: Sequence[Settlement]) -> dict[str, Any]:
    """The last day of a demand, and the write-off that waits; both fall away once the file was opened anew."""
    demanded = [row.due_on for row in rows if row.kind == Settling.DEMAND]
    waiting = [row for row in rows if row.kind == Settling.WRITE_OFF and row.confirmed_at is None]
    return {
        "demanded_until": demanded[-1] if demanded else None,
        "write_off": Money(waiting[-1].amount, BOOKS) if waiting else None,
    }


def _settlements(session: Session, ids: Collection[int]) -> defaultdict[int, list[Settlement]]:
    found: defaultdict[int, list[Settlement]] = defaultdict(list)
    rows = select(Settlement).where(Settlement.award_id.in_(ids)).order_by(Settlement.id)
    for row in session.scalars(rows):
        found[row.award_id].append(row)
    return found


def owed_by(session: Session, ids: Collection[int]) -> defaultdict[int, list[Requirement]]:
    """The reports, visits and audit that each award owes by its newest draft, without those waived; one query."""
    newest = (
        select(func.max(Agreement.number))
        .where(Agreement.award_id == Requirement.award_id)
        .correlate(Requirement)
        .scalar_subquery()
    )
    rows = session.scalars(
        select(Requirement)
        .where(
            Requirement.award_id.in_(ids),
            Requirement.waived_at.is_(None),
            Requirement.agreement == newest,
        )
        .order_by(Requirement.due_on, Requirement.id)
    )
    found: defaultdict[int, list[Requirement]] = defaultdict(list)
    for row in rows:
        found[row.award_id].append(row)
    return found


def owed_on_offer(
    session: Session, _actor: Actor, award: Award, _now: datetime
) -> dict[str, list[tuple[str, Message]]]:
    """The same for one award, as a form's answers."""
    return {
        "requirement": [
            (
                str(row.id),
                Message(
                    _("{what}, due on {day}"),
                    {"what": Message(REQUIREMENT_NAMES[RequirementKind(row.kind)]), "day": row.due_on},
                ),
            )
            for row in owed_by(session, [award.id])[award.id]
        ]
    }


def _blocks(session: Session, ids: Collection[int]) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = select(Block).where(Block.award_id.in_(ids), Block.lifted_at.is_(None)).order_by(Block.id)
    for row in session.scalars(rows):
        found[row.award_id].append(row.reason)
    return found


def _registered_bodies(session: Session, ids: Collection[int]) -> dict[int, list[Party]]:
    """The parties with legal personality of each award's places and of all above them, in three queries."""
    links = session.scalars(select(AwardPlace).where(AwardPlace.award_id.in_(ids))).all()
    along = parties_along(session, {link.place_id for link in links})
    found: dict[int, dict[int, Party]] = {key: {} for key in ids}
    for link in links:
        found[link.award_id] |= {
            party.id: party for party in along[link.place_id] if party.legal_form != LegalForm.NONE
        }
    return {key: list(parties.values()) for key, parties in found.items()}


def bodies_on_offer(
    session: Session, _actor: Actor, award: Award, _now: datetime
) -> dict[str, list[tuple[str, str]]]:
    """Who may sign with the grantee, as a form's answers."""
    bodies = _registered_bodies(session, [award.id])[award.id]
    return {"co_signer": [(party.reference, party.title) for party in bodies if party.id != award.party_id]}


def representatives_on_offer(
    session: Session, _actor: Actor, award: Award, now: datetime
) -> dict[str, list[tuple[str, str]]]:
    """Who may sign for the grantee, as a form's answers."""
    names = against_the_parties(session, [award], now.date())[award.id][1]
    return {"signatory": [(str(key), name) for key, name in names.items()]}


def _open_conditions(session: Session, ids: Collection[int]) -> dict[int, list[Open]]:
    found: dict[int, list[Open]] = {key: [] for key in ids}
    rows = session.scalars(
        select(Condition)
        .where(Condition.award_id.in_(ids), Condition.met_at.is_(None))
        .order_by(Condition.id)
    )
    for row in rows:
        found[row.award_id].append(Open(row.id, Gate(row.gate), row.tranche, row.sentence, row.code))
    return found


def _tranches(session: Session, ids: Collection[int]) -> defaultdict[int, list[Tranche]]:
    found: defaultdict[int, list[Tranche]] = defaultdict(list)
    rows = select(Tranche).where(Tranche.award_id.in_(ids)).order_by(Tranche.number, Tranche.id)
    for row in session.scalars(rows):
        found[row.award_id].append(row)
    return found


def open_conditions_on_offer(
    session: Session, _actor: Actor, award: Award, _now: datetime
) -> dict[str, list[tuple[str, str]]]:
    """The open conditions of an award, as a form's answers."""
    return {
        "condition": [(str(one.id), one.sentence) for one in _open_conditions(session, [award.id])[award.id]]
    }


def measures_on_offer(
    session: Session, _actor: Actor, award: Award, _now: datetime
) -> dict[str, list[tuple[str, str]]]:
    """Those that the municipal team measures (R46)."""
    found = _open_conditions(session, [award.id])[award.id]
    return {"condition": [(str(one.id), one.sentence) for one in found if one.measured]}
