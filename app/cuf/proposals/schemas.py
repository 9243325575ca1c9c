"""The sections of a proposal: what each asks, every answer of a draft free to be missing."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from app.cuf.models import KIND_WORDS, Kind
from app.kernel.fields import Amount, Day, Number, Whole, YesNo, answers
from app.kernel.flow import Draft, Form
from app.kernel.words import _


class Land(StrEnum):
    """Whose ground the work stands on (R20 asks more at screening)."""

    PUBLIC = "public"
    PURCHASED = "purchased"
    DONATED = "donated"
    EASEMENT = "easement"
    UNKNOWN = "unknown"


class Where(Draft):
    """Where the work will stand."""

    site: Annotated[
        str | None,
        Field(
            title=_("Where will it be?"),
            description=_("Name a landmark that everybody knows."),
            max_length=400,
        ),
    ] = None
    land: Annotated[
        Land | None,
        Field(
            title=_("Whose ground is it?"),
            json_schema_extra=answers(
                {
                    Land.PUBLIC: _("public ground"),
                    Land.PURCHASED: _("bought for this work"),
                    Land.DONATED: _("given by its owner"),
                    Land.EASEMENT: _("used with the owner's leave"),
                    Land.UNKNOWN: _("we do not know yet"),
                }
            ),
        ),
    ] = None
    anyone_must_move: Annotated[YesNo | None, Field(title=_("Would anybody have to move away for it?"))] = (
        None
    )


class What(Draft):
    """What will be built."""

    title: Annotated[str | None, Field(title=_("Name of the work"), max_length=120)] = None
    kind: Annotated[
        Kind | None, Field(title=_("What kind of work is it?"), json_schema_extra=answers(KIND_WORDS))
    ] = None
    description: Annotated[
        str | None,
        Field(
            title=_("What will be built?"),
            description=_("How many, how big, of what material."),
            max_length=2_000,
        ),
    ] = None


class WhySection(Draft):
    """Why the settlement wants it, and how it decided."""

    problem: Annotated[str | None, Field(title=_("What is it like now, without it?"), max_length=2_000)] = (
        None
    )
    decided_on: Annotated[Day | None, Field(title=_("When did the settlement meet and choose it?"))] = None
    women_present: Annotated[Whole | None, Field(title=_("How many women were there?"))] = None
    men_present: Annotated[Whole | None, Field(title=_("How many men were there?"))] = None


class BillLine(Form):
    """One line of the bill of quantities."""

    item: Annotated[str, Field(title=_("Item"), max_length=200)]
    unit: Annotated[str, Field(title=_("Unit"), description=_("bag, metre, day"), max_length=40)]
    quantity: Annotated[Whole, Field(title=_("Quantity"), gt=0)]
    price: Annotated[Amount, Field(title=_("Price of one"), json_schema_extra={"kind": "amount"})]


class Design(Draft):
    """The helper's page: the design in words and the bill of quantities."""

    design: Annotated[
        str | None,
        Field(
            title=_("The design in words"),
            description=_("The drawing itself goes with the documents."),
            max_length=2_000,
        ),
    ] = None
    bill: Annotated[tuple[BillLine, ...], Field(title=_("Bill of quantities"), max_length=100)] = ()


class InKindLine(Form):
    """Something the community gives that is not money: valued by quantity times the agreed rate (R25)."""

    item: Annotated[str, Field(title=_("What is given"), max_length=40, json_schema_extra={"kind": "select"})]
    quantity: Annotated[Whole, Field(title=_("How many"), gt=0)]


class Contributions(Draft):
    """Who pays what."""

    may_stay_empty: ClassVar[frozenset[str]] = frozenset({"in_kind"})

    grant: Annotated[
        Amount | None, Field(title=_("Asked from the fund"), json_schema_extra={"kind": "amount"})
    ] = None
    cash: Annotated[
        Amount | None, Field(title=_("Cash from the community"), json_schema_extra={"kind": "amount"})
    ] = None
    in_kind: Annotated[
        tuple[InKindLine, ...],
        Field(
            title=_("Work and material from the community"),
            description=_("Its worth is reckoned from the agreed rates."),
            max_length=30,
        ),
    ] = ()
    municipal: Annotated[
        Amount | None,
        Field(
            title=_("From the municipality"),
            description=_("Write 0 if it gives nothing."),
            json_schema_extra={"kind": "amount"},
        ),
    ] = None


class Upkeep(Draft):
    """Who looks after it once it stands, and with what money (R27)."""

    may_stay_empty: ClassVar[frozenset[str]] = frozenset({"utility_agreed"})

    body: Annotated[str | None, Field(title=_("Who will look after it?"), max_length=200)] = None
    money: Annotated[
        str | None,
        Field(
            title=_("Where will the money for repairs come from?"),
            description=_("A price for each use, a monthly sum, a budget."),
            max_length=1_000,
        ),
    ] = None
    needs_utility: Annotated[
        YesNo | None, Field(title=_("Does it need the water company, the power company or a ministry?"))
    ] = None
    utility_agreed: Annotated[YesNo | None, Field(title=_("If so: have they agreed in writing?"))] = None


class Sex(StrEnum):
    """Female or male, as committees' shares are reckoned (R13)."""

    FEMALE = "female"
    MALE = "male"


class Committee(StrEnum):
    """The committees of a project (R13)."""

    PROJECT = "project"
    PROCUREMENT = "procurement"
    UPKEEP = "upkeep"


class Member(Form):
    """One member of a committee; published by function only (R99)."""

    committee: Annotated[
        Committee,
        Field(
            title=_("Committee"),
            json_schema_extra=answers(
                {
                    Committee.PROJECT: _("project"),
                    Committee.PROCUREMENT: _("buying"),
                    Committee.UPKEEP: _("looking after it"),
                }
            )
            | {"kind": "select"},
        ),
    ]
    name: Annotated[str, Field(title=_("Name"), max_length=120)]
    sex: Annotated[
        Sex,
        Field(
            title=_("Woman or man"),
            json_schema_extra=answers({Sex.FEMALE: _("woman"), Sex.MALE: _("man")}) | {"kind": "select"},
        ),
    ]
    function: Annotated[str, Field(title=_("Function"), max_length=80)]


class Committees(Draft):
    """Who sits on the committees."""

    members: Annotated[
        tuple[Member, ...],
        Field(
            title=_("Members"),
            description=_("Each has agreed to be named here. Only the function is ever published."),
            max_length=60,
        ),
    ] = ()


class Method(StrEnum):
    """How the number of people was estimated (R86)."""

    POPULATION = "population"
    USAGE = "usage"
    REGISTRATION = "registration"


class People(Draft):
    """How many people will use it: planned figures, which never enter the results (R85)."""

    women: Annotated[Whole | None, Field(title=_("How many women and girls will use it?"))] = None
    men: Annotated[Whole | None, Field(title=_("How many men and boys will use it?"))] = None
    method: Annotated[
        Method | None,
        Field(
            title=_("How do you know?"),
            json_schema_extra=answers(
                {
                    Method.POPULATION: _("everybody who lives there"),
                    Method.USAGE: _("we counted or estimated the users"),
                    Method.REGISTRATION: _("from a list of names"),
                }
            ),
        ),
    ] = None
    source: Annotated[str | None, Field(title=_("Who counted, and when?"), max_length=200)] = None


class SectionName(StrEnum):
    """The sections of a proposal; the pages that show them follow the track."""

    WHERE = "where"
    WHAT = "what"
    WHY = "why"
    DESIGN = "design"
    CONTRIBUTIONS = "contributions"
    UPKEEP = "upkeep"
    COMMITTEES = "committees"
    PEOPLE = "people"
    DOCUMENTS = "documents"


class Sections(Form):
    """One page's worth of a proposal, and the versions of the sections as they were shown."""

    where: Where | None = None
    what: What | None = None
    why: WhySection | None = None
    design: Design | None = None
    contributions: Contributions | None = None
    upkeep: Upkeep | None = None
    committees: Committees | None = None
    people: People | None = None
    versions: dict[SectionName, Number] = Field(default_factory=dict)


SECTION_FORMS: dict[SectionName, type[Form]] = {
    SectionName.WHERE: Where,
    SectionName.WHAT: What,
    SectionName.WHY: WhySection,
    SectionName.DESIGN: Design,
    SectionName.CONTRIBUTIONS: Contributions,
    SectionName.UPKEEP: Upkeep,
    SectionName.COMMITTEES: Committees,
    SectionName.PEOPLE: People,
}

SECTION_TITLES: dict[SectionName, str] = {
    SectionName.WHERE: _("Where"),
    SectionName.WHAT: _("What"),
    SectionName.WHY: _("Why"),
    SectionName.DESIGN: _("Design and bill of quantities"),
    SectionName.CONTRIBUTIONS: _("Cost and contributions"),
    SectionName.UPKEEP: _("Who looks after it"),
    SectionName.COMMITTEES: _("Committees"),
    SectionName.PEOPLE: _("Who will use it"),
    SectionName.DOCUMENTS: _("Documents"),
}
