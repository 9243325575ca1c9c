"""Writing down that a task was done."""

from datetime import datetime, timedelta

from app.administration.models import Mark, Task
from app.kernel.db import Databases

HEARTBEAT = timedelta(seconds=30)
"""How often a worker says that it is alive: missed within minutes, and no burden."""


def mark(databases: Databases, task: Task, now: datetime, **told: int | str) -> None:
    """Remember that this task was done now, in place of the time before."""
    with databases.write() as session:
        session.merge(Mark(task=task, at=now, told=told))


def beat(databases: Databases, now: datetime) -> None:
    """Remember that a worker is alive."""
    with databases.read() as session:
        last = session.get(Mark, Task.WORK)
    if last is None or not timedelta(0) <= now - last.at < HEARTBEAT:
        mark(databases, Task.WORK, now)
