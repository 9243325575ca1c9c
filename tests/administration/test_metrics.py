"""What /metrics tells, and to whom."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.administration.actions import HEARTBEAT, beat, mark
from app.administration.metrics import lines_of_requests
from app.administration.models import Mark, Task
from app.kernel.trail.models import Refusal
from app.web.logs import Counts
from tests.databases import Database
from tests.web.world import NOW, World, opened

TOKEN = "a token for the tests"
BEARER = {"authorization": f"Bearer {TOKEN}"}
LINE = re.compile(r'(# (HELP|TYPE) lastmile_\w+ .+)|(lastmile_\w+(\{\w+="[^"]+"\})? -?[0-9.]+)')


@pytest.fixture
def world(clone: Callable[[str], Database], tmp_path: Path) -> Iterator[World]:
    """The demonstration, with a token for its metrics."""
    with opened(clone("demo").url, tmp_path, metrics_token=SecretStr(TOKEN)) as made:
        yield made


def values(world: World) -> dict[str, float]:
    """Every figure by its name and label."""
    lines = world.client.get("/metrics", headers=BEARER).text.splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name.removeprefix("lastmile_"): float(value) for name, value in pairs}


def test_there_are_no_metrics_where_no_token_is_set(clone: Callable[[str], Database], tmp_path: Path) -> None:
    with opened(clone("founded").url, tmp_path) as without:
        assert without.client.get("/metrics", headers=BEARER).status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer a token", f"Basic {TOKEN}"])
def test_metrics_are_for_whoever_holds_the_token(world: World, given: str) -> None:
    answer = world.client.get("/metrics", headers={"authorization": given})

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="metrics"')


def test_metrics_are_in_prometheus_form(world: World) -> None:
    answer = world.client.get("/metrics", headers=BEARER)

    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert [line for line in answer.text.splitlines() if not LINE.fullmatch(line)] == []


def test_the_figures_are_the_house_s(world: World) -> None:
    with world.house.databases.write() as session:
        session.add_all(
            Refusal(at=NOW - ago, actor="usr_1", status=status, address="POST /x", rules="")
            for ago, status in ((timedelta(0), 409), (timedelta(hours=2), 409), (timedelta(days=1), 403))
        )
    mark(world.house.databases, Task.FSCK, NOW - timedelta(hours=1), faults=2)

    told = values(world)

    assert told["facts"] == told["unsigned_facts"] > 400
    assert told["checkpoint_age_seconds"] == -1
    assert told["unposted_notices"] > 0
    assert told["oldest_unposted_seconds"] > 86_400
    assert told["jobs_unfinished"] == 0
    assert told["fsck_faults"] == 2
    assert (told['last_done_seconds{task="fsck"}'], told['last_done_seconds{task="work"}']) == (3600, -1)
    assert {name: value for name, value in told.items() if name.startswith("refused")} == {
        'refused_attempts_today{status="409"}': 2
    }


def test_requests_are_counted_by_status(world: World) -> None:
    values(world)
    before = values(world)

    for path in ("/sign-in", "/sign-in", "/nowhere"):
        world.client.get(path)

    told = values(world)
    of_the_metrics = 1
    good, every = 'requests_total{status="200"}', "request_seconds_count"
    assert told[good] - before[good] == 2 + of_the_metrics
    assert told[every] - before[every] == 3 + of_the_metrics
    assert told[every] == told['request_seconds_bucket{le="+Inf"}']


def test_each_bucket_of_the_histogram_holds_all_that_are_faster() -> None:
    counts = Counts()
    for seconds in (0.01, 0.02, 0.3, 90.0):
        counts.add(200, seconds)

    lines = [line for line in lines_of_requests(counts) if "bucket" in line]

    assert [int(line.rsplit(" ", 1)[1]) for line in lines] == [1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4]


def test_the_worker_is_heard_of_twice_a_minute_and_no_oftener(world: World) -> None:
    databases = world.house.databases
    for after in (timedelta(0), HEARTBEAT / 2, HEARTBEAT):
        beat(databases, NOW + after)
        with databases.read() as session:
            last = session.get_one(Mark, Task.WORK).at

        assert last == (NOW + HEARTBEAT if after == HEARTBEAT else NOW)
