"""The pages of estimates: what waits, one estimate, and the form that writes, edits and revises it."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.kernel.errors import NotAllowed, why
from app.kernel.flow import AnyFlow, Birth, Move, begin, find, fire, offers, version_of
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.history import history
from app.results.estimates.flow import ESTIMATES
from app.results.estimates.models import METHOD_NAMES, Estimate
from app.results.estimates.queries import place_answers, places_of
from app.results.estimates.schemas import Basis
from app.results.models import CATEGORY_NAMES, PEOPLE_NAMES
from app.results.outputs.flow import OUTPUTS
from app.results.outputs.models import Output
from app.web.doors import Door, Reading, Writing
from app.web.forms import fields, read, read_values
from app.web.moves import address_of, pages_of, see
from app.web.posted import PostedForm
from app.web.render import page

NAMES = {"methods": METHOD_NAMES, "categories": CATEGORY_NAMES, "people": PEOPLE_NAMES}
OWN_PAGES = frozenset({"estimate", "revise", "edit"})
ESTIMATE, REVISE, EDIT = ESTIMATES.birth("estimate"), ESTIMATES.birth("revise"), ESTIMATES.move("edit")

pages = APIRouter(tags=["results"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(ESTIMATES, but=OWN_PAGES))


@pages.get("/results/estimates/{reference}")
def estimate_page(door: Reading, reference: str) -> Response:
    """One estimate: its people, how they were counted, its versions, what may be done, what has happened."""
    estimate = find(door.session, door.actor, ESTIMATES, reference, door.now)
    session = door.session
    versions = {
        key: session.get_one(Estimate, key) if key else None
        for key in (estimate.replaces_id, estimate.replaced_by_id)
    }
    return page(
        door,
        "results/estimate.html",
        flow=ESTIMATES,
        estimate=estimate,
        output=session.get_one(Output, estimate.output_id),
        places=places_of(session, [estimate.id])[estimate.id],
        before=versions[estimate.replaces_id],
        after=versions[estimate.replaced_by_id],
        revises=bool(door.actor.holds(REVISE.by)),
        offers=offers(session, door.actor, ESTIMATES, [estimate], door.now)[estimate.id],
        timeline=history(session, ESTIMATES, estimate, door.house.plugs.names_of),
        names=NAMES,
    )


# --- The form ------------------------------------------------------------------------------------


@pages.get("/results/outputs/{reference}/estimate")
def new_estimate(door: Reading, reference: str) -> Response:
    """Ask who is served by an output."""
    output = find(door.session, door.actor, OUTPUTS, reference, door.now)
    stored = {"guide": output.guide, "basis": None}
    return _form(door, OUTPUTS, output, ESTIMATE, stored)


@pages.post("/results/outputs/{reference}/estimate")
def begin_estimate(tx: Writing, posted: PostedForm, reference: str) -> Response:
    """An estimate in the case of its output."""
    output = find(tx.session, tx.actor, OUTPUTS, reference, tx.now)
    values = {**posted.nested(), "output": output.reference}
    return _begun(tx, posted, ESTIMATE, values)


@pages.get("/results/estimates/{reference}/revise")
def new_version(door: Reading, reference: str) -> Response:
    """Ask for a newer version of an estimate, beginning from what it says."""
    estimate = find(door.session, door.actor, ESTIMATES, reference, door.now)
    return _form(door, ESTIMATES, estimate, REVISE, _stored(door, estimate))


@pages.post("/results/estimates/{reference}/revise")
def begin_version(tx: Writing, posted: PostedForm, reference: str) -> Response:
    """A newer version, in the same case."""
    estimate = find(tx.session, tx.actor, ESTIMATES, reference, tx.now)
    values = {**posted.nested(), "replaces": estimate.reference}
    return _begun(tx, posted, REVISE, values)


@pages.get("/results/estimates/{reference}/edit")
def edit_page(door: Reading, reference: str) -> Response:
    """The whole form with what it says now."""
    estimate = find(door.session, door.actor, ESTIMATES, reference, door.now)
    return _form(door, ESTIMATES, estimate, EDIT, _stored(door, estimate))


@pages.post("/results/estimates/{reference}/edit")
def edit_estimate(tx: Writing, posted: PostedForm, reference: str) -> Response:
    """The estimate as the form has it now."""
    estimate = find(tx.session, tx.actor, ESTIMATES, reference, tx.now)
    form = read(EDIT.form, posted, language=tx.actor.language)
    fire(tx, ESTIMATES, estimate, "edit", form, seen=posted.seen, explanation=posted.one("explanation"))
    return see(ESTIMATES, estimate)


def _begun(tx: Writing, posted: PostedForm, birth: Birth, values: dict[str, Any]) -> Response:
    form = read_values(birth.form, values, language=tx.actor.language)
    made = begin(tx, ESTIMATES, birth.name, form, explanation=posted.one("explanation"))
    return see(ESTIMATES, made)


def _stored(door: Door, estimate: Estimate) -> dict[str, Any]:
    names = (
        "indicator", "category", "total", "female", "male", "not_disaggregated", "method", "source",
        "counted_on", "guide", "evidence",
    )  # fmt: skip
    places = [place.reference for place in places_of(door.session, [estimate.id])[estimate.id]]
    return {name: getattr(estimate, name) for name in names} | {"places": places, "basis": Basis.FOUND}


def _form(
    door: Door, flow: AnyFlow, thing: Output | Estimate, act: Birth | Move, stored: dict[str, Any]
) -> Response:
    if not door.actor.holds(act.by):
        raise NotAllowed([why("", NOT_YOURS)])
    return page(
        door,
        "results/people_form.html",
        thing=thing,
        move=act,
        seen=version_of(door.session, thing) if isinstance(act, Move) else None,
        fields=[spec for spec in fields(act.form) if spec.name not in {"output", "replaces"}],
        stored=stored,
        answers=place_answers(door.session, door.actor, thing, door.now),
        back=address_of(flow, thing),
    )
