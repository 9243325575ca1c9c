"""What the doctor looks at outside the database: settings, secret, keys, languages, assets, the documents' folder."""

import os
import shutil
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from app.administration.findings import Finding, found
from app.administration.signing import last_note_of
from app.kernel.trail.signer import OTHERS, read_key_file
from app.kernel.words import Languages
from app.settings import SHORTEST_SECRET, Settings
from app.web import assets

FEWEST_CHARACTERS = 12
"""A secret made by chance has more different characters than this."""
OTHERS_WRITING = 0o022
ROOM = 1 << 30
COMPLETE = Fraction(9, 10)


def examined_machine(settings: Settings) -> Iterator[Finding]:
    """Everything that can be seen without a database."""
    yield found(f"Settings, for {settings.mode}", settings.problems())
    yield found("The secret", _faults_of_secret(settings))
    yield found("The signing key", _faults_of_key(settings))
    yield found("The documents' folder", _faults_of_folder(settings.documents_dir))
    yield found("The assets", _faults_of_assets())
    yield found("The languages", _faults_of_languages(settings))


def _faults_of_secret(settings: Settings) -> Iterator[str | None]:
    try:
        secret = settings.secret()
    except OSError as error:
        yield f"The secret cannot be read ({error.strerror}): set LASTMILE_SECRET_KEY or its file."
        return
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_CHARACTERS:
        yield "The secret can be guessed: make one with `openssl rand -base64 48`."
    if settings.secret_key is None:
        yield _open_to_others(settings.secret_key_file)


def _faults_of_key(settings: Settings) -> Iterator[str | None]:
    path = settings.signing_key_file
    try:
        read_key_file(path)
    except PermissionError:
        yield f"{path} is not its owner's only, or another user's: run as its owner, `chmod 600 {path}`."
    except (OSError, ValueError):
        yield f"{path} is no signing key: bring it back from where you keep it, or run `lastmile init`."
    note = last_note_of(settings).path
    if note.exists():
        yield _open_to_others(note, writing=True)


def _open_to_others(path: Path, *, writing: bool = False) -> str | None:
    rights = OTHERS_WRITING if writing else OTHERS
    return f"Others may touch {path}: `chmod go-rwx {path}`." if path.stat().st_mode & rights else None


def _faults_of_folder(folder: Path) -> Iterator[str | None]:
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        yield f"{there} cannot be written to: `chown` it to the user that Lastmile runs as."
    free = shutil.disk_usage(there).free
    if free < ROOM:
        yield f"Only {free >> 20} MB are free for documents: make room, or move LASTMILE_DOCUMENTS_DIR."


def _faults_of_assets() -> Iterator[str | None]:
    try:
        missing = [file for file in assets.manifest().values() if not (assets.BUILT / file).exists()]
    except assets.NotBuilt as error:
        yield f"{error}."
        return
    if missing:
        yield f"The assets are half built ({', '.join(missing)}): run `make setup`."


def _faults_of_languages(settings: Settings) -> Iterator[str | None]:
    offered = Languages().offered
    for language in settings.languages:
        share = offered.get(language, Fraction(0))
        if share < COMPLETE:
            yield (
                f"{language} says {int(share * 100)} % of the sentences in its own words: "
                "complete it, or take it out of LASTMILE_LANGUAGES."
            )
