"""The pages of results' lists: what was delivered, who is served, what is declared, which years are closed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.kernel.words import _
from app.results.lists import DECLARATION_LIST, ESTIMATE_LIST, OUTPUT_LIST, PERIOD_LIST
from app.web.doors import Reading
from app.web.exports import exports_of
from app.web.lists import Table, shown
from app.web.render import page

BEGUN_ELSEWHERE = frozenset({"estimate", "revise"})
"""Births that have no page of their own: they are begun on what they grow from."""
LISTS: tuple[tuple[Table[Any, Any], str, str], ...] = (
    (OUTPUT_LIST, _("What was delivered"), ""),
    (
        ESTIMATE_LIST,
        _("Estimates of people served"),
        _("Estimates of one place are never added: each person is counted once."),
    ),
    (
        DECLARATION_LIST,
        _("Declarations of overlap and of difference"),
        _(
            "Estimates whose places are the same, or lie in each other, are taken for the same people. Who knows better says so here, with a reason; a second person approves it."
        ),
    ),
    (PERIOD_LIST, _("Years of results"), ""),
)

pages = APIRouter(tags=["results"], default_response_class=HTMLResponse, include_in_schema=False)


def _list_page(table: Table[Any, Any], heading: str, about: str) -> Callable[..., Response]:
    def list_page(door: Reading) -> Response:
        found = shown(door, table)
        births = tuple(birth for birth in found.births if birth.name not in BEGUN_ELSEWHERE)
        return page(
            door, "results/list.html", list=replace(found, births=births), heading=heading, about=about
        )

    return list_page


for table, heading, about in LISTS:
    pages.include_router(exports_of(table))
    pages.add_api_route(table.path, _list_page(table, heading, about), methods=["GET"])
