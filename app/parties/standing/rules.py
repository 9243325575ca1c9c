"""What a party's standing lets it do: sign an agreement (R36, R38, R39, R116), be paid (R37, R39)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.kernel.errors import Why, why
from app.kernel.money import Money
from app.kernel.words import _
from app.parties.bank_records.models import Keeper
from app.parties.bank_records.rules import same_name
from app.parties.checks.models import Outcome, Rating
from app.parties.due_diligence.models import Risk
from app.parties.models import LegalForm, Sort
from app.parties.policy import DEFAULTS, Terms
from app.parties.rules import group_is_known


@dataclass(frozen=True)
class ApprovedFile:
    """The approved file of a party that ends last; `representatives` are those who still serve, by member's key."""

    reference: str
    expires_on: date
    risk: Risk | None
    representatives: Mapping[int, str]


@dataclass(frozen=True)
class LastScreening:
    """The newest search of the exclusion lists."""

    screened_on: date
    outcome: Outcome


@dataclass(frozen=True)
class LastSafeguarding:
    """The newest safeguarding assessment."""

    assessed_on: date
    rating: Rating
    expires_on: date


@dataclass(frozen=True)
class Account:
    """The verified bank record that counts for one currency; `id` is its key, for the payment that names it."""

    id: int
    reference: str
    keeper: Keeper
    holder: str
    masked: str
    usable_from: datetime


@dataclass(frozen=True)
class Standing:
    """All that is known of a party on a day, by the terms then in force; `accounts` go by currency."""

    party_id: int
    name: str
    sort: Sort
    legal_form: LegalForm
    today: date
    terms: Terms = DEFAULTS
    registered: bool = True
    recognised: bool = False
    file: ApprovedFile | None = None
    screening: LastScreening | None = None
    safeguarding: LastSafeguarding | None = None
    accounts: Mapping[str, Account] = field(default_factory=dict)


def against_signing(
    standing: Standing,
    currency: str,
    signatory: int | None = None,
    *,
    small: bool = False,
    co_signed: bool = False,
) -> tuple[Why, ...]:
    """Everything that stands against this party's signature of an agreement in `currency`.

    `signatory` is the member who signs (None: not known yet, and not asked); `small` says that the award is of
    the small track, `co_signed` that a registered body signs with the party.
    """
    return _found(
        is_registered(standing),
        group_is_known(standing.name, standing.legal_form, recognised=standing.recognised),
        None if small or co_signed else has_legal_personality(standing),
        file_is_in_force(standing),
        None if signatory is None else signatory_represents(standing, signatory),
        safeguarding_holds(standing),
        is_screened(standing),
        account_is_verified(standing, currency),
    )


def against_paying(standing: Standing, amount: Money, now: datetime) -> tuple[Why, ...]:
    """Everything that stands against paying this amount to the party now."""
    return _found(
        is_registered(standing),
        is_screened(standing),
        account_is_verified(standing, amount.currency),
        account_has_cooled(standing, amount.currency, now),
        operator_moves_so_much(standing, amount),
    )


def gaps(standing: Standing) -> tuple[Why, ...]:
    """What is missing before the party can sign or be paid, whatever the award and its currency."""
    return _found(
        is_registered(standing),
        group_is_known(standing.name, standing.legal_form, recognised=standing.recognised),
        file_is_in_force(standing),
        safeguarding_holds(standing),
        is_screened(standing),
        None if standing.accounts else why("R37", _("{name} has no verified account."), name=standing.name),
    )


def _found(*reasons: Why | None) -> tuple[Why, ...]:
    return tuple(reason for reason in reasons if reason is not None)


def is_registered(standing: Standing) -> Why | None:
    """A party that was withdrawn neither signs nor is paid."""
    return (
        None
        if standing.registered
        else why("", _("{name} was withdrawn from the parties."), name=standing.name)
    )


def has_legal_personality(standing: Standing) -> Why | None:
    """R36: above the small track a registered body signs with a group that the law does not know."""
    if standing.legal_form is not LegalForm.NONE:
        return None
    return why(
        "R36",
        _("{name} has no legal personality: above the small track a registered body signs with it."),
        name=standing.name,
    )


def file_is_in_force(standing: Standing) -> Why | None:
    """R36: there is an approved due-diligence file that has not expired; its last day belongs to it."""
    if standing.file is None:
        return why("R36", _("{name} has no approved due-diligence file."), name=standing.name)
    if standing.today <= standing.file.expires_on:
        return None
    return why(
        "R36",
        _("The due-diligence file of {name} ended on {day}: open a new one."),
        name=standing.name,
        day=standing.file.expires_on,
    )


def signatory_represents(standing: Standing, signatory: int) -> Why | None:
    """R36: whoever signs is a legal representative of the approved file, and still serves."""
    if standing.file is None or signatory in standing.file.representatives:
        return None
    return why(
        "R36",
        _("Only a legal representative in the due-diligence file signs for {name}."),
        field="signatory",
        name=standing.name,
    )


def is_screened(standing: Standing) -> Why | None:
    """R39: the newest screening found nobody listed, and is younger than the terms' days."""
    screening = standing.screening
    if screening is None:
        return why("R39", _("{name} was not searched for in the exclusion lists yet."), name=standing.name)
    if screening.outcome is Outcome.LISTED:
        return why("R39", _("{name} is on an exclusion list: no money goes to it."), name=standing.name)
    if (standing.today - screening.screened_on).days < standing.terms.screening_days:
        return None
    return why(
        "R39",
        _("{name} was last searched for on {day}: search the exclusion lists again."),
        name=standing.name,
        day=screening.screened_on,
    )


def safeguarding_holds(standing: Standing) -> Why | None:
    """R116: an organisation's safeguarding assessment has not expired; its last day belongs to it."""
    if standing.sort is not Sort.ORGANISATION:
        return None
    if standing.safeguarding is not None and standing.today <= standing.safeguarding.expires_on:
        return None
    return why("R116", _("The safeguarding of {name} must be assessed."), name=standing.name)


def account_is_verified(standing: Standing, currency: str) -> Why | None:
    """R37: there is a verified account in the currency, and its holder is still the registered name."""
    account = standing.accounts.get(currency)
    if account is None:
        return why(
            "R37", _("{name} has no verified account in {currency}."), name=standing.name, currency=currency
        )
    if same_name(account.holder, standing.name):
        return None
    return why("R37", _("The account {account} is not in the registered name, {name}."),
               account=account.reference, name=standing.name)  # fmt: skip


def account_has_cooled(standing: Standing, currency: str, now: datetime) -> Why | None:
    """R37: a new or changed account is not paid to before its hours of cooling are over."""
    account = standing.accounts.get(currency)
    if account is None or account.usable_from <= now:
        return None
    return why(
        "R37",
        _("The account {account} was verified lately: it may be paid to from {moment}."),
        account=account.reference,
        moment=account.usable_from,
    )


def operator_moves_so_much(standing: Standing, amount: Money) -> Why | None:
    """R37: by mobile money no more goes at once than the operator moves."""
    account = standing.accounts.get(amount.currency)
    most = standing.terms.most_by_mobile_money(amount.currency)
    if account is None or account.keeper is not Keeper.MOBILE_MONEY or most is None or not most < amount:
        return None
    return why("R37", _("The operator moves at most {most} at once: pay by a schedule."), most=most)
