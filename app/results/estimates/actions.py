"""What else happens to an estimate: it is made, edited while open, and marks the version it takes the place of."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.kernel.things import set_scopes
from app.kernel.tx import Tx
from app.results.estimates.models import Estimate, EstimatePlace
from app.results.estimates.queries import grows_from, output_of, places_chosen, scopes_of_estimate
from app.results.estimates.schemas import EstimateForm, PeopleForm, ReviseForm


def make_estimate(tx: Tx, form: EstimateForm | ReviseForm) -> Estimate:
    """An estimate on its output; a revision remembers what it replaces."""
    found = grows_from(tx.session, tx.actor, form, tx.now)
    output = output_of(tx.session, found)
    estimate = Estimate(
        output_id=output.id,
        title=output.title,
        replaces_id=found.id if isinstance(found, Estimate) else None,
        places=[EstimatePlace(place_id=place.id) for place in places_chosen(tx.session, output.id, form)],
    )
    _tell(estimate, form)
    return estimate


def edit(tx: Tx, estimate: Estimate, form: PeopleForm) -> None:
    """The whole form anew, places and scopes with it."""
    whole = tx.session.scalars(
        select(Estimate).where(Estimate.id == estimate.id).options(selectinload(Estimate.places))
    ).one()
    kept = {link.place_id: link for link in whole.places}
    chosen = places_chosen(tx.session, whole.output_id, form)
    whole.places = [kept.get(place.id) or EstimatePlace(place_id=place.id) for place in chosen]
    _tell(whole, form)
    set_scopes(tx.session, whole.root_id, scopes_of_estimate(tx.session, whole))


def _tell(estimate: Estimate, form: PeopleForm) -> None:
    estimate.indicator = form.indicator
    estimate.category = form.category or ""
    estimate.total, estimate.female, estimate.male = form.total, form.female, form.male
    estimate.method, estimate.source, estimate.evidence = form.method, form.source, form.evidence
    estimate.counted_on, estimate.guide = form.counted_on, form.guide
