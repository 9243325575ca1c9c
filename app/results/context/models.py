"""What a context figure is: an indicator's value for a country or a city in a year, as its source has it."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Code, Id, Line
from app.kernel.things import Thing
from app.kernel.words import _

THOUSAND = 1_000


class FigureState(StrEnum):
    """A figure stands until it is withdrawn; a better one is entered beside it."""

    STANDING = "STANDING"
    WITHDRAWN = "WITHDRAWN"


FIGURE_STATES: dict[StrEnum, str] = {
    FigureState.STANDING: _("entered"),
    FigureState.WITHDRAWN: _("withdrawn"),
}


class ContextFigure(Thing):
    """One figure; its value is kept in whole thousandths of the indicator's unit."""

    __tablename__ = "results_context_figure"
    __table_args__: Any = (
        CheckConstraint("thousandths >= 0", name="value"),
        Index("results_context_figure_place_ix", "place_id", "indicator", "year"),
    )
    __mapper_args__ = {"polymorphic_identity": "results.context"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    indicator: Mapped[Code]
    place_id: Mapped[Id] = mapped_column(ForeignKey("places_place.id"))
    year: Mapped[int]
    thousandths: Mapped[int]
    source: Mapped[Line]

    @property
    def value(self) -> str:
        """The figure as its source has it, in digits with a point before decimals."""
        return f"{(Decimal(self.thousandths) / THOUSAND).normalize():f}"
