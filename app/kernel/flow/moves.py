"""The flow table: one governed kind, its births and moves, as plain data and named functions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, model_validator
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from app.kernel.actors import Actor, Duty, Office, Role, Scope
from app.kernel.errors import NotFound, Why, why
from app.kernel.things import Thing
from app.kernel.words import Message, _

if TYPE_CHECKING:
    from app.kernel.tx import Tx

NO_MOVE = _("There is no move called {name}.")
T = TypeVar("T", bound=Thing)
G = TypeVar("G")

Need = Callable[[Any], Why | None]
"""A rule about the grounds alone: decides whether the button is open."""
Check = Callable[[Any, Any], Why | None]
"""A rule about the grounds and what was typed: asked when the move is fired."""


Answers = Callable[[Session, Actor, Any, datetime], Mapping[str, Sequence[tuple[str, str | Message]]]]
"""For a field whose choices are rows: the (value, words) on offer, by field; asked with the thing, or None."""


Under = Callable[[Session, Actor, Any, datetime], Thing]
"""The thing that a new one grows from, named by its form. Raises NotFound where the person sees none."""


class Form(BaseModel):
    """What a move takes: unknown fields are refused, texts are trimmed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _blank_is_not_given(cls, given: Any) -> Any:
        """A field left blank on a page was not given: it takes its default, or is missing."""
        if not isinstance(given, Mapping):
            return given
        return {key: value for key, value in given.items() if value != ""}


class Draft(Form):
    """A part that is saved as it goes: any answer may still be missing, and is asked for when it is finished."""

    may_stay_empty: ClassVar[frozenset[str]] = frozenset()
    """The fields that need no answer even then."""


class Nothing(Form):
    """A move that asks for nothing but the will to make it."""


@dataclass(frozen=True)
class Move:
    """One way a thing changes: from where, to where, by whom, and every rule that may stand against it.

    `end` of None leaves the state as it is. `awaited` moves make up "My work"; the others are offered on
    the thing's page only. `alone` moves stamp their own thing rather than its root, so that two people can
    work side by side. `sensitive` moves ask the person to have signed in again within minutes. `inner` moves are made
    by another move's action only: no page, no address, no offer. A move with `back` leads to that one of these states
    which the thing came from.
    """

    name: str
    says: str
    past: str
    start: frozenset[StrEnum]
    end: StrEnum | None
    by: frozenset[Role]
    office: frozenset[Office] = frozenset()
    duty: Duty | None = None
    needs: tuple[Need, ...] = ()
    checks: tuple[Check, ...] = ()
    warns: tuple[Check, ...] = ()
    form: type[Form] = Nothing
    does: Callable[["Tx", Any, Any], None] | None = None
    tells: tuple[Role, ...] = ()
    awaited: bool = False
    alone: bool = False
    sensitive: bool = False
    final: bool = False
    inner: bool = False
    back: frozenset[StrEnum] = frozenset()
    hint: str = ""
    answers: "Answers | None" = None

    @property
    def ends(self) -> frozenset[StrEnum]:
        """The states it may lead to; none where it leaves the state as it is."""
        return self.back or frozenset([self.end] if self.end is not None else [])


@dataclass(frozen=True)
class Birth:
    """How a thing begins: what is asked, what must be so, and the function that makes it.

    `does` gives the new thing with its own columns and title; header, key and scopes are the engine's.
    `grounds` looks up what the checks are asked about, from the form; `under` what it grows from, where the form
    names that. `inner` births are made by another move's action only.
    """

    name: str
    says: str
    past: str
    end: StrEnum
    by: frozenset[Role]
    does: Callable[["Tx", Any], Thing]
    form: type[Form]
    grounds: Callable[[Session, Actor, Any, datetime], Any] = lambda _session, _actor, _form, _now: None
    office: frozenset[Office] = frozenset()
    duty: Duty | None = None
    checks: tuple[Check, ...] = ()
    warns: tuple[Check, ...] = ()
    tells: tuple[Role, ...] = ()
    sensitive: bool = False
    inner: bool = False
    under: "Under | None" = None
    hint: str = ""
    answers: "Answers | None" = None


@dataclass(frozen=True)
class Sight:
    """The states in which a thing exists for a role, and one condition more where a role needs it."""

    states: frozenset[StrEnum]
    only: Callable[[Actor], ColumnElement[bool]] | None = None


@dataclass(frozen=True)
class Flow(Generic[T, G]):
    """The whole process of one kind of thing, read by page, write, inbox, API, trail and documentation."""

    kind: str
    prefix: str
    title: str
    path: str
    """Where its things live on the web, for example "cuf/projects"; their JSON is below "/api/"."""
    model: type[T]
    states: type[StrEnum]
    words: Mapping[Any, str]
    """Each state as a person reads it."""
    births: tuple[Birth, ...]
    moves: tuple[Move, ...]
    sees: Mapping[Role, Sight]
    scopes: Callable[[Session, T], Iterable[Scope]]
    grounds: Callable[[Session, Actor, Sequence[T], datetime], Mapping[int, G]]
    final: frozenset[StrEnum] = frozenset()
    part: bool = False
    """Its things are parts of what they grow from: they share its root, scopes and version."""
    currency: Callable[[T], str] = lambda _thing: "USD"
    """What amounts are typed in on this thing's forms."""
    countries: Callable[[Session, Sequence[T]], Mapping[int, str]] = lambda _session, _things: {}
    """The country (ISO 3166-1, three letters) whose working days each thing's promises count in, by id."""
    by_name: Mapping[str, Move] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {move.name: move for move in self.moves})

    def birth(self, name: str) -> Birth:
        """The birth of this name. Raises NotFound where the table has none."""
        for birth in self.births:
            if birth.name == name:
                return birth
        raise NotFound([why("", NO_MOVE, name=name)])

    def move(self, name: str) -> Move:
        """The move of this name. Raises NotFound where the table has none."""
        if name not in self.by_name:
            raise NotFound([why("", NO_MOVE, name=name)])
        return self.by_name[name]

    def state(self, thing: Thing) -> StrEnum:
        """The thing's state as a member of the flow's own enum."""
        return self.states(thing.state)

    def leaving(self, state: StrEnum) -> tuple[Move, ...]:
        """The moves that a person may make from this state, in the table's order."""
        return tuple(move for move in self.moves if state in move.start and not move.inner)


AnyFlow = Flow[Any, Any]
