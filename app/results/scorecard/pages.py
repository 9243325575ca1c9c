"""The pages of the scorecard: the figures, what each counts, and both as tables to take away."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select

from app.formats.sheets import CSV, Cell
from app.kernel.errors import NotFound, why
from app.kernel.flow import seen_by
from app.kernel.words import _
from app.places.models import Place
from app.results.counting.inputs import Inputs, read_inputs
from app.results.counting.questions import Question
from app.results.declarations.queries import SEEN_BY as SEE_DECLARATIONS
from app.results.estimates.flow import ESTIMATES
from app.results.estimates.models import Estimate
from app.results.estimates.queries import thing_named
from app.results.frameworks import ADDS_NAMES, MEASURE_NAMES, framework_on
from app.results.models import CATEGORY_NAMES, PEOPLE_NAMES, WORK_TYPES, Category, People
from app.results.outputs.queries import SEEN_BY as SEE_OUTPUTS
from app.results.periods.queries import SEEN_BY as SEE_PERIODS
from app.results.periods.queries import closed_years
from app.results.periods.snapshots import total_of
from app.results.scorecard.explained import Explained, explain
from app.results.scorecard.picture import picture
from app.results.scorecard.queries import Scorecard, last_day, scorecard
from app.results.scorecard.tables import ESTIMATES as ESTIMATE_COLUMNS
from app.results.scorecard.tables import FIGURES, estimates, figures, table
from app.web.doors import Door, Reading
from app.web.render import page

NAMES = {
    "people": PEOPLE_NAMES,
    "categories": CATEGORY_NAMES,
    "types": WORK_TYPES,
    "measures": MEASURE_NAMES,
    "adds": ADDS_NAMES,
}
MOST_ROWS = 200
"""How many estimates a page lists; the table to take away has all."""
FIRST_YEAR, LAST_YEAR = 2000, 2100

Year = Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)]
PlaceAsked = Annotated[str, Query(max_length=40)]

pages = APIRouter(tags=["results"], default_response_class=HTMLResponse, include_in_schema=False)


@pages.get("/results")
def scorecard_page(door: Reading, year: Year = None, place: PlaceAsked = "") -> Response:
    """Results up to a year, everywhere or at a place."""
    today = door.now.date()
    card = scorecard(door.session, today, year or today.year, _place(door, place))
    return page(
        door,
        "results/scorecard.html",
        card=card,
        years=range(today.year, card.framework.starts_on.year - 1, -1),
        pictures={people: picture(rows) for people, rows in card.people.items()},
        names=NAMES,
        sees_outputs=bool(door.actor.roles & set(SEE_OUTPUTS)),
        restated=_restated(door, card),
        sees_periods=bool(door.actor.roles & set(SEE_PERIODS)),
        sees_declarations=bool(door.actor.roles & set(SEE_DECLARATIONS)),
    )


def _restated(door: Door, card: Scorecard) -> list[tuple[People, int, int, int]]:
    """Of the years that are closed: who, the year, what the total was closed with, and what it is now."""
    if card.place is not None:
        return []
    closed = closed_years(door.session)
    found = [
        (people, row.year, total_of(closed[row.year], people), row.cumulative.tally.total)
        for people, rows in card.people.items()
        for row in rows
        if row.year in closed and row.cumulative.tangle is None
    ]
    return [one for one in found if one[2] != one[3]]


@pages.get("/results/scorecard.csv")
def scorecard_table(door: Reading, year: Year = None, place: PlaceAsked = "") -> Response:
    """The same figures as a table."""
    today = door.now.date()
    card = scorecard(door.session, today, year or today.year, _place(door, place))
    return _csv(f"results-{card.year}", FIGURES, figures(card))


@pages.get("/results/people")
def people_page(
    door: Reading,
    who: People = People.DIRECT,
    year: Year = None,
    place: PlaceAsked = "",
    category: Category | None = None,
) -> Response:
    """What one figure counts."""
    inputs, explained, asked = _explained(door, who, year, place, category)
    references = [row.estimate.id for row in explained.rows[:MOST_ROWS]]
    seen = select(Estimate.reference).where(
        Estimate.reference.in_(references), seen_by(door.actor, [ESTIMATES], door.now.date())
    )
    return page(
        door,
        "results/people.html",
        inputs=inputs,
        explained=explained,
        most=MOST_ROWS,
        seen=set(door.session.scalars(seen)),
        who=who,
        year=asked,
        place=_place(door, place),
        category=category,
        query=door.request.url.query,
        names=NAMES,
    )


@pages.get("/results/people.csv")
def people_table(
    door: Reading,
    who: People = People.DIRECT,
    year: Year = None,
    place: PlaceAsked = "",
    category: Category | None = None,
) -> Response:
    """Every estimate behind one figure as a table."""
    _inputs, explained, asked = _explained(door, who, year, place, category)
    return _csv(f"people-{who}-{asked}", ESTIMATE_COLUMNS, estimates(explained.rows))


def _explained(
    door: Door, who: People, year: int | None, place: str, category: Category | None
) -> tuple[Inputs, Explained, int]:
    today = door.now.date()
    asked = year or today.year
    day = last_day(asked, today)
    within, inputs = _place(door, place), read_inputs(door.session, day)
    question = Question(frozenset({who}), framework_on(day).years(asked), category)
    return inputs, explain(inputs, question, within), asked


def _place(door: Door, typed: str) -> str | None:
    """The asked place's reference; NotFound where there is no such place."""
    if not typed:
        return None
    place = thing_named(door.session, Place, "PLC", typed)
    if place is None:
        raise NotFound([why("", _("There is no such place."))])
    return place.reference


def _csv(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    return Response(
        table(name, header, rows),
        media_type=CSV,
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
