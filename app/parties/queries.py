"""What may be known of parties: who they are and where, who serves, how a group is known, and who sees names."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, selectinload

from app.kernel.actors import Actor, Role, Scope, ScopeKind
from app.kernel.errors import NotFound, why
from app.kernel.references import BadReference, parse_reference, reference
from app.kernel.things import reach, scopes_of
from app.kernel.words import _
from app.parties.models import (
    Function,
    LegalForm,
    Member,
    Party,
    PartyPlace,
    PartyState,
    Recognition,
    Sort,
)
from app.parties.rules import PartyGrounds, Registering, Seat
from app.parties.schemas import NewParty, OrganisationForm
from app.places.models import Level, Place, PlaceState
from app.places.queries import places_seen, scopes_of_places

KIND = "parties.party"
NO_PARTY = _("There is no registered party of this reference that you may see.")
SEEN_BY = frozenset(Role) - {Role.PANEL, Role.MEMBER, Role.CLOCK}
NAMES_SEEN_BY = frozenset(
    {Role.FORUM, Role.APPLICANT, Role.PROGRAMME_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR}
)
"""Whose work needs the members' names; everyone else reads functions (R99)."""
OFFICERS_OF_THE_FUND = frozenset({Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR})
WIDE = frozenset({Level.COUNTRY, Level.CITY})
LEVELS: Mapping[Sort, frozenset[Level]] = {
    Sort.ORGANISATION: WIDE,
    Sort.COMMUNITY_GROUP: frozenset({Level.SETTLEMENT}),
    Sort.MUNICIPALITY: frozenset({Level.CITY}),
}


# --- One party -----------------------------------------------------------------------------------


def whole_party(session: Session, party_id: int) -> Party:
    """The party with its places, members and recognitions, in a fixed number of queries."""
    statement = (
        select(Party)
        .where(Party.id == party_id)
        .options(
            selectinload(Party.places),
            selectinload(Party.members),
            selectinload(Party.recognitions).selectinload(Recognition.seen),
        )
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).one()


def party_named(session: Session, actor: Actor, typed: str, today: date) -> Party:
    """The registered party of this reference, as people write references; NotFound where the person sees none."""
    try:
        prefix, number = parse_reference(typed)
    except BadReference:
        raise NotFound([why("", NO_PARTY, field="party")]) from None
    statement = select(Party).where(
        Party.reference == reference(prefix, number),
        Party.state == PartyState.REGISTERED,
        parties_seen(actor, today),
    )
    found = session.scalars(statement).first()
    if found is None:
        raise NotFound([why("", NO_PARTY, field="party")])
    return found


def scopes_of_party(session: Session, party: Party) -> frozenset[Scope]:
    """A party stands in itself, in its places and in everything above them."""
    places = scopes_of_places(session, [link.place_id for link in party.places])
    return places | {Scope(ScopeKind.PARTY, party.id)}


def places_of(session: Session, party: Party) -> list[Place]:
    """The places of a party whose places are loaded, by name."""
    ids = [link.place_id for link in party.places]
    return list(session.scalars(select(Place).where(Place.id.in_(ids)).order_by(Place.title, Place.id)))


def parties_in(session: Session, place_id: int, sort: Sort | None = None) -> list[Party]:
    """The registered parties of a place and of everything in it, by name."""
    scope = select(PartyPlace.party_id).join(Place, Place.id == PartyPlace.place_id)
    line = or_(
        Place.id == place_id,
        Place.country_id == place_id,
        Place.city_id == place_id,
        Place.settlement_id == place_id,
    )
    statement = select(Party).where(Party.id.in_(scope.where(line)), Party.state == PartyState.REGISTERED)
    if sort is not None:
        statement = statement.where(Party.sort == sort)
    return list(session.scalars(statement.order_by(Party.title, Party.id)))


def parties_along(session: Session, place_ids: Collection[int]) -> dict[int, list[Party]]:
    """The registered parties of each of these places and of all that it lies in, by name, in two queries."""
    lines = {
        place.id: {*place.line, place.id}
        for place in session.scalars(select(Place).where(Place.id.in_(place_ids)))
    }
    rows = session.execute(
        select(PartyPlace.place_id, Party)
        .join(Party, Party.id == PartyPlace.party_id)
        .where(
            PartyPlace.place_id.in_({key for line in lines.values() for key in line}),
            Party.state == PartyState.REGISTERED,
        )
        .order_by(Party.title, Party.id)
    )
    found: dict[int, dict[int, Party]] = {place: {} for place in place_ids}
    for place_id, party in rows:
        for place, line in lines.items():
            if place_id in line:
                found[place][party.id] = party
    return {place: list(parties.values()) for place, parties in found.items()}


def members_on(session: Session, party_id: int, day: date) -> list[Member]:
    """Who serves on this day, in the order they were entered."""
    statement = select(Member).where(
        Member.party_id == party_id,
        Member.joined_on <= day,
        or_(Member.left_on.is_(None), Member.left_on >= day),
    )
    return list(session.scalars(statement.order_by(Member.id)))


def legal_representatives(session: Session, party_id: int, day: date) -> list[Member]:
    """R36: those who sign for the party on this day."""
    return [member for member in members_on(session, party_id, day) if member.represents]


def is_recognised(session: Session, party_id: int) -> bool:
    """R36: whether a group's minutes, letter and officers are entered."""
    return bool(session.scalar(select(exists().where(Recognition.party_id == party_id))))


# --- Who sees what --------------------------------------------------------------------------------


def parties_seen(actor: Actor, today: date) -> ColumnElement[bool]:
    """True of the parties that exist for this person."""
    roles = sorted(actor.roles & SEEN_BY)
    return or_(false(), *(reach(actor, role, {KIND: PartyState}, today) for role in roles))


def sees_names(session: Session, actor: Actor, party: Party, today: date) -> bool:
    """R99: whether this person's work with the party needs the names of its members."""
    scopes = scopes_of(session, [party.root_id])[party.root_id]
    return any(
        post.scope in scopes and (post.until is None or post.until >= today)
        for post in actor.holds(NAMES_SEEN_BY)
    )


# --- Grounds -------------------------------------------------------------------------------------


def places_on_offer(session: Session, actor: Actor, sort: Sort, today: date) -> list[Place]:
    """The places in use, of the levels that this kind of party is of, that this person sees, by name."""
    statement = select(Place).where(
        Place.level.in_(LEVELS[sort]), Place.state == PlaceState.ACTIVE, places_seen(actor, today)
    )
    return list(session.scalars(statement.order_by(Place.title, Place.id)))


def places_chosen(session: Session, actor: Actor, form: NewParty, today: date) -> list[Place]:
    """Those of the places on offer that a form of registration names."""
    wanted = set(form.places)
    return [place for place in places_on_offer(session, actor, form.sort, today) if place.reference in wanted]


def registering(session: Session, actor: Actor, form: NewParty, now: datetime) -> Registering:
    """What a new party is judged by."""
    places = places_chosen(session, actor, form, now.date())
    return Registering(len(set(form.places)), len(places), _already(session, form, places))


def _already(session: Session, form: NewParty, places: Sequence[Place]) -> str | None:
    """The reference of a registered party of this number and country, or of this name in one of these places."""
    there = select(PartyPlace.party_id).where(PartyPlace.place_id.in_([place.id for place in places]))
    same_name = and_(func.lower(Party.title) == form.title.lower(), Party.id.in_(there))
    same = [same_name]
    if isinstance(form, OrganisationForm) and form.registration_number:
        same.append(
            and_(Party.country == form.country, Party.registration_number == form.registration_number)
        )
    statement = select(Party.reference).where(
        Party.sort == form.sort, Party.state == PartyState.REGISTERED, or_(*same)
    )
    return session.scalar(statement.limit(1))


def grounds_of(
    session: Session, actor: Actor, parties: Sequence[Party], now: datetime
) -> dict[int, PartyGrounds]:
    """What the moves of these parties are judged by, with all their members in one query."""
    seats: dict[int, list[Seat]] = defaultdict(list)
    ids = [party.id for party in parties]
    for member in session.scalars(select(Member).where(Member.party_id.in_(ids)).order_by(Member.id)):
        seats[member.party_id].append(
            Seat(member.id, Function(member.function), member.joined_on, member.left_on)
        )
    return {
        party.id: PartyGrounds(
            sort=Sort(party.sort),
            legal_form=LegalForm(party.legal_form),
            today=now.date(),
            for_its_own_group=not actor.roles & OFFICERS_OF_THE_FUND,
            seats=seats[party.id],
        )
        for party in parties
    }
