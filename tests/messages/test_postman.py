"""The postman: out at least once and marked once, by whichever copy; again after a pause; given up for a person."""

import threading
from datetime import timedelta

import pytest

from app.kernel.outbox import LEASE, MOST_TRIES, Notice, claim, pause_after
from app.kernel.plugs import Address
from app.messages.carriers import Carriers
from app.messages.models import How
from app.messages.postman import morning_after
from app.web.house import House
from tests.cuf.make import NOW, Fund
from tests.messages.round import Pigeon, chosen, go, house_of, mail_address, marks


@pytest.fixture
def house(fund: Fund) -> House:
    """A house that reaches the municipal team by mail, and nobody else."""
    return house_of(fund, mail_address(fund, "municipal"))


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def test_a_notice_goes_out_once_and_whoever_has_no_address_keeps_it_in_the_app(
    fund: Fund, house: House
) -> None:
    reference = fund.submitted()
    pigeon = Pigeon()

    first, second = (go(house, carriers=Carriers(mail=pigeon)) for _round in range(2))

    assert (first > 1, second) == (True, 0)
    assert [letter.to for letter in pigeon.carried] == ["municipal@town.example"]
    assert reference in pigeon.carried[0].text
    assert all(notice.posted_at == NOW for who in ("municipal", "chair") for notice in marks(fund, who))


def test_what_is_not_committed_is_not_told(fund: Fund, house: House) -> None:
    reference = fund.submitted()
    pigeon = Pigeon()
    go(house, carriers=Carriers(mail=pigeon))
    pigeon.carried.clear()

    with pytest.raises(InterruptedError), fund.acting("municipal.second") as tx:  # noqa: PT012 - what is undone
        tx.session.add(
            Notice(
                recipient=fund.cast["municipal"].reference,
                thing_id=fund.project(reference).id,
                text="never",
                details={},
                written_at=NOW,
            )
        )
        tx.session.flush()
        raise InterruptedError

    assert go(house, carriers=Carriers(mail=pigeon)) == 0
    assert pigeon.carried == []


def test_while_the_carrier_is_away_everything_waits_longer_each_time_and_then_goes(
    fund: Fund, house: House
) -> None:
    fund.submitted()
    fund.submitted()
    pigeon = Pigeon(away=True)
    carriers = Carriers(mail=pigeon)

    go(house, NOW, carriers)
    waiting = marks(fund, "municipal")
    too_soon = go(house, NOW + timedelta(seconds=59), carriers)
    go(house, NOW + minutes(1), carriers)
    again = marks(fund, "municipal")
    pigeon.away = False
    go(house, NOW + minutes(3), carriers)

    assert [(one.tries, one.fault, one.held_until) for one in waiting] == [
        (1, "no wind", NOW + minutes(1))
    ] * 2
    assert too_soon == 0
    assert [(one.tries, one.held_until) for one in again] == [(2, NOW + minutes(3))] * 2
    assert len(pigeon.carried) == 2
    assert [one.fault for one in marks(fund, "municipal")] == [None, None]


def test_pauses_double_to_six_hours_and_all_tries_take_more_than_four_days() -> None:
    pauses = [pause_after(tries) for tries in range(1, MOST_TRIES)]

    assert pauses[:4] == [minutes(1), minutes(2), minutes(4), minutes(8)]
    assert max(pauses) == timedelta(hours=6)
    assert timedelta(days=4) < sum(pauses, timedelta()) < timedelta(days=5)


def test_after_the_last_try_it_is_given_up(fund: Fund, house: House) -> None:
    fund.submitted()
    carriers, now = Carriers(mail=Pigeon(away=True)), NOW

    for tries in range(1, MOST_TRIES + 1):
        go(house, now, carriers)
        now += pause_after(tries)

    (notice,) = marks(fund, "municipal")
    assert (notice.tries, notice.posted_at) == (MOST_TRIES, None)
    assert notice.gave_up_at is not None
    assert go(house, now + timedelta(days=9), carriers) == 0


def test_what_a_fallen_postman_had_taken_another_takes_when_the_lease_is_over(
    fund: Fund, house: House
) -> None:
    fund.submitted()
    with fund.databases.write() as session:
        taken = claim(session, Notice, NOW, 50)
    pigeon = Pigeon()

    meanwhile = go(house, NOW + LEASE - timedelta(seconds=1), Carriers(mail=pigeon))
    after = go(house, NOW + LEASE, Carriers(mail=pigeon))

    assert (meanwhile, after) == (0, len(taken))
    assert len(pigeon.carried) == 1


def test_several_postmen_at_once_carry_each_letter_once(fund: Fund, house: House) -> None:
    for _number in range(6):
        fund.submitted()
    pigeon = Pigeon()
    rounds: list[int] = []

    def walk() -> None:
        while done := go(house, carriers=Carriers(mail=pigeon), limit=3):
            rounds.append(done)

    postmen = [threading.Thread(target=walk) for _number in range(3)]
    for postman in postmen:
        postman.start()
    for postman in postmen:
        postman.join()
    go(house, carriers=Carriers(mail=pigeon))

    numbers = [letter.number for letter in pigeon.carried]
    assert len(numbers) == len(set(numbers)) == 6
    assert all(notice.posted_at for notice in marks(fund, "municipal"))


def test_a_letter_that_cannot_be_written_holds_up_no_other(fund: Fund, house: House) -> None:
    reference = fund.submitted()
    with fund.databases.write() as session:
        session.add(
            Notice(
                recipient=fund.cast["municipal"].reference,
                thing_id=fund.project(reference).id,
                text="On {day} it is due.",
                details={},
                written_at=NOW,
            )
        )
    pigeon = Pigeon()

    go(house, carriers=Carriers(mail=pigeon))

    sound, broken = marks(fund, "municipal")
    assert sound.posted_at == NOW
    assert (broken.posted_at, broken.fault, broken.tries) == (None, "KeyError", 1)


def test_whoever_reads_it_first_in_the_app_is_not_told_again(fund: Fund, house: House) -> None:
    fund.submitted()
    with fund.databases.write() as session:
        for notice in session.query(Notice):
            notice.read_at = NOW
    pigeon = Pigeon()

    go(house, carriers=Carriers(mail=pigeon))

    assert pigeon.carried == []
    assert all(notice.posted_at for notice in marks(fund, "municipal"))


def test_a_letter_is_in_the_reader_s_language_with_a_link(fund: Fund) -> None:
    reference = fund.submitted()
    house = house_of(fund, mail_address(fund, "municipal", "fr"))
    pigeon = Pigeon()

    go(house, carriers=Carriers(mail=pigeon))

    (letter,) = pigeon.carried
    assert letter.subject == f"Solid-waste points ({reference})"
    assert "chair a certifié" in letter.text
    assert f"http://fund.example/cuf/projects/{reference}\n" in letter.text
    assert letter.language == "fr"


# --- The choice


def test_a_day_s_notices_come_together_the_next_morning_by_the_reader_s_clock(fund: Fund) -> None:
    house = house_of(fund, mail_address(fund, "municipal", time_zone="Africa/Kampala"))
    chosen(fund, "municipal", How.DAILY)
    references = [fund.submitted(), fund.submitted()]
    pigeon = Pigeon()
    morning = NOW.replace(hour=3) + timedelta(days=1)

    go(house, carriers=Carriers(mail=pigeon))
    before = go(house, morning - minutes(1), Carriers(mail=pigeon))
    at_last = go(house, morning, Carriers(mail=pigeon))

    assert (before, at_last) == (0, 2)
    (letter,) = pigeon.carried
    assert letter.subject == "2 notices for you"
    assert all(reference in letter.text for reference in references)


def test_what_was_read_meanwhile_is_left_out_of_the_digest(fund: Fund, house: House) -> None:
    chosen(fund, "municipal", How.DAILY)
    fund.submitted(title="A drain")
    fund.submitted(title="A walkway")
    pigeon = Pigeon()
    go(house, carriers=Carriers(mail=pigeon))
    with fund.databases.write() as session:
        session.get_one(Notice, marks(fund, "municipal")[0].id).read_at = NOW

    go(house, NOW + timedelta(days=1), Carriers(mail=pigeon))

    (letter,) = pigeon.carried
    assert letter.subject.startswith("Solid-waste points (CUF-")
    assert len(marks(fund, "municipal")) == 2
    assert all(notice.posted_at for notice in marks(fund, "municipal"))


def test_whoever_looks_in_the_app_is_sent_nothing(fund: Fund, house: House) -> None:
    chosen(fund, "municipal", How.IN_APP)
    fund.submitted()
    pigeon = Pigeon()

    go(house, carriers=Carriers(mail=pigeon))

    assert pigeon.carried == []
    assert all(notice.posted_at for notice in marks(fund, "municipal"))


def test_a_telephone_is_sent_a_text_where_there_is_a_provider(fund: Fund) -> None:
    reference = fund.submitted()
    person = fund.cast["municipal"].reference
    house = house_of(fund, {person: Address("en", telephone="+231770000001")})
    mail, texts = Pigeon(), Pigeon()

    go(house, carriers=Carriers(mail=mail, sms=texts))

    assert mail.carried == []
    (letter,) = texts.carried
    assert letter.to == "+231770000001"
    assert letter.text == (
        f"{reference}: chair certified and submitted the proposal. "
        f"http://fund.example/cuf/projects/{reference}"
    )


@pytest.mark.parametrize(
    ("written", "zone", "morning"),
    [
        ("2026-06-30T05:59:00+00:00", "UTC", "2026-06-30T06:00:00+00:00"),
        ("2026-06-30T06:00:00+00:00", "UTC", "2026-07-01T06:00:00+00:00"),
        ("2026-06-30T22:00:00+00:00", "Africa/Kampala", "2026-07-01T03:00:00+00:00"),
        ("2026-06-30T12:00:00+00:00", "America/Bogota", "2026-07-01T11:00:00+00:00"),
    ],
)
def test_the_morning_is_the_reader_s(written: str, zone: str, morning: str) -> None:
    moment = NOW.fromisoformat(written)

    assert morning_after(moment, zone).isoformat() == morning
