"""What identity tells the rooms below it, as `main` plugs it in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.identity import queries, sessions
from app.kernel.actors import Actor
from app.kernel.db import Databases
from app.kernel.plugs import Credential, Plugs

PLUGS = Plugs(
    actor_of=queries.actor_of,
    names_of=queries.names_of,
    people_for=queries.people_for,
    officers_for=queries.officers_for,
    addresses_of=queries.addresses_of,
)


def noticing(databases: Databases) -> Plugs:
    """The same, and whoever comes in with a session is noted as still there, at most once a minute."""
    return replace(PLUGS, actor_of=_actor_noticed(databases))


def _actor_noticed(databases: Databases) -> Callable[[Session, Credential, datetime], Actor | None]:
    def actor_of(session: Session, credential: Credential, now: datetime) -> Actor | None:
        if credential.kind != "session":
            return queries.actor_of(session, credential, now)
        found = queries.signed_in(session, credential.secret, now)
        if found is None:
            return None
        if found[0].is_due_for_touch(now):
            _touch(databases, session, found[0].id, now)
        return found[1]

    return actor_of


def _touch(databases: Databases, session: Session, session_id: int, now: datetime) -> None:
    """Inside a writing transaction with it, beside a reading one in a short transaction of its own."""
    if session.get_bind() is databases.writing:
        sessions.touch(session, session_id, now)
        return
    with databases.write() as writing:
        sessions.touch(writing, session_id, now)
