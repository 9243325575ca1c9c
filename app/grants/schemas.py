"""What the moves of a grant ask for."""

from typing import Annotated, Any

from pydantic import Field

from app.decisions.approvals import Approve as ApproveByAmount
from app.funding.awards.models import RISK_NAMES, Risk
from app.funding.models import THEME_NAMES, WINDOW_NAMES, Theme, Window
from app.grants.models import ROUTE_NAMES, Route
from app.kernel.fields import Amount, Day, Number, Several, Whole, answers
from app.kernel.flow import Draft, Form
from app.kernel.words import _

AMOUNT: dict[str, Any] = {"kind": "amount"}
Said = Annotated[str, Field(min_length=3, max_length=400)]


class Reason(Form):
    """Why."""

    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=2_000)]


class ThemeLine(Form):
    """A theme and its share."""

    theme: Annotated[Theme, Field(title=_("Theme"), json_schema_extra=answers(THEME_NAMES))]
    percent: Annotated[Whole, Field(title=_("Percent"), ge=1, le=100)]


class Idea(Form):
    """What an organisation would do, where, and how it was chosen."""

    title: Annotated[str, Field(title=_("Title"), min_length=3, max_length=200)]
    party: Annotated[str, Field(title=_("Organisation"), max_length=20, json_schema_extra={"kind": "select"})]
    window: Annotated[Window, Field(title=_("Window"), json_schema_extra=answers(WINDOW_NAMES))] = (
        Window.COUNTRY
    )
    countries: Annotated[
        tuple[Annotated[str, Field(max_length=3)], ...],
        Several,
        Field(
            title=_("Countries that it benefits"),
            min_length=1,
            max_length=40,
            json_schema_extra={"kind": "checkboxes"},
        ),
    ]
    themes: Annotated[
        tuple[ThemeLine, ...],
        Field(
            title=_("Themes"),
            description=_("Whole percent that sum to 100; the largest is the main theme."),
            min_length=1,
            max_length=6,
        ),
    ]
    route: Annotated[
        Route, Field(title=_("How was the organisation chosen?"), json_schema_extra=answers(ROUTE_NAMES))
    ]
    justification: Annotated[
        str,
        Field(
            title=_("Justification of a direct award"),
            description=_("Why no call was made, and why this organisation."),
            max_length=2_000,
        ),
    ] = ""
    summary: Annotated[
        str, Field(title=_("What would be done, and for whom?"), min_length=3, max_length=2_000)
    ]


class BudgetLine(Form):
    """What something costs, and who pays it."""

    item: Annotated[str, Field(title=_("What"), min_length=2, max_length=200)]
    fund: Annotated[Amount, Field(title=_("The fund pays"), json_schema_extra=AMOUNT)] = 0
    own: Annotated[Amount, Field(title=_("You or others pay"), json_schema_extra=AMOUNT)] = 0


class PlanLine(Form):
    """An activity and its months, counted from the beginning."""

    activity: Annotated[str, Field(title=_("Activity"), min_length=2, max_length=200)]
    first_month: Annotated[Whole, Field(title=_("From month"), ge=1, le=60)]
    last_month: Annotated[Whole, Field(title=_("To month"), ge=1, le=60)]


class FrameLine(Form):
    """A result, how it is measured, and where it shall stand at the end (R103)."""

    result: Annotated[str, Field(title=_("Result"), min_length=2, max_length=200)]
    indicator: Annotated[str, Field(title=_("How it is measured"), min_length=2, max_length=200)]
    baseline: Annotated[Whole, Field(title=_("Now"))] = 0
    target: Annotated[Whole, Field(title=_("At the end"))]


class Proposal(Draft):
    """The proposal: saved as it goes, whole when it is finished."""

    objective: Annotated[
        str | None, Field(title=_("What shall be different at the end?"), max_length=2_000)
    ] = None
    months: Annotated[Whole | None, Field(title=_("How many months does it take?"), ge=1, le=60)] = None
    budget: Annotated[tuple[BudgetLine, ...], Field(title=_("Budget"), max_length=60)] = ()
    plan: Annotated[tuple[PlanLine, ...], Field(title=_("Work plan"), max_length=60)] = ()
    frame: Annotated[tuple[FrameLine, ...], Field(title=_("Log frame"), max_length=40)] = ()

    @property
    def asked(self) -> int:
        """What the fund is asked for, in minor units of US dollars."""
        return sum(line.fund for line in self.budget)

    @property
    def own(self) -> int:
        """What the organisation or others bring, in minor units of US dollars."""
        return sum(line.own for line in self.budget)


Marker = Annotated[Whole, Field(le=3)]


class Appraise(Form):
    """What the appraiser found."""

    risk: Annotated[Risk, Field(title=_("Risk"), json_schema_extra=answers(RISK_NAMES))]
    finding: Annotated[str, Field(title=_("What was found"), min_length=3, max_length=4_000)]
    gender: Annotated[
        Marker,
        Field(title=_("Gender marker"), description=_("0 none, 1 some, 2 significant, 3 principal.")),
    ]
    gender_why: Annotated[Said, Field(title=_("Gender: why"))]
    climate: Annotated[
        Marker, Field(title=_("Climate marker"), description=_("0 none, 1 some, 2 significant, 3 principal."))
    ]
    climate_why: Annotated[Said, Field(title=_("Climate: why"))]
    youth: Annotated[
        Marker, Field(title=_("Youth marker"), description=_("0 none, 1 some, 2 significant, 3 principal."))
    ]
    youth_why: Annotated[Said, Field(title=_("Youth: why"))]


class Deliver(Form):
    """When it was delivered to the members."""

    delivered_on: Annotated[Day, Field(title=_("Delivered to the members on"))]


class ConditionLine(Form):
    """What must be so."""

    sentence: Annotated[str, Field(title=_("Condition"), min_length=3, max_length=400)]


class Conditions(Form):
    """What must be so before the approval holds."""

    conditions: Annotated[
        tuple[ConditionLine, ...], Field(title=_("Conditions"), min_length=1, max_length=20)
    ]
    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=2_000)]


class ShowMet(Form):
    """Which condition is met, and what shows it."""

    condition: Annotated[Number, Field(title=_("Condition"), json_schema_extra={"kind": "select"})]
    evidence: Annotated[
        str,
        Field(
            title=_("What shows it"),
            description=_("A document, a letter, a visit: so that an auditor finds it."),
            min_length=3,
            max_length=400,
        ),
    ]


class Approve(ApproveByAmount):
    """The approval, with its reason (R31)."""

    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=2_000)]
