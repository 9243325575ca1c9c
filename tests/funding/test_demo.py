"""The demonstration's money, played whole: the figures of DOMAIN 6 to the cent."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from app.cli import main
from app.funding.ledger.fsck import fsck
from app.funding.ledger.models import Kind
from app.funding.sources.queries import sources_seen_by
from app.kernel import schema
from app.kernel.db import Databases, databases
from tests.funding.fund import AUDITOR, TODAY


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """A demonstration of the tests' day, on SQLite."""
    folder: Path = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LASTMILE_DATABASE_URL", f"sqlite:///{folder}/demo.db")
        patch.setenv("LASTMILE_SECRET_KEY", "s" * 40)
        patch.setenv("LASTMILE_ORIGIN", "demo.invalid/trail")
        assert CliRunner().invoke(main, ["migrate"]).exit_code == 0
        done = CliRunner().invoke(main, ["demo", "--today", TODAY.isoformat()])
        assert done.exit_code == 0, done.output
    database = databases(f"sqlite:///{folder}/demo.db")
    yield database
    database.close()


def test_R96_the_four_sources_are_booked_to_the_cent(played: Databases) -> None:
    with played.read() as session:
        rows = sources_seen_by(session, AUDITOR, TODAY)
        found = {
            row.source.code: (
                row.stages[Kind.CASH].minor + row.stages[Kind.PAID_OUT].minor,
                row.stages[Kind.UNALLOTTED].minor,
            )
            for row in rows
        }
        assert fsck(session).differences == []

    assert found == {
        "SRC-01": (120_000_000, 2_000_000),
        "SRC-02": (43_478_261, 31_478_261),
        "SRC-03": (68_181_818, 38_181_818),
        "SRC-04": (15_000_000, 1_000_000),
    }


def test_fsck_names_a_difference_on_the_command_line(
    played: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = played.writing.url.render_as_string()
    monkeypatch.setenv("LASTMILE_DATABASE_URL", url)
    with played.writing.begin() as connection:
        connection.execute(text("UPDATE funding_balance SET credits = credits + 1 WHERE account_id = 3"))

    told = CliRunner().invoke(main, ["ledger", "fsck"])

    with played.writing.begin() as connection:
        connection.execute(text("UPDATE funding_balance SET credits = credits - 1 WHERE account_id = 3"))
    assert told.exit_code == 1
    assert "DIFFERENCE source/" in told.output
    assert "2 differences" in told.output


def test_the_migration_goes_down_and_up_again(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/there.db")
    schema.upgrade(engine)

    schema.downgrade(engine, "0007")
    with engine.connect() as connection:
        left = connection.scalar(text("SELECT count(*) FROM kernel_state WHERE kind LIKE 'funding.%'"))
    schema.upgrade(engine)

    assert left == 0
    assert schema.differences(engine) is None
