"""Making the bundle that was asked for: long work outside every writing transaction, told in two short ones."""

from collections.abc import Callable
from hashlib import file_digest
from pathlib import Path

from sqlalchemy.orm import Session

from app.audit.bundles.flow import BUNDLES
from app.audit.bundles.models import Bundle, BundleState
from app.audit.bundles.schemas import Finished
from app.audit.bundles.writing import Source, write
from app.audit.registers.register import asked_by
from app.documents.store import Store
from app.identity.queries import account_of, actor_for
from app.kernel.actors import Actor
from app.kernel.flow import Nothing, find, fire
from app.kernel.jobs import Job
from app.kernel.trail import log
from app.kernel.trail.note import VerifierKey
from app.kernel.trail.signer import read_key_file
from app.kernel.tx import writing
from app.settings import Settings
from app.web.house import House

MAKE = "audit.bundle"
"""The job's kind; its one argument is the bundle's reference."""


def folder_of(settings: Settings) -> Path:
    """Where finished bundles lie."""
    return settings.documents_dir / "bundles"


def vkeys_of(settings: Settings, session: Session) -> list[VerifierKey]:
    """The published halves of the keys that signed this trail; none where this machine holds no key."""
    origin, _frontier = log.head(session.connection())
    try:
        return [VerifierKey.of(read_key_file(settings.signing_key_file), origin)]
    except OSError:
        return []


def snapshot(session: Session) -> None:
    """Read everything from here on as it stands at one moment."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def make(house: House, job: Job, behind: Callable[[str], None]) -> None:
    """Write the file, then note what was made. Begun again it begins from the start; a bundle given up meanwhile
    is left alone."""
    reference = str(job.arguments["bundle"])
    target = folder_of(house.settings) / f"{reference}.zip"
    with house.databases.read() as session:
        snapshot(session)
        actor = _asker(session, job, house)
        bundle = find(session, actor, BUNDLES, reference, house.now())
        if bundle.state != BundleState.ASKED:
            return
        source = Source(
            session,
            Store(house.settings.documents_dir),
            vkeys_of(house.settings, session),
            house.languages,
        )
        asked = asked_by(actor, list(house.flows.values()), house.now().date())
        made = write(target, source, asked, behind)
    with target.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    _move(
        house,
        job,
        "finish",
        Finished(
            sha256=digest,
            size=target.stat().st_size,
            facts=made.facts,
            rows=made.rows,
            documents=made.documents,
        ),
    )


def give_up(house: House, job: Job) -> None:
    """Note that it could not be made."""
    _move(house, job, "fail", Nothing())


def _asker(session: Session, job: Job, house: House) -> Actor:
    return actor_for(session, account_of(session, job.asked_by), house.now(), fresh=False)


def _move(house: House, job: Job, name: str, form: Finished | Nothing) -> None:
    now = house.now()
    with writing(
        house.databases, house.plugs, lambda session: _asker(session, job, house), now, f"job-{job.id}"
    ) as tx:
        bundle: Bundle = find(tx.session, tx.actor, BUNDLES, str(job.arguments["bundle"]), now)
        fire(tx, BUNDLES, bundle, name, form)
