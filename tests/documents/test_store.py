"""The store: whole or not at all, once for the same bytes, and swept of what nobody names."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.documents.commands import documents, sweep
from app.documents.receive import receive
from app.documents.store import Store
from app.kernel.db import Databases
from tests.documents import corpus, toy

HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
LATER = timedelta(days=2)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "documents")


def files(store: Store) -> set[str]:
    return {path.name for path in store.folder.glob("??/??/*")}


def age(store: Store, days: int = 2) -> None:
    moment = (datetime.now(UTC) - timedelta(days=days)).timestamp()
    for path in store.folder.rglob("*"):
        if path.is_file():
            os.utime(path, (moment, moment))


def test_what_is_put_lies_under_its_sha256(store: Store) -> None:
    blob = store.put(BytesIO(b"hello"))

    assert (blob.sha256, blob.size) == (HELLO, 5)
    assert store.has(HELLO)
    assert (store.folder / "2c" / "f2" / HELLO).read_bytes() == b"hello"
    with store.open(HELLO) as file:
        assert file.read() == b"hello"


def test_the_same_bytes_are_one_file_and_nothing_is_left_beside_it(store: Store) -> None:
    source = BytesIO(b"hello")

    first, second = store.put(source), store.put(source)

    assert first == second
    assert files(store) == {HELLO}
    assert not list(store.incoming.iterdir())


def test_the_same_bytes_put_by_many_at_once_are_one_whole_file(store: Store) -> None:
    content = bytes(range(256)) * 4_000

    with ThreadPoolExecutor(8) as pool:
        blobs = set(pool.map(lambda _hand: store.put(BytesIO(content)), range(16)))

    (blob,) = blobs
    assert files(store) == {blob.sha256}
    with store.open(blob.sha256) as file:
        assert file.read() == content


def test_nobody_else_on_the_machine_reads_them(store: Store) -> None:
    store.put(BytesIO(b"hello"))

    assert (store.folder / "2c" / "f2" / HELLO).stat().st_mode & 0o077 == 0


def test_a_file_that_breaks_off_leaves_nothing(store: Store) -> None:
    class Broken(BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            raise OSError

    with pytest.raises(OSError):
        store.put(Broken())

    assert not files(store)
    assert not list(store.incoming.iterdir())


def test_what_is_not_there_says_so(store: Store) -> None:
    assert not store.has(HELLO)
    with pytest.raises(FileNotFoundError):
        store.open(HELLO)


def test_the_sweep_takes_what_no_version_names_and_nothing_else(store: Store, both: Databases) -> None:
    named = receive(BytesIO(corpus.photograph()), "well.jpg", store, 2_000_000)
    toy.keep(both, toy.new_album(both), named)
    store.put(BytesIO(b"hello"))
    (store.incoming / "half").write_bytes(b"half")
    age(store)
    fresh = store.put(BytesIO(b"fresh"))

    with both.read() as session:
        removed = sweep(session, store, datetime.now(UTC))

    assert removed == 2
    assert files(store) == {named.sha256, named.original_sha256, fresh.sha256}


def test_the_sweep_keeps_what_a_withdrawn_document_names(store: Store, both: Databases) -> None:
    album, file = toy.new_album(both), receive(BytesIO(corpus.pdf()), "letter.pdf", store, 2_000_000)
    toy.keep(both, album, file)
    toy.do(both, album, "withdraw", toy.Which(document=1))
    age(store)

    with both.read() as session:
        removed = sweep(session, store, datetime.now(UTC))

    assert (removed, files(store)) == (0, {file.sha256})


def test_what_is_put_again_is_as_fresh_as_the_first_time(store: Store) -> None:
    store.put(BytesIO(b"hello"))
    age(store)
    old = list(store.older_than(datetime.now(UTC) - timedelta(days=1)))
    store.put(BytesIO(b"hello"))

    removed = store.remove(HELLO, datetime.now(UTC) - timedelta(days=1))

    assert old == [HELLO]
    assert not removed
    assert store.has(HELLO)


def test_the_command_sweeps_the_folder_of_the_settings(
    store: Store, both: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(BytesIO(b"hello"))
    age(store)
    url = both.writing.url.render_as_string(hide_password=False)
    monkeypatch.setenv("LASTMILE_DATABASE_URL", url)
    monkeypatch.setenv("LASTMILE_DOCUMENTS_DIR", str(store.folder))

    done = CliRunner().invoke(documents, ["sweep"])

    assert (done.exit_code, done.stdout) == (0, "Files removed: 1\n")
    assert not files(store)
