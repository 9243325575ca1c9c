"""Puts the house together: the only module that knows which packages there are."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from anyio import to_thread

from app.administration import card as administration
from app.cuf import instrument as cuf
from app.desk import card as desk
from app.documents import card as documents
from app.funding import card as funding
from app.grants import instrument as grants
from app.identity import card as identity
from app.identity import plugs
from app.kernel.db import databases
from app.kernel.flow import AnyFlow
from app.kernel.words import Languages
from app.messages import card as messages
from app.parties import card as parties
from app.places import card as places
from app.results import card as results
from app.settings import Settings
from app.web import assets, errors, health
from app.web.api import api_of
from app.web.card import PLAIN, Card
from app.web.guard import Guard
from app.web.house import House, clock
from app.web.letters import Refusing
from app.web.logs import Counts, Logged
from app.web.openapi import App
from app.web.render import environment

CARDS: tuple[Card, ...] = (
    documents.CARD,
    messages.CARD,
    identity.CARD,
    places.CARD,
    parties.CARD,
    funding.LEDGER,
    funding.CARD,
    funding.AWARDS,
    funding.REPORTS,
    results.CARD,
    desk.CARD,
    cuf.CARD,
    grants.CARD,
    administration.CARD,
)


class Unsafe(RuntimeError):
    """Production mode with settings that are not fit for it; every reason at once."""


def flows() -> dict[str, AnyFlow]:
    """Every flow of every package, by kind."""
    return {flow.kind: flow for card in CARDS for flow in card.flows}


def refusing() -> dict[str, Refusing]:
    """The letters of every package, by the kind of thing that is refused."""
    return {kind: letters for card in CARDS for kind, letters in card.refusing.items()}


def build_house(settings: Settings, now: Callable[[], datetime] = clock) -> House:
    """Open the databases and gather what the doors need."""
    if reasons := settings.problems():
        raise Unsafe("\n".join(reasons))
    languages = Languages()
    opened = databases(settings.database_url, pool_size=settings.thread_tokens)
    return House(
        settings=settings,
        databases=opened,
        plugs=plugs.noticing(opened),
        flows=flows(),
        templates=environment(
            languages,
            links=sorted((link for card in CARDS for link in card.links), key=lambda link: link.place),
        ),
        languages=languages,
        now=now,
        refusing=refusing(),
    )


def build(house: House) -> App:
    """The app: the log and the guard outside, the cards' pages and JSON inside."""

    @asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = house.settings.thread_tokens
        yield
        house.databases.close()

    app = App(
        title="Lastmile",
        lifespan=lifespan,
        openapi_url=None if house.settings.mode == "production" else "/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.house = house
    errors.install(app)
    app.mount("/static", assets.Files(directory=assets.BUILT, check_dir=False), name="static")
    app.include_router(health.router)
    for card in CARDS:
        if card.pages is not None:
            app.include_router(card.pages)
        for flow in card.flows:
            app.include_router(api_of(flow, card.json.get(flow.kind, PLAIN)), prefix="/api")
    app.state.counts = Counts()
    app.add_middleware(Guard, settings=house.settings)
    app.add_middleware(Logged, counts=app.state.counts)
    return app
