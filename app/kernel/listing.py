"""What a list shows: the words a person typed to narrow it, read into conditions on the things they may see."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.errors import Why, why
from app.kernel.flow.moves import AnyFlow, Flow
from app.kernel.flow.sight import seen_by
from app.kernel.flow.waiting import awaiting
from app.kernel.paging import PAGE, Page, Position, newest_first, page_from
from app.kernel.references import BadReference, parse_reference, reference
from app.kernel.things import THINGS, Thing
from app.kernel.words import _

T = TypeVar("T", bound=Thing)
S_co = TypeVar("S_co", bound=Thing, covariant=True)

COUNTED_TO = 10_000
"""How far the things of a list are counted; beyond that a page says "more than"."""
_TERM = re.compile(r'(?:(?P<word>[a-z_]+):)?(?:"(?P<quoted>[^"]*)"|(?P<plain>\S+))')
_DAYS = re.compile(r"(?P<sign>[<>]?)(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")


class Unreadable(ValueError):
    """A word's value means nothing to it; the sentence says what would."""

    def __init__(self, text: str, **values: Any) -> None:
        self.why = why("", text, field="q", **values)
        super().__init__(text)


@dataclass(frozen=True)
class Asker:
    """Who asks, and when."""

    actor: Actor
    now: datetime


@dataclass(frozen=True)
class Word:
    """One search word: `condition` gives what its value means, or raises Unreadable."""

    name: str
    hint: str
    condition: Callable[[Asker, str], ColumnElement[bool]]


@dataclass(frozen=True)
class Listing(Generic[T]):
    """The list of one flow's things, with search words of its own beside those that every list has."""

    flow: Flow[T, Any]
    own_words: tuple[Word, ...] = ()

    @property
    def model(self) -> type[T]:
        """What its rows are."""
        return self.flow.model

    @property
    def flows(self) -> tuple[AnyFlow, ...]:
        """The flows whose things it holds."""
        return (self.flow,)

    @property
    def words(self) -> tuple[Word, ...]:
        """Every word it knows."""
        return (*_common(self.flows), *self.own_words)


@dataclass(frozen=True)
class Everything:
    """The list of all things of several flows, by their headers."""

    flows: tuple[AnyFlow, ...]
    own_words: tuple[Word, ...] = ()
    model: type[Thing] = Thing

    @property
    def words(self) -> tuple[Word, ...]:
        """Every word it knows."""
        return (_kind(self.flows), *_common(self.flows), *self.own_words)


class Searched(Protocol[S_co]):
    """What can be searched: a list of one kind, or everything."""

    @property
    def model(self) -> type[S_co]: ...
    @property
    def flows(self) -> tuple[AnyFlow, ...]: ...
    @property
    def words(self) -> tuple[Word, ...]: ...


@dataclass(frozen=True)
class Term:
    """A word and its value; without a word, what the title or the reference is to hold."""

    word: str
    value: str


def terms_in(text: str) -> Iterator[Term]:
    """What was typed, term by term: `country:lr "safe water" since:>2026-01`. A word is written in small letters."""
    for found in _TERM.finditer(text):
        quoted = found["quoted"]
        value = found["plain"] if quoted is None else quoted
        if value:
            yield Term(found["word"] or "", value)


@dataclass(frozen=True)
class Found(Generic[T]):
    """One page of a list, how many there are in all (at most one above COUNTED_TO), and what could not be read."""

    page: Page[T]
    count: int
    faults: tuple[Why, ...] = ()

    @property
    def too_many(self) -> bool:
        return self.count > COUNTED_TO


def page_of(
    session: Session, listing: Searched[T], asker: Asker, text: str, after: Position | None = None
) -> Found[T]:
    """The page of the things of the list that `text` asks for, newest first; nothing while a word cannot be read."""
    conditions, faults = conditions_in(listing, asker, text)
    if faults:
        return Found(page_from([]), 0, faults)
    beyond, order = newest_first(after)
    asked = _seen(listing, asker, conditions)
    rows = session.scalars(asked.where(*beyond).order_by(*order).limit(PAGE + 1)).all()
    return Found(page_from(rows), count_of(session, listing, asker, conditions))


def count_of(
    session: Session,
    listing: Searched[Any],
    asker: Asker,
    conditions: Sequence[ColumnElement[bool]],
    most: int = COUNTED_TO,
) -> int:
    """How many things fit, counted to one more than `most`."""
    fitting = _seen(listing, asker, conditions).with_only_columns(listing.model.id).limit(most + 1).subquery()
    return session.scalar(select(func.count()).select_from(fitting)) or 0


def every(
    session: Session, listing: Searched[T], asker: Asker, text: str, batch: int = 500
) -> Iterator[Sequence[T]]:
    """All of them, newest first, a batch at a time. Words that cannot be read find nothing."""
    conditions, faults = conditions_in(listing, asker, text)
    after: Position | None = None
    while not faults:
        beyond, order = newest_first(after)
        statement = _seen(listing, asker, conditions).where(*beyond).order_by(*order).limit(batch)
        rows = session.scalars(statement).all()
        if rows:
            yield rows
        if len(rows) < batch:
            return
        after = Position(rows[-1].since, rows[-1].id)


def conditions_in(
    listing: Searched[Any], asker: Asker, text: str
) -> tuple[list[ColumnElement[bool]], tuple[Why, ...]]:
    """What the words mean, all together, and every one that cannot be read."""
    if (named := _reference(text)) is not None:
        return [THINGS.c.reference == named], ()
    known = {word.name: word for word in listing.words}
    conditions: list[ColumnElement[bool]] = []
    faults: list[Why] = []
    for term in terms_in(text):
        try:
            conditions.append(_meant(known, term)(asker, term.value))
        except Unreadable as error:
            faults.append(error.why)
    return conditions, tuple(faults)


def _meant(known: Mapping[str, Word], term: Term) -> Callable[[Asker, str], ColumnElement[bool]]:
    if not term.word:
        return _holds
    if term.word not in known:
        text = _("There is no search word {word}. There are: {words}.")
        raise Unreadable(text, word=term.word, words=", ".join(known))
    return known[term.word].condition


def _seen(listing: Searched[T], asker: Asker, conditions: Sequence[ColumnElement[bool]]) -> Select[T]:
    seen = seen_by(asker.actor, listing.flows, asker.now.date())
    return select(listing.model).where(seen, *conditions)


def _holds(_asker: Asker, text: str) -> ColumnElement[bool]:
    return or_(THINGS.c.title.icontains(text, autoescape=True), THINGS.c.reference == _reference(text))


def _reference(text: str) -> str | None:
    """The reference that this is, however it was typed."""
    try:
        return reference(*parse_reference(text))
    except BadReference:
        return None


# --- The words that every list has ---------------------------------------------------------------


def _common(flows: Sequence[AnyFlow]) -> tuple[Word, ...]:
    return (
        Word("is", _("a state, or: waiting, open, over"), _is(flows)),
        Word("lead", _("me, nobody, or a person's number"), _lead),
        Word("since", _("in this state since a day, a month or a year: 2026-01, >2026-01-15, <2026"), _since),
    )


def _is(flows: Sequence[AnyFlow]) -> Callable[[Asker, str], ColumnElement[bool]]:
    states = {state.value.lower(): state.value for flow in flows for state in flow.states}
    over = or_(*(and_(THINGS.c.kind == flow.kind, THINGS.c.state.in_(sorted(flow.final))) for flow in flows))

    def condition(asker: Asker, value: str) -> ColumnElement[bool]:
        match value.lower().replace("-", "_"):
            case "waiting":
                return awaiting(asker.actor, flows, asker.now)
            case "open":
                return not_(over)
            case "over":
                return over
            case state if state in states:
                return THINGS.c.state == states[state]
        raise Unreadable(
            _("Nothing here is {state}. It may be: {states}."),
            state=value,
            states=", ".join(dict.fromkeys(("waiting", "open", "over", *states))),
        )

    return condition


def _kind(flows: Sequence[AnyFlow]) -> Word:
    kinds: dict[str, list[str]] = {}
    for flow in flows:
        kinds.setdefault(flow.kind.rpartition(".")[2], []).append(flow.kind)

    def condition(_asker: Asker, value: str) -> ColumnElement[bool]:
        if value not in kinds:
            raise Unreadable(
                _("There is no kind {kind}. There are: {kinds}."), kind=value, kinds=", ".join(sorted(kinds))
            )
        return THINGS.c.kind.in_(kinds[value])

    return Word("kind", _("what kind of thing: project, award, party, place"), condition)


def _lead(asker: Asker, value: str) -> ColumnElement[bool]:
    if value == "nobody":
        return THINGS.c.lead.is_(None)
    return THINGS.c.lead == (asker.actor.reference if value == "me" else value)


def _since(_asker: Asker, value: str) -> ColumnElement[bool]:
    return within_days(THINGS.c.since, value)


def within_days(column: ColumnElement[Any], value: str) -> ColumnElement[bool]:
    """Moments of `column` in, before (<) or after (>) a day, a month or a year, in UTC. Raises Unreadable."""
    sign, first, beyond = _days(value)
    start, end = (datetime.combine(day, time(), UTC) for day in (first, beyond))
    if sign == "<":
        return column < start
    return column >= end if sign == ">" else (column >= start) & (column < end)


def _days(value: str) -> tuple[str, date, date]:
    """The sign, the first day, and the day after the last."""
    read = _DAYS.fullmatch(value)
    if read is not None:
        year, month, day = (int(read[part] or 0) for part in ("year", "month", "day"))
        try:
            first = date(year, month or 1, day or 1)
            later = first + timedelta(days=1 if day else 31 if month else 366)
        except (ValueError, OverflowError):
            pass
        else:
            beyond = later if day else later.replace(day=1) if month else later.replace(month=1, day=1)
            return read["sign"], first, beyond
    raise Unreadable(
        _("{value} is no day. Write 2026-01-31, a month as 2026-01, or a year, after < or > if need be."),
        value=value,
    )
