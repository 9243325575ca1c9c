"""One writing transaction: rows and facts together, or neither."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.db import Databases
from app.kernel.flow import fire
from app.kernel.trail.merkle import BadProof
from app.kernel.tx import Untold, writing
from tests.kernel import cast, make
from tests.kernel.make import NOW, moved
from tests.kernel.toy import TOYS, Dent, Paint, Scribble, Toy

GREEN = Paint(title="Tap", colour="green")


class Interruption(Exception):
    """Something that goes wrong in the middle of a request."""


def test_a_row_written_outside_a_move_rolls_everything_back_and_is_named(db: Databases) -> None:
    toy = make.toy(db)
    before = make.facts(db)

    with pytest.raises(Untold, match=r"toy_dent \d+"), make.moving(db, cast.forum) as tx:
        tx.session.add(Dent(toy_id=toy.id, told="untold"))

    assert make.answer(db, "SELECT * FROM toy_dent WHERE told = 'untold'") == []
    assert make.facts(db) == before


def test_a_column_changed_after_the_move_is_untold_too(db: Databases) -> None:
    toy = make.toy(db)

    with pytest.raises(Untold, match=f"toy_toy {toy.id}"):
        change_after_a_move(db, toy)

    found = make.again(db, TOYS, toy)
    assert (found.colour, found.version) == ("blue", 1)


def change_after_a_move(db: Databases, toy: Toy) -> None:
    with make.moving(db, cast.forum) as tx:
        found = tx.session.get_one(Toy, toy.id)
        fire(tx, TOYS, found, "paint", GREEN)
        found.colour = "untold"


def interrupted(db: Databases, toy: Toy) -> None:
    with make.moving(db, cast.forum) as tx:
        fire(tx, TOYS, tx.session.get_one(Toy, toy.id), "paint", GREEN)
        raise Interruption


def test_the_house_s_own_bookkeeping_needs_no_fact(db: Databases) -> None:
    before = make.facts(db)

    with make.moving(db, cast.forum) as tx:
        tx.session.add(Scribble(told="kept"))

    assert make.answer(db, "SELECT told FROM toy_scribble WHERE told = 'kept'") == [("kept",)]
    assert make.facts(db) == before


def test_a_transaction_without_facts_leaves_the_trail_as_it_is(db: Databases) -> None:
    before = make.answer(db, "SELECT size, frontier FROM kernel_head")

    with make.moving(db, cast.forum):
        pass

    assert make.answer(db, "SELECT size, frontier FROM kernel_head") == before


def test_an_exception_leaves_neither_row_nor_fact(db: Databases) -> None:
    toy = make.toy(db)
    before = make.facts(db)

    with pytest.raises(Interruption):
        interrupted(db, toy)

    assert make.again(db, TOYS, toy).colour == "blue"
    assert make.facts(db) == before


def test_a_failing_append_rolls_the_act_back(new_db: Databases) -> None:
    toy = make.toy(new_db)
    with new_db.write() as session:
        session.execute(text("UPDATE kernel_head SET frontier = :nothing"), {"nothing": b""})

    with pytest.raises(BadProof):
        moved(new_db, cast.forum, TOYS, toy, "paint", GREEN)

    found = make.again(new_db, TOYS, toy)
    assert (found.colour, found.version) == ("blue", 1)
    assert len(make.steps(new_db, toy)) == 1


def test_acts_and_facts_are_equal_in_number_whatever_failed(new_db: Databases) -> None:
    toys = [make.toy(new_db) for _ in range(3)]
    for toy in toys[1:]:
        with pytest.raises(Untold):
            change_after_a_move(new_db, toy)

    moved(new_db, cast.forum, TOYS, toys[0], "mend")

    assert make.answer(new_db, "SELECT sum(version) FROM kernel_thing") == [(4,)]
    assert make.facts(new_db) == 4


def test_who_acts_is_read_inside_the_transaction(db: Databases) -> None:
    seen = []

    def actor(session: Session) -> Actor:
        seen.append(session.in_transaction())
        return cast.forum

    with writing(db, cast.PLUGS, actor, NOW, "req-test") as tx:
        who = tx.actor

    assert (who, seen) == (cast.forum, [True])


def test_today_is_the_day_in_utc(db: Databases) -> None:
    with make.moving(db, cast.forum, datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) as tx:
        assert tx.today.isoformat() == "2026-06-30"


@pytest.mark.parametrize("hours", [-11, 14])
def test_the_moment_of_a_request_from_another_zone_is_kept_in_utc(db: Databases, hours: int) -> None:
    there = NOW.astimezone(timezone(timedelta(hours=hours)))

    toy = make.toy(db, now=there)

    assert make.again(db, TOYS, toy).since == NOW


def test_a_fact_can_be_told_of_rows_that_no_thing_stands_for(db: Databases) -> None:
    toy = make.toy(db)

    with make.moving(db, cast.forum) as tx:
        tx.session.add(Dent(toy_id=toy.id, told="told"))
        tx.tell("toy.dented", "system", depth=3)
        (fact,) = tx.facts

    assert (fact.kind, fact.stream, fact.actor, fact.step) == ("toy.dented", "system", "usr_1", None)
    assert fact.body["depth"] == 3
    assert [row["table"] for row in fact.body["changes"]] == ["toy_dent"]
    assert [(opening.field, opening.value) for opening in fact.openings] == [("changes.0.after.told", "told")]


def test_every_fact_carries_its_request_moment_and_actor(new_db: Databases) -> None:
    with writing(new_db, cast.PLUGS, cast.team, NOW, "req-77") as tx:
        tx.tell("toy.seen", "system")

    ((record,),) = make.answer(new_db, "SELECT record FROM kernel_fact")
    assert bytes(record) == (
        b'{"actor":"usr_3","at":"2026-06-30T12:00:00.000000Z","body":{"changes":[]},"kind":"toy.seen",'
        b'"log":"test.invalid/trail","req":"req-77","seq":0,"stream":"system","stream_prev":"",'
        b'"stream_seq":0,"v":1}'
    )
