"""The writer of payment orders, held to the published schema."""

from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xmlschema import XMLSchema

from app.formats.elements import read_xml
from app.formats.pain001 import NAMESPACE, BankAccount, PaymentOrder, Transfer, sendable, write_pain001
from app.kernel.money import Money

SCHEMA = XMLSchema(str(files("sepaxml") / "schemas" / "pain.001.001.09.xsd"))
PAYER = BankAccount("Fund for the Urban Poor", "CH93 0076 2011 6238 5295 7", "UBSWCHZH80A")
ORDER = PaymentOrder(
    "RUN-7K4M-2",
    datetime(2026, 6, 30, 12, 0, tzinfo=UTC),
    date(2026, 7, 1),
    PAYER,
    (
        Transfer(
            "TRN-AAAA-1",
            Money(1_440_000, "USD"),
            BankAccount("Nalule Committee", "0123-456", "SBICUGKX"),
            "First tranche",
        ),
        Transfer("TRN-BBBB-2", Money(496_000, "USD"), BankAccount("Comité Masafu & fils", "770001"), ""),
    ),
)


def test_an_order_is_valid_by_the_schema_of_version_09() -> None:
    written = write_pain001(ORDER)

    SCHEMA.validate(written.decode())
    root = read_xml(written)
    assert root.namespace == NAMESPACE == "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
    header = root.must("CstmrCdtTrfInitn/GrpHdr")
    assert (header.said("NbOfTxs"), header.said("CtrlSum")) == ("2", "19360.00")


def test_the_schema_refuses_what_is_no_order() -> None:
    """So that the tests before and after this one are known to be able to fail."""
    assert not SCHEMA.is_valid(write_pain001(ORDER).decode().replace("<PmtMtd>TRF</PmtMtd>", ""))


def test_an_iban_is_sent_as_one_and_another_number_as_the_banks_own() -> None:
    payment = read_xml(write_pain001(ORDER)).must("CstmrCdtTrfInitn/PmtInf")

    assert payment.said("DbtrAcct/Id/IBAN") == "CH9300762011623852957"
    assert payment.said("CdtTrfTxInf/CdtrAcct/Id/Othr/Id") == "0123-456"
    assert not BankAccount("A", "CH93 0076 2011 6238 5295 8").is_iban


def test_the_same_order_gives_the_same_bytes() -> None:
    assert write_pain001(ORDER) == write_pain001(replace(ORDER))


def test_names_are_sent_in_letters_that_every_bank_passes_on() -> None:
    assert sendable("Comité  Masafu & fils <b>") == "Comite Masafu . fils .b."


@pytest.mark.parametrize(
    "transfers",
    [
        (),
        (replace(ORDER.transfers[0], money=Money(0, "USD")),),
        (ORDER.transfers[0], ORDER.transfers[0]),
        (ORDER.transfers[0], replace(ORDER.transfers[1], money=Money(5, "EUR"))),
    ],
    ids=["nothing", "zero", "twice", "mixed"],
)
def test_an_order_that_no_bank_could_carry_out_is_not_written(transfers: tuple[Transfer, ...]) -> None:
    with pytest.raises(ValueError, match=r"order|payment"):
        write_pain001(replace(ORDER, transfers=transfers))


@given(
    st.lists(
        st.tuples(st.integers(1, 10**15), st.text(max_size=200), st.text(max_size=60)), min_size=1, max_size=5
    )
)
@settings(max_examples=40, deadline=None)
def test_whatever_people_are_called_the_order_stays_valid(told: list[tuple[int, str, str]]) -> None:
    transfers = tuple(
        Transfer(f"TRN-{at}", Money(minor, "USD"), BankAccount(f"A {name}", f"1{number}", number), name)
        for at, (minor, name, number) in enumerate(told)
    )

    SCHEMA.validate(write_pain001(replace(ORDER, transfers=transfers)).decode())
