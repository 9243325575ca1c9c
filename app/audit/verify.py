"""Verify an export of a Lastmile trail without trusting whoever made it.

One file, Python 3.10 or later, standard library only, no network. docs/trail.md explains what is checked and why.

    python3 -I -S verify.py all DIR               a full export: every record, link, checkpoint, document, opening
    python3 -I -S verify.py redactions DIR        the same, and what became of each committed text
    python3 -I -S verify.py stream DIR STREAM     an export of one stream: its records, and that none is left out
    python3 -I -S verify.py entry FILE RECORD     a receipt (C2SP tlog-proof) and the record it speaks of
    python3 -I -S verify.py extend OLD NEW        that NEW (a full export or an extension file) continues OLD (a
                                                  checkpoint you hold, or an older export)

The keys are those of --vkey FILE, else of the file "vkey" in DIR, beside FILE or in or beside OLD.
Exit status: 0 verified, 1 something is wrong, 2 could not judge.
"""

# ruff: noqa: PLR2004 - the sizes are those of the formats, and stand beside their names

import argparse
import json
import re
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256, sha512
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, NoReturn


class Wrong(Exception):
    """The export contradicts itself, its checkpoints or the rules of the trail."""


class Unjudged(Exception):
    """What is needed to judge is not there."""


def need(holds: object, where: object, otherwise: str) -> None:
    """Raise Wrong, saying where and what, unless something holds."""
    if not holds:
        message = f"{where}: {otherwise}"
        raise Wrong(message)


# ---- Ed25519 (RFC 8032, 5.1), verification only, strict: canonical points, s < L ------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]  # extended coordinates X, Y, Z, T: x = X/Z, y = Y/Z, xy = T/Z
NEUTRAL: Point = (0, 1, 1, 0)


def add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def decompress(data: bytes) -> Point | None:
    """The point of 32 bytes, or None if they are no point or not its canonical spelling."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if len(data) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT_OF_MINUS_ONE % P
    if x * x % P != square or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    return (x, y, 1, x * y % P)


def compress(p: Point) -> bytes:
    inverse = pow(p[2], -1, P)
    x, y = p[0] * inverse % P, p[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = decompress((4 * pow(5, -1, P) % P).to_bytes(32, "little")) or NEUTRAL


def ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is the key's on the message: encode(s B - h A) = R."""
    point, s = decompress(public), int.from_bytes(signature[32:], "little")
    if point is None or len(signature) != 64 or s >= L:
        return False
    h = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % L
    minus = (P - point[0], point[1], point[2], P - point[3])
    table = (NEUTRAL, BASE, minus, add(BASE, minus))
    total = NEUTRAL
    for bit in reversed(range(253)):
        total = add(total, total)
        if choice := (s >> bit & 1) | (h >> bit & 1) << 1:
            total = add(total, table[choice])
    return compress(total) == signature[:32]


# ---- Canonical JSON ("profile 1" of RFC 8785) ------------------------------------------------------------------

LARGEST = 2**53 - 1
DEEPEST = 32
KEY = re.compile(r"[a-z0-9_]+", re.ASCII)
known_shapes: set[tuple[str, ...]] = set()  # the keys of objects already found to be in order


def check_object(made: dict[str, Any]) -> dict[str, Any]:
    shape = tuple(made)
    if shape not in known_shapes:
        if list(shape) != sorted(shape) or not all(KEY.fullmatch(key) for key in shape):
            raise ValueError("keys out of order or not of [a-z0-9_]+")
        known_shapes.add(shape)
    return made


def read_integer(text: str) -> int:
    number = int(text)
    if not -LARGEST <= number <= LARGEST:
        raise ValueError("an integer beyond 2^53-1")
    return number


def refuse_number(text: str) -> NoReturn:
    message = f"the number {text[:40]} is not an integer"
    raise ValueError(message)


DECODER = json.JSONDecoder(
    object_hook=check_object,
    parse_int=read_integer,
    parse_float=refuse_number,
    parse_constant=refuse_number,
)
ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


def depth(value: Any) -> int:
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if below is None else 1 + max(map(depth, below), default=0)


def canonical(data: bytes, where: str) -> Any:
    """The value that is spelt exactly so, or Wrong. A key that stands twice is written once, and so is noticed."""
    try:
        text = data.decode()
        value, _ = DECODER.raw_decode(text)
        same = ENCODER.encode(value) == text
        shallow = text.count("[") + text.count("{") <= DEEPEST or depth(value) <= DEEPEST
    except (ValueError, RecursionError) as error:
        message = f"{where}: not canonical JSON: {error}"
        raise Wrong(message) from error
    need(same and shallow, where, "not canonical JSON")
    return value


# ---- Merkle trees (RFC 9162, 2.1) ------------------------------------------------------------------------------

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(record: bytes) -> bytes:
    return sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


@dataclass
class Tree:
    """A growing tree, of which only the roots of the complete subtrees are kept, largest first."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def push(self, leaf: bytes) -> None:
        carry = self.size
        while carry & 1:
            leaf = node_hash(self.peaks.pop(), leaf)
            carry >>= 1
        self.peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        computed = self.peaks[-1] if self.peaks else EMPTY_ROOT
        for peak in reversed(self.peaks[:-1]):
            computed = node_hash(peak, computed)
        return computed


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        return False
    place, last, computed = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            computed = node_hash(sibling, computed)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and computed == root


def extends(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """RFC 9162, 2.1.4.2; everything extends the empty tree."""
    if old == new:
        return not path and old_root == new_root and (old > 0 or old_root == EMPTY_ROOT)
    if not 0 < old < new:
        return not path and old == 0 and old_root == EMPTY_ROOT
    hashes = list(path) if old & (old - 1) else [old_root, *path]
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    older = newer = hashes[0] if hashes else b""
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            newer = node_hash(newer, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and (older, newer) == (old_root, new_root)


# ---- Keys, signed notes, checkpoints (C2SP signed-note, tlog-checkpoint) -----------------------------------------

DECIMAL = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
DASH = "\u2014"


class Key(NamedTuple):
    name: str
    key_id: bytes
    public: bytes


class Checkpoint(NamedTuple):
    origin: str
    size: int
    root: bytes


def base64(text: str, where: str) -> bytes:
    """The bytes that base64 spells exactly so, or Wrong."""
    with suppress(ValueError):
        data = b64decode(text, validate=True)
        if b64encode(data).decode() == text:
            return data
    message = f"{where}: not canonical base64"
    raise Wrong(message)


def decimal(text: str, where: str) -> int:
    need(DECIMAL.fullmatch(text), where, "not a decimal number without leading zeros")
    return int(text)


def is_name(text: str) -> bool:
    return bool(text) and not any(each.isspace() or each < " " or each == "+" for each in text)


def read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        message = f"{path}: not UTF-8"
        raise Wrong(message) from error


def read_keys(path: Path) -> list[Key]:
    """The verifier keys in a file, one a line."""
    if not path.is_file():
        message = f"{path}: no verifier key there"
        raise Unjudged(message)
    return [read_key(line, str(path)) for line in read_text(path).removesuffix("\n").split("\n")]


def read_key(line: str, where: str) -> Key:
    name, _, rest = line.partition("+")
    key_id, _, encoded = rest.partition("+")
    data = base64(encoded, where)
    need(is_name(name) and len(data) == 33 and data[:1] == b"\x01", where, "not an Ed25519 verifier key")
    computed = sha256(name.encode() + b"\n" + data).digest()[:4]
    need(key_id == computed.hex(), where, "the key id does not belong to the key")
    return Key(name, computed, data[1:])


def read_note(note: str, keys: Sequence[Key], where: str) -> Checkpoint:
    """The checkpoint of a note that a given key of the origin's own name has signed."""
    need(all(each >= " " or each == "\n" for each in note), where, "control characters in a note")
    text, blank, below = note.rpartition("\n\n")
    lines = below.split("\n")
    need(blank and lines.pop() == "" and 1 <= len(lines) <= 16, where, "not a signed note")
    checkpoint = read_checkpoint(text, where)
    signers = set()
    for name, key_id, signature in (read_signature(line, where) for line in lines):
        for key in keys:
            if (key.name, key.key_id) == (name, key_id):
                message = f"{text}\n".encode()
                need(ed25519(key.public, message, signature), where, f"the signature of {name} is wrong")
                signers.add(name)
    need(checkpoint.origin in signers, where, f"no given key of {checkpoint.origin} has signed")
    return checkpoint


def read_checkpoint(text: str, where: str) -> Checkpoint:
    lines = text.split("\n")
    need(len(lines) == 3 and is_name(lines[0]), where, "a checkpoint is exactly three lines")
    size, root = decimal(lines[1], where), base64(lines[2], where)
    need(len(root) == 32 and (size or root == EMPTY_ROOT), where, "not a root")
    return Checkpoint(lines[0], size, root)


def read_signature(line: str, where: str) -> tuple[str, bytes, bytes]:
    parts = line.split(" ")
    need(len(parts) == 3 and parts[0] == DASH and is_name(parts[1]), where, "not a signature line")
    signature = base64(parts[2], where)
    need(len(signature) > 4, where, "not a signature line")
    return parts[1], signature[:4], signature[4:]


def read_proof(text: str, word: str, where: str) -> tuple[int, list[bytes], str]:
    """The number, the path and the note of a receipt or an extension."""
    above, blank, note = text.partition("\n\n")
    first, *lines = above.split("\n")
    need(blank and first.startswith(word + " ") and len(lines) <= 63, where, "not a proof")
    path = [base64(line, where) for line in lines]
    need(all(len(each) == 32 for each in path), where, "a hash has 32 bytes")
    return decimal(first.removeprefix(word + " "), where), path, note


# ---- Records ---------------------------------------------------------------------------------------------------

FIELDS = ["actor", "at", "body", "kind", "log", "req", "seq", "stream", "stream_prev", "stream_seq", "v"]
TEXTS = itemgetter("actor", "at", "kind", "log", "req", "stream", "stream_prev")
READS = re.compile(
    r"[a-z]+_[A-Za-z0-9_-]{1,64}\n"  # actor
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\n"  # at
    r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+\n"  # kind
    r"[a-z0-9.-]+(?::\d+)?(?:/[a-z0-9._-]+)+\n"  # log
    r"[!-~]{1,200}\n"  # req
    r"[a-z][a-z0-9_]*(?:/[A-Za-z0-9_.-]{1,128})?\n"  # stream
    r"(?:[0-9a-f]{64})?",  # stream_prev
    re.ASCII,
)

Head = tuple[int, str]  # how many records a stream has, and the leaf hash of the last in hex
NO_HEAD: Head = (0, "")


def read_record(data: bytes, where: str) -> dict[str, Any]:
    """The record of these bytes, or Wrong."""
    record = canonical(data, where)
    need(isinstance(record, dict) and list(record) == FIELDS, where, "not the fields of a record")
    try:
        reads = READS.fullmatch("\n".join(TEXTS(record)))
        datetime.fromisoformat(record["at"][:-1])
    except (TypeError, ValueError) as error:
        message = f"{where}: at does not read, or a text is none"
        raise Wrong(message) from error
    need(reads, where, "actor, at, kind, log, req, stream or stream_prev does not read")
    seq, stream_seq, version = record["seq"], record["stream_seq"], record["v"]
    need(type(seq) is type(stream_seq) is type(version) is int, where, "seq, stream_seq and v are numbers")
    need(0 <= stream_seq <= seq and version == 1, where, "seq, stream_seq or v cannot be")
    need((record["stream_prev"] == "") == (stream_seq == 0), where, "stream_prev does not fit stream_seq")
    need(isinstance(record["body"], dict), where, "body is not an object")
    return record  # type: ignore[no-any-return] # its fields were just checked


def link(record: dict[str, Any], before: Head, where: str) -> None:
    """Raise Wrong unless the record follows what its stream had before."""
    need((record["stream_seq"], record["stream_prev"]) == before, where, "does not follow its stream")


def at(body: Any, place: str) -> Any:
    """What stands in a body at a field ("after.legs.0.memo"), or None."""
    for step in place.split("."):
        try:
            body = body[int(step)] if isinstance(body, list) and step.isdecimal() else body[step]
        except (KeyError, IndexError, TypeError):
            return None
    return body


def marks(body: Any, place: str = "") -> Iterator[str]:
    """The field of each commitment to a text or a document in a body."""
    if isinstance(body, dict) and list(body) in (["commitment"], ["document"]):
        digest = body.get("commitment", body.get("document"))
        if isinstance(digest, str) and HEX32.fullmatch(digest):
            yield place
            return
    below = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in below:
        yield from marks(value, f"{place}.{key}" if place else str(key))


# ---- Openings and documents ------------------------------------------------------------------------------------

HEX32 = re.compile(r"[0-9a-f]{64}", re.ASCII)


def read_list(path: Path, fields: list[str]) -> dict[int, list[dict[str, Any]]]:
    """The lines of private.jsonl or documents.jsonl by the entry they speak of; none if there is no such file."""
    found: dict[int, list[dict[str, Any]]] = {}
    seen = set()
    for number, line in enumerate(lines_of(path) if path.exists() else (), 1):
        where = f"{path.name} line {number}"
        each = canonical(line, where)
        need(isinstance(each, dict) and list(each) == fields, where, f"not the fields {', '.join(fields)}")
        need(type(each["seq"]) is int and isinstance(each["field"], str), where, "names no entry and field")
        plain = each["salt"] == "" and "file" in each
        need(plain or (isinstance(each["salt"], str) and HEX32.fullmatch(each["salt"])), where, "not a salt")
        need((each["seq"], each["field"]) not in seen, where, "stands twice")
        seen.add((each["seq"], each["field"]))
        found.setdefault(each["seq"], []).append(each)
    return found


def opens(opening: dict[str, Any], body: Any) -> bool:
    """Whether an opening is that of the commitment in its field."""
    told = ENCODER.encode({"field": opening["field"], "value": opening["value"]}).encode()
    digest = sha256(b"lastmile-pii/1\x00" + bytes.fromhex(opening["salt"]) + told).hexdigest()
    return bool(at(body, opening["field"]) == {"commitment": digest})


def is_document(entry: dict[str, Any], body: Any, folder: Path) -> bool:
    """Whether the file of a manifest line is the one whose digest stands in its field, itself or committed to."""
    mark = at(body, entry["field"])
    if isinstance(mark, dict) and list(mark) == ["commitment"] and entry["salt"]:
        return opens({**entry, "value": file_digest(inside(folder, entry["file"]))}, body)
    salted = b"lastmile-doc/1\x00" + bytes.fromhex(entry["salt"]) if entry["salt"] else b""
    digest = file_digest(inside(folder, entry["file"]), salted)
    return bool(mark == {"document" if salted else "sha256": digest})


def file_digest(path: Path, before: bytes = b"") -> str:
    """SHA-256 of some bytes and then the file's, in hex."""
    digest = sha256(before)
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def inside(folder: Path, name: object) -> Path:
    """A file of the export by its name; Wrong if it lies elsewhere or is missing."""
    need(isinstance(name, str) and name, folder, "a file has no name")
    path = (folder / str(name)).resolve()
    need(path.is_relative_to(folder.resolve()), name, "lies outside the export")
    need(path.is_file(), name, "listed but missing")
    return path


def check_list(folder: Path) -> str:
    """Compare all files with SHA256SUMS, both ways."""
    if not (folder / "SHA256SUMS").exists():
        return "There is no SHA256SUMS; whether files of the export are missing was not checked."
    listed = set()
    for line in lines_of(folder / "SHA256SUMS"):
        digest, _, name = line.decode(errors="replace").partition("  ")
        as_listed = digest == file_digest(inside(folder, name)) and name not in listed
        need(as_listed, name, "differs from SHA256SUMS")
        listed.add(name)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    strange = sorted(there - listed - {"SHA256SUMS"})
    need(not strange, "not in SHA256SUMS", ", ".join(strange))
    return f"{len(listed)} files are as SHA256SUMS lists them."


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines of a file, each of which must be ended by a newline."""
    with path.open("rb") as file:
        for line in file:
            if line[-1:] != b"\n":
                message = f"{path.name}: its last line is cut short"
                raise Wrong(message)
            yield line[:-1]


# ---- Registers -------------------------------------------------------------------------------------------------

STAGES = ("reserved", "committed", "advanced", "liquidated")
POSTING = itemgetter(
    "account",
    "credit",
    "currency",
    "debit",
    "effective_on",
    "journal",
    "key",
    "kind",
    "leg",
    "period",
    "reverses",
)


@dataclass
class Books:
    """What the registers of an export say, and what the journals that facts tell of make."""

    folder: Path
    listed: dict[str, Any]
    postings: dict[int, bytes] = field(default_factory=dict)
    """The digest of each journal's rows in the register of transactions, until a fact tells of it."""
    stages: dict[str, int] = field(default_factory=dict)
    journals: int = 0

    @classmethod
    def of(cls, folder: Path) -> "Books | None":
        """The books of an export that has registers, each added up and compared with what is said of it."""
        if not (folder / "registers.json").exists():
            return None
        listed = canonical((folder / "registers.json").read_bytes(), "registers.json")
        need(isinstance(listed, dict), "registers.json", "does not read")
        books = cls(folder, listed)
        for name, said in listed.items():
            rows, sums = books._add_up(name)
            told = (said["rows"], {(one["column"], one["currency"]): one["minor"] for one in said["sums"]})
            need(
                (rows, sums) == told,
                f"registers/{name}.jsonl",
                "its rows do not make what registers.json says",
            )
        return books

    def _add_up(self, name: str) -> tuple[int, dict[tuple[str, str], str]]:
        columns = {one["column"] for one in self.listed[name]["sums"]}
        sums: dict[tuple[str, str], int] = {}
        count = 0
        for line in lines_of(inside(self.folder, f"registers/{name}.jsonl")):
            row = canonical(line, f"registers/{name}.jsonl line {count + 1}")
            for column in columns:
                key = (column, row["currency"])
                sums[key] = sums.get(key, 0) + int(row[column])
            if name == "transactions":
                self._keep(POSTING(row), row["journal"])
            count += 1
        return count, {key: str(minor) for key, minor in sums.items()}

    def _keep(self, posting: tuple[Any, ...], journal: int) -> None:
        self.postings[journal] = sha256(self.postings.get(journal, b"") + told_of(posting)).digest()

    def follow(self, record: dict[str, Any]) -> None:
        """Raise Wrong unless the register has exactly the postings that this record tells of."""
        for journal in record["body"].get("journals", ()):
            digest = b""
            for number, leg in enumerate(journal["legs"], 1):
                row = {**journal, **leg, "journal": journal["id"], "leg": number, "account": leg["code"]}
                digest = sha256(digest + told_of(POSTING(row))).digest()
                stage = leg["code"].split("/")[-2].lower() if leg["code"].startswith("share/") else ""
                self.stages[stage] = self.stages.get(stage, 0) + int(leg["credit"]) - int(leg["debit"])
            where = f"journal {journal['id']} of entry {record['seq']}"
            if "transactions" in self.listed:
                need(
                    self.postings.pop(journal["id"], None) == digest,
                    where,
                    "stands otherwise in the register",
                )
            self.journals += 1

    def close(self) -> None:
        """Raise Wrong if the registers know of money that no fact tells of."""
        need(
            not self.postings,
            "registers/transactions.jsonl",
            f"no fact tells of journals {sorted(self.postings)}",
        )
        sums = self.listed.get("awards", {"sums": []})["sums"]
        for one in sums:
            if one["column"] in STAGES:
                made = str(self.stages.get(one["column"], 0))
                need(
                    one["minor"] == made, f"registers/awards.jsonl {one['column']}", f"the facts make {made}"
                )


@contextmanager
def reads(what: str) -> Iterator[None]:
    """Wrong where something is not of the shape it should have."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        message = f"{what}: does not read: {error}"
        raise Wrong(message) from error


def told_of(posting: tuple[Any, ...]) -> bytes:
    return ENCODER.encode(posting).encode()


# ---- A full export ---------------------------------------------------------------------------------------------


@dataclass
class Export:
    """A full export in the course of being walked from its first record to its last."""

    folder: Path
    checkpoints: list[Checkpoint]
    tree: Tree = field(default_factory=Tree)
    streams: dict[str, Head] = field(default_factory=dict)
    heads: dict[str, Any] | None = None
    since_heads: dict[str, Head] = field(default_factory=dict)
    """What the streams that have grown since the newest stream.heads were then."""
    states: dict[tuple[int, str], str] = field(default_factory=dict)
    """Of each commitment by entry and field: withheld, opens, erased."""
    documents: int = 0
    books: Books | None = None

    def walk(self) -> None:
        """Check everything, or raise Wrong."""
        with reads("the registers"):
            self.books = Books.of(self.folder)
        roots = {each.size: each.root for each in self.checkpoints}
        openings = read_list(self.folder / "private.jsonl", ["field", "salt", "seq", "value"])
        files = read_list(self.folder / "documents.jsonl", ["field", "file", "salt", "seq"])
        self._meet(roots)
        for line in lines_of(self.folder / "trail.jsonl"):
            self._take(line, openings, files)
            self._meet(roots)
        need(
            not roots,
            "trail.jsonl",
            f"ends after {self.tree.size} records, before checkpoint {sorted(roots)}",
        )
        need(not openings, "private.jsonl speaks of entries that are not there", f"{sorted(openings)}")
        need(not files, "documents.jsonl speaks of entries that are not there", f"{sorted(files)}")
        self._check_heads()
        if self.books:
            self.books.close()

    def _take(
        self, line: bytes, openings: dict[int, list[dict[str, Any]]], files: dict[int, list[dict[str, Any]]]
    ) -> None:
        seq = self.tree.size
        try:
            record = self._read(line)
        except Wrong as finding:
            message = f"record {seq} of {finding}"
            raise Wrong(message) from finding
        # Cheap to ask of every line: both "commitment":" and "document":" end so.
        if b'ment":"' in line or seq in openings or seq in files:
            self._open(record, openings.pop(seq, ()), files.pop(seq, ()))
        if record["kind"] == "pii.erased":
            self._erase(record)
        if self.books and b'"journals":' in line:
            with reads(f"the journals of entry {seq}"):
                self.books.follow(record)

    def _read(self, line: bytes) -> dict[str, Any]:
        record, where = read_record(line, "trail.jsonl"), "trail.jsonl"
        need(record["seq"] == self.tree.size, where, "is numbered otherwise")
        need(record["log"] == self.checkpoints[0].origin, where, "is of another log")
        stream, before = record["stream"], self.streams.get(record["stream"], NO_HEAD)
        link(record, before, where)
        if record["kind"] == "stream.heads":
            self.heads, self.since_heads = record["body"], {}
        self.since_heads.setdefault(stream, before)
        leaf = leaf_hash(line)
        self.streams[stream] = (before[0] + 1, leaf.hex())
        self.tree.push(leaf)
        return record

    def _meet(self, roots: dict[int, bytes]) -> None:
        expected = roots.pop(self.tree.size, None)
        if expected is not None:
            need(
                expected == self.tree.root(), f"checkpoint {self.tree.size}", "the records have another root"
            )

    def _open(
        self, record: dict[str, Any], openings: Iterable[dict[str, Any]], files: Iterable[dict[str, Any]]
    ) -> None:
        seq = record["seq"]
        self.states.update(((seq, place), "withheld") for place in marks(record["body"]))
        for opening in openings:
            opened = opens(opening, record["body"])
            need(opened, f"entry {seq} {opening['field']}", "the commitment does not open so")
            self.states[seq, opening["field"]] = "opens"
        for entry in files:
            need(
                is_document(entry, record["body"], self.folder),
                f"entry {seq}",
                f"{entry['file']} is another file",
            )
            self.documents += 1
            if entry["salt"]:
                self.states[seq, entry["field"]] = "opens"

    def _erase(self, record: dict[str, Any]) -> None:
        seq, place = record["body"].get("seq"), record["body"].get("field")
        known = type(seq) is int and isinstance(place, str) and (seq, place) in self.states
        need(known, f"entry {record['seq']}", "erases what is no commitment before it")
        need(
            self.states[seq, place] != "opens", f"entry {seq} {place}", "was erased, yet the export opens it"
        )
        self.states[seq, place] = f"erased by entry {record['seq']}"

    def _check_heads(self) -> None:
        if self.heads is None:
            return
        then = self.streams | self.since_heads
        computed = Tree()
        for stream in sorted(then):
            if then[stream] != NO_HEAD:
                computed.push(head_leaf(stream, then[stream]))
        told = {"root": computed.root().hex(), "streams": computed.size}
        need(self.heads == told, "the newest stream.heads", "does not tell what the streams were")


def head_leaf(stream: str, head: Head) -> bytes:
    return leaf_hash(ENCODER.encode({"last": head[1], "n": head[0], "stream": stream}).encode())


def read_checkpoints(paths: Sequence[Path], keys: Sequence[Key]) -> list[Checkpoint]:
    """The checkpoints of these files, smallest first; Wrong if they are of several logs, or fork."""
    if not paths:
        raise Unjudged("there is no checkpoint to verify against")
    found = sorted(
        {read_note(read_text(path), keys, path.name) for path in paths}, key=lambda each: each.size
    )
    check_forks(found)
    return found


def check_forks(found: Sequence[Checkpoint]) -> None:
    for one, other in pairwise(found):
        need(one.origin == other.origin, "checkpoints of two logs", f"{one.origin} and {other.origin}")
        roots = f"{one.root.hex()} and {other.root.hex()}"
        need(one.size != other.size, "FORK", f"two signed trees of {one.size} records, with roots {roots}")


def notes_of(path: Path) -> list[Path]:
    """The checkpoint files of an export; or the one file given."""
    return sorted((path / "checkpoints").glob("*.txt")) if path.is_dir() else [path]


def walked(folder: Path, keys: Sequence[Key], held: Sequence[Checkpoint] = ()) -> tuple[Export, list[str]]:
    """A full export that holds, also against checkpoints held from elsewhere, and what there is to say of it."""
    if not (folder / "trail.jsonl").is_file():
        message = f"{folder}: no trail.jsonl there"
        raise Unjudged(message)
    said = [check_list(folder)]
    own = read_checkpoints(notes_of(folder), keys)
    both = sorted({*own, *held}, key=lambda each: each.size)
    check_forks(both)
    export = Export(folder, both)
    export.walk()
    return export, [*said, *describe(export)]


def describe(export: Export) -> Iterator[str]:
    newest, size = export.checkpoints[-1], export.tree.size
    yield f"{size} records are canonical, numbered and linked in {len(export.streams)} streams."
    yield f"{len(export.checkpoints)} signed checkpoints hold; the newest covers {newest.size} records of {newest.origin}."
    yield f"Its root is {newest.root.hex()}."
    yield f"{size - newest.size} records lie after the newest checkpoint and are not yet proven."
    if export.heads is None:
        yield "No stream.heads was found; exports of one stream cannot be shown to be complete."
    opened = sum(state == "opens" for state in export.states.values())
    withheld = sum(state == "withheld" for state in export.states.values())
    erased = len(export.states) - opened - withheld
    yield f"Of {len(export.states)} commitments {opened} open correctly, {withheld} are withheld, {erased} are erased."
    yield f"{export.documents} documents are those of their entries."
    if export.books:
        yield f"{len(export.books.listed)} registers add up, and their money is that of {export.books.journals} journals on the trail."


# ---- Commands --------------------------------------------------------------------------------------------------


def verify_all(folder: Path, keys: Sequence[Key]) -> list[str]:
    return walked(folder, keys)[1]


def verify_redactions(folder: Path, keys: Sequence[Key]) -> list[str]:
    export, said = walked(folder, keys)
    return [*said, *(f"entry {seq} {place}: {state}" for (seq, place), state in export.states.items())]


def verify_entry(file: Path, record: bytes, keys: Sequence[Key]) -> list[str]:
    fact, checkpoint = receipt(file, record, keys)
    return [f"entry {fact['seq']} stands in the tree of {checkpoint.size} records of {checkpoint.origin}."]


def receipt(file: Path, data: bytes, keys: Sequence[Key]) -> tuple[dict[str, Any], Checkpoint]:
    """The record that a receipt proves, and the checkpoint it proves it by."""
    heading, _, rest = read_text(file).partition("\n")
    need(heading == "c2sp.org/tlog-proof@v1", file.name, "not a receipt")
    index, path, note = read_proof(rest, "index", file.name)
    checkpoint = read_note(note, keys, file.name)
    record = read_record(data, f"the record of {file.name}")
    need(record["log"] == checkpoint.origin, file.name, f"the record is of another log, {record['log']}")
    need(record["seq"] == index, file.name, f"the record is number {record['seq']}, not {index}")
    proven = included(leaf_hash(data), index, checkpoint.size, path, checkpoint.root)
    need(proven, file.name, "the path does not lead from the record to the root")
    return record, checkpoint


def verify_stream(folder: Path, stream: str, keys: Sequence[Key]) -> list[str]:
    """Each line of records.jsonl but the last is of the stream; the last is the stream.heads that closes it."""
    if not (folder / "records.jsonl").is_file():
        message = f"{folder}: no records.jsonl there; is this an export of one stream?"
        raise Unjudged(message)
    said = [check_list(folder)]
    head, trees = NO_HEAD, set()
    seen: list[tuple[dict[str, Any], str]] = []
    for line in lines_of(folder / "records.jsonl"):
        seq = read_record(line, f"records.jsonl line {len(seen) + 1}")["seq"]
        proof = inside(folder, f"receipts/{seq}.tlog-proof")
        record, checkpoint = receipt(proof, line, keys)
        seen.append((record, leaf_hash(line).hex()))
        trees.add(checkpoint)
    check_forks(sorted(trees, key=lambda each: each.size))
    need(len(seen) > 1, "records.jsonl", "a stream and what closes it are at least two records")
    for record, leaf in seen[:-1]:
        need(
            record["stream"] == stream, f"entry {record['seq']}", f"is of another stream, {record['stream']}"
        )
        link(record, head, f"entry {record['seq']}")
        head = (head[0] + 1, leaf)
    closing = seen[-1][0]
    need(closing["seq"] > seen[-2][0]["seq"], "the stream.heads", "stands before the stream's last record")
    check_place(folder, closing, stream, head)
    return [
        *said,
        f"{stream} has exactly these {head[0]} records among the first {closing['seq']} of {closing['log']}.",
    ]


def check_place(folder: Path, closing: dict[str, Any], stream: str, head: Head) -> None:
    """Raise Wrong unless the stream.heads record says that the stream's head was this."""
    need(closing["kind"] == "stream.heads", "records.jsonl", "its last record is no stream.heads")
    told, place = closing["body"], canonical((folder / "place.json").read_bytes(), "place.json")
    tells = list(told) == ["root", "streams"] and HEX32.fullmatch(str(told["root"]))
    need(tells, "the stream.heads", "does not read")
    need(
        isinstance(place, dict) and list(place) == ["index", "path"], "place.json", "not an index and a path"
    )
    numbers, path = (told["streams"], place["index"]), place["path"]
    need(
        all(type(number) is int for number in numbers) and isinstance(path, list),
        "place.json",
        "does not read",
    )
    need(all(isinstance(each, str) and HEX32.fullmatch(each) for each in path), "place.json", "not hashes")
    hashes, root = [bytes.fromhex(each) for each in path], bytes.fromhex(told["root"])
    complete = included(head_leaf(stream, head), place["index"], told["streams"], hashes, root)
    need(complete, stream, f"the stream.heads tells of other records than these {head[0]}; some are missing")


def verify_extend(old: Path, new: Path, keys: Sequence[Key]) -> list[str]:
    held = read_checkpoints(notes_of(old), keys)
    if new.is_dir():
        return [
            *walked(new, keys, held)[1],
            f"The trees of {[each.size for each in held]} records you hold are its past.",
        ]
    size, path, note = read_proof(read_text(new), "old", new.name)
    newer = read_note(note, keys, new.name)
    for each in held:
        if each.size == size and each.origin == newer.origin:
            check = extends(size, newer.size, each.root, newer.root, path)
            need(check, "FORK", f"the tree of {newer.size} records does not extend the {size} you hold")
            return [f"The tree of {newer.size} records extends the {size} you hold."]
    message = f"{new.name}: extends {size} records of {newer.origin}, of which you hold no checkpoint"
    raise Unjudged(message)


def run(asked: argparse.Namespace) -> list[str]:
    place = asked.old if asked.command == "extend" else asked.at
    beside = (place if place.is_dir() else place.parent) / "vkey"
    keys = read_keys(asked.vkey or beside)
    said = [f"Key {key.name}+{key.key_id.hex()}, SHA-256 {sha256(key.public).hexdigest()}" for key in keys]
    if not asked.vkey:
        said.append(f"The keys are those of {beside}: compare them with the keys published.")
    match asked.command:
        case "all":
            return said + verify_all(place, keys)
        case "redactions":
            return said + verify_redactions(place, keys)
        case "stream":
            return said + verify_stream(place, asked.stream, keys)
        case "entry":
            return said + verify_entry(place, asked.record.read_bytes().removesuffix(b"\n"), keys)
    return said + verify_extend(place, asked.new, keys)


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--vkey", type=Path, metavar="FILE")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("all", "redactions", "stream"):
        commands.add_parser(name).add_argument("at", type=Path, metavar="DIR")
    commands.choices["stream"].add_argument("stream", metavar="STREAM")
    entry, extend = commands.add_parser("entry"), commands.add_parser("extend")
    entry.add_argument("at", type=Path, metavar="FILE")
    entry.add_argument("record", type=Path, metavar="RECORD")
    extend.add_argument("old", type=Path, metavar="OLD")
    extend.add_argument("new", type=Path, metavar="NEW")
    return parser


def main(given: Sequence[str] | None = None) -> int:
    """Do what the command line asks; the exit status."""
    try:
        for sentence in run(arguments().parse_args(given)):
            sys.stdout.write(sentence + "\n")
    except Wrong as finding:
        sys.stdout.write(f"WRONG: {finding}\n")
        return 1
    except Exception as trouble:  # noqa: BLE001 - whatever it was, nothing has been judged
        sys.stdout.write(f"COULD NOT JUDGE: {trouble or type(trouble).__name__}\n")
        return 2
    sys.stdout.write("VERIFIED\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
