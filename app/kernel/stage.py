"""The stage that the demonstration plays on: its day, its people and places, and their moves as real transactions."""

import hashlib
import hmac
from base64 import b32encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from app.kernel.actors import Actor, Office, Role, Scope
from app.kernel.db import Databases
from app.kernel.plugs import Plugs
from app.kernel.tx import Tx, writing

WORDS = (
    "river",
    "basket",
    "lantern",
    "mango",
    "bridge",
    "pepper",
    "drum",
    "kettle",
    "cotton",
    "harbour",
    "maize",
    "copper",
)
MORNING = time(9, tzinfo=UTC)


@dataclass(frozen=True)
class SignIn:
    """How one of the demonstration's people comes in; `factor` is the second factor's secret, for staff."""

    name: str
    passphrase: str
    factor: str
    posts: str


@dataclass
class Stage:
    """What the packages' parts of the demonstration share; each plays on what stands below it."""

    databases: Databases
    plugs: Plugs
    today: date
    secret: bytes
    password: str | None = None
    documents: Path = field(kw_only=True)
    """The folder that the demonstration's papers lie in."""
    people: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    scopes: dict[str, Scope] = field(default_factory=dict)
    sign_ins: list[SignIn] = field(default_factory=list)
    actor_of: Callable[[Session, str, datetime], Actor] | None = None
    invite: Callable[["Stage", str, tuple["Part", ...]], None] | None = None
    steps: int = 0

    def moment(self, days_ago: int) -> datetime:
        """A morning that many days before the demonstration's day, each step a minute after the last."""
        self.steps += 1
        return (
            datetime.combine(self.today, MORNING) - timedelta(days=days_ago) + timedelta(seconds=self.steps)
        )

    @contextmanager
    def acting(self, who: str | Actor, days_ago: int) -> Iterator[Tx]:
        """One writing transaction by one of the people, that many days ago."""
        now = self.moment(days_ago)

        def actor(session: Session) -> Actor:
            if isinstance(who, Actor):
                return who
            if self.actor_of is None:
                raise LookupError("nobody has been invited yet")
            return self.actor_of(session, self.people[who], now)

        with writing(self.databases, self.plugs, actor, now, f"demo-{self.steps}") as tx:
            yield tx

    def passphrase_of(self, name: str) -> str:
        """The one known password, or four words that follow from the installation's secret and the name."""
        if self.password:
            return self.password
        digest = self._digest("passphrase", name)
        return "-".join(WORDS[byte % len(WORDS)] for byte in digest[:4]) + f"-{digest[4] % 90 + 10}"

    def factor_of(self, name: str) -> str:
        """A second factor's secret in base32, the same at every run of one installation."""
        return b32encode(self._digest("factor", name)[:20]).decode()

    def _digest(self, purpose: str, name: str) -> bytes:
        return hmac.new(self.secret, f"demo\0{purpose}\0{name}".encode(), hashlib.sha256).digest()


@dataclass(frozen=True)
class Part:
    """A post that one of the demonstration's people holds: a role, where (a name of the stage), an office."""

    role: Role
    where: str = ""
    office: Office | None = None
