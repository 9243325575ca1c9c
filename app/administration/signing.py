"""What an operator's command may know of the signing key: its public half, and the last note it signed."""

from app.kernel.trail.note import VerifierKey
from app.kernel.trail.signer import NoteFile, read_key_file
from app.settings import Settings


def last_note_of(settings: Settings) -> NoteFile:
    """The file that the signer's last note lies in, beside its key."""
    return NoteFile(settings.signing_key_file.with_suffix(".last"))


def vkey_of(settings: Settings, origin: str) -> VerifierKey | None:
    """The public half of this machine's signing key, or None where there is none or another user holds it."""
    try:
        return VerifierKey.of(read_key_file(settings.signing_key_file), origin)
    except OSError:
        return None
