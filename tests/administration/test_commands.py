"""The operator's commands, as they are typed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url
from typer.testing import CliRunner

from app.administration.commands import operations
from app.administration.models import Mark, Task
from app.kernel.db import databases
from app.settings import Settings
from tests.administration.installation import settings_on
from tests.databases import Database
from tests.postgres import shown


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Type a command on the machine of these settings: its exit code, and all it said."""
    monkeypatch.chdir(tmp_path)

    def typed(settings: Settings, *words: object) -> tuple[int, str]:
        for name, value in settings.model_dump(exclude_none=True, exclude_defaults=True).items():
            plain = value.get_secret_value() if hasattr(value, "get_secret_value") else value
            monkeypatch.setenv(f"LASTMILE_{name.upper()}", str(plain))
        done = CliRunner().invoke(operations, [str(word) for word in words])
        return done.exit_code, done.output

    return typed


def test_a_backup_goes_out_and_comes_back(
    own: Settings,
    clone: Callable[[str], Database],
    run: Callable[..., tuple[int, str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    empty = clone("empty")
    url = make_url(empty.owner_url)
    monkeypatch.setenv("PGPASSWORD", url.password or "")
    target = settings_on(empty, tmp_path / "elsewhere")

    made, said = run(own, "backup", tmp_path / "backups")
    (file,) = (tmp_path / "backups").iterdir()
    back, said_back = run(
        target,
        "restore",
        file,
        "--into",
        shown(url._replace(password=None)),
        "--documents",
        tmp_path / "papers",
    )

    opened = databases(own.database_url)
    with opened.read() as session:
        told = session.get_one(Mark, Task.BACKUP).told
    opened.close()
    assert (made, back) == (0, 0), said + said_back
    assert f"{told['facts']} facts of test.invalid/trail with root " in said_back
    assert len(list((tmp_path / "papers").glob("??/??/*"))) == 1


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True, scope="session")
def test_a_folder_is_a_place_to_restore_into(
    own: Settings, run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    run(own, "backup", tmp_path / "backups")
    (file,) = (tmp_path / "backups").iterdir()

    first = run(own, "restore", file, "--into", tmp_path / "drill")
    second = run(own, "restore", file, "--into", tmp_path / "drill")

    assert first[0] == 0
    assert sorted(path.name for path in (tmp_path / "drill").iterdir()) == ["documents", "lastmile.db"]
    assert second[0] == 1
    assert "There are data in the target database" in second[1]


def test_13_a_password_among_the_words_of_a_command_is_refused(
    own: Settings, run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    code, said = run(own, "restore", tmp_path / "any.tar", "--into", "postgresql+psycopg://me:hidden@here/x")

    assert (code, "PGPASSWORD" in said, "hidden" in said) == (1, True, False)


def test_what_cannot_be_backed_up_ends_with_a_sentence_and_1(
    elsewhere: Settings, run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    code, said = run(elsewhere, "backup", tmp_path / "backups")

    assert code == 1
    assert "no trail" in said


def test_the_doctor_lists_each_mend_and_ends_with_1(
    own: Settings, run: Callable[..., tuple[int, str]]
) -> None:
    code, said = run(own, "doctor")

    assert code == 1
    assert "well  The schema" in said
    assert "MEND  The last backup\n      Run `lastmile backup FOLDER`, once a day." in said
    assert said.rstrip().endswith("things to mend.")
