"""The pages of a flow's births and moves: each asks once, shows what stands against it, and is sent to itself."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.kernel.actors import Actor, Role
from app.kernel.errors import NotAllowed, NotFound, why
from app.kernel.flow import AnyFlow, Birth, Move, begin, find, fire, offers, version_of
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.offers import entitling
from app.kernel.things import Thing, scopes_of
from app.kernel.tx import Tx
from app.web.doors import Reading, Writing
from app.web.forms import fields, read
from app.web.posted import PostedForm
from app.web.render import page

BIRTH_TEMPLATE, MOVE_TEMPLATE = "birth.html", "move.html"


def address_of(flow: AnyFlow, thing: Thing) -> str:
    """The page of a thing."""
    return f"/{flow.path}/{thing.reference}"


def see(flow: AnyFlow, thing: Thing) -> RedirectResponse:
    """After a write: on to the thing's own page, read afresh."""
    return RedirectResponse(address_of(flow, thing), 303)


def must_hold(actor: Actor, birth: Birth) -> None:
    """Ask for the birth's post before its form is read: whom it is not for, hears nothing of its fields."""
    if not actor.holds(birth.by, birth.office):
        raise NotAllowed([why("", NOT_YOURS)])


def must_be_theirs(tx: Tx, move: Move, thing: Thing) -> None:
    """Ask the same of a move, whose post must cover the thing."""
    if entitling(tx.actor, move, scopes_of(tx.session, [thing.root_id])[thing.root_id], tx.now) is None:
        raise NotAllowed([why("", NOT_YOURS)])


def pages_of(flow: AnyFlow, *, but: frozenset[str] = frozenset()) -> APIRouter:
    """A page for every birth and move that people make, `but` those whose package draws its own."""
    router = APIRouter(tags=[flow.kind])
    for birth in flow.births:
        if birth.name not in but and not birth.inner:
            add(router, f"/{flow.path}/{birth.name}", _birth_page(flow, birth), _birth_fire(flow, birth))
    for move in flow.moves:
        if move.name not in but and not move.inner and move.by != {Role.CLOCK}:
            path = f"/{flow.path}/{{reference}}/{move.name}"
            add(router, path, move_page(flow, move), _move_fire(flow, move))
    return router


def add(router: APIRouter, path: str, shows: Callable[..., Response], fires: Callable[..., Response]) -> None:
    """A page at this address, and what its form fires."""
    router.add_api_route(path, shows, methods=["GET"], response_class=HTMLResponse, include_in_schema=False)
    router.add_api_route(path, fires, methods=["POST"], response_class=HTMLResponse, include_in_schema=False)


def _birth_page(flow: AnyFlow, birth: Birth) -> Callable[..., Response]:
    def birth_page(door: Reading) -> Response:
        must_hold(door.actor, birth)
        answers = birth.answers(door.session, door.actor, None, door.now) if birth.answers else {}
        return page(door, BIRTH_TEMPLATE, flow=flow, move=birth, fields=fields(birth.form), answers=answers)

    return birth_page


def _birth_fire(flow: AnyFlow, birth: Birth) -> Callable[..., Response]:
    def birth_fire(tx: Writing, posted: PostedForm) -> Response:
        must_hold(tx.actor, birth)
        form = read(birth.form, posted, language=tx.actor.language)
        thing = begin(tx, flow, birth.name, form, explanation=posted.one("explanation"))
        return see(flow, thing)

    return birth_fire


def move_page(flow: AnyFlow, move: Move) -> Callable[..., Response]:
    """The page that asks once for this move, or shows what stands against it."""

    def shows(door: Reading, reference: str) -> Response:
        thing = find(door.session, door.actor, flow, reference, door.now)
        offered = offers(door.session, door.actor, flow, [thing], door.now)[thing.id]
        offer = next((offer for offer in offered if offer.move is move), None)
        if offer is None and getattr(door.request.state, "typed", None) is None:
            raise NotFound([why("", NOT_YOURS)])
        answers = move.answers(door.session, door.actor, thing, door.now) if move.answers else {}
        return page(
            door,
            MOVE_TEMPLATE,
            flow=flow,
            move=move,
            offer=offer,
            thing=thing,
            seen=version_of(door.session, thing),
            fields=fields(move.form),
            answers=answers,
            back=address_of(flow, thing),
        )

    return shows


def _move_fire(flow: AnyFlow, move: Move) -> Callable[..., Response]:
    def move_fire(tx: Writing, posted: PostedForm, reference: str) -> Response:
        thing: Any = find(tx.session, tx.actor, flow, reference, tx.now)
        must_be_theirs(tx, move, thing)
        form = read(move.form, posted, language=tx.actor.language, currency=flow.currency(thing))
        fire(tx, flow, thing, move.name, form, seen=posted.seen, explanation=posted.one("explanation"))
        return see(flow, thing)

    return move_fire
