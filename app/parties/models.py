"""What a party is: an organisation, a community group or a municipality, its members, and how a group is known."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, Code, Id, Line
from app.kernel.things import Thing
from app.kernel.words import _


class Sort(StrEnum):
    """What kind of party."""

    ORGANISATION = "organisation"
    COMMUNITY_GROUP = "community_group"
    MUNICIPALITY = "municipality"


SORT_NAMES: dict[Sort, str] = {
    Sort.ORGANISATION: _("organisation"),
    Sort.COMMUNITY_GROUP: _("community group"),
    Sort.MUNICIPALITY: _("municipality"),
}


class LegalForm(StrEnum):
    """What the law takes a party for."""

    NONE = "none"
    ASSOCIATION = "association"
    COOPERATIVE = "cooperative"
    NGO = "ngo"
    FOUNDATION = "foundation"
    COMPANY = "company"
    UNIVERSITY = "university"
    PUBLIC_BODY = "public_body"
    INTERNATIONAL = "international"


LEGAL_FORMS: dict[LegalForm, str] = {
    LegalForm.NONE: _("without legal personality"),
    LegalForm.ASSOCIATION: _("association"),
    LegalForm.COOPERATIVE: _("cooperative"),
    LegalForm.NGO: _("non-governmental organisation"),
    LegalForm.FOUNDATION: _("foundation"),
    LegalForm.COMPANY: _("company"),
    LegalForm.UNIVERSITY: _("university or research institute"),
    LegalForm.PUBLIC_BODY: _("public body"),
    LegalForm.INTERNATIONAL: _("international organisation"),
}


class PartyState(StrEnum):
    """A party is registered until it is withdrawn."""

    REGISTERED = "REGISTERED"
    WITHDRAWN = "WITHDRAWN"


PARTY_STATES: dict[StrEnum, str] = {
    PartyState.REGISTERED: _("registered"),
    PartyState.WITHDRAWN: _("withdrawn"),
}


class Party(Thing):
    """A party under its registered name, which is the header's title.

    The country is that of its registration, by its ISO 3166-1 code of two letters; it need not be one that
    may benefit (R01).
    """

    __tablename__ = "parties_party"
    __table_args__: Any = (
        CheckConstraint("sort <> 'municipality' OR legal_form = 'public_body'", name="municipality"),
        Index("parties_party_sort_ix", "sort"),
    )
    __mapper_args__ = {"polymorphic_identity": "parties.party"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    sort: Mapped[Code]
    legal_form: Mapped[Code]
    short_name: Mapped[Line | None]
    registration_number: Mapped[Line | None]
    registered_on: Mapped[date | None]
    country: Mapped[Code | None]
    contact: Mapped[Line | None]
    phone: Mapped[Line | None]
    email: Mapped[Line | None]

    places: Mapped[list["PartyPlace"]] = relationship(
        lazy="raise_on_sql", order_by="PartyPlace.place_id", cascade="all, delete-orphan"
    )
    members: Mapped[list["Member"]] = relationship(lazy="raise_on_sql", order_by="Member.id")
    recognitions: Mapped[list["Recognition"]] = relationship(lazy="raise_on_sql", order_by="Recognition.id")


class PartyPlace(Base):
    """A place that a party is of: a group's settlements, a municipality's city, where an organisation works."""

    __tablename__ = "parties_party_place"
    __table_args__ = (Index("parties_party_place_place_ix", "place_id"),)

    party_id: Mapped[Id] = mapped_column(ForeignKey("parties_party.id"), primary_key=True)
    place_id: Mapped[Id] = mapped_column(ForeignKey("places_place.id"), primary_key=True)


class Sex(StrEnum):
    """As the person says."""

    FEMALE = "F"
    MALE = "M"


SEX_NAMES: dict[Sex, str] = {Sex.FEMALE: _("woman"), Sex.MALE: _("man")}


class Function(StrEnum):
    """What a member does for the party: all that is ever published of them (R99)."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    SECRETARY = "secretary"
    TREASURER = "treasurer"
    DIRECTOR = "director"
    STAFF = "staff"
    MEMBER = "member"


FUNCTIONS: dict[Function, str] = {
    Function.CHAIR: _("chair"),
    Function.DEPUTY: _("deputy chair"),
    Function.SECRETARY: _("secretary"),
    Function.TREASURER: _("treasurer"),
    Function.DIRECTOR: _("director"),
    Function.STAFF: _("staff"),
    Function.MEMBER: _("member"),
}
OFFICERS = frozenset(Function) - {Function.STAFF, Function.MEMBER}


class Member(Base):
    """A person with a function, from a day until a day, who agreed to be recorded (R13, R99)."""

    __tablename__ = "parties_member"
    __table_args__ = (
        CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="dates"),
        Index("parties_member_party_ix", "party_id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    party_id: Mapped[Id] = mapped_column(ForeignKey("parties_party.id"))
    name: Mapped[Line]
    sex: Mapped[Code]
    function: Mapped[Code]
    represents: Mapped[bool]
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    consented_on: Mapped[date]

    def serves_on(self, day: date) -> bool:
        """Whether the person has the function on this day; both days belong to it."""
        return self.joined_on <= day and (self.left_on is None or day <= self.left_on)


class Recognition(Base):
    """How a group without legal personality is known: its founding minutes and the municipality's letter (R36)."""

    __tablename__ = "parties_recognition"
    __table_args__ = (Index("parties_recognition_party_ix", "party_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    party_id: Mapped[Id] = mapped_column(ForeignKey("parties_party.id"))
    minutes_on: Mapped[date]
    recognised_by: Mapped[Line]
    letter: Mapped[Line]
    letter_on: Mapped[date]

    seen: Mapped[list["IdentitySeen"]] = relationship(lazy="raise_on_sql", order_by="IdentitySeen.id")


class Paper(StrEnum):
    """The kind of paper that showed who a person is; no copy is kept."""

    NATIONAL_CARD = "national_card"
    VOTER_CARD = "voter_card"
    PASSPORT = "passport"
    DRIVING_LICENCE = "driving_licence"
    REFUGEE_CARD = "refugee_card"
    CHIEF_LETTER = "chief_letter"


PAPERS: dict[Paper, str] = {
    Paper.NATIONAL_CARD: _("national identity card"),
    Paper.VOTER_CARD: _("voter's card"),
    Paper.PASSPORT: _("passport"),
    Paper.DRIVING_LICENCE: _("driving licence"),
    Paper.REFUGEE_CARD: _("refugee's or displaced person's card"),
    Paper.CHIEF_LETTER: _("letter of a local authority"),
}


class IdentitySeen(Base):
    """Which paper an officer of the group showed, and when."""

    __tablename__ = "parties_identity_seen"
    __table_args__ = (Index("parties_identity_seen_recognition_ix", "recognition_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    recognition_id: Mapped[Id] = mapped_column(ForeignKey("parties_recognition.id"))
    member_id: Mapped[Id] = mapped_column(ForeignKey("parties_member.id"))
    paper: Mapped[Code]
    seen_on: Mapped[date]
