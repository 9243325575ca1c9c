"""Handing over all that somebody leads: a job of one move and one fact a thing, every refusal named."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.flow import AnyFlow, Form, find, fire, seen_by
from app.kernel.flow.lead import Assign
from app.kernel.things import Thing
from app.kernel.tx import Tx
from app.kernel.words import _

HAND_OVER = "desk.hand_over"


class HandOver(Form):
    """From whom, and to whom."""

    person: Annotated[str, Field(title=_("Whose work"), max_length=80, json_schema_extra={"kind": "select"})]
    to: Annotated[str, Field(title=_("To whom"), max_length=80, json_schema_extra={"kind": "select"})]


def leads(session: Session, actor: Actor, flows: Mapping[str, AnyFlow], today: date) -> dict[str, list[str]]:
    """Who leads what within the actor's sight: the references, oldest first, by person."""
    statement = select(Thing.lead, Thing.reference).where(
        Thing.lead.is_not(None), seen_by(actor, list(flows.values()), today)
    )
    found: dict[str, list[str]] = {}
    for lead, reference in session.execute(statement.order_by(Thing.since, Thing.id)):
        found.setdefault(str(lead), []).append(reference)
    return found


def hand_over_one(tx: Tx, flow: AnyFlow, reference: str, arguments: Mapping[str, str]) -> None:
    """Give one thing to its new lead, if the old one still has it."""
    thing = find(tx.session, tx.actor, flow, reference, tx.now)
    if thing.lead == arguments["person"]:
        fire(tx, flow, thing, "assign", Assign(person=arguments["to"]))
