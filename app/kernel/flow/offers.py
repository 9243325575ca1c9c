"""What may happen next: each move that a person's posts allow, open, or shut with all its reasons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.actors import DUTY_NAMES, Actor, Duty, Post, Scope, Within, excluded_by, rule_of
from app.kernel.errors import Why, why
from app.kernel.flow.moves import Birth, Flow, Move
from app.kernel.things import Step, Thing, scopes_of
from app.kernel.words import Message, _

T = TypeVar("T", bound=Thing)


@dataclass(frozen=True)
class Offer:
    """One move on one thing for one person: open if there is no reason against it."""

    move: Move
    thing: Thing
    post: Post
    whys: tuple[Why, ...]

    @property
    def open(self) -> bool:
        return not self.whys


Duties = Mapping[tuple[Within, int], frozenset[Duty]]


def duties_of(session: Session, actor: Actor, things: Iterable[Thing]) -> Duties:
    """The duties this person has already had, by thing and by case, in one query."""
    cases = {thing.case_id for thing in things}
    rows = session.execute(
        select(Step.thing_id, Step.case_id, Step.duty).where(
            Step.case_id.in_(cases), Step.actor == actor.reference, Step.duty.is_not(None)
        )
    )
    had: dict[tuple[Within, int], set[Duty]] = {}
    for thing_id, case_id, duty in rows:
        for key in ((Within.THING, thing_id), (Within.CASE, case_id)):
            had.setdefault(key, set()).add(Duty(str(duty)))
    return {key: frozenset(duties) for key, duties in had.items()}


def entitling(actor: Actor, move: Move | Birth, scopes: Iterable[Scope], now: datetime) -> Post | None:
    """The first post of the actor that allows this move in one of these scopes, or None."""
    covered = set(scopes)
    for post in actor.holds(move.by, move.office):
        if post.scope in covered and (post.until is None or post.until >= now.date()):
            return post
    return None


def shut(flow: Flow[Any, Any], move: Move, thing: Thing, grounds: Any, duties: Duties) -> tuple[Why, ...]:
    """Every reason why this move is shut now: the state, four eyes, and each need of the table."""
    whys = []
    state = flow.state(thing)
    if state not in move.start:
        whys.append(why("", _("It is {state} now."), state=Message(flow.words[state])))
    whys += _four_eyes(move, thing, duties)
    whys += [reason for need in move.needs if (reason := need(grounds)) is not None]
    return tuple(whys)


def _four_eyes(move: Move, thing: Thing, duties: Duties) -> list[Why]:
    had = {
        duty
        for within, key in ((Within.THING, thing.id), (Within.CASE, thing.case_id))
        for duty in duties.get((within, key), frozenset()) & excluded_by(move.duty, within)
    }
    return [
        why(
            rule_of(move.duty, duty),
            _("Someone else must do this: {did}."),
            did=Message(DUTY_NAMES[duty]),
        )
        for duty in sorted(had)
    ]


def offers(
    session: Session, actor: Actor, flow: Flow[T, Any], things: Sequence[T], now: datetime
) -> dict[int, tuple[Offer, ...]]:
    """For each thing the moves that start from its state and that the actor's posts allow.

    A fixed number of queries whatever the number of things: scopes, duties, and the flow's own grounds.
    """
    scopes = scopes_of(session, {thing.root_id for thing in things})
    duties = duties_of(session, actor, things)
    grounds = flow.grounds(session, actor, things, now) if things else {}
    found: dict[int, tuple[Offer, ...]] = {}
    for thing in things:
        rows = []
        for move in flow.leaving(flow.state(thing)):
            post = entitling(actor, move, scopes[thing.root_id], now)
            if post is not None:
                whys = shut(flow, move, thing, grounds[thing.id], duties)
                rows.append(Offer(move, thing, post, whys))
        found[thing.id] = tuple(rows)
    return found
