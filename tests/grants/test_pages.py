"""The pages of grants, each sent to itself, by whoever has use for them."""

from collections.abc import Callable

import pytest

from tests.grants.make import AMOUNT, World, approval
from tests.places.browsing import Browser, queries_of


@pytest.fixture
def browser(world: World) -> Callable[[str], Browser]:
    """The browser of one of the world's people."""
    return lambda who: Browser(world.databases, world.people[who])


def test_an_idea_is_entered_on_its_page_and_leads_to_the_grant(
    world: World, browser: Callable[[str], Browser]
) -> None:
    officer = browser("officer")
    status, shown = officer.get("/grants/idea")
    assert (status, world.party.title in shown, "Liberia" in shown) == (200, True, True)

    status, there = officer.send(
        "/grants/idea",
        title="Forums of Monrovia",
        party=world.party.reference,
        window="country",
        countries="LBR",
        **{"themes-0-theme": "women", "themes-0-percent": "100"},
        route="call",
        summary="Forums meet.",
    )

    assert status == 303, there
    status, shown = officer.get(there)
    assert status == 200
    assert "Ask for the proposal" in shown
    assert "women and gender equality 100 %" in shown


def test_the_proposal_is_saved_page_by_page_and_nothing_typed_is_lost(
    world: World, browser: Callable[[str], Browser]
) -> None:
    reference = world.idea()
    world.move("officer", reference, "ask")
    writer = browser("writer")

    status, refused = writer.send(f"/grants/{reference}/save", objective="Forums plan.", months="many")
    status_of_good, there = writer.send(
        f"/grants/{reference}/save",
        objective="Forums plan.",
        months="12",
        **{"budget-0-item": "Meetings", "budget-0-fund": "1,200.50", "budget-0-own": "0"},
    )

    assert status == 422
    assert "Forums plan." in refused
    assert 'value="many"' in refused
    assert (status_of_good, there) == (303, f"/grants/{reference}")
    assert "1,200.50" in writer.get(there)[1]


def test_the_approvers_page_shows_which_money_may_pay_and_why_other_may_not(
    world: World, browser: Callable[[str], Browser]
) -> None:
    reference = world.agreed()
    manager = browser("manager")

    status, shown = manager.get(f"/grants/{reference}/approve")
    told = approval()
    sent, there = manager.send(
        f"/grants/{reference}/approve",
        starts_on=f"{told.starts_on}",
        ends_on=f"{told.ends_on}",
        reason=told.reason,
    )

    assert status == 200
    assert "The fund gives" in shown
    assert "may pay" in shown
    assert (sent, there) == (303, f"/grants/{reference}")
    assert "/funding/awards/" in manager.get(there)[1]


def test_a_shut_approval_says_every_reason(world: World, browser: Callable[[str], Browser]) -> None:
    reference = world.delivered(30_000_000)

    status, shown = browser("manager").get(f"/grants/{reference}/approve")

    assert status == 200
    assert "is above your limit" in shown
    assert "Members may still answer until" in shown


@pytest.mark.parametrize("who", ["officer", "writer", "signer", "manager", "director", "member"])
def test_the_grants_page_is_read_by_everyone_concerned(
    world: World, browser: Callable[[str], Browser], who: str
) -> None:
    reference = world.delivered()

    status, shown = browser(who).get(f"/grants/{reference}")

    assert status == 200
    assert "Half are women." in shown
    assert "40,000.00" in shown


def test_another_organisation_finds_neither_page_nor_row(
    world: World, browser: Callable[[str], Browser]
) -> None:
    reference = world.delivered()
    stranger = browser("stranger")

    assert stranger.get(f"/grants/{reference}")[0] == 404
    assert stranger.get(f"/grants/{reference}/save")[0] == 404
    assert reference not in stranger.get("/grants")[1]


def test_the_list_shows_the_amount_and_asks_as_often_for_many_as_for_one(
    world: World, browser: Callable[[str], Browser]
) -> None:
    world.drafted()
    officer = browser("officer")
    few = queries_of(world.databases, lambda: officer.get("/grants"))
    for _number in range(3):
        world.idea()

    many = queries_of(world.databases, lambda: officer.get("/grants"))
    status, shown = officer.get("/grants?q=is:draft")

    assert many == few
    assert (status, f"{AMOUNT // 100:,}.00" in shown, "1 in all" in shown) == (200, True, True)
