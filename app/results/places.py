"""The places of outputs and estimates: what is on offer to a person, and what a form chose of it."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.places.models import Level, Place, PlaceState
from app.places.queries import places_seen


def places_on_offer(session: Session, actor: Actor, today: date) -> list[Place]:
    """The cities, settlements and sections in use that this person sees, by name."""
    statement = select(Place).where(
        Place.level != Level.COUNTRY, Place.state == PlaceState.ACTIVE, places_seen(actor, today)
    )
    return list(session.scalars(statement.order_by(Place.title, Place.id)))


def around(session: Session, place_ids: Iterable[int]) -> list[Place]:
    """The places in use where people of an output's places may be counted: up to the city, and all below it."""
    chosen = list(session.scalars(select(Place).where(Place.id.in_(set(place_ids)))))
    cities = {place.id if place.level == Level.CITY else place.city_id for place in chosen} - {None}
    within = or_(
        Place.id.in_(cities), Place.city_id.in_(cities), Place.id.in_([place.id for place in chosen])
    )
    statement = select(Place).where(within, Place.state == PlaceState.ACTIVE)
    return sorted(session.scalars(statement), key=lambda place: (len(place.line), place.title, place.id))


def chosen(places: Iterable[Place], references: Sequence[str]) -> list[Place]:
    """Those of the places that a form names."""
    wanted = set(references)
    return [place for place in places if place.reference in wanted]


def named(places: Iterable[Place]) -> list[tuple[str, str]]:
    """The places as a form's answers."""
    return [(place.reference, place.title) for place in places]
