"""The reader's marks and choices, and the administrator's word that the postman shall try again."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.kernel.outbox import Notice, send_again
from app.kernel.tx import Tx
from app.messages.models import Choice, Reply
from app.messages.schemas import Told


def mark_read(session: Session, person: str, up_to: int, now: datetime) -> None:
    """Mark every notice of this person up to this number as read."""
    session.execute(
        update(Notice)
        .where(Notice.recipient == person, Notice.id <= up_to, Notice.read_at.is_(None))
        .values(read_at=now)
    )


def choose(tx: Tx, form: Told) -> None:
    """Keep how whoever acts wishes to be told, as a fact about themself."""
    person = tx.actor.reference
    tx.session.merge(Choice(person=person, how=form.how.value, chosen_at=tx.now))
    tx.tell("messages.choose", f"person/{person}")


def try_again(tx: Tx, notices: Collection[int], replies: Collection[int]) -> None:
    """Let the postman try these notices and answers again, as a fact that names them."""
    send_again(tx.session, Notice, notices)
    send_again(tx.session, Reply, replies)
    tx.tell("messages.try_again", "messages", notices=sorted(notices), replies=sorted(replies))
