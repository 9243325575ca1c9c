"""The agreement on paper: fixed when prepared, the same bytes each time, in the reader's language (R42)."""

import re
from collections.abc import Callable

import pytest

from app.funding.awards.agreement import ANNEXES, TEMPLATE, digest_of, printed
from app.funding.awards.models import Agreement
from app.kernel.db import Databases
from app.kernel.words import Languages, Message, locale_of, words
from app.printing.typeset import typeset
from tests.funding import awarding
from tests.funding.awarding import OFFICER, Fund, condition
from tests.places.browsing import Browser

LANGUAGES = Languages()


@pytest.fixture
def fund(house_db: Databases) -> Fund:
    """Two allotments for Liberia, and a grantee that is proven."""
    return awarding.fund_on(house_db)


def draft(fund: Fund, number: int = 1, **more: object) -> Agreement:
    """A draft of an award with every part that an agreement has."""
    award = fund.prepared(
        fund.reserved(works=True, conditional=500_000, conditions=(condition(),)),
        preconditions=[{"sentence": "The account is open."}],
        **more,
    )
    return fund.sheet(award).award.agreements[number - 1]


def saying(language: str) -> Callable[[Message | str], str]:
    """Puts messages into a language."""
    return lambda text: words(
        text if isinstance(text, Message) else Message(text),
        LANGUAGES.translator(language),
        locale_of(language),
    )


def pdf(agreement: Agreement, language: str = "en") -> bytes:
    told = printed(agreement.template, agreement.content, saying(language), language, "Lastmile")
    return typeset(agreement.template, told, agreement.prepared_on)


def test_R42_the_same_draft_is_the_same_file_to_the_byte(fund: Fund) -> None:
    agreement = draft(fund)

    first, again = pdf(agreement), pdf(agreement)

    assert first.startswith(b"%PDF-1.7")
    assert first == again


def test_the_file_is_tagged_for_those_who_listen_to_it(fund: Fund) -> None:
    file = pdf(draft(fund))

    assert b"/MarkInfo" in file
    assert b"/StructTreeRoot" in file
    assert re.search(rb"pdfuaid:part>\s*1", file) or b"pdfuaid" in file


def test_R42_what_is_signed_is_held_to_by_its_fingerprint(fund: Fund) -> None:
    agreement = draft(fund)
    other = {**agreement.content, "amount": agreement.content["amount"] + 1}

    assert agreement.digest == digest_of(agreement.template, agreement.content)
    assert digest_of(TEMPLATE, other) != agreement.digest


def test_R42_the_annexes_stand_in_the_order_of_the_templates_version(fund: Fund) -> None:
    told = printed(TEMPLATE, draft(fund).content, saying("en"), "en", "Lastmile")

    assert told["annexes"] == list(ANNEXES[TEMPLATE])
    assert told["words"]["precedence"] == "Where two of these differ, the earlier one holds."


def test_the_agreement_says_what_was_agreed_in_the_readers_language(fund: Fund) -> None:
    content = draft(fund).content

    english = printed(TEMPLATE, content, saying("en"), "en", "Lastmile")
    french = printed(TEMPLATE, content, saying("fr"), "fr", "Lastmile")

    assert english["terms"][0] == ["Amount", "USD\u00a036,000.00"]
    assert french["terms"][0][1] == "USD\u00a036\u202f000,00"
    assert [row[1] for row in english["tranches"]] == ["40 %", "40 %", "20 %"]
    assert len(english["conditions"]) == 4
    assert english["digest"] == french["digest"]
    assert french["title"] != english["title"]


def test_R42_a_new_draft_leaves_the_earlier_one_as_it_was(fund: Fund) -> None:
    award = fund.prepared()
    first = fund.sheet(award).award.agreements[0]
    fund.move(award, "revise", OFFICER)
    fund.prepared(award, risk="high")

    agreements = fund.sheet(award).award.agreements

    assert agreements[0].digest == first.digest
    assert agreements[1].digest != first.digest


def test_the_page_gives_the_draft_as_a_file(fund: Fund) -> None:
    award = fund.prepared()
    browser = Browser(fund.databases, OFFICER)

    answer = browser.client.get(f"/funding/awards/{award.reference}/agreements/1")
    missing = browser.client.get(f"/funding/awards/{award.reference}/agreements/2")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    assert missing.status_code == 404
    assert "Fingerprint" in browser.client.get(f"/funding/awards/{award.reference}").text
