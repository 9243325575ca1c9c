"""What the forms of parties offer to choose from, as the person who fills them in sees it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.words import locale_of
from app.parties.models import OFFICERS, Member, Party, Sort
from app.parties.queries import members_on, places_on_offer
from app.parties.schemas import COUNTRIES

Answers = Mapping[str, Sequence[tuple[str, str]]]


def organisation_answers(session: Session, actor: Actor, _thing: object, now: datetime) -> Answers:
    """Countries of registration, in the person's language, and the countries and cities where it may work."""
    names = locale_of(actor.language).territories
    countries = sorted(((code, str(names.get(code, code))) for code in COUNTRIES), key=lambda pair: pair[1])
    return {"country": countries, "places": _places(session, actor, Sort.ORGANISATION, now)}


def group_answers(session: Session, actor: Actor, _thing: object, now: datetime) -> Answers:
    """The settlements of a new group."""
    return {"places": _places(session, actor, Sort.COMMUNITY_GROUP, now)}


def municipality_answers(session: Session, actor: Actor, _thing: object, now: datetime) -> Answers:
    """The city of a new municipality."""
    return {"city": _places(session, actor, Sort.MUNICIPALITY, now)}


def places_answers(session: Session, actor: Actor, party: Party, now: datetime) -> Answers:
    """The places that a party may be of, by its kind."""
    return {"places": _places(session, actor, Sort(party.sort), now)}


def member_answers(session: Session, _actor: Actor, party: Party, now: datetime) -> Answers:
    """Those who serve now, by name and function."""
    serving = members_on(session, party.id, now.date())
    return {"member": [_named(member) for member in serving if member.left_on is None]}


def officer_answers(session: Session, _actor: Actor, party: Party, now: datetime) -> Answers:
    """The officers who serve now."""
    serving = members_on(session, party.id, now.date())
    officers = [one for one in serving if one.left_on is None and one.function in OFFICERS]
    return {"officers-member": [_named(member) for member in officers]}


def _named(member: Member) -> tuple[str, str]:
    return str(member.id), member.name


def _places(session: Session, actor: Actor, sort: Sort, now: datetime) -> list[tuple[str, str]]:
    return [(place.reference, place.title) for place in places_on_offer(session, actor, sort, now.date())]
