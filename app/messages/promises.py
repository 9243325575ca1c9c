"""Promised times (R102): by which working day a thing moves on, how late it is, and with whom it then lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.actors import Office
from app.kernel.flow import AnyFlow
from app.kernel.flow.clock import clock_moves
from app.kernel.things import Thing
from app.kernel.words import Message, n_
from app.kernel.working_days import calendars_of, promises_in_force
from app.web.letters import Review

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Promise:
    """The promised day; once it has passed, the working days since, and who now answers for it."""

    day: date
    late: int = 0
    office: Office | None = None
    telephone: str = ""

    @property
    def lateness(self) -> Message:
        """How late it is, in words."""
        return n_("{n} working day late", "{n} working days late", self.late)


def is_promise(flow: AnyFlow, thing: Thing) -> bool:
    """Whether the thing's moment is a promise; where the clock moves it on, the moment is the clock's."""
    state = flow.state(thing)
    return thing.due_at is not None and not any(state in move.start for move in clock_moves(flow))


def promises_of(session: Session, flow: AnyFlow, things: Sequence[Any], now: datetime) -> dict[int, Promise]:
    """The promise of each of these things of a flow that has one, in a fixed number of queries."""
    promised = [thing for thing in things if is_promise(flow, thing)]
    if not promised:
        return {}
    where = flow.countries(session, promised)
    countries = {where.get(thing.id, "") for thing in promised}
    calendars = calendars_of(session, countries, now.date())
    terms = promises_in_force(session, countries, now.date())
    found = {}
    for thing in promised:
        country, day = where.get(thing.id, ""), thing.due_at.date()
        found[thing.id] = Promise(
            day=day,
            late=calendars[country].between(day, now.date()),
            office=office_after(now - thing.due_at),
            telephone=str(terms.get(country, {}).get("telephone", "")),
        )
    return found


def office_after(late: timedelta) -> Office | None:
    """Who answers for what is that late: after a week the programme manager, after two the director."""
    if late < WEEK:
        return None
    return Office.PROGRAMME_MANAGER if late < 2 * WEEK else Office.DIRECTOR


def review_from(
    session: Session, country: str, decided_on: date, now: datetime, ask: Message
) -> Review | None:
    """R115: the review that may be asked for of a decision of that day; None once the time for it is over.

    Where nothing is laid down about reviews, none is promised.
    """
    terms = promises_in_force(session, [country], decided_on).get(country)
    if terms is None:
        return None
    calendar = calendars_of(session, [country], decided_on)[country]
    until = calendar.after(decided_on, int(terms["review_days"]))
    return Review(until, ask, str(terms["telephone"])) if now.date() <= until else None
