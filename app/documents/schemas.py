"""What comes in: a file that has been received and checked, and the form that carries it into a move."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import Field, InstanceOf, PlainSerializer, WithJsonSchema

from app.documents.kinds import ACCEPTED, DATA
from app.kernel.flow import Form
from app.kernel.words import _


@dataclass(frozen=True)
class Taken:
    """What a photograph says of itself: when and where it was taken, as far as its file tells (R108).

    The position is in micro-degrees, north and east positive. Where the file names no time zone, `at` is
    the camera's own clock read as UTC and `zoned` is False.
    """

    at: datetime | None = None
    zoned: bool = False
    latitude: int | None = None
    longitude: int | None = None


@dataclass(frozen=True)
class ReceivedFile:
    """A file whose content has been checked and whose bytes lie in the store; made by `receive` only.

    `sha256` and `size` are those of the bytes that people get; `original_sha256` is that of the restricted
    original where those bytes are a picture drawn anew from it.
    """

    file_name: str
    media_type: str
    sha256: str
    size: int
    original_sha256: str | None = None
    taken: Taken = Taken()

    @property
    def as_sent(self) -> str:
        """The SHA-256 of the bytes as they were sent."""
        return self.original_sha256 or self.sha256


def _on_the_trail(file: ReceivedFile) -> dict[str, Any]:
    return {"sha256": file.sha256, "media_type": file.media_type, "size": file.size}


File = Annotated[
    InstanceOf[ReceivedFile],
    PlainSerializer(_on_the_trail),
    WithJsonSchema({"type": "string", "format": "binary"}),
]
"""A form's file. It cannot be typed or sent as JSON: nobody gets at a file by naming its digest."""

ACCEPTED_DATA = ",".join(f".{ending}" for kind in DATA for ending in kind.endings)
V = TypeVar("V")


@dataclass(frozen=True)
class Data(Generic[V]):
    """A file that a program reads: as it was received, and what it says."""

    file: ReceivedFile
    content: V


class Upload(Form):
    """A move that adds a file; read it with `doors.read_with`."""

    file: File = Field(title=_("File"), json_schema_extra={"kind": "file", "accept": ACCEPTED})
    title: str = Field(
        title=_("What it is"),
        description=_("For example: receipt for 40 bags of cement."),
        min_length=1,
        max_length=200,
    )
