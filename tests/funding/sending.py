"""Files for tests about money, as they come through a form and as a birth takes them."""

import hashlib
from pathlib import Path
from typing import Any

from app.documents.schemas import ReceivedFile
from app.kernel.actors import Actor
from app.kernel.db import Databases
from tests.places.browsing import SETTINGS, Browser


def received(content: bytes, name: str = "file.xml") -> ReceivedFile:
    """The file as it stands in the store."""
    kind = "application/xml" if name.endswith("xml") else "text/csv"
    return ReceivedFile(name, kind, hashlib.sha256(content).hexdigest(), len(content))


class Sender(Browser):
    """A browser whose house keeps files in a folder of the test."""

    def __init__(self, databases: Databases, actor: Actor, folder: Path, **more: Any) -> None:
        super().__init__(databases, actor, settings=replace_folder(folder), **more)

    def send_file(self, address: str, name: str, content: bytes, **fields: str) -> tuple[int, str]:
        """The status of a sent form with a file, and where it leads or what it says."""
        answer = self.client.post(
            address, data={"csrf": self.csrf, **fields}, files={"file": (name, content)}
        )
        return answer.status_code, answer.headers.get("location", answer.text)


def replace_folder(folder: Path) -> Any:
    """The tests' settings with this folder of documents."""
    return SETTINGS.model_copy(update={"documents_dir": folder})
