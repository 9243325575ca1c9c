"""The worker: reminds of promises, posts what was told, fires what is due, signs checkpoints; safe to run in several copies."""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.administration.actions import beat
from app.administration.signing import last_note_of
from app.audit.bundles import making
from app.desk.hand_over import HAND_OVER, hand_over_one
from app.identity.queries import account_of, actor_for
from app.kernel.actors import Actor
from app.kernel.errors import Refusal
from app.kernel.flow import AnyFlow, flow_of
from app.kernel.flow.clock import fire_due
from app.kernel.jobs import Job, advance, begin_again, claim, finish
from app.kernel.trail.checkpoints import CHECKPOINTS, checkpoint
from app.kernel.trail.log import head, is_founded
from app.kernel.trail.signer import Signer, WillNotSign, make_key_file, read_key_file
from app.kernel.tx import Tx, writing
from app.kernel.words import Message
from app.messages.carriers import carriers_of
from app.messages.postman import post
from app.messages.reminders import remind
from app.settings import Settings
from app.web.house import House

JOBS: dict[str, Callable[[Tx, AnyFlow, str, Mapping[str, Any]], None]] = {HAND_OVER: hand_over_one}
"""What the worker does with each piece of a job, by the job's kind."""

LONG: dict[str, tuple[Callable[[House, Job, Callable[[str], None]], None], Callable[[House, Job], None]]] = {
    making.MAKE: (making.make, making.give_up)
}
"""Jobs that are one long work outside every writing transaction, which says when each piece is behind it; and
what is done where it cannot be."""

log = logging.getLogger("lastmile.worker")
BETWEEN_CHECKPOINTS = timedelta(minutes=15)


def make_key(settings: Settings) -> None:
    """Make the signing key where there is none yet; its owner's only."""
    if not settings.signing_key_file.exists():
        settings.signing_key_file.parent.mkdir(parents=True, exist_ok=True)
        make_key_file(settings.signing_key_file)


def signer_of(house: House) -> Signer:
    """The signer of this installation's trail; its key and last note lie beside each other in files."""
    path = house.settings.signing_key_file
    with house.databases.read() as session:
        origin, _frontier = head(session.connection())
    return Signer(read_key_file(path), origin, last_note_of(house.settings))


def work_once(house: House, now: datetime) -> int:
    """One round; gives how many things it did."""
    with house.databases.read() as session:
        if not is_founded(session.connection()):
            return 0
    beat(house.databases, now)
    told = remind(house, now) + post_once(house, now)
    fired = fire_due(house.databases, house.plugs, list(house.flows.values()), now)
    return told + fired + run_job(house, now) + _checkpoint_if_due(house, now)


def post_once(house: House, now: datetime) -> int:
    """One round of the postman's; gives how many notices he marked."""
    return post(house, carriers_of(house.settings), now)


def run_job(house: House, now: datetime) -> int:
    """Do the next job, one transaction a piece, each by the person who asked; gives how many pieces.

    A job begun again after a crash goes on at the piece where it stopped.
    """
    with house.databases.write() as session:
        job = claim(session, now)
    if job is None:
        return 0
    if job.kind in LONG:
        return _run_long(house, job)
    for piece in job.pieces[job.done :]:
        refusal = _do_piece(house, job, piece)
        with house.databases.write() as session:
            advance(session, job.id, house.now(), refusal)
    return job.total


def _run_long(house: House, job: Job) -> int:
    """Begun again after a crash, such a job begins from its start; what fails is said once and given up."""

    def behind(_piece: str) -> None:
        with house.databases.write() as session:
            advance(session, job.id, house.now())

    work, give_up = LONG[job.kind]
    with house.databases.write() as session:
        begin_again(session, job.id, house.now())
    try:
        work(house, job, behind)
    except (Refusal, OSError) as error:
        log.warning("job %s cannot be done: %s", job.id, error)
        give_up(house, job)
    with house.databases.write() as session:
        finish(session, job.id, house.now())
    return job.total


def _do_piece(house: House, job: Job, piece: str) -> dict[str, Any] | None:
    now = house.now()

    def asker(session: Session) -> Actor:
        return actor_for(session, account_of(session, job.asked_by), now, fresh=False)

    try:
        with writing(house.databases, house.plugs, asker, now, f"job-{job.id}") as tx:
            JOBS[job.kind](tx, flow_of(house.flows, piece), piece, job.arguments)
    except Refusal as error:
        return {"reference": piece, "whys": [_kept(reason.text) for reason in error.whys]}
    return None


def _kept(text: Message) -> dict[str, Any]:
    """A sentence as it is kept until somebody reads it in their language."""
    return {"id": text.id, "values": {name: str(value) for name, value in text.values.items()}}


def _checkpoint_if_due(house: House, now: datetime) -> int:
    with house.databases.read() as session:
        last = session.execute(select(func.max(CHECKPOINTS.c.made_at))).scalar()
    if last is not None and now - last < BETWEEN_CHECKPOINTS:
        return 0
    try:
        return int(checkpoint(house.databases, signer_of(house), now) is not None)
    except WillNotSign:
        log.critical(
            "the trail does not extend what was signed last: look at `lastmile trail fsck`", exc_info=True
        )
        return 0


def work(house: House, stop: threading.Event, once: Callable[[House, datetime], int] = work_once) -> None:
    """Round after round until told to stop; a round that fails is logged and tried again."""
    while not stop.is_set():
        try:
            done = once(house, house.now())
        except Exception:
            log.exception("a round of work failed; it is tried again")
            done = 0
        if not done:
            stop.wait(house.settings.worker_interval)
