"""The desk's pages: the front door, My work, and giving work to one another."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.desk.queries import my_work
from app.kernel.actors import ROLE_NAMES
from app.kernel.errors import NotFound, Why, why
from app.kernel.flow import AnyFlow, Nothing, Queue, count_waiting, find, fire, version_of
from app.kernel.flow.lead import Assign, colleagues
from app.kernel.references import BadReference, parse_reference
from app.kernel.words import _
from app.web.doors import PublicReading, Reading, Writing
from app.web.forms import fields, read
from app.web.house import house_of
from app.web.moves import see
from app.web.paging import PAGE, position_of
from app.web.posted import PostedForm
from app.web.render import page

pages = APIRouter(tags=["desk"], default_response_class=HTMLResponse, include_in_schema=False)
QUEUES = {"all": _("all that I may move"), "mine": _("mine"), "unassigned": _("nobody's yet")}


def flows_of(request: Request) -> Mapping[str, AnyFlow]:
    """The flows of the house."""
    return house_of(request).flows


Flows = Annotated[Mapping[str, AnyFlow], Depends(flows_of)]


def flow_of(flows: Mapping[str, AnyFlow], reference: str) -> AnyFlow:
    """The flow whose things carry references like this one."""
    try:
        prefix, _number = parse_reference(reference)
    except BadReference as error:
        raise NotFound([Why("", error.message)]) from None
    found = next((flow for flow in flows.values() if flow.prefix == prefix), None)
    if found is None:
        raise NotFound([why("", _("There is nothing with the reference {reference}."), reference=reference)])
    return found


@pages.get("/")
def front(door: PublicReading) -> Response:
    """What this is for whoever is not signed in; My work for whoever is."""
    return RedirectResponse("/work", 303) if door.signed_in else page(door, "home.html")


@pages.get("/help")
def help_page(door: PublicReading) -> Response:
    """How to begin, for whoever is there, and whom to ask."""
    return page(door, "desk/help.html", roles=ROLE_NAMES, flows=door.house.flows)


@pages.get("/work")
def work(door: Reading) -> Response:
    """Everything that stands still until this person moves it, oldest first."""
    asked = door.request.query_params.get("queue", "all")
    chosen = asked if asked in QUEUES else "all"
    queue = Queue(lead=door.actor.reference if chosen == "mine" else None, unassigned=chosen == "unassigned")
    after = position_of(door.request)
    flows = door.house.flows
    rows = my_work(
        door.session, door.actor, flows, door.now, queue, (after.since, after.id) if after else None, PAGE + 1
    )
    names = door.house.plugs.names_of(door.session, {row.thing.lead for row in rows if row.thing.lead})
    shown = rows[:PAGE]
    last = shown[-1].thing if len(rows) > PAGE else None
    return page(
        door,
        "desk/work.html",
        rows=shown,
        names=names,
        queues=QUEUES,
        chosen=chosen,
        count=count_waiting(door.session, door.actor, list(flows.values()), door.now, queue),
        next=f"{last.since.isoformat()}~{last.id}" if last else None,
        roles=ROLE_NAMES,
    )


@pages.post("/work")
def take(tx: Writing, posted: PostedForm, flows: Flows) -> Response:
    """Take on the rows that were ticked; each is a fact of its own."""
    for reference in posted.fields.get("thing", ()):
        flow = flow_of(flows, reference)
        fire(tx, flow, find(tx.session, tx.actor, flow, reference, tx.now), "take", Nothing())
    return RedirectResponse("/work?queue=mine", 303)


@pages.get("/work/{reference}/assign")
def assign_page(door: Reading, reference: str) -> Response:
    """Whom to give it to: those whose posts let them do what it waits for."""
    flow = flow_of(door.house.flows, reference)
    thing = find(door.session, door.actor, flow, reference, door.now)
    people = colleagues(door.session, door.actor, door.house.plugs, thing)
    names = door.house.plugs.names_of(door.session, people)
    return page(
        door,
        "desk/assign.html",
        flow=flow,
        thing=thing,
        fields=fields(Assign),
        answers={"person": sorted(names.items(), key=lambda one: one[1])},
        seen=version_of(door.session, thing),
    )


@pages.post("/work/{reference}/assign")
def assign(tx: Writing, posted: PostedForm, flows: Flows, reference: str) -> Response:
    """Give it to them."""
    flow = flow_of(flows, reference)
    thing = find(tx.session, tx.actor, flow, reference, tx.now)
    fire(tx, flow, thing, "assign", read(Assign, posted, language=tx.actor.language), seen=posted.seen)
    return see(flow, thing)
