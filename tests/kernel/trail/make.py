"""Values, records and keys for the trail's tests, and how many of them a run takes."""

import os
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.kernel.trail import merkle
from app.kernel.trail.merkle import Frontier
from app.kernel.trail.note import Checkpoint
from app.kernel.trail.record import Record

ORIGIN = "fund.example.org/trail"
START = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
THOROUGH = os.environ.get("LASTMILE_THOROUGH") == "1"

ALPHABETS = ("abc xyz", 'é"\\\n\t\x00\x1f\x7f', "\u20ac\u2028\ufb33\U0001f600\U0010ffff", "عربى/مال")


def sample(normal: int, thorough: int) -> int:
    """The number of cases: small in a normal run, large under LASTMILE_THOROUGH=1."""
    return thorough if THOROUGH else normal


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - tests repeat


def key(seed: int = 1) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(dice(seed).randbytes(32))


def value(throw: random.Random, depth: int = 0) -> Any:
    """Any value of profile 1."""
    match throw.randrange(7 if depth < 4 else 5):
        case 0:
            return throw.choice([None, True, False])
        case 1:
            return throw.choice([0, -1, 2**53 - 1, 1 - 2**53, throw.randrange(-(10**9), 10**9)])
        case 2 | 3 | 4:
            return text(throw)
        case 5:
            return [value(throw, depth + 1) for _ in range(throw.randrange(5))]
        case _:
            keys = (
                "".join(throw.choices("ab_09z", k=throw.randint(1, 5))) for _ in range(throw.randrange(6))
            )
            return {each: value(throw, depth + 1) for each in keys}


def text(throw: random.Random) -> str:
    return "".join(throw.choices(throw.choice(ALPHABETS), k=throw.randrange(12)))


def records(bodies: list[dict[str, Any]], streams: int = 3, log: str = ORIGIN) -> list[bytes]:
    """A trail of these bodies, dealt out in turn to a few streams."""
    written: list[bytes] = []
    last: dict[str, tuple[int, str]] = {}
    for seq, body in enumerate(bodies):
        stream = f"grant/g{seq % streams}"
        count, before = last.get(stream, (0, ""))
        fact = Record(
            at=START + timedelta(seconds=seq), actor="usr_a1", body=body, kind="funding.tranche.release",
            log=log, req=f"r{seq}", seq=seq, stream=stream, stream_prev=before, stream_seq=count,
        )  # fmt: skip
        written.append(fact.to_bytes())
        last[stream] = (count + 1, merkle.leaf_hash(written[-1]).hex())
    return written


def hashes(count: int, seed: int = 0) -> list[bytes]:
    """Leaf hashes that differ."""
    return [merkle.leaf_hash(f"{seed}/{number}".encode()) for number in range(count)]


def checkpoint(written: list[bytes], log: str = ORIGIN) -> Checkpoint:
    frontier = Frontier()
    for each in written:
        frontier.push(merkle.leaf_hash(each))
    return Checkpoint(log, frontier.size, frontier.root())
