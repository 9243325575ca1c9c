"""What goes in: how somebody wishes to be told."""

from typing import Annotated

from pydantic import Field

from app.kernel.fields import answers
from app.kernel.flow import Form
from app.kernel.words import _
from app.messages.models import HOW_WORDS, How


class Told(Form):
    """How notices are to reach the person."""

    how: Annotated[
        How,
        Field(
            title=_("How shall we tell you?"),
            description=_("In the list of notices here everything stands at once, whatever you choose."),
            json_schema_extra=answers(HOW_WORDS),
        ),
    ]
