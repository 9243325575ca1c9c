"""Bundles for tests: a small fund's books, signed, written by the product's exporter, unpacked for the verifier."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from app.audit.bundles.writing import Made, Source, write
from app.audit.registers.register import Asked, asked_by
from app.documents.store import Store
from app.kernel.actors import Actor
from app.kernel.db import Databases
from app.kernel.trail.checkpoints import checkpoint
from app.kernel.trail.signer import NoteFile, Signer
from app.main import flows
from tests.doors import languages
from tests.funding.fund import AUDITOR
from tests.kernel.trail import make
from tests.places.world import NOW


@dataclass
class Desk:
    """An auditor's desk on a database: signs its trail, and takes bundles of it into a folder."""

    databases: Databases
    folder: Path

    @property
    def signer(self) -> Signer:
        """The signer of the tests' trail."""
        return Signer(make.key(), "test.invalid/trail", NoteFile(self.folder / "last"))

    def sign(self) -> None:
        """Sign the trail as it stands."""
        checkpoint(self.databases, self.signer, NOW)

    def asked(self, actor: Actor = AUDITOR) -> Asked:
        """What somebody asks of a register."""
        return asked_by(actor, list(flows().values()), NOW.date())

    def take(self, name: str = "one", actor: Actor = AUDITOR) -> tuple[Path, Made]:
        """A bundle's file."""
        target = self.folder / f"{name}.zip"
        with self.databases.read() as session:
            made = self.write(target, session, lambda _piece: None, actor)
        return target, made

    def write(
        self, target: Path, session: Session, behind: Callable[[str], None], actor: Actor = AUDITOR
    ) -> Made:
        """Write a bundle in a reading transaction."""
        source = Source(session, Store(self.folder / "documents"), [self.signer.vkey], languages())
        return write(target, source, self.asked(actor), behind)

    def unpacked(self, name: str = "one", actor: Actor = AUDITOR) -> Path:
        """The folder of a bundle."""
        target, _made = self.take(name, actor)
        with zipfile.ZipFile(target) as packed:
            packed.extractall(self.folder / name)
        return self.folder / name / "bundle"
