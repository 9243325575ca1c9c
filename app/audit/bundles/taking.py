"""Taking a bundle of everything by command: an operator's act, and a fact of its own (R72)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.audit.bundles.making import snapshot, vkeys_of
from app.audit.bundles.writing import Made, Source, write
from app.audit.registers.register import asked_by
from app.documents.store import Store
from app.kernel.actors import EVERYWHERE, Actor, Post, Role
from app.kernel.tx import writing
from app.web.house import House

OPERATOR = Actor("sys_operator", frozenset({Post(Role.AUDITOR, EVERYWHERE)}))
"""Whoever may run commands on the machine reads everything; the trail says that it was they."""


@dataclass(frozen=True)
class Taken:
    """What was written, and the digest of the file."""

    made: Made
    sha256: str


def take(house: House, target: Path, behind: Callable[[str], None]) -> Taken:
    """Write the bundle to `target` and tell the trail. Raises Refused, OSError; then there is no file."""
    with house.databases.read() as session:
        snapshot(session)
        store, vkeys = Store(house.settings.documents_dir), vkeys_of(house.settings, session)
        asked = asked_by(OPERATOR, list(house.flows.values()), house.now().date())
        made = write(target, Source(session, store, vkeys, house.languages), asked, behind)
    with target.open("rb") as file:
        taken = Taken(made, hashlib.file_digest(file, "sha256").hexdigest())
    with writing(house.databases, house.plugs, OPERATOR, house.now(), "audit-export") as tx:
        told = {"facts": made.facts, "rows": made.rows, "documents": made.documents, "sha256": taken.sha256}
        tx.note("exports", {"scope": "all", **told})
        tx.tell("audit.export", "export/bundle")
    return taken
