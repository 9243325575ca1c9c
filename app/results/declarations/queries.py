"""What may be known of declarations: their sides, who stands on them, what their moves are judged by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.actors import Actor, Role, Scope
from app.kernel.flow import Sight
from app.places.models import Place
from app.places.queries import places_seen, scopes_of_places
from app.results.declarations.models import Declaration, DeclarationState
from app.results.declarations.rules import DeclarationGrounds, Declaring
from app.results.declarations.schemas import DeclareForm
from app.results.estimates.models import Estimate, EstimatePlace, EstimateState
from app.results.estimates.queries import thing_named

KIND = "results.declaration"
SEEN_BY = (Role.RESULTS_OFFICER, Role.APPROVER, Role.PROGRAMME_OFFICER, Role.AUDITOR)
SIGHTS = {role: Sight(frozenset(DeclarationState)) for role in SEEN_BY}
LIVE = frozenset({DeclarationState.PROPOSED, DeclarationState.APPROVED})


@dataclass(frozen=True)
class Sides:
    """The two sides of a declaration as they are called, each with its reference."""

    one: Place | Estimate
    other: Place | Estimate


def side_named(session: Session, actor: Actor, typed: str, now: datetime) -> Place | Estimate | None:
    """The place that the person sees, or the verified estimate, of this reference."""
    place = thing_named(session, Place, "PLC", typed)
    if place is not None:
        seen = select(Place.id).where(Place.id == place.id, places_seen(actor, now.date()))
        return place if session.scalar(seen) else None
    estimate = thing_named(session, Estimate, "EST", typed)
    return estimate if estimate is not None and estimate.state == EstimateState.VERIFIED else None


def sides_of(session: Session, declaration: Declaration) -> Sides:
    """The things on both sides."""
    return Sides(
        _side(session, declaration.one_place_id, declaration.one_estimate_id),
        _side(session, declaration.other_place_id, declaration.other_estimate_id),
    )


def _side(session: Session, place_id: int | None, estimate_id: int | None) -> Place | Estimate:
    if place_id is not None:
        return session.get_one(Place, place_id)
    return session.get_one(Estimate, estimate_id)


def places_of_sides(session: Session, declaration: Declaration) -> list[int]:
    """The keys of the places that the two sides name."""
    estimates = [key for key in (declaration.one_estimate_id, declaration.other_estimate_id) if key]
    places = session.scalars(select(EstimatePlace.place_id).where(EstimatePlace.estimate_id.in_(estimates)))
    named = (key for key in (declaration.one_place_id, declaration.other_place_id) if key)
    return sorted({*named, *places})


def scopes_of_declaration(session: Session, declaration: Declaration) -> frozenset[Scope]:
    """A declaration stands in the places of both sides and in everything above them."""
    return scopes_of_places(session, places_of_sides(session, declaration))


def declaring(session: Session, actor: Actor, form: DeclareForm, now: datetime) -> Declaring:
    """What a new declaration is judged by."""
    one, other = (side_named(session, actor, typed, now) for typed in (form.one, form.other))
    if one is None or other is None:
        return Declaring(one is not None, other is not None)
    places = [side for side in (one, other) if isinstance(side, Place)]
    return Declaring(
        same=one.id == other.id,
        nested=len(places) == len((one, other)) and _nested(*places),
        declared=_declared(session, {one.id, other.id}),
    )


def _nested(one: Place, other: Place) -> bool:
    return one.id in other.line or other.id in one.line


def _declared(session: Session, sides: Iterable[int]) -> bool:
    live = session.scalars(select(Declaration).where(Declaration.state.in_(LIVE)))
    wanted = set(sides)
    return any(
        {one.one_place_id or one.one_estimate_id, one.other_place_id or one.other_estimate_id} == wanted
        for one in live
    )


def declaration_grounds(
    _session: Session, _actor: Actor, declarations: Sequence[Declaration], _now: datetime
) -> dict[int, DeclarationGrounds]:
    """What the moves of these declarations are judged by."""
    return {one.id: DeclarationGrounds(one.valid_from) for one in declarations}
