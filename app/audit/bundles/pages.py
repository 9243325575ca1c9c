"""The pages of bundles: one's own, asking for one, one with its file."""

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from app.audit.bundles.flow import BUNDLES
from app.audit.bundles.lists import BUNDLE_LIST
from app.audit.bundles.making import MAKE, folder_of
from app.audit.bundles.models import Bundle, BundleState
from app.audit.bundles.schemas import AskForm
from app.audit.bundles.writing import PIECES
from app.kernel.errors import NotAllowed, NotFound, why
from app.kernel.flow import begin, find, offers
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.history import history
from app.kernel.jobs import ask
from app.kernel.words import _
from app.web.doors import Reading, Writing
from app.web.forms import fields, read
from app.web.lists import shown
from app.web.moves import pages_of
from app.web.posted import PostedForm
from app.web.render import page

(ASK,) = BUNDLES.births
COMMAND = "python3 -I -S verify.py all ."
"""How a bundle is verified where it was unpacked."""
GONE = _("This bundle has no file. Ask for a new one.")

pages = APIRouter(tags=["audit"], default_response_class=HTMLResponse, include_in_schema=False)


@pages.get("/audit/bundles")
def bundle_list(door: Reading) -> Response:
    """One's own bundles, newest first."""
    if not door.actor.roles & BUNDLES.sees.keys():
        raise NotAllowed([why("", NOT_YOURS)])
    return page(door, "audit/list.html", list=shown(door, BUNDLE_LIST))


@pages.get("/audit/bundles/ask")
def ask_page(door: Reading) -> Response:
    """What it is for."""
    if not door.actor.holds(ASK.by):
        raise NotAllowed([why("", NOT_YOURS)])
    return page(door, "birth.html", flow=BUNDLES, move=ASK, fields=fields(AskForm), answers={})


@pages.post("/audit/bundles/ask")
def ask_for(tx: Writing, posted: PostedForm) -> Response:
    """Ask the worker for it, and watch how far it comes."""
    form = read(AskForm, posted, language=tx.actor.language)
    bundle = begin(tx, BUNDLES, "ask", form)
    job = ask(tx.session, MAKE, tx.actor.reference, {"bundle": bundle.reference}, PIECES, tx.now)
    return RedirectResponse(f"/jobs/{job.id}", 303)


pages.include_router(pages_of(BUNDLES, but=frozenset({ASK.name})))


@pages.get("/audit/bundles/{reference}")
def bundle_page(door: Reading, reference: str) -> Response:
    """What was made, with its file."""
    bundle = find(door.session, door.actor, BUNDLES, reference, door.now)
    return page(
        door,
        "audit/bundle.html",
        flow=BUNDLES,
        bundle=bundle,
        command=COMMAND,
        offers=offers(door.session, door.actor, BUNDLES, [bundle], door.now)[bundle.id],
        timeline=history(door.session, BUNDLES, bundle, door.house.plugs.names_of),
    )


@pages.get("/audit/bundles/{reference}/file")
def bundle_file(door: Reading, reference: str) -> Response:
    """The file."""
    bundle: Bundle = find(door.session, door.actor, BUNDLES, reference, door.now)
    place = folder_of(door.house.settings) / bundle.file_name
    if bundle.state != BundleState.READY or not place.is_file():
        raise NotFound([why("", GONE)])
    return FileResponse(place, media_type="application/zip", filename=bundle.file_name)
