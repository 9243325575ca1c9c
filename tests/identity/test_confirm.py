"""Sensitive moves need fresh authentication, by a set clock (guarantee 58); tokens never have it."""

import re
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from app.identity.api_tokens import ApiToken
from app.identity.models import HeldPost
from app.kernel.actors import Role
from app.kernel.errors import NotAllowed
from app.kernel.flow import NotFresh
from app.kernel.plugs import Credential
from tests.identity.town import (
    PASSPHRASE,
    Browser,
    Town,
    forum_officer,
    invited,
    moved,
    officer,
    signed_in,
)

POST = {"role": "forum", "part": "", "until": "2026-12-31", "office": ""}


def confirmed(town: Town, browser: Browser, passphrase: str = PASSPHRASE, to: str = "/people") -> str:
    """Where the confirmation leads to; empty where it is refused."""
    town.clock.forward(seconds=60)
    answer = browser.send("/confirm", passphrase=passphrase, code=town.code_now(), next=to)
    return str(answer.headers.get("location", ""))


@pytest.mark.parametrize(("seconds", "open_still"), [(0, True), (300, True), (301, False), (1_500, False)])
def test_58_a_sensitive_move_is_open_for_five_minutes_after_the_passphrase(
    town: Town, seconds: int, *, open_still: bool
) -> None:
    account, _code = invited(town, "Forum Officer")
    browser = signed_in(town, town.administrator)
    town.clock.forward(seconds=seconds)

    answer = browser.send(f"/people/{account.reference}/post", POST)

    with town.reading() as session:
        given = session.scalars(select(HeldPost.role).where(HeldPost.account_id == account.id)).all()
    assert given == ([Role.FORUM] if open_still else [])
    there = f"/people/{account.reference}"
    led_to = unquote(answer.headers["location"])
    assert led_to == (there if open_still else f"/confirm?next={there}/post")


def test_58_confirming_opens_it_again_under_a_new_id(town: Town) -> None:
    account, _code = invited(town, "Forum Officer")
    browser = signed_in(town, town.administrator)
    town.clock.forward(minutes=10)
    old = browser.sid

    led_to = confirmed(town, browser)
    answer = browser.send(f"/people/{account.reference}/post", POST)
    new = browser.sid
    browser.sid = old

    assert led_to == "/people"
    assert answer.headers["location"] == f"/people/{account.reference}"
    assert new != old
    assert browser.get("/account").headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("wrong", ["passphrase", "code", "used code"])
def test_58_confirming_needs_the_passphrase_and_for_staff_a_new_code(town: Town, wrong: str) -> None:
    account, _code = invited(town, "Forum Officer")
    browser = signed_in(town, town.administrator)
    used = town.code_now()
    town.clock.forward(minutes=10 if wrong != "used code" else 0)
    code = {"passphrase": town.code_now(), "code": "000000", "used code": used}[wrong]
    passphrase = "wrong wrong wrong" if wrong == "passphrase" else PASSPHRASE

    answer = browser.send("/confirm", passphrase=passphrase, code=code)
    town.clock.forward(minutes=6)
    sent = browser.send(f"/people/{account.reference}/post", POST)

    assert answer.status_code == 422
    assert sent.headers["location"].startswith("/confirm")


def test_a_forum_officer_confirms_with_the_passphrase_alone(town: Town) -> None:
    browser = signed_in(town, forum_officer(town))
    town.clock.forward(minutes=10)
    page = browser.get("/account/second-factor")

    answer = browser.send("/confirm", passphrase=PASSPHRASE, next="/account/second-factor")

    assert unquote(page.headers["location"]) == "/confirm?next=/account/second-factor"
    assert answer.headers["location"] == "/account/second-factor"
    assert browser.get("/account/second-factor").status_code == 200


def test_the_confirmation_leads_to_no_other_site(town: Town) -> None:
    browser = signed_in(town, forum_officer(town))

    assert confirmed(town, browser, to="//evil.example") == "/"


# --- Tokens for the API


def token_of(town: Town, browser: Browser) -> str:
    shown = browser.send("/account/tokens", label="monthly export", days="30")
    found = re.search(r"lm_[A-Za-z0-9_-]{43}", shown.text)
    assert found is not None
    return found.group()


def test_a_token_is_shown_once_and_acts_with_the_persons_posts(town: Town) -> None:
    account = officer(town)
    browser = signed_in(town, account)

    token = token_of(town, browser)

    with town.reading() as session:
        actor = town.house.plugs.actor_of(session, Credential("bearer", token), town.clock.now)
        kept = session.scalars(select(ApiToken.digest)).one()
    assert actor is not None
    assert actor.reference == account.person
    assert actor.roles == {Role.PROGRAMME_OFFICER}
    assert token not in browser.get("/account/tokens").text
    assert token != kept


@pytest.mark.parametrize("why", ["ended", "over", "shut out", "another"])
def test_a_token_is_dead_at_once_when(town: Town, why: str) -> None:
    account = officer(town)
    browser = signed_in(town, account)
    token = token_of(town, browser)
    with town.reading() as session:
        number = session.scalars(select(ApiToken.id)).one()
    if why == "ended":
        browser.send("/account/tokens", token=str(number))
    if why == "over":
        town.clock.forward(days=30)
    if why == "shut out":
        moved(town, town.administrator, account, "disable")
        moved(town, town.administrator, account, "enable")

    with town.reading() as session:
        shown = Credential("bearer", token + "x" if why == "another" else token)
        assert town.house.plugs.actor_of(session, shown, town.clock.now) is None


def test_58_a_token_makes_no_sensitive_move_and_changes_no_account(town: Town) -> None:
    account, _code = invited(town, "Forum Officer")
    token = token_of(town, signed_in(town, town.administrator))
    program = town.browser(authorization=f"Bearer {token}")

    given = program.post(f"/people/{account.reference}/post", POST)
    made = program.post("/account/tokens", {"label": "another", "days": "365"})
    settled = program.post("/account/language", {"language": "fr", "time_zone": "UTC"})

    assert given.headers["location"].startswith("/confirm")
    assert made.status_code == 403
    assert settled.status_code == 403
    assert issubclass(NotFresh, NotAllowed)


def test_making_a_token_asks_for_fresh_authentication(town: Town) -> None:
    browser = signed_in(town, forum_officer(town))
    town.clock.forward(minutes=10)

    answer = browser.send("/account/tokens", label="monthly export", days="30")

    assert unquote(answer.headers["location"]) == "/confirm?next=/account/tokens"


def test_nobody_ends_anothers_token_or_session(town: Town) -> None:
    mine = signed_in(town, forum_officer(town))
    token_of(town, mine)
    other = signed_in(town, forum_officer(town, "Other Officer", "+256772123457"))
    with town.reading() as session:
        number = session.scalars(select(ApiToken.id)).one()

    other.send("/account/tokens", token=str(number))
    for session_id in range(1, 8):
        other.send("/account/sessions", session=str(session_id))

    with town.reading() as session:
        assert session.scalars(select(ApiToken.ended_at)).one() is None
    assert mine.get("/account").status_code == 200


@pytest.mark.parametrize(("label", "days"), [("", "30"), ("x" * 61, "30"), ("export", "9999")])
def test_a_token_needs_a_purpose_and_a_time_that_is_offered(town: Town, label: str, days: str) -> None:
    browser = signed_in(town, forum_officer(town))

    assert browser.send("/account/tokens", label=label, days=days).status_code == 422
