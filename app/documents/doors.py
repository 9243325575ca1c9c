"""The door of a form with a file: the file is received first, then the writing transaction begins."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import chain
from typing import Annotated, Any, BinaryIO, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request

from app.documents.kinds import FIELD
from app.documents.receive import receive, receive_data
from app.documents.schemas import Data, ReceivedFile
from app.documents.store import Store
from app.formats.faults import Unreadable
from app.kernel.errors import Invalid, Why
from app.kernel.flow import Form
from app.kernel.tx import Tx
from app.web.doors import reading, writing_door
from app.web.forms import read_values
from app.web.house import House, house_of
from app.web.posted import Posted, PostedForm
from app.web.tokens import credential_of, must_come_from_us

F = TypeVar("F", bound=Form)
V = TypeVar("V")
Receive = Callable[[BinaryIO, str, Store, int], V]

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
    return await _closed_after(request, posted, receive)


def data_read_by(reader: Callable[[bytes], V]) -> Callable[..., Awaitable[Data[V] | None]]:
    """A dependency: the file of this form, stored and read by `reader`, or None where none was chosen.

    Every fault is said at the field "file". A route names it before its writing door: dependencies are solved in
    the order in which they stand, so no transaction is open while the file is read.
    """

    def receive_and_read(source: BinaryIO, name: str, store: Store, most: int) -> Data[V]:
        received = receive_data(source, name, store, most)
        source.seek(0)
        try:
            return Data(received, reader(source.read()))
        except Unreadable as error:
            raise Invalid(Why("", fault.message, FIELD) for fault in error.faults) from None

    async def read_data(request: Request, posted: PostedForm) -> Data[V] | None:
        return await _closed_after(request, posted, receive_and_read)

    return read_data


async def _closed_after(request: Request, posted: Posted, how: Receive[V]) -> V | None:
    try:
        return await _received(request, posted, how)
    finally:
        for upload in chain.from_iterable(posted.files.values()):
            await upload.close()


async def _received(request: Request, posted: Posted, how: Receive[V]) -> V | None:
    upload = posted.file(FIELD)
    if upload is None:
        return None
    house = house_of(request)
    must_come_from_us(request, house.settings, credential_of(request, house.settings), posted)
    async with asynccontextmanager(reading)(request):
        pass  # whoever is not signed in is turned away here
    return await to_thread.run_sync(
        how,
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
