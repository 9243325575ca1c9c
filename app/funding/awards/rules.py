"""What stands against a move of an award: pure sentences over grounds (R30, R34-R43)."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from app.funding.awards.models import AwardState, Gate, Modality, Risk
from app.funding.awards.schedule import Asked, Table, sums_to_the_whole
from app.funding.awards.schemas import Meet, Prepare, Sign, SignAsGrantee, Waive, WaiveRequirement
from app.funding.ledger.models import Kind
from app.funding.models import BOOKS, Track
from app.kernel.errors import Why, why
from app.kernel.money import Money
from app.kernel.words import Message, _

NOTHING = Money.zero(BOOKS)
MEASURED = "R46"


@dataclass(frozen=True)
class Open:
    """A condition that is not met yet."""

    id: int
    gate: Gate
    tranche: int | None
    sentence: str
    code: str = ""

    @property
    def measured(self) -> bool:
        """R46: progress of works is for the municipal team to confirm."""
        return self.code == MEASURED


@dataclass(frozen=True)
class AwardGrounds:
    """What the moves of an award are judged by; amounts in the books' currency."""

    state: AwardState
    today: date
    amount: Money
    track: Track
    starts_on: date
    ends_on: date
    reserved_until: date
    table: Table | None = None
    tranches: Sequence[tuple[Fraction, Money]] = ()
    """The percentage and amount of each tranche that is not cancelled."""
    stages: Mapping[Kind, Money] = field(default_factory=dict)
    open: Sequence[Open] = ()
    against_the_party: Sequence[Why] = ()
    """What stands against signing with this party, as its own file says (R36-R39)."""
    representatives: Mapping[int, str] = field(default_factory=dict)
    """Who may sign for it, by member's key."""
    co_signed: bool = False
    """Whether a registered body signs with it."""
    bodies: frozenset[str] = frozenset()
    """The references of registered bodies of its places, who may sign with it."""
    owed: frozenset[int] = frozenset()
    """The reports, visits and audit of the newest draft that are not waived."""
    tranche_states: Sequence[str] = ()
    blocks: Sequence[str] = ()
    """Why payments are stopped, as far as it may be said."""
    demanded_until: date | None = None
    write_off: Money | None = None
    """What is proposed to be written off and not confirmed yet."""
    write_off_most: Money = NOTHING

    @property
    def advanced(self) -> Money:
        """What is paid and not accounted for."""
        return self.stages.get(Kind.ADVANCED, NOTHING)

    @property
    def liquidated(self) -> Money:
        """What is accounted for."""
        return self.stages.get(Kind.LIQUIDATED, NOTHING)

    def asked(self, risk: Risk, modality: Modality) -> Asked:
        """What the schedule is made from."""
        return Asked(self.amount, self.track, risk, modality, self.starts_on, self.ends_on)


# --- Preparing -----------------------------------------------------------------------------------


def reservation_stands(grounds: AwardGrounds) -> Why | None:
    """R35: what is computed when it is read does not wait for the clock."""
    if grounds.today <= grounds.reserved_until:
        return None
    return why(
        "R35", _("The reservation ended on {day} without a signature; it lapses."), day=grounds.reserved_until
    )


def table_is_set(grounds: AwardGrounds) -> Why | None:
    """R41: reports, visits and audit come from the table in force."""
    if grounds.table is not None:
        return None
    return why("R41", _("The table of tranches, reports and visits is not set. Ask the administrator."))


def percentages_make_the_whole(grounds: AwardGrounds, form: Prepare) -> Why | None:
    """R40, of what is typed or what the table gives."""
    if form.modality is Modality.DIRECT_EXECUTION or grounds.table is None:
        return None
    typed = [Fraction(line.percent) for line in form.tranches]
    row = grounds.table.rows[grounds.asked(form.risk, form.modality).row]
    reason = sums_to_the_whole(typed or row.percents(grounds.amount))
    return None if reason is None else Why(reason.rule, reason.text, "tranches")


# --- Signing -------------------------------------------------------------------------------------


def tranches_make_the_award(grounds: AwardGrounds) -> Why | None:
    """R40, once more before anybody signs: to the cent."""
    whole = sum((amount for _percent, amount in grounds.tranches), start=NOTHING)
    if not grounds.tranches or whole == grounds.amount:
        return None
    return why(
        "R40",
        _("The tranches sum to {whole}, the award is {amount}. Prepare the agreement again."),
        whole=whole,
        amount=grounds.amount,
    )


def party_is_known(grounds: AwardGrounds) -> Why | None:
    """R36: recognition, legal personality, an approved file in force; R116: safeguarding."""
    return _against(grounds, {"", "R36", "R116"})


def party_is_screened(grounds: AwardGrounds) -> Why | None:
    """R39, at the signature."""
    return _against(grounds, {"R39"})


def account_is_verified(grounds: AwardGrounds) -> Why | None:
    """R37 and R38, as the account's record was verified."""
    return _against(grounds, {"R37", "R38"})


def _against(grounds: AwardGrounds, rules: AbstractSet[str]) -> Why | None:
    return next((reason for reason in grounds.against_the_party if reason.rule in rules), None)


def representative_signs(grounds: AwardGrounds, form: SignAsGrantee) -> Why | None:
    """R36: the signatory equals the legal representative in the approved file."""
    if form.signatory in grounds.representatives:
        return None
    return why("R36", _("Choose the legal representative from the file."), field="signatory")


def co_signatory_is_named(grounds: AwardGrounds, form: SignAsGrantee) -> Why | None:
    """R36: where a registered body signs with the grantee, somebody signs for it."""
    if not grounds.co_signed or form.co_signatory:
        return None
    return why("R36", _("Say who signs for the registered body."), field="co_signatory")


def co_signer_is_on_offer(grounds: AwardGrounds, form: Prepare) -> Why | None:
    """R36: a registered body of the same places."""
    if not form.co_signer or form.co_signer in grounds.bodies:
        return None
    return why("R36", _("Choose a registered body from those offered."), field="co_signer")


def signed_by_today(grounds: AwardGrounds, form: Sign | SignAsGrantee) -> Why | None:
    """A signature is entered when it was made."""
    if form.signed_on <= grounds.today:
        return None
    return why("", _("This day is still to come."), field="signed_on")


def conditions_of_signature_are_met(grounds: AwardGrounds) -> Why | None:
    """What must be so before anybody signs."""
    return _unmet(grounds, Gate.SIGN)


# --- Beginning and ending ------------------------------------------------------------------------


def has_begun(grounds: AwardGrounds) -> Why | None:
    """An award is active from its first day on."""
    if grounds.today >= grounds.starts_on:
        return None
    return why("", _("It begins on {day}."), day=grounds.starts_on)


def preconditions_are_met(grounds: AwardGrounds) -> Why | None:
    """The checklist before the beginning is complete."""
    return _unmet(grounds, Gate.ACTIVATE)


def _unmet(grounds: AwardGrounds, gate: Gate) -> Why | None:
    unmet = [one.sentence for one in grounds.open if one.gate is gate]
    if not unmet:
        return None
    if len(unmet) == 1:
        return why("", _("Not met yet: {condition}"), condition=Message(unmet[0]))
    return why("", _("{n} conditions are not met yet; the checklist names them."), n=len(unmet))


def reservation_is_over(grounds: AwardGrounds) -> Why | None:
    """R35: the clock lapses only what is over."""
    if grounds.today > grounds.reserved_until:
        return None
    return why("R35", _("It may still be signed until {day}."), day=grounds.reserved_until)


# --- Conditions ----------------------------------------------------------------------------------


def condition_is_open(grounds: AwardGrounds, form: Meet | Waive) -> Why | None:
    """A condition is met once."""
    if form.condition in {one.id for one in grounds.open}:
        return None
    return why("", _("Choose one of the open conditions."), field="condition")


def a_condition_is_open(grounds: AwardGrounds) -> Why | None:
    """There is something to tick off."""
    return None if grounds.open else why("", _("No condition is open."))


def is_not_measured(grounds: AwardGrounds, form: Meet) -> Why | None:
    """R46: measured progress is not ticked off by the programme officer."""
    if not any(one.id == form.condition and one.measured for one in grounds.open):
        return None
    return why("R46", _("The municipal team confirms measured progress."), field="condition")


def is_measured(grounds: AwardGrounds, form: Meet) -> Why | None:
    """R46: the municipal team confirms progress, and nothing else."""
    if any(one.id == form.condition and one.measured for one in grounds.open):
        return None
    return why("R46", _("Choose the progress that you have measured."), field="condition")


def progress_is_awaited(grounds: AwardGrounds) -> Why | None:
    """There is progress to measure."""
    if any(one.measured for one in grounds.open):
        return None
    return why("", _("No measured progress is awaited."))


def requirement_is_owed(grounds: AwardGrounds, form: WaiveRequirement) -> Why | None:
    """R41: what is waived is owed by this draft."""
    if form.requirement in grounds.owed:
        return None
    return why("R41", _("Choose one of those that are due."), field="requirement")
