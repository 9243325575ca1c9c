"""The list of notices: one's own only, counted in the header until they are read, marked on several postmen's rounds once."""

from sqlalchemy import select

from app.kernel.outbox import Notice, unread
from app.messages.actions import post
from tests.cuf.browsing import app_on, browser_of
from tests.cuf.make import NOW, Fund, days

NOTICES = "/notices"


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


def test_the_postman_marks_each_notice_once(fund: Fund) -> None:
    fund.submitted()
    with fund.databases.read() as session:
        written = len(session.scalars(select(Notice.id)).all())

    rounds = []
    for minute in range(3):
        with fund.databases.write() as session:
            rounds.append(post(session, NOW + days(minute), limit=written - 1))

    assert rounds == [written - 1, 1, 0]
    with fund.databases.read() as session:
        assert session.scalars(select(Notice).where(Notice.posted_at.is_(None))).all() == []
