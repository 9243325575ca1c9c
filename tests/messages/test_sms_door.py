"""The SMS door: signed or refused and counted, each message once, answered with what the sender's forum may see."""

import json
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from pydantic import SecretStr
from sqlalchemy import select

from app.kernel.outbox import unread
from app.kernel.plugs import Credential
from app.kernel.references import reference
from app.messages.carriers import Carriers, SmsFile
from app.messages.models import Reply, Unsigned
from app.messages.questions import Question, Verb, read_question
from app.messages.sms_door import signed
from tests.cuf.browsing import app_on, browser_of, house_on, speaking
from tests.cuf.make import NOW, Fund
from tests.doors import client_of, doors_of
from tests.messages.round import Pigeon, go

SECRET = "a secret that the provider and the fund share"
FORUM = "+231770000001"


@dataclass
class Door:
    """The app with its SMS door open, and the forum's telephone known to it."""

    fund: Fund
    client: TestClient

    def send(self, text: str, provider_id: str = "4105426", number: str = FORUM, **more: Any) -> Response:
        body = {"id": provider_id, "urn": f"tel:{number}", "text": text, "direction": "in", **more}
        return self.post(json.dumps(body).encode())

    def post(self, body: bytes, at: datetime = NOW, secret: str = SECRET) -> Response:
        headers = {
            "content-type": "application/json",
            "x-lastmile-signature": signed(body, secret.encode(), at),
        }
        return self.client.post("/api/sms", content=body, headers=headers)

    def replies(self) -> list[Reply]:
        with self.fund.databases.read() as session:
            return list(session.scalars(select(Reply).order_by(Reply.id)))

    def last(self) -> str:
        return self.replies()[-1].text

    def refused(self) -> dict[str, int]:
        with self.fund.databases.read() as session:
            return {row.why: row.count for row in session.scalars(select(Unsigned))}


@pytest.fixture
def door(fund: Fund) -> Door:
    house = house_on(fund, sms_secret=SecretStr(SECRET))

    def behind(session: Any, credential: Credential, now: datetime) -> Any:
        if credential.kind == "telephone":
            return fund.cast["forum"] if credential.secret == FORUM else None
        return fund.plugs.actor_of(session, credential, now)

    plugs = replace(house.plugs, actor_of=behind)
    return Door(fund, client_of(doors_of(replace(house, plugs=plugs))))


# --- Who may


def test_without_a_secret_there_is_no_door(fund: Fund) -> None:
    assert client_of(app_on(fund)).post("/api/sms", json={}).status_code == 404


def test_a_message_without_a_right_signature_is_refused_and_counted(door: Door) -> None:
    body = b'{"id": "1", "urn": "tel:+231770000001", "text": "STATUS"}'

    unsigned = door.client.post("/api/sms", content=body)
    scrawled = door.client.post("/api/sms", content=body, headers={"x-lastmile-signature": "t=1,v1=abc"})
    forged = door.post(body, secret="another secret of the right length, though")
    header = signed(body, SECRET.encode(), NOW)
    changed = door.client.post(
        "/api/sms", content=body.replace(b"STATUS", b"OK"), headers={"x-lastmile-signature": header}
    )

    assert {one.status_code for one in (unsigned, scrawled, forged, changed)} == {403}
    assert unsigned.headers["content-type"] == "application/problem+json"
    assert door.refused() == {"unsigned": 2, "forged": 2}
    assert door.replies() == []


@pytest.mark.parametrize("minutes", [-6, 6])
def test_what_was_signed_at_another_time_is_a_replay(door: Door, minutes: int) -> None:
    answer = door.post(b"{}", at=NOW + timedelta(minutes=minutes))

    assert answer.status_code == 403
    assert door.refused() == {"replayed": 1}


def test_a_signed_message_that_does_not_read_says_which_field(door: Door) -> None:
    answer = door.send("STATUS", number="0770-1")

    assert answer.status_code == 422
    assert [reason["field"] for reason in answer.json()["reasons"]] == ["urn"]


# --- Once


def test_a_message_sent_again_is_answered_once(door: Door) -> None:
    first = door.send("STATUS CUF-1")
    second = door.send("STATUS CUF-1")

    assert (first.json(), second.json()) == (
        {"id": "4105426", "answered": True},
        {"id": "4105426", "answered": False},
    )
    assert len(door.replies()) == 1


def test_a_message_that_comes_in_many_times_at_once_is_answered_once(door: Door) -> None:
    answers: list[int] = []
    together = threading.Barrier(4)

    def send() -> None:
        together.wait()
        answers.append(door.send("STATUS CUF-1").status_code)

    senders = [threading.Thread(target=send) for _number in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert answers == [200] * 4
    assert len(door.replies()) == 1


def test_numbers_of_the_provider_s_own_are_texts_too(door: Door) -> None:
    assert door.send("STATUS CUF-1", provider_id=4105426).json()["id"] == "4105426"  # type: ignore[arg-type]  # as RapidPro sends it


def test_a_stranger_is_not_answered(door: Door) -> None:
    answer = door.send("STATUS CUF-1", number="+231770000002")

    assert answer.json()["answered"] is False
    assert [(one.number, one.text) for one in door.replies()] == [("", "")]


# --- What is answered


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("STATUS CUF-107", Question(Verb.STATUS, "CUF-107")),
        ("  status:  cuf 107 ", Question(Verb.STATUS, "cuf 107")),
        ("État CUF-107", Question(Verb.STATUS, "CUF-107")),
        ("Ok CUF-107", Question(Verb.CONFIRM, "CUF-107")),
        ("Oui CUF-107", Question(Verb.CONFIRM, "CUF-107")),
        ("STATUS", None),
        ("How far is it?", None),
        ("", None),
    ],
)
def test_the_first_word_says_what_is_asked(text: str, question: Question | None) -> None:
    assert read_question(text) == question


def test_a_status_says_where_it_stands_since_when_until_when_and_with_whom(door: Door) -> None:
    made = door.fund.submitted()

    door.send(f"status {made.lower()}")

    assert door.last() == (
        f"{made} Solid-waste points: submitted since 30 June 2026. Promised by 28 July 2026. "
        "Now with: municipal team."
    )


def test_a_status_is_in_the_sender_s_language(door: Door) -> None:
    made = door.fund.submitted()
    speaking(door.fund, "forum", "fr")

    door.send(f"STATUS {made}")

    assert "depuis le 30 juin 2026" in door.last()
    assert "équipe municipale" in door.last()


def test_a_late_one_says_how_late_and_whom_to_ring(door: Door) -> None:
    early = NOW - timedelta(days=70)
    made = door.fund.submitted(now=early)

    door.send(f"STATUS {made}")

    assert "working days late, promised by" in door.last()
    assert "Now with: director." in door.last()
    assert door.last().endswith("Tel. +231770999999.")


def test_what_the_forum_may_not_see_is_not_there(door: Door) -> None:
    foreign = door.fund.need("forum.togba")

    nothing = reference("CUF", 99_999)

    said = []
    for number, asked in enumerate((foreign, nothing)):
        door.send(f"STATUS {asked}", provider_id=str(number))
        said.append(door.last())

    assert said == [
        f"There is nothing with the reference {asked} that you may see." for asked in (foreign, nothing)
    ]


def test_anything_else_is_answered_with_how_to_ask(door: Door) -> None:
    door.send("Good morning")

    assert door.last().startswith("Write STATUS and the number of your project")


def test_a_confirmation_says_that_what_was_told_has_been_read(door: Door) -> None:
    made = door.fund.submitted()
    person = door.fund.cast["forum"].reference

    with door.fund.databases.read() as session:
        before = unread(session, person)
    door.send(f"OK {made}")

    with door.fund.databases.read() as session:
        assert (before > 0, unread(session, person)) == (True, 0)
    assert door.last() == f"Thank you. Noted for {made}."


# --- Out again


def test_the_answer_goes_out_by_the_postman_and_the_number_is_forgotten(door: Door, tmp_path: Path) -> None:
    door.send("Good morning")
    house = house_on(door.fund)
    file = tmp_path / "sms.jsonl"

    done = go(house, carriers=Carriers(sms=SmsFile(file)))

    (line,) = file.read_text("utf-8").splitlines()
    assert done == 1
    assert json.loads(line)["urns"] == [f"tel:{FORUM}"]
    assert [(one.number, one.posted_at) for one in door.replies()] == [("", NOW)]


def test_an_answer_that_cannot_go_is_given_up_for_the_administrator_to_see(door: Door) -> None:
    door.send("Good morning")
    with door.fund.databases.write() as session:
        reply = session.scalars(select(Reply)).one()
        reply.gave_up_at, reply.fault, reply.tries = NOW, "http 400", 1
    browser = browser_of(door.fund, "administrator")

    page = browser.text("/messages")
    browser.send("/messages")
    pigeon = Pigeon()
    go(house_on(door.fund), carriers=Carriers(sms=pigeon))

    assert "…001" in page
    assert FORUM not in page
    assert "an answer by text message" in page
    assert [one.to for one in pigeon.carried] == [FORUM]
