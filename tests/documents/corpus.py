"""Files made for the tests: sound ones of every kind, and hostile ones with the reason they are refused."""

import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from PIL import ExifTags, Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MEGABYTE = 1_000_000
NOISE = Random(55).randbytes(MEGABYTE)  # noqa: S311 - what does not pack, the same every time
LOCAL_SIZE, CENTRAL_SIZE = 22, 24
"""Where a local header and a directory entry say how much is unpacked."""


def picture(
    pillow: str = "JPEG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: object
) -> bytes:
    """A plain picture in Pillow's format `pillow`."""
    made = BytesIO()
    Image.new(mode, size).save(made, pillow, **options)
    return made.getvalue()


def photograph(*, zone: str | None = "+03:00", orientation: int = 1) -> bytes:
    """A JPEG of 40 x 30 pixels that tells its camera, its time, and a position in Nairobi."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Telltale"
    exif[ExifTags.Base.Orientation] = orientation
    times = exif.get_ifd(ExifTags.IFD.Exif)
    times[ExifTags.Base.DateTimeOriginal] = "2026:05:01 10:12:13"
    if zone:
        times[ExifTags.Base.OffsetTimeOriginal] = zone
    places = exif.get_ifd(ExifTags.IFD.GPSInfo)
    places[ExifTags.GPS.GPSLatitudeRef], places[ExifTags.GPS.GPSLatitude] = "S", (1.0, 17.0, 31.2)
    places[ExifTags.GPS.GPSLongitudeRef], places[ExifTags.GPS.GPSLongitude] = "E", (36.0, 49.0, 19.2)
    return picture(exif=exif, comment=b"Telltale comment")


def pdf() -> bytes:
    """What begins and ends like a PDF."""
    return b"%PDF-1.7\n" + b"1 0 obj\n<< /Type /Catalog >>\nendobj\n" * 20 + b"startxref\n9\n%%EOF\n"


def archive(parts: Mapping[str, bytes], *, method: int = ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    made = BytesIO()
    with ZipFile(made, "w", method) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return made.getvalue()


def office(kind: str = WORD, parts: Mapping[str, bytes] = {}, **options: int) -> bytes:
    """A DOCX, or the XLSX of EXCEL, with these parts besides its own."""
    types = f'<Types><Override PartName="/main.xml" ContentType="{kind}"/></Types>'
    return archive({"[Content_Types].xml": types.encode(), "main.xml": b"<main/>", **parts}, **options)


def open_document(kind: str = "text", parts: Mapping[str, bytes] = {}) -> bytes:
    """An ODT, or the ODS of "spreadsheet"."""
    media_type = f"application/vnd.oasis.opendocument.{kind}"
    return archive(
        {"mimetype": media_type.encode(), "META-INF/manifest.xml": b"<m/>", "content.xml": b"<c/>", **parts},
        method=ZIP_STORED,
    )


def sound() -> dict[str, bytes]:
    """One good file of every kind that is taken, by name."""
    return {
        "photo.jpg": picture(),
        "photo.JPEG": picture(),
        "screen.png": picture("PNG"),
        "clear.png": picture("PNG", mode="RGBA"),
        "scan.png": picture("PNG", mode="I;16"),
        "palette.png": picture("PNG", mode="P"),
        "photo.webp": picture("WEBP"),
        "letter.pdf": pdf(),
        "letter.docx": office(),
        "table.xlsx": office(EXCEL),
        "letter.odt": open_document(),
        "table.ods": open_document("spreadsheet"),
        "table.csv": "name;sum\nÉlodie;1\n".encode(),
        "excel.csv": b"\xef\xbb\xbfMZ,1\r\n",
        "note.txt": b"Ein Satz, eine Zeile.\n" * 20_000,
    }


def hostile() -> dict[str, bytes]:
    """Files that must be refused, by a name that says why not."""
    return {**_archives(), **_pictures(), **_others()}


def _archives() -> dict[str, bytes]:
    return {
        "plain archive.zip": archive({"a.txt": b"a"}),
        "plain archive.docx": archive({"a.txt": b"a"}),
        "bomb.docx": office(parts={"big.xml": bytes(100 * MEGABYTE)}),
        "bomb of ratio.xlsx": office(EXCEL, {"big.xml": bytes(20 * MEGABYTE)}),
        "bomb that lies.docx": _lying(office(parts={"big.xml": bytes(100 * MEGABYTE)}), "big.xml"),
        "too many parts.docx": office(parts={f"{number}.xml": b"" for number in range(2_500)}),
        "far too many parts.docx": office(parts={f"{number}.xml": b"" for number in range(30_000)}),
        "up and out.docx": office(parts={"../../etc/passwd": b"x"}),
        "from the root.docx": office(parts={"/etc/passwd": b"x"}),
        "backwards.docx": office(parts={"..\\..\\evil": b"x"}),
        "link.docx": _with_link(),
        "nested.docx": office(parts={"inner.xml": archive({"a": b"a"})}),
        "nested gzip.docx": office(parts={"inner.emz": b"\x1f\x8b\x08rest"}),
        "macros.docx": office(parts={"word/vbaProject.bin": b"x"}),
        "old object.xlsx": office(EXCEL, {"xl/oleObject1.bin": b"\xd0\xcf\x11\xe0rest"}),
        "macro kind.xlsx": office("application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        "basic.odt": open_document(parts={"Basic/Standard/Module1.xml": b"<x/>"}),
        "locked.docx": _locked(office()),
        "other packing.docx": office(method=14),
        "something before.docx": b"PK\x03\x04" + office(),
        "something after.docx": office() + b"<script>",
        "cut off.docx": office()[:-30],
        "twice.docx": _twice(),
        "wrong only at the end.docx": office(
            parts={"a.bin": NOISE, "b.xml": bytes(60 * MEGABYTE), "c.xml": b"Rar!"}
        ),
        "damaged.docx": office(method=ZIP_STORED).replace(b"<main/>", b"<mine/>"),
    }


def _pictures() -> dict[str, bytes]:
    return {
        "bomb.png": picture("PNG", (20_000, 20_000), "1"),
        "bomb of text.png": _with_text(60 * MEGABYTE),
        "bomb.jpg": _claiming_to_be_large(picture()),
        "bomb.webp": _large_canvas(),
        "picture and archive.jpg": picture() + archive({"a.txt": b"a"}),
        "picture and archive.png": picture("PNG") + archive({"a.txt": b"a"}),
        "cut off.png": picture("PNG", (400, 400))[:-40],
        "large and cut off.png": picture("PNG", (5_000, 5_000))[:-2_000],
        "only a head.jpg": b"\xff\xd8\xff\xe0" + bytes(100),
        "picture and pdf.jpg": picture(comment=b"%PDF-1.4 hidden"),
        "photo.heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200),
        "moving.gif": picture("GIF"),
    }


def _others() -> dict[str, bytes]:
    return {
        "empty.pdf": b"",
        "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "drawing.txt": b'\xef\xbb\xbf <?xml version="1.0"?><svg/>',
        "page.txt": b"Hello <script>alert(1)</script>",
        "page.csv": b"<!DOCTYPE html><p>",
        "page.jpg": b"<html></html>",
        "program.txt": b"#!/bin/sh\nrm -rf /\n",
        "program.pdf": b"MZ\x90\0\3" + bytes(300),
        "program.jpg": b"\x7fELF\2\1\1" + bytes(300),
        "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "packed.gz": b"\x1f\x8b\x08\0" + bytes(60),
        "packed.rar": b"Rar!\x1a\x07\0" + bytes(60),
        "wide.csv": "name;sum\n".encode("utf-16"),
        "western.csv": "Élodie;1\n".encode("latin-1"),
        "late pdf.pdf": b"junk\n" + pdf(),
        "endless.pdf": pdf()[:-8],
        "pdf and archive.pdf": pdf() + archive({"a.txt": b"a"}),
        "photo.png": picture(),
        "photo.jpg.exe": picture(),
        "no ending": pdf(),
        "letter.xlsx": office(),
        "nothing known.pdf": bytes(range(256)),
    }


def _lying(packed: bytes, name: str) -> bytes:
    """The same archive, in which an entry says it unpacks to ten bytes."""
    made = bytearray(packed)
    with ZipFile(BytesIO(packed)) as read:
        local = read.getinfo(name).header_offset
    central = packed.rindex(b"PK\x01\x02", 0, packed.rindex(name.encode()))
    for place in (local + LOCAL_SIZE, central + CENTRAL_SIZE):
        made[place : place + 4] = struct.pack("<I", 10)
    return bytes(made)


def _locked(packed: bytes) -> bytes:
    """The same archive, in which the directory says that the last entry is encrypted."""
    made = bytearray(packed)
    made[packed.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


def _with_link() -> bytes:
    made = BytesIO(office())
    with ZipFile(made, "a") as packed:
        link = ZipInfo("link")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
    return made.getvalue()


def _twice() -> bytes:
    """An archive in which two entries have one name."""
    return office(parts={"a1.xml": b"1", "a2.xml": b"2"}).replace(b"a2.xml", b"a1.xml")


def _with_text(size: int) -> bytes:
    """A PNG with a compressed text that unpacks to `size` bytes."""
    body = b"zTXtcomment\0\0" + zlib.compress(bytes(size))
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    plain = picture("PNG")
    return plain[:33] + chunk + plain[33:]


def _claiming_to_be_large(jpeg: bytes) -> bytes:
    """The same JPEG, whose frame says that it has 65,000 x 65,000 pixels."""
    frame = jpeg.index(b"\xff\xc0")
    return jpeg[: frame + 5] + struct.pack(">HH", 65_000, 65_000) + jpeg[frame + 9 :]


def _large_canvas() -> bytes:
    """An animated WebP of one small frame on the largest canvas there is."""
    edge = (16_382).to_bytes(3, "little")
    inner = picture("WEBP", lossless=True)[12:]
    frame = bytes(6) + (39).to_bytes(3, "little") + (29).to_bytes(3, "little") + bytes(4) + inner
    chunks = ((b"VP8X", b"\2\0\0\0" + edge * 2), (b"ANIM", bytes(6)), (b"ANMF", frame))
    body = b"WEBP" + b"".join(
        name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2) for name, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body
