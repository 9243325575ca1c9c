"""What the way in is made of: the cookie, the way on, the limits on tries, and who is at the entrance."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends
from fastapi.responses import RedirectResponse, Response

from app.identity import queries, second_factor, sessions, tries
from app.identity.models import Account, AccountState
from app.kernel.actors import Actor
from app.kernel.errors import NotAllowed, Why, why
from app.kernel.trail.models import Refusal
from app.kernel.words import _, n_
from app.settings import Settings
from app.web.doors import Entering, Entrance, NotSignedIn, TooManyTries
from app.web.tokens import cookie_name

HOME = "/"
CLEARED = '"cache", "cookies", "storage"'
_LOCAL = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")


@dataclass(frozen=True)
class Present:
    """Who is signed in at an entrance, and with which session."""

    entrance: Entrance
    session_id: int
    secret: str
    account: Account
    actor: Actor


def local_path(typed: str) -> str:
    """Where to go on: a path of ours, whatever was asked for; never another site."""
    return typed if _LOCAL.fullmatch(typed) else HOME


def see_other(path: str) -> RedirectResponse:
    """On to another page of ours."""
    return RedirectResponse(local_path(path), 303)


def with_next(path: str, way_on: str) -> str:
    """A page of ours that knows where to go on afterwards."""
    return path if way_on == HOME else f"{path}?{urlencode({'next': way_on})}"


def present(entrance: Entering) -> Present:
    """Who is signed in with a session; a token is not enough for what concerns the account itself."""
    credential = entrance.credential
    if credential is not None and credential.kind == "bearer":
        raise NotAllowed([why("", _("A token cannot change the account. Sign in on the page."))])
    with entrance.house.databases.read() as session:
        found = queries.signed_in(session, credential.secret, entrance.now) if credential else None
        if credential is None or found is None:
            raise NotSignedIn([why("", _("Sign in to go on."))])
        open_session, actor = found
        account = queries.account_of(session, actor.reference)
        return Present(entrance, open_session.id, credential.secret, account, actor)


SignedIn = Annotated[Present, Depends(present)]


def is_https(settings: Settings) -> bool:
    """Whether people reach this installation over https; plain http exists in development only."""
    return settings.public_url.startswith("https://")


def give_cookie(answer: Response, settings: Settings, secret: str) -> None:
    """Let the browser keep the session's id, out of reach of scripts and of other sites."""
    answer.set_cookie(
        cookie_name(settings),
        secret,
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_https(settings),
    )


def take_cookie(answer: Response, settings: Settings) -> None:
    """Let the browser forget it, and everything else that it keeps of ours."""
    answer.delete_cookie(
        cookie_name(settings),
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_https(settings),
    )
    answer.headers["Clear-Site-Data"] = CLEARED


def start_session(entrance: Entrance, account: Account, *, passed_code: bool = False) -> tuple[str, bool]:
    """A new session under a new id, whatever the browser had before; gives the id, and whether the second
    factor is still asked for."""
    house, now = entrance.house, entrance.now
    with house.databases.write() as session:
        if session.get_one(Account, account.id).state != AccountState.ACTIVE:
            raise NotSignedIn([why("", _("Sign in to go on."))])
        sessions.forget_ended(session, now)
        if entrance.credential is not None:
            sessions.end(session, entrance.credential.secret)
        awaits_code = not passed_code and second_factor.is_enrolled(session, account.id)
        secret = sessions.start(
            session,
            account.id,
            now,
            idle=queries.idle_time(session, account.id, now, house.settings),
            absolute=house.settings.session_absolute,
            awaits_code=awaits_code,
            device=entrance.request.headers.get("user-agent", ""),
        )
    return secret, awaits_code


def address_of(entrance: Entrance) -> str:
    """The network address that this request comes from."""
    client = entrance.request.client
    return client.host if client else ""


def count_try(entrance: Entrance, *wanted: tuple[tries.Limit, str]) -> None:
    """Count one try against these limits; refuse with the waiting time where it is one too many."""
    house = entrance.house
    wait = tries.try_once(house.databases, house.settings.secret(), wanted, entrance.now)
    if wait is not None:
        raise TooManyTries([_wait(wait)])


def forgive_tries(entrance: Entrance, limits: Iterable[tries.Limit], of: str) -> None:
    """Forget the tries of somebody who came in."""
    house = entrance.house
    for limit in limits:
        tries.forgive(house.databases, house.settings.secret(), limit, of)


def mark_refused(entrance: Entrance, person: str) -> None:
    """Keep a mark of a failed try on somebody's account."""
    request = entrance.request
    with entrance.house.databases.write() as session:
        session.add(
            Refusal(
                at=entrance.now,
                actor=person,
                status=422,
                address=f"{request.method} {request.url.path}",
                rules="",
            )
        )


def _wait(wait: timedelta) -> Why:
    minutes = -(-int(wait.total_seconds()) // 60) or 1
    message = n_(
        "Too many tries. Try again in {n} minute.", "Too many tries. Try again in {n} minutes.", minutes
    )
    return Why("", message)
