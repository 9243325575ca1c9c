"""A small installation for tests: the real app, a clock to set, people who came in through the flows, browsers."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from typing import Any

import httpx
import pyotp
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import founding, keys, passphrases, plugs, queries
from app.identity.flow import ACCOUNTS, POSTS
from app.identity.models import Account, HeldPost
from app.identity.schemas import GivePost, Invite
from app.kernel.actors import MONEY, Actor, Office, Role, Scope, ScopeKind
from app.kernel.db import databases
from app.kernel.flow import Form, Nothing, begin, fire
from app.kernel.tx import Tx, writing
from app.main import build, build_house
from app.settings import Settings
from app.web.house import House
from tests.doors import portal

START = datetime(2026, 6, 30, 9, 30, tzinfo=UTC)
YEAR_END = date(2026, 12, 31)
PASSPHRASE = "seven blue buckets by the well"
HASH = passphrases.hash_of(PASSPHRASE)
KEY = b"s" * 32
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SETTLEMENT = Scope(ScopeKind.PLACE, 7)
CSRF = re.compile(r'name="csrf" value="([0-9a-f]+)"')


@dataclass
class Clock:
    """The time that the house goes by."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: int) -> None:
        self.now += timedelta(**span)


@dataclass
class Town:
    """One installation and its clock."""

    house: House
    app: FastAPI
    clock: Clock

    @property
    def administrator(self) -> Account:
        return self._named("admin@fund.example")

    @property
    def director(self) -> Account:
        return self._named("director@fund.example")

    def _named(self, sign_in: str) -> Account:
        with self.reading() as session:
            return session.scalars(select(Account).where(Account.sign_in == sign_in)).one()

    def browser(self, **headers: str) -> "Browser":
        """A browser that nobody has signed in with."""
        return Browser(self.app, headers=headers)

    @contextmanager
    def moving(self, actor: Actor) -> Iterator[Tx]:
        """One writing transaction."""
        with writing(self.house.databases, self.house.plugs, actor, self.clock.now, "req-test") as tx:
            yield tx

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.house.databases.read() as session:
            yield session

    def acting(self, account: Account, *, fresh: bool = True) -> Actor:
        """The account's person, signed in a moment ago unless said otherwise."""
        with self.reading() as session:
            return queries.actor_for(
                session, session.get_one(Account, account.id), self.clock.now, fresh=fresh
            )

    def reloaded(self, account: Account) -> Account:
        with self.reading() as session:
            return session.get_one(Account, account.id)

    def code_now(self) -> str:
        """What a telephone with TOTP_SECRET shows now."""
        return pyotp.TOTP(TOTP_SECRET).at(self.clock.now)


@cache
def the_app() -> FastAPI:
    """The app, put together once; each town gives it a house of its own."""
    settings = Settings(
        database_url="postgresql+psycopg://nowhere.invalid/none",
        secret_key=SecretStr(KEY.decode()),
        thread_tokens=4,
        languages=("en", "fr"),
        _env_file=None,
    )
    return build(build_house(settings))


def founded(url: str) -> None:
    """Fill a founded database with the first two people, ready to sign in."""
    town = town_on(url)
    with writing(town.house.databases, town.house.plugs, founding.INIT, START, "req-init") as tx:
        founders = founding.founds(
            tx,
            Invite(name="First Administrator", sign_in="admin@fund.example", country="UG"),
            Invite(name="First Director", sign_in="director@fund.example", country="UG"),
        )
    for account in (founders.administrator, founders.director):
        let_in(town, account, staff=True)
    town.house.databases.close()


def town_on(url: str) -> Town:
    """The installation on this database, at its first moment."""
    clock, app = Clock(), the_app()
    opened = databases(url, pool_size=4)
    house = replace(app.state.house, databases=opened, plugs=plugs.noticing(opened), now=clock)
    app.state.house = house
    return Town(house, app, clock)


def let_in(town: Town, account: Account, *, staff: bool) -> None:
    """Give a person PASSPHRASE, and as staff the second factor of TOTP_SECRET."""
    with town.moving(town.acting(account)) as tx:
        own = tx.session.get_one(Account, account.id)
        keys.set_passphrase(tx, own, HASH)
        if staff:
            founding.give_second_factor(tx, own, KEY, TOTP_SECRET)


def invited(town: Town, name: str, sign_in: str = "", country: str = "UG") -> tuple[Account, str]:
    """A person who has an account and has not come in yet, and the one-time code."""
    with town.moving(town.acting(town.administrator)) as tx:
        return keys.invite(tx, Invite(name=name, sign_in=sign_in, country=country))


def post(
    holder: Account,
    role: Role,
    office: Office | None = None,
    scope: Scope = SETTLEMENT,
    until: date | None = YEAR_END,
) -> GivePost:
    """A post as a form."""
    return GivePost(
        holder=holder.reference,
        role=role,
        office=office,
        scope_kind=scope.kind,
        scope_id=scope.id,
        scope_label="" if scope.kind is ScopeKind.ALL else "Kalerwe",
        until=until,
    )


def given(town: Town, form: GivePost) -> HeldPost:
    """The post held, by an administrator alone or with the director where it touches money."""
    with town.moving(town.acting(town.administrator)) as tx:
        made = begin(tx, POSTS, "propose" if form.role in MONEY else "give", form)
    if form.role in MONEY:
        moved_post(town, town.director, made, "confirm")
    return made


def moved_post(town: Town, by: Account, made: HeldPost, move: str) -> None:
    with town.moving(town.acting(by)) as tx:
        fire(tx, POSTS, tx.session.get_one(HeldPost, made.id), move, Nothing())


def moved(town: Town, by: Account, account: Account, move: str, form: Form | None = None) -> None:
    with town.moving(town.acting(by)) as tx:
        fire(tx, ACCOUNTS, tx.session.get_one(Account, account.id), move, form or Nothing())


def forum_officer(town: Town, name: str = "Forum Officer", sign_in: str = "+256772123456") -> Account:
    """Somebody of a settlement's forum who can sign in with PASSPHRASE."""
    account, _code = invited(town, name, sign_in)
    given(town, post(account, Role.FORUM))
    let_in(town, account, staff=False)
    return account


def officer(town: Town, name: str = "Programme Officer", sign_in: str = "officer@fund.example") -> Account:
    """A programme officer who can sign in with PASSPHRASE and the second factor of TOTP_SECRET."""
    account, _code = invited(town, name, sign_in)
    given(town, post(account, Role.PROGRAMME_OFFICER))
    let_in(town, account, staff=True)
    return account


@dataclass
class Browser:
    """A browser that does what a person does: opens pages and sends their forms, cookies kept."""

    app: FastAPI
    address: str = "192.0.2.1"
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.request("GET", path, headers=headers)

    def post(self, path: str, data: Mapping[str, Any], **headers: str) -> httpx.Response:
        """Send these fields and nothing else."""
        return self.request("POST", path, data=data, headers=headers)

    def send(self, path: str, fields: Mapping[str, Any] | None = None, **more: Any) -> httpx.Response:
        """Send the form of the page at `path`, with the token that the page carries."""
        shown = CSRF.search(self.get(path).text)
        data = {"csrf": shown.group(1) if shown else "", **(fields or {}), **more}
        return self.request("POST", path, data=data, headers={"sec-fetch-site": "same-origin"})

    def sign_in(self, name: str, passphrase: str = PASSPHRASE, to: str = "/") -> httpx.Response:
        return self.send("/sign-in", name=name, passphrase=passphrase, next=to)

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request through the whole app, guard and all, in the loop that the run keeps for it."""
        return portal().call(partial(self._request, method, path, **more))

    async def _request(self, method: str, path: str, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, client=(self.address, 50_000))
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost", headers=self.headers, cookies=self.cookies
        ) as client:
            answer = await client.request(method, path, **more)
            self.cookies = client.cookies
        return answer

    @property
    def sid(self) -> str:
        """The session's id as the browser keeps it."""
        return self.cookies.get("sid") or ""

    @sid.setter
    def sid(self, value: str) -> None:
        self.cookies = httpx.Cookies()
        self.cookies.set("sid", value, domain="localhost.local")


def signed_in(town: Town, account: Account) -> Browser:
    """A browser in which this person has signed in, with the second factor where there is one."""
    browser = town.browser()
    answer = browser.sign_in(town.reloaded(account).sign_in)
    if answer.headers["location"].startswith("/sign-in/code"):
        town.clock.forward(seconds=60)
        answer = browser.send("/sign-in/code", code=town.code_now())
    assert answer.status_code == 303, answer.text
    return browser
