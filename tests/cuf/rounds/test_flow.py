"""A round through its whole process, by everybody whose post it takes."""

from sqlalchemy import select

from app.cuf.models import State
from app.cuf.rounds.flow import CUF_ROUND
from app.cuf.rounds.models import Balance, RoundState
from app.cuf.rounds.schemas import LotForm
from app.kernel.trail import fsck
from tests.cuf.make import NOW, Fund
from tests.cuf.rounds.make import (
    AFTER,
    decision,
    frozen,
    locked,
    moved,
    project_of,
    the_round,
)

LOT = LotForm(drawn="A3 A2", drawn_on=NOW.date(), witnesses=40, minutes="Minutes of the meeting")


def counted(fund: Fund, **changes: object) -> str:
    """The worked example, counted with its lot."""
    reference = frozen(fund, **changes)
    locked(fund, reference)
    moved(fund, "city", CUF_ROUND, reference, "enter_lot", LOT)
    moved(fund, "officer", CUF_ROUND, reference, "count")
    return reference


def test_a_round_goes_from_preparation_to_publication_and_chooses_its_needs(fund: Fund) -> None:
    reference = counted(fund)
    moved(fund, "city", CUF_ROUND, reference, "decide", decision(), now=AFTER)
    moved(fund, "officer", CUF_ROUND, reference, "publish", now=AFTER)

    assert the_round(fund, reference).state == RoundState.PUBLISHED
    assert {code: project_of(fund, code).state for code in ("A1", "A2", "A3", "A4", "A5")} == {
        "A1": State.PRIORITISED,
        "A2": State.PRIORITISED,
        "A3": State.PRIORITISED,
        "A4": State.WAITLISTED,
        "A5": State.WAITLISTED,
    }
    with fund.databases.read() as session:
        assert fsck.fsck(session.connection(), []).faults == []
        balance = session.scalars(select(Balance)).one()
    assert (balance.entitlement, balance.spent, balance.closing) == (15_000_000, 15_000_000, 0)
