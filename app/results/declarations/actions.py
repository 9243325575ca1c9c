"""What else happens to a declaration: it is made of its two sides, and ends on a day."""

from app.kernel.tx import Tx
from app.places.models import Place
from app.results.declarations.models import Declaration
from app.results.declarations.queries import side_named
from app.results.declarations.schemas import DeclareForm, EndForm
from app.results.estimates.models import Estimate


def declare(tx: Tx, form: DeclareForm) -> Declaration:
    """What the form says of its two sides."""
    one, other = (side_named(tx.session, tx.actor, typed, tx.now) for typed in (form.one, form.other))
    if one is None or other is None:
        raise LookupError("the checks let a side that is not there pass")
    return Declaration(
        title=f"{one.title} / {other.title}",
        says=form.says,
        reason=form.reason,
        valid_from=form.valid_from,
        **_side("one", one),
        **_side("other", other),
    )


def _side(name: str, side: Place | Estimate) -> dict[str, int]:
    return {f"{name}_place_id" if isinstance(side, Place) else f"{name}_estimate_id": side.id}


def end(_tx: Tx, declaration: Declaration, form: EndForm) -> None:
    """Its last day; counts as at earlier days still follow it."""
    declaration.valid_until = form.valid_until
