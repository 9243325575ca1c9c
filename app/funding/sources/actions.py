"""What else happens to a source's money: it is promised, comes in, is allotted, charged, and mended by mirrors."""

from datetime import date
from fractions import Fraction

from sqlalchemy import select

from app.funding.ledger.actions import Entry, open_account, post, reverse
from app.funding.ledger.models import Kind
from app.funding.ledger.queries import account_of, journal_of
from app.funding.ledger.rules import Leg, transfer
from app.funding.models import BOOKS
from app.funding.rates.queries import rate_on
from app.funding.sources.models import Allotment, Charge, Contribution, Source, SourceState
from app.funding.sources.queries import (
    Part,
    donors_on_offer,
    scopes_of_country,
    scopes_of_source,
    source_named,
)
from app.funding.sources.schemas import (
    AllotForm,
    ChargeForm,
    EarmarkForm,
    Note,
    PledgeForm,
    Reason,
    ReceiptForm,
    SignForm,
    SourceForm,
    TakeBackForm,
)
from app.kernel.errors import Refused, why
from app.kernel.money import Money, convert, rate_of
from app.kernel.things import THINGS, set_scopes
from app.kernel.tx import Tx
from app.kernel.words import _

AT_THE_SOURCE = (Kind.CASH, Kind.PAID_OUT, Kind.UNALLOTTED, Kind.CHARGED)
"""The accounts that every source has, in the books' currency."""
DONORS_OWN = (Kind.EXCHANGED, Kind.RECEIVED)
"""The accounts of a contribution in another currency."""


# --- The source ----------------------------------------------------------------------------------


def make_source(tx: Tx, form: SourceForm) -> Source:
    """A source of one of the donors on offer."""
    donors = {party.reference: party.id for party in donors_on_offer(tx.session, tx.actor, tx.today)}
    source = Source(code=form.code, donor_id=donors[form.donor], currency=form.currency)
    _earmark(source, form)
    return source


def correct(tx: Tx, source: Source, form: EarmarkForm) -> None:
    """The earmark as the agreement has it; the source's scopes follow."""
    _earmark(source, form)
    set_scopes(tx.session, source.root_id, scopes_of_source(tx.session, source))


def _earmark(source: Source, form: EarmarkForm) -> None:
    source.title, source.ends_on = form.title, form.ends_on
    source.countries = sorted(form.countries)
    source.themes = sorted(theme.value for theme in form.themes)
    source.instruments = sorted(instrument.value for instrument in form.instruments)
    source.window = form.window


def open_accounts(tx: Tx, source: Source, _form: Note) -> None:
    """An open source has its accounts, all at zero."""
    for kind in AT_THE_SOURCE:
        open_account(tx, source.id, source.holder, kind, BOOKS)


def hold_open(tx: Tx, part: Part) -> Source:
    """The source, kept open until this transaction has ended."""
    held = select(THINGS.c.state).where(THINGS.c.id == part.source_id).with_for_update(read=True)
    if tx.session.scalar(held) != SourceState.OPEN:
        raise Refused([why("", _("The source is not open."))])
    return tx.session.get_one(Source, part.source_id)


def _at(tx: Tx, holder: str, kind: Kind) -> int:
    return account_of(tx.session, holder, kind, BOOKS)


# --- Contributions -------------------------------------------------------------------------------


def make_contribution(tx: Tx, form: PledgeForm) -> Contribution:
    """A pledge in the source's currency."""
    source = _named(tx, form.source)
    return Contribution(
        source_id=source.id,
        title=form.title,
        currency=source.currency,
        amount=form.amount,
        pledged_on=form.pledged_on,
    )


def _named(tx: Tx, reference: str) -> Source:
    source = source_named(tx.session, reference)
    if source is None:
        raise LookupError(f"the checks let {reference} pass")
    return source


def sign(_tx: Tx, contribution: Contribution, form: SignForm) -> None:
    """The agreement is signed: still a forecast."""
    contribution.signed_on, contribution.agreement = form.signed_on, form.agreement


def enter_receipt(_tx: Tx, contribution: Contribution, form: ReceiptForm) -> None:
    """What the bank shows, to be looked at by a second person."""
    contribution.received_on, contribution.received = form.received_on, form.received
    contribution.proof = form.proof


def take_receipt_back(_tx: Tx, contribution: Contribution, _form: Reason) -> None:
    """What was entered is cleared; the trail keeps it."""
    contribution.received_on = contribution.received = contribution.proof = None


def book_receipt(tx: Tx, contribution: Contribution, _form: Note) -> None:
    """The money is in the books: in the donor's currency and, at the rate of its day, in the books' own (R96)."""
    source = hold_open(tx, contribution)
    received_on, received = contribution.received_on, contribution.received
    if received_on is None or received is None:
        raise LookupError("a receipt is entered before it is confirmed")
    money = Money(received, contribution.currency)
    legs: tuple[Leg, ...] = ()
    if money.currency != BOOKS:
        legs = _donors_own(tx, source, contribution, money)
        money = convert(money, _rate(tx, contribution, received_on), BOOKS)
    contribution.booked = money.minor
    legs += transfer(_at(tx, source.holder, Kind.CASH), _at(tx, source.holder, Kind.UNALLOTTED), money.minor)
    post(tx, Entry(f"{contribution.holder}/receipt", "receipt", received_on, legs))


def _donors_own(tx: Tx, source: Source, contribution: Contribution, money: Money) -> tuple[Leg, Leg]:
    exchanged, received = (
        open_account(tx, source.id, contribution.holder, kind, money.currency) for kind in DONORS_OWN
    )
    return transfer(exchanged, received, money.minor)


def _rate(tx: Tx, contribution: Contribution, day: date) -> Fraction:
    rate = rate_on(tx.session, contribution.currency, day)
    if rate is None:
        raise LookupError("the rules let a receipt without a rate pass")
    contribution.rate_id, contribution.rate = rate.id, rate.per_usd
    return rate_of(rate.per_usd)


def reverse_receipt(tx: Tx, contribution: Contribution, form: Reason) -> None:
    """The receipt is undone by its mirror, as far as its money is not allotted (R70)."""
    hold_open(tx, contribution)
    reverse(tx, journal_of(tx.session, f"{contribution.holder}/receipt"), form.reason, tx.today)


# --- Allotments ----------------------------------------------------------------------------------


def make_allotment(tx: Tx, form: AllotForm) -> Allotment:
    """Money to be set aside."""
    fields = form.model_dump(exclude={"source"})
    return Allotment(source_id=_named(tx, form.source).id, **fields)


def allot(tx: Tx, allotment: Allotment, _form: Note) -> None:
    """The money is set aside: it stands in the allotment and is free to be reserved."""
    source = hold_open(tx, allotment)
    free = open_account(tx, source.id, allotment.holder, Kind.FREE, BOOKS)
    legs = transfer(_at(tx, source.holder, Kind.UNALLOTTED), free, allotment.amount)
    post(tx, Entry(f"{allotment.holder}/allot", "allot", tx.today, legs))
    seen_in = {*scopes_of_source(tx.session, source), *scopes_of_country(tx.session, allotment.country)}
    set_scopes(tx.session, source.root_id, seen_in)


def take_back(tx: Tx, allotment: Allotment, form: TakeBackForm) -> None:
    """A part that is free returns to the source; each time a journal of its own."""
    source = hold_open(tx, allotment)
    legs = transfer(
        _at(tx, allotment.holder, Kind.FREE), _at(tx, source.holder, Kind.UNALLOTTED), form.amount
    )
    key = f"{allotment.holder}/take-back/{allotment.version}"
    post(tx, Entry(key, "take_back", tx.today, legs, form.reason))


# --- Charges -------------------------------------------------------------------------------------


def make_charge(tx: Tx, form: ChargeForm) -> Charge:
    """A charge to be looked at by a second person."""
    fields = form.model_dump(exclude={"source"})
    return Charge(source_id=_named(tx, form.source).id, title=f"{form.sort} {form.voucher}", **fields)


def book_charge(tx: Tx, charge: Charge, _form: Note) -> None:
    """The charge is a journal of its own: from what is not allotted, and out of the cash (R95)."""
    source = hold_open(tx, charge)
    at = {kind: _at(tx, source.holder, kind) for kind in AT_THE_SOURCE}
    legs = (
        *transfer(at[Kind.UNALLOTTED], at[Kind.CHARGED], charge.amount),
        *transfer(at[Kind.PAID_OUT], at[Kind.CASH], charge.amount),
    )
    post(tx, Entry(f"{charge.holder}/charge", f"charge.{charge.sort}", charge.charged_on, legs))


def reverse_charge(tx: Tx, charge: Charge, form: Reason) -> None:
    """The charge is undone by its mirror (R70)."""
    hold_open(tx, charge)
    reverse(tx, journal_of(tx.session, f"{charge.holder}/charge"), form.reason, tx.today)
