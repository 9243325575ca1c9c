"""What a request carries to say who sends it, and the proof that an unsafe request came from our own page."""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from fastapi import Request

from app.kernel.errors import NotAllowed, why
from app.kernel.plugs import Credential
from app.kernel.words import _
from app.settings import Settings
from app.web.posted import Posted

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN = frozenset({"same-origin", "none"})


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host over https; plain http exists in development only."""
    return "__Host-sid" if settings.public_url.startswith("https://") else "sid"


def credential_of(request: Request, settings: Settings) -> Credential | None:
    """The API token or the session's cookie of this request, the token first; None if it has neither."""
    kind, _space, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and token.strip():
        return Credential("bearer", token.strip())
    sid = request.cookies.get(cookie_name(settings))
    return Credential("session", sid) if sid else None


def csrf_token(settings: Settings, credential: Credential | None) -> str:
    """A token that only pages of this very session carry, written differently each time.

    Pages are sent compressed, and the length of a compressed page would tell of a secret that is the same in each.
    """
    proof = _csrf_proof(settings, credential)
    mask = secrets.token_bytes(len(proof))
    return (mask + _over(mask, proof)).hex()


def is_csrf_token(token: str, settings: Settings, credential: Credential | None) -> bool:
    """Whether a page of this very session has carried the token."""
    proof = _csrf_proof(settings, credential)
    try:
        sent = bytes.fromhex(token)
    except ValueError:
        return False
    mask, masked = sent[: len(proof)], sent[len(proof) :]
    return len(masked) == len(proof) and hmac.compare_digest(_over(mask, masked), proof)


def _csrf_proof(settings: Settings, credential: Credential | None) -> bytes:
    bound = credential.secret if credential else "nobody"
    return hmac.digest(settings.secret(), f"csrf\0{bound}".encode(), hashlib.sha256)


def _over(mask: bytes, text: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(mask, text, strict=True))


def must_come_from_us(
    request: Request, settings: Settings, credential: Credential | None, posted: Posted
) -> None:
    """Refuse an unsafe request that another site may have sent.

    Browsers say where a request comes from (Fetch Metadata, else Origin); a session's request must carry
    the session's own token besides. A bearer token is never sent by a browser of itself.
    """
    if request.method in SAFE or (credential and credential.kind == "bearer"):
        return
    token = posted.one("csrf") or request.headers.get("x-csrf-token", "")
    bound = credential is None or is_csrf_token(token, settings, credential)
    if not (_same_site(request, settings) and bound):
        raise NotAllowed(
            [why("", _("This form did not come from our own page. Open the page and send it again."))]
        )


def _same_site(request: Request, settings: Settings) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in OWN
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc in {
        urlsplit(settings.public_url).netloc,
        request.headers.get("host", ""),
    }
