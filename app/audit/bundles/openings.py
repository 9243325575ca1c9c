"""What a bundle opens: the texts and files of things that its reader sees, never those of people's accounts."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.audit.registers.register import AT_ONCE
from app.documents.models import Document, Version
from app.kernel.db import table_of
from app.kernel.things import THINGS
from app.kernel.trail.append import FACTS, SECRETS, STEPS
from app.kernel.trail.canonical import dump
from app.kernel.trail.record import Record

DOCUMENTS, VERSIONS = table_of(Document), table_of(Version)
ABOUT_PEOPLE = ("identity.account", "identity.post")
FINGERPRINT = "changes.%.after.sha256"
"""Where a fact commits to a file's digest."""


def _opened(seen: ColumnElement[bool]) -> Select[Any]:
    return (
        select(SECRETS.c.seq, SECRETS.c.field, SECRETS.c.salt, SECRETS.c.value)
        .join_from(SECRETS, STEPS, STEPS.c.seq == SECRETS.c.seq)
        .join(THINGS, THINGS.c.id == STEPS.c.thing_id)
        .where(SECRETS.c.salt.is_not(None), seen, THINGS.c.kind.not_in(ABOUT_PEOPLE))
        .order_by(SECRETS.c.seq, SECRETS.c.field)
        .execution_options(yield_per=AT_ONCE)
    )


def openings(session: Session, seen: ColumnElement[bool]) -> Iterator[bytes]:
    """The lines of private.jsonl: what opens each commitment but those to files, which documents.jsonl names."""
    for seq, field, salt, value in session.execute(
        _opened(seen).where(SECRETS.c.field.not_like(FINGERPRINT))
    ):
        line = {"field": field, "salt": bytes(salt).hex(), "seq": seq, "value": json.loads(value)}
        yield dump(line) + b"\n"


@dataclass(frozen=True)
class Paper:
    """One version of a document, where the trail commits to it, and where it lies in the bundle."""

    seq: int
    field: str
    salt: str
    sha256: str
    owner: str
    purpose: str
    title: str
    file_name: str
    size: int
    place: str

    @property
    def line(self) -> bytes:
        """The line of documents.jsonl."""
        told = {"field": self.field, "file": self.place, "salt": self.salt, "seq": self.seq}
        return dump(told) + b"\n"


def papers(session: Session, seen: ColumnElement[bool]) -> Iterator[Paper]:
    """The documents of the things that the reader sees, in the trail's order, named by transaction."""
    for seq, field, salt, value in session.execute(_opened(seen).where(SECRETS.c.field.like(FINGERPRINT))):
        row = _row_of(session, seq, field)
        if row is not None:
            name = f"{seq:08d}-{row.document_id}-{row.number}{PurePath(row.file_name).suffix.lower()}"
            yield Paper(
                seq=seq,
                field=field,
                salt=bytes(salt).hex(),
                sha256=json.loads(value),
                owner=row.reference,
                purpose=row.purpose,
                title=row.title,
                file_name=row.file_name,
                size=row.size,
                place=f"documents/{name}",
            )


def _row_of(session: Session, seq: int, field: str) -> Any:
    """The version that the change at `field` of this fact wrote, if it was one."""
    record = session.scalar(select(FACTS.c.record).where(FACTS.c.seq == seq))
    change = Record.from_bytes(bytes(record or b"")).body["changes"][int(field.split(".")[1])]
    if change["table"] != VERSIONS.name:
        return None
    document, number = (int(part) for part in change["key"].split(","))
    return session.execute(
        select(
            VERSIONS.c.document_id,
            VERSIONS.c.number,
            VERSIONS.c.file_name,
            VERSIONS.c.size,
            DOCUMENTS.c.purpose,
            DOCUMENTS.c.title,
            THINGS.c.reference,
        )
        .join_from(VERSIONS, DOCUMENTS, DOCUMENTS.c.id == VERSIONS.c.document_id)
        .join(THINGS, THINGS.c.id == DOCUMENTS.c.owner_id)
        .where(VERSIONS.c.document_id == document, VERSIONS.c.number == number)
    ).one()
