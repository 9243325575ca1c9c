"""What must be read again but not by whoever copies the database: sealed under a key that is not in it."""

import base64
import binascii
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARK = "1."
"""How what is sealed in this way begins; no secret in base32 has a dot."""
NONCE_BYTES = 12


def seal(key: bytes, place: str, text: str) -> str:
    """The text, sealed for this place only: AES-256-GCM with `place` as associated data (NIST SP 800-38D).

    `key` is the installation's secret; what seals is drawn from it by HKDF (RFC 5869).
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    shut = _cipher(key).encrypt(nonce, text.encode(), place.encode())
    return MARK + base64.urlsafe_b64encode(nonce + shut).decode()


def opened(key: bytes, place: str, kept: str) -> str | None:
    """The text again; None under another key, in another place, or if a bit of it was changed."""
    try:
        whole = base64.urlsafe_b64decode(kept.removeprefix(MARK))
        return _cipher(key).decrypt(whole[:NONCE_BYTES], whole[NONCE_BYTES:], place.encode()).decode()
    except (binascii.Error, InvalidTag, ValueError):
        return None


def is_sealed(kept: str) -> bool:
    return kept.startswith(MARK)


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), length=32, salt=None, info=b"lastmile/sealed/1").derive(key))
