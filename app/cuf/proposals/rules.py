"""Why a proposal may not go out yet: what is missing, what it may cost, who gives how much, who looks after it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil

from app.cuf.approval.grounds import ApprovalGrounds
from app.cuf.models import State, Track
from app.cuf.policy import CufPolicy
from app.cuf.proposals.pages import PAGES
from app.cuf.proposals.schemas import (
    SECTION_FORMS,
    SECTION_TITLES,
    Contributions,
    Design,
    SectionName,
    Upkeep,
)
from app.kernel.errors import Why, why
from app.kernel.flow import Draft, Form
from app.kernel.money import Money
from app.kernel.words import Message, _


@dataclass(frozen=True)
class InRound:
    """The newest round that lists a need: whether it still decides on it, and what it decided."""

    reference: str
    waits: bool
    result: str | None = None


@dataclass(frozen=True)
class ProjectGrounds:
    """Everything that the rules of a CUF project look at."""

    state: State
    sections: Mapping[SectionName, Form]
    policy: CufPolicy | None
    today: date
    profile_on: date | None
    eligible: bool
    submissions: int = 0
    returns: int = 0
    open_corrections: frozenset[SectionName] = frozenset()
    changed: frozenset[SectionName] = field(default_factory=frozenset)
    """Sections that differ from the last submission."""
    approval: ApprovalGrounds | None = None
    """What its approval is judged by, while it is under appraisal."""
    in_round: InRound | None = None

    @property
    def contributions(self) -> Contributions:
        found = self.sections.get(SectionName.CONTRIBUTIONS)
        return found if isinstance(found, Contributions) else Contributions()


@dataclass(frozen=True)
class Cost:
    """What a work costs and who pays it, in minor units of one currency."""

    grant: int
    cash: int
    in_kind: int
    municipal: int

    @property
    def community(self) -> int:
        return self.cash + self.in_kind

    @property
    def total(self) -> int:
        return self.grant + self.community + self.municipal


def cost_of(said: Contributions, policy: CufPolicy) -> Cost:
    """The cost as the contributions say it; what is given in kind at the agreed rates (R25)."""
    in_kind = sum(
        line.quantity * policy.in_kind_rates[line.item][2]
        for line in said.in_kind
        if line.item in policy.in_kind_rates
    )
    return Cost(said.grant or 0, said.cash or 0, in_kind, said.municipal or 0)


MISSING = _("{section}: “{label}” is not answered yet.")


def missing(grounds: ProjectGrounds) -> tuple[Why, ...]:
    """Every question that is still unanswered, in the order of the pages."""
    asked = {name for page in PAGES[track_of(grounds)] for name in page.sections} & set(SECTION_FORMS)
    return tuple(
        reason
        for name in SectionName
        if name in asked
        for reason in _missing_in(name, grounds.sections.get(name), grounds)
    )


def _missing_in(name: SectionName, said: Form | None, grounds: ProjectGrounds) -> list[Why]:
    form = SECTION_FORMS[name]
    content = said or form()
    return [
        why(
            "R27" if name is SectionName.UPKEEP else "",
            MISSING,
            field=f"{name}-{key}",
            section=Message(SECTION_TITLES[name]),
            label=Message(info.title or key),
        )
        for key, info in form.model_fields.items()
        if getattr(content, key) in (None, ()) and not _may_be_empty(name, key, content, grounds)
    ]


def _may_be_empty(name: SectionName, key: str, content: Form, grounds: ProjectGrounds) -> bool:
    if name is SectionName.DESIGN:
        return track_of(grounds) is Track.SMALL
    if isinstance(content, Upkeep) and content.needs_utility:
        return False
    return isinstance(content, Draft) and key in content.may_stay_empty


def track_of(grounds: ProjectGrounds) -> Track:
    """The track that the money asked for so far puts the proposal on."""
    if grounds.policy is None:
        return Track.STANDARD
    return grounds.policy.track(grounds.contributions.grant or 0)


def open_sections(grounds: ProjectGrounds) -> frozenset[SectionName]:
    """The sections that may be written in now: after a return those named, and what a larger track still asks."""
    if not grounds.open_corrections:
        return frozenset(SectionName)
    lacking = {SectionName(str(reason.field).partition("-")[0]) for reason in missing(grounds)}
    return grounds.open_corrections | lacking


def nothing_is_missing(grounds: ProjectGrounds) -> Why | None:
    reasons = missing(grounds)
    if not reasons:
        return None
    if len(reasons) == 1:
        return reasons[0]
    return why("", _("{n} questions are still unanswered; the check page lists them."), n=len(reasons))


def bill_adds_up(grounds: ProjectGrounds) -> Why | None:
    """The bill of quantities, where there is one, comes to the total cost."""
    design = grounds.sections.get(SectionName.DESIGN)
    if grounds.policy is None or not isinstance(design, Design) or not design.bill:
        return None
    bill = sum(line.quantity * line.price for line in design.bill)
    total = cost_of(grounds.contributions, grounds.policy).total
    if bill == total:
        return None
    currency = grounds.policy.currency
    return why(
        "",
        _("The bill of quantities comes to {bill}, but the contributions to {total}: make them the same."),
        bill=Money(bill, currency),
        total=Money(total, currency),
        field="design-bill",
    )


def within_ceiling(grounds: ProjectGrounds) -> Why | None:
    """R23: refused at submission, not at approval."""
    if grounds.policy is None:
        return None
    asked = grounds.policy.in_usd(grounds.contributions.grant or 0)
    if asked <= grounds.policy.ceiling:
        return None
    return why(
        "R23",
        _("{asked} is asked from the fund; the most it gives for one work here is {ceiling}."),
        asked=asked,
        ceiling=grounds.policy.ceiling,
        field="contributions-grant",
    )


def community_gives_enough(grounds: ProjectGrounds) -> Why | None:
    """R24, cash and kind together."""
    return _share(
        grounds,
        lambda cost: cost.community,
        lambda policy: policy.community_share,
        _(
            "The community gives {share_percent} of the cost; at least {least_percent} is needed. Add {short}, or ask less from the fund."
        ),
        "contributions-cash",
    )


def community_gives_enough_cash(grounds: ProjectGrounds) -> Why | None:
    """R24, cash alone."""
    return _share(
        grounds,
        lambda cost: cost.cash,
        lambda policy: policy.cash_share,
        _(
            "The community gives {share_percent} of the cost in cash; at least {least_percent} is needed. Add {short} in cash."
        ),
        "contributions-cash",
    )


def municipality_gives_enough(grounds: ProjectGrounds) -> Why | None:
    """R24, the municipality's part."""
    return _share(
        grounds,
        lambda cost: cost.municipal,
        lambda policy: policy.municipal_share,
        _(
            "The municipality gives {share_percent} of the cost; at least {least_percent} is needed. Ask it for {short} more."
        ),
        "contributions-municipal",
    )


def _share(
    grounds: ProjectGrounds,
    part_of: Callable[[Cost], int],
    least_of: Callable[[CufPolicy], Fraction],
    sentence: str,
    where: str,
) -> Why | None:
    """Shares of the total cost are compared as fractions: exactly the minimum passes (R24)."""
    if grounds.policy is None:
        return None
    cost, least = cost_of(grounds.contributions, grounds.policy), least_of(grounds.policy)
    part = part_of(cost)
    if cost.total == 0 or part >= least * cost.total:
        return None
    return why(
        "R24",
        sentence,
        share_percent=Fraction(part, cost.total),
        least_percent=least,
        short=Money(ceil(least * cost.total - part), grounds.policy.currency),
        field=where,
    )


def rates_are_agreed(grounds: ProjectGrounds) -> Why | None:
    """R25."""
    if grounds.policy is None:
        return None
    strange = sorted(
        {line.item for line in grounds.contributions.in_kind} - set(grounds.policy.in_kind_rates)
    )
    if not strange:
        return None
    return why(
        "R25",
        _("There is no agreed rate for {items}: choose from the table, or ask for a rate to be agreed."),
        items=", ".join(strange),
        field="contributions-in_kind",
    )


def upkeep_is_promised(grounds: ProjectGrounds) -> Why | None:
    """R27, where a utility or a ministry is needed."""
    said = grounds.sections.get(SectionName.UPKEEP)
    if not isinstance(said, Upkeep) or not said.needs_utility or said.utility_agreed is not False:
        return None
    return why(
        "R27",
        _("The work needs the utility or ministry: its written agreement must be there before you submit."),
        field="upkeep-utility_agreed",
    )
