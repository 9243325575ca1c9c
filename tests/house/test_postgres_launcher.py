"""The tests' own PostgreSQL: really started, with two roles of which only the owner's makes tables."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text
from sqlalchemy.exc import ProgrammingError

from tests.databases import Database, PostgreSQL
from tests.postgres import APP, MEND, OWNER, Addresses, CannotServeError, Cluster, programs, run_statements

ROOT = Path(__file__).parents[2]


@pytest.fixture
def database(postgres_server: Addresses, shared_folder: Path) -> Iterator[Database]:
    source = PostgreSQL(postgres_server, shared_folder, {"empty": lambda _owner_url: None})
    made = source.clone("empty")
    yield made
    source.drop(made)


def answer(url: str, question: str) -> list[tuple[object, ...]]:
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


def test_the_two_roles_exist_and_have_no_more_rights_than_they_need(postgres_server: Addresses) -> None:
    roles = answer(
        postgres_server.admin,
        "SELECT rolname, rolcanlogin, rolcreatedb, rolsuper, rolcreaterole FROM pg_roles"
        " WHERE rolname LIKE 'lastmile%' ORDER BY rolname",
    )

    assert roles == [(APP, True, False, False, False), (OWNER, True, True, False, False)]


def test_each_address_signs_in_as_its_role(database: Database) -> None:
    assert answer(database.url, "SELECT current_user") == [(APP,)]
    assert answer(database.owner_url, "SELECT current_user") == [(OWNER,)]


def test_the_owner_makes_tables_and_the_application_cannot(database: Database) -> None:
    run_statements(database.owner_url, ["CREATE TABLE public.of_owner (id bigint)"])

    with pytest.raises(ProgrammingError, match="permission denied for schema public"):
        run_statements(database.url, ["CREATE TABLE public.of_app (id bigint)"])

    assert answer(database.url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == [
        ("of_owner",)
    ]


def test_the_server_listens_on_a_short_socket_and_on_no_port(postgres_server: Addresses) -> None:
    if os.environ.get("LASTMILE_TEST_DATABASE_URL"):
        pytest.skip("the server is not ours")

    assert answer(postgres_server.admin, "SHOW listen_addresses") == [("",)]
    assert len(str(make_url(postgres_server.admin).query["host"])) < 100


def test_clones_are_separate(clone: Callable[[str], Database]) -> None:
    one, other = clone("empty"), clone("empty")

    run_statements(one.owner_url, ["CREATE TABLE only_here (id bigint)"])

    assert answer(one.owner_url, "SELECT * FROM only_here") == []
    assert one != other
    run_statements(other.owner_url, ["CREATE TABLE only_here (id bigint)"])


def test_no_postgresql_at_all_is_an_error_with_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.postgres.WHEEL", "no_such_wheel")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("pathlib.Path.glob", lambda _path, _pattern: iter(()))

    with pytest.raises(CannotServeError) as refusal:
        programs()

    assert str(refusal.value) == MEND


def test_a_durable_server_keeps_what_it_committed_before_a_crash() -> None:
    with TemporaryDirectory(prefix="lm-", dir="/tmp") as folder:
        cluster = Cluster(Path(folder), durable=True)
        cluster.create()
        cluster.start()
        run_statements(cluster.admin, ["CREATE TABLE kept (id bigint)", "INSERT INTO kept VALUES (1)"])

        cluster.crash()
        cluster.start()

        assert answer(cluster.admin, "SELECT id FROM kept") == [(1,)]
        assert answer(cluster.admin, "SHOW fsync") == [("on",)]
        cluster.stop()


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_the_server_goes_however_the_run_that_held_it_ends(end: signal.Signals, tmp_path: Path) -> None:
    held = tmp_path / "held"
    test = tmp_path / "test_hold.py"
    test.write_text(
        "import time\n"
        "def test_hold(postgres_server, shared_folder):\n"
        f"    open({str(held)!r}, 'w').write(str(shared_folder))\n"
        "    time.sleep(600)\n"
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.databases",
        f"--rootdir={tmp_path}",
        str(test),
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        until(lambda: held.exists() and held.read_text() != "")
        folder = Path(held.read_text())
        server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        owner = (folder / "data").stat().st_uid

        run.send_signal(end)

    until(lambda: not is_running(server) and not folder.exists())
    assert owner != 0


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def until(come: Callable[[], bool]) -> None:
    latest = time.monotonic() + 60
    while not come():
        assert time.monotonic() < latest, "it did not come about within a minute"
        time.sleep(0.05)
