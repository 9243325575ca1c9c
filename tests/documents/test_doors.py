"""The doors of documents, walked through as a browser does: in with a form, out as an attachment."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, func, select

from app.documents.doors import store_of
from app.documents.models import Document, Version
from app.documents.pages import name_parameters
from app.kernel.db import Databases
from app.kernel.flow import Nothing
from app.web.house import House
from app.web.tokens import csrf_token
from tests.documents import corpus, toy

Send = Callable[..., Any]


@pytest.fixture
def house(both: Databases, tmp_path: Path) -> House:
    return toy.house_in(tmp_path, both)


@pytest.fixture
def album(both: Databases) -> str:
    return toy.new_album(both)


@pytest.fixture
def browser(house: House) -> Iterator[Callable[[str], TestClient]]:
    app = toy.app_of(house)
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:

        def of(person: str) -> TestClient:
            client.cookies.set("sid", person)
            return client

        yield of


@pytest.fixture
def send(house: House, browser: Callable[[str], TestClient], album: str) -> Send:
    def sent(
        content: bytes | None, name: str, person: str = "forum", csrf: str | None = None, **fields: str
    ) -> Any:
        token = csrf_token(house.settings, toy.credential(person)) if csrf is None else csrf
        data = {"csrf": token, "title": "The well", **fields}
        files = {"file": ("", b"") if content is None else (name, content)}
        return browser(person).post(f"/albums/{album}", data=data, files=files)

    return sent


def count(databases: Databases) -> int:
    with databases.read() as session:
        return session.scalar(select(func.count()).select_from(Version)) or 0


def test_a_file_sent_stands_in_the_list_with_size_kind_person_and_day(
    send: Send, browser: Callable[[str], TestClient], album: str
) -> None:
    answer = send(corpus.photograph(), "well.jpg")

    shown = browser("forum").get(f"/albums/{album}").text
    assert answer.status_code == 303
    assert "/documents/1/1" in shown
    assert "JPEG picture, 1 kB" in shown
    assert "The forum&#39;s secretary" in shown
    assert "30 Jun 2026" in shown
    assert "1 May 2026" in shown


def test_the_file_lies_in_the_store_before_the_writing_transaction_begins(house: House, send: Send) -> None:
    content, there = corpus.pdf(), []

    def begun(_connection: Any) -> None:
        there.append(store_of(house).has(sha256(content).hexdigest()))

    event.listen(house.databases.writing, "begin", begun)
    send(content, "letter.pdf")

    assert there == [True]


def test_a_refused_file_opens_no_writing_transaction_and_loses_nothing_typed(
    house: House, send: Send
) -> None:
    begun: list[object] = []
    event.listen(house.databases.writing, "begin", begun.append)

    answer = send(b"<svg/>", "drawing.svg", title="A drawing of the well")

    assert answer.status_code == 422
    assert "HTML, SVG" in answer.text
    assert "A drawing of the well" in answer.text
    assert "govuk-file-upload--error" in answer.text
    assert not begun


def test_one_byte_over_the_limit_is_refused_at_the_field(send: Send, both: Databases) -> None:
    answer = send(b"a" * 2_000_001, "note.txt")

    assert answer.status_code == 422
    assert "The file has 3 MB; the most is 2 MB." in answer.text
    assert count(both) == 0


def test_a_form_without_its_file_says_so(send: Send) -> None:
    answer = send(None, "")

    assert answer.status_code == 422
    assert "File – this must be filled in." in answer.text


def test_nobody_gets_at_a_file_by_typing_its_digest(
    house: House, browser: Callable[[str], TestClient], album: str
) -> None:
    stored = store_of(house).put(BytesIO(corpus.pdf()))
    token = csrf_token(house.settings, toy.credential("forum"))

    for fields in ({"file": stored.sha256}, {"file-sha256": stored.sha256, "file-size": "1"}):
        answer = browser("forum").post(f"/albums/{album}", data={"csrf": token, "title": "Mine", **fields})

        assert answer.status_code == 422


@pytest.mark.parametrize(("person", "csrf", "status"), [("nobody", None, 303), ("forum", "forged", 403)])
def test_who_is_not_signed_in_or_comes_from_elsewhere_fills_no_store(
    house: House, send: Send, person: str, csrf: str | None, status: int
) -> None:
    answer = send(corpus.pdf(), "letter.pdf", person, csrf)

    assert answer.status_code == status
    assert not house.settings.documents_dir.exists()


def test_R108_the_same_upload_repeated_does_not_double(send: Send, both: Databases) -> None:
    statuses = [send(corpus.photograph(), "well.jpg").status_code for _time in range(2)]

    assert statuses == [303, 303]
    assert count(both) == 1


def test_a_download_is_an_attachment_in_a_sandbox(send: Send, browser: Callable[[str], TestClient]) -> None:
    content = corpus.pdf()
    send(content, "Accord — Élodie.pdf")

    answer = browser("forum").get("/documents/1/1")

    assert answer.content == content
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-length"] == str(len(content))
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"Accord _ _lodie.pdf\"; filename*=UTF-8''Accord%20%E2%80%94%20%C3%89lodie.pdf"
    )
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ('a"; b.pdf', "filename=\"a_; b.pdf\"; filename*=UTF-8''a%22%3B%20b.pdf"),
        ("100%41.pdf", "filename=\"100_41.pdf\"; filename*=UTF-8''100%2541.pdf"),
        ("ملف.pdf", "filename=\"___.pdf\"; filename*=UTF-8''%D9%85%D9%84%D9%81.pdf"),
    ],
)
def test_a_name_cannot_leave_its_quotes(name: str, header: str) -> None:
    assert name_parameters(name) == header


def test_a_picture_is_shown_from_our_own_bytes(send: Send, browser: Callable[[str], TestClient]) -> None:
    send(corpus.photograph(), "well.jpg")

    answer = browser("forum").get("/documents/1/1/picture")

    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == "inline"
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert b"Telltale" not in answer.content


def test_what_is_no_picture_is_never_shown_inline(send: Send, browser: Callable[[str], TestClient]) -> None:
    send(corpus.pdf(), "letter.pdf")

    answer = browser("forum").get("/documents/1/1/picture")

    assert answer.status_code == 404


def test_no_address_gives_the_restricted_original(
    send: Send, browser: Callable[[str], TestClient], house: House, both: Databases
) -> None:
    send(corpus.photograph(), "well.jpg")

    served = [browser("forum").get(f"/documents/1/1{end}").content for end in ("", "/picture")]

    with both.read() as session:
        original = session.scalars(select(Version.original_sha256)).one()
    assert original == sha256(corpus.photograph()).hexdigest()
    assert all(sha256(content).hexdigest() != original for content in served)


@pytest.mark.parametrize("address", ["/documents/1/1", "/documents/1/1/picture"])
def test_a_document_of_a_thing_one_does_not_see_is_not_there(
    send: Send, browser: Callable[[str], TestClient], both: Databases, album: str, address: str
) -> None:
    send(corpus.photograph(), "well.jpg")

    before = {person: browser(person).get(address).status_code for person in ("forum", "team", "stranger")}
    toy.do(both, album, "open", Nothing())
    after = {person: browser(person).get(address).status_code for person in ("forum", "team", "stranger")}

    assert before == {"forum": 200, "team": 404, "stranger": 404}
    assert after == {"forum": 200, "team": 200, "stranger": 404}


@pytest.mark.parametrize("address", ["/documents/2/1", "/documents/1/2", "/documents/1/0"])
def test_a_document_that_is_not_there_answers_like_one_that_is_hidden(
    send: Send, browser: Callable[[str], TestClient], address: str
) -> None:
    send(corpus.pdf(), "letter.pdf")

    assert browser("forum").get(address).status_code == 404


def test_a_withdrawn_document_is_not_handed_out(
    send: Send, browser: Callable[[str], TestClient], both: Databases, album: str
) -> None:
    send(corpus.pdf(), "letter.pdf")
    with both.read() as session:
        document = session.scalars(select(Document.id)).one()

    toy.do(both, album, "withdraw", toy.Which(document=document))

    assert browser("forum").get(f"/documents/{document}/1").status_code == 404
