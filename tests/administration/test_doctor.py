"""The doctor: an installation in good health, and each ailment with its mend."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from typer.testing import CliRunner

from app.administration.actions import mark
from app.administration.doctor import examined
from app.administration.engines import engine_on
from app.administration.models import Task
from app.cli import main
from app.kernel import jobs, schema
from app.kernel.db import databases
from app.kernel.trail.merkle import leaf_hash
from app.kernel.trail.note import Checkpoint
from app.kernel.trail.note import sign as signed
from app.kernel.trail.signer import read_key_file
from app.settings import Settings
from tests.administration.installation import ORIGIN, go_on
from tests.databases import Database
from tests.web.world import SECRET

NOW = datetime.now(UTC)
"""The real time, since the database's own clock is looked at."""
NOT_HERE = "The assets"
"""Whether they are built depends on who runs the tests; they have a test of their own."""


def mends(settings: Settings, now: datetime | None = None) -> dict[str, str]:
    """What is to be mended, by what it is; now, unless a moment is given."""
    found = [
        one for one in examined(settings, now or datetime.now(UTC)) if not one.well and one.what != NOT_HERE
    ]
    return {one.what: " ".join(one.mends) for one in found}


@pytest.fixture
def well(own: Settings) -> Settings:
    """An installation whose worker, check and backup are of today, with nothing in the outbox."""
    opened = databases(own.database_url)
    with opened.write() as session:
        session.execute(text("UPDATE kernel_notice SET posted_at = written_at"))
    for task in Task:
        mark(opened, task, datetime.now(UTC), faults=0)
    opened.close()
    return own


def does(settings: Settings, statement: str) -> None:
    """One statement by the owner of the tables."""
    with engine_on(settings.migrations_url).begin() as connection:
        connection.execute(text(statement))


def test_a_deployment_in_good_health_needs_nothing(well: Settings) -> None:
    assert mends(well) == {}


def test_64_production_says_every_unsafe_setting(well: Settings) -> None:
    told = mends(well.model_copy(update={"mode": "production"}))

    assert "does not begin with https" in told["Settings, for production"]


@pytest.mark.parametrize("secret", ["short", "a" * 64])
def test_13_a_secret_that_can_be_guessed_is_told(well: Settings, secret: str) -> None:
    assert "can be guessed" in mends(well.model_copy(update={"secret_key": SecretStr(secret)}))["The secret"]


def test_13_a_secret_that_is_missing_or_open_to_others_is_told(well: Settings, tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    without = well.model_copy(update={"secret_key": None, "secret_key_file": file})

    assert "cannot be read" in mends(without)["The secret"]
    file.write_text("Tr0ub4dor and three, or thirty-two characters")
    file.chmod(0o644)
    assert "Others may touch" in mends(without)["The secret"]


def test_13_a_signing_key_that_is_open_or_gone_is_told(well: Settings) -> None:
    well.signing_key_file.chmod(0o640)
    assert "chmod 600" in mends(well)["The signing key"]

    well.signing_key_file.unlink()
    assert "is no signing key" in mends(well)["The signing key"]


def test_a_documents_folder_without_room_or_rights_is_told(
    well: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.administration.machine.ROOM", 1 << 62)

    assert "are free for documents" in mends(well)["The documents' folder"]


def test_a_language_that_is_not_translated_is_told(well: Settings) -> None:
    assert "pt says 0 %" in mends(well.model_copy(update={"languages": ("en", "pt")}))["The languages"]


def test_assets_that_are_not_built_are_told(
    well: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("app.web.assets.BUILT", tmp_path)
    monkeypatch.setattr("app.web.assets.manifest", {"app.css": "app-gone.css"}.copy)

    found = next(one for one in examined(well, NOW) if one.what == NOT_HERE)

    assert found.mends == ("The assets are half built (app-gone.css): run `make setup`.",)


def test_a_database_that_does_not_answer_ends_the_examination(well: Settings) -> None:
    gone = well.model_copy(
        update={"database_url": "postgresql+psycopg://nobody@127.0.0.1:9/none?connect_timeout=1"}
    )

    found = list(examined(gone, NOW))

    assert found[-1].what == "The database answers"
    assert found[-1].mends == ("It does not (OperationalError): start it, or mend LASTMILE_DATABASE_URL.",)


def test_66_a_schema_behind_the_models_is_told(well: Settings) -> None:
    does(well, "UPDATE alembic_version SET version_num = '0001'")

    assert "Run `lastmile migrate`" in mends(well)["The schema"]


def test_a_trail_that_has_not_begun_or_has_another_origin_is_told(
    well: Settings, clone: Callable[[str], Database], tmp_path: Path
) -> None:
    what = "The trail has begun under its origin"

    assert (
        "LASTMILE_ORIGIN says other/trail" in mends(well.model_copy(update={"origin": "other/trail"}))[what]
    )
    empty = clone("empty")
    schema.upgrade(engine_on(empty.owner_url))
    begun = well.model_copy(update={"database_url": empty.owner_url, "owner_database_url": empty.owner_url})
    assert "run `lastmile init`" in mends(begun)[what]


def test_second_factors_that_stand_readable_are_told_and_sealed_by_migrate(
    well: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    does(well, "UPDATE identity_second_factor SET secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'")
    monkeypatch.setenv("LASTMILE_DATABASE_URL", well.database_url)
    monkeypatch.setenv("LASTMILE_OWNER_DATABASE_URL", well.migrations_url)
    monkeypatch.setenv("LASTMILE_SECRET_KEY", SECRET)

    readable = mends(well)
    migrated = CliRunner().invoke(main, ["migrate"])

    assert "stand readable in the database" in readable["Second factors"]
    assert "second factors that stood readable.\n" in migrated.output
    assert mends(well) == {}


def test_second_factors_that_do_not_open_under_the_secret_are_told(well: Settings) -> None:
    other = well.model_copy(update={"secret_key": SecretStr("another secret, as long as the first")})

    assert "do not open under this secret" in mends(other)["Second factors"]


def test_20_21_a_way_to_alter_the_trail_is_told(well: Settings) -> None:
    what = "The trail cannot be altered"
    if well.database_url.startswith("sqlite"):
        does(well, "DROP TRIGGER kernel_fact_no_update")
        assert "Triggers are gone (kernel_fact_no_update)" in mends(well)[what]
        return

    does(well, "ALTER TABLE kernel_fact DISABLE TRIGGER kernel_fact_row_is_final")
    assert "not enabled always" in mends(well)[what]
    does(well, "GRANT UPDATE ON kernel_checkpoint TO PUBLIC")
    assert "may UPDATE kernel_checkpoint" in mends(well)[what]
    as_owner = well.model_copy(update={"database_url": well.owner_database_url})
    assert "may UPDATE, DELETE, TRUNCATE kernel_fact" in mends(as_owner)[what]


@pytest.mark.parametrize(
    ("size", "sentence"),
    [(5, "The facts are not those that the checkpoint 5 was signed over"), (10**6, "facts are gone")],
)
def test_9_a_note_signed_over_another_tree_is_told(well: Settings, size: int, sentence: str) -> None:
    key = read_key_file(well.signing_key_file)
    note = signed(Checkpoint(ORIGIN, size, leaf_hash(b"another")), key, ORIGIN)
    well.signing_key_file.with_suffix(".last").write_text(note)

    assert sentence in mends(well)["The trail is what was signed"]


def test_9_a_last_note_that_is_gone_or_altered_is_told(well: Settings) -> None:
    last = well.signing_key_file.with_suffix(".last")
    last.write_text(last.read_text().replace("trail", "trial", 1))
    assert "does not verify" in mends(well)["The trail is what was signed"]

    last.unlink()
    assert "last note is gone" in mends(well)["The trail is what was signed"]


def test_67_a_clock_behind_the_newest_fact_is_told(well: Settings) -> None:
    told = mends(well, datetime(2026, 1, 1, tzinfo=UTC))

    assert "later than this machine's time" in told["The clock"]


def test_33_facts_that_nobody_signs_are_told(well: Settings) -> None:
    go_on(well, 2)

    assert mends(well)["The newest checkpoint"].startswith("2 facts wait to be signed")


def test_what_waits_too_long_is_told(well: Settings) -> None:
    opened = databases(well.database_url)
    with opened.write() as session:
        session.execute(text("UPDATE kernel_notice SET posted_at = NULL WHERE id = 1"))
        jobs.ask(session, "anything", "usr_1", {}, ["one"], NOW - timedelta(hours=3))
    opened.close()

    told = mends(well)

    assert told["The outbox"].startswith("1 notices wait, the oldest since ")
    assert told["The jobs"].startswith("1 jobs wait, the oldest since ")


@pytest.mark.parametrize(("task", "days"), [(Task.WORK, 1), (Task.FSCK, 9), (Task.BACKUP, 3)])
def test_69_what_was_not_done_lately_is_told(well: Settings, task: Task, days: int) -> None:
    assert f"The last {task}" in mends(well, NOW + timedelta(days=days))


def test_a_check_that_found_faults_is_told(well: Settings) -> None:
    opened = databases(well.database_url)
    mark(opened, Task.FSCK, NOW, faults=3)
    opened.close()

    assert "It found 3 faults" in mends(well)["The last check of the trail"]
