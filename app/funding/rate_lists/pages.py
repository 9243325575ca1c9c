"""The pages of lists of rates: those read, sending one, and looking through one beside the books."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.documents.doors import data_read_by
from app.documents.kinds import size_shown
from app.documents.schemas import Data
from app.formats.un_rates import RateList as Published
from app.formats.un_rates import read_un_rates
from app.funding.rate_lists.flow import RATE_LISTS
from app.funding.rate_lists.queries import compared, list_of_file, lists_read
from app.funding.rate_lists.rules import STANDING_NAMES
from app.funding.rate_lists.schemas import ListForm
from app.kernel.errors import NotAllowed, why
from app.kernel.flow import begin, find, offers
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.history import history
from app.web.doors import Reading, Writing
from app.web.forms import fields, read_values
from app.web.moves import address_of, pages_of, see
from app.web.posted import PostedForm
from app.web.render import page

READ = RATE_LISTS.birth("read")
Sent = Annotated[Data[Published] | None, Depends(data_read_by(read_un_rates))]

pages = APIRouter(tags=["rates"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(RATE_LISTS, but=frozenset({"read"})))


@pages.get("/funding/rate-lists")
def rate_lists(door: Reading) -> Response:
    """The lists that were read."""
    if not door.actor.roles & RATE_LISTS.sees.keys():
        raise NotAllowed([why("", NOT_YOURS)])
    return page(
        door,
        "funding/rate_lists.html",
        flow=RATE_LISTS,
        lists=lists_read(door.session),
        birth=READ if door.actor.holds(READ.by) else None,
    )


@pages.get("/funding/rate-lists/read")
def read_page(door: Reading) -> Response:
    """Choose the file."""
    if not door.actor.holds(READ.by):
        raise NotAllowed([why("", NOT_YOURS)])
    return page(
        door,
        "funding/send_file.html",
        move=READ,
        fields=[spec for spec in fields(ListForm) if spec.name != "published"],
        most=size_shown(door.house.settings.max_upload_bytes, up=False),
        back="/funding/rate-lists",
    )


@pages.post("/funding/rate-lists/read")
def read_list(sent: Sent, tx: Writing, _posted: PostedForm) -> Response:
    """Keep what the file says to be looked through; the same file again leads to the list it was read as."""
    if not tx.actor.holds(READ.by):
        raise NotAllowed([why("", NOT_YOURS)])
    values = {"file": sent.file, "published": sent.content} if sent else {}
    form = read_values(ListForm, values, language=tx.actor.language)
    if known := list_of_file(tx.session, form.file.sha256):
        return RedirectResponse(f"/{RATE_LISTS.path}/{known}", 303)
    return see(RATE_LISTS, begin(tx, RATE_LISTS, "read", form))


@pages.get("/funding/rate-lists/{reference}")
def rate_list_page(door: Reading, reference: str) -> Response:
    """One list: each rate beside what the books have."""
    shown = find(door.session, door.actor, RATE_LISTS, reference, door.now)
    return page(
        door,
        "funding/rate_list_page.html",
        flow=RATE_LISTS,
        shown=shown,
        rates=compared(door.session, [shown.id])[shown.id],
        names=STANDING_NAMES,
        offers=offers(door.session, door.actor, RATE_LISTS, [shown], door.now)[shown.id],
        timeline=history(door.session, RATE_LISTS, shown, door.house.plugs.names_of),
        address=address_of(RATE_LISTS, shown),
    )
