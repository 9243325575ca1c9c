"""The desk's pages: the front door, My work, and giving work to one another."""

from collections.abc import Collection, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.desk.hand_over import HAND_OVER, HandOver, leads
from app.desk.queries import my_work
from app.kernel.actors import ROLE_NAMES, Role
from app.kernel.errors import NotFound, Refused, why
from app.kernel.flow import (
    AnyFlow,
    Nothing,
    Queue,
    count_waiting,
    find,
    fire,
    flow_of,
    offers,
    version_of,
)
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.lead import Assign, colleagues
from app.kernel.jobs import ask, job_of
from app.kernel.paging import PAGE, Position
from app.kernel.words import Message, _
from app.web.doors import Door, Key, PublicReading, Reading, Writing
from app.web.forms import fields, read
from app.web.house import house_of
from app.web.moves import see
from app.web.posted import PostedForm
from app.web.render import page

pages = APIRouter(tags=["desk"], default_response_class=HTMLResponse, include_in_schema=False)
QUEUES = {"all": _("All that I may move"), "mine": _("Mine"), "unassigned": _("Nobody's yet")}


def flows_of(request: Request) -> Mapping[str, AnyFlow]:
    """The flows of the house."""
    return house_of(request).flows


Flows = Annotated[Mapping[str, AnyFlow], Depends(flows_of)]


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
    after = Position.read(door.request.query_params.get("after", ""))
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
    offered = offers(door.session, door.actor, flow, [thing], door.now)[thing.id]
    if not any(offer.move.name == "assign" for offer in offered):
        raise NotFound([why("", NOT_YOURS)])
    people = colleagues(door.session, door.house.plugs, flow.by_name["assign"].by & door.actor.roles, thing)
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


@pages.get("/work/hand-over")
def hand_over_page(door: Reading) -> Response:
    """Whose work, and to whom: for somebody who leaves or is away."""
    led = leads(door.session, door.actor, door.house.flows, door.now.date())
    people = {person for role in door.actor.roles for person in _holders(door, role)}
    names = door.house.plugs.names_of(door.session, people | led.keys())
    by_name = sorted(names.items(), key=lambda one: one[1])
    return page(
        door,
        "desk/hand_over.html",
        fields=fields(HandOver),
        answers={
            "person": [(person, f"{name} ({len(led[person])})") for person, name in by_name if person in led],
            "to": [(person, name) for person, name in by_name if person in people],
        },
        led=led,
    )


def _holders(door: Door, role: Role) -> Collection[str]:
    scopes = {post.scope for post in door.actor.holds([role])}
    return door.house.plugs.people_for(door.session, role, scopes)


@pages.post("/work/hand-over")
def hand_over(tx: Writing, posted: PostedForm, flows: Flows) -> Response:
    """Ask the worker for it; the list of things is fixed now."""
    form = read(HandOver, posted, language=tx.actor.language)
    pieces = leads(tx.session, tx.actor, flows, tx.today).get(form.person, [])
    if not pieces:
        raise Refused([why("", _("This person leads nothing that you may see."), field="person")])
    job = ask(tx.session, HAND_OVER, tx.actor.reference, form.model_dump(), pieces, tx.now)
    return RedirectResponse(f"/jobs/{job.id}", 303)


@pages.get("/jobs/{number}")
def job(door: Reading, number: Key) -> Response:
    """How far a job is, and what was refused; the page looks again by itself until it is over."""
    return page(door, "desk/job.html", job=job_of(door.session, door.actor.reference, number), kept=_kept)


def _kept(said: Mapping[str, Any]) -> Message:
    """A sentence as the worker kept it."""
    return Message(said["id"], said["values"])
