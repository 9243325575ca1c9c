"""What stands against an account: pure sentences over grounds (R37, R38)."""

from dataclasses import dataclass

from app.kernel.errors import Why, why
from app.kernel.words import _
from app.parties.bank_records.models import Keeper
from app.parties.bank_records.schemas import BankRecordForm

FEWEST_SIGNATORIES = 2


@dataclass(frozen=True)
class BankGrounds:
    """What an account is judged by: whose it is, as the party is registered and as the record says."""

    party: str = ""
    """The registered name; "" where the party was withdrawn."""
    holder: str = ""
    keeper: Keeper = Keeper.BANK
    looked_up: str = ""
    letters: int = 0
    signatories: int = 0
    shared_with: tuple[str, ...] = ()
    """Other parties that have an account of the same number."""


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for capitals and spaces."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


# --- Proposing -----------------------------------------------------------------------------------


def holder_is_the_party(grounds: BankGrounds, form: BankRecordForm) -> Why | None:
    """R37: the account is in the registered name."""
    if same_name(form.holder, grounds.party):
        return None
    return why("R37", _("The account holder must be {party}, the registered name."), field="holder",
               party=grounds.party)  # fmt: skip


def operator_knows_the_number(_grounds: BankGrounds, form: BankRecordForm) -> Why | None:
    """R37: of mobile money the operator's look-up gives the holder's name; other accounts have no look-up."""
    if form.keeper is not Keeper.MOBILE_MONEY:
        asked = not form.looked_up
        return None if asked else why("R37", _("Only a mobile-money number is looked up."), field="looked_up")
    if same_name(form.looked_up, form.holder):
        return None
    return why(
        "R37",
        _("The name that the operator gives must be the account holder's, {holder}."),
        field="looked_up",
        holder=form.holder,
    )


def two_sign(_grounds: BankGrounds, form: BankRecordForm) -> Why | None:
    """R38: no account is in one person's hand."""
    names = {" ".join(one.name.split()).casefold() for one in form.signatories}
    if len(names) >= FEWEST_SIGNATORIES:
        return None
    return why("R38", _("Name at least two different people who sign."), field="signatories")


def nobody_of_the_united_nations_signs(_grounds: BankGrounds, form: BankRecordForm) -> Why | None:
    """R38: staff of the United Nations sign for no grantee's account."""
    at = next((at for at, one in enumerate(form.signatories) if one.un_staff), None)
    if at is None:
        return None
    return why(
        "R38",
        _("Staff of the United Nations cannot sign for this account."),
        field=f"signatories-{at}-un_staff",
    )


# --- Verifying -----------------------------------------------------------------------------------


def a_letter_proves_it(grounds: BankGrounds) -> Why | None:
    """R37: the bank says in writing whose account it is."""
    if grounds.letters:
        return None
    return why("R37", _("Add the letter of the bank, cooperative or operator that proves the account."))


def the_name_still_agrees(grounds: BankGrounds) -> Why | None:
    """R37: the party may have been renamed or withdrawn since the account was proposed."""
    if same_name(grounds.holder, grounds.party):
        return None
    return why("R37", _("The account holder, {holder}, is not the registered name any more."),
               holder=grounds.holder)  # fmt: skip


def the_number_is_nobody_elses(grounds: BankGrounds, _form: object) -> Why | None:
    """The same number at two parties is a warning: the explanation goes to the auditor's exceptions."""
    if not grounds.shared_with:
        return None
    return why("R37", _("The same number is an account of {parties} too. Say why that is right."),
               parties=", ".join(grounds.shared_with))  # fmt: skip
