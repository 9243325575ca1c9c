"""The way in: signing in, the code, the first use, sessions and what ends them (guarantees 56, 57, 59)."""

import re
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote, unquote

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from app.identity import passphrases, sessions, sign_in_names
from app.identity.models import Account
from app.identity.pages.presence import local_path
from app.identity.sessions import OpenSession
from app.kernel.actors import Role
from app.kernel.plugs import Credential
from app.kernel.trail.models import Refusal
from app.main import build
from app.web.kept import KeptForm
from app.web.tokens import csrf_token
from tests.identity.town import (
    PASSPHRASE,
    Browser,
    Town,
    forum_officer,
    given,
    invited,
    let_in,
    moved,
    moved_post,
    officer,
    post,
    signed_in,
)
from tests.kernel.trail.make import sample

NEW = "nine green doors on the hill"


def is_in(browser: Browser) -> bool:
    """Whether this browser is let in: a page of one's own, or the way to the sign-in."""
    answer = browser.get("/account")
    assert answer.status_code == 200 or answer.headers["location"].startswith("/sign-in")
    return answer.status_code == 200


def complaints(text: str) -> list[str]:
    """What the page says is wrong."""
    return re.findall(r'<li><a href="#[^"]*">([^<]+)</a>', text) or re.findall(
        r"error-summary__list\">\s*<li>([^<]+)", text
    )


# --- Name and passphrase


def test_a_forum_officer_signs_in_with_a_telephone_number_and_no_script(town: Town) -> None:
    forum_officer(town)
    browser = town.browser()

    page = browser.get("/sign-in")
    answer = browser.sign_in("0772 123 456")

    assert "<script" not in page.text
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert is_in(browser)


def test_somebody_signs_in_with_the_number_on_a_card(town: Town) -> None:
    account, code = invited(town, "Forum Officer")
    browser = town.browser()

    answer = browser.send("/first-use", name=account.sign_in, code=code, passphrase=NEW, again=NEW)

    assert answer.status_code == 303
    assert is_in(browser)
    assert town.browser().sign_in(account.sign_in, NEW).headers["location"] == "/"


def test_a_number_that_means_two_people_means_nobody_until_its_country_is_typed(town: Town) -> None:
    forum_officer(town, "In Uganda", "+256770123456")
    account, _code = invited(town, "In Liberia", "+231770123456", "LR")
    given(town, post(account, Role.FORUM))

    ambiguous = town.browser().sign_in("0770123456")
    whole = town.browser().sign_in("+256 770 123456")

    assert ambiguous.status_code == 422
    assert whole.status_code == 303


@pytest.mark.parametrize("name", ["0772 123456", "0772 999999", "nobody@fund.example", "", "'; --"])
def test_59_unknown_names_and_wrong_passphrases_read_alike(town: Town, name: str) -> None:
    forum_officer(town)
    answers = [town.browser().sign_in(each, "wrong wrong wrong") for each in (name, "other@fund.example")]
    said = [complaints(answer.text) for answer in answers]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert said[0] == said[1]
    assert len(said[0]) == 1


def test_a_cards_number_means_its_card_though_a_telephone_has_the_same_digits(town: Town) -> None:
    """In India ten digits without a zero are a telephone's number, and may be a card's as well."""
    card = next(
        number
        for number in (f"98765432{tail:02}" for tail in range(100))
        if number in sign_in_names.readings(number, [])
    )
    telephone, _code = invited(town, "With a telephone", card, "IN")
    holder, code = invited(town, "With a card")
    with town.house.databases.write() as session:
        session.execute(update(Account).where(Account.id == holder.id).values(sign_in=card))

    answer = town.browser().send("/first-use", name=card, code=code, passphrase=NEW, again=NEW)

    assert telephone.sign_in == f"+91{card}"
    assert answer.status_code == 303


def test_59_somebody_invited_and_somebody_shut_out_read_like_nobody(town: Town) -> None:
    waiting, _code = invited(town, "Invited", "invited@fund.example")
    shut = forum_officer(town)
    moved(town, town.administrator, shut, "disable")

    texts = {
        tuple(complaints(town.browser().sign_in(name).text))
        for name in (waiting.sign_in, shut.sign_in, "nobody@fund.example")
    }

    assert len(texts) == 1


def test_59_unknown_names_take_as_long_as_wrong_passphrases(town: Town) -> None:
    """A modest sample; LASTMILE_THOROUGH takes a thousand. Medians, since other work on the machine adds tails."""
    forum_officer(town)
    took: dict[str, list[float]] = {"0772 123456": [], "0772 999999": []}
    for number in range(sample(12, 500)):
        for name, times in took.items():
            town.clock.forward(minutes=16)
            browser = Browser(town.app, address=f"192.0.2.{number % 250}")
            data = {"name": name, "passphrase": "wrong wrong wrong"}
            began = time.perf_counter()
            browser.post("/sign-in", data, **{"sec-fetch-site": "same-origin"})
            times.append(time.perf_counter() - began)
    known, unknown = (statistics.median(times) for times in took.values())

    assert abs(known - unknown) < 0.25 * max(known, unknown)


def test_a_wrong_passphrase_leaves_a_mark_and_what_was_typed_is_kept_but_the_passphrase(town: Town) -> None:
    account = forum_officer(town)

    answer = town.browser().sign_in("0772 123456", "wrong wrong wrong")

    with town.reading() as session:
        marks = session.scalars(select(Refusal)).all()
    assert [(mark.actor, mark.address) for mark in marks] == [(account.person, "POST /sign-in")]
    assert "0772 123456" in answer.text
    assert "wrong wrong wrong" not in answer.text


def test_a_hash_made_with_weaker_settings_is_made_anew_at_sign_in(town: Town) -> None:
    account = forum_officer(town)
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSPHRASE)
    with town.house.databases.write() as session:
        passphrases.keep(session, account.id, weak, town.clock.now)

    town.browser().sign_in(account.sign_in)

    with town.reading() as session:
        kept = passphrases.kept_for(session, account.id)
    assert kept
    assert not passphrases.is_outdated(kept)


# --- Where a request comes from, and where it goes on


FOREIGN = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "https://evil.example"},
    {"origin": "null"},
]


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("path", ["/sign-in", "/first-use", "/language"])
def test_51_another_site_cannot_send_the_forms_of_the_way_in(
    town: Town, path: str, headers: dict[str, str]
) -> None:
    account, code = invited(town, "Forum Officer", "+256772123456")
    let_in(town, account, staff=False)
    fields = {"name": "+256772123456", "passphrase": PASSPHRASE, "code": code, "language": "fr"}

    answer = town.browser().post(path, fields, **headers)

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("path", ["/sign-out", "/confirm", "/account/sessions", "/account/language"])
def test_51_another_site_cannot_use_a_session_even_with_its_token(
    town: Town, path: str, headers: dict[str, str]
) -> None:
    browser = signed_in(town, forum_officer(town))
    token = csrf_token(town.house.settings, Credential("session", browser.sid))
    before = browser.sid

    answer = browser.post(path, {"csrf": token, "passphrase": PASSPHRASE}, **headers)

    assert answer.status_code == 403
    assert browser.sid == before
    assert is_in(browser)


@pytest.mark.parametrize("path", ["/sign-out", "/confirm", "/account/passphrase", "/account/tokens"])
def test_51_a_session_needs_its_own_pages_token(town: Town, path: str) -> None:
    browser = signed_in(town, forum_officer(town))

    answer = browser.post(path, {"csrf": "0" * 64}, **{"sec-fetch-site": "same-origin"})

    assert answer.status_code == 403
    assert is_in(browser)


@pytest.mark.parametrize(
    "asked",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "/ok\\..\\evil",
        "",
        "work",
    ],
)
def test_the_way_on_never_leads_to_another_site(town: Town, asked: str) -> None:
    forum_officer(town)

    answer = town.browser().sign_in("+256772123456", to=asked)

    assert local_path(asked) == "/"
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("asked", ["/", "/work", "/people/USR-1041?q=a&after=b", "/work#mine"])
def test_the_way_on_leads_to_our_own_pages(town: Town, asked: str) -> None:
    forum_officer(town)

    assert town.browser().sign_in("+256772123456", to=asked).headers["location"] == asked


def test_the_page_asked_for_comes_after_the_sign_in_and_the_code(town: Town) -> None:
    officer(town)
    browser = town.browser()
    sent_away = browser.get("/account/sessions").headers["location"]

    after_passphrase = browser.send(
        sent_away, name="officer@fund.example", passphrase=PASSPHRASE, next="/account/sessions"
    )
    town.clock.forward(seconds=60)
    after_code = browser.send("/sign-in/code", code=town.code_now(), next="/account/sessions")

    assert sent_away == "/sign-in?next=%2Faccount%2Fsessions"
    assert after_passphrase.headers["location"] == "/sign-in/code?next=%2Faccount%2Fsessions"
    assert after_code.headers["location"] == "/account/sessions"


# --- The second factor


def test_a_session_without_its_code_opens_nothing(town: Town) -> None:
    officer(town)
    browser = town.browser()

    browser.sign_in("officer@fund.example")

    assert not is_in(browser)
    assert browser.get("/sign-in/code").status_code == 200


def test_56_a_code_shown_again_does_not_open_a_second_session(town: Town) -> None:
    account = officer(town)
    signed_in(town, account)
    thief = town.browser()
    thief.sign_in("officer@fund.example")

    again = thief.send("/sign-in/code", code=town.code_now())

    assert again.status_code == 422
    assert not is_in(thief)


def test_the_code_is_given_within_ten_minutes_or_the_passphrase_again(town: Town) -> None:
    officer(town)
    browser = town.browser()
    browser.sign_in("officer@fund.example")
    town.clock.forward(minutes=10)

    assert browser.get("/sign-in/code").headers["location"] == "/sign-in"
    assert browser.send("/sign-in/code", code=town.code_now()).headers["location"] == "/sign-in"
    assert not is_in(browser)


def test_staff_without_a_second_factor_are_led_to_enrol_and_come_in_with_it(town: Town) -> None:
    account, code = invited(town, "Programme Officer", "officer@fund.example")
    given(town, post(account, Role.PROGRAMME_OFFICER))
    browser = town.browser()
    first = browser.send("/first-use", name="officer@fund.example", code=code, passphrase=NEW, again=NEW)
    page = browser.get("/account/second-factor")
    secret = re.search(r'<bdi class="lm-ref">([A-Z2-7 ]+)</bdi>', page.text)
    assert secret is not None
    before = browser.sid

    shown = browser.send("/account/second-factor", code=code_of(secret.group(1).replace(" ", ""), town))

    assert first.headers["location"] == "/account/second-factor"
    assert 'src="data:image/svg+xml' in page.text
    assert shown.status_code == 200
    assert len(re.findall(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}", shown.text)) == 10
    assert browser.sid != before
    assert is_in(browser)
    assert browser.get("/people").status_code == 200


def code_of(secret: str, town: Town) -> str:
    return pyotp.TOTP(secret).at(town.clock.now)


# --- The first use


@pytest.mark.parametrize("wrong", ["code", "name", "expired", "used"])
def test_a_one_time_code_opens_one_account_once_and_in_time(town: Town, wrong: str) -> None:
    account, code = invited(town, "Forum Officer")
    other, _other_code = invited(town, "Other Officer")
    name = other.sign_in if wrong == "name" else account.sign_in
    if wrong == "expired":
        town.clock.forward(days=14)
    if wrong == "used":
        town.browser().send("/first-use", name=name, code=code, passphrase=NEW, again=NEW)
    typed = "AAAA-BBBB-CCCC-DDDD" if wrong == "code" else code

    answer = town.browser().send("/first-use", name=name, code=typed, passphrase=NEW, again=NEW)

    assert answer.status_code == 422
    assert NEW not in answer.text


def test_a_poor_passphrase_does_not_spend_the_code(town: Town) -> None:
    account, code = invited(town, "Forum Officer")
    browser = town.browser()

    poor = browser.send(
        "/first-use", name=account.sign_in, code=code, passphrase="12345678", again="12345678"
    )
    good = browser.send("/first-use", name=account.sign_in, code=code, passphrase=NEW, again=NEW)

    assert (poor.status_code, good.status_code) == (422, 303)


def test_a_forgotten_passphrase_is_set_anew_but_the_second_factor_stays(town: Town) -> None:
    account = officer(town)
    admin = signed_in(town, town.administrator)
    shown = admin.send(f"/people/{account.reference}/issue_code")
    code = re.search(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}", shown.text)
    assert code is not None
    browser = town.browser()

    answer = browser.send(
        "/first-use", name="officer@fund.example", code=code.group(), passphrase=NEW, again=NEW
    )

    assert answer.headers["location"] == "/sign-in/code"
    assert not is_in(browser)


# --- Sessions


def test_57_the_cookie_is_out_of_reach_and_the_id_is_new_at_each_step(town: Town) -> None:
    officer(town)
    browser = town.browser()
    browser.sid = "chosen-by-somebody-else"

    first = browser.sign_in("officer@fund.example")
    before_code = browser.sid
    town.clock.forward(seconds=60)
    browser.send("/sign-in/code", code=town.code_now())

    cookie = first.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=lax", "path=/"))
    assert len({"chosen-by-somebody-else", before_code, browser.sid}) == 3
    assert len(browser.sid) >= 43


def test_57_over_https_the_cookie_is_bound_to_the_host(town: Town) -> None:
    forum_officer(town)
    settings = town.house.settings.model_copy(update={"public_url": "https://localhost"})
    app = build(replace(town.house, settings=settings))

    answer = Browser(app).sign_in("+256772123456")

    assert answer.headers["set-cookie"].startswith("__Host-sid=")
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "domain" not in answer.headers["set-cookie"].lower()


def test_57_only_a_hash_of_the_id_is_kept(town: Town) -> None:
    browser = signed_in(town, forum_officer(town))

    with town.reading() as session:
        kept = session.scalars(select(OpenSession.digest)).all()

    assert browser.sid not in kept
    assert sessions.digest_of(browser.sid) in kept


ENDS: dict[str, Callable[[Town, Account, Browser], object]] = {
    "signing out": lambda _town, _account, browser: browser.send("/sign-out"),
    "signing in again": lambda _town, account, browser: browser.sign_in(account.sign_in),
    "shutting the account": lambda town, account, _browser: moved(
        town, town.administrator, account, "disable"
    ),
    "a new post": lambda town, account, _browser: given(town, post(account, Role.FACILITATOR)),
    "ending the sessions": lambda _town, _account, browser: browser.send("/account/sessions"),
    "a new passphrase": lambda _town, _account, browser: browser.send(
        "/account/passphrase", current=PASSPHRASE, passphrase=NEW, again=NEW
    ),
    "eight hours of rest": lambda town, _account, _browser: town.clock.forward(hours=8),
}


@pytest.mark.parametrize("what", ENDS)
def test_57_an_old_cookie_is_dead_at_once_after(town: Town, what: str) -> None:
    account = forum_officer(town)
    browser = signed_in(town, account)
    old = browser.sid
    assert is_in(browser)

    ENDS[what](town, account, browser)
    browser.sid = old

    assert not is_in(browser)


def test_57_ending_a_post_ends_the_sessions_and_the_role(town: Town) -> None:
    account, _code = invited(town, "Forum Officer", "+256772123456")
    made = given(town, post(account, Role.FORUM))
    let_in(town, account, staff=False)
    browser = signed_in(town, account)

    moved_post(town, town.administrator, made, "end")

    assert not is_in(browser)
    assert Role.FORUM not in town.acting(account).roles


def test_57_a_new_second_factor_ends_the_other_sessions(town: Town) -> None:
    account = forum_officer(town)
    one, other = signed_in(town, account), signed_in(town, account)
    page = one.get("/account/second-factor")
    secret = re.search(r'<bdi class="lm-ref">([A-Z2-7 ]+)</bdi>', page.text)
    assert secret is not None

    one.send("/account/second-factor", code=code_of(secret.group(1).replace(" ", ""), town))

    assert is_in(one)
    assert not is_in(other)


def test_a_session_in_use_does_not_end_for_idleness_but_after_twelve_hours(town: Town) -> None:
    browser = signed_in(town, forum_officer(town))
    seen = []
    for _hour in range(12):
        seen.append(is_in(browser))
        town.clock.forward(hours=1)

    assert all(seen)
    assert not is_in(browser)


def test_a_staff_session_ends_after_half_an_hour_of_rest(town: Town) -> None:
    browser = signed_in(town, officer(town))
    town.clock.forward(minutes=29)
    still = is_in(browser)
    town.clock.forward(minutes=30)

    assert still
    assert not is_in(browser)


def test_being_seen_is_noted_once_a_minute_at_most(town: Town) -> None:
    browser = signed_in(town, forum_officer(town))

    def seen_at() -> object:
        with town.reading() as session:
            return session.scalars(select(OpenSession.seen_at)).one()

    first = seen_at()
    town.clock.forward(seconds=59)
    browser.get("/account")
    within = seen_at()
    town.clock.forward(seconds=1)
    browser.get("/account")

    assert within == first
    assert seen_at() == town.clock.now


def test_a_write_notes_being_seen_in_its_own_transaction(town: Town) -> None:
    browser = signed_in(town, forum_officer(town))
    page = browser.get("/account/language")
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text)
    assert token is not None
    town.clock.forward(minutes=2)
    data = {"csrf": token.group(1), "language": "fr", "time_zone": "Africa/Kampala"}

    answer = browser.post("/account/language", data, **{"sec-fetch-site": "same-origin"})

    with town.reading() as session:
        seen = session.scalars(select(OpenSession.seen_at)).one()
    assert answer.status_code == 303
    assert seen == town.clock.now


def test_signing_out_clears_what_the_browser_keeps(town: Town) -> None:
    browser = signed_in(town, forum_officer(town))

    answer = browser.send("/sign-out")

    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert browser.sid == ""
    assert answer.headers["location"] == "/sign-in"


def test_pages_of_signed_in_people_are_not_stored(town: Town) -> None:
    browser = signed_in(town, forum_officer(town))

    assert browser.get("/account").headers["cache-control"] == "no-store"


# --- Another language


def test_whoever_is_not_signed_in_chooses_a_language_that_the_browser_keeps(town: Town) -> None:
    browser = town.browser()

    answer = browser.send("/sign-in/../language", language="fr", next="/sign-in")
    page = browser.get("/sign-in")

    assert answer.headers["location"] == "/sign-in"
    assert '<html lang="fr"' in page.text


def test_somebody_signed_in_keeps_the_language_with_the_account(town: Town) -> None:
    account = forum_officer(town)
    browser = signed_in(town, account)
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', browser.get("/account").text)
    assert token is not None

    for code in ("fr", "xx"):
        data = {"csrf": token.group(1), "language": code, "next": "//evil.example"}
        answer = browser.post("/language", data, **{"sec-fetch-site": "same-origin"})
        assert answer.headers["location"] == "/"

    assert town.reloaded(account).language == "fr"


# --- What was typed when the session had ended meanwhile


@pytest.mark.parametrize(
    "path", ["/account/passphrase", "/confirm", "/account/second-factor", "/sign-in/code"]
)
def test_60_a_form_with_a_secret_is_not_kept_when_the_session_has_ended(town: Town, path: str) -> None:
    browser = signed_in(town, forum_officer(town))
    token = csrf_token(town.house.settings, Credential("session", browser.sid))
    town.clock.forward(hours=9)
    secrets = {"csrf": token, "current": PASSPHRASE, "passphrase": NEW, "again": NEW, "code": "123456"}

    answer = browser.post(path, secrets, **{"sec-fetch-site": "same-origin"})

    with town.reading() as session:
        assert session.scalars(select(KeptForm)).all() == []
    assert answer.headers["location"].startswith("/sign-in?next=")


def test_a_form_without_a_secret_is_kept_when_the_session_has_ended(town: Town) -> None:
    browser = signed_in(town, forum_officer(town))
    token = csrf_token(town.house.settings, Credential("session", browser.sid))
    town.clock.forward(hours=9)
    fields = {"csrf": token, "language": "fr", "time_zone": "Africa/Kampala"}

    answer = browser.post("/account/language", fields, **{"sec-fetch-site": "same-origin"})
    way_back = unquote(answer.headers["location"].partition("next=")[2])
    browser.sign_in("0772 123456", to=way_back)

    assert 'value="Africa/Kampala" selected' in browser.get(way_back).text


@pytest.mark.parametrize("path", ["/account/language", "/account/sessions", "/people/invite", "/confirm"])
def test_a_form_without_a_token_and_without_a_session_is_answered_at_once(town: Town, path: str) -> None:
    """Its page needs a sign-in too: the refusal within the refusal once waited for a body that had been read."""
    browser = town.browser()
    browser.sid = "of-a-session-that-has-ended"

    answer = browser.post(path, {"name": "Somebody"}, **{"sec-fetch-site": "same-origin"})

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next={quote(path, safe='')}"
