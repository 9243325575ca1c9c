"""Asking for a bundle: the worker makes it outside every writing transaction, and both acts are on the trail."""

import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app import worker
from app.audit import verify
from app.audit.bundles.making import folder_of
from app.audit.bundles.models import Bundle, BundleState
from app.audit.bundles.taking import take
from app.kernel.flow.clock import fire_due
from app.kernel.jobs import Job
from app.kernel.trail import log
from app.kernel.trail.checkpoints import checkpoint
from app.kernel.trail.record import Record
from tests.databases import Database
from tests.web import world
from tests.web.world import NOW, World


@pytest.fixture
def demo(clone: Callable[[str], Database], tmp_path: Path) -> Iterator[World]:
    """The demonstration, its trail signed."""
    with world.opened(clone("demo").url, tmp_path) as opened:
        worker.make_key(opened.house.settings)
        checkpoint(opened.house.databases, worker.signer_of(opened.house), NOW)
        yield opened


def bundle_of(demo: World) -> Bundle:
    with demo.house.databases.read() as session:
        return session.scalars(select(Bundle)).one()


def verified(file: Path, folder: Path) -> int:
    with zipfile.ZipFile(file) as packed:
        packed.extractall(folder)
    return verify.main(["all", str(folder / "bundle")])


def test_R72_an_auditor_asks_the_worker_makes_and_the_file_verifies(demo: World, tmp_path: Path) -> None:
    auditor = demo.visitor("auditor")

    asked = auditor.post("/audit/bundles/ask", {"purpose": "Year-end audit"})
    watching = auditor.get(asked.headers["location"])
    worker.run_job(demo.house, NOW)
    bundle = bundle_of(demo)
    taken = auditor.get(f"/audit/bundles/{bundle.reference}/file")

    assert (asked.status_code, watching.status_code) == (303, 200)
    assert bundle.state == BundleState.READY
    (tmp_path / "taken.zip").write_bytes(taken.content)
    assert verified(tmp_path / "taken.zip", tmp_path / "open") == 0
    with demo.house.databases.read() as session:
        *_rest, (_seq, record, _leaf) = log.records(session.connection())
        job = session.scalars(select(Job)).one()
    assert Record.from_bytes(record).kind == "audit.bundle.finish"
    assert (job.is_over, job.done) == (True, job.total)
    assert "SHA-256" in auditor.get(f"/audit/bundles/{bundle.reference}").text
    assert bundle.reference in auditor.get("/audit/bundles").text


def test_a_bundle_is_its_askers_alone(demo: World) -> None:
    demo.visitor("auditor").post("/audit/bundles/ask", {"purpose": "Year-end audit"})
    worker.run_job(demo.house, NOW)
    reference = bundle_of(demo).reference

    statuses = {
        demo.visitor(person).get(f"/audit/bundles/{reference}/file").status_code
        for person in ("finance", "administrator", "director", "forum.kpaye")
    }

    assert statuses == {404}


def test_what_cannot_be_made_is_said_and_leaves_no_file(demo: World) -> None:
    auditor = demo.visitor("auditor")
    auditor.post("/audit/bundles/ask", {"purpose": "Year-end audit"})
    folder_of(demo.house.settings).parent.mkdir(parents=True)
    folder_of(demo.house.settings).write_text("in the way of the folder")

    worker.run_job(demo.house, NOW)

    bundle = bundle_of(demo)
    assert bundle.state == BundleState.FAILED
    assert auditor.get(f"/audit/bundles/{bundle.reference}/file").status_code == 404


def test_a_bundle_that_nobody_made_in_a_day_is_given_up(demo: World) -> None:
    demo.visitor("auditor").post("/audit/bundles/ask", {"purpose": "Year-end audit"})
    house = demo.house

    fired = fire_due(house.databases, house.plugs, [house.flows["audit.bundle"]], NOW + timedelta(days=1))
    worker.run_job(house, NOW)

    assert fired == 1
    assert bundle_of(demo).state == BundleState.FAILED
    assert not folder_of(house.settings).exists()


def test_an_operator_takes_one_and_the_trail_says_so(demo: World, tmp_path: Path) -> None:
    taken = take(demo.house, tmp_path / "bundle.zip", lambda _piece: None)

    assert verified(tmp_path / "bundle.zip", tmp_path / "open") == 0
    with demo.house.databases.read() as session:
        *_rest, (_seq, record, _leaf) = log.records(session.connection())
    told = Record.from_bytes(record)
    assert (told.kind, told.actor) == ("audit.export", "sys_operator")
    assert told.body["exports"][0]["sha256"] == taken.sha256


def test_texts_are_opened_but_never_those_of_peoples_accounts(demo: World, tmp_path: Path) -> None:
    take(demo.house, tmp_path / "bundle.zip", lambda _piece: None)

    with zipfile.ZipFile(tmp_path / "bundle.zip") as packed:
        opened = packed.read("bundle/private.jsonl").decode()

    assert "Footbridge" in opened
    assert "@demo.example" not in opened
