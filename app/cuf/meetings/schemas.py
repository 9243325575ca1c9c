"""What the moves of a meeting and of its sheet's entries ask for."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer

from app.cuf.meetings.models import SECRECY_WORDS, Secrecy
from app.documents.schemas import Upload
from app.kernel.fields import Day, Whole, YesNo, answers
from app.kernel.flow import Form
from app.kernel.words import _

CHOSEN: dict[str, Any] = {"kind": "select"}
Reference = Annotated[str, Field(max_length=20)]
People = Annotated[Whole, Field(le=1_000_000)]


class Reason(Form):
    """Why, in the person's own words."""

    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=1_000)]


class PlanForm(Form):
    """Where and when a settlement will meet."""

    settlement: Annotated[Reference, Field(title=_("Round and settlement"), json_schema_extra=CHOSEN)]
    planned_on: Annotated[Day, Field(title=_("Day of the meeting"))]
    place: Annotated[
        str, Field(title=_("Where?"), description=_("As people call it."), min_length=2, max_length=200)
    ]


class HoldForm(Form):
    """Who came. Numbers only: no name is asked for (P-67)."""

    held_on: Annotated[Day, Field(title=_("Held on"))]
    women: Annotated[People, Field(title=_("Women present"))]
    men: Annotated[People, Field(title=_("Men present"))]
    eligible: Annotated[People, Field(title=_("People of the settlement who might have voted"))]
    secrecy: Annotated[
        Secrecy, Field(title=_("How private was the vote?"), json_schema_extra=answers(SECRECY_WORDS))
    ]
    multi_token: Annotated[
        YesNo,
        Field(
            title=_("Were two marks of one person found in one tin that could not be told apart?"),
            description=_("Then all are counted, and every output says so."),
        ),
    ] = False


def _blanks(value: Any) -> Any:
    """A cell that was left blank is empty, which is not zero."""
    if not isinstance(value, dict):
        return value
    return {path: None if count == "" else count for path, count in value.items()}


def pairs(cells: dict[str, int | None]) -> list[list[str | int | None]]:
    """Cells in the order of their paths, as the trail keeps them."""
    return [[path, cells[path]] for path in sorted(cells)]


class TallyForm(Form):
    """A whole sheet: the count of each cell by its path, such as "sex/women/A1"; null where it is empty."""

    meeting: Annotated[Reference, Field(title=_("Meeting"))]
    cells: Annotated[
        dict[Annotated[str, Field(max_length=60)], Whole | None],
        BeforeValidator(_blanks),
        PlainSerializer(pairs, return_type=list[Any]),
        Field(title=_("Counts"), max_length=1_000),
    ]


class VerifyForm(Form):
    """That nothing personal stands on what will be published (P-30)."""

    no_personal_data: Annotated[
        YesNo,
        Field(
            title=_(
                "Are names, faces, signatures and telephone numbers hidden on the copies to be published?"
            )
        ),
    ]


class Purpose(StrEnum):
    """What a meeting's paper is (P-30)."""

    MINUTES = "minutes"
    SHEET = "sheet"


PURPOSE_WORDS: dict[Purpose, str] = {
    Purpose.MINUTES: _("minutes, without names"),
    Purpose.SHEET: _("photograph of the tally sheet, without names"),
}


class Paper(Upload):
    """A paper of the meeting and what it is."""

    purpose: Annotated[Purpose, Field(title=_("What is it?"), json_schema_extra=answers(PURPOSE_WORDS))]


class PaperGone(Form):
    """Which paper is withdrawn, and why."""

    document: Annotated[int, Field(title=_("Document"), gt=0, le=2**53)]
    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=400)]
