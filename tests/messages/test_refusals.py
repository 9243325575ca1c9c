"""A refusal as a letter, a text message and a text to be read aloud (R115)."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from app.cuf.letters import letter_of
from app.cuf.proposals.schemas import SectionName
from app.cuf.schemas import Reason
from app.kernel.actors import Office, Role
from app.kernel.plugs import Address
from app.kernel.words import Languages
from app.messages.carriers import Carriers
from app.messages.letters import Pen
from app.messages.refusals import read_aloud, spelled, text_message
from app.web.letters import RefusalLetter
from tests.cuf.browsing import app_on, browser_of, house_on
from tests.cuf.make import NOW, Fund, returned
from tests.doors import doors_of
from tests.messages.round import Pigeon, go, house_of, mail_address


@pytest.fixture
def reference(fund: Fund) -> str:
    """A proposal that came back for two corrections."""
    sent = fund.submitted()
    fund.move("municipal", sent, "return", returned(SectionName.WHERE, SectionName.UPKEEP))
    return sent


def letter(fund: Fund, reference: str) -> RefusalLetter:
    with fund.databases.read() as session:
        found = letter_of(session, fund.project(reference), NOW)
    assert found is not None
    return found


def pen(language: str = "en") -> Pen:
    return Pen(Languages(), Address(language), "http://fund.example")


def test_R115_the_letter_has_the_decision_each_reason_its_mend_and_the_review(
    fund: Fund, reference: str
) -> None:
    page = browser_of(fund, "forum").text(f"/letters/{reference}")
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))

    assert "it cannot be appraised before some of it is mended" in said
    assert "Where – Mend where, please. Mend the section Where as it says" in said
    assert "Who looks after it – Mend upkeep, please." in said
    assert "You may ask once for a review, until 21 July 2026." in said
    assert "programme manager" in said
    assert "+231770999999" in said


def test_R115_the_text_message_fits_one_part(fund: Fund, reference: str) -> None:
    made = text_message(letter(fund, reference), pen())

    assert made.text == (
        f"{reference}: comes back to be mended. Where; Who looks after it. "
        "Review: until 21 July 2026, tel. +231770999999."
    )
    assert made.parts == 1


def test_R115_in_french_too(fund: Fund, reference: str) -> None:
    made = text_message(letter(fund, reference), pen("fr"))

    assert made.text.startswith(f"{reference} : revient pour correction.")
    assert made.parts == 1


def test_R115_the_text_to_be_read_aloud_spells_numbers_out(fund: Fund, reference: str) -> None:
    said = read_aloud(letter(fund, reference), pen())

    assert said[0] == f"This is about Solid-waste points, number C U F, {' '.join(reference[4:])}."
    assert "There are 2 reasons." in said
    assert "Reason 1: Where – Mend where, please." in said
    assert said[-1].endswith("telephone + 2 3 1 7 7 0 9 9 9 9 9 9.")


def test_a_reference_is_spelled_letter_by_letter() -> None:
    assert spelled("CUF-1055") == "C U F, 1 0 5 5"


def test_R115_after_its_time_no_review_is_promised(fund: Fund, reference: str) -> None:
    house = replace(house_on(fund), now=lambda: NOW + timedelta(days=22))

    page = browser_of(fund, "forum", doors_of(house)).text(f"/letters/{reference}")

    assert "review" not in page


def test_the_project_leads_to_its_letter_until_it_is_looked_at_again(fund: Fund, reference: str) -> None:
    app = app_on(fund)
    browser = browser_of(fund, "forum", app)
    other = fund.submitted()

    assert f'href="/letters/{reference}"' in browser.text(f"/cuf/projects/{reference}")
    assert "/letters/" not in browser.text(f"/cuf/projects/{other}")
    assert browser.get(f"/letters/{other}").status_code == 404
    assert browser.get("/letters/XXX-19").status_code == 404
    assert browser_of(fund, "forum.togba", app).get(f"/letters/{reference}").status_code == 404


def test_R115_the_mail_about_a_refusal_says_why(fund: Fund, reference: str) -> None:
    pigeon = Pigeon()

    go(house_of(fund, mail_address(fund, "forum")), carriers=Carriers(mail=pigeon))

    (mail,) = [one for one in pigeon.carried if "returned the proposal" in one.text]
    assert "- Where – Mend where, please.\n  Mend the section Where" in mail.text
    assert f"http://fund.example/letters/{reference}" in mail.text


def test_R115_a_telephone_gets_the_refusal_s_own_text(fund: Fund, reference: str) -> None:
    pigeon = Pigeon()
    person = fund.cast["forum"].reference
    house = house_of(fund, {person: Address("en", telephone="+231770000001")})

    go(house, carriers=Carriers(sms=pigeon))

    assert [one.text for one in pigeon.carried if "Review" in one.text] == [
        text_message(letter(fund, reference), pen()).text
    ]


def test_R115_a_rejection_gives_its_reason_and_what_may_be_done(fund: Fund) -> None:
    sent = fund.submitted()
    fund.move("municipal", sent, "accept")
    fund.join("manager", (Role.APPROVER, "liberia", Office.PROGRAMME_MANAGER))
    fund.move("manager", sent, "reject", Reason(reason="The utility builds it itself next year."))

    said = letter(fund, sent)

    assert said.move == "reject"
    assert [pen().write(cause.reason) for cause in said.causes] == ["The utility builds it itself next year."]
    assert text_message(said, pen()).text.startswith(
        f"{sent}: rejected. The utility builds it itself next year. Review"
    )
    assert "Take up the next of your needs at once." in " ".join(read_aloud(said, pen()))
