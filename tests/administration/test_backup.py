"""The restore drill on both engines: what comes back is all there was, or nothing (guarantees 28 and 69)."""

import hashlib
import tarfile
import threading
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import text

from app.administration.archive import Halted, checked
from app.administration.backup import restore
from app.administration.engines import engine_on, is_empty
from app.documents.store import Store
from app.kernel.trail.fsck import fsck
from app.kernel.trail.merkle import leaf_hash
from app.kernel.trail.note import Checkpoint
from app.kernel.trail.note import sign as signed
from app.kernel.trail.signer import make_key_file, read_key_file
from app.settings import Settings
from tests.administration.conftest import BackedUp
from tests.administration.installation import (
    ORIGIN,
    PLAN,
    back_up,
    counts,
    go_on,
    settings_on,
    sign,
    signer_of,
)
from tests.databases import Database
from tests.web.world import opened

SIGN_IN = {"name": "forum.kpaye@demo.example", "passphrase": "open sesame, four thieves"}
SECONDS = 60
"""What restoring the demonstration may take, on a busy machine."""


def quiet(_text: str) -> None:
    """Nobody listens."""


def refused(file: Path, settings: Settings, checkpoint: Path | None = None, vkey: str = "") -> str:
    """The sentence a restore ends with, which leaves nothing behind."""
    with pytest.raises(Halted) as error:
        restore(file, settings, quiet, checkpoint=checkpoint, vkey=vkey)
    assert is_empty(settings.migrations_url)
    assert not settings.documents_dir.exists()
    return str(error.value)


def rewritten(file: Path, target: Path, change: Callable[[bytes], bytes], name: str) -> Path:
    """The backup with one part changed and all else as it was."""
    with tarfile.open(file) as source, tarfile.open(target, "w") as copy:
        for member in source:
            held = source.extractfile(member)
            assert held is not None
            data = change(held.read()) if member.name == name else held.read()
            member.size = len(data)
            copy.addfile(member, BytesIO(data))
    return target


# --- What comes back


def test_28_69_a_restored_backup_is_the_whole_installation(
    there: BackedUp, elsewhere: Settings, record_property: Callable[[str, object], None]
) -> None:
    begun = time.monotonic()

    manifest = restore(there.backup, elsewhere, quiet)

    seconds = time.monotonic() - begun
    record_property("seconds_to_restore", seconds)
    assert seconds < SECONDS
    assert counts(elsewhere.migrations_url) == counts(there.settings.migrations_url)
    with engine_on(elsewhere.database_url).connect() as connection:
        report = fsck(connection, [signer_of(there.settings).vkey])
    assert (report.faults, report.facts, report.checkpoints) == ([], manifest.facts, 1)
    with Store(elsewhere.documents_dir).open(hashlib.sha256(PLAN).hexdigest()) as plan:
        assert plan.read() == PLAN


def test_69_people_sign_in_on_the_restored_installation(
    there: BackedUp, elsewhere: Settings, tmp_path: Path
) -> None:
    restore(there.backup, elsewhere, quiet)

    with opened(elsewhere.database_url, tmp_path) as world:
        nobody = world.visitor("nobody")
        answer = nobody.post("/sign-in", SIGN_IN, **{"sec-fetch-site": "same-origin"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "sid=" in answer.headers["set-cookie"]


def test_28_the_signer_goes_on_from_the_note_that_came_with_the_backup(
    there: BackedUp, elsewhere: Settings
) -> None:
    restore(there.backup, elsewhere, quiet)

    note = sign(elsewhere, key=there.settings.signing_key_file)

    assert note.startswith(f"{ORIGIN}\n")


def test_no_key_is_in_a_backup_and_it_is_its_owner_s_only(there: BackedUp) -> None:
    with tarfile.open(there.backup) as tar:
        names = tar.getnames()

    assert names == [
        "database",
        "signed.last",
        f"documents/{hashlib.sha256(PLAN).hexdigest()}",
        "manifest.json",
    ]
    assert there.settings.signing_key_file.read_bytes() not in there.backup.read_bytes()
    assert there.backup.stat().st_mode & 0o077 == 0


def test_28_backups_made_while_others_write_restore_sound(
    own: Settings, clone: Callable[[str], Database], tmp_path: Path
) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            go_on(own, 5)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        backups = [back_up(own, tmp_path / str(number)) for number in range(2)]
    finally:
        stop.set()
        writer.join()

    facts = [
        restore(file, settings_on(clone("empty"), tmp_path / f"machine-{file.parent.name}"), quiet).facts
        for file in backups
    ]
    assert facts[0] < facts[1]


# --- What is refused


def test_28_a_changed_part_is_refused(there: BackedUp, elsewhere: Settings, tmp_path: Path) -> None:
    part = f"documents/{hashlib.sha256(PLAN).hexdigest()}"
    changed = rewritten(there.backup, tmp_path / "changed.tar", lambda data: b"T" + data[1:], part)

    assert (
        refused(changed, elsewhere)
        == f"The part {part} is not what the manifest says: changed.tar was altered."
    )


@pytest.mark.parametrize("tenths", range(10))
def test_28_a_truncated_backup_is_refused(
    there: BackedUp, elsewhere: Settings, tmp_path: Path, tenths: int
) -> None:
    cut = tmp_path / "cut.tar"
    cut.write_bytes(there.backup.read_bytes()[: there.backup.stat().st_size * tenths // 10])

    assert "cut short" in refused(cut, elsewhere)


def test_28_a_backup_without_its_manifest_or_with_more_after_it_is_refused(
    there: BackedUp, elsewhere: Settings, tmp_path: Path
) -> None:
    without, more = tmp_path / "without.tar", tmp_path / "more.tar"
    with tarfile.open(there.backup) as source, tarfile.open(without, "w") as copy:
        member = source.getmember("database")
        copy.addfile(member, source.extractfile(member))
    more.write_bytes(there.backup.read_bytes())
    with tarfile.open(more, "a") as tar:
        tar.add(without, "documents/" + "0" * 64)

    assert refused(without, elsewhere).startswith("without.tar ends before its manifest")
    assert refused(more, elsewhere) == "Something follows the manifest: more.tar was altered."


def test_28_an_older_backup_than_a_published_checkpoint_is_refused(
    own: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    older = back_up(own, tmp_path / "backups")
    published = tmp_path / "checkpoint.txt"
    published.write_text(sign(own))

    sentence = refused(older, elsewhere, published)

    assert sentence.startswith("This backup is older than what was published: The checkpoint in ")


def test_28_a_backup_older_than_the_machine_s_own_last_note_is_refused(
    own: Settings, clone: Callable[[str], Database], tmp_path: Path
) -> None:
    older = back_up(own, tmp_path / "backups")
    sign(own)
    empty = clone("empty")
    aimed = own.model_copy(
        update={
            "database_url": empty.url,
            "owner_database_url": empty.owner_url,
            "documents_dir": tmp_path / "none",
        }
    )

    assert "The signer's last note on this machine was signed over" in refused(older, aimed)


def test_28_a_backup_of_another_past_than_a_published_checkpoint_is_refused(
    there: BackedUp, elsewhere: Settings, tmp_path: Path
) -> None:
    key = read_key_file(there.settings.signing_key_file)
    forked = tmp_path / "forked.txt"
    forked.write_text(signed(Checkpoint(ORIGIN, 5, leaf_hash(b"another past")), key, ORIGIN))

    assert refused(there.backup, elsewhere, forked).endswith(
        "was signed over another trail than the backup's."
    )


def test_28_checkpoints_of_another_key_or_that_do_not_read_are_refused(
    there: BackedUp, elsewhere: Settings, tmp_path: Path
) -> None:
    other = make_key_file(tmp_path / "other.key")
    foreign = tmp_path / "foreign.txt"
    foreign.write_text(signed(Checkpoint(ORIGIN, 5, leaf_hash(b"x")), other, ORIGIN))

    assert "does not verify" in refused(there.backup, elsewhere, foreign)
    assert "cannot be read" in refused(there.backup, elsewhere, tmp_path / "missing.txt")
    assert "verifier key does not read" in refused(there.backup, elsewhere, vkey="nonsense")


def test_28_a_backup_of_an_unsound_trail_is_refused_and_leaves_nothing(
    own: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    with engine_on(own.migrations_url).begin() as connection:
        connection.execute(text("DELETE FROM kernel_step WHERE seq = (SELECT max(seq) FROM kernel_step)"))
    unsound = back_up(own, tmp_path / "backups")

    assert refused(unsound, elsewhere).startswith("The restored trail has 1 faults, the first: fact ")


def test_28_a_backup_is_restored_into_nothing_but_an_empty_place(
    there: BackedUp, elsewhere: Settings, tmp_path: Path
) -> None:
    before = counts(there.settings.migrations_url)
    littered = elsewhere.model_copy(update={"documents_dir": tmp_path})

    with pytest.raises(Halted, match="There are data in the target database"):
        restore(there.backup, there.settings, quiet)
    with pytest.raises(Halted, match="There are files in"):
        restore(there.backup, littered, quiet)

    assert counts(there.settings.migrations_url) == before
    assert is_empty(elsewhere.migrations_url)


def test_28_a_backup_of_the_other_engine_is_refused(there: BackedUp, tmp_path: Path) -> None:
    other = {
        "sqlite": "postgresql+psycopg://nowhere.invalid/none",
        "postgresql": f"sqlite:///{tmp_path}/x.db",
    }
    kind = checked(there.backup).engine

    with pytest.raises(Halted, match=f"This is a backup of {kind}"):
        restore(there.backup, there.settings.model_copy(update={"owner_database_url": other[kind]}), quiet)


def test_a_backup_that_fails_leaves_no_file_that_looks_whole(own: Settings, tmp_path: Path) -> None:
    digest = "ab" * 32
    (own.documents_dir / "ab" / "ab" / digest).mkdir(parents=True)

    with pytest.raises(IsADirectoryError):
        back_up(own, tmp_path / "backups")

    assert list((tmp_path / "backups").iterdir()) == []


def test_a_database_without_a_trail_is_not_backed_up(elsewhere: Settings, tmp_path: Path) -> None:
    with pytest.raises(Halted, match="no trail"):
        back_up(elsewhere, tmp_path / "backups")


# --- PostgreSQL's programs


@pytest.mark.parametrize("engine_kind", ["postgresql"], indirect=True, scope="session")
def test_13_a_password_is_never_among_a_program_s_arguments(there: BackedUp, tmp_path: Path) -> None:
    program, told = tmp_path / "pg_dump", tmp_path / "told"
    program.write_text(
        f'#!/bin/sh\necho "$@" "$(cat /proc/$$/cmdline)" > {told}\necho "$PGPASSWORD" > {told}.env\necho no >&2\nexit 1\n'
    )
    program.chmod(0o755)
    settings = there.settings.model_copy(update={"postgres_programs": tmp_path})
    password = settings.migrations_url.partition("@")[0].rpartition(":")[2]

    with pytest.raises(Halted, match="pg_dump failed: no"):
        back_up(settings, tmp_path / "backups")

    assert "--format=custom" in told.read_text()
    assert password not in told.read_text()
    assert password in told.with_suffix(".env").read_text()


@pytest.mark.parametrize("engine_kind", ["postgresql"], indirect=True, scope="session")
def test_a_missing_program_is_named_with_its_mend(there: BackedUp, tmp_path: Path) -> None:
    settings = there.settings.model_copy(update={"postgres_programs": tmp_path})

    with pytest.raises(Halted, match=r"pg_dump is missing: .*LASTMILE_POSTGRES_PROGRAMS"):
        back_up(settings, tmp_path / "backups")
