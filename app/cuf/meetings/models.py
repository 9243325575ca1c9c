"""What a meeting is: when and where a settlement voted, the entries of its sheet, and what was counted of them."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Code, Digest, Id, Line, Prose
from app.kernel.things import Thing
from app.kernel.words import _


class MeetingState(StrEnum):
    """Where a meeting stands: its count is used once two entries agreed and the minutes are there."""

    PLANNED = "PLANNED"
    HELD = "HELD"
    VERIFIED = "VERIFIED"
    LOCKED = "LOCKED"
    VOID = "VOID"


MEETING_STATES: dict[MeetingState, str] = {
    MeetingState.PLANNED: _("planned"),
    MeetingState.HELD: _("held, the sheet is being entered"),
    MeetingState.VERIFIED: _("two entries agree"),
    MeetingState.LOCKED: _("counted"),
    MeetingState.VOID: _("does not count"),
}


class Secrecy(StrEnum):
    """How private the vote was; open hands are said on every output (P-33)."""

    CLOSED = "closed"
    SCREEN = "screen"
    OPEN_HANDS = "open_hands"


SECRECY_WORDS: dict[Secrecy, str] = {
    Secrecy.CLOSED: _("closed containers behind a screen"),
    Secrecy.SCREEN: _("a ballot marked behind a screen"),
    Secrecy.OPEN_HANDS: _("open hands or lines: not secret"),
}


class Meeting(Thing):
    """A settlement's meeting in a round (P-11). Of people it knows numbers only (P-67).

    `sheet` is the number of the sheet that is being entered or counts; a correction begins the next one (P-28).
    `eligible` are those who might have voted (R15).
    """

    __tablename__ = "cuf_meeting"
    __table_args__: Any = (
        CheckConstraint("women IS NULL OR women >= 0", name="women"),
        CheckConstraint("men IS NULL OR men >= 0", name="men"),
        Index("cuf_meeting_round_ix", "round_id", "settlement_id"),
    )
    __mapper_args__ = {"polymorphic_identity": "cuf.meeting"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    round_id: Mapped[Id] = mapped_column(ForeignKey("cuf_round.id"))
    settlement_id: Mapped[Id] = mapped_column(ForeignKey("places_place.id"))
    planned_on: Mapped[date]
    place: Mapped[Line]
    sheet: Mapped[int] = mapped_column(default=1)
    held_on: Mapped[date | None]
    secrecy: Mapped[Code | None]
    women: Mapped[int | None]
    men: Mapped[int | None]
    eligible: Mapped[int | None]
    multi_token: Mapped[bool] = mapped_column(default=False)
    """Whether tokens that could not be told apart were all counted (P-24)."""
    accepted_because: Mapped[Prose | None]
    """Why the municipal forum lets a provisional result stand (R11, P-32)."""


class TallyState(StrEnum):
    """An entry stands until whoever made it takes it back."""

    ENTERED = "ENTERED"
    WITHDRAWN = "WITHDRAWN"


TALLY_STATES: dict[TallyState, str] = {
    TallyState.ENTERED: _("entered"),
    TallyState.WITHDRAWN: _("taken back"),
}


class Tally(Thing):
    """One person's entry of a sheet: pairs of a cell's path, such as "sex/women/A1", and its count."""

    __tablename__ = "cuf_tally"
    __table_args__: Any = (Index("cuf_tally_meeting_ix", "meeting_id", "sheet"),)
    __mapper_args__ = {"polymorphic_identity": "cuf.tally"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    meeting_id: Mapped[Id] = mapped_column(ForeignKey("cuf_meeting.id"))
    sheet: Mapped[int]
    entered_by: Mapped[Code]
    pairs: Mapped[list[Any]] = mapped_column(JSON)
    sha256: Mapped[Digest]

    @property
    def cells(self) -> dict[str, int]:
        """The count of each cell by its path."""
        return dict(self.pairs)


class Count(Base):
    """A sheet that two entries agreed on; of several the last counts, the others stay readable (P-28)."""

    __tablename__ = "cuf_count"
    __table_args__ = (Index("cuf_count_sheet_ix", "meeting_id", "sheet", unique=True),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    meeting_id: Mapped[Id] = mapped_column(ForeignKey("cuf_meeting.id"))
    sheet: Mapped[int]
    tally_id: Mapped[Id] = mapped_column(ForeignKey("cuf_tally.id"))
    corrected_because: Mapped[Prose | None]
