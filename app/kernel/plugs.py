"""Where a lower room needs a higher one: typed callables that `main` fills once at start."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from app.kernel.actors import Actor, Role, Scope


@dataclass(frozen=True)
class Credential:
    """What a request shows to be let in: the secret of a signed-in session, or an API token."""

    kind: Literal["session", "bearer"]
    secret: str


@dataclass(frozen=True)
class Plugs:
    """What identity tells the rooms below it; a further plug needs a decision record."""

    actor_of: Callable[[Session, Credential, datetime], Actor | None]
    """The person behind a credential with the posts held at this moment, or None."""
    names_of: Callable[[Session, Collection[str]], Mapping[str, str]]
    """The names to show for these pseudonymous references."""
    people_for: Callable[[Session, Role, Collection[Scope]], Collection[str]]
    """The references of those who hold this role in one of these scopes today."""
