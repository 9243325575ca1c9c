"""Questions by text message: what a few words ask, and the answer, from what a forum or an applicant may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from unicodedata import combining, normalize

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.kernel.actors import OFFICE_NAMES, ROLE_NAMES, Actor
from app.kernel.errors import NotFound
from app.kernel.flow import AnyFlow, find, flow_of
from app.kernel.flow.history import holders
from app.kernel.outbox import Notice
from app.kernel.things import Thing
from app.kernel.words import Message, _
from app.messages.letters import Pen
from app.messages.promises import Promise, promises_of

LONGEST_TITLE = 40
STANDS = _("{reference} {title}: {state} since {day}.")
PROMISED = _("Promised by {day}.")
LATE = _("{late}, promised by {day}.")
LIES_WITH = _("Now with: {whom}.")
CALL = _("Tel. {telephone}.")
NOTED = _("Thank you. Noted for {reference}.")
ASK = _("Write STATUS and the number of your project, for example STATUS CUF-107, or OK and the number.")


class Verb(StrEnum):
    """What a text message may ask for."""

    STATUS = "status"
    CONFIRM = "confirm"


VERBS = {
    "STATUS": Verb.STATUS,
    "STATUT": Verb.STATUS,
    "ETAT": Verb.STATUS,
    "ESTADO": Verb.STATUS,
    "OK": Verb.CONFIRM,
    "YES": Verb.CONFIRM,
    "OUI": Verb.CONFIRM,
    "SIM": Verb.CONFIRM,
    "SI": Verb.CONFIRM,
}
"""The first word of a message, without accents, in any of our languages whichever the sender reads."""


@dataclass(frozen=True)
class Question:
    """One question, and the reference it is about as it was typed."""

    verb: Verb
    reference: str


def read_question(text: str) -> Question | None:
    """The question that a text asks, or None where its first word is none of ours."""
    word, _space, rest = " ".join(text.split()).partition(" ")
    bare = "".join(part for part in normalize("NFD", word.upper()) if not combining(part))
    verb = VERBS.get(bare.strip(".:,;!?"))
    return Question(verb, rest) if verb is not None and rest else None


def answer(
    session: Session, flows: Mapping[str, AnyFlow], actor: Actor, text: str, pen: Pen, now: datetime
) -> str:
    """The answer to a text message of this person, in their words; a confirmation is noted meanwhile."""
    question = read_question(text)
    if question is None:
        return pen.write(ASK)
    try:
        flow = flow_of(flows, question.reference)
        thing = find(session, actor, flow, question.reference, now)
    except NotFound as refusal:
        return " ".join(pen.write(reason.text) for reason in refusal.whys)
    if question.verb is Verb.CONFIRM:
        _note(session, actor, thing, now)
        return pen.write(Message(NOTED, {"reference": thing.reference}))
    return _status(session, flow, thing, pen, now)


def _note(session: Session, actor: Actor, thing: Thing, now: datetime) -> None:
    """What this person was told about the thing has been read."""
    session.execute(
        update(Notice)
        .where(Notice.recipient == actor.reference, Notice.thing_id == thing.id, Notice.read_at.is_(None))
        .values(read_at=now)
    )


def _status(session: Session, flow: AnyFlow, thing: Any, pen: Pen, now: datetime) -> str:
    promise = promises_of(session, flow, [thing], now).get(thing.id)
    title = thing.title if len(thing.title) <= LONGEST_TITLE else thing.title[: LONGEST_TITLE - 3] + "..."
    stands = {
        "reference": thing.reference,
        "title": title,
        "state": Message(flow.words[flow.state(thing)]),
        "day": thing.since.date(),
    }
    said = [pen.write(Message(STANDS, stands)), *_promise(promise, pen)]
    whom = (
        [OFFICE_NAMES[promise.office]]
        if promise and promise.office
        else [ROLE_NAMES[role] for role in holders(flow, thing)]
    )
    if whom:
        said.append(pen.write(Message(LIES_WITH, {"whom": ", ".join(map(pen.write, whom))})))
    if promise and promise.late and promise.telephone:
        said.append(pen.write(Message(CALL, {"telephone": promise.telephone})))
    return " ".join(said)


def _promise(promise: Promise | None, pen: Pen) -> list[str]:
    if promise is None:
        return []
    if promise.late:
        return [pen.write(Message(LATE, {"late": promise.lateness, "day": promise.day}))]
    return [pen.write(Message(PROMISED, {"day": promise.day}))]
