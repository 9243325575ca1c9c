"""What messages keeps beside the outbox: how somebody wishes to be told, what was reminded of, and SMS."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Code, Id, Line, Prose
from app.kernel.outbox import Outgoing
from app.kernel.words import _


class How(StrEnum):
    """How notices reach somebody outside the app; in the app's own list all of them stand at once."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    IN_APP = "in_app"


HOW_WORDS: dict[How, str] = {
    How.AT_ONCE: _("each at once"),
    How.DAILY: _("all of a day together, in the morning"),
    How.IN_APP: _("not at all: I look here"),
}


class Choice(Base):
    """How one person wishes to be told; who has chosen nothing is told at once."""

    __tablename__ = "messages_choice"

    person: Mapped[Code] = mapped_column(primary_key=True)
    how: Mapped[Code]
    chosen_at: Mapped[datetime]


class Reminder(Base):
    """A reminder that was told, of one wait (`since` when) at one stage: its key lets no second worker tell it."""

    __tablename__ = "messages_reminder"
    __trail__ = False

    thing_id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    stage: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    told_at: Mapped[datetime]


class Reply(Outgoing, Base):
    """A text message that came in, by the provider's number for it, and what is answered.

    The number it came from is kept until the answer has gone out, and no longer.
    """

    __tablename__ = "messages_reply"
    __trail__ = False
    __table_args__ = (Index("messages_reply_unposted_ix", "posted_at", "id"),)

    provider_id: Mapped[Code] = mapped_column(unique=True)
    number: Mapped[Line]
    text: Mapped[Prose]
    language: Mapped[Code]
    asked_at: Mapped[datetime]


class Unsigned(Base):
    """How many text messages were refused at the door on a day, by why."""

    __tablename__ = "messages_unsigned"
    __trail__ = False

    day: Mapped[date] = mapped_column(primary_key=True)
    why: Mapped[Code] = mapped_column(primary_key=True)
    count: Mapped[int]
