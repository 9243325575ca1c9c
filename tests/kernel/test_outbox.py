"""The outbox: a notice a recipient, written with what it tells of, unread until it is read."""

from datetime import timedelta

from sqlalchemy import update

from app.kernel.db import Databases
from app.kernel.outbox import Notice, tell, unread
from tests.kernel import cast, make
from tests.kernel.make import NOW


def test_each_recipient_gets_one_notice_however_often_named(db: Databases) -> None:
    toy = make.toy(db)

    with make.moving(db, cast.forum) as tx:
        tell(tx.session, ["usr_81", "usr_80", "usr_81"], toy.id, "came", {"n": 1}, NOW + timedelta(hours=1))

    with db.read() as session:
        notices = session.query(Notice).where(Notice.text == "came").order_by(Notice.id).all()
    assert [notice.recipient for notice in notices] == ["usr_80", "usr_81"]
    assert {(notice.thing_id, notice.written_at, notice.read_at) for notice in notices} == {
        (toy.id, NOW + timedelta(hours=1), None)
    }
    assert notices[0].details == {"n": 1}


def test_nobody_to_tell_writes_nothing(db: Databases) -> None:
    toy = make.toy(db)
    with db.write() as session:
        tell(session, [], toy.id, "to nobody", {}, NOW)

    assert make.answer(db, "SELECT * FROM kernel_notice WHERE text = 'to nobody'") == []


def test_unread_counts_what_one_person_has_not_read(db: Databases) -> None:
    toy = make.toy(db)
    with db.write() as session:
        for word in ("one", "two"):
            tell(session, ["usr_90", "usr_91"], toy.id, word, {}, NOW)
    with db.write() as session:
        read = update(Notice).where(Notice.recipient == "usr_90", Notice.text == "one")
        session.execute(read.values(read_at=NOW))

    with db.read() as session:
        assert [unread(session, person) for person in ("usr_90", "usr_91", "usr_92")] == [1, 2, 0]


def test_what_was_rolled_back_has_told_nobody(db: Databases) -> None:
    toy = make.toy(db)

    try:
        with make.moving(db, cast.forum) as tx:
            tell(tx.session, ["usr_93"], toy.id, "never", {}, NOW)
            tx.session.flush()
            raise InterruptedError  # noqa: TRY301 - what goes wrong
    except InterruptedError:
        pass

    assert make.answer(db, "SELECT * FROM kernel_notice WHERE text = 'never'") == []
