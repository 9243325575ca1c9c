"""The pages of rounds as people walk them, and the results as everybody reads them."""

import re

from fastapi.testclient import TestClient

from app.cuf.rounds.flow import CUF_ROUND
from tests.cuf.browsing import app_on
from tests.cuf.make import Fund
from tests.cuf.rounds.make import AFTER, decision, moved
from tests.cuf.rounds.test_flow import counted


def published(fund: Fund, **changes: object) -> str:
    """The worked example, decided and published."""
    reference = counted(fund, **changes)
    moved(fund, "city", CUF_ROUND, reference, "decide", decision(), now=AFTER)
    moved(fund, "officer", CUF_ROUND, reference, "publish", now=AFTER)
    return reference


def anybody(fund: Fund) -> TestClient:
    """A browser of somebody who is not signed in."""
    return TestClient(app_on(fund), follow_redirects=False)


def words_of(page: str) -> str:
    """A page's text with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page)).replace("\u00a0", " ").replace("&nbsp;", " ")


def test_the_results_begin_with_one_sentence_and_say_why_of_each_project(fund: Fund) -> None:
    reference = published(fund)

    page = anybody(fund).get(f"/cuf/results/{reference}")

    assert page.status_code == 200
    text = words_of(page.text)
    assert "46 people voted (26 women, 20 men). There is money for 3 of 5 projects." in text
    assert "Chosen: 31 votes, cost LRD 60,000.00, money left LRD 90,000.00." in text
    assert "Not this time: LRD 90,000.00 more was needed, LRD 0.00 was left." in text
    assert "A2, A3 were equal. What decided: the lot that was drawn in public. The order is A3, A2." in text
    assert "The lot was drawn on 30 June 2026 before 40 people: A3, A2." in text
