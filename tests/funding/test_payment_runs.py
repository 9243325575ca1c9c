"""Payment runs: approved tranches ordered together, written out the same each time, settled when each is seen paid."""

from importlib.resources import files
from pathlib import Path

import pytest
from xmlschema import XMLSchema

from app.formats.statements import read_host_list
from app.funding.payment_runs.flow import PAYMENT_RUNS
from app.funding.payment_runs.models import PaymentRun
from app.funding.payment_runs.schemas import Gather
from app.funding.statements.queries import lines_of, suggested
from app.kernel.actors import Role
from app.kernel.db import Databases
from app.kernel.errors import Refusal, Refused
from tests.funding import awarding, paying
from tests.funding.fund import AUDITOR, FINANCE, OTHER_FINANCE, TODAY, staff
from tests.funding.giving import born, moved
from tests.funding.paying import FIRST, Award3
from tests.funding.sending import Sender


@pytest.fixture
def award(house_db: Databases) -> Award3:
    """36,000 US dollars, its first tranche approved."""
    award = paying.running(house_db)
    award.approved()
    return award


def gather(award: Award3, **more: object) -> Gather:
    """The first tranche, asked of the host for today."""
    told = {"tranches": [award.tranche().reference], "way": "host", "pay_on": TODAY}
    return Gather.model_validate(told | more)


def run(award: Award3, **more: object) -> PaymentRun:
    """A run of the first tranche."""
    return born(award.databases, PAYMENT_RUNS, "gather", gather(award, **more))


def rules_of(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [reason.rule for reason in refusal.value.whys]


BY_BANK = {"way": "bank", "payer": "Fund", "account": "CH9300762011623852957"}


def test_an_order_never_makes_a_tranche_paid(award: Award3) -> None:
    drawn = run(award)

    moved(award.databases, PAYMENT_RUNS, drawn, "send")
    with pytest.raises(Refused, match="No statement shows these yet"):
        moved(award.databases, PAYMENT_RUNS, drawn, "settle")

    assert award.tranche().state == "APPROVED"
    award.matched(award.shown(award.tranche()), award.tranche())
    assert moved(award.databases, PAYMENT_RUNS, drawn, "settle").state == "SETTLED"


def test_R48_a_tranche_stands_in_one_run_at_a_time(award: Award3) -> None:
    first = run(award)

    with pytest.raises(Refused) as refused:
        run(award)
    moved(award.databases, PAYMENT_RUNS, first, "cancel")

    assert rules_of(refused) == ["R48"]
    assert run(award).state == "DRAWN_UP"


def test_R48_what_is_not_approved_is_in_no_run(award: Award3) -> None:
    with pytest.raises(Refused) as refused:
        run(award, tranches=[award.tranche(2).reference])

    assert rules_of(refused) == ["R48"]


def test_R44_what_was_held_since_is_not_sent(award: Award3) -> None:
    drawn = run(award)
    award.move("hold", OTHER_FINANCE)

    with pytest.raises(Refused) as refused:
        moved(award.databases, PAYMENT_RUNS, drawn, "send")

    assert rules_of(refused) == ["R44"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"pay_on": "2026-06-29"}, "This day is over"), ({"way": "bank"}, "Name the account")],
)
def test_an_order_that_cannot_be_carried_out_is_refused(
    award: Award3, changed: dict[str, object], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        run(award, **changed)


def test_the_file_for_the_bank_is_a_valid_order_and_always_the_same(award: Award3, tmp_path: Path) -> None:
    browser = Sender(award.databases, FINANCE, tmp_path)
    drawn = run(award, **BY_BANK)
    address = f"/funding/payment-runs/{drawn.reference}"

    before = browser.get(f"{address}/file")
    sent = browser.send(f"{address}/send", seen="1")
    first, second = browser.get(f"{address}/file"), browser.get(f"{address}/file")

    schema = XMLSchema(str(files("sepaxml") / "schemas" / "pain.001.001.09.xsd"))
    assert before[0] == 409
    assert sent == (303, address)
    assert first == second
    schema.validate(first[1])
    for shown in ("14400.00", award.tranche().reference, award.fund.group.title, "00 1234 5678 9012"):
        assert shown in first[1]


def test_the_hosts_sheet_comes_back_as_its_list_and_names_the_tranche(award: Award3, tmp_path: Path) -> None:
    browser = Sender(award.databases, FINANCE, tmp_path)
    drawn = run(award)
    browser.send(f"/funding/payment-runs/{drawn.reference}/send", seen="1")
    _status, sheet = browser.get(f"/funding/payment-runs/{drawn.reference}/file")
    reference = award.tranche().reference
    answer = f"voucher,date,payee,amount,currency,reference\nV-1,{TODAY},Group,14400.00,USD,{reference}\n"

    _status, address = browser.send_file("/funding/statements/read_host", "host.csv", answer.encode())

    assert reference in sheet
    assert read_host_list(answer.encode()).lines[0].reference == reference
    text = browser.get(address)[1]
    assert "named in the line" in text
    assert "It is this payment" in text


def test_a_payment_is_matched_with_one_click_and_leaves_the_exceptions(award: Award3, tmp_path: Path) -> None:
    browser = Sender(award.databases, OTHER_FINANCE, tmp_path)
    drawn = run(award)
    moved(award.databases, PAYMENT_RUNS, drawn, "send")
    shown = award.shown(award.tranche())
    (line,) = award.lines(shown)
    before = browser.get("/funding/statements")[1]

    done = browser.send(
        f"/funding/statements/{shown.reference}/lines/{line.id}", seen="1", tranche=award.tranche().reference
    )
    after = browser.get("/funding/statements")[1]

    assert done == (303, f"/funding/statements/{shown.reference}")
    assert award.tranche().state == "PAID"
    assert drawn.reference in before
    assert drawn.reference not in after
    assert "Every line has its reason" in after


def test_suggestions_come_by_amount_reference_and_name(award: Award3) -> None:
    tranche = award.tranche()
    exact = award.shown(tranche)
    other = award.shown(tranche, FIRST - 1, voucher="B-1")
    nameless = paying.statement(award.databases, -FIRST, voucher="B-2", name=award.fund.group.title.upper())
    euros = paying.statement(award.databases, -FIRST, voucher="B-3", currency="EUR")

    with award.databases.read() as session:
        found = [suggested(session, lines_of(session, one)) for one in (exact, other, nameless, euros)]

    said = [[(one.fits, one.named, one.same_payee) for one in next(iter(each.values()))] for each in found]
    assert said == [[(True, True, False)], [(False, True, False)], [(True, False, True)], []]


def test_a_line_in_another_currency_proves_no_payment(award: Award3) -> None:
    shown = paying.statement(award.databases, -FIRST, currency="EUR")

    with pytest.raises(Refused, match="not in"):
        award.matched(shown, award.tranche())


def test_what_may_be_paid_is_offered_with_its_payee_and_amount(award: Award3, tmp_path: Path) -> None:
    browser = Sender(award.databases, FINANCE, tmp_path)

    status, text = browser.get("/funding/payment-runs/gather")

    assert status == 200
    assert "14,400.00" in text


def test_account_numbers_go_to_finance_only(award: Award3, tmp_path: Path) -> None:
    drawn = run(award)
    moved(award.databases, PAYMENT_RUNS, drawn, "send")
    address = f"/funding/payment-runs/{drawn.reference}"
    auditor = Sender(award.databases, AUDITOR, tmp_path)

    assert auditor.get(address)[0] == 200
    assert auditor.get(f"{address}/file")[0] == 403
    assert Sender(award.databases, awarding.OFFICER, tmp_path).get(address)[0] == 404


# --- The tranche's own page ----------------------------------------------------------------------


def test_the_grantee_reads_in_plain_words_where_its_money_is(award: Award3, tmp_path: Path) -> None:
    browser = Sender(award.databases, award.fund.grantee, tmp_path)
    address = f"/funding/tranches/{award.tranche().reference}"

    approved = browser.get(address)[1]
    award.matched(award.shown(award.tranche()), award.tranche())
    paid = browser.get(address)[1]
    form = browser.get(f"{address}/acknowledge")[1]
    done = browser.send(f"{address}/acknowledge", received_on="2026-06-30", received="2,664,000.00")

    assert "Finance pays it now" in approved
    assert "The money has left" in paid
    assert "LRD" in form
    assert done == (303, address)
    assert award.tranche().received == 266_400_000


def test_the_grantee_asks_on_its_page_for_at_most_the_tranche(house_db: Databases, tmp_path: Path) -> None:
    award = paying.running(house_db)
    browser = Sender(house_db, award.fund.grantee, tmp_path)
    address = f"/funding/tranches/{award.tranche().reference}/request"

    above = browser.send(address, amount="14,400.01", purpose="Cement")
    done = browser.send(address, amount="14,400.00", purpose="Cement")

    assert (above[0], "more than the tranche" in above[1]) == (409, True)
    assert done[0] == 303


def test_the_approver_reads_awarded_paid_and_what_remains(award: Award3, tmp_path: Path) -> None:
    award.matched(award.shown(award.tranche()), award.tranche())

    text = Sender(award.databases, awarding.MANAGER, tmp_path).get(
        f"/funding/tranches/{award.tranche(2).reference}"
    )[1]

    for shown in ("36,000.00", "14,400.00", "21,600.00", "7,200.00"):
        assert shown in text


def test_advances_stand_by_age_until_they_are_accounted_for(award: Award3, tmp_path: Path) -> None:
    browser = Sender(award.databases, AUDITOR, tmp_path)
    award.matched(award.shown(award.tranche()), award.tranche())

    before = browser.get("/funding/advances")[1]
    award.move("acknowledge", award.fund.grantee, paying.receipt())
    award.accounted(FIRST)
    after = browser.get("/funding/advances")[1]

    assert "0 to 30 days" in before
    assert award.fund.group.title in before
    assert "Every payment is accounted for" in after
    assert Sender(award.databases, award.fund.grantee, tmp_path).get("/funding/advances")[0] == 403
    assert (
        Sender(award.databases, staff("usr_60", Role.FORUM), tmp_path).get("/funding/payment-runs")[0] == 403
    )
