"""Office files are archives: opened within a budget, read through, and told by the part that says what they are."""

import stat
import struct
import zlib
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from app.documents.kinds import DOCX, ODS, ODT, XLSX, Kind, size_shown, unfit
from app.documents.store import CHUNK
from app.kernel.words import _

MOST_ENTRIES = 2_000
MOST_DIRECTORY = 1_000_000
MOST_BYTES = 64_000_000
MOST_RATIO = 100
MOST_TYPES = 256_000
END, LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
END_SIZE, LOCATOR_SIZE = 22, 20
ENCRYPTED = 0x41

TYPES = "[Content_Types].xml"
OFFICE = (
    (b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", DOCX),
    (b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", XLSX),
)
OPEN_DOCUMENT = {kind.media_type.encode(): kind for kind in (ODT, ODS)}
INSIDE = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\xd0\xcf\x11\xe0", b"MZ")
"""How archives, old Office objects (macros among them) and programs begin, which no entry may be."""

ARCHIVE = _("This is an archive. Unpack it and send the files in it one by one.")
BROKEN = _("This file is damaged or not put together as it should be. Save it again and send that.")
UNSAFE = _("This file has parts that point outside it. Save it again from its own program and send that.")
LOCKED = _("This file is locked with a password. Save it without one and send that.")
MACROS = _("This file carries macros, which are programs. Save it without them (.docx, .xlsx, .odt, .ods).")
NESTED = _("This file has another file packed inside. Take it out, or save it as PDF, and send both singly.")


def kind_of(source: BinaryIO) -> Kind:
    """The office file that this archive is; Invalid where it is none, or not a safe one.

    The whole is unpacked once, chunk by chunk, so that what the directory promises is known to be true.
    """
    size = source.seek(0, 2)
    _must_have_a_small_directory(source, size)
    try:
        with ZipFile(source) as archive:
            entries = archive.infolist()
            _must_be_within_budget(entries, size)
            for entry in entries:
                _must_be_plain(entry)
            kind = _kind(archive, entries)
            for entry in entries:
                _must_hold_nothing_else(archive, entry)
    except (BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError):
        raise unfit(BROKEN) from None
    if kind is None:
        raise unfit(ARCHIVE)
    return kind


def _must_have_a_small_directory(source: BinaryIO, size: int) -> None:
    """Look at the end record before anything is read by it: nothing after it, no larger twin, few entries."""
    source.seek(max(size - END_SIZE - LOCATOR_SIZE, 0))
    tail = source.read()
    end = tail[-END_SIZE:]
    if not end.startswith(END) or tail.startswith(LOCATOR):
        raise unfit(BROKEN)
    if int.from_bytes(end[12:16], "little") > MOST_DIRECTORY:
        raise unfit(
            _("This file has more than {most} parts. Save it as PDF and send that."), most=MOST_ENTRIES
        )


def _must_be_within_budget(entries: Sequence[ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES:
        raise unfit(
            _("This file has more than {most} parts. Save it as PDF and send that."), most=MOST_ENTRIES
        )
    if unpacked > min(MOST_BYTES, MOST_RATIO * size):
        raise unfit(
            _("Unpacked, this file has {size}, more than is opened. Save it as PDF, or send fewer rows."),
            size=size_shown(unpacked),
        )
    if len({entry.filename for entry in entries}) != len(entries):
        raise unfit(BROKEN)
    if not entries or min(entry.header_offset for entry in entries) != 0:
        raise unfit(BROKEN)


def _must_be_plain(entry: ZipInfo) -> None:
    name = entry.orig_filename
    if name.startswith("/") or ".." in name.split("/") or any(letter in name for letter in "\\:\0"):
        raise unfit(UNSAFE)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise unfit(UNSAFE)
    if entry.flag_bits & ENCRYPTED:
        raise unfit(LOCKED)
    if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise unfit(BROKEN)
    if PurePosixPath(name.lower()).name == "vbaproject.bin" or name.lower().startswith(
        ("basic/", "scripts/")
    ):
        raise unfit(MACROS)


def _kind(archive: ZipFile, entries: Sequence[ZipInfo]) -> Kind | None:
    names = {entry.filename for entry in entries}
    if TYPES in names:
        with archive.open(TYPES) as part:
            types = part.read(MOST_TYPES)
        if b"macroEnabled" in types:
            raise unfit(MACROS)
        return next((kind for marker, kind in OFFICE if marker in types), None)
    if entries[0].filename == "mimetype" and "META-INF/manifest.xml" in names:
        with archive.open("mimetype") as part:
            return OPEN_DOCUMENT.get(part.read(MOST_TYPES))
    return None


def _must_hold_nothing_else(archive: ZipFile, entry: ZipInfo) -> None:
    with archive.open(entry) as part:
        head = part.read(CHUNK)
        if head.startswith(INSIDE):
            raise unfit(NESTED)
        while part.read(CHUNK):
            pass
