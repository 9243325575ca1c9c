"""What may be known of outputs: lists, one with its places, what instruments ask, what moves are judged by."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.kernel.actors import Actor, Role, Scope
from app.kernel.flow import Sight
from app.places.models import Place
from app.places.queries import scopes_of_places
from app.results.estimates.models import STANDING, Estimate, EstimateState
from app.results.models import Sort
from app.results.outputs.models import Output, OutputState
from app.results.outputs.rules import Delivering, OutputGrounds
from app.results.outputs.schemas import OutputForm
from app.results.places import chosen, named, places_on_offer

KIND = "results.output"
SEEN_BY = (
    Role.FORUM,
    Role.FACILITATOR,
    Role.MUNICIPAL_TEAM,
    Role.PROGRAMME_OFFICER,
    Role.RESULTS_OFFICER,
    Role.FINANCE_OFFICER,
    Role.APPROVER,
    Role.AUDITOR,
)
SIGHTS = {role: Sight(frozenset(OutputState)) for role in SEEN_BY}
Answers = Mapping[str, Sequence[tuple[str, str]]]


def scopes_of_output(session: Session, output: Output) -> frozenset[Scope]:
    """An output stands in its places and in everything above them."""
    return scopes_of_places(session, [link.place_id for link in output.places])


def places_of_output(session: Session, output_id: int) -> list[Place]:
    """The places of an output, by name."""
    whole = session.scalars(
        select(Output).where(Output.id == output_id).options(selectinload(Output.places))
    ).one()
    keys = [link.place_id for link in whole.places]
    return list(session.scalars(select(Place).where(Place.id.in_(keys)).order_by(Place.title, Place.id)))


def outputs_of_award(session: Session, award_id: int) -> list[Output]:
    """What was delivered under an award and still stands, the earliest first."""
    statement = select(Output).where(Output.award_id == award_id, Output.state != OutputState.WITHDRAWN)
    return list(session.scalars(statement.order_by(Output.handed_over_on, Output.id)))


def without_figure(session: Session, award_ids: Iterable[int]) -> dict[int, list[Output]]:
    """By award, its delivered outputs that have neither a verified estimate nor a reason why none applies (R66)."""
    keys = set(award_ids)
    verified = select(Estimate.output_id).where(Estimate.state == EstimateState.VERIFIED)
    statement = select(Output).where(
        Output.award_id.in_(keys),
        Output.state == OutputState.DELIVERED,
        Output.none_applies.is_(None),
        Output.id.not_in(verified),
    )
    found: dict[int, list[Output]] = {key: [] for key in keys}
    for output in session.scalars(statement.order_by(Output.id)):
        found[output.award_id or 0].append(output)
    return found


# --- Grounds and answers -------------------------------------------------------------------------


def delivering(session: Session, actor: Actor, form: OutputForm, now: datetime) -> Delivering:
    """What a new output is judged by."""
    found = places_chosen(session, actor, form, now.date())
    return Delivering(now.date(), places_found=len(found) == len(set(form.places)))


def places_chosen(session: Session, actor: Actor, form: OutputForm, today: date) -> list[Place]:
    """The places that the form names, of those that the person sees."""
    return chosen(places_on_offer(session, actor, today), form.places)


def output_answers(session: Session, actor: Actor, _thing: object, now: datetime) -> Answers:
    """The places of a new output."""
    return {"places": named(places_on_offer(session, actor, now.date()))}


def output_grounds(
    session: Session, _actor: Actor, outputs: Sequence[Output], now: datetime
) -> dict[int, OutputGrounds]:
    """What the moves of these outputs are judged by, in one query."""
    keys = [output.id for output in outputs]
    rows = session.scalars(
        select(Estimate.output_id).where(Estimate.output_id.in_(keys), Estimate.state.in_(STANDING))
    )
    standing = Counter(rows)
    return {
        output.id: OutputGrounds(now.date(), Sort(output.sort), standing[output.id]) for output in outputs
    }


def estimates_of(session: Session, output_id: int) -> list[Estimate]:
    """Every estimate of people on an output, the newest first."""
    statement = select(Estimate).where(Estimate.output_id == output_id)
    return list(session.scalars(statement.order_by(Estimate.id.desc())))
