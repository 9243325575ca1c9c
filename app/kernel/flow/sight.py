"""Who sees what: finding one thing, and the predicate that every list, search and move shares."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from app.kernel.actors import Actor, Role
from app.kernel.errors import NotFound, Why, why
from app.kernel.flow.moves import AnyFlow, Flow
from app.kernel.references import BadReference, parse_reference, reference
from app.kernel.things import THINGS, Thing, reach
from app.kernel.words import _

T = TypeVar("T", bound=Thing)


def seen_as(actor: Actor, role: Role, flows: Iterable[AnyFlow], today: date) -> ColumnElement[bool]:
    """True of the things of these flows that exist for `actor` in `role`."""
    parts = []
    for flow in flows:
        sight = flow.sees.get(role)
        if sight is None:
            continue
        part = reach(actor, role, {flow.kind: sight.states}, today)
        parts.append(part if sight.only is None else and_(part, sight.only(actor)))
    return or_(*parts) if parts else false()


def seen_by(actor: Actor, flows: Sequence[AnyFlow], today: date) -> ColumnElement[bool]:
    """True of the things of these flows that exist for `actor` in any role held."""
    parts = [seen_as(actor, role, flows, today) for role in sorted(actor.roles)]
    return or_(*parts) if parts else false()


def flow_of(flows: Mapping[str, AnyFlow], typed: str) -> AnyFlow:
    """The flow whose things carry references like this one, as people write references; else NotFound."""
    try:
        prefix, _number = parse_reference(typed)
    except BadReference as error:
        raise NotFound([Why("", error.message)]) from None
    found = next((flow for flow in flows.values() if flow.prefix == prefix), None)
    if found is None:
        raise NotFound([why("", _("There is nothing with the reference {reference}."), reference=typed)])
    return found


def find(session: Session, actor: Actor, flow: Flow[T, Any], typed: str, now: datetime) -> T:
    """The thing of this reference, seen or not there at all: NotFound either way.

    `typed` may be written as people write references: small letters, spaces, no hyphen.
    """
    try:
        prefix, number = parse_reference(typed)
    except BadReference:
        raise NotFound([_unknown(typed)]) from None
    thing = session.scalars(
        select(flow.model).where(
            flow.model.reference == reference(prefix, number), seen_by(actor, [flow], now.date())
        )
    ).first()
    if thing is None:
        raise NotFound([_unknown(typed)])
    return thing


def versions_of(session: Session, things: Sequence[Thing]) -> dict[int, int]:
    """For each thing by its key the version of its root, in at most one query."""
    roots = {thing.root_id for thing in things if thing.root_id != thing.id}
    found: dict[int, int] = {}
    if roots:
        rows = session.execute(select(THINGS.c.id, THINGS.c.version).where(THINGS.c.id.in_(roots)))
        found = {row.id: row.version for row in rows}
    return {thing.id: found.get(thing.root_id, thing.version) for thing in things}


def version_of(session: Session, thing: Thing) -> int:
    """The version of the thing's root, which its forms carry."""
    return versions_of(session, [thing])[thing.id]


def _unknown(typed: str) -> Any:
    return why("", _("There is nothing with the reference {reference} that you may see."), reference=typed)
