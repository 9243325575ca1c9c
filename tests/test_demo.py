"""The demonstration and the commands an operator begins with, as they are typed, each in a process of its own."""

import json
import os
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.cuf.flow import CUF_PROJECT
from app.cuf.models import Project, State
from app.identity.models import Account, AccountState
from app.identity.plugs import PLUGS
from app.identity.queries import actor_for
from app.kernel.db import databases as opened
from app.kernel.flow import find, offers
from app.kernel.stage import MORNING
from app.kernel.things import Step
from app.kernel.trail import fsck, log
from tests.databases import Database, PostgreSQL, SQLite

ROOT = Path(__file__).parents[1]
DAY = "2026-06-30"
NEEDS = 11
"""Needs that the demonstration's rounds list."""


def command(folder: Path, *words: str, database: Database | None = None) -> subprocess.CompletedProcess[str]:
    """`lastmile` with these words, in an installation that lies in this folder."""
    url = database.url if database else f"sqlite:///{folder}/lastmile.db"
    given = {
        "LASTMILE_DATABASE_URL": url,
        "LASTMILE_OWNER_DATABASE_URL": database.owner_url if database else url,
        "LASTMILE_SECRET_KEY": "s" * 40,
        "LASTMILE_SIGNING_KEY_FILE": f"{folder}/signing.key",
        "LASTMILE_DOCUMENTS_DIR": f"{folder}/documents",
        "LASTMILE_DEMO_PASSWORD": "one known password",
    }
    kept = {key: value for key, value in os.environ.items() if not key.startswith("LASTMILE_")}
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *words],
        cwd=ROOT,
        env=kept | given,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def sign_ins_in(text: str) -> list[list[str]]:
    """The sign-ins of the printed table without their posts: name, passphrase, second factor."""
    lines = [re.split(r"\s{2,}", line.strip()) for line in text.splitlines() if "@demo.example" in line]
    return [line[:3] for line in lines]


# --- The demonstration, loaded once on each engine ---------------------------------------------------


@pytest.fixture(scope="module")
def shown(databases: SQLite | PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The demonstration's database and what was printed when it was loaded, and when it was asked for again."""
    folder = tmp_path_factory.mktemp("demo")
    database = databases.clone("empty")
    migrated = command(folder, "migrate", database=database)
    first = command(folder, "demo", "--today", DAY, database=database)
    again = command(folder, "demo", "--today", DAY, "--if-empty", database=database)
    refused = command(folder, "demo", "--today", DAY, database=database)
    yield database, (migrated, first, again, refused)
    databases.drop(database)


def test_the_demonstration_loads_and_prints_the_same_sign_ins_again(shown: Any) -> None:
    _database, (migrated, first, again, refused) = shown

    assert (migrated.returncode, first.returncode, again.returncode) == (0, 0, 0), first.stderr
    names = [line[0] for line in sign_ins_in(first.stdout)]
    assert "forum.kpaye@demo.example" in names
    assert "officer.liberia@demo.example" in names
    assert len(set(names)) == len(names)
    assert sign_ins_in(again.stdout) == sign_ins_in(first.stdout)
    assert refused.returncode == 2
    assert "needs an empty database" in refused.stderr


def test_the_trail_of_the_demonstration_is_sound_and_the_same_wherever_it_is_loaded(
    shown: Any, shared_folder: Path
) -> None:
    database, _printed = shown
    house = opened(database.url)
    with house.read() as session:
        report = fsck.fsck(session.connection(), [])
        told = [
            [json.loads(record)[key] for key in ("kind", "stream", "actor", "at")]
            for _seq, record, _leaf in log.records(session.connection())
        ]
        references = list(session.scalars(select(Project.reference).order_by(Project.id)))
    house.close()

    assert report.faults == []
    assert len(references) == 13 + NEEDS
    said = json.dumps([told, references])
    kept = shared_folder / "demonstration.json"
    if kept.exists():
        assert kept.read_text(encoding="utf-8") == said
    kept.write_text(said, encoding="utf-8")


def test_R24_the_footbridge_is_returned_and_its_finish_is_shut_at_7_4_percent(shown: Any) -> None:
    database, _printed = shown
    house = opened(database.url)
    with house.read() as session:
        bridge = session.scalars(select(Project).where(Project.title == "Footbridge")).one()
        forum = session.scalars(select(Account).where(Account.title == "forum.odravu")).one()
        now = session.scalars(select(Step.at).order_by(Step.at.desc()).limit(1)).one()
        actor = actor_for(session, forum, now)
        found = find(session, actor, CUF_PROJECT, bridge.reference, now)
        offered = offers(session, actor, CUF_PROJECT, [found], now)[found.id]
        names = PLUGS.names_of(session, {actor.reference})
    house.close()

    finish = next(offer for offer in offered if offer.move.name == "finish")
    assert bridge.state == State.RETURNED
    assert [reason.rule for reason in finish.whys] == ["R24"]
    assert finish.whys[0].text.values["share_percent"] == Fraction(150 + 300, 6_050)
    assert names[actor.reference] == "forum.odravu"


def test_every_project_of_the_demonstration_stands_where_its_story_left_it(shown: Any) -> None:
    database, _printed = shown
    house = opened(database.url)
    with house.read() as session:
        rows = session.scalars(select(Project)).all()
    house.close()

    counted = {state: sum(row.state == state for row in rows) for state in State}
    assert {state: number for state, number in counted.items() if number} == {
        State.APPROVED: 9,
        State.IDENTIFIED: 3,
        State.PRIORITISED: 5,
        State.WAITLISTED: 3,
        State.SUBMITTED: 1,
        State.READY: 1,
        State.RETURNED: 1,
        State.PROPOSED: 1,
    }
    assert all(row.since.date().isoformat() <= DAY for row in rows)
    assert all(row.since.time() >= MORNING.replace(tzinfo=None) for row in rows)


# --- A real installation -----------------------------------------------------------------------------


def test_a_real_installation_begins_with_two_people_and_their_one_time_codes(tmp_path: Path) -> None:
    people = ("--administrator", "First Administrator", "--administrator-sign-in", "it@fund.example")
    directors = ("--director", "First Director", "--director-sign-in", "+231770123456", "--country", "LR")

    migrated = command(tmp_path, "migrate")
    compared = command(tmp_path, "migrate", "--check")
    begun = command(tmp_path, "init", *people, *directors)
    twice = command(tmp_path, "init", *people, *directors)
    signed = command(tmp_path, "trail", "checkpoint")
    checked = command(tmp_path, "trail", "fsck")

    assert (migrated.returncode, compared.returncode) == (0, 0), compared.stdout
    assert begun.returncode == 0, begun.stderr
    codes = re.findall(r"^(\S+): one-time code (\S+),", begun.stdout, re.MULTILINE)
    assert [name for name, _code in codes] == ["it@fund.example", "+231770123456"]
    assert len({one for _name, one in codes}) == 2
    assert twice.returncode == 2
    assert signed.stdout.startswith("demo.invalid/trail\n")
    assert checked.returncode == 0
    assert "sound." in checked.stdout
    house = opened(f"sqlite:///{tmp_path}/lastmile.db")
    with house.read() as session:
        states = session.scalars(select(Account.state)).all()
    house.close()
    assert states == [AccountState.INVITED] * 2
