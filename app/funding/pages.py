"""The page of a record of finance: what it says, what may be done with it, what has happened."""

from collections.abc import Sequence
from datetime import date

from fastapi.responses import HTMLResponse

from app.kernel.errors import Invalid, Why
from app.kernel.flow import AnyFlow, offers
from app.kernel.flow.history import history
from app.kernel.money import Money
from app.kernel.reading import Unreadable, read_date
from app.kernel.things import Thing
from app.kernel.words import Message
from app.web.doors import Door
from app.web.moves import address_of
from app.web.render import language_of, page

Fact = tuple[str, Money | date | str | Message | None]
"""A label (a message's identifier) and a value; what has no value yet is left out."""


def record(
    door: Door, flow: AnyFlow, thing: Thing, facts: Sequence[Fact], back: tuple[str, str]
) -> HTMLResponse:
    """The page of one contribution, allotment, charge, rate or period; `back` is (address, text)."""
    return page(
        door,
        "funding/record.html",
        flow=flow,
        thing=thing,
        facts=[(label, value) for label, value in facts if value not in (None, "")],
        offers=offers(door.session, door.actor, flow, [thing], door.now)[thing.id],
        timeline=history(door.session, flow, thing, door.house.plugs.names_of),
        address=address_of(flow, thing),
        back=back,
    )


def day_asked(door: Door) -> date | None:
    """The day in the address under `on`, as the reader writes days; None where none is given."""
    typed = door.request.query_params.get("on", "").strip()
    if not typed:
        return None
    try:
        return read_date(typed, language_of(door))
    except Unreadable as error:
        raise Invalid([Why("", error.message)]) from None
