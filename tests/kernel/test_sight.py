"""Sight: a thing is found by those for whom it exists, and for everybody else there is nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kernel.actors import EVERYWHERE, Actor, Post, Role
from app.kernel.db import Databases
from app.kernel.errors import NotFound
from app.kernel.flow import find, seen_as, seen_by, version_of
from app.kernel.references import reference
from app.kernel.things import THINGS
from tests.kernel import cast, make
from tests.kernel.make import NOW, moved
from tests.kernel.toy import TOYS, WHEELS, Toy


def sees(db: Databases, actor: Actor, toy: Toy, typed: str | None = None) -> bool:
    with db.read() as session:
        try:
            return find(session, actor, TOYS, typed or toy.reference, NOW).id == toy.id
        except NotFound:
            return False


def test_a_role_sees_the_states_that_exist_for_it_where_its_post_reaches(db: Databases) -> None:
    toy = make.toy(db)
    seen_open = [sees(db, actor, toy) for actor in cast.EVERYBODY]

    moved(db, cast.chair, TOYS, toy, "send")

    seen_sent = [sees(db, actor, toy) for actor in cast.EVERYBODY]
    forum = chair = member = True
    assert seen_open == [forum, chair, False, False, member, member, False, False, False]
    assert seen_sent == [forum, chair, True, False, member, member, False, True, False]


def test_a_role_s_own_condition_narrows_what_it_sees(db: Databases) -> None:
    toy = make.toy(db)
    lead = replace(cast.auditor, posts=cast.auditor.posts | cast.forum.posts)

    moved(db, lead, TOYS, toy, "take")

    assert sees(db, cast.auditor, toy)


@pytest.mark.parametrize(
    "written", [str.lower, lambda text: text.replace("-", " "), lambda text: f" {text} "]
)
def test_a_reference_is_found_as_people_write_it(db: Databases, written: object) -> None:
    toy = make.toy(db)

    assert callable(written)
    assert sees(db, cast.forum, toy, written(toy.reference))


@pytest.mark.parametrize("typed", ["", "a tap", "TOY-1008", "TOY-1", "'; DROP TABLE toy_toy; --"])
def test_what_is_no_reference_is_not_found(db: Databases, typed: str) -> None:
    with db.read() as session, pytest.raises(NotFound) as refusal:
        find(session, cast.forum, TOYS, typed, NOW)

    assert refusal.value.whys[0].text.values == {"reference": typed}


def test_a_reference_of_another_kind_is_not_found(db: Databases) -> None:
    toy = make.toy(db)

    with db.read() as session, pytest.raises(NotFound):
        find(session, cast.forum, WHEELS, toy.reference, NOW)
    with db.read() as session, pytest.raises(NotFound):
        find(session, cast.forum, TOYS, reference("WHL", toy.id), NOW)


def test_hidden_and_absent_things_are_told_apart_by_nothing(db: Databases) -> None:
    toy = make.toy(db)
    absent = reference("TOY", toy.id + 1_000)
    said = []
    for typed in (toy.reference, absent):
        with db.read() as session, pytest.raises(NotFound) as refusal:
            find(session, cast.other_forum, TOYS, typed, NOW)
        said.append(str(refusal.value))

    assert said[0] == said[1]


def test_a_post_that_ended_yesterday_sees_nothing_and_one_that_ends_today_still_does(db: Databases) -> None:
    toy = make.toy(db)
    today = NOW.date()
    ending = [
        replace(cast.forum, posts=frozenset({replace(*cast.forum.posts, until=until)}))
        for until in (today - timedelta(days=1), today)
    ]

    assert [sees(db, actor, toy) for actor in ending] == [False, True]


def test_a_role_without_sight_of_any_flow_sees_nothing(db: Databases) -> None:
    make.toy(db)
    actor = Actor("usr_50", frozenset({Post(Role.PANEL, EVERYWHERE)}))

    with db.read() as session:
        assert (
            session.scalars(select(THINGS.c.id).where(seen_by(actor, [TOYS, WHEELS], NOW.date()))).all() == []
        )
        assert (
            session.scalars(select(THINGS.c.id).where(seen_as(actor, Role.PANEL, [], NOW.date()))).all() == []
        )


def test_several_flows_are_seen_in_one_list(db: Databases) -> None:
    toy = make.toy(db)
    wheel = make.wheel(db, toy)

    with db.read() as session:
        seen = session.scalars(
            select(THINGS.c.kind).where(
                seen_by(cast.forum, [TOYS, WHEELS], NOW.date()), THINGS.c.case_id == toy.id
            )
        ).all()

    assert sorted(seen) == ["toy.toy", "toy.wheel"]
    assert wheel.case_id == toy.id


def test_forms_carry_the_version_of_the_root(db: Databases) -> None:
    toy = make.toy(db)
    wheel = make.wheel(db, toy)
    moved(db, cast.forum, WHEELS, wheel, "mount")
    moved(db, cast.forum, TOYS, toy, "mend")
    moved(db, cast.forum, TOYS, toy, "mend")

    with db.read() as session:
        found = session.get_one(TOYS.model, toy.id), session.get_one(WHEELS.model, wheel.id)
        assert [version_of(session, thing) for thing in found] == [3, 3]
