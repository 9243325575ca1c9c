"""The list of parties: by name, page by page, as one person sees it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from app.kernel.actors import Actor
from app.parties.models import Party, PartyPlace, Sort
from app.parties.queries import parties_seen
from app.places.models import Place

PER_PAGE = 60


@dataclass(frozen=True)
class Wanted:
    """Which parties a list shows: of one kind, in one country (ISO code of three letters), by name."""

    sort: Sort | None = None
    country: str = ""
    name: str = ""


@dataclass(frozen=True)
class PartyPage:
    """One page of the list, its parties' places by party, and where the next page begins."""

    parties: list[Party]
    places: Mapping[int, Sequence[Place]]
    after: str | None


def page_of_parties(
    session: Session, actor: Actor, wanted: Wanted, today: date, after: str = ""
) -> PartyPage:
    """The next parties by name."""
    conditions = [parties_seen(actor, today), *_matching(wanted)]
    if after:
        last = aliased(Party)
        position = session.execute(select(last.title, last.id).where(last.reference == after)).first()
        if position is not None:
            conditions.append(tuple_(Party.title, Party.id) > tuple_(*position))
    statement = select(Party).where(*conditions).order_by(Party.title, Party.id).limit(PER_PAGE + 1)
    found = list(session.scalars(statement))
    shown = found[:PER_PAGE]
    more = shown[-1].reference if len(found) > PER_PAGE else None
    return PartyPage(shown, _places_by_party(session, [party.id for party in shown]), more)


def _matching(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    if wanted.sort is not None:
        yield Party.sort == wanted.sort
    if wanted.country:
        country, place = aliased(Place), aliased(Place)
        there = (
            select(PartyPlace.party_id)
            .join(place, place.id == PartyPlace.place_id)
            .join(country, country.id == func.coalesce(place.country_id, place.id))
            .where(country.iso3 == wanted.country)
        )
        yield Party.id.in_(there)
    if wanted.name.strip():
        name = wanted.name.strip()
        yield or_(
            Party.title.icontains(name, autoescape=True), Party.short_name.icontains(name, autoescape=True)
        )


def _places_by_party(session: Session, party_ids: Collection[int]) -> Mapping[int, Sequence[Place]]:
    rows = session.execute(
        select(PartyPlace.party_id, Place)
        .join(Place, Place.id == PartyPlace.place_id)
        .where(PartyPlace.party_id.in_(party_ids))
        .order_by(Place.title, Place.id)
    )
    found: dict[int, list[Place]] = defaultdict(list)
    for party_id, place in rows:
        found[party_id].append(place)
    return found
