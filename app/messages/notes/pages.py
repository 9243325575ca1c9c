"""The pages of notes: writing one on a record, and one note by itself; a record's page shows them in a panel."""

from collections.abc import Callable, Mapping
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.errors import NotFound, why
from app.kernel.flow import AnyFlow, Birth, begin, find, flow_of
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.things import Thing
from app.messages.notes.flow import NOTES
from app.messages.notes.queries import about, panel
from app.messages.notes.schemas import NoteForm
from app.web.doors import Reading, Writing
from app.web.forms import fields, read_values
from app.web.house import house_of
from app.web.moves import address_of
from app.web.posted import PostedForm
from app.web.render import page

pages = APIRouter(tags=["messages"], default_response_class=HTMLResponse, include_in_schema=False)
TEXT = tuple(spec for spec in fields(NoteForm) if spec.name == "text")
"""What is asked on the page; the record stands in its address."""


@pages.get("/correspondence/{reference}")
def note(door: Reading, reference: str) -> Response:
    """One note, and the record that it is about."""
    shown = find(door.session, door.actor, NOTES, reference, door.now)
    record = about(door.session, shown)
    return page(
        door,
        "messages/note.html",
        flow=NOTES,
        note=shown,
        record=record,
        back=address_of(door.house.flows[record.kind], record),
        names=door.house.plugs.names_of(door.session, {shown.written_by}),
    )


def seen(
    session: Session, actor: Actor, flows: Mapping[str, AnyFlow], reference: str, now: datetime
) -> tuple[AnyFlow, Thing]:
    """The record of this reference and its flow, seen by whoever writes on it; NotFound otherwise."""
    flow = flow_of(flows, reference)
    return flow, find(session, actor, flow, reference, now)


def _shows(birth: Birth) -> Callable[..., Response]:
    def shows(door: Reading, reference: str) -> Response:
        flow, record = seen(door.session, door.actor, door.house.flows, reference, door.now)
        offered = panel(door.session, door.actor, NOTES, record, door.now).births
        if birth not in offered and getattr(door.request.state, "typed", None) is None:
            raise NotFound([why("", NOT_YOURS)])
        return page(
            door,
            "messages/note_form.html",
            birth=birth,
            record=record,
            fields=TEXT,
            back=address_of(flow, record),
        )

    return shows


def _writes(birth: Birth) -> Callable[..., Response]:
    def writes(tx: Writing, request: Request, posted: PostedForm, reference: str) -> Response:
        flow, record = seen(tx.session, tx.actor, house_of(request).flows, reference, tx.now)
        values = {**posted.nested(), "about": record.reference}
        begin(tx, NOTES, birth.name, read_values(NoteForm, values, language=tx.actor.language), parent=record)
        return RedirectResponse(f"{address_of(flow, record)}#notes-heading", 303)

    return writes


for _birth in NOTES.births:
    pages.get(f"/records/{{reference}}/{_birth.name}")(_shows(_birth))
    pages.post(f"/records/{{reference}}/{_birth.name}")(_writes(_birth))
