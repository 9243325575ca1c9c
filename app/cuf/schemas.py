"""What goes in: the need, what the appraisers ask for, and what a proposal begins from."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from app.cuf.models import KIND_WORDS, Kind
from app.cuf.proposals.schemas import SECTION_TITLES, SectionName
from app.kernel.fields import Day, Whole, answers
from app.kernel.flow import Form
from app.kernel.words import _


class NamedBy(StrEnum):
    """Who named the need: lists are kept of women and men separately (DOMAIN 3.2)."""

    WOMEN = "women"
    MEN = "men"
    BOTH = "both"


class Need(Form):
    """What a settlement lacks, with a rough cost."""

    settlement: Annotated[
        str, Field(title=_("Settlement"), max_length=20, json_schema_extra={"kind": "select"})
    ]
    title: Annotated[
        str,
        Field(title=_("What is needed"), description=_("A few words, as you would say it."), max_length=120),
    ]
    kind: Annotated[Kind, Field(title=_("What kind of work is it?"), json_schema_extra=answers(KIND_WORDS))]
    rough_cost: Annotated[
        Whole,
        Field(
            title=_("About how much would it cost, in your country's money?"),
            description=_("A guess in whole units will do for now."),
        ),
    ]
    named_by: Annotated[
        NamedBy,
        Field(
            title=_("Who named this need?"),
            json_schema_extra=answers(
                {
                    NamedBy.WOMEN: _("the women"),
                    NamedBy.MEN: _("the men"),
                    NamedBy.BOTH: _("women and men alike"),
                }
            ),
        ),
    ]


class Reason(Form):
    """Why, in the person's own words."""

    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=1_000)]


class CorrectionLine(Form):
    """One section to mend, and what is to be mended in it."""

    section: Annotated[
        SectionName,
        Field(title=_("Section"), json_schema_extra=answers(SECTION_TITLES) | {"kind": "select"}),
    ]
    note: Annotated[str, Field(title=_("What is to be mended"), min_length=3, max_length=1_000)]


class Return(Form):
    """Back to the forum: the sections to mend. A second return needs a meeting with the forum first (R102)."""

    corrections: Annotated[
        tuple[CorrectionLine, ...],
        Field(
            title=_("Corrections"),
            description=_("Only the sections named here are opened again."),
            min_length=1,
            max_length=20,
        ),
    ]
    met_on: Annotated[
        Day | None,
        Field(
            title=_("When did you meet the forum about it?"),
            description=_("Needed when the proposal goes back a second time."),
        ),
    ] = None


class Copy(Form):
    """An earlier proposal of the same settlement to begin from."""

    source: Annotated[
        str, Field(title=_("Earlier proposal"), max_length=20, json_schema_extra={"kind": "select"})
    ]
