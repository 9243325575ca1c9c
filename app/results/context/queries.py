"""What may be known of context figures: those that stand, and what new ones are judged by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from app.kernel.actors import Actor, Role, Scope
from app.kernel.flow import Sight
from app.places.models import Level, Place, PlaceState
from app.places.queries import places_seen, scopes_of_place
from app.results.context.models import ContextFigure, FigureState
from app.results.context.rules import FigureGrounds
from app.results.context.schemas import FigureForm
from app.results.outputs.queries import SEEN_BY

KIND = "results.context"
SIGHTS = {role: Sight(frozenset(FigureState)) for role in SEEN_BY}
AUTHORS = frozenset({Role.RESULTS_OFFICER, Role.PROGRAMME_OFFICER})
Answers = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class FigureRow:
    """A figure with the name of its place."""

    figure: ContextFigure
    place: str


def figures_standing(session: Session) -> list[FigureRow]:
    """Every figure that stands, by place, indicator and year."""
    place = aliased(Place, flat=True)
    rows = session.execute(
        select(ContextFigure, place.title)
        .join(place, place.id == ContextFigure.place_id)
        .where(ContextFigure.state == FigureState.STANDING)
        .order_by(place.title, ContextFigure.indicator, ContextFigure.year)
    )
    return [FigureRow(figure, title) for figure, title in rows]


def scopes_of_figure(session: Session, figure: ContextFigure) -> frozenset[Scope]:
    """A figure stands in its place and in everything above it."""
    return scopes_of_place(session, figure.place_id)


def places_on_offer(session: Session, actor: Actor, now: datetime) -> list[Place]:
    """The countries and cities in use that this person sees, the cities' countries before them, by name."""
    city = aliased(Place, flat=True)
    used = exists().where(city.country_id == Place.id)
    statement = select(Place).where(
        Place.level.in_([Level.COUNTRY, Level.CITY]),
        Place.state == PlaceState.ACTIVE,
        (Place.level == Level.CITY) | used,
        places_seen(actor, now.date()),
    )
    return list(session.scalars(statement.order_by(Place.level.desc(), Place.title, Place.id)))


def place_chosen(session: Session, actor: Actor, form: FigureForm, now: datetime) -> Place | None:
    """The place that the form names."""
    return next((one for one in places_on_offer(session, actor, now) if one.reference == form.place), None)


def figure_answers(session: Session, actor: Actor, _thing: object, now: datetime) -> Answers:
    """The places of a new figure."""
    return {"place": [(one.reference, one.title) for one in places_on_offer(session, actor, now)]}


def entering(session: Session, actor: Actor, form: FigureForm, now: datetime) -> FigureGrounds:
    """What a new figure is judged by."""
    place = place_chosen(session, actor, form, now)
    if place is None:
        return FigureGrounds(now.year, place_found=False)
    standing = select(ContextFigure.id).where(
        ContextFigure.place_id == place.id,
        ContextFigure.indicator == form.indicator,
        ContextFigure.year == form.year,
        ContextFigure.state == FigureState.STANDING,
    )
    return FigureGrounds(now.year, taken=session.scalars(standing.limit(1)).first() is not None)


def figure_grounds(
    _session: Session, _actor: Actor, figures: Sequence[ContextFigure], now: datetime
) -> dict[int, FigureGrounds]:
    """What the moves of these figures are judged by."""
    return {figure.id: FigureGrounds(now.year) for figure in figures}
