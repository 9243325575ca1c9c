"""What every answer carries and every request is held to, before any route is looked for."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import Settings

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
                self._add_headers(MutableHeaders(scope=message), scope)
            await send(message)

        refusal = self._refusal(Headers(scope=scope), scope)
        if refusal is not None:
            await refusal(scope, receive, answer)
            return
        try:
            async with asyncio.timeout(SECONDS_PER_REQUEST):
                await self.app(scope, self._counted(scope, receive), answer)
        except TooLarge:
            if not started:
                await PlainTextResponse("What was sent is too large.", 413)(scope, receive, answer)
        except TimeoutError:
            if not started:
                await PlainTextResponse("This took too long. Try again.", 503)(scope, receive, answer)

    def _refusal(self, headers: Headers, scope: Scope) -> PlainTextResponse | None:
        host = headers.get("host", "").rsplit(":", 1)[0].lower()
        if host not in self.settings.trusted_hosts:
            return PlainTextResponse("This address is not served here.", 400)
        if len(scope["headers"]) > MAX_HEADERS:
            return PlainTextResponse("Too many headers.", 431)
        length = headers.get("content-length", "0")
        if not length.isdigit():
            return PlainTextResponse("The length of the body does not read.", 400)
        if int(length) > self._most(scope):
            return PlainTextResponse("What was sent is too large.", 413)
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

    def _add_headers(self, headers: MutableHeaders, scope: Scope) -> None:
        for name, value in self.headers.items():
            headers.setdefault(name, value)
        headers["X-Request-Id"] = scope["state"]["request_id"]
        static = scope["path"].startswith("/static/")
        headers.setdefault("Cache-Control", "public, max-age=31536000, immutable" if static else "no-store")
