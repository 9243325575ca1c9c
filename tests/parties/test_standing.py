"""Where parties stand, and what that lets them do: R36 to R39 and R116 over plain grounds and from the database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.kernel.db import Databases
from app.kernel.errors import Why
from app.kernel.money import Money
from app.parties.bank_records.models import Keeper
from app.parties.checks.models import Outcome, Rating
from app.parties.due_diligence.models import Area, Risk
from app.parties.due_diligence.rules import risk_of
from app.parties.models import LegalForm, Sort
from app.parties.policy import DEFAULTS, found, terms_on, years_after
from app.parties.standing.queries import standing_of
from app.parties.standing.rules import (
    Account,
    ApprovedFile,
    LastSafeguarding,
    LastScreening,
    Standing,
    against_paying,
    against_signing,
    gaps,
)
from tests.parties.make import organisation
from tests.parties.proofs import approved, verified
from tests.places import world
from tests.places.browsing import queries_of
from tests.places.world import NOW, moving

TODAY = date(2026, 6, 30)
NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)
ACCOUNT = Account(7, "BNK-7", Keeper.BANK, "Harbour Network", "•••• 9012", NOON)
SOUND = Standing(
    party_id=1,
    name="Harbour Network",
    sort=Sort.ORGANISATION,
    legal_form=LegalForm.NGO,
    today=TODAY,
    file=ApprovedFile("DDF-1", TODAY, Risk.LOW, {5: "The director"}),
    screening=LastScreening(TODAY - timedelta(days=89), Outcome.CLEAR),
    safeguarding=LastSafeguarding(date(2021, 6, 30), Rating.FULL, TODAY),
    accounts={"USD": ACCOUNT},
)


def rules(reasons: tuple[Why, ...]) -> list[str]:
    """The numbers of the rules."""
    return [reason.rule for reason in reasons]


def test_R36_R37_R38_R39_a_sound_party_signs_and_is_paid_on_the_last_day_of_everything() -> None:
    assert against_signing(SOUND, "USD", 5) == ()
    assert against_paying(SOUND, Money.of("14400.00", "USD"), NOON) == ()
    assert gaps(SOUND) == ()


def test_R36_a_file_holds_on_its_last_day_and_not_on_the_next() -> None:
    tomorrow = replace(
        SOUND,
        today=TODAY + timedelta(days=1),
        screening=LastScreening(TODAY, Outcome.CLEAR),
        sort=Sort.MUNICIPALITY,
    )

    assert rules(against_signing(tomorrow, "USD")) == ["R36"]


def test_R36_nobody_signs_without_an_approved_file() -> None:
    assert rules(against_signing(replace(SOUND, file=None), "USD", 5)) == ["R36"]


def test_R36_only_a_representative_of_the_file_signs() -> None:
    reasons = against_signing(SOUND, "USD", 6)

    assert [(reason.rule, reason.field) for reason in reasons] == [("R36", "signatory")]


@pytest.mark.parametrize(
    ("recognised", "small", "co_signed", "against"),
    [
        (True, True, False, 0),
        (True, False, True, 0),
        (True, False, False, 1),
        (False, True, False, 1),
        (False, False, False, 2),
    ],
)
def test_R36_a_group_signs_alone_in_the_small_track_and_above_it_with_a_registered_body(
    recognised: bool, small: bool, co_signed: bool, against: int
) -> None:
    group = replace(
        SOUND, sort=Sort.COMMUNITY_GROUP, legal_form=LegalForm.NONE, recognised=recognised, safeguarding=None
    )

    assert rules(against_signing(group, "USD", 5, small=small, co_signed=co_signed)) == ["R36"] * against


@pytest.mark.parametrize(("days", "young"), [(0, True), (89, True), (90, False), (400, False)])
def test_R39_a_screening_is_younger_than_ninety_days(days: int, young: bool) -> None:
    party = replace(SOUND, screening=LastScreening(TODAY - timedelta(days=days), Outcome.CLEAR))

    assert rules(against_signing(party, "USD")) == ([] if young else ["R39"])
    assert rules(against_paying(party, Money(1, "USD"), NOON)) == ([] if young else ["R39"])


@pytest.mark.parametrize(
    ("outcome", "passes"), [(Outcome.CLEAR, True), (Outcome.OTHER_PERSON, True), (Outcome.LISTED, False)]
)
def test_R39_nobody_who_is_listed_signs_or_is_paid(outcome: Outcome, passes: bool) -> None:
    party = replace(SOUND, screening=LastScreening(TODAY, outcome))

    assert rules(against_paying(party, Money(1, "USD"), NOON)) == ([] if passes else ["R39"])


def test_R39_nobody_signs_or_is_paid_who_was_never_screened() -> None:
    party = replace(SOUND, screening=None)

    assert rules(against_signing(party, "USD")) == ["R39"]
    assert rules(against_paying(party, Money(1, "USD"), NOON)) == ["R39"]


@pytest.mark.parametrize("sort", Sort)
def test_R116_an_organisations_safeguarding_is_assessed(sort: Sort) -> None:
    party = replace(SOUND, sort=sort, safeguarding=None)

    assert rules(against_signing(party, "USD")) == (["R116"] if sort is Sort.ORGANISATION else [])


def test_R116_an_assessment_that_has_ended_counts_no_more() -> None:
    party = replace(SOUND, safeguarding=LastSafeguarding(date(2021, 6, 29), Rating.FULL, date(2026, 6, 29)))

    assert rules(against_signing(party, "USD")) == ["R116"]


def test_R37_a_party_is_paid_to_an_account_in_the_currency_only() -> None:
    assert rules(against_signing(SOUND, "UGX")) == ["R37"]
    assert rules(against_paying(SOUND, Money(1, "UGX"), NOON)) == ["R37"]


def test_R37_an_account_is_paid_to_from_the_end_of_its_cooling_on() -> None:
    lately = replace(SOUND, accounts={"USD": replace(ACCOUNT, usable_from=NOON + timedelta(seconds=1))})

    assert rules(against_paying(lately, Money(1, "USD"), NOON)) == ["R37"]
    assert against_paying(lately, Money(1, "USD"), NOON + timedelta(seconds=1)) == ()
    assert against_signing(lately, "USD", 5) == ()


def test_R37_an_account_in_another_name_is_not_paid_to() -> None:
    renamed = replace(SOUND, name="Harbour Trust")

    assert rules(against_paying(renamed, Money(1, "USD"), NOON)) == ["R37"]


@pytest.mark.parametrize(("minor", "passes"), [(5_000_000, True), (5_000_001, False)])
def test_R37_mobile_money_moves_no_more_at_once_than_the_operator(minor: int, passes: bool) -> None:
    phone = replace(SOUND, accounts={"UGX": replace(ACCOUNT, keeper=Keeper.MOBILE_MONEY)})
    bank = replace(SOUND, accounts={"UGX": ACCOUNT})

    assert rules(against_paying(phone, Money(minor, "UGX"), NOON)) == ([] if passes else ["R37"])
    assert against_paying(bank, Money(minor, "UGX"), NOON) == ()


def test_every_reason_is_given_at_once() -> None:
    stranger = Standing(1, "Stranger", Sort.ORGANISATION, LegalForm.NONE, TODAY, registered=False)

    assert rules(against_signing(stranger, "USD", 5)) == ["", "R36", "R36", "R36", "R116", "R39", "R37"]
    assert rules(against_paying(stranger, Money(1, "USD"), NOON)) == ["", "R39", "R37"]
    assert rules(gaps(stranger)) == ["", "R36", "R36", "R116", "R39", "R37"]


@pytest.mark.parametrize(
    ("points", "risk"),
    [
        ((3, 3, 3, 3, 3), Risk.LOW),
        ((3, 3, 3, 3, 2), Risk.MEDIUM),
        ((2, 2, 2, 2, 2), Risk.MEDIUM),
        ((2, 2, 2, 2, 1), Risk.HIGH),
        ((0, 0, 0, 0, 0), Risk.HIGH),
    ],
)
def test_the_points_of_capacity_give_the_level_of_risk(points: tuple[int, ...], risk: Risk) -> None:
    capacity = {area.value: given for area, given in zip(Area, points, strict=True)}

    assert risk_of(capacity, DEFAULTS) is risk


def test_a_capacity_that_was_not_looked_at_gives_no_risk() -> None:
    assert risk_of({}, DEFAULTS) is None


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        (date(2026, 6, 30), 5, date(2031, 6, 30)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
    ],
)
def test_years_after_a_day_end_on_that_day(day: date, years: int, then: date) -> None:
    assert years_after(day, years) == then


# --- From the database ---------------------------------------------------------------------------


def test_where_parties_stand_is_read_in_as_many_queries_for_many_as_for_one(house_db: Databases) -> None:
    monrovia = world.city(house_db, world.country(house_db))
    parties = [
        organisation(house_db, monrovia, title=f"Network {number}", registration_number=f"NGO-{number}")
        for number in range(3)
    ]
    for number, party in enumerate(parties[:2]):
        approved(house_db, party)
        verified(house_db, party, number=f"1000{number}")
    ids = [party.id for party in parties]

    def ask(count: int) -> None:
        with house_db.read() as session:
            standing_of(session, ids[:count], TODAY)

    with house_db.read() as session:
        found_now = standing_of(session, [*ids, 9_999], TODAY)
    assert set(found_now) == set(ids)
    assert [rules(against_signing(found_now[one], "USD")) for one in ids] == [
        [],
        [],
        ["R36", "R116", "R39", "R37"],
    ]
    assert queries_of(house_db, lambda: ask(1)) == queries_of(house_db, lambda: ask(3)) <= 10


def test_the_terms_of_an_installation_are_those_it_was_founded_with(house_db: Databases) -> None:
    with moving(house_db, world.ADMINISTRATOR) as tx:
        found(tx, None)

    with house_db.read() as session:
        assert terms_on(session, NOW.date()) == DEFAULTS
