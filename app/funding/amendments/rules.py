"""What stands against an amendment: pure sentences over grounds (R01, R30, R34, R63-R65, R113)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from app.funding.amendments.models import AmendmentKind
from app.funding.amendments.schemas import Propose
from app.funding.authority import Authority, within_limit
from app.funding.awards.models import AwardState
from app.funding.awards.rules import NOTHING
from app.funding.awards.shares import Parts, proposed
from app.funding.models import BOOKS
from app.funding.sources.matching import Match
from app.kernel.errors import Why, why
from app.kernel.money import Money
from app.kernel.words import _

MONEY = frozenset({AmendmentKind.TOTAL, AmendmentKind.FIRM_UP})
"""The kinds that change what is committed."""


@dataclass(frozen=True)
class AmendmentGrounds:
    """What an amendment is judged by: the award as it is, and what the amendment wants of it."""

    state: AwardState
    today: date
    ends_on: date
    amount: Money
    conditional: Money
    used: Money
    """What is paid, or asked for in tranches that are no mere plan."""
    eligible: bool = True
    """R01: whether the country may benefit today."""
    waiting: bool = False
    """Whether another amendment of the award is under way."""
    notice_days: int = 14
    threshold: Fraction = Fraction(20)
    authority: Authority = field(default_factory=Authority)
    sort: AmendmentKind = AmendmentKind.OTHER
    wanted_end: date | None = None
    wanted: Money | None = None
    moved: Fraction = Fraction(0)
    ends_too_early: Sequence[str] = ()
    """The sources of the award that end too soon for the new end (R34)."""
    matches: Sequence[Match] = ()
    """Every allotment judged for what is added."""

    @property
    def total(self) -> Money:
        """The award's firm total as it would be."""
        return self.amount if self.wanted is None else self.wanted

    @property
    def added(self) -> Money:
        """What is asked for in addition; nothing where it becomes less."""
        return max(self.total - self.amount, NOTHING)

    @property
    def is_signed(self) -> bool:
        """R63: whether it needs the signatures of both sides."""
        return self.sort in MONEY | {AmendmentKind.END} or self.moved > self.threshold


# --- Proposing -----------------------------------------------------------------------------------


def award_is_running(grounds: AmendmentGrounds, _form: object = None) -> Why | None:
    """R65: no revision before it is active, and none once its end has begun."""
    if grounds.state is AwardState.ACTIVE:
        return None
    return why("R65", _("Only an active award is amended."))


def one_at_a_time(grounds: AmendmentGrounds, _form: object) -> Why | None:
    """Before and after are clear only where changes follow each other."""
    return why("R63", _("Another amendment is under way: finish that first.")) if grounds.waiting else None


def end_is_asked_in_time(grounds: AmendmentGrounds, form: Propose) -> Why | None:
    """R64: a later end, asked for early enough; exactly the days are enough."""
    if form.sort is not AmendmentKind.END:
        return None
    if form.ends_on is None or form.ends_on <= grounds.ends_on:
        return why("R64", _("Give an end after {day}."), day=grounds.ends_on, field="ends_on")
    if grounds.today + timedelta(days=grounds.notice_days) <= grounds.ends_on:
        return None
    return why(
        "R64",
        _("A later end is asked for at least {n} days before the end, {day}."),
        n=grounds.notice_days,
        day=grounds.ends_on,
        field="ends_on",
    )


def total_makes_sense(grounds: AmendmentGrounds, form: Propose) -> Why | None:
    """R48, R113: not below what is used, not the same; a conditional part becomes firm as far as there is one."""
    if form.sort not in MONEY:
        return None
    wanted = None if form.amount is None else Money(form.amount, BOOKS)
    if wanted is None or wanted == grounds.amount:
        return why("R63", _("Give another total than {amount}."), amount=grounds.amount, field="amount")
    if wanted < grounds.used:
        return why("R48", _("{used} is used already."), used=grounds.used, field="amount")
    if (
        form.sort is AmendmentKind.FIRM_UP
        and not grounds.amount < wanted <= grounds.amount + grounds.conditional
    ):
        return why(
            "R113",
            _("Give a total above {amount} and at most {most}: that much is conditional."),
            amount=grounds.amount,
            most=grounds.amount + grounds.conditional,
            field="amount",
        )
    return None


def lines_say_how_much(_grounds: AmendmentGrounds, form: Propose) -> Why | None:
    """R63: the threshold is judged by what is said."""
    if form.sort is not AmendmentKind.BUDGET or form.moved:
        return None
    return why("R63", _("Say by how much the budget lines change."), field="moved")


# --- Approving -----------------------------------------------------------------------------------


def within_own_limit(grounds: AmendmentGrounds) -> Why | None:
    """R30, cumulative: the limit holds the whole award as it would be."""
    return within_limit(grounds.authority, grounds.total)


def country_may_benefit(grounds: AmendmentGrounds) -> Why | None:
    """R01: money that is added tests again."""
    if grounds.eligible or grounds.added == NOTHING:
        return None
    return why("R01", _("The country is not on the list of recipients of development assistance on {day}."),
               day=grounds.today)  # fmt: skip


def money_may_pay(grounds: AmendmentGrounds) -> Why | None:
    """R34: what is added comes out of allotments that match. Early notice; the ledger decides."""
    if grounds.added == NOTHING:
        return None
    found = parts_of(grounds)
    return found if isinstance(found, Why) else None


def parts_of(grounds: AmendmentGrounds) -> Parts | Why:
    """The allotments that take up what is added."""
    return proposed(grounds.matches, grounds.added)


def sources_last(grounds: AmendmentGrounds) -> Why | None:
    """R34: a later end needs sources that outlast it."""
    if not grounds.ends_too_early:
        return None
    return why("R34", _("{sources} ends too early for this."), sources=", ".join(grounds.ends_too_early))


def needs_signatures(grounds: AmendmentGrounds) -> Why | None:
    """R63: the larger changes are signed."""
    return None if grounds.is_signed else why("R63", _("This change needs no signature: put it in force."))


def needs_no_signatures(grounds: AmendmentGrounds) -> Why | None:
    """R63: the smaller changes are approved only."""
    return why("R63", _("This change is signed by both sides.")) if grounds.is_signed else None
