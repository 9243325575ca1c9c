"""Exports for the verifier's tests, written with the kernel's functions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.kernel.trail import commit, heads, merkle, note
from app.kernel.trail.canonical import dump
from app.kernel.trail.heads import Head
from app.kernel.trail.note import Checkpoint, VerifierKey
from app.kernel.trail.proofs import Extension, Receipt
from app.kernel.trail.record import Record
from tests.kernel.trail import make

KEY = make.key()
VKEY = VerifierKey.of(KEY, make.ORIGIN)
RELEASE = "funding.tranche.release"


@dataclass
class Trail:
    """A trail in memory, with what its exports open."""

    log: str = make.ORIGIN
    records: list[bytes] = field(default_factory=list)
    streams: dict[str, Head] = field(default_factory=dict)
    openings: list[dict[str, Any]] = field(default_factory=list)
    documents: list[tuple[dict[str, Any], bytes]] = field(default_factory=list)

    def add(self, body: dict[str, Any], stream: str = "grant/g1", kind: str = RELEASE) -> None:
        seq, head = len(self.records), self.streams.get(stream, Head(stream, 0, b""))
        fact = Record(
            at=make.START + timedelta(seconds=seq), actor="usr_a1", body=body, kind=kind, log=self.log,
            req=f"r{seq}", seq=seq, stream=stream, stream_prev=head.last.hex(), stream_seq=head.n,
        )  # fmt: skip
        self.records.append(fact.to_bytes())
        self.streams[stream] = Head(stream, head.n + 1, merkle.leaf_hash(self.records[-1]))

    def add_text(self, text: str, stream: str = "grant/g1", *, shown: bool = True) -> None:
        salt = sha256(text.encode()).digest()
        if shown:
            opening = {"field": "after.name", "salt": salt.hex(), "seq": len(self.records), "value": text}
            self.openings.append(opening)
        self.add({"after": {"name": commit.mark(commit.commitment("after.name", text, salt))}}, stream)

    def add_document(self, content: bytes, salt: bytes | None, stream: str = "grant/g1") -> None:
        place = f"documents/{len(self.records)}.pdf"
        line = {
            "field": "files.0",
            "file": place,
            "salt": salt.hex() if salt else "",
            "seq": len(self.records),
        }
        self.documents.append((line, content))
        kind = commit.DOCUMENT if salt else commit.PLAIN_DOCUMENT
        self.add({"files": [commit.mark(commit.document_digest([content], salt), kind)]}, stream)

    def close(self) -> None:
        """Write the heads of all streams, as is done before each checkpoint."""
        self.add(heads.body(self.streams.values()), "system", heads.KIND)

    def nodes(self) -> merkle.Nodes:
        return merkle.of_leaves([merkle.leaf_hash(record) for record in self.records])

    def checkpoint(self, size: int) -> Checkpoint:
        return Checkpoint(self.log, size, merkle.root(self.nodes(), size))

    def note(self, size: int) -> str:
        return note.sign(self.checkpoint(size), KEY, self.log)

    def receipt(self, index: int, size: int) -> Receipt:
        return Receipt(index, tuple(merkle.inclusion_path(self.nodes(), index, size)), self.note(size))

    def extension(self, old: int, new: int) -> Extension:
        return Extension(old, tuple(merkle.consistency_path(self.nodes(), old, new)), self.note(new))


def sample(amounts: int = 12) -> Trail:
    """A trail with everything in it: amounts, texts shown, withheld and erased, documents, heads."""
    trail = Trail()
    for number in range(amounts):
        trail.add({"amount": f"{number}000", "legs": [{"debit": "1"}]}, f"grant/g{number % 3}")
    trail.add_text("Amparo é \U0001f600")
    trail.add_text("withheld", shown=False)
    trail.add_text("erased", shown=False)
    trail.add(
        {"basis": "consent withdrawn", "field": "after.name", "seq": amounts + 2}, "system", "pii.erased"
    )
    trail.add_document(b"a receipt", b"s" * 32)
    trail.add_document(b"a plan", None)
    trail.close()
    return trail


def write(folder: Path, trail: Trail, sizes: Sequence[int]) -> Path:
    """A full export with checkpoints of these sizes, sealed."""
    (folder / "checkpoints").mkdir(parents=True)
    (folder / "documents").mkdir()
    (folder / "vkey").write_text(f"{VKEY}\n")
    (folder / "trail.jsonl").write_bytes(b"".join(record + b"\n" for record in trail.records))
    for size in sizes:
        (folder / "checkpoints" / f"{size}.txt").write_bytes(trail.note(size).encode())
    (folder / "private.jsonl").write_bytes(lines(trail.openings))
    (folder / "documents.jsonl").write_bytes(lines([line for line, _ in trail.documents]))
    for line, content in trail.documents:
        (folder / line["file"]).write_bytes(content)
    return seal(folder)


def write_stream(folder: Path, trail: Trail, stream: str) -> Path:
    """An export of one stream of a trail whose last record is a stream.heads."""
    (folder / "receipts").mkdir(parents=True)
    (folder / "vkey").write_text(f"{VKEY}\n")
    facts = [Record.from_bytes(record) for record in trail.records]
    chosen = [fact for fact in facts[:-1] if fact.stream == stream] + facts[-1:]
    (folder / "records.jsonl").write_bytes(b"".join(fact.to_bytes() + b"\n" for fact in chosen))
    for fact in chosen:
        (folder / "receipts" / f"{fact.seq}.tlog-proof").write_text(str(trail.receipt(fact.seq, len(facts))))
    before = heads_before_the_last(facts)
    index, path = heads.place(before, stream)
    (folder / "place.json").write_bytes(dump({"index": index, "path": [each.hex() for each in path]}))
    return seal(folder)


def heads_before_the_last(facts: Sequence[Record]) -> list[Head]:
    last = {fact.stream: fact for fact in facts[:-1]}
    leaves = {stream: merkle.leaf_hash(fact.to_bytes()) for stream, fact in last.items()}
    return [Head(stream, fact.stream_seq + 1, leaves[stream]) for stream, fact in last.items()]


def lines(values: Sequence[dict[str, Any]]) -> bytes:
    return b"".join(dump(value) + b"\n" for value in values)


def seal(folder: Path) -> Path:
    """Write SHA256SUMS over all files, as anyone can who changes one."""
    (folder / "SHA256SUMS").unlink(missing_ok=True)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    listed = [
        f"{sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder).as_posix()}\n" for file in files
    ]
    (folder / "SHA256SUMS").write_text("".join(listed))
    return folder
