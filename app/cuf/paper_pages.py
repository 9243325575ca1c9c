"""The pages of a project's papers: what there is, adding one, withdrawing one."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.cuf.flow import CUF_PROJECT
from app.cuf.pages import seen
from app.cuf.papers import Paper, PaperGone
from app.documents.doors import Received, WritingWithFile, read_with
from app.documents.kinds import size_shown
from app.documents.queries import document_of, documents_of
from app.kernel.flow import find, fire, version_of
from app.web.doors import Key, Reading, Writing
from app.web.forms import fields, read_values
from app.web.moves import address_of
from app.web.posted import PostedForm
from app.web.render import page

pages = APIRouter(tags=["cuf"], default_response_class=HTMLResponse, include_in_schema=False)


@pages.get("/cuf/projects/{reference}/documents")
def documents(door: Reading, reference: str) -> Response:
    """The papers of the project, and the form that adds one."""
    shown, _grounds, offered = seen(door, reference)
    rows = documents_of(door.session, shown.id)
    names = door.house.plugs.names_of(door.session, {row.current.kept_by for row in rows})
    return page(
        door,
        "cuf/documents.html",
        flow=CUF_PROJECT,
        project=shown,
        documents=rows,
        names=names,
        may={offer.move.name for offer in offered if offer.open},
        fields=fields(Paper),
        most=size_shown(door.house.settings.max_upload_bytes, up=False),
        seen=version_of(door.session, shown),
    )


@pages.post("/cuf/projects/{reference}/documents")
def add_document(tx: WritingWithFile, posted: PostedForm, received: Received, reference: str) -> Response:
    """Keep the file with the project; the same file sent again changes nothing."""
    found = find(tx.session, tx.actor, CUF_PROJECT, reference, tx.now)
    fire(tx, CUF_PROJECT, found, "attach", read_with(Paper, posted, received, language=tx.actor.language))
    return RedirectResponse(f"{address_of(CUF_PROJECT, found)}/documents", 303)


@pages.get("/cuf/projects/{reference}/documents/{document}/withdraw")
def withdraw_page(door: Reading, reference: str, document: Key) -> Response:
    """Ask once, and why."""
    shown, _grounds, _offered = seen(door, reference)
    return page(
        door,
        "cuf/withdraw_document.html",
        flow=CUF_PROJECT,
        project=shown,
        document=document_of(door.session, shown.id, document),
        fields=[spec for spec in fields(PaperGone) if spec.name == "reason"],
        seen=version_of(door.session, shown),
    )


@pages.post("/cuf/projects/{reference}/documents/{document}/withdraw")
def withdraw_document(tx: Writing, posted: PostedForm, reference: str, document: Key) -> Response:
    """Take the document out of sight."""
    found = find(tx.session, tx.actor, CUF_PROJECT, reference, tx.now)
    form = read_values(PaperGone, {**posted.nested(), "document": document}, language=tx.actor.language)
    fire(tx, CUF_PROJECT, found, "detach", form, seen=posted.seen)
    return RedirectResponse(f"{address_of(CUF_PROJECT, found)}/documents", 303)
