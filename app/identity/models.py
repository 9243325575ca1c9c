"""What identity keeps of people: their accounts, and the posts they hold."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.actors import Office, Post, Role, Scope, ScopeKind
from app.kernel.db import Code, Id, Line
from app.kernel.things import Thing

PERSON_PREFIX = "usr_"


class AccountState(StrEnum):
    """Whether somebody can sign in: invited and not yet come, active, or shut out."""

    INVITED = "INVITED"
    ACTIVE = "ACTIVE"
    DISABLED = "DISABLED"


class PostState(StrEnum):
    """Whether a post counts: waiting for the second person, held, or over."""

    PROPOSED = "PROPOSED"
    HELD = "HELD"
    ENDED = "ENDED"


class Account(Thing):
    """A person who may sign in; the title is the name as others read it.

    `sign_in` is a telephone number, a card's number or an e-mail address, written as
    `sign_in_names.normal` writes it; `country` is where numbers without a country code are dialled.
    """

    __tablename__ = "identity_account"

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    sign_in: Mapped[Line] = mapped_column(unique=True)
    country: Mapped[Code] = mapped_column(index=True)
    language: Mapped[Code]
    time_zone: Mapped[Code]

    __mapper_args__ = {"polymorphic_identity": "identity.account"}

    @property
    def person(self) -> str:
        """The pseudonym under which this person stands on the trail."""
        return person_of(self.id)

    @property
    def self_scope(self) -> Scope:
        """The scope of everything about this person themself."""
        return Scope(ScopeKind.PERSON, self.id)


class HeldPost(Thing):
    """A role given to somebody, in a scope, until a day (that day included; None: only for the founders)."""

    __tablename__ = "identity_post"
    __table_args__: Any = (
        Index("identity_post_account_ix", "account_id"),
        Index("identity_post_scope_ix", "role", "scope_kind", "scope_id"),
    )

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    account_id: Mapped[Id] = mapped_column(ForeignKey("identity_account.id"))
    role: Mapped[Code]
    office: Mapped[Code | None]
    scope_kind: Mapped[Code]
    scope_id: Mapped[Id]
    scope_label: Mapped[Line]
    until: Mapped[date | None]

    __mapper_args__ = {"polymorphic_identity": "identity.post"}

    @property
    def scope(self) -> Scope:
        return Scope(ScopeKind(self.scope_kind), self.scope_id)

    @property
    def post(self) -> Post:
        """The post as the flows weigh it."""
        return Post(Role(self.role), self.scope, self.until, Office(self.office) if self.office else None)


def person_of(account_id: int) -> str:
    """The pseudonym of the person with this account."""
    return f"{PERSON_PREFIX}{account_id}"


def account_id_of(person: str) -> int | None:
    """The account behind a pseudonym, or None for the house's own hands such as the clock's."""
    number = person.removeprefix(PERSON_PREFIX)
    return int(number) if person.startswith(PERSON_PREFIX) and number.isdecimal() else None
