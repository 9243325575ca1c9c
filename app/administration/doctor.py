"""The doctor: looks a deployment over and says each mend; the database's side of it stands here."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.administration.engines import POSTGRESQL, engine_on
from app.administration.findings import Finding, found
from app.administration.machine import examined_machine
from app.administration.models import Mark, Task
from app.administration.queries import Watched, watched
from app.administration.signing import last_note_of, vkey_of
from app.identity import second_factor
from app.kernel import schema
from app.kernel.db import Databases, databases
from app.kernel.things import Step
from app.kernel.trail import log, merkle
from app.kernel.trail.checkpoints import notes, tiles_of
from app.kernel.trail.note import BadNote, verify
from app.settings import Settings

SKEW = timedelta(minutes=2)
UNSIGNED, UNPOSTED, UNFINISHED = timedelta(minutes=45), timedelta(minutes=15), timedelta(hours=2)
LATELY = {Task.WORK: timedelta(minutes=5), Task.FSCK: timedelta(days=8), Task.BACKUP: timedelta(days=2)}
MEND_OF_TASK = {
    Task.WORK: "Start `lastmile work`: nothing is posted, signed or fired by the clock without it.",
    Task.FSCK: "Run `lastmile trail fsck`, once a week.",
    Task.BACKUP: "Run `lastmile backup FOLDER`, once a day.",
}
RIGHTS = ("UPDATE", "DELETE", "TRUNCATE")


def examined(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Every finding, one after the other; what stands on a broken thing is not looked at."""
    yield from examined_machine(settings)
    with closing(databases(settings.database_url, pool_size=1)) as opened:
        answers = found("The database answers", [_fault_of_answer(opened)])
        yield answers
        if answers.well:
            stands = found("The schema", [_fault_of_schema(settings)])
            yield stands
            if stands.well:
                yield from _examined_trail(opened, settings, now)


def _fault_of_answer(opened: Databases) -> str | None:
    try:
        with opened.read() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        cause = type(getattr(error, "orig", error)).__name__
        return f"It does not ({cause}): start it, or mend LASTMILE_DATABASE_URL."
    return None


def _fault_of_schema(settings: Settings) -> str | None:
    differences = schema.differences(engine_on(settings.migrations_url))
    return f"{differences} Run `lastmile migrate`." if differences else None


def _examined_trail(opened: Databases, settings: Settings, now: datetime) -> Iterator[Finding]:
    with opened.read() as session:
        connection = session.connection()
        yield found("Second factors", _faults_of_second_factors(session, settings))
        yield found("The trail cannot be altered", _ways_to_alter(connection, opened.kind))
        begun = found("The trail has begun under its origin", [_fault_of_origin(connection, settings)])
        yield begun
        if not begun.well:
            return
        yield found("The trail is what was signed", _faults_of_checkpoints(connection, settings))
        yield found("The clock", _faults_of_clock(session, opened.kind, now))
        seen = watched(session, now)
    yield from _examined_upkeep(seen, now)


def _faults_of_second_factors(session: Session, settings: Settings) -> Iterator[str | None]:
    try:
        readable, shut = second_factor.conditions(session, settings.secret())
    except FileNotFoundError:
        return  # the machine's side of the doctor says that there is no secret
    if readable:
        yield f"{readable} stand readable in the database: run `lastmile migrate` with the secret at hand."
    if shut:
        yield (
            f"{shut} do not open under this secret: bring the secret back that they were sealed under; "
            "without it their people come in by a recovery code and enrol anew."
        )


def _ways_to_alter(connection: Connection, kind: str) -> Iterator[str | None]:
    if kind != POSTGRESQL:
        triggers = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
        lost = {"kernel_fact_in_order", "kernel_fact_no_update", "kernel_fact_no_delete"} - triggers
        if lost:
            yield f"Triggers are gone ({', '.join(sorted(lost))}): run `lastmile trail fsck`, ask who dropped them."
        return
    if connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")):
        yield "The application is a superuser: give it a role of its own in LASTMILE_DATABASE_URL."
    for table in sorted(schema.FINAL):
        held = [right for right in RIGHTS if _may(connection, table, right)]
        if held or _owns(connection, table):
            yield (
                f"The application may {', '.join(held) or 'alter'} {table}: keep the tables' owner in "
                "LASTMILE_OWNER_DATABASE_URL and another role in LASTMILE_DATABASE_URL, then `lastmile migrate`."
            )
    always = connection.scalar(
        text("SELECT count(*) FROM pg_trigger WHERE tgrelid = 'kernel_fact'::regclass AND tgenabled = 'A'")
    )
    if always != 2:  # noqa: PLR2004 - one for rows, one for the table
        yield "The triggers that keep facts final are not enabled always: ask who switched them off."


def _may(connection: Connection, table: str, right: str) -> bool:
    asked = text("SELECT has_table_privilege(current_user, :table, :right)")
    return bool(connection.scalar(asked, {"table": table, "right": right}))


def _owns(connection: Connection, table: str) -> bool:
    asked = text("SELECT pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE oid = CAST(:table AS regclass)")
    return bool(connection.scalar(asked, {"table": table}))


def _fault_of_origin(connection: Connection, settings: Settings) -> str | None:
    if not log.is_founded(connection):
        return "It has not begun: run `lastmile init`."
    origin, _frontier = log.head(connection)
    if origin != settings.origin:
        return f"It is the trail {origin}, and LASTMILE_ORIGIN says {settings.origin}: one of them is wrong."
    return None


def _faults_of_checkpoints(connection: Connection, settings: Settings) -> Iterator[str | None]:
    """The newest stored note and the signer's last one, held against the tree."""
    origin, frontier = log.head(connection)
    key = vkey_of(settings, origin)
    stored, last = notes(connection), last_note_of(settings).load()
    if stored and last is None:
        yield "The signer's last note is gone: bring it back from the newest backup before anything is signed."
    for note in (*stored[-1:], *([last] if last else [])):
        try:
            signed = verify(note, [key] if key else [])
        except BadNote as error:
            yield f"A checkpoint does not verify with this machine's signing key: {error}."
            continue
        if signed.size > frontier.size:
            yield f"A checkpoint was signed over {signed.size} facts and there are {frontier.size}: facts are gone."
        elif merkle.root(merkle.of_tiles(tiles_of(connection)), signed.size) != signed.root:
            yield f"The facts are not those that the checkpoint {signed.size} was signed over: page the auditor."


def _faults_of_clock(session: Session, kind: str, now: datetime) -> Iterator[str | None]:
    newest = session.scalar(select(func.max(Step.at)))
    if newest is not None and newest > now + SKEW:
        yield f"The newest fact is of {newest:%Y-%m-%d %H:%M} UTC, later than this machine's time: mend the clock."
    if kind == POSTGRESQL:
        there = session.scalar(select(func.now()))
        if there is None or abs(there - now) > SKEW:
            yield "This machine's clock and the database's differ by minutes: let both follow a time server."


def _examined_upkeep(seen: Watched, now: datetime) -> Iterator[Finding]:
    """What should have happened lately."""
    unsigned = seen.facts > seen.signed_facts and (seen.signed_at is None or now - seen.signed_at > UNSIGNED)
    yield found(
        "The newest checkpoint",
        [
            f"{seen.facts - seen.signed_facts} facts wait to be signed: is the worker there? what does it log?"
            if unsigned
            else None
        ],
    )
    yield found("The outbox", [_waits_long("notices", seen.unposted, seen.oldest_unposted, UNPOSTED, now)])
    yield found("The jobs", [_waits_long("jobs", seen.jobs, seen.oldest_job, UNFINISHED, now)])
    for task, lately in LATELY.items():
        yield found(
            f"The last {task}",
            [MEND_OF_TASK[task] if _is_overdue(seen.marks.get(task), lately, now) else None],
        )
    faults = seen.marks[Task.FSCK].told["faults"] if Task.FSCK in seen.marks else 0
    if faults:
        yield found("The last check of the trail", [f"It found {faults} faults: run `lastmile trail fsck`."])


def _waits_long(what: str, count: int, oldest: datetime | None, most: timedelta, now: datetime) -> str | None:
    if oldest is None or now - oldest <= most:
        return None
    return f"{count} {what} wait, the oldest since {oldest:%Y-%m-%d %H:%M} UTC: look at the worker's log."


def _is_overdue(mark: Mark | None, lately: timedelta, now: datetime) -> bool:
    return mark is None or now - mark.at > lately
