"""Whether the house stands: alive for whoever restarts it, ready for whoever sends people to it."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.status import HTTP_200_OK, HTTP_503_SERVICE_UNAVAILABLE

from app.kernel import schema
from app.kernel.trail import log
from app.web.house import House, house_of

router = APIRouter(include_in_schema=False)


@router.get("/health")
def health() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"alive": True})


@router.get("/ready")
def ready(request: Request) -> JSONResponse:
    """The database answers, is at the newest schema, and its trail has begun."""
    lacks = _lacks(house_of(request))
    status = HTTP_503_SERVICE_UNAVAILABLE if lacks else HTTP_200_OK
    return JSONResponse({"ready": not lacks, "lacks": lacks}, status)


def _lacks(house: House) -> str | None:
    try:
        with house.databases.read() as session:
            if not schema.is_newest(session.connection()):
                return "schema"
            return None if log.is_founded(session.connection()) else "trail"
    except SQLAlchemyError:
        return "database"
