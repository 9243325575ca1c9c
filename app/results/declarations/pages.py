"""The pages of declarations: one with what it does to the totals."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.kernel.flow import find, offers
from app.kernel.flow.history import history
from app.places.models import Place
from app.results.counting.effects import effects
from app.results.counting.inputs import read_inputs
from app.results.declarations.flow import DECLARATIONS
from app.results.declarations.models import SAYS_NAMES, DeclarationState
from app.results.declarations.queries import places_of_sides, sides_of
from app.results.estimates.flow import ESTIMATES
from app.results.frameworks import framework_on
from app.results.models import PEOPLE_NAMES
from app.web.doors import Reading
from app.web.moves import pages_of
from app.web.render import page

pages = APIRouter(tags=["results"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(DECLARATIONS))


@pages.get("/results/declarations/{reference}")
def declaration_page(door: Reading, reference: str) -> Response:
    """One declaration: its sides, its reason, and every total that it touches, without it and with it."""
    session, today = door.session, door.now.date()
    declaration = find(session, door.actor, DECLARATIONS, reference, door.now)
    day = declaration.valid_until or max(today, declaration.valid_from)
    proposed = declaration.state in (DeclarationState.PROPOSED, DeclarationState.REJECTED)
    inputs = read_inputs(session, day, [declaration] if proposed else [])
    touched = [session.get_one(Place, key).reference for key in places_of_sides(session, declaration)]
    return page(
        door,
        "results/declaration.html",
        flow=DECLARATIONS,
        declaration=declaration,
        sides=sides_of(session, declaration),
        estimate_path=ESTIMATES.path,
        effects=effects(inputs, declaration.reference, framework_on(day).years(day.year), touched),
        day=day,
        places=inputs.places,
        people=PEOPLE_NAMES,
        says=SAYS_NAMES,
        offers=offers(session, door.actor, DECLARATIONS, [declaration], door.now)[declaration.id],
        timeline=history(session, DECLARATIONS, declaration, door.house.plugs.names_of),
    )
