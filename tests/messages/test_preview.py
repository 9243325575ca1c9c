"""Every message is previewed in every language: none is left out, none is half in another tongue."""

import pytest

from app.kernel.flow import Birth, Move
from app.kernel.words import Languages
from app.main import flows, refusing
from app.messages.preview import Preview, previews
from tests.cuf.browsing import app_on, browser_of
from tests.cuf.make import NOW, Fund

FLOWS = flows()
ACTS: list[Birth | Move] = [
    *(birth for flow in FLOWS.values() for birth in flow.births),
    *(move for flow in FLOWS.values() for move in flow.moves),
]
TELLING = [act for act in ACTS if act.tells]


@pytest.fixture(scope="module")
def shown() -> list[Preview]:
    return previews(FLOWS, refusing(), Languages(), ("en", "fr"), "http://fund.example", NOW)


def test_every_move_that_tells_anybody_is_previewed_in_every_language(shown: list[Preview]) -> None:
    said = [one.text for preview in shown for one in preview.shown if one.language == "en"]

    assert len(TELLING) > 10
    assert [act.past for act in TELLING if not any(f"Somebody {act.past}." in text for text in said)] == []
    assert {tuple(one.language for one in preview.shown) for preview in shown} == {("en", "fr")}


def test_reminders_the_digest_refusals_and_answers_are_among_them(shown: list[Preview]) -> None:
    english = "\n".join(one.text + one.sms.text for preview in shown for one in preview.shown[:1])

    for part in (
        "Half of the promised time has passed. It is promised by 28 July 2026.",
        "It is 12 working days late and now lies with you.",
        "2 notices for you",
        "comes back to be mended. Where; Who looks after it.",
        "CUF-107 Example of a title: submitted since 30 June 2026.",
        "Thank you. Noted for CUF-107.",
        "Write STATUS and the number",
    ):
        assert part in english


def test_no_message_says_the_same_in_french_as_in_english(shown: list[Preview]) -> None:
    alike = [
        preview.name.id
        for preview in shown
        for english, french in [preview.shown]
        if (english.text, english.sms.text) == (french.text, french.sms.text)
    ]

    assert alike == []


def test_the_administrator_sees_them_on_one_page_and_nobody_else(fund: Fund) -> None:
    app = app_on(fund)

    page = browser_of(fund, "administrator", app).text("/messages/templates")

    assert page.count("<details") > len(TELLING)
    assert '<section class="govuk-details__text" lang="fr" dir="ltr"' in page
    assert browser_of(fund, "officer", app).get("/messages/templates").status_code == 403
