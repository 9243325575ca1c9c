"""Notes on records: internal ones for those inside, letters to the other side and their answers, and nothing edited."""

import re

import pytest
from sqlalchemy import select

from app.kernel.actors import Role
from app.kernel.errors import NotAllowed, Refused
from app.kernel.flow import begin
from app.kernel.outbox import Notice
from app.main import flows
from app.messages.notes.flow import NOTES
from app.messages.notes.queries import SIDES
from app.messages.notes.schemas import NoteForm
from tests.cuf.browsing import app_on, browser_of, errors_on
from tests.cuf.make import Fund


@pytest.fixture
def project(fund: Fund) -> str:
    """A proposal that the municipal team looks at."""
    return fund.submitted()


def told(fund: Fund, text: str) -> set[str]:
    key = {actor.reference: name for name, actor in fund.cast.items()}
    with fund.databases.read() as session:
        return {key[one] for one in session.scalars(select(Notice.recipient).where(Notice.text == text))}


def written(fund: Fund, who: str, birth: str, about: str, text: str) -> str:
    with fund.acting(who) as tx:
        return begin(tx, NOTES, birth, NoteForm(about=about, text=text)).reference


def test_an_internal_note_is_read_by_those_inside_only(fund: Fund, project: str) -> None:
    app = app_on(fund)
    page = f"/cuf/projects/{project}"

    answer = browser_of(fund, "municipal", app).send(
        f"/records/{project}/note", text="Ask the utility first."
    )

    assert (answer.status_code, answer.headers["location"]) == (303, f"{page}#notes-heading")
    for who in ("municipal.second", "officer", "auditor"):
        assert "Ask the utility first." in browser_of(fund, who, app).text(page)
    for who in ("forum", "facilitator", "helper"):
        assert "Ask the utility first." not in browser_of(fund, who, app).text(page)


def test_a_letter_to_the_forum_is_told_to_it_and_answered(fund: Fund, project: str) -> None:
    app = app_on(fund)
    page = f"/cuf/projects/{project}"
    forum = browser_of(fund, "forum", app)
    before = forum.text(page)

    browser_of(fund, "municipal", app).send(f"/records/{project}/send", text="Where is the well?")
    asked = forum.text(page)
    forum.send(f"/records/{project}/answer", text="Beside the school.")

    assert "/answer" not in before
    assert "Where is the well?" in asked
    assert told(fund, "wrote to you") == {"forum", "forum.second", "chair", "treasurer"}
    assert told(fund, "answered you") == {"municipal"}
    assert "Beside the school." in browser_of(fund, "officer", app).text(page)


def test_whoever_leads_the_record_is_told_of_the_answer_too(fund: Fund, project: str) -> None:
    fund.move("municipal.second", project, "take")
    written(fund, "municipal", "send", project, "Where is the well?")

    written(fund, "forum", "answer", project, "Beside the school.")

    assert told(fund, "answered you") == {"municipal", "municipal.second"}


def test_nobody_writes_on_what_they_do_not_see(fund: Fund, project: str) -> None:
    app = app_on(fund)
    need = fund.need()

    assert browser_of(fund, "forum.togba", app).get(f"/records/{project}/answer").status_code == 404
    assert browser_of(fund, "municipal", app).get(f"/records/{need}/note").status_code == 404
    assert browser_of(fund, "auditor", app).get(f"/records/{project}/note").status_code == 404
    assert browser_of(fund, "forum", app).get(f"/records/{project}/note").status_code == 404


@pytest.mark.parametrize("birth", ["note", "send"])
def test_the_other_side_writes_no_letters_of_the_house(fund: Fund, project: str, birth: str) -> None:
    with pytest.raises(NotAllowed):
        written(fund, "forum", birth, project, "Hello")


def test_without_a_letter_there_is_nothing_to_answer(fund: Fund, project: str) -> None:
    with pytest.raises(Refused, match="nothing to answer"):
        written(fund, "forum", "answer", project, "Hello")


def test_what_takes_no_notes_says_so(fund: Fund) -> None:
    with pytest.raises(Refused, match="Notes are written on"):
        written(fund, "municipal", "note", fund.places["kpaye"].reference, "Hello")


def test_an_empty_note_is_refused_with_its_field(fund: Fund, project: str) -> None:
    answer = browser_of(fund, "municipal").send(f"/records/{project}/note", text="  ")

    assert answer.status_code == 422
    assert "text" in errors_on(answer.text)


def test_a_note_has_a_page_of_its_own_for_whoever_sees_it(fund: Fund, project: str) -> None:
    app = app_on(fund)
    reference = written(fund, "municipal", "note", project, "<b>Ask</b> the utility.")
    page = f"/correspondence/{reference}"

    text = browser_of(fund, "officer", app).text(page)

    assert "&lt;b&gt;Ask&lt;/b&gt; the utility." in text
    assert re.search(rf'href="/cuf/projects/{project}"', text)
    assert browser_of(fund, "forum", app).get(page).status_code == 404


def test_what_is_written_on_a_forum_s_project_is_no_applicant_s_to_read(fund: Fund, project: str) -> None:
    fund.join("applicant", (Role.APPLICANT, "kpaye"))
    reference = written(fund, "municipal", "send", project, "Where is the well?")

    assert browser_of(fund, "applicant").get(f"/correspondence/{reference}").status_code == 404


def test_nothing_can_be_changed_once_it_is_written() -> None:
    assert NOTES.moves == ()
    assert NOTES.final == set(NOTES.states)


def test_notes_are_written_on_kinds_that_there_are() -> None:
    assert set(SIDES) <= set(flows())
