"""The SMS door: one signed address that takes text messages in, each answered once; the answer leaves by the postman.

A message comes in RapidPro's shape (`id`, `urn`, `text`), signed with
`X-Lastmile-Signature: t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>" in hexadecimal>`.
"""

import hmac
import re
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.kernel.db import Databases
from app.kernel.errors import NotAllowed, NotFound, why
from app.kernel.flow import Form
from app.kernel.plugs import Address, Credential
from app.kernel.words import _
from app.messages.letters import Pen
from app.messages.models import Reply, Unsigned
from app.messages.questions import answer
from app.web.forms import read_values
from app.web.house import House, house_of
from app.web.posted import SentBody

router = APIRouter(include_in_schema=False, default_response_class=JSONResponse)
SIGNATURE = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")
WINDOW = timedelta(minutes=5)
"""How far a signature's time may lie from ours: what was sent before is a replay."""


class Incoming(Form):
    """A text message as RapidPro tells of it; whatever else it tells is left aside."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: Annotated[str, Field(min_length=1, max_length=80)]
    urn: Annotated[str, Field(pattern=r"^tel:\+[0-9]{6,15}$")]
    text: Annotated[str, Field(max_length=1_600)] = ""


class Taken(Form):
    """What the provider is told: the message is in, and whether an answer follows now (not to a message seen before)."""

    id: str
    answered: bool


@router.post("/api/sms")
def take_in(request: Request, sent: SentBody) -> Taken:
    """Take one text message in. 403 where it is not signed for now, and counted; seen before, it changes nothing."""
    house = house_of(request)
    if house.settings.sms_secret is None:
        raise NotFound([why("", _("No text messages are taken in here."))])
    now = house.now()
    secret = house.settings.sms_secret.get_secret_value().encode()
    fault = fault_of(request.headers.get("x-lastmile-signature", ""), sent.body, secret, now)
    if fault:
        count_unsigned(house.databases, fault, now)
        raise NotAllowed([why("", _("This message is not signed, or was signed at another time."))])
    message = read_values(Incoming, sent.values())
    try:
        with house.databases.write() as session:
            return Taken(id=message.id, answered=_answered(session, house, message, now))
    except IntegrityError:
        return Taken(id=message.id, answered=False)  # the same message came in twice at one moment


def signed(body: bytes, secret: bytes, now: datetime) -> str:
    """The header that signs a body now."""
    seconds = int(now.timestamp())
    proof = hmac.new(secret, f"{seconds}.".encode() + body, sha256).hexdigest()
    return f"t={seconds},v1={proof}"


def fault_of(header: str, body: bytes, secret: bytes, now: datetime) -> str:
    """What is wrong with a signature: "unsigned", "forged" or "replayed"; "" for nothing."""
    read = SIGNATURE.fullmatch(header.replace(" ", ""))
    if read is None:
        return "unsigned"
    proof = hmac.new(secret, f"{read[1]}.".encode() + body, sha256).hexdigest()
    if not hmac.compare_digest(proof, read[2]):
        return "forged"
    return "replayed" if abs(now.timestamp() - int(read[1])) > WINDOW.total_seconds() else ""


def count_unsigned(databases: Databases, fault: str, now: datetime) -> None:
    """Count a message that was refused at the door; of a flood there is one row a day."""
    with databases.write() as session:
        mine = update(Unsigned).where(Unsigned.day == now.date(), Unsigned.why == fault)
        if not session.execute(mine.values(count=Unsigned.count + 1)).rowcount:  # type: ignore[attr-defined]  # a cursor result by nature
            session.add(Unsigned(day=now.date(), why=fault, count=1))


def _answered(session: Session, house: House, message: Incoming, now: datetime) -> bool:
    """Keep the message and its answer, if it is new; strangers are not answered, since each answer costs."""
    if session.scalar(select(Reply.id).where(Reply.provider_id == message.id)) is not None:
        return False
    number = message.urn.removeprefix("tel:")
    actor = house.plugs.actor_of(session, Credential("telephone", number), now)
    reply = Reply(provider_id=message.id, number="", text="", language="", asked_at=now, posted_at=now)
    if actor is not None:
        pen = Pen(house.languages, Address(actor.language), house.settings.public_url)
        reply.text = answer(session, house.flows, actor, message.text, pen, now)
        reply.number, reply.language, reply.posted_at = number, actor.language, None
    session.add(reply)
    session.flush()
    return actor is not None
