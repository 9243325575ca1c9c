"""What may be known of estimates: one by its reference, its places, what its rules look at."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from app.kernel.actors import Actor, Role, Scope
from app.kernel.errors import NotFound, why
from app.kernel.flow import Sight
from app.kernel.references import BadReference, parse_reference, reference
from app.kernel.things import Thing, reach
from app.kernel.words import _
from app.places.models import Level, Place
from app.places.queries import profiles_on, scopes_of_places
from app.results.estimates.models import OPEN, Estimate, EstimatePlace, EstimateState
from app.results.estimates.rules import EstimateGrounds
from app.results.estimates.schemas import EstimateForm, PeopleForm, ReviseForm
from app.results.outputs.models import Output, OutputPlace, OutputState
from app.results.outputs.queries import KIND as OUTPUT_KIND
from app.results.outputs.queries import SIGHTS as OUTPUT_SIGHTS
from app.results.places import around, chosen, named

KIND = "results.estimate"
AUTHORS = (Role.PROGRAMME_OFFICER, Role.FORUM)
OTHERS = (
    Role.FACILITATOR,
    Role.MUNICIPAL_TEAM,
    Role.RESULTS_OFFICER,
    Role.FINANCE_OFFICER,
    Role.APPROVER,
    Role.AUDITOR,
)
NOT_A_DRAFT = frozenset(EstimateState) - {EstimateState.DRAFT}
SIGHTS = {role: Sight(frozenset(EstimateState)) for role in AUTHORS} | {
    role: Sight(NOT_A_DRAFT) for role in OTHERS
}
"""Drafts are their authors' side's own."""
Answers = Mapping[str, Sequence[tuple[str, str]]]
T = TypeVar("T", bound=Thing)


def thing_named(session: Session, model: type[T], prefix: str, typed: str) -> T | None:
    """The thing of this reference, as people write references; None for another kind's."""
    try:
        kind, number = parse_reference(typed)
    except BadReference:
        return None
    statement: Any = select(model).where(model.reference == reference(prefix, number))
    return session.scalars(statement).first() if kind == prefix else None


def grows_from(
    session: Session, actor: Actor, form: EstimateForm | ReviseForm, now: datetime
) -> Output | Estimate:
    """What a new estimate grows from: its output, or the version it replaces. NotFound where the person sees none."""
    found: Output | Estimate | None
    if isinstance(form, EstimateForm):
        found = thing_named(session, Output, "OUT", form.output)
        seen = seen_in(actor, OUTPUT_KIND, OUTPUT_SIGHTS, now.date())
    else:
        found = thing_named(session, Estimate, "EST", form.replaces)
        seen = seen_in(actor, KIND, SIGHTS, now.date())
    if found is None or not session.scalar(select(Thing.id).where(Thing.id == found.id, seen)):
        raise NotFound([why("", _("There is no such output or estimate that you may see."))])
    return found


def seen_in(actor: Actor, kind: str, sights: Mapping[Role, Sight], today: date) -> ColumnElement[bool]:
    """True of the things of this kind that exist for the person."""
    roles = sorted(actor.roles & sights.keys())
    return or_(false(), *(reach(actor, role, {kind: sights[role].states}, today) for role in roles))


def output_of(session: Session, thing: Output | Estimate) -> Output:
    """The output that an estimate hangs on; an output itself."""
    return thing if isinstance(thing, Output) else session.get_one(Output, thing.output_id)


def scopes_of_estimate(session: Session, estimate: Estimate) -> frozenset[Scope]:
    """An estimate stands in its places and in everything above them."""
    return scopes_of_places(session, [link.place_id for link in estimate.places])


def places_of(session: Session, estimate_ids: Iterable[int]) -> dict[int, list[Place]]:
    """The places of each of these estimates, by name, in one query."""
    keys = set(estimate_ids)
    statement = (
        select(EstimatePlace.estimate_id, Place)
        .join(Place, Place.id == EstimatePlace.place_id)
        .where(EstimatePlace.estimate_id.in_(keys))
    )
    found: dict[int, list[Place]] = {key: [] for key in keys}
    for key, place in session.execute(statement.order_by(Place.title, Place.id)):
        found[key].append(place)
    return found


def places_around(session: Session, output_ids: Iterable[int]) -> dict[int, list[Place]]:
    """By output, the places in which its people may be counted."""
    keys = set(output_ids)
    rows = session.execute(
        select(OutputPlace.output_id, OutputPlace.place_id).where(OutputPlace.output_id.in_(keys))
    )
    places: dict[int, set[int]] = {key: set() for key in keys}
    for output_id, place_id in rows:
        places[output_id].add(place_id)
    return {key: around(session, ids) for key, ids in places.items()}


def places_chosen(session: Session, output_id: int, form: PeopleForm) -> list[Place]:
    """The places that a form names, of those around its output."""
    return chosen(places_around(session, [output_id])[output_id], form.places)


# --- Grounds and answers -------------------------------------------------------------------------


def place_answers(session: Session, _actor: Actor, thing: Output | Estimate, _now: datetime) -> Answers:
    """The places where the people of an output may be counted."""
    key = thing.id if isinstance(thing, Output) else thing.output_id
    return {"places": named(places_around(session, [key])[key])}


def estimating(
    session: Session, actor: Actor, form: EstimateForm | ReviseForm, now: datetime
) -> EstimateGrounds:
    """What a new estimate is judged by."""
    found = grows_from(session, actor, form, now)
    before = found if isinstance(found, Estimate) else None
    return EstimateGrounds(
        **_of_output(session, output_of(session, found), now.date()),
        replaces=EstimateState(before.state) if before else None,
        revisions=_revisions(session, [before.id])[before.id] if before else 0,
    )


def estimate_grounds(
    session: Session, _actor: Actor, estimates: Sequence[Estimate], now: datetime
) -> dict[int, EstimateGrounds]:
    """What the moves of these estimates are judged by."""
    keys = {estimate.output_id for estimate in estimates}
    outputs = session.scalars(select(Output).where(Output.id.in_(keys)))
    told = {output.id: _of_output(session, output, now.date()) for output in outputs}
    before = [estimate.replaces_id for estimate in estimates if estimate.replaces_id]
    states = {
        key: EstimateState(state)
        for key, state in session.execute(select(Estimate.id, Estimate.state).where(Estimate.id.in_(before)))
    }
    revisions = _revisions(session, [estimate.id for estimate in estimates])
    return {
        estimate.id: EstimateGrounds(
            **told[estimate.output_id],
            replaces=states.get(estimate.replaces_id or 0),
            revisions=revisions[estimate.id],
        )
        for estimate in estimates
    }


def _of_output(session: Session, output: Output, today: date) -> dict[str, Any]:
    places = places_around(session, [output.id])[output.id]
    settled = [place.id for place in places if place.level == Level.SETTLEMENT]
    profiles = profiles_on(session, settled, today)
    return {
        "today": today,
        "output": OutputState(output.state),
        "delivered_on": output.delivered_on,
        "waived": output.none_applies is not None,
        "guide": output.guide,
        "around": {
            place.reference: profiles[place.id].population if place.id in profiles else None
            for place in places
        },
    }


def _revisions(session: Session, estimate_ids: Sequence[int]) -> Counter[int]:
    rows = session.scalars(
        select(Estimate.replaces_id).where(Estimate.replaces_id.in_(estimate_ids), Estimate.state.in_(OPEN))
    )
    return Counter(key for key in rows if key is not None)
