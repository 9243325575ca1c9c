"""Births and moves: done, recorded and told as one, or refused with every reason and nothing left behind."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.kernel.actors import (
    CLOCK,
    DUTY_NAMES,
    EVERYWHERE,
    EXCLUSIONS,
    Duty,
    Exclusion,
    Office,
    Post,
    Role,
    Within,
)
from app.kernel.db import Databases
from app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from app.kernel.flow import NotFresh, Nothing, begin, find, fire, offers, versions_of
from app.kernel.references import reference
from app.kernel.things import THINGS, scopes_of
from app.kernel.words import Message
from app.web.api import api_of
from app.web.moves import pages_of
from tests.kernel import cast, make
from tests.kernel.make import NOW, moved
from tests.kernel.toy import (
    BELLS,
    TOYS,
    WHEELS,
    Bell,
    Cut,
    Hang,
    Paint,
    Place,
    Told,
    Toy,
    ToyState,
    WheelState,
)


def rules(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.rule for reason in refusal.value.whys]


# --- Births --------------------------------------------------------------------------------------


def test_a_birth_makes_the_header_the_scopes_and_the_first_step(db: Databases) -> None:
    toy = make.toy(db)

    assert toy.reference == reference("TOY", toy.id)
    assert (toy.root_id, toy.case_id, toy.version) == (toy.id, toy.id, 1)
    assert (toy.state, toy.since, toy.title) == ("OPEN", NOW, "Tap")
    with db.read() as session:
        assert scopes_of(session, [toy.id]) == {toy.id: {EVERYWHERE, cast.IN_TOWN, cast.HERE}}
    assert make.steps(db, toy) == [("make", "usr_1", "authors", "forum@place/7", "", "OPEN")]


def test_the_database_gives_back_what_was_born(db: Databases) -> None:
    toy = make.toy(db)

    found = make.again(db, TOYS, toy)

    assert (found.colour, found.title, found.since, found.state) == ("blue", "Tap", NOW, "OPEN")


def test_keys_are_counted_up_from_a_hundred(new_db: Databases) -> None:
    assert [make.toy(new_db).id, make.toy(new_db).id] == [100, 101]


def test_a_thing_with_a_parent_belongs_to_its_case_and_is_its_own_root(db: Databases) -> None:
    toy = make.toy(db)

    wheel = make.wheel(db, toy)

    assert (wheel.case_id, wheel.root_id) == (toy.id, wheel.id)


def test_somebody_without_the_post_cannot_begin(db: Databases) -> None:
    before = make.facts(db)

    with pytest.raises(NotAllowed), make.moving(db, cast.team) as tx:
        begin(tx, TOYS, "make", Paint(title="Tap", colour="blue"))

    assert make.facts(db) == before


def test_a_post_elsewhere_cannot_begin_here(db: Databases) -> None:
    with pytest.raises(NotAllowed):
        make.toy(db, by=cast.other_forum, place=777)

    assert make.answer(db, "SELECT * FROM toy_toy WHERE place_id = 777") == []


def test_a_post_everywhere_begins_anywhere(db: Databases) -> None:
    assert make.toy(db, by=cast.member, place=99).place_id == 99


def test_a_birth_names_every_failing_check_at_once(db: Databases) -> None:
    with pytest.raises(Refused) as refusal, make.moving(db, cast.forum) as tx:
        begin(tx, TOYS, "make", Paint(title="A very long name for a toy", colour="black"))

    assert [(reason.rule, reason.field) for reason in refusal.value.whys] == [
        ("R96", "colour"),
        ("", "title"),
    ]


def test_there_is_no_birth_of_an_unknown_name(db: Databases) -> None:
    with pytest.raises(NotFound), make.moving(db, cast.forum) as tx:
        begin(tx, TOYS, "conjure", Paint(title="Tap", colour="blue"))


def test_a_sensitive_birth_asks_who_it_is_again(db: Databases) -> None:
    form = Paint(title="Tap", colour="blue")
    with pytest.raises(NotFresh), make.moving(db, cast.team) as tx:
        begin(tx, TOYS, "hallow", form)

    with make.moving(db, cast.fresh(cast.team)) as tx:
        toy = begin(tx, TOYS, "hallow", form)

    assert toy.state == ToyState.OPEN


def test_a_birth_that_makes_another_kind_is_a_mistake_of_ours(db: Databases) -> None:
    with pytest.raises(TypeError, match=r"toy\.wheel\.cut made a Toy"), make.moving(db, cast.forum) as tx:
        begin(tx, WHEELS, "cut", Cut(mistaken=True))


def test_the_database_knows_no_state_that_the_flow_has_not(db: Databases) -> None:
    toy = make.toy(db)

    with pytest.raises(IntegrityError), make.moving(db, cast.forum) as tx:
        tx.session.execute(update(THINGS).where(THINGS.c.id == toy.id).values(state="BROKEN"))


# --- Moves ---------------------------------------------------------------------------------------


def test_a_move_sets_state_since_version_and_its_step(db: Databases) -> None:
    toy = make.toy(db)
    later = NOW + timedelta(hours=1)

    moved(db, cast.chair, TOYS, toy, "send", now=later, seen=1)

    found = make.again(db, TOYS, toy)
    assert (found.state, found.since, found.version) == ("SENT", later, 2)
    assert found.due_at == later + timedelta(days=14)
    assert make.steps(db, toy)[1:] == [("send", "usr_2", "certifies", "forum@place/7", "OPEN", "SENT")]


def test_a_move_that_stays_keeps_since_and_what_is_due(db: Databases) -> None:
    toy = make.toy(db)
    moved(db, cast.chair, TOYS, toy, "send")

    moved(db, cast.fresh(cast.team), TOYS, toy, "hallow", now=NOW + timedelta(days=1))

    found = make.again(db, TOYS, toy)
    assert (found.since, found.due_at) == (NOW, NOW + timedelta(days=14))


def test_a_move_to_another_state_clears_what_was_due(db: Databases) -> None:
    toy = make.toy(db)
    moved(db, cast.chair, TOYS, toy, "send")

    moved(db, cast.team, TOYS, toy, "finish")

    assert make.again(db, TOYS, toy).due_at is None


def test_a_move_back_into_the_same_state_keeps_since(db: Databases) -> None:
    toy = make.toy(db)

    moved(db, cast.forum, TOYS, toy, "mend", now=NOW + timedelta(days=1))

    assert make.again(db, TOYS, toy).since == NOW


def test_there_is_no_move_of_an_unknown_name(db: Databases) -> None:
    toy = make.toy(db)

    with pytest.raises(NotFound):
        moved(db, cast.forum, TOYS, toy, "conjure")


def test_a_post_that_does_not_cover_the_thing_is_not_allowed(db: Databases) -> None:
    toy = make.toy(db)

    with pytest.raises(NotAllowed):
        moved(db, cast.other_forum, TOYS, toy, "paint", Paint(title="Tap", colour="green"))


def test_a_move_of_an_office_is_closed_to_the_same_role_without_it(db: Databases) -> None:
    toy = make.toy(db, by=cast.member)

    with pytest.raises(NotAllowed):
        moved(db, cast.forum, TOYS, toy, "send")


def test_a_post_holds_through_its_last_day_in_utc_and_no_longer(db: Databases) -> None:
    last = datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC)
    ending = replace(cast.chair, posts=frozenset({replace(*cast.chair.posts, until=last.date())}))
    toy, other = make.toy(db), make.toy(db)

    moved(db, ending, TOYS, toy, "send", now=last)
    with pytest.raises(NotAllowed):
        moved(db, ending, TOYS, other, "send", now=last + timedelta(seconds=1))

    assert make.again(db, TOYS, toy).state == "SENT"
    assert make.again(db, TOYS, other).state == "OPEN"


def test_the_first_of_several_posts_in_a_fixed_order_is_the_one_on_record(db: Databases) -> None:
    both = replace(
        cast.forum, posts=cast.chair.posts | {Post(Role.FORUM, cast.IN_TOWN, office=Office.CERTIFIER)}
    )
    toy = make.toy(db, by=cast.member)

    moved(db, both, TOYS, toy, "send")

    assert make.steps(db, toy)[-1] == ("send", "usr_1", "certifies", "forum@place/1", "OPEN", "SENT")


def test_a_sensitive_move_asks_who_it_is_again(db: Databases) -> None:
    toy = make.toy(db)
    moved(db, cast.chair, TOYS, toy, "send")

    with pytest.raises(NotFresh):
        moved(db, cast.team, TOYS, toy, "hallow")

    assert make.again(db, TOYS, toy).version == 2


def test_every_reason_is_given_at_once_state_four_eyes_needs_and_checks(db: Databases) -> None:
    author = replace(cast.chair, posts=cast.chair.posts)
    toy = make.toy(db, "red", by=author)
    with make.moving(db, cast.forum) as tx:
        found = find(tx.session, cast.forum, TOYS, toy.reference, NOW)
        found.weight = -1
        fire(tx, TOYS, found, "take", Nothing())

    with pytest.raises(Refused) as refusal:
        moved(db, author, TOYS, toy, "send")

    assert rules(refusal) == ["R28", "R97", "R98"]


def test_the_state_is_a_reason_beside_the_others_and_nothing_is_written(db: Databases) -> None:
    toy = make.toy(db)
    moved(db, cast.chair, TOYS, toy, "send")
    before = make.facts(db)

    with pytest.raises(Refused) as refusal:
        moved(db, cast.forum, TOYS, toy, "paint", Paint(title="A very long name for a toy", colour="black"))

    assert rules(refusal) == ["", "R96", ""]
    assert str(refusal.value.whys[0].text.values["state"]) != ""
    assert make.facts(db) == before
    assert make.again(db, TOYS, toy).version == 2


def test_an_old_version_is_stale_and_names_nobody(db: Databases) -> None:
    toy = make.toy(db)
    moved(db, cast.forum, TOYS, toy, "paint", Paint(title="Tap", colour="green"), seen=1)

    with pytest.raises(Stale):
        moved(db, cast.forum, TOYS, toy, "paint", Paint(title="Tap", colour="yellow"), seen=1)

    assert make.again(db, TOYS, toy).colour == "green"


def test_a_version_from_the_future_is_stale_too(db: Databases) -> None:
    toy = make.toy(db)

    with pytest.raises(Stale):
        moved(db, cast.forum, TOYS, toy, "paint", Paint(title="Tap", colour="green"), seen=2)


def test_without_a_version_the_move_takes_the_thing_as_it_is(db: Databases) -> None:
    toy = make.toy(db)
    moved(db, cast.forum, TOYS, toy, "paint", Paint(title="Tap", colour="green"))

    moved(db, cast.forum, TOYS, toy, "paint", Paint(title="Tap", colour="yellow"))

    assert make.again(db, TOYS, toy).version == 3


def test_of_two_editors_the_second_is_told_and_the_first_one_s_words_stand(db: Databases) -> None:
    """Both have read version 1; on PostgreSQL the second waits for the first one's row."""
    toy = make.toy(db)
    with db.read() as session:
        shown = [find(session, actor, TOYS, toy.reference, NOW).version for actor in (cast.forum, cast.chair)]

    moved(db, cast.forum, TOYS, toy, "paint", Paint(title="Tap", colour="green"), seen=shown[0])
    with pytest.raises(Stale):
        moved(db, cast.chair, TOYS, toy, "paint", Paint(title="Tap", colour="yellow"), seen=shown[1])

    assert make.again(db, TOYS, toy).colour == "green"


# --- Warnings ------------------------------------------------------------------------------------


def test_a_warning_without_an_explanation_refuses_and_asks_for_it(db: Databases) -> None:
    toy = make.toy(db)

    with pytest.raises(Refused) as refusal:
        moved(db, cast.forum, TOYS, toy, "paint", Paint(title="Tap", colour="pale"), explanation="  ")

    assert [(reason.rule, reason.field) for reason in refusal.value.whys] == [("R95", "explanation")]


def test_a_warning_with_an_explanation_passes_and_both_are_on_the_trail(db: Databases) -> None:
    toy = make.toy(db)

    moved(db, cast.forum, TOYS, toy, "paint", Paint(title="Tap", colour="pale"), explanation="They asked.")

    body = make.bodies(db, toy)[-1]
    assert body["warnings"] == ["R95"]
    assert list(body["explanation"]) == ["commitment"]
    assert make.secrets(db, toy, "explanation") == [('"They asked."', "usr_1")]


def test_an_explanation_that_nothing_asked_for_is_not_kept(db: Databases) -> None:
    toy = make.toy(db)

    moved(db, cast.forum, TOYS, toy, "paint", Paint(title="Tap", colour="green"), explanation="Why not.")

    assert make.secrets(db, toy, "explanation") == []


def test_a_warning_asks_at_a_birth_as_well(db: Databases) -> None:
    with pytest.raises(Refused):
        make.toy(db, "pale")

    with make.moving(db, cast.forum) as tx:
        toy = begin(tx, TOYS, "make", Paint(title="Tap", colour="pale"), explanation="They asked.")

    assert make.again(db, TOYS, toy).colour == "pale"


# --- Four eyes -----------------------------------------------------------------------------------

PAIRS = [
    pytest.param(exclusion, first, second, id=f"{exclusion.rule}-{first}-{second}")
    for exclusion in EXCLUSIONS
    for first, second in ((exclusion.one, exclusion.other), (exclusion.other, exclusion.one))
]


@pytest.mark.parametrize(("exclusion", "first", "second"), PAIRS)
def test_R28_R49_R69_one_person_never_has_both_duties_and_another_may(
    db: Databases, exclusion: Exclusion, first: str, second: str
) -> None:
    toy = make.toy(db)
    moved(db, cast.member, TOYS, toy, f"as_{first}")

    with pytest.raises(Refused) as refusal:
        moved(db, cast.member, TOYS, toy, f"as_{second}")
    moved(db, cast.other_member, TOYS, toy, f"as_{second}")

    assert rules(refusal) == [exclusion.rule]


@pytest.mark.parametrize("exclusion", EXCLUSIONS, ids=lambda one: f"{one.rule}-{one.one}-{one.other}")
def test_R28_binds_within_the_case_and_R49_R69_within_the_thing(db: Databases, exclusion: Exclusion) -> None:
    toy = make.toy(db)
    wheel = make.wheel(db, toy)
    other = make.toy(db)
    moved(db, cast.member, TOYS, toy, f"as_{exclusion.one}")

    moved(db, cast.member, TOYS, other, f"as_{exclusion.other}")
    if exclusion.within is Within.CASE:
        with pytest.raises(Refused):
            moved(db, cast.member, WHEELS, wheel, f"as_{exclusion.other}")
    else:
        moved(db, cast.member, WHEELS, wheel, f"as_{exclusion.other}")

    taken = [len(make.steps(db, thing)) for thing in (other, wheel)]
    assert taken == [2, 1 if exclusion.within is Within.CASE else 2]


def test_every_clashing_duty_is_named(db: Databases) -> None:
    toy = make.toy(db)
    moved(db, cast.member, TOYS, toy, "as_verifies")
    moved(db, cast.member, TOYS, toy, "as_certifies")
    moved(db, cast.member, TOYS, toy, "as_pays")

    with pytest.raises(Refused) as refusal:
        moved(db, cast.member, TOYS, toy, "as_approves")

    assert [reason.text.values["did"] for reason in refusal.value.whys] == [
        Message(DUTY_NAMES[duty]) for duty in (Duty.CERTIFIES, Duty.PAYS, Duty.VERIFIES)
    ]


# --- Actions, children, telling ------------------------------------------------------------------


def test_an_action_writes_and_deletes_rows_of_its_own(db: Databases) -> None:
    toy = make.toy(db)
    moved(db, cast.forum, TOYS, toy, "dent", Told(told="fell down"))
    dents = make.answer(db, "SELECT told FROM toy_dent WHERE toy_id = :id", id=toy.id)

    moved(db, cast.forum, TOYS, toy, "mend")

    assert dents == [("fell down",)]
    assert make.answer(db, "SELECT told FROM toy_dent WHERE toy_id = :id", id=toy.id) == []
    verbs = [[row["verb"] for row in body["changes"]] for body in make.bodies(db, toy)]
    assert verbs == [["new"], ["new"], ["gone"]]


def test_a_thing_carried_elsewhere_stands_in_its_new_scopes(db: Databases) -> None:
    toy = make.toy(db)

    moved(db, cast.forum, TOYS, toy, "carry", Place(place=8))

    moved(db, cast.other_forum, TOYS, toy, "paint", Paint(title="Tap", colour="green"))
    with pytest.raises(NotAllowed):
        moved(db, cast.forum, TOYS, toy, "paint", Paint(title="Tap", colour="blue"))


def test_a_move_within_a_move_is_a_fact_of_its_own_and_stands_after_it(db: Databases) -> None:
    toy = make.toy(db)

    moved(db, cast.member, TOYS, toy, "unpack")

    assert make.answer(
        db, "SELECT kind, move FROM kernel_step WHERE case_id = :id ORDER BY seq", id=toy.id
    ) == [
        ("toy.toy", "make"),
        ("toy.toy", "unpack"),
        ("toy.wheel", "cut"),
        ("toy.wheel", "mount"),
    ]


def test_each_of_two_nested_moves_tells_of_what_it_wrote_itself(db: Databases) -> None:
    toy = make.toy(db)

    moved(db, cast.member, TOYS, toy, "deck", Told(told="for the feast"))

    with db.read() as session:
        bell = session.scalars(select(Bell).where(Bell.root_id == toy.id)).one()
    decked, hung, rung = make.bodies(db, toy)[-1], *make.bodies(db, bell)
    assert [row["table"] for row in decked["changes"]] == ["toy_dent", "toy_toy", "toy_toy"]
    assert decked["decked"] == [{"toy": toy.reference}]
    assert [(row["verb"], row["table"]) for row in hung["changes"]] == [("new", "toy_bell")]
    assert [row["after"] for row in rung["changes"]] == [{"state": "RUNG"}]


# --- Parts ---------------------------------------------------------------------------------------


def test_a_part_shares_its_whole_s_root_case_scopes_and_version(db: Databases) -> None:
    toy = make.toy(db)

    with make.moving(db, cast.forum) as tx:
        whole = tx.session.get_one(Toy, toy.id)
        bell = begin(tx, BELLS, "hang", Hang(toy=toy.reference))
        assert whole.version == 2

    assert (bell.root_id, bell.case_id) == (toy.id, toy.id)
    assert make.again(db, TOYS, toy).version == 2
    with db.read() as session:
        assert versions_of(session, [toy, bell]) == {toy.id: 2, bell.id: 2}
        assert scopes_of(session, [toy.id]) == {toy.id: {EVERYWHERE, cast.IN_TOWN, cast.HERE}}
        assert find(session, cast.forum, BELLS, bell.reference, NOW).id == bell.id
        with pytest.raises(NotFound):
            find(session, cast.other_forum, BELLS, bell.reference, NOW)


def test_a_part_is_not_hung_on_what_a_person_does_not_see(db: Databases) -> None:
    toy = make.toy(db)

    with pytest.raises(NotFound), make.moving(db, cast.other_forum) as tx:
        begin(tx, BELLS, "hang", Hang(toy=toy.reference))

    assert make.again(db, TOYS, toy).version == 1


def test_a_part_moved_makes_the_page_of_its_whole_an_old_one(db: Databases) -> None:
    toy = make.toy(db)
    with make.moving(db, cast.forum) as tx:
        bell = begin(tx, BELLS, "hang", Hang(toy=toy.reference))

    moved(db, cast.forum, BELLS, bell, "ring", seen=2)

    with pytest.raises(Stale):
        moved(db, cast.forum, TOYS, toy, "paint", Paint(title="Tap", colour="green"), seen=2)


def test_a_part_that_grows_from_nothing_is_a_mistake_of_ours(db: Databases) -> None:
    with pytest.raises(TypeError, match="grows from nothing"), make.moving(db, cast.forum) as tx:
        begin(tx, BELLS, "cast", Hang(toy="TOY-0100-7"))


def test_inner_births_and_moves_are_neither_offered_nor_have_an_address(db: Databases) -> None:
    toy = make.toy(db)
    with make.moving(db, cast.forum) as tx:
        bell = begin(tx, BELLS, "hang", Hang(toy=toy.reference))

    with db.read() as session:
        offered = offers(session, cast.forum, BELLS, [bell], NOW)[bell.id]

    assert [offer.move.name for offer in offered] == ["ring"]
    for router in (api_of(BELLS), pages_of(BELLS)):
        paths = {route.path for route in router.routes if isinstance(route, APIRoute)}
        assert {path.rsplit("/", 1)[-1] for path in paths} & {"hang", "cast", "ring", "crack"} == {
            "hang",
            "ring",
        }


def test_a_child_under_another_root_stamps_that_root(db: Databases) -> None:
    toy = make.toy(db)
    wheel = make.wheel(db, toy)
    moved(db, cast.forum, WHEELS, wheel, "mount")

    moved(db, cast.forum, WHEELS, wheel, "turn", seen=1)

    assert make.again(db, TOYS, toy).version == 2
    assert make.again(db, WHEELS, wheel).state == WheelState.TURNED
    with pytest.raises(Stale):
        moved(db, cast.forum, TOYS, toy, "paint", Paint(title="Tap", colour="green"), seen=1)


def test_a_move_alone_stamps_its_own_thing_and_lets_the_root_s_editor_finish(db: Databases) -> None:
    toy = make.toy(db)
    wheel = make.wheel(db, toy)
    moved(db, cast.forum, WHEELS, wheel, "mount")
    seen = make.again(db, WHEELS, wheel).version

    moved(db, cast.forum, WHEELS, wheel, "oil", seen=seen)

    moved(db, cast.forum, TOYS, toy, "paint", Paint(title="Tap", colour="green"), seen=1)
    with pytest.raises(Stale):
        moved(db, cast.chair, WHEELS, wheel, "oil", seen=seen)


def test_those_whom_the_table_names_are_told_once_and_the_actor_is_not(db: Databases) -> None:
    toy = make.toy(db)

    moved(db, cast.chair, TOYS, toy, "send")

    told = make.answer(
        db,
        "SELECT recipient, text, read_at, posted_at FROM kernel_notice WHERE thing_id = :id ORDER BY id",
        id=toy.id,
    )
    assert told == [
        ("usr_3", "made it", None, None),
        ("usr_8", "made it", None, None),
        ("usr_1", "sent it", None, None),
        ("usr_3", "sent it", None, None),
        ("usr_8", "sent it", None, None),
    ]


def test_a_move_that_names_nobody_tells_nobody(db: Databases) -> None:
    toy = make.toy(db)
    told = make.answer(db, "SELECT * FROM kernel_notice")

    moved(db, cast.forum, TOYS, toy, "paint", Paint(title="Tap", colour="green"))

    assert make.answer(db, "SELECT * FROM kernel_notice") == told


def test_the_clock_needs_not_say_again_who_it_is(db: Databases) -> None:
    toy = make.toy(db)
    moved(db, cast.chair, TOYS, toy, "send")

    moved(db, CLOCK, TOYS, toy, "lapse")

    assert make.again(db, TOYS, toy).state == ToyState.LAPSED
