"""Reminders of promised times (R102): at half, at the end, then weekly one level up; each exactly once."""

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.kernel.actors import Office, Scope
from app.kernel.flow import AnyFlow
from app.kernel.flow.clock import clock_moves
from app.kernel.flow.history import holders
from app.kernel.outbox import tell
from app.kernel.plugs import Plugs
from app.kernel.things import THINGS, Thing, scopes_of
from app.kernel.words import Value, _
from app.messages.models import Reminder
from app.messages.promises import WEEK, Promise, office_after, promises_of
from app.web.house import House

log = logging.getLogger("lastmile.reminders")
HALF, END = 0, 1
"""The first two reminders of a wait; each week after the end has the next number."""
HALF_PASSED = _("Half of the promised time has passed. It is promised by {day}.")
END_PASSED = _("The promised day, {day}, has passed, and it still waits.")
COMES_UP = _("It is {late} and now lies with you. It was promised by {day}.")


@dataclass(frozen=True)
class Wait:
    """A thing that somebody was promised, and which reminder its time has come for."""

    id: int
    kind: str
    since: datetime
    stage: int


def remind(house: House, now: datetime) -> int:
    """Remind whom it concerns of every wait whose time has come; gives how many waits that were.

    A worker that was away tells the newest reminder only: nobody gets last week's today.
    """
    flows = list(house.flows.values())
    with house.databases.read() as session:
        waits = list(_due(session, flows, now))
        told = _told(session, waits)
    return sum(
        _remind_one(house, wait, now) for wait in waits if (wait.id, wait.since, wait.stage) not in told
    )


def stage_of(since: datetime, due: datetime, now: datetime) -> int | None:
    """Which reminder a wait has come to: None before its half."""
    if now > due:
        return END + (now - due) // WEEK
    return HALF if now >= since + (due - since) / 2 else None


def _due(session: Session, flows: Sequence[AnyFlow], now: datetime) -> Iterator[Wait]:
    columns = THINGS.c
    rows = session.execute(
        select(columns.id, columns.kind, columns.since, columns.due_at).where(
            columns.due_at.is_not(None), or_(false(), *map(_promised_states, flows))
        )
    )
    for key, kind, since, due in rows:
        stage = stage_of(since, due, now)
        if stage is not None:
            yield Wait(key, kind, since, stage)


def _promised_states(flow: AnyFlow) -> ColumnElement[bool]:
    """True of a flow's things in states that people, not the clock, move on."""
    clock = {state for move in clock_moves(flow) for state in move.start}
    return and_(THINGS.c.kind == flow.kind, THINGS.c.state.in_(sorted(set(flow.states) - flow.final - clock)))


def _told(session: Session, waits: Collection[Wait]) -> set[tuple[int, datetime, int]]:
    rows = session.scalars(select(Reminder).where(Reminder.thing_id.in_({wait.id for wait in waits})))
    return {(row.thing_id, row.since, row.stage) for row in rows}


def _remind_one(house: House, wait: Wait, now: datetime) -> bool:
    """One reminder in one transaction; a second worker's is refused by the reminder's key."""
    flow = house.flows[wait.kind]
    try:
        with house.databases.write() as session:
            thing = session.get_one(flow.model, wait.id)
            promise = promises_of(session, flow, [thing], now).get(thing.id)
            if promise is None or thing.since != wait.since:
                return False
            session.add(Reminder(thing_id=wait.id, since=wait.since, stage=wait.stage, told_at=now))
            session.flush()
            _tell(session, house.plugs, flow, thing, promise, wait.stage, now)
    except IntegrityError:
        return False
    return True


def _tell(
    session: Session, plugs: Plugs, flow: AnyFlow, thing: Thing, promise: Promise, stage: int, now: datetime
) -> None:
    text = {HALF: HALF_PASSED, END: END_PASSED}.get(stage, COMES_UP)
    people = people_reminded(session, plugs, flow, thing, stage)
    if not people:
        log.warning("nobody can be reminded of %s", thing.reference)
    values: dict[str, Value] = {"title": thing.title, "day": promise.day, "late": promise.lateness}
    tell(session, people, thing.id, text, values, now)


def people_reminded(
    session: Session, plugs: Plugs, flow: AnyFlow, thing: Thing, stage: int
) -> Collection[str]:
    """Who is told: whoever leads it, else all it waits for; from a week after the end on the level above.

    Where nobody is there, the next level is told.
    """
    scopes = scopes_of(session, [thing.root_id])[thing.root_id]
    hands = {thing.lead} if thing.lead else _holders(session, plugs, flow, thing, scopes)
    manager, director = (plugs.officers_for(session, office, scopes) for office in LADDER)
    order = {
        None: (hands, manager, director),
        Office.PROGRAMME_MANAGER: (manager, director, hands),
        Office.DIRECTOR: (director, manager, hands),
    }
    return next(filter(None, order[office_after(WEEK * (stage - END))]), ())


def _holders(
    session: Session, plugs: Plugs, flow: AnyFlow, thing: Thing, scopes: Collection[Scope]
) -> set[str]:
    """All whose roles the thing waits for, where it stands."""
    return {person for role in holders(flow, thing) for person in plugs.people_for(session, role, scopes)}


LADDER = (Office.PROGRAMME_MANAGER, Office.DIRECTOR)
