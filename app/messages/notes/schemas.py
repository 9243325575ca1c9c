"""What goes in and out of notes."""

from typing import Annotated

from pydantic import BaseModel, Field

from app.kernel.flow import Form
from app.kernel.words import _


class NoteForm(Form):
    """The text, and the reference of the record that it is about."""

    about: Annotated[str, Field(title=_("About"), max_length=40, json_schema_extra={"kind": "hidden"})]
    text: Annotated[
        str,
        Field(
            title=_("Text"),
            description=_("It stays as you write it: what was wrong is put right by another."),
            min_length=1,
            max_length=4_000,
        ),
    ]


class NoteOut(BaseModel):
    """A note as the API tells it."""

    about: str
    text: str
    written_by: str
