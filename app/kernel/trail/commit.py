"""Commitments: how a record vouches for personal text and for files without holding them."""

import re
import secrets
from collections.abc import Iterable, Iterator
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from app.kernel.trail.canonical import dump

SALT_SIZE = 32
DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
TEXT_PREFIX = b"lastmile-pii/1\x00"
DOCUMENT_PREFIX = b"lastmile-doc/1\x00"

COMMITMENT, DOCUMENT, PLAIN_DOCUMENT = "commitment", "document", "sha256"
"""The one key of the object that stands in a body for a committed text, a salted file and a plain file."""


def new_salt() -> bytes:
    """32 random bytes, to be kept beside the value and destroyed with it."""
    return secrets.token_bytes(SALT_SIZE)


def commitment(field: str, value: Any, salt: bytes) -> bytes:
    """SHA-256("lastmile-pii/1" || 0x00 || salt || canonical {"field", "value"}): hiding, binding, tied to its field.

    `field` is the place of the commitment in the body, its keys and positions joined by dots. Raises ValueError
    unless the salt has 32 bytes, Unfit if the value is outside profile 1.
    """
    return sha256(TEXT_PREFIX + _salt(salt) + dump({"field": field, "value": value})).digest()


def opens(digest: bytes, field: str, value: Any, salt: bytes) -> bool:
    """Whether a commitment was made to this value in this field with this salt."""
    return compare_digest(digest, commitment(field, value, salt))


def document_digest(content: Iterable[bytes], salt: bytes | None = None) -> bytes:
    """The digest of a file given in chunks.

    With a salt SHA-256("lastmile-doc/1" || 0x00 || salt || bytes), for files that may hold personal data;
    without one plain SHA-256.
    """
    digest = sha256() if salt is None else sha256(DOCUMENT_PREFIX + _salt(salt))
    for chunk in content:
        digest.update(chunk)
    return digest.digest()


def mark(digest: bytes, kind: str = COMMITMENT) -> dict[str, str]:
    """The object that stands in a body for what its digest vouches for: {"commitment": 64 hex digits}."""
    return {kind: digest.hex()}


def marks(body: Any, field: str = "") -> Iterator[tuple[str, bytes]]:
    """The field and digest of each commitment to a text or a file in a body: all that can be erased."""
    if isinstance(body, dict) and set(body) in ({COMMITMENT}, {DOCUMENT}):
        (digest,) = body.values()
        if isinstance(digest, str) and DIGEST.fullmatch(digest):
            yield field, bytes.fromhex(digest)
            return
    below = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in below:
        yield from marks(value, f"{field}.{key}" if field else str(key))


def _salt(salt: bytes) -> bytes:
    if len(salt) != SALT_SIZE:
        message = f"a salt has {SALT_SIZE} bytes, not {len(salt)}"
        raise ValueError(message)
    return salt
