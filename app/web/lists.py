"""The kit of every list: columns said once, for the page and for the file of exactly what the page shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from app.kernel.errors import Why
from app.kernel.flow import Birth
from app.kernel.listing import COUNTED_TO, Asker, Found, Listing, page_of
from app.kernel.money import Money
from app.kernel.paging import Position
from app.kernel.things import Thing
from app.kernel.words import Message, _
from app.web.doors import Door

T = TypeVar("T", bound=Thing)
A = TypeVar("A")


@dataclass(frozen=True)
class Way:
    """A cell that leads on: to the thing, by its title."""

    href: str
    text: str


@dataclass(frozen=True)
class Tag:
    """A cell of one word that is translated, such as a state, in its colour."""

    text: str
    colour: str = "blue"


Cell = str | Message | int | date | datetime | Money | Way | Tag | None
"""What stands in a list: texts are people's own and never translated; messages and tags are."""


@dataclass(frozen=True)
class Column(Generic[T, A]):
    """A heading and what stands under it, given the thing and what was looked up for all rows at once."""

    heading: str
    cell: Callable[[T, A], Cell]
    look: str = ""
    """"number" for whole numbers, "money" for amounts, which take a second column in a file."""


@dataclass(frozen=True)
class Table(Generic[T, A]):
    """A list as its page and its files show it; `around` looks up what cells need, in a fixed number of queries."""

    title: str
    listing: Listing[T]
    columns: tuple[Column[T, A], ...]
    around: Callable[[Session, Sequence[T]], A]
    empty: str = _("There is nothing here for you to see yet.")

    @property
    def path(self) -> str:
        """The address of the list's page."""
        return f"/{self.listing.flow.path}"

    def rows(self, session: Session, things: Sequence[T]) -> list[list[Cell]]:
        """The cells of these things, row by row."""
        around = self.around(session, things)
        return [[column.cell(thing, around) for column in self.columns] for thing in things]


@dataclass(frozen=True)
class Shown:
    """One page of a table as `kit.listing` draws it."""

    table: Table[Any, Any]
    text: str
    state: str
    rows: list[list[Cell]]
    count: int
    faults: tuple[Why, ...]
    births: tuple[Birth, ...]
    next: Position | None
    hints: tuple[tuple[str, str], ...]

    @property
    def counted(self) -> Message:
        """How many there are, exactly where that is cheap."""
        if self.count > COUNTED_TO:
            return Message(_("more than {n}"), {"n": COUNTED_TO})
        return Message(_("{n} in all"), {"n": self.count})

    @property
    def older(self) -> str:
        """The address of the next page."""
        return self.address("", after=str(self.next))

    @property
    def export(self) -> str:
        """The address that asks for a file of all these rows."""
        return self.address("/export")

    def address(self, below: str, **more: str) -> str:
        asked = {"q": self.text, "state": self.state, **more}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{self.table.path}{below}?{query}" if query else f"{self.table.path}{below}"


def shown(door: Door, table: Table[T, Any]) -> Shown:
    """The page of the table that the request asks for: its search words, and where it goes on."""
    asked = door.request.query_params
    text, state = asked.get("q", "").strip(), asked.get("state", "")
    asker = Asker(door.actor, door.now)
    found: Found[T] = page_of(
        door.session, table.listing, asker, whole_search(text, state), Position.read(asked.get("after", ""))
    )
    births = tuple(
        birth for birth in table.listing.flow.births if not birth.inner and door.actor.holds(birth.by)
    )
    return Shown(
        table=table,
        text=text,
        state=state,
        rows=table.rows(door.session, found.page.rows),
        count=found.count,
        faults=found.faults,
        births=births,
        next=found.page.next,
        hints=tuple((word.name, word.hint) for word in table.listing.words),
    )


def whole_search(text: str, state: str) -> str:
    """The search with the state chosen beside it as one of its words."""
    return f"{text} is:{state.lower()}".strip() if state else text
