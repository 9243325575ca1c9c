"""Making a move: visible, allowed, open, ruled, done, recorded, in that order."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm.util import identity_key

from app.kernel.actors import CLOCK, Actor, Post, Scope
from app.kernel.errors import NotAllowed, Refused, Stale, Why, why
from app.kernel.flow.moves import Birth, Flow, Form, Move
from app.kernel.flow.offers import duties_of, entitling, shut
from app.kernel.outbox import tell
from app.kernel.references import reference
from app.kernel.things import THINGS, Step, Thing, next_id, scopes_of, set_scopes
from app.kernel.trail.append import Fact, Opening
from app.kernel.tx import Tx
from app.kernel.words import _
from app.kernel.working_days import promised

T = TypeVar("T", bound=Thing)
NOT_YOURS = _("Your posts do not let you do this here.")


def begin(
    tx: Tx, flow: Flow[T, Any], name: str, form: Form, *, parent: Thing | None = None, explanation: str = ""
) -> T:
    """Bring a thing into being: what `name`'s birth makes of `form`, with its header, scopes and fact.

    A thing with a `parent` (else what the birth finds it under) belongs to the parent's case; its root is
    itself, or the parent's where the flow's things are parts. Raises NotAllowed where no post of the actor
    covers the new thing, Refused with every failing check.
    """
    birth = flow.birth(name)
    if not tx.actor.holds(birth.by, birth.office):
        raise NotAllowed([why("", NOT_YOURS)])
    if birth.sensitive:
        _must_be_fresh(tx.actor)
    if parent is None and birth.under is not None:
        parent = birth.under(tx.session, tx.actor, form, tx.now)
    with tx.fact_apart() as place:
        grounds = birth.grounds(tx.session, tx.actor, form, tx.now)
        warned = _ruled((), birth, grounds, form, explanation)
        thing = birth.does(tx, form)
        if not isinstance(thing, flow.model):
            raise TypeError(f"{flow.kind}.{name} made a {type(thing).__name__}")
        _head(tx, flow, thing, birth.end, parent)
        scopes = _scopes_at_birth(tx, flow, thing)
        post = entitling(tx.actor, birth, {*scopes, *_everywhere(tx.actor)}, tx.now)
        if post is None:
            raise NotAllowed([why("", NOT_YOURS)])
        _keep(tx, flow, thing, scopes)
        _record(tx, flow, birth, thing, post, "", form, warned, explanation, place)
    _tell(tx, birth, thing, scopes)
    return thing


def fire(
    tx: Tx,
    flow: Flow[T, Any],
    thing: T,
    name: str,
    form: Form,
    *,
    seen: int | None = None,
    explanation: str = "",
) -> T:
    """Make the move `name` on `thing`, as shown to the actor at version `seen` (None: as it is now).

    Raises NotAllowed (never yours), Stale (someone was first), Refused with every failing reason.
    """
    move = flow.move(name)
    scopes = scopes_of(tx.session, [thing.root_id])[thing.root_id]
    post = entitling(tx.actor, move, scopes, tx.now)
    if post is None:
        raise NotAllowed([why("", NOT_YOURS)])
    if move.sensitive:
        _must_be_fresh(tx.actor)
    with tx.fact_apart() as place:
        _stamp(tx, thing, thing.id if move.alone else thing.root_id, seen)
        grounds = flow.grounds(tx.session, tx.actor, [thing], tx.now)[thing.id]
        whys = shut(flow, move, thing, grounds, duties_of(tx.session, tx.actor, [thing]))
        warned = _ruled(whys, move, grounds, form, explanation)
        before = thing.state
        end = _came_from(tx, thing) if move.back else move.end
        if end is not None and end != before:
            thing.due_at = None
        if move.does is not None:
            move.does(tx, thing, form)
        _settle(thing, end, tx.now)
        if thing.state != before:
            _promise(tx, flow, thing)
        tx.session.flush()
        _record(tx, flow, move, thing, post, before, form, warned, explanation, place)
    _tell(tx, move, thing, scopes)
    return thing


def rescope(tx: Tx, flow: Flow[T, Any], thing: T) -> None:
    """Write the thing's scopes anew, for an action that moved it to another place or party."""
    set_scopes(tx.session, thing.root_id, flow.scopes(tx.session, thing))


def _head(tx: Tx, flow: Flow[T, Any], thing: Thing, state: StrEnum, parent: Thing | None) -> None:
    thing.id = next_id(tx.session)
    thing.reference = reference(flow.prefix, thing.id)
    thing.root_id = thing.case_id = thing.id
    thing.version = 1
    thing.state, thing.since = state.value, tx.now
    if parent is not None:
        thing.case_id = parent.case_id
    if flow.part:
        if parent is None:
            raise TypeError(f"{flow.kind} is a part, and grows from nothing here")
        thing.root_id = parent.root_id
        _stamp(tx, parent, parent.root_id, None)


def _keep(tx: Tx, flow: Flow[T, Any], thing: T, scopes: Iterable[Scope]) -> None:
    tx.session.add(thing)
    _promise(tx, flow, thing)
    tx.session.flush()
    if thing.root_id == thing.id:
        set_scopes(tx.session, thing.id, scopes)


def _scopes_at_birth(tx: Tx, flow: Flow[T, Any], thing: T) -> frozenset[Scope]:
    if flow.part:
        return scopes_of(tx.session, [thing.root_id])[thing.root_id]
    return frozenset(flow.scopes(tx.session, thing))


def _came_from(tx: Tx, thing: Thing) -> str | None:
    """The state that the thing was in before the one it is in."""
    came = select(Step.before).where(
        Step.thing_id == thing.id, Step.after == thing.state, Step.before != thing.state
    )
    return tx.session.scalar(came.order_by(Step.seq.desc()).limit(1))


def _settle(thing: Thing, end: str | None, now: datetime) -> None:
    """The one place where a state is set."""
    if end is not None and end != thing.state:
        thing.state, thing.since = str(end), now


def _promise(tx: Tx, flow: Flow[T, Any], thing: T) -> None:
    """R102: the day by which it is promised to move on, where the action has set no moment of its own."""
    if thing.due_at is None and flow.state(thing) not in flow.final:
        country = flow.countries(tx.session, [thing]).get(thing.id, "")
        thing.due_at = promised(tx.session, flow.kind, thing.state, country, tx.now)


def _stamp(tx: Tx, thing: Thing, key: int, seen: int | None) -> None:
    """Count the version of `key` up if it still is as it was shown: nothing decided on an old page passes."""
    statement = update(THINGS).where(THINGS.c.id == key).values(version=THINGS.c.version + 1)
    if seen is not None:
        statement = statement.where(THINGS.c.version == seen)
    if not tx.session.execute(statement).rowcount:  # type: ignore[attr-defined]  # a cursor result by nature
        raise Stale([why("", _("Someone else changed this while you had it open. Look at it again."))])
    tx.session.refresh(thing)
    root = tx.session.identity_map.get(identity_key(Thing, key))
    if root is not None and root is not thing:
        tx.session.refresh(root, ["version"])


def _ruled(
    whys: Iterable[Why], move: Move | Birth, grounds: Any, form: Form, explanation: str
) -> tuple[Why, ...]:
    """Refuse with all reasons at once; give the warnings that an explanation answers."""
    found = [*whys, *(reason for check in move.checks if (reason := check(grounds, form)) is not None)]
    warned = tuple(reason for warn in move.warns if (reason := warn(grounds, form)) is not None)
    if warned and not explanation.strip():
        found += [Why(reason.rule, reason.text, "explanation") for reason in warned]
    if found:
        raise Refused(found)
    return warned


def _must_be_fresh(actor: Actor) -> None:
    if not actor.fresh and actor.reference != CLOCK.reference:
        raise NotFresh([why("", _("Confirm that it is you, then do this again."))])


class NotFresh(NotAllowed):
    """A sensitive move by someone who signed in too long ago: they confirm, then repeat it."""


def _everywhere(actor: Actor) -> Iterable[Scope]:
    return (post.scope for post in actor.posts if post.scope.kind == "all")


def _record(
    tx: Tx,
    flow: Flow[Any, Any],
    move: Move | Birth,
    thing: Thing,
    post: Post,
    before: str,
    form: Form,
    warned: Iterable[Why],
    explanation: str,
    place: int,
) -> None:
    told, openings = tx.told()
    asked = Opening("form", form.model_dump(mode="json"), subject=tx.actor.reference)
    step = {
        "thing_id": thing.id,
        "root_id": thing.root_id,
        "case_id": thing.case_id,
        "kind": flow.kind,
        "move": move.name,
        "duty": move.duty.value if move.duty else None,
        "post": f"{post.role}@{post.scope.kind}/{post.scope.id}",
        "before": before,
        "after": thing.state,
    }
    body = {**step, **told, "form": asked.seal()}
    sealed = [asked, *openings]
    if warnings := [reason.rule for reason in warned]:
        answer = Opening("explanation", explanation, subject=tx.actor.reference)
        sealed.append(answer)
        body |= {"warnings": warnings, "explanation": answer.seal()}
    stream = f"thing/{thing.root_id}"
    fact = Fact(f"{flow.kind}.{move.name}", stream, tx.actor.reference, body, sealed, step)
    tx.facts.insert(place, fact)


def _tell(tx: Tx, move: Move | Birth, thing: Thing, scopes: Iterable[Scope]) -> None:
    people = {
        person for role in move.tells for person in tx.plugs.people_for(tx.session, role, frozenset(scopes))
    } - {tx.actor.reference}
    if people:
        values = {"who": tx.actor.reference, "title": thing.title, "reference": thing.reference}
        tell(tx.session, people, thing.id, move.past, values, tx.now)
