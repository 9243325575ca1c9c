"""What the moves of a due-diligence file ask for."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from app.documents.schemas import Upload
from app.kernel.fields import Number, Several, answers
from app.kernel.flow import Form
from app.kernel.words import _
from app.parties.due_diligence.models import AREAS, DECLARATIONS, Area, Declaration


class Points(StrEnum):
    """How well a party does in one area."""

    NONE = "0"
    WEAK = "1"
    FAIR = "2"
    GOOD = "3"
    STRONG = "4"


POINTS: dict[Points, str] = {
    Points.NONE: _("nothing in place (0)"),
    Points.WEAK: _("weak (1)"),
    Points.FAIR: _("fair (2)"),
    Points.GOOD: _("good (3)"),
    Points.STRONG: _("strong (4)"),
}


class FileForm(Form):
    """The file as it should read."""

    representatives: Annotated[
        tuple[Number, ...],
        Several,
        Field(
            title=_("Legal representatives"),
            description=_("Those who may sign for the party. Enter them as members first."),
            max_length=20,
            json_schema_extra={"kind": "checkboxes"},
        ),
    ] = ()
    declarations: Annotated[
        tuple[Declaration, ...],
        Several,
        Field(
            title=_("The party has signed that"),
            json_schema_extra=answers(DECLARATIONS),
        ),
    ] = ()
    governance: Annotated[
        Points | None, Field(title=AREAS[Area.GOVERNANCE], json_schema_extra=answers(POINTS))
    ] = None
    finances: Annotated[
        Points | None, Field(title=AREAS[Area.FINANCES], json_schema_extra=answers(POINTS))
    ] = None
    procurement: Annotated[
        Points | None, Field(title=AREAS[Area.PROCUREMENT], json_schema_extra=answers(POINTS))
    ] = None
    delivery: Annotated[
        Points | None, Field(title=AREAS[Area.DELIVERY], json_schema_extra=answers(POINTS))
    ] = None
    monitoring: Annotated[
        Points | None, Field(title=AREAS[Area.MONITORING], json_schema_extra=answers(POINTS))
    ] = None

    @property
    def capacity(self) -> dict[str, int]:
        """The points of each area that was looked at."""
        points = {area.value: getattr(self, area.value) for area in Area}
        return {area: int(given.value) for area, given in points.items() if given is not None}


class NewFile(FileForm):
    """A file of a party; the page fills in whose."""

    party: Annotated[str, Field(title=_("Party"), max_length=40)]


class PaperForm(Upload):
    """A paper of the file: the certificate of registration, the statutes, the accounts, a signed declaration."""


class Note(Form):
    """Something to say with the move."""

    note: Annotated[str, Field(title=_("Note"), max_length=400)] = ""
