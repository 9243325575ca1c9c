"""What the house tells its operator: JSON lines without personal data, one for each request, and their counts."""

import json
import logging
import sys
import time
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from traceback import extract_tb
from typing import Any, TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kernel.actors import Actor

BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)
"""Upper bounds, in seconds, of the histogram of requests."""

API = "/api"

log = logging.getLogger("lastmile.request")


class JsonLines(logging.Formatter):
    """One JSON object a line, in ASCII, so that no control character of anybody's reaches a terminal.

    What an error says may quote what a person typed, so only its kind and place are told; `whole` adds the
    words, for development.
    """

    def __init__(self, *, whole: bool = False) -> None:
        super().__init__()
        self.whole = whole

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "told", {}),
        }
        if record.exc_info and record.exc_info[1]:
            line["errors"] = [self._told(error) for error in _chain(record.exc_info[1])]
        return json.dumps(line, ensure_ascii=True, default=str)

    def _told(self, error: BaseException) -> dict[str, Any]:
        places = [
            f"{place.filename}:{place.lineno} {place.name}" for place in extract_tb(error.__traceback__)
        ]
        words = {"words": str(error)} if self.whole else {}
        return {"error": f"{type(error).__module__}.{type(error).__qualname__}", **words, "at": places}


def _chain(error: BaseException) -> list[BaseException]:
    """The error and what led to it, the latest first."""
    found: list[BaseException] = []
    led: BaseException | None = error
    while led is not None and led not in found:
        found.append(led)
        led = led.__cause__ or (None if led.__suppress_context__ else led.__context__)
    return found


def set_up(level: str, *, whole: bool = False, stream: TextIO | None = None) -> None:
    """Send every log of this process to `stream` (standard error by default) as JSON lines.

    `level` is for the house's own logs; other libraries speak from warnings upwards, since below that
    some tell what they were given.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines(whole=whole))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("lastmile").setLevel(level)


@dataclass
class Counts:
    """The requests of this process since it began: by status, and how long they took."""

    by_status: Counter[int] = field(default_factory=Counter)
    by_bound: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0

    def add(self, status: int, seconds: float) -> None:
        """Count one request."""
        self.by_status[status] += 1
        self.by_bound[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds


class Logged:
    """The layer around the guard: one line and one count for each request, whatever came of it.

    The line has the route's template, never the address as sent; the actor's pseudonym, never a name; and
    nothing of the query, the headers or the body.
    """

    def __init__(self, app: ASGIApp, counts: Counts) -> None:
        self.app, self.counts = app, counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, answer)
        finally:
            seconds = time.perf_counter() - begun
            self.counts.add(status, seconds)
            log.info("request", extra={"told": told_of(scope, status, seconds)})


def told_of(scope: Scope, status: int, seconds: float) -> dict[str, Any]:
    """What a request's line says."""
    state = scope.get("state", {})
    actor = state.get("actor")
    return {
        "method": scope["method"],
        "route": _template_of(scope),
        "status": status,
        "milliseconds": round(seconds * 1_000),
        "request": state.get("request_id"),
        "actor": actor.reference if isinstance(actor, Actor) else None,
    }


def _template_of(scope: Scope) -> str | None:
    """The address as its route declares it; none where no route took the request."""
    if scope["path"].startswith("/static/"):
        return "/static/{file}"
    path = getattr(scope.get("route"), "path", None)
    if not isinstance(path, str):
        return None
    # A route does not know of the prefix it was included under.
    under = API if scope["path"].startswith(f"{API}/") and not path.startswith(f"{API}/") else ""
    return under + path
