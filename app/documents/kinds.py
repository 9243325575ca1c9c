"""The kinds of files that are taken, and the sentence for a file that is not."""

from dataclasses import dataclass

from app.kernel.errors import Invalid, why
from app.kernel.words import Message, Value, _

FIELD = "file"
"""The name of a form's file, and of the field that every refusal of a file points at."""
KILO = 1_000


@dataclass(frozen=True)
class Kind:
    """One kind of file: its media type, its name for people, and the endings its name may have."""

    media_type: str
    words: str
    endings: tuple[str, ...]
    pillow: str | None = None
    """What Pillow calls the format, for a picture."""


JPEG = Kind("image/jpeg", _("JPEG picture"), ("jpg", "jpeg"), "JPEG")
PNG = Kind("image/png", _("PNG picture"), ("png",), "PNG")
WEBP = Kind("image/webp", _("WebP picture"), ("webp",), "WEBP")
PDF = Kind("application/pdf", _("PDF document"), ("pdf",))
DOCX = Kind(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _("Word document"), ("docx",)
)
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _("Excel table"), ("xlsx",))
ODT = Kind("application/vnd.oasis.opendocument.text", _("OpenDocument text"), ("odt",))
ODS = Kind("application/vnd.oasis.opendocument.spreadsheet", _("OpenDocument table"), ("ods",))
CSV = Kind("text/csv", _("CSV table"), ("csv",))
TEXT = Kind("text/plain", _("plain text"), ("txt",))

XML = Kind("application/xml", _("XML data"), ("xml",))

KINDS = (JPEG, PNG, WEBP, PDF, DOCX, XLSX, ODT, ODS, CSV, TEXT)
DATA = (XML, CSV)
"""What a program reads, such as a bank's statement; XML is taken for nothing else."""
BY_MEDIA_TYPE = {kind.media_type: kind for kind in (*KINDS, XML)}
ACCEPTED = ",".join(f".{ending}" for kind in KINDS for ending in kind.endings)
"""What a file input offers to choose from."""


def unfit(text: str, **values: Value) -> Invalid:
    """The refusal of a file: what is wrong with it and the mend, beside the file's field."""
    return Invalid([why("", text, field=FIELD, **values)])


def size_shown(size: int, *, up: bool = True) -> Message:
    """A size as people read it, in whole kB or MB (of a thousand): rounded up, or down for a limit."""
    unit, text = (KILO, _("{number} kB")) if size < KILO * KILO else (KILO * KILO, _("{number} MB"))
    return Message(text, {"number": -(-size // unit) if up else size // unit})
