"""The schema: brought up and down, compared with the models, and opened to the app's role no further than needed."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, NullPool, create_engine, inspect, text

from app.kernel import schema
from app.kernel.db import Base
from tests.databases import Database
from tests.postgres import APP


@pytest.fixture
def founded(clone: Callable[[str], Database]) -> Iterator[Engine]:
    """A database at the newest schema, as its owner."""
    engine = create_engine(clone("founded").owner_url, poolclass=NullPool)
    yield engine
    engine.dispose()


def run(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))


def test_models_and_migrations_agree(founded: Engine) -> None:
    assert schema.differences(founded) is None


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("DROP TABLE kernel_refusal", "kernel_refusal"),
        ("DROP INDEX kernel_thing_due_ix", "kernel_thing_due_ix"),
        ("ALTER TABLE kernel_notice ADD COLUMN spare INTEGER", "spare"),
    ],
)
def test_a_difference_is_named(founded: Engine, statement: str, named: str) -> None:
    run(founded, statement)

    assert named in (schema.differences(founded) or "")


def test_an_empty_database_comes_up_to_a_revision_and_down_to_nothing(
    clone: Callable[[str], Database],
) -> None:
    engine = create_engine(clone("empty").owner_url, poolclass=NullPool)

    schema.upgrade(engine, "0001")
    up = set(inspect(engine).get_table_names())
    schema.downgrade(engine, "base")

    assert {"kernel_thing", "kernel_fact", "alembic_version"} <= up
    assert inspect(engine).get_table_names() == ["alembic_version"]


def test_on_PostgreSQL_the_app_s_role_may_add_to_what_is_final_and_no_more(
    founded: Engine, engine_kind: str
) -> None:
    if engine_kind == "sqlite":
        pytest.skip("SQLite has no roles")
    question = text(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = :app"
    )

    with founded.connect() as connection:
        rights: dict[str, set[str]] = {}
        for table, right in connection.execute(question, {"app": APP}):
            rights.setdefault(table, set()).add(right)

    everything = {"SELECT", "INSERT", "UPDATE", "DELETE"}
    final = {table.name for table in Base.metadata.sorted_tables if schema.is_final(table)}
    assert {table for table, held in rights.items() if held == {"SELECT", "INSERT"}} == final
    kept = {table for table, held in rights.items() if held == everything - {"DELETE"}}
    assert kept == schema.NEVER_DELETED
    assert rights.pop("alembic_version") == {"SELECT"}
    assert {frozenset(held) for held in rights.values()} == {
        frozenset(everything),
        frozenset(everything - {"DELETE"}),
        frozenset({"SELECT", "INSERT"}),
    }
    assert set(rights) == set(inspect(founded).get_table_names()) - {"alembic_version"}
