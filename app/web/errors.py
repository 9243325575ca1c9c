"""Refusals become answers: the only table of status codes, pages with the reasons, problem details for the API."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Message, Receive, Scope, Send

from app.kernel.errors import Invalid, NotAllowed, NotFound, Refusal, Refused, Stale, Why, why
from app.kernel.flow import NotFresh
from app.kernel.trail.models import Refusal as RefusalRow
from app.kernel.words import _, locale_of, words
from app.web.doors import NOBODY, Door, NotSignedIn, TooManyTries
from app.web.house import house_of
from app.web.kept import keep
from app.web.posted import NotJson, NoVersion, Posted, posted
from app.web.render import best_language, page
from app.web.tokens import credential_of

log = logging.getLogger("lastmile")

STATUS: dict[type[Refusal], int] = {
    NotSignedIn: 401,
    NotFresh: 403,
    NotAllowed: 403,
    NotFound: 404,
    TooManyTries: 429,
    Refused: 409,
    Stale: 412,
    NotJson: 415,
    Invalid: 422,
    NoVersion: 428,
}
TITLES = {
    400: _("The request does not read"),
    401: _("Sign in first"),
    403: _("This is not yours to do"),
    404: _("Not found"),
    405: _("This address does not take that"),
    409: _("Not now"),
    412: _("Someone was first"),
    413: _("Too large"),
    415: _("Sent as something else than this address takes"),
    422: _("Something needs mending"),
    428: _("Say which version you saw"),
    429: _("Too many tries"),
    431: _("Too many headers"),
    500: _("Something went wrong on our side"),
    503: _("Busy for a moment"),
}
KEPT = frozenset({403, 409, 412})
"""Refusals of these kinds leave a row of their own, written after the rollback."""
SHOWN_AGAIN = frozenset({403, 409, 412, 422, 429})
"""Refusals of these kinds show the form's page again, with the reasons and with what was typed."""


class Reason(BaseModel):
    """One reason why not: the rule's number if there is one, the sentence, and the field it is about."""

    rule: str = Field(examples=["R24"])
    text: str
    field: str | None


class Problem(BaseModel):
    """Problem details (RFC 9457) with every reason at once."""

    type: str
    title: str
    status: int
    detail: str
    reasons: list[Reason]


def status_of(refusal: Refusal) -> int:
    """The status of a refusal, by the most particular class that the table names."""
    return next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)


def install(app: FastAPI) -> None:
    """Answer every refusal of the house, and what FastAPI itself refuses, in the house's own way."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(RequestValidationError, _unread)


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, Refusal):
        raise error
    status = status_of(error)
    await run_in_threadpool(_keep, request, status, error.whys)
    if is_api(request):
        return problem(request, status, error.whys)
    if isinstance(error, NotSignedIn):
        way_back = await run_in_threadpool(_way_back_with_form, request, await posted(request))
        return RedirectResponse(f"/sign-in?{urlencode({'next': way_back})}", 303)
    if isinstance(error, NotFresh):
        return RedirectResponse(f"/confirm?{urlencode({'next': _way_back(request)})}", 303)
    if request.method == "POST" and status in SHOWN_AGAIN and has_page(request):
        request.state.problems = error.whys
        request.state.typed = await posted(request)
        return Again(request, status)
    return await run_in_threadpool(_page, request, status, error.whys)


async def _plain(request: Request, error: Exception) -> Response:
    """What Starlette refuses by itself: an unknown address, a method that it does not take, a broken form."""
    if not isinstance(error, HTTPException):
        raise error
    return await _answer(
        request, error.status_code, [why("", TITLES.get(error.status_code, TITLES[400]))], error.headers
    )


async def _unread(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    if not is_api(request) and all(one["loc"][0] == "path" for one in found):
        return await _refused(request, NotFound([why("", TITLES[404])]))
    whys = [
        why("", _("{label}: this does not read."), field=name, label=name)
        for one in found
        for name in ["-".join(str(part) for part in one["loc"][1:])]
    ]
    return await _refused(request, Invalid(whys))


async def broken(request: Request, error: Exception) -> Response:
    """The answer to a fault of ours: logged whole, told to the person by its number only."""
    number = request.state.request_id
    log.error("request %s failed", number, exc_info=error)
    said = _("Nothing was changed. If it happens again, tell the secretariat this number: {number}.")
    return await _answer(request, 500, [why("", said, number=number)])


async def _answer(
    request: Request, status: int, whys: Sequence[Why], headers: Mapping[str, str] | None = None
) -> Response:
    if is_api(request):
        answer: Response = problem(request, status, whys)
    else:
        answer = await run_in_threadpool(_page, request, status, whys)
    answer.headers.update(headers or {})
    return answer


def is_api(request: Request) -> bool:
    """Whether this address answers with JSON."""
    return request.url.path == "/api" or request.url.path.startswith("/api/")


def language_in(request: Request) -> str:
    """The language that the API speaks to this request, and reads what it sends in: Accept-Language decides."""
    return best_language(request, "")


def reasons_in(request: Request, whys: Iterable[Why]) -> list[Reason]:
    """The reasons in words."""
    language = language_in(request)
    translate = house_of(request).languages.translator(language)
    return [
        Reason(
            rule=reason.rule,
            text=words(reason.text, translate, locale_of(language)),
            field=reason.field,
        )
        for reason in whys
    ]


def problem(request: Request, status: int, whys: Sequence[Why]) -> JSONResponse:
    """The answer of the API to what it refuses."""
    reasons = reasons_in(request, whys)
    translate = house_of(request).languages.translator(language_in(request))
    body = Problem(
        type="about:blank",
        title=translate.gettext(TITLES.get(status, TITLES[400])),
        status=status,
        detail=" ".join(reason.text for reason in reasons),
        reasons=reasons,
    )
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None  # noqa: PLR2004 - a status code
    return JSONResponse(body.model_dump(), status, headers, media_type="application/problem+json")


def _keep(request: Request, status: int, whys: Sequence[Why]) -> None:
    """Keep a mark of a refused attempt by a signed-in person, in a short transaction of its own."""
    actor = getattr(request.state, "actor", None)
    if status not in KEPT or actor in (None, NOBODY):
        return
    house = house_of(request)
    from_rules = " ".join(sorted({reason.rule for reason in whys if reason.rule}))
    with house.databases.write() as session:
        session.add(
            RefusalRow(
                at=house.now(),
                actor=actor.reference,
                status=status,
                address=f"{request.method} {request.url.path}",
                rules=from_rules,
            )
        )


def _page(request: Request, status: int, whys: Sequence[Why]) -> Response:
    house = house_of(request)
    with house.databases.read() as session:
        door = Door(request, house, session, getattr(request.state, "actor", None) or NOBODY, house.now())
        return page(door, "problem.html", status, heading=TITLES.get(status, TITLES[400]), whys=whys)


def _way_back(request: Request) -> str:
    """Where to go on after the sign-in: the page itself, or the page that a form was sent from."""
    return request.url.path if request.method == "GET" or has_page(request) else "/"


def _way_back_with_form(request: Request, typed: Posted) -> str:
    """The way back to the form's own page, and what was typed in it if a session ended meanwhile."""
    path = _way_back(request)
    house = house_of(request)
    nothing_to_keep = request.method != "POST" or getattr(request.state, "holds_secret", False)
    if nothing_to_keep or not has_page(request) or credential_of(request, house.settings) is None:
        return path
    with house.databases.write() as session:
        token = keep(session, path, typed, house.now())
    return path if token is None else f"{path}?{urlencode({'kept': token})}"


def has_page(request: Request) -> bool:
    """Whether the address a form was sent to is also the page that shows it."""
    scope = {**request.scope, "method": "GET"}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes)


class Again(Response):
    """The page a form was sent from, shown again with what was typed and every reason, nothing lost.

    Forms are sent to the address of the page that shows them, so the page is made by its own GET route,
    which finds `problems` and `typed` in the request's state.
    """

    def __init__(self, request: Request, status: int) -> None:
        super().__init__(status_code=status)
        self.request = request

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del receive

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:  # noqa: PLR2004 - a status code
                message = {**message, "status": self.status_code}
            await send(message)

        inner = {**scope, "method": "GET", "query_string": b""}
        await self.request.app.router(inner, _nothing_more, answer)


async def _nothing_more() -> Message:
    """The body was read with the form: whoever asks for it again gets an empty one, and need not wait."""
    return {"type": "http.request", "body": b"", "more_body": False}
