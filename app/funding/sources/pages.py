"""The pages of money: the list of sources, a source's sheet, and the contributions, allotments and charges under it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.funding.models import BOOKS, INSTRUMENT_NAMES, THEME_NAMES, WINDOW_NAMES
from app.funding.pages import Fact, day_asked, record
from app.funding.sources.flow import ALLOTMENTS, CHARGES, CONTRIBUTIONS, SOURCES
from app.funding.sources.models import SORT_NAMES, Allotment, Charge, Contribution, Source, SourceState
from app.funding.sources.picture import picture
from app.funding.sources.queries import FINANCE, SEEN_BY, allotment_answers, sheet_of, sources_seen_by
from app.funding.statements.queries import SEEN_BY as RECONCILED_BY
from app.kernel.errors import NotAllowed, why
from app.kernel.flow import AnyFlow, Birth, begin, find, offers
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.history import history
from app.kernel.money import Money
from app.kernel.words import Message, _
from app.web.doors import Reading, Writing
from app.web.forms import fields, read_values
from app.web.moves import address_of, pages_of, see
from app.web.posted import PostedForm
from app.web.render import page

NAMES: Mapping[str, Mapping[Any, str]] = {
    "windows": WINDOW_NAMES,
    "instruments": INSTRUMENT_NAMES,
    "themes": THEME_NAMES,
    "sorts": SORT_NAMES,
}
UNDER = ((CONTRIBUTIONS, "pledge"), (ALLOTMENTS, "allot"), (CHARGES, "charge"))
"""What is born under a source, each on a page of the source's."""

pages = APIRouter(tags=["sources"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(SOURCES))
for flow in (CONTRIBUTIONS, ALLOTMENTS, CHARGES):
    pages.include_router(pages_of(flow, but=frozenset(birth.name for birth in flow.births)))


@pages.get("/funding/sources")
def source_list(door: Reading) -> Response:
    """The sources this person sees, with what stands in each stage now or on a day."""
    if not door.actor.roles & set(SEEN_BY):
        raise NotAllowed([why("", NOT_YOURS)])
    on = day_asked(door)
    rows = sources_seen_by(door.session, door.actor, door.now.date(), on)
    births = [birth for birth in SOURCES.births if door.actor.holds(birth.by)]
    return page(
        door,
        "funding/source_list.html",
        flow=SOURCES,
        sources=rows,
        births=births,
        on=on,
        reconciles=bool(door.actor.roles & set(RECONCILED_BY)),
    )


@pages.get("/funding/sources/{reference}")
def source_page(door: Reading, reference: str) -> Response:
    """A source's sheet: its money through its stages, what belongs to it, what may be done, what has happened."""
    source = find(door.session, door.actor, SOURCES, reference, door.now)
    on = day_asked(door)
    sheet = sheet_of(door.session, source, on)
    return page(
        door,
        "funding/source.html",
        flow=SOURCES,
        source=source,
        sheet=sheet,
        on=on,
        picture=picture(sheet.stages),
        flows={"contribution": CONTRIBUTIONS, "allotment": ALLOTMENTS, "charge": CHARGES},
        opens=bool(door.actor.roles & set(FINANCE)),
        births=_births(door.actor.holds, source),
        offers=offers(door.session, door.actor, SOURCES, [source], door.now)[source.id],
        timeline=history(door.session, SOURCES, source, door.house.plugs.names_of),
        names=NAMES,
    )


def _births(holds: Callable[..., Sequence[object]], source: Source) -> list[Birth]:
    """The births under this source for this person; a source in preparation takes pledges only."""
    found = [flow.birth(name) for flow, name in UNDER if holds(flow.birth(name).by)]
    if source.state == SourceState.CLOSED:
        return []
    return found if source.state == SourceState.OPEN else found[:1]


# --- What belongs to a source --------------------------------------------------------------------


def _under(flow: AnyFlow, birth: Birth) -> tuple[Callable[..., Response], Callable[..., Response]]:
    """The page that asks for a birth under a source, and what fires it."""

    def currency_of(source: Source) -> str:
        return source.currency if flow is CONTRIBUTIONS else BOOKS

    def birth_page(door: Reading, reference: str) -> Response:
        source = find(door.session, door.actor, SOURCES, reference, door.now)
        if not door.actor.holds(birth.by):
            raise NotAllowed([why("", NOT_YOURS)])
        return page(
            door,
            "funding/under.html",
            source=source,
            move=birth,
            fields=[spec for spec in fields(birth.form) if spec.name != "source"],
            answers=allotment_answers(door.session, door.actor, source, door.now),
            currency=currency_of(source),
            back=address_of(SOURCES, source),
        )

    def birth_fire(tx: Writing, posted: PostedForm, reference: str) -> Response:
        source = find(tx.session, tx.actor, SOURCES, reference, tx.now)
        values: dict[str, Any] = {**posted.nested(), "source": source.reference}
        form = read_values(birth.form, values, language=tx.actor.language, currency=currency_of(source))
        begin(tx, flow, birth.name, form, parent=source, explanation=posted.one("explanation"))
        return see(SOURCES, source)

    return birth_page, birth_fire


for flow, name in UNDER:
    shows, fires = _under(flow, flow.birth(name))
    path = f"/funding/sources/{{reference}}/{name}"
    pages.add_api_route(path, shows, methods=["GET"])
    pages.add_api_route(path, fires, methods=["POST"])


@pages.get("/funding/contributions/{reference}")
def contribution_page(door: Reading, reference: str) -> Response:
    """One contribution."""
    shown: Contribution = find(door.session, door.actor, CONTRIBUTIONS, reference, door.now)
    facts: tuple[Fact, ...] = (
        (_("Amount"), Money(shown.amount, shown.currency)),
        (_("Pledged on"), shown.pledged_on),
        (_("Signed on"), shown.signed_on),
        (_("Agreement"), shown.agreement),
        (_("Received on"), shown.received_on),
        (_("Amount received"), Money(shown.received, shown.currency) if shown.received else None),
        (_("Bank proof"), shown.proof),
        (_("Units for one US dollar"), shown.rate),
        (_("Booked at"), Money(shown.booked, BOOKS) if shown.booked else None),
    )
    return record(door, CONTRIBUTIONS, shown, facts, _back(door, shown.source_id))


@pages.get("/funding/allotments/{reference}")
def allotment_page(door: Reading, reference: str) -> Response:
    """One allotment."""
    shown: Allotment = find(door.session, door.actor, ALLOTMENTS, reference, door.now)
    window, instrument = NAMES["windows"].get(shown.window), NAMES["instruments"].get(shown.instrument)
    facts: tuple[Fact, ...] = (
        (_("Amount"), Money(shown.amount, BOOKS)),
        (_("Window"), window and Message(window)),
        (_("Country"), shown.country),
        (_("Instrument"), instrument and Message(instrument)),
        (_("Call"), shown.call),
    )
    return record(door, ALLOTMENTS, shown, facts, _back(door, shown.source_id))


@pages.get("/funding/charges/{reference}")
def charge_page(door: Reading, reference: str) -> Response:
    """One charge."""
    shown: Charge = find(door.session, door.actor, CHARGES, reference, door.now)
    facts: tuple[Fact, ...] = (
        (_("For what"), Message(NAMES["sorts"][shown.sort])),
        (_("Amount"), Money(shown.amount, BOOKS)),
        (_("Charged on"), shown.charged_on),
        (_("Voucher"), shown.voucher),
    )
    return record(door, CHARGES, shown, facts, _back(door, shown.source_id))


def _back(door: Reading, source_id: int) -> tuple[str, str]:
    source = door.session.get_one(Source, source_id)
    return address_of(SOURCES, source), source.title
