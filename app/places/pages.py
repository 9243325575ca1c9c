"""The pages of places: the tree as a list, one place with all that is known of it, and its forms."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.kernel.errors import NotFound, why
from app.kernel.flow import Birth, Offer, find, fire, offers, version_of
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.history import history
from app.places.flow import PLACES
from app.places.geometry import degrees_text
from app.places.lists import Wanted, countries_seen_by, page_of_places
from app.places.models import (
    HAZARD_NAMES,
    LEVEL_NAMES,
    SANITATION_NAMES,
    TENURE_NAMES,
    WASTE_NAMES,
    WATER_NAMES,
    Level,
    Place,
)
from app.places.picture import picture
from app.places.queries import CHILD, ancestors, children_of, profiles_of, profiles_on, seen_among
from app.places.rules import FITS
from app.web.doors import Door, Reading, Writing
from app.web.forms import fields, read
from app.web.moves import address_of, pages_of, see
from app.web.posted import Posted, PostedForm
from app.web.render import page

CORRECT = PLACES.by_name["correct"]
NAMES: dict[str, Any] = {
    "levels": LEVEL_NAMES,
    "tenures": TENURE_NAMES,
    "hazards": HAZARD_NAMES,
    "waters": WATER_NAMES,
    "toilets": SANITATION_NAMES,
    "wastes": WASTE_NAMES,
}

pages = APIRouter(tags=["places"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(PLACES, but=frozenset({CORRECT.name})))


@pages.get("/places")
def place_list(door: Reading) -> Response:
    """The places this person sees, country by country, narrowed by country, level and name."""
    asked = door.request.query_params
    level = asked.get("level", "")
    wanted = Wanted(
        asked.get("country", ""), Level(level) if level in set(Level) else None, asked.get("q", "")
    )
    found = page_of_places(door.session, door.actor, wanted, door.now.date(), asked.get("after", ""))
    return page(
        door,
        "places/place_list.html",
        found=found,
        wanted=wanted,
        countries=countries_seen_by(door.session, door.actor, door.now.date()),
        profiles=profiles_on(door.session, [place.id for place in found.places], door.now.date()),
        births=_births(door, PLACES.births),
        **NAMES,
    )


@pages.get("/places/{reference}")
def place(door: Reading, reference: str) -> Response:
    """One place: what was last counted, what lies in it, its picture, what may be done, what has happened."""
    shown = find(door.session, door.actor, PLACES, reference, door.now)
    today = door.now.date()
    above = ancestors(door.session, shown.id)
    below = children_of(door.session, shown)
    profiles = profiles_of(door.session, shown.id)
    return page(
        door,
        "places/place.html",
        flow=PLACES,
        place=shown,
        above=above,
        open_above=seen_among(door.session, door.actor, above, today),
        children=below,
        counted=profiles_on(door.session, [child.id for child in below], today),
        profile=profiles[0] if profiles else None,
        earlier=profiles[1:],
        picture=picture(shown, below),
        degrees=degrees_text,
        offers=_fitting(door, shown),
        births=_births(door, _births_below(shown)),
        panels=panels_of(door, shown),
        timeline=history(door.session, PLACES, shown, door.house.plugs.names_of),
        **NAMES,
    )


def panels_of(door: Door, shown: Place) -> list[Any]:
    """What other packages show on a place's page.

    `House.panels["place"]` are callables of the door and the place. Each gives None, or an object with the
    name of a `template`, which is included with that object as `panel`.
    """
    made = (panel(door, shown) for panel in door.house.panels.get("place", ()))
    return [panel for panel in made if panel is not None]


def _fitting(door: Door, shown: Place) -> list[Offer]:
    offered = offers(door.session, door.actor, PLACES, [shown], door.now)[shown.id]
    return [offer for offer in offered if Level(shown.level) in FITS[offer.move.name]]


def _births(door: Door, births: Sequence[Birth]) -> list[Birth]:
    return [birth for birth in births if door.actor.holds(birth.by)]


def _births_below(shown: Place) -> Sequence[Birth]:
    child = CHILD.get(Level(shown.level))
    return [birth for birth in PLACES.births if birth.name == child]


@pages.get("/places/{reference}/correct")
def correction(door: Reading, reference: str) -> Response:
    """The place's own words in a form, positions as they are typed."""
    shown = find(door.session, door.actor, PLACES, reference, door.now)
    offer = next((offer for offer in _fitting(door, shown) if offer.move is CORRECT), None)
    if offer is None:
        raise NotFound([why("", NOT_YOURS)])
    return page(
        door,
        "move.html",
        flow=PLACES,
        move=CORRECT,
        offer=offer,
        thing=shown,
        seen=version_of(door.session, shown),
        fields=fields(CORRECT.form),
        answers={},
        back=address_of(PLACES, shown),
        typed=getattr(door.request.state, "typed", None) or Posted(_as_typed(shown)),
    )


@pages.post("/places/{reference}/correct")
def correct(tx: Writing, posted: PostedForm, reference: str) -> Response:
    """The correction itself."""
    shown = find(tx.session, tx.actor, PLACES, reference, tx.now)
    form = read(CORRECT.form, posted, language=tx.actor.language)
    fire(tx, PLACES, shown, CORRECT.name, form, seen=posted.seen, explanation=posted.one("explanation"))
    return see(PLACES, shown)


def _as_typed(shown: Place) -> Mapping[str, Sequence[str]]:
    texts = {
        "title": shown.title,
        "landmarks": shown.landmarks or "",
        "secondary": "yes" if shown.secondary else "no",
        "centre": ", ".join(map(degrees_text, reversed(shown.centre))) if shown.centre else "",
        "boundary": boundary_text(shown),
    }
    return {name: [text] for name, text in texts.items()}


def boundary_text(shown: Place) -> str:
    """The boundary as a GeoJSON polygon, its numbers written out and never floats."""
    if not shown.ring:
        return ""
    corners = ", ".join(
        f"[{degrees_text(corner.longitude)}, {degrees_text(corner.latitude)}]"
        for corner in (*shown.ring, shown.ring[0])
    )
    return f'{{"type": "Polygon", "coordinates": [[{corners}]]}}'
