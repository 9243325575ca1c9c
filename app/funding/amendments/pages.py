"""The pages of amendments: proposing one on its award's page, and one with before and after side by side."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.funding.amendments.flow import AMENDMENTS
from app.funding.amendments.models import AMENDMENT_KINDS, Amendment
from app.funding.amendments.schemas import Propose
from app.funding.awards.flow import AWARDS
from app.funding.awards.models import Award
from app.funding.models import BOOKS
from app.kernel.errors import NotAllowed, why
from app.kernel.flow import begin, find, offers
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.history import history
from app.web.doors import Reading, Writing
from app.web.forms import fields, read_values
from app.web.moves import address_of, pages_of, see
from app.web.posted import PostedForm
from app.web.render import page

pages = APIRouter(tags=["amendments"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(AMENDMENTS, but=frozenset({"propose"})))


@pages.get("/funding/awards/{reference}/amend")
def propose_page(door: Reading, reference: str) -> Response:
    """What is to be changed, and why."""
    award = find(door.session, door.actor, AWARDS, reference, door.now)
    birth = AMENDMENTS.birth("propose")
    if not door.actor.holds(birth.by):
        raise NotAllowed([why("", NOT_YOURS)])
    return page(
        door,
        "funding/amend.html",
        award=award,
        move=birth,
        fields=[spec for spec in fields(Propose) if spec.name != "award"],
        currency=BOOKS,
        back=address_of(AWARDS, award),
    )


@pages.post("/funding/awards/{reference}/amend")
def propose(tx: Writing, posted: PostedForm, reference: str) -> Response:
    """Propose it."""
    award = find(tx.session, tx.actor, AWARDS, reference, tx.now)
    values: dict[str, Any] = {**posted.nested(), "award": award.reference}
    form = read_values(Propose, values, language=tx.actor.language, currency=BOOKS)
    return see(AMENDMENTS, begin(tx, AMENDMENTS, "propose", form, parent=award))


@pages.get("/funding/amendments/{reference}")
def amendment_page(door: Reading, reference: str) -> Response:
    """One amendment: before and after, who holds it, what has happened."""
    shown: Amendment = find(door.session, door.actor, AMENDMENTS, reference, door.now)
    return page(
        door,
        "funding/amendment.html",
        flow=AMENDMENTS,
        shown=shown,
        award=door.session.get_one(Award, shown.award_id),
        kinds=AMENDMENT_KINDS,
        offers=offers(door.session, door.actor, AMENDMENTS, [shown], door.now)[shown.id],
        timeline=history(door.session, AMENDMENTS, shown, door.house.plugs.names_of),
        address=address_of(AMENDMENTS, shown),
    )
