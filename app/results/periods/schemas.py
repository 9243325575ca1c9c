"""What is asked about a reporting period."""

from typing import Annotated

from pydantic import Field

from app.kernel.fields import Whole
from app.kernel.flow import Form
from app.kernel.words import _


class YearForm(Form):
    """The year to report on."""

    year: Annotated[Whole, Field(title=_("Year"), ge=2000, le=2100)]
