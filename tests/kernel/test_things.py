"""Headers, keys and scopes: counted without a clash, written anew as a whole, reached by equality."""

import threading

from sqlalchemy import select

from app.kernel.actors import EVERYWHERE, Post, Role, Scope, ScopeKind
from app.kernel.db import Databases
from app.kernel.things import THINGS, next_id, reach, scopes_of, set_scopes, within
from tests.kernel import cast, make
from tests.kernel.make import NOW


def within_posts(db: Databases, *posts: Post) -> set[int]:
    with db.read() as session:
        return set(session.scalars(select(THINGS.c.id).where(within(posts))))


def test_scopes_are_written_anew_as_a_whole_and_everywhere_is_among_them(db: Databases) -> None:
    toy = make.toy(db)
    party = Scope(ScopeKind.PARTY, 5)
    with db.write() as session:
        set_scopes(session, toy.id, [party, party])

    with db.read() as session:
        assert scopes_of(session, [toy.id]) == {toy.id: {EVERYWHERE, party}}


def test_the_scopes_of_several_things_are_one_query_and_unknown_ones_have_none(db: Databases) -> None:
    toys = [make.toy(db), make.toy(db)]
    with db.read() as session:
        session.connection()
        with make.counted(db) as statements:
            found = scopes_of(session, [*(toy.id for toy in toys), 999_999])

    assert len(statements) == 1
    assert found[999_999] == frozenset()
    assert found[toys[0].id] == found[toys[1].id] == {EVERYWHERE, cast.IN_TOWN, cast.HERE}


def test_no_post_reaches_nothing_and_a_post_everywhere_reaches_all(db: Databases) -> None:
    toy = make.toy(db, by=cast.member, place=555)

    assert within_posts(db) == set()
    assert toy.id in within_posts(db, Post(Role.AUDITOR, EVERYWHERE))
    assert within_posts(db, Post(Role.FORUM, Scope(ScopeKind.PLACE, 555))) == {toy.id}


def test_a_scope_of_another_kind_with_the_same_number_reaches_nothing(db: Databases) -> None:
    make.toy(db, by=cast.member, place=556)

    assert within_posts(db, Post(Role.FORUM, Scope(ScopeKind.PARTY, 556))) == set()


def test_a_kind_without_visible_states_is_reached_by_nobody(db: Databases) -> None:
    make.toy(db)
    with db.read() as session:
        nothing = reach(cast.forum, Role.FORUM, {}, NOW.date())
        no_state = reach(cast.forum, Role.FORUM, {"toy.toy": ()}, NOW.date())

        assert session.scalars(select(THINGS.c.id).where(nothing)).all() == []
        assert session.scalars(select(THINGS.c.id).where(no_state)).all() == []


def test_keys_drawn_at_once_never_clash(new_db: Databases) -> None:
    """On PostgreSQL from a sequence; on SQLite one writer at a time sees the last key."""
    threads = [threading.Thread(target=make.toy, args=(new_db,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    found = [key for (key,) in make.answer(new_db, "SELECT id FROM kernel_thing ORDER BY id")]
    assert found == list(range(100, 106))


def test_the_first_key_is_a_hundred(new_db: Databases) -> None:
    with new_db.write() as session:
        assert next_id(session) == 100
