"""What the installation remembers of its own running: when each of its tasks was last heard of."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Code


class Task(StrEnum):
    """What an operator wants to have happened lately."""

    WORK = "work"
    FSCK = "fsck"
    BACKUP = "backup"


class Mark(Base):
    """The last time a task was done, and what came of it."""

    __tablename__ = "administration_mark"
    __trail__ = False

    task: Mapped[Code] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
