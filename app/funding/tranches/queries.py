"""What may be known of tranches: those of an award, what was paid of them, and what their moves are judged by."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.funding.authority import Authority, authorities
from app.funding.awards.models import (
    REQUIREMENT_NAMES,
    Award,
    AwardState,
    Block,
    Condition,
    Gate,
    Modality,
    Requirement,
    RequirementKind,
)
from app.funding.awards.queries import added, shares_of
from app.funding.ledger.models import Kind
from app.funding.models import BOOKS
from app.funding.rates.queries import rate_on
from app.funding.reports.queries import accounted_for
from app.funding.tranches.models import Payment, Tranche, TrancheState
from app.funding.tranches.policy import DEFAULTS, POLICY, Terms, read_terms
from app.funding.tranches.rules import NOTHING, Earlier, Person, TrancheGrounds
from app.kernel.actors import Actor, Role
from app.kernel.errors import Why
from app.kernel.flow import AnyFlow, seen_by
from app.kernel.money import Money, convert, rate_of
from app.kernel.policy import all_in_force
from app.kernel.things import Step, scopes_of
from app.parties.models import Party
from app.parties.standing.queries import standing_of
from app.parties.standing.rules import Standing, against_paying, is_screened

PROVING = frozenset({"enter_proof", "pay"})
REPORTING = frozenset({RequirementKind.STATEMENT, RequirementKind.NARRATIVE, RequirementKind.FINANCIAL})
CHECKING = frozenset({"verify", "certify", "approve"}) | PROVING


def tranches_of(session: Session, award_id: int) -> list[Tranche]:
    """Every tranche of an award, by number; those cancelled with an earlier draft first."""
    statement = select(Tranche).where(Tranche.award_id == award_id)
    return list(session.scalars(statement.order_by(Tranche.number, Tranche.id)))


def standing_payments(session: Session, tranche_ids: Collection[int]) -> dict[int, Payment]:
    """The payment of each of these tranches that is confirmed and not undone; one query."""
    rows = select(Payment).where(
        Payment.tranche_id.in_(tranche_ids), Payment.undone_at.is_(None), Payment.confirmed_at.is_not(None)
    )
    return {payment.tranche_id: payment for payment in session.scalars(rows)}


def payments_of(session: Session, tranche_id: int) -> list[Payment]:
    """Every payment of a tranche, also those that came back."""
    rows = select(Payment).where(Payment.tranche_id == tranche_id).order_by(Payment.number)
    return list(session.scalars(rows))


def terms(session: Session, countries: Collection[str], day: date) -> dict[str, Terms]:
    """The terms in force for each of these countries; those of a new installation where none are set."""
    found = all_in_force(session, POLICY, countries, day)
    return {key: read_terms(found[key].settings if key in found else DEFAULTS) for key in countries}


def against_the_payees(
    session: Session, dues: Sequence[tuple[Award, Money]], now: datetime
) -> list[tuple[Why, ...]]:
    """What each award's party's own file says against paying it this much now (R37, R39), in the order asked.

    The account is the one in the currency of the award's accounts, else the one in the books'. A supplier who is paid
    directly has its own papers (R56): then the party is only searched for in the exclusion lists.
    """
    standings = standing_of(session, {award.party_id for award, _due in dues}, now.date())
    found = []
    for award, due in dues:
        standing = standings[award.party_id]
        if award.modality in {Modality.DIRECT_PAYMENT, Modality.DIRECT_EXECUTION}:
            found.append(tuple(filter(None, [is_screened(standing)])))
        else:
            found.append(against_paying(standing, _in_its_account(session, award, due, standing), now))
    return found


def _in_its_account(session: Session, award: Award, due: Money, standing: Standing) -> Money:
    """The amount in the currency of the account that it goes to, at the rate of the day."""
    if award.currency == BOOKS or award.currency not in standing.accounts:
        return due
    rate = rate_on(session, award.currency, standing.today)
    return convert(due, 1 / rate_of(rate.per_usd), award.currency) if rate else Money.zero(award.currency)


def grounds_of(
    session: Session, actor: Actor, tranches: Sequence[Tranche], now: datetime
) -> dict[int, TrancheGrounds]:
    """What the moves of these tranches are judged by, in a fixed number of queries."""
    today = now.date()
    ids = {tranche.award_id for tranche in tranches}
    awards = {award.id: award for award in session.scalars(select(Award).where(Award.id.in_(ids)))}
    every = _by_award(session, ids)
    paid = standing_payments(session, [one.id for rows in every.values() for one in rows])
    open_ones, blocks = _open_conditions(session, ids), _blocks(session, ids)
    hands = _hands(session, [tranche.id for tranche in tranches])
    people = _people(session, actor, list(awards.values()), today)
    in_force = terms(session, {award.country for award in awards.values()}, today)
    dues = [(awards[one.award_id], Money(one.requested or one.amount, BOOKS)) for one in tranches]
    against = against_the_payees(session, dues, now)
    settled = _settled(session, every, paid)
    missing = _reports_missing(session, list(awards.values()), today)
    found = {}
    for tranche, payee in zip(tranches, against, strict=True):
        award, hand = awards[tranche.award_id], hands[tranche.id]
        payment = paid.get(tranche.id)
        live = [one for one in every[award.id] if one.state != TrancheState.CANCELLED]
        found[tranche.id] = TrancheGrounds(
            award=AwardState(award.state),
            today=today,
            ends_on=award.ends_on,
            amount=Money(tranche.amount, BOOKS),
            award_amount=Money(award.amount, BOOKS),
            requested=Money(tranche.requested, BOOKS) if tranche.requested else None,
            paid=payment.money if payment else NOTHING,
            paid_in_all=sum((paid[one.id].money for one in live if one.id in paid), start=NOTHING),
            paid_on=payment.paid_on if payment else None,
            accounted=settled.get(tranche.id, NOTHING),
            earlier=[_earlier(one, paid, settled) for one in live if one.number < tranche.number],
            reports_missing=missing[award.id].get(tranche.number - 1, ()),
            open=[text for number, text in open_ones[award.id] if number in {None, tranche.number}],
            blocks=blocks[award.id],
            against_the_payee=payee,
            people=hand.people,
            certified_by=hand.certified_by,
            proof_by=hand.proof_by,
            held_by=hand.held_by,
            person=people[award.id],
            terms=in_force[award.country],
        )
    return found


def _earlier(tranche: Tranche, paid: Mapping[int, Payment], settled: Mapping[int, Money]) -> Earlier:
    payment = paid.get(tranche.id)
    return Earlier(
        tranche.number,
        TrancheState(tranche.state),
        payment.money if payment else NOTHING,
        settled.get(tranche.id, NOTHING),
    )


def _settled(
    session: Session, every: Mapping[int, Sequence[Tranche]], paid: Mapping[int, Payment]
) -> dict[int, Money]:
    """How much of each paid tranche is no advance any more: what was paid first is accounted for first."""
    found: dict[int, Money] = {}
    for award_id, shares in shares_of(session, list(every)).items():
        payments = [paid[one.id] for one in every[award_id] if one.id in paid]
        advanced = added(one.stages for one in shares)[Kind.ADVANCED]
        left = sum((one.money for one in payments), start=NOTHING) - advanced
        for payment in payments:
            found[payment.tranche_id] = min(payment.money, max(left, NOTHING))
            left -= found[payment.tranche_id]
    return found


def _reports_missing(
    session: Session, awards: Sequence[Award], today: date
) -> dict[int, dict[int, list[str]]]:
    """For each award, by tranche, the reports that its newest agreement asks for and that are not accepted (R45)."""
    ids = [award.id for award in awards]
    accepted = {key: one.kinds for key, one in accounted_for(session, ids, today).items()}
    newest: dict[int, int] = {}
    asked: list[Requirement] = []
    rows = select(Requirement).where(
        Requirement.award_id.in_(ids),
        Requirement.tranche.is_not(None),
        Requirement.kind.in_(REPORTING),
        Requirement.waived_at.is_(None),
    )
    for row in session.scalars(rows.order_by(Requirement.id)):
        newest[row.award_id] = max(newest.get(row.award_id, 0), row.agreement)
        asked.append(row)
    found: dict[int, dict[int, list[str]]] = {key: {} for key in ids}
    for row in asked:
        kind = RequirementKind(row.kind)
        there = accepted[row.award_id].get(row.tranche, frozenset())
        if row.agreement == newest[row.award_id] and kind not in there and row.tranche is not None:
            found[row.award_id].setdefault(row.tranche, []).append(REQUIREMENT_NAMES[kind])
    return found


def _by_award(session: Session, ids: Collection[int]) -> dict[int, list[Tranche]]:
    found: dict[int, list[Tranche]] = {key: [] for key in ids}
    for one in session.scalars(select(Tranche).where(Tranche.award_id.in_(ids)).order_by(Tranche.number)):
        found[one.award_id].append(one)
    return found


def _open_conditions(session: Session, ids: Collection[int]) -> dict[int, list[tuple[int | None, str]]]:
    found: dict[int, list[tuple[int | None, str]]] = {key: [] for key in ids}
    rows = session.execute(
        select(Condition.award_id, Condition.tranche, Condition.sentence)
        .where(Condition.award_id.in_(ids), Condition.gate == Gate.PAY, Condition.met_at.is_(None))
        .order_by(Condition.id)
    )
    for award, number, sentence in rows:
        found[award].append((number, sentence))
    return found


def _blocks(session: Session, ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {key: [] for key in ids}
    rows = select(Block).where(Block.award_id.in_(ids), Block.lifted_at.is_(None)).order_by(Block.id)
    for block in session.scalars(rows):
        found[block.award_id].append(block.reason)
    return found


class _Hands:
    """Whose hands a tranche has gone through since it was last asked for."""

    def __init__(self) -> None:
        self.by_move: dict[str, set[str]] = defaultdict(set)
        self.proof_by = self.held_by = ""

    def take(self, step: Step) -> None:
        """One step more, in the order in which they were made."""
        if step.move == "request":
            self.by_move.clear()
        if step.move == "hold":
            self.held_by = step.actor
        if step.move == "enter_proof":
            self.proof_by = step.actor
        self.by_move[step.move].add(step.actor)

    @property
    def people(self) -> frozenset[str]:
        """Those who checked it and recorded its payment."""
        return frozenset().union(*(self.by_move[move] for move in CHECKING))

    @property
    def certified_by(self) -> frozenset[str]:
        """Those who certified it."""
        return frozenset(self.by_move["certify"])


def _hands(session: Session, ids: Collection[int]) -> dict[int, _Hands]:
    found = {key: _Hands() for key in ids}
    for step in session.scalars(select(Step).where(Step.thing_id.in_(ids)).order_by(Step.seq)):
        found[step.thing_id].take(step)
    return found


def _people(session: Session, actor: Actor, awards: Sequence[Award], today: date) -> dict[int, Person]:
    """What this person may do about each of these awards."""
    scopes = scopes_of(session, [award.root_id for award in awards])
    asked = {award.id: (award.country, scopes[award.root_id]) for award in awards}
    limits = authorities(session, actor, asked, today)
    posts = actor.holds([Role.APPROVER])
    return {
        award.id: Person(
            actor.reference,
            limits.get(award.id, Authority()),
            approves=any(post.scope in scopes[award.root_id] for post in posts),
        )
        for award in awards
    }


# --- Advances ------------------------------------------------------------------------------------

AGES = (30, 60, 90, 180)
"""The days up to which an advance stands in each class of age; the last class has no end."""


@dataclass(frozen=True)
class Advance:
    """Money that was paid and is not accounted for; `days` since it was paid."""

    tranche: Tranche
    payee: str
    paid: Payment
    days: int
    left: Money
    """What is not accounted for."""


@dataclass(frozen=True)
class Age:
    """The advances of one class of age: from `first` days to `last` (None: without end)."""

    first: int
    last: int | None
    advances: Sequence[Advance]

    @property
    def left(self) -> Money:
        """What they come to."""
        return sum((one.left for one in self.advances), start=NOTHING)


def advances_seen_by(session: Session, actor: Actor, flow: AnyFlow, now: datetime) -> list[Age]:
    """The advances that this person sees, by age, the oldest first, in three queries."""
    paid = (TrancheState.PAID, TrancheState.ACKNOWLEDGED, TrancheState.RECALLED)
    tranches = session.scalars(
        select(Tranche).where(Tranche.state.in_(paid), seen_by(actor, [flow], now.date()))
    ).all()
    ids = {one.award_id for one in tranches}
    every = _by_award(session, ids)
    payments = standing_payments(session, [one.id for rows in every.values() for one in rows])
    settled = _settled(session, every, payments)
    party = aliased(Party, flat=True)
    named = select(Award.id, party.title).join(party, party.id == Award.party_id).where(Award.id.in_(ids))
    names = dict(session.execute(named).all())
    advances = []
    for one in tranches:
        paid_out = payments.get(one.id)
        if paid_out is not None and settled[one.id] < paid_out.money:
            days = (now.date() - paid_out.paid_on).days
            left = paid_out.money - settled[one.id]
            advances.append(Advance(one, names[one.award_id], paid_out, days, left))
    return _by_age(sorted(advances, key=lambda one: (-one.days, one.tranche.id)))


def _by_age(advances: Sequence[Advance]) -> list[Age]:
    firsts = [0, *(last + 1 for last in AGES)]
    classes = zip(firsts, [*AGES, None], strict=True)
    found = [
        Age(
            first,
            last,
            [one for one in advances if first <= one.days and (last is None or one.days <= last)],
        )
        for first, last in classes
    ]
    return found[::-1]
