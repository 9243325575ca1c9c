"""What does not read, does not exist or comes from elsewhere: refused in order, and never a fault of ours."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

import pytest
from httpx2 import Response

from app import main
from app.web.guard import HEADERS
from tests.doors import client_of
from tests.web.world import ADDRESS, World

PROBLEM = "application/problem+json"
NEED = "/api/cuf/projects/name"


def raw(world: World, path: str, body: bytes, kind: str = "application/json") -> Response:
    """Send these bytes to the API as the forum of Kpaye Landing."""
    visitor = world.visitor("forum.kpaye")
    headers = {**visitor.headers, "x-csrf-token": visitor.csrf, "content-type": kind, "if-match": '"1"'}
    return world.client.post(path, content=body, headers=headers)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api", 404),
        ("GET", "/api/", 404),
        ("GET", "/api/nowhere", 404),
        ("GET", "/api/cuf/projects/", 404),
        ("GET", "/api/cuf/projects/CUF-9", 404),
        ("GET", "/api/cuf/projects/%ff%fe", 404),
        ("GET", "/api/cuf/projects/%ed%a0%80", 404),
        ("GET", "/api/cuf/projects/%zz", 404),
        ("GET", "/api/cuf/projects/%00", 400),
        ("GET", "/api/cuf/projects?after=%00", 400),
        ("GET", "/api/cuf/projects?state=GONE", 422),
        ("GET", "/api/cuf/projects?limit=101", 422),
        ("GET", "/api/cuf/projects?limit=" + "9" * 5_000, 422),
        ("GET", "/api/cuf/projects?after=then", 422),
        ("GET", "/api/cuf/projects?after=2026-06-30T00:00:00%2B00:00~" + "9" * 40, 422),
        ("GET", "/api/cuf/projects?after=0001-01-01T00:00:00%2B14:00~1", 422),
        ("GET", "/api/cuf/projects?colour=red", 422),
        ("DELETE", "/api/cuf/projects", 405),
        ("PUT", "/api/cuf/projects/CUF-3759", 405),
        ("PATCH", "/api/openapi.json", 405),
    ],
)
def test_the_api_answers_every_address_with_a_problem(
    shared_demo: World, method: str, path: str, status: int
) -> None:
    visitor = shared_demo.visitor("forum.kpaye")

    answer = shared_demo.client.request(
        method, path, headers=visitor.headers | {"x-csrf-token": visitor.csrf}
    )

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json()["status"] == status
    assert all(reason["text"] for reason in answer.json()["reasons"])
    assert status != 405 or answer.headers["allow"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere", 404),
        ("/cuf/projects/", 404),
        ("/cuf/projects/%ff", 404),
        ("/cuf/projects?q=%00", 400),
        ("/cuf/projects?q=%ff%25&state=%27--", 200),
        ("/cuf/projects?after=0001-01-01T00:00:00%2B14:00~1", 200),
        ("/cuf/projects?after=2026-06-30T00:00:00%2B00:00~" + "9" * 40, 200),
        ("/work?after=9999-12-31T23:59:59-14:00~1&queue=%ed%a0%80", 200),
        ("/documents/" + "9" * 40 + "/1", 404),
        ("/people?q=" + "a" * 300, 422),
        ("/static/none.css", 404),
    ],
)
def test_a_page_answers_every_address_with_a_page(shared_demo: World, path: str, status: int) -> None:
    answer = shared_demo.visitor("forum.kpaye").get(path)

    assert answer.status_code == status, answer.text[:500]


BODIES = {
    "nothing that is JSON": b"settlement=PLC-1",
    "half an object": b'{"title": "Tap',
    "a list": b"[]",
    "a number": b"7",
    "not a number": b'{"rough_cost": NaN}',
    "endless": b'{"rough_cost": -Infinity}',
    "a number too large": b'{"rough_cost": 9007199254740993}',
    "more digits than Python reads": b'{"rough_cost": ' + b"9" * 5_000 + b"}",
    "a text with NUL": b'{"title": "a\\u0000b"}',
    "half a character": b'{"title": "\\ud800"}',
    "a name of half a character": b'{"\\udfff": 1}',
    "no UTF-8": b'{"title": "\xff\xfe"}',
    "a member twice": b'{"title": "a", "title": "b"}',
    "deeper than anything": b'{"title": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a little too deep": b'{"title": ' + b"[" * 20 + b"]" * 20 + b"}",
    "nothing it asks for": b"{}",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_body_that_does_not_read_is_refused(shared_demo: World, body: bytes) -> None:
    answer = raw(shared_demo, NEED, body)

    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == PROBLEM


def test_a_body_of_another_type_is_refused(shared_demo: World) -> None:
    answer = raw(shared_demo, NEED, b"title=Tap", "application/x-www-form-urlencoded")

    assert answer.status_code == 415


def test_a_body_too_large_is_refused_as_a_problem(shared_demo: World) -> None:
    answer = raw(shared_demo, NEED, b'{"title": "' + b"a" * 1_100_000 + b'"}')

    assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM)


def test_a_body_that_says_no_length_is_counted_as_it_comes(shared_demo: World) -> None:
    visitor = shared_demo.visitor("forum.kpaye")
    headers = visitor.headers | {"x-csrf-token": visitor.csrf, "content-type": "application/json"}

    answer = shared_demo.client.post(NEED, content=iter([b"a" * 600_000] * 2), headers=headers)

    assert answer.status_code == 413


def test_every_fault_of_a_body_is_named_with_its_field(shared_demo: World) -> None:
    settlement = shared_demo.reference("places.place", "Kpaye Landing")
    body = {
        "settlement": settlement,
        "title": "a" * 121,
        "kind": "palace",
        "rough_cost": "1,23",
        "colour": "red",
    }

    answer = raw(shared_demo, NEED, json.dumps(body).encode())

    assert {reason["field"] for reason in answer.json()["reasons"]} == {
        "title",
        "kind",
        "rough_cost",
        "named_by",
        "colour",
    }


FORMS = {
    "a version with too many digits": {"seen": "9" * 5_000},
    "a version larger than any database keeps": {"seen": "9" * 18},
    "a version that is no number": {"seen": "²"},
    "rows without numbers": {"a-²": "1", "b-٣": "2"},
    "rows nested without end": {"-".join("a" * 5_000): "x"},
    "half a character": {"reason": "\ufffd"},
}


@pytest.mark.parametrize("fields", FORMS.values(), ids=FORMS)
def test_a_form_that_does_not_read_is_refused(shared_demo: World, fields: dict[str, str]) -> None:
    reference = shared_demo.reference("cuf.project", "Toilet block at the landing")

    answer = shared_demo.visitor("forum.kpaye").post(
        f"/cuf/projects/{reference}/withdraw", {"reason": "Tried.", **fields}
    )

    assert 400 <= answer.status_code < 500, answer.text[:500]


def test_a_form_in_a_charset_that_sends_halves_of_characters_is_read(shared_demo: World) -> None:
    visitor = shared_demo.visitor("forum.kpaye")
    reference = shared_demo.reference("cuf.project", "Toilet block at the landing")
    boundary = "b"
    parts = [("csrf", visitor.csrf), ("seen", "0"), ("reason", "Half +2AA- of one")]
    body = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in parts
    )
    kind = f"multipart/form-data; boundary={boundary}; charset=utf-7"

    answer = shared_demo.client.post(
        f"/cuf/projects/{reference}/withdraw",
        content=f"{body}--{boundary}--\r\n".encode(),
        headers=visitor.headers | {"content-type": kind},
    )

    assert answer.status_code == 412, answer.text[:500]


@pytest.mark.parametrize("tag", ['"2', "2", 'W/"2"', '"' + "9" * 400 + '"', '"1", "2"'])
def test_a_version_that_does_not_read_is_nobodys(shared_demo: World, tag: str) -> None:
    reference = shared_demo.reference("cuf.project", "Toilet block at the landing")

    answer = shared_demo.visitor("forum.kpaye").send(
        f"/api/cuf/projects/{reference}/take", headers={"if-match": tag}
    )

    assert answer.status_code == 412, answer.text


@pytest.mark.parametrize("path", ["/api/cuf/projects", "/cuf/projects", "/static/none.css", "/health"])
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1:8000@evil.example", "127.0.0.1:port", "127.0.0.1\t", "", "[::1]"]
)
def test_a_foreign_host_is_refused_and_named_nowhere(shared_demo: World, path: str, host: str) -> None:
    answer = shared_demo.client.get(path, headers={"host": host})

    assert answer.status_code == 400
    assert "evil" not in answer.text + str(answer.headers)


INJECTED = {
    "x-forwarded-host": "evil.example",
    "x-forwarded-for": "evil.example",
    "x-forwarded-proto": "gopher",
    "x-original-url": "/evil.example",
    "forwarded": "host=evil.example",
}


@pytest.mark.parametrize("path", ["/", "/sign-in", "/work", "/cuf/projects", "/api/cuf/projects", "/nowhere"])
def test_forwarding_headers_of_strangers_reach_no_link(shared_demo: World, path: str) -> None:
    for person in ("nobody", "forum.kpaye"):
        answer = shared_demo.visitor(person).get(path, **INJECTED)

        assert "evil" not in answer.text + str(answer.headers)
        assert "gopher" not in answer.text + str(answer.headers)


def faults(answer: Response) -> list[str]:
    """The safe headers that this answer lacks, and cookies that are not shut."""
    lacking = [name for name, value in HEADERS.items() if value not in answer.headers.get(name, "")]
    lacking += ["x-request-id"] if "x-request-id" not in answer.headers else []
    return lacking + [
        cookie
        for cookie in answer.headers.get_list("set-cookie")
        if cookie.startswith("sid=") and not {"HttpOnly", "SameSite=lax"} <= set(cookie.split("; "))
    ]


ANSWERS: dict[str, Callable[[World], Response]] = {
    "a page": lambda world: world.visitor("forum.kpaye").get("/work"),
    "a public page": lambda world: world.client.get("/sign-in"),
    "a redirection": lambda world: world.client.get("/work"),
    "an unknown page": lambda world: world.client.get("/nowhere"),
    "a wrong method": lambda world: world.client.delete("/work"),
    "a foreign host": lambda world: world.client.get("/", headers={"host": "evil.example"}),
    "the API": lambda world: world.visitor("forum.kpaye").get("/api/cuf/projects"),
    "the API's refusal": lambda world: world.client.get("/api/cuf/projects"),
    "the API's description": lambda world: world.client.get("/api/openapi.json"),
    "a refused form": lambda world: world.visitor("forum.kpaye").post("/cuf/projects/name"),
    "health": lambda world: world.client.get("/health"),
    "readiness": lambda world: world.client.get("/ready"),
    "a missing file": lambda world: world.client.get("/static/none.css"),
    "too large": lambda world: world.client.post("/sign-in", content=b"a" * 1_100_000),
    "too many headers": lambda world: world.client.get("/", headers=[("x-a", "1")] * 101),
}


@pytest.mark.parametrize("asks", ANSWERS.values(), ids=ANSWERS)
def test_every_answer_has_the_safe_headers(shared_demo: World, asks: Callable[[World], Response]) -> None:
    answer = asks(shared_demo)

    assert faults(answer) == []
    assert answer.headers["cache-control"] == "no-store"


def fails(*_asked: object) -> NoReturn:
    raise RuntimeError("the table cuf_section is gone")


def test_a_fault_of_ours_has_the_safe_headers_and_says_only_its_number(shared_demo: World) -> None:
    """A plug that fails stands for whatever may break behind the doors."""
    house = shared_demo.house
    broken = World(replace(house, plugs=replace(house.plugs, actor_of=fails)))
    headers = shared_demo.visitor("forum.kpaye").headers

    page, api = (broken.client.get(path, headers=headers) for path in ("/work", "/api/cuf/projects"))

    for answer in (page, api):
        assert answer.status_code == 500
        assert faults(answer) == []
        assert answer.headers["x-request-id"] in answer.text
        assert "cuf_section" not in answer.text
    assert api.headers["content-type"] == PROBLEM


def test_a_static_file_is_kept_for_long_and_answered_with_304(shared_demo: World) -> None:
    page = shared_demo.client.get("/sign-in").text
    file = page[page.index("/static/") :].partition('"')[0]

    first = shared_demo.client.get(file)
    again = shared_demo.client.get(file, headers={"if-none-match": first.headers["etag"]})

    assert (first.status_code, again.status_code) == (200, 304)
    for answer in (first, again):
        assert faults(answer) == []
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_ready_says_what_is_lacking(shared_demo: World) -> None:
    assert shared_demo.client.get("/ready").json() == {"ready": True, "lacks": None}


def test_production_describes_itself_to_nobody(shared_demo: World) -> None:
    settings = shared_demo.house.settings.model_copy(update={"mode": "production"})
    client = client_of(main.build(replace(shared_demo.house, settings=settings)), base_url=ADDRESS)

    assert client.get("/api/openapi.json").status_code == 404
