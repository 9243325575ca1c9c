"""The card a package hands to the house: its flows, its doors, its commands, and what it shows elsewhere."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy.orm import Session
from typer import Typer

from app.kernel.actors import Actor, Role
from app.kernel.flow import AnyFlow
from app.kernel.tx import Tx
from app.web.letters import Refusing


@dataclass(frozen=True)
class Link:
    """An entry of the site's navigation, for the roles that have use for it (none named: for all)."""

    path: str
    text: str
    roles: frozenset[Role] = frozenset()
    place: int = 50
    """Where it stands among the others, the smallest first."""

    def shown_to(self, actor: Actor) -> bool:
        return not self.roles or bool(self.roles & actor.roles)


@dataclass(frozen=True)
class Json:
    """How the JSON of a flow says more than the header: its content, and what is left to pages.

    `of` gives the content of many things at once, by id, in a fixed number of queries. `but` names the births
    and moves that make or take a secret or a file, which no body carries.
    """

    content: type[BaseModel] | None = None
    of: Callable[[Session, Sequence[Any]], Mapping[int, BaseModel]] = lambda _session, _things: {}
    but: frozenset[str] = frozenset()


PLAIN = Json()


@dataclass(frozen=True)
class Card:
    """What the house knows of a package; `main` alone reads which packages there are."""

    key: str
    title: str
    flows: tuple[AnyFlow, ...] = ()
    pages: APIRouter | None = None
    json: Mapping[str, Json] = field(default_factory=dict)
    """By a flow's kind, how its JSON differs from the plain."""
    commands: Typer | None = None
    links: tuple[Link, ...] = ()
    refusing: Mapping[str, Refusing] = field(default_factory=dict)
    """By a flow's kind, the letters in which its things are refused (R115)."""
    founds: Callable[[Tx, Any], None] | None = None
    """Lays down reference data in a new installation (`lastmile init`), through the flows."""
    demo: Callable[[Any], None] | None = None
    """Plays this package's part of the demonstration, through the flows."""
