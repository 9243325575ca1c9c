"""Searching everything a person may see, by words or by a reference however it was typed."""

from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.kernel.listing import COUNTED_TO, Asker, Everything, page_of
from app.kernel.paging import Position
from app.kernel.references import BadReference, parse_reference
from app.kernel.words import Message, _
from app.places.words import PLACE_WORDS
from app.web.doors import Reading
from app.web.moves import address_of
from app.web.render import page

pages = APIRouter(tags=["desk"], default_response_class=HTMLResponse, include_in_schema=False)


@pages.get("/search")
def search(door: Reading) -> Response:
    """What the words find, the latest change first; a reference that is found leads to its own page at once."""
    flows = door.house.flows
    text = door.request.query_params.get("q", "").strip()
    after = Position.read(door.request.query_params.get("after", ""))
    asked = Everything(tuple(flows.values()), PLACE_WORDS)
    found = page_of(door.session, asked, Asker(door.actor, door.now), text, after) if text else None
    if found is not None and _is_reference(text) and len(found.page.rows) == 1:
        thing = found.page.rows[0]
        return RedirectResponse(address_of(flows[thing.kind], thing), 303)
    older = found.page.next if found else None
    return page(
        door,
        "desk/search.html",
        text=text,
        found=found,
        flows=flows,
        count=Message(
            _("more than {n}") if found.too_many else _("{n} in all"), {"n": min(found.count, COUNTED_TO)}
        )
        if found
        else None,
        older=f"/search?{urlencode({'q': text, 'after': str(older)})}" if older else "",
        hints=[(word.name, word.hint) for word in asked.words],
    )


def _is_reference(text: str) -> bool:
    try:
        parse_reference(text)
    except BadReference:
        return False
    return True
