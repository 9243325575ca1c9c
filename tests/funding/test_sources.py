"""Sources of money through their flows: received at the day's rate, allotted, charged, reversed, closed."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.funding.ledger.fsck import fsck
from app.funding.ledger.models import STAGES, Kind
from app.funding.ledger.queries import sums_of_funds
from app.funding.models import Instrument, Theme, Window
from app.funding.sources.actions import book_receipt, hold_open, make_contribution
from app.funding.sources.flow import ALLOTMENTS, CHARGES, CONTRIBUTIONS, SOURCES
from app.funding.sources.matching import Want
from app.funding.sources.models import Contribution, Source
from app.funding.sources.queries import (
    DAYS_AFTER,
    POLICY,
    days_after,
    eligible,
    sheet_of,
    source_coded,
    sources_seen_by,
)
from app.funding.sources.schemas import (
    AllotForm,
    EarmarkForm,
    Note,
    PledgeForm,
    ReceiptForm,
    SignForm,
    TakeBackForm,
)
from app.kernel import policy
from app.kernel.actors import Role
from app.kernel.db import Databases
from app.kernel.errors import NotAllowed, NotFound, Refusal, Refused
from app.kernel.flow import Form, NotFresh, find, fire
from app.kernel.money import Money
from app.kernel.things import Step
from app.kernel.trail.append import SECRETS
from app.kernel.trail.log import records
from app.kernel.trail.record import Record
from tests.funding import fund, giving
from tests.funding.fund import APPROVER, AUDITOR, FINANCE, OTHER_FINANCE, TODAY, moving
from tests.funding.giving import allotted, charge, entered, funded, moved, opened, pledge, proposed
from tests.places import world
from tests.places.world import NOW, holding

pytestmark = pytest.mark.usefixtures("june")


@pytest.fixture
def june(house_db: Databases) -> None:
    """The open month of the tests' day."""
    fund.month(house_db)


def stages(database: Databases, source: Source, on: date | None = None) -> dict[Kind, int]:
    """What stands in each stage of a source, in cents; empty stages left out."""
    with database.read() as session:
        sums = sums_of_funds(session, [source.id], on)[source.id]
    return {
        kind: money.minor for (kind, currency), money in sums.items() if currency == "USD" and money.minor
    }


def rules_of(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    """The numbers of the rules that stood against it."""
    return [reason.rule for reason in refusal.value.whys]


# --- R96: what came in is booked at the rate of its day -------------------------------------------


@pytest.mark.parametrize(
    ("currency", "minor", "per_usd", "booked"),
    [("EUR", 40_000_000, "0.920", 43_478_261), ("CHF", 60_000_000, "0.880", 68_181_818)],
)
def test_R96_a_receipt_is_booked_at_the_rate_of_its_day_to_the_cent(
    house_db: Databases, currency: str, minor: int, per_usd: str, booked: int
) -> None:
    giving.rate(house_db, currency, "9.99", effective_on="2026-05-01")
    giving.rate(house_db, currency, per_usd, effective_on="2026-06-01")
    giving.rate(house_db, currency, "8.88", effective_on="2026-06-16")

    source = funded(house_db, minor, currency=currency)

    with house_db.read() as session:
        contribution = session.scalars(select(Contribution)).one()
        sums = sums_of_funds(session, [source.id])[source.id]
        assert (contribution.booked, contribution.rate) == (booked, per_usd)
        assert sums[Kind.UNALLOTTED, "USD"] == sums[Kind.CASH, "USD"] == Money(booked, "USD")
        assert sums[Kind.RECEIVED, currency] == sums[Kind.EXCHANGED, currency] == Money(minor, currency)
        assert fsck(session).differences == []


def test_R96_pledged_and_signed_money_stands_in_no_account(house_db: Databases) -> None:
    source = giving.source(house_db)
    contribution = pledge(house_db, source)
    opened(house_db, source)

    entered(house_db, contribution)

    assert stages(house_db, source) == {}
    with pytest.raises(Refused) as refused:
        allotted(house_db, source, 1)
    assert rules_of(refused) == ["R34"]


def test_R58_a_receipt_waits_for_a_confirmed_rate(house_db: Databases) -> None:
    source = giving.source(house_db, currency="EUR")
    contribution = entered_under_an_open_source(house_db, source)

    with pytest.raises(Refused) as refused:
        moved(house_db, CONTRIBUTIONS, contribution, "confirm_receipt", actor=APPROVER)

    assert rules_of(refused) == ["R96"]


def entered_under_an_open_source(database: Databases, source: Source) -> Contribution:
    """A contribution whose receipt waits for the second person."""
    contribution = pledge(database, source)
    opened(database, source)
    return entered(database, contribution)


def test_R49_a_receipt_is_confirmed_by_another_person(house_db: Databases) -> None:
    contribution = entered_under_an_open_source(house_db, giving.source(house_db))

    with pytest.raises(Refused) as refused:
        moved(house_db, CONTRIBUTIONS, contribution, "confirm_receipt", actor=FINANCE)

    assert rules_of(refused) == ["R49"]


def test_a_confirmation_asks_for_a_fresh_sign_in(house_db: Databases) -> None:
    contribution = entered_under_an_open_source(house_db, giving.source(house_db))
    tired = fund.staff("usr_15", Role.FINANCE_OFFICER)

    with pytest.raises(NotFresh):
        moved(
            house_db,
            CONTRIBUTIONS,
            contribution,
            "confirm_receipt",
            actor=type(tired)(tired.reference, tired.posts),
        )


def test_a_receipt_is_sent_back_and_entered_anew(house_db: Databases) -> None:
    source = giving.source(house_db)
    contribution = entered_under_an_open_source(house_db, source)

    moved(house_db, CONTRIBUTIONS, contribution, "send_back", actor=OTHER_FINANCE)
    anew = ReceiptForm(received_on="2026-06-16", received=500, proof="Advice 13")
    moved(house_db, CONTRIBUTIONS, contribution, "enter_receipt", anew)
    moved(house_db, CONTRIBUTIONS, contribution, "confirm_receipt", actor=OTHER_FINANCE)

    assert stages(house_db, source) == {Kind.CASH: 500, Kind.UNALLOTTED: 500}


@pytest.mark.parametrize("day", ["2026-05-09", "2026-07-01"])
def test_a_receipt_lies_between_agreement_and_today(house_db: Databases, day: str) -> None:
    source = giving.source(house_db)
    contribution = pledge(house_db, source)
    opened(house_db, source)
    moved(house_db, CONTRIBUTIONS, contribution, "sign", SignForm(signed_on="2026-05-10", agreement="A-7"))

    with pytest.raises(Refused, match="between"):
        moved(
            house_db,
            CONTRIBUTIONS,
            contribution,
            "enter_receipt",
            ReceiptForm(received_on=day, received=5, proof="Advice 1"),
        )


def test_R70_a_receipt_is_reversed_by_an_approver_with_a_reason(house_db: Databases) -> None:
    source = funded(house_db)
    with house_db.read() as session:
        contribution = session.scalars(select(Contribution)).one()

    moved(house_db, CONTRIBUTIONS, contribution, "reverse", actor=APPROVER)

    assert stages(house_db, source) == {}
    with house_db.read() as session:
        assert fsck(session).differences == []


def test_R70_a_receipt_whose_money_is_allotted_is_not_reversed(house_db: Databases) -> None:
    source = funded(house_db)
    allotted(house_db, source, 1)
    with house_db.read() as session:
        contribution = session.scalars(select(Contribution)).one()

    with pytest.raises(Refused) as refused:
        moved(house_db, CONTRIBUTIONS, contribution, "reverse", actor=APPROVER)

    assert rules_of(refused) == ["R34"]


def test_a_pledge_is_withdrawn(house_db: Databases) -> None:
    contribution = pledge(house_db, giving.source(house_db))

    assert moved(house_db, CONTRIBUTIONS, contribution, "withdraw").state == "WITHDRAWN"


# --- R34: allotments -----------------------------------------------------------------------------


def test_R34_total_allotted_is_at_most_received_less_charges(house_db: Databases) -> None:
    source = funded(house_db, 100_000)
    moved(house_db, CHARGES, charge(house_db, source, 7_000), "confirm", actor=OTHER_FINANCE)
    allotted(house_db, source, 90_000)

    with pytest.raises(Refused) as refused:
        allotted(house_db, source, 3_001)
    allotted(house_db, source, 3_000)

    assert refused.value.whys[0].text.values["available"] == Money(3_000, "USD")
    assert refused.value.whys[0].text.values["asked"] == Money(3_001, "USD")
    assert stages(house_db, source) == {
        Kind.CASH: 93_000,
        Kind.PAID_OUT: 7_000,
        Kind.FREE: 93_000,
        Kind.CHARGED: 7_000,
    }


@pytest.mark.parametrize(
    ("purpose", "rule"),
    [
        ({"country": "UGA"}, "R34"),
        ({"instrument": "grant"}, "R34"),
        ({"window": "global"}, "R34"),
        ({"call": ""}, ""),
    ],
)
def test_R34_an_allotment_keeps_to_the_earmark_and_has_a_purpose(
    house_db: Databases, purpose: dict[str, Any], rule: str
) -> None:
    world.country(house_db)
    source = funded(
        house_db,
        countries=("LBR",),
        instruments=(Instrument.CUF,),
        window=Window.COUNTRY,
        themes=(Theme.CLIMATE,),
    )

    with pytest.raises(Refused) as refused:
        proposed(house_db, source, 5, **purpose)

    assert rules_of(refused) == [rule]


def test_an_allotment_within_the_earmark_is_let_through(house_db: Databases) -> None:
    world.country(house_db)
    source = funded(house_db, countries=("LBR",), instruments=(Instrument.CUF,), window=Window.COUNTRY)

    made = allotted(house_db, source, 5, country="LBR", instrument="cuf", window="country")

    assert made.state == "ALLOTTED"


def test_R34_only_what_is_free_is_taken_back(house_db: Databases) -> None:
    source = funded(house_db, 100_000)
    made = allotted(house_db, source, 40_000)
    back = TakeBackForm(amount=15_000, reason="Less is needed there")
    moved(house_db, ALLOTMENTS, made, "take_back", back)
    moved(house_db, ALLOTMENTS, made, "take_back", back)

    with pytest.raises(Refused) as refused:
        moved(house_db, ALLOTMENTS, made, "take_back", back)

    assert rules_of(refused) == ["R34"]
    assert stages(house_db, source) == {Kind.CASH: 100_000, Kind.UNALLOTTED: 90_000, Kind.FREE: 10_000}


def test_R34_an_allotment_is_closed_when_nothing_is_free_in_it(house_db: Databases) -> None:
    made = allotted(house_db, funded(house_db), 5)

    with pytest.raises(Refused) as refused:
        moved(house_db, ALLOTMENTS, made, "close")
    moved(house_db, ALLOTMENTS, made, "take_back", TakeBackForm(amount=5, reason="Not needed"))

    assert rules_of(refused) == ["R34"]
    assert moved(house_db, ALLOTMENTS, made, "close").state == "CLOSED"


def test_a_proposed_allotment_is_withdrawn_by_the_second_person(house_db: Databases) -> None:
    made = proposed(house_db, funded(house_db), 5)

    assert moved(house_db, ALLOTMENTS, made, "withdraw", actor=APPROVER).state == "WITHDRAWN"


def test_an_allotment_to_a_country_lets_its_officer_see_the_source(house_db: Databases) -> None:
    liberia = world.country(house_db)
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, liberia)
    source = funded(house_db)
    with house_db.read() as session, pytest.raises(NotFound):
        find(session, officer, SOURCES, source.reference, NOW)

    allotted(house_db, source, 5, country="LBR")

    with house_db.read() as session:
        assert find(session, officer, SOURCES, source.reference, NOW).id == source.id


# --- R95: charges outside awards -----------------------------------------------------------------


def test_R95_a_charge_is_a_journal_of_its_own_and_reversed_by_another(house_db: Databases) -> None:
    source = funded(house_db, 100_000)
    fee = charge(house_db, source, 7_000)

    moved(house_db, CHARGES, fee, "confirm", actor=OTHER_FINANCE)
    charged = stages(house_db, source)
    moved(house_db, CHARGES, fee, "reverse", actor=APPROVER)

    assert charged == {
        Kind.CASH: 93_000, Kind.PAID_OUT: 7_000, Kind.UNALLOTTED: 93_000, Kind.CHARGED: 7_000,
    }  # fmt: skip
    assert stages(house_db, source) == {Kind.CASH: 100_000, Kind.UNALLOTTED: 100_000}


def test_R95_a_voucher_of_the_host_is_charged_once_until_it_is_withdrawn(house_db: Databases) -> None:
    source = funded(house_db)
    first = charge(house_db, source, 7_000)

    with pytest.raises(Refused) as refused:
        charge(house_db, source, 7_000)
    moved(house_db, CHARGES, first, "withdraw", actor=OTHER_FINANCE)

    assert rules_of(refused) == ["R95"]
    assert charge(house_db, source, 7_000).state == "ENTERED"


def test_R95_a_charge_above_what_is_left_is_refused(house_db: Databases) -> None:
    source = funded(house_db, 100_000)
    allotted(house_db, source, 95_000)

    with pytest.raises(Refused) as refused:
        moved(house_db, CHARGES, charge(house_db, source, 7_000), "confirm", actor=OTHER_FINANCE)

    assert rules_of(refused) == ["R34"]


def test_a_charge_is_not_entered_before_its_day(house_db: Databases) -> None:
    with pytest.raises(Refused, match="still to come"):
        charge(house_db, funded(house_db), 5, charged_on="2026-07-01")


# --- The source itself ---------------------------------------------------------------------------


def test_a_source_is_opened_by_an_approver_when_something_is_pledged(house_db: Databases) -> None:
    source = giving.source(house_db)

    with pytest.raises(Refused, match="pledged first"):
        opened(house_db, source)
    with pytest.raises(NotAllowed):
        moved(house_db, SOURCES, source, "open", actor=FINANCE)
    pledge(house_db, source)

    assert opened(house_db, source).state == "OPEN"


def test_a_code_is_taken_once(house_db: Databases) -> None:
    giving.source(house_db)

    with pytest.raises(Refused, match="has this code"):
        register_again(house_db)


def register_again(database: Databases) -> None:
    """Another source under the first one's code."""
    with database.read() as session:
        donor = sheet_of(session, source_coded(session, "SRC-01")).donor.reference
    told = {"code": "SRC-01", "title": "The same", "donor": donor, "currency": "USD"}
    giving.born(database, SOURCES, "register", SOURCES.birth("register").form.model_validate(told))


@pytest.mark.parametrize(
    ("changed", "field"), [({"donor": "PTY-1"}, "donor"), ({"countries": ("XYZ",)}, "countries")]
)
def test_donor_and_countries_are_chosen_from_those_there_are(
    house_db: Databases, changed: dict[str, Any], field: str
) -> None:
    told = {"code": "SRC-09", "title": "Odd", "donor": "PTY-1", "currency": "USD", **changed}

    with pytest.raises(Refused) as refused:
        giving.born(house_db, SOURCES, "register", SOURCES.birth("register").form.model_validate(told))

    assert field in [reason.field for reason in refused.value.whys]


def test_an_earmark_is_corrected_while_the_source_is_prepared(house_db: Databases) -> None:
    liberia = world.country(house_db)
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, liberia)
    source = giving.source(house_db)

    moved(
        house_db,
        SOURCES,
        source,
        "correct",
        EarmarkForm(title="For Liberia", countries=("LBR",), ends_on="2026-12-31"),
    )

    with house_db.read() as session:
        seen = find(session, officer, SOURCES, source.reference, NOW)
        assert (seen.title, seen.countries, seen.ends_on) == ("For Liberia", ["LBR"], date(2026, 12, 31))
    with pytest.raises(Refused, match="countries from those offered"):
        moved(house_db, SOURCES, source, "correct", EarmarkForm(title="For Nowhere", countries=("XYZ",)))


def test_R34_a_source_with_money_left_is_not_closed(house_db: Databases) -> None:
    source = funded(house_db, 10_000)
    waiting = charge(house_db, source, 10_000)
    with pytest.raises(Refused) as refused:
        moved(house_db, SOURCES, source, "close", actor=APPROVER)

    moved(house_db, CHARGES, waiting, "confirm", actor=OTHER_FINANCE)
    closed = moved(house_db, SOURCES, source, "close", actor=APPROVER)

    assert rules_of(refused) == ["R34", ""]
    assert closed.state == "CLOSED"
    with pytest.raises(Refused, match="closed"):
        pledge(house_db, source)
    with pytest.raises(Refused, match="not open"):
        moved(house_db, CHARGES, waiting, "reverse", actor=APPROVER)


def test_nothing_is_allotted_or_charged_before_the_source_is_open(house_db: Databases) -> None:
    source = giving.source(house_db)

    with pytest.raises(Refused, match="not open"):
        charge(house_db, source, 5)
    with pytest.raises(Refused, match="not open"):
        proposed(house_db, source, 5)


@pytest.mark.parametrize("reference", ["SRC-1", "SRC-9999999", "nothing"])
def test_what_is_born_under_no_source_is_refused(house_db: Databases, reference: str) -> None:
    form = AllotForm(source=reference, title="Set aside", amount=5, call="INN-1")

    with pytest.raises(Refused, match="not open"):
        giving.born(house_db, ALLOTMENTS, "allot", form)


def test_a_source_closed_by_another_hand_takes_nothing_more(house_db: Databases) -> None:
    """The rules were asked on grounds read before; the action asks the header it holds."""
    source = funded(house_db, 10_000)
    moved(house_db, CHARGES, charge(house_db, source, 10_000), "confirm", actor=OTHER_FINANCE)
    moved(house_db, SOURCES, source, "close", actor=APPROVER)
    with house_db.read() as session:
        contribution = session.scalars(select(Contribution)).one()

    with pytest.raises(Refused, match="not open"), moving(house_db) as tx:
        hold_open(tx, contribution)


def test_an_action_that_its_rules_should_have_stopped_books_nothing(house_db: Databases) -> None:
    source = opened_with_a_pledge(house_db, "EUR")
    unnamed = PledgeForm(source="SRC-9", title="First instalment", amount=5, pledged_on=TODAY)

    with house_db.read() as session:
        contribution = session.scalars(select(Contribution)).one()
    with pytest.raises(LookupError, match="let SRC-9 pass"), moving(house_db) as tx:
        make_contribution(tx, unnamed)
    with pytest.raises(LookupError, match="entered before"), moving(house_db) as tx:
        book_receipt(tx, contribution, Note())
    contribution.received_on, contribution.received = TODAY, 5
    with pytest.raises(LookupError, match="without a rate"), moving(house_db) as tx:
        book_receipt(tx, contribution, Note())

    assert stages(house_db, source) == {}


def opened_with_a_pledge(database: Databases, currency: str) -> Source:
    source = giving.source(database, currency=currency)
    pledge(database, source)
    return opened(database, source)


# --- What is known -------------------------------------------------------------------------------


def test_the_sheet_shows_stages_now_and_as_they_stood(house_db: Databases) -> None:
    source = funded(house_db, 100_000)
    allotted(house_db, source, 40_000)

    with house_db.read() as session:
        now, then = sheet_of(session, source), sheet_of(session, source, date(2026, 6, 15))
        rows = sources_seen_by(session, AUDITOR, TODAY, date(2026, 6, 14))

    assert (now.stages[Kind.FREE].minor, then.stages[Kind.FREE].minor) == (40_000, 0)
    assert then.stages[Kind.UNALLOTTED].minor == 100_000
    assert sum(money.minor for money in rows[0].stages.values()) == 0
    assert sum(now.stages[kind].minor for kind in STAGES) == now.stages[Kind.CASH].minor
    assert (now.donor.title, len(now.contributions), len(now.allotments), now.charges) == (
        "Donor of SRC-01",
        1,
        1,
        [],
    )


def test_the_matching_engine_reads_what_is_allotted(house_db: Databases) -> None:
    world.country(house_db)
    source = funded(house_db, 100_000, countries=("LBR",), themes=(Theme.CLIMATE,), ends_on="2026-12-31")
    allotted(house_db, source, 40_000, country="LBR")
    want = Want(
        countries=frozenset({"LBR"}),
        themes=frozenset({Theme.CLIMATE}),
        instrument=Instrument.CUF,
        window=Window.COUNTRY,
        last_on=date(2027, 1, 15),
        ends_on=date(2027, 2, 1),
        days_after=90,
        amount=Money(40_001, "USD"),
    )

    with house_db.read() as session:
        (match,) = eligible(session, want)

    assert [reason.text.id for reason in match.whys] == [
        "ends {day}, before the last tranche",
        "{free} is free, {asked} is asked for",
    ]


def test_R34_how_long_a_source_outlasts_an_award_is_policy(house_db: Databases) -> None:
    with moving(house_db) as tx:
        before = days_after(tx.session, TODAY)
        policy.put(tx, POLICY, "", TODAY, {"days_after_award": 60})

    with house_db.read() as session:
        assert (before, days_after(session, TODAY)) == (DAYS_AFTER, 60)


def test_the_fact_of_a_money_move_holds_its_journal_and_keeps_its_reason_apart(house_db: Databases) -> None:
    source = funded(house_db, 100_000)
    made = allotted(house_db, source, 40_000)
    moved(house_db, ALLOTMENTS, made, "take_back", TakeBackForm(amount=5, reason="Less is needed"))

    with house_db.read() as session:
        seq = session.scalars(select(Step.seq).where(Step.move == "take_back")).one()
        ((_seq, raw, _leaf),) = [one for one in records(session.connection()) if one[0] == seq]
        secrets = set(session.scalars(select(SECRETS.c.field).where(SECRETS.c.seq == seq)))

    (journal,) = Record.from_bytes(raw).body["journals"]
    assert b"Less is needed" not in raw
    assert "journals.0.reason" in secrets
    assert (journal["kind"], journal["period"]) == ("take_back", "2026-06")
    assert journal["legs"] == [
        {"code": f"{made.holder}/FREE/USD", "currency": "USD", "debit": "5", "credit": "0"},
        {"code": f"{source.holder}/UNALLOTTED/USD", "currency": "USD", "debit": "0", "credit": "5"},
    ]


def test_two_confirmations_of_one_receipt_have_one_effect(house_db: Databases) -> None:
    source = giving.source(house_db)
    contribution = entered_under_an_open_source(house_db, source)
    form: Form = giving.asked(CONTRIBUTIONS, "confirm_receipt")
    moved(house_db, CONTRIBUTIONS, contribution, "confirm_receipt", actor=APPROVER)

    with pytest.raises(Refused), moving(house_db, OTHER_FINANCE) as tx:
        fire(tx, CONTRIBUTIONS, tx.session.get_one(Contribution, contribution.id), "confirm_receipt", form)

    assert stages(house_db, source)[Kind.CASH] == contribution.amount
