"""Accounts through their flow: entered by one, verified by another, cooling, replaced, ended, shared."""

from datetime import timedelta
from typing import Any

import pytest

from app.kernel.actors import Actor, Post, Role, Scope, ScopeKind
from app.kernel.db import Databases
from app.kernel.errors import NotAllowed, NotFound, Refused
from app.kernel.flow import begin, find, fire
from app.parties.bank_records.flow import BANK_RECORDS
from app.parties.bank_records.models import BankRecord, compact, masked
from app.parties.bank_records.queries import sees_number, shared_numbers, whole_record
from app.parties.bank_records.schemas import Note
from app.parties.flow import PARTIES
from app.parties.models import Party
from app.parties.schemas import PartyCorrection, Reason
from app.parties.standing.queries import standing_of
from app.places.models import Place
from tests.parties.make import organisation
from tests.parties.proofs import FINANCE, MANAGER, OFFICER, SECOND, account, proposed, verified
from tests.places import world
from tests.places.world import NOW, holding, moved, moving


@pytest.fixture
def monrovia(house_db: Databases) -> Place:
    """A city of Liberia."""
    return world.city(house_db, world.country(house_db))


@pytest.fixture
def network(house_db: Databases, monrovia: Place) -> Party:
    """An organisation that works there."""
    return organisation(house_db, monrovia)


def applicant(party: Party, person: str = "usr_34") -> Actor:
    """Somebody who acts for the party."""
    return Actor(person, frozenset({Post(Role.APPLICANT, Scope(ScopeKind.PARTY, party.id))}), fresh=True)


def refused(database: Databases, party: Party, **more: Any) -> list[tuple[str, str | None]]:
    """The rules and fields that stand against this account."""
    with pytest.raises(Refused) as refusal, moving(database, OFFICER) as tx:
        begin(tx, BANK_RECORDS, "propose", account(party, **more))
    return [(reason.rule, reason.field) for reason in refusal.value.whys]


def test_an_account_shares_its_partys_root_and_case(house_db: Databases, network: Party) -> None:
    record = proposed(house_db, network)

    assert (record.root_id, record.case_id) == (network.id, network.case_id)
    assert record.title == "Commerce Bank •••• 9012"


def test_R37_the_account_is_in_the_registered_name(house_db: Databases, network: Party) -> None:
    assert refused(house_db, network, holder="The director") == [("R37", "holder")]


def test_R37_capitals_and_spaces_make_no_other_name(house_db: Databases, network: Party) -> None:
    record = proposed(house_db, network, holder="HARBOUR COMMUNITIES  NETWORK")

    assert record.state == "PROPOSED"


def test_R37_mobile_money_is_looked_up_and_only_mobile_money(house_db: Databases, network: Party) -> None:
    phone: dict[str, Any] = {"keeper": "mobile_money", "number": "+231 77 012 3456"}

    assert refused(house_db, network, **phone) == [("R37", "looked_up")]
    assert refused(house_db, network, **phone, looked_up="Somebody") == [("R37", "looked_up")]
    assert refused(house_db, network, looked_up=network.title) == [("R37", "looked_up")]
    assert proposed(house_db, network, **phone, looked_up=network.title).keeper == "mobile_money"


def test_R38_two_different_people_sign_and_none_is_of_the_united_nations(
    house_db: Databases, network: Party
) -> None:
    one = {"name": "The director", "function": "director", "un_staff": False}
    staff = {"name": "An official", "function": "adviser", "un_staff": True}

    assert refused(house_db, network, signatories=[one]) == [("R38", "signatories")]
    assert refused(house_db, network, signatories=[one, one]) == [("R38", "signatories")]
    assert refused(house_db, network, signatories=[one, staff]) == [("R38", "signatories-1-un_staff")]


def test_every_fault_of_an_account_is_told_at_once(house_db: Databases, network: Party) -> None:
    assert refused(house_db, network, holder="Someone", signatories=[]) == [
        ("R37", "holder"),
        ("R38", "signatories"),
    ]


def test_R37_an_account_is_verified_with_its_letter_only(house_db: Databases, network: Party) -> None:
    with moving(house_db, OFFICER) as tx:
        record = begin(tx, BANK_RECORDS, "propose", account(network))

    with pytest.raises(Refused) as refusal:
        moved(house_db, FINANCE, BANK_RECORDS, record, "verify", Note())

    assert [reason.rule for reason in refusal.value.whys] == ["R37"]


def test_R49_who_entered_an_account_does_not_verify_it(house_db: Databases, network: Party) -> None:
    both = Actor(OFFICER.reference, OFFICER.posts | FINANCE.posts, fresh=True)
    record = proposed(house_db, network, both)

    with pytest.raises(Refused) as refusal:
        moved(house_db, both, BANK_RECORDS, record, "verify", Note())

    assert [reason.rule for reason in refusal.value.whys] == ["R49"]


def test_a_programme_officer_verifies_no_account(house_db: Databases, network: Party) -> None:
    record = proposed(house_db, network)

    with pytest.raises(NotAllowed):
        moved(house_db, SECOND, BANK_RECORDS, record, "verify", Note())


def test_R37_a_verified_account_cools_for_the_hours_of_the_terms(house_db: Databases, network: Party) -> None:
    record = verified(house_db, network)

    assert record.usable_from == NOW + timedelta(hours=48)


def test_R37_a_party_renamed_since_is_not_verified(house_db: Databases, network: Party) -> None:
    record = proposed(house_db, network)
    form = PartyCorrection.model_validate({"title": "Harbour Trust", "legal_form": "ngo"})
    moved(house_db, OFFICER, PARTIES, network, "correct", form)

    with pytest.raises(Refused) as refusal:
        moved(house_db, FINANCE, BANK_RECORDS, record, "verify", Note())

    assert [reason.rule for reason in refusal.value.whys] == ["R37"]


def test_R37_of_one_currency_the_account_verified_last_counts_and_the_earlier_stays(
    house_db: Databases, network: Party
) -> None:
    first = verified(house_db, network, now=NOW - timedelta(days=30))
    dollars = verified(house_db, network, number="99 8888")
    liberian = verified(house_db, network, number="77 6666", currency="LRD")

    with house_db.read() as session:
        accounts = standing_of(session, [network.id], NOW.date())[network.id].accounts
        kept = session.get_one(BankRecord, first.id).state

    assert {currency: one.reference for currency, one in accounts.items()} == {
        "USD": dollars.reference,
        "LRD": liberian.reference,
    }
    assert kept == "VERIFIED"


def test_an_ended_account_counts_no_more(house_db: Databases, network: Party) -> None:
    record = verified(house_db, network)

    moved(house_db, MANAGER, BANK_RECORDS, record, "end", Reason(reason="The bank has closed it"))

    with house_db.read() as session:
        assert standing_of(session, [network.id], NOW.date())[network.id].accounts == {}


def test_a_number_at_two_parties_asks_for_an_explanation_and_is_an_exception(
    house_db: Databases, monrovia: Place, network: Party
) -> None:
    other = organisation(house_db, monrovia, title="Water Trust", registration_number="NGO-2")
    verified(house_db, network)
    record = proposed(house_db, other, number="0012-3456-789012")

    with pytest.raises(Refused) as refusal:
        moved(house_db, FINANCE, BANK_RECORDS, record, "verify", Note())
    with moving(house_db, FINANCE) as tx:
        again = tx.session.get_one(BankRecord, record.id)
        fire(tx, BANK_RECORDS, again, "verify", Note(), explanation="One holding, two registered bodies")

    assert [(reason.rule, reason.field) for reason in refusal.value.whys] == [("R37", "explanation")]
    with house_db.read() as session:
        (shared,) = shared_numbers(session)
        assert [party for _record, party in shared.records] == [network.title, other.title]


def test_the_same_number_again_at_one_party_is_no_exception(house_db: Databases, network: Party) -> None:
    verified(house_db, network)
    verified(house_db, network)

    with house_db.read() as session:
        assert shared_numbers(session) == []


def test_a_number_is_read_by_finance_by_who_must_verify_and_by_who_has(
    house_db: Databases, network: Party
) -> None:
    waiting = proposed(house_db, network)
    done = proposed(house_db, network, number="55 4444")
    moved(house_db, MANAGER, BANK_RECORDS, done, "verify", Note())
    other = Actor("usr_35", MANAGER.posts, fresh=True)

    with house_db.read() as session:
        records = [whole_record(session, one.id) for one in (waiting, done)]
        seen = {
            actor.reference: [sees_number(session, actor, record) for record in records]
            for actor in (FINANCE, MANAGER, other, OFFICER)
        }

    assert seen == {
        FINANCE.reference: [True, True],
        MANAGER.reference: [True, True],
        other.reference: [True, False],
        OFFICER.reference: [False, False],
    }


def test_who_acts_for_a_party_enters_and_sees_its_own_accounts_only(
    house_db: Databases, monrovia: Place, network: Party
) -> None:
    other = organisation(house_db, monrovia, title="Water Trust", registration_number="NGO-2")
    record = proposed(house_db, network, applicant(network))

    with house_db.read() as session, pytest.raises(NotFound):
        find(session, applicant(other), BANK_RECORDS, record.reference, NOW)
    with pytest.raises(NotFound), moving(house_db, applicant(network)) as tx:
        begin(tx, BANK_RECORDS, "propose", account(other))


def test_the_municipal_team_sees_a_party_but_not_its_accounts(
    house_db: Databases, monrovia: Place, network: Party
) -> None:
    record = proposed(house_db, network)
    team = holding("usr_5", Role.MUNICIPAL_TEAM, monrovia)

    with house_db.read() as session:
        assert find(session, team, PARTIES, network.reference, NOW).id == network.id
        with pytest.raises(NotFound):
            find(session, team, BANK_RECORDS, record.reference, NOW)


@pytest.mark.parametrize(
    ("number", "shown", "compared"),
    [
        ("00 1234-5678", "•••• 5678", "0012345678"),
        ("lr12 ab", "•••• 2 ab", "LR12AB"),
        ("1234", "••••", "1234"),
    ],
)
def test_a_number_is_masked_for_the_eye_and_bare_for_comparison(
    number: str, shown: str, compared: str
) -> None:
    assert (masked(number), compact(number)) == (shown, compared)


@pytest.mark.parametrize("reference", ["PTY-1", "nonsense"])
def test_no_account_is_entered_for_a_party_that_is_not_there(house_db: Databases, reference: str) -> None:
    nobody = Party(reference=reference, title="Nobody")

    with pytest.raises(NotFound), moving(house_db, OFFICER) as tx:
        begin(tx, BANK_RECORDS, "propose", account(nobody))
