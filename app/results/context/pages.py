"""The pages of context figures: all that stand, and one."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.funding.pages import record
from app.kernel.flow import find
from app.kernel.words import Message, _
from app.places.models import Place
from app.results.context.flow import FIGURES
from app.results.context.queries import figures_standing
from app.results.frameworks import INDICATORS, UNIT_NAMES
from app.results.outputs.queries import SEEN_BY
from app.web.doors import Reading
from app.web.moves import pages_of
from app.web.render import page

pages = APIRouter(tags=["results"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(FIGURES))


@pages.get("/results/context")
def figure_list(door: Reading) -> Response:
    """Every context figure that stands: published figures, for everybody who is signed in."""
    return page(
        door,
        "results/figure_list.html",
        flow=FIGURES,
        figures=figures_standing(door.session),
        indicators=INDICATORS,
        units=UNIT_NAMES,
        opens=bool(door.actor.roles & set(SEEN_BY)),
        births=[birth for birth in FIGURES.births if door.actor.holds(birth.by)],
    )


@pages.get("/results/context/{reference}")
def figure_page(door: Reading, reference: str) -> Response:
    """One figure."""
    figure = find(door.session, door.actor, FIGURES, reference, door.now)
    indicator = INDICATORS[figure.indicator]
    return record(
        door,
        FIGURES,
        figure,
        (
            (_("Indicator"), Message(indicator.title)),
            (_("Place"), door.session.get_one(Place, figure.place_id).title),
            (_("Year"), str(figure.year)),
            (_("Value"), figure.value),
            (_("Unit"), Message(UNIT_NAMES[indicator.unit])),
            (_("Source"), figure.source),
        ),
        (f"/{FIGURES.path}", _("Context figures")),
    )
