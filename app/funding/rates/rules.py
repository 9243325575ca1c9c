"""What stands against a rate: pure sentences."""

from app.funding.models import BOOKS
from app.funding.rates.schemas import RateForm
from app.kernel.errors import Why, why
from app.kernel.words import _


def is_of_another_currency(_grounds: None, form: RateForm) -> Why | None:
    """A dollar is a dollar."""
    if form.currency != BOOKS:
        return None
    return why("R58", _("The books are kept in this currency; it needs no rate."), field="currency")


def is_the_only_one(known: bool, _form: object) -> Why | None:
    """R58: a currency has one rate in force on a day."""
    if not known:
        return None
    return why("R58", _("There is a rate of this currency from this day already."), field="effective_on")
