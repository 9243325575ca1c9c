"""The first two people of an installation, and what the demonstration needs to let people in without cards."""

from dataclasses import dataclass

from app.identity import keys, passphrases
from app.identity.flow import POSTS
from app.identity.models import Account
from app.identity.rules import FOUNDER
from app.identity.schemas import GivePost, Invite
from app.kernel.actors import EVERYWHERE, Actor, Office, Post, Role
from app.kernel.flow import begin
from app.kernel.tx import Tx

INIT = Actor(FOUNDER, frozenset({Post(Role.ADMINISTRATOR, EVERYWHERE)}), fresh=True)
"""The hand of `lastmile init`, in the trail's first entries."""


@dataclass(frozen=True)
class Founders:
    """The two who come first, with the one-time codes with which they come in."""

    administrator: Account
    administrator_code: str
    director: Account
    director_code: str


def founds(tx: Tx, administrator: Invite, director: Invite) -> Founders:
    """Make the first administrator and the first director with their posts; `tx` acts as INIT."""
    first, first_code = keys.invite(tx, administrator)
    second, second_code = keys.invite(tx, director)
    give_first_post(tx, first, Role.ADMINISTRATOR)
    give_first_post(tx, second, Role.APPROVER, Office.DIRECTOR)
    return Founders(first, first_code, second, second_code)


def give_first_post(tx: Tx, account: Account, role: Role, office: Office | None = None) -> None:
    """A post for everything, without a last day: the only ones that are given so."""
    begin(tx, POSTS, "found", GivePost(holder=account.reference, role=role, office=office))


def give_passphrase(tx: Tx, account: Account, passphrase: str) -> None:
    """Let a demonstration's person in with a known passphrase; `tx` acts as that person (`queries.actor_for`).

    The hash is made inside the transaction, which only a demonstration may afford.
    """
    keys.set_passphrase(tx, account, passphrases.hash_of(passphrase))


def give_second_factor(tx: Tx, account: Account, key: bytes, secret: str) -> list[str]:
    """Let a demonstration's staff have a known second factor (base32); `tx` acts as that person."""
    return keys.enrol(tx, account, key, secret, step=0)
