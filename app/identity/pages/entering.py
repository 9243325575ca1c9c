"""The way in and out: signing in, the second factor, the first use of a card, confirming that it is you."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.identity import keys, one_time, passphrases, queries, sessions
from app.identity.flow import ACCOUNTS
from app.identity.models import Account, AccountState
from app.identity.pages.presence import (
    HOME,
    Present,
    SignedIn,
    address_of,
    count_try,
    forgive_tries,
    give_cookie,
    is_https,
    local_path,
    mark_refused,
    see_other,
    start_session,
    take_cookie,
    with_next,
)
from app.identity.rules import LONGEST, passphrase_faults
from app.identity.schemas import Settle
from app.identity.tries import (
    CODE_BY_NAME,
    FIRST_USE_BY_ADDRESS,
    FIRST_USE_BY_NAME,
    SIGN_IN_BY_ADDRESS,
    SIGN_IN_BY_NAME,
)
from app.kernel.actors import Actor, Role
from app.kernel.errors import Invalid, why
from app.kernel.flow import fire
from app.kernel.words import _
from app.web.doors import Door, Entering, Entrance, NotSignedIn, PublicReading, PublicWriting, Reading
from app.web.house import house_of
from app.web.posted import Posted, PostedForm
from app.web.render import page
from app.web.tokens import credential_of

router = APIRouter()

NOT_TOGETHER = _(
    "This name and this passphrase do not belong together. Look at both. If you sign in for the first time, "
    "use the code on your card."
)
NO_SUCH_CODE = _("This name and this code do not belong together, or the code is over. Look at both.")
NOT_NOW = _("This code does not fit. Wait for the next one, or use a recovery code.")
NOT_YOU = _("This does not fit. Look at it and write it again.")
Next = Annotated[str, Query(alias="next")]


def _next(door: Door, asked: str) -> str:
    """Where to go on, also when the page is shown again after a fault."""
    typed = getattr(door.request.state, "typed", None)
    return local_path(typed.one("next") if typed else asked)


# --- Name and passphrase


@router.get("/sign-in")
def sign_in_page(door: PublicReading, to: Next = HOME) -> Response:
    """Who are you?"""
    return page(door, "identity/sign_in.html", next=_next(door, to))


@router.post("/sign-in")
def sign_in(entrance: Entering, posted: PostedForm) -> Response:
    """Name and passphrase; the same answer after the same time whether the name is unknown or the rest wrong."""
    name, typed = posted.one("name"), posted.one("passphrase")[: LONGEST + 1]
    with entrance.house.databases.read() as session:
        account = queries.account_named(session, name)
        kept = passphrases.kept_for(session, account.id if account else None)
    of = account.person if account else name.strip().casefold()
    count_try(entrance, (SIGN_IN_BY_NAME, of), (SIGN_IN_BY_ADDRESS, address_of(entrance)))
    right = passphrases.is_right(kept, typed)
    if account is None or kept is None or not right or account.state != AccountState.ACTIVE:
        mark_refused(entrance, account.person if account else "sys_nobody")
        raise Invalid([why("", NOT_TOGETHER, field="name")])
    forgive_tries(entrance, [SIGN_IN_BY_NAME], of)
    if passphrases.is_outdated(kept):
        _rehash(entrance, account, kept, typed)
    return _come_in(entrance, account, posted.one("next"))


def _rehash(entrance: Entrance, account: Account, kept: str, typed: str) -> None:
    made = passphrases.hash_of(typed)
    with entrance.house.databases.write() as session:
        passphrases.renew(session, account.id, kept, made)


def _come_in(entrance: Entrance, account: Account, asked: str) -> Response:
    """Past the passphrase: on to the code, to enrolling, or to where they wanted to go."""
    secret, awaits_code = start_session(entrance, account)
    way_on = local_path(asked)
    if awaits_code:
        answer = see_other(with_next("/sign-in/code", way_on))
    else:
        answer = _arrive(entrance, account, way_on)
    give_cookie(answer, entrance.house.settings, secret)
    return answer


def _arrive(entrance: Entrance, account: Account, way_on: str) -> RedirectResponse:
    with entrance.house.databases.read() as session:
        if queries.must_enrol(session, account.id, entrance.now.date()):
            way_on = "/account/second-factor"
    return see_other(way_on)


# --- The second factor


@router.get("/sign-in/code")
def code_page(door: PublicReading, to: Next = HOME) -> Response:
    """The code from the telephone."""
    credential = credential_of(door.request, door.house.settings)
    pending = sessions.behind(door.session, credential.secret, door.now) if credential else None
    if pending is None or not pending.awaits_code:
        return see_other("/sign-in")
    return page(door, "identity/code.html", next=_next(door, to))


@router.post("/sign-in/code")
def code(entrance: Entering, posted: PostedForm) -> Response:
    """A code of now, or a recovery code; each works once. The session goes on under a new id."""
    account, actor = _awaited(entrance)
    count_try(entrance, (CODE_BY_NAME, account.person))
    key = entrance.house.settings.secret()
    with entrance.writing(actor) as tx:
        passed = keys.use_code(tx, tx.session.get_one(Account, account.id), key, _code(posted))
    if not passed:
        mark_refused(entrance, account.person)
        raise Invalid([why("", NOT_NOW, field="code")])
    forgive_tries(entrance, [CODE_BY_NAME], account.person)
    secret, _awaits = start_session(entrance, account, passed_code=True)
    answer = _arrive(entrance, account, local_path(posted.one("next")))
    give_cookie(answer, entrance.house.settings, secret)
    return answer


def _code(posted: Posted) -> str:
    """The telephone's code, or a recovery code typed in its stead."""
    return posted.one("recovery") or posted.one("code")


def _awaited(entrance: Entrance) -> tuple[Account, Actor]:
    """Whose code is awaited by the session at the entrance."""
    credential = entrance.credential
    with entrance.house.databases.read() as session:
        pending = sessions.behind(session, credential.secret, entrance.now) if credential else None
        if pending is None or not pending.awaits_code:
            raise NotSignedIn([why("", _("Sign in to go on."))])
        account = session.get_one(Account, pending.account_id)
        return account, queries.actor_for(session, account, entrance.now)


# --- The first use of a card or of a one-time code


@router.get("/first-use")
def first_use_page(door: PublicReading) -> Response:
    """The name, the code on the card, and a passphrase of one's own."""
    return page(door, "identity/first_use.html")


@router.post("/first-use")
def first_use(entrance: Entering, posted: PostedForm) -> Response:
    """Choose a passphrase with a one-time code; a second factor, where there is one, is still asked for."""
    name, typed = posted.one("name"), posted.one("code")
    with entrance.house.databases.read() as session:
        account = queries.account_named(session, name)
    of = account.person if account else name.strip().casefold()
    count_try(entrance, (FIRST_USE_BY_NAME, of), (FIRST_USE_BY_ADDRESS, address_of(entrance)))
    with entrance.house.databases.read() as session:
        good = one_time.is_good(session, account.id if account else None, typed, entrance.now)
    if account is None or not good:
        mark_refused(entrance, account.person if account else "sys_nobody")
        raise Invalid([why("", NO_SUCH_CODE, field="name")])
    forgive_tries(entrance, [FIRST_USE_BY_NAME], of)
    made = _new_passphrase(posted, account)
    _set_first(entrance, account, typed, made)
    return _come_in(entrance, account, HOME)


def _new_passphrase(posted: Posted, account: Account) -> str:
    """The hash of the passphrase chosen; Invalid names every fault."""
    typed = posted.one("passphrase")
    names = (posted.one("name"), account.title, account.sign_in)
    if faults := passphrase_faults(typed, posted.one("again"), names):
        raise Invalid(faults)
    return passphrases.hash_of(typed)


def _set_first(entrance: Entrance, account: Account, typed: str, made: str) -> None:
    with entrance.house.databases.read() as session:
        actor = queries.actor_for(session, account, entrance.now)
    with entrance.writing(actor) as tx:
        if not one_time.use(tx.session, account.id, typed, entrance.now):
            raise Invalid([why("", NO_SUCH_CODE, field="name")])
        keys.set_passphrase(tx, tx.session.get_one(Account, account.id), made)


# --- Confirming that it is you


@router.get("/confirm")
def confirm_page(door: Reading, to: Next = HOME) -> Response:
    """The passphrase again, and for whoever has a second factor a code."""
    return page(door, "identity/confirm.html", next=_next(door, to), needs_code=door.actor.second_factor)


@router.post("/confirm")
def confirm(me: SignedIn, posted: PostedForm) -> Response:
    """Sensitive moves are open for some minutes from now on, under a new id of the session."""
    entrance = me.entrance
    with entrance.house.databases.read() as session:
        kept = passphrases.kept_for(session, me.account.id)
    count_try(entrance, (SIGN_IN_BY_NAME, me.account.person), (CODE_BY_NAME, me.account.person))
    right = passphrases.is_right(kept, posted.one("passphrase")[: LONGEST + 1])
    secret = _confirmed(me, _code(posted)) if right else None
    if secret is None:
        mark_refused(entrance, me.account.person)
        raise Invalid([why("", NOT_YOU, field="passphrase")])
    forgive_tries(entrance, [SIGN_IN_BY_NAME, CODE_BY_NAME], me.account.person)
    answer = see_other(posted.one("next"))
    give_cookie(answer, entrance.house.settings, secret)
    return answer


def _confirmed(me: Present, typed: str) -> str | None:
    """The session's new id, if the code, where one is needed, fits."""
    key = me.entrance.house.settings.secret()
    with me.entrance.writing() as tx:
        account = tx.session.get_one(Account, me.account.id)
        if tx.actor.second_factor and not keys.use_code(tx, account, key, typed):
            return None
        return sessions.confirm(tx.session, me.secret, tx.now)


# --- Out again, and in another language


@router.get("/sign-out")
def sign_out_page(door: Reading) -> Response:
    """Asked once where no button was at hand."""
    return page(door, "identity/sign_out.html")


@router.post("/sign-out")
def sign_out(entrance: Entering) -> Response:
    """End this session, and let the browser forget."""
    if entrance.credential is not None:
        with entrance.house.databases.write() as session:
            sessions.end(session, entrance.credential.secret)
    answer = see_other("/sign-in")
    take_cookie(answer, entrance.house.settings)
    return answer


@router.post("/language")
def language(tx: PublicWriting, request: Request, posted: PostedForm) -> Response:
    """Another language: kept with the account, or by the browser of whoever is not signed in."""
    house = house_of(request)
    chosen = posted.one("language")
    answer = see_other(posted.one("next"))
    if chosen not in house.settings.languages:
        return answer
    if tx.actor.holds([Role.PERSON]):
        account = queries.account_of(tx.session, tx.actor.reference)
        fire(tx, ACCOUNTS, account, "settle", Settle(language=chosen, time_zone=account.time_zone))
    answer.set_cookie(
        "language", chosen, path="/", httponly=True, samesite="lax", secure=is_https(house.settings)
    )
    return answer
