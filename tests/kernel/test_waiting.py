"""My work: exactly what stands still until this person moves it, oldest first, page by page."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta, timezone
from itertools import chain, count

import pytest

from app.kernel.actors import EVERYWHERE, Actor, Office, Role, Scope, ScopeKind
from app.kernel.db import Databases
from app.kernel.flow import Queue, count_waiting, waiting
from app.kernel.flow.waiting import Position
from tests.kernel import cast, make
from tests.kernel.make import NOW, moved
from tests.kernel.toy import TOYS, WHEELS, Toy

FLOWS = (TOYS, WHEELS)
PLACES = count(1_000)


@pytest.fixture
def place() -> int:
    """A place where nobody has made a toy yet."""
    return next(PLACES)


@pytest.fixture
def chair(place: int) -> Actor:
    """The person who certifies there."""
    return cast.holding(2, Role.FORUM, Scope(ScopeKind.PLACE, place), Office.CERTIFIER)


def ids(db: Databases, actor: Actor, queue: Queue | None = None) -> list[int]:
    with db.read() as session:
        found = [thing.id for thing in waiting(session, actor, FLOWS, NOW, queue or Queue(), limit=1_000)]
        assert count_waiting(session, actor, FLOWS, NOW, queue or Queue()) == len(found)
    return found


def toys(db: Databases, place: int, number: int) -> list[Toy]:
    return [
        make.toy(db, by=cast.member, place=place, now=NOW - timedelta(minutes=age)) for age in range(number)
    ]


def test_what_waits_is_what_starts_an_awaited_move_of_mine_oldest_first(
    db: Databases, place: int, chair: Actor
) -> None:
    young, middle, old = toys(db, place, 3)

    assert ids(db, chair) == [old.id, middle.id, young.id]


def test_what_was_moved_waits_for_the_next_and_no_longer_for_me(
    db: Databases, place: int, chair: Actor
) -> None:
    (toy,) = toys(db, place, 1)
    team = cast.holding(3, Role.MUNICIPAL_TEAM, Scope(ScopeKind.PLACE, place))
    before = ids(db, team)

    moved(db, chair, TOYS, toy, "send")

    assert (before, ids(db, chair), ids(db, team)) == ([], [], [toy.id])


def test_nothing_waits_for_a_post_without_the_office_or_elsewhere_or_ended(
    db: Databases, place: int, chair: Actor
) -> None:
    toys(db, place, 1)
    (post,) = chair.posts
    without = replace(chair, posts=frozenset({replace(post, office=None)}))
    elsewhere = replace(chair, posts=frozenset({replace(post, scope=Scope(ScopeKind.PLACE, 99_999))}))
    ended = replace(chair, posts=frozenset({replace(post, until=NOW.date() - timedelta(days=1))}))
    last_day = replace(chair, posts=frozenset({replace(post, until=NOW.date())}))

    assert [ids(db, actor) for actor in (without, elsewhere, ended, cast.nobody)] == [[], [], [], []]
    assert len(ids(db, last_day)) == 1


def test_a_post_that_may_move_but_may_not_see_has_nothing_waiting(db: Databases, place: int) -> None:
    make.wheel(db)

    assert ids(db, cast.holding(60, Role.AUDITOR, EVERYWHERE)) == []


def test_R28_what_I_wrote_does_not_wait_for_my_certificate(db: Databases, place: int, chair: Actor) -> None:
    mine = make.toy(db, by=chair, place=place)
    (other,) = toys(db, place, 1)

    assert ids(db, chair) == [other.id]
    assert ids(db, replace(chair, reference="usr_70")) == [mine.id, other.id]


def test_R28_what_I_decided_elsewhere_in_the_case_is_kept_from_me_and_from_me_only(
    db: Databases, place: int, chair: Actor
) -> None:
    (toy,) = toys(db, place, 1)
    moved(db, chair, TOYS, toy, "send")
    wheel = make.wheel(db, toy)
    moved(db, cast.other_member, WHEELS, wheel, "as_decides")
    here = Scope(ScopeKind.PLACE, place)
    decided = replace(cast.holding(0, Role.MUNICIPAL_TEAM, here), reference=cast.other_member.reference)
    another = cast.holding(61, Role.MUNICIPAL_TEAM, here)

    assert (ids(db, decided), ids(db, another)) == ([], [toy.id])


def test_a_thing_in_several_of_my_scopes_waits_once(db: Databases, place: int, chair: Actor) -> None:
    (toy,) = toys(db, place, 1)
    (post,) = chair.posts
    both = replace(
        chair,
        posts=frozenset(
            {post, replace(post, scope=Scope(ScopeKind.PLACE, 1)), replace(post, scope=EVERYWHERE)}
        ),
    )

    assert ids(db, both).count(toy.id) == 1


def test_queues_are_mine_nobody_s_and_all(db: Databases, place: int, chair: Actor) -> None:
    mine, nobodys = toys(db, place, 2)
    moved(db, chair, TOYS, mine, "take")

    assert ids(db, chair, Queue(lead=chair.reference)) == [mine.id]
    assert ids(db, chair, Queue(unassigned=True)) == [nobodys.id]
    assert ids(db, chair, Queue(lead="usr_71")) == []
    assert ids(db, chair) == [nobodys.id, mine.id]


def pages(db: Databases, actor: Actor, limit: int) -> Iterator[list[int]]:
    after: Position | None = None
    while True:
        with db.read() as session:
            found = waiting(session, actor, FLOWS, NOW, after=after, limit=limit)
        if not found:
            return
        yield [thing.id for thing in found]
        after = (found[-1].since, found[-1].id)


def test_pages_follow_one_another_without_gap_or_overlap_even_within_one_moment(
    db: Databases, place: int, chair: Actor
) -> None:
    made = toys(db, place, 3) + [make.toy(db, by=cast.member, place=place) for _ in range(4)]

    found = list(pages(db, chair, 3))

    assert [len(page) for page in found] == [3, 3, 1]
    assert sorted(chain.from_iterable(found)) == sorted(toy.id for toy in made)
    assert list(chain.from_iterable(found)) == ids(db, chair)


def test_a_position_is_a_moment_wherever_its_clock_stands(db: Databases, place: int, chair: Actor) -> None:
    young, old = toys(db, place, 2)
    there = timezone(timedelta(hours=5))

    with db.read() as session:
        found = waiting(session, chair, FLOWS, NOW, after=(old.since.astimezone(there), old.id))

    assert [thing.id for thing in found] == [young.id]


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(
    db: Databases, place: int, chair: Actor
) -> None:
    counts = []
    for number in (1, 12):
        toys(db, place, number)
        with db.read() as session:
            session.connection()
            with make.counted(db) as statements:
                titles = [thing.title for thing in waiting(session, chair, FLOWS, NOW, limit=100)]
                count_waiting(session, chair, FLOWS, NOW)
        counts.append((len(titles), len(statements)))

    assert counts == [(1, 2), (13, 2)]


def test_no_flows_leave_nothing_waiting(db: Databases, chair: Actor) -> None:
    with db.read() as session:
        assert waiting(session, chair, [], NOW) == []
        assert count_waiting(session, chair, [], NOW) == 0
