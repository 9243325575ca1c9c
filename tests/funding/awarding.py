"""Awards for tests: a fund, a settlement and its group, and an award carried to any state by one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.funding import authority
from app.funding.awards import schedule
from app.funding.awards.flow import AWARDS
from app.funding.awards.from_above import reserve
from app.funding.awards.models import Award
from app.funding.awards.queries import DEFAULTS, TERMS, Sheet, sheet_of
from app.funding.awards.schemas import ConditionLine, Prepare, Reserve, ShareLine, Sign, SignAsGrantee
from app.funding.ledger.models import Kind
from app.funding.ledger.queries import standing
from app.funding.sources.models import Allotment
from app.kernel.actors import Actor, Office, Post, Role, Scope, ScopeKind
from app.kernel.db import Databases
from app.kernel.flow import Form, fire
from app.kernel.policy import put
from app.parties.models import Party
from app.parties.queries import legal_representatives
from app.places.models import Place
from tests.funding import fund, giving
from tests.funding.fund import moving, staff
from tests.parties import make as parties
from tests.parties import proofs
from tests.places import world
from tests.places.world import ADMINISTRATOR, NOW

OFFICER = staff("usr_20", Role.PROGRAMME_OFFICER)
MANAGER = staff("usr_21", Role.APPROVER, Office.PROGRAMME_MANAGER)
HOST = staff("usr_22", Role.APPROVER, Office.HOST_AUTHORITY)
MUNICIPAL = staff("usr_23", Role.MUNICIPAL_TEAM)
STARTS, ENDS = date(2026, 6, 30), date(2026, 12, 31)
AMOUNT = 3_600_000
"""36,000 US dollars, UGA-003's award."""


@dataclass
class Fund:
    """What an award stands on: money allotted, a settlement, and a registered body that carries it out."""

    databases: Databases
    settlement: Place
    group: Party
    allotments: Sequence[Allotment]

    @property
    def grantee(self) -> Actor:
        """Who holds the certifier's post of the grantee."""
        post = Post(Role.APPLICANT, Scope(ScopeKind.PARTY, self.group.id), office=Office.CERTIFIER)
        return Actor("usr_30", frozenset({post}), fresh=True)

    def reserved(self, amount: int = AMOUNT, parts: Sequence[int] = (), **more: Any) -> Award:
        """An award, APPROVED, its money reserved from the first allotments in these parts."""
        shares = tuple(
            ShareLine(allotment=allotment.reference, amount=part)
            for allotment, part in zip(self.allotments, parts or [amount], strict=False)
        )
        told: dict[str, Any] = {
            "title": "Market shed and drain",
            "instrument": "cuf",
            "window": "country",
            "country": "LBR",
            "themes": ("women",),
            "places": (self.settlement.id,),
            "party": self.group.id,
            "track": "standard",
            "amount": amount,
            "currency": "LRD",
            "starts_on": STARTS,
            "ends_on": ENDS,
            "shares": shares,
        }
        with moving(self.databases, MANAGER) as tx:
            award = reserve(tx, tx.session.get_one(Party, self.group.id), Reserve(**{**told, **more}))
            tx.tell("funding.test_approved", "test/1")
        return award

    def move(
        self, award: Award, name: str, actor: Actor, form: Form | None = None, now: datetime = NOW
    ) -> Award:
        """The award after one move, committed."""
        with moving(self.databases, actor, now) as tx:
            found = tx.session.get_one(Award, award.id)
            return fire(tx, AWARDS, found, name, form or giving.asked(AWARDS, name))

    def prepared(self, award: Award | None = None, **more: Any) -> Award:
        """An award whose agreement waits for the grantee."""
        return self.move(award or self.reserved(), "prepare", OFFICER, terms(**more))

    def grantees_signature(self, **more: Any) -> SignAsGrantee:
        """The representative in the party's file signs on the tests' day."""
        with self.databases.read() as session:
            serving = legal_representatives(session, self.group.id, NOW.date())
        told = {"signatory": serving[0].id, "signed_on": NOW.date(), **more}
        return SignAsGrantee.model_validate(told)

    def signed_by_grantee(self, award: Award | None = None) -> Award:
        """An award that the host has still to sign."""
        return self.move(award or self.prepared(), "sign_as_grantee", self.grantee, self.grantees_signature())

    def signed(self, award: Award | None = None) -> Award:
        """An award whose money is committed."""
        return self.move(self.signed_by_grantee(award), "sign", HOST, signature())

    def active(self, award: Award | None = None) -> Award:
        """An award that is running."""
        return self.move(self.signed(award), "activate", OFFICER)

    def sheet(self, award: Award) -> Sheet:
        """The award as it stands."""
        with self.databases.read() as session:
            return sheet_of(session, session.get_one(Award, award.id))

    def stands(self, award: Award) -> dict[Kind, int]:
        """What stands in each stage of the award's money, in cents; empty stages left out."""
        stages = self.sheet(award).stages
        return {kind: money.minor for kind, money in stages.items() if money.minor}

    def sources(self) -> list[int]:
        """The keys of the sources that the allotments are of."""
        return sorted({allotment.source_id for allotment in self.allotments})

    def month_of(self, day: date) -> None:
        """Open the month of a day."""
        fund.month(self.databases, f"{day:%Y-%m}")

    def free(self) -> list[int]:
        """What is free in each allotment, in cents."""
        holders = [allotment.holder for allotment in self.allotments]
        with self.databases.read() as session:
            found = standing(session, holders, Kind.FREE, "USD")
        return [found[holder].minor for holder in holders]


def fund_on(databases: Databases, minors: Sequence[int] = (10_000_000, 5_000_000)) -> Fund:
    """The policies, a source of 1,200,000 with these allotments for Liberia, and a grantee that is proven."""
    fund.month(databases)
    with moving(databases, ADMINISTRATOR) as tx:
        for name, settings in (
            (authority.POLICY, authority.DEFAULTS),
            (schedule.POLICY, schedule.DEFAULTS),
            (TERMS, DEFAULTS),
        ):
            put(tx, name, "", date(2024, 1, 1), settings)
    source = giving.funded(databases)
    allotments = [giving.allotted(databases, source, minor, country="LBR") for minor in minors]
    city = world.city(databases, world.country(databases))
    grantee = parties.organisation(databases, city)
    proofs.approved(databases, grantee)
    proofs.verified(databases, grantee, NOW - timedelta(days=3))
    return Fund(databases, world.settlement(databases, city), grantee, allotments)


def terms(**more: Any) -> Prepare:
    """The terms of an agreement, with changes."""
    told = {"modality": "advance", "risk": "medium", "fx_method": "monthly"}
    return Prepare.model_validate(told | more)


def signature(who: str = "Host authority") -> Sign:
    """Signed on the tests' day."""
    return Sign(signatory=who, signed_on=NOW.date())


def condition(gate: str = "pay", **more: Any) -> ConditionLine:
    """What must be so before a gate."""
    told = {"gate": gate, "code": "R47", "sentence": "The first cash is on the statement.", "tranche": 1}
    return ConditionLine.model_validate(told | more)


def states_of(sheet: Sheet) -> list[str]:
    """The states of the tranches in their order."""
    return [tranche.state for tranche in sheet.tranches]
