"""What may be known of places: the tree up and down, profiles on a day, what stands near, and who sees it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session

from app.kernel.actors import Actor, Role, Scope, ScopeKind
from app.kernel.errors import Invalid, why
from app.kernel.policy import in_force
from app.kernel.references import BadReference, parse_reference, reference
from app.kernel.things import reach
from app.kernel.words import _
from app.places import dac
from app.places.models import Level, Place, PlaceState, Profile
from app.places.rules import Neighbour, PlaceGrounds, Siting
from app.places.schemas import CountryForm, NewPlace

KIND = "places.place"
POLICY = "places"
SEEN_BY = frozenset(Role) - {Role.APPLICANT, Role.PANEL, Role.MEMBER, Role.CLOCK}
"""The roles whose posts reach places: those held in a place or everywhere."""
CHILD = {Level.COUNTRY: Level.CITY, Level.CITY: Level.SETTLEMENT, Level.SETTLEMENT: Level.SECTION}
PARENT = {child: parent for parent, child in CHILD.items()}
KEY = {Level.COUNTRY: Place.country_id, Level.CITY: Place.city_id, Level.SETTLEMENT: Place.settlement_id}
"""The column in which the places below one of this level keep its key."""


# --- The tree ------------------------------------------------------------------------------------


def ancestors(session: Session, place_id: int) -> list[Place]:
    """The places above this one, the country first; none for a country."""
    line = session.get_one(Place, place_id).line
    found = {place.id: place for place in session.scalars(select(Place).where(Place.id.in_(line)))}
    return [found[key] for key in line]


def scopes_of_place(session: Session, place_id: int) -> frozenset[Scope]:
    """The scopes that a thing in this place stands in: the place itself and everything above it."""
    return scopes_of_places(session, [place_id])


def scopes_of_places(session: Session, place_ids: Collection[int]) -> frozenset[Scope]:
    """The same for a thing that stands in several places, in one query."""
    places = session.scalars(select(Place).where(Place.id.in_(place_ids)))
    return frozenset(Scope(ScopeKind.PLACE, key) for place in places for key in (*place.line, place.id))


def country_of(session: Session, place_id: int) -> Place:
    """The country that a place stands in; a country itself."""
    place = session.get_one(Place, place_id)
    return place if place.country_id is None else session.get_one(Place, place.country_id)


def subtree(session: Session, place_id: int) -> list[Place]:
    """The place and everything below it, from the top down, by name within a level."""
    place = session.get_one(Place, place_id)
    below = KEY.get(Level(place.level))
    within = Place.id == place_id if below is None else or_(Place.id == place_id, below == place_id)
    found = session.scalars(select(Place).where(within))
    levels = list(Level)
    return sorted(found, key=lambda one: (levels.index(Level(one.level)), one.title, one.id))


def children_of(session: Session, place: Place) -> list[Place]:
    """The places right below this one, those in use first, by name."""
    return _children(session, [place])


def _children(session: Session, places: Iterable[Place]) -> list[Place]:
    keys: dict[Level, set[int]] = {level: set() for level in Level}
    for place in places:
        keys[Level(place.level)].add(place.id)
    below = (
        and_(KEY[parent].in_(keys[parent]), Place.level == child)
        for parent, child in CHILD.items()
        if keys[parent]
    )
    statement = select(Place).where(or_(false(), *below))
    return list(session.scalars(statement.order_by(Place.state, Place.title, Place.id)))


def country_with_code(session: Session, iso3: str) -> Place | None:
    """The country of this ISO 3166-1 code of three letters."""
    return session.scalars(select(Place).where(Place.iso3 == iso3)).first()


def is_eligible(session: Session, place: Place, day: date) -> bool:
    """R01: whether the country that the place stands in is on the DAC list on this day."""
    return dac.eligible_on(country_of(session, place.id).iso3 or "", day)


# --- Profiles ------------------------------------------------------------------------------------


def profile_on(session: Session, place_id: int, day: date) -> Profile | None:
    """What was last counted in a settlement on or before this day."""
    return profiles_on(session, [place_id], day).get(place_id)


def profiles_on(session: Session, place_ids: Collection[int], day: date) -> dict[int, Profile]:
    """The same for many settlements in one query; those never counted are left out."""
    rank = (
        func.row_number()
        .over(partition_by=Profile.place_id, order_by=(Profile.counted_on.desc(), Profile.id.desc()))
        .label("rank")
    )
    ranked = (
        select(Profile.id, rank).where(Profile.place_id.in_(place_ids), Profile.counted_on <= day).subquery()
    )
    newest = select(Profile).join(ranked, ranked.c.id == Profile.id).where(ranked.c.rank == 1)
    return {profile.place_id: profile for profile in session.scalars(newest)}


def profiles_of(session: Session, place_id: int) -> list[Profile]:
    """Every profile of a settlement, the newest count first."""
    statement = select(Profile).where(Profile.place_id == place_id)
    return list(session.scalars(statement.order_by(Profile.counted_on.desc(), Profile.id.desc())))


# --- Who sees what -------------------------------------------------------------------------------


def places_seen(actor: Actor, today: date) -> ColumnElement[bool]:
    """True of the places that exist for this person."""
    roles = sorted(actor.roles & SEEN_BY)
    return or_(false(), *(reach(actor, role, {KIND: PlaceState}, today) for role in roles))


def place_seen(session: Session, actor: Actor, typed: str, level: Level, today: date) -> Place | None:
    """The place of this level and reference, as people write references, if this person sees it."""
    try:
        prefix, number = parse_reference(typed)
    except BadReference:
        return None
    statement = select(Place).where(
        Place.reference == reference(prefix, number), Place.level == level, places_seen(actor, today)
    )
    return session.scalars(statement).first()


def seen_among(session: Session, actor: Actor, places: Iterable[Place], today: date) -> frozenset[int]:
    """The keys of those of these places that this person sees."""
    keys = [place.id for place in places]
    return frozenset(session.scalars(select(Place.id).where(Place.id.in_(keys), places_seen(actor, today))))


def settlements_seen_by(session: Session, actor: Actor, today: date) -> list[Place]:
    """The settlements in use within this person's posts, by name."""
    return _open_places(session, actor, Level.SETTLEMENT, today)


def _open_places(session: Session, actor: Actor, level: Level, today: date) -> list[Place]:
    statement = select(Place).where(
        Place.level == level, Place.state == PlaceState.ACTIVE, places_seen(actor, today)
    )
    return list(session.scalars(statement.order_by(Place.title, Place.id)))


def parents_on_offer(
    level: Level, session: Session, actor: Actor, _thing: object, now: datetime
) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The places that a new place of this level may stand in, as a form's answers."""
    above = PARENT[level]
    found = _open_places(session, actor, above, now.date())
    return {above.value: [(place.reference, place.title) for place in found]}


# --- Grounds -------------------------------------------------------------------------------------


def siting_of_a_country(session: Session, actor: Actor, form: CountryForm, now: datetime) -> Siting:
    """Whether the country is here already."""
    del actor, now
    taken = exists().where(or_(Place.iso3 == form.iso3, Place.iso2 == form.iso2))
    return Siting(code_taken=bool(session.scalar(select(taken))))


def siting_of_a_place(session: Session, actor: Actor, form: NewPlace, now: datetime) -> Siting:
    """What a new place below a country is judged by."""
    parent = parent_of(session, actor, form, now.date())
    return _siting(session, parent, _children(session, [parent]), now.date())


def parent_of(session: Session, actor: Actor, form: NewPlace, today: date) -> Place:
    """The place that a new one would stand in; Invalid if this person sees none of that level and reference."""
    level, typed = form.within
    parent = place_seen(session, actor, typed, level, today)
    if parent is None:
        raise Invalid([why("", _("Choose the place it stands in from those offered."), field=level.value)])
    return parent


def grounds_of(
    session: Session, actor: Actor, places: Sequence[Place], now: datetime
) -> dict[int, PlaceGrounds]:
    """What the moves of these places are judged by."""
    open_below = Counter(
        child.parent_id for child in _children(session, places) if child.state == PlaceState.ACTIVE
    )
    above = {place.parent_id for place in places}
    parents = {place.id: place for place in session.scalars(select(Place).where(Place.id.in_(above)))}
    siblings = _children(session, parents.values())
    return {
        place.id: PlaceGrounds(
            level=Level(place.level),
            actor=actor.reference,
            today=now.date(),
            sensitive=place.sensitive,
            unmarking_proposed_by=place.unmarking_proposed_by,
            open_below=open_below[place.id],
            siting=_siting(
                session,
                parents.get(place.parent_id or 0),
                [one for one in siblings if one.parent_id == place.parent_id and one.id != place.id],
                now.date(),
            ),
        )
        for place in places
    }


def _siting(session: Session, parent: Place | None, siblings: Iterable[Place], today: date) -> Siting:
    """The names right below the parent, and for a settlement its neighbours in the city (R07)."""
    if parent is None:
        return Siting()
    policy = in_force(session, POLICY, country_of(session, parent.id).iso3 or "", today)
    settings = policy.settings if policy else {}
    since = today - timedelta(days=int(settings.get("split_days", 0)))
    open_ones = [place for place in siblings if place.state == PlaceState.ACTIVE]
    lately = [place for place in siblings if place.state == PlaceState.CLOSED and place.since.date() >= since]
    near = [*open_ones, *lately] if parent.level == Level.CITY else []
    return Siting(
        parent_state=PlaceState(parent.state),
        names=frozenset(place.title.casefold() for place in open_ones),
        neighbours=[Neighbour(place.title, place.centre, place.ring) for place in near],
        near_m=int(settings.get("near_m", 0)),
    )
