"""The pages of due-diligence files: what ends soon, one file, and those that begin and change one."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select

from app.documents.models import Document
from app.documents.moves import pages_with_file
from app.documents.queries import documents_of
from app.kernel.errors import NotFound, why
from app.kernel.flow import find, fire, offers, seen_by, version_of
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.history import history
from app.parties.checks.models import EXCLUSION_LISTS, OUTCOMES, RATINGS, Screening
from app.parties.due_diligence.flow import DRAFT, DUE_DILIGENCE, READY
from app.parties.due_diligence.models import AREAS, DECLARATIONS, RISKS, DueDiligence
from app.parties.due_diligence.queries import (
    CHECKS,
    SEEN_BY,
    ending_soon,
    member_answers,
    member_answers_of,
    safeguardings_of,
    screenings_of,
    serving_members,
    whole_file,
)
from app.parties.due_diligence.rules import risk_of
from app.parties.flow import PARTIES
from app.parties.models import Party
from app.parties.policy import terms_on
from app.parties.under import fire_under, page_under
from app.web.doors import Door, Reading, Writing
from app.web.forms import fields, read
from app.web.moves import add, address_of, pages_of, see
from app.web.posted import PostedForm
from app.web.render import page

OPEN, SAVE = DUE_DILIGENCE.birth("open"), DUE_DILIGENCE.by_name["save"]
WITH_FILE = ("attach", "screen")
MOST_SHOWN = 200
NAMES: dict[str, Any] = {
    "areas": AREAS,
    "declarations": DECLARATIONS,
    "lists": EXCLUSION_LISTS,
    "outcomes": OUTCOMES,
    "ratings": RATINGS,
    "risks": RISKS,
    "checks": CHECKS,
}

pages = APIRouter(tags=["parties"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(DUE_DILIGENCE, but=frozenset({OPEN.name, SAVE.name, *WITH_FILE})))
pages.include_router(pages_with_file(DUE_DILIGENCE, *WITH_FILE))
add(
    pages,
    "/parties/{reference}/due-diligence",
    page_under(
        DUE_DILIGENCE,
        OPEN,
        lambda door, party: member_answers_of(door.session, party.id, door.now.date()),
    ),
    fire_under(DUE_DILIGENCE, OPEN),
)


@pages.get("/due-diligence")
def file_list(door: Reading) -> Response:
    """What has ended or ends soon, and the files that are being written or wait for approval."""
    today = door.now.date()
    unfinished = door.session.scalars(
        select(DueDiligence)
        .where(DueDiligence.state.in_((DRAFT, READY)), seen_by(door.actor, [DUE_DILIGENCE], today))
        .order_by(DueDiligence.since, DueDiligence.id)
        .limit(MOST_SHOWN)
    ).all()
    endings = ending_soon(door.session, door.actor, today) if door.actor.roles & SEEN_BY else []
    return page(
        door,
        "parties/file_list.html",
        flow=DUE_DILIGENCE,
        unfinished=unfinished,
        endings=endings,
        today=today,
        **NAMES,
    )


@pages.get("/due-diligence/{reference}")
def file_page(door: Reading, reference: str) -> Response:
    """One file: who signs, what is declared, what the party can do, what was searched, and its papers."""
    shown = whole_file(door.session, find(door.session, door.actor, DUE_DILIGENCE, reference, door.now).id)
    party = door.session.get_one(Party, shown.party_id)
    today = door.now.date()
    papers = documents_of(door.session, shown.id)
    screenings = screenings_of(door.session, party.id)
    names = door.house.plugs.names_of
    return page(
        door,
        "parties/file.html",
        flow=DUE_DILIGENCE,
        file=shown,
        party=party,
        serving=serving_members(door.session, [party.id], today)[party.id],
        risk=shown.risk or risk_of(shown.capacity, terms_on(door.session, today)),
        ended=shown.expires_on is not None and shown.expires_on < today,
        screenings=screenings,
        evidence=_evidence(door, screenings),
        safeguardings=safeguardings_of(door.session, party.id),
        papers=papers,
        names=names(door.session, {paper.current.kept_by for paper in papers}),
        offers=offers(door.session, door.actor, DUE_DILIGENCE, [shown], door.now)[shown.id],
        timeline=history(door.session, DUE_DILIGENCE, shown, names),
        back=address_of(PARTIES, party),
        **NAMES,
    )


def _evidence(door: Door, screenings: list[Screening]) -> dict[int, Document]:
    """The print-outs of these screenings, by key; some lie in earlier files of the party."""
    wanted = select(Document).where(Document.id.in_([one.evidence_id for one in screenings]))
    return {document.id: document for document in door.session.scalars(wanted)}


@pages.get("/due-diligence/{reference}/save")
def write_page(door: Reading, reference: str) -> Response:
    """The file's questions with what it says so far."""
    shown = whole_file(door.session, find(door.session, door.actor, DUE_DILIGENCE, reference, door.now).id)
    offered = offers(door.session, door.actor, DUE_DILIGENCE, [shown], door.now)[shown.id]
    offer = next((offer for offer in offered if offer.move is SAVE), None)
    if offer is None and getattr(door.request.state, "typed", None) is None:
        raise NotFound([why("", NOT_YOURS)])
    return page(
        door,
        "move.html",
        flow=DUE_DILIGENCE,
        move=SAVE,
        offer=offer,
        thing=shown,
        seen=version_of(door.session, shown),
        fields=fields(SAVE.form),
        answers=member_answers(door.session, door.actor, shown, door.now),
        stored={
            "representatives": [one.member_id for one in shown.representatives],
            "declarations": shown.declarations,
            **shown.capacity,
        },
        back=address_of(DUE_DILIGENCE, shown),
    )


@pages.post("/due-diligence/{reference}/save")
def write(tx: Writing, posted: PostedForm, reference: str) -> Response:
    """The file as it should read."""
    found = find(tx.session, tx.actor, DUE_DILIGENCE, reference, tx.now)
    form = read(SAVE.form, posted, language=tx.actor.language)
    fire(tx, DUE_DILIGENCE, found, SAVE.name, form, seen=posted.seen)
    return see(DUE_DILIGENCE, found)
