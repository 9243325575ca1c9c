"""An approval by amount, whichever instrument it is of: whose decision it is, and which money may pay (R30, R34)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from pydantic import Field

from app.funding.authority import Authority, within_limit
from app.funding.awards.models import Modality, Risk
from app.funding.awards.schedule import Asked, Table, schedule
from app.funding.awards.schemas import ShareLine
from app.funding.awards.shares import Parts, chosen, proposed
from app.funding.models import BOOKS, Instrument, Theme, Track, Window
from app.funding.sources.matching import Match, Offering, Want, matches
from app.kernel.errors import Refused, Why, why
from app.kernel.fields import Day
from app.kernel.flow import Form
from app.kernel.money import Money
from app.kernel.words import _


class Approve(Form):
    """For how long the money is given, and out of which allotments."""

    starts_on: Annotated[Day, Field(title=_("Begins on"))]
    ends_on: Annotated[Day, Field(title=_("Ends on"))]
    shares: Annotated[
        tuple[ShareLine, ...],
        Field(
            title=_("Which money pays?"),
            description=_("Leave this empty to take what is proposed. The parts must make the whole amount."),
            max_length=12,
        ),
    ] = ()

    @property
    def parts(self) -> Parts:
        """The parts as they were typed."""
        return tuple((line.allotment, Money(line.amount, BOOKS)) for line in self.shares)


@dataclass(frozen=True)
class Approval:
    """What is up for approval, in US dollars, and what stands around it."""

    instrument: Instrument
    window: Window
    countries: frozenset[str]
    themes: frozenset[Theme]
    amount: Money
    track: Track
    authority: Authority
    today: date
    days_after: int
    table: Table | None = None
    offerings: Sequence[Offering] = field(default=())

    def judged(self, form: Approve) -> tuple[Match, ...]:
        """Every allotment with each reason against it, for the award that this form describes."""
        want = Want(
            countries=self.countries,
            themes=self.themes,
            instrument=self.instrument,
            window=self.window,
            last_on=self._last_on(form),
            ends_on=form.ends_on,
            days_after=self.days_after,
        )
        return matches(self.offerings, want)

    def _last_on(self, form: Approve) -> date:
        """The day of the last tranche as the table plans it."""
        if self.table is None or form.starts_on >= form.ends_on:
            return form.ends_on
        asked = Asked(self.amount, self.track, Risk.LOW, Modality.ADVANCE, form.starts_on, form.ends_on)
        return schedule(self.table, asked).last_on or form.ends_on

    def parts(self, form: Approve) -> Parts:
        """What each allotment pays: as chosen, else as proposed. Refused (R34) where too little is free."""
        found = form.parts or proposed(self.judged(form), self.amount)
        if isinstance(found, Why):
            raise Refused([found])
        return found


def within_own_limit(approval: Approval) -> Why | None:
    """R30."""
    return within_limit(approval.authority, approval.amount)


def days_are_in_order(approval: Approval, form: Approve) -> Why | None:
    """An award begins from the day of its approval on, and ends after it began."""
    if approval.today <= form.starts_on < form.ends_on:
        return None
    return why("", _("It begins today or later, and ends after it began."), field="ends_on")


def money_may_pay(approval: Approval, form: Approve) -> Why | None:
    """R34: the allotments chosen, or else those proposed, may pay and have enough."""
    if not form.shares:
        found = proposed(approval.judged(form), approval.amount)
        return found if isinstance(found, Why) else None
    return chosen(approval.judged(form), approval.amount, form.parts)
