"""The clock: fires what is due, each as a fact of its own, and passes over what does not fit."""

from datetime import timedelta

from app.kernel.db import Databases
from app.kernel.flow import find
from app.kernel.flow.clock import _fire_one, clock_moves, fire_due
from tests.kernel import cast, make
from tests.kernel.make import NOW, moved
from tests.kernel.toy import DAYS_TO_FINISH, TOYS, WHEELS, Toy

DUE = NOW + timedelta(days=DAYS_TO_FINISH)


def sent(db: Databases, *, weight: int = 0) -> Toy:
    """A toy that has been sent, and perhaps cannot lapse."""
    toy = make.toy(db, by=cast.member)
    moved(db, cast.chair, TOYS, toy, "send")
    if weight:
        with make.moving(db, cast.member) as tx:
            find(tx.session, cast.member, TOYS, toy.reference, NOW).weight = weight
            tx.tell("toy.weighed", "system")
    return toy


def states(db: Databases, *toys: Toy) -> list[str]:
    return [make.again(db, TOYS, toy).state for toy in toys]


def test_nothing_moves_before_its_moment_and_all_that_is_due_moves_then(new_db: Databases) -> None:
    toys = [sent(new_db), sent(new_db)]

    early = fire_due(new_db, cast.PLUGS, [TOYS, WHEELS], DUE - timedelta(microseconds=1))
    due = fire_due(new_db, cast.PLUGS, [TOYS, WHEELS], DUE)
    again = fire_due(new_db, cast.PLUGS, [TOYS, WHEELS], DUE)

    assert (early, due, again) == (0, 2, 0)
    assert states(new_db, *toys) == ["LAPSED", "LAPSED"]
    assert make.steps(new_db, toys[0])[-1] == ("lapse", "sys_clock", None, "clock@all/0", "SENT", "LAPSED")


def test_the_oldest_come_first_and_no_more_than_the_limit(new_db: Databases) -> None:
    first, second = sent(new_db), sent(new_db)

    fired = fire_due(new_db, cast.PLUGS, [TOYS], DUE, limit=1)

    assert (fired, states(new_db, first, second)) == (1, ["LAPSED", "SENT"])


def test_what_a_rule_refuses_stays_and_does_not_hold_up_the_others(new_db: Databases) -> None:
    refused, free = sent(new_db, weight=-1), sent(new_db)

    fired = fire_due(new_db, cast.PLUGS, [TOYS], DUE, limit=1)

    assert (fired, states(new_db, refused, free)) == (1, ["SENT", "LAPSED"])


def test_what_somebody_moved_meanwhile_is_passed_over_without_a_fact(new_db: Databases) -> None:
    toy, postponed, undated = sent(new_db), sent(new_db), sent(new_db)
    moved(new_db, cast.team, TOYS, toy, "finish")
    with make.moving(new_db, cast.member) as tx:
        found = [find(tx.session, cast.member, TOYS, one.reference, NOW) for one in (postponed, undated)]
        found[0].due_at = DUE + timedelta(days=1)
        found[1].due_at = None
        tx.tell("toy.postponed", "system")
    before = make.facts(new_db)

    fired = [_fire_one(new_db, cast.PLUGS, TOYS, one.id, DUE) for one in (toy, postponed, undated)]

    assert fired == [False, False, False]
    assert make.facts(new_db) == before


def test_a_flow_without_clock_moves_asks_nothing_of_the_database(db: Databases) -> None:
    with make.counted(db) as statements:
        fired = fire_due(db, cast.PLUGS, [WHEELS], DUE)

    assert (fired, statements, clock_moves(WHEELS)) == (0, [], ())
