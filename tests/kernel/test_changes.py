"""Changes: before and after of every column, plain where it may stand in plain, committed to where it may not."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.kernel.changes import LARGEST_PLAIN_INTEGER, Changes
from app.kernel.db import Databases
from app.kernel.trail.commit import opens
from tests.kernel import cast, make
from tests.kernel.toy import Dent, Scribble, Toy, ToyState

MOMENT = datetime(2026, 6, 30, 12, 30, tzinfo=UTC)


def told(db: Databases, toy: Toy, **columns: Any) -> tuple[list[dict[str, Any]], list[Any]]:
    """What a transaction tells that sets these columns of the toy."""
    with make.moving(db, cast.forum) as tx:
        found = tx.session.get_one(Toy, toy.id)
        for name, value in columns.items():
            setattr(found, name, value)
        tx.tell("toy.changed", "system")
        (fact,) = tx.facts
    return list(fact.body["changes"]), list(fact.openings)


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        ("code", "A-1", "A-1"),
        ("code", ToyState.SENT, "SENT"),
        ("weight", 12, 12),
        ("weight", LARGEST_PLAIN_INTEGER, LARGEST_PLAIN_INTEGER),
        ("weight", LARGEST_PLAIN_INTEGER + 1, "9007199254740992"),
        ("weight", -LARGEST_PLAIN_INTEGER - 1, "-9007199254740992"),
        ("made_on", date(2026, 2, 28), "2026-02-28"),
        ("checked_at", MOMENT, "2026-06-30T12:30:00.000000Z"),
        ("sold", True, True),
        ("print_", b"\x00\xff", "00ff"),
        ("sizes", [1, "b", {"c": None}], [1, "b", {"c": None}]),
    ],
)
def test_ids_numbers_dates_codes_and_bytes_stand_in_plain(
    db: Databases, column: str, value: object, shown: object
) -> None:
    toy = make.toy(db)

    changes, openings = told(db, toy, **{column: value})

    before = {"weight": {"weight": 0}, "sold": {"sold": False}}.get(column, {})
    assert changes == [
        {
            "verb": "set",
            "table": "toy_toy",
            "key": str(toy.id),
            "before": before,
            "after": {column.rstrip("_"): shown},
        }
    ]
    assert openings == []


@pytest.mark.parametrize(("column", "value"), [("title", "Another title"), ("parts", [{"lid": 1}])])
def test_text_and_its_like_are_committed_to_and_their_openings_kept(
    db: Databases, column: str, value: object
) -> None:
    toy = make.toy(db)

    changes, openings = told(db, toy, **{column: value})

    opening = openings[-1]
    assert (opening.field, opening.value) == (f"changes.0.after.{column}", value)
    digest = bytes.fromhex(changes[0]["after"][column]["commitment"])
    assert opens(digest, opening.field, value, opening.salt)


def test_before_and_after_of_a_text_have_openings_of_their_own(db: Databases) -> None:
    toy = make.toy(db)

    _changes, openings = told(db, toy, colour="green")

    assert [(opening.field, opening.value) for opening in openings] == [
        ("changes.0.before.colour", "blue"),
        ("changes.0.after.colour", "green"),
    ]


def test_what_is_emptied_shows_before_only(db: Databases) -> None:
    toy = make.toy(db)
    told(db, toy, code="A-1")

    changes, _openings = told(db, toy, code=None)

    assert (changes[0]["before"], changes[0]["after"]) == ({"code": "A-1"}, {})


@pytest.mark.parametrize(("column", "value"), [("weight", 1.5), ("parts", 1.5)])
def test_numbers_with_a_point_never_reach_the_trail(db: Databases, column: str, value: object) -> None:
    toy = make.toy(db)

    with pytest.raises(TypeError, match="numbers are whole"):
        told(db, toy, **{column: value})


def test_setting_what_it_was_is_no_change(db: Databases) -> None:
    toy = make.toy(db)

    changes, _openings = told(db, toy, colour="blue", title="Tap", code=None)

    assert changes == []


def test_what_the_database_computes_is_no_change(db: Databases) -> None:
    toy = make.toy(db)

    changes, _openings = told(db, toy, heavy=True)

    assert changes == []


def test_a_new_row_shows_its_columns_and_nothing_before(db: Databases) -> None:
    toy = make.toy(db)

    ((born,),) = (body["changes"] for body in make.bodies(db, toy))

    assert (born["verb"], born["before"]) == ("new", {})
    assert set(born["after"]) == {
        "id", "kind", "root_id", "case_id", "reference", "title", "state", "since", "version",
        "place_id", "colour", "weight", "sold",
    } - unset(born)  # fmt: skip


def unset(born: dict[str, Any]) -> set[str]:
    """Columns whose default the database row gets and the mapper does not say."""
    return {"weight", "sold"} - set(born["after"])


@pytest.mark.parametrize(
    ("write", "verbs"),
    [
        (lambda tx, toy: tx.session.add(Dent(toy_id=toy.id, told="x")), ["new"]),
        (lambda tx, _toy: tx.session.add(Scribble(told="x")), []),
    ],
    ids=["governed", "bookkeeping"],
)
def test_tables_outside_the_trail_are_passed_over(
    db: Databases, write: Callable[[Any, Toy], None], verbs: list[str]
) -> None:
    toy = make.toy(db)

    with make.moving(db, cast.forum) as tx:
        write(tx, toy)
        tx.tell("toy.changed", "system")
        (fact,) = tx.facts

    assert [row["verb"] for row in fact.body["changes"]] == verbs


def test_a_deleted_row_is_told_by_its_key(db: Databases) -> None:
    toy = make.toy(db)
    with make.moving(db, cast.forum) as tx:
        dent = Dent(toy_id=toy.id, told="x")
        tx.session.add(dent)
        tx.tell("toy.changed", "system")

    with make.moving(db, cast.forum) as tx:
        tx.session.delete(tx.session.get_one(Dent, dent.id))
        tx.tell("toy.changed", "system")
        (fact,) = tx.facts

    assert fact.body["changes"] == [
        {"verb": "gone", "table": "toy_dent", "key": str(dent.id), "before": {}, "after": {}}
    ]


def test_several_flushes_make_one_list_and_taking_it_empties_it(db: Databases) -> None:
    toy = make.toy(db)
    with db.write() as session:
        changes = Changes(session)
        found = session.get_one(Toy, toy.id)
        for colour in ("green", "yellow"):
            found.colour = colour
            session.flush()

        rows, openings = changes.take()

        assert [row["verb"] for row in rows] == ["set", "set"]
        assert [opening.value for opening in openings] == ["blue", "green", "green", "yellow"]
        assert openings[-1].field == "changes.1.after.colour"
        assert changes.take() == ([], [])
