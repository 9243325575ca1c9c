"""The papers of an award: the signed agreement and letters, each kept with its hash and never withdrawn (R42, R71)."""

from app.documents.actions import keep
from app.documents.schemas import Upload
from app.funding.awards.models import Award
from app.kernel.tx import Tx

PURPOSE = "award"


class Paper(Upload):
    """A signed paper."""


def attach(tx: Tx, award: Award, form: Paper) -> None:
    """Keep the paper with the award; the same bytes sent again do not double it (R108)."""
    keep(tx, award, form.file, purpose=PURPOSE, title=form.title)
