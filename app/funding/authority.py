"""Delegation of authority: up to what amount each office of the approvers decides (R30)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.funding.models import BOOKS
from app.kernel.actors import OFFICE_NAMES, Actor, Office, Role, Scope
from app.kernel.errors import Why, why
from app.kernel.money import Money
from app.kernel.policy import all_in_force
from app.kernel.words import Message, _

POLICY = "authority"
"""The set of parameters: by office a limit in US dollars as plain decimal text, or null where there is none."""
DEFAULTS: Mapping[str, str | None] = {
    Office.PROGRAMME_MANAGER: "50000.00",
    Office.DIRECTOR: "250000.00",
    Office.HOST_AUTHORITY: None,
}
"""What a new installation begins with (DOMAIN 2)."""
UPWARDS = (Office.PROGRAMME_MANAGER, Office.DIRECTOR, Office.HOST_AUTHORITY)


@dataclass(frozen=True)
class Limit:
    """What an office may decide: amounts up to `most`; None is without end."""

    office: Office
    most: Money | None

    def reaches(self, amount: Money) -> bool:
        return self.most is None or amount <= self.most


@dataclass(frozen=True)
class Authority:
    """The limits in force, from the lowest office up, and the offices that a person holds there."""

    limits: tuple[Limit, ...] = ()
    held: frozenset[Office] = field(default_factory=frozenset)

    def whose(self, amount: Money) -> Office | None:
        """The lowest office that may decide an amount; None where no office may."""
        return next((limit.office for limit in self.limits if limit.reaches(amount)), None)


def within_limit(authority: Authority, amount: Money) -> Why | None:
    """R30: an approver's limit is at least the amount; above it, it is another office's."""
    if any(limit.office in authority.held and limit.reaches(amount) for limit in authority.limits):
        return None
    office = authority.whose(amount)
    if office is None:
        return why("R30", _("No office may decide {amount}: the limits are not set."), amount=amount)
    return why(
        "R30",
        _("{amount} is above your limit. The {office} decides it, and finds it in My work."),
        amount=amount,
        office=Message(OFFICE_NAMES[office]),
    )


def authorities(
    session: Session, actor: Actor, asked: Mapping[int, tuple[str, Iterable[Scope]]], day: date
) -> dict[int, Authority]:
    """What this person may decide on each thing: by id, its country's code and its scopes; one query."""
    found = all_in_force(session, POLICY, [country for country, _scopes in asked.values()], day)
    return {
        key: Authority(
            _limits(found[country].settings if country in found else {}), _held(actor, scopes, day)
        )
        for key, (country, scopes) in asked.items()
    }


def _limits(settings: Mapping[str, Any]) -> tuple[Limit, ...]:
    return tuple(
        Limit(office, None if settings[office] is None else Money.of(settings[office], BOOKS))
        for office in UPWARDS
        if office in settings
    )


def _held(actor: Actor, scopes: Iterable[Scope], day: date) -> frozenset[Office]:
    covered = set(scopes)
    posts: Sequence[Any] = actor.holds([Role.APPROVER])
    return frozenset(
        post.office
        for post in posts
        if post.office and post.scope in covered and (post.until is None or post.until >= day)
    )
