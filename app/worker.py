"""The worker: posts what was told, fires what is due, signs checkpoints; safe to run in several copies."""

import logging
import threading
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.kernel.flow.clock import fire_due
from app.kernel.trail.checkpoints import CHECKPOINTS, checkpoint
from app.kernel.trail.log import head, is_founded
from app.kernel.trail.signer import NoteFile, Signer, WillNotSign, make_key_file, read_key_file
from app.messages.actions import post
from app.web.house import House

log = logging.getLogger("lastmile.worker")
BETWEEN_CHECKPOINTS = timedelta(minutes=15)


def signer_of(house: House, *, make_key: bool = False) -> Signer:
    """The signer of this installation's trail; its key and last note lie beside each other in files."""
    path = house.settings.signing_key_file
    if make_key and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        make_key_file(path)
    with house.databases.read() as session:
        origin, _frontier = head(session.connection())
    return Signer(read_key_file(path), origin, NoteFile(path.with_suffix(".last")))


def work_once(house: House, now: datetime) -> int:
    """One round; gives how many things it did."""
    with house.databases.read() as session:
        if not is_founded(session.connection()):
            return 0
    with house.databases.write() as session:
        posted = post(session, now)
    fired = fire_due(house.databases, house.plugs, list(house.flows.values()), now)
    return posted + fired + _checkpoint_if_due(house, now)


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


def work(house: House, stop: threading.Event) -> None:
    """Round after round until told to stop; a round that fails is logged and tried again."""
    while not stop.is_set():
        try:
            done = work_once(house, house.now())
        except Exception:
            log.exception("a round of work failed; it is tried again")
            done = 0
        if not done:
            stop.wait(house.settings.worker_interval)
