"""The pages of moves that take a file: the file is received first, then the move is fired."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from app.documents.doors import Received, WritingWithFile, read_with
from app.kernel.flow import AnyFlow, Move, find, fire
from app.web.moves import add, move_page, see
from app.web.posted import PostedForm


def pages_with_file(flow: AnyFlow, *names: str) -> APIRouter:
    """A page for each of these moves of the table, whose forms have a field "file"."""
    router = APIRouter(tags=[flow.kind])
    for name in names:
        move = flow.move(name)
        add(router, f"/{flow.path}/{{reference}}/{name}", move_page(flow, move), _fires(flow, move))
    return router


def _fires(flow: AnyFlow, move: Move) -> Callable[..., Response]:
    def fires(tx: WritingWithFile, posted: PostedForm, received: Received, reference: str) -> Response:
        thing: Any = find(tx.session, tx.actor, flow, reference, tx.now)
        form = read_with(
            move.form, posted, received, language=tx.actor.language, currency=flow.currency(thing)
        )
        fire(tx, flow, thing, move.name, form, seen=posted.seen, explanation=posted.one("explanation"))
        return see(flow, thing)

    return fires
