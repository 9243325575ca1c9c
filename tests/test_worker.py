"""The worker's rounds: what they post and sign, and that several of them do each thing once."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import worker
from app.kernel.outbox import Notice
from app.kernel.trail.models import CheckpointRow
from app.web.house import House
from tests.cuf.browsing import house_on
from tests.cuf.conftest import fund
from tests.cuf.make import NOW, Fund

__all__ = ["fund"]


@pytest.fixture
def house(fund: Fund, tmp_path: Path) -> House:
    """The fund's house with a signing key of its own and two people to be told of a proposal."""
    house = house_on(fund, signing_key_file=tmp_path / "signing.key")
    worker.make_key(house.settings)
    fund.submitted()
    return house


def notes(house: House) -> int:
    with house.databases.read() as session:
        return session.scalar(select(func.count()).select_from(CheckpointRow)) or 0


def unposted(house: House) -> int:
    with house.databases.read() as session:
        return session.scalar(select(func.count()).where(Notice.posted_at.is_(None))) or 0


def test_a_round_posts_what_was_told_and_signs_the_trail_and_the_next_has_nothing_to_do(house: House) -> None:
    told = unposted(house)

    first, second = worker.work_once(house, NOW), worker.work_once(house, NOW)

    assert (first, second) == (told + 1, 0)
    assert (unposted(house), notes(house)) == (0, 1)


def test_the_trail_is_signed_again_only_after_a_quarter_of_an_hour_and_if_it_grew(
    house: House, fund: Fund
) -> None:
    worker.work_once(house, NOW)
    fund.need(title="A drain")

    worker.work_once(house, NOW)
    soon = notes(house)
    worker.work_once(house, NOW + worker.BETWEEN_CHECKPOINTS)
    later = notes(house)
    worker.work_once(house, NOW + 2 * worker.BETWEEN_CHECKPOINTS)

    assert (soon, later, notes(house)) == (1, 2, 2)
