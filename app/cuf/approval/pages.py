"""The page of an approval: the amount in both currencies, whose decision it is, and which money may pay."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.cuf.approval.queries import last_submission
from app.cuf.approval.schemas import Approve
from app.cuf.flow import CUF_PROJECT
from app.cuf.queries import ground
from app.funding.models import BOOKS
from app.kernel.errors import Invalid, NotFound, why
from app.kernel.flow import find, fire, offers, version_of
from app.kernel.flow.fire import NOT_YOURS
from app.web.doors import Reading, Writing
from app.web.forms import fields, read, read_values
from app.web.moves import address_of, see
from app.web.posted import PostedForm
from app.web.render import language_of, page

pages = APIRouter(tags=["cuf"], default_response_class=HTMLResponse, include_in_schema=False)
USUAL_DAYS = 180
"""How long a small work takes, for the dates that the form begins with."""


@pages.get("/cuf/projects/{reference}/approve")
def approve_page(door: Reading, reference: str) -> Response:
    """What is decided, and on which money."""
    project = find(door.session, door.actor, CUF_PROJECT, reference, door.now)
    offered = offers(door.session, door.actor, CUF_PROJECT, [project], door.now)[project.id]
    offer = next((one for one in offered if one.move.name == "approve"), None)
    grounds = ground(door.session, door.actor, [project], door.now)[project.id]
    if offer is None or grounds.approval is None:
        raise NotFound([why("", NOT_YOURS)])
    today = door.now.date()
    usual = {"starts_on": today, "ends_on": today + timedelta(days=USUAL_DAYS)}
    form = _typed(door, usual)
    return page(
        door,
        "cuf/approve.html",
        flow=CUF_PROJECT,
        move=offer.move,
        offer=offer,
        project=project,
        approval=grounds.approval.decision,
        submission=last_submission(door.session, project),
        judged=grounds.approval.decision.judged(form),
        form=form,
        fields=fields(Approve),
        stored=usual,
        answers=offer.move.answers(door.session, door.actor, project, door.now) if offer.move.answers else {},
        currency=BOOKS,
        seen=version_of(door.session, project),
        back=address_of(CUF_PROJECT, project),
    )


def _typed(door: Reading, usual: dict[str, Any]) -> Approve:
    """The form as it was sent, if it reads; else with the usual dates."""
    typed = getattr(door.request.state, "typed", None)
    if typed is not None:
        try:
            return read(Approve, typed, language=language_of(door), currency=BOOKS)
        except Invalid:
            pass
    return read_values(Approve, {"executing_body": "-", **usual})


@pages.post("/cuf/projects/{reference}/approve")
def approve(tx: Writing, posted: PostedForm, reference: str) -> Response:
    """Approve it: the award is made and its money reserved."""
    project = find(tx.session, tx.actor, CUF_PROJECT, reference, tx.now)
    form = read(Approve, posted, language=tx.actor.language, currency=BOOKS)
    fire(tx, CUF_PROJECT, project, "approve", form, seen=posted.seen)
    return see(CUF_PROJECT, project)
