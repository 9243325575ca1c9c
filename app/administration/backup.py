"""A backup of the whole installation but its keys, and its restoring, which refuses whatever cannot be trusted."""

import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tarfile import TarFile
from tempfile import TemporaryDirectory

from alembic.util import CommandError
from sqlalchemy import Connection, make_url, select

from app.administration import archive, engines
from app.administration.archive import DATABASE, DOCUMENTS, SIGNED_LAST, Halted, Manifest
from app.administration.engines import POSTGRESQL, Standing
from app.administration.signing import last_note_of, vkey_of
from app.documents.models import Version
from app.documents.store import Store
from app.kernel import schema
from app.kernel.trail.append import FACTS
from app.kernel.trail.fsck import fsck
from app.kernel.trail.merkle import Frontier
from app.kernel.trail.note import BadNote, Checkpoint, VerifierKey, verify
from app.settings import Settings

Say = Callable[[str], None]
EVER = datetime.max.replace(tzinfo=UTC)
EVERY = 500
"""After how many documents the next word of progress is said."""


def backup(settings: Settings, folder: Path, now: datetime, say: Say) -> tuple[Path, Manifest]:
    """Write a new backup into `folder`; gives its file and its manifest. Raises Halted.

    The signer's last note is taken before the database and the documents after it: so the trail in the
    backup has all that the note counts, and every document that the database names is there.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    note = last_note_of(settings).load()
    with TemporaryDirectory(dir=folder, prefix=".") as scratch:
        dumped = Path(scratch) / DATABASE
        say("The database ...")
        standing = engines.dump(settings.migrations_url, dumped, settings.postgres_programs)
        path = folder / f"lastmile-{standing.origin.partition('/')[0]}-{now:%Y%m%dT%H%M%SZ}.tar"
        with archive.written(path) as packing:
            with dumped.open("rb") as file:
                packing.add(DATABASE, file)
            if note is not None:
                packing.add(SIGNED_LAST, BytesIO(note.encode()))
            _pack_documents(packing, Store(settings.documents_dir), say)
            manifest = _manifest(settings, standing, now, packing)
            packing.seal(manifest)
    return path, manifest


def _pack_documents(packing: archive.Packing, store: Store, say: Say) -> None:
    names = list(store.older_than(EVER))
    for number, sha256 in _told(names, say):
        with store.open(sha256) as file:
            part = packing.add(DOCUMENTS + sha256, file)
        if part.sha256 != sha256:
            say(f"WARNING document {number}, {sha256}, is no longer what it was: look at the disk.")


def _told(names: Sequence[str], say: Say) -> Iterator[tuple[int, str]]:
    """The names with their numbers, saying now and then how far we are."""
    for number, name in enumerate(names, 1):
        yield number, name
        if number % EVERY == 0 or number == len(names):
            say(f"Documents: {number} of {len(names)} ...")


def _manifest(settings: Settings, standing: Standing, now: datetime, packing: archive.Packing) -> Manifest:
    key = vkey_of(settings, standing.origin)
    return Manifest.model_validate(
        {
            "made_at": now,
            "engine": engines.kind_of(settings.migrations_url),
            "revision": standing.revision,
            "origin": standing.origin,
            "facts": standing.facts,
            "root": standing.root,
            "checkpoint": standing.checkpoint,
            "vkey": str(key) if key else None,
            "parts": packing.parts,
        }
    )


def restore(
    file: Path, settings: Settings, say: Say, *, checkpoint: Path | None = None, vkey: str = ""
) -> Manifest:
    """Bring a backup back into the empty database and the empty documents folder that the settings name.

    `checkpoint` is a published note, `vkey` the published verifier key; without it this machine's own signing
    key verifies, and without that the one the backup names. Raises Halted, and leaves the database empty, where
    a part is not what it was, the trail is not sound, or it is older than any checkpoint known here.
    """
    say("Every part against its hash ...")
    manifest = archive.checked(file)
    _must_be_empty(manifest, settings)
    keys = _keys(manifest, settings, vkey, say)
    with archive.opened(file) as tar, TemporaryDirectory() as scratch:
        known = list(_known(manifest, tar, settings, checkpoint, keys))
        _must_not_be_older(manifest, known)
        say("The database ...")
        dumped = Path(scratch) / DATABASE
        with dumped.open("wb") as target:
            shutil.copyfileobj(archive.part_of(tar, DATABASE), target)
        with engines.loaded(settings.migrations_url, dumped, settings.postgres_programs) as address:
            _must_be_whole(address, manifest, keys, known, say)
            _unpack_documents(tar, manifest, address, Store(settings.documents_dir), say)
            _open_to_app(address, settings)
        _leave_note(tar, manifest, settings, say)
    return manifest


def _must_be_empty(manifest: Manifest, settings: Settings) -> None:
    kind = engines.kind_of(settings.migrations_url)
    if kind != manifest.engine:
        raise Halted(f"This is a backup of {manifest.engine}; the target is {kind}.")
    if not engines.is_empty(settings.migrations_url):
        raise Halted("There are data in the target database: a backup is restored into an empty one only.")
    folder = settings.documents_dir
    if folder.exists() and any(folder.iterdir()):
        raise Halted(f"There are files in {folder}: a backup is restored into an empty folder only.")


def _keys(manifest: Manifest, settings: Settings, vkey: str, say: Say) -> list[VerifierKey]:
    try:
        if vkey:
            return [VerifierKey.parse(vkey)]
        if own := vkey_of(settings, manifest.origin):
            return [own]
        if manifest.vkey is None:
            return []
        say("The signatures are verified with the key that the backup itself names; --vkey names yours.")
        return [VerifierKey.parse(manifest.vkey)]
    except BadNote as error:
        raise Halted(f"The verifier key does not read: {error}.") from error


def _known(
    manifest: Manifest,
    tar: TarFile,
    settings: Settings,
    checkpoint: Path | None,
    keys: Collection[VerifierKey],
) -> Iterator[tuple[str, Checkpoint]]:
    """Every checkpoint known from outside the backed-up database, with where it comes from."""
    notes = [("The signer's last note on this machine", last_note_of(settings).load())]
    if SIGNED_LAST in manifest.parts:
        notes.append(("The signer's last note", archive.part_of(tar, SIGNED_LAST).read().decode()))
    if checkpoint is not None:
        notes.append((f"The checkpoint in {checkpoint}", _read(checkpoint)))
    for where, note in notes:
        if note is None:
            continue
        try:
            found = verify(note, keys)
        except BadNote as error:
            raise Halted(f"{where} does not verify: {error}.") from error
        if found.origin != manifest.origin:
            raise Halted(f"{where} is of the trail {found.origin}, the backup of {manifest.origin}.")
        yield where, found


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise Halted(f"The checkpoint in {path} cannot be read.") from error


def _must_not_be_older(manifest: Manifest, known: Sequence[tuple[str, Checkpoint]]) -> None:
    for where, checkpoint in known:
        if checkpoint.size > manifest.facts:
            raise Halted(
                f"This backup is older than what was published: {where} was signed over {checkpoint.size} facts, "
                f"the backup has {manifest.facts}. Restore a newer one."
            )


def _must_be_whole(
    address: str,
    manifest: Manifest,
    keys: Sequence[VerifierKey],
    known: Sequence[tuple[str, Checkpoint]],
    say: Say,
) -> None:
    engine = engines.engine_on(address)
    say("The schema ...")
    try:
        schema.upgrade(engine)
    except CommandError as error:
        raise Halted(f"The backup's schema {manifest.revision} is newer than this version knows.") from error
    if found := schema.differences(engine):
        raise Halted(f"The restored tables are not what the models say: {found}.")
    say("The trail ...")
    with engine.connect() as connection:
        report = fsck(connection, keys)
        if not report.sound:
            raise Halted(
                f"The restored trail has {len(report.faults)} faults, the first: {report.faults[0]}."
            )
        standing = engines.standing_of(connection)
        if (standing.origin, standing.facts, standing.root) != (
            manifest.origin,
            manifest.facts,
            manifest.root,
        ):
            raise Halted("The restored trail is not the one that the manifest names.")
        for where, checkpoint in known:
            if root_at(connection, checkpoint.size) != checkpoint.root:
                raise Halted(f"{where} was signed over another trail than the backup's.")


def root_at(connection: Connection, size: int) -> bytes:
    """The Merkle root over the first `size` facts, from their own bytes' hashes."""
    frontier = Frontier()
    leaves = select(FACTS.c.leaf_hash).where(FACTS.c.seq < size).order_by(FACTS.c.seq)
    for leaf in connection.execution_options(yield_per=1_000).scalars(leaves):
        frontier.push(bytes(leaf))
    return frontier.root()


def _unpack_documents(tar: TarFile, manifest: Manifest, address: str, store: Store, say: Say) -> None:
    names = sorted(name for name in manifest.parts if name.startswith(DOCUMENTS))
    for _number, name in _told(names, say):
        store.put(archive.part_of(tar, name))
    with engines.engine_on(address).connect() as connection:
        named = set(connection.scalars(select(Version.sha256)))
    lost = sorted(sha256 for sha256 in named if not store.has(sha256))
    if lost:
        say(
            f"WARNING {len(lost)} documents that the database names are not in the backup: {', '.join(lost)}."
        )


def _open_to_app(address: str, settings: Settings) -> None:
    role = make_url(settings.database_url).username
    if engines.kind_of(address) == POSTGRESQL and settings.owner_database_url and role:
        schema.grant(engines.engine_on(address), role)


def _leave_note(tar: TarFile, manifest: Manifest, settings: Settings, say: Say) -> None:
    """Where this machine's signer has signed nothing yet, it learns what was signed last."""
    file = last_note_of(settings)
    if SIGNED_LAST in manifest.parts and file.load() is None:
        file.path.parent.mkdir(parents=True, exist_ok=True)
        file.save(archive.part_of(tar, SIGNED_LAST).read().decode())
        say(f"The signer's last note lies in {file.path}; keep it beside the signing key.")
