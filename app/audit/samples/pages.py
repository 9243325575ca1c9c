"""The pages of samples: the list, one with its items, and the worksheet of an item."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.audit.samples.flow import SAMPLES
from app.audit.samples.lists import SAMPLE_LIST
from app.audit.samples.models import (
    METHOD_NAMES,
    POPULATION_NAMES,
    RESULT_NAMES,
    TICK_NAMES,
    Method,
    Population,
)
from app.audit.samples.queries import items_of
from app.audit.samples.schemas import WorkForm
from app.kernel.errors import NotAllowed, NotFound, why
from app.kernel.flow import find, offers, version_of
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.history import history
from app.kernel.words import _
from app.web.doors import Key, Reading
from app.web.exports import exports_of
from app.web.forms import fields
from app.web.lists import shown
from app.web.moves import pages_of
from app.web.render import page

NO_ITEM = _("This sample has no such item.")

pages = APIRouter(tags=["audit"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(SAMPLES))
pages.include_router(exports_of(SAMPLE_LIST))


@pages.get("/audit/samples")
def sample_list(door: Reading) -> Response:
    """The samples this person sees."""
    if not door.actor.roles & SAMPLES.sees.keys():
        raise NotAllowed([why("", NOT_YOURS)])
    return page(door, "audit/list.html", list=shown(door, SAMPLE_LIST))


@pages.get("/audit/samples/{reference}")
def sample_page(door: Reading, reference: str) -> Response:
    """One sample: how it was drawn, and how far its items are."""
    sample = find(door.session, door.actor, SAMPLES, reference, door.now)
    return page(
        door,
        "audit/sample.html",
        flow=SAMPLES,
        sample=sample,
        items=items_of(door.session, [sample.id])[sample.id],
        population=POPULATION_NAMES[Population(sample.population)],
        method=METHOD_NAMES[Method(sample.method)],
        results={result.value: says for result, says in RESULT_NAMES.items()},
        offers=offers(door.session, door.actor, SAMPLES, [sample], door.now)[sample.id],
        timeline=history(door.session, SAMPLES, sample, door.house.plugs.names_of),
    )


@pages.get("/audit/samples/{reference}/items/{number}")
def worksheet(door: Reading, reference: str, number: Key) -> Response:
    """The worksheet of one item: where its evidence is, and what was seen of it."""
    sample = find(door.session, door.actor, SAMPLES, reference, door.now)
    items = items_of(door.session, [sample.id])[sample.id]
    item = next((one for one in items if one.number == number), None)
    if item is None:
        raise NotFound([why("", NO_ITEM)])
    offered = offers(door.session, door.actor, SAMPLES, [sample], door.now)[sample.id]
    return page(
        door,
        "audit/item.html",
        sample=sample,
        item=item,
        last=len(items),
        specs=fields(WorkForm),
        ticks={tick.value: says for tick, says in TICK_NAMES.items()},
        offer=next((offer for offer in offered if offer.move.name == "work"), None),
        seen=version_of(door.session, sample),
    )
