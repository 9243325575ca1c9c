"""Guarantee 60: what people type, who they are and where they look never reaches the logs."""

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from app import worker
from app.kernel.trail.signer import make_key_file
from app.main import build
from app.web.logs import JsonLines, set_up
from tests.doors import client_of
from tests.web.world import ADDRESS, NOW, World

MARK = "Zyx-Marker-Qwv"
"""Stands for a person's name, number, passphrase or words, wherever one may be written."""
FRESH = {"sec-fetch-site": "same-origin"}


@dataclass
class Logs:
    """What this process has logged."""

    stream: io.StringIO

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    @property
    def requests(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["logger"] == "lastmile.request"]


@pytest.fixture
def logs() -> Iterator[Logs]:
    """The logs as production writes them, at their most talkative."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers = []
    stream = io.StringIO()
    set_up("DEBUG", stream=stream)
    yield Logs(stream)
    root.handlers, root.level = handlers, level
    logging.getLogger("lastmile").setLevel(logging.NOTSET)


def test_60_nothing_that_a_person_types_reaches_the_logs(demo: World, logs: Logs) -> None:
    """A sign-in that fails and one that holds, then a walk through a project: pages, forms, files, JSON, faults."""
    make_key_file(demo.house.settings.signing_key_file)
    nobody, forum = demo.visitor("nobody"), demo.visitor("forum.kpaye")
    nobody.post("/sign-in", {"name": MARK, "passphrase": MARK}, **FRESH)
    signed_in = nobody.post(
        "/sign-in",
        {"name": "forum.kpaye@demo.example", "passphrase": "open sesame, four thieves"},
        **FRESH,
    )
    project = forum.get("/api/cuf/projects").json()["rows"][0]["reference"]
    for path in (
        f"/cuf/projects?q={MARK}",
        f"/cuf/projects/{project}",
        f"/cuf/projects/{MARK}",
        f"/{MARK}/{MARK}",
    ):
        forum.get(path, **{"user-agent": MARK, "referer": f"http://127.0.0.1:8000/{MARK}"})
    for path in (
        "/cuf/projects/name",
        f"/cuf/projects/{project}/pages/what",
        f"/cuf/projects/{project}/withdraw",
    ):
        forum.post(path, {"title": MARK, "seen": "1", "reason": MARK, MARK: MARK}, **FRESH)
    forum.send("/api/cuf/projects/name", {"title": MARK, MARK: MARK})
    demo.client.get("/sign-in", headers={"host": MARK})
    demo.client.get("/work", headers={"authorization": f"Bearer {MARK}", "cookie": f"sid={MARK}"})
    worker.work_once(demo.house, NOW)

    assert signed_in.status_code == 303
    assert len(logs.requests) == 2 + 1 + 4 + 3 + 1 + 2
    said = logs.text.lower()
    for secret in (MARK.lower(), "forum.kpaye", "sesame", "demo.example"):
        assert secret not in said


def test_60_a_fault_of_ours_is_told_by_its_kind_and_place_without_its_words(demo: World, logs: Logs) -> None:
    app = build(demo.house)

    @app.get("/breaks")
    def breaks() -> None:
        raise ValueError(MARK) from LookupError(MARK)

    answer = client_of(app, ADDRESS, raise_server_exceptions=False).get("/breaks")

    told = next(line for line in logs.lines if line["level"] == "ERROR")
    assert answer.status_code == 500
    assert [one["error"] for one in told["errors"]] == ["builtins.ValueError", "builtins.LookupError"]
    assert told["errors"][0]["at"][-1].endswith(" breaks")
    assert MARK not in logs.text


def test_16_one_line_tells_each_request(demo: World, logs: Logs) -> None:
    answer = demo.visitor("forum.kpaye").get("/cuf/projects?q=water")

    (line,) = logs.requests
    assert (line["method"], line["route"], line["status"]) == ("GET", "/cuf/projects", 200)
    assert line["request"] == answer.headers["x-request-id"]
    assert line["actor"].startswith("usr_")
    assert 0 <= line["milliseconds"] < 60_000
    assert set(line) == {
        "at",
        "level",
        "logger",
        "message",
        "method",
        "route",
        "status",
        "milliseconds",
        "request",
        "actor",
    }


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/cuf/projects/CUF-0001", "/cuf/projects/{reference}"),
        ("/api/cuf/projects", "/api/cuf/projects"),
        ("/static/none.css", "/static/{file}"),
        ("/nowhere/at/all", None),
    ],
)
def test_16_the_line_has_the_route_s_template(demo: World, logs: Logs, path: str, route: str | None) -> None:
    demo.visitor("forum.kpaye").get(path)

    assert [line["route"] for line in logs.requests] == [route]


def test_16_control_characters_stay_inside_their_line() -> None:
    record = logging.makeLogRecord({"msg": "one\r\ntwo\x1b[31m\x85\u2028three", "levelname": "INFO"})

    line = JsonLines().format(record)

    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["message"] == "one\r\ntwo\x1b[31m\x85\u2028three"


def test_the_words_of_errors_are_for_development() -> None:
    error = ValueError(MARK)
    record = logging.makeLogRecord({"msg": "failed", "exc_info": (ValueError, error, None)})

    assert MARK not in JsonLines().format(record)
    assert MARK in JsonLines(whole=True).format(record)
