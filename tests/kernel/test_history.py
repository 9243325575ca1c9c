"""History: a thing's steps as sentences with names and what was typed, newest first."""

from sqlalchemy import text

from app.kernel.actors import Role
from app.kernel.db import Databases
from app.kernel.flow.history import history, holders
from tests.kernel import cast, make
from tests.kernel.make import NOW, moved
from tests.kernel.toy import TOYS, WHEELS, Paint


def test_the_newest_step_comes_first_with_name_sentence_state_and_words(db: Databases) -> None:
    toy = make.toy(db)
    moved(db, cast.forum, TOYS, toy, "paint", Paint(title="Tap", colour="green"))
    moved(db, cast.chair, TOYS, toy, "send")
    moved(db, cast.team, TOYS, toy, "finish")

    with db.read() as session:
        events = history(session, TOYS, toy, cast.PLUGS.names_of)

    assert [(event.who, event.says, event.after, event.at) for event in events] == [
        ("usr_3", "finished it", "DONE", NOW),
        ("Person 2", "sent it", "SENT", NOW),
        ("Person 1", "painted it", "OPEN", NOW),
        ("Person 1", "made it", "OPEN", NOW),
    ]
    assert [event.said for event in events[2:]] == [
        {"title": "Tap", "colour": "green", "place": 7},
        {"title": "Tap", "colour": "blue", "place": 7},
    ]
    assert [event.seq for event in events] == sorted((event.seq for event in events), reverse=True)


def test_no_more_than_the_limit_are_read(db: Databases) -> None:
    toy = make.toy(db)
    moved(db, cast.forum, TOYS, toy, "mend")

    with db.read() as session:
        events = history(session, TOYS, toy, cast.PLUGS.names_of, limit=1)

    assert [event.says for event in events] == ["mended it"]


def test_a_step_whose_words_were_erased_stands_without_them(db: Databases) -> None:
    toy = make.toy(db)
    with db.write() as session:
        session.execute(
            text(
                "UPDATE kernel_secret SET value = NULL, salt = NULL"
                " WHERE seq = (SELECT max(seq) FROM kernel_step WHERE thing_id = :id)"
            ),
            {"id": toy.id},
        )

    with db.read() as session:
        (event,) = history(session, TOYS, toy, cast.PLUGS.names_of)

    assert (event.says, event.said) == ("made it", {})


def test_another_thing_of_the_case_has_a_history_of_its_own(db: Databases) -> None:
    toy = make.toy(db)
    wheel = make.wheel(db, toy)

    with db.read() as session:
        assert [event.says for event in history(session, WHEELS, wheel, cast.PLUGS.names_of)] == ["cut it"]


def test_a_thing_is_held_by_the_roles_whose_awaited_moves_start_from_its_state(db: Databases) -> None:
    toy = make.toy(db)
    held_open = holders(TOYS, toy)

    moved(db, cast.chair, TOYS, toy, "send")
    held_sent = holders(TOYS, make.again(db, TOYS, toy))
    moved(db, cast.team, TOYS, toy, "finish")

    assert (held_open, held_sent) == ([Role.FORUM], [Role.MUNICIPAL_TEAM])
    assert holders(TOYS, make.again(db, TOYS, toy)) == []
