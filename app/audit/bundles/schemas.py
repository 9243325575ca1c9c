"""What the moves of a bundle ask for."""

from typing import Annotated

from pydantic import Field

from app.kernel.fields import Number
from app.kernel.flow import Form
from app.kernel.words import _


class AskForm(Form):
    """What the bundle is for: it stands in the register of exports."""

    purpose: Annotated[str, Field(title=_("What is it for?"), min_length=3, max_length=200)]


class Finished(Form):
    """What was made, as the worker counted it; never typed by a person."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", max_length=64)]
    size: Number
    facts: Number
    rows: Number
    documents: Number
