"""Seven things that a known peer lets happen: each is refused by page, by API, by import, and by many hands at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DBAPIError

from app.funding.ledger.fsck import fsck
from app.funding.ledger.models import Journal, Kind
from app.funding.tranches.models import Payment
from app.kernel.actors import Actor, Role
from app.kernel.db import Databases
from app.kernel.errors import Refusal
from tests.formats.bank_files import HOST_CSV
from tests.funding import paying
from tests.funding.awarding import MANAGER, OFFICER
from tests.funding.fund import APPROVER, FINANCE, OTHER_FINANCE, TODAY, staff
from tests.funding.paying import FIRST, Award3, proof
from tests.funding.sending import Sender

HANDS = 20
ADMINISTRATOR = staff("usr_70", Role.ADMINISTRATOR)


@pytest.fixture
def award(house_db: Databases) -> Award3:
    """36,000 US dollars in three tranches, none asked for yet."""
    return paying.running(house_db)


class Caller(Sender):
    """Somebody at the API, in the session of the browser."""

    def call(self, path: str, body: dict[str, Any], seen: int) -> int:
        """The status of a change, decided on the version that is there now."""
        headers = {"x-csrf-token": self.csrf, "if-match": f'"{seen}"'}
        return self.client.post(f"/api{path}", json=body, headers=headers).status_code

    def remove(self, path: str) -> int:
        """The status of an attempt to delete."""
        return self.client.delete(path, headers={"x-csrf-token": self.csrf}).status_code


def version(award: Award3) -> int:
    return award.fund.sheet(award.award).award.version


def refused(award: Award3, folder: Path, actor: Actor, name: str, body: dict[str, Any]) -> tuple[int, int]:
    """What page and API answer to this move on the first tranche."""
    caller = Caller(award.databases, actor, folder)
    address = f"/funding/tranches/{award.tranche().reference}/{name}"
    typed = {key: str(value) for key, value in body.items()}
    if "amount" in body:
        typed["amount"] = f"{body['amount'] / 100:.2f}"
    return caller.send(address, **typed)[0], caller.call(address, body, version(award))


def paid(award: Award3) -> int:
    """How many payments stand, and never more than one journal for each."""
    with award.databases.read() as session:
        journals = session.scalar(select(func.count()).select_from(Journal).where(Journal.kind == "pay"))
        payments = session.scalar(
            select(func.count()).select_from(Payment).where(Payment.confirmed_at.is_not(None))
        )
        assert journals == payments
        assert not fsck(session).differences
    return payments or 0


def attempt(act: Any) -> bool:
    try:
        act()
    except Refusal:
        return False
    return True


def test_1_a_request_above_the_award_is_refused(award: Award3, tmp_path: Path) -> None:
    body = {"amount": 3_600_001, "purpose": "Everything"}

    assert refused(award, tmp_path, award.fund.grantee, "request", body) == (409, 409)
    with ThreadPoolExecutor(HANDS) as pool:
        tried = pool.map(lambda _: attempt(lambda: award.requested(3_600_001)), range(HANDS))
        assert not any(tried)
    assert award.tranche().requested is None


def test_2_the_same_voucher_twice_is_one_payment(award: Award3, tmp_path: Path) -> None:
    """An invoice's number is the reports' (R52); a payment's is the host's voucher."""
    award.approved()
    browser = Sender(award.databases, OTHER_FINANCE, tmp_path)
    first = browser.send_file("/funding/statements/read_host", "june.csv", HOST_CSV)
    renamed = HOST_CSV.replace(b"\n", b"\r\n")

    again = browser.send_file("/funding/statements/read_host", "june.csv", HOST_CSV)
    other = browser.send_file("/funding/statements/read_host", "july.csv", renamed)

    assert again == first
    assert (other[0], "was read before" in other[1]) == (409, True)


def test_3_an_unapproved_request_is_not_set_to_paid(award: Award3, tmp_path: Path) -> None:
    award.requested()
    shown = award.shown(award.tranche())
    (line,) = award.lines(shown)
    caller = Caller(award.databases, FINANCE, tmp_path)
    by_hand = {"paid_on": TODAY.isoformat(), "amount": FIRST, "proof": "Advice"}
    match: dict[str, Any] = {"line": line.id, "tranche": award.tranche().reference}

    assert refused(award, tmp_path, FINANCE, "enter_proof", by_hand) == (409, 409)
    assert refused(award, tmp_path, FINANCE, "pay", by_hand) == (404, 404)
    assert caller.call(f"/funding/statements/{shown.reference}/match", match, 1) == 409
    assert caller.send(f"/funding/statements/{shown.reference}/lines/{line.id}", seen="1", tranche=match["tranche"])[0] == 409  # fmt: skip
    with ThreadPoolExecutor(HANDS) as pool:
        assert not any(
            pool.map(lambda _: attempt(lambda: award.matched(shown, award.tranche())), range(HANDS))
        )
    assert (award.tranche().state, paid(award)) == ("REQUESTED", 0)


def test_4_what_is_paid_is_in_every_total(award: Award3, tmp_path: Path) -> None:
    award.paid()
    caller = Caller(award.databases, APPROVER, tmp_path)

    sheet = caller.get(f"/funding/awards/{award.award.reference}")[1]
    api = caller.client.get(f"/api/funding/awards/{award.award.reference}").json()

    assert "14,400.00" in sheet
    assert api["content"]["stages"]["ADVANCED"] == "14400.00"
    assert award.fund.stands(award.award) == {Kind.COMMITTED: 3_600_000 - FIRST, Kind.ADVANCED: FIRST}


def test_5_nobody_approves_what_they_raised(award: Award3, tmp_path: Path) -> None:
    both = Actor("usr_30", award.fund.grantee.posts | MANAGER.posts, fresh=True)
    award.certified()

    assert refused(award, tmp_path, both, "approve", {}) == (409, 409)
    with ThreadPoolExecutor(HANDS) as pool:
        assert not any(pool.map(lambda _: attempt(lambda: award.move("approve", both)), range(HANDS)))
    assert award.tranche().state == "CERTIFIED"


@pytest.mark.parametrize(
    "person", [ADMINISTRATOR, OFFICER, FINANCE], ids=["administrator", "staff", "finance"]
)
def test_6_and_7_nobody_deletes_the_record_under_a_payment(
    award: Award3, tmp_path: Path, person: Actor
) -> None:
    award.paid()
    caller = Caller(award.databases, person, tmp_path)
    addresses = (
        f"/funding/tranches/{award.tranche().reference}",
        f"/funding/awards/{award.award.reference}",
        f"/parties/{award.fund.group.reference}",
        "/funding/tranches",
    )

    tried = [caller.remove(prefix + address) for prefix in ("", "/api") for address in addresses]

    assert set(tried) <= {404, 405}
    assert (award.tranche().state, paid(award)) == ("PAID", 1)


def test_6_the_database_itself_keeps_the_journal_of_a_payment(award: Award3) -> None:
    award.paid()

    with pytest.raises(DBAPIError), award.databases.writing.begin() as connection:
        connection.execute(delete(Journal).where(Journal.kind == "pay"))

    assert paid(award) == 1


def test_a_proof_sent_twice_is_one_payment(award: Award3) -> None:
    award.approved()

    with ThreadPoolExecutor(HANDS) as pool:
        entered = pool.map(
            lambda _: attempt(lambda: award.move("enter_proof", OTHER_FINANCE, proof())), range(HANDS)
        )
    with ThreadPoolExecutor(HANDS) as pool:
        confirmed = pool.map(lambda _: attempt(lambda: award.move("confirm_proof", FINANCE)), range(HANDS))

    assert (sum(entered), sum(confirmed), paid(award)) == (1, 1, 1)
