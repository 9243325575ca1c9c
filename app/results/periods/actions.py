"""What else happens to a reporting period: closing it stores its figures with all that they are made of."""

from app.kernel.errors import Refused, why
from app.kernel.flow import Form
from app.kernel.tx import Tx
from app.kernel.words import _
from app.results.count_once import TooEntangledError
from app.results.counting.inputs import Inputs, read_inputs
from app.results.frameworks import framework_on
from app.results.periods.models import ReportingPeriod, Snapshot
from app.results.periods.queries import last_day, years_of
from app.results.periods.schemas import YearForm
from app.results.periods.snapshots import Closing, closing


def make_period(_tx: Tx, form: YearForm) -> ReportingPeriod:
    """A year of results, open."""
    period = ReportingPeriod(title=str(form.year), year=form.year)
    period.framework = framework_on(last_day(period)).code
    return period


def close(tx: Tx, period: ReportingPeriod, _form: Form) -> None:
    """Inputs, declarations, tree, counted sets, result and hash, as they stand now."""
    inputs = read_inputs(tx.session, last_day(period))
    closed = exact_closing(inputs, years_of(period))
    period.digest = closed.digest
    tx.session.add(
        Snapshot(
            period_id=period.id,
            made_at=tx.now,
            inputs=closed.inputs,
            result=closed.result,
            digest=closed.digest,
        )
    )


def exact_closing(inputs: Inputs, years: range) -> Closing:
    """The closing of these years; Refused, with what to declare, where a figure cannot be said exactly."""
    try:
        return closing(inputs, years)
    except TooEntangledError as tangle:
        place = inputs.places[tangle.place].title if tangle.place else ""
        pairs = "; ".join(
            f"{one.estimate or one.place} / {other.estimate or other.place}" for one, other in tangle.declare
        )
        raise Refused(
            [
                why(
                    "R83",
                    _("What is declared is too entangled to count exactly. {place} Declare first: {pairs}"),
                    place=place,
                    pairs=pairs,
                )
            ]
        ) from tangle
