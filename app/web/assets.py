"""Static files by content hash, as the assets' build lists them in its manifest, sent in their compressed twins."""

import json
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

BUILT = Path(__file__).parent / "static" / "built"


class NotBuilt(RuntimeError):
    """The assets are not there: `make setup` builds them."""


@cache
def manifest() -> dict[str, str]:
    """Each asset's name and its file's name with the content hash."""
    listed = BUILT / "manifest.json"
    if not listed.exists():
        raise NotBuilt(f"{listed} is missing: run `make setup`, which builds the style sheet")
    return {str(name): str(file) for name, file in json.loads(listed.read_text("utf-8")).items()}


def address_of_asset(name: str) -> str:
    """Where a page finds this asset; its content never changes under that address."""
    return f"/static/{manifest()[name]}"


class Files(StaticFiles):
    """The built files; whoever takes gzip gets the twin that the build has made."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        twin = f"{path}.gz"
        if not takes_gzip(Headers(scope=scope)) or self.lookup_path(twin)[1] is None:
            return await super().get_response(path, scope)
        answer = await super().get_response(twin, scope)
        answer.headers.update({"Content-Encoding": "gzip", "Vary": "Accept-Encoding"})
        return answer


def takes_gzip(headers: Headers) -> bool:
    """Whether whoever asks reads gzip."""
    return "gzip" in headers.get("accept-encoding", "")
