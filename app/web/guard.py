"""What every answer carries and every request is held to, before any route is looked for."""

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kernel.errors import why
from app.kernel.words import _
from app.settings import Settings
from app.web.errors import broken, is_api, problem

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
YEAR = 31_536_000
SECONDS_PER_REQUEST = 60
MAX_HEADERS = 100
HOST = re.compile(r"(?P<name>[a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")
LENGTH = re.compile(r"[0-9]{1,15}")

ELSEWHERE = _("This address is not served here.")
NO_CHARACTER = _("The address has a character that no text has.")
TOO_MANY_HEADERS = _("Too many headers.")
NO_LENGTH = _("The length of the body does not read.")
TOO_LARGE = _("What was sent is too large.")
TOO_SLOW = _("This took too long. Try again.")


class TooLarge(Exception):
    """The body is larger than this address takes."""


class Guard:
    """The outermost layer: host, headers, body size, time, a number for the request, and the safe headers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.headers = dict(HEADERS)
        if settings.public_url.startswith("https://"):
            self.headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})["request_id"] = f"req-{secrets.token_hex(8)}"
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._add_headers(MutableHeaders(scope=message), scope, message["status"])
            await send(message)

        try:
            async with asyncio.timeout(SECONDS_PER_REQUEST):
                refusal = self._refusal(Headers(scope=scope), scope)
                await (refusal or self.app)(scope, self._counted(scope, receive), answer)
        except Exception as error:
            if started:
                raise
            response = await self._answer_to(error, scope)
            await response(scope, receive, answer)

    async def _answer_to(self, error: Exception, scope: Scope) -> Response:
        match error:
            case TooLarge():
                return _refusing(scope, 413, TOO_LARGE)
            case TimeoutError():
                return _refusing(scope, 503, TOO_SLOW)
            case _:
                return await broken(Request(scope), error)

    def _refusal(self, headers: Headers, scope: Scope) -> Response | None:
        host = HOST.fullmatch(headers.get("host", "").lower())
        if host is None or host["name"] not in self.settings.trusted_hosts:
            return _refusing(scope, 400, ELSEWHERE)
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            return _refusing(scope, 400, NO_CHARACTER)
        if len(scope["headers"]) > MAX_HEADERS:
            return _refusing(scope, 431, TOO_MANY_HEADERS)
        length = headers.get("content-length", "0")
        if not LENGTH.fullmatch(length):
            return _refusing(scope, 400, NO_LENGTH)
        if int(length) > self._most(scope):
            return _refusing(scope, 413, TOO_LARGE)
        return None

    def _most(self, scope: Scope) -> int:
        """Only a multipart form may carry a file, and with it more."""
        kind = Headers(scope=scope).get("content-type", "")
        file = kind.startswith("multipart/form-data")
        return (
            self.settings.max_upload_bytes + self.settings.max_body_bytes
            if file
            else self.settings.max_body_bytes
        )

    def _counted(self, scope: Scope, receive: Receive) -> Callable[[], Awaitable[Message]]:
        most, read = self._most(scope), 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise TooLarge
            return message

        return counted

    def _add_headers(self, headers: MutableHeaders, scope: Scope, status: int) -> None:
        for name, value in self.headers.items():
            headers.setdefault(name, value)
        headers["X-Request-Id"] = scope["state"]["request_id"]
        static = scope["path"].startswith("/static/") and status in {200, 304}
        headers.setdefault("Cache-Control", "public, max-age=31536000, immutable" if static else "no-store")


def _refusing(scope: Scope, status: int, text: str) -> Response:
    """A refusal without a page around it: it may be meant for nobody who came from here."""
    request = Request(scope)
    return problem(request, status, [why("", text)]) if is_api(request) else PlainTextResponse(text, status)
