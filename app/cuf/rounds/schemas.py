"""What the moves of a round ask for."""

from typing import Annotated, Any

from pydantic import Field

from app.cuf.models import KIND_WORDS, Kind
from app.cuf.prioritisation.greedy import OnNoFit
from app.cuf.prioritisation.women import WomensMechanism
from app.cuf.rounds.models import (
    CHAIN_WORDS,
    DIMENSION_WORDS,
    FEASIBILITY_WORDS,
    METHOD_WORDS,
    PICTURE_WORDS,
    Dimension,
    Feasibility,
    Method,
    Picture,
    TieChain,
)
from app.cuf.rounds.outcomes import BODY_WORDS, RESULT_WORDS, Body, Result
from app.funding.models import THEME_NAMES, Theme
from app.kernel.fields import Amount, Day, Several, Whole, answers
from app.kernel.flow import Form
from app.kernel.words import _

CHOSEN: dict[str, Any] = {"kind": "select"}
AMOUNT: dict[str, Any] = {"kind": "amount"}
Reference = Annotated[str, Field(max_length=20)]
Code = Annotated[str, Field(max_length=8, pattern=r"^[A-Z]{1,4}[0-9]{1,3}$")]
Permille = Annotated[Whole, Field(le=1000)]
MECHANISM_WORDS: dict[WomensMechanism, str] = {
    WomensMechanism.W1: _("too few women: the meeting does not count"),
    WomensMechanism.W2: _("what the women put first is funded first if it fits"),
    WomensMechanism.W3: _("women's and men's averages weigh the same"),
    WomensMechanism.W4: _("no effect: only shown who agrees"),
}
NO_FIT_WORDS: dict[OnNoFit, str] = {
    OnNoFit.SKIP: _("it is passed over and the next one is tried"),
    OnNoFit.STOP: _("the list ends there"),
}


class Reason(Form):
    """Why, in the person's own words."""

    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=1_000)]


class OpenForm(Form):
    """Where a round is held: a city or a country, and the settlements that take part."""

    title: Annotated[str, Field(title=_("Name of the round"), min_length=3, max_length=200)]
    place: Annotated[Reference, Field(title=_("City or country"), json_schema_extra=CHOSEN)]
    settlements: Annotated[
        tuple[Reference, ...],
        Several,
        Field(title=_("Settlements that take part"), min_length=1, json_schema_extra={"kind": "checkboxes"}),
    ]


class Terms(Form):
    """All that is agreed before the vote and never edited after (P-03)."""

    envelope: Annotated[Amount, Field(title=_("New money of the round"), json_schema_extra=AMOUNT)]
    allotment: Annotated[
        Reference | None,
        Field(
            title=_("Allotment that it comes from"),
            description=_("Choose none while it is not known."),
            json_schema_extra=CHOSEN,
        ),
    ] = None
    theme: Annotated[Theme | None, Field(title=_("Theme"), json_schema_extra=answers(THEME_NAMES))] = None
    kinds: Annotated[
        tuple[Kind, ...],
        Several,
        Field(
            title=_("Kinds of work"),
            description=_("Choose none if every kind may be voted on."),
            json_schema_extra=answers(KIND_WORDS),
        ),
    ] = ()
    floor_permille: Annotated[
        Permille,
        Field(
            title=_("Of a thousand, how much is divided equally among the settlements?"),
            description=_("The rest goes by households: 0 is all by households, 1,000 all equal."),
        ),
    ] = 500
    method: Annotated[
        Method, Field(title=_("How do people vote?"), json_schema_extra=answers(METHOD_WORDS))
    ] = Method.APPROVAL
    marks: Annotated[
        Whole,
        Field(
            title=_("How many marks or seeds has each voter?"),
            description=_("For marks, 2 up to eight projects, 3 up to twelve, 4 up to sixteen."),
            ge=1,
            le=1000,
        ),
    ] = 2
    most_per_option: Annotated[
        Whole, Field(title=_("How many seeds may one project get from one voter?"), ge=1, le=1000)
    ] = 5
    dimensions: Annotated[
        tuple[Dimension, ...],
        Several,
        Field(
            title=_("Who is counted apart?"),
            description=_("Women and men always are. Anything more only if the forum agreed to it."),
            json_schema_extra=answers(DIMENSION_WORDS),
        ),
    ] = (Dimension.SEX,)
    on_no_fit: Annotated[
        OnNoFit,
        Field(title=_("What happens when a project does not fit?"), json_schema_extra=answers(NO_FIT_WORDS)),
    ] = OnNoFit.SKIP
    min_votes: Annotated[
        Whole, Field(title=_("How many votes does a project need at least?"), le=1_000_000)
    ] = 0
    ceiling: Annotated[
        Amount | None,
        Field(
            title=_("Most that one project may cost"),
            description=_("Leave it empty for the country's ceiling."),
            json_schema_extra=AMOUNT,
        ),
    ] = None
    womens_mechanism: Annotated[
        WomensMechanism,
        Field(title=_("How are women heard?"), json_schema_extra=answers(MECHANISM_WORDS)),
    ] = WomensMechanism.W2
    women_permille: Annotated[
        Permille,
        Field(title=_("Of a thousand at a meeting, how many must be women for its result to be final?")),
    ] = 400
    tie_chain: Annotated[
        TieChain, Field(title=_("Who goes first among equals?"), json_schema_extra=answers(CHAIN_WORDS))
    ] = TieChain.COST
    objection_days: Annotated[
        Whole, Field(title=_("For how many days may people object to the count?"), le=90)
    ] = 7


class ListForm(Form):
    """A need of one of the settlements as an option on its ballot (P-01, P-02)."""

    need: Annotated[Reference, Field(title=_("Need"), json_schema_extra=CHOSEN)]
    picture: Annotated[
        Picture | None, Field(title=_("Its picture"), json_schema_extra=answers(PICTURE_WORDS))
    ] = None
    place: Annotated[str | None, Field(title=_("Where in the settlement?"), max_length=200)] = None
    cost: Annotated[
        Amount | None,
        Field(
            title=_("What it would cost"),
            description=_("Leave it empty for what the forum guessed."),
            json_schema_extra=AMOUNT,
        ),
    ] = None
    feasibility: Annotated[
        Feasibility | None,
        Field(title=_("The engineer's word"), json_schema_extra=answers(FEASIBILITY_WORDS)),
    ] = None
    feasibility_reason: Annotated[str | None, Field(title=_("Why it cannot be built"), max_length=400)] = None
    households: Annotated[Whole, Field(title=_("Households it would serve"), le=1_000_000)] = 0
    excludes: Annotated[
        tuple[Code, ...],
        Several,
        Field(
            title=_("Cannot stand beside"),
            description=_("Options of which only one can be built."),
            json_schema_extra={"kind": "checkboxes"},
        ),
    ] = ()


class Unlist(Form):
    """Which option is taken off the list."""

    need: Annotated[Reference, Field(title=_("Need"), json_schema_extra=CHOSEN)]


class LotForm(Form):
    """The order that was drawn from a bag in public; the software never draws (P-40)."""

    drawn: Annotated[
        str,
        Field(
            title=_("The whole order as it was drawn"),
            description=_("The codes with spaces between, for example: A3 A2 B1."),
            min_length=2,
            max_length=2_000,
        ),
    ]
    drawn_on: Annotated[Day, Field(title=_("Drawn on"))]
    witnesses: Annotated[Whole, Field(title=_("How many people looked on?"), ge=1, le=100_000)]
    minutes: Annotated[str, Field(title=_("Where are the minutes?"), min_length=3, max_length=400)]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in the order drawn."""
        return tuple(self.drawn.upper().replace(",", " ").split())


class ObjectionForm(Form):
    """What somebody of a settlement says against the count."""

    settlement: Annotated[
        str,
        Field(title=_("Settlement"), max_length=4, pattern="^[A-Z]{1,4}$", json_schema_extra=CHOSEN),
    ]
    said: Annotated[str, Field(title=_("What is wrong"), min_length=3, max_length=2_000)]


class AnswerForm(Form):
    """The answer to an objection, which settles it."""

    objection: Annotated[Annotated[Whole, Field(ge=1)], Field(title=_("Objection"), json_schema_extra=CHOSEN)]
    answer: Annotated[str, Field(title=_("Answer"), min_length=3, max_length=2_000)]


class Otherwise(Form):
    """Where the body decides otherwise than was computed (P-60), and who pays for it beside the round (P-61)."""

    option: Annotated[Code, Field(title=_("Option"))]
    result: Annotated[Result, Field(title=_("Decided"), json_schema_extra=answers(RESULT_WORDS))]
    note: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=1_000)]
    co_funder: Annotated[
        str | None,
        Field(title=_("Who pays what the round does not?"), max_length=200),
    ] = None
    co_funded: Annotated[Amount | None, Field(title=_("How much of it"), json_schema_extra=AMOUNT)] = None


class DecisionForm(Form):
    """What the body decided on the computed list."""

    body: Annotated[Body, Field(title=_("Who decided?"), json_schema_extra=answers(BODY_WORDS))]
    decided_on: Annotated[Day, Field(title=_("Decided on"))]
    minutes: Annotated[str, Field(title=_("Where are the minutes?"), min_length=3, max_length=400)]
    otherwise: Annotated[
        tuple[Otherwise, ...],
        Field(
            title=_("Decided otherwise than computed"),
            description=_("Leave it empty if the list stands as it was computed."),
            max_length=200,
        ),
    ] = ()
    womens_reason: Annotated[
        str | None,
        Field(
            title=_("Why the women's first choice was not chosen"),
            description=_("Needed where that is so."),
            max_length=1_000,
        ),
    ] = None
