"""The doors out: a version as an attachment, and a picture of ours to be shown in a page."""

from collections.abc import Iterator
from typing import Annotated, BinaryIO
from urllib.parse import quote

from fastapi import APIRouter, Depends
from fastapi.responses import Response, StreamingResponse

from app.documents.doors import store_of
from app.documents.models import Version
from app.documents.queries import GONE, find_version
from app.documents.store import CHUNK
from app.kernel.errors import NotFound, why
from app.web.doors import Door, Key, reading

router = APIRouter(prefix="/documents", tags=["documents"])

Brief = Annotated[Door, Depends(reading, scope="function")]
"""A reading door that closes before the bytes leave: a slow line keeps no transaction open."""

SAFE = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@router.get("/{document}/{number}")
def download(door: Brief, document: Key, number: Key) -> Response:
    """The bytes of one version, to be saved under the name they were sent with."""
    version = _found(door, document, number)
    return _sent(door, version, f"attachment; {name_parameters(version.file_name)}")


@router.get("/{document}/{number}/picture")
def picture(door: Brief, document: Key, number: Key) -> Response:
    """A picture to be shown in a page: only ever the bytes that we have drawn ourselves."""
    version = _found(door, document, number)
    if not version.is_picture:
        raise NotFound([why("", GONE)])
    return _sent(door, version, "inline")


def name_parameters(name: str) -> str:
    """A file's name for Content-Disposition (RFC 6266): in ASCII for old browsers, and whole."""
    plain = "".join(letter if letter.isascii() and letter not in '"\\%' else "_" for letter in name)
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _found(door: Door, document: int, number: int) -> Version:
    return find_version(door.session, door.actor, list(door.house.flows.values()), document, number, door.now)


def _sent(door: Door, version: Version, disposition: str) -> Response:
    headers = {**SAFE, "Content-Disposition": disposition, "Content-Length": str(version.size)}
    source = store_of(door.house).open(version.sha256)
    return StreamingResponse(_chunks(source), media_type=version.media_type, headers=headers)


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    with source:
        while chunk := source.read(CHUNK):
            yield chunk
