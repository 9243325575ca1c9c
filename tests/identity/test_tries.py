"""Guarantee 59: tries are counted per name and per address, within sliding windows, by all processes together."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.identity import tries
from app.identity.tries import (
    CODE_BY_NAME,
    FIRST_USE_BY_NAME,
    SIGN_IN_BY_ADDRESS,
    SIGN_IN_BY_NAME,
    Limit,
    Try,
)
from tests.identity.town import PASSPHRASE, START, Browser, Town, forum_officer, invited, officer, signed_in

THREE = Limit("test", 3, timedelta(minutes=10))
KEY = b"k" * 32


def tried(town: Town, minutes: int, of: str = "somebody", limit: Limit = THREE) -> timedelta | None:
    now = START + timedelta(minutes=minutes)
    return tries.try_once(town.house.databases, KEY, [(limit, of)], now)


def test_59_the_window_slides(town: Town) -> None:
    waits = [tried(town, minute) for minute in (0, 4, 8, 9, 10, 13, 14)]

    assert waits == [
        None,
        None,
        None,
        timedelta(minutes=1),
        None,
        timedelta(minutes=1),
        None,
    ]


def test_59_trying_on_does_not_make_the_waiting_longer(town: Town) -> None:
    for minute in (0, 0, 0):
        tried(town, minute)
    waits = [tried(town, minute) for minute in (1, 2, 3, 9)]

    assert waits == [timedelta(minutes=minutes) for minutes in (9, 8, 7, 1)]
    assert tried(town, 10) is None


def test_59_each_name_and_each_kind_is_counted_for_itself(town: Town) -> None:
    for _number in range(3):
        tried(town, 0)

    assert tried(town, 0) is not None
    assert tried(town, 0, of="somebody else") is None
    assert tried(town, 0, limit=replace(THREE, kind="another")) is None


def test_59_of_many_tries_at_once_none_slips_through(town: Town) -> None:
    with ThreadPoolExecutor(4) as pool:
        waits = list(pool.map(lambda _number: tried(town, 0), range(12)))

    assert waits.count(None) <= THREE.most


def test_whoever_comes_in_is_forgiven(town: Town) -> None:
    for _number in range(3):
        tried(town, 0)
    tries.forgive(town.house.databases, KEY, THREE, "somebody")

    assert tried(town, 0) is None


def test_60_names_and_addresses_stand_in_the_table_as_keyed_digests_and_not_for_long(town: Town) -> None:
    tried(town, 0, of="+256772123456")
    with town.reading() as session:
        kept = session.scalars(select(Try.key)).one()
    tried(town, 61, of="another")

    with town.reading() as session:
        count = session.scalar(select(func.count()).select_from(Try))
    assert kept == tries.key_of(KEY, THREE, "+256772123456")
    assert kept != tries.key_of(b"another key", THREE, "+256772123456")
    assert count == 1


@pytest.mark.parametrize("name", ["0772 123456", "0772 999999"])
def test_59_after_ten_wrong_passphrases_a_name_waits_whether_anyone_has_it_or_not(
    town: Town, name: str
) -> None:
    forum_officer(town)
    answers = [town.browser().sign_in(name, "wrong wrong wrong") for _number in range(SIGN_IN_BY_NAME.most)]

    refused = town.browser().sign_in(name)
    town.clock.forward(minutes=15)
    later = town.browser().sign_in(name)

    assert {answer.status_code for answer in answers} == {422}
    assert refused.status_code == 429
    assert "Too many tries. Try again in 15 minutes." in refused.text
    assert later.status_code == (303 if name == "0772 123456" else 422)


def test_59_writing_a_name_in_another_way_gives_no_further_tries(town: Town) -> None:
    forum_officer(town)
    for number in range(SIGN_IN_BY_NAME.most):
        town.browser().sign_in(
            ("0772 123456", "+256772123456", "+256 772 123 456")[number % 3], "wrong wrong"
        )

    assert town.browser().sign_in("0772-123-456").status_code == 429


def test_59_an_address_that_tries_many_names_waits(town: Town) -> None:
    forum_officer(town)
    key = town.house.settings.secret()
    for _number in range(SIGN_IN_BY_ADDRESS.most):
        tries.try_once(town.house.databases, key, [(SIGN_IN_BY_ADDRESS, "192.0.2.1")], town.clock.now)

    here, elsewhere = Browser(town.app, "192.0.2.1"), Browser(town.app, "192.0.2.2")

    assert here.sign_in("0772 123456").status_code == 429
    assert elsewhere.sign_in("0772 123456").status_code == 303


def test_59_after_five_wrong_codes_the_second_factor_waits(town: Town) -> None:
    officer(town)
    browser = town.browser()
    browser.sign_in("officer@fund.example")
    wrong = [browser.send("/sign-in/code", code="000000").status_code for _number in range(CODE_BY_NAME.most)]
    town.clock.forward(seconds=60)

    right = browser.send("/sign-in/code", code=town.code_now())

    assert set(wrong) == {422}
    assert right.status_code == 429


@pytest.mark.parametrize("known", [True, False])
def test_59_after_five_wrong_one_time_codes_a_name_waits(town: Town, *, known: bool) -> None:
    account, code = invited(town, "Forum Officer")
    name = account.sign_in if known else "0772 999999"
    fields = {"name": name, "passphrase": "nine green doors", "again": "nine green doors"}
    wrong = [
        town.browser().send("/first-use", fields, code="AAAA-BBBB-CCCC-DDDD").status_code
        for _number in range(FIRST_USE_BY_NAME.most)
    ]

    right = town.browser().send("/first-use", fields, code=code)

    assert set(wrong) == {422}
    assert right.status_code == 429


def test_59_confirming_and_changing_the_passphrase_count_with_the_sign_in(town: Town) -> None:
    browser = signed_in(town, forum_officer(town))
    for _number in range(CODE_BY_NAME.most):
        browser.send("/confirm", passphrase="wrong wrong wrong")

    confirm = browser.send("/confirm", passphrase=PASSPHRASE)
    for _number in range(SIGN_IN_BY_NAME.most - CODE_BY_NAME.most):
        browser.send("/account/passphrase", current="wrong wrong wrong", passphrase="x", again="y")
    change = browser.send("/account/passphrase", current=PASSPHRASE, passphrase="x", again="y")

    assert confirm.status_code == 429
    assert change.status_code == 429
