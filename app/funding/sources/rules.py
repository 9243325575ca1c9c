"""What stands against a move of a source and of what belongs to it: pure sentences (R34, R58, R95, R96)."""

from dataclasses import dataclass
from datetime import date

from app.funding.ledger.models import Kind
from app.funding.ledger.rules import falls_short
from app.funding.models import BOOKS
from app.funding.sources.matching import Earmark
from app.funding.sources.models import SourceState
from app.funding.sources.schemas import (
    AllotForm,
    ChargeForm,
    EarmarkForm,
    PledgeForm,
    ReceiptForm,
    SignForm,
    SourceForm,
    TakeBackForm,
)
from app.kernel.errors import Why, why
from app.kernel.money import Money
from app.kernel.words import _

NOTHING = Money.zero(BOOKS)


@dataclass(frozen=True)
class Registering:
    """What a new source is judged by."""

    code_taken: bool = False
    donor_found: bool = True
    countries: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SourceGrounds:
    """What the moves of a source are judged by; `waiting` counts what belongs to it and is not finished."""

    countries: frozenset[str] = frozenset()
    contributions: int = 0
    left: Money = NOTHING
    waiting: int = 0


@dataclass(frozen=True)
class Within:
    """What is born under a source, and moves there, is judged by."""

    state: SourceState | None
    earmark: Earmark
    today: date
    unallotted: Money = NOTHING
    free: Money = NOTHING
    pledged_on: date | None = None
    signed_on: date | None = None
    asked: Money = NOTHING
    rate_found: bool = True
    voucher_taken: bool = False


# --- The source ----------------------------------------------------------------------------------


def code_is_free(registering: Registering, _form: SourceForm) -> Why | None:
    """A code names one source."""
    return why("", _("Another source has this code."), field="code") if registering.code_taken else None


def donor_is_known(registering: Registering, _form: SourceForm) -> Why | None:
    """The donor is a registered party."""
    if registering.donor_found:
        return None
    return why("", _("Choose the donor from those offered."), field="donor")


def countries_are_known(grounds: Registering | SourceGrounds, form: EarmarkForm) -> Why | None:
    """An earmark names countries of ours."""
    if set(form.countries) <= grounds.countries:
        return None
    return why("", _("Choose the countries from those offered."), field="countries")


def has_a_contribution(grounds: SourceGrounds) -> Why | None:
    """A source without a promise of money has nothing to open for."""
    return None if grounds.contributions else why("", _("Enter what the donor has pledged first."))


def no_money_is_left(grounds: SourceGrounds) -> Why | None:
    """R34: a source is closed when all its money is spent or charged."""
    if grounds.left == NOTHING:
        return None
    return why("R34", _("{left} is not yet spent, charged or given back."), left=grounds.left)


def nothing_is_waiting(grounds: SourceGrounds) -> Why | None:
    """What belongs to it is finished first."""
    if not grounds.waiting:
        return None
    return why("", _("{count} contributions, allotments or charges are not finished."), count=grounds.waiting)


# --- What belongs to a source --------------------------------------------------------------------


def source_is_not_closed(within: Within, _form: object) -> Why | None:
    """A closed source takes nothing more."""
    if within.state in (SourceState.DRAFT, SourceState.OPEN):
        return None
    return why("", _("This source is not there, or it is closed."), field="source")


def new_where_the_source_is_open(within: Within, _form: object) -> Why | None:
    """The same, asked at a birth."""
    return source_is_open(within)


def source_is_open(within: Within) -> Why | None:
    """Money moves under an open source only."""
    return None if within.state is SourceState.OPEN else why("", _("The source is not open."))


def pledged_by_today(within: Within, form: PledgeForm) -> Why | None:
    """A pledge is entered when it was made."""
    return _by_today(form.pledged_on, within.today, "pledged_on")


def signed_between(within: Within, form: SignForm) -> Why | None:
    """An agreement follows its pledge."""
    return _between(within.pledged_on, form.signed_on, within.today, "signed_on")


def received_between(within: Within, form: ReceiptForm) -> Why | None:
    """R96: pledged money is not received money; money comes after its agreement."""
    return _between(within.signed_on, form.received_on, within.today, "received_on")


def rate_is_confirmed(within: Within) -> Why | None:
    """R58, R96: a receipt in another currency is booked at the confirmed rate of its day."""
    if within.rate_found:
        return None
    return why("R96", _("There is no confirmed rate of its currency for the day of receipt."))


def charged_by_today(within: Within, form: ChargeForm) -> Why | None:
    """A charge is entered when it was made."""
    return _by_today(form.charged_on, within.today, "charged_on")


def voucher_is_new(within: Within, _form: ChargeForm) -> Why | None:
    """R95: one voucher of the host is one charge."""
    if not within.voucher_taken:
        return None
    return why("R95", _("This voucher is in the books already."), field="voucher")


def _by_today(day: date, today: date, name: str) -> Why | None:
    return None if day <= today else why("", _("This day is still to come."), field=name)


def _between(first: date | None, day: date, today: date, name: str) -> Why | None:
    if first is not None and first <= day <= today:
        return None
    return why("", _("Give a day between {first} and today."), field=name, first=first or today)


# --- Allotments ----------------------------------------------------------------------------------


def has_a_purpose(_within: Within, form: AllotForm) -> Why | None:
    """An allotment is for something."""
    if form.window or form.country or form.instrument or form.call:
        return None
    return why("", _("Say what it is for: a window, a country, an instrument or a call."), field="window")


def purpose_is_within_the_earmark(within: Within, form: AllotForm) -> Why | None:
    """R34: what the donor earmarked is set aside for that only."""
    earmark = within.earmark
    for name, asked, allowed in (
        ("window", form.window, earmark.windows),
        ("country", form.country, earmark.countries),
        ("instrument", form.instrument, earmark.instruments),
    ):
        if asked and allowed and asked not in allowed:
            return why("R34", _("The source is not for this."), field=name)
    return None


def enough_is_unallotted(within: Within) -> Why | None:
    """R34: total allotted <= received - fee - other charges. Early notice; the ledger decides."""
    if within.asked <= within.unallotted:
        return None
    return falls_short(Kind.UNALLOTTED, within.unallotted, within.asked)


def enough_is_free(within: Within, form: TakeBackForm) -> Why | None:
    """R34: only what is neither reserved nor committed can be taken back."""
    asked = Money(form.amount, BOOKS)
    return None if asked <= within.free else falls_short(Kind.FREE, within.free, asked)


def nothing_is_free(within: Within) -> Why | None:
    """An allotment is closed when all of it is used or taken back."""
    if within.free == NOTHING:
        return None
    return why("R34", _("{free} is free in it; take it back first."), free=within.free)
