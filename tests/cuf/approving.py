"""Proposals under appraisal with money behind them, for tests of their approval."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.cuf.approval.schemas import Approve
from app.funding import authority
from app.funding.awards import schedule
from app.funding.awards.queries import DEFAULTS, TERMS
from app.funding.sources.models import Allotment
from app.kernel.actors import Office, Role
from app.kernel.policy import put
from app.parties.models import Party
from tests.cuf.make import Fund, contributions, whole
from tests.funding import fund as funds
from tests.funding import giving
from tests.parties import make as parties


@dataclass
class Backed:
    """A fund with allotments, approvers and a group that can carry works out."""

    fund: Fund
    allotments: Sequence[Allotment]
    group: Party

    def appraised(self, usd: int = 36_000) -> str:
        """A proposal of that many US dollars, accepted for appraisal; gives its reference."""
        cash, in_kind = usd // 30, usd // 10
        cost = contributions(usd, cash, in_kind, usd // 10)
        bill = None if usd <= 10_000 else usd + cash + in_kind + usd // 10
        reference = self.fund.draft(whole(cost, bill))
        self.fund.move("forum", reference, "finish")
        self.fund.move("chair", reference, "certify")
        self.fund.move("municipal", reference, "accept")
        return reference

    def form(self, *shares: tuple[int, int], **more: Any) -> Approve:
        """The approval's form; shares name allotments by their place in the list, with cents."""
        told = {
            "executing_body": self.group.reference,
            "starts_on": "2026-07-01",
            "ends_on": "2026-12-31",
            "shares": [{"allotment": self.allotments[at].reference, "amount": minor} for at, minor in shares],
        }
        return Approve.model_validate(told | more)


def limits(fund: Fund, day: date = date(2024, 1, 1), **said: str | None) -> None:
    """What each office may decide from a day on, in US dollars."""
    with fund.acting("administrator") as tx:
        put(tx, authority.POLICY, "", day, {**authority.DEFAULTS, **said})


def backed(fund: Fund, minors: Sequence[int] = (5_000_000, 3_000_000)) -> Backed:
    """June is open, the tables are set, a source is allotted to Liberia in these parts, and people may approve."""
    funds.month(fund.databases)
    limits(fund)
    with fund.acting("administrator") as tx:
        put(tx, schedule.POLICY, "", date(2024, 1, 1), schedule.DEFAULTS)
        put(tx, TERMS, "", date(2024, 1, 1), DEFAULTS)
    source = giving.funded(fund.databases)
    allotments = [giving.allotted(fund.databases, source, minor, country="LBR") for minor in minors]
    for key, office in (
        ("manager", Office.PROGRAMME_MANAGER),
        ("director", Office.DIRECTOR),
        ("host", Office.HOST_AUTHORITY),
    ):
        fund.join(key, (Role.APPROVER, "", office))
    return Backed(fund, allotments, parties.group(fund.databases, fund.places["kpaye"]))
