"""Where a lower room needs a higher one: typed callables that `main` fills once at start."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from app.kernel.actors import Actor, Office, Role, Scope


@dataclass(frozen=True)
class Credential:
    """What a request shows to be let in: the secret of a signed-in session, an API token, or a telephone number
    (+231...) that the SMS provider vouches for."""

    kind: Literal["session", "bearer", "telephone"]
    secret: str


@dataclass(frozen=True)
class Address:
    """How somebody is reached: by mail or by telephone ("" for neither), in which language, by which clock."""

    language: str
    time_zone: str = "UTC"
    mail: str = ""
    telephone: str = ""


def _nobody(*_asked: object) -> Collection[str]:
    return ()


def _nowhere(*_asked: object) -> Mapping[str, Address]:
    return {}


@dataclass(frozen=True)
class Plugs:
    """What identity tells the rooms below it; a further plug needs a decision record."""

    actor_of: Callable[[Session, Credential, datetime], Actor | None]
    """The person behind a credential with the posts held at this moment, or None."""
    names_of: Callable[[Session, Collection[str]], Mapping[str, str]]
    """The names to show for these pseudonymous references."""
    people_for: Callable[[Session, Role, Collection[Scope]], Collection[str]]
    """The references of those who hold this role in one of these scopes today."""
    officers_for: Callable[[Session, Office, Collection[Scope]], Collection[str]] = _nobody
    """The same for those who hold this office, such as the programme manager."""
    addresses_of: Callable[[Session, Collection[str]], Mapping[str, Address]] = _nowhere
    """How each of these people is reached; whoever may not be written to is left out."""
