"""The second factor: guarantee 56, codes of now that work once, recovery codes that work once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select, update

from app.identity import keys, second_factor
from app.identity.models import Account
from app.identity.sealing import is_sealed, opened, seal
from app.identity.second_factor import RecoveryCode, SecondFactor
from tests.identity.town import KEY, START, TOTP_SECRET, Town


def code(at: timedelta = timedelta()) -> str:
    return pyotp.TOTP(TOTP_SECRET).at(START + at)


@pytest.mark.parametrize(
    ("seconds", "fits"),
    [(-90, False), (-60, False), (-30, True), (0, True), (30, True), (60, False), (90, False)],
)
def test_56_a_code_fits_for_one_step_on_either_side(seconds: int, *, fits: bool) -> None:
    found = second_factor.step_of(TOTP_SECRET, code(timedelta(seconds=seconds)), START)

    assert (found is not None) is fits


def test_a_code_reads_with_spaces_and_in_other_digits() -> None:
    plain = code()
    arabic = plain.translate({ord(str(digit)): chr(0x0660 + digit) for digit in range(10)})

    steps = {
        second_factor.step_of(TOTP_SECRET, typed, START)
        for typed in (plain, f"{plain[:3]} {plain[3:]}", arabic)
    }

    assert steps == {int(START.timestamp()) // 30}


@pytest.mark.parametrize("typed", ["", "abcdef", "12345", "0000000"])
def test_what_is_no_code_does_not_fit(typed: str) -> None:
    assert second_factor.step_of(TOTP_SECRET, typed, START) is None


def test_56_a_code_works_once(town: Town) -> None:
    account = town.administrator.id
    with town.house.databases.write() as session:
        first = second_factor.use(session, account, KEY, code(), START)
        again = second_factor.use(session, account, KEY, code(), START)
        earlier = second_factor.use(session, account, KEY, code(timedelta(seconds=-30)), START)
        next_one = second_factor.use(session, account, KEY, code(timedelta(seconds=30)), START)

    assert (first, again, earlier, next_one) == (True, False, False, True)


def test_56_of_many_who_show_one_code_at_once_one_comes_in(town: Town) -> None:
    def show(_number: int) -> bool:
        with town.house.databases.write() as session:
            return second_factor.use(session, town.administrator.id, KEY, code(), START)

    with ThreadPoolExecutor(4) as pool:
        came_in = list(pool.map(show, range(8)))

    assert came_in.count(True) == 1


def kept_of(town: Town) -> SecondFactor:
    with town.reading() as session:
        return session.get_one(SecondFactor, town.administrator.id)


def change(town: Town, account: int, secret: str) -> None:
    with town.house.databases.write() as session:
        session.execute(update(SecondFactor).where(SecondFactor.account_id == account).values(secret=secret))


def test_the_database_does_not_tell_the_secret(town: Town) -> None:
    one, other = kept_of(town).secret, seal(KEY, "somewhere", TOTP_SECRET)

    assert is_sealed(one)
    assert TOTP_SECRET not in one
    assert len(one) == len(other) <= 400
    assert one != other


def test_a_secret_kept_before_secrets_were_sealed_works_and_is_sealed_by_its_use(town: Town) -> None:
    change(town, town.administrator.id, TOTP_SECRET)

    with town.house.databases.write() as session:
        before = second_factor.conditions(session, KEY)
        passed = second_factor.use(session, town.administrator.id, KEY, code(), START)
        after = second_factor.conditions(session, KEY)

    assert (before, passed, after) == ((1, 0), True, (0, 0))


def test_secrets_that_stand_readable_are_sealed_and_still_work(town: Town) -> None:
    change(town, town.administrator.id, TOTP_SECRET)

    with town.house.databases.write() as session:
        sealed = second_factor.seal_what_stands_readable(session, KEY)
        again = second_factor.seal_what_stands_readable(session, KEY)
    with town.house.databases.write() as session:
        passed = second_factor.use(session, town.administrator.id, KEY, code(), START)

    assert (sealed, again, passed) == (1, 0, True)


def test_under_another_secret_no_code_fits_and_a_recovery_code_still_does(town: Town) -> None:
    with town.moving(town.acting(town.administrator)) as tx:
        own = tx.session.get_one(Account, town.administrator.id)
        spare = keys.renew_recovery_codes(tx, own)
        by_code = keys.use_code(tx, own, b"another secret of the house", code())
        by_spare = keys.use_code(tx, own, b"another secret of the house", spare[0])
        shut = second_factor.conditions(tx.session, b"another secret of the house")

    assert (by_code, by_spare, shut) == (False, True, (0, 2))


def test_a_secret_copied_into_another_persons_row_opens_nothing(town: Town) -> None:
    change(town, town.director.id, kept_of(town).secret)

    with town.house.databases.write() as session:
        theirs = second_factor.use(session, town.director.id, KEY, code(), START)
        own = second_factor.use(session, town.administrator.id, KEY, code(), START)

    assert (theirs, own) == (False, True)


@pytest.mark.parametrize("kept", ["1.", "1.AAAA", "1.!", "1.é"])
def test_what_was_never_sealed_does_not_open(kept: str) -> None:
    assert opened(KEY, "anywhere", kept) is None


def test_a_changed_bit_does_not_open() -> None:
    kept = seal(KEY, "anywhere", TOTP_SECRET)
    changed = kept[:-2] + ("A" if kept[-2] != "A" else "B") + kept[-1]

    assert opened(KEY, "anywhere", kept) == TOTP_SECRET
    assert opened(KEY, "anywhere", changed) is None


def test_56_a_recovery_code_works_once_and_is_kept_as_a_hash(town: Town) -> None:
    with town.moving(town.acting(town.administrator)) as tx:
        codes = keys.renew_recovery_codes(tx, tx.session.get_one(Account, town.administrator.id))
    with town.moving(town.acting(town.administrator)) as tx:
        own = tx.session.get_one(Account, town.administrator.id)
        used = [
            keys.use_code(tx, own, KEY, typed)
            for typed in (codes[0], codes[0], codes[1].lower().replace("-", " "))
        ]
    with town.reading() as session:
        kept = session.scalars(select(RecoveryCode.digest)).all()
        left = second_factor.unused_recovery_codes(session, town.administrator.id)

    assert used == [True, False, True]
    assert left == 8
    assert len(codes) == 10
    assert not set(codes) & set(kept)


def test_new_recovery_codes_end_the_old_ones(town: Town) -> None:
    with town.moving(town.acting(town.administrator)) as tx:
        own = tx.session.get_one(Account, town.administrator.id)
        old = keys.renew_recovery_codes(tx, own)
        keys.renew_recovery_codes(tx, own)

        assert not keys.use_code(tx, own, KEY, old[0])


def test_the_secret_offered_is_the_sessions_own_and_the_same_each_time() -> None:
    offered = second_factor.secret_for(b"key", "session one")

    assert offered == second_factor.secret_for(b"key", "session one")
    assert offered != second_factor.secret_for(b"key", "session two")
    assert offered != second_factor.secret_for(b"other key", "session one")
    assert len(offered) == 32
