"""What else happens to a context figure: it is kept in whole thousandths."""

from decimal import Decimal

from app.kernel.tx import Tx
from app.results.context.models import THOUSAND, ContextFigure
from app.results.context.queries import place_chosen
from app.results.context.schemas import FigureForm


def enter(tx: Tx, form: FigureForm) -> ContextFigure:
    """The figure of a place."""
    place = place_chosen(tx.session, tx.actor, form, tx.now)
    if place is None:
        raise LookupError("the checks let a figure of nowhere pass")
    return ContextFigure(
        title=f"{form.indicator} {place.title} {form.year}",
        indicator=form.indicator,
        place_id=place.id,
        year=form.year,
        thousandths=int(Decimal(form.value) * THOUSAND),
        source=form.source,
    )
