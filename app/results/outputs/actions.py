"""What else happens to an output: it is made with its places, mended, and may say why nobody is estimated."""

from app.kernel.tx import Tx
from app.results.outputs.figures import figure_is_known
from app.results.outputs.models import Output, OutputPlace
from app.results.outputs.queries import places_chosen
from app.results.outputs.schemas import Described, NoEstimate, OutputForm, ReportForm


def make_output(tx: Tx, form: OutputForm) -> Output:
    """Something delivered in the places that the form names; of an award only where an instrument reports it."""
    output = Output(
        award_id=form.award if isinstance(form, ReportForm) else None,
        sort=form.sort,
        commissioned_on=form.commissioned_on,
        handed_over_on=form.handed_over_on,
        evidence=form.evidence,
        places=[
            OutputPlace(place_id=place.id) for place in places_chosen(tx.session, tx.actor, form, tx.today)
        ],
    )
    _describe(output, form)
    return output


def mend(_tx: Tx, output: Output, form: Described) -> None:
    """The output as it should read."""
    _describe(output, form)


def waive_estimate(tx: Tx, output: Output, form: NoEstimate) -> None:
    """Why no estimate of people belongs to it; the award is told."""
    output.none_applies = form.none_applies
    figure_is_known(tx, output, output.reference)


def _describe(output: Output, form: Described) -> None:
    output.title, output.guide = form.title, form.guide
    output.primary_type, output.topic = form.primary_type, form.topic
    output.tags = sorted(tag.value for tag in form.tags if tag is not form.primary_type)
    output.themes = sorted(theme.value for theme in form.themes)
