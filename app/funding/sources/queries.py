"""What may be known of sources: their sheets, what belongs to them, what is eligible, and what moves are judged by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from app.funding.ledger.models import Kind
from app.funding.ledger.queries import standing, sums_of_funds
from app.funding.models import BOOKS, Instrument, Theme, Window
from app.funding.sources.matching import Earmark, Match, Offering, Want, matches
from app.funding.sources.models import (
    Allotment,
    AllotmentState,
    Charge,
    ChargeState,
    Contribution,
    ContributionState,
    Source,
    SourceState,
)
from app.funding.sources.rules import NOTHING
from app.kernel.actors import Actor, Role, Scope, ScopeKind
from app.kernel.money import Money
from app.kernel.policy import in_force
from app.kernel.references import BadReference, parse_reference, reference
from app.kernel.things import reach
from app.parties.models import Party, PartyState
from app.parties.queries import parties_seen
from app.places.models import Level, Place, PlaceState

POLICY = "funding"
DAYS_AFTER = 90
"""Days that a source must outlast the award where no policy says otherwise (R34)."""
FINANCE = (Role.FINANCE_OFFICER, Role.APPROVER, Role.AUDITOR, Role.MEMBER)
SEEN_BY = (*FINANCE, Role.PROGRAMME_OFFICER)
NOT_SPENT = (Kind.UNALLOTTED, Kind.FREE, Kind.RESERVED, Kind.COMMITTED, Kind.ADVANCED)
PENDING = frozenset(
    {
        ContributionState.PLEDGED,
        ContributionState.SIGNED,
        ContributionState.ENTERED,
        AllotmentState.PROPOSED,
        ChargeState.ENTERED,
    }
)
P = TypeVar("P", Contribution, Allotment, Charge)
Part = Contribution | Allotment | Charge
PARTS: tuple[type[Part], ...] = (Contribution, Allotment, Charge)


# --- One source and many -------------------------------------------------------------------------


def earmark_of(source: Source) -> Earmark:
    """What a source's money may be used for."""
    return Earmark(
        frozenset(source.countries),
        frozenset(map(Theme, source.themes)),
        frozenset(map(Instrument, source.instruments)),
        frozenset([Window(source.window)] if source.window else []),
    )


def purpose_of(allotment: Allotment) -> Earmark:
    """What an allotment is set aside for."""
    return Earmark(
        countries=frozenset(filter(None, [allotment.country])),
        instruments=frozenset([Instrument(allotment.instrument)] if allotment.instrument else []),
        windows=frozenset([Window(allotment.window)] if allotment.window else []),
    )


def source_named(session: Session, typed: str) -> Source | None:
    """The source of this reference, as people write references."""
    try:
        prefix, number = parse_reference(typed)
    except BadReference:
        return None
    return session.scalars(select(Source).where(Source.reference == reference(prefix, number))).first()


def source_coded(session: Session, code: str) -> Source:
    """The source of this code, such as "SRC-01"."""
    return session.scalars(select(Source).where(Source.code == code)).one()


def sources_seen(actor: Actor, today: date) -> ColumnElement[bool]:
    """True of the sources that exist for this person."""
    return or_(*(reach(actor, role, {"funding.source": SourceState}, today) for role in SEEN_BY))


@dataclass(frozen=True)
class SourceRow:
    """A source in a list: its donor, its stages in the books' currency, its end."""

    source: Source
    donor: str
    stages: Mapping[Kind, Money]


def sources_seen_by(session: Session, actor: Actor, today: date, on: date | None = None) -> list[SourceRow]:
    """The sources by code with what stands in each stage, now or as it stood on a day; two queries."""
    donor = aliased(Party, flat=True)
    rows = session.execute(
        select(Source, donor.title)
        .join(donor, donor.id == Source.donor_id)
        .where(sources_seen(actor, today))
        .order_by(Source.code)
    ).all()
    sums = sums_of_funds(session, [source.id for source, _name in rows], on)
    return [SourceRow(source, name, in_the_books(sums[source.id])) for source, name in rows]


def in_the_books(sums: Mapping[tuple[Kind, str], Money]) -> dict[Kind, Money]:
    """Each kind's sum in the books' currency, nothing where there is none."""
    return {kind: sums.get((kind, BOOKS), NOTHING) for kind in Kind}


@dataclass(frozen=True)
class Sheet:
    """All that a source's page shows."""

    source: Source
    donor: Party
    stages: Mapping[Kind, Money]
    contributions: Sequence[Contribution]
    allotments: Sequence[Allotment]
    free: Mapping[str, Money]
    charges: Sequence[Charge]


def sheet_of(session: Session, source: Source, on: date | None = None) -> Sheet:
    """The source's sheet, in a fixed number of queries."""
    allotments = _parts(session, Allotment, source)
    return Sheet(
        source=source,
        donor=session.get_one(Party, source.donor_id),
        stages=in_the_books(sums_of_funds(session, [source.id], on)[source.id]),
        contributions=_parts(session, Contribution, source),
        allotments=allotments,
        free=standing(session, [one.holder for one in allotments], Kind.FREE, BOOKS),
        charges=_parts(session, Charge, source),
    )


def _parts(session: Session, model: type[P], source: Source) -> list[P]:
    return list(session.scalars(select(model).where(model.source_id == source.id).order_by(model.id)))


def scopes_of_source(session: Session, source: Source) -> frozenset[Scope]:
    """A source stands in itself, in the countries of its earmark and in those that it is allotted to."""
    allotted = session.scalars(
        select(Allotment.country).where(
            Allotment.source_id == source.id,
            Allotment.country.is_not(None),
            Allotment.state == AllotmentState.ALLOTTED,
        )
    )
    codes = {*source.countries, *allotted}
    places = session.scalars(select(Place.id).where(Place.iso3.in_(codes)))
    return frozenset(
        {Scope(ScopeKind.SOURCE, source.id), *(Scope(ScopeKind.PLACE, place) for place in places)}
    )


def scopes_of_country(session: Session, iso3: str | None) -> frozenset[Scope]:
    """The scope of a country by its code; none where there is no country."""
    places = session.scalars(select(Place.id).where(Place.iso3 == iso3))
    return frozenset(Scope(ScopeKind.PLACE, place) for place in places)


def scopes_of_part(_session: Session, part: Part) -> frozenset[Scope]:
    """What belongs to a source stands in it."""
    return frozenset({Scope(ScopeKind.SOURCE, part.source_id)})


# --- What may pay --------------------------------------------------------------------------------


def days_after(session: Session, today: date) -> int:
    """How many days a source must outlast an award (R34), by the policy in force."""
    policy = in_force(session, POLICY, "", today)
    return int((policy.settings if policy else {}).get("days_after_award", DAYS_AFTER))


def eligible(session: Session, want: Want) -> tuple[Match, ...]:
    """Every allotment of money judged for an award; the engine is matching.py."""
    return matches(offerings(session), want)


def offerings(session: Session) -> list[Offering]:
    """Every allotment of money as the engine sees it, in two queries."""
    of_source = aliased(Source, flat=True)
    rows = session.execute(
        select(Allotment, of_source)
        .join(of_source, of_source.id == Allotment.source_id)
        .where(Allotment.state == AllotmentState.ALLOTTED)
    ).all()
    free = standing(session, [allotment.holder for allotment, _source in rows], Kind.FREE, BOOKS)
    return [
        Offering(
            allotment=allotment.reference,
            source=source.code,
            title=allotment.title,
            earmarks=(earmark_of(source), purpose_of(allotment)),
            ends_on=source.ends_on,
            source_is_open=source.state == SourceState.OPEN,
            free=free[allotment.holder],
        )
        for allotment, source in rows
    ]


# --- Answers -------------------------------------------------------------------------------------

Answers = Mapping[str, Sequence[tuple[str, str]]]


def donors_on_offer(session: Session, actor: Actor, today: date) -> list[Party]:
    """The registered parties that this person sees, by name."""
    statement = select(Party).where(parties_seen(actor, today), Party.state == PartyState.REGISTERED)
    return list(session.scalars(statement.order_by(Party.title, Party.id)))


def countries_on_offer(session: Session) -> list[tuple[str, str]]:
    """The countries in use, by name: their ISO code and title."""
    statement = select(Place.iso3, Place.title).where(
        Place.level == Level.COUNTRY, Place.state == PlaceState.ACTIVE
    )
    return [(str(code), title) for code, title in session.execute(statement.order_by(Place.title))]


def earmark_answers(session: Session, _actor: Actor, _thing: object, _now: datetime) -> Answers:
    """The countries of an earmark."""
    return {"countries": countries_on_offer(session)}


def source_answers(session: Session, actor: Actor, _thing: object, now: datetime) -> Answers:
    """The donors and countries of a new source."""
    donors = donors_on_offer(session, actor, now.date())
    return {
        "donor": [(party.reference, party.title) for party in donors],
        "countries": countries_on_offer(session),
    }


def allotment_answers(session: Session, actor: Actor, source: Source | None, _now: datetime) -> Answers:
    """The countries that a source may be allotted to."""
    del actor
    wanted = set(source.countries) if source else set()
    return {
        "country": [
            (code, title) for code, title in countries_on_offer(session) if not wanted or code in wanted
        ]
    }
