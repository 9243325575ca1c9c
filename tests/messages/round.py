"""A postman's round for tests: the fund's house with carriers, and everybody's address."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from pydantic import SecretStr
from sqlalchemy import select

from app.kernel.outbox import Notice
from app.kernel.plugs import Address
from app.messages.carriers import Away, Carriers, carriers_of
from app.messages.letters import Letter
from app.messages.models import Choice, How
from app.messages.postman import post
from app.web.house import House
from tests.cuf.browsing import house_on
from tests.cuf.make import NOW, Fund


@dataclass
class Pigeon:
    """A carrier that keeps what it is given, and stays away while it is told to."""

    carried: list[Letter] = field(default_factory=list)
    away: bool = False

    def carry(self, letter: Letter) -> None:
        if self.away:
            raise Away("no wind")
        self.carried.append(letter)

    def rest(self) -> None:
        """It needs none."""


def mail_address(fund: Fund, who: str, language: str = "en", time_zone: str = "UTC") -> dict[str, Address]:
    """One of the cast by a mail address of their own."""
    return {
        fund.cast[who].reference: Address(language, time_zone, mail=f"{who}@town.example"),
    }


def house_of(fund: Fund, addresses: Mapping[str, Address], smtp_url: str = "") -> House:
    """The fund's house, where people are reached so."""
    house = house_on(
        fund,
        smtp_url=SecretStr(smtp_url) if smtp_url else None,
        mail_sender="Lastmile <fund@town.example>",
        public_url="http://fund.example",
    )
    plugs = replace(
        house.plugs,
        addresses_of=lambda _session, people: {
            person: address for person, address in addresses.items() if person in people
        },
    )
    return replace(house, plugs=plugs)


def go(house: House, now: datetime = NOW, carriers: Carriers | None = None, limit: int = 50) -> int:
    """One round, by default with the carriers of the settings."""
    return post(house, carriers or carriers_of(house.settings), now, limit)


def marks(fund: Fund, who: str) -> list[Notice]:
    """This person's notices, the oldest first, as the postman left them."""
    with fund.databases.read() as session:
        mine = select(Notice).where(Notice.recipient == fund.cast[who].reference)
        return list(session.scalars(mine.order_by(Notice.id)))


def chosen(fund: Fund, who: str, how: How) -> None:
    """Let one of the cast be told in another way."""
    with fund.acting(who) as tx:
        tx.session.merge(Choice(person=tx.actor.reference, how=how.value, chosen_at=NOW))
        tx.tell("messages.choose", "person/test")
