"""Static files by content hash, as the assets' build lists them in its manifest."""

import json
from functools import cache
from pathlib import Path

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
