"""The trail's tables: facts as stored bytes, the locked head, streams, openings of commitments, checkpoints."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Code, Id, Prose


class FactRow(Base):
    """One leaf: the exact canonical bytes of a record, never to change."""

    __tablename__ = "kernel_fact"
    __table_args__ = (Index("kernel_fact_stream_ix", "stream", "seq"),)

    seq: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    stream: Mapped[Code]
    record: Mapped[bytes]
    leaf_hash: Mapped[bytes]


class Head(Base):
    """The one row that every append locks: how many facts there are, and the log's frontier."""

    __tablename__ = "kernel_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    origin: Mapped[Code]
    size: Mapped[Id]
    frontier: Mapped[bytes]


class Stream(Base):
    """How many facts a stream has and the last one's leaf hash: a cache that fsck rebuilds."""

    __tablename__ = "kernel_stream"

    stream: Mapped[Code] = mapped_column(primary_key=True)
    count: Mapped[Id]
    last: Mapped[bytes]


class Secret(Base):
    """What opens one commitment of a fact: the only place where the trail's personal data lives."""

    __tablename__ = "kernel_secret"

    seq: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    field: Mapped[Prose] = mapped_column(primary_key=True)
    salt: Mapped[bytes | None]
    value: Mapped[str | None] = mapped_column(info={"json": True})
    subject: Mapped[Code | None]
    erased_at: Mapped[datetime | None]


class Tile(Base):
    """256 neighbouring hashes of one level of the tree, full and therefore final."""

    __tablename__ = "kernel_tile"

    level: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    index: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    hashes: Mapped[bytes]


class CheckpointRow(Base):
    """A signed note over the tree at one size."""

    __tablename__ = "kernel_checkpoint"

    size: Mapped[Id] = mapped_column(primary_key=True, autoincrement=False)
    note: Mapped[Prose]
    made_at: Mapped[datetime]


class Refusal(Base):
    """A refused attempt by a signed-in person on a thing they may see; written after the rollback."""

    __tablename__ = "kernel_refusal"
    __table_args__ = (Index("kernel_refusal_at_ix", "at"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[Code]
    status: Mapped[int]
    address: Mapped[Prose]
    rules: Mapped[Prose]
