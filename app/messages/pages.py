"""The list of notices, and the mark that they were read."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.kernel.paging import PAGE
from app.messages.actions import mark_read
from app.messages.queries import notices_of
from app.web.doors import Reading, Writing
from app.web.posted import PostedForm
from app.web.render import page

pages = APIRouter(tags=["messages"], default_response_class=HTMLResponse, include_in_schema=False)
DIGITS_OF_BIGINT = 19


@pages.get("/notices")
def notices(door: Reading) -> Response:
    """What this person was told, newest first."""
    before = _number(door.request.query_params.get("before", ""))
    told = notices_of(door.session, door.actor.reference, door.house.flows, before, PAGE + 1)
    names = door.house.plugs.names_of(door.session, {str(one.notice.details.get("who", "")) for one in told})
    shown = told[:PAGE]
    return page(
        door,
        "messages/notices.html",
        told=shown,
        names=names,
        older=shown[-1].notice.id if len(told) > PAGE else None,
        newest=shown[0].notice.id if shown and before is None else None,
    )


@pages.post("/notices")
def read_all(tx: Writing, posted: PostedForm) -> Response:
    """Mark what was shown as read."""
    mark_read(tx.session, tx.actor.reference, _number(posted.one("up_to")) or 0, tx.now)
    return RedirectResponse("/notices", 303)


def _number(typed: str) -> int | None:
    """The number of a notice, or None where what came is none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < DIGITS_OF_BIGINT else None
