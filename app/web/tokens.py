"""What a request carries to say who sends it, and the proof that an unsafe request came from our own page."""

import hashlib
import hmac
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
    """A token that only pages of this very session carry."""
    bound = credential.secret if credential else "nobody"
    return hmac.new(settings.secret(), f"csrf\0{bound}".encode(), hashlib.sha256).hexdigest()


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
    bound = credential is None or hmac.compare_digest(
        token.encode(), csrf_token(settings, credential).encode()
    )
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
