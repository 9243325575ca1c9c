"""Who of those who may is on it: taking a thing on, giving it to somebody, handing it back to all."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from enum import StrEnum
from functools import partial
from typing import Annotated

from pydantic import Field
from sqlalchemy.orm import Session

from app.kernel.actors import Role
from app.kernel.errors import Refused, why
from app.kernel.flow.moves import Form, Move
from app.kernel.outbox import tell
from app.kernel.plugs import Plugs
from app.kernel.things import Thing, scopes_of
from app.kernel.tx import Tx
from app.kernel.words import _

LEAD_MOVES = frozenset({"take", "assign", "release"})
GAVE = _("gave this to you")


class Assign(Form):
    """Whom to give it to."""

    person: Annotated[str, Field(title=_("To whom"), max_length=80, json_schema_extra={"kind": "select"})]


def lead_moves(by: AbstractSet[Role], start: AbstractSet[StrEnum]) -> tuple[Move, ...]:
    """The three moves of a flow's table about its lead; offered beside the others, never awaited."""
    roles, states = frozenset(by), frozenset(start)
    return (
        Move("take", _("Take it on"), _("took it on"), states, None, roles, does=_take),
        Move(
            "assign",
            _("Give it to somebody"),
            _("gave it to somebody"),
            states,
            None,
            roles,
            form=Assign,
            does=partial(_assign, roles),
        ),
        Move(
            "release",
            _("Hand it back to all"),
            _("handed it back to all"),
            states,
            None,
            roles,
            does=_release,
        ),
    )


def _take(tx: Tx, thing: Thing, _form: Form) -> None:
    thing.lead = tx.actor.reference


def _release(_tx: Tx, thing: Thing, _form: Form) -> None:
    thing.lead = None


def _assign(roles: frozenset[Role], tx: Tx, thing: Thing, form: Assign) -> None:
    if form.person not in colleagues(tx.session, tx.plugs, roles & tx.actor.roles, thing):
        raise Refused([why("", _("Choose somebody whose post lets them do this here."), field="person")])
    thing.lead = form.person
    values = {"who": tx.actor.reference, "title": thing.title, "reference": thing.reference}
    tell(tx.session, {form.person} - {tx.actor.reference}, thing.id, GAVE, values, tx.now)


def colleagues(session: Session, plugs: Plugs, roles: Iterable[Role], thing: Thing) -> frozenset[str]:
    """Those who hold one of these roles where the thing stands."""
    scopes = scopes_of(session, [thing.root_id])[thing.root_id]
    return frozenset(person for role in roles for person in plugs.people_for(session, role, scopes))
