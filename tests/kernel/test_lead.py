"""Leads: taking a thing on, giving it to a colleague who is told, handing it back to all."""

import pytest

from app.kernel.db import Databases
from app.kernel.errors import Refused
from app.kernel.flow.lead import GAVE, Assign, colleagues
from tests.kernel import cast, make
from tests.kernel.make import moved
from tests.kernel.toy import TOYS, Toy


def notices(db: Databases, toy: Toy) -> list[tuple[object, ...]]:
    return make.answer(
        db,
        "SELECT recipient, text FROM kernel_notice WHERE thing_id = :id AND text = :gave",
        id=toy.id,
        gave=GAVE,
    )


def test_who_takes_a_thing_on_leads_it_until_it_is_handed_back(db: Databases) -> None:
    toy = make.toy(db)

    moved(db, cast.forum, TOYS, toy, "take")
    taken = make.again(db, TOYS, toy).lead
    moved(db, cast.chair, TOYS, toy, "release")

    assert (taken, make.again(db, TOYS, toy).lead) == ("usr_1", None)
    assert notices(db, toy) == []


def test_a_colleague_who_is_given_a_thing_is_told(db: Databases) -> None:
    toy = make.toy(db)

    moved(db, cast.forum, TOYS, toy, "assign", Assign(person=cast.chair.reference))

    assert make.again(db, TOYS, toy).lead == "usr_2"
    assert notices(db, toy) == [("usr_2", GAVE)]


def test_who_gives_a_thing_to_themself_is_not_told(db: Databases) -> None:
    toy = make.toy(db)

    moved(db, cast.forum, TOYS, toy, "assign", Assign(person=cast.forum.reference))

    assert make.again(db, TOYS, toy).lead == "usr_1"
    assert notices(db, toy) == []


@pytest.mark.parametrize("person", [cast.other_forum, cast.team, cast.nobody], ids=lambda one: one.reference)
def test_somebody_without_a_post_for_it_cannot_be_given_a_thing(db: Databases, person: object) -> None:
    toy = make.toy(db)

    with pytest.raises(Refused) as refusal:
        moved(db, cast.forum, TOYS, toy, "assign", Assign(person=getattr(person, "reference", "")))

    assert [reason.field for reason in refusal.value.whys] == ["person"]
    assert make.again(db, TOYS, toy).lead is None


def test_colleagues_hold_one_of_these_roles_where_the_thing_stands(db: Databases) -> None:
    toy = make.toy(db)

    with db.read() as session:
        assert colleagues(session, cast.PLUGS, cast.forum.roles, toy) == {"usr_1", "usr_2"}
        assert colleagues(session, cast.PLUGS, cast.nobody.roles, toy) == frozenset()
