"""A second opinion on full exports, from the kernel's reading, `cryptography` and pymerkle: good or not."""

from pathlib import Path
from typing import Any

from pymerkle import InmemoryTree  # type: ignore[import-untyped] # it has no types

from app.kernel.trail import canonical, commit, heads, merkle, note
from app.kernel.trail.heads import Head
from app.kernel.trail.note import VerifierKey
from app.kernel.trail.record import Record


def judges_good(folder: Path) -> bool:
    """Whether every statement of the export holds."""
    try:
        keys = [VerifierKey.parse(line) for line in whole_lines((folder / "vkey").read_bytes().decode())]
        notes = [path.read_bytes().decode() for path in (folder / "checkpoints").iterdir()]
        points = [note.verify(text, keys) for text in notes]
        written = whole_lines((folder / "trail.jsonl").read_bytes().decode())
        facts = [Record.from_bytes(line.encode()) for line in written]
        openings = [
            canonical.load(line.encode())
            for line in whole_lines((folder / "private.jsonl").read_text("utf-8"))
        ]
        manifest = [
            canonical.load(line.encode())
            for line in whole_lines((folder / "documents.jsonl").read_text("utf-8"))
        ]
        return (
            bool(points)
            and all(point.root == root_of(written, point.size) for point in points)
            and all(fact.log == point.origin for fact in facts for point in points)
            and linked(facts)
            and all(opens(facts[each["seq"]], each) for each in openings)
            and all(is_file(facts[each["seq"]], each, folder) for each in manifest)
            and erasures_hold(facts, [*openings, *manifest])
        )
    except (ValueError, LookupError, TypeError, AttributeError, OSError):
        return False


def whole_lines(text: str) -> list[str]:
    *lines, rest = text.split("\n")
    if rest:
        message = "cut short"
        raise ValueError(message)
    return lines


def root_of(written: list[str], size: int) -> bytes | None:
    if size > len(written):
        return None
    tree = InmemoryTree(algorithm="sha256")
    for line in written[:size]:
        tree.append_entry(line.encode())
    return bytes(tree.get_root()) if size else merkle.EMPTY_ROOT


def linked(facts: list[Record]) -> bool:
    streams: dict[str, Head] = {}
    told, then = None, {}
    for seq, fact in enumerate(facts):
        if fact.kind == heads.KIND:
            told, then = fact.body, dict(streams)
        before = streams.get(fact.stream, Head(fact.stream, 0, b""))
        if (fact.seq, fact.stream_seq, fact.stream_prev) != (seq, before.n, before.last.hex()):
            return False
        streams[fact.stream] = Head(fact.stream, before.n + 1, merkle.leaf_hash(fact.to_bytes()))
    return told is None or told == heads.body(then.values())


def standing_at(fact: Record, field: str) -> Any:
    here: Any = fact.body
    for step in field.split("."):
        here = here[int(step)] if isinstance(here, list) else here[step]
    return here


def opens(fact: Record, opening: dict[str, Any]) -> bool:
    digest = bytes.fromhex(standing_at(fact, opening["field"])["commitment"])
    return commit.opens(digest, opening["field"], opening["value"], bytes.fromhex(opening["salt"]))


def is_file(fact: Record, line: dict[str, Any], folder: Path) -> bool:
    salt = bytes.fromhex(line["salt"]) if line["salt"] else None
    digest = commit.document_digest([(folder / line["file"]).read_bytes()], salt)
    return bool(
        standing_at(fact, line["field"]) == commit.mark(digest, commit.DOCUMENT if salt else "sha256")
    )


def erasures_hold(facts: list[Record], opened: list[dict[str, Any]]) -> bool:
    shown = {(each["seq"], each["field"]) for each in opened}
    for fact in facts:
        if fact.kind == "pii.erased":
            erased = (fact.body["seq"], fact.body["field"])
            known = erased[1] in dict(commit.marks(facts[erased[0]].body)) and erased[0] < fact.seq
            if not known or erased in shown:
                return False
    return True
