"""Checkpoints: full tiles written, the tree shown to extend the last one signed, then signed, stored and told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from app.kernel.actors import CLOCK
from app.kernel.db import Databases, table_of
from app.kernel.trail import heads, log, merkle
from app.kernel.trail.append import FACTS, LOCK_HEAD, STREAMS, Fact, append
from app.kernel.trail.models import CheckpointRow, Tile
from app.kernel.trail.note import Checkpoint
from app.kernel.trail.signer import Signer, WillNotSign

TILES, CHECKPOINTS = table_of(Tile), table_of(CheckpointRow)
SYSTEM = "system"


def checkpoint(databases: Databases, signer: Signer, now: datetime) -> str | None:
    """Sign the tree as it stands; gives the signed note, or None where nothing is new since the last.

    The heads of all streams go on the trail first, so that the export of one stream can be shown complete.
    Raises WillNotSign where the tree does not extend the last one signed.
    """
    with databases.write() as session:
        connection = session.connection()
        if not _anything_new(connection):
            return None
        signer.check(*_extension(connection, signer))
        append(connection, [_stream_heads(connection)], now, "checkpoint")
    with databases.write() as session:
        connection = session.connection()
        connection.execute(LOCK_HEAD)
        asked, path = _extension(connection, signer)
        note = signer.sign(asked, path)
        _write_tiles(connection, asked.size)
        connection.execute(insert(CHECKPOINTS).values(size=asked.size, note=note, made_at=now))
        return note


def _extension(connection: Connection, signer: Signer) -> tuple[Checkpoint, list[bytes]]:
    """The tree as it stands, and the path that shows it to extend the last one signed."""
    origin, frontier = log.head(connection)
    asked = Checkpoint(origin, frontier.size, frontier.root())
    nodes = merkle.of_tiles(tiles_of(connection))
    if not _makes(nodes, asked):
        raise WillNotSign("The facts do not make the tree that the head says.", asked)
    last = signer.signed(asked)
    if last is None or not 0 < last.size < asked.size:
        return asked, []
    return asked, merkle.consistency_path(nodes, last.size, asked.size)


def _anything_new(connection: Connection) -> bool:
    _origin, frontier = log.head(connection)
    return frontier.size > (connection.scalar(select(func.max(CHECKPOINTS.c.size))) or 0)


def _makes(nodes: merkle.Nodes, asked: Checkpoint) -> bool:
    try:
        return merkle.root(nodes, asked.size) == asked.root
    except merkle.BadProof:
        return False


def _stream_heads(connection: Connection) -> Fact:
    rows = connection.execute(select(STREAMS.c.stream, STREAMS.c.count, STREAMS.c.last))
    found = [heads.Head(stream, count, bytes(last)) for stream, count, last in rows]
    return Fact(heads.KIND, SYSTEM, CLOCK.reference, heads.body(found))


def _write_tiles(connection: Connection, size: int) -> None:
    """Store each tile that has become full since the last time, lowest level first."""
    known = {(level, index) for level, index in connection.execute(select(TILES.c.level, TILES.c.index))}
    for level, index in merkle.full_tiles(size):
        if (level, index) in known:
            continue
        hashes = merkle.tile_at(merkle.of_tiles(tiles_of(connection)), level, index)
        connection.execute(insert(TILES).values(level=level, index=index, hashes=b"".join(hashes)))


def tiles_of(connection: Connection) -> merkle.Tiles:
    """A reader of the tree's tiles: the stored ones, and for the right edge the leaves themselves."""

    def read(level: int, index: int, /) -> Sequence[bytes]:
        stored = connection.scalar(
            select(TILES.c.hashes).where(TILES.c.level == level, TILES.c.index == index)
        )
        if stored is not None:
            hashes = bytes(stored)
            return [hashes[at : at + merkle.HASH_SIZE] for at in range(0, len(hashes), merkle.HASH_SIZE)]
        if level:
            return []
        first = index * merkle.TILE_WIDTH
        rows = connection.scalars(
            select(FACTS.c.leaf_hash)
            .where(FACTS.c.seq >= first, FACTS.c.seq < first + merkle.TILE_WIDTH)
            .order_by(FACTS.c.seq)
        )
        return [bytes(leaf) for leaf in rows]

    return read


def notes(connection: Connection) -> list[str]:
    """Every signed note, oldest first."""
    return list(connection.scalars(select(CHECKPOINTS.c.note).order_by(CHECKPOINTS.c.size)))
