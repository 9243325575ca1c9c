"""The list of notices, how one is told of them, and what the administrator sees of those that were given up."""

import pytest
from sqlalchemy import select

from app.kernel.outbox import Notice, put_back, unread
from app.kernel.plugs import Address
from app.kernel.trail.models import FactRow
from app.messages.carriers import Carriers
from tests.cuf.browsing import app_on, browser_of, errors_on, form_on
from tests.cuf.make import NOW, Fund
from tests.doors import doors_of
from tests.messages.round import Pigeon, go, house_of, mail_address

NOTICES, CHOICE, UNDELIVERED = "/notices", "/account/messages", "/messages"


def waiting_for(fund: Fund, who: str) -> int:
    with fund.databases.read() as session:
        return unread(session, fund.cast[who].reference)


def test_a_notice_says_who_did_what_to_which_project_and_leads_there(fund: Fund) -> None:
    reference = fund.submitted(title="A raised walkway")

    page = browser_of(fund, "municipal").text(NOTICES)

    assert f'href="/cuf/projects/{reference}"' in page
    assert "Solid-waste points" in page
    assert "chair certified and submitted the proposal." in page


def test_the_header_counts_what_is_unread_until_it_is_marked(fund: Fund) -> None:
    fund.submitted()
    fund.submitted()
    browser = browser_of(fund, "municipal")

    before = browser.text(NOTICES)
    marked = browser.send(NOTICES)
    after = browser.text(NOTICES)

    assert '<span class="lm-count"><bdi>2</bdi>' in before
    assert before.count("lm-notices__new") == 2
    assert (marked.status_code, marked.headers["location"]) == (303, NOTICES)
    assert "lm-count" not in after
    assert "lm-notices__new" not in after


def test_marking_touches_ones_own_and_nothing_newer_than_was_shown(fund: Fund) -> None:
    fund.submitted()
    browser = browser_of(fund, "municipal")
    shown = browser.text(NOTICES)
    fund.submitted()

    browser.send(NOTICES, shown)

    assert waiting_for(fund, "municipal") == 1
    assert waiting_for(fund, "municipal.second") == 2


def test_what_is_no_number_marks_nothing(fund: Fund) -> None:
    fund.submitted()
    browser = browser_of(fund, "municipal")

    answers = [browser.send(NOTICES, up_to=typed) for typed in ("", "-1", "all", "9" * 30, "²")]

    assert [answer.status_code for answer in answers] == [303] * 5
    assert waiting_for(fund, "municipal") == 1
    assert browser.get(f"{NOTICES}?before={'9' * 30}").status_code == 200


def test_more_than_a_page_goes_on_with_the_earlier_ones(fund: Fund) -> None:
    reference = fund.submitted()
    with fund.databases.write() as session:
        session.add_all(
            Notice(
                recipient=fund.cast["officer"].reference,
                thing_id=fund.project(reference).id,
                text="withdrew the project",
                details={"who": "usr_1", "title": f"Notice {at:02}.", "reference": reference},
                written_at=NOW,
            )
            for at in range(27)
        )
    browser = browser_of(fund, "officer")

    first = browser.text(NOTICES)
    following = first.partition("Earlier ones")[0].rpartition('href="')[2].partition('"')[0]
    second = browser.text(following)

    assert [at for at in range(27) if f"Notice {at:02}." in first] == list(range(2, 27))
    assert [at for at in range(27) if f"Notice {at:02}." in second] == [0, 1]
    assert "Mark all as read" not in second


def test_whoever_was_told_nothing_reads_so(fund: Fund) -> None:
    app = app_on(fund)

    assert "You have not been told anything yet." in browser_of(fund, "auditor", app).text(NOTICES)


# --- How one is told


def test_the_choice_is_kept_and_shown_again(fund: Fund) -> None:
    browser = browser_of(fund, "municipal")

    first = browser.text(CHOICE)
    answer = browser.send(CHOICE, how="daily")
    again = browser.text(CHOICE)

    assert form_on(first, CHOICE).fields["how"] == ["at_once"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert form_on(again, CHOICE).fields["how"] == ["daily"]


def test_the_choice_is_a_fact_about_oneself(fund: Fund) -> None:
    browser_of(fund, "municipal").send(CHOICE, how="in_app")

    with fund.databases.read() as session:
        last = session.scalars(select(FactRow).order_by(FactRow.seq.desc()).limit(1)).one()
    assert last.stream == f"person/{fund.cast['municipal'].reference}"
    assert b'"messages.choose"' in last.record


def test_an_answer_that_is_none_is_refused_with_its_field(fund: Fund) -> None:
    answer = browser_of(fund, "municipal").send(CHOICE, how="by pigeon")

    assert answer.status_code == 422
    assert "how" in errors_on(answer.text)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (Address("en", mail="m@town.example"), "This installation sends no mail yet"),
        (Address("en", telephone="+231770000001"), "This installation sends no text messages yet"),
        (Address("en"), "You sign in with a card"),
    ],
)
def test_the_choice_says_where_messages_go(fund: Fund, address: Address, says: str) -> None:
    house = house_of(fund, {fund.cast["municipal"].reference: address})

    assert says in browser_of(fund, "municipal", doors_of(house)).text(CHOICE)


# --- What was given up


@pytest.fixture
def refused(fund: Fund) -> Fund:
    """A fund in which the municipal team's address is refused for good."""
    fund.submitted(title="A drain for the lane")
    with fund.databases.write() as session:
        mine = Notice.recipient == fund.cast["municipal"].reference
        keys = session.scalars(select(Notice.id).where(mine)).all()
        put_back(session, Notice, keys, NOW, "smtp 550", for_good=True)
    return fund


def test_the_administrator_sees_what_was_given_up_and_not_what_it_says(refused: Fund) -> None:
    page = browser_of(refused, "administrator").text(UNDELIVERED)

    assert "1 message was given up" in page
    assert "smtp 550" in page
    assert ">municipal<" in page
    assert "drain" not in page


def test_sent_again_it_is_the_postman_s_once_more(refused: Fund) -> None:
    browser = browser_of(refused, "administrator")

    answer = browser.send(UNDELIVERED)
    pigeon = Pigeon()
    go(house_of(refused, mail_address(refused, "municipal")), carriers=Carriers(mail=pigeon))

    assert (answer.status_code, answer.headers["location"]) == (303, UNDELIVERED)
    assert "Everything that was to be posted has gone out" in browser.text(UNDELIVERED)
    assert len(pigeon.carried) == 1


def test_only_the_administrator_sees_what_was_given_up(refused: Fund) -> None:
    app = app_on(refused)

    for who in ("municipal", "auditor", "officer"):
        assert browser_of(refused, who, app).get(UNDELIVERED).status_code == 403
