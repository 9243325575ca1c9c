"""Migrations: one line, up and down on both databases, over data as well, and never a byte of the trail changed."""

import re
from collections.abc import Callable

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, NullPool, create_engine, inspect, select, text
from typer.testing import CliRunner

from app.cli import main
from app.kernel import schema
from app.kernel.db import Base, databases, table_of
from app.kernel.things import KnownState
from app.main import flows
from tests.databases import Database
from tests.kernel.trail import logs

TRAIL = ("kernel_fact", "kernel_head", "kernel_stream", "kernel_secret", "kernel_checkpoint", "kernel_tile")
NAME = re.compile(r"[a-z][a-z0-9_]*_(pkey|fkey|key|check|ix)")
LONGEST_NAME = 63
"""What PostgreSQL keeps of a name; a longer one would be cut, and no migration would find it again."""


def revisions() -> list[str]:
    """Every revision, oldest first."""
    with create_engine("sqlite://").connect() as connection:
        script = ScriptDirectory.from_config(schema.config(connection))
    assert len(script.get_heads()) == 1
    return [one.revision for one in script.walk_revisions()][::-1]


REVISIONS = revisions()


def owning(database: Database) -> Engine:
    return create_engine(database.owner_url, poolclass=NullPool)


@pytest.fixture
def empty(clone: Callable[[str], Database]) -> Engine:
    """An empty database, as its owner."""
    return owning(clone("empty"))


@pytest.fixture
def demonstrated(clone: Callable[[str], Database]) -> Engine:
    """A database with the demonstration's data, as its owner."""
    return owning(clone("demo"))


@pytest.fixture
def founded(clone: Callable[[str], Database]) -> Engine:
    """A database at the newest schema, as its owner."""
    return owning(clone("founded"))


def trail(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every byte of the trail's tables."""
    with engine.connect() as connection:
        return {
            name: sorted(tuple(row) for row in connection.execute(select(Base.metadata.tables[name])))
            for name in TRAIL
        }


def test_the_revisions_make_one_line_from_the_first() -> None:
    assert REVISIONS[0] == "0001"
    assert len(set(REVISIONS)) == len(REVISIONS)


def test_from_nothing_each_revision_goes_up_down_and_up_again(empty: Engine) -> None:
    for before, revision in zip(["base", *REVISIONS], REVISIONS, strict=False):
        schema.upgrade(empty, revision)
        tables = set(inspect(empty).get_table_names())
        schema.downgrade(empty, before)
        schema.upgrade(empty, revision)

        assert set(inspect(empty).get_table_names()) == tables

    assert schema.differences(empty) is None
    schema.downgrade(empty, "base")
    assert inspect(empty).get_table_names() == ["alembic_version"]


def test_no_revision_changes_a_byte_of_the_trail_down_or_up(clone: Callable[[str], Database]) -> None:
    lent = clone("founded")
    opened = databases(lent.url)
    logs.fill(opened, 20)
    opened.close()
    engine = owning(lent)
    before = trail(engine)

    for lower in REVISIONS[-2::-1]:
        schema.downgrade(engine, lower)
        assert trail(engine) == before
    for revision in REVISIONS[1:]:
        schema.upgrade(engine, revision)
        assert trail(engine) == before

    assert len(before["kernel_fact"]) == 20
    assert schema.differences(engine) is None


@pytest.mark.parametrize(("lower", "named"), [("0007", "funding_leg ("), ("0001", "identity_account (")])
def test_66_a_step_down_over_the_demonstration_s_data_is_refused_before_anything_changes(
    demonstrated: Engine, lower: str, named: str
) -> None:
    before = everything(demonstrated)

    with pytest.raises(schema.WouldLose, match="Nothing was changed") as refusal:
        schema.downgrade(demonstrated, lower)

    assert named in str(refusal.value)
    assert everything(demonstrated) == before
    assert schema.differences(demonstrated) is None


def test_66_a_package_without_data_goes_down_and_leaves_what_others_hold(
    clone: Callable[[str], Database],
) -> None:
    lent = clone("town")
    engine = owning(lent)
    before = everything(engine)

    schema.downgrade(engine, "0003")
    lowered = everything(engine)
    schema.upgrade(engine)

    assert lowered["identity_account"] == before["identity_account"] != []
    assert "funding_leg" not in lowered
    assert everything(engine) == before


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        (
            ("ALTER TABLE kernel_thing ADD COLUMN spare INTEGER", "UPDATE kernel_thing SET spare = 1"),
            r"would lose kernel_thing.spare \(\d+\)\. ",
        ),
        (
            (
                "INSERT INTO kernel_state VALUES ('cuf.project', 'DREAMT')",
                "UPDATE kernel_thing SET state = 'DREAMT' WHERE kind = 'cuf.project'",
            ),
            r"would lose the state DREAMT of cuf.project\. ",
        ),
    ],
)
def test_66_a_column_or_a_state_that_the_older_schema_does_not_have_is_not_stepped_over(
    demonstrated: Engine, statements: tuple[str, ...], named: str
) -> None:
    with demonstrated.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))

    with pytest.raises(schema.WouldLose, match=named):
        schema.downgrade(demonstrated, REVISIONS[-1])


def test_66_the_command_steps_down_or_names_what_stands_in_the_way(
    clone: Callable[[str], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    founded = clone("founded")
    monkeypatch.setenv("LASTMILE_DATABASE_URL", founded.url)
    monkeypatch.setenv("LASTMILE_OWNER_DATABASE_URL", founded.owner_url)

    down = CliRunner().invoke(main, ["migrate", "--down-to", "0007"])
    refused = CliRunner().invoke(main, ["migrate", "--down-to", "base"])
    unknown = CliRunner().invoke(main, ["migrate", "--down-to", "9999"])

    assert (down.exit_code, down.output) == (0, "The database is at 0007.\n")
    assert (refused.exit_code, unknown.exit_code) == (1, 1)
    assert "would lose kernel_head (1). Nothing was changed." in refused.output


def everything(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the schema's own number."""
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in found.sorted_tables
            if table.name != "alembic_version"
        }


def test_the_database_knows_the_states_of_every_flow_and_no_others(founded: Engine) -> None:
    states = table_of(KnownState)

    with founded.connect() as connection:
        known = {(kind, state) for kind, state in connection.execute(select(states.c.kind, states.c.state))}

    assert known == {(flow.kind, state.value) for flow in flows().values() for state in flow.states}


def test_every_key_constraint_and_index_bears_a_name_of_ours_of_its_own_table(founded: Engine) -> None:
    inspected = inspect(founded)
    names = {
        (table, str(found["name"]))
        for table in set(inspected.get_table_names()) - {"alembic_version"}
        for found in (
            inspected.get_pk_constraint(table),
            *inspected.get_foreign_keys(table),
            *inspected.get_unique_constraints(table),
            *inspected.get_check_constraints(table),
            *inspected.get_indexes(table),
        )
    }

    assert [
        (table, name)
        for table, name in sorted(names)
        if not (NAME.fullmatch(name) and name.startswith(f"{table}_") and len(name) <= LONGEST_NAME)
    ] == []
