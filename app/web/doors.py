"""The doors: one dependency to read, one to write; each finds who is there and fixes the time."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Path, Request
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.errors import NotAllowed, Refused, why
from app.kernel.outbox import unread
from app.kernel.plugs import Credential
from app.kernel.tx import Tx, writing
from app.kernel.words import _
from app.web.house import House, house_of
from app.web.posted import PostedForm
from app.web.tokens import credential_of, must_come_from_us

V = TypeVar("V")

NOBODY = Actor("sys_nobody")
"""Who acts where no one need be signed in: the sign-in itself, a complaint, a public page."""


class NotSignedIn(NotAllowed):
    """Nobody is there: a page leads to the sign-in and back, the API answers 401."""


class TooManyTries(Refused):
    """Somebody tries too often and must wait (429)."""


@dataclass(frozen=True)
class Door:
    """A reading request: a session that cannot write, who is there, and when."""

    request: Request
    house: House
    session: Session
    actor: Actor
    now: datetime

    @property
    def signed_in(self) -> bool:
        return self.actor is not NOBODY


_ENTER, _LEAVE = CapacityLimiter(8), CapacityLimiter(8)
"""Threads of their own to open and to close: those who wait to come in never keep anyone from leaving."""


@asynccontextmanager
async def _in_thread(inner: AbstractContextManager[V]) -> AsyncIterator[V]:
    value = await to_thread.run_sync(inner.__enter__, limiter=_ENTER)
    try:
        yield value
    except BaseException as error:
        await to_thread.run_sync(inner.__exit__, type(error), error, error.__traceback__, limiter=_LEAVE)
        raise
    else:
        await to_thread.run_sync(inner.__exit__, None, None, None, limiter=_LEAVE)


def _who(request: Request, session: Session, now: datetime, *, anyone: bool) -> Actor:
    house = house_of(request)
    credential = credential_of(request, house.settings)
    actor = house.plugs.actor_of(session, credential, now) if credential else None
    if actor is None and not anyone:
        raise NotSignedIn([why("", _("Sign in to go on."))])
    request.state.actor = actor
    return actor or NOBODY


@contextmanager
def _opened(request: Request, *, anyone: bool) -> Iterator[Door]:
    house = house_of(request)
    now = house.now()
    with house.databases.read() as session:
        actor = _who(request, session, now, anyone=anyone)
        request.state.unread = 0 if actor is NOBODY else unread(session, actor.reference)
        yield Door(request, house, session, actor, now)


async def reading(request: Request) -> AsyncIterator[Door]:
    """A reading transaction for somebody who is signed in."""
    async with _in_thread(_opened(request, anyone=False)) as door:
        yield door


async def reading_as_anyone(request: Request) -> AsyncIterator[Door]:
    """A reading transaction for a page of the short public list."""
    async with _in_thread(_opened(request, anyone=True)) as door:
        yield door


@dataclass(frozen=True)
class Entrance:
    """An unsafe request that came from our own page, with no transaction open yet.

    For what is slow before it is written, as the hash of a passphrase, and for what is shown only once
    after it is written, as a code: everyone else writes through `Writing` and answers 303.
    """

    request: Request
    house: House
    now: datetime

    @property
    def credential(self) -> Credential | None:
        return credential_of(self.request, self.house.settings)

    def reading(self) -> AbstractContextManager[Door]:
        """A reading transaction of its own, whoever is there."""
        return _opened(self.request, anyone=True)

    def writing(self, actor: Actor | None = None) -> AbstractContextManager[Tx]:
        """A writing transaction of its own; `actor` has just shown who they are, else it is who is signed in."""
        return self._writing(lambda session: actor or _who(self.request, session, self.now, anyone=False))

    def writing_as_anyone(self) -> AbstractContextManager[Tx]:
        """A writing transaction of its own, whoever is there."""
        return self._writing(lambda session: _who(self.request, session, self.now, anyone=True))

    def _writing(self, who: Callable[[Session], Actor]) -> AbstractContextManager[Tx]:
        house = self.house
        return writing(house.databases, house.plugs, who, self.now, self.request.state.request_id)


def entrance(request: Request, posted: PostedForm) -> Entrance:
    """An unsafe request held to where it comes from, before anything is opened for it."""
    house = house_of(request)
    must_come_from_us(request, house.settings, credential_of(request, house.settings), posted)
    return Entrance(request, house, house.now())


def entering(request: Request, posted: PostedForm) -> Entrance:
    """The same for a form that may hold a secret, so it is not kept for after the sign-in."""
    request.state.holds_secret = True
    return entrance(request, posted)


async def writing_door(request: Request, posted: PostedForm) -> AsyncIterator[Tx]:
    """A writing transaction for somebody who is signed in; committed before the answer leaves."""
    async with _in_thread(entrance(request, posted).writing()) as tx:
        yield tx


async def writing_door_for_anyone(request: Request, posted: PostedForm) -> AsyncIterator[Tx]:
    """A writing transaction for a form of the short public list."""
    async with _in_thread(entrance(request, posted).writing_as_anyone()) as tx:
        yield tx


Key = Annotated[int, Path(ge=1, le=2**53)]
"""A row's number in an address."""

Reading = Annotated[Door, Depends(reading)]
PublicReading = Annotated[Door, Depends(reading_as_anyone)]
Entering = Annotated[Entrance, Depends(entering)]
Writing = Annotated[Tx, Depends(writing_door, scope="function")]
PublicWriting = Annotated[Tx, Depends(writing_door_for_anyone, scope="function")]
