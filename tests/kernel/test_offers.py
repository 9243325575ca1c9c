"""Offers: the moves that a person's posts allow on each thing, open or shut with all reasons."""

from dataclasses import replace
from datetime import timedelta

from app.kernel.actors import Actor, Duty, Within
from app.kernel.db import Databases
from app.kernel.flow import Offer, find, offers
from app.kernel.flow.offers import duties_of
from tests.kernel import cast, make
from tests.kernel.make import NOW, moved
from tests.kernel.toy import TOYS, WHEELS, Toy


def offered(db: Databases, actor: Actor, toy: Toy) -> dict[str, Offer]:
    with db.read() as session:
        found = session.get_one(Toy, toy.id)
        return {offer.move.name: offer for offer in offers(session, actor, TOYS, [found], NOW)[toy.id]}


def test_only_moves_that_start_here_and_that_a_post_allows_are_offered_in_the_table_s_order(
    db: Databases,
) -> None:
    toy = make.toy(db, by=cast.member)

    assert list(offered(db, cast.forum, toy)) == [
        "paint", "dent", "mend", "carry", "take", "assign", "release",
    ]  # fmt: skip
    assert list(offered(db, cast.chair, toy))[:2] == ["paint", "send"]
    assert offered(db, cast.other_forum, toy) == {}
    assert offered(db, cast.nobody, toy) == {}
    assert offered(db, cast.team, toy) == {}


def test_an_open_offer_says_by_which_post(db: Databases) -> None:
    toy = make.toy(db, by=cast.member)

    offer = offered(db, cast.chair, toy)["send"]

    assert offer.open
    assert {offer.post} == cast.chair.posts


def test_a_shut_offer_says_every_reason_at_once(db: Databases) -> None:
    toy = make.toy(db, "red", by=cast.chair)

    offer = offered(db, cast.chair, toy)["send"]

    assert not offer.open
    assert [reason.rule for reason in offer.whys] == ["R28", "R97"]


def test_a_post_that_has_ended_offers_nothing(db: Databases) -> None:
    toy = make.toy(db, by=cast.member)
    ended = replace(
        cast.chair,
        posts=frozenset({replace(*cast.chair.posts, until=(NOW - timedelta(days=1)).date())}),
    )

    assert offered(db, ended, toy) == {}


def test_no_things_make_no_offers_and_ask_no_grounds(db: Databases) -> None:
    with db.read() as session:
        assert offers(session, cast.forum, TOYS, [], NOW) == {}


def test_what_is_offered_open_can_be_done_and_what_is_shut_cannot(db: Databases) -> None:
    toy = make.toy(db, "red", by=cast.member)
    shut = offered(db, cast.chair, toy)["send"]
    with make.moving(db, cast.forum) as tx:
        found = find(tx.session, cast.forum, TOYS, toy.reference, NOW)
        found.colour = "blue"
        tx.tell("toy.repaired", "system")

    opened = offered(db, cast.chair, toy)["send"]
    moved(db, cast.chair, TOYS, toy, "send")

    assert (shut.open, opened.open) == (False, True)


def test_the_number_of_queries_does_not_depend_on_the_number_of_things(db: Databases) -> None:
    toys = [make.toy(db, by=cast.member) for _ in range(12)]
    counts = []
    for some in (toys[:1], toys):
        with db.read() as session:
            found = [session.get_one(Toy, toy.id) for toy in some]
            with make.counted(db) as statements:
                offers(session, cast.chair, TOYS, found, NOW)
            counts.append(len(statements))

    assert counts == [2, 2]


def test_duties_are_those_of_this_person_by_thing_and_by_case(db: Databases) -> None:
    toy = make.toy(db, by=cast.member)
    wheel = make.wheel(db, toy)
    moved(db, cast.member, WHEELS, wheel, "as_pays")
    moved(db, cast.other_member, TOYS, toy, "as_approves")

    with db.read() as session:
        had = duties_of(session, cast.member, [toy])

    assert had == {
        (Within.THING, toy.id): {Duty.AUTHORS},
        (Within.THING, wheel.id): {Duty.PAYS},
        (Within.CASE, toy.id): {Duty.AUTHORS, Duty.PAYS},
    }
