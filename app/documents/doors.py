"""The door of a form with a file: the file is received first, then the writing transaction begins."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import chain
from typing import Annotated, Any, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request

from app.documents.kinds import FIELD
from app.documents.receive import receive
from app.documents.schemas import ReceivedFile
from app.documents.store import Store
from app.kernel.flow import Form
from app.kernel.tx import Tx
from app.web.doors import reading, writing_door
from app.web.forms import read_values
from app.web.house import House, house_of
from app.web.posted import Posted, PostedForm
from app.web.tokens import credential_of, must_come_from_us

F = TypeVar("F", bound=Form)

_RECEIVING = CapacityLimiter(2)
"""How many files are looked at side by side: each may take the memory of one large picture."""


def store_of(house: House) -> Store:
    """Where this house keeps its files."""
    return Store(house.settings.documents_dir)


async def received_file(request: Request, posted: PostedForm) -> ReceivedFile | None:
    """The file of this form, checked and stored, or None where none was chosen.

    Only of somebody who is signed in and came from our own page: nobody else fills the store. No
    transaction is open meanwhile.
    """
    try:
        return await _received(request, posted)
    finally:
        for upload in chain.from_iterable(posted.files.values()):
            await upload.close()


async def _received(request: Request, posted: Posted) -> ReceivedFile | None:
    upload = posted.file(FIELD)
    if upload is None:
        return None
    house = house_of(request)
    must_come_from_us(request, house.settings, credential_of(request, house.settings), posted)
    async with asynccontextmanager(reading)(request):
        pass  # whoever is not signed in is turned away here
    return await to_thread.run_sync(
        receive,
        upload.file,
        upload.filename or "",
        store_of(house),
        house.settings.max_upload_bytes,
        limiter=_RECEIVING,
    )


Received = Annotated[ReceivedFile | None, Depends(received_file)]


async def writing_door_with_file(
    request: Request, posted: PostedForm, _received: Received
) -> AsyncIterator[Tx]:
    """The writing door, opened after the file has been received: a dependency's own come before it."""
    async with asynccontextmanager(writing_door)(request, posted) as tx:
        yield tx


WritingWithFile = Annotated[Tx, Depends(writing_door_with_file, scope="function")]


def read_with(
    form: type[F],
    posted: Posted,
    received: ReceivedFile | None,
    *,
    language: str = "en",
    currency: str = "USD",
) -> F:
    """The form that was posted, with its file in the field "file"; Invalid as `web.forms.read` says it."""
    values: dict[str, Any] = {name: value for name, value in posted.nested().items() if name != FIELD}
    if received is not None:
        values[FIELD] = received
    return read_values(form, values, language=language, currency=currency)
