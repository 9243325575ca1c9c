"""The papers of a CUF project: what kinds there are, and the moves that add and withdraw them."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from app.cuf.models import Project
from app.documents.actions import keep, withdraw
from app.documents.queries import document_of
from app.documents.schemas import Upload
from app.kernel.flow import Form
from app.kernel.tx import Tx
from app.kernel.words import _


class Purpose(StrEnum):
    """What a paper shows."""

    DRAWING = "drawing"
    BILL = "bill"
    MINUTES = "minutes"
    LAND = "land"
    PHOTOGRAPH = "photograph"
    AGREEMENT = "agreement"
    OTHER = "other"


PURPOSE_WORDS: dict[Purpose, str] = {
    Purpose.DRAWING: _("drawing or sketch"),
    Purpose.BILL: _("bill of quantities"),
    Purpose.MINUTES: _("minutes of the meeting"),
    Purpose.LAND: _("land paper"),
    Purpose.PHOTOGRAPH: _("photograph"),
    Purpose.AGREEMENT: _("written agreement of a utility or ministry"),
    Purpose.OTHER: _("other"),
}


class Paper(Upload):
    """A paper and what it shows."""

    purpose: Annotated[
        Purpose,
        Field(
            title=_("What does it show?"),
            json_schema_extra={"answers": {one.value: says for one, says in PURPOSE_WORDS.items()}},
        ),
    ]


class PaperGone(Form):
    """Which paper to withdraw, and why."""

    document: Annotated[int, Field(title=_("Document"), gt=0, le=2**53)]
    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=400)]


def attach(tx: Tx, project: Project, form: Paper) -> None:
    """Keep the paper with the project; the same bytes sent again do not double it (R108)."""
    keep(tx, project, form.file, purpose=form.purpose.value, title=form.title)


def detach(tx: Tx, project: Project, form: PaperGone) -> None:
    """Take a paper out of sight; its bytes stay as long as they must (R71)."""
    withdraw(tx, document_of(tx.session, project.id, form.document))
