"""What is asked about a context figure."""

from typing import Annotated

from pydantic import Field

from app.kernel.fields import Whole, answers
from app.kernel.flow import Form
from app.kernel.words import _
from app.results.frameworks import CONTEXT_NAMES
from app.results.models import Context


class FigureForm(Form):
    """One figure of a country or a city, as published."""

    indicator: Annotated[
        Context,
        Field(title=_("Indicator"), json_schema_extra=answers({one: CONTEXT_NAMES[one] for one in Context})),
    ]
    place: Annotated[
        str, Field(title=_("Country or city"), max_length=40, json_schema_extra={"kind": "select"})
    ]
    year: Annotated[Whole, Field(title=_("Year"), ge=1990, le=2100)]
    value: Annotated[
        str,
        Field(
            title=_("Value"),
            description=_("With a point before decimals, at most three of them: 48.3."),
            pattern=r"^[0-9]{1,12}(\.[0-9]{1,3})?$",
            max_length=16,
        ),
    ]
    source: Annotated[
        str,
        Field(title=_("Source"), description=_("Publication, table and day."), min_length=5, max_length=200),
    ]
