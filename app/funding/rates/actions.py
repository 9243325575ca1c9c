"""What else happens when a rate is entered."""

from app.funding.rates.models import Rate
from app.funding.rates.schemas import RateForm
from app.kernel.tx import Tx


def make_rate(_tx: Tx, form: RateForm) -> Rate:
    """The rate as published."""
    return Rate(title=f"{form.currency} {form.per_usd}", **form.model_dump())
