"""Receiving a file: measured, its kind told by what it holds, checked, and put into the store.

Nothing here touches the database: it runs before a writing transaction begins. A file that is stored and
then refused with its form is left to the sweep.
"""

import codecs
import re
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import BinaryIO
from unicodedata import category, normalize
from zipfile import is_zipfile

from app.documents import containers, pictures
from app.documents.kinds import CSV, JPEG, PDF, PNG, TEXT, WEBP, XML, Kind, size_shown, unfit
from app.documents.schemas import ReceivedFile
from app.documents.store import CHUNK, Store
from app.kernel.words import Message, _

HEAD = 1_024
TAIL = 2_048
LONGEST_NAME = 120
PDF_HEAD = b"%PDF-"
ZIP = b"PK\x03\x04"
SHEBANG = "#!"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
MARKUP = re.compile(r"<(?:!doctype|\?xml|\?php|html|head|body|script|svg|iframe)\b", re.IGNORECASE)
HEIC = re.compile(rb"....ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1)", re.DOTALL)

OTHER = _(
    "This kind of file is not taken. Send a picture (JPEG, PNG, WebP), a PDF, a document (DOCX, ODT), "
    "a table (XLSX, ODS, CSV) or plain text."
)
TWO_IN_ONE = _("A second file is hidden in this one. Save it again from its own program and send that.")
PROGRAM = _("This is a program, which is never taken. Send a document or a picture.")
ARCHIVE = containers.ARCHIVE
FOREIGN = (
    (b"\xd0\xcf\x11\xe0", _("This is an old Office file. Save it as .docx, .xlsx or PDF and send that.")),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"\x1f\x8b", ARCHIVE),
    (b"Rar!", ARCHIVE),
    (b"7z\xbc\xaf", ARCHIVE),
    (b"BZh", ARCHIVE),
    (b"\xfd7zXZ", ARCHIVE),
    (b"PK", ARCHIVE),
)
"""How files begin that are refused with a better sentence than that they are no known kind."""


def receive(source: BinaryIO, name: str, store: Store, most: int) -> ReceivedFile:
    """Check and store a file of at most `most` bytes, sent under `name`; `source` can be sought in.

    Raises Invalid with what is wrong and the mend, at the field "file".
    """
    _must_have_a_size(source, most)
    file_name = clean_name(name)
    kind = kind_of(source, _ending(file_name))
    _must_be_named_so(file_name, kind)
    return _kept(source, file_name, kind, store)


def receive_data(source: BinaryIO, name: str, store: Store, most: int) -> ReceivedFile:
    """Check and store a file that a program reads, XML or CSV; whether it reads is its reader's to say.

    Raises Invalid with what is wrong and the mend, at the field "file".
    """
    _must_have_a_size(source, most)
    file_name = clean_name(name)
    head = _read(source, 0, HEAD).removeprefix(codecs.BOM_UTF8).lstrip()
    kind = XML if head.startswith(b"<") else CSV
    _must_be_named_so(file_name, kind)
    return _kept(source, file_name, kind, store)


def _must_have_a_size(source: BinaryIO, most: int) -> None:
    size = source.seek(0, 2)
    if not size:
        raise unfit(_("The file is empty. Choose it again, or send another."))
    if size > most:
        raise unfit(
            _(
                "The file has {size}; the most is {most}. Send a smaller one: take the photo in a smaller size."
            ),
            size=size_shown(size),
            most=size_shown(most, up=False),
        )


def _ending(file_name: str) -> str:
    return PurePosixPath(file_name).suffix.lower().removeprefix(".")


def _must_be_named_so(file_name: str, kind: Kind) -> None:
    if _ending(file_name) not in kind.endings:
        raise unfit(
            _("The file is called {name} but what it holds is: {kind}. Give its name the ending .{ending}."),
            name=file_name,
            kind=Message(kind.words),
            ending=kind.endings[0],
        )


def clean_name(name: str) -> str:
    """A file's name without folders, invisible and direction-turning characters, cut to what a line holds."""
    last = normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(letter for letter in last if category(letter)[0] != "C").strip(" .")
    path = PurePosixPath(seen or "file")
    return path.stem[: LONGEST_NAME - len(path.suffix[:10])] + path.suffix[:10]


def kind_of(source: BinaryIO, ending: str) -> Kind:
    """The kind of a file by what it holds; the ending of its name only tells a table from other text."""
    head = _read(source, 0, HEAD)
    if head.find(PDF_HEAD) > 0:
        raise unfit(TWO_IN_ONE)
    if head.startswith(ZIP):
        return containers.kind_of(source)
    if (kind := _by_head(head)) is not None:
        _must_be_one(source, kind)
        return kind
    if HEIC.match(head):
        raise unfit(
            _(
                "This is a HEIC picture, which not everyone can open. Set the camera to JPEG, or share as JPEG."
            )
        )
    if _is_text(source, head):
        return CSV if ending in CSV.endings else TEXT
    raise unfit(next((sentence for magic, sentence in FOREIGN if head.startswith(magic)), OTHER))


def _by_head(head: bytes) -> Kind | None:
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    magics = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (PDF_HEAD, PDF))
    return next((kind for magic, kind in magics if head.startswith(magic)), None)


def _must_be_one(source: BinaryIO, kind: Kind) -> None:
    """Refuse a file that is two at once: one with an archive at its end, a PDF without its own end."""
    if is_zipfile(source):
        raise unfit(TWO_IN_ONE)
    if kind is PDF and b"%%EOF" not in _read(source, max(source.seek(0, 2) - TAIL, 0), TAIL):
        raise unfit(_("This PDF is cut off: its end is missing. Save it again and send it once more."))


def _is_text(source: BinaryIO, head: bytes) -> bool:
    """Whether all of it is UTF-8 without control characters; markup and scripts are refused by name."""
    decode = codecs.getincrementaldecoder("utf-8-sig")().decode
    source.seek(0)
    try:
        while chunk := source.read(CHUNK):
            if CONTROL.search(decode(chunk)):
                return False
        decode(b"", final=True)
    except UnicodeDecodeError:
        return _must_not_be_another_encoding(head)
    start = head.decode("utf-8-sig", errors="replace").lstrip()
    if start.startswith(SHEBANG):
        raise unfit(PROGRAM)
    if start.startswith("<") or MARKUP.search(start):
        raise unfit(
            _(
                "This is a web page or a drawing (HTML, SVG), which can carry programs. Send it as PDF or JPEG."
            )
        )
    return True


def _must_not_be_another_encoding(head: bytes) -> bool:
    """A table in an old encoding is refused with its own mend; False: it is no text at all."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or not CONTROL.search(head.decode("latin-1")):
        raise unfit(_("This text is not in UTF-8. Save it as “CSV UTF-8” or as text in UTF-8 and send that."))
    return False


def _read(source: BinaryIO, start: int, most: int) -> bytes:
    source.seek(start)
    return source.read(most)


def _kept(source: BinaryIO, file_name: str, kind: Kind, store: Store) -> ReceivedFile:
    if kind.pillow is None:
        blob = store.put(source)
        return ReceivedFile(file_name, kind.media_type, blob.sha256, blob.size)
    with TemporaryFile() as drawn:
        taken = pictures.redraw(source, kind.pillow, drawn)
        blob = store.put(drawn)
    original = store.put(source)
    return ReceivedFile(file_name, kind.media_type, blob.sha256, blob.size, original.sha256, taken)
