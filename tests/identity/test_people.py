"""The pages of one's own account and of other people, as those who may see them."""

import re
from urllib.parse import unquote

import pytest
from sqlalchemy import event

from app.identity.queries import PAGE
from app.kernel.actors import EVERYWHERE, Office, Role
from tests.identity.town import (
    PASSPHRASE,
    Town,
    forum_officer,
    given,
    invited,
    officer,
    post,
    signed_in,
)

PERSON = re.compile(r'<a class="govuk-link" href="/people/(USR-\d+)">([^<]+)</a>')
CODE = re.compile(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}")
OWN = ["", "/language", "/passphrase", "/second-factor", "/recovery-codes", "/sessions", "/tokens"]


@pytest.mark.parametrize("path", OWN)
def test_every_page_of_ones_own_account_is_there_and_asks_who_is_there(town: Town, path: str) -> None:
    forum, staff = signed_in(town, forum_officer(town)), signed_in(town, officer(town))

    answers = [browser.get(f"/account{path}") for browser in (forum, staff)]
    nobody = town.browser().get(f"/account{path}")

    assert [answer.status_code for answer in answers] == [200, 200]
    assert unquote(nobody.headers["location"]) == f"/sign-in?next=/account{path}"


def test_an_administrator_invites_a_person_and_sees_the_code_once(town: Town) -> None:
    browser = signed_in(town, town.administrator)
    fields = {"name": "Forum Officer", "sign_in": "", "country": "UG", "language": "en", "time_zone": "UTC"}

    shown = browser.send("/people/invite", fields)
    code = CODE.search(shown.text)
    people = dict(PERSON.findall(browser.get("/people").text))
    reference = next(reference for reference, name in people.items() if name == "Forum Officer")
    page = browser.get(f"/people/{reference}")
    came_in = town.browser().send(
        "/first-use",
        name=re.findall(r"<bdi>(\d{10})</bdi>", shown.text)[0],
        code=code.group() if code else "",
        passphrase="nine green doors",
        again="nine green doors",
    )

    assert shown.status_code == 200
    assert not CODE.search(page.text)
    assert came_in.status_code == 303


def test_what_was_typed_stands_again_with_every_fault_beside_it(town: Town) -> None:
    browser = signed_in(town, town.administrator)
    fields = {"name": "Some Name", "sign_in": "0772", "country": "UG", "language": "en", "time_zone": "UTC"}

    refused = browser.send("/people/invite", fields)
    unread = browser.send("/people/invite", {**fields, "country": "Uganda", "name": ""})

    assert refused.status_code == 409
    assert 'value="Some Name"' in refused.text
    assert 'href="#field-sign_in"' in refused.text
    assert unread.status_code == 422
    assert {'href="#field-country"', 'href="#field-name"'} <= set(
        re.findall(r'href="#field-\w+"', unread.text)
    )


def test_people_are_found_by_name_and_sign_in_name_page_by_page(town: Town) -> None:
    for number in range(PAGE + 3):
        invited(town, f"Person {number:03}", f"person{number}@fund.example")
    browser = signed_in(town, town.administrator)

    first = browser.get("/people?q=person")
    older = re.search(r'href="(/people\?[^"]+)" rel="next"', first.text)
    assert older is not None
    second = browser.get(older.group(1).replace("&amp;", "&"))
    by_address = browser.get("/people?q=person7@")
    nobody = browser.get("/people?q=100%25")

    names = [name for _reference, name in PERSON.findall(first.text) + PERSON.findall(second.text)]
    assert names == [f"Person {number:03}" for number in range(PAGE + 3)]
    assert [name for _reference, name in PERSON.findall(by_address.text)] == ["Person 007"]
    assert "Nobody has this name or sign-in name." in nobody.text


def test_the_list_of_people_costs_as_many_queries_for_many_as_for_few(town: Town) -> None:
    browser = signed_in(town, town.administrator)
    counts = []
    for batch in range(2):
        for number in range(batch * 15):
            invited(town, f"Person {number}", f"person{number}@fund.example")
        statements: list[str] = []
        listen = lambda *args: statements.append(args[2])  # noqa: E731, B023 - one listener a batch
        event.listen(town.house.databases.reading, "before_cursor_execute", listen)
        browser.get("/people")
        event.remove(town.house.databases.reading, "before_cursor_execute", listen)
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_whoever_is_no_administrator_finds_only_themselves(town: Town) -> None:
    account = forum_officer(town)
    browser = signed_in(town, account)

    listed = [reference for reference, _name in PERSON.findall(browser.get("/people").text)]
    answers = {
        path: browser.get(path).status_code
        for path in (
            "/people/invite",
            f"/people/{town.director.reference}",
            f"/people/{town.director.reference}/disable",
            f"/people/{town.director.reference}/issue_code",
            f"/people/{town.director.reference}/post",
        )
    }

    assert listed == [account.reference]
    assert list(answers.values()) == [403, 404, 404, 404, 404]
    assert browser.get(f"/people/{account.reference}/post").status_code == 403
    assert browser.get(f"/people/{account.reference}/issue_code").status_code == 403


def test_a_person_who_finds_a_post_of_theirs_is_led_to_their_page(town: Town) -> None:
    account = forum_officer(town)
    made = given(town, post(account, Role.FACILITATOR))
    browser = signed_in(town, account)

    assert browser.get(f"/posts/{made.reference}").headers["location"] == f"/people/{account.reference}"
    assert browser.get("/posts/PST-9994").status_code == 404


def test_a_post_that_touches_money_goes_from_the_administrators_page_to_the_directors(town: Town) -> None:
    account, _code = invited(town, "Finance Officer")
    browser = signed_in(town, town.administrator)
    director = signed_in(town, town.director)
    there = f"/people/{account.reference}"

    proposed = browser.send(f"{there}/post", role="finance_officer", office="", part="", until="2026-12-31")
    waits = director.get(there).text
    confirm = re.search(r'href="(/posts/PST-\d+/confirm)"', waits)
    assert confirm is not None
    confirmed = director.send(confirm.group(1))

    assert proposed.headers["location"] == there
    assert "/confirm" not in browser.get(there).text
    assert confirmed.status_code == 303
    assert "held" in director.get(there).text


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"role": "approver"}, "office"),
        ({"role": ""}, "role"),
        ({"part": "PLC-1234"}, "part"),
        ({"part": "nonsense"}, "part"),
        ({"until": ""}, "until"),
        ({"until": "2020-01-01"}, "until"),
    ],
)
def test_a_post_that_does_not_read_or_may_not_be_names_its_field(
    town: Town, fields: dict[str, str], field: str
) -> None:
    account, _code = invited(town, "Somebody")
    browser = signed_in(town, town.administrator)
    asked = {"role": "forum", "office": "", "part": "", "until": "2026-12-31", **fields}

    answer = browser.send(f"/people/{account.reference}/post", asked)

    assert answer.status_code in {409, 422}
    assert f'href="#field-{field}"' in answer.text


def test_a_post_for_a_part_is_called_as_the_part_is_called(town: Town) -> None:
    account, _code = invited(town, "Forum Officer")
    browser = signed_in(town, town.administrator)
    there = f"/people/{account.reference}"

    refused = browser.send(
        f"{there}/post", role="forum", office="", part=town.director.reference, until="2026-12-31"
    )

    assert refused.status_code == 422
    assert "is no place, organisation, call or source of money" in refused.text


def test_the_history_of_a_person_names_who_did_what(town: Town) -> None:
    account = forum_officer(town)
    browser = signed_in(town, town.administrator)

    page = browser.get(f"/people/{account.reference}").text

    for sentence in ("invited the person", "gave the post", "chose a new passphrase"):
        assert sentence in page
    assert "First Administrator" in page


def test_two_hands_at_once_on_one_account_the_second_looks_again(town: Town) -> None:
    account = forum_officer(town)
    browser = signed_in(town, town.administrator)
    path = f"/people/{account.reference}/issue_code"
    seen = re.search(r'name="seen" value="(\d+)"', browser.get(path).text)
    assert seen is not None

    first = browser.send(path, seen=seen.group(1))
    second = browser.send(path, seen=seen.group(1))

    assert (first.status_code, second.status_code) == (200, 412)


def test_recovery_codes_are_made_anew_and_shown_once(town: Town) -> None:
    browser = signed_in(town, officer(town))

    shown = browser.send("/account/recovery-codes")
    page = browser.get("/account/recovery-codes")

    assert len(set(CODE.findall(shown.text))) == 10
    assert not CODE.search(page.text)


def test_a_recovery_code_lets_in_without_the_telephone_once(town: Town) -> None:
    account = officer(town)
    codes = CODE.findall(signed_in(town, account).send("/account/recovery-codes").text)
    answers = []
    for _turn in range(2):
        browser = town.browser()
        browser.sign_in(account.sign_in)
        answers.append(browser.send("/sign-in/code", recovery=codes[0]).status_code)

    assert answers == [303, 422]


def test_changing_the_passphrase_asks_for_the_one_of_now(town: Town) -> None:
    account = forum_officer(town)
    browser = signed_in(town, account)
    new = "nine green doors"

    wrong = browser.send("/account/passphrase", current="wrong wrong", passphrase=new, again=new)
    poor = browser.send("/account/passphrase", current=PASSPHRASE, passphrase="12345678", again="12345678")
    right = browser.send("/account/passphrase", current=PASSPHRASE, passphrase=new, again=new)

    assert [answer.status_code for answer in (wrong, poor, right)] == [422, 422, 303]
    assert browser.get("/account").status_code == 200
    assert town.browser().sign_in(account.sign_in, new).status_code == 303
    assert town.browser().sign_in(account.sign_in).status_code == 422


def test_a_second_factor_needs_a_code_of_its_own_secret(town: Town) -> None:
    browser = signed_in(town, forum_officer(town))

    answer = browser.send("/account/second-factor", code="000000")

    assert answer.status_code == 422
    assert 'href="#field-code"' in answer.text


def test_an_approver_without_an_office_of_director_sees_no_one_else(town: Town) -> None:
    manager = officer(town, "Somebody", "manager@fund.example")
    other = officer(town, "Another", "another@fund.example")
    browser = signed_in(town, manager)

    assert browser.get(f"/people/{other.reference}").status_code == 404
    assert Office.DIRECTOR not in {held.office for held in town.acting(manager).posts}
    assert EVERYWHERE not in {held.scope for held in town.acting(manager).posts}
