"""The reader of bank statements: several versions, several banks' ways, and every fault with its line."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.formats.camt053 import read_camt053
from app.formats.elements import read_xml
from app.formats.faults import MOST_FAULTS, Unreadable
from app.kernel.money import Money
from tests.formats.bank_files import V02_BATCH, V08_RETURN, V10_TWO_STATEMENTS


def faults_of(content: bytes) -> list[tuple[int, str]]:
    with pytest.raises(Unreadable) as refused:
        read_camt053(content)
    return [(fault.line, fault.said.id) for fault in refused.value.faults]


def changed(old: bytes, new: bytes, content: bytes = V02_BATCH) -> bytes:
    assert old in content
    return content.replace(old, new, 1)


def test_a_batch_is_told_payment_by_payment_and_what_is_pending_is_left_out() -> None:
    (statement,) = read_camt053(V02_BATCH)

    assert (statement.account, statement.number) == ("CH9300762011623852957", "12")
    assert (statement.opening, statement.closing) == (Money(10_000_000, "USD"), Money(8_054_000, "USD"))
    assert [(one.money.minor, one.reference, one.name) for one in statement.lines] == [
        (-1_440_000, "TRN-AAAA-1", "Nalule Committee"),
        (-496_000, "TRN-BBBB-2", "Masafu Committee"),
        (-10_000, "", ""),
    ]
    first, _second, charge = statement.lines
    assert (first.account, first.text, first.voucher, first.booked_on) == (
        "0123", "First tranche", "B-77", date(2026, 6, 30),
    )  # fmt: skip
    assert (charge.text, charge.booked_on) == ("CHARGES", date(2026, 6, 30))


def test_a_newer_version_tells_money_that_came_back() -> None:
    (statement,) = read_camt053(V08_RETURN)

    (line,) = statement.lines
    assert (line.money, line.reference, line.name) == (
        Money(496_000, "USD"), "TRN-BBBB-2", "Masafu Committee",
    )  # fmt: skip
    assert line.returned
    assert (statement.account, statement.opening, line.voucher) == ("4711", None, "N-1")


def test_prefixes_three_decimals_and_a_reference_that_says_nothing_are_read() -> None:
    first, second = read_camt053(V10_TWO_STATEMENTS)

    assert [(one.money, one.reference) for one in first.lines] == [(Money(-1_125, "KWD"), "I-9")]
    assert second.lines == ()


def test_a_batch_that_does_not_sum_is_one_line_so_that_no_money_is_lost() -> None:
    partly = changed(b'<TxAmt><Amt Ccy="USD">4960.00', b'<TxAmt><Amt Ccy="USD">4000.00')

    (statement,) = read_camt053(partly)

    assert [(one.money.minor, one.reference) for one in statement.lines][:1] == [(-1_936_000, "RUN-1")]


def test_entries_that_do_not_lead_to_the_closing_balance_are_refused() -> None:
    (fault,) = faults_of(changed(b"80540.00", b"80541.00"))

    assert fault[0] == 5
    assert "closes with {closing}" in fault[1]


def test_every_fault_is_named_at_once_with_its_line() -> None:
    wrong = changed(b">100.00<", b">1e2<", changed(b"<Sts>BOOK</Sts>\n    <BookgDt><Dt>2026-06-30", b"<Sts>BOOK</Sts>\n    <BookgDt><Dt>30.06.2026"))  # fmt: skip

    found = faults_of(wrong)

    assert [line for line, _said in found] == [14, 31]
    assert "is no day" in found[0][1]
    assert "is no amount" in found[1][1]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b'<Amt Ccy="USD">100.00', b'<Amt Ccy="USD">100.001', "too many decimals"),
        (b'<Amt Ccy="USD">100.00', b"<Amt>100.00", "is no currency"),
        (b'<Amt Ccy="USD">100.00', b'<Amt Ccy="XXQ">100.00', "is no currency"),
        (b'<Amt Ccy="USD">100.00', b'<Amt Ccy="USD">9999999999999999', "larger than any amount"),
        (b"<CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK", b"<CdtDbtInd>OUT</CdtDbtInd><Sts>BOOK", "neither CRDT nor"),
        (b"<CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK", b"<Sts>BOOK", "has no {part}"),
        (b"camt.053.001.02", b"camt.054.001.02", "no camt.053"),
        (b"</Document>", b"", "not whole XML"),
        (b'<?xml version="1.0" encoding="UTF-8"?>', b'<?xml version="1.0" encoding="klingon"?>', ""),
    ],
)
def test_what_does_not_read_is_refused_with_its_mend(old: bytes, new: bytes, said: str) -> None:
    assert said in " ".join(text for _line, text in faults_of(changed(old, new)))


def test_entities_and_document_types_are_refused_before_they_unfold() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    outside = b'<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>'

    for content in (bomb, outside):
        assert "DOCTYPE" in faults_of(content)[0][1]


def test_depth_has_an_end() -> None:
    assert "nested too deeply" in faults_of(b"<a>" * 100 + b"</a>" * 100)[0][1]


def test_a_file_of_faults_is_given_up_on() -> None:
    entry = b'<Ntry><Amt Ccy="USD">x</Amt><CdtDbtInd>DBIT</CdtDbtInd></Ntry>\n'
    content = changed(b"</Stmt>", entry * 500 + b"</Stmt>", V08_RETURN)

    assert MOST_FAULTS <= len(faults_of(content)) < 500


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_no_bytes_do_anything_but_read_or_be_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_camt053(content)


@given(
    st.lists(
        st.tuples(st.integers(1, 10**12), st.booleans(), st.dates(date(2000, 1, 1), date(2099, 1, 1))),
        max_size=20,
    ),
    st.sampled_from(["USD", "UGX", "TND"]),
)
@settings(max_examples=50)
def test_what_is_written_by_a_bank_is_read_to_the_minor_unit(
    told: list[tuple[int, bool, date]], currency: str
) -> None:
    entries = "".join(
        f'<Ntry><Amt Ccy="{currency}">{Money(minor, currency).decimal_text()}</Amt>'
        f"<CdtDbtInd>{'DBIT' if out else 'CRDT'}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{day}</Dt></BookgDt></Ntry>"
        for minor, out, day in told
    )
    content = (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.13"><BkToCstmrStmt><Stmt>'
        f"<Acct><Id><IBAN>X</IBAN></Id></Acct>{entries}</Stmt></BkToCstmrStmt></Document>"
    ).encode()

    (statement,) = read_camt053(content)

    assert [(one.money.minor, one.booked_on) for one in statement.lines] == [
        (-minor if out else minor, day) for minor, out, day in told
    ]


def test_an_element_knows_its_line_and_its_text() -> None:
    root = read_xml(b"<a>\n <b>one</b>\n <b> two </b></a>")

    assert [(one.line, one.text) for one in root.all("b")] == [(2, "one"), (3, "two")]
