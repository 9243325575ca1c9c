"""What an operator's Prometheus reads, in its text form, for whoever holds the token."""

import hmac
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import accumulate

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from app.administration.models import Task
from app.administration.queries import Watched, watched
from app.kernel.errors import NotFound, why
from app.kernel.words import _
from app.web.house import House, house_of
from app.web.logs import BOUNDS, Counts

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
NEVER = -1
"""The age of what never was."""

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """The house's figures and this process's requests; there is no such page where no token is set."""
    house = house_of(request)
    if house.settings.metrics_token is None:
        raise NotFound([why("", _("There are no metrics here."))])
    if not _holds_token(request, house):
        return PlainTextResponse(
            "Send the metrics token as bearer.\n", 401, {"WWW-Authenticate": 'Bearer realm="metrics"'}
        )
    with house.databases.read() as session:
        seen = watched(session, house.now())
    lines = [*lines_of(seen, house.now()), *lines_of_requests(request.app.state.counts)]
    return PlainTextResponse("\n".join(lines) + "\n", media_type=MEDIA_TYPE)


def _holds_token(request: Request, house: House) -> bool:
    token = house.settings.metrics_token
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    return token is not None and hmac.compare_digest(given.encode(), token.get_secret_value().encode())


def lines_of(seen: Watched, now: datetime) -> Iterator[str]:
    """The figures of the whole installation; ages in seconds, -1 for what never was or does not wait."""
    fsck = seen.marks.get(Task.FSCK)
    yield from _gauge("facts", "Facts on the trail", seen.facts)
    yield from _gauge("unsigned_facts", "Facts after the newest checkpoint", seen.facts - seen.signed_facts)
    yield from _gauge("checkpoint_age_seconds", "Age of the newest checkpoint", _age(seen.signed_at, now))
    yield from _gauge("unposted_notices", "Notices that wait to be posted", seen.unposted)
    yield from _gauge(
        "oldest_unposted_seconds", "Age of the oldest unposted notice", _age(seen.oldest_unposted, now)
    )
    yield from _gauge("undelivered_notices", "Notices that the postman gave up", seen.undelivered)
    yield from _gauge("jobs_unfinished", "Jobs that wait or run", seen.jobs)
    yield from _gauge("oldest_job_seconds", "Age of the oldest unfinished job", _age(seen.oldest_job, now))
    yield from _gauge(
        "fsck_faults", "Faults that the last check of the trail found", fsck.told["faults"] if fsck else NEVER
    )
    yield from _by_task(seen, now)
    yield from _by_fault(seen)
    yield from _by_status(
        "refused_attempts_today", "gauge", "Refused attempts by signed-in people", seen.refused_today
    )


def _by_fault(seen: Watched) -> Iterator[str]:
    yield from _head("sms_refused_today", "gauge", "Text messages refused at the door")
    for fault, count in sorted(seen.sms_refused_today.items()):
        yield f'lastmile_sms_refused_today{{why="{fault}"}} {count}'


def _by_task(seen: Watched, now: datetime) -> Iterator[str]:
    yield from _head("last_done_seconds", "gauge", "Time since a task was last done")
    for task in Task:
        mark = seen.marks.get(task)
        yield f'lastmile_last_done_seconds{{task="{task}"}} {_age(mark.at if mark else None, now)}'


def lines_of_requests(counts: Counts) -> Iterator[str]:
    """This process's requests by status, and the histogram of the time they took."""
    yield from _by_status("requests_total", "counter", "Requests answered", counts.by_status)
    yield from _head("request_seconds", "histogram", "Time that requests took")
    for bound, count in zip((*BOUNDS, "+Inf"), accumulate(counts.by_bound), strict=True):
        yield f'lastmile_request_seconds_bucket{{le="{bound}"}} {count}'
    yield f"lastmile_request_seconds_sum {counts.seconds:.6f}"
    yield f"lastmile_request_seconds_count {sum(counts.by_bound)}"


def _gauge(name: str, help_text: str, value: int) -> Iterator[str]:
    yield from _head(name, "gauge", help_text)
    yield f"lastmile_{name} {value}"


def _by_status(name: str, kind: str, help_text: str, counts: Mapping[int, int]) -> Iterator[str]:
    yield from _head(name, kind, help_text)
    for status, count in sorted(counts.items()):
        yield f'lastmile_{name}{{status="{status}"}} {count}'


def _head(name: str, kind: str, help_text: str) -> Iterator[str]:
    yield f"# HELP lastmile_{name} {help_text}."
    yield f"# TYPE lastmile_{name} {kind}"


def _age(moment: datetime | None, now: datetime) -> int:
    return NEVER if moment is None else max(round((now - moment).total_seconds()), 0)
