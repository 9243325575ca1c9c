"""Checking the whole trail from its stored bytes: order, links, tree, index, commitments and signatures."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import NoResultFound

from app.kernel.trail import log, merkle
from app.kernel.trail.append import FACTS, SECRETS, STEPS, STREAMS
from app.kernel.trail.canonical import Unfit
from app.kernel.trail.checkpoints import TILES, notes
from app.kernel.trail.commit import marks, opens
from app.kernel.trail.merkle import BadProof, Frontier, leaf_hash
from app.kernel.trail.note import BadNote, Checkpoint, VerifierKey, verify
from app.kernel.trail.record import Record

STEP_FIELDS = ("thing_id", "root_id", "case_id", "kind", "move", "duty", "post", "before", "after")


@dataclass
class Report:
    """What was read, and every fault in words for the operator."""

    facts: int = 0
    checkpoints: int = 0
    erased: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.faults


@dataclass
class _Replay:
    """The log read again from the first byte."""

    origin: str
    frontier: Frontier = field(default_factory=Frontier)
    streams: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    roots: dict[int, bytes] = field(default_factory=dict)
    leaves: list[bytes] = field(default_factory=list)


@dataclass
class _Beside:
    """What stands beside the facts, by their numbers; taken away as each fact is compared."""

    filed: dict[int, str]
    steps: dict[int, Mapping[str, Any]]
    secrets: dict[tuple[int, str], tuple[bytes | None, str | None]]


def fsck(connection: Connection, keys: Sequence[VerifierKey]) -> Report:
    """Read the whole trail and compare all that was derived from it; nothing is mended."""
    try:
        origin, frontier = log.head(connection)
    except (NoResultFound, BadProof) as error:
        return Report(faults=[f"the head does not read: {error}"])
    signed = notes(connection)
    report = Report(checkpoints=len(signed))
    replay = _Replay(origin)
    wanted = {checkpoint.size for checkpoint in _signed(signed, keys, report)}
    beside = _Beside(_filed(connection), _steps(connection), _secrets(connection))
    for seq, record, leaf in log.records(connection):
        report.faults += _faults_of_fact(replay, seq, record, leaf, beside, report)
        if replay.frontier.size in wanted:
            replay.roots[replay.frontier.size] = replay.frontier.root()
    report.facts = replay.frontier.size
    report.faults += _faults_of_head(replay, frontier)
    report.faults += _faults_of_streams(connection, replay)
    report.faults += _faults_of_tiles(connection, replay)
    report.faults += [f"step {seq} has no fact" for seq in sorted(beside.steps)]
    report.faults += [f"secret {seq} {name} opens nothing" for seq, name in sorted(beside.secrets)]
    report.faults += [
        f"checkpoint {checkpoint.size} was signed over another tree"
        for checkpoint in _signed(signed, keys, Report())
        if replay.roots.get(checkpoint.size) != checkpoint.root
    ]
    return report


def _signed(signed: Sequence[str], keys: Sequence[VerifierKey], report: Report) -> list[Checkpoint]:
    found = []
    for note in signed:
        try:
            found.append(verify(note, keys))
        except BadNote as error:
            report.faults.append(f"a checkpoint's note does not verify: {error}")
    return found


def _faults_of_fact(
    replay: _Replay,
    seq: int,
    raw: bytes,
    leaf: bytes,
    beside: _Beside,
    report: Report,
) -> Iterator[str]:
    expected = replay.frontier.size
    if seq != expected:
        yield f"fact {seq} stands where {expected} should"
    if leaf != leaf_hash(raw):
        yield f"fact {seq} is not what its leaf hash says"
    replay.frontier.push(leaf_hash(raw))
    replay.leaves.append(leaf_hash(raw))
    try:
        record = Record.from_bytes(raw)
    except Unfit as error:
        yield f"fact {seq} does not read: {error}"
        return
    count, last = replay.streams.get(record.stream, (0, b""))
    replay.streams[record.stream] = (count + 1, leaf_hash(raw))
    if (record.seq, record.log) != (expected, replay.origin):
        yield f"fact {seq} says it is {record.seq} of {record.log}"
    if (record.stream_seq, record.stream_prev) != (count, last.hex()):
        yield f"fact {seq} does not follow the last of its stream {record.stream}"
    if beside.filed[seq] != record.stream:
        yield f"fact {seq} is filed under {beside.filed[seq]}, not under its stream {record.stream}"
    yield from _faults_of_step(record, beside.steps.pop(seq, None))
    yield from _faults_of_secrets(record, beside.secrets, report)


def _faults_of_step(record: Record, step: Mapping[str, Any] | None) -> Iterator[str]:
    told = {name: record.body.get(name) for name in STEP_FIELDS} if "move" in record.body else None
    if (told is None) != (step is None):
        yield f"fact {record.seq} and its step disagree that there is one"
    elif told is not None and step is not None:
        told |= {"actor": record.actor, "at": record.at}
        if told != dict(step):
            yield f"step {record.seq} is not what its fact says"


def _faults_of_secrets(
    record: Record, secrets: dict[tuple[int, str], tuple[bytes | None, str | None]], report: Report
) -> Iterator[str]:
    for name, digest in marks(record.body):
        salt, value = secrets.pop((record.seq, name), (b"", ""))
        if salt is None or value is None:
            report.erased += 1
        elif not _opens(digest, name, value, salt):
            yield f"secret {record.seq} {name} does not open its commitment"


def _opens(digest: bytes, name: str, value: str, salt: bytes) -> bool:
    try:
        return opens(digest, name, json.loads(value), salt)
    except ValueError:
        return False


def _faults_of_head(replay: _Replay, frontier: Frontier) -> Iterator[str]:
    if replay.frontier.size != frontier.size:
        yield f"the head counts {frontier.size} facts, there are {replay.frontier.size}"
    elif replay.frontier.root() != frontier.root():
        yield "the head's frontier is not that of the facts"


def _faults_of_streams(connection: Connection, replay: _Replay) -> Iterator[str]:
    rows = connection.execute(select(STREAMS.c.stream, STREAMS.c.count, STREAMS.c.last))
    kept = {stream: (count, bytes(last)) for stream, count, last in rows}
    for stream in sorted(kept.keys() | replay.streams.keys()):
        if kept.get(stream) != replay.streams.get(stream):
            yield f"stream {stream} is not what its facts say"


def _faults_of_tiles(connection: Connection, replay: _Replay) -> Iterator[str]:
    full = set(merkle.full_tiles(replay.frontier.size))
    nodes = merkle.of_leaves(replay.leaves)
    rows = connection.execute(select(TILES.c.level, TILES.c.index, TILES.c.hashes))
    for level, index, hashes in rows:
        if (level, index) not in full or b"".join(merkle.tile_at(nodes, level, index)) != bytes(hashes):
            yield f"tile {level}/{index} is not that of the facts"


def _filed(connection: Connection) -> dict[int, str]:
    rows = connection.execute(select(FACTS.c.seq, FACTS.c.stream))
    return {row.seq: row.stream for row in rows}


def _steps(connection: Connection) -> dict[int, Mapping[str, Any]]:
    rows = connection.execute(select(STEPS)).mappings()
    return {row["seq"]: {name: row[name] for name in (*STEP_FIELDS, "actor", "at")} for row in rows}


def _secrets(connection: Connection) -> dict[tuple[int, str], tuple[bytes | None, str | None]]:
    rows = connection.execute(select(SECRETS.c.seq, SECRETS.c.field, SECRETS.c.salt, SECRETS.c.value))
    return {(seq, name): (None if salt is None else bytes(salt), value) for seq, name, salt, value in rows}
