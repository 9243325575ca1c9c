"""What a move does with documents: kept once, renewed, withdrawn, and told on the trail without the file."""

import json
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from app.documents.models import Document
from app.documents.queries import document_of, documents_of
from app.documents.receive import receive
from app.documents.schemas import ReceivedFile, Upload
from app.documents.store import Store
from app.kernel.db import Databases
from app.kernel.errors import NotFound
from app.kernel.flow import find
from app.kernel.trail.log import records
from app.kernel.trail.models import Secret
from app.kernel.tx import Untold, writing
from tests.documents import corpus, toy


@pytest.fixture
def album(both: Databases) -> str:
    return toy.new_album(both)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "documents")


def received(store: Store, content: bytes, name: str = "letter.pdf") -> ReceivedFile:
    return receive(BytesIO(content), name, store, 2_000_000)


def listed(databases: Databases, reference: str) -> list[Document]:
    with databases.read() as session:
        return documents_of(session, find(session, toy.FORUM, toy.FLOW, reference, toy.NOW).id)


def test_a_kept_document_has_its_file_its_person_and_its_moment(
    both: Databases, album: str, store: Store
) -> None:
    file = received(store, corpus.photograph(), "well.jpg")

    toy.keep(both, album, file, "The well, dug")

    (document,) = listed(both, album)
    version = document.current
    assert (document.title, document.purpose, version.number) == ("The well, dug", "photo", 1)
    assert (version.sha256, version.original_sha256) == (file.sha256, file.original_sha256)
    assert (version.kept_by, version.kept_at) == ("usr_104", toy.NOW)
    assert (version.taken_at, version.taken_zoned) == (file.taken.at, True)
    assert (version.latitude, version.longitude) == (-1_292_000, 36_822_000)
    assert version.is_picture


def test_R108_the_same_file_kept_again_is_the_same_document(
    both: Databases, album: str, store: Store
) -> None:
    for title in ("Once", "Again"):
        toy.keep(both, album, received(store, corpus.photograph(), "well.jpg"), title)

    assert [document.title for document in listed(both, album)] == ["Once"]


def test_R108_the_same_file_kept_twice_at_once_is_one_document(
    both: Databases, album: str, store: Store
) -> None:
    file = received(store, corpus.photograph(), "well.jpg")

    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(toy.keep, both, album, file) for _hand in range(4)]

    assert [one.exception() for one in done] == [None] * 4
    assert len(listed(both, album)) == 1


def test_a_file_that_was_withdrawn_can_be_sent_again(both: Databases, album: str, store: Store) -> None:
    toy.keep(both, album, received(store, corpus.pdf()))
    toy.do(both, album, "withdraw", toy.Which(document=1))

    toy.keep(both, album, received(store, corpus.pdf()))

    assert [document.id for document in listed(both, album)] == [2]


def test_two_albums_may_have_the_same_file(both: Databases, album: str, store: Store) -> None:
    other = toy.new_album(both)

    for reference in (album, other):
        toy.keep(both, reference, received(store, corpus.pdf()))

    assert [len(listed(both, reference)) for reference in (album, other)] == [1, 1]


def test_a_new_version_counts_and_the_old_one_stays(both: Databases, album: str, store: Store) -> None:
    toy.keep(both, album, received(store, corpus.pdf()))
    newer = received(store, corpus.pdf() + b"\n")

    for _time in range(2):
        toy.do(both, album, "renew", toy.Renewal(document=1, file=newer, title="A letter"))

    (document,) = listed(both, album)
    assert [version.number for version in document.versions] == [1, 2]
    assert document.current.sha256 == newer.sha256


def test_a_withdrawn_document_is_listed_no_more(both: Databases, album: str, store: Store) -> None:
    toy.keep(both, album, received(store, corpus.pdf()))

    toy.do(both, album, "withdraw", toy.Which(document=1))

    assert listed(both, album) == []
    with both.read() as session:
        assert session.scalars(select(Document.withdrawn_at)).one() == toy.NOW


def test_a_document_of_another_thing_is_not_found(both: Databases, album: str, store: Store) -> None:
    toy.keep(both, album, received(store, corpus.pdf()))
    other = toy.new_album(both)

    with pytest.raises(NotFound):
        toy.do(both, other, "withdraw", toy.Which(document=1))

    with both.read() as session, pytest.raises(NotFound):
        document_of(session, 0, 1)


def smuggle(databases: Databases, reference: str, file: ReceivedFile) -> None:
    with writing(databases, toy.PLUGS, toy.FORUM, toy.NOW, "req-1") as tx:
        thing = find(tx.session, toy.FORUM, toy.FLOW, reference, toy.NOW)
        toy.attach(tx, thing, Upload(file=file, title="Smuggled"))


def test_a_document_written_outside_a_move_does_not_commit(both: Databases, album: str, store: Store) -> None:
    file = received(store, corpus.pdf())

    with pytest.raises(Untold):
        smuggle(both, album, file)

    assert listed(both, album) == []


def test_the_trail_tells_of_the_document_and_only_commits_to_what_is_personal(
    both: Databases, album: str, store: Store
) -> None:
    file = received(store, corpus.photograph(), "Amina at the well.jpg")

    toy.keep(both, album, file, "Amina at the well")

    with both.read() as session:
        last = list(records(session.connection()))[-1][1].decode()
        form = session.scalars(select(Secret.value).where(Secret.field == "form").order_by(Secret.seq)).all()
    body = json.loads(last)["body"]
    assert body["move"] == "attach"
    assert {row["table"] for row in body["changes"]} == {"documents_document", "documents_version"}
    assert not [word for word in ("Amina", file.sha256, str(file.original_sha256)) if word in last]
    assert json.loads(str(form[-1])) == {
        "title": "Amina at the well",
        "file": {"sha256": file.sha256, "media_type": "image/jpeg", "size": file.size},
    }
