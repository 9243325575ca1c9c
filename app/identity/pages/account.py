"""One's own account: language, passphrase, second factor, sessions and tokens, each on a page of its own."""

import segno
from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from app.identity import api_tokens, keys, passphrases, queries, second_factor, sessions
from app.identity.flow import ACCOUNTS, POSTS
from app.identity.models import Account
from app.identity.pages.presence import (
    Present,
    SignedIn,
    count_try,
    forgive_tries,
    give_cookie,
    mark_refused,
    see_other,
    start_session,
)
from app.identity.rules import LONGEST, ZONES, passphrase_faults
from app.identity.schemas import EndSessions, EndToken, IssueToken, Settle
from app.identity.tries import CODE_BY_NAME, SIGN_IN_BY_NAME
from app.kernel.actors import ROLE_NAMES
from app.kernel.errors import Invalid, NotAllowed, why
from app.kernel.flow import NotFresh, fire
from app.kernel.words import Message, _
from app.web.doors import Door, Reading, Writing
from app.web.forms import fields, read
from app.web.posted import PostedForm
from app.web.render import own_name, page
from app.web.tokens import credential_of

router = APIRouter(prefix="/account")
QR_SCALE = 5
POST_COLOURS = {"PROPOSED": "yellow", "HELD": "green", "ENDED": "grey"}
TOKEN_DAYS = [
    ("30", Message(_("a month"))),
    ("90", Message(_("three months"))),
    ("365", Message(_("a year"))),
]


@router.get("")
def overview(door: Reading) -> Response:
    """Everything about oneself, each with the way to change it."""
    account = queries.account_of(door.session, door.actor.reference)
    return page(
        door,
        "identity/account.html",
        account=account,
        language_name=own_name(account.language),
        held=queries.posts_listed(door.session, account.id),
        roles=ROLE_NAMES,
        words=POSTS.words,
        colours=POST_COLOURS,
        factor=door.actor.second_factor,
        must_enrol=queries.must_enrol(door.session, account.id, door.now.date()),
        codes_left=second_factor.unused_recovery_codes(door.session, account.id),
        sessions=len(sessions.open_sessions(door.session, account.id, door.now)),
        tokens=len(api_tokens.tokens_of(door.session, account.id, door.now)),
    )


# --- Language and time zone


@router.get("/language")
def language_page(door: Reading) -> Response:
    """In which language, and by which clock?"""
    return page(
        door,
        "identity/language.html",
        account=queries.account_of(door.session, door.actor.reference),
        fields=fields(Settle),
        answers={
            "language": [(code, own_name(code)) for code in door.house.settings.languages],
            "time_zone": [(zone, zone) for zone in sorted(ZONES)],
        },
    )


@router.post("/language")
def language(tx: Writing, posted: PostedForm) -> Response:
    """Keep both."""
    account = queries.account_of(tx.session, tx.actor.reference)
    fire(tx, ACCOUNTS, account, "settle", read(Settle, posted, language=tx.actor.language))
    return see_other("/account")


# --- Passphrase


@router.get("/passphrase")
def passphrase_page(door: Reading) -> Response:
    """The passphrase of now, and a new one twice."""
    return page(door, "identity/passphrase.html")


@router.post("/passphrase")
def passphrase(me: SignedIn, posted: PostedForm) -> Response:
    """A new passphrase; every other session ends, and this one goes on under a new id."""
    entrance, account = me.entrance, me.account
    count_try(entrance, (SIGN_IN_BY_NAME, account.person))
    with entrance.house.databases.read() as session:
        kept = passphrases.kept_for(session, account.id)
    if not passphrases.is_right(kept, posted.one("current")[: LONGEST + 1]):
        mark_refused(entrance, account.person)
        raise Invalid([why("", _("This is not your passphrase of now."), field="current")])
    forgive_tries(entrance, [SIGN_IN_BY_NAME], account.person)
    typed = posted.one("passphrase")
    if faults := passphrase_faults(typed, posted.one("again"), (account.title, account.sign_in)):
        raise Invalid(faults)
    made = passphrases.hash_of(typed)
    with entrance.writing() as tx:
        keys.set_passphrase(tx, tx.session.get_one(Account, account.id), made)
    return _go_on(me)


def _go_on(me: Present) -> RedirectResponse:
    """After all sessions have ended: this browser goes on with one of its own, back at the account."""
    secret, _awaits = start_session(me.entrance, me.account, passed_code=True)
    answer = see_other("/account")
    give_cookie(answer, me.entrance.house.settings, secret)
    return answer


# --- Second factor and recovery codes


@router.get("/second-factor")
def second_factor_page(door: Reading) -> Response:
    """The secret as a picture and as text, and a code to prove that the telephone has it."""
    _must_be_fresh(door)
    credential = credential_of(door.request, door.house.settings)
    if credential is None or credential.kind != "session":
        raise NotAllowed([why("", _("A token cannot change the account. Sign in on the page."))])
    secret = second_factor.secret_for(door.house.settings.secret(), credential.secret)
    account = queries.account_of(door.session, door.actor.reference)
    address = second_factor.address_of(secret, account.sign_in)
    return page(
        door,
        "identity/second_factor.html",
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        picture=segno.make(address, error="m").svg_data_uri(scale=QR_SCALE, border=4),
        has_factor=door.actor.second_factor,
        must_enrol=queries.must_enrol(door.session, account.id, door.now.date()),
    )


@router.post("/second-factor")
def enrol(me: SignedIn, posted: PostedForm) -> Response:
    """Keep the factor once a code proves it; shows the recovery codes, once. Every other session ends."""
    entrance, account = me.entrance, me.account
    count_try(entrance, (CODE_BY_NAME, account.person))
    key = entrance.house.settings.secret()
    secret = second_factor.secret_for(key, me.secret)
    step = second_factor.step_of(secret, posted.one("code"), entrance.now)
    if step is None:
        raise Invalid([why("", _("This code does not fit. Look at the telephone again."), field="code")])
    with entrance.writing() as tx:
        codes = keys.enrol(tx, tx.session.get_one(Account, account.id), key, secret, step)
    forgive_tries(entrance, [CODE_BY_NAME], account.person)
    opened, _awaits = start_session(entrance, account, passed_code=True)
    return _shown_once(me, codes, opened)


@router.get("/recovery-codes")
def recovery_codes_page(door: Reading) -> Response:
    """How many are left, and the way to new ones."""
    _must_be_fresh(door)
    account = queries.account_of(door.session, door.actor.reference)
    left = second_factor.unused_recovery_codes(door.session, account.id)
    return page(door, "identity/recovery_codes.html", left=left, has_factor=door.actor.second_factor)


@router.post("/recovery-codes")
def recovery_codes(me: SignedIn) -> Response:
    """New codes in place of the old, shown once."""
    with me.entrance.writing() as tx:
        codes = keys.renew_recovery_codes(tx, tx.session.get_one(Account, me.account.id))
    return _shown_once(me, codes)


def _shown_once(me: Present, codes: list[str], opened: str | None = None) -> Response:
    with me.entrance.reading() as door:
        answer = page(door, "identity/recovery_codes_shown.html", codes=codes, account=me.account)
    if opened is not None:
        give_cookie(answer, me.entrance.house.settings, opened)
    return answer


def _must_be_fresh(door: Door) -> None:
    """Ask for the passphrase before the page is shown, rather than after it was filled in."""
    if not door.actor.fresh:
        raise NotFresh([why("", _("Confirm that it is you, then do this again."))])


# --- Sessions


@router.get("/sessions")
def sessions_page(door: Reading) -> Response:
    """Where this account is signed in."""
    account = queries.account_of(door.session, door.actor.reference)
    credential = credential_of(door.request, door.house.settings)
    return page(
        door,
        "identity/sessions.html",
        sessions=sessions.open_sessions(door.session, account.id, door.now),
        this=sessions.digest_of(credential.secret) if credential else "",
    )


@router.post("/sessions")
def end_sessions(tx: Writing, posted: PostedForm) -> Response:
    """End one session, or all of them with this one."""
    account = queries.account_of(tx.session, tx.actor.reference)
    fire(tx, ACCOUNTS, account, "end_sessions", read(EndSessions, posted, language=tx.actor.language))
    return see_other("/account/sessions")


# --- Tokens for the API


@router.get("/tokens")
def tokens_page(door: Reading) -> Response:
    """The tokens that are good, and one more."""
    return _tokens(door, None)


@router.post("/tokens")
def change_tokens(me: SignedIn, posted: PostedForm) -> Response:
    """Make a token and show it once, or end one."""
    if posted.one("token"):
        with me.entrance.writing() as tx:
            account = tx.session.get_one(Account, me.account.id)
            fire(tx, ACCOUNTS, account, "end_token", read(EndToken, posted, language=tx.actor.language))
        return see_other("/account/tokens")
    form = read(IssueToken, posted, language=me.actor.language)
    with me.entrance.writing() as tx:
        token = keys.issue_token(tx, tx.session.get_one(Account, me.account.id), form)
    with me.entrance.reading() as door:
        return _tokens(door, token)


def _tokens(door: Door, made: str | None) -> Response:
    account = queries.account_of(door.session, door.actor.reference)
    return page(
        door,
        "identity/tokens.html",
        tokens=api_tokens.tokens_of(door.session, account.id, door.now),
        made=made,
        fields=fields(IssueToken),
        answers={"days": TOKEN_DAYS},
    )
