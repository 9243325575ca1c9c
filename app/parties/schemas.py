"""What the moves of parties ask for: three kinds of registration, corrections, members, how a group is known."""

from typing import Annotated, ClassVar

from babel import Locale
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.kernel.fields import Day, Number, Several, YesNo, answers
from app.kernel.flow import Form
from app.kernel.words import _
from app.parties.models import (
    FUNCTIONS,
    LEGAL_FORMS,
    PAPERS,
    SEX_NAMES,
    Function,
    LegalForm,
    Paper,
    Sex,
    Sort,
)

NOT_COUNTRIES = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"]
)
"""Codes of CLDR's territories that ISO 3166-1 only reserves, or that stand for no country."""
COUNTRIES = frozenset(filter(str.isalpha, map(str, Locale("en").territories))) - NOT_COUNTRIES
"""ISO 3166-1 codes of two letters, and Kosovo's."""
NO_COUNTRY = _("Choose a country from those offered.")
FEWEST_OFFICERS = 3
"""How many officers of a group show who they are (R36)."""


def _known_country(code: str) -> str:
    if code and code not in COUNTRIES:
        raise PydanticCustomError("unreadable", "{said}", {"said": NO_COUNTRY, "values": {}})
    return code


Chosen = Annotated[str, Field(max_length=40)]
Legal = Annotated[LegalForm, Field(title=_("Legal form"), json_schema_extra=answers(LEGAL_FORMS))]
RegistrationNumber = Annotated[
    str,
    Field(
        title=_("Registration number"),
        description=_("Leave it empty if the law has not registered it."),
        max_length=60,
    ),
]
RegisteredOn = Annotated[Day | None, Field(title=_("Registered on"))]
Country = Annotated[
    str, AfterValidator(_known_country), Field(title=_("Country of registration"), max_length=2)
]


class PartyForm(Form):
    """What every party says of itself."""

    title: Annotated[str, Field(title=_("Registered name"), min_length=3, max_length=200)]
    short_name: Annotated[str, Field(title=_("Short name"), max_length=60)] = ""
    contact: Annotated[
        str,
        Field(
            title=_("Contact person"), description=_("Seen by those who work with it only."), max_length=120
        ),
    ] = ""
    phone: Annotated[str, Field(title=_("Telephone"), max_length=40, json_schema_extra={"kind": "tel"})] = ""
    email: Annotated[
        str,
        Field(
            title=_("E-mail"),
            max_length=200,
            pattern=r"^$|^\S+@\S+\.\S+$",
            json_schema_extra={"kind": "email"},
        ),
    ] = ""


class OrganisationForm(PartyForm):
    """An organisation, wherever it has its seat."""

    sort: ClassVar[Sort] = Sort.ORGANISATION

    legal_form: Legal
    registration_number: RegistrationNumber = ""
    registered_on: RegisteredOn = None
    country: Country
    places: Annotated[
        tuple[Chosen, ...],
        Several,
        Field(
            title=_("Where it works"),
            description=_("Countries and cities. Choose none if it works everywhere."),
            json_schema_extra={"kind": "checkboxes"},
        ),
    ] = ()


class GroupForm(PartyForm):
    """A community group of one settlement or several."""

    sort: ClassVar[Sort] = Sort.COMMUNITY_GROUP

    legal_form: Legal
    registration_number: RegistrationNumber = ""
    registered_on: RegisteredOn = None
    places: Annotated[
        tuple[Chosen, ...],
        Several,
        Field(title=_("Its settlements"), min_length=1, json_schema_extra={"kind": "checkboxes"}),
    ]


class MunicipalityForm(PartyForm):
    """The municipality of a city."""

    sort: ClassVar[Sort] = Sort.MUNICIPALITY
    city: Annotated[Chosen, Field(title=_("City"))]

    @property
    def places(self) -> tuple[str, ...]:
        """Its city alone, as the other forms name theirs."""
        return (self.city,)


NewParty = OrganisationForm | GroupForm | MunicipalityForm


class PartyCorrection(PartyForm):
    """A party as it should read."""

    legal_form: Legal
    registration_number: RegistrationNumber = ""
    registered_on: RegisteredOn = None


class PlacesForm(Form):
    """The places that a party is of, all of them anew."""

    places: Annotated[
        tuple[Chosen, ...],
        Several,
        Field(title=_("Places"), json_schema_extra={"kind": "checkboxes"}),
    ] = ()


class MemberForm(Form):
    """A person who has a function."""

    name: Annotated[str, Field(title=_("Name"), min_length=2, max_length=120)]
    sex: Annotated[Sex, Field(title=_("Woman or man"), json_schema_extra=answers(SEX_NAMES))]
    function: Annotated[Function, Field(title=_("Function"), json_schema_extra=answers(FUNCTIONS))]
    represents: Annotated[
        YesNo,
        Field(title=_("Signs for the party"), description=_("Its legal representative, or one of them.")),
    ]
    joined_on: Annotated[Day, Field(title=_("Since"))]
    consents: Annotated[
        YesNo,
        Field(
            title=_("Agrees to be recorded"),
            description=_(
                "The name is kept for those who work with the party; only the function is published."
            ),
        ),
    ]


class MemberEnd(Form):
    """The end of a member's function."""

    member: Annotated[Number, Field(title=_("Member"))]
    left_on: Annotated[Day, Field(title=_("Last day"))]
    reason: Annotated[
        str,
        Field(
            title=_("Reason"),
            description=_("Name the minutes if an officer changes."),
            min_length=3,
            max_length=400,
        ),
    ]


class OfficerSeen(Form):
    """An officer who showed who he or she is; no copy of the paper is kept."""

    member: Annotated[Number, Field(title=_("Officer"))]
    paper: Annotated[Paper, Field(title=_("Paper shown"), json_schema_extra=answers(PAPERS))]
    seen_on: Annotated[Day, Field(title=_("Seen on"))]


class RecognitionForm(Form):
    """How a group without legal personality is known (R36)."""

    minutes_on: Annotated[Day, Field(title=_("Date of the founding minutes"))]
    recognised_by: Annotated[
        str, Field(title=_("Municipality that recognises it"), min_length=3, max_length=200)
    ]
    letter: Annotated[str, Field(title=_("Reference of its letter"), min_length=1, max_length=100)]
    letter_on: Annotated[Day, Field(title=_("Date of the letter"))]
    officers: Annotated[
        tuple[OfficerSeen, ...],
        Field(title=_("Officers whose identity was seen"), min_length=FEWEST_OFFICERS, max_length=10),
    ]


class Reason(Form):
    """Why."""

    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=1000)]
