"""Writing a bundle: what goes in, in which order; docs/trail.md explains the shapes, verify.py reads them."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit import verify
from app.audit.bundles.archive import Archive, archive
from app.audit.bundles.openings import Paper, openings, papers
from app.audit.bundles.readme import README
from app.audit.registers.files import Written, csv_lines, json_lines, summed
from app.audit.registers.register import Asked
from app.audit.registers.table import REGISTERS
from app.documents.store import CHUNK, Store
from app.formats.sheets import guarded
from app.kernel.errors import Refused, why
from app.kernel.trail import log, merkle
from app.kernel.trail.canonical import dump
from app.kernel.trail.checkpoints import notes, tiles_of
from app.kernel.trail.models import CheckpointRow
from app.kernel.trail.note import VerifierKey
from app.kernel.trail.note import verify as verified
from app.kernel.trail.proofs import Extension
from app.kernel.words import Languages, Message, _, locale_of, words

NEWEST = 20
"""From how many checkpoints before the newest a proof leads to it."""
PIECES = ("trail", *REGISTERS, "documents", "seal")
"""What a bundle is made of, one after the other: its progress."""
UNSIGNED = _("The trail has not been signed yet: nothing could be proven. Try again in a quarter of an hour.")
MANIFEST = ("entry", "what", "purpose", "title", "file name", "bytes", "SHA-256", "file in the bundle")


@dataclass(frozen=True)
class Source:
    """Where a bundle comes from: one reading transaction, the folder of documents, the published keys."""

    session: Session
    store: Store
    vkeys: Sequence[VerifierKey]
    languages: Languages


@dataclass
class Made:
    """What was written: how many facts, rows of registers and documents, and what was missing."""

    facts: int = 0
    rows: int = 0
    documents: int = 0
    missing: list[str] = field(default_factory=list)


def write(
    target: Path, source: Source, asked: Asked, behind: Callable[[str], None] = lambda _piece: None
) -> Made:
    """Write the bundle of all that `asked` may read; the same state of the books gives the same bytes.

    Everything is read in one transaction, which on PostgreSQL must be REPEATABLE READ. `behind` hears each of
    PIECES. Raises Refused where no checkpoint is signed, OSError where the disk does not take it.
    """
    connection = source.session.connection()
    signed = notes(connection)
    if not signed:
        raise Refused([why("", UNSIGNED)])
    made = Made()
    with archive(target, _last_moment(source.session)) as whole:
        whole.add("README.txt", [README.encode()])
        whole.add("verify.py", [Path(verify.__file__).read_bytes()])
        whole.add("vkey", [f"{vkey}\n".encode() for vkey in source.vkeys])
        whole.add("trail.jsonl", _facts(source.session, made))
        _add_proofs(whole, source, signed)
        whole.add("private.jsonl", openings(source.session, asked.seen))
        behind("trail")
        _add_registers(whole, source, asked, made, behind)
        _add_documents(whole, source, asked, made)
        behind("documents")
    behind("seal")
    return made


def _last_moment(session: Session) -> datetime:
    """When the newest checkpoint was signed: the archive's own time, so that the clock leaves no mark in it."""
    newest = select(CheckpointRow).order_by(CheckpointRow.size.desc()).limit(1)
    return session.scalars(newest).one().made_at.astimezone(UTC)


def _facts(session: Session, made: Made) -> Iterator[bytes]:
    for seq, record, _leaf in log.records(session.connection()):
        made.facts = seq + 1
        yield record + b"\n"


def _add_proofs(whole: Archive, source: Source, signed: Sequence[str]) -> None:
    """The checkpoints, and from each of the newest the proof that the last one continues it."""
    points = [(verified(note, source.vkeys), note) for note in signed]
    for point, note in points:
        whole.add(f"checkpoints/{point.size}.txt", [note.encode()])
    last, note = points[-1]
    nodes = merkle.of_tiles(tiles_of(source.session.connection()))
    for point, _note in points[-NEWEST - 1 : -1]:
        path = tuple(merkle.consistency_path(nodes, point.size, last.size))
        whole.add(f"proofs/{point.size}-{last.size}.txt", [str(Extension(point.size, path, note)).encode()])


def _add_registers(
    whole: Archive, source: Source, asked: Asked, made: Made, behind: Callable[[str], None]
) -> None:
    translate, locale = source.languages.translator("en"), locale_of("en")

    def say(text: str | Message) -> str:
        return translate.gettext(text) if isinstance(text, str) else words(text, translate, locale)

    listed = {}
    for key, register in REGISTERS.items():
        written = Written()
        whole.add(
            f"registers/{key}.jsonl", json_lines(register, register.rows(source.session, asked), written)
        )
        whole.add(
            f"registers/{key}.csv", csv_lines(register, register.rows(source.session, asked), Written(), say)
        )
        listed[key] = summed(written)
        made.rows += written.sums.rows
        behind(key)
    whole.add("registers.json", [dump(listed)])


def _add_documents(whole: Archive, source: Source, asked: Asked, made: Made) -> None:
    kept: list[Paper] = []
    for paper in papers(source.session, asked.seen):
        if not source.store.has(paper.sha256):
            made.missing.append(paper.place)
            continue
        with source.store.open(paper.sha256) as file:
            whole.add(paper.place, _chunks(file))
        kept.append(paper)
    made.documents = len(kept)
    whole.add("documents.jsonl", (paper.line for paper in kept))
    whole.add("documents.csv", [_manifest(kept)])
    whole.add("missing.txt", (f"{place}\n".encode() for place in made.missing))


def _chunks(file: BinaryIO) -> Iterable[bytes]:
    return iter(partial(file.read, CHUNK), b"")


def _manifest(kept: Sequence[Paper]) -> bytes:
    """The documents as a table for people, by transaction."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(MANIFEST)
    for one in kept:
        told = (one.seq, one.owner, one.purpose, one.title, one.file_name, one.size, one.sha256, one.place)
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in told])
    return text.getvalue().encode()
